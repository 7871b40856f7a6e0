/** What lies on the desks of an office: attributes by which the second index has it, and its pages. */
import * as z from 'zod';
import { Term, type Terms, termsInList } from '../domain/clock.ts';
import { Name, type PostRef } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import type { Receipt } from '../domain/receipt.ts';
import { Classification } from '../domain/record.ts';
import { workKeys, workPk } from './keys.ts';
import { type Item, queryPage } from './reading.ts';

type Listed = Pick<
  File | Receipt,
  'id' | 'number' | 'subject' | 'urgency' | 'classification' | 'status' | 'dueAt'
>;

/** What a list of an office looks at, of something on a desk. */
interface OnDesk {
  readonly id: string;
  /** The office whose record it is; the desk may be in another one. */
  readonly officeId: string;
  readonly headCode?: string | undefined;
  readonly dueAt?: string | undefined;
}

/** What lists of desks and offices show of a file or letter. */
export const listed = (
  kind: 'file' | 'receipt',
  { id, number, subject, urgency, classification, status, dueAt }: Listed,
  since: string,
  terms: Terms,
): Item => ({
  id,
  kind,
  number,
  subject,
  urgency,
  classification,
  status,
  since,
  ...(dueAt && { dueAt }),
  ...termsInList(terms),
});

/**
 * Puts something into the list of the office on whose desk it lies: what another office was lent, its own head answers
 * for. A subject head is one of the record's own office, and is told in its list alone.
 */
export const workRow = (
  { id, officeId, headCode, dueAt }: OnDesk,
  { postId, designation, unitId, officeId: where }: PostRef,
): Item => ({
  ...workKeys(where, dueAt, id),
  postId,
  designation,
  ...(unitId && { unitId }),
  ...(where === officeId && headCode !== undefined && { headCode }),
});

const WorkRow = z.object({
  gsi2sk: z.string(),
  id: z.string(),
  kind: z.enum(['file', 'receipt']),
  number: z.string(),
  subject: z.object({ hi: z.string(), en: z.string().optional() }),
  classification: Classification,
  status: z.string(),
  since: z.string(),
  dueAt: z.string().optional(),
  terms: z.array(Term).optional(),
  postId: z.string(),
  designation: Name,
  unitId: z.string().optional(),
  headCode: z.string().optional(),
});
export type WorkRow = z.infer<typeof WorkRow>;

interface Part {
  readonly unitId?: string | undefined;
  readonly postId?: string | undefined;
  /** How many rows are looked at: those of other units and posts count. */
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What lies on the desks of an office, soonest due first; without a date last. The index follows within moments. */
export async function workIn(officeId: string, { unitId, postId, ...part }: Part) {
  const { items, lookedAt } = await queryPage({
    pk: workPk(officeId),
    index: 'gsi2',
    having: { ...(unitId && { unitId }), ...(postId && { postId }) },
    ...part,
  });
  return { rows: items.map((item) => WorkRow.parse(item)), lookedAt };
}
