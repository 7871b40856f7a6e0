/** What every route that reads tells those whom a record is not for, and whose clock the office goes by. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Route } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { askingOf } from '../support/asking.ts';
import { type Office, openOffice } from '../support/office.ts';
import { dayFromNow, postOf, thisMonth } from '../support/sample.ts';
import { aDocument } from './flows/day.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const headId = sampleDistrict.subjectHeads[0]?.id;
const officeId = sampleDistrict.offices[0]?.id ?? '';
const { done } = askingOf(() => office);

/** A file with a letter and a note on it, whose every text has a word of its own; it went on to the superintendent. */
async function aFullFile(word: string, classification: 'normal' | 'confidential') {
  const documentId = await aDocument({ done: office.told });
  const letter = await done('aavak', 'createReceipt', {
    body: {
      subject: { hi: `${word} आवेदन` },
      sender: { kind: 'citizen', name: `${word} नमूना` },
      letter: { language: 'hi', number: `${word}/12`, date: dayFromNow(-2) },
      channel: 'counter',
      classification,
      documentIds: [documentId],
    },
  });
  const receiptId: string = letter.receipt.id;
  const marked = await done('aavak', 'markReceipt', {
    params: { receiptId },
    version: letter.version,
    body: { to: { postId: postOf('Assistant grade 2 (Revenue)') } },
  });
  const { file } = await done('rajasv1', 'createFile', {
    body: { subject: { hi: `${word} प्रकरण` }, headId, classification },
  });
  const fileId: string = file.id;
  const filed = await done('rajasv1', 'fileReceipt', {
    params: { receiptId },
    version: marked.version,
    body: { fileId },
  });
  const note = await done('rajasv1', 'createNote', {
    params: { fileId },
    body: { paragraphs: [`${word} टीप`] },
  });
  await done('rajasv1', 'sendFile', {
    params: { fileId },
    version: filed.version,
    body: { to: postOf('Superintendent (Revenue)') },
  });
  const ids = { fileId, receiptId, documentId, noteId: note.id as string, officeId, page: '1' };
  return { word, number: file.number as string, ids };
}
type Full = Awaited<ReturnType<typeof aFullFile>>;

/** What is about the system itself tells of no record; what search finds is proved where its index is (test/search). */
const elsewhere = ['about', 'search'];
const reading = Object.entries<Route>(routes).filter(
  ([, { method, area }]) => method === 'GET' && !elsewhere.includes(area),
);

/** All that a person is told about it, route by route; what a route must be asked with is filled in where it is known. */
async function allTold(username: string, { word, number, ids }: Full) {
  const known: Readonly<Record<string, string>> = {
    ...{ month: thisMonth(), limit: '100', number, q: word, of: ids.fileId, register: '' },
  };
  const told: Record<string, string> = {};
  for (const [id, route] of reading) {
    const shape = route.query instanceof z.ZodObject ? Object.keys(route.query.shape) : [];
    const query = Object.fromEntries(
      shape.filter((name) => known[name]).map((name) => [name, known[name] ?? '']),
    );
    const registers = route.path.includes('{register}') ? ['file', 'receipt', 'issue'] : [''];
    const texts: string[] = [];
    for (const register of registers) {
      const all: Record<string, string> = { ...ids, register };
      all.postId = postOf('Superintendent (Revenue)');
      const names = [...route.path.matchAll(/{(\w+)}/g)].map(([, name = '']) => name);
      const params = Object.fromEntries(names.map((name) => [name, all[name] ?? '']));
      const { status, body } = await office.call(username, id as OperationId, { params, query });
      if (status === 200) texts.push(JSON.stringify(body));
    }
    told[id] = texts.join('\n');
  }
  return told;
}
const tellingOf = (told: Record<string, string>, text: string) =>
  Object.keys(told).filter((id) => told[id]?.includes(text));

