import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { postConditions, postKey } from '../../shared/store/keys.ts';
import { table } from '../../shared/store/table.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { dayFromNow, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const absent = postOf('Deputy Collector (Revenue)');
const link = postOf('Deputy Collector (General)');
const joint = postOf('Joint Collector');
const assistant = postOf('Assistant grade 2 (Revenue)');
const headId =
  sampleDistrict.subjectHeads.find(({ code }) => code === 'REV')?.id ??
  sampleDistrict.subjectHeads[0]?.id;
const today = dayFromNow(0);

const done = async (...asked: Parameters<Office['told']>) => (await office.told(...asked)).body;
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const acting = (postId = absent) => ({ 'patravali-post': postId });
const put = (Item: Record<string, unknown>) =>
  table.send(new PutCommand({ TableName: office.tableName, Item }));
const postNow = (postId = absent) => done('adm', 'getPost', { params: { postId } });

async function give(more: object = {}, postId = absent) {
  const { version } = await postNow(postId);
  const body = { to: link, kind: 'leave', from: today, until: today, reason: 'अवकाश', ...more };
  return { params: { postId }, body, version };
}
/** Whoever is away, for today, by the link officer of the order. */
async function away(more: object = {}) {
  const given = await done('deputy', 'giveDelegation', await give(more));
  return { given, delegationId: given.post.delegations.at(-1).id as string };
}
async function back(delegationId: string) {
  const { version } = await postNow();
  const params = { postId: absent, delegationId };
  return { params, version, body: { reason: 'वापसी' } };
}
const newFile = async (more: object = {}) => {
  const made = await done('rajasv1', 'createFile', {
    body: { subject: { hi: 'भूमि आवंटन' }, headId, ...more },
  });
  const params = { fileId: made.file.id as string };
  const sent = await done('rajasv1', 'sendFile', {
    params,
    version: made.version,
    body: { to: absent },
  });
  return { params, version: sent.version as number };
};

