/** How long a closed file is kept, what holds it, and what becomes of it. Days are those of India. */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import type { Officer, Policy } from './directory.ts';
import type { Changed } from './document.ts';
import type { Disposal, File, Retention } from './file.ts';
import { fileMachine } from './fileMachine.ts';
import { check } from './machine.ts';
import { line, officeNumber } from './text.ts';

const firstOfJanuary = (year: number): string => `${String(year).padStart(4, '0')}-01-01`;
const yearOfDay = (day: string): number => Number(day.slice(0, 4));

/** The rule of the policy for a subject head: the longest beginning of its code wins. */
export function retentionRuleFor(policy: Policy, headCode: string): Policy['retention'][number] {
  const [rule] = policy.retention
    .filter(({ heads }) => headCode.startsWith(heads))
    .sort((a, b) => b.heads.length - a.heads.length);
  if (!rule) throw new Error(`The policy does not say how long ${headCode} is kept.`);
  return rule;
}

/**
 * How long a file closed at an instant is kept. C-n counts full calendar years after the year of closing: closed in
 * 2026, C-5 is reviewed from 1 January 2032. A and B are reviewed with the archives in the 25th year after it.
 */
export function retentionFrom(policy: Policy, headCode: string, closedAt: string): Retention {
  const { category, years } = retentionRuleFor(policy, headCode);
  const closedOn = dayOf(closedAt);
  if (category !== 'C') {
    const reviewOn = firstOfJanuary(yearOfDay(closedOn) + policy.archivalReviewYear);
    return { category, closedOn, reviewOn, extendedYears: 0 };
  }
  if (years === undefined) throw new Error(`The policy gives ${headCode} no years.`);
  const reviewOn = firstOfJanuary(yearOfDay(closedOn) + years + 1);
  return { category, years, closedOn, reviewOn, extendedYears: 0 };
}

/** The first of January `years` after a review. */
export const reviewAfter = (reviewOn: string, years: number): string =>
  firstOfJanuary(yearOfDay(reviewOn) + years);

/** Whether a hold is in force. */
export const isHeld = (file: File): boolean => file.holds.some(({ to }) => to === undefined);

export const HoldInput = z
  .strictObject({
    /** The order by which it is held, such as a court's. */
    orderRef: officeNumber(120),
    reason: line(500),
  })
  .meta({ id: 'HoldInput' });
export type HoldInput = z.infer<typeof HoldInput>;

/** Holds the file by order; the reason is sealed. @throws file-weeded and the like, too-many-holds */
export function hold(
  file: File,
  { orderRef, reason }: HoldInput,
  officer: Officer,
  { id, at }: { id: string; at: string },
): Changed<File> {
  check(fileMachine, 'hold', file, { officer, at });
  return {
    record: { ...file, holds: [...file.holds, { id, orderRef, from: at }] },
    events: [{ type: 'held', pub: { holdId: id, orderRef }, texts: { reason } }],
  };
}

/** Ends a hold, which stays on record. @throws no-hold */
export function endHold(file: File, holdId: string, reason: string, at: string): Changed<File> {
  check(fileMachine, 'end-hold', file, { holdId });
  return {
    record: {
      ...file,
      holds: file.holds.map((each) => (each.id === holdId ? { ...each, to: at } : each)),
    },
    events: [{ type: 'hold-ended', pub: { holdId }, texts: { reason } }],
  };
}

/** What a review may do with a file. */
export const ReviewOutcome = z.enum(['retain', 'archive', 'weed']).meta({ id: 'ReviewOutcome' });
export type ReviewOutcome = z.infer<typeof ReviewOutcome>;

/** What is proposed for a file under review. */
export interface Proposal {
  readonly outcome: ReviewOutcome;
  readonly extendYears?: number | undefined;
  readonly noObjection?: string | undefined;
}

/** Takes a file whose time has come under review. @throws on-hold, not-due, not-weedable, extension-limit, date-past */
export function takeUnderReview(
  file: File,
  { outcome, extendYears = 0, noObjection }: Proposal,
  officer: Officer,
  { reviewId, at, policy }: { reviewId: string; at: string; policy: Policy },
): Changed<File> {
  check(fileMachine, 'take-under-review', file, {
    officer,
    at,
    today: dayOf(at),
    outcome,
    extendYears,
    nextReviewOn: file.retention ? reviewAfter(file.retention.reviewOn, extendYears) : '',
    noObjection,
    extensionLimit: policy.retentionExtensionYears,
  });
  return {
    record: { ...file, status: 'under-review', reviewId },
    events: [{ type: 'taken-under-review', pub: { reviewId, outcome } }],
  };
}

/** Puts a file back in the record room as it was, because its batch was refused or the file withheld from it. */
export function release(file: File, officer: Officer, at: string): Changed<File> {
  check(fileMachine, 'release', file, { officer, at });
  const { reviewId = '', ...rest } = file;
  return {
    record: { ...rest, status: 'recorded' },
    events: [{ type: 'released-from-review', pub: { reviewId } }],
  };
}

/** Keeps a file for more years. @throws extension-limit */
export function retain(file: File, extendYears: number, policy: Policy): Changed<File> {
  check(fileMachine, 'retain', file, {
    extendYears,
    extensionLimit: policy.retentionExtensionYears,
  });
  const { reviewId = '', retention, ...rest } = file;
  if (!retention) throw new Error(`${file.id} was closed without a retention.`);
  const next: Retention = {
    ...retention,
    extendedYears: retention.extendedYears + extendYears,
    reviewOn: reviewAfter(retention.reviewOn, extendYears),
  };
  return {
    record: { ...rest, status: 'recorded', retention: next },
    events: [
      {
        type: 'retained',
        pub: {
          reviewId,
          extendYears,
          extendedYears: next.extendedYears,
          reviewOn: next.reviewOn,
        },
      },
    ],
  };
}

/** Gives a file to the archives; it stays to be read here. @throws on-hold */
export function archive(file: File, at: string): Changed<File> {
  check(fileMachine, 'archive', file, {});
  return disposed(file, 'archived', at);
}

/**
 * Weeds a file: from now on nobody reads what was in it, and what stays is its cover, its dates and the hashes of
 * its history. The sealed texts and scans are destroyed by a later duty of the records officer; no role may delete
 * them, so here they are only withdrawn.
 * @throws on-hold, not-due, not-weedable, certificate-missing
 */
export function weed(
  file: File,
  {
    at,
    noObjection,
    certificate,
  }: { at: string; noObjection: string | undefined; certificate: string | undefined },
): Changed<File> {
  check(fileMachine, 'weed', file, { today: dayOf(at), noObjection, certificate });
  return disposed(file, 'weeded', at, certificate);
}

function disposed(
  file: File,
  kind: Disposal['kind'],
  at: string,
  certificate?: string,
): Changed<File> {
  const { reviewId = '', ...rest } = file;
  const disposal: Disposal = {
    kind,
    at,
    reviewId,
    ...(certificate !== undefined && { certificate }),
  };
  return {
    record: { ...rest, status: kind, disposal },
    events: [{ type: kind, pub: { reviewId, ...(certificate !== undefined && { certificate }) } }],
  };
}