describe('[invariant 27] every route that reads', () => {
  it('tells whoever has a file what is on it, and those for whom it is not neither that nor, elsewhere, that it is there', async () => {
    const open = await aFullFile('खुलाशब्द', 'normal');
    const inner = await allTold('adhikshak', open);
    // Otherwise silence would prove nothing.
    expect(tellingOf(inner, open.word)).toEqual(
      expect.arrayContaining(['getFile', 'getInbox', 'listNotes', 'listCorrespondence']),
    );
    const outside = await allTold('tehsildar', open);
    expect(tellingOf(outside, open.word)).toEqual([]);
    expect(tellingOf(outside, open.number)).toEqual([]);
    // In its own office it is known by its cover, its letter by its entry, and nothing that was noted is.
    const beside = await allTold('nazarat', open);
    expect(tellingOf(beside, `${open.word} टीप`)).toEqual([]);
    expect(tellingOf(beside, open.word).sort()).toEqual(['getFile', 'getReceipt']);
    expect(tellingOf(await allTold('deputy', open), open.word)).toEqual(
      expect.arrayContaining(['listNotes', 'listCorrespondence']),
    );
  }, 60_000);

  it('tells of a confidential file nothing to those above, beside, in the registers or in another office', async () => {
    const shut = await aFullFile('बंदशब्द', 'confidential');
    expect(tellingOf(await allTold('adhikshak', shut), shut.word)).toEqual(
      expect.arrayContaining(['getFile', 'listNotes', 'listCorrespondence']),
    );
    for (const username of [...['deputy', 'samyukt', 'nazarat', 'sthapna1', 'tehsildar']]) {
      const told = await allTold(username, shut);
      expect(tellingOf(told, shut.word), username).toEqual([]);
    }
    // Whoever is cleared in the office reads what is on it, and is told of it nowhere unasked.
    expect(tellingOf(await allTold('collector', shut), shut.word)).toEqual(
      expect.arrayContaining(['getFile', 'listNotes', 'listCorrespondence', 'getReceipt']),
    );
    // Who keeps the records of the office has their covers in hand, and no more.
    const kept = tellingOf(await allTold('regadhikshak', shut), shut.word);
    expect(kept.sort()).toEqual(['getFile', 'getReceipt']);
  }, 60_000);
});

describe('[invariant 25] time', () => {
  it('is the server’s: no request says when it is, in its body or beside it', async () => {
    const body = { subject: { hi: 'समय' }, headId };
    const then = '2019-04-01T06:00:00.000Z';
    for (const more of [{ at: then }, { openedAt: then }, { createdAt: then }]) {
      const told = await office.call('rajasv1', 'createFile', { body: { ...body, ...more } });
      expect(told.status).toBe(422);
    }
    const before = new Date().toISOString();
    const { file } = await done('rajasv1', 'createFile', {
      body,
      headers: {
        ...{ date: 'Mon, 01 Apr 2019 06:00:00 GMT', 'x-amz-date': '20190401T060000Z' },
        ...{ 'x-request-time': then, 'if-unmodified-since': 'Mon, 01 Apr 2019 06:00:00 GMT' },
      },
    });
    const after = new Date().toISOString();
    const { items } = await done('rajasv1', 'getTimeline', { params: { fileId: file.id } });
    for (const at of [file.openedAt, file.holderSince, items[0].at]) {
      expect(at >= before && at <= after, at).toBe(true);
    }
    // An act that is put on record later says when it was done, and keeps when it was recorded.
    const { id } = await done('rajasv1', 'createNote', {
      params: { fileId: file.id },
      body: { paragraphs: ['कल किया'], kind: 'recorded-later', actedAt: then },
    });
    const version = (await done('rajasv1', 'getFile', { params: { fileId: file.id } })).version;
    await done('rajasv1', 'sendFile', {
      params: { fileId: file.id },
      version,
      body: { to: postOf('Superintendent (Revenue)') },
    });
    const { items: notes } = await done('adhikshak', 'listNotes', { params: { fileId: file.id } });
    expect(notes[0].noteId).toBe(id);
    expect(notes[0]).toMatchObject({ actedAt: then });
    expect(notes[0].at >= after).toBe(true);
  });
});
