/** Terms of a text (index side) and of a query. */
import { dateTerm, isDay, isYear } from './dates.ts';
import type { Lexeme } from './lexeme.ts';
import { lexemesOf } from './lexeme.ts';

/** Raised whenever the same text would give other terms; rows and segments record it. */
export const analyserVersion = 1;

/** The terms under which one lexeme is found, not regarding its neighbours. Stop words give none. */
export const termsOf = (lexeme: Lexeme): readonly string[] => {
  switch (lexeme.kind) {
    case 'word':
      return lexeme.term === '' ? [] : [lexeme.term];
    case 'digits':
      return [lexeme.digits];
    case 'date':
      return lexeme.code === undefined
        ? lexeme.terms
        : [...new Set([...lexeme.terms, ...termsOf(lexeme.code)])];
    case 'code':
      return [lexeme.whole, ...lexeme.parts].filter((term) => term !== '');
    case 'compound':
      return [...lexeme.parts.map((part) => part.term), lexeme.joined].filter((t) => t !== '');
  }
};

/** A date written with the month's name, and the lexemes it takes up (first to last). */
export interface NamedDate {
  readonly first: number;
  readonly last: number;
  /** The most precise term first: day if there is one, then month. */
  readonly terms: readonly string[];
}

const digitsAt = (lexemes: readonly Lexeme[], at: number): string => {
  const lexeme = lexemes[at];
  return lexeme?.kind === 'digits' ? lexeme.digits : '';
};

/** The date around the month's name at `at`: `4 जुलाई 2025`, `July 4, 2025` or `July 2025`. */
export const namedDateAt = (lexemes: readonly Lexeme[], at: number): NamedDate | undefined => {
  const lexeme = lexemes[at];
  if (lexeme?.kind !== 'word' || lexeme.month === undefined) return undefined;
  const { month } = lexeme;
  const before = digitsAt(lexemes, at - 1);
  const next = digitsAt(lexemes, at + 1);
  const afterNext = digitsAt(lexemes, at + 2);
  if (isYear(next)) {
    return isDay(before)
      ? {
          first: at - 1,
          last: at + 1,
          terms: [dateTerm(next, month, before), dateTerm(next, month)],
        }
      : { first: at, last: at + 1, terms: [dateTerm(next, month)] };
  }
  if (isDay(next) && isYear(afterNext)) {
    const terms = [dateTerm(afterNext, month, next), dateTerm(afterNext, month)];
    return { first: at, last: at + 2, terms };
  }
  return undefined;
};

/** The terms of a text for the index, in order and with repetitions. */
export const analyse = (text: string): string[] => {
  const lexemes = lexemesOf(text);
  const terms: string[] = [];
  for (let i = 0; i < lexemes.length; i++) {
    const lexeme = lexemes[i]!;
    if (lexeme.kind === 'word') {
      if (lexeme.term !== '') terms.push(lexeme.term);
      if (lexeme.month !== undefined) terms.push(...(namedDateAt(lexemes, i)?.terms ?? []));
    } else for (const term of termsOf(lexeme)) terms.push(term);
  }
  return terms;
};
