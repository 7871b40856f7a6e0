import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { openLetter, recallLetter, receivePaper } from '../../shared/domain/receiptMovement.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { saveReceipt } from './saveReceipt.ts';

/** Opening twice is harmless, so that it asks for no version. */
export const openReceipt = write(
  receiptRoutes.openReceipt,
  async ({ params, officer, at, door }) => {
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'open', stored?.state, 'receipt-not-with-you');
    return saveReceipt({ door, at }, stored, openLetter(receipt, officer, at));
  },
);

export const receiveReceipt = write(
  receiptRoutes.receiveReceipt,
  async ({ params, officer, at, version, door }) => {
    const { stored, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'receive', stored?.state, 'not-in-transit');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    return saveReceipt({ door, at }, stored, receivePaper(receipt, officer, act));
  },
);

export const recallReceipt = write(
  receiptRoutes.recallReceipt,
  async ({ params, officer, at, version, door }) => {
    const { stored, policy } = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
    });
    const receipt = mayDo(officer, 'pull-back', stored?.state, 'not-the-sender');
    mustBeAt(version, stored?.head.seq ?? 0);
    const act = { at, policy: directory.present(policy, 'policy') };
    const recalled = recallLetter(receipt, officer, act);
    return saveReceipt({ door, at }, stored, recalled, {
      companions: [
        ...receipts.movementRows(receipt, recalled.record.holder, 'recalled', at),
        ...receipts.copyRowsTakenBack(receipt),
      ],
    });
  },
);
