/**
 * What whoever sent a letter may know of it, by the token on its slip: that it came, when, to which office, how far it is
 * and by when it should be done. Never what it is about, who has it or what was written on it.
 */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import { Name } from './directory.ts';
import { Day } from './ids.ts';
import type { Receipt, ReceiptStatus } from './receipt.ts';

/** The row of a token; only the days that have gone by are reckoned when it is read. */
export const TrackRow = z.strictObject({
  kind: z.literal('letter'),
  /** The day on which it was diarised. */
  date: Day,
  office: Name,
  stage: Name,
  expectedBy: Day.nullable(),
  /** For a letter that is done with: the days that it took. */
  daysElapsed: z.int().nonnegative().optional(),
});
export type TrackRow = z.infer<typeof TrackRow>;

export const Tracked = z
  .strictObject({ ...TrackRow.shape, daysElapsed: z.int().nonnegative() })
  .meta({ id: 'Tracked' });
export type Tracked = z.infer<typeof Tracked>;

type Words = z.infer<typeof Name>;
const underProcess: Words = { hi: 'प्रक्रियाधीन', en: 'Under process' };
const disposed: Words = { hi: 'निराकृत', en: 'Disposed of' };
const stages: Readonly<Record<ReceiptStatus, Words>> = {
  diarised: { hi: 'दर्ज', en: 'Registered' },
  'in-transit': underProcess,
  'at-post': underProcess,
  filed: { hi: 'नस्ती पर विचाराधीन', en: 'Under consideration on a file' },
  closed: disposed,
  transferred: { hi: 'दूसरे कार्यालय को अंतरित', en: 'Transferred to another office' },
  void: { hi: 'प्रविष्टि निरस्त', en: 'Entry voided' },
};

/** The row as the letter stands now. Of a confidential letter it says only that it is being dealt with. */
export function trackRowOf(receipt: Receipt, at: string): TrackRow {
  const { classification, status, settledAt, dueAt, diarisedAt } = receipt;
  const date = dayOf(diarisedAt);
  const cover = { kind: 'letter' as const, date, office: receipt.officeName };
  if (classification === 'confidential') return { ...cover, stage: underProcess, expectedBy: null };
  const over = status === 'closed' || status === 'void' || settledAt !== undefined;
  return {
    ...cover,
    stage: settledAt === undefined ? stages[status] : disposed,
    expectedBy: !over && dueAt ? dayOf(dueAt) : null,
    ...(over && { daysElapsed: daysBetween(date, dayOf(at)) }),
  };
}

/** What anybody with the token is told at an instant. */
export const trackedAt = ({ daysElapsed, ...row }: TrackRow, at: string): Tracked => ({
  ...row,
  daysElapsed: daysElapsed ?? daysBetween(row.date, dayOf(at)),
});

const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000));
