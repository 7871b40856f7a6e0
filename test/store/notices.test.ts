import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as clock } from '../../functions/approvalSteps/index.ts';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { askingOf } from '../support/asking.ts';
import { type Asked, type Office, openOffice, roundTrips } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const assistant = postOf('Assistant grade 2 (Revenue)');
const superintendent = postOf('Superintendent (Revenue)');
const deputy = postOf('Deputy Collector (Revenue)');
const nazir = postOf('Nazir');
/** The posts that the people of these tests act in. */
const users = [
  ...['rajasv1', 'rajasv2', 'adhikshak', 'deputy', 'adm', 'collector'],
  ...['nazarat', 'sthapna1', 'steno', 'tehsildar'],
];

const { done } = askingOf(() => office);
const refusal = async (username: string, id: OperationId, asked: Asked) =>
  (await office.call(username, id, asked)).body.type;

async function aFile(more: object = {}) {
  const body = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'सूचना की नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id, ...more },
  });
  const fileId = body.file.id as string;
  return { fileId, params: { fileId }, version: body.version as number, number: body.file.number };
}
interface Told {
  readonly id: string;
  readonly kind: string;
  readonly fileId: string;
  readonly readAt: string | null;
}
/** What a post was told about a file, newest first. */
async function toldOf(username: string, fileId: string): Promise<Told[]> {
  const { items } = await done(username, 'listNotices', { query: { limit: '100' } });
  return items.filter((notice: Told) => notice.fileId === fileId);
}
/** How many notices of a file each of the people finds. */
async function counts(fileId: string) {
  const found: Record<string, number> = {};
  for (const username of users) {
    const { length } = await toldOf(username, fileId);
    if (length > 0) found[username] = length;
  }
  return found;
}
const rowsOf = async (fileId: string) =>
  (await tableOf(office)).filter(
    ({ pk, notice }) =>
      String(pk).startsWith('NOTICE#') && (notice as { fileId?: string }).fileId === fileId,
  );

