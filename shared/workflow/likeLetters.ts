/** Finds letters of an office whose scans say nearly the same, once a scan has been read. */
import { dayOf } from '../domain/calendar.ts';
import type { Receipt } from '../domain/receipt.ts';
import {
  alike,
  bandsOf,
  likeness,
  readSignature,
  signatureOf,
  signatureText,
} from '../search/likeness.ts';
import { lettersInBand, saveBand, saveSimilar } from '../store/derivedStore.ts';
import { load } from '../store/reading.ts';
import { similar } from '../store/receiptStore.ts';

interface Found {
  readonly receiptId: string;
  readonly number: string;
  readonly day: string;
  readonly likeness: number;
}
/** So many are told of with a letter. */
const most = 10;

/**
 * Notes a letter's scan under the bands of its signature, and tells it and the letters it is like of one another. Doing
 * it twice changes nothing. A confidential letter is neither noted nor compared.
 */
export async function noteLikeness(
  receipt: Receipt,
  documentId: string,
  text: string,
): Promise<void> {
  if (receipt.classification === 'confidential' || receipt.status === 'void') return;
  const signature = signatureOf(text);
  if (!signature) return;
  const { id, officeId, number, diarisedAt } = receipt;
  const own = { receiptId: id, number, day: dayOf(diarisedAt) };
  const row = { ...own, signature: signatureText(signature) };
  const near = new Map<string, Found>();
  for (const [band, value] of bandsOf(signature).entries()) {
    for (const other of await lettersInBand(officeId, band, value)) {
      if (other.receiptId === id || near.has(other.receiptId)) continue;
      const { signature: theirs, ...letter } = other;
      const share = likeness(signature, readSignature(theirs));
      if (share >= alike) near.set(other.receiptId, { ...letter, likeness: rounded(share) });
    }
    await saveBand(officeId, { band, value, documentId }, row);
  }
  for (const other of near.values()) {
    await tell(id, other);
    await tell(other.receiptId, { ...own, likeness: other.likeness });
  }
}

async function tell(receiptId: string, other: Found): Promise<void> {
  const { known = [] } = await load({ known: similar(receiptId) });
  const rest = known.filter((each) => each.receiptId !== other.receiptId);
  const all = [...rest, other].sort(
    (a, b) => b.likeness - a.likeness || (a.number < b.number ? -1 : 1),
  );
  await saveSimilar(receiptId, all.slice(0, most));
}

const rounded = (share: number): number => Math.round(share * 100) / 100;
