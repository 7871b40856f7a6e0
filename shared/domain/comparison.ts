/**
 * What changed between two versions of a letter, word by word. Words are never split inside: in Devanagari a
 * letter torn from its vowel sign can neither be read nor shown.
 */
import type { PostRef } from './directory.ts';
import type { Addressee, CitedLetter, LetterContent } from './draft.ts';
import { slotCodes } from './forms.ts';
import { canonical, type Json } from './ledger.ts';
import type { Bilingual } from './text.ts';

export interface Piece {
  readonly op: 'same' | 'removed' | 'added';
  readonly text: string;
}
/** One part of a letter that changed. Same and removed pieces make the old text, same and added ones the new. */
export interface PartChange {
  readonly part: string;
  readonly pieces: readonly Piece[];
}

// A word with its marks and joiners, a line feed, a run of spaces, or any one other character.
const token = /[\p{L}\p{M}\p{N}\u200c\u200d]+|\n|[^\S\n]+|[^\n]/gu;
const tokensOf = (text: string): string[] => text.match(token) ?? [];

/** The difference of two texts; pieces alternate as a reader expects: what went, then what came. */
export function diffWords(before: string, after: string): Piece[] {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  const runs: { same: string; removed: string; added: string }[] = [];
  const change = (removed: string, added: string) => {
    const last = runs.at(-1);
    if (last && last.same === '') {
      last.removed += removed;
      last.added += added;
    } else runs.push({ same: '', removed, added });
  };
  let [i, j] = [0, 0];
  for (const [nextA, nextB] of [...matches(a, b), [a.length, b.length] as const]) {
    if (i < nextA || j < nextB) change(a.slice(i, nextA).join(''), b.slice(j, nextB).join(''));
    if (nextA < a.length && nextB < b.length) {
      const last = runs.at(-1);
      const same = a[nextA] ?? '';
      if (last && last.same !== '') last.same += same;
      else runs.push({ same, removed: '', added: '' });
    }
    [i, j] = [nextA + 1, nextB + 1];
  }
  // A space between two changes is no island: "क ख" become "ग घ" reads as one change.
  const joined: typeof runs = [];
  for (const [index, run] of runs.entries()) {
    const last = joined.at(-1);
    const island = run.same !== '' && /^[^\S\n]+$/.test(run.same) && index < runs.length - 1;
    if (last && last.same === '' && island) {
      last.removed += run.same;
      last.added += run.same;
    } else if (last && last.same === '' && run.same === '') {
      last.removed += run.removed;
      last.added += run.added;
    } else joined.push({ ...run });
  }
  return joined.flatMap(({ same, removed, added }): Piece[] => [
    ...(same ? [{ op: 'same' as const, text: same }] : []),
    ...(removed ? [{ op: 'removed' as const, text: removed }] : []),
    ...(added ? [{ op: 'added' as const, text: added }] : []),
  ]);
}

type Match = readonly [number, number];

/** How many pairs of tokens are weighed at most: beyond it a comparison would take seconds. */
const mostPairs = 100_000_000;

/** Pairs of equal tokens in order: as many as there can be, or in very long texts those within like paragraphs. */
function matches(a: readonly string[], b: readonly string[]): Match[] {
  if (a.length * b.length <= mostPairs) return equals(a, b);
  const [linesA, linesB] = [linesOf(a), linesOf(b)];
  const textOf = ({ tokens }: Line) => tokens.join('');
  const found: Match[] = [];
  const between = (fromA: number, toA: number, fromB: number, toB: number) => {
    // Paragraphs that changed one by one are compared one by one; others went and came as they are.
    if (toA - fromA !== toB - fromB) return;
    for (let k = 0; k < toA - fromA; k += 1) within(linesA[fromA + k], linesB[fromB + k]);
  };
  const within = (one: Line | undefined, other: Line | undefined) => {
    if (!one || !other || one.tokens.length * other.tokens.length > mostPairs) return;
    for (const [i, j] of equals(one.tokens, other.tokens)) found.push([one.at + i, other.at + j]);
  };
  let [i, j] = [0, 0];
  for (const [nextA, nextB] of equals(linesA.map(textOf), linesB.map(textOf))) {
    between(i, nextA, j, nextB);
    within(linesA[nextA], linesB[nextB]);
    [i, j] = [nextA + 1, nextB + 1];
  }
  between(i, linesA.length, j, linesB.length);
  return found;
}

interface Line {
  /** Where it begins among all tokens. */
  readonly at: number;
  readonly tokens: string[];
}
function linesOf(tokens: readonly string[]): Line[] {
  const lines: Line[] = [];
  let open: Line | undefined;
  for (const [at, text] of tokens.entries()) {
    open ??= { at, tokens: [] };
    open.tokens.push(text);
    if (text !== '\n') continue;
    lines.push(open);
    open = undefined;
  }
  return open ? [...lines, open] : lines;
}

/** As many pairs of equal tokens in order as there can be. */
function equals(a: readonly string[], b: readonly string[]): Match[] {
  const ids = new Map<string, number>();
  const idsOf = (tokens: readonly string[]) =>
    Int32Array.from(tokens, (text) => {
      const id = ids.get(text) ?? ids.size;
      ids.set(text, id);
      return id;
    });
  const found: Match[] = [];
  align(idsOf(a), idsOf(b), 0, 0, found);
  return found;
}

