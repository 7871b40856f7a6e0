/**
 * The registers that an office keeps (पंजी): one row for each entry, written in the transaction of what it
 * enters and never removed; written anew only with a correction of the record, which seals what stood there. A row of a
 * confidential record names only its number.
 */
import * as z from 'zod';
import { dayOf } from '../domain/calendar.ts';
import { Day, Instant } from '../domain/ids.ts';
import type { Companion } from './door.ts';
import { type Register, registerKey, registerPk } from './keys.ts';
import { queryPage } from './reading.ts';

export const RegisterRow = z.strictObject({
  day: Day,
  at: Instant,
  /** The number entered: inward, outward or file number; for a movement that of what moved. */
  number: z.string(),
  recordId: z.string(),
  confidential: z.boolean(),
  /** What the register's columns show, by name. */
  columns: z.record(z.string(), z.string()),
});
export type RegisterRow = z.infer<typeof RegisterRow>;

/** @param order tells entries of one instant apart: a serial, or record and event. */
export function registerCompanion(
  officeId: string,
  register: Register,
  row: Omit<RegisterRow, 'day'> & { readonly order: string },
): Companion {
  const { order, ...entry } = row;
  // That a number is void is told of every letter.
  const { status } = entry.columns;
  const shown = entry.confidential ? { ...entry, columns: { ...(status && { status }) } } : entry;
  return {
    item: {
      ...registerKey(officeId, register, dayOf(entry.at), `${entry.at}#${order}`),
      row: { ...shown, day: dayOf(entry.at) },
    },
    expect: 'new',
  };
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
