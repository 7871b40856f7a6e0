/**
 * Movement of a file from post to post. At every moment exactly one post has it: an electronic file is with
 * the receiver at once, a physical or hybrid one stays with the sender until the receiver says it has come.
 */
import * as z from 'zod';
import { addWorkingMinutes } from './calendar.ts';
import {
  type Deadline,
  type HeldPost,
  type Officer,
  type Policy,
  type Post,
  type PostRef,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import {
  type AskedTerm,
  askedTermOf,
  type Consultation,
  dueBy,
  type File,
  type LastMove,
} from './file.ts';
import {
  activePost,
  askerInChain,
  fileMachine,
  here,
  type Keeping,
  notSelf,
  withinOffice,
} from './fileMachine.ts';
import type { EventDraft, Json } from './ledger.ts';
import { check, mustHold } from './machine.ts';
import { type DraftNote, delayOnNote, isLive, type NoteDelay, sealDraft } from './note.ts';
import { clockOf, deskLimit, leaving, withReader } from './record.ts';
import { line } from './text.ts';

/** Why a file goes to another post. */
export type Cause = 'sent' | 'approval-started' | 'decided' | 'returned' | 'consulted' | 'answered';

/** Why a file or letter left a post, as the movement register has it. */
export type MovementCause =
  | Cause
  | 'recalled'
  | 'pulled-up'
  | 'marked'
  | 'transferred'
  | 'sent-to-record-room'
  | 'reopened';

export interface Move {
  readonly at: string;
  readonly policy: Policy;
  readonly cause: Cause;
  /** By when the receiving post is asked for it; what letters on it are due stays with it besides. */
  readonly dueAt?: string | undefined;
  /** How that time is counted, where not in working time from now. */
  readonly term?: AskedTerm | undefined;
  readonly purpose?: string | undefined;
  /** Code of the reason for keeping it beyond the limit, and what was said about it. */
  readonly delay?: Delay | undefined;
  /** Why it is returned or asked about; sealed with the movement. */
  readonly reason?: string | undefined;
  /** The question that is answered with it. */
  readonly answered?: Consultation | undefined;
}
export const DelayInput = z
  .strictObject({ code: z.string().max(60), remarks: line(500).optional() })
  .meta({ id: 'DelayInput', description: 'Why it was kept beyond the limit.' });
export type Delay = z.infer<typeof DelayInput>;

/** The holder works on the file: from now on nobody pulls it back. Paper on its way is opened by whoever receives it. */
export function touched(file: File, at: string): File {
  if (!file.lastMove || file.transit || file.lastMove.openedAt !== undefined) return file;
  const {
    readersBefore: _readers,
    sinceBefore: _since,
    consultationBefore: _question,
    ...lastMove
  } = file.lastMove;
  return { ...file, lastMove: { ...lastMove, openedAt: at } };
}

/** What went into the file on the desk had lain there: the limit of the post's time runs from the first of the two. */
export function keptAsLongAs(other: Parameters<typeof clockOf>[0], file: File): File {
  const since = clockOf(other);
  return since < clockOf(file) ? { ...file, pulledBack: { at: file.holderSince, since } } : file;
}

const kindOf: Readonly<Record<Cause, LastMove['kind']>> = {
  sent: 'sent',
  'approval-started': 'decided',
  decided: 'decided',
  returned: 'returned',
  consulted: 'consulted',
  answered: 'answered',
};

/** Event types; what a chain does to a file is a sending with its cause. */
const typeOf = {
  sent: 'sent',
  'approval-started': 'sent',
  decided: 'sent',
  returned: 'returned',
  consulted: 'consulted',
  answered: 'answered',
  recalled: 'recalled',
  'pulled-up': 'pulled-up',
  marked: 'marked',
  transferred: 'transferred',
  'sent-to-record-room': 'sent-to-record-room',
  reopened: 'reopened',
} as const satisfies Record<MovementCause, string>;
/** Events at which something leaves a post or comes to one: each says from whom, to whom and how long it had lain. */
export const stopTypes: ReadonlySet<string> = new Set([...Object.values(typeOf), 'received']);

/**
 * Gives the file to another post, or puts it on its way there. What the post was asked it is asked no more.
 * @throws file-closed and the like, in-transit, sent-to-self, post-not-active, other-office
 */
export function handOver(file: File, to: Post, move: Move): Changed<File> {
  const { at, policy, dueAt, term, cause, purpose, delay, reason, answered } = move;
  mustHold(fileMachine, 'send', file, [here, notSelf, activePost, withinOffice], { to });
  const asked = { askedDueAt: dueAt, askedTerm: term };
  const { lastMove: _before, pulledBack, consultation: _question, ...rest } = dueBy(file, asked);
  const electronic = file.nature === 'electronic';
  const lastMove: LastMove = {
    kind: kindOf[cause],
    from: file.holder,
    at,
    ...(file.askedDueAt && { dueBefore: file.askedDueAt, termBefore: askedTermOf(file) }),
    ...(electronic && { sinceBefore: clockOf(file), readersBefore: file.readers }),
    ...(answered && { consultationBefore: answered }),
  };
  const texts = {
    ...(reason !== undefined && { reason }),
    ...(delay?.remarks !== undefined && { delayRemarks: delay.remarks }),
  };
  return {
    record: {
      ...rest,
      lastMove,
      ...(electronic
        ? { holder: postRef(to), holderSince: at, readers: withReader(file.readers, to) }
        : { ...(pulledBack && { pulledBack }), transit: { to: postRef(to), at } }),
    },
    events: [
      {
        type: typeOf[cause],
        pub: {
          cause,
          ...leaving(file, at, policy),
          to: postRef(to),
          ...(electronic ? {} : { onItsWay: true }),
          ...(purpose !== undefined && { purpose }),
          ...(dueAt && { dueAt }),
          ...(delay && { delayReason: delay.code }),
        },
        ...(Object.keys(texts).length > 0 && { texts }),
      },
    ],
  };
}

/** What a post says when it hands the file on by its own will. */
export interface Handing {
  readonly at: string;
  readonly policy: Policy;
  readonly purpose?: 'submission' | 'action' | 'information' | undefined;
  readonly dueAt?: string | undefined;
  readonly delay?: Delay | undefined;
  readonly reason?: string | undefined;
}
export type HandedOn = Changed<File> & { readonly draft?: DraftNote };

/**
 * Sends the file to a post, sealing the sender's yellow note first.
 * @throws what the machine's `send` refuses, note-shared
 */
export const send = (
  file: File,
  draft: DraftNote | undefined,
  to: HeldPost,
  officer: Officer,
  handing: Handing,
): HandedOn => handOn('send', 'sent', file, draft, to, officer, handing);

/** Returns the file to a post that had it, with the reason. @throws what the machine's `return` refuses */
export const giveBack = (
  file: File,
  draft: DraftNote | undefined,
  to: HeldPost,
  officer: Officer,
  handing: Handing,
): HandedOn => handOn('return', 'returned', file, draft, to, officer, handing);

/**
 * Sends the file to a post for its opinion; it comes back with it. An open chain's clock runs on.
 * @throws what the machine's `consult` refuses
 */
export function consult(
  file: File,
  draft: DraftNote | undefined,
  to: HeldPost,
  officer: Officer,
  handing: Handing,
): HandedOn {
  const asked = handOn('consult', 'consulted', file, draft, to, officer, handing);
  const { at, dueAt } = handing;
  return {
    ...asked,
    record: {
      ...asked.record,
      consultation: {
        askedBy: file.holder,
        asked: postRef(to),
        askedAt: at,
        ...(file.askedDueAt && { askersDueAt: file.askedDueAt, askersTerm: askedTermOf(file) }),
        ...(dueAt && { dueAt }),
      },
    },
  };
}

/** The post that was asked gives the file back with its opinion. @throws what the machine's `answer` refuses */
export function answerConsultation(
  file: File,
  draft: DraftNote | undefined,
  askedBy: Post,
  officer: Officer,
  { at, policy, delay }: Pick<Handing, 'at' | 'policy' | 'delay'>,
): HandedOn {
  check(fileMachine, 'answer', file, { officer, at, ...keeping(file, policy, delay) });
  const { consultation } = file;
  const noted = sealed(file, draft, officer, at, delayOnNote(delay, policy));
  const { askersDueAt: dueAt, askersTerm: term } = consultation ?? {};
  const asked = { dueAt, term, answered: consultation };
  const said = { at, policy, cause: 'answered', delay, ...asked } as const;
  const moved = handOver(noted.record, askedBy, said);
  return { ...moved, events: [...noted.events, ...moved.events], ...drafted(noted) };
}

function handOn(
  event: 'send' | 'return' | 'consult',
  cause: Cause,
  file: File,
  draft: DraftNote | undefined,
  to: HeldPost,
  officer: Officer,
  handing: Handing,
): HandedOn {
  const { at, policy, purpose = 'submission', delay } = handing;
  check(fileMachine, event, file, {
    officer,
    at,
    to,
    purpose,
    submitWithinCategory: policy.submitWithinCategory,
    dueAt: handing.dueAt,
    ...keeping(file, policy, delay),
  });
  const noted = sealed(file, draft, officer, at, delayOnNote(delay, policy));
  const moved = handOver(noted.record, to, { ...handing, purpose, cause });
  return { ...moved, events: [...noted.events, ...moved.events], ...drafted(noted) };
}

/** How long the post may keep the file, and what it says when it kept it longer. */
export const keeping = (
  file: File,
  policy: Policy,
  delay: Delay | undefined,
): Omit<Keeping, 'officer' | 'at'> => deskLimit(clockOf(file), policy, delay);

/** Seals the officer's live note, if there is one, with what they say of the time they kept the file. */
export const sealed = (
  file: File,
  draft: DraftNote | undefined,
  officer: Officer,
  at: string,
  delay?: NoteDelay,
): HandedOn =>
  isLive(draft) ? sealDraft(file, draft, officer, at, [], delay) : { record: file, events: [] };
const drafted = ({ draft }: HandedOn) => (draft ? { draft } : {});

/** The holder opens what has arrived; opening it again changes nothing. @throws in-transit, … */
export function openOnDesk(file: File, officer: Officer, at: string): Changed<File> {
  check(fileMachine, 'open', file, { officer, at });
  const record = touched(file, at);
  return { record, events: record === file ? [] : [{ type: 'opened-on-desk', pub: {} }] };
}

/** The physical file has come: custody changes now. @throws not-in-transit */
export function receive(
  file: File,
  officer: Officer,
  { at, policy }: { at: string; policy: Policy },
): Changed<File> {
  check(fileMachine, 'receive', file, { officer, at });
  const { transit, pulledBack: _clock, ...rest } = file;
  return {
    record: {
      ...touched(rest, at),
      holder: postRef(officer.post),
      holderSince: at,
      readers: withReader(file.readers, officer.post),
    },
    events: [
      moveEvent('received', file, postRef(officer.post), { at, policy }, { sentAt: transit?.at }),
    ],
  };
}

/**
 * The sender takes back what nobody has opened. Sealed notes stay sealed; the post that had it so long did not read it,
 * and no longer may.
 * @throws already-opened, not-the-sender, not-in-transit
 */
export function recall(
  file: File,
  officer: Officer,
  { at, policy, workedOn }: { at: string; policy: Policy; workedOn?: string | undefined },
): Changed<File> {
  check(fileMachine, 'recall', file, { officer, at, workedOn });
  // A question that is open is the one that went with it; one that was answered with it is open again.
  const before = dueBy(file, {
    askedDueAt: file.lastMove?.dueBefore,
    askedTerm: file.lastMove?.termBefore,
  });
  const { transit, lastMove, consultation: _question, ...rest } = before;
  const question = lastMove?.consultationBefore;
  return {
    record: {
      ...rest,
      holder: postRef(officer.post),
      // What never left the desk has lain there all along.
      holderSince: transit ? file.holderSince : at,
      ...(lastMove?.sinceBefore && { pulledBack: { at, since: lastMove.sinceBefore } }),
      readers: lastMove?.readersBefore ?? file.readers,
      ...(question && { consultation: question }),
    },
    events: [moveEvent('recalled', file, postRef(officer.post), { at, policy })],
  };
}

/**
 * A superior takes the file from the post that has it, saying why; the post is told. What a chain lent for an opinion goes
 * back to the post that asked, at its own word or a superior's, and the chain goes on. Paper is on its way until it has come.
 * @throws approval-open, not-allowed, not-a-superior, …
 */
export function pullUp(
  file: File,
  holder: Post,
  officer: Officer,
  { at, policy, reason }: { at: string; policy: Policy; reason: string },
): Changed<File> {
  check(fileMachine, 'pull-up', file, { officer, at, holder });
  // The date by which an opinion was due falls away with the question.
  const { askersDueAt, askersTerm } = file.consultation ?? {};
  const asked = file.consultation ? { askedDueAt: askersDueAt, askedTerm: askersTerm } : file;
  const { parked: _parked, pulledBack, consultation: _, ...rest } = dueBy(file, asked);
  const to = askerInChain(file) ?? postRef(officer.post);
  const comes = to.postId === officer.post.id;
  const electronic = file.nature === 'electronic';
  const lastMove: LastMove = {
    ...{ kind: 'pulled-up', from: file.holder, at },
    ...(electronic && comes && { openedAt: at }),
  };
  return {
    record: {
      ...rest,
      status: 'active',
      lastMove,
      ...(electronic
        ? { holder: to, holderSince: at }
        : { ...(pulledBack && { pulledBack }), transit: { to, at } }),
      // Whoever asked could read it before.
      ...(electronic && comes && { readers: withReader(file.readers, officer.post) }),
    },
    events: [
      {
        ...moveEvent('pulled-up', file, to, { at, policy }, electronic ? {} : { onItsWay: true }),
        texts: { reason },
      },
    ],
  };
}

const moveEvent = (
  type: string,
  file: File,
  to: PostRef,
  { at, policy }: { at: string; policy: Policy },
  more: { readonly [fact: string]: Json | undefined } = {},
): EventDraft => ({
  type,
  pub: {
    ...leaving(file, at, policy),
    to,
    ...(Object.fromEntries(
      Object.entries(more).filter(([, value]) => value !== undefined),
    ) as EventDraft['pub']),
  },
});

/** When a deadline that starts at `at` is over. */
export const dueAfter = (at: string, deadline: Deadline, policy: Policy): string =>
  'workingMinutes' in deadline
    ? addWorkingMinutes(at, deadline.workingMinutes, policy)
    : new Date(Date.parse(at) + deadline.elapsedSeconds * 1000).toISOString();

/** By what hours such a deadline is counted. */
export const countsOf = (deadline: Deadline): AskedTerm['counts'] =>
  'workingMinutes' in deadline ? 'working' : 'calendar';
