/**
 * The three clocks of an office: the desk's (how long a post may keep what it has), the step's (by when a post was asked:
 * by a chain, its sender, for an opinion) and the watch (what a law or an order gives a letter). Each says how much of
 * its time is used, and in one of three colours how it stands. A clock without a deadline has no colour: no deadline is
 * not one of no time.
 * Source: the office's clocks and their colours (below a half green, from there amber, beyond the whole red).
 */
import * as z from 'zod';
import {
  addWorkingDays,
  startOfDay,
  workingMinutesBetween,
  workingTimeBetween,
} from './calendar.ts';
import type { Policy } from './directory.ts';
import type { File } from './file.ts';
import { Instant } from './ids.ts';
import type { Receipt } from './receipt.ts';
import { clockOf } from './record.ts';

export const ClockStatus = z.enum(['green', 'amber', 'red']).meta({
  id: 'ClockStatus',
  description: 'Less than half of the time used; half or more; past the deadline.',
});
export type ClockStatus = z.infer<typeof ClockStatus>;

export const Clock = z
  .strictObject({
    since: Instant,
    /** None: nobody set a deadline. */
    dueAt: Instant.nullable(),
    /** Whether hours outside the office count as well, as a law may say. */
    counts: z.enum(['working', 'calendar']),
    usedWorkingMinutes: z.int().nonnegative(),
    /** Of the time to the deadline, in whole percent; beyond it more than a hundred. */
    usedPercent: z.int().nonnegative().nullable(),
    status: ClockStatus.nullable(),
  })
  .meta({ id: 'Clock' });
export type Clock = z.infer<typeof Clock>;

export const Clocks = z
  .strictObject({
    /** Of the post that has it. */
    desk: Clock.nullable(),
    /** Of what the post was asked for: by a chain, by who sent it, for an opinion. */
    step: Clock.nullable(),
    /** Of what is watched from outside: the soonest of it. */
    watch: Clock.nullable(),
  })
  .meta({ id: 'Clocks' });
export type Clocks = z.infer<typeof Clocks>;

export interface Moment {
  readonly at: string;
  readonly policy: Policy;
}
interface Term {
  readonly since: string;
  readonly dueAt: string | null | undefined;
  readonly counts?: Clock['counts'] | undefined;
}

/** How a clock stands at a moment. */
export function clockAt({ since, dueAt = null, counts = 'working' }: Term, now: Moment): Clock {
  const { at, policy } = now;
  const usedWorkingMinutes = workingMinutesBetween(since, at, policy);
  if (dueAt === null) {
    return { since, dueAt, counts, usedWorkingMinutes, usedPercent: null, status: null };
  }
  const between = counts === 'working' ? workingTimeBetween : elapsedBetween;
  const allowed = between(since, dueAt, policy);
  // What was due before the office opened again had no time to be used.
  const usedPercent = allowed > 0 ? Math.floor((100 * between(since, at, policy)) / allowed) : 100;
  const status = at > dueAt ? 'red' : usedPercent >= 50 ? 'amber' : 'green';
  return { since, dueAt, counts, usedWorkingMinutes, usedPercent, status };
}

const elapsedBetween = (from: string, to: string) => Math.max(0, Date.parse(to) - Date.parse(from));

/** The clock of a desk on which something lies since an instant. */
export const deskClock = (since: string, now: Moment): Clock =>
  clockAt({ since, dueAt: addWorkingDays(since, now.policy.dwellLimitDays, now.policy) }, now);

const onDesk: ReadonlySet<string> = new Set<File['status'] | Receipt['status']>([
  'active',
  'parked',
  'closure-pending',
  'reopening-pending',
  'diarised',
  'in-transit',
  'at-post',
]);

const deskOf = (record: File | Receipt, now: Moment) =>
  onDesk.has(record.status) ? deskClock(clockOf(record), now) : null;
const stepOf = ({ askedDueAt, holderSince }: File | Receipt, now: Moment) =>
  askedDueAt === undefined ? null : clockAt({ since: holderSince, dueAt: askedDueAt }, now);

/** The clocks of a file; its watch is that of the letter on it that is due the soonest. */
export function clocksOfFile(file: File, now: Moment): Clocks {
  const [soonest] = [...file.pendingDue].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return {
    desk: deskOf(file, now),
    step: stepOf(file, now),
    watch: soonest ? clockAt({ ...soonest, since: soonest.since ?? file.openedAt }, now) : null,
  };
}

/** The clocks of a letter. Those of one that is in a file are the file's. */
export function clocksOfReceipt(receipt: Receipt, now: Moment): Clocks {
  const { watch, status } = receipt;
  const open = onDesk.has(status);
  return {
    desk: deskOf(receipt, now),
    step: open ? stepOf(receipt, now) : null,
    watch: open && watch ? clockAt({ ...watch, since: startOfDay(watch.from) }, now) : null,
  };
}

/** What lists show of something on a desk, by the two dates that they have of it. */
export const ListClocks = z
  .strictObject({
    desk: Clock,
    /** Of the soonest of what it is due by. */
    due: Clock,
    /** The graver of the two. */
    status: ClockStatus,
  })
  .meta({ id: 'ListClocks' });

/** The clocks of a row of a list. */
export function clocksInList(
  { since, dueAt }: { readonly since: string; readonly dueAt?: string | null | undefined },
  now: Moment,
): z.infer<typeof ListClocks> {
  const desk = deskClock(since, now);
  const due = clockAt({ since, dueAt }, now);
  const both = [desk.status, due.status];
  const status = both.includes('red') ? 'red' : both.includes('amber') ? 'amber' : 'green';
  return { desk, due, status };
}
