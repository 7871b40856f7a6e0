/** What becomes confidential, and what no longer shows it: by whichever way one comes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { saveMade } from '../../shared/store/derivedStore.ts';
import { closePapers } from '../../shared/workflow/closing.ts';
import { deliver } from '../../shared/workflow/outbox.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { postOf, thisMonth } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import type { Day } from './flows/day.ts';
import { signed } from './flows/drafts.ts';
import { aScannedLetterIn } from './flows/receipts.ts';

let office: Office;
let day: Day;
beforeAll(async () => {
  office = await openOffice();
  day = { office, seen: new Map(), postOf, done };
});
afterAll(() => office.close());

const rajasv = postOf('Assistant grade 2 (Revenue)');
const headId = sampleDistrict.subjectHeads[0]?.id;
const month = thisMonth();
const secret = 'गोपनीय-शब्द-विशेष';

const done: Office['told'] = (...asked) => office.told(...asked);
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
/** Does what is owed, as the relay does it. What was read is not at hand here: the words of scans are left out. */
async function relay() {
  const owed = async () =>
    (await tableOf(office)).filter(({ pk, effect }) => {
      const { kind, recordId = '' } = (effect ?? {}) as { kind?: string; recordId?: string };
      return (
        String(pk).startsWith('OUT#') && (recordId.startsWith('fil_') || kind === 'close-papers')
      );
    });
  for (let all = await owed(); all.length > 0; all = await owed()) {
    for (const { pk, sk } of all) await deliver(String(pk), String(sk));
  }
}
/** Those who saw the letter only for where they sit. */
const outsiders = ['deputy', 'samyukt', 'lekhaparikshak', 'sthapna1', 'tehsildar'];
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
    // Whoever is cleared in the office reads on, and does nothing with it.
    await done('collector', 'getReceipt', { params });
    const { body } = await done('rajasv1', 'getReceipt', { params });
    expect(body.receipt).toMatchObject({ status: 'filed', classification: 'confidential' });
    const tracked = await office.call('', 'trackLetter', {
      params: { token: body.receipt.trackingToken },
    });
    expect(tracked.body).toMatchObject({ stage: { en: 'Under process' }, expectedBy: null });
  });
});

