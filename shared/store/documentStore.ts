import * as z from 'zod';
import { DocumentRecord, PageState } from '../domain/document.ts';
import type { Companion } from './door.ts';
import { freedKey, pageKey, pagesPk, withdrawnKey } from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordChange, recordRef, type Stored } from './recordStore.ts';

export const ref = (documentId: string): Ref<Stored<DocumentRecord>> =>
  recordRef(documentId, DocumentRecord);

export const change = recordChange<DocumentRecord>;

/** The letter or note that let a document go. */
export const freed = (documentId: string): Ref<string | undefined> => ({
  key: freedKey(documentId),
  parse: (item) => z.string().optional().parse(item.from),
});
/** A letter is void, or a yellow note is without it: the scan may go with another. Without `from`: it is taken back. */
export const freedRow = (documentId: string, from?: string): Companion => ({
  item: { ...freedKey(documentId), ...(from !== undefined && { from }) },
  expect: 'any',
});

/** How far the reading of one page has come; written by workers, rebuilt by reading again. */
export const PageRow = z.object({
  page: z.int().positive(),
  state: PageState,
  confidence: z.number().nullable(),
  attempts: z.int().nonnegative(),
  failure: z.string().nullable(),
  /** Where the page's text stands in the documents bucket. */
  textKey: z.string().nullable(),
});
export type PageRow = z.infer<typeof PageRow>;

export async function pages(
  documentId: string,
  part: { limit: number; after?: number | undefined },
) {
  const { limit, after } = part;
  const { items, more } = await queryPage({
    pk: pagesPk(documentId),
    prefix: 'P#',
    limit,
    ...(after !== undefined && { after: pageKey(documentId, after).sk }),
  });
  return { items: items.map((item) => PageRow.parse(item)), more };
}

export const pageRef = (documentId: string, page: number): Ref<PageRow> => ({
  key: pageKey(documentId, page),
  parse: (item) => PageRow.parse(item),
});

/** Whether a document or letter was withdrawn with the file it was in. */
export const withdrawn = (id: string): Ref<true> => ({
  key: withdrawnKey(id),
  parse: () => true,
});
