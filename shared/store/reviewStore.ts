/** Files whose time has come, and the batches in which they are reviewed. */
import * as z from 'zod';
import { yearOf } from '../domain/calendar.ts';
import { RetentionCategory } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import { Day, FileId, Instant, ReviewId } from '../domain/ids.ts';
import { seriesOf } from '../domain/numbering.ts';
import { Review } from '../domain/review.ts';
import type { Companion } from './door.ts';
import { dueKey, duePk, reviewRowKey, reviewsPk } from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordChange, recordRef, type Stored } from './recordStore.ts';

export const DueRow = z
  .strictObject({
    fileId: FileId,
    number: z.string(),
    /** Nothing for a confidential file. */
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }).nullable(),
    category: RetentionCategory,
    closedOn: Day,
    reviewOn: Day,
    extendedYears: z.int().nonnegative(),
  })
  .meta({ id: 'DueFile' });
export type DueRow = z.infer<typeof DueRow>;

/** Enters the file in the month in which its review is due, or says there that it no longer is. */
function dueRow(file: File, waiting: boolean): Companion[] {
  const { id, number, subject, classification, officeId, retention } = file;
  if (!retention) return [];
  const { category, closedOn, reviewOn, extendedYears } = retention;
  const row: DueRow = {
    fileId: id,
    number,
    subject: classification === 'confidential' ? null : subject,
    category,
    closedOn,
    reviewOn,
    extendedYears,
  };
  const key = dueKey(officeId, reviewOn.slice(0, 7), id);
  return [{ item: { ...key, waiting, row }, expect: 'any' }];
}

const waits: ReadonlySet<string> = new Set([
  'closed',
  'reopening-pending',
  'recorded',
  'under-review',
]);

/** What a change of a file writes into the lists of reviews due: rows stay, and say whether they still hold. */
export function dueRows(before: File, after: File): Companion[] {
  const moved =
    before.retention !== undefined && before.retention.reviewOn !== after.retention?.reviewOn;
  return [...(moved ? dueRow(before, false) : []), ...dueRow(after, waits.has(after.status))];
}

/** Files of an office whose review is due in a month. */
export async function dueIn(
  officeId: string,
  month: string,
  part: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({ pk: duePk(officeId, month), ...part });
  return {
    items: items.filter(({ waiting }) => waiting === true).map(({ row }) => DueRow.parse(row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

export const ref = (reviewId: string): Ref<Stored<Review>> => recordRef(reviewId, Review);

export const change = recordChange<Review>;

export const ReviewRow = z
  .strictObject({
    id: ReviewId,
    status: Review.shape.status,
    proposedAt: Instant,
    files: z.int().positive(),
    /** Files for which the decision has still to be carried out. */
    left: z.int().nonnegative(),
    certificate: z.string().nullable(),
  })
  .meta({ id: 'ReviewRow' });

/** The batch as the office's list has it. */
export const row = ({
  id,
  officeId,
  status,
  proposedAt,
  items,
  certificate,
}: Review): Companion => ({
  item: {
    ...reviewRowKey(officeId, id),
    row: {
      id,
      status,
      proposedAt,
      files: items.length,
      left: items.filter(({ result }) => result === undefined).length,
      certificate: certificate ?? null,
    } satisfies z.infer<typeof ReviewRow>,
  },
  expect: 'any',
});

/** Batches of an office, newest first. */
export async function batches(
  officeId: string,
  part: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({ pk: reviewsPk(officeId), newestFirst: true, ...part });
  return {
    items: items.map((item) => ReviewRow.parse(item.row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

/** The series of an office's weeding certificates in a calendar year (see ADR 0006). */
export const certificateSeries = (officeId: string, at: string): string =>
  seriesOf('review', '{OFF}/{YYYY}', { OFF: officeId, YYYY: String(yearOf(at)) });
