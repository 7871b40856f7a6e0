/**
 * Unpacked rows, held between searches and inverted: term to rows. A worker that answers many
 * searches unpacks a row once. Nothing here decides who sees what: a search looks only at the rows
 * it has found visible, whatever else is held.
 */
import { skeletonsOf } from './expand.ts';
import type { DecodedRow, DocumentRow } from './row.ts';
import { decodeRow } from './row.ts';

export interface HeldRow {
  /** Numbers the row among all held; never used twice between two tidyings. */
  readonly ordinal: number;
  readonly content: DecodedRow;
}

interface Entry {
  ordinal: number;
  readonly content: DecodedRow;
  /** The search that used it last. */
  used: number;
}

/** About 5,000 rows of ordinary letters, some 60 MB. */
const defaultPostings = 1_000_000;

/**
 * Revision and part name a row; length and checksum (the last four bytes of zlib's format) make sure
 * that a row rebuilt under the same revision is not answered from memory.
 */
const keyOf = ({ docKey, rev, part, p }: DocumentRow): string =>
  `${docKey} ${rev} ${part} ${p.length} ${p.subarray(-4).join('.')}`;

const append = <T>(lists: Map<string, T[]>, key: string, ...items: T[]): boolean => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, items);
  else list.push(...items);
  return list === undefined;
};

export class HeldRows {
  readonly #most: number;
  #entries = new Map<string, Entry>();
  /** Term to row ordinal and value, alternating. */
  #postings = new Map<string, number[]>();
  #skeletons = new Map<string, string[]>();
  #next = 0;
  #size = 0;
  #search = 0;

  /** @param mostPostings how many pairs of term and row may be held before the oldest rows go. */
  constructor(mostPostings: number = defaultPostings) {
    this.#most = mostPostings;
  }

  /** Ordinals handed out so far; every held row's is below. */
  get ordinals(): number {
    return this.#next;
  }

  /** Number of rows held. */
  get rows(): number {
    return this.#entries.size;
  }

  /**
   * The row unpacked, from memory if it has been before.
   * @throws DamagedRow when it cannot be.
   */
  hold(row: DocumentRow): HeldRow {
    const key = keyOf(row);
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.used = this.#search;
      return known;
    }
    const entry: Entry = { ordinal: 0, content: decodeRow(row), used: this.#search };
    this.#entries.set(key, entry);
    this.#invert(entry);
    return entry;
  }

  /** Row ordinals and values that hold the term, alternating. May name rows no longer held. */
  postings(term: string): readonly number[] {
    return this.#postings.get(term) ?? [];
  }

  /** Terms filed under the skeleton. */
  near(skeleton: string): readonly string[] {
    return this.#skeletons.get(skeleton) ?? [];
  }

  /** Ends a search: if too much is held, what was used longest ago goes, down to half the bound. */
  tidy(): void {
    this.#search++;
    if (this.#size <= this.#most) return;
    const latestFirst = [...this.#entries].sort(([, a], [, b]) => b.used - a.used);
    this.#entries = new Map();
    this.#postings = new Map();
    this.#skeletons = new Map();
    this.#next = 0;
    this.#size = 0;
    for (const [key, entry] of latestFirst) {
      if (this.#size + entry.content.terms.length > this.#most / 2) break;
      this.#entries.set(key, entry);
      this.#invert(entry);
    }
  }

  #invert(entry: Entry): void {
    entry.ordinal = this.#next++;
    const { terms, values } = entry.content;
    terms.forEach((term, i) => {
      const isNew = append(this.#postings, term, entry.ordinal, values[i]!);
      if (isNew) for (const key of skeletonsOf(term)) append(this.#skeletons, key, term);
    });
    this.#size += terms.length;
  }
}
