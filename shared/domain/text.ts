/**
 * What may be text in an office of record.
 *
 * JavaScript strings admit things nobody can read or that read differently from what is stored: lone
 * surrogates, control and bidirectional-override characters, invisible "tags", a "note" made only
 * of zero-width or filler characters. None of them may be sealed. ZWJ and ZWNJ stay: in Devanagari they
 * change how a conjunct is written.
 */
import * as z from 'zod';

// Not characters of any text: C0/C1 controls (line feed is judged apart), bidi marks and overrides,
// interlinear anchors, the BOM, tag characters, line separators, what no character stands at, and private use.
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what is refused
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/u;

/** Letters, digits, punctuation or symbols that leave a mark; fillers that render as nothing do not count. */
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;
const fillers = /[\u2800\u{1d159}]/gu;
/** No script stacks more marks on one letter; what does is vandalism that hides neighbouring lines. */
const stackedMarks = /[\p{M}\u200c\u200d]{9,}/u;
const joinerRun = /[\u200c\u200d]{3,}/u;
/** A default-ignorable invisible other than the joiners, and spaces that look like nothing. */
const invisible = /(?![\u200c\u200d])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;

/** Why a string is not text for the record, or nothing. `lines` admits line feeds. */
export function textFault(value: string, { lines = false } = {}): string | undefined {
  if (!value.isWellFormed()) return 'has half a character (a lone surrogate)';
  if (!lines && value.includes('\n')) return 'must be one line';
  if (forbidden.test(value)) return 'has a control, bidirectional or invisible character';
  if (invisible.test(value)) return 'has an invisible character';
  if (joinerRun.test(value)) return 'has a run of joiners';
  if (stackedMarks.test(value)) return 'stacks too many marks on one letter';
  if (!visible.test(value.replace(fillers, ''))) return 'has nothing visible';
  return undefined;
}

const textOf = (max: number, lines: boolean) =>
  // One step, not a chain: a chain builds a whole schema anew at each of its links.
  z.string().check(
    z.maxLength(max * 4),
    z.normalize('NFC'),
    z.trim(),
    z.minLength(1),
    z.maxLength(max),
    z.superRefine<string>((value, context) => {
      const fault = textFault(value, { lines });
      if (fault) context.addIssue({ code: 'custom', message: `The text ${fault}.` });
    }),
  );

/** One schema for each length, however many fields are that long: a function pays for building them at each start. */
function onePerLength<Schema>(build: (max: number) => Schema): (max: number) => Schema {
  const built = new Map<number, Schema>();
  return (max) => {
    const known = built.get(max) ?? build(max);
    built.set(max, known);
    return known;
  };
}

/** One line of text, NFC, trimmed, visible; at most `max` UTF-16 units. */
export const line = onePerLength((max) => textOf(max, false));
/** Text with line feeds, NFC, trimmed, visible; at most `max` UTF-16 units. */
export const paragraphs = onePerLength((max) => textOf(max, true));

/** A line of the record cut to at most `max` UTF-16 units, between characters as people count them. */
export function cutLine(text: string, max: number): string {
  if (text.length <= max) return text;
  let kept = '';
  for (const { segment } of new Intl.Segmenter('hi').segment(text)) {
    if (kept.length + segment.length > max - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Numbers are stored and compared in ASCII digits, whichever script they were typed in. */
export const asciiDigits = (value: string): string =>
  value.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const plain = digit.normalize('NFKC');
    return /^[0-9]$/.test(plain) ? plain : String(placeOf(digit.codePointAt(0) ?? 0));
  });
/** The digits of a script stand one behind the other from its zero. */
function placeOf(digit: number): number {
  let place = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(digit - place - 1))) place += 1;
  return place;
}

/** A number as an office writes it, such as `892/वाचक-1/2025`: one line, ASCII digits. */
export const officeNumber = onePerLength((max) => line(max).overwrite(asciiDigits));

/** A name or subject in Hindi, and in English where there is one. */
export const bilingual = onePerLength((max) =>
  z.strictObject({ hi: line(max), en: line(max).optional() }),
);
export type Bilingual = { hi: string; en?: string | undefined };

/** A code of letters, digits and `-`, `/`, `.`, `_`, such as a barcode. */
export const asciiCode = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9][A-Za-z0-9/._-]*$/);
