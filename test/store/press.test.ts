/** The press on real records and real object storage: what it makes of them, and what it does when they are not as they were. */

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Json } from '../../shared/domain/ledger.ts';
import * as files from '../../shared/store/fileStore.ts';
import { sealedKey } from '../../shared/store/keys.ts';
import { contentKey, printObjectKey } from '../../shared/store/objectKeys.ts';
import { pack, unpack } from '../../shared/store/packed.ts';
import * as prints from '../../shared/store/printStore.ts';
import { load } from '../../shared/store/reading.ts';
import { registerCompanion } from '../../shared/store/registerStore.ts';
import { table } from '../../shared/store/table.ts';
import { type Office, openOffice } from '../support/office.ts';
import { officer } from '../support/officers.ts';
import { codeOn, printed } from '../support/printed.ts';
import { clientOf, startTestS3 } from '../support/s3.ts';
import { dayFromNow, postOf, thisMonth } from '../support/sample.ts';
import { type Day, markRead } from './flows/day.ts';
import { signed } from './flows/drafts.ts';

const dir = mkdtempSync(join(tmpdir(), 'press-test-'));
let office: Office;
let server: Awaited<ReturnType<typeof startTestS3>>;
let s3: S3Client;
let press: (event: unknown) => Promise<{ printId: string }>;

const headId = sampleDistrict.subjectHeads[0]?.id;
const month = thisMonth();

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
  process.env.PORTAL_ORIGIN = 'https://patravali.example';
  s3 = clientOf(server.url, { credentials, forcePathStyle: true });
  press = (await import('../../functions/press/index.ts')).handler;
});
afterAll(async () => {
  await server.close();
  await office.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Asks for a print, has it made, and fetches it as its row says. */
async function print(username: string, body: object) {
  const { body: asked } = await done(username, 'createPrint', { body });
  await press({ printId: asked.id, step: 'make' });
  const { body: status } = await done(username, 'getPrint', {
    params: { printId: asked.id },
    query: asked.of,
  });
  expect(status.state).toBe('ready');
  const response = await fetch(status.download.url);
  expect(response.headers.get('content-type')).toBe(status.made.mediaType);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; /);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(status.made.sha256);
  expect(bytes).toHaveLength(status.made.bytes);
  return { id: asked.id as string, bytes, made: status.made };
}

/** A letter whose one scan stands in object storage. */
async function aScannedLetter(colour: string, subject = 'सीमांकन हेतु आवेदन', more: object = {}) {
  const scan = await sharp({
    create: { width: 80, height: 120, channels: 3, background: colour },
  })
    .png()
    .toBuffer();
  const sha256 = createHash('sha256').update(scan).digest('hex');
  const upload = await done('aavak', 'createUpload', {
    body: { name: 'a.png', mediaType: 'image/png', bytes: scan.length, sha256 },
  });
  const { documentId } = upload.body;
  await markRead(documentId);
  await s3.send(new PutObjectCommand({ Bucket: 'documents', Key: contentKey(sha256), Body: scan }));
  const receipt = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: subject },
      sender: { kind: 'citizen', name: 'द्रौपदी नमूना' },
      letter: { language: 'hi', number: '=1+1' },
      channel: 'counter',
      documentIds: [documentId],
      ...more,
    },
  });
  return { receiptId: receipt.body.receipt.id, version: receipt.body.version, sha256 };
}

/** A file with the letter in it and a note on it, sent on. */
async function aFileWith(letter: { receiptId: string; version: number }) {
  const file = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'सीमांकन नस्ती' }, headId },
  });
  const { id: fileId } = file.body.file;
  const marked = await done('aavak', 'markReceipt', {
    params: { receiptId: letter.receiptId },
    body: { to: { postId: postOf('Assistant grade 2 (Revenue)') } },
    version: letter.version,
  });
  const filed = await done('rajasv1', 'fileReceipt', {
    params: { receiptId: letter.receiptId },
    body: { fileId },
    version: marked.body.version,
  });
  await done('rajasv1', 'createNote', {
    params: { fileId },
    body: { paragraphs: ['Considered at 1/p. #read("/etc/passwd")'] },
  });
  await done('rajasv1', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Superintendent (Revenue)') },
    version: filed.body.version,
  });
  return fileId as string;
}

