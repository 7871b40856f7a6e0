import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { dispose, reopen, voidLetter } from '../../shared/domain/receiptCare.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { reindexed, saveReceipt } from './saveReceipt.ts';

/** Who is above the post is read with the letter: the key is the officer’s own to know. */
export const disposeReceipt = write(
  receiptRoutes.disposeReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const above: Record<string, Ref<HeldPost>> = Object.fromEntries(
      officer.post.superiors.map((id) => [id, directory.post(id)]),
    );
    const loaded = await door.load({ ...above, stored: receipts.ref(params.receiptId) });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'dispose', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const posts: Readonly<Record<string, unknown>> = loaded;
    const closed = dispose(receipt, officer, {
      ...body,
      at,
      above: officer.post.superiors.flatMap((id) => (posts[id] ? [posts[id] as HeldPost] : [])),
    });
    return saveReceipt({ door, at }, stored, closed);
  },
);

export const reopenReceipt = write(
  receiptRoutes.reopenReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'reopen-letter', stored?.state, 'not-a-superior');
    mustBeAt(version, stored?.head.seq ?? 0);
    const opened = reopen(receipt, officer, { ...body, at });
    return saveReceipt({ door, at }, stored, opened);
  },
);

export const voidReceipt = write(
  receiptRoutes.voidReceipt,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'diarise');
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'void', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const voided = voidLetter(receipt, officer, { ...body, at });
    return saveReceipt({ door, at }, stored, voided, {
      companions: [
        receipts.registerRowAnew(voided.record),
        ...receipts.sameLetterRows(receipt, voided.record),
        ...receipt.documents.map(({ documentId }) => documents.freedRow(documentId, receipt.id)),
      ],
      effects: reindexed(receipt.id),
    });
  },
);