describe('a post whose holder is on leave', () => {
  it('is given to the link officer of the order alone, by the holder, and to any officer by a superior', async () => {
    const before = await tableOf(office);
    for (const [username, more, code] of [
      ['deputy', { to: postOf('Joint Collector') }, 'not-the-link-officer'],
      ['deputy', { to: absent }, 'delegation-to-self'],
      ['rajasv1', {}, 'delegation-not-yours'],
      ['deputy3', {}, 'delegation-not-yours'],
      ['adm', { to: postOf('Personal assistant (Collector)') }, 'not-an-officer'],
      ['adm', { to: postOf('Additional Collector') }, 'delegation-to-self'],
      ['adm', { to: postOf('Tehsildar') }, 'other-office'],
      ['adm', { to: postOf('Deputy Collector (Nazul)') }, 'post-vacant'],
      ['adm', { from: '2026-01-31' }, 'date-past'],
      ['adm', { from: dayFromNow(2), until: dayFromNow(1) }, 'validation'],
    ] as const) {
      expect(await refusal(username, 'giveDelegation', await give(more)), code).toBe(
        `/problems/${code}`,
      );
    }
    const stale = { ...(await give()), version: 9 };
    expect(await refusal('deputy', 'giveDelegation', stale)).toBe('/problems/stale-version');
    expect(await tableOf(office)).toEqual(before);

    const planned = { from: dayFromNow(3), until: dayFromNow(4) };
    const given = await done(
      'adm',
      'giveDelegation',
      await give({ ...planned, to: postOf('Joint Collector') }),
    );
    const again = await give({ from: dayFromNow(4), until: dayFromNow(8) });
    expect(await refusal('adm', 'giveDelegation', again)).toBe('/problems/delegation-overlaps');
    const [{ id }] = given.post.delegations;
    expect(await refusal('samyukt', 'getInbox', { headers: acting() })).toBe(
      '/problems/delegation-not-in-force',
    );
    expect((await done('samyukt', 'getMe')).delegations).toMatchObject([
      { delegationId: id, inForce: false },
    ]);
    await done('adm', 'endDelegation', await back(id));
    expect((await done('samyukt', 'getMe')).delegations).toEqual([]);
    expect(await refusal('adm', 'endDelegation', await back(id))).toBe('/problems/delegation-over');
  });

  it('is worked by the link officer on behalf of it, and the seal says so, until the holder is back', async () => {
    const { params, version } = await newFile();
    const note = { params, headers: acting(), body: { paragraphs: ['परीक्षण किया।'] } };
    expect(await refusal('samyukt', 'createNote', note)).toBe('/problems/not-allowed');

    const given = await done('adm', 'giveDelegation', await give({ to: joint }));
    const delegationId = given.post.delegations[0].id;
    expect((await done('deputy', 'getMe')).away).toMatchObject([
      { post: { postId: absent }, inForce: true },
    ]);
    const me = await done('samyukt', 'getMe', { headers: acting() });
    expect(me).toMatchObject({
      acting: { id: absent },
      onBehalfOf: { delegationId, confidential: false, ownPost: { id: joint } },
      delegations: [{ delegationId, inForce: true, post: { id: absent } }],
    });
    const inbox = await done('samyukt', 'getInbox', { headers: acting() });
    expect(inbox.items.map(({ id }: { id: string }) => id)).toContain(params.fileId);
    await done('samyukt', 'createNote', note);
    // Home goes the file, to the very post the link officer sits in: one item is asked two things in one write.
    const sent = await done('samyukt', 'sendFile', {
      params,
      version,
      headers: acting(),
      body: { to: joint },
    });
    expect(sent.version).toBeGreaterThan(version);
    const { items: events } = await done('samyukt', 'getTimeline', { params });
    expect(events.at(-1).by).toMatchObject({
      postId: joint,
      designation: { en: 'Joint Collector' },
      onBehalfOfPostId: absent,
      onBehalfOf: { en: 'Deputy Collector (Revenue)' },
      delegationId,
    });
    const { items: notes } = await done('samyukt', 'listNotes', { params });
    expect(notes.at(-1).by).toMatchObject({ post: { postId: absent }, ownPost: { postId: joint } });
    const { items: moves } = await done('samyukt', 'listMovements', { params });
    expect(moves.at(-1)).toMatchObject({ by: { onBehalfOfPostId: absent } });
    expect((await done('collector', 'getProof', { params })).verdict).toBe('intact');
    const { items: register } = await done('adm', 'listRegister', {
      params: { register: 'movement' },
      query: { month: today.slice(0, 7), limit: '100' },
    });
    expect(register.at(-1).from).toBe('चारु नमूना, संयुक्त कलेक्टर, डिप्टी कलेक्टर (राजस्व) की ओर से');

    expect(await refusal('samyukt', 'endDelegation', await back(delegationId))).toBe(
      '/problems/delegation-not-yours',
    );
    const asLink = { ...(await back(delegationId)), headers: acting() };
    expect(await refusal('samyukt', 'endDelegation', asLink)).toBe(
      '/problems/delegation-not-yours',
    );
    await done('deputy', 'endDelegation', await back(delegationId));
    for (const id of ['getMe', 'getInbox'] as const) {
      expect(await refusal('samyukt', id, { headers: acting() })).toBe('/problems/not-allowed');
    }
  });

  it('[invariant 5] lets nothing through that was begun before the delegation was ended, or after its time', async () => {
    const { params } = await newFile();
    const { given, delegationId } = await away();
    const note = { params, headers: acting(), body: { paragraphs: ['टीप'] } };
    // The post still says so where the request reads it, and no more where the write looks.
    const { delegations: _none, ...bare } = given.post;
    const row = { ...postKey(absent), entity: given.post };
    await put({ ...row, ...postConditions(bare, bare.holder) });
    const before = await tableOf(office);
    expect(await refusal('deputy3', 'createNote', note)).toBe('/problems/delegation-not-in-force');
    expect(await tableOf(office)).toEqual(before);
    // Their own tenure ended a moment ago.
    const own = sampleDistrict.posts.find(({ id }) => id === link);
    const ownRow = { ...postKey(link), entity: own };
    await put({ ...row, ...postConditions(given.post, bare.holder) });
    await put({ ...ownRow, status: 'active', tenureId: 'ten_01KZZZZZZZZZZZZZZZZZZZZZZZ' });
    expect(await refusal('deputy3', 'createNote', note)).toBe('/problems/tenure-ended');
    await put({ ...ownRow, status: 'active', tenureId: own?.holder?.tenureId });

    const past = (one: object) => ({
      ...one,
      from: '2026-01-01T00:00:00.000Z',
      until: '2026-01-02T00:00:00.000Z',
    });
    const over = { ...given.post, delegations: given.post.delegations.map(past) };
    await put({ ...postKey(absent), ...postConditions(over, bare.holder), entity: over });
    expect(await refusal('deputy3', 'createNote', note)).toBe('/problems/delegation-not-in-force');
    await put({ ...row, ...postConditions(given.post, bare.holder) });
    await done('deputy3', 'createNote', note);
    await done('adm', 'endDelegation', await back(delegationId));
  });

  it('[invariant 16] shows the link officer nothing confidential, unless the delegation lets them', async () => {
    const { params, version } = await newFile({
      classification: 'confidential',
      subject: { hi: 'गोपनीय प्रतिवेदन' },
    });
    const open = await newFile();
    // The worker that indexes takes what is owed; it leaves the newest to the stream, which is not here.
    const { handler } = await import('../../functions/reconciler/index.ts');
    await handler({ time: new Date(Date.now() + 60_000).toISOString() });
    const { delegationId } = await away();
    const headers = acting();
    const ids = async (more: object = {}) =>
      (await done('deputy3', 'getInbox', { headers, query: { limit: '100' }, ...more })).items.map(
        ({ id }: { id: string }) => id,
      );
    expect(await ids()).toContain(open.params.fileId);
    expect(await ids()).not.toContain(params.fileId);
    const found = async () =>
      (await done('deputy3', 'search', { headers, query: { q: 'गोपनीय' } })).items.length;
    expect(await found()).toBe(0);
    for (const [id, asked] of [
      ['getFile', {}],
      ['getTimeline', {}],
      ['listNotes', {}],
      ['listCorrespondence', {}],
      ['listMovements', {}],
      ['listDrafts', {}],
      ['getProof', {}],
      ['createNote', { body: { paragraphs: ['टीप'] } }],
      ['openFileOnDesk', {}],
      ['sendFile', { version, body: { to: assistant } }],
      ['parkFile', { version, body: { until: dayFromNow(3), reason: 'प्रतीक्षा' } }],
      ['createPrint', { params: {}, body: { kind: 'note-sheet', fileId: params.fileId } }],
    ] as [OperationId, Asked][]) {
      expect(await refusal('deputy3', id, { params, headers, ...asked }), id).toBe(
        '/problems/not-found',
      );
    }
    expect(await refusal('deputy3', 'getFile', { params: open.params, headers })).toBeUndefined();
    await done('deputy', 'endDelegation', await back(delegationId));

    const trusted = await away({ confidential: true });
    expect(await ids()).toContain(params.fileId);
    expect(await found()).toBeGreaterThan(0);
    await done('deputy3', 'createNote', { params, headers, body: { paragraphs: ['टीप'] } });
    await done('deputy', 'endDelegation', await back(trusted.delegationId));
  });

  it('keeps from the link officer what the delegation keeps', async () => {
    const { params } = await newFile();
    const { delegationId } = await away({ without: ['note'] });
    const note = { params, headers: acting(), body: { paragraphs: ['टीप'] } };
    expect(await refusal('deputy3', 'createNote', note)).toBe('/problems/not-allowed');
    expect((await done('deputy3', 'getMe', { headers: acting() })).capabilities).not.toContain(
      'note',
    );
    await done('deputy', 'endDelegation', await back(delegationId));
  });
});