/** The first note and letter of a file again under each of these numbers, as rows of the table: many by the API take long. */
async function repeated(fileId: string, numbers: readonly number[]) {
  const { Items = [] } = await table.send(
    new QueryCommand({
      TableName: process.env.TABLE_NAME,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': fileId },
    }),
  );
  for (const [series, field] of [
    ['note', 'note'],
    ['correspondence', 'item'],
  ] as const) {
    const first = Items.find(({ sk }) => sk === sealedKey(fileId, series, 1).sk);
    const { salt, value } = first?.fields[field] ?? {};
    for (const no of numbers) {
      const again = { ...(unpack(value) as Record<string, Json>), no };
      await table.send(
        new PutCommand({
          TableName: process.env.TABLE_NAME,
          Item: {
            ...first,
            ...sealedKey(fileId, series, no),
            fields: { [field]: { salt, value: pack(again) } },
          },
        }),
      );
    }
  }
}

it('[row 4] the slip of a letter carries its number; asked again it is not made again', async () => {
  const { receiptId } = await aScannedLetter('#aabbcc');
  const { bytes, made, id } = await print('aavak', { kind: 'acknowledgement', receiptId });
  expect(made).toMatchObject({ mediaType: 'application/pdf', pages: 1 });
  const { text } = (await printed(bytes)).page(1);
  expect(text).toMatch(/BBZ-COL\/\d{4}\/\d{6}/);
  expect(await codeOn(bytes)).toMatch(/^https:\/\/patravali\.example\/track\/[\w%-]+$/);
  await press({ printId: id, step: 'make' });
  await press({ printId: id, step: 'give-up' });
  const again = await load({ made: prints.made(id) });
  expect(again.made).toEqual({ state: 'ready', ...made });
});

it('[row 15] the whole file as it stands, with its seal', async () => {
  const fileId = await aFileWith(await aScannedLetter('#ccbbaa'));
  const { bytes } = await print('adhikshak', { kind: 'file', fileId });
  const { pages, page } = await printed(bytes);
  expect(pages).toBe(5);
  // By its name too: few know the codes of subject heads by heart.
  expect(page(1).text).toContain('Demarcation and mutation');
  expect(page(2).text.replace(/\s/g, '')).toContain('Consideredat1/p.#read("/etc/passwd")');
  expect(page(4).text.replace(/\s/g, '')).toBe('1/प');
  expect(page(4).pictures).toBeGreaterThan(0.5);
  const { seal } = (await done('adhikshak', 'getFile', { params: { fileId } })).body;
  expect(page(5).text.replace(/\s/g, '')).toContain(seal.hash);

  const sheet = await print('adhikshak', { kind: 'note-sheet', fileId });
  expect((await printed(sheet.bytes)).page(1).text).toContain('Considered');
});

it('[row 37] the charge report of a desk, before it is handed over and after', async () => {
  const postId = postOf('Accountant');
  const files = [];
  for (const classification of ['normal', 'confidential']) {
    const subject = { hi: 'Cash book' };
    const file = await done('lekha', 'createFile', { body: { subject, headId, classification } });
    files.push(file.body.file);
  }
  const [open, secret] = files;
  const params = { fileId: open.id };
  await done('lekha', 'createNote', { params, body: { paragraphs: ['To be checked.'] } });
  const textOf = async (username: string, side: string) => {
    const { bytes } = await print(username, { kind: 'charge-report', postId, side });
    return (await printed(bytes)).page(1).text.replace(/\s/g, '');
  };
  const before = await textOf('lekha', 'handing-over');
  for (const told of [open.number, secret.number, 'Cashbook', 'draftnote', 'YaminiNamuna']) {
    expect(before).toContain(told);
  }
  expect(before.split('Cashbook')).toHaveLength(2);
  // Whoever has it done is told no more than their own post may know.
  const asAdmin = await textOf('prashasan', 'handing-over');
  expect(asAdmin).toContain(open.number);
  expect(asAdmin).not.toContain(secret.number);
  expect(asAdmin).not.toContain('draftnote');

  await done('prashasan', 'handOver', {
    params: { postId },
    version: 0,
    body: {
      relieves: officer('lekha').personId,
      to: { personId: officer('nazarat').personId, kind: 'officiating' },
      orderNumber: '14/2026',
      orderDate: dayFromNow(-1),
      reason: 'Retires',
    },
  });
  const { body: asked } = await done('nazarat', 'createPrint', {
    body: { kind: 'charge-report', postId, side: 'taken-over' },
    headers: { 'patravali-post': postId },
  });
  await press({ printId: asked.id, step: 'make' });
  const { body: status } = await done('nazarat', 'getPrint', {
    params: { printId: asked.id },
    query: asked.of,
    headers: { 'patravali-post': postId },
  });
  const bytes = Buffer.from(await (await fetch(status.download.url)).arrayBuffer());
  const after = (await printed(bytes)).page(1).text.replace(/\s/g, '');
  const told = [secret.number, '14/2026', 'YaminiNamuna', 'VinayNamuna', 'officiating'];
  for (const each of told) expect(after).toContain(each);
  // The list is as it was handed over: its hash stands with what was sealed, of now, and in both languages where both sign.
  const { body: report } = await done('nazarat', 'getChargeReport', {
    params: { postId },
    headers: { 'patravali-post': postId },
  });
  expect(report.handover.listHash).toBe(report.summary.listHash);
  expect(after.split(report.summary.listHash.slice(0, 16))).toHaveLength(5);
});

