/**
 * Tolerance at query time: beside the term asked for, those terms of the vocabulary that may be the
 * same word in another inflection, spelling or script, each at a weight. Nothing is lost in the
 * index this way, and the exact word ranks first.
 */
import { distance } from 'fastest-levenshtein';
import { isDevanagari } from './analysis/clean.ts';
import { romanKey, romanSkeletons, toRoman } from './analysis/roman.ts';
import { skeleton } from './analysis/skeleton.ts';
import { stemHindi } from './analysis/stem.ts';
import type { QueryWord } from './query.ts';

/** The terms an officer's visible documents hold; fresh rows and segments both can answer this. */
export interface Vocabulary {
  /** In how many visible documents the term stands. */
  documentsWith(term: string): number;
  /** Terms filed under a skeleton, seen or not. */
  near(skeleton: string): Iterable<string>;
}

const weights = {
  stem: 0.8,
  /** By edit distance, 0 or 1 and then 2: when the typed form occurs, and when nobody wrote it. */
  spelling: [0.45, 0.25],
  unknown: [0.7, 0.5],
  /** Roman typed, by distance of the Roman keys. */
  roman: [0.9, 0.55, 0.3],
  /** Roman typed, Hindi written in another inflection: patta, पट्टों. */
  romanInflected: 0.7,
  /** Devanagari typed, Roman written. */
  otherScript: 0.6,
} as const;

/** No more alternatives than this of each kind. */
const mostOfAKind = 8;

/** Terms longer than this are runs of OCR noise and are found only as written. */
const longestSpelled = 24;
/** Under so short a skeleton, half the vocabulary would meet. */
const shortestSkeleton = 2;
/** An English stem may have few skeletons; more mean a word that is not one. */
const mostSkeletonsFiled = 4;

const latin = /^[a-z]{3,}$/;

/** The skeletons a term of the index is filed under, so that `expand` can find it. */
export const skeletonsOf = (term: string): string[] => {
  if (term.length > longestSpelled) return [];
  const keys = isDevanagari(term)
    ? [skeleton(term)]
    : latin.test(term)
      ? romanSkeletons(term).slice(0, mostSkeletonsFiled)
      : [];
  return keys.filter((key) => key.length >= shortestSkeleton);
};

interface Candidate {
  readonly term: string;
  readonly documents: number;
  readonly distance: number;
}

/** Nearest first, then commonest; the spelling decides the rest, so that the order is settled. */
const best = (candidates: readonly Candidate[]): Candidate[] =>
  candidates
    .toSorted(
      (a, b) => a.distance - b.distance || b.documents - a.documents || (a.term < b.term ? -1 : 1),
    )
    .slice(0, mostOfAKind);

/** Edits allowed in a word of this many UTF-16 units (a vowel sign counts). */
const editsAllowed = (length: number): number => (length >= 7 ? 2 : length >= 4 ? 1 : 0);

const gather = (
  keys: Iterable<string>,
  vocabulary: Vocabulary,
  distanceOf: (term: string) => number | undefined,
): Candidate[] => {
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  for (const key of keys) {
    if (key.length < shortestSkeleton) continue;
    for (const term of vocabulary.near(key)) {
      if (seen.has(term)) continue;
      seen.add(term);
      const edits = distanceOf(term);
      if (edits === undefined) continue;
      const documents = vocabulary.documentsWith(term);
      if (documents > 0) candidates.push({ term, documents, distance: edits });
    }
  }
  return candidates;
};

const within = (edits: number, allowed: number): number | undefined =>
  edits <= allowed ? edits : undefined;

type Weighted = Map<string, number>;

const spellingWeight = (edits: number, known: boolean): number =>
  (known ? weights.spelling : weights.unknown)[edits <= 1 ? 0 : 1];

const addDevanagari = (found: Weighted, term: string, vocabulary: Vocabulary): void => {
  const stem = stemHindi(term);
  const keys = new Set([skeleton(term), skeleton(stem)]);
  const known = vocabulary.documentsWith(term) > 0;
  const isDevanagariOther = (other: string) => other !== term && isDevanagari(other);
  const sameStem = (other: string) =>
    isDevanagariOther(other) && (other === stem || stemHindi(other) === stem) ? 0 : undefined;
  const inflected = best(gather(keys, vocabulary, sameStem));
  for (const { term: other } of inflected) found.set(other, weights.stem);
  if (term.length < 3) return;
  const allowed = editsAllowed(term.length) + (known ? 0 : 1);
  const spelled = gather(keys, vocabulary, (other) =>
    isDevanagariOther(other) && !found.has(other)
      ? within(distance(other, term), allowed)
      : undefined,
  );
  for (const { term: other, distance: edits } of best(spelled))
    found.set(other, spellingWeight(edits, known));
  const key = romanKey(toRoman(term));
  if (key.length < 3) return;
  const inRoman = gather(keys, vocabulary, (other) =>
    latin.test(other) && romanKey(other) === key ? 0 : undefined,
  );
  for (const { term: other } of best(inRoman)) found.set(other, weights.otherScript);
};

const withoutLastVowel = (key: string): string => key.replace(/[aeiou]$/, '');

const addLatin = (found: Weighted, { term, typed }: QueryWord, vocabulary: Vocabulary): void => {
  const keys = romanSkeletons(typed);
  const key = romanKey(typed);
  const bare = withoutLastVowel(key);
  const allowed = key.length >= 6 ? 2 : 1;
  const inHindi = gather(keys, vocabulary, (other) => {
    if (!isDevanagari(other)) return undefined;
    const otherKey = romanKey(toRoman(other));
    const edits = Math.min(distance(key, otherKey), distance(bare, withoutLastVowel(otherKey)));
    return within(edits, allowed);
  });
  for (const { term: other, distance: edits } of best(inHindi))
    found.set(other, weights.roman[edits] ?? 0);
  const inflected = gather(keys, vocabulary, (other) =>
    isDevanagari(other) &&
    !found.has(other) &&
    withoutLastVowel(romanKey(toRoman(stemHindi(other)))) === bare
      ? 0
      : undefined,
  );
  for (const { term: other } of best(inflected)) found.set(other, weights.romanInflected);
  // English and Roman-written names misspelt: stricter, for short English words lie close together.
  if (term.length < 5) return;
  const known = vocabulary.documentsWith(term) > 0;
  const inLatin = gather(romanSkeletons(term), vocabulary, (other) =>
    other !== term && latin.test(other)
      ? within(distance(other, term), term.length >= 7 ? 2 : 1)
      : undefined,
  );
  for (const { term: other, distance: edits } of best(inLatin))
    found.set(other, spellingWeight(edits, known));
};

/** Every term that answers a word of the query, with its weight; the word itself has 1. */
export const expand = (word: QueryWord, vocabulary: Vocabulary): ReadonlyMap<string, number> => {
  const found: Weighted = new Map([[word.term, 1]]);
  if (!word.quoted && word.term.length <= longestSpelled) {
    if (isDevanagari(word.term) && word.term.length >= 2)
      addDevanagari(found, word.term, vocabulary);
    else if (latin.test(word.term)) addLatin(found, word, vocabulary);
  }
  if (word.joined !== undefined && word.joined !== '') found.set(word.joined, 1);
  return found;
};
