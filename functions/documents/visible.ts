import type { Officer } from '../../shared/domain/directory.ts';
import type { DocumentRecord } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed, mustBeKept } from '../../shared/http/access.ts';
import * as documents from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load, type Ref } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';

/**
 * A document the officer may see: through the file or the letter they name, or because their own post uploaded
 * it. Read in one round trip, together with `also`.
 * @throws not-found whatever the reason, so that nothing tells of documents one may not see; file-weeded
 */
export async function visible<T>(
  documentId: string,
  via: string | undefined,
  officer: Officer,
  also?: Ref<T>,
): Promise<{ document: DocumentRecord; seq: number; also: T | undefined }> {
  const throughFile = via?.startsWith('fil_') ? via : undefined;
  const throughReceipt = via?.startsWith('rcp_') ? via : undefined;
  const found = await load({
    document: documents.ref(documentId),
    file: throughFile ? files.ref(throughFile) : undefined,
    member: throughFile ? files.member(throughFile, documentId) : undefined,
    receipt: throughReceipt ? receipts.ref(throughReceipt) : undefined,
    withdrawn: documents.withdrawn(documentId),
    also,
  });
  const { document } = found;
  const { file, receipt } = found;
  const entitled =
    document &&
    (throughFile
      ? file && found.member && allows(officer, 'read-content', governed(file.state))
      : throughReceipt
        ? receipt?.state.documents.some((each) => each.documentId === documentId) &&
          allows(officer, 'read-content', governed(receipt.state))
        : isOwn(document.state, officer));
  if (!document || !entitled) throw new DomainError('not-found', 'There is no such document.');
  if (found.withdrawn) throw new DomainError('file-weeded', 'Its file was weeded.');
  if (file) mustBeKept(file.state);
  return { document: document.state, seq: document.head.seq, also: found.also as T | undefined };
}

/** Scans carry no classification: a link officer who sees nothing confidential sees those uploaded since they act. */
const isOwn = ({ postId, reservedAt }: DocumentRecord, { post, asLink }: Officer): boolean =>
  postId === post.id && (!asLink || asLink.confidential || reservedAt >= asLink.since);
