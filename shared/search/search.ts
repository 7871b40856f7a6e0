/**
 * Search over fresh rows. A document is found only if both facts admit the officer: its own row, and
 * the live access row of the file or receipt it belongs to. What is not admitted is left out before
 * anything is counted, so rarity, length and spelling tolerance know nothing of it.
 */
import { admits, openOwners } from './access.ts';
import type { AccessRow, DocumentKind, SearchRequest } from './document.ts';
import type { Vocabulary } from './expand.ts';
import { expand } from './expand.ts';
import type { HeldRow } from './heldRows.ts';
import { HeldRows } from './heldRows.ts';
import { holdsPhrases } from './phrase.ts';
import type { Query } from './query.ts';
import { parseQuery } from './query.ts';
import type { Alternatives, Corpus } from './rank.ts';
import { score } from './rank.ts';
import type { DocumentRow, FreshRow } from './row.ts';
import { DamagedRow } from './row.ts';
import type { MatchTerms, Snippet } from './snippet.ts';
import { snippetOf } from './snippet.ts';

export interface Hit<A extends AccessRow = AccessRow> {
  /** The file or receipt. */
  readonly key: string;
  /** Its live access row, for what is shown of it. */
  readonly owner: A;
  /** The document of it that answered best. */
  readonly docKey: string;
  readonly kind: DocumentKind;
  readonly day: string;
  /** From the copy kept in the row; null when what was found stands further on in a long text. */
  readonly snippet: Snippet | null;
  /**
   * Whether quoted phrases stand in it word after word. `unverified`: its words are all there, but
   * only the start of the text is at hand; `holdsPhrases` decides on the whole text.
   */
  readonly phrases: 'none' | 'verified' | 'unverified';
}

export interface SearchResult<A extends AccessRow = AccessRow> {
  /** Best first, one for each file or receipt. There is no total: it would tell of hidden ones. */
  readonly hits: readonly Hit<A>[];
  /** For `snippetOf` on a whole text and `highlight` on a title. */
  readonly terms: MatchTerms;
  /** Rows left out because they cannot be read; the search is not complete without them. */
  readonly damaged: readonly DamagedRow[];
}

/** So many hits are found at most, over all pages: whoever needs more narrows the question. */
export const mostHits = 500;
/** Phrases are verified on the best candidates only, as many as this. */
const phraseCandidates = 100;

interface VisibleDocument {
  readonly row: DocumentRow;
  readonly rows: readonly HeldRow[];
  readonly meta: string;
  readonly body: string;
  readonly textIsWhole: boolean;
}

/** The parts of each document's newest revision; a removal leaves none. */
const newestParts = (rows: readonly FreshRow[]): DocumentRow[][] => {
  const newest = new Map<string, { rev: number; removed: boolean; parts: DocumentRow[] }>();
  for (const row of rows) {
    let known = newest.get(row.docKey);
    if (known !== undefined && known.rev > row.rev) continue;
    if (known === undefined || known.rev < row.rev) {
      known = { rev: row.rev, removed: false, parts: [] };
      newest.set(row.docKey, known);
    }
    if (row.t === 'X') known.removed = true;
    else known.parts.push(row);
  }
  return [...newest.values()].filter(({ removed }) => !removed).map(({ parts }) => parts);
};

/** One row for each part number, should a part have been written twice. */
const distinctParts = (parts: readonly DocumentRow[]): DocumentRow[] =>
  parts.length === 1
    ? [...parts]
    : [...new Map(parts.map((row) => [row.part, row])).values()].sort((a, b) => a.part - b.part);

const visibleDocuments = (
  rows: readonly FreshRow[],
  owners: ReadonlyMap<string, AccessRow>,
  tokens: ReadonlySet<string>,
  held: HeldRows,
): { documents: VisibleDocument[]; damaged: DamagedRow[] } => {
  const documents: VisibleDocument[] = [];
  const damaged: DamagedRow[] = [];
  for (const parts of newestParts(rows)) {
    if (!parts.every(({ access, owner }) => owners.has(owner) && admits(access, tokens))) continue;
    const readable: HeldRow[] = [];
    let texts: HeldRow | undefined;
    for (const row of distinctParts(parts)) {
      try {
        const part = held.hold(row);
        readable.push(part);
        if (row.part === 0) texts = part;
      } catch (error) {
        if (!(error instanceof DamagedRow)) throw error;
        damaged.push(error);
      }
    }
    const [row] = parts;
    if (row === undefined || readable.length === 0) continue;
    const { meta = '', body = '', textIsWhole = false } = texts?.content ?? {};
    documents.push({ row, rows: readable, meta, body, textIsWhole });
  }
  return { documents, damaged };
};

