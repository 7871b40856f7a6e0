/** What files, letters and documents share in the table: a head item with the state, sealed events behind it. */
import * as z from 'zod';
import type { Changed } from '../domain/document.ts';
import type { Head } from '../domain/ledger.ts';
import type { RecordChange } from './door.ts';
import { headKey } from './keys.ts';
import type { Item, Ref } from './reading.ts';

/** A record as read: its state, and the head that the next change must find unchanged. */
export interface Stored<T> {
  readonly state: T;
  readonly head: Head;
}

const HeadItem = z.object({
  seq: z.int().positive(),
  hash: z.string(),
  at: z.string(),
  state: z.unknown(),
});

export const storedAs =
  <T>(schema: z.ZodType<T>) =>
  (item: Item): Stored<T> => {
    const { state, ...head } = HeadItem.parse(item);
    return { state: schema.parse(state), head };
  };

export const recordRef = <T>(id: string, schema: z.ZodType<T>): Ref<Stored<T>> => ({
  key: headKey(id),
  parse: storedAs(schema),
});

/** The change of a record that nobody holds and no index lists, as the door takes it. */
export const recordChange = <T extends { readonly id: string; readonly officeId: string }>(
  read: Stored<T> | undefined,
  { record, events }: Changed<T>,
): RecordChange => ({
  id: record.id,
  officeId: record.officeId,
  read: read?.head,
  state: record,
  events,
});

export const sealOf = ({ seq, hash }: Pick<Head, 'seq' | 'hash'>) => ({ seq, hash });
