/** What officers do in a chain: decide, give back, put up again, ask again, take back, ask another post. */
import {
  type ApprovalChanged,
  atDesk,
  end,
  handedTo,
  moved,
  ofHolder,
  reasonFor,
  remarksOn,
  replaced,
  withAsked,
} from './approvalFlow.ts';
import { approvalMachine, speakerOf, stale, turnsOf } from './approvalMachine.ts';
import { member } from './approvalOpening.ts';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  askedIn,
  currentLevel,
  type Decision,
  type Revision,
  withMembers,
  without,
} from './approvalRecord.ts';
import { inPlaceOf, namedInstead } from './askingRule.ts';
import type { Join, Purpose } from './chainTemplate.ts';
import { bare, type HeldPost, type Officer, ownPostOf, type Policy, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import type { File } from './file.ts';
import { fileMachine, inChain } from './fileMachine.ts';
import type { EventDraft } from './ledger.ts';
import { check, mustHold } from './machine.ts';
import { countsOf, type Delay, dueAfter, keeping, sealed } from './movement.ts';
import { addNote, type DraftNote, delayOnNote, isLive, sealDraft } from './note.ts';

/**
 * The note that stands for a bare agreement. It is the office's own word on its note sheet, and so in Hindi whoever
 * decides; other words are written, or chosen from the phrase bank.
 */
const phrase: Record<Purpose, string> = {
  examine: 'परीक्षण किया गया।',
  recommend: 'अनुशंसा सहित प्रस्तुत।',
  concur: 'सहमत।',
  advise: 'अभिमत: कोई आपत्ति नहीं।',
  approve: 'प्रस्ताव अनुसार अनुमोदित।',
  sanction: 'प्रस्ताव अनुसार स्वीकृत।',
  sign: 'हस्ताक्षरित।',
  inform: 'अवलोकन किया।',
};

export interface DecisionInput {
  readonly level: number;
  readonly decision: Decision;
  readonly remarks?: readonly string[] | undefined;
  readonly returnTo?: number | undefined;
  readonly contentHash: string;
  /** Which version of the draft letter that is. */
  readonly version?: number | undefined;
  /** Why the post that has the file kept it beyond the limit. */
  readonly delay?: Delay | undefined;
}

/**
 * Decides the active level for the officer's post. Its yellow note becomes the note of the decision, with the remarks
 * behind it; without one the remarks are sealed as a note. When the level has its answer, it is closed: the next is to be
 * opened, or the chain has ended, or it is given back to be put right.
 * @throws what the approval machine's `decide` and the file machine's `decide` refuse, note-shared, note-too-long
 */
export function decide(
  file: File,
  approval: Approval,
  input: DecisionInput,
  officer: Officer,
  { draft, ...act }: { at: string; policy: Policy; noteId: string; draft?: DraftNote | undefined },
): ApprovalChanged {
  const { remarks, returnTo } = input;
  const { at, policy } = act;
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, input.delay) });
  check(approvalMachine, 'decide', approval, {
    ...input,
    returnTo,
    officer,
    at,
    // What the note says is a reason as good as what is said beside it.
    remarks: isLive(draft) ? [...draft.paragraphs, ...(remarks ?? [])] : remarks,
  });
  const level = currentLevel(approval) as ApprovalLevel;
  const desk = atDesk(file, approval, { officer, at, delay: input.delay });
  const told = { ...input, delay: desk.delay };
  const late = delayOnNote(desk.delay, policy);
  if (isLive(draft)) {
    const noted = sealDraft(desk.file, draft, officer, at, remarks, late);
    return { ...decided(noted, desk.approval, level, told, officer, act), draft: noted.draft };
  }
  const said = remarks?.length ? remarks : [phrase[level.purpose]];
  const noted = addNote(desk.file, act.noteId, said, officer, at, { delay: late });
  return decided(noted, desk.approval, level, told, officer, act);
}

