/** Prints that were asked for, and how they are coming along. */
import { Made, Print } from '../domain/print.ts';
import type { Companion } from './door.ts';
import { madeKey, printKey } from './keys.ts';
import type { Ref } from './reading.ts';

export const ref = (printId: string): Ref<Print> => ({
  key: printKey(printId),
  parse: (item) => Print.parse(item.print),
});

export const made = (printId: string): Ref<Made> => ({
  key: madeKey(printId),
  parse: (item) => Made.parse(item.made),
});

/** Asked for once, and never changed. */
export const companion = (print: Print): Companion => ({
  item: { ...printKey(print.id), print },
  expect: 'new',
});