it('[row 10] a note that points to a file or a document is printed with its number or name', async () => {
  const other = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'पुरानी नस्ती' }, headId },
  });
  const fileId = await aFileWith(await aScannedLetter('#445566'));
  const side = await done('adhikshak', 'listCorrespondence', { params: { fileId } });
  const { documentId } = side.body.items[0].documents[0];
  await done('adhikshak', 'createNote', {
    params: { fileId },
    body: {
      paragraphs: ['Compare.'],
      references: [
        { to: 'file', fileId: other.body.file.id },
        { to: 'document', documentId },
      ],
    },
  });
  await done('adhikshak', 'sendFile', {
    params: { fileId },
    body: { to: postOf('Deputy Collector (Revenue)') },
    version: (await done('adhikshak', 'getFile', { params: { fileId } })).body.version,
  });
  const { bytes } = await print('deputy', { kind: 'note-sheet', fileId });
  const text = (await printed(bytes)).page(1).text.replace(/\s/g, '');
  expect(text).toContain(other.body.file.number);
  expect(text).toContain('a.png');
  for (const id of [other.body.file.id, documentId]) expect(text).not.toContain(id);
});

it('stored bytes that are not those that were sealed are not printed, and the sheet says so', async () => {
  const letter = await aScannedLetter('#112233');
  const fileId = await aFileWith(letter);
  await s3.send(
    new PutObjectCommand({
      Bucket: 'documents',
      Key: contentKey(letter.sha256),
      Body: Buffer.from('something else'),
    }),
  );
  const { bytes } = await print('adhikshak', { kind: 'file', fileId });
  const { page } = await printed(bytes);
  expect(page(4).text).toContain('not those that were sealed');
  expect(page(4).text).toContain('1/प');
});

it('[row 13] a letter that went out, its proposal, and the register that it stands in', async () => {
  const day: Day = { office, done, seen: new Map(), postOf };
  const { params, contentHash, version } = await signed(day);
  const proposal = await print('adhikshak', { kind: 'draft', ...params });
  expect((await printed(proposal.bytes)).page(1).text).toContain('PROPOSED');
  const issued = await done('adhikshak', 'issueDraft', {
    params,
    body: { contentHash, officeIds: sampleDistrict.offices.slice(1, 3).map(({ id }) => id) },
    version,
  });
  const { id: issueId, number, verificationCode, deliveries } = issued.body.issue;
  const letter = await print('javak', { kind: 'issue', issueId });
  const { text } = (await printed(letter.bytes)).page(1);
  for (const shown of [number, verificationCode, 'https://patravali.example/verify/']) {
    expect(text).toContain(shown);
  }
  expect(await codeOn(letter.bytes)).toBe(`https://patravali.example/verify/${verificationCode}`);
  // The office that got it prints the same sheet.
  const { receiptId } = deliveries[0].receipt;
  const there = await print('vachak', { kind: 'issue', issueId, via: receiptId });
  expect(there.bytes.equals(letter.bytes)).toBe(true);

  const { bytes, made } = await print('adhikshak', {
    kind: 'register',
    register: 'outward',
    month,
    format: 'csv',
  });
  const lines = bytes.toString('utf8').split('\r\n');
  expect(lines[0]?.startsWith('\ufeffक्र. (No.),')).toBe(true);
  expect(lines.filter((line) => line.includes(number))).toHaveLength(1);
  expect(lines.at(-1)).toBe('');
  expect(lines).toHaveLength(made.pages + 2);
  const sheet = await print('adhikshak', {
    kind: 'register',
    register: 'outward',
    month,
    format: 'pdf',
  });
  // Long numbers break at a hyphen.
  const register = (await printed(sheet.bytes)).page(1).text.replace(/\s/g, '');
  expect(register).toContain(number.split('-')[0]);

  const whole = await print('adhikshak', { kind: 'file', fileId: params.fileId });
  const copy = await printed(whole.bytes);
  expect(copy.page(copy.pages - 1).text).toContain(verificationCode);
  expect(copy.page(copy.pages - 1).text).toContain('1/प');
});

