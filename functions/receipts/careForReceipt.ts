import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { dayOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { earlierOf, sameLetterOf } from '../../shared/domain/receipt.ts';
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

/** A correction that names letter and sender anew is known by them from then on too. */
export const correctReceipt = write(
  receiptRoutes.correctReceipt,
  async ({ params, body, officer, at, version, door }) => {
    const { officeId } = officer.post;
    const same = body.letter && body.sender && sameLetterOf(body.letter, body.sender);
    const before = earlierOf(body);
    if (before?.receiptId === params.receiptId) {
      throw new DomainError('reference-broken', 'A letter is no copy or reminder of itself.');
    }
    const loaded = await door.load({
      stored: receipts.ref(params.receiptId),
      policy: directory.policy,
      same: same === undefined ? undefined : receipts.sameLetters(officeId, same),
      earlier: before && receipts.ref(before.receiptId),
    });
    const { stored } = loaded;
    const receipt = mayDo(officer, 'correct', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const policy = directory.present(loaded.policy, 'policy');
    const { id, number, diarisedAt } = receipt;
    const listed = loaded.same?.letters.some(({ receiptId }) => receiptId === id);
    const corrected = correct(receipt, body, officer, { at, policy });
    const told = tellEarlier(loaded.earlier, before, { officer, receiptId: id, at });
    return saveReceipt({ door, officer, at }, stored, corrected, {
      records: told.records,
      companions: [
        ...told.companions,
        receipts.registerRowAnew(corrected.record),
        ...(same === undefined || listed
          ? []
          : [
              receipts.sameLetterRow(officeId, same, loaded.same, {
                receiptId: id,
                number,
                day: dayOf(diarisedAt),
              }),
            ]),
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
