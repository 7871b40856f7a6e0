/**
 * Office numbers: what people say, write and stamp. Allotted gap-free from a series in the very
 * transaction that makes the thing numbered, never reused, never renumbered.
 */
import { DomainError } from './errors.ts';
import { asciiDigits } from './text.ts';

export interface NumberParts {
  readonly OFF?: string;
  readonly UNIT?: string;
  readonly HEAD?: string;
  readonly YYYY?: string;
  readonly FY?: string;
  /** Ordinal of a part or volume. */
  readonly PART?: string;
}

/** The counter a number is drawn from: everything in the pattern but the serial itself. */
export const seriesOf = (
  kind: 'file' | 'receipt' | 'issue' | 'review',
  pattern: string,
  parts: NumberParts,
): string => `${kind}#${write(pattern, parts, '*')}`;

/** The number with serial `serial`, such as `BBZ-COL/REV/B-121/00042/2026-27`. */
export const officeNumberOf = (pattern: string, parts: NumberParts, serial: number): string =>
  write(pattern, parts, serial);

const token = /\{(OFF|UNIT|HEAD|YYYY|FY|PART|SER)(?::(\d))?\}/g;

function write(pattern: string, parts: NumberParts, serial: number | '*'): string {
  return pattern.replace(token, (_, name: keyof NumberParts | 'SER', width?: string) => {
    if (name === 'SER')
      return serial === '*' ? '*' : String(serial).padStart(Number(width ?? 1), '0');
    const part = parts[name];
    if (part === undefined) {
      throw new DomainError(
        'head-inactive',
        `The number pattern needs {${name}}, which is not known here.`,
      );
    }
    return part;
  });
}

export const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The short number of a file, to be spoken and keyed in: seven characters that mean nothing and one
 * that checks them, in Crockford's base 32 (no I, L, O, U), grouped four and four.
 * @param values seven random values of 0 to 31
 */
export function shortNumberOf(values: readonly number[]): string {
  const body = values.slice(0, 7).map((value) => value & 31);
  const text = [...body, checkOf(body)].map((value) => crockford[value]).join('');
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}

/** A short number as someone typed it, in its one written form; nothing when its check character is wrong. */
export function readShortNumber(typed: string): string | undefined {
  const text = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  const values = Array.from(text, (character) => crockford.indexOf(character));
  if (values.length !== 8 || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, 7)) === values[7] ? shortNumberOf(values) : undefined;
}

/**
 * Each place has a weight of its own in the field of 32 elements, and so has the check character: every single wrong
 * character is seen, and every swap of two different ones.
 */
const checkOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => timesAlpha(sum ^ value), 0);

/** Multiplies by the generator of the field: shifts, and reduces by x⁵ + x² + 1. */
const timesAlpha = (value: number): number => (value << 1) ^ (value & 16 ? 0b100101 : 0);

/**
 * A number as it is compared: the same whatever case, script of digits, spaces and `/ _ - .` it is written with. Between
 * two digits it counts that there is something, else 1/12 would be 11/2.
 */
export const comparable = (number: string): string =>
  asciiDigits(
    number
      .replace(/[\u200c\u200d]/g, '')
      .toLowerCase()
      .normalize('NFC'),
  )
    .replace(/[\s/_.\-\u2010-\u2015]+/g, '/')
    .replace(/(?<!\d)\/|\/(?!\d)/g, '');
