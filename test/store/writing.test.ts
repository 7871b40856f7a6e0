/** Writing on a file: where it counts as opening, where it is refused, and what is left of it when the file goes on. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { FileStatus } from '../../shared/domain/file.ts';
import { fileMachine } from '../../shared/domain/fileMachine.ts';
import * as files from '../../shared/store/fileStore.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';
import { askingOf } from '../support/asking.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { aLetter } from './flows/drafts.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const superintendent = postOf('Superintendent (Revenue)');
const clerk = postOf('Assistant grade 2 (Revenue)');
const deputy = postOf('Deputy Collector (Revenue)');
const body = { paragraphs: ['परीक्षणाधीन'] };

const { done } = askingOf(() => office);
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;

async function aFile(more: object = {}) {
  const opened = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id, ...more },
  });
  return { params: { fileId: opened.file.id as string }, version: opened.version as number };
}
const goesTo = async (username: string, params: { fileId: string }, to: string) => {
  const { version } = await done(username, 'getFile', { params });
  const sent = await done(username, 'sendFile', { params, body: { to }, version });
  return { params, version: sent.version as number };
};

describe('pulling back', () => {
  it('is refused once the receiver has written a note, even one that was discarded', async () => {
    const { params } = await aFile();
    const back = await goesTo('rajasv1', params, superintendent);
    const note = await done('adhikshak', 'createNote', { params, body });
    expect(await refusal('rajasv1', 'recallFile', back)).toBe('/problems/already-opened');
    const noteId = note.id as string;
    await done('adhikshak', 'discardNote', { params: { ...params, noteId }, version: 1 });
    expect(await refusal('rajasv1', 'recallFile', back)).toBe('/problems/already-opened');
    // It goes on at the version that was read: writing changed none.
    await done('adhikshak', 'sendFile', { ...back, body: { to: deputy } });
    const { version } = await done('adhikshak', 'getFile', { params });
    await done('adhikshak', 'recallFile', { params, version });
  });

  it('is refused once the receiver has drafted a letter, or saved one', async () => {
    const { params } = await aFile();
    const letter = aLetter({ postOf });
    const draft = await done('rajasv1', 'createDraft', { params, body: letter });
    const back = await goesTo('rajasv1', params, superintendent);
    await done('adhikshak', 'saveDraft', {
      params: { ...params, draftId: draft.draft.id },
      body: letter,
      version: draft.version,
    });
    expect(await refusal('rajasv1', 'recallFile', back)).toBe('/problems/already-opened');

    const other = await aFile();
    await goesTo('rajasv1', other.params, superintendent);
    await done('adhikshak', 'createDraft', { params: other.params, body: letter });
    const { version } = await done('rajasv1', 'getFile', { params: other.params });
    expect(await refusal('rajasv1', 'recallFile', { params: other.params, version })).toBe(
      '/problems/already-opened',
    );
  });
});

describe('a note from under which the file was pulled up', () => {
  it.each(['private', 'shared', 'confirmed'] as const)(
    'is discarded by its author while it is %s, and the file can be closed',
    async (state) => {
      const { params } = await aFile();
      await goesTo('rajasv1', params, superintendent);
      const note = await done('adhikshak', 'createNote', { params, body });
      const ofNote = { ...params, noteId: note.id as string };
      let version = note.version as number;
      if (state !== 'private') {
        const shared = { params: ofNote, body: { postIds: [clerk] }, version };
        version = (await done('adhikshak', 'shareNote', shared)).version;
      }
      if (state === 'confirmed') {
        version = (await done('adhikshak', 'confirmNote', { params: ofNote, version })).version;
      }
      const cover = await done('deputy', 'getFile', { params });
      const up = await done('deputy', 'pullUpFile', {
        params,
        body: { from: superintendent, reason: 'शीघ्र' },
        version: cover.version,
      });
      // What the deputy shares meanwhile stays shared.
      const own = await done('deputy', 'createNote', { params, body: { paragraphs: ['दूसरी'] } });
      const ofOwn = { ...params, noteId: own.id as string };
      await done('deputy', 'shareNote', { params: ofOwn, body: { postIds: [clerk] }, version: 1 });
      const close = { params, body: {}, version: up.version };
      expect(await refusal('deputy', 'requestClosure', close)).toBe('/problems/open-note');
      for (const username of ['deputy', 'rajasv1', 'collector']) {
        const told = await refusal(username, 'discardNote', { params: ofNote, version });
        expect(told, username).not.toBeUndefined();
      }
      await done('adhikshak', 'discardNote', { params: ofNote, version });
      expect(await done('rajasv1', 'getNote', { params: ofOwn })).toMatchObject({
        status: 'shared',
      });
      await done('deputy', 'confirmNote', { params: ofOwn, version: 2 });
      const asked = await done('deputy', 'requestClosure', close);
      expect(asked.file.status).toBe('closure-pending');
    },
  );
});

describe('a file that is not active', () => {
  const others = FileStatus.options.filter((status) => status !== 'active');
  /** Whatever else it would need: only the state is looked at. */
  const put = (fileId: string, status: FileStatus) =>
    asSystem<void>(
      { name: 'test', key: `${fileId}/${status}`, at: new Date().toISOString() },
      async (door) => {
        const { stored } = await door.load({ stored: files.ref(fileId) });
        if (!stored) throw new Error(fileId);
        const record = { ...stored.state, status };
        return door.commit({
          records: [files.change(stored, { record, events: [{ type: 'put', pub: {} }] })],
          reply: () => undefined,
        });
      },
    );

  it.each(others)('takes no note and no draft while it is %s', async (status) => {
    const { params } = await aFile();
    const note = await done('rajasv1', 'createNote', { params, body });
    const letter = aLetter({ postOf });
    const draft = await done('rajasv1', 'createDraft', { params, body: letter });
    const bare = await aFile();
    for (const { fileId } of [params, bare.params]) await put(fileId, status);
    const ofNote = { params: { ...params, noteId: note.id as string }, version: note.version };
    const ofDraft = { params: { ...params, draftId: draft.draft.id }, version: draft.version };
    const told = `/problems/${fileMachine.states[status].refuses}`;
    const writes: [OperationId, Asked][] = [
      ['createNote', { params: bare.params, body }],
      ['saveNote', { ...ofNote, body }],
      ['shareNote', { ...ofNote, body: { postIds: [superintendent] } }],
      ['confirmNote', ofNote],
      ['createDraft', { params: bare.params, body: letter }],
      ['saveDraft', { ...ofDraft, body: letter }],
      ['submitDraft', ofDraft],
      ['cancelDraft', { ...ofDraft, body: { reason: 'क' } }],
    ];
    for (const [id, asked] of writes) expect(await refusal('rajasv1', id, asked), id).toBe(told);
  });
});

