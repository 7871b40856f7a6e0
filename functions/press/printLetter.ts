import type { Make } from './sources.ts';

export const printLetter: Make = async (print) => {
  throw new RangeError(`${print.wanted.kind} cannot be printed yet.`);
};
