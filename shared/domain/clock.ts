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
import { askedTermOf, type File } from './file.ts';
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
interface Timed {
  readonly since: string;
  readonly dueAt: string | null | undefined;
  readonly counts?: Clock['counts'] | undefined;
}

/** How a clock stands at a moment. */
export function clockAt({ since, dueAt = null, counts = 'working' }: Timed, now: Moment): Clock {
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

/** By when something is due, and since when and by what hours that time is counted. */
export const Term = z.strictObject({ since: Instant, dueAt: Instant, counts: Clock.shape.counts });
export type Term = z.infer<typeof Term>;
/** By what a record is due: what its post was asked for, and what is watched from outside. */
export interface Terms {
  readonly step?: Term;
  readonly watch?: Term;
}

/** The terms of a file; its watch is that of the letter on it that is due the soonest. */
export function termsOfFile(file: File): Terms {
  const { askedDueAt, pendingDue, openedAt } = file;
  const [soonest] = [...pendingDue].sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  return {
    ...(askedDueAt && { step: { dueAt: askedDueAt, ...askedTermOf(file) } }),
    ...(soonest && {
      watch: {
        since: soonest.since ?? openedAt,
        dueAt: soonest.dueAt,
        counts: soonest.counts ?? 'working',
      },
    }),
  };
}

/** The terms of a letter. Those of one that is in a file are the file's. */
export function termsOfReceipt({
  askedDueAt,
  holderSince,
  watch,
  status,
}: Pick<Receipt, 'askedDueAt' | 'holderSince' | 'watch' | 'status'>): Terms {
  if (!onDesk.has(status)) return {};
  return {
    ...(askedDueAt && { step: { since: holderSince, dueAt: askedDueAt, counts: 'working' } }),
    ...(watch && {
      watch: { since: startOfDay(watch.from), dueAt: watch.dueAt, counts: watch.counts },
    }),
  };
}

const clocksOf = (record: File | Receipt, { step, watch }: Terms, now: Moment): Clocks => ({
  desk: deskOf(record, now),
  step: step ? clockAt(step, now) : null,
  watch: watch ? clockAt(watch, now) : null,
});
export const clocksOfFile = (file: File, now: Moment): Clocks =>
  clocksOf(file, termsOfFile(file), now);
export const clocksOfReceipt = (receipt: Receipt, now: Moment): Clocks =>
  clocksOf(receipt, termsOfReceipt(receipt), now);

/** The terms of a record as the row of a list has them. */
export const termsInList = ({ step, watch }: Terms): { terms?: Term[] } => {
  const terms = [step, watch].filter((term) => term !== undefined);
  return terms.length > 0 ? { terms } : {};
};

/** What lists show of something on a desk, by the same clocks as its record. */
export const ListClocks = z
  .strictObject({
    desk: Clock,
    /** Of the soonest of what it is due by. */
    due: Clock,
    /** The gravest of the desk's and of all that it is due by. */
    status: ClockStatus,
  })
  .meta({ id: 'ListClocks' });

/** The clocks of a row of a list. */
export function clocksInList(
  row: {
    readonly since: string;
    readonly dueAt?: string | null | undefined;
    readonly terms?: readonly Term[] | undefined;
  },
  now: Moment,
): z.infer<typeof ListClocks> {
  const { since, dueAt, terms } = row;
  const desk = deskClock(since, now);
  // A row that was written before rows had their terms tells its date alone.
  const dues = (terms ?? [{ since, dueAt }]).map((term) => clockAt(term, now));
  const [soonest] = dues.toSorted((a, b) => ((a.dueAt ?? '') < (b.dueAt ?? '') ? -1 : 1));
  const all = [desk, ...dues].map((clock) => clock.status);
  const status = all.includes('red') ? 'red' : all.includes('amber') ? 'amber' : 'green';
  return { desk, due: soonest ?? clockAt({ since, dueAt }, now), status };
}
