/** Tells letters of an office of one another that bear the same number and date and come from the same sender. */
import type { Receipt } from '../domain/receipt.ts';
import { saveSameAs } from '../store/derivedStore.ts';
import { load } from '../store/reading.ts';
import { sameAs, sameLetters, sameOf } from '../store/receiptStore.ts';

/**
 * Shows each of the letters the others, and those that the letter no longer is the same as no longer that letter. Doing
 * it twice changes nothing.
 */
export async function noteSame(receipt: Receipt): Promise<void> {
  const { id, officeId } = receipt;
  const [group, { known = [] }] = await Promise.all([
    sameLetters(officeId, sameOf(receipt)),
    load({ known: sameAs(id) }),
  ]);
  const named = new Set(group.map(({ receiptId }) => receiptId));
  if (group.length > 1) {
    for (const { receiptId } of group) {
      await saveSameAs(
        receiptId,
        group.filter((other) => other.receiptId !== receiptId),
      );
    }
  }
  const left = known.filter(({ receiptId }) => !named.has(receiptId));
  for (const { receiptId } of left) {
    const { theirs = [] } = await load({ theirs: sameAs(receiptId) });
    await saveSameAs(
      receiptId,
      theirs.filter((other) => other.receiptId !== id),
    );
  }
  if (left.length > 0 && group.length < 2) await saveSameAs(id, []);
}
