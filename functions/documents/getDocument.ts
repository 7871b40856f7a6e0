import {
  languageOf,
  type ProblemCode,
  problemDocument,
  problems,
} from '../../shared/api/problems.ts';
import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { type PageRow, pages } from '../../shared/store/documentStore.ts';
import { visible } from './visible.ts';

export const getDocument = read(
  documentRoutes.getDocument,
  async ({ params, query, officer, person }) => {
    const { documentId } = params;
    const list = `pages/${documentId}`;
    // Asked for side by side: the pages are shown only if the document turns out to be visible.
    const after = serialOf(list, query) ?? 0;
    const limit = limitOf(query);
    const [{ document, seq }, page] = await Promise.all([
      visible(documentId, query.via, officer),
      pages(documentId, { limit, after }),
    ]);
    const { refusal, pages: count = 0 } = document;
    const last = Math.min(after + limit, count);
    return {
      etag: String(seq),
      body: {
        documentId,
        name: document.name,
        mediaType: document.mediaType,
        bytes: document.bytes,
        sha256: document.sha256,
        state: document.state,
        pages: document.pages ?? null,
        refusal:
          refusal !== undefined && isProblem(refusal)
            ? problemDocument(refusal, { language: languageOf(person.language) })
            : null,
        receiptId: document.receiptId ?? null,
        reservedAt: document.reservedAt,
        readAt: document.readAt ?? null,
        pageStates: statesOf(page.items, after, last),
        nextPages: nextOf(list, last < count ? last : undefined),
      },
    };
  },
);

/** Every page from `after` on has a state; one whose turn has not come is waiting. */
function statesOf(rows: readonly PageRow[], after: number, last: number) {
  const byPage = new Map(rows.map(({ textKey: _where, ...shown }) => [shown.page, shown]));
  return Array.from({ length: Math.max(0, last - after) }, (_, index) => {
    const page = after + index + 1;
    const waiting = {
      page,
      state: 'waiting' as const,
      confidence: null,
      attempts: 0,
      failure: null,
    };
    return byPage.get(page) ?? waiting;
  });
}

const isProblem = (code: string): code is ProblemCode => code in problems;
