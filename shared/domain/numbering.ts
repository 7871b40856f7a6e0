/**
 * Office numbers: what people say, write and stamp. Allotted gap-free from a series in the very
 * transaction that makes the thing numbered, never reused, never renumbered.
 */
import { DomainError } from './errors.ts';
import { asciiDigits } from './text.ts';

export interface NumberParts {
  readonly OFF?: string;
  /** Nothing for a post that sits in no branch: its numbers leave that step out. */
  readonly UNIT?: string | undefined;
  readonly HEAD?: string;
  readonly YYYY?: string;
  readonly FY?: string;
  /** Ordinal of a part or volume. */
  readonly PART?: string;
}

/** The code of a branch or subject head: no stroke, as strokes part the steps of a number, and capitals. */
export const code = /^[A-Z0-9][A-Z0-9._-]*$/;
/** The code of an office: it begins with a letter, so that it is never taken for a serial or a year. */
export const officeCode = /^[A-Z][A-Z0-9._-]*$/;

/** The counter a number is drawn from: everything in the pattern but the serial itself. */
export const seriesOf = (
  kind: 'file' | 'receipt' | 'issue' | 'review',
  pattern: string,
  parts: NumberParts,
): string => `${kind}#${write(pattern, parts, '*')}`;

/** The number with serial `serial`, such as `BBZ-COL/REV/B-121/00042/2026-27`. */
export const officeNumberOf = (pattern: string, parts: NumberParts, serial: number): string =>
  write(pattern, parts, serial);

const token = /\{(OFF|UNIT|HEAD|YYYY|FY|PART|SER)(?::([1-9]))?\}/g;