/** Hirschberg's longest common subsequence: linear memory, so that the longest letter is no danger. */
function align(a: Int32Array, b: Int32Array, fromA: number, fromB: number, found: Match[]): void {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) {
    found.push([fromA + start, fromB + start]);
    start += 1;
  }
  let end = 0;
  const least = Math.min(a.length, b.length) - start;
  while (end < least && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [midA, midB] = [a.subarray(start, a.length - end), b.subarray(start, b.length - end)];
  if (midA.length === 1 || midB.length === 1) {
    const at =
      midA.length === 1 ? [0, midB.indexOf(midA[0] ?? -1)] : [midA.indexOf(midB[0] ?? -1), 0];
    const [inA = -1, inB = -1] = at;
    if (inA >= 0 && inB >= 0) found.push([fromA + start + inA, fromB + start + inB]);
  } else if (midA.length > 1 && midB.length > 1) {
    const half = midA.length >> 1;
    const [top, bottom] = [midA.subarray(0, half), midA.subarray(half)];
    const forward = lengths(top, midB);
    const backward = lengths(bottom.slice().reverse(), midB.slice().reverse());
    let split = 0;
    let most = -1;
    for (let k = 0; k <= midB.length; k += 1) {
      const sum = (forward[k] ?? 0) + (backward[midB.length - k] ?? 0);
      if (sum > most) [most, split] = [sum, k];
    }
    align(top, midB.subarray(0, split), fromA + start, fromB + start, found);
    align(bottom, midB.subarray(split), fromA + start + half, fromB + start + split, found);
  }
  for (let k = end; k > 0; k -= 1) {
    found.push([fromA + a.length - k, fromB + b.length - k]);
  }
}

/** For every beginning of `b`: how long its longest common subsequence with `a` is. */
function lengths(a: Int32Array, b: Int32Array): Int32Array {
  let before = new Int32Array(b.length + 1);
  let row = new Int32Array(b.length + 1);
  for (const wanted of a) {
    let corner = 0;
    for (let j = 0; j < b.length; j += 1) {
      const up = before[j + 1] ?? 0;
      const left = row[j] ?? 0;
      row[j + 1] = b[j] === wanted ? corner + 1 : Math.max(up, left);
      corner = up;
    }
    [before, row] = [row, before];
  }
  return before;
}

const bothWords = ({ hi, en }: Bilingual): string => (en === undefined ? hi : `${hi}\n${en}`);

const postWords = ({ designation, postId }: PostRef): string =>
  `${bothWords(designation)} [${postId}]`;
const said = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(', ');

/** All that the letter holds of whom it goes to, and how it goes. */
function addresseeWords(to: Addressee): string {
  const mode = to.mode && `[${to.mode}]`;
  switch (to.kind) {
    case 'office':
      return said(
        bothWords(to.name),
        to.attention && `(${to.attention})`,
        to.address && bothWords(to.address),
        to.email && `<${to.email}>`,
        mode,
      );
    case 'post':
      return said(postWords(to.post), mode);
    case 'outside':
      return said(
        to.name,
        to.designation && `(${to.designation})`,
        to.address && `\n${to.address}`,
        to.email && `<${to.email}>`,
        mode,
      );
  }
}

const citedWords = ({ sender, number, date, receiptNumber }: CitedLetter): string =>
  said(sender, number, date, `(${receiptNumber})`);

interface Part {
  readonly name: string;
  readonly text: string;
  /** All that the content hash is of. */
  readonly exact: string;
}

/** Every part of a letter, in the order in which it is read. */
function partsOf(content: LetterContent): Part[] {
  const { form, language, subject, slots, cites, addressees, copies, signatory } = content;
  const part = (name: string, value: unknown, text: string): Part => ({
    name,
    text,
    exact: value === undefined ? '' : canonical(value as Json),
  });
  return [
    part('form', form, form),
    part('language', language, language),
    part('subject.hi', subject.hi, subject.hi),
    part('subject.en', subject.en, subject.en ?? ''),
    part('addressees', addressees, addressees.map(addresseeWords).join('\n')),
    part('cites', cites, cites.map(citedWords).join('\n')),
    ...slotCodes.map((slot): Part => {
      const value = slots[slot];
      return part(slot, value, typeof value === 'string' ? value : (value ?? []).join('\n'));
    }),
    part('signatory', signatory, postWords(signatory)),
    part('copies', copies, copies.map(addresseeWords).join('\n')),
  ];
}

/**
 * The parts that changed from one version to another; nothing when they are one and the same. What reads alike and
 * still is another text, such as one paragraph become two, is shown as it is stored: whoever approves binds to that.
 */
export function compare(before: LetterContent, after: LetterContent): PartChange[] {
  const old = partsOf(before);
  return partsOf(after).flatMap(({ name, text, exact }, index): PartChange[] => {
    const earlier = old[index];
    if (!earlier || earlier.exact === exact) return [];
    const pieces =
      earlier.text === text ? diffWords(earlier.exact, exact) : diffWords(earlier.text, text);
    return [{ part: name, pieces }];
  });
}