describe('a file that becomes confidential', () => {
  const raise = async (username: string, fileId: string) => {
    const params = { fileId };
    const { version } = (await done(username, 'getFile', { params })).body;
    const body = { classification: 'confidential', reason: 'संवेदनशील' };
    await done(username, 'amendFile', { params, version, body });
  };
  const tehsildar = postOf('Tehsildar');
  const found = async (username: string) =>
    JSON.stringify((await done(username, 'search', { query: { q: secret } })).body.items);

  it('[invariant 16] takes with it what is in it: letters, those that went out, parts; twice changes nothing', async () => {
    const { params: draft, contentHash, version } = await signed(day);
    const { fileId } = draft;
    const issued = await done('adhikshak', 'issueDraft', {
      params: draft,
      body: { contentHash, officeIds: sampleDistrict.offices.slice(1, 3).map(({ id }) => id) },
      version,
    });
    const { id: issueId, verificationCode } = issued.body.issue;
    const letter = await aLetter();
    const { body: given } = await done('rajasv1', 'markReceipt', {
      params: { receiptId: letter.receiptId },
      version: letter.version,
      body: { to: { postId: postOf('Superintendent (Revenue)') } },
    });
    const { receiptId } = letter;
    await done('adhikshak', 'fileReceipt', {
      params: { receiptId },
      version: given.version,
      body: { fileId },
    });
    const part = await done('adhikshak', 'openFilePart', {
      params: { fileId },
      version: (await done('adhikshak', 'getFile', { params: { fileId } })).body.version,
      body: { kind: 'part', subject: { hi: secret } },
    });
    const partId = part.body.file.id as string;
    const inPart = await aLetter();
    const { body: toPart } = await done('rajasv1', 'markReceipt', {
      params: { receiptId: inPart.receiptId },
      version: inPart.version,
      body: { to: { postId: postOf('Superintendent (Revenue)') } },
    });
    await done('adhikshak', 'fileReceipt', {
      params: { receiptId: inPart.receiptId },
      version: toPart.version,
      body: { fileId: partId },
    });
    await relay();

    await raise('adhikshak', fileId);
    await relay();
    for (const id of [receiptId, inPart.receiptId]) await mustBeHidden(id);
    for (const username of outsiders) {
      const asked = { params: { fileId: partId } };
      expect(await refusal(username, 'getFile', asked), username).toBe('/problems/not-found');
    }
    expect(await refusal('javak', 'createPrint', { body: { kind: 'issue', issueId } })).toBe(
      '/problems/not-found',
    );
    const told = await done('javak', 'getIssue', { params: { issueId } });
    expect(told.body).toMatchObject({ issue: { classification: 'confidential' }, letter: null });
    const checked = await office.call('', 'verifyLetter', { params: { code: verificationCode } });
    expect(checked.body).toMatchObject({ genuine: true, subject: null });
    // Every row in a register, which keeps its month and place.
    const ids = [fileId, partId, receiptId, inPart.receiptId, issueId];
    const rows = (await tableOf(office)).filter(
      ({ pk, row }) =>
        String(pk).startsWith('REG#') &&
        ids.includes((row as { recordId?: string })?.recordId ?? ''),
    );
    expect(rows.length).toBeGreaterThan(ids.length);
    for (const words of [secret, 'सीमांकन बाबत']) expect(JSON.stringify(rows)).not.toContain(words);
    expect(JSON.stringify(rows)).not.toContain('कोई नमूना');
    // And every row in which a post of the office has the letter listed.
    const listed = await done('deputy', 'listCopies', { query: { limit: '100' } });
    const copy = listed.body.items.find((each: { issueId?: string }) => each.issueId === issueId);
    expect(copy).toMatchObject({ subject: null });
    // What becomes of a delivery afterwards tells the register nothing of it.
    await done('javak', 'sendDelivery', {
      params: { issueId, no: '3' },
      version: told.body.version,
      body: {},
    });
    const register = await done('javak', 'listDispatches', { query: { month, limit: '200' } });
    const still = register.body.items.find((each: { issueId: string }) => each.issueId === issueId);
    expect(still).toMatchObject({ confidential: true, columns: {} });
    expect(still.deliveries).toBeUndefined();
    const sent = await done('javak', 'listPendingDispatches');
    const waiting = sent.body.items.find((each: { issueId: string }) => each.issueId === issueId);
    expect(waiting).toMatchObject({ subject: null });
    // Whoever has the file reads on, and the seal holds.
    await done('adhikshak', 'getReceipt', { params: { receiptId } });
    expect((await done('adhikshak', 'getProof', { params: { fileId: partId } })).body.verdict).toBe(
      'intact',
    );

    const before = await tableOf(office);
    await closePapers(fileId, new Date().toISOString());
    expect(await tableOf(office)).toEqual(before);
  });

  it('is read by no other office any more, whether it was let in by name or had the file', async () => {
    const { fileId, version } = await aFile();
    const params = { fileId };
    const sent = await done('rajasv1', 'sendFile', { params, version, body: { to: tehsildar } });
    const begun = await done('tehsildar', 'createNote', { params, body: { paragraphs: ['टीप'] } });
    const noteId = begun.body.id as string;
    const back = await done('tehsildar', 'returnFile', {
      params,
      version: sent.body.version,
      body: { to: rajasv, purpose: 'action', reason: 'स्थल निरीक्षण' },
    });
    const reader = { params: { fileId, postId: postOf('Naib Tehsildar') } };
    await done('rajasv1', 'nameFileReader', {
      ...reader,
      version: back.body.version,
      body: { reason: 'सीमांकन दल' },
    });
    for (const username of ['tehsildar', 'naib']) await done(username, 'listNotes', { params });
    await done('tehsildar', 'getNoteHistory', { params: { fileId, noteId } });
    await relay();
    for (const username of ['tehsildar', 'naib']) {
      expect(await found(username)).toContain(fileId);
    }
    const sentBy = async (username: string) => {
      const { body } = await done(username, 'listSent', { query: { month, limit: '50' } });
      return body.items.find((each: { id: string }) => each.id === fileId)?.subject;
    };
    expect(await sentBy('tehsildar')).toEqual({ hi: secret });
    await raise('rajasv1', fileId);
    await relay();
    // What its post sent stays listed by number; whoever may read the file still reads what it is.
    expect(await sentBy('tehsildar')).toBeNull();
    expect(await sentBy('rajasv1')).toEqual({ hi: secret });
    for (const username of ['tehsildar', 'naib']) {
      for (const id of ['getFile', 'listNotes', 'listCorrespondence', 'getTimeline'] as const) {
        expect(await refusal(username, id, { params }), id).toBe('/problems/not-found');
      }
      expect(await found(username)).not.toContain(fileId);
    }
    const note = { params: { fileId, noteId } };
    expect(await refusal('tehsildar', 'getNote', note)).toBe('/problems/no-note');
    expect(await refusal('tehsildar', 'getNoteHistory', note)).toBe('/problems/no-note');
    for (const username of ['rajasv1', 'collector', 'adm']) {
      await done(username, 'listNotes', { params });
      expect(await found(username), username).toContain(fileId);
    }
  });

  it('keeps the note that is being written from the assistant who began it, and from those it was shared with', async () => {
    const own = await aFile({}, 'collector');
    const begun = await done('steno', 'createNote', {
      params: { fileId: own.fileId },
      body: { paragraphs: [secret] },
    });
    const dictated = { params: { fileId: own.fileId, noteId: begun.body.id as string } };
    await done('steno', 'getNote', dictated);
    await raise('collector', own.fileId);
    expect(await refusal('steno', 'getNote', dictated)).toBe('/problems/no-note');
    const again = { ...dictated, version: begun.body.version, body: { paragraphs: ['और'] } };
    expect(await refusal('steno', 'saveNote', again)).toBe('/problems/not-found');
    await done('collector', 'getNote', dictated);

    const { fileId } = await aFile();
    const written = await done('rajasv1', 'createNote', {
      params: { fileId },
      body: { paragraphs: [secret] },
    });
    const note = { params: { fileId, noteId: written.body.id as string } };
    const shared = await done('rajasv1', 'shareNote', {
      ...note,
      version: written.body.version,
      body: { postIds: [postOf('Superintendent (Revenue)')] },
    });
    await done('adhikshak', 'getNote', note);
    await raise('rajasv1', fileId);
    expect(await refusal('adhikshak', 'getNote', note)).toBe('/problems/no-note');
    const save = { ...note, version: shared.body.version, body: { paragraphs: ['और'] } };
    expect(await refusal('adhikshak', 'saveNote', save)).toBe('/problems/not-found');
    await done('rajasv1', 'getNote', note);
  });
});

