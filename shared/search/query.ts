/** What an officer typed, as words to look for. */
import type { Lexeme } from './analysis/lexeme.ts';
import { lexemesOf } from './analysis/lexeme.ts';
import { namedDateAt, termsOf } from './analysis/tokens.ts';

/** One word of a query. A document is scored by the best of the alternatives it holds. */
export interface QueryWord {
  /** Found at full weight. */
  readonly term: string;
  /** The cleaned word as typed, for Roman matching; empty for numbers and dates. */
  readonly typed: string;
  /** Found at full weight as well: भूअर्जन for each half of भू-अर्जन. */
  readonly joined?: string;
  /** For a file number: a document that holds all of these, though not joined like this. */
  readonly parts?: readonly string[];
  /** It stood in quotation marks: only as written, and every hit must hold it. */
  readonly quoted: boolean;
}

export interface Query {
  readonly words: readonly QueryWord[];
  /** The quoted phrases, as typed. */
  readonly phrases: readonly string[];
}

/** Longer queries are pasted by mistake or in malice; what is beyond is not read. */
export const longestQuery = 500;
const mostWords = 16;

const quoted = /["“”„«»]([^"“”„«»]+)["“”„«»]/g;

const codeWord = (lexeme: Extract<Lexeme, { kind: 'code' }>, isQuoted: boolean): QueryWord[] => {
  const parts = [...new Set(lexeme.parts.filter((part) => part !== ''))];
  const plain = { typed: '', quoted: isQuoted };
  if (lexeme.whole === '') return parts.map((term) => ({ ...plain, term }));
  return [{ ...plain, term: lexeme.whole, ...(isQuoted ? {} : { parts }) }];
};

const wordsOf = (lexeme: Lexeme, isQuoted: boolean): QueryWord[] => {
  const plain = { typed: '', quoted: isQuoted };
  switch (lexeme.kind) {
    case 'word':
      return [{ ...plain, term: lexeme.term, typed: lexeme.word }];
    case 'digits':
      return [{ ...plain, term: lexeme.digits }];
    case 'date':
      return [{ ...plain, term: lexeme.terms[0] }];
    case 'code':
      return codeWord(lexeme, isQuoted);
    case 'compound': {
      const { joined, parts } = lexeme;
      if (parts.length === 0) return [{ ...plain, term: joined, typed: joined }];
      return parts.map(({ term, word }) => ({ ...plain, term, typed: word, joined }));
    }
  }
};

const read = (text: string, isQuoted: boolean): QueryWord[] => {
  const lexemes = lexemesOf(text);
  const words: QueryWord[][] = lexemes.map((lexeme) => wordsOf(lexeme, isQuoted));
  for (let i = 0; i < lexemes.length; i++) {
    const date = namedDateAt(lexemes, i);
    const [term] = date?.terms ?? [];
    if (date === undefined || term === undefined) continue;
    for (let j = date.first; j <= date.last; j++) words[j] = [];
    words[i] = [{ term, typed: '', quoted: isQuoted }];
  }
  return words.flat().filter((word) => word.term !== '');
};

/** Reads a query. Of a very long one only the first 500 characters and 16 different words count. */
export const parseQuery = (q: string): Query => {
  const text = q.slice(0, longestQuery).toWellFormed();
  const phrases = [...text.matchAll(quoted)].map(([, phrase = '']) => phrase);
  const words = new Map<string, QueryWord>();
  const all = [
    ...phrases.flatMap((phrase) => read(phrase, true)),
    ...read(text.replace(quoted, ' ; '), false),
  ];
  for (const word of all)
    if (!words.has(word.term) && words.size < mostWords) words.set(word.term, word);
  return {
    words: [...words.values()],
    phrases: phrases.filter((phrase) => lexemesOf(phrase).some((l) => termsOf(l).length > 0)),
  };
};

/** The terms a query asks for, before any tolerance for spelling. */
export const tokensOfQuery = (q: string): string[] => parseQuery(q).words.map(({ term }) => term);
