import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { settleLetter as settleOnFile } from '../../shared/domain/correspondence.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { settle } from '../../shared/domain/receiptCare.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { rowsAfter } from './saveReceipt.ts';

/** The body names the letter, so that it can be read together with the file; it must be that one. */
export const settleLetter = write(
  receiptRoutes.settleLetter,
  async ({ params, body, officer, at, version, door }) => {
    const no = Number(params.no);
    const loaded = await door.load({
      file: files.ref(params.fileId),
      item: files.item(params.fileId, no),
      receipt: receipts.ref(body.receiptId),
    });
    const file = mayDo(officer, 'file-letter', loaded.file?.state, 'file-not-with-you');
    mustBeAt(version, loaded.file?.head.seq ?? 0);
    const { item, receipt } = loaded;
    if (!receipt || item?.kind !== 'receipt' || item.receiptId !== body.receiptId) {
      throw new DomainError('reference-broken', 'That letter does not stand there on the file.');
    }
    const done = settleOnFile(file, no, body, at);
    const settled = settle(receipt.state, file.id, at);
    return door.commit({
      records: [files.change(loaded.file, done), receipts.change(receipt, settled)],
      companions: [
        files.accessRow(done.record, version + done.events.length),
        ...rowsAfter(receipt, settled, at),
      ],
      reply: (headOf) => ({
        file: done.record,
        version: headOf(file.id).seq,
        seal: sealOf(headOf(file.id)),
      }),
    });
  },
);
