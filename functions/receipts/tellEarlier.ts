import type { Officer } from '../../shared/domain/directory.ts';
import { type earlierOf, type Receipt, remind } from '../../shared/domain/receipt.ts';
import { mayDo } from '../../shared/http/access.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

/**
 * The earlier letter learns that it came again, or that there is a reminder of it; whoever has it sees that.
 * @throws not-found, receipt-void
 */
export function tellEarlier(
  stored: Stored<Receipt> | undefined,
  named: ReturnType<typeof earlierOf>,
  { officer, receiptId, at }: { officer: Officer; receiptId: string; at: string },
) {
  if (!named) return { records: [], companions: [] };
  const earlier = mayDo(officer, 'see-cover', stored?.state);
  const reminded = remind(earlier, { receiptId, as: named.as }, at);
  if (reminded.events.length === 0) return { records: [], companions: [] };
  const rev = (stored?.head.seq ?? 0) + reminded.events.length;
  return {
    records: [receipts.change(stored, reminded)],
    companions: [receipts.accessRow(reminded.record, rev)],
  };
}
