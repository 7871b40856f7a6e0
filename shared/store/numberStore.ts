import * as z from 'zod';
import { yearOf } from '../domain/calendar.ts';
import { comparable, seriesOf } from '../domain/numbering.ts';
import { asciiDigits } from '../domain/text.ts';
import type { Companion } from './door.ts';
import { aliasPk, counterKey, numberKey, shortKey } from './keys.ts';
import { getTogether, queryPage, type Ref } from './reading.ts';

/** The last serial of a series, or nothing before its first. */
export const counter = (series: string): Ref<number> => ({
  key: counterKey(series),
  parse: (item) => z.int().positive().parse(item.last),
});

/**
 * The inward series of an office and a calendar year. Keyed by the office's id: a letter that another office issues to it
 * names the office, and its code is not known before it is read (see ADR 0006).
 */
export const inwardSeries = (officeId: string, at: string): string =>
  seriesOf('receipt', '{OFF}/{YYYY}', { OFF: officeId, YYYY: String(yearOf(at)) });

/**
 * Takes the next serial and guards the number it makes, in the transaction of the thing numbered: a
 * serial is used exactly when its thing exists.
 */
export function allot(
  series: string,
  last: number | undefined,
  number: string,
  recordId: string,
): Companion[] {
  return [
    counterCompanion(series, last, 1),
    { item: { ...numberKey(number), recordId }, expect: 'new' },
  ];
}

/** Takes `count` serials of a series at once. */
export const counterCompanion = (
  series: string,
  last: number | undefined,
  count: number,
): Companion => ({
  item: { ...counterKey(series), last: (last ?? 0) + count },
  expect: last === undefined ? 'new' : { attribute: 'last', value: last },
});

/** The old number under which a file was brought onto the system: each is brought once. */
const legacyKey = (officeId: string, number: string) =>
  numberKey(`${officeId}/old/${comparable(number)}`);
export const legacyNumber = (officeId: string, number: string): Ref<true> => ({
  key: legacyKey(officeId, number),
  parse: () => true,
});
export const legacyGuard = (officeId: string, number: string, fileId: string): Companion => ({
  item: { ...legacyKey(officeId, number), recordId: fileId },
  expect: 'new',
});

/** Guards a short number: the draw is repeated when another file has it. */
export const shortNumberCompanion = (short: string, fileId: string): Companion => ({
  item: { ...shortKey(short), recordId: fileId },
  expect: 'new',
});

/** Guards a number that is not drawn from a series of its own, such as that of a part. */
export const numberGuard = (number: string, recordId: string): Companion => ({
  item: { ...numberKey(number), recordId },
  expect: 'new',
});

/** A number as series give it, whatever case, spaces and digits it was keyed in with. */
const inItsForm = (number: string) => asciiDigits(number).replace(/\s+/g, '').toUpperCase();

/** Files that go by a number: their own, their short number, or an older one of the office. At most 25. */
export async function filesNumbered(
  officeId: string,
  number: string,
  { short }: { short: string | undefined },
): Promise<string[]> {
  const keys = [numberKey(inItsForm(number)), ...(short ? [shortKey(short)] : [])];
  const [item, older] = await Promise.all([
    getTogether(keys),
    queryPage({ pk: aliasPk(officeId, comparable(number)), limit: 25 }),
  ]);
  const own = keys.map((key) => item(key)?.recordId).filter((id) => id !== undefined);
  const ids = [...own, ...older.items.map(({ sk }) => sk)].map(String);
  return [...new Set(ids)].filter((id) => id.startsWith('fil_'));
}
