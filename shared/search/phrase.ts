/** Quoted phrases. The index holds no positions, so a phrase is verified on the text itself. */
import type { Lexeme } from './analysis/lexeme.ts';
import { lexemesOf } from './analysis/lexeme.ts';
import { termsOf } from './analysis/tokens.ts';

/** The terms at one place of a text; two places agree if they share one. */
type Place = readonly string[];

const placesOf = (lexeme: Lexeme): Place[] => {
  if (lexeme.kind !== 'compound' || lexeme.parts.length === 0) return [termsOf(lexeme)];
  return lexeme.parts.map(({ term }) => [term, lexeme.joined].filter((t) => t !== ''));
};

/** Stop words leave no place: "ग्राम के सरपंच" is found in "ग्राम का सरपंच". */
const read = (text: string): Place[] =>
  lexemesOf(text)
    .flatMap(placesOf)
    .filter((place) => place.length > 0);

const agree = (a: Place | undefined, b: Place | undefined): boolean =>
  a !== undefined && b !== undefined && a.some((term) => b.includes(term));

const follows = (text: readonly Place[], start: number, phrase: readonly Place[]): boolean =>
  phrase.every((place, i) => agree(text[start + i], place));

/** Whether each phrase stands, word after word as the analysis folds them, in one of the texts. */
export const holdsPhrases = (texts: readonly string[], phrases: readonly string[]): boolean => {
  const places = texts.map(read);
  return phrases.every((phrase) => {
    const wanted = read(phrase);
    return places.some((text) => text.some((_, start) => follows(text, start, wanted)));
  });
};
