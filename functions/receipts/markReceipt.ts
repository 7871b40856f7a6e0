import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mark } from '../../shared/domain/receipt.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const markReceipt = write(
  receiptRoutes.markReceipt,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'mark');
    const { to } = body;
    const { stored, unit, post } = await door.load({
      stored: receipts.ref(params.receiptId),
      unit: 'unitId' in to ? directory.unit(to.unitId) : undefined,
      post: 'postId' in to ? directory.post(to.postId) : undefined,
    });
    const receipt = mayDo(officer, 'mark', stored?.state, 'receipt-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if ('unitId' in to && !unit) throw new DomainError('not-found', 'There is no such branch.');
    if ('postId' in to && !post) throw new DomainError('not-found', 'There is no such post.');
    const target = post ?? unit?.dealingPost;
    if (!target) throw new DomainError('unit-has-no-desk', 'The branch has no dealing post.');

    const marked = mark(receipt, target, { at, remarks: body.remarks });
    return door.commit({
      records: [receipts.change(stored, marked)],
      companions: [receipts.accessRow(marked.record, version + marked.events.length)],
      checks: [directory.postIsActive(target.id)],
      reply: (headOf) => ({
        receipt: marked.record,
        version: headOf(receipt.id).seq,
        seal: sealOf(headOf(receipt.id)),
      }),
    });
  },
);
