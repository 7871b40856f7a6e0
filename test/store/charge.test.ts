import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import type { Person } from '../../shared/domain/directory.ts';
import { postKey, subjectKey } from '../../shared/store/keys.ts';
import { table } from '../../shared/store/table.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { dayFromNow, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const vacant = postOf('Deputy Collector (Nazul)');
const general = postOf('Deputy Collector (General)');
const assistant = postOf('Assistant grade 2 (Revenue)');
const headId = sampleDistrict.subjectHeads[0]?.id;
const personOf = (username: string): Person => {
  const found = sampleDistrict.people.find(({ subject }) => subject === `sample-${username}`);
  if (!found) throw new RangeError(username);
  return found;
};

const done = async (...asked: Parameters<Office['told']>) => (await office.told(...asked)).body;
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const acting = (postId: string) => ({ 'patravali-post': postId });
const put = (Item: Record<string, unknown>) =>
  table.send(new PutCommand({ TableName: office.tableName, Item }));
const asPerson = (username: string, change: Partial<Person>) =>
  put({ ...subjectKey(`sample-${username}`), entity: { ...personOf(username), ...change } });

const give = (to: string, more: object = {}) => ({
  params: { postId: vacant },
  body: { to, reason: 'आदेश क्रमांक 12/स्था/2026', ...more },
  version: 0,
});

describe('charge of a vacant post', () => {
  it.each<[string, Asked, string]>([
    ['rajasv1', give(general), 'not-a-superior'],
    ['deputy3', give(general), 'not-a-superior'],
    ['adm', give(vacant), 'post-vacant'],
    ['adm', give(postOf('Tehsildar')), 'other-office'],
    ['adm', give(general, { until: '2026-01-31' }), 'date-past'],
    ['adm', { ...give(general), params: { postId: general } }, 'post-not-vacant'],
    ['adm', { ...give(general), version: 3 }, 'stale-version'],
    ['adm', give('pst_01KZZZZZZZZZZZZZZZZZZZZZZZ'), 'not-found'],
    ['adm', give(general, { reason: '\u200b' }), 'validation'],
  ])('is not given by %s %j: %s, and nothing is written', async (username, asked, code) => {
    const before = await tableOf(office);
    expect(await refusal(username, 'giveCharge', asked)).toBe(`/problems/${code}`);
    expect(await tableOf(office)).toEqual(before);
  });

  it('[invariant 6] is with one person, who may hold several posts, and lets them act in the name of the post, until it is ended', async () => {
    const file = await done('rajasv1', 'createFile', { body: { subject: { hi: 'नजूल' }, headId } });
    const params = { fileId: file.file.id };
    const send = { params, version: file.version, body: { to: vacant } };
    expect(await refusal('rajasv1', 'sendFile', send)).toBe('/problems/post-vacant');
    expect(await refusal('deputy3', 'getInbox', { headers: acting(vacant) })).toBe(
      '/problems/not-allowed',
    );

    const given = await done('adm', 'giveCharge', give(general));
    expect(given).toMatchObject({ version: 1, post: { holder: null } });
    const me = await done('deputy3', 'getMe');
    expect(me.charges.map(({ post }: { post: { id: string } }) => post.id)).toEqual([
      general,
      vacant,
    ]);
    const { items } = await done('rajasv1', 'listPosts', {
      params: { officeId: file.file.officeId },
      query: { limit: '100' },
    });
    expect(items.find(({ id }: { id: string }) => id === vacant).charge.name).toEqual(
      personOf('deputy3').name,
    );

    const sent = await done('rajasv1', 'sendFile', send);
    const inbox = await done('deputy3', 'getInbox', { headers: acting(vacant) });
    expect(inbox.items.map(({ id }: { id: string }) => id)).toContain(params.fileId);
    // As the post they are substantively in, it is not on their desk.
    expect(await refusal('deputy3', 'openFileOnDesk', { params })).toBe(
      '/problems/file-not-with-you',
    );
    const opened = await done('deputy3', 'openFileOnDesk', { params, headers: acting(vacant) });
    const back = await done('deputy3', 'returnFile', {
      params,
      headers: acting(vacant),
      version: opened.version,
      body: { to: assistant, purpose: 'action', reason: 'परीक्षण करें' },
    });
    expect(back.version).toBeGreaterThan(sent.version);
    const { items: events } = await done('rajasv1', 'getTimeline', { params });
    expect(events.at(-1).by).toMatchObject({
      name: personOf('deputy3').name,
      designation: { en: 'Deputy Collector (Nazul)' },
    });
    expect((await done('collector', 'getProof', { params })).verdict).toBe('intact');

    expect(await refusal('adm', 'giveCharge', { ...give(general), version: 1 })).toBe(
      '/problems/post-not-vacant',
    );
    const end = { params: { postId: vacant }, version: 1, body: { reason: 'पदस्थापना आदेश' } };
    expect(await refusal('rajasv1', 'endCharge', end)).toBe('/problems/not-a-superior');
    await done('prashasan', 'endCharge', end);
    expect(await refusal('deputy3', 'getInbox', { headers: acting(vacant) })).toBe(
      '/problems/not-allowed',
    );
    expect((await done('deputy3', 'getMe')).charges).toHaveLength(1);
    expect(await refusal('adm', 'endCharge', { ...end, version: 2 })).toBe('/problems/post-vacant');
  });

  it('lapses by itself after its last day', async () => {
    const { version } = await done('adm', 'getPost', { params: { postId: vacant } });
    const today = dayFromNow(0);
    const given = await done('adm', 'giveCharge', { ...give(general, { until: today }), version });
    await done('deputy3', 'getInbox', { headers: acting(vacant) });
    const over = {
      ...given.post.charge,
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-01-02T00:00:00.000Z',
    };
    await put({ ...postKey(vacant), status: 'active', entity: { ...given.post, charge: over } });
    expect(await refusal('deputy3', 'getInbox', { headers: acting(vacant) })).toBe(
      '/problems/not-allowed',
    );
    await done('adm', 'giveCharge', { ...give(general), version: given.version });
  });
});

