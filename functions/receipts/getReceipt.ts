import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { emptyHead } from '../../shared/domain/ledger.ts';
import { eventsFor } from '../../shared/domain/machine.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import { enclosuresMissing } from '../../shared/domain/receipt.ts';
import { receiptMachine } from '../../shared/domain/receiptMachine.ts';
import { governed, mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { ref, sameAs, similar } from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getReceipt = read(receiptRoutes.getReceipt, async ({ params, officer, at }) => {
  const loaded = await load({
    stored: ref(params.receiptId),
    same: sameAs(params.receiptId),
    similar: similar(params.receiptId),
  });
  const receipt = mayDo(officer, 'see-cover', loaded.stored?.state);
  const head = loaded.stored?.head ?? emptyHead;
  const allowed = allowedActions(officer, governed(receipt));
  return {
    etag: String(head.seq),
    body: {
      receipt,
      version: head.seq,
      seal: sealOf(head),
      events: eventsFor(receiptMachine, receipt, { officer, at, allowed }),
      enclosuresMissing: enclosuresMissing(receipt),
      possibleDuplicates: loaded.same ?? [],
      similar: loaded.similar ?? [],
    },
  };
});
