import { printRoutes } from '../../shared/api/routes/prints.ts';
import type { Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { askForPrint, type PrintInput } from '../../shared/domain/print.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mayReadLetter, mustBeKeptFor, noSuchLetter } from '../../shared/http/letterAccess.ts';
import { write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import type { Door } from '../../shared/store/door.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as issues from '../../shared/store/issueStore.ts';
import * as prints from '../../shared/store/printStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { withdrawn } from '../../shared/store/reviewStore.ts';

/** Only what one may read may be printed; the press itself asks nobody again. */
export const createPrint = write(printRoutes.createPrint, async ({ body, officer, at, door }) => {
  await mustBeReadable(body, officer, door);
  const print = askForPrint(body, officer, { id: newId('prt'), at });
  return door.commit({
    records: [],
    companions: [prints.companion(print)],
    effects: [{ kind: 'make-print', printId: print.id }],
    reply: () => ({ id: print.id, state: 'waiting' as const }),
  });
});

/** @throws not-found, not-allowed */
async function mustBeReadable(wanted: PrintInput, officer: Officer, door: Door): Promise<void> {
  switch (wanted.kind) {
    case 'acknowledgement': {
      const { receipt } = await door.load({ receipt: receipts.ref(wanted.receiptId) });
      mayDo(officer, 'read-content', receipt?.state);
      return;
    }
    case 'label': {
      const { file } = await door.load({ file: files.ref(wanted.fileId) });
      mayDo(officer, 'see-cover', file?.state);
      return;
    }
    case 'note-sheet':
    case 'file': {
      const { file } = await door.load({ file: files.ref(wanted.fileId) });
      mayDo(officer, 'read-content', file?.state);
      return;
    }
    case 'draft': {
      const { file, draft } = await door.load({
        file: files.ref(wanted.fileId),
        draft: drafts.ref(wanted.draftId),
      });
      mayDo(officer, 'read-content', file?.state);
      if (draft?.state.fileId !== wanted.fileId) {
        throw new DomainError('not-found', 'There is no such draft on the file.');
      }
      return;
    }
    case 'issue': {
      const { via, file: inFile, issueId } = wanted;
      const receiptId = via?.startsWith('rcp_') ? via : undefined;
      const fileId = inFile ?? (receiptId === undefined ? via : undefined);
      const { issue, file, receipt, gone } = await door.load({
        issue: issues.ref(issueId),
        gone: withdrawn(issueId),
        file: fileId === undefined ? undefined : files.ref(fileId),
        receipt: receiptId === undefined ? undefined : receipts.ref(receiptId),
      });
      if (!issue) throw noSuchLetter();
      const way = { via, file: file?.state, receipt: receipt?.state };
      // The desk that sends a confidential letter sees its cover; the sheet is printed by who may read it.
      if (mayReadLetter(officer, issue.state, way) === 'cover') throw noSuchLetter();
      mustBeKeptFor(officer, issue.state, gone);
      return;
    }
    case 'register':
      mustHave(officer, 'registers-read');
      await door.load({});
      return;
  }
}
