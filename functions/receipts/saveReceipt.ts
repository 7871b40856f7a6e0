import type { Changed } from '../../shared/domain/document.ts';
import type { Head } from '../../shared/domain/ledger.ts';
import type { Receipt } from '../../shared/domain/receipt.ts';
import type { Change, Companion, Door } from '../../shared/store/door.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';

type More = Partial<Pick<Change<never>, 'records' | 'companions' | 'checks' | 'effects'>>;

/** What goes with every change of a letter: who may find it, and what its sender is told. */
export const rowsAfter = (
  stored: Stored<Receipt> | undefined,
  { record, events }: Changed<Receipt>,
  at: string,
): Companion[] => [
  receipts.accessRow(record, (stored?.head.seq ?? 0) + events.length),
  ...receipts.trackingRows(record, at),
];

/** Writes a change of a letter and replies with it. */
export function saveReceipt(
  { door, at }: { door: Door; at: string },
  stored: Stored<Receipt> | undefined,
  changed: Changed<Receipt>,
  { records = [], companions = [], checks = [], effects = [] }: More = {},
) {
  return door.commit({
    records: [receipts.change(stored, changed), ...records],
    companions: [...rowsAfter(stored, changed, at), ...companions],
    checks,
    effects,
    reply: repliedWith(changed.record),
  });
}

/** What is replied with a letter after its change. */
export const repliedWith = (receipt: Receipt) => (headOf: (recordId: string) => Head) => ({
  receipt,
  version: headOf(receipt.id).seq,
  seal: sealOf(headOf(receipt.id)),
});

export const reindexed = (recordId: string) => [{ kind: 'index-record', recordId } as const];
