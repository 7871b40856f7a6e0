/**
 * Whether two letters say nearly the same: MinHash over pairs of neighbouring terms. Two scans of one letter, read with
 * different errors, agree in most pairs; two letters in one form with different names and places do not.
 */
import { analyse } from './analysis/tokens.ts';

/** Bands of rows: texts that agree in all rows of a band are compared. With these, half alike are found nine times in ten. */
const bands = 16;
const rows = 3;
/** Shorter texts say too little to be told apart. */
const fewestPairs = 12;
/** From here on two letters are shown as nearly the same. */
export const alike = 0.5;

/** The signature of a text, or nothing when it is too short for one. */
export function signatureOf(text: string): Uint32Array | undefined {
  const terms = analyse(text);
  const pairs = new Set<number>();
  for (let index = 1; index < terms.length; index += 1) {
    pairs.add(hash(`${terms[index - 1]}\n${terms[index]}`));
  }
  if (pairs.size < fewestPairs) return undefined;
  const least = new Uint32Array(bands * rows).fill(0xffffffff);
  for (const pair of pairs) {
    for (let row = 0; row < least.length; row += 1) {
      const value = mixed(pair ^ mixed(row + 1));
      if (value < (least[row] ?? 0)) least[row] = value;
    }
  }
  return least;
}

/** The share of pairs that two texts have in common, as their signatures tell it. */
export function likeness(a: Uint32Array, b: Uint32Array): number {
  let agreeing = 0;
  for (const [row, value] of a.entries()) if (value === b[row]) agreeing += 1;
  return agreeing / a.length;
}

/** What each band of a signature comes to. */
export const bandsOf = (signature: Uint32Array): string[] =>
  Array.from({ length: bands }, (_, band) =>
    Array.from(signature.subarray(band * rows, (band + 1) * rows), (value) =>
      value.toString(16).padStart(8, '0'),
    ).join(''),
  );

export const signatureText = (signature: Uint32Array): string =>
  Array.from(signature, (value) => value.toString(16).padStart(8, '0')).join('');
export const readSignature = (text: string): Uint32Array =>
  Uint32Array.from(text.match(/.{8}/g) ?? [], (value) => Number.parseInt(value, 16));

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the output. */
function mixed(input: number): number {
  let value = input;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
