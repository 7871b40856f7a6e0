import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { canonical, type Json } from '../../shared/domain/ledger.ts';
import { keptUntil, printKeptDays, printName } from '../../shared/domain/print.ts';
import { saveMade } from '../../shared/store/derivedStore.ts';
import { digest } from '../../shared/store/digest.ts';
import { type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import type { Day } from './flows/day.ts';
import { signed } from './flows/drafts.ts';

let office: Office;
let fileId: string;
let secretFileId: string;
let printId: string;
let letter: { issueId: string; fileId: string; draftId: string };

const headId = sampleDistrict.subjectHeads[0]?.id;

const done: Office['told'] = (...asked) => office.told(...asked);
/** The digest of every stored byte, whatever the order in which a scan brings them. */
const dump = async () =>
  digest(
    (await tableOf(office))
      .map((item) => canonical(item as Record<string, Json>))
      .sort()
      .join('\n'),
  );

beforeAll(async () => {
  office = await openOffice();
  const open = await done('rajasv1', 'createFile', { body: { subject: { hi: 'नस्ती' }, headId } });
  fileId = open.body.file.id;
  const secret = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'गोपनीय' }, headId, classification: 'confidential' },
  });
  secretFileId = secret.body.file.id;
  printId = (await done('rajasv1', 'createPrint', { body: { kind: 'file', fileId } })).body.id;
  const day: Day = { office, done, seen: new Map(), postOf };
  const { params, contentHash, version } = await signed(day);
  const issued = await done('adhikshak', 'issueDraft', {
    params,
    body: { contentHash, officeIds: sampleDistrict.offices.slice(1, 3).map(({ id }) => id) },
    version,
  });
  letter = { ...params, issueId: issued.body.issue.id };
});
afterAll(() => office.close());

const nobody = 'fil_01K00000000000000000000009';
const month = '2026-11';

describe('what is refused', () => {
  const cases: [string, string, () => object, number, string][] = [
    ['rajasv1', 'a file that is not', () => ({ kind: 'file', fileId: nobody }), 404, 'not-found'],
    ['tehsildar', 'a file of another office', () => ({ kind: 'file', fileId }), 404, 'not-found'],
    [
      'sthapna1',
      'the notes of a file one may not read',
      () => ({ kind: 'note-sheet', fileId }),
      403,
      'not-allowed',
    ],
    [
      'sthapna1',
      'a confidential file',
      () => ({ kind: 'file', fileId: secretFileId }),
      404,
      'not-found',
    ],
    [
      'deputy',
      'a confidential file, for sitting above it',
      () => ({ kind: 'file', fileId: secretFileId }),
      404,
      'not-found',
    ],
    [
      'rajasv1',
      'a draft of another file',
      () => ({ kind: 'draft', fileId, draftId: letter.draftId }),
      404,
      'not-found',
    ],
    [
      'rajasv1',
      'a letter of another file',
      () => ({ kind: 'issue', via: fileId, issueId: letter.issueId }),
      404,
      'not-found',
    ],
    [
      'rajasv1',
      'a letter without its file, for who does not send it',
      () => ({ kind: 'issue', issueId: letter.issueId }),
      404,
      'not-found',
    ],
    [
      'rajasv1',
      'a register one may not read',
      () => ({ kind: 'register', register: 'inward', month, format: 'csv' }),
      403,
      'not-allowed',
    ],
    [
      'adhikshak',
      'a month that is not',
      () => ({ kind: 'register', register: 'inward', month: '2026-13', format: 'csv' }),
      422,
      'validation',
    ],
    [
      'sthapna1',
      'the charge report of a post beside one’s own',
      () => ({ kind: 'charge-report', postId: postOf('Accountant'), side: 'handing-over' }),
      403,
      'not-allowed',
    ],
    [
      'prashasan',
      'the charge report of a post that is not',
      () => ({
        kind: 'charge-report',
        postId: 'pst_01KZZZZZZZZZZZZZZZZZZZZZZZ',
        side: 'taken-over',
      }),
      404,
      'not-found',
    ],
    ['adhikshak', 'a kind that is not', () => ({ kind: 'everything' }), 422, 'validation'],
  ];
  it.each(cases)(
    '%s is refused %s and changes no stored byte',
    async (username, _, body, status, code) => {
      const before = await dump();
      for (const [language, script] of [
        ['hi', /[\u0900-\u097f]/],
        ['en', /[a-z]/i],
      ] as const) {
        const told = await office.call(username, 'createPrint', {
          body: body(),
          headers: { 'accept-language': language },
        });
        expect([told.status, told.body.type]).toEqual([status, `/problems/${code}`]);
        expect(told.body.title).toMatch(script);
      }
      expect(await dump()).toBe(before);
    },
  );

  it('another post sees nothing of a print, whatever it may read', async () => {
    const told = await office.call('adhikshak', 'getPrint', {
      params: { printId },
      query: { fileId },
    });
    expect([told.status, told.body.type]).toEqual([404, '/problems/not-found']);
    const none = { printId: 'prt_01K00000000000000000000009' };
    expect((await office.call('rajasv1', 'getPrint', { params: none })).status).toBe(404);
  });
});