describe('a post is told', () => {
  it('[row 45] that a file was pulled up from its desk: by whom, when and why', async () => {
    const { fileId, params, version, number } = await aFile();
    const reason = 'तत्काल आवश्यकता';
    await done('deputy', 'pullUpFile', { params, version, body: { from: assistant, reason } });
    const [notice, ...more] = await toldOf('rajasv1', fileId);
    expect(more).toEqual([]);
    expect(notice).toMatchObject({
      kind: 'pulled-up',
      number,
      by: { postId: deputy },
      reason,
      classification: 'normal',
      readAt: null,
    });
    expect(notice).toMatchObject({ label: { hi: expect.stringMatching(/[ऀ-ॿ]/) } });
    expect(await counts(fileId)).toEqual({ rajasv1: 1 });
  });

  it('that a yellow note is shared with it, once however often it is shared again', async () => {
    const { fileId, params } = await aFile();
    const note = await done('rajasv1', 'createNote', {
      params,
      body: { paragraphs: ['गुप्त-वाक्य'] },
    });
    const share = (postIds: string[], version: number) =>
      done('rajasv1', 'shareNote', {
        params: { fileId, noteId: note.id },
        body: { postIds },
        version,
      });
    await share([superintendent], 1);
    await share([superintendent, assistant, nazir], 2);
    expect(await toldOf('adhikshak', fileId)).toMatchObject([
      { kind: 'note-shared', noteId: note.id, by: { postId: assistant }, reason: null },
    ]);
    expect(await counts(fileId)).toEqual({ adhikshak: 1, nazarat: 1 });
    expect(JSON.stringify(await rowsOf(fileId))).not.toContain('गुप्त-वाक्य');
  });

  it('that an oral order of its is on record and waits to be confirmed, however the note was sealed', async () => {
    const chain = sampleDistrict.chains.find(({ code }) => code === 'REV-STD-3');
    const ways: [OperationId, object][] = [
      ['sendFile', { to: superintendent }],
      ['consultPost', { to: superintendent, reason: 'राय दें' }],
      ['startApproval', { chainId: chain?.id }],
      ['requestClosure', {}],
    ];
    for (const [id, body] of ways) {
      const { fileId, params, version } = await aFile();
      await done('rajasv1', 'createNote', {
        params,
        body: { paragraphs: ['मौखिक आदेश दर्ज है।'], kind: 'oral-order', orderedBy: nazir },
      });
      // What lies on the writer's desk is nobody's business yet.
      expect(await counts(fileId), id).toEqual({});
      await done('rajasv1', id, { params, version, body });
      expect(await toldOf('nazarat', fileId), id).toMatchObject([
        { kind: 'oral-order', noteNo: 1, by: { postId: assistant }, reason: null },
      ]);
      expect(await counts(fileId), id).toEqual({ nazarat: 1 });
    }
  });

  it('that its decision in an approval chain is late, by the clock and each time it is reminded', async () => {
    const chain = sampleDistrict.chains.find(({ code }) => code === 'TATKAL-3');
    const { fileId, params, version } = await aFile();
    const started = await done('rajasv1', 'startApproval', {
      params,
      version,
      body: { chainId: chain?.id },
    });
    const chained = { approvalId: started.approval.id };
    await clockOf(chained.approvalId, 1);
    const asked = await done('deputy', 'getApproval', { params: chained });
    const { approval } = await done('deputy', 'decide', {
      params: chained,
      version: asked.version,
      body: { level: 1, decision: 'recommend', contentHash: asked.approval.contentHash },
    });
    await clockOf(chained.approvalId, approval.turn);
    // The second level of this chain has three seconds.
    const { dueAt } = (await done('adm', 'getApproval', { params: chained })).approval.levels[1];
    await new Promise((next) => setTimeout(next, Date.parse(dueAt) - Date.now() + 50));
    const overdue = { step: 'delay', ...chained, turn: approval.turn, execution: 'run-1' };
    await clock({ ...overdue, round: 0 });
    // The same round again is the same reminder.
    await clock({ ...overdue, round: 0 });
    await clock({ ...overdue, round: 1 });
    expect(await toldOf('adm', fileId)).toMatchObject([
      { kind: 'level-overdue', by: null },
      { kind: 'level-overdue', by: null },
    ]);
    expect(await counts(fileId)).toEqual({ adm: 2 });
  });

  it('that a chain asks it no more: it was withdrawn, or another post is asked', async () => {
    const chain = sampleDistrict.chains.find(({ code }) => code === 'REV-STD-3');
    const begun = async () => {
      const { fileId, params, version } = await aFile();
      const body = { chainId: chain?.id };
      const { approval } = await done('rajasv1', 'startApproval', { params, version, body });
      await clockOf(approval.id, 1);
      const chained = { params: { approvalId: approval.id as string } };
      const standing = await done('rajasv1', 'getApproval', chained);
      const [member] = standing.approval.levels[0].members;
      const asked = member.post.id === superintendent ? 'adhikshak' : 'deputy';
      return { fileId, chained, version: standing.version as number, asked, from: member.post.id };
    };
    const reason = 'पुनर्विचार';
    const one = await begun();
    await done('rajasv1', 'withdrawApproval', {
      ...one.chained,
      version: one.version,
      body: { reason },
    });
    expect(await toldOf(one.asked, one.fileId)).toMatchObject([
      { kind: 'asked-no-more', by: { postId: assistant }, reason },
    ]);
    expect(await counts(one.fileId)).toEqual({ [one.asked]: 1 });

    const two = await begun();
    await done('collector', 'reassignApproval', {
      ...two.chained,
      version: two.version,
      body: { from: two.from, to: postOf('Joint Collector'), reason },
    });
    expect(await toldOf(two.asked, two.fileId)).toMatchObject([{ kind: 'asked-no-more', reason }]);
  });

  it('nothing of what it does to itself', async () => {
    const { fileId, params } = await aFile();
    const note = await done('rajasv1', 'createNote', { params, body: { paragraphs: ['क'] } });
    await done('rajasv1', 'shareNote', {
      params: { fileId, noteId: note.id },
      body: { postIds: [assistant] },
      version: 1,
    });
    expect(await rowsOf(fileId)).toEqual([]);
  });
});

