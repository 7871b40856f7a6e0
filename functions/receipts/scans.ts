import type { AttachedDocument } from '../../shared/domain/document.ts';
import { attach, type DocumentRecord } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import * as documents from '../../shared/store/documentStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

/** References to the documents that a request names, under their ids. */
export const refsOf = (documentIds: readonly string[]): Record<string, Ref<unknown>> =>
  Object.fromEntries(
    documentIds.flatMap((id): [string, Ref<unknown>][] => [
      [id, documents.ref(id)],
      [freedAs(id), documents.freed(id)],
    ]),
  );
const freedAs = (id: string) => `freed/${id}`;

/**
 * Puts the documents that were read with a letter.
 * @throws not-found, document-not-ready, document-refused, document-attached, not-allowed
 */
export function attachAll(
  loaded: object,
  documentIds: readonly string[],
  to: { receiptId: string; postId: string; officeId: string },
): { attached: AttachedDocument[]; records: ReturnType<typeof documents.change>[] } {
  const found = loaded as Readonly<Record<string, unknown>>;
  const changed = documentIds.map((id) => {
    const read = found[id] as Stored<DocumentRecord> | undefined;
    if (!read || read.state.officeId !== to.officeId) {
      throw new DomainError('not-found', `There is no document ${id}.`);
    }
    return {
      read,
      ...attach(read.state, { ...to, freedFrom: found[freedAs(id)] as string | undefined }),
    };
  });
  return {
    attached: changed.map(({ record: { id, pages = 1, sha256 } }) => ({
      documentId: id,
      pages,
      sha256,
    })),
    records: changed.map(({ read, ...each }) => documents.change(read, each)),
  };
}
