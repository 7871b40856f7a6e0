/**
 * Fresh rows: what the table holds of a document from the moment it is acknowledged until a worker
 * folds it into a segment. Access, owner, day and revision stand in the open, so that a row an
 * officer may not see is never even unpacked; terms and a short copy of the text are packed in `p`.
 */
import { deflateSync, inflateSync } from 'node:zlib';
import { analyse, analyserVersion } from './analysis/tokens.ts';
import type { DocForIndex, DocumentKind } from './document.ts';
import { ownerOf } from './document.ts';

/** One part of a document. Nearly every document has one; each term stands in exactly one part. */
export interface DocumentRow {
  readonly t: 'D';
  readonly docKey: string;
  readonly rev: number;
  /** 0-based. */
  readonly part: number;
  readonly parts: number;
  /** The analyser's version the terms were made with. */
  readonly az: number;
  /** The file or receipt it is shown under. */
  readonly owner: string;
  readonly kind: DocumentKind;
  readonly day: string;
  readonly access: readonly string[];
  /** Packed terms, and in part 0 the text copies; zlib with its checksum. */
  readonly p: Uint8Array;
}

/** Says that a document is gone. Its revision must be above those of the rows it takes back. */
export interface RemovalRow {
  readonly t: 'X';
  readonly docKey: string;
  readonly rev: number;
}

export type FreshRow = DocumentRow | RemovalRow;

/** A row unpacked. */
export interface DecodedRow {
  /** Number of terms in the whole document's body, with repetitions: its length for ranking. */
  readonly length: number;
  /** Whether `meta` and `body` are the whole texts, so that a phrase not in them is not there. */
  readonly textIsWhole: boolean;
  readonly meta: string;
  readonly body: string;
  readonly terms: readonly string[];
  /** Beside `terms`: occurrences in the body (0 to 255) times 2, plus 1 if it stands in the meta. */
  readonly values: Uint16Array;
}

/** A row whose packed part cannot be read: torn, altered, or of a format unknown here. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/** A row's size in the table, all attributes together, stays below this many bytes. */
export const rowByteLimit = 60 * 1024;
/** The start of the body kept for snippets, in bytes of UTF-8: about a page and a half of Hindi. */
export const bodyCopyBytes = 4096;
/** The same for subject, numbers and sender. */
export const metaCopyBytes = 1024;

const format = 1;
const mostOccurrences = 255;
/** Unpacked, no honest row comes near this; it stops a packed bomb. */
const unpackedByteLimit = 4 * 1024 * 1024;
/** Room for attribute names and the table's own bookkeeping. */
const attributeOverhead = 256;

/** Term to packed value, and the length of the body in terms. */
const countTerms = (doc: DocForIndex): { values: Map<string, number>; length: number } => {
  const values = new Map<string, number>();
  const body = analyse(doc.body);
  for (const term of body) {
    const value = values.get(term) ?? 0;
    if (value >> 1 < mostOccurrences) values.set(term, value + 2);
  }
  for (const term of analyse(doc.meta)) values.set(term, (values.get(term) ?? 0) | 1);
  return { values, length: body.length };
};

/** The longest start of `text` that fits, cut between words where there is a space to cut at. */
const startOf = (text: string, bytes: number): string => {
  if (Buffer.byteLength(text) <= bytes) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  const cut = text.slice(0, read);
  const space = cut.search(/\s\S*$/);
  return space > cut.length / 2 ? cut.slice(0, space) : cut;
};

type Term = readonly [term: string, value: number];

/** One occurrence in the body and none in the meta is the usual case and is left unsaid. */
const usual = 2;

interface Texts {
  readonly meta: string;
  readonly body: string;
  readonly whole: boolean;
}

const pack = (terms: readonly Term[], length: number, { meta, body, whole }: Texts): Uint8Array => {
  const head = JSON.stringify([format, length, whole, meta.length, body.length, terms.length]);
  const lines = terms.map(([term, value]) => (value === usual ? term : `${term}\t${value}`));
  return deflateSync(Buffer.from(`${head}\n${meta}${body}${lines.join('\n')}`), { level: 6 });
};

const noTexts: Texts = { meta: '', body: '', whole: false };

