import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { ref } from '../../shared/store/receiptStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getReceipt = read(receiptRoutes.getReceipt, async ({ params, officer }) => {
  const { stored } = await load({ stored: ref(params.receiptId) });
  const receipt = mayDo(officer, 'see-cover', stored?.state);
  const head = stored?.head ?? { seq: 0, hash: '' };
  return { etag: String(head.seq), body: { receipt, version: head.seq, seal: sealOf(head) } };
});
