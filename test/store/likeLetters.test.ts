/** What the worker does with the words of a letter's scan: who finds them, and which letters are like it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { outboxPk, shards } from '../../shared/store/keys.ts';
import { wholeTextKey } from '../../shared/store/objectKeys.ts';
import { queryPage } from '../../shared/store/reading.ts';
import { deliver } from '../../shared/workflow/outbox.ts';
import { type Office, openOffice } from '../support/office.ts';
import { clientOf, startTestS3 } from '../support/s3.ts';
import { aDocument, type Day } from './flows/day.ts';
import { aLetterIn } from './flows/receipts.ts';

const dir = mkdtempSync(join(tmpdir(), 'like-letters-'));
let office: Office;
let server: Awaited<ReturnType<typeof startTestS3>>;
let s3: S3Client;
let day: Day;
const tehsil = sampleDistrict.offices[1]?.id;
const text = readFileSync('samples/scans/h02-adf200.txt', 'utf8');

const done: Office['told'] = (...asked) => office.told(...asked);

beforeAll(async () => {
  office = await openOffice();
  const credentials = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? '',
  };
  server = await startTestS3(dir, {
    secretOf: (id) => (id === credentials.accessKeyId ? credentials.secretAccessKey : undefined),
  });
  process.env.AWS_ENDPOINT_URL_S3 = server.url;
  s3 = clientOf(server.url, { credentials, forcePathStyle: true });
  day = { office, seen: new Map(), postOf: () => '', done };
});
afterAll(async () => {
  await server.close();
  await office.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Does all that is owed, as the relay does. */
async function settleUp() {
  for (const shard of shards) {
    const { items } = await queryPage({ pk: outboxPk(shard), limit: 100 });
    for (const { pk, sk } of items) await deliver(String(pk), String(sk));
  }
}

async function aReadLetter(words: string, more: object = {}) {
  const documentId = await aDocument(day);
  await s3.send(
    new PutObjectCommand({
      Bucket: 'documents',
      Key: wholeTextKey(documentId),
      Body: JSON.stringify({ pages: [words] }),
    }),
  );
  const letter = await aLetterIn(day, { nature: 'electronic', documentIds: [documentId], ...more });
  await settleUp();
  return { ...letter, documentId };
}
const similarTo = async ({ params }: { params: { receiptId: string } }) =>
  (await done('aavak', 'getReceipt', { params })).body.similar;

it('tells two scans of one letter of one another once they were read, and again changes nothing', async () => {
  const one = await aReadLetter(text);
  const other = await aReadLetter(readFileSync('samples/scans/h08-stamp200.txt', 'utf8'));
  const two = await aReadLetter(`${text}\nपुनः प्रस्तुत`);
  const { number, diarisedAt } = (await done('aavak', 'getReceipt', { params: one.params })).body
    .receipt;
  expect(await similarTo(two)).toMatchObject([{ receiptId: one.params.receiptId, number }]);
  expect(diarisedAt).toBeDefined();
  expect(await similarTo(one)).toMatchObject([{ receiptId: two.params.receiptId }]);
  expect(await similarTo(other)).toEqual([]);
  await done('aavak', 'correctReceipt', {
    params: two.params,
    version: two.version,
    body: { location: 'रैक 1', reason: 'स्थान' },
  });
  await settleUp();
  expect(await similarTo(one)).toHaveLength(1);
  expect(await similarTo(two)).toHaveLength(1);
});

it('[invariant 16] says nothing of a confidential letter, and nothing to another office', async () => {
  const words = readFileSync('samples/scans/h05-bw300.txt', 'utf8');
  const secret = await aReadLetter(words, { classification: 'confidential' });
  const plain = await aReadLetter(words);
  expect(await similarTo(plain)).toEqual([]);
  expect(await similarTo(secret)).toEqual([]);
});

it('the words of a letter that was transferred are found by the office that has it', async () => {
  const word = 'कौशल्याबाईदेवांगन';
  const letter = await aReadLetter(`${text}\n${word}`);
  const finds = async (username: string) =>
    (await done(username, 'search', { query: { q: word } })).body.items.length;
  expect(await finds('aavak')).toBe(1);
  expect(await finds('vachak')).toBe(0);
  await done('aavak', 'transferReceipt', { ...letter, body: { officeId: tehsil } });
  await settleUp();
  expect(await finds('vachak')).toBe(1);
});