describe('a print that was made', () => {
  const made = {
    mediaType: 'application/pdf',
    bytes: 10,
    sha256: 'a'.repeat(64),
    pages: 1,
  } as const;
  const ready = (printId: string) =>
    saveMade(printId, { state: 'ready', madeAt: new Date().toISOString(), ...made });

  it('is fetched by who asked while they may read what it is of, and names it', async () => {
    const { fileId, version } = await aFile();
    const { body } = await done('deputy', 'createPrint', { body: { kind: 'file', fileId } });
    await ready(body.id);
    const fetched = { params: { printId: body.id as string }, query: body.of };
    expect((await done('deputy', 'getPrint', fetched)).body.download.url).toContain(body.id);
    const other = await aFile();
    for (const query of [{}, { fileId: other.fileId }]) {
      expect(await refusal('deputy', 'getPrint', { ...fetched, query })).toBe(
        '/problems/not-found',
      );
    }
    await done('rajasv1', 'amendFile', {
      params: { fileId },
      version,
      body: { classification: 'confidential', reason: 'संवेदनशील' },
    });
    expect(await refusal('deputy', 'getPrint', fetched)).toBe('/problems/not-found');
  });

  it('of a letter is fetched no more by who lost sight of it', async () => {
    const { fileId } = await aFile({ classification: 'confidential' });
    const { receiptId, version } = await aLetter();
    const slip = { body: { kind: 'acknowledgement', receiptId } };
    const { body } = await done('deputy', 'createPrint', slip);
    await ready(body.id);
    const fetched = { params: { printId: body.id as string }, query: { receiptId } };
    await done('deputy', 'getPrint', fetched);
    await done('rajasv1', 'fileReceipt', { params: { receiptId }, version, body: { fileId } });
    expect(await refusal('deputy', 'getPrint', fetched)).toBe('/problems/not-found');
  });
});