describe('a note that is begun while the file is being closed', () => {
  it('is sealed with the request or refused: none stays behind [invariant 14]', async () => {
    const outcomes = new Set<string>();
    for (let round = 0; round < 25; round += 1) {
      const { params, version } = await aFile();
      const [noted, asked] = await Promise.all([
        office.call('rajasv1', 'createNote', { params, body }),
        office.call('rajasv1', 'requestClosure', { params, body: {}, version }),
      ]);
      outcomes.add(`${noted.status} ${asked.status}`);
      const { file } = await done('rajasv1', 'getFile', { params });
      const noteId = noted.body.id as string;
      const left =
        noted.status === 201 &&
        (await office.call('rajasv1', 'getNote', { params: { ...params, noteId } })).body.status;
      expect(file.status === 'closure-pending' && left === 'private', [...outcomes].join()).toBe(
        false,
      );
    }
  });
});

describe('merging', () => {
  it('is refused while a note is open on the file', async () => {
    const { params, version } = await aFile();
    const into = await aFile();
    const note = await done('rajasv1', 'createNote', { params, body });
    const merge = { params, body: { into: into.params.fileId, reason: 'एक ही प्रकरण' }, version };
    expect(await refusal('rajasv1', 'mergeFile', merge)).toBe('/problems/open-note');
    await done('rajasv1', 'discardNote', {
      params: { ...params, noteId: note.id as string },
      version: 1,
    });
    expect((await done('rajasv1', 'mergeFile', merge)).file.status).toBe('merged');
  });

  it('[invariant 16] leaves no word of a confidential file in the timeline of the other', async () => {
    const words = 'गुप्तशब्द';
    const secret = await aFile({
      subject: { hi: `${words} जाँच` },
      classification: 'confidential',
    });
    const part = await done('rajasv1', 'openFilePart', {
      ...secret,
      body: { kind: 'part', subject: { hi: `${words} खण्ड` } },
    });
    const open = await aFile();
    const gone = await aFile({ subject: { hi: `${words} दूसरी` }, classification: 'confidential' });
    await done('rajasv1', 'mergeFile', {
      ...gone,
      body: { into: open.params.fileId, reason: `${words} के कारण` },
    });
    const other = await aFile();
    const now = await done('rajasv1', 'getFile', { params: secret.params });
    await done('rajasv1', 'mergeFile', {
      ...other,
      body: { into: secret.params.fileId, reason: 'एक ही प्रकरण' },
    });
    expect(part.file.classification).toBe(now.file.classification);
    for (const { params } of [open, other]) {
      for (const id of ['getTimeline', 'getFile'] as const) {
        const seen = JSON.stringify(await done('adhikshak', id, { params }));
        expect(seen, id).not.toContain(words);
      }
    }
    const told = JSON.stringify(await done('adhikshak', 'getTimeline', { params: open.params }));
    expect(told).toContain('merged-here');
  });
});
