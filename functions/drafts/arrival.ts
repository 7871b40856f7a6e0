import { yearOf } from '../../shared/domain/calendar.ts';
import type { Policy } from '../../shared/domain/directory.ts';
import { type IssuedTo, receiptOfIssue } from '../../shared/domain/issue.ts';
import { officeNumberOf } from '../../shared/domain/numbering.ts';
import { postIsActive } from '../../shared/store/directoryStore.ts';
import { allot, inwardSeries } from '../../shared/store/numberStore.ts';
import * as receipts from '../../shared/store/receiptStore.ts';

/** The receipt that a letter becomes at an office on the system, with all that is written with it. */
export function arrivalAt(
  issued: Omit<IssuedTo, 'number' | 'serial'>,
  { last, policy }: { last: number | undefined; policy: Policy },
) {
  const { office, id, at } = issued;
  const series = inwardSeries(office.id, at);
  const parts = { OFF: office.code, YYYY: String(yearOf(at)) };
  const serial = (last ?? 0) + 1;
  const number = officeNumberOf(policy.numbering.receipt, parts, serial);
  const changed = receiptOfIssue({ ...issued, number, serial });
  const { record } = changed;
  return {
    receipt: record,
    change: receipts.change(undefined, changed),
    checks: [postIsActive(office.inwardPost.id)],
    companions: [
      ...allot(series, last, number, id),
      receipts.accessRow(record, changed.events.length),
      receipts.registerRow(record),
      ...receipts.sameLetterRows(undefined, record),
    ],
  };
}
