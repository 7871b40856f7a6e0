import {
  languageOf,
  type ProblemCode,
  problemDocument,
  problems,
} from '../../shared/api/problems.ts';
import { documentRoutes } from '../../shared/api/routes/documents.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { pages } from '../../shared/store/documentStore.ts';
import { visible } from './visible.ts';

export const getDocument = read(
  documentRoutes.getDocument,
  async ({ params, query, officer, person }) => {
    const { documentId } = params;
    const list = `pages/${documentId}`;
    // Asked for side by side: the pages are shown only if the document turns out to be visible.
    const [{ document, seq }, page] = await Promise.all([
      visible(documentId, query.via, officer),
      pages(documentId, { limit: limitOf(query), after: serialOf(list, query) }),
    ]);
    const { refusal } = document;
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
        pageStates: page.items.map(({ textKey: _where, ...shown }) => shown),
        nextPages: nextOf(list, page.more ? page.items.at(-1)?.page : undefined),
      },
    };
  },
);

const isProblem = (code: string): code is ProblemCode => code in problems;