function write(pattern: string, parts: NumberParts, serial: number | '*'): string {
  const steps = parts.UNIT === undefined ? withoutBranch(pattern) : pattern;
  return steps.replace(token, (_, name: keyof NumberParts | 'SER', width?: string) => {
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

/** The steps of a number lie between its strokes. */
const withoutBranch = (pattern: string): string =>
  pattern
    .split('/')
    .filter((step) => !step.includes('{UNIT}'))
    .join('/');

/** Patterns of a district's numbers, as its policy has them. */
export type Numbering = Readonly<
  Record<'file' | 'receipt' | 'issue' | 'part' | 'volume' | 'certificate', string>
>;

/** What the counter of each kind is counted by, and what else is known when a number is written. */
const counters = {
  file: { by: ['OFF', 'HEAD', 'FY'], known: ['UNIT'] },
  receipt: { by: ['OFF', 'YYYY'], known: [] },
  issue: { by: ['OFF', 'UNIT', 'FY'], known: ['HEAD'] },
  certificate: { by: ['OFF', 'YYYY'], known: [] },
  part: { by: ['OFF', 'HEAD', 'FY', 'PART'], known: ['UNIT'] },
  volume: { by: ['OFF', 'HEAD', 'FY', 'PART'], known: ['UNIT'] },
} as const satisfies Record<
  keyof Numbering,
  { readonly by: readonly string[]; readonly known: readonly string[] }
>;
const kinds = Object.keys(counters) as (keyof Numbering)[];

/** Part and volume stand behind the number of their file. */
const whole = (numbering: Numbering, kind: keyof Numbering): string =>
  kind === 'part' || kind === 'volume' ? numbering.file + numbering[kind] : numbering[kind];

/**
 * Looks patterns over before they become the district's: no two things may ever get one number. So each names what its
 * counter is counted by, or two series would write the same; between two tokens stands a stroke, which no code has in it;
 * and no two kinds look alike. What stands between is capitals, as numbers are keyed in in any case.
 * @throws number-pattern, which says what is wrong with each
 */
export function mustNumber(numbering: Numbering): void {
  const faults = kinds.flatMap((kind) =>
    faultsOf(whole(numbering, kind), counters[kind]).map((fault) => `${kind}: ${fault}`),
  );
  if (faults.length === 0) {
    for (const [index, one] of kinds.entries()) {
      for (const other of kinds.slice(index + 1)) {
        if (lookAlike(whole(numbering, one), whole(numbering, other))) {
          faults.push(`${one} and ${other}: they can write the same number`);
        }
      }
    }
  }
  if (faults.length > 0) throw new DomainError('number-pattern', `${faults.join('; ')}.`);
}

function faultsOf(
  pattern: string,
  { by, known }: { readonly by: readonly string[]; readonly known: readonly string[] },
): string[] {
  const tokens = [...pattern.matchAll(token)].map(([, name = '']) => name);
  const literal = pattern.replace(token, '');
  return [
    ...['SER', ...by]
      .filter((name) => !tokens.includes(name))
      .map((name) => `{${name}} is missing`),
    ...tokens
      .filter((name) => name !== 'SER' && !by.includes(name) && !known.includes(name))
      .map((name) => `{${name}} is not known there`),
    ...tokens
      .filter((name, index) => tokens.indexOf(name) < index)
      .map((name) => `{${name}} stands twice`),
    ...(/^[A-Z0-9/._()-]*$/.test(literal)
      ? []
      : ['only A-Z, 0-9 and / . _ ( ) - stand beside tokens']),
    ...(/\{[A-Z]+(?::\d)?\}[^/]*\{/.test(pattern) ? ['a stroke stands between two tokens'] : []),
    ...(/\{(?!SER)[A-Z]+:/.test(pattern) ? ['only {SER} has a width'] : []),
  ];
}

/** Whether some number could be of either pattern, with or without its branch. */
function lookAlike(one: string, other: string): boolean {
  const ways = (pattern: string) => [...new Set([pattern, withoutBranch(pattern)])];
  return ways(one).some((a) => ways(other).some((b) => meet(a.split('/'), b.split('/'))));
}
const meet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((step, index) => stepsMeet(step, other[index] ?? ''));

/** What a token can become. Codes have no stroke in them, and that of an office begins with a letter. */
const forms: Readonly<Record<string, RegExp>> = {
  ...{ OFF: officeCode, UNIT: code, HEAD: code },
  ...{ SER: /^\d+$/, PART: /^\d+$/, YYYY: /^\d{4}$/, FY: /^\d{4}-\d\d$/ },
};
const kindOf: Readonly<Record<string, string>> = {
  ...{ OFF: 'office', FY: 'span', SER: 'figures', PART: 'figures', YYYY: 'figures' },
};

/** Whether two steps can be the same; where nobody can tell, they can. */
function stepsMeet(one: string, other: string): boolean {
  const a = stepOf(one);
  const b = stepOf(other);
  if (a.name === undefined) return becomes(b, one);
  if (b.name === undefined) return becomes(a, other);
  const head = a.head.startsWith(b.head) || b.head.startsWith(a.head);
  const tail = a.tail.endsWith(b.tail) || b.tail.endsWith(a.tail);
  const plain = a.head === b.head && a.tail === b.tail;
  const [x, y] = [kindOf[a.name], kindOf[b.name]];
  const apart = plain && x !== undefined && y !== undefined && x !== y;
  return head && tail && !apart;
}
interface Step {
  readonly head: string;
  readonly name: string | undefined;
  readonly tail: string;
}
function stepOf(step: string): Step {
  const [, head = '', name, tail = ''] = /^([^{]*)(?:\{([A-Z]+)[^}]*\}(.*))?$/.exec(step) ?? [];
  return { head, name, tail };
}
function becomes({ head, name, tail }: Step, text: string): boolean {
  if (name === undefined) return head === text;
  const middle = text.slice(head.length, text.length - tail.length);
  return head + middle + tail === text && (forms[name]?.test(middle) ?? true);
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

/** Strokes, dots and hyphens alone are no number: there is nothing in them to find it by. */
export const isNumber = (number: string): boolean => /[\p{L}\p{N}]/u.test(number);

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
