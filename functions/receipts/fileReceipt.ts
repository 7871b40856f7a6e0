import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { addCorrespondence } from '../../shared/domain/correspondence.ts';
import { putInFile } from '../../shared/domain/receiptCare.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { reindexed, rowsAfter } from './saveReceipt.ts';

/** `If-Match` is the letter's version; the file's is guarded by its own head. */
export const fileReceipt = write(
  receiptRoutes.fileReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const stored = await door.load({
      receipt: receipts.ref(params.receiptId),
      file: files.ref(body.fileId),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'file-letter', stored.receipt?.state, 'receipt-not-with-you');
    const file = mayDo(officer, 'file-letter', stored.file?.state, 'file-not-with-you');
    mustBeAt(version, stored.receipt?.head.seq ?? 0);

    const act = { at, policy: directory.present(stored.policy, 'policy') };
    const filed = putInFile(receipt, file, officer, act);
    const added = addCorrespondence(file, receipt, { at, flag: body.flag });
    const fileSeq = (stored.file?.head.seq ?? 0) + added.events.length;
    return door.commit({
      records: [receipts.change(stored.receipt, filed), files.change(stored.file, added)],
      companions: [
        ...rowsAfter(stored.receipt, filed, at),
        ...(filed.record.classification === receipt.classification
          ? []
          : [receipts.registerRowAnew(filed.record)]),
        files.accessRow(added.record, fileSeq),
        ...added.item.documents.map(({ documentId }) =>
          files.memberCompanion(file.id, documentId, added.item.no),
        ),
      ],
      effects: reindexed(receipt.id),
      version: fileSeq,
      reply: (headOf) => ({
        item: added.item,
        fileId: file.id,
        version: headOf(file.id).seq,
        seal: sealOf(headOf(file.id)),
      }),
    });
  },
);
