import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { yearOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { officeNumberOf } from '../../shared/domain/numbering.ts';
import { transfer } from '../../shared/domain/receiptMovement.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { allot, counter, inwardSeries } from '../../shared/store/numberStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { reindexed } from './saveReceipt.ts';

/** One write ends the letter here and diarises it there; the token on its slip goes with it. */
export const transferReceipt = write(
  receiptRoutes.transferReceipt,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'mark');
    const { officeId, remarks, delay } = body;
    const series = inwardSeries(officeId, at);
    const loaded = await door.load({
      stored: receipts.ref(params.receiptId),
      office: directory.office(officeId),
      last: counter(series),
      policy: directory.policy,
    });
    const { stored, office } = loaded;
    const receipt = mayDo(officer, 'transfer', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!office) throw new DomainError('not-found', 'There is no such office.');

    const id = newId('rcp');
    const policy = directory.present(loaded.policy, 'policy');
    const parts = { OFF: office.code, YYYY: String(yearOf(at)) };
    const serial = (loaded.last ?? 0) + 1;
    const number = officeNumberOf(policy.numbering.receipt, parts, serial);
    const to = { office, id, number, serial };
    const { here, there } = transfer(receipt, officer, to, { at, policy, remarks, delay });
    const arrived = there.record;
    return door.commit({
      records: [receipts.change(stored, here), receipts.change(undefined, there)],
      companions: [
        receipts.accessRow(here.record, version + here.events.length),
        receipts.accessRow(arrived, there.events.length),
        ...receipts.trackingRows(arrived, at),
        ...allot(series, loaded.last, number, id),
        receipts.registerRow(arrived),
        ...receipts.sameLetterRows(undefined, arrived),
        ...receipts.movementRows(receipt, arrived.holder, 'transferred', {
          at,
          by: officer,
          events: here.events,
        }),
      ],
      checks: [directory.postIsActive(arrived.holder.postId)],
      effects: [...reindexed(receipt.id), ...reindexed(id)],
      reply: (headOf) => ({
        receipt: here.record,
        version: headOf(receipt.id).seq,
        seal: sealOf(headOf(receipt.id)),
      }),
    });
  },
);
