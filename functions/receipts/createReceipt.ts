import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { yearOf } from '../../shared/domain/calendar.ts';
import { officeNumberOf } from '../../shared/domain/numbering.ts';
import { diarise, earlierOf, sameLetterOf, trackingTokenOf } from '../../shared/domain/receipt.ts';
import { mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { newCodeValues, newId } from '../../shared/store/digest.ts';
import { policy, present } from '../../shared/store/directoryStore.ts';
import { allot, counter, inwardSeries } from '../../shared/store/numberStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { reindexed, rowsAfter } from './saveReceipt.ts';
import { attachAll, refsOf } from './scans.ts';
import { tellEarlier } from './tellEarlier.ts';

/**
 * One write makes the inward number, the letter, its row in the inward register and the row by which its sender
 * follows it; it tells of earlier letters that are the same, and marks the one that this is a copy or reminder of.
 */
export const createReceipt = write(
  receiptRoutes.createReceipt,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'diarise');
    const { post } = officer;
    const documentIds = [...new Set(body.documentIds ?? [])];
    const series = inwardSeries(post.officeId, at);
    const same = sameLetterOf(body.letter, body.sender);
    const before = earlierOf(body);
    const [loaded, possibleDuplicates] = await Promise.all([
      door.load({
        ...refsOf(documentIds),
        policy,
        last: counter(series),
        earlier: before && receipts.ref(before.receiptId),
      }),
      receipts.sameLetters(post.officeId, same),
    ]);
    const id = newId('rcp');
    const told = tellEarlier(loaded.earlier, before, { officer, receiptId: id, at });
    const to = { receiptId: id, postId: post.id, officeId: post.officeId };
    const { attached, records } = attachAll(loaded, documentIds, to);
    const rules = present(loaded.policy, 'policy');
    const parts = { OFF: post.officeCode, YYYY: String(yearOf(at)) };
    const serial = (loaded.last ?? 0) + 1;
    const number = officeNumberOf(rules.numbering.receipt, parts, serial);
    const diarised = diarise(body, officer, {
      id,
      number,
      serial,
      trackingToken: trackingTokenOf(newCodeValues()),
      documents: attached,
      policy: rules,
      at,
    });
    return door.commit({
      records: [receipts.change(undefined, diarised), ...records, ...told.records],
      companions: [
        ...allot(series, loaded.last, number, id),
        ...rowsAfter(undefined, diarised, at),
        receipts.registerRow(diarised.record),
        ...receipts.sameLetterRows(undefined, diarised.record),
        ...told.companions,
      ],
      effects: reindexed(id),
      reply: (headOf) => ({
        receipt: diarised.record,
        version: headOf(id).seq,
        seal: sealOf(headOf(id)),
        possibleDuplicates,
      }),
    });
  },
);