describe('who is asking', () => {
  it('a post that is not theirs lets nobody act in it', async () => {
    const before = await tableOf(office);
    for (const header of [general, 'pst_01KZZZZZZZZZZZZZZZZZZZZZZZ', 'कलेक्टर', 'x'.repeat(4000)]) {
      for (const id of ['getMe', 'getInbox'] as const) {
        expect(await refusal('rajasv1', id, { headers: acting(header) })).toBe(
          '/problems/not-allowed',
        );
      }
      const create = { body: { subject: { hi: 'नस्ती' }, headId }, headers: acting(header) };
      expect(await refusal('rajasv1', 'createFile', create)).toBe('/problems/not-allowed');
    }
    expect(await tableOf(office)).toEqual(before);
  });

  it.each<[string, Partial<Person>, string]>([
    ['is suspended', { status: 'suspended' }, 'suspended'],
    ['has retired', { status: 'retired' }, 'suspended'],
    ['has signed out everywhere', { validAfter: '2099-01-01T00:00:00.000Z' }, 'session-expired'],
    ['holds no post yet', { charges: [] }, 'no-post'],
    [
      'has left the post',
      {
        charges: personOf('rajasv2').charges.map((charge) => ({
          ...charge,
          to: '2026-06-01T00:00:00.000Z',
        })),
      },
      'tenure-ended',
    ],
    [
      'joins the post later',
      {
        charges: personOf('rajasv2').charges.map((charge) => ({
          ...charge,
          from: '2099-06-01T00:00:00.000Z',
        })),
      },
      'tenure-ended',
    ],
  ])('whoever %s reads and writes nothing', async (_what, change, code) => {
    await asPerson('rajasv2', change);
    const before = await tableOf(office);
    const create = { body: { subject: { hi: 'नस्ती' }, headId } };
    expect(await refusal('rajasv2', 'getInbox')).toBe(`/problems/${code}`);
    expect(await refusal('rajasv2', 'createFile', create)).toBe(`/problems/${code}`);
    expect(await tableOf(office)).toEqual(before);
    await asPerson('rajasv2', {});
    await done('rajasv2', 'getInbox');
  });

  it('[invariant 5] a tenure that ends between the read and the write lets nothing through', async () => {
    const file = await done('rajasv2', 'createFile', { body: { subject: { hi: 'नस्ती' }, headId } });
    // The person still has it so; the post has somebody new since a moment ago.
    const post = sampleDistrict.posts.find(
      ({ id }) => id === personOf('rajasv2').charges[0]?.post.id,
    );
    const row = { ...postKey(String(post?.id)), status: 'active', entity: post };
    await put({ ...row, tenureId: 'ten_01KZZZZZZZZZZZZZZZZZZZZZZZ' });
    const before = await tableOf(office);
    for (const [id, asked] of [
      ['createFile', { body: { subject: { hi: 'नस्ती' }, headId } }],
      ['createNote', { params: { fileId: file.file.id }, body: { paragraphs: ['टीप'] } }],
      [
        'sendFile',
        {
          params: { fileId: file.file.id },
          version: file.version,
          body: { to: postOf('Superintendent (Revenue)') },
        },
      ],
    ] as [OperationId, Asked][]) {
      expect(await refusal('rajasv2', id, asked)).toBe('/problems/tenure-ended');
    }
    expect(await tableOf(office)).toEqual(before);
    await put({ ...row, tenureId: post?.holder?.tenureId });
    await done('rajasv2', 'createNote', {
      params: { fileId: file.file.id },
      body: { paragraphs: ['टीप'] },
    });
  });
});
