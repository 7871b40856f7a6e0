import type { Entry, Json } from '../domain/ledger.ts';
import { eventKey, type Key, sealedKey } from './keys.ts';
import { pack } from './packed.ts';
import type { Item } from './reading.ts';

/** The items of a sealed event: the event, and the texts that it commits to, each with its salt. */
export function entryItems(
  recordId: string,
  { event, hash, fields, place }: Entry,
): (Key & Item)[] {
  const sealed: Key & Item = { ...eventKey(recordId, event.seq), event, hash, ...place };
  if (Object.keys(fields).length === 0) return [sealed];
  const { series = 'other', no = event.seq } = place ?? {};
  const texts = Object.entries(fields).map(([name, { salt, value }]) => [
    name,
    { salt, value: pack(value as Json) },
  ]);
  return [
    sealed,
    {
      ...sealedKey(recordId, series, no),
      eventSeq: event.seq,
      fields: Object.fromEntries(texts),
    },
  ];
}
