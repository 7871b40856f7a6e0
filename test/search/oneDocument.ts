import type { AccessRow, DocForIndex, SearchRequest } from '../../shared/search/document.ts';
import { HeldRows } from '../../shared/search/heldRows.ts';
import { encodeRows } from '../../shared/search/row.ts';
import { search } from '../../shared/search/search.ts';

/** A document everyone of office `o:1` may see, in a file of its own, unless said otherwise. */
export const aDocument = (more: Partial<DocForIndex> = {}): DocForIndex => ({
  docKey: 'doc_1',
  kind: 'document',
  rev: 1,
  day: '2025-07-04',
  meta: '',
  body: '',
  access: ['o:1'],
  ...more,
});

/** The access row that opens a file or receipt to office `o:1`. */
export const open = (key: string, more: Partial<AccessRow> = {}): AccessRow => ({
  key,
  rev: 1,
  access: ['o:1'],
  ...more,
});

/** Searches documents as a member of office `o:1`, to whom every owner is open. */
export const find = (
  documents: readonly DocForIndex[],
  q: string,
  more: Partial<SearchRequest> = {},
) => {
  const rows = documents.flatMap(encodeRows);
  const owners = new Set(rows.map(({ owner }) => owner));
  const access = [...owners].map((key) => open(key));
  return search(rows, access, { q, limit: 10, ...more }, new Set(['o:1']), new HeldRows());
};

/** Keys of the hits, best first. */
export const keysFound = (...of: Parameters<typeof find>): string[] =>
  find(...of).hits.map(({ docKey }) => docKey);