/** The level after what the officer's post said, whose note is on the sheet. */
function decided(
  noted: Changed<File>,
  approval: Approval,
  level: ApprovalLevel,
  { level: no, decision, returnTo, contentHash, version, delay }: DecisionInput,
  officer: Officer,
  { at, policy }: { at: string; policy: Policy },
): ApprovalChanged {
  const members = level.members.map(
    (each): ApprovalMember =>
      each.post.id === officer.post.id && each.state === 'asked'
        ? {
            ...each,
            state: 'decided',
            decision,
            decidedAt: at,
            decidedBy: {
              personId: officer.personId,
              name: officer.name,
              ...(officer.asLink && { ...ownPostOf(officer), onBehalfOf: postRef(officer.post) }),
            },
            noteNo: noted.record.noteCount,
            seenHash: contentHash,
            seen: {
              ...(version && { version }),
              notes: noted.record.noteCount,
              letters: noted.record.correspondenceCount,
            },
          }
        : each,
  );
  const voted = { ...level, members };
  const outcome = outcomeOf(voted);
  const late = level.dueAt !== undefined && at > level.dueAt;
  const told = {
    approvalId: approval.id,
    level: no,
    purpose: level.purpose,
    decision,
    contentHash,
    late,
    ...reasonFor(delay),
  };
  const event = (status: Approval['status']): EventDraft => ({
    type: 'decided',
    pub: {
      ...told,
      status,
      ...(status === 'approved' && approval.reverses && { reversed: approval.reverses }),
    },
    ...remarksOn(delay),
  });
  if (!outcome) {
    const next = { ...approval, levels: replaced(approval.levels, voted) };
    return {
      approval: next,
      record: withAsked(noted.record, askedIn(currentLevel(next))),
      events: [...noted.events, event('running')],
    };
  }
  const closed: ApprovalLevel = {
    ...voted,
    state: 'decided',
    decidedAt: at,
    members: members.map((each) => (each.state === 'asked' ? { ...each, state: 'excused' } : each)),
  };
  const turned = { ...approval, turn: approval.turn + 1 };
  const free = withAsked(noted.record, []);
  const events = (status: Approval['status']) => [...noted.events, event(status)];
  if (outcome === 'returned') {
    const revised = { ...turned, levels: replaced(approval.levels, again(closed)) };
    return giveBack(
      free,
      revised,
      { to: returnTo ?? 0, by: no, at, policy, level },
      events('revising'),
    );
  }
  const levels = replaced(approval.levels, closed);
  if (outcome === 'agreed' && levels.some(({ state }) => state === 'waiting')) {
    return { approval: { ...turned, levels }, record: free, events: events('running') };
  }
  const status = outcome === 'agreed' ? 'approved' : 'rejected';
  return end(free, { ...turned, levels }, status, { at, policy }, events(status));
}

type Outcome = 'agreed' | 'rejected' | 'returned';

/** The answer of a level as far as its members have spoken, or nothing while it is open. */
export function outcomeOf({
  members,
  join,
}: Pick<ApprovalLevel, 'members' | 'join'>): Outcome | undefined {
  const fresh = members.filter(({ state }) => state !== 'excused');
  const said = fresh.flatMap(({ state, decision, escalated }) =>
    state === 'decided' && decision ? [{ decision, escalated }] : [],
  );
  if (said.some(({ decision }) => decision === 'return')) return 'returned';
  const alone = said.find(({ escalated }) => escalated);
  if (alone) return alone.decision === 'reject' ? 'rejected' : 'agreed';
  // Whoever was asked because others were late is not one whose word is waited for.
  const electors = fresh.filter(({ escalated }) => !escalated).length;
  const refused = said.filter(({ decision }) => decision === 'reject').length;
  const agreed = said.length - refused;
  const needed = neededOf(join, electors);
  if (agreed >= needed) return 'agreed';
  return electors - refused < needed ? 'rejected' : undefined;
}

const neededOf = (join: Join, electors: number) =>
  join === 'all' ? electors : join === 'any' ? 1 : Math.min(join.atLeast, electors);

/** The file goes to whoever is to put it right; the chain's clock runs on there. */
function giveBack(
  file: File,
  approval: Approval,
  {
    to,
    by,
    at,
    policy,
    level,
  }: { to: number; by: number; at: string; policy: Policy; level: ApprovalLevel },
  events: readonly EventDraft[],
): ApprovalChanged {
  const post = speakerOf(approval, to);
  const dueAt = dueAfter(at, level.deadline, policy);
  const given: Approval = {
    ...approval,
    status: 'revising',
    revision: { by, to, post, since: at, dueAt, reminders: [] },
  };
  const move = { at, policy, dueAt, term: { since: at, counts: countsOf(level.deadline) } };
  return handedTo({ ...file, chainAsksHolder: true }, post, given, move, events);
}