describe('a request to read a file', () => {
  const ask = (fileId: string, reason = 'लेखा मिलान') => ({ params: { fileId }, body: { reason } });
  const types = async (fileId: string) =>
    (await done('rajasv1', 'getTimeline', { params: { fileId } })).items.map(
      ({ type }: { type: string }) => type,
    );

  it('[row 59] is one a post, beside those of others; it is told to the holder and sealed on the file', async () => {
    const { fileId, params } = await aFile();
    await done('nazarat', 'requestView', ask(fileId));
    const again = ask(fileId, 'दूसरा कारण');
    expect(await refusal('nazarat', 'requestView', again)).toBe('/problems/view-requested');
    await done('sthapna1', 'requestView', ask(fileId, 'स्थापना'));
    const requests = await done('rajasv1', 'listViewRequests', { params });
    expect(requests.items.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
      'लेखा मिलान',
      'स्थापना',
    ]);
    expect(await types(fileId)).toEqual(['opened', 'view-requested', 'view-requested']);
    expect(await toldOf('rajasv1', fileId)).toMatchObject([
      { kind: 'view-requested', reason: 'स्थापना' },
      { kind: 'view-requested', reason: 'लेखा मिलान', by: { postId: nazir } },
    ]);
    expect((await done('collector', 'getProof', { params })).verdict).toBe('intact');
  });

  it('of two at once by one post one is kept', async () => {
    const { fileId } = await aFile();
    const answers = await Promise.all(
      [1, 2].map((n) => office.call('nazarat', 'requestView', ask(fileId, `कारण ${n}`))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await types(fileId)).toEqual(['opened', 'view-requested']);
    expect(await counts(fileId)).toEqual({ rajasv1: 1 });
  });

  it('is granted, and both the post and the file’s history are told', async () => {
    const { fileId, params } = await aFile();
    await done('nazarat', 'requestView', ask(fileId));
    const { version } = await done('rajasv1', 'getFile', { params });
    await done('rajasv1', 'nameFileReader', {
      params: { fileId, postId: nazir },
      version,
      body: { reason: 'मिलान हेतु' },
    });
    await done('nazarat', 'listNotes', { params });
    expect(await types(fileId)).toEqual(['opened', 'view-requested', 'reader-named']);
    expect(await toldOf('nazarat', fileId)).toMatchObject([
      { kind: 'view-granted', reason: 'मिलान हेतु', by: { postId: assistant } },
    ]);
    expect(await refusal('nazarat', 'requestView', ask(fileId))).toBe('/problems/view-granted');
    const { items } = await done('rajasv1', 'listViewRequests', { params });
    expect(items).toMatchObject([{ grantedAt: expect.any(String) }]);
  });

  it('is refused with the reason, by whoever has the file alone, and may then be made again', async () => {
    const { fileId, params } = await aFile();
    const refuse = {
      params: { fileId, postId: nazir },
      body: { reason: 'प्रकरण विचाराधीन है' },
    };
    const first = await done('rajasv1', 'getFile', { params });
    expect(await refusal('rajasv1', 'refuseView', { ...refuse, version: first.version })).toBe(
      '/problems/no-view-request',
    );
    await done('nazarat', 'requestView', ask(fileId));
    const { version } = await done('rajasv1', 'getFile', { params });
    for (const [username, code] of [
      ['adhikshak', 'file-not-with-you'],
      ['nazarat', 'file-not-with-you'],
      ['tehsildar', 'not-found'],
    ] as const) {
      expect(await refusal(username, 'refuseView', { ...refuse, version })).toBe(
        `/problems/${code}`,
      );
    }
    expect(await refusal('rajasv1', 'refuseView', { ...refuse, version: 1 })).toBe(
      '/problems/stale-version',
    );
    const refused = await done('rajasv1', 'refuseView', { ...refuse, version });
    expect(refused).toMatchObject({ reason: 'लेखा मिलान', refusal: 'प्रकरण विचाराधीन है' });
    expect(await toldOf('nazarat', fileId)).toMatchObject([
      { kind: 'view-refused', reason: 'प्रकरण विचाराधीन है' },
    ]);
    const timeline = await done('rajasv1', 'getTimeline', { params });
    expect(timeline.items.at(-1)).toMatchObject({
      type: 'view-refused',
      facts: { post: { postId: nazir } },
      texts: { reason: 'प्रकरण विचाराधीन है' },
    });
    expect(await refusal('nazarat', 'listNotes', { params })).toBe('/problems/not-allowed');
    const now = await done('rajasv1', 'getFile', { params });
    expect(await refusal('rajasv1', 'refuseView', { ...refuse, version: now.version })).toBe(
      '/problems/no-view-request',
    );
    await done('nazarat', 'requestView', ask(fileId, 'पुनः'));
    const { items } = await done('rajasv1', 'listViewRequests', { params });
    expect(items).toMatchObject([{ reason: 'पुनः' }]);
    expect(items[0]).not.toHaveProperty('refusedAt');
  });
});

