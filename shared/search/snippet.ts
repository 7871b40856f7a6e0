/** The few words of a text around what was searched for, with their places marked. */
import type { Lexeme, PlacedLexeme } from './analysis/lexeme.ts';
import { placedLexemesOf } from './analysis/lexeme.ts';
import { namedDateAt, termsOf } from './analysis/tokens.ts';

/** Term to the word of the query it answers (its place there) and how well (0 to 1). */
export type MatchTerms = ReadonlyMap<string, { readonly word: number; readonly weight: number }>;

/** Start and end in UTF-16 units, the end not included. */
export type Mark = readonly [start: number, end: number];

export interface Snippet {
  /** Plain text, to be escaped like any other; an ellipsis stands where it was cut. */
  readonly text: string;
  readonly marks: readonly Mark[];
}

const windowWords = 28;
const wordsBefore = 6;
const mostCharacters = 480;
/** What is beyond in a very long text is not searched: about 200 dense pages. */
const longestText = 400_000;

interface Match {
  /** First and last lexeme it covers. */
  readonly first: number;
  readonly last: number;
  readonly word: number;
  readonly weight: number;
}

const bestOf = (candidates: readonly string[], terms: MatchTerms) => {
  let best: { readonly word: number; readonly weight: number } | undefined;
  for (const term of candidates) {
    const match = terms.get(term);
    if (match !== undefined && (best === undefined || match.weight > best.weight)) best = match;
  }
  return best;
};

const matchesIn = (placed: readonly PlacedLexeme[], terms: MatchTerms): Match[] => {
  const lexemes: readonly Lexeme[] = placed.map(({ lexeme }) => lexeme);
  const matches: Match[] = [];
  for (let i = 0; i < lexemes.length; i++) {
    const own = bestOf(termsOf(lexemes[i]!), terms);
    if (own !== undefined) matches.push({ first: i, last: i, ...own });
    const date = namedDateAt(lexemes, i);
    const dated = date === undefined ? undefined : bestOf(date.terms, terms);
    if (date !== undefined && dated !== undefined)
      matches.push({ first: date.first, last: date.last, ...dated });
  }
  return matches.sort((a, b) => a.first - b.first || b.last - a.last);
};

/** The lexeme at which the window begins that answers most words of the query, best. */
const bestStart = (matches: readonly Match[]): number => {
  let [start, most] = [0, -1];
  for (let i = 0; i < matches.length; i++) {
    const { first } = matches[i]!;
    const best = new Map<number, number>();
    for (let j = i; j < matches.length && matches[j]!.first < first + windowWords; j++) {
      const { word, weight } = matches[j]!;
      best.set(word, Math.max(best.get(word) ?? 0, weight));
    }
    let sum = 0;
    for (const weight of best.values()) sum += weight;
    if (sum > most) [start, most] = [first, sum];
  }
  return start;
};

const marksOf = (placed: readonly PlacedLexeme[], matches: readonly Match[]): Mark[] => {
  const marks: Mark[] = [];
  for (const { first, last } of matches) {
    const [start, end] = [placed[first]!.start, placed[last]!.end];
    const before = marks.at(-1);
    if (before === undefined || start >= before[1]) marks.push([start, end]);
  }
  return marks;
};

/** All places in a short text, such as a title, that answer the query. */
export const highlight = (text: string, terms: MatchTerms): Mark[] => {
  const placed = placedLexemesOf(text);
  return marksOf(placed, matchesIn(placed, terms));
};

/** The best 28 words of a raw text, or null when nothing in it answers the query. */
export const snippetOf = (text: string, terms: MatchTerms): Snippet | null => {
  const placed = placedLexemesOf(text.slice(0, longestText));
  const matches = matchesIn(placed, terms);
  if (matches.length === 0) return null;
  const wanted = bestStart(matches);
  const reach = placed[wanted]!.start - mostCharacters / 4;
  let first = wanted;
  while (first > 0 && wanted - first < wordsBefore && placed[first - 1]!.start >= reach) first--;
  const from = placed[first]!.start;
  let last = first;
  while (
    last + 1 < placed.length &&
    last - first + 1 < windowWords &&
    (last < wanted || placed[last + 1]!.end - from <= mostCharacters)
  )
    last++;
  const to = Math.min(placed[last]!.end, from + mostCharacters);
  const lead = first > 0 ? '… ' : '';
  const tail = last < placed.length - 1 || to < placed[last]!.end ? ' …' : '';
  const shift = lead.length - from;
  return {
    text: lead + text.slice(from, to).toWellFormed() + tail,
    marks: marksOf(placed, matches)
      .filter(([start]) => start >= from && start < to)
      .map(([start, end]) => [start + shift, Math.min(end, to) + shift]),
  };
};
