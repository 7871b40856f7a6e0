/** The clock of a chain: what is late, what lapses, and what the state machine is told of its turns. */
import * as z from 'zod';
import { type ApprovalChanged, end, replaced, withAsked } from './approvalFlow.ts';
import { escalated, type Opening } from './approvalOpening.ts';
import {
  type Approval,
  type ApprovalLevel,
  askedIn,
  currentLevel,
  withMembers,
} from './approvalRecord.ts';
import { longestDay, soonerOf } from './calendar.ts';
import { type Clock, clockAt, type Moment } from './clock.ts';
import { type Deadline, type Policy, type Post, postRef } from './directory.ts';
import type { File } from './file.ts';
import { countsOf, dueAfter } from './movement.ts';

/**
 * The clock of the step at which a chain stands: of the level that is asked, or of whoever has it to put it right.
 * @returns null while no level is open
 */
export function stepClock(approval: Approval, now: Moment): Clock | null {
  const { revision, endedAt } = approval;
  if (endedAt !== undefined) return null;
  if (revision) {
    const { deadline } = approval.levels.find(({ no }) => no === revision.by) as ApprovalLevel;
    return clockAt({ ...revision, counts: countsOf(deadline) }, now);
  }
  const level = currentLevel(approval);
  return level?.state === 'active' ? levelClock(level, now) : null;
}

/** The clock of a level that has been opened. */
export const levelClock = ({ openedAt, dueAt, deadline }: ApprovalLevel, now: Moment) =>
  openedAt === undefined
    ? null
    : clockAt({ since: openedAt, dueAt, counts: countsOf(deadline) }, now);

const isOver = ({ lapsesAt }: Pick<Approval, 'lapsesAt'>, at: string): boolean =>
  lapsesAt !== undefined && at >= lapsesAt;

/** Nobody finished the chain within its time: it is over, and nothing is approved by it. */
export function lapse(
  file: File,
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): ApprovalChanged | undefined {
  const { id, status, lapsesAt = '' } = approval;
  if ((status !== 'running' && status !== 'revising') || !isOver(approval, at)) return undefined;
  // On paper and on its way: it lapses when it has come.
  if (file.transit || file.consultation) return undefined;
  return end(file, { ...approval, turn: approval.turn + 1 }, 'lapsed', { at, policy }, [
    { type: 'approval-lapsed', pub: { approvalId: id, lapsedAt: lapsesAt } },
  ]);
}

const week = { workingMinutes: 6 * 450, elapsedSeconds: 7 * 24 * 3600 };

/**
 * The time until a late level is reminded again: twice as long each time, up to a week or its own time, so that a chain
 * that everybody left alone does not fill its file with reminders.
 */
function pauseAfter(deadline: Deadline, reminders: readonly string[]): Deadline {
  const longer = (time: number, most: number) =>
    Math.min(time * 2 ** Math.min(reminders.length, 30), Math.max(time, most));
  return 'workingMinutes' in deadline
    ? { workingMinutes: longer(deadline.workingMinutes, week.workingMinutes) }
    : { elapsedSeconds: longer(deadline.elapsedSeconds, week.elapsedSeconds) };
}

const half = (deadline: Deadline): Deadline =>
  'workingMinutes' in deadline
    ? { workingMinutes: deadline.workingMinutes / 2 }
    : { elapsedSeconds: deadline.elapsedSeconds / 2 };
const isLong = (deadline: Deadline, policy: Policy): boolean =>
  'workingMinutes' in deadline
    ? deadline.workingMinutes > longestDay(policy)
    : deadline.elapsedSeconds > 24 * 3600;

/** When an open level that has more than a day is reminded that half of its time is gone: once each time it is opened. */
function halfTimeOf({ openedAt, deadline, halfTimeAt }: ApprovalLevel, policy: Policy) {
  if (openedAt === undefined || !isLong(deadline, policy)) return undefined;
  if (halfTimeAt !== undefined && halfTimeAt >= openedAt) return undefined;
  return dueAfter(openedAt, half(deadline), policy);
}

/** Tells those who are asked that half of their time is gone. Nobody is late. */
function halfTime(
  file: File,
  approval: Approval,
  level: ApprovalLevel & { readonly dueAt: string },
  { at, policy }: Moment,
): DelayNoted | undefined {
  const halfTimeAt = halfTimeOf(level, policy);
  if (halfTimeAt === undefined || at < halfTimeAt) return undefined;
  const posts = askedIn(level).map(({ post }) => post);
  return {
    kind: 'level-reminded',
    nextReminderAt: level.dueAt,
    told: posts,
    approval: {
      ...approval,
      levels: replaced(approval.levels, { ...level, halfTimeAt: at }),
    },
    record: file,
    events: [
      {
        type: 'level-reminded',
        pub: {
          approvalId: approval.id,
          level: level.no,
          posts: posts.map(postRef),
          dueAt: level.dueAt,
        },
      },
    ],
  };
}

export type DelayNoted = ApprovalChanged & {
  readonly kind: 'level-reminded' | 'level-overdue';
  readonly nextReminderAt: string;
  /** The posts that are reminded. */
  readonly told: readonly Post[];
};

/**
 * Reminds those who are asked when half of a long time is gone; puts on record that a turn is late, that it was reminded,
 * and after so many reminders asks the post to which the chain escalates. Decides nothing.
 * @returns nothing when it is not yet time: it was decided meanwhile, has no deadline, or the timer ran a moment early; nor
 *   of a chain that is to lapse as soon as its file has come back
 */