it('a letter is printed by who may read its file, and by the desk that sends it', async () => {
  const { issueId, fileId: through, draftId } = letter;
  for (const [username, body] of [
    ['adhikshak', { kind: 'issue', issueId, via: through }],
    ['adhikshak', { kind: 'draft', draftId, fileId: through }],
    ['javak', { kind: 'issue', issueId }],
  ] as const) {
    expect((await done(username, 'createPrint', { body })).status).toBe(202);
  }
});

it('asked twice with one key it is one print', async () => {
  const asked = {
    body: { kind: 'note-sheet', fileId },
    headers: { 'idempotency-key': randomUUID() },
  };
  const first = await done('rajasv1', 'createPrint', asked);
  const before = await dump();
  const again = await done('rajasv1', 'createPrint', asked);
  expect(again.body).toEqual(first.body);
  expect(await dump()).toBe(before);
});

it('the debt to the press is written with the asking', async () => {
  const { body } = await done('rajasv1', 'createPrint', { body: { kind: 'file', fileId } });
  const written = await tableOf(office);
  expect(written.filter(({ pk }) => pk === `PRINT#${body.id}`)).toHaveLength(1);
  const owed = written.filter(({ pk }) => String(pk).startsWith('OUT#'));
  expect(owed.map(({ effect }) => effect)).toContainEqual({
    kind: 'make-print',
    printId: body.id,
  });
});

it('a print that could not be made says so in the language of who asked', async () => {
  await saveMade(printId, {
    state: 'failed',
    madeAt: new Date().toISOString(),
    code: 'print-failed',
  });
  const { body } = await done('rajasv1', 'getPrint', { params: { printId }, query: { fileId } });
  expect(body).toMatchObject({
    state: 'failed',
    download: null,
    failure: { type: '/problems/print-failed' },
  });
});

it('is told of for a week, and then as gone: neither an address nor a wait', async () => {
  const query = { fileId };
  const { body } = await done('rajasv1', 'createPrint', { body: { kind: 'file', fileId } });
  const ready = {
    state: 'ready',
    mediaType: 'application/pdf',
    bytes: 1,
    sha256: 'ab'.repeat(32),
    pages: 1,
  } as const;
  const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
  const week = printKeptDays * 86_400_000;
  const shown = async (madeAt: string) => {
    await saveMade(body.id, { ...ready, madeAt });
    const [row] = (await tableOf(office)).filter(({ pk }) => pk === `MADE#${body.id}`);
    // The row goes when it is no longer told of: the bytes a day later (`test/infra/records.test.ts`).
    expect(row?.expiresAt).toBe(Math.floor((Date.parse(madeAt) + week) / 1000));
    return (await done('rajasv1', 'getPrint', { params: { printId: body.id }, query })).body;
  };
  const late = ago(week - 60_000);
  expect(await shown(late)).toMatchObject({ state: 'ready', keptUntil: keptUntil(late) });
  const gone = { state: 'expired', keptUntil: null, made: null, download: null, failure: null };
  expect(await shown(ago(week))).toMatchObject(gone);
});

it('is downloaded under an ASCII name that says what it is', () => {
  const id = 'prt_01JZ00000000000000000ABCDE';
  expect(
    printName({ id, wanted: { kind: 'register', register: 'inward', month, format: 'csv' } }),
  ).toBe('inward-register-2026-11-0abcde.csv');
  expect(printName({ id, wanted: { kind: 'file', fileId: nobody } })).toBe('file-0abcde.pdf');
});
