import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { thisMonth } from '../../support/sample.ts';
import { aDocument, aFile, type Day, type Flow } from './day.ts';

/** What a letter says of itself, unless a test says otherwise. */
export const letterInput = (more: object = {}) => ({
  subject: { hi: 'सीमांकन हेतु आवेदन' },
  sender: { kind: 'citizen', name: 'कोई नमूना' },
  letter: { language: 'hi' },
  channel: 'counter',
  ...more,
});

/** A letter just diarised by the inward clerk: of paper, so that it needs no scan. */
export async function aLetterIn(day: Day, more: object = {}, username = 'aavak') {
  const { body } = await day.done(username, 'createReceipt', {
    body: letterInput({ nature: 'physical', ...more }),
  });
  return { params: { receiptId: body.receipt.id as string }, version: body.version as number };
}

/** An electronic letter with its scan. */
export async function aScannedLetterIn(day: Day, more: object = {}, username = 'aavak') {
  const documentIds = [await aDocument(day, username)];
  return aLetterIn(day, { nature: 'electronic', documentIds, ...more }, username);
}

/** Letters: paper and scans, marking, pulling back, transfer, filing, disposal, enclosures, corrections. */
export const receipts: Flow = async (day) => {
  const { done, postOf } = day;
  const rajasv = postOf('Assistant grade 2 (Revenue)');
  const deputy = postOf('Deputy Collector (Revenue)');
  const month = thisMonth();

  // Paper: it is on its way until the post says that it has come.
  const paper = await aLetterIn(day, {
    enclosures: [{ description: 'नक्शा', count: 2, received: 1 }],
    watch: 'rti',
    location: 'आवक शाखा, रैक 2',
  });
  const chased = await done('aavak', 'chaseEnclosures', {
    ...paper,
    body: { by: 'phone', remarks: 'कल तक देंगे' },
  });
  const noted = await done('aavak', 'noteEnclosures', {
    params: paper.params,
    version: chased.body.version,
    body: { enclosures: [{ description: 'नक्शा', count: 2, received: 2 }] },
  });
  const marked = await done('aavak', 'markReceipt', {
    params: paper.params,
    version: noted.body.version,
    body: { to: { postId: rajasv }, copies: [deputy], remarks: 'परीक्षण करें' },
  });
  expect(marked.body.receipt).toMatchObject({ status: 'in-transit', transit: { to: {} } });
  const copies = await done('deputy', 'listCopies');
  const letters = copies.body.items.filter(({ receiptId }: { receiptId?: string }) => receiptId);
  expect(letters).toMatchObject([{ receiptId: paper.params.receiptId }]);
  await done('deputy', 'getReceipt', { params: paper.params });
  const recalled = await done('aavak', 'recallReceipt', {
    params: paper.params,
    version: marked.body.version,
  });
  expect(recalled.body.receipt.status).toBe('at-post');
  const again = await done('aavak', 'markReceipt', {
    params: paper.params,
    version: recalled.body.version,
    body: { to: { postId: rajasv } },
  });
  const received = await done('rajasv1', 'receiveReceipt', {
    params: paper.params,
    version: again.body.version,
  });
  expect(received.body.receipt.holder.postId).toBe(rajasv);
  const scanned = await done('rajasv1', 'addScans', {
    params: paper.params,
    version: received.body.version,
    body: { documentIds: [await aDocument(day, 'rajasv1')] },
  });
  expect(scanned.body.receipt.nature).toBe('hybrid');
  const closed = await done('rajasv1', 'disposeReceipt', {
    params: paper.params,
    version: scanned.body.version,
    body: { reason: 'answered-direct' },
  });
  const reopened = await done('adhikshak', 'reopenReceipt', {
    params: paper.params,
    version: closed.body.version,
    body: { reason: 'उत्तर अपूर्ण है' },
  });
  expect(reopened.body.receipt.status).toBe('at-post');

  await done('adhikshak', 'listReceiptMovements', { params: paper.params });

  // Marked to a desk by mistake: it goes back, and a superior pulls it up from there.
  const astray = await aScannedLetterIn(day);
  const there = await done('aavak', 'markReceipt', {
    ...astray,
    body: { to: { postId: rajasv } },
  });
  const seen = await done('rajasv1', 'openReceipt', { params: astray.params });
  expect(seen.body.version).toBe(there.body.version + 1);
  const returned = await done('rajasv1', 'returnReceipt', {
    params: astray.params,
    version: seen.body.version,
    body: { to: postOf('Inward clerk'), reason: 'स्थापना शाखा का विषय' },
  });
  const pulled = await done('regadhikshak', 'pullUpReceipt', {
    params: astray.params,
    version: returned.body.version,
    body: { from: postOf('Inward clerk'), reason: 'शीघ्र' },
  });
  expect(pulled.body.receipt.holder.postId).toBe(postOf('Superintendent (Registry)'));

  // In a file, until the file is done with it.
  const { fileId } = await aFile(day);
  const filed = await done('rajasv1', 'fileReceipt', {
    params: paper.params,
    version: reopened.body.version,
    body: { fileId },
  });
  const settled = await done('rajasv1', 'settleLetter', {
    params: { fileId, no: '1' },
    version: filed.body.version,
    body: { receiptId: paper.params.receiptId, outcome: 'answered' },
  });
  expect(settled.body.file.pendingLetters).toEqual([]);
  // Something that it encloses comes after all.
  const inFile = await done('rajasv1', 'getReceipt', {
    params: paper.params,
    query: { file: fileId },
  });
  await done('rajasv1', 'noteEnclosures', {
    params: paper.params,
    version: inFile.body.version,
    body: { enclosures: [{ description: 'नक्शा', count: 3, received: 3 }], fileId },
  });

  // Electronic: it arrives at once, and goes to another office.
  const letter = await aScannedLetterIn(day);
  const corrected = await done('aavak', 'correctReceipt', {
    ...letter,
    body: { subject: { hi: 'बटांकन हेतु आवेदन' }, reason: 'विषय त्रुटिपूर्ण था' },
  });
  const given = await done('aavak', 'markReceipt', {
    params: letter.params,
    version: corrected.body.version,
    body: { to: { postId: rajasv } },
  });
  const opened = await done('rajasv1', 'openReceipt', { params: letter.params });
  expect(opened.body.version).toBe(given.body.version + 1);
  const transferred = await done('rajasv1', 'transferReceipt', {
    params: letter.params,
    version: opened.body.version,
    body: { officeId: sampleDistrict.offices[1]?.id },
  });
  expect(transferred.body.receipt.status).toBe('transferred');

  const wrong = await aLetterIn(day);
  await done('aavak', 'voidReceipt', { ...wrong, body: { reason: 'दो बार दर्ज' } });
  const register = await done('aavak', 'listReceipts', { query: { month } });
  expect(register.body.items.at(-1)).toMatchObject({
    void: true,
    ...{ receiptId: wrong.params.receiptId },
  });
};
