/** Scores: BM25 over the alternatives of each word, a bonus for metadata, and coverage. */

const k1 = 1.2;
const b = 0.75;
/** A word in subject, number or sender counts this many times its rarity more. */
const metaBonus = 3;
/** Of a file number: all its parts in a document, but not joined as asked. */
const partsWeight = 0.6;
/** Alternatives below this weight count half towards how common a word is. */
const fairWeight = 0.5;

/** A word of the query after expansion. */
export interface Alternatives {
  /** Term to weight. */
  readonly terms: ReadonlyMap<string, number>;
  /** A document holding all of these answers too, at a lower weight. */
  readonly parts?: readonly string[];
  /** Documents without this word are no hits at all. */
  readonly required: boolean;
}

/** Documents numbered from 0, seen through their terms. Only what the officer may see. */
export interface Corpus {
  readonly documents: number;
  /** Length in terms of each document. */
  readonly lengths: Float64Array;
  /** Every visible document that holds the term, once, with its packed value (see `DecodedRow`). */
  visit(term: string, each: (document: number, value: number) => void): void;
}

/** How much it says that a document holds a word found in `holding` of all. Always above 0. */
export const rarity = (documents: number, holding: number): number =>
  Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));

const termScore = (value: number, relativeLength: number): number => {
  const occurrences = value >> 1;
  const saturated = (occurrences * (k1 + 1)) / (occurrences + k1 * (1 - b + b * relativeLength));
  return saturated + ((value & 1) === 1 ? metaBonus : 0);
};

/** Documents that hold all of the parts, with the mean of the parts' scores. */
const holdersOfAll = (
  parts: readonly string[],
  corpus: Corpus,
  relative: Float64Array,
): Map<number, number> => {
  let holders = new Map<number, number>();
  parts.forEach((part, i) => {
    const next = new Map<number, number>();
    corpus.visit(part, (document, value) => {
      const sum = i === 0 ? 0 : holders.get(document);
      if (sum !== undefined)
        next.set(document, sum + termScore(value, relative[document]!) / parts.length);
    });
    holders = next;
  });
  return holders;
};

/**
 * The score of every document: for each word the best of its alternatives, summed, times the share
 * of words that it answers. 0 for no hit.
 */
export const score = (words: readonly Alternatives[], corpus: Corpus): Float64Array => {
  const total = new Float64Array(corpus.documents);
  const answered = new Uint8Array(corpus.documents);
  const refused = new Uint8Array(corpus.documents);
  const sum = corpus.lengths.reduce((a, length) => a + length, 0);
  const average = sum / corpus.documents || 1;
  const relative = corpus.lengths.map((length) => length / average);
  for (const { terms, parts, required } of words) {
    const best = new Float64Array(corpus.documents);
    let holding = 0;
    for (const [term, weight] of terms) {
      let documents = 0;
      corpus.visit(term, (document, value) => {
        documents++;
        const score = weight * termScore(value, relative[document]!);
        if (score > best[document]!) best[document] = score;
      });
      holding = Math.max(holding, weight >= fairWeight ? documents : documents / 2);
    }
    if (parts !== undefined && parts.length > 0) {
      const holders = holdersOfAll(parts, corpus, relative);
      holding = Math.max(holding, holders.size);
      for (const [document, mean] of holders)
        best[document] = Math.max(best[document]!, partsWeight * mean);
    }
    const rare = rarity(corpus.documents, holding);
    for (let document = 0; document < corpus.documents; document++) {
      if (best[document]! > 0) {
        total[document]! += rare * best[document]!;
        answered[document]! += 1;
      } else if (required) refused[document] = 1;
    }
  }
  return total.map((sum, document) =>
    refused[document] === 1 ? 0 : (sum * answered[document]!) / words.length,
  );
};
