import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { earlierOf } from '../../shared/domain/receipt.ts';
import {
  addScans as addScansTo,
  chaseEnclosures as chase,
  correct,
  noteEnclosures as note,
} from '../../shared/domain/receiptCare.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { reindexed, saveReceipt } from './saveReceipt.ts';
import { attachAll, refsOf } from './scans.ts';
import { tellEarlier } from './tellEarlier.ts';

/** A letter whose number, date or sender is corrected is known by what stands there now. */
export const correctReceipt = write(
  receiptRoutes.correctReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const before = earlierOf(body);
    if (before?.receiptId === params.receiptId) {
      throw new DomainError('reference-broken', 'A letter is no copy or reminder of itself.');
    }
    const loaded = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
      earlier: before && receipts.ref(before.receiptId),
    });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'correct', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const policy = directory.present(loaded.policy, 'policy');
    const { id } = receipt;
    const corrected = correct(receipt, body, officer, { at, policy });
    const told = tellEarlier(loaded.earlier, before, { officer, receiptId: id, at });
    return saveReceipt({ door, officer, at }, stored, corrected, {
      records: told.records,
      companions: [
        ...told.companions,
        receipts.registerRowAnew(corrected.record),
        ...receipts.sameLetterRows(receipt, corrected.record),
      ],
      effects: reindexed(id),
    });
  },
);

export const noteEnclosures = write(
  receiptRoutes.noteEnclosures,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'chase-enclosures', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveReceipt({ door, officer, at }, stored, note(receipt, body, officer, at));
  },
);

export const chaseEnclosures = write(
  receiptRoutes.chaseEnclosures,
  async ({ params, body, officer, at, version, door }) => {
    const { stored } = await door.load({ stored: receipts.ref(params.receiptId) });
    const receipt = mayDo(officer, 'chase-enclosures', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    return saveReceipt({ door, officer, at }, stored, chase(receipt, body, officer, at));
  },
);

export const addScans = write(
  receiptRoutes.addScans,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'upload');
    const documentIds = [...new Set(body.documentIds)];
    const loaded = await door.load({
      ...refsOf(documentIds),
      stored: receipts.ref(params.receiptId),
    });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'correct', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const { id: postId, officeId } = officer.post;
    const to = { receiptId: receipt.id, postId, officeId };
    const { attached, records } = attachAll(loaded, documentIds, to);
    const added = addScansTo(receipt, attached, officer, at);
    return saveReceipt({ door, officer, at }, stored, added, {
      records,
      effects: reindexed(receipt.id),
    });
  },
);
