import * as z from 'zod';
import type { DeskItem } from '../domain/chargeReport.ts';
import { Term } from '../domain/clock.ts';
import { Classification, Urgency } from '../domain/record.ts';
import { askedPrefix, draftNotesPk, inboxPk, unreadPk } from './keys.ts';
import { queryPage } from './reading.ts';

const Row = z.object({
  sk: z.string(),
  gsi1sk: z.string(),
  id: z.string(),
  kind: z.enum(['file', 'receipt']),
  number: z.string(),
  subject: z.object({ hi: z.string(), en: z.string().optional() }),
  urgency: Urgency,
  classification: Classification,
  since: z.string(),
  dueAt: z.string().optional(),
  terms: z.array(Term).optional(),
  status: z.string(),
  unseen: z.boolean().default(false),
  missing: z.boolean().default(false),
});
type Row = z.infer<typeof Row>;

/** What a post holds, soonest due first. The index follows the records within moments. */
export async function inbox(postId: string, part: { limit: number; after?: string | undefined }) {
  const { items, more } = await queryPage({ pk: inboxPk(postId), index: 'gsi1', ...part });
  const rows = items.map((item) => Row.parse(item));
  return { items: rows, last: more ? rows.at(-1)?.gsi1sk : undefined };
}

export const isOverdue = (
  { dueAt }: { readonly dueAt?: string | undefined },
  at: string,
): boolean => dueAt !== undefined && dueAt < at;

function deskItem(row: Row, at: string): DeskItem {
  const { sk, id, kind, number, subject, urgency, classification, since, status } = row;
  return {
    id,
    kind: sk.startsWith(askedPrefix) ? 'asked' : kind === 'receipt' ? 'letter' : 'file',
    number,
    subject: classification === 'confidential' ? null : subject,
    urgency,
    classification,
    since,
    dueAt: row.dueAt ?? null,
    overdue: isOverdue(row, at),
    status,
    unseen: row.unseen,
    enclosuresMissing: row.missing,
  };
}

/** So many things on a desk are counted in one reading; no desk of a district has as many. */
export const deskLimit = 1000;

/** What lies on the desk of a post at an instant, as a charge report lists it. */
export async function desk(
  postId: string,
  at: string,
  part: Parameters<typeof inbox>[1] = { limit: deskLimit },
) {
  const { items, last } = await inbox(postId, part);
  return {
    items: items.map((item) => deskItem(item, at)),
    /** The places of the items in the list, to go on from one of them. */
    places: items.map(({ gsi1sk }) => gsi1sk),
    last,
  };
}

/** Files on which the post has a yellow note, those too that are elsewhere now and may come back. Up to a limit. */
export async function draftNotes(postId: string, limit = deskLimit) {
  const { items, more } = await queryPage({ pk: draftNotesPk(postId), index: 'gsi1', limit });
  return { fileIds: items.map(({ gsi1sk }) => String(gsi1sk)), complete: !more };
}

/** How many notices a post has not read, counted up to a limit. */
export async function unread(postId: string, limit: number) {
  const { items, more } = await queryPage({ pk: unreadPk(postId), index: 'gsi1', limit });
  return { count: items.length, complete: !more };
}