/** A level that will be asked anew: what was said there stays on record and counts no more. */
function again({ openedAt: _o, dueAt: _d, decidedAt: _a, ...level }: ApprovalLevel): ApprovalLevel {
  return {
    ...level,
    state: 'waiting',
    members: level.members.map((each) => ({ ...each, state: 'excused' })),
    reminders: [],
  };
}

/** Whoever has the file hands it on by an act in its chain. */
interface Act {
  readonly at: string;
  readonly policy: Policy;
  /** Why it was kept beyond the limit. */
  readonly delay?: Delay | undefined;
}

/** Decided levels that had another text before them are asked anew. */
const reopened = (approval: Approval, also: (level: ApprovalLevel) => boolean): ApprovalLevel[] => {
  const others = new Set(stale(approval).map(({ no }) => no));
  return approval.levels.map((level) =>
    others.has(level.no) || also(level) ? again(level) : level,
  );
};

/**
 * Puts up again what was given back. It goes straight to whoever returned it; only levels that saw another text are
 * asked before. Whoever began may begin again from the first level.
 * @throws what the approval machine's `resubmit` refuses, in-transit
 */
export function resubmit(
  file: File,
  approval: Approval,
  draft: DraftNote | undefined,
  officer: Officer,
  { at, policy, restart, delay }: Act & { restart: boolean },
): ApprovalChanged {
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, delay) });
  check(approvalMachine, 'resubmit', approval, { officer, at, restart });
  const desk = atDesk(file, approval, { officer, at, delay });
  const noted = isLive(draft)
    ? sealDraft(desk.file, draft, officer, at, [], delayOnNote(desk.delay, policy))
    : undefined;
  const { revision, ...rest } = desk.approval;
  return {
    approval: {
      ...rest,
      status: 'running',
      turn: approval.turn + 1,
      levels: reopened(approval, () => restart),
    },
    record: withAsked(noted?.record ?? desk.file, []),
    events: [
      ...(noted?.events ?? []),
      {
        type: 'resubmitted',
        pub: {
          approvalId: approval.id,
          contentHash: approval.contentHash,
          to: restart ? 1 : (revision?.by ?? 1),
          ...(restart && { restart }),
          ...reasonFor(desk.delay),
        },
        ...remarksOn(desk.delay),
      },
    ],
    ...(noted && { draft: noted.draft }),
  };
}

/**
 * Asks those again who agreed to another text; then it comes back to the level that is asked now. Who has the file seals
 * what they wrote: it leaves them.
 * @throws what the approval machine's `ask-again` refuses, note-shared
 */
export function askAgain(
  file: File,
  approval: Approval,
  officer: Officer,
  { at, policy, draft, delay }: Act & { draft?: DraftNote | undefined },
): ApprovalChanged {
  check(fileMachine, 'decide', file, { officer, at, ...keeping(file, policy, delay) });
  check(approvalMachine, 'ask-again', approval, { officer, at });
  const current = currentLevel(approval) as ApprovalLevel;
  const desk = atDesk(file, approval, { officer, at, delay });
  const late = delayOnNote(desk.delay, policy);
  const noted = sealed(desk.file, ofHolder(file, draft), officer, at, late);
  return {
    ...noted,
    approval: {
      ...desk.approval,
      turn: approval.turn + 1,
      levels: reopened(approval, ({ no }) => no === current.no),
    },
    record: withAsked(noted.record, []),
    events: [
      ...noted.events,
      {
        type: 'asked-again',
        pub: {
          approvalId: approval.id,
          contentHash: approval.contentHash,
          levels: stale(approval).map(({ no }) => no),
          ...reasonFor(desk.delay),
        },
        ...remarksOn(desk.delay),
      },
    ],
  };
}

/**
 * The post that began the chain takes it back.
 * @throws what the approval machine's `withdraw` refuses, in-transit, consultation-open
 */
export function withdraw(
  file: File,
  approval: Approval,
  officer: Officer,
  { at, policy, reason }: { at: string; policy: Policy; reason: string },
): ApprovalChanged {
  // It stays with the post, or comes back to it: for its time there nothing is owed yet.
  mustHold(fileMachine, 'decide', file, inChain, { officer, at });
  check(approvalMachine, 'withdraw', approval, { officer, at });
  const desk = atDesk(file, approval, { officer, at });
  const ended = { ...approval, turn: approval.turn + 1 };
  return {
    ...end(desk.file, ended, 'withdrawn', { at, policy }, [
      { type: 'approval-withdrawn', pub: { approvalId: approval.id }, texts: { reason } },
    ]),
    tellings: turnsOf(approval).map(({ id: to }) => ({ to, kind: 'asked-no-more', reason })),
  };
}

