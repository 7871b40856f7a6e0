/** What files, letters and documents share in the table: a head item with the state, sealed events behind it. */
import * as z from 'zod';
import type { Head } from '../domain/ledger.ts';
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

export const sealOf = ({ seq, hash }: Pick<Head, 'seq' | 'hash'>) => ({ seq, hash });
