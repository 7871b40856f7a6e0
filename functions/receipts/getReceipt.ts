import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { eventsFor } from '../../shared/domain/machine.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import { enclosuresMissing } from '../../shared/domain/receipt.ts';
import { receiptMachine } from '../../shared/domain/receiptMachine.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { ref, similar } from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getReceipt = read(receiptRoutes.getReceipt, async ({ params, officer, at }) => {
  const loaded = await load({ stored: ref(params.receiptId), similar: similar(params.receiptId) });
  const receipt = mayDo(officer, 'see-cover', loaded.stored?.state);
  const head = loaded.stored?.head ?? { seq: 0, hash: '' };
  const allowed = allowedActions(officer, governed(receipt));
  return {
    etag: String(head.seq),
    body: {
      receipt,
      version: head.seq,
      seal: sealOf(head),
      events: eventsFor(receiptMachine, receipt, { officer, at, allowed }),
      enclosuresMissing: enclosuresMissing(receipt),
      similar: loaded.similar ?? [],
    },
  };
});