it('[row 42] why a file was kept stands on the note side: with the note that went with it, or between the notes', async () => {
  const delay = { code: 'leave', remarks: 'आकस्मिक अवकाश' };
  const fileId = await aFileWith(await aScannedLetter('#334455'));
  const params = { fileId };
  const version = async () => (await done('adhikshak', 'getFile', { params })).body.version;
  await done('adhikshak', 'createNote', { params, body: { paragraphs: ['SECONDNOTE'] } });
  await done('adhikshak', 'sendFile', {
    params,
    body: { to: postOf('Deputy Collector (Revenue)'), delay },
    version: await version(),
  });
  const said = { code: 'election-duty', remarks: 'मतगणना' };
  await done('deputy', 'returnFile', {
    params,
    body: { to: postOf('Superintendent (Revenue)'), purpose: 'action', reason: 'देखें', delay: said },
    version: await version(),
  });
  await done('adhikshak', 'createNote', { params, body: { paragraphs: ['THIRDNOTE'] } });
  await done('adhikshak', 'sendFile', {
    params,
    body: { to: postOf('Deputy Collector (Revenue)') },
    version: await version(),
  });
  const { body } = await done('deputy', 'listNotes', { params });
  const named = { ...delay, name: { hi: 'अवकाश पर', en: 'On leave' } };
  expect(body.items.map((note: { delay?: object }) => note.delay)).toEqual([
    undefined,
    named,
    undefined,
  ]);

  for (const kind of ['note-sheet', 'file']) {
    const { bytes } = await print('deputy', { kind, fileId });
    const { page, pages } = await printed(bytes);
    const text = Array.from({ length: pages }, (_, index) => page(index + 1).text)
      .join('')
      .replace(/\s/g, '');
    const order = ['Onleave', 'SECONDNOTE', 'Electionduty', 'THIRDNOTE'].map((word) =>
      text.indexOf(word),
    );
    expect(order.toSorted((a, b) => a - b)).toEqual(order);
    expect(order[0]).toBeGreaterThan(0);
    for (const word of ['Onleave', 'Electionduty']) expect(text.split(word)).toHaveLength(2);
    expect(text).toContain('(Reasonfordelay)');
    expect(text).toContain('मतगणना');
    expect(text).toContain('DeputyCollector');
  }

  const register = { kind: 'register', register: 'movement', month, format: 'csv' };
  const table = (await print('adhikshak', register)).bytes.toString('utf8');
  const { number } = (await done('deputy', 'getFile', { params })).body.file;
  const rows = table.split('\r\n').filter((line) => line.includes(number));
  expect(rows.map((line) => line.split(',').at(-1))).toEqual([
    '',
    'अवकाश पर (On leave)',
    'निर्वाचन कार्य (Election duty)',
    '',
  ]);
  expect(table).not.toContain('मतगणना');
  const listed = await done('adhikshak', 'listRegister', {
    params: { register: 'movement' },
    query: { month, limit: '100' },
  });
  const own = listed.body.items.filter((row: { number: string }) => row.number === number);
  expect(own.map((row: { delayReason: string }) => row.delayReason)).toEqual([
    null,
    'leave',
    'election-duty',
    null,
  ]);
});