export function noteDelay(
  file: File,
  approval: Approval,
  turn: number,
  { chart, at, policy }: Opening,
): DelayNoted | undefined {
  if (approval.turn !== turn || isOver(approval, at)) return undefined;
  if (approval.status === 'revising') return revisionDelay(file, approval, { at, policy });
  const level = currentLevel(approval);
  if (approval.status !== 'running' || level?.state !== 'active') return undefined;
  const { dueAt } = level;
  if (dueAt === undefined) return undefined;
  if (at < dueAt) return halfTime(file, approval, { ...level, dueAt }, { at, policy });
  const nextReminderAt = dueAfter(at, pauseAfter(level.deadline, level.reminders), policy);
  const reminders = [...level.reminders.slice(-499), at];
  const found = escalated(file, level, approval, reminders.length, { chart, at, policy });
  const more = found && withMembers(level.members, [found]);
  // Without room for another it is reminded all the same.
  const helper = more && found;
  const members = more ?? level.members;
  const reminded: ApprovalLevel = { ...level, reminders, members };
  const next = { ...approval, levels: replaced(approval.levels, reminded) };
  const asked = askedIn(reminded);
  return {
    kind: 'level-overdue',
    nextReminderAt,
    told: asked.map(({ post }) => post),
    approval: next,
    record: helper ? withAsked(file, asked) : file,
    events: [
      {
        type: 'level-overdue',
        pub: {
          approvalId: approval.id,
          level: level.no,
          posts: asked.map(({ post }) => postRef(post)),
          dueAt,
          reminder: reminders.length,
          ...(helper && { escalatedTo: postRef(helper.post) }),
        },
      },
    ],
  };
}

function revisionDelay(
  file: File,
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): DelayNoted | undefined {
  const { revision } = approval;
  if (!revision || at < revision.dueAt) return undefined;
  const level = approval.levels.find(({ no }) => no === revision.by) as ApprovalLevel;
  const reminders = [...revision.reminders.slice(-499), at];
  return {
    kind: 'level-overdue',
    nextReminderAt: dueAfter(at, pauseAfter(level.deadline, revision.reminders), policy),
    told: [revision.post],
    approval: { ...approval, revision: { ...revision, reminders } },
    record: file,
    events: [
      {
        type: 'level-overdue',
        pub: {
          approvalId: approval.id,
          level: revision.to,
          posts: [postRef(revision.post)],
          dueAt: revision.dueAt,
          reminder: reminders.length,
        },
      },
    ],
  };
}

/** What the state machine is told when a turn is over. Seconds are until the next one is due. */
export const TurnAnswer = z.strictObject({
  /** `replaced`: another execution was started in the place of the one that waits. */
  outcome: z.enum(['next', 'approved', 'rejected', 'withdrawn', 'lapsed', 'replaced']),
  turn: z.int().positive(),
  seconds: z.int().positive(),
});

export type TurnAnswer = z.infer<typeof TurnAnswer>;

/** The answer for a turn as the record has it, or nothing while it is open. */
export function answerFor(
  approval: Approval,
  turn: number,
  { at, policy }: { at: string; policy: Policy },
): TurnAnswer | undefined {
  const { status } = approval;
  if (status !== 'running' && status !== 'revising') {
    return { outcome: status, turn, seconds: 1 };
  }
  if (approval.turn === turn) return undefined;
  return { outcome: 'next', ...currentTurn(approval, { at, policy }) };
}

/** The turn that is open, and how long until something is due in it. */
export function currentTurn(
  approval: Approval,
  { at, policy }: { at: string; policy: Policy },
): { turn: number; seconds: number } {
  const { turn, revision } = approval;
  const level = currentLevel(approval);
  const dueAt = revision?.dueAt ?? (level && nextOf(level, { at, policy }));
  return { turn, seconds: secondsUntil(nextLook(dueAt, approval, at), at) };
}

const hour = 3600 * 1000;
/**
 * When the clock looks at the chain next. One whose time is over while its file is out, for an opinion or on paper, lapses
 * when it has come back: it is looked at every hour.
 */
export function nextLook(
  dueAt: string | undefined,
  approval: Pick<Approval, 'lapsesAt'>,
  at: string,
): string | undefined {
  if (!isOver(approval, at)) return soonerOf(dueAt, approval.lapsesAt);
  const soon = new Date(Date.parse(at) + hour).toISOString();
  return dueAt !== undefined && at < dueAt ? soonerOf(dueAt, soon) : soon;
}

/** When a level is asked after next; one that has still to be opened has all its time before it. */
function nextOf(level: ApprovalLevel, { at, policy }: Moment): string | undefined {
  if (level.state === 'active') return soonerOf(halfTimeOf(level, policy), level.dueAt);
  const { deadline } = level;
  return dueAfter(at, isLong(deadline, policy) ? half(deadline) : deadline, policy);
}

const longestWait = 30 * 24 * 3600;

/** Step Functions waits at least a second and no longer than thirty days at a time, also for what is never due. */
export function secondsUntil(dueAt: string | undefined, at: string): number {
  if (dueAt === undefined) return longestWait;
  const seconds = Math.ceil((Date.parse(dueAt) - Date.parse(at)) / 1000);
  return Math.min(Math.max(seconds, 1), longestWait);
}

/** The name of the execution that drives an approval: a new one each time it was started anew. */
export const executionOf = (approvalId: string, generation: number): string =>
  `${approvalId}-g${generation}`;

/** The approval that an execution keeps the clock of, by its name. */
export const approvalIn = (execution: string): string => execution.replace(/-g\d+$/, '');

/** The so-manieth execution of its approval that one is, by its name. */
export const generationIn = (execution: string): number =>
  Number(/-g(\d+)$/.exec(execution)?.[1] ?? Number.POSITIVE_INFINITY);
