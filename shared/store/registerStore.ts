/**
 * The registers that an office keeps (पंजी): one row for each entry, written in the transaction of what it
 * enters and never removed; written anew only with a correction of the record, which seals what stood there. A row of a
 * confidential record names only its number.
 */
import * as z from 'zod';
import { dayOf } from '../domain/calendar.ts';
import { DeliveryEntry } from '../domain/delivery.ts';
import { inNameOf, type Officer } from '../domain/directory.ts';
import { Day, Instant } from '../domain/ids.ts';
import type { EventDraft } from '../domain/ledger.ts';
import type { Bilingual } from '../domain/text.ts';
import type { Companion } from './door.ts';
import { type Register, type RegisterOrder, registerKey, registerPk } from './keys.ts';
import { queryPage } from './reading.ts';

/** A number's place in its series, and the series where a register lists several: each stands together. */
type Numbered = Extract<RegisterOrder, { serial: number }>;

export const RegisterRow = z.strictObject({
  day: Day,
  at: Instant,
  /** The number entered: inward, outward or file number; for a movement that of what moved. */
  number: z.string(),
  recordId: z.string(),
  confidential: z.boolean(),
  /** What the register's columns show, by name. */
  columns: z.record(z.string(), z.string()),
  /** Of a letter that went out: how each addressee was sent it, and what became of that. */
  deliveries: z.array(DeliveryEntry).optional(),
});
export type RegisterRow = z.infer<typeof RegisterRow>;

/** @param order what tells entries of one instant apart, or the place of a number in its series. */
export function registerCompanion(
  officeId: string,
  register: Register,
  row: Omit<RegisterRow, 'day'> & { readonly order: string | Numbered },
): Companion {
  const { order, deliveries, ...entry } = row;
  // That a number is void is told of every letter.
  const { status } = entry.columns;
  const shown = entry.confidential
    ? { ...entry, columns: { ...(status && { status }) } }
    : { ...entry, ...(deliveries && { deliveries }) };
  const place = typeof order === 'string' ? { at: entry.at, of: order } : order;
  return {
    item: {
      ...registerKey(officeId, register, dayOf(entry.at), place),
      row: { ...shown, day: dayOf(entry.at) },
    },
    expect: 'new',
  };
}

/** Who gives something on, in the movement register: the post that had it, with the link officer who acted in its name. */
export const fromWhom = (
  from: { readonly postId: string; readonly designation: Bilingual },
  by: Pick<Officer, 'name' | 'post' | 'asLink'> | undefined,
): string =>
  by?.asLink && by.post.id === from.postId
    ? inNameOf(by.name, by.asLink.ownPost.designation, from.designation).hi
    : from.designation.hi;

/** The code of the reason for delay that was given with a movement, for its row. */
export function delayIn(events: readonly EventDraft[]): { delayReason?: string } {
  const { delayReason } = events.findLast(({ pub }) => pub.delayReason !== undefined)?.pub ?? {};
  return typeof delayReason === 'string' ? { delayReason } : {};
}

/** One page of a month of a register, in order. `month` is `YYYY-MM` in Indian time. */
export async function registerPage(
  officeId: string,
  register: Register,
  month: string,
  part: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({ pk: registerPk(officeId, register, month), ...part });
  return {
    items: items.map((item) => RegisterRow.parse(item.row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}