describe('what a post is told of a confidential file', () => {
  it('[invariant 16] is its number and the kind: no subject, no reason, no words', async () => {
    const secret = 'गोपनीय-शब्द-विशेष';
    const { fileId, params, version, number } = await aFile({
      classification: 'confidential',
      subject: { hi: secret },
    });
    await done('rajasv1', 'createNote', {
      params,
      body: { paragraphs: [secret], kind: 'oral-order', orderedBy: nazir },
    });
    const sent = await done('rajasv1', 'sendFile', {
      params,
      version,
      body: { to: superintendent },
    });
    await done('adhikshak', 'nameFileReader', {
      params: { fileId, postId: deputy },
      version: sent.version,
      body: { reason: secret },
    });
    expect(await toldOf('nazarat', fileId)).toMatchObject([
      { kind: 'oral-order', number, classification: 'confidential', reason: null },
    ]);
    expect(await toldOf('deputy', fileId)).toMatchObject([
      { kind: 'view-granted', number, reason: null },
    ]);
    const rows = await rowsOf(fileId);
    expect(rows).toHaveLength(2);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('is nothing when a note is shared with a post that may not know of the file', async () => {
    const { fileId, params } = await aFile({ classification: 'confidential' });
    const note = await done('rajasv1', 'createNote', { params, body: { paragraphs: ['क'] } });
    await done('rajasv1', 'shareNote', {
      params: { fileId, noteId: note.id },
      body: { postIds: [superintendent] },
      version: 1,
    });
    expect(await rowsOf(fileId)).toEqual([]);
  });

  it('keeps the subject out of every notice, so that nothing is left of it when the file becomes confidential', async () => {
    const { fileId, params, version } = await aFile({ subject: { hi: 'विषय-विशेष' } });
    const pulled = await done('deputy', 'pullUpFile', {
      params,
      version,
      body: { from: assistant, reason: 'आवश्यकता' },
    });
    await done('deputy', 'amendFile', {
      params,
      version: pulled.version,
      body: { classification: 'confidential', reason: 'संवेदनशील' },
    });
    expect(JSON.stringify(await rowsOf(fileId))).not.toContain('विषय-विशेष');
  });
});

describe('a notice', () => {
  const pull = async (headers: Record<string, string> = {}) => {
    const file = await aFile();
    const asked = {
      params: file.params,
      version: file.version,
      body: { from: assistant, reason: 'क' },
      headers,
    };
    await done('deputy', 'pullUpFile', asked);
    return { ...file, again: () => office.told('deputy', 'pullUpFile', asked) };
  };

  it('is not written again when the act is repeated', async () => {
    const { fileId, again } = await pull({ 'idempotency-key': 'pulled-up-once' });
    const told = await again();
    expect(told.headers['idempotency-replayed']).toBe('true');
    expect(await counts(fileId)).toEqual({ rajasv1: 1 });
  });

  it('lapses after the days of the policy', async () => {
    const { fileId } = await pull();
    const [row] = await rowsOf(fileId);
    const days = (Number(row?.expiresAt) - Date.now() / 1000) / 86_400;
    expect(Math.round(days)).toBe(sampleDistrict.policy.noticeDays);
  });

  it('is marked as read by its own post alone, once, and leaves the unread', async () => {
    const [one, two] = [await pull(), await pull()];
    const [{ id } = { id: '' }] = await toldOf('rajasv1', one.fileId);
    for (const username of ['deputy', 'adhikshak', 'collector', 'steno']) {
      expect(await refusal(username, 'readNotices', { body: { noticeIds: [id] } })).toBe(
        '/problems/not-found',
      );
    }
    const unread = async () =>
      (await done('rajasv1', 'listNotices', { query: { unread: 'true', limit: '100' } })).items;
    const before = await unread();
    expect(before[0].fileId).toBe(two.fileId);
    const read = await done('rajasv1', 'readNotices', { body: { noticeIds: [id] } });
    expect(read.items).toMatchObject([{ id, readAt: expect.any(String) }]);
    const events = (await tableOf(office)).length;
    // Reading it again changes nothing.
    const again = await done('rajasv1', 'readNotices', { body: { noticeIds: [id] } });
    expect(again).toEqual(read);
    expect((await tableOf(office)).length).toBe(events + 1);
    expect(await toldOf('rajasv1', one.fileId)).toEqual(read.items);
    expect(await unread()).toEqual(before.filter((notice: Told) => notice.id !== id));
    const [row] = await rowsOf(one.fileId);
    expect(Number(row?.expiresAt)).toBeGreaterThan(Date.now() / 1000);
  });

  it('is found page by page, newest first, at the same cost however many there are', async () => {
    const whole = await done('rajasv1', 'listNotices', { query: { limit: '100' } });
    expect(whole.items.length).toBeGreaterThan(5);
    for (const unread of [{}, { unread: 'true' }]) {
      const all = await done('rajasv1', 'listNotices', { query: { limit: '100', ...unread } });
      const found: Told[] = [];
      let cursor: string | null | undefined;
      do {
        const told = await office.told('rajasv1', 'listNotices', {
          query: { limit: '2', ...unread, ...(cursor && { cursor }) },
        });
        // Who is asking, and the page.
        const [, ...rest] = told.commands;
        expect(rest.map(({ name }) => name)).toEqual(['QueryCommand']);
        expect(roundTrips(rest)).toBe(1);
        found.push(...told.body.items);
        cursor = told.body.next;
      } while (cursor);
      expect(found).toEqual(all.items);
      const ids = found.map(({ id }) => id);
      expect(ids).toEqual([...ids].sort().reverse());
    }
    const { next } = await done('rajasv1', 'listNotices', { query: { limit: '2' } });
    expect(await refusal('deputy', 'listNotices', { query: { cursor: next } })).toBe(
      '/problems/cursor-invalid',
    );
    expect(
      await refusal('rajasv1', 'listNotices', { query: { cursor: next, unread: 'true' } }),
    ).toBe('/problems/cursor-invalid');
  });
});
