/**
 * Closing a file (नस्तीबद्ध करना), the record room (अभिलेखागार), and opening it again. One person asks and another
 * decides; what the decider says is a note on the note sheet.
 */
import * as z from 'zod';
import {
  type HeldPost,
  hasOfficer,
  type Officer,
  type Policy,
  type Post,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { type File, PhysicalPlace, type Retention } from './file.ts';
import { countParts } from './fileCare.ts';
import { fileMachine } from './fileMachine.ts';
import { FileId, PostId, UnitId } from './ids.ts';
import type { EventDraft } from './ledger.ts';
import { check } from './machine.ts';
import { DelayInput, type HandedOn, send, touched } from './movement.ts';
import { addNote, type DraftNote, isLive, sealDraft } from './note.ts';
import { allowedActions } from './policy.ts';
import { leaving, withReader } from './record.ts';
import { retentionFrom } from './retention.ts';
import { line, paragraphs } from './text.ts';

export const ClosureInput = z
  .strictObject({
    remarks: line(500).optional(),
    /** The post that is to decide, if the file goes there; without it the file stays where it is. */
    to: PostId.optional(),
    delay: DelayInput.optional(),
  })
  .meta({ id: 'ClosureInput' });

export const RecordsDecisionInput = z
  .strictObject({
    decision: z.enum(['approve', 'refuse']),
    remarks: paragraphs(2000).optional(),
    /** The file that a part belongs to, so that both are read together. */
    parentId: FileId.optional(),
  })
  .meta({ id: 'RecordsDecisionInput' });
export type RecordsDecisionInput = z.infer<typeof RecordsDecisionInput>;

export const RecordRoomInput = z.strictObject({ unitId: UnitId }).meta({ id: 'RecordRoomInput' });
export const RecordRoomReceiptInput = z
  .strictObject({ place: PhysicalPlace.optional() })
  .meta({ id: 'RecordRoomReceiptInput' });
export const ReopeningInput = z.strictObject({ reason: line(500) }).meta({ id: 'ReopeningInput' });

/**
 * Asks for the file to be closed. The requester's own yellow note is sealed with the request; the file stays with
 * the post, or goes to the one that is to decide.
 * @throws approval-open, pending-letter, open-draft, open-part, open-note, no-decider, and of a file that is sent what `send` refuses
 */
export function requestClosure(
  file: File,
  draft: DraftNote | undefined,
  officer: Officer,
  asked: {
    at: string;
    policy: Policy;
    openNotes: boolean;
    remarks?: string | undefined;
    to?: HeldPost | undefined;
    delay?: z.infer<typeof DelayInput> | undefined;
  },
): HandedOn {
  const { at, policy, openNotes, remarks, to, delay } = asked;
  check(fileMachine, 'request-close', file, { officer, at, openNotes, to });
  const handed: HandedOn = to
    ? send(file, draft, to, officer, { at, policy, delay })
    : isLive(draft)
      ? sealDraft(touched(file, at), draft, officer, at)
      : { record: touched(file, at), events: [] };
  return {
    ...handed,
    record: {
      ...handed.record,
      status: 'closure-pending',
      request: {
        personId: officer.personId,
        post: postRef(officer.post),
        at,
        kind: 'close',
        from: 'active',
      },
    },
    events: [
      ...handed.events,
      {
        type: 'closure-requested',
        pub: {},
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/**
 * Takes a request to close or to reopen the file back: the file stays where it is, as it was before the request. What
 * was noted with it stays noted.
 * @throws request-not-yours
 */
export function withdrawRequest(file: File, officer: Officer, at: string): Changed<File> {
  check(fileMachine, 'withdraw-request', file, { officer, at });
  const { request, ...rest } = file;
  if (!request) throw new Error(`${file.id} waits for a decision that nobody asked for.`);
  return {
    record: { ...rest, status: request.from },
    events: [{ type: 'request-withdrawn', pub: { kind: request.kind } }],
  };
}

/** What a decision about closing or reopening changes. */
export interface RecordsDecided {
  readonly file: Changed<File>;
  /** The file that the part belongs to, which counts its open parts. */
  readonly parent?: Changed<File>;
}

interface Deciding {
  readonly at: string;
  readonly policy: Policy;
  readonly decision: 'approve' | 'refuse';
  readonly remarks?: string | undefined;
  readonly noteId: string;
  /** The file that a part belongs to. */
  readonly parent?: File | undefined;
}

/**
 * Decides a request to close the file. From closing on its retention is fixed.
 * @throws own-request, not-a-superior, reason-required, part-needs-parent, and what keeps a file open
 */
export function decideClosure(
  file: File,
  officer: Officer,
  asked: Deciding & { openNotes: boolean },
): RecordsDecided {
  const { at, policy, decision, remarks, openNotes } = asked;
  const event = decision === 'approve' ? 'approve-close' : 'refuse-close';
  check(fileMachine, event, file, { officer, at, openNotes, remarks });
  // Whoever decides at the desk that has the file has opened it.
  const decides = officer.post.id === file.holder.postId ? touched(file, at) : file;
  const noted = withRemarks(decides, officer, asked);
  const { request: _asked, ...rest } = noted.record;
  if (decision === 'refuse') {
    return {
      file: {
        record: { ...rest, status: 'active' },
        events: [...noted.events, { type: 'closure-refused', pub: {} }],
      },
    };
  }
  const parent = parentOf(file, asked.parent);
  const { dueAt: _due, askedDueAt: _sooner, askedTerm: _term, lastMove: _move, ...closed } = rest;
  const retention = retentionFrom(policy, file.headCode, at);
  return {
    file: {
      record: { ...closed, status: 'closed', retention },
      events: [...noted.events, { type: 'closed', pub: factsOf(retention) }],
    },
    ...(parent && { parent: countParts(parent, -1, file.id) }),
  };
}

/**
 * Asks for a closed file to be opened again.
 * @param posts those of the officer’s office: of a confidential file somebody there must be able to decide
 * @throws in-transit, other-office, no-decider
 */
export function requestReopening(
  file: File,
  reason: string,
  officer: Officer,
  at: string,
  posts: readonly HeldPost[],
): Changed<File> {
  const { officeId, classification, readers, holder } = file;
  const governed = { officeId, classification, readers, holderPostId: holder.postId };
  const decidable = posts.some(
    (post) =>
      post.capabilities.includes('reopen-approve') &&
      hasOfficer(post, at) &&
      [post.holder, post.charge].some((each) => each && each.personId !== officer.personId) &&
      allowedActions({ post }, governed).includes('decide-reopen'),
  );
  check(fileMachine, 'request-reopen', file, { officer, at, decidable });
  return {
    record: {
      ...file,
      status: 'reopening-pending',
      request: {
        personId: officer.personId,
        post: postRef(officer.post),
        at,
        kind: 'reopen',
        from: file.status,
      },
    },
    events: [
      {
        type: 'reopening-requested',
        pub: { by: postRef(officer.post) },
        texts: { reason },
      },
    ],
  };
}

/**
 * Decides a request to open the file again: it goes to the post that asked, paper once that has received it.
 * @throws own-request, reason-required, part-needs-parent, file-closed (of the file that a part belongs to)
 */
export function decideReopening(file: File, officer: Officer, asked: Deciding): RecordsDecided {
  const { at, policy, decision, remarks } = asked;
  const event = decision === 'approve' ? 'approve-reopen' : 'refuse-reopen';
  check(fileMachine, event, file, { officer, at, remarks });
  const { request } = file;
  if (!request) throw new Error(`${file.id} waits for a decision that nobody asked for.`);
  const noted = withRemarks(file, officer, asked);
  const { request: _asked, ...rest } = noted.record;
  if (decision === 'refuse') {
    return {
      file: {
        record: { ...rest, status: request.from },
        events: [...noted.events, { type: 'reopening-refused', pub: {} }],
      },
    };
  }
  const parent = parentOf(file, asked.parent);
  if (parent && parent.status !== 'active') {
    throw new DomainError('file-closed', 'The file that the part belongs to is not active.');
  }
  const { retention: _kept, ...open } = rest;
  const home = file.nature !== 'electronic' && request.post.postId !== file.holder.postId;
  return {
    file: {
      record: {
        ...open,
        status: 'active',
        ...(home
          ? { transit: { to: request.post, at } }
          : { holder: request.post, holderSince: at }),
      },
      events: [
        ...noted.events,
        {
          type: 'reopened',
          pub: {
            ...hop(file, request.post, at, policy),
            ...(home && { onItsWay: true }),
          },
        },
      ],
    },
    ...(parent && { parent: countParts(parent, 1, file.id) }),
  };
}

/**
 * Gives a closed file to the record room's desk. Paper is recorded when the desk has received it.
 * @throws in-transit, post-not-active
 */
export function sendToRecordRoom(
  file: File,
  keeper: Post,
  { at, policy }: { at: string; policy: Policy },
): Changed<File> {
  check(fileMachine, 'send-to-record-room', file, { keeper });
  const electronic = file.nature === 'electronic';
  return {
    record: {
      ...file,
      ...(electronic
        ? { status: 'recorded' as const, holder: postRef(keeper), holderSince: at }
        : { transit: { to: postRef(keeper), at } }),
      // Who keeps a confidential file is not a reason for those above to read it.
      readers: withReader(
        file.readers,
        file.classification === 'confidential' ? { id: keeper.id, superiors: [] } : keeper,
      ),
    },
    events: [
      {
        type: 'sent-to-record-room',
        pub: {
          ...hop(file, postRef(keeper), at, policy),
          ...(electronic ? {} : { onItsWay: true }),
        },
      },
    ],
  };
}

/** The paper has come to the record room, and stands where the keeper says. @throws not-in-transit */
export function receiveInRecordRoom(
  file: File,
  officer: Officer,
  { at, policy, place }: { at: string; policy: Policy; place?: File['physical'] | undefined },
): Changed<File> {
  check(fileMachine, 'receive-in-record-room', file, { officer, at });
  const { transit, ...rest } = file;
  return {
    record: {
      ...rest,
      status: 'recorded',
      holder: postRef(officer.post),
      holderSince: at,
      ...(place && { physical: place }),
    },
    events: [
      {
        type: 'received',
        pub: {
          ...hop(file, postRef(officer.post), at, policy),
          ...(transit && { sentAt: transit.at }),
        },
        ...(place && { texts: { place } }),
      },
    ],
  };
}

const factsOf = ({ years, ...facts }: Retention): EventDraft['pub'] => ({
  ...facts,
  ...(years !== undefined && { years }),
});

/** What the decider says, as a note on the note sheet. */
const withRemarks = (
  file: File,
  officer: Officer,
  { remarks, noteId, at }: Pick<Deciding, 'remarks' | 'noteId' | 'at'>,
): Changed<File> =>
  remarks === undefined
    ? { record: file, events: [] }
    : addNote(file, noteId, [remarks], officer, at);

/** Only parts keep their file open; volumes go their own way. @throws part-needs-parent */
function parentOf(file: File, parent: File | undefined): File | undefined {
  if (file.kind !== 'part') return undefined;
  if (!parent || parent.id !== file.parentId) {
    throw new DomainError('part-needs-parent', 'Name the file that the part belongs to.');
  }
  return parent;
}

const hop = (file: File, to: File['holder'], at: string, policy: Policy): EventDraft['pub'] => ({
  ...leaving(file, at, policy),
  to,
});