/** The visible documents as ranking and expansion see them. */
const corpusOf = (documents: readonly VisibleDocument[], held: HeldRows): Corpus & Vocabulary => {
  const numberOf = new Int32Array(held.ordinals).fill(-1);
  documents.forEach(({ rows }, number) => {
    for (const { ordinal } of rows) numberOf[ordinal] = number;
  });
  const visit: Corpus['visit'] = (term, each) => {
    const postings = held.postings(term);
    for (let i = 0; i < postings.length; i += 2) {
      const number = numberOf[postings[i]!] ?? -1;
      if (number >= 0) each(number, postings[i + 1]!);
    }
  };
  return {
    documents: documents.length,
    lengths: Float64Array.from(documents, ({ rows }) => rows[0]?.content.length ?? 0),
    visit,
    documentsWith: (term) => {
      let count = 0;
      visit(term, () => count++);
      return count;
    },
    near: (skeleton) => held.near(skeleton),
  };
};

const partsMatchWeight = 0.3;

const matchTermsOf = (words: readonly Alternatives[]): MatchTerms => {
  const terms = new Map<string, { word: number; weight: number }>();
  const add = (term: string, word: number, weight: number): void => {
    if ((terms.get(term)?.weight ?? 0) < weight) terms.set(term, { word, weight });
  };
  words.forEach(({ terms: alternatives, parts = [] }, word) => {
    for (const [term, weight] of alternatives) add(term, word, weight);
    for (const part of parts) add(part, word, partsMatchWeight);
  });
  return terms;
};

interface Candidate {
  readonly document: VisibleDocument;
  readonly score: number;
  readonly phrases: Hit['phrases'];
}

/** Candidates with their phrases looked up: those verified first, then those that may hold them. */
const withPhrases = (candidates: readonly Candidate[], { phrases }: Query): Candidate[] => {
  if (phrases.length === 0) return [...candidates];
  const verified: Candidate[] = [];
  const unverified: Candidate[] = [];
  for (const candidate of candidates.slice(0, phraseCandidates)) {
    const { meta, body, textIsWhole } = candidate.document;
    if (holdsPhrases([meta, body], phrases)) verified.push({ ...candidate, phrases: 'verified' });
    else if (!textIsWhole) unverified.push({ ...candidate, phrases: 'unverified' });
  }
  return [...verified, ...unverified];
};

const byScore = (a: Candidate, b: Candidate): number => {
  if (a.score !== b.score) return b.score - a.score;
  const [x, y] = [a.document.row, b.document.row];
  if (x.day !== y.day) return x.day < y.day ? 1 : -1;
  // Ids begin with the moment they were made: within a day too the newest comes first.
  return x.docKey < y.docKey ? 1 : -1;
};

const asked = (row: DocumentRow, { kind, from, to }: SearchRequest): boolean =>
  (kind === undefined || row.kind === kind) &&
  (from === undefined || row.day >= from) &&
  (to === undefined || row.day <= to);

/** Held by the process for all searches; `search` takes another for tests. */
const shared = new HeldRows();

/**
 * Searches fresh rows for an officer.
 * @param rows all fresh rows of the scope; of each document the highest revision counts
 * @param accessRows live access of files and receipts; one without a row is not shown
 * @param tokens what the officer holds: `o:<officeId>`, `p:<postId>`
 * @throws RangeError when `limit` is not a whole number from 1
 */
export const search = <A extends AccessRow>(
  rows: readonly FreshRow[],
  accessRows: readonly A[],
  request: SearchRequest,
  tokens: ReadonlySet<string>,
  held: HeldRows = shared,
): SearchResult<A> => {
  if (!Number.isSafeInteger(request.limit) || request.limit < 1)
    throw new RangeError('A search must ask for a whole number of hits from 1.');
  const query = parseQuery(request.q);
  if (query.words.length === 0) return { hits: [], terms: new Map(), damaged: [] };
  const owners = openOwners(accessRows, tokens);
  const { documents, damaged } = visibleDocuments(rows, owners, tokens, held);
  const corpus = corpusOf(documents, held);
  const words = query.words.map(
    (word): Alternatives => ({
      terms: expand(word, corpus),
      ...(word.parts === undefined ? {} : { parts: word.parts }),
      required: word.quoted,
    }),
  );
  const scores = score(words, corpus);
  const candidates: Candidate[] = [];
  documents.forEach((document, i) => {
    const its = scores[i] ?? 0;
    if (its > 0 && asked(document.row, request))
      candidates.push({ document, score: its, phrases: 'none' });
  });
  const terms = matchTermsOf(words);
  const hits = new Map<string, Hit<A>>();
  const limit = Math.min(request.limit, mostHits);
  for (const { document, phrases } of withPhrases(candidates.sort(byScore), query)) {
    if (hits.size >= limit) break;
    const { owner: key, docKey, kind, day } = document.row;
    const owner = owners.get(key);
    if (owner === undefined || hits.has(key)) continue;
    const snippet = snippetOf(document.body, terms) ?? snippetOf(document.meta, terms);
    hits.set(key, { key, owner, docKey, kind, day, snippet, phrases });
  }
  held.tidy();
  return { hits: [...hits.values()], terms, damaged };
};