/**
 * Has the level that is asked, asked anew by the work-division order that is in force: by a superior of one that is asked,
 * or whoever administers chains. Running levels keep the order they were opened under but for this. Whoever has the file
 * keeps it until the level is opened again, and the level's time begins anew then.
 * @throws what the approval machine's `reroute` refuses, in-transit, consultation-open, note-shared
 */
export function reroute(
  file: File,
  approval: Approval,
  reason: string,
  officer: Officer,
  { at, draft }: { at: string; draft?: DraftNote | undefined },
): ApprovalChanged {
  mustHold(fileMachine, 'decide', file, inChain, { officer, at });
  check(approvalMachine, 'reroute', approval, { officer, at });
  const level = currentLevel(approval) as ApprovalLevel;
  // It may leave whoever has it when the level is opened.
  const noted = sealed(file, ofHolder(file, draft), officer, at);
  return {
    ...noted,
    approval: {
      ...approval,
      turn: approval.turn + 1,
      levels: replaced(approval.levels, again(level)),
    },
    record: withAsked(noted.record, []),
    events: [
      ...noted.events,
      {
        type: 'rerouted',
        pub: { approvalId: approval.id, level: level.no },
        texts: { reason },
      },
    ],
  };
}

/** Another post puts right what was given back, in the time that is left for it. */
function revisedBy(
  file: File,
  approval: Approval,
  { revision, to, reason }: { revision: Revision; to: HeldPost; reason: string },
  officer: Officer,
  { at, policy, draft }: { at: string; policy: Policy; draft?: DraftNote | undefined },
): ApprovalChanged {
  const from = revision.post.id;
  const noted = sealed(file, ofHolder(file, draft), officer, at);
  const changed = { ...approval, revision: { ...revision, post: bare(to) } };
  const move = { at, policy, dueAt: revision.dueAt };
  const gone = handedTo(noted.record, to, changed, move, [
    ...noted.events,
    {
      type: 'reassigned',
      pub: { approvalId: approval.id, level: revision.to, from, to: postRef(to) },
      texts: { reason },
    },
  ]);
  return {
    ...gone,
    record: { ...gone.record, chainAsksHolder: true },
    ...(noted.draft && { draft: noted.draft }),
    tellings: [...(gone.tellings ?? []), { to: from, kind: 'asked-no-more', reason }],
  };
}

/**
 * Asks another post in the place of one: by a superior of the one, or whoever administers chains. Who gives the file away
 * with it seals what they wrote.
 * @throws what the approval machine's `reassign` refuses, note-shared
 */
export function reassign(
  file: File,
  approval: Approval,
  { from, to, reason }: { from: string | undefined; to: HeldPost; reason: string },
  officer: Officer,
  { at, policy, draft }: { at: string; policy: Policy; draft?: DraftNote | undefined },
): ApprovalChanged {
  check(approvalMachine, 'reassign', approval, { officer, at, from, to });
  const { revision } = approval;
  if (revision)
    return revisedBy(file, approval, { revision, to, reason }, officer, { at, policy, draft });
  const level = currentLevel(approval) as ApprovalLevel;
  const left = level.members.find(({ post }) => post.id === from);
  const rule = left ? inPlaceOf(left.post.designation) : namedInstead;
  const members = withMembers(without(level, from), [member(to, rule, at)]) ?? [];
  const changed = { ...approval, levels: replaced(approval.levels, { ...level, members }) };
  const asked = members.filter(({ state }) => state === 'asked');
  const goes = asked.length === 1 && to.id !== file.holder.postId;
  const noted = sealed(file, goes ? ofHolder(file, draft) : undefined, officer, at);
  const { dueAt, openedAt: since = at, deadline } = level;
  const term = { since, counts: countsOf(deadline) };
  const move = { at, policy, cause: 'decided', dueAt, term } as const;
  const gone = moved(noted.record, changed, asked, move, [
    ...noted.events,
    {
      type: 'reassigned',
      pub: { approvalId: approval.id, level: level.no, ...(from && { from }), to: postRef(to) },
      texts: { reason },
    },
  ]);
  return {
    ...gone,
    ...(noted.draft && { draft: noted.draft }),
    tellings: [
      ...(gone.tellings ?? []),
      ...(from ? [{ to: from, kind: 'asked-no-more', reason } as const] : []),
    ],
  };
}
