import * as z from 'zod';
import type { Companion } from './door.ts';
import { counterKey, numberKey, shortKey } from './keys.ts';
import type { Ref } from './reading.ts';

/** The last serial of a series, or nothing before its first. */
export const counter = (series: string): Ref<number> => ({
  key: counterKey(series),
  parse: (item) => z.int().positive().parse(item.last),
});

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
    {
      item: { ...counterKey(series), last: (last ?? 0) + 1 },
      expect: last === undefined ? 'new' : { attribute: 'last', value: last },
    },
    { item: { ...numberKey(number), recordId }, expect: 'new' },
  ];
}

/** Guards a short number: the draw is repeated when another file has it. */
export const shortNumberCompanion = (short: string, fileId: string): Companion => ({
  item: { ...shortKey(short), recordId: fileId },
  expect: 'new',
});
