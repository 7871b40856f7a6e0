/** What becomes confidential, and what no longer shows it: by whichever way one comes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { type Asked, type Office, openOffice, type Told } from '../support/office.ts';
import type { Day } from './flows/day.ts';
import { aScannedLetterIn } from './flows/receipts.ts';

let office: Office;
let day: Day;
beforeAll(async () => {
  office = await openOffice();
  day = { office, seen: new Map(), postOf, done };
});
afterAll(() => office.close());

const postOf = (en: string) =>
  sampleDistrict.posts.find(({ designation }) => designation.en === en)?.id ?? '';
const rajasv = postOf('Assistant grade 2 (Revenue)');
const headId = sampleDistrict.subjectHeads[0]?.id;
const month = new Date(Date.now() + 330 * 60_000).toISOString().slice(0, 7);
const secret = 'गोपनीय-शब्द-विशेष';

async function done(username: string, id: OperationId, asked: Asked = {}): Promise<Told> {
  const told = await office.call(username, id, asked);
  expect(told.status, `${id}: ${JSON.stringify(told.body)}`).toBeLessThan(300);
  return told;
}
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
async function aFile(more: object = {}, username = 'rajasv1') {
  const { body } = await done(username, 'createFile', {
    body: { subject: { hi: secret }, headId, ...more },
  });
  return { fileId: body.file.id as string, version: body.version as number };
}
/** A letter with the revenue assistant. */
async function aLetter() {
  const letter = await aScannedLetterIn(day, { subject: { hi: secret } });
  const { body } = await done('aavak', 'markReceipt', {
    ...letter,
    body: { to: { postId: rajasv } },
  });
  return { receiptId: body.receipt.id as string, version: body.version as number };
}
/** Those who saw the letter only for where they sit. */
const outsiders = ['deputy', 'collector', 'lekhaparikshak', 'sthapna1', 'tehsildar'];
async function mustBeHidden(receiptId: string) {
  for (const username of outsiders) {
    const asked = { params: { receiptId } };
    expect(await refusal(username, 'getReceipt', asked), username).toBe('/problems/not-found');
    const slip = { body: { kind: 'acknowledgement', receiptId } };
    expect(await refusal(username, 'createPrint', slip), username).toBe('/problems/not-found');
  }
  const register = await done('aavak', 'listReceipts', { query: { month, limit: '100' } });
  const row = register.body.items.find(
    (each: { receiptId: string }) => each.receiptId === receiptId,
  );
  expect(row).toMatchObject({ confidential: true, subject: null, sender: null });
}

describe('a letter put in a confidential file', () => {
  it('[invariant 16] is confidential from then on: for who asks, in the register, and to whoever follows it', async () => {
    const { fileId } = await aFile({ classification: 'confidential' });
    const { receiptId, version } = await aLetter();
    const params = { receiptId };
    const before = await done('deputy', 'getReceipt', { params });
    expect(before.body.receipt.subject.hi).toBe(secret);
    await done('rajasv1', 'fileReceipt', { params, version, body: { fileId } });
    await mustBeHidden(receiptId);
    const { body } = await done('rajasv1', 'getReceipt', { params });
    expect(body.receipt).toMatchObject({ status: 'filed', classification: 'confidential' });
    const tracked = await office.call('', 'trackLetter', {
      params: { token: body.receipt.trackingToken },
    });
    expect(tracked.body).toMatchObject({ stage: { en: 'Under process' }, expectedBy: null });
  });
});