/** Packs the terms, halving them until every part fits. */
const packParts = (
  terms: readonly Term[],
  length: number,
  texts: Texts,
  limit: number,
): Uint8Array[] => {
  const packed = pack(terms, length, texts);
  if (packed.length <= limit) return [packed];
  const middle = terms.length >> 1;
  return [
    ...packParts(terms.slice(0, middle), length, texts, limit),
    ...packParts(terms.slice(middle), length, noTexts, limit),
  ];
};

/**
 * The rows of a document, in the order of their parts. All carry its access and revision.
 * @throws RangeError when revision or day are not what they must be, or so many offices and posts
 *   have access that the list alone would fill a row.
 */
export const encodeRows = (doc: DocForIndex): DocumentRow[] => {
  if (!Number.isSafeInteger(doc.rev) || doc.rev < 0)
    throw new RangeError(`The revision of ${doc.docKey} must be a whole number from 0.`);
  if (!/^\d{4}-\d\d-\d\d$/.test(doc.day))
    throw new RangeError(`The day of ${doc.docKey} must be written YYYY-MM-DD.`);
  const open = {
    t: 'D',
    docKey: doc.docKey,
    rev: doc.rev,
    az: analyserVersion,
    owner: ownerOf(doc),
    kind: doc.kind,
    day: doc.day,
    access: [...new Set(doc.access)],
  } as const;
  const limit = rowByteLimit - attributeOverhead - Buffer.byteLength(JSON.stringify(open));
  if (limit < rowByteLimit / 2)
    throw new RangeError(`Too many offices and posts have access to ${doc.docKey} to index it.`);
  // Unpaired surrogates do not survive UTF-8, and two that meet where the texts join would pair.
  const [meta, body] = [doc.meta.toWellFormed(), doc.body.toWellFormed()];
  const texts = { meta: startOf(meta, metaCopyBytes), body: startOf(body, bodyCopyBytes) };
  const whole = texts.meta === meta && texts.body === body;
  const { values, length } = countTerms({ ...doc, meta, body });
  const terms = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  const packed = packParts(terms, length, { ...texts, whole }, limit);
  return packed.map((p, part) => ({ ...open, part, parts: packed.length, p }));
};

/** The row that takes a document out of the index. */
export const removalRow = (docKey: string, rev: number): RemovalRow => ({ t: 'X', docKey, rev });

const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

const readHead = (
  line: string,
): [length: number, whole: boolean, m: number, b: number, n: number] => {
  const head: unknown = JSON.parse(line);
  if (!Array.isArray(head)) throw new Error('its head is not a list');
  const [version, length, whole, meta, body, terms]: unknown[] = head;
  if (version !== format) throw new Error(`its format is ${String(version)}, not ${format}`);
  if (!isCount(length) || !isCount(meta) || !isCount(body) || !isCount(terms))
    throw new Error('its head does not hold the counts it should');
  return [length, whole === true, meta, body, terms];
};

const unpack = (p: Uint8Array): DecodedRow => {
  const content = inflateSync(p, { maxOutputLength: unpackedByteLimit }).toString('utf8');
  const headEnd = content.indexOf('\n');
  if (headEnd < 0) throw new Error('it has no head');
  const [length, textIsWhole, metaLength, bodyLength, count] = readHead(content.slice(0, headEnd));
  const metaEnd = headEnd + 1 + metaLength;
  const bodyEnd = metaEnd + bodyLength;
  const lines = count === 0 ? [] : content.slice(bodyEnd).split('\n');
  if (bodyEnd > content.length || lines.length !== count)
    throw new Error(`it should hold ${count} terms`);
  const values = new Uint16Array(count);
  const terms = lines.map((line, i) => {
    const tab = line.indexOf('\t');
    const value = tab < 0 ? usual : Number(line.slice(tab + 1));
    if (!isCount(value) || value === 0 || value > 2 * mostOccurrences + 1)
      throw new Error(`its term ${i} has no proper count`);
    values[i] = value;
    return tab < 0 ? line : line.slice(0, tab);
  });
  const meta = content.slice(headEnd + 1, metaEnd);
  return { length, textIsWhole, meta, body: content.slice(metaEnd, bodyEnd), terms, values };
};

/**
 * Unpacks a row.
 * @throws DamagedRow naming the row and what is wrong with it.
 */
export const decodeRow = (row: DocumentRow): DecodedRow => {
  try {
    return unpack(row.p);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const which = `${row.docKey}, revision ${row.rev}, part ${row.part}`;
    throw new DamagedRow(`The search row of ${which} cannot be read: ${reason}.`, { cause });
  }
};
