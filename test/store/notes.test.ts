import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { table } from '../../shared/store/table.ts';
import { type Asked, type Office, openOffice, roundTrips } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { markRead } from './flows/day.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const superintendent = postOf('Superintendent (Revenue)');
const collector = postOf('Collector');
const deputy = postOf('Deputy Collector (Revenue)');

async function done(username: string, id: OperationId, asked: Asked = {}) {
  const told = await office.call(username, id, asked);
  expect(told.status, `${id}: ${JSON.stringify(told.body)}`).toBeLessThan(300);
  return told.body;
}
async function aFile(username: string, more: object = {}) {
  const body = await done(username, 'createFile', {
    body: { subject: { hi: 'टीप की नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id, ...more },
  });
  return { fileId: body.file.id as string, version: body.version as number };
}
async function aDocument(username: string) {
  const { documentId } = await done(username, 'createUpload', {
    body: { name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: 'a'.repeat(64) },
  });
  await markRead(documentId);
  return documentId as string;
}
const begin = (username: string, fileId: string, body: object = { paragraphs: ['एक'] }) =>
  done(username, 'createNote', { params: { fileId }, body });
const sheet = (username: string, fileId: string) =>
  done(username, 'listNotes', { params: { fileId } });
const send = (username: string, fileId: string, version: number, to: string) =>
  done(username, 'sendFile', { params: { fileId }, body: { to }, version });

const dump = () => tableOf(office);

describe('[row 9] a yellow note', () => {
  it('is its author’s alone until it is shared, and its editors are named when it is sealed', async () => {
    const { fileId, version } = await aFile('rajasv1');
    const note = await begin('rajasv1', fileId);
    const params = { fileId, noteId: note.id };
    expect((await sheet('adhikshak', fileId)).draft).toBeNull();
    expect((await office.call('adhikshak', 'getNote', { params })).status).toBe(404);

    const shared = await done('rajasv1', 'shareNote', {
      params,
      body: { postIds: [superintendent] },
      version: 1,
    });
    expect((await sheet('adhikshak', fileId)).draft).toEqual(shared);
    // The line above sees the file, and not the note: it was not named.
    expect((await sheet('deputy', fileId)).draft).toBeNull();
    const edited = await done('adhikshak', 'saveNote', {
      params,
      body: { paragraphs: ['एक, सुधारा हुआ'] },
      version: 2,
    });
    expect((await sheet('rajasv1', fileId)).draft).toEqual(edited);
    const refused = await office.call('rajasv1', 'sendFile', {
      params: { fileId },
      body: { to: superintendent },
      version,
    });
    expect(refused.body.type).toBe('/problems/note-shared');
    await done('rajasv1', 'confirmNote', { params, version: 3 });
    expect((await sheet('adhikshak', fileId)).draft).toBeNull();
    // Writing never moved the file: it is sent at the version at which it was opened.
    await send('rajasv1', fileId, version, superintendent);
    const { items, draft } = await sheet('adhikshak', fileId);
    expect(draft).toBeNull();
    expect(items).toMatchObject([
      { no: 1, paragraphs: ['एक, सुधारा हुआ'], preparedBy: [{ post: { postId: superintendent } }] },
    ]);
    expect((await done('rajasv1', 'getNote', { params })).status).toBe('sealed');
  });

  it('is refused to whom it was shared with once it is confirmed, whichever version they have seen', async () => {
    const { fileId } = await aFile('rajasv1');
    const note = await begin('rajasv1', fileId);
    const params = { fileId, noteId: note.id };
    await done('rajasv1', 'shareNote', {
      params,
      body: { postIds: [superintendent] },
      version: 1,
    });
    await done('rajasv1', 'confirmNote', { params, version: 2 });
    const body = { paragraphs: ['दो'] };
    await done('rajasv1', 'saveNote', { params, body, version: 3 });
    for (const version of [2, 3, 4]) {
      const told = await office.call('adhikshak', 'saveNote', { params, body, version });
      expect(told.body.type, `${version}`).toBe('/problems/note-not-yours');
    }
  });

  it('[row 20] leaves the file when it is discarded and stays in its own history, for its post and the auditor', async () => {
    const { fileId } = await aFile('rajasv1');
    const note = await begin('rajasv1', fileId, { paragraphs: ['निरस्त होगी'] });
    const params = { fileId, noteId: note.id };
    await done('rajasv1', 'discardNote', { params, version: 1 });
    expect((await sheet('rajasv1', fileId)).draft).toBeNull();
    for (const username of ['rajasv1', 'lekhaparikshak']) {
      const history = await done(username, 'getNoteHistory', { params });
      expect(history).toMatchObject({
        verdict: 'intact',
        items: [
          { type: 'note-begun', note: { paragraphs: ['निरस्त होगी'] } },
          { type: 'note-discarded', note: null },
        ],
        next: null,
      });
    }
    for (const username of ['adhikshak', 'tehsildar']) {
      const told = await office.call(username, 'getNoteHistory', { params });
      expect(told.body.type).toBe('/problems/no-note');
    }
    const first = await done('rajasv1', 'getNoteHistory', { params, query: { limit: '1' } });
    expect(first.verdict).toBe('incomplete');
    const rest = await done('rajasv1', 'getNoteHistory', {
      params,
      query: { cursor: first.next },
    });
    expect(rest).toMatchObject({ verdict: 'intact', items: [{ seq: 2 }] });
  });

  it('[row 19] keeps every version with whoever wrote it', async () => {
    const { fileId } = await aFile('collector');
    const note = await begin('steno', fileId, { paragraphs: ['श्रुतलेख'] });
    const params = { fileId, noteId: note.id };
    await done('collector', 'saveNote', { params, body: { paragraphs: ['सुधार'] }, version: 1 });
    const { items } = await done('collector', 'getNoteHistory', { params });
    expect(
      items.map(({ by, note: text }: { by: { name: { en: string } }; note: object }) => [
        by.name.en,
        text,
      ]),
    ).toMatchObject([
      ['Tarun Namuna', { paragraphs: ['श्रुतलेख'] }],
      ['Aruna Namuna', { paragraphs: ['सुधार'] }],
    ]);
  });
});

describe('[invariant 7] the collector’s personal assistant', () => {
  it('writes the note for the collector, and is refused everything else', async () => {
    const { fileId, version } = await aFile('collector');
    const note = await begin('steno', fileId);
    expect(note).toMatchObject({ postId: collector, status: 'private' });
    expect((await sheet('collector', fileId)).draft).toEqual(note);
    expect((await sheet('steno', fileId)).draft).toEqual(note);
    const params = { fileId, noteId: note.id };
    const before = await dump();
    for (const [id, asked] of [
      ['shareNote', { params, body: { postIds: [deputy] }, version: 1 }],
      ['confirmNote', { params, version: 1 }],
      ['discardNote', { params, version: 1 }],
      ['sendFile', { params: { fileId }, body: { to: deputy }, version }],
    ] as const) {
      const told = await office.call('steno', id, asked);
      const refusal = id === 'confirmNote' ? 'note-not-shared' : 'assistant-may-not';
      expect(told.body.type, id).toBe(`/problems/${refusal}`);
    }
    expect(await dump()).toEqual(before);
    await done('steno', 'saveNote', { params, body: { paragraphs: ['दो'] }, version: 1 });
    await send('collector', fileId, version, deputy);
    expect((await sheet('deputy', fileId)).items).toMatchObject([
      { by: { post: { postId: collector } }, preparedBy: [{ name: { en: 'Tarun Namuna' } }] },
    ]);
  });

  it('is not told of a confidential file', async () => {
    const { fileId } = await aFile('collector', { classification: 'confidential' });
    const told = await office.call('steno', 'createNote', {
      params: { fileId },
      body: { paragraphs: ['क'] },
    });
    expect(told.status).toBe(404);
  });
});

describe('what a note brings along', () => {
  it('[row 10] appendices in their own page series, corrections and oral orders shown with the older note', async () => {
    const { fileId, version } = await aFile('rajasv1');
    const documentId = await aDocument('rajasv1');
    await begin('rajasv1', fileId, {
      paragraphs: ['मौखिक आदेश दर्ज है।'],
      kind: 'oral-order',
      orderedBy: deputy,
      appendices: [documentId],
    });
    // Until it is sealed the appendix is not the file's: no other reader may open it.
    const via = { params: { documentId }, query: { via: fileId } };
    expect((await office.call('adhikshak', 'getDocument', via)).status).toBe(404);
    const sent = await send('rajasv1', fileId, version, deputy);
    expect((await office.call('deputy', 'getDocument', via)).status).toBe(200);
    await begin('deputy', fileId, {
      paragraphs: ['आदेश की पुष्टि।'],
      confirms: 1,
      corrects: 1,
      references: [
        { to: 'paragraph', no: 1 },
        { to: 'document', documentId },
      ],
    });
    await send('deputy', fileId, sent.version, superintendent);
    const told = await office.call('adhikshak', 'listNotes', { params: { fileId } });
    expect(told.body.items).toMatchObject([
      {
        no: 1,
        kind: 'oral-order',
        orderedBy: { postId: deputy },
        correctedBy: 2,
        confirmedBy: 2,
        appendices: [{ documentId, pageFrom: 1, pageTo: 1 }],
      },
      { no: 2, correctedBy: null, confirmedBy: null },
    ]);
    expect(told.commands.filter(({ name }) => name === 'QueryCommand')).toHaveLength(1);
    expect(roundTrips(told.commands.slice(1))).toBe(1);
    const proof = await done('adhikshak', 'getProof', { params: { fileId } });
    expect(proof.verdict).toBe('intact');
  });

  it('[row 18] is found out when one value of the stored note is altered', async () => {
    const { fileId, version } = await aFile('rajasv1');
    await begin('rajasv1', fileId, { paragraphs: ['राशि 5000'] });
    await send('rajasv1', fileId, version, superintendent);
    const stored = (await dump()).find(({ pk, sk }) => pk === fileId && `${sk}`.startsWith('N#'));
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    const altered = structuredClone(stored) as { fields: { note: { value: string } } };
    altered.fields.note.value = altered.fields.note.value.replace('5000', '9000');
    await table.send(new PutCommand({ TableName: office.tableName, Item: altered }));
    const { verdict, findings } = await done('adhikshak', 'getProof', { params: { fileId } });
    expect(verdict).toBe('altered');
    expect(findings).toMatchObject([{ code: 'text-altered', field: 'note' }]);
  });
});

describe('[invariant 4] a refusal', () => {
  it('says its own code in the caller’s language and changes no stored byte', async () => {
    const { fileId } = await aFile('rajasv1');
    const note = await begin('rajasv1', fileId);
    const params = { fileId, noteId: note.id };
    const nobody = { fileId, noteId: 'nte_01K00000000000000000000009' };
    const fresh = { fileId: (await aFile('rajasv1')).fileId };
    const theirs = await aDocument('aavak');
    const text = { paragraphs: ['क'] };
    const confirmed = await aFile('rajasv1');
    const second = await begin('rajasv1', confirmed.fileId);
    const other = { fileId: confirmed.fileId, noteId: second.id };
    const named = { body: { postIds: [superintendent] } };
    await done('rajasv1', 'shareNote', { params: other, ...named, version: 1 });
    const cases: [string, OperationId, Asked, number, string][] = [
      ['rajasv1', 'createNote', { params: { fileId }, body: text }, 409, 'draft-exists'],
      ['adhikshak', 'createNote', { params: { fileId }, body: text }, 403, 'file-not-with-you'],
      ['tehsildar', 'createNote', { params: { fileId }, body: text }, 404, 'not-found'],
      ['rajasv1', 'saveNote', { params: nobody, body: text, version: 1 }, 404, 'no-note'],
      ['rajasv1', 'saveNote', { params, body: text, version: 9 }, 412, 'stale-version'],
      ['rajasv1', 'saveNote', { params, body: text }, 428, 'if-match-required'],
      ['adhikshak', 'saveNote', { params, body: text, version: 1 }, 403, 'file-not-with-you'],
      ['rajasv1', 'confirmNote', { params, version: 1 }, 409, 'note-not-shared'],
      ['adhikshak', 'confirmNote', { params: other, version: 2 }, 403, 'note-not-yours'],
      ['adhikshak', 'discardNote', { params: other, version: 2 }, 403, 'note-not-yours'],
      ['adhikshak', 'shareNote', { params: other, ...named, version: 2 }, 403, 'note-not-yours'],
      [
        'rajasv1',
        'shareNote',
        { params, body: { postIds: [postOf('Tehsildar')] }, version: 1 },
        422,
        'other-office',
      ],
      ['rajasv1', 'shareNote', { params, body: { postIds: [] }, version: 1 }, 422, 'validation'],
      [
        'rajasv1',
        'createNote',
        { params: fresh, body: { ...text, phrase: 'nonsense' } },
        422,
        'no-such-phrase',
      ],
      [
        'rajasv1',
        'createNote',
        {
          params: fresh,
          body: { ...text, kind: 'recorded-later', actedAt: '2099-01-01T00:00:00Z' },
        },
        422,
        'recorded-before-act',
      ],
      [
        'rajasv1',
        'createNote',
        { params: fresh, body: { ...text, references: [{ to: 'paragraph', no: 1 }] } },
        422,
        'reference-broken',
      ],
      [
        'rajasv1',
        'createNote',
        { params: fresh, body: { ...text, corrects: 1 } },
        422,
        'reference-broken',
      ],
      [
        'rajasv1',
        'createNote',
        { params: fresh, body: { ...text, appendices: [theirs] } },
        403,
        'not-allowed',
      ],
      [
        'rajasv1',
        'createNote',
        { params: fresh, body: { paragraphs: Array(11).fill('क'.repeat(4000)) } },
        422,
        'validation',
      ],
      ['sthapna1', 'getNote', { params }, 404, 'no-note'],
      ['tehsildar', 'getNote', { params }, 404, 'no-note'],
    ];
    const before = await dump();
    for (const [username, id, asked, status, code] of cases) {
      for (const [language, script] of [
        ['hi', /[\u0900-\u097f]/],
        ['en', /[A-Za-z]/],
      ] as const) {
        const headers = { ...asked.headers, 'accept-language': language };
        const told = await office.call(username, id, { ...asked, headers });
        expect(told, `${id} ${code}`).toMatchObject({
          status,
          body: { type: `/problems/${code}`, status },
        });
        expect(told.body.title).toMatch(script);
      }
    }
    expect(await dump()).toEqual(before);
  });

  it('takes the longest note there may be', async () => {
    const { fileId, version } = await aFile('rajasv1');
    const paragraphs = Array.from({ length: 10 }, (_, index) =>
      `${index} ${'क्षत्रिय ज्ञानोदय श्रृंखला '.repeat(160)}`.slice(0, 4000),
    );
    await begin('rajasv1', fileId, { paragraphs });
    await send('rajasv1', fileId, version, superintendent);
    const { items } = await sheet('adhikshak', fileId);
    expect(items[0].paragraphs).toHaveLength(10);
  });
});
