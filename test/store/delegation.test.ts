import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Route } from '../../shared/api/route.ts';
import { type OperationId, routes } from '../../shared/api/routes/index.ts';
import { postConditions, postKey } from '../../shared/store/keys.ts';
import { table } from '../../shared/store/table.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { officer } from '../support/officers.ts';
import { dayFromNow, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';
import { aLetter } from './flows/drafts.ts';

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

  it('is worked by the link officer on behalf of it, and the seal says so, until the holder is back [row 90]', async () => {
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

  it('that is ended while the link officer writes lets them through before or not at all', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { params } = await newFile();
      const { delegationId } = await away();
      const note = { params, headers: acting(), body: { paragraphs: ['टीप'] } };
      const [ended, noted] = await Promise.all([
        office.call('deputy', 'endDelegation', await back(delegationId)),
        office.call('deputy3', 'createNote', note),
      ]);
      expect(ended.status).toBe(200);
      const { draft } = await done('deputy', 'listNotes', { params });
      if (noted.status === 201) expect(draft.writers.at(-1).ownPost.postId).toBe(link);
      else {
        expect(noted.status).toBe(403);
        expect(draft).toBeNull();
      }
    }
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

describe('a chain on a leave day', () => {
  const collector = postOf('Collector');
  const said = async (
    username: string,
    approvalId: string,
    decision: string,
    { headers = {}, ...more }: { headers?: Record<string, string>; [key: string]: unknown },
  ) => {
    const params = { approvalId };
    const { approval, version } = await done(username, 'getApproval', { params, headers });
    const level = approval.levels.find(({ state }: { state: string }) => state === 'active').no;
    const body = { level, decision, contentHash: approval.contentHash, ...more };
    const answer = await done(username, 'decide', { params, headers, version, body });
    await clockOf(approvalId, answer.approval.turn);
    return answer.approval;
  };

  it('asks the absent posts, whose link officers decide, approve and sign on behalf of them: on record, in the picture, under the letter [row 36]', async () => {
    const made = await done('rajasv1', 'createFile', {
      body: { subject: { hi: 'भूमि आवंटन' }, headId },
    });
    const { id: fileId } = made.file;
    const letter = { ...aLetter({ postOf }), signatory: collector };
    const begun = await done('rajasv1', 'createDraft', { params: { fileId }, body: letter });
    const { id: draftId, contentHash } = begun.draft;
    const chain = sampleDistrict.chains[0]?.id;
    const { delegationId } = await away();
    const { version: ofCollector } = await postNow(collector);
    // Nobody is above the collector: whoever administers the posts enters the order of their leave.
    const gone = await done('prashasan', 'giveDelegation', {
      params: { postId: collector },
      version: ofCollector,
      body: { to: joint, kind: 'tour', from: today, until: today, reason: 'आयुक्त का आदेश' },
    });

    const started = await done('rajasv1', 'startApproval', {
      params: { fileId },
      body: { chainId: chain, draftId, contentHash },
      version: (await done('rajasv1', 'getFile', { params: { fileId } })).version,
    });
    const { id: approvalId, turn } = started.approval;
    await clockOf(approvalId, turn);
    const asked = await done('deputy3', 'getApproval', {
      params: { approvalId },
      headers: acting(),
    });
    expect(asked.approval.levels[0].members[0]).toMatchObject({
      post: { id: absent },
      standIns: ['link-officer'],
      rule: {
        hi: expect.stringContaining('अवकाश पर: लिंक अधिकारी डिप्टी कलेक्टर (सामान्य)'),
        en: expect.stringContaining('on leave: link officer Deputy Collector (General)'),
      },
    });
    await said('deputy3', approvalId, 'recommend', { headers: acting(), draftId });
    await said('adm', approvalId, 'concur', { draftId });
    // The link officer of the collector has not acted in it: they decide finally, and sign.
    const ended = await said('samyukt', approvalId, 'approve', {
      headers: acting(collector),
      draftId,
      signature: { kind: 'none' },
    });
    expect(ended.status).toBe('approved');
    expect(
      ended.levels.map(
        ({ members }: { members: { decidedBy: object }[] }) => members[0]?.decidedBy,
      ),
    ).toMatchObject([
      { ownPost: { postId: link }, onBehalfOf: { postId: absent } },
      { personId: expect.any(String) },
      { ownPost: { postId: joint }, onBehalfOf: { postId: collector } },
    ]);
    const { draft } = await done('rajasv1', 'getDraft', { params: { fileId, draftId } });
    expect(draft.signature).toMatchObject({
      post: { postId: collector },
      ownPost: { postId: joint },
    });
    const picture = await done('rajasv1', 'getApprovalPicture', { params: { approvalId } });
    expect(picture.picture.stations.at(-1).voices.at(-1)).toMatchObject({
      ownPost: { en: 'Joint Collector' },
      onBehalfOf: { en: 'Collector' },
    });
    const { items: events } = await done('rajasv1', 'getTimeline', {
      params: { fileId },
      query: { limit: '100' },
    });
    const decided = events.filter(({ type }: { type: string }) => type === 'decided');
    expect(
      decided.map(({ by }: { by: { onBehalfOfPostId: string } }) => by.onBehalfOfPostId),
    ).toEqual([absent, null, collector]);
    expect((await done('adm', 'getProof', { params: { fileId } })).verdict).toBe('intact');
    await done('deputy', 'endDelegation', await back(delegationId));
    await done('prashasan', 'endDelegation', {
      params: { postId: collector, delegationId: gone.post.delegations[0].id },
      version: gone.version,
      body: { reason: 'वापसी' },
    });
  });
});

describe('[invariant 26] nobody changes what they themselves may do', () => {
  const body = { reason: 'स्वयं' };
  const days = { kind: 'leave', from: today, until: today, ...body };
  const nazul = postOf('Deputy Collector (Nazul)');
  const administrator = postOf('e-Governance manager');
  /** By each route that touches posts: who would help themselves, and what they are told. */
  const attempts: Partial<Record<OperationId, readonly [string, string, Asked, string][]>> = {
    giveCharge: [
      [
        'adm',
        'charge to oneself',
        { params: { postId: nazul }, body: { to: postOf('Additional Collector'), ...body } },
        'charge-to-self',
      ],
      [
        'prashasan',
        'as administrator',
        { params: { postId: nazul }, body: { to: administrator, ...body } },
        'charge-to-self',
      ],
      [
        'samyukt',
        'as link officer',
        {
          params: { postId: nazul },
          body: { to: joint, ...body },
          headers: acting(postOf('Additional Collector')),
        },
        'charge-to-self',
      ],
      [
        'deputy3',
        'of a post beside',
        { params: { postId: nazul }, body: { to: link, ...body } },
        'not-a-superior',
      ],
    ],
    endCharge: [
      ['deputy3', 'of a post beside', { params: { postId: nazul }, body }, 'not-a-superior'],
    ],
    giveDelegation: [
      [
        'deputy',
        'to whom they like',
        { params: { postId: absent }, body: { to: joint, ...days } },
        'not-the-link-officer',
      ],
      [
        'adm',
        'to oneself',
        { params: { postId: absent }, body: { to: postOf('Additional Collector'), ...days } },
        'delegation-to-self',
      ],
      [
        'prashasan',
        'as administrator',
        { params: { postId: absent }, body: { to: administrator, ...days } },
        'delegation-to-self',
      ],
      [
        'samyukt',
        'as link officer',
        {
          params: { postId: absent },
          body: { to: joint, ...days },
          headers: acting(postOf('Additional Collector')),
        },
        'delegation-to-self',
      ],
      [
        'samyukt',
        'more than was given them',
        {
          params: { postId: postOf('Additional Collector') },
          body: { to: joint, ...days, confidential: true },
          headers: acting(postOf('Additional Collector')),
        },
        'delegation-not-yours',
      ],
    ],
    endDelegation: [
      [
        'samyukt',
        'as link officer',
        {
          params: { postId: postOf('Additional Collector'), delegationId: 'GIVEN' },
          body,
          headers: acting(postOf('Additional Collector')),
        },
        'delegation-not-yours',
      ],
    ],
    handOver: [
      [
        'prashasan',
        'to oneself',
        {
          params: { postId: nazul },
          body: {
            to: { personId: officer('prashasan').personId, kind: 'additional' },
            orderNumber: '14/स्था',
            orderDate: today,
            ...body,
          },
        },
        'own-posting',
      ],
      [
        'samyukt',
        'as link officer',
        {
          params: { postId: nazul },
          body: {
            to: { personId: officer('samyukt').personId, kind: 'additional' },
            orderNumber: '14/स्था',
            orderDate: today,
            ...body,
          },
          headers: acting(postOf('Additional Collector')),
        },
        'not-allowed',
      ],
    ],
  };

  it('knows every route that changes who acts in a post', () => {
    const touching = Object.entries<Route>(routes)
      .filter(
        ([, { access, method, area }]) =>
          area === 'offices' && access === 'directory.write' && method !== 'GET',
      )
      .map(([id]) => id);
    expect(Object.keys(attempts).sort()).toEqual(touching.sort());
  });

  it('is refused by each of them, and nothing is written', async () => {
    const postId = postOf('Additional Collector');
    const given = await done('prashasan', 'giveDelegation', {
      params: { postId },
      version: (await postNow(postId)).version,
      body: { to: joint, ...days },
    });
    const delegationId = given.post.delegations[0].id as string;
    for (const [id, each] of Object.entries(attempts) as [
      OperationId,
      readonly [string, string, Asked, string][],
    ][]) {
      if (id === 'endCharge') {
        const { version } = await postNow(nazul);
        await done('adm', 'giveCharge', {
          params: { postId: nazul },
          version,
          body: { to: link, ...body },
        });
      }
      for (const [username, what, asked, code] of each) {
        const before = await tableOf(office);
        const params: Record<string, string> = {
          ...asked.params,
          ...(asked.params?.delegationId && { delegationId }),
        };
        const { version } = await postNow(params.postId ?? '');
        expect(await refusal(username, id, { ...asked, params, version }), `${id} ${what}`).toBe(
          `/problems/${code}`,
        );
        expect(await tableOf(office)).toEqual(before);
      }
    }
  });
});