it('[row 13] registers say from whom a letter came, who opened a file, and who gave it to whom', async () => {
  const fileId = await aFileWith(await aScannedLetter('#99aabb'));
  const { number } = (await done('adhikshak', 'getFile', { params: { fileId } })).body.file;
  const rowOf = async (register: string, entry: string) => {
    const asked = { kind: 'register', register, month, format: 'csv' };
    const lines = (await print('adhikshak', asked)).bytes.toString('utf8').split('\r\n');
    const heads = lines[0]?.split(',').map((head) => /\((.*)\)/.exec(head)?.[1] ?? '') ?? [];
    const cells = lines.find((line) => line.includes(entry))?.split(',') ?? [];
    return Object.fromEntries(heads.map((head, place) => [head, cells[place]]));
  };
  const [clerk, superintendent] = await Promise.all(
    ['Assistant grade 2 (Revenue)', 'Superintendent (Revenue)'].map(
      async (designation) =>
        (await done('adhikshak', 'getPost', { params: { postId: postOf(designation) } })).body.post
          .designation.hi,
    ),
  );
  expect(await rowOf('movement', number)).toMatchObject({ From: clerk, To: superintendent });
  expect((await rowOf('file', number))['Opened by']).toContain(clerk);
  expect((await rowOf('inward', 'सीमांकन हेतु')).From).toBe('द्रौपदी नमूना');
  const { body } = await done('adhikshak', 'listRegister', {
    params: { register: 'movement' },
    query: { month, limit: '100' },
  });
  const moved = body.items.filter((row: { number: string }) => row.number === number);
  expect(moved).toMatchObject([{ from: clerk, to: superintendent }]);
});

it('[row 13] a register of more entries than are read at once has all of them', async () => {
  const month = '2020-01';
  const officeId = sampleDistrict.offices[0]?.id ?? '';
  for (let no = 1; no <= 450; no += 1) {
    const { item } = registerCompanion(officeId, 'movement', {
      at: '2020-01-15T06:00:00.000Z',
      number: `N${no}`,
      recordId: `r${no}`,
      confidential: false,
      order: String(no).padStart(4, '0'),
      columns: {},
    });
    await table.send(new PutCommand({ TableName: process.env.TABLE_NAME, Item: item }));
  }
  const asked = { kind: 'register', register: 'movement', month, format: 'csv' };
  const { bytes, made } = await print('adhikshak', asked);
  const numbers = bytes.toString('utf8').match(/N\d+/g);
  expect(numbers).toEqual(Array.from({ length: 450 }, (_, index) => `N${index + 1}`));
  expect(made.pages).toBe(450);
});

it('[row 15] a file of more notes and letters than are read at once is printed with all of them', async () => {
  const { correspondenceOf, notesOf } = await import('../../functions/press/sources.ts');
  const fileId = await aFileWith(await aScannedLetter('#667788'));
  const { stored } = await load({ stored: files.ref(fileId) });
  const file = stored?.state;
  if (!file) throw new Error(fileId);
  const whole = { ...file, noteCount: 120, correspondenceCount: 120 };
  const numbers = Array.from({ length: 120 }, (_, index) => index + 1);
  await repeated(fileId, numbers);
  const notes = [];
  for await (const { note } of notesOf(whole)) notes.push(note.no);
  expect(notes).toEqual(numbers);
  const letters = [];
  for await (const { no } of correspondenceOf(whole)) letters.push(no);
  expect(letters).toEqual(numbers);
});

it('a confidential letter is not told of on its slip', async () => {
  const { receiptId } = await aScannedLetter('#445566', 'SECRETSUBJECT', {
    classification: 'confidential',
  });
  const { bytes } = await print('aavak', { kind: 'acknowledgement', receiptId });
  expect((await printed(bytes)).page(1).text).not.toContain('SECRETSUBJECT');
});

it('what cannot be made leaves no object, and is marked when the machine gives up', async () => {
  const letter = await aScannedLetter('#778899');
  const fileId = await aFileWith(letter);
  const { body } = await done('adhikshak', 'createPrint', { body: { kind: 'file', fileId } });
  process.env.PRESS_ASSETS = '/nowhere';
  try {
    await expect(press({ printId: body.id, step: 'make' })).rejects.toThrow();
  } finally {
    delete process.env.PRESS_ASSETS;
  }
  const key = { Bucket: 'documents', Key: printObjectKey(body.id) };
  await expect(s3.send(new GetObjectCommand(key))).rejects.toThrow();
  await press({ printId: body.id, step: 'give-up' });
  const asked = { params: { printId: body.id }, query: body.of };
  const status = await done('adhikshak', 'getPrint', asked);
  expect(status.body.state).toBe('failed');
  // A later execution may still make it.
  await press({ printId: body.id, step: 'make' });
  const later = await done('adhikshak', 'getPrint', asked);
  expect(later.body.state).toBe('ready');
});

it('knows no print that nobody asked for', async () => {
  const printId = 'prt_01K00000000000000000000009';
  await expect(press({ printId, step: 'make' })).rejects.toThrow(/never asked for/);
});
