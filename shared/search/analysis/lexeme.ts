/** What one written word of a text is, and the terms it gives. */
import { clean, ignorable, isDevanagari } from './clean.ts';
import { dateTerm, monthNamed, numericDate } from './dates.ts';
import { nasal } from './nasal.ts';
import { stemEnglish } from './stem.ts';
import { isStopWord } from './stopWords.ts';
import { vowel } from './vowel.ts';

/** Longest term of a word, in UTF-16 units; the rest of a longer word is cut off. */
const longestTerm = 40;
/** A longer run of joined numbers is a damaged table, not a file number: only its parts are kept. */
const longestNumber = 64;

export interface Word {
  readonly kind: 'word';
  /** The cleaned word as typed, which Roman matching needs. */
  readonly word: string;
  /** What stands in the index; empty for a stop word. */
  readonly term: string;
  /** 1 to 12 when the word names a month. */
  readonly month: number | undefined;
}
export interface Digits {
  readonly kind: 'digits';
  readonly digits: string;
}
/** Words joined by a hyphen, dot or slash: भू-अर्जन, एस.डी.एम. */
export interface Compound {
  readonly kind: 'compound';
  /** The term of the words written as one; empty when there is none. */
  readonly joined: string;
  /** Empty for an abbreviation, which is only ever one word. */
  readonly parts: readonly Word[];
}
/** A file number, khasra number, time or amount: digits joined with something. */
export interface NumberCode {
  readonly kind: 'code';
  /** `#1234/वाचक/1/2019`, whatever the separators were; empty when absurdly long. */
  readonly whole: string;
  readonly parts: readonly string[];
}
export interface WrittenDate {
  readonly kind: 'date';
  readonly terms: readonly [day: string, month: string, year: string];
  /** An ISO date may also be a number with hyphens, so it is found as that too. */
  readonly code: NumberCode | undefined;
}
export type Lexeme = Word | Digits | Compound | NumberCode | WrittenDate;

const separators = '/\\\\\\-._:\\u2010-\\u2014';
const letters = `\\p{L}\\p{M}\\p{N}${ignorable}`;
const writtenWords = new RegExp(`[${letters}]+(?:[${separators}][${letters}]+)*`, 'gu');
const separator = new RegExp(`[${separators}]`);

/** The term of a cleaned word: Hindi folded, English stemmed, the empty string for a stop word. */
const termOf = (word: string): string => {
  if (isStopWord(word)) return '';
  if (isDevanagari(word)) return vowel(nasal(word)).slice(0, longestTerm);
  return (/^[a-z]+$/.test(word) ? stemEnglish(word) : word).slice(0, longestTerm);
};

const wordOf = (word: string): Word => ({
  kind: 'word',
  word,
  term: termOf(word),
  month: monthNamed(word),
});

const codeOf = (parts: readonly string[]): NumberCode => {
  const whole = `#${parts.map((part) => vowel(nasal(part))).join('/')}`;
  return {
    kind: 'code',
    whole: whole.length <= longestNumber ? whole : '',
    parts: parts.map((part) => (/^\d+$/.test(part) ? part.slice(0, longestTerm) : termOf(part))),
  };
};

const compoundOf = (parts: readonly string[]): Compound => {
  const abbreviation = parts.every((part) => part.length <= 2);
  const joined = termOf(parts.join(''));
  return {
    kind: 'compound',
    joined: abbreviation || joined.length > 2 ? joined : '',
    parts: abbreviation ? [] : parts.map(wordOf),
  };
};

const read = (written: string): Lexeme => {
  const word = clean(written);
  const parts = word.split(separator).filter((part) => part !== '');
  const [only = ''] = parts;
  if (parts.length <= 1) {
    return /^\d+$/.test(only)
      ? { kind: 'digits', digits: only.slice(0, longestTerm) }
      : wordOf(only);
  }
  if (!/\d/.test(word)) return compoundOf(parts);
  const date = numericDate(word);
  if (date === undefined) return codeOf(parts);
  const { year, month, day, iso } = date;
  return {
    kind: 'date',
    terms: [dateTerm(year, month, day), dateTerm(year, month), year],
    code: iso ? codeOf(parts) : undefined,
  };
};

/** Office texts repeat themselves, so what a written word is gets remembered, within bounds. */
const remembered = new Map<string, Lexeme>();
const mostRemembered = 40_000;
const longestRemembered = 48;

const lexemeOf = (written: string): Lexeme => {
  const known = remembered.get(written);
  if (known !== undefined) return known;
  const lexeme = read(written);
  if (written.length <= longestRemembered) {
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(written, lexeme);
  }
  return lexeme;
};

/** A lexeme and where it stands in the raw text, in UTF-16 units. */
export interface PlacedLexeme {
  readonly lexeme: Lexeme;
  readonly start: number;
  readonly end: number;
}

/** The lexemes of a raw text, in order. */
export const lexemesOf = (text: string): Lexeme[] =>
  (text.match(writtenWords) ?? []).map((written) => lexemeOf(written));

/** The lexemes of a raw text with their places, for highlighting what stands on the page. */
export const placedLexemesOf = (text: string): PlacedLexeme[] =>
  [...text.matchAll(writtenWords)].map(({ 0: written, index }) => ({
    lexeme: lexemeOf(written),
    start: index,
    end: index + written.length,
  }));
