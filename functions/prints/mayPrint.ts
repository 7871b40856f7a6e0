import { mustReadDesk } from '../../shared/domain/chargeReport.ts';
import type { Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { seesConfidential } from '../../shared/domain/policy.ts';
import type { PrintInput, PrintOf } from '../../shared/domain/print.ts';
import { mayDo, mustHave, mustNotBeGone } from '../../shared/http/access.ts';
import { mayReadLetter, mustBeKeptFor, noSuchLetter } from '../../shared/http/letterAccess.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { withdrawn } from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import type { Loaded } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';

/** What is read to decide about a print, by keys known from the request. */
export const recordsOf = ({ fileId, receiptId, issueId, postId }: PrintOf) => ({
  post: postId === undefined ? undefined : directory.post(postId),
  file: fileId === undefined ? undefined : files.ref(fileId),
  receipt: receiptId === undefined ? undefined : receipts.ref(receiptId),
  issue: issueId === undefined ? undefined : issues.ref(issueId),
  gone: issueId === undefined ? undefined : withdrawn(issueId),
  letterGone: receiptId === undefined ? undefined : withdrawn(receiptId),
});

/**
 * Only what one may read may be printed, and fetched: the press itself asks nobody again, and what was made may since
 * have been weeded, or have become another’s business.
 * @throws not-found, not-allowed, file-weeded
 */
export function mayPrint(
  wanted: PrintInput,
  officer: Officer,
  { post, file, receipt, issue, gone, letterGone }: Loaded<ReturnType<typeof recordsOf>>,
): void {
  switch (wanted.kind) {
    case 'acknowledgement':
      mayDo(officer, 'read-content', receipt?.state);
      mustNotBeGone(letterGone);
      return;
    case 'label':
      mayDo(officer, 'see-cover', file?.state);
      return;
    case 'note-sheet':
    case 'file':
    case 'draft':
      mayDo(officer, 'read-content', file?.state);
      return;
    case 'issue': {
      if (!issue) throw noSuchLetter();
      const way = { via: wanted.via, file: file?.state, receipt: receipt?.state };
      // The desk that sends a confidential letter sees its cover; the sheet is printed by who may read it.
      if (mayReadLetter(officer, issue.state, way) === 'cover') throw noSuchLetter();
      mustBeKeptFor(officer, issue.state, gone);
      mustNotBeGone(letterGone);
      return;
    }
    case 'register':
      mustHave(officer, 'registers-read');
      return;
    case 'charge-report':
      if (!post) throw new DomainError('not-found', 'There is no such post.');
      mustReadDesk(officer, post);
      // The sheet tells the post itself the numbers of what is confidential on its desk.
      if (!seesConfidential(officer)) {
        throw new DomainError(
          'not-allowed',
          'A link officer without sight of it has no sheet of it.',
        );
      }
      return;
  }
}

/** @throws not-found */
export function mustBeOnFile(wanted: PrintInput, draft: { fileId: string } | undefined): void {
  if (wanted.kind === 'draft' && draft?.fileId !== wanted.fileId) {
    throw new DomainError('not-found', 'There is no such draft on the file.');
  }
}
