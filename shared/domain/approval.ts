/**
 * An approval chain on a file: levels that recommend, concur and finally approve.
 *
 * The record decides, the state machine only keeps the clock: a decision closes its level, opens the next
 * and hands the file over in one write. Nothing is ever approved by silence; a late level is put on record and
 * reminded for as long as it takes.
 */
import * as z from 'zod';
import {
  type ChainTemplate,
  Deadline,
  Name,
  type Officer,
  type Policy,
  Post,
  Purpose,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { fileMachine } from './fileMachine.ts';
import { ApprovalId, approvalIdOf, ChainId, FileId, Instant, PersonId } from './ids.ts';
import type { EventDraft } from './ledger.ts';
import { check } from './machine.ts';
import { type Delay, dueAfter, handOver, keeping } from './movement.ts';
import { addNote, type DraftNote, isLive, sealDraft } from './note.ts';

export const Decision = z
  .enum(['recommend', 'concur', 'approve', 'return', 'reject'])
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

export const ApprovalLevel = z
  .strictObject({
    no: z.int().positive(),
    purpose: Purpose,
    post: Post,
    deadline: Deadline,
    state: z.enum(['waiting', 'active', 'decided']),
    openedAt: Instant.optional(),
    dueAt: Instant.optional(),
    decision: Decision.optional(),
    decidedAt: Instant.optional(),
    decidedBy: z.strictObject({ personId: PersonId, name: Name }).optional(),
    noteNo: z.int().positive().optional(),
    /** When the level was put on record as late and reminded. */
    reminders: z.array(Instant).max(500),
  })
  .meta({ id: 'ApprovalLevel' });
export type ApprovalLevel = z.infer<typeof ApprovalLevel>;

export const Approval = z
  .strictObject({
    id: ApprovalId,
    fileId: FileId,
    ordinal: z.int().positive(),
    chainId: ChainId,
    chainVersion: z.int().positive(),
    name: Name,
    status: z.enum(['running', 'approved', 'returned', 'rejected']),
    initiator: z.strictObject({ personId: PersonId, name: Name, post: Post }),
    startedAt: Instant,
    endedAt: Instant.optional(),
    levels: z.array(ApprovalLevel).min(1),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

export interface ApprovalChanged extends Changed<File> {
  readonly approval: Approval;
  readonly draft?: DraftNote;
}

/**
 * Starts a chain and gives the file to its first level, sealing the initiator's draft note.
 * @throws chain-not-found, and what the file machine's `start-approval` refuses
 */
export function startApproval(
  file: File,
  template: ChainTemplate,
  draft: DraftNote | undefined,
  officer: Officer,
  { at, policy, delay }: { at: string; policy: Policy; delay?: Delay | undefined },
): ApprovalChanged {
  if (!template.active || template.officeId !== file.officeId) {
    throw new DomainError(
      'chain-not-found',
      'That approval chain is not available to this office.',
    );
  }
  const ordinal = file.approvalCount + 1;
  const id = approvalIdOf(file.id, ordinal);
  const levels = template.levels.map(
    (level, index): ApprovalLevel => ({
      no: index + 1,
      ...level,
      state: 'waiting',
      reminders: [],
    }),
  );
  const first = open(levels[0], at, policy);
  check(fileMachine, 'start-approval', file, {
    officer,
    at,
    to: first.post,
    ...keeping(file, policy, delay),
  });

  const noted = isLive(draft) ? sealDraft(file, draft, officer, at) : undefined;
  const moved = handOver(noted?.record ?? file, first.post, {
    at,
    policy,
    dueAt: first.dueAt,
    cause: 'approval-started',
    delay,
  });
  return {
    approval: {
      id,
      fileId: file.id,
      ordinal,
      chainId: template.id,
      chainVersion: template.version,
      name: template.name,
      status: 'running',
      initiator: { personId: officer.personId, name: officer.name, post: officer.post },
      startedAt: at,
      levels: [first, ...levels.slice(1)],
    },
    record: { ...moved.record, approvalCount: ordinal, openApprovalId: id },
    events: [
      ...(noted?.events ?? []),
      {
        type: 'approval-started',
        pub: {
          approvalId: id,
          chainId: template.id,
          chainVersion: template.version,
          levels: levels.map(({ purpose, post }) => ({ purpose, post: postRef(post) })),
        },
      },
      ...moved.events,
    ],
    ...(noted && { draft: noted.draft }),
  };
}

/** What a level of each purpose says when it agrees. */
const agreement = { recommend: 'recommend', concur: 'concur', approve: 'approve' } as const;
/** The note that stands for a bare agreement, in the words these offices use. */
const phrase: Record<'recommend' | 'concur' | 'approve', string> = {
  recommend: 'अनुशंसा सहित प्रस्तुत।',
  concur: 'सहमत।',
  approve: 'प्रस्ताव अनुसार अनुमोदित।',
};

export interface DecisionInput {
  readonly level: number;
  readonly decision: Decision;
  readonly remarks?: readonly string[] | undefined;
}

/**
 * Decides the active level: closes it, seals the officer's remarks as a note, and either hands the file to
 * the next level or ends the chain and gives the file back to whoever started it.
 * @throws step-not-active, not-your-step, decision-not-of-this-level, reason-required, same-person
 */
export function decide(
  file: File,
  approval: Approval,
  input: DecisionInput,
  officer: Officer,
  { at, policy, noteId }: { at: string; policy: Policy; noteId: string },
): ApprovalChanged {
  check(fileMachine, 'decide', file, { officer, at });
  const level = approval.levels.find(({ no }) => no === input.level);
  if (approval.status !== 'running' || level?.state !== 'active') {
    throw new DomainError('step-not-active', `Level ${input.level} is not the one being asked.`);
  }
  if (level.post.id !== officer.post.id) {
    throw new DomainError('not-your-step', 'Another post is being asked.');
  }
  const { decision } = input;
  const agrees = decision !== 'return' && decision !== 'reject';
  if (agrees && decision !== agreement[level.purpose]) {
    throw new DomainError('decision-not-of-this-level', `This level is asked to ${level.purpose}.`);
  }
  if (!agrees && !input.remarks?.length) {
    throw new DomainError('reason-required', `Say why you ${decision} it.`);
  }
  mustBeAnother(approval, officer);

  const remarks = input.remarks?.length ? input.remarks : [phrase[level.purpose]];
  const noted = addNote(file, noteId, remarks, officer, at);
  const decided: ApprovalLevel = {
    ...level,
    state: 'decided',
    decision,
    decidedAt: at,
    decidedBy: { personId: officer.personId, name: officer.name },
    noteNo: noted.record.noteCount,
  };
  const following = agrees ? approval.levels.find(({ no }) => no === level.no + 1) : undefined;
  const next = following && open(following, at, policy);
  const levels = approval.levels.map((each) =>
    each.no === decided.no ? decided : each.no === next?.no ? next : each,
  );
  const status = next ? 'running' : endOf(decision);
  const moved = handOver(noted.record, next?.post ?? approval.initiator.post, {
    at,
    policy,
    dueAt: next?.dueAt,
    cause: 'decided',
  });
  const { openApprovalId, ...released } = moved.record;
  const events: EventDraft[] = [
    ...noted.events,
    {
      type: 'decided',
      pub: {
        approvalId: approval.id,
        level: level.no,
        purpose: level.purpose,
        decision,
        late: level.dueAt !== undefined && at > level.dueAt,
        status,
      },
    },
    ...moved.events,
  ];
  return {
    approval: { ...approval, levels, status, ...(status !== 'running' && { endedAt: at }) },
    record: next ? moved.record : released,
    events,
  };
}

const endOf = (decision: Decision): 'approved' | 'returned' | 'rejected' =>
  decision === 'return' ? 'returned' : decision === 'reject' ? 'rejected' : 'approved';

const week = { workingMinutes: 6 * 450, elapsedSeconds: 7 * 24 * 3600 };
/**
 * The time until a late level is reminded again: twice as long each time, up to a week or its own time, so that a chain
 * that everybody left alone does not fill its file with reminders.
 */
function pauseAfter({ deadline, reminders }: Approval['levels'][number]): Deadline {
  const longer = (time: number, most: number) =>
    Math.min(time * 2 ** Math.min(reminders.length, 30), Math.max(time, most));
  return 'workingMinutes' in deadline
    ? { workingMinutes: longer(deadline.workingMinutes, week.workingMinutes) }
    : { elapsedSeconds: longer(deadline.elapsedSeconds, week.elapsedSeconds) };
}

/** Puts on record that the active level is late, and that its post was reminded. Decides nothing. */
export function noteDelay(
  file: File,
  approval: Approval,
  levelNo: number,
  { at, policy }: { at: string; policy: Policy },
): (ApprovalChanged & { nextReminderAt: string; late: Post }) | undefined {
  const level = approval.levels.find(({ no }) => no === levelNo);
  // Decided between the timer and this call, or the timer ran a moment early: there is no delay to note.
  if (approval.status !== 'running' || level?.state !== 'active') return undefined;
  if (level.dueAt === undefined || at < level.dueAt) return undefined;
  const nextReminderAt = dueAfter(at, pauseAfter(level), policy);
  const reminded = { ...level, reminders: [...level.reminders.slice(-499), at] };
  return {
    nextReminderAt,
    late: level.post,
    record: file,
    approval: {
      ...approval,
      levels: approval.levels.map((each) => (each.no === levelNo ? reminded : each)),
    },
    events: [
      {
        type: 'level-overdue',
        pub: {
          approvalId: approval.id,
          level: levelNo,
          post: postRef(level.post),
          dueAt: level.dueAt,
          reminder: level.reminders.length + 1,
        },
      },
    ],
  };
}

/** What the state machine is told when a level has been decided. Seconds are until the next level is due. */
export const LevelAnswer = z.strictObject({
  outcome: z.enum(['next', 'approved', 'returned', 'rejected']),
  level: z.int().positive(),
  seconds: z.int().positive(),
});
export type LevelAnswer = z.infer<typeof LevelAnswer>;

/** The answer for level `levelNo` as the record has it, or nothing while it is undecided. */
export function answerFor(
  approval: Approval,
  levelNo: number,
  at: string,
): LevelAnswer | undefined {
  const level = approval.levels.find(({ no }) => no === levelNo);
  if (level?.state !== 'decided') return undefined;
  const next = approval.levels.find(({ no }) => no === levelNo + 1);
  if (next && next.state !== 'waiting') {
    return { outcome: 'next', level: next.no, seconds: secondsUntil(next.dueAt, at) };
  }
  const outcome = approval.status === 'running' ? 'next' : approval.status;
  return { outcome, level: levelNo, seconds: 1 };
}

/** The level being asked, and how long its clock still runs. */
export function activeLevel(approval: Approval, at: string) {
  const level = approval.levels.find(({ state }) => state === 'active');
  return level && { level: level.no, seconds: secondsUntil(level.dueAt, at) };
}

/** Step Functions waits at least a second and no longer than thirty days at a time. */
export function secondsUntil(dueAt: string | undefined, at: string): number {
  const seconds = dueAt ? Math.ceil((Date.parse(dueAt) - Date.parse(at)) / 1000) : 0;
  return Math.min(Math.max(seconds, 1), 30 * 24 * 3600);
}

function open(level: ApprovalLevel | undefined, at: string, policy: Policy): ApprovalLevel {
  if (!level) throw new DomainError('chain-not-found', 'The chain has no levels.');
  return { ...level, state: 'active', openedAt: at, dueAt: dueAfter(at, level.deadline, policy) };
}

/** Nobody decides twice in a chain, and nobody finally approves what they started. */
function mustBeAnother(approval: Approval, officer: Officer): void {
  const earlier = approval.levels.some(({ decidedBy }) => decidedBy?.personId === officer.personId);
  if (earlier || approval.initiator.personId === officer.personId) {
    throw new DomainError('same-person', 'The same person already acted in this chain.');
  }
}
