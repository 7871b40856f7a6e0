import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { personKey, subjectKey } from '../../shared/store/keys.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { officer } from '../support/officers.ts';
import { dayFromNow, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const assistant = postOf('Assistant grade 2 (Revenue)');
const superintendent = postOf('Superintendent (Revenue)');
const nazul = postOf('Deputy Collector (Nazul)');
const headId = sampleDistrict.subjectHeads[0]?.id;
const personOf = (username: string) => officer(username).personId;

const done = async (...asked: Parameters<Office['told']>) => (await office.told(...asked)).body;
const refusal = async (username: string, id: OperationId, asked: Asked = {}) =>
  (await office.call(username, id, asked)).body.type;
const acting = (postId: string) => ({ 'patravali-post': postId });
const versionOf = async (postId: string) =>
  (await done('prashasan', 'getPost', { params: { postId } })).version;

/** A handover as it is asked for; of a post as it stands. */
const handOver = async (postId: string, body: object, by = 'prashasan') =>
  office.call(by, 'handOver', {
    params: { postId },
    version: await versionOf(postId),
    body: {
      orderNumber: '12/स्था/2026',
      orderDate: dayFromNow(0),
      reason: 'स्थानांतरण आदेश',
      ...body,
    },
  });
const handed = async (postId: string, body: object) => {
  const { status, body: told } = await handOver(postId, body);
  expect(status, JSON.stringify(told)).toBe(200);
  return told;
};
const reportOf = (username: string, postId: string, query = {}) =>
  done(username, 'getChargeReport', { params: { postId }, query });
const aFile = async (username: string, more: object = {}) =>
  done(username, 'createFile', { body: { subject: { hi: 'सीमांकन' }, headId, ...more } });

describe('what is refused, and leaves every stored byte', () => {
  const meena = () => ({ relieves: personOf('rajasv1') });
  const to = (username: string, kind = 'substantive') => ({
    to: { personId: personOf(username), kind },
  });
  const nobody = 'per_01KZZZZZZZZZZZZZZZZZZZZZZZ';
  it.each<[string, string, () => object, string]>([
    ['collector', assistant, meena, 'not-allowed'],
    ['rajasv1', assistant, meena, 'not-allowed'],
    ['prashasan', postOf('Tehsildar'), () => ({ relieves: personOf('tehsildar') }), 'not-allowed'],
    ['prashasan', nazul, () => to('prashasan', 'additional'), 'own-posting'],
    [
      'prashasan',
      postOf('e-Governance manager'),
      () => ({ relieves: personOf('prashasan') }),
      'own-posting',
    ],
    ['prashasan', assistant, () => ({ relieves: personOf('rajasv2') }), 'holder-differs'],
    ['prashasan', nazul, meena, 'post-vacant'],
    ['prashasan', assistant, () => to('rajasv2', 'additional'), 'post-not-vacant'],
    ['prashasan', assistant, () => ({ ...meena(), ...to('rajasv1') }), 'holds-already'],
    ['prashasan', assistant, () => ({ ...meena(), ...to('rajasv2') }), 'already-posted'],
    ['prashasan', assistant, () => ({ ...meena(), orderDate: dayFromNow(1) }), 'date-ahead'],
    ['prashasan', assistant, () => ({ ...meena(), orderDate: '0206-01-01' }), 'date-too-old'],
    ['prashasan', assistant, () => ({ relieves: nobody }), 'not-found'],
    ['prashasan', nazul, () => ({ to: { personId: nobody, kind: 'substantive' } }), 'not-found'],
    ['prashasan', assistant, () => ({}), 'validation'],
    ['prashasan', assistant, () => ({ ...meena(), reason: '\u200b' }), 'validation'],
  ])('%s of %s %j: %s', async (by, postId, body, code) => {
    const before = await tableOf(office);
    expect((await handOver(postId, body(), by)).body.type).toBe(`/problems/${code}`);
    expect(await tableOf(office)).toEqual(before);
  });

  it('names the version of the post that was read', async () => {
    const body = { ...meena(), orderNumber: '1', orderDate: dayFromNow(0), reason: 'आदेश' };
    const asked = { params: { postId: assistant }, version: 7, body };
    expect(await refusal('prashasan', 'handOver', asked)).toBe('/problems/stale-version');
    const none = { ...asked, params: { postId: 'pst_01KZZZZZZZZZZZZZZZZZZZZZZZ' } };
    expect(await refusal('prashasan', 'handOver', none)).toBe('/problems/not-found');
  });

  it('the desk is told to nobody beside the post, those above it and who administers its office', async () => {
    const params = { postId: assistant };
    for (const username of [
      'rajasv2',
      'sthapnaadhikshak',
      'deputy3',
      'tehsildar',
      'lekhaparikshak',
    ]) {
      expect(await refusal(username, 'getChargeReport', { params })).toBe('/problems/not-allowed');
    }
    for (const username of ['rajasv1', 'adhikshak', 'deputy', 'collector', 'prashasan']) {
      await reportOf(username, assistant);
    }
    expect(await refusal('rajasv1', 'listPersons')).toBe('/problems/not-allowed');
  });
});

describe('[row 37] a clerk is transferred', () => {
  it('[invariant 5] the successor has the whole desk in the same moment, and the predecessor none of it', async () => {
    // The successor is free: relieved of the post they had before.
    await handed(postOf('Assistant grade 3 (Land records)'), { relieves: personOf('rajasv3') });
    expect(await refusal('rajasv3', 'getInbox')).toBe('/problems/tenure-ended');

    const open = await aFile('rajasv1');
    const secret = await aFile('rajasv1', { classification: 'confidential' });
    const asked = { params: { fileId: open.file.id } };
    const note = await done('rajasv1', 'createNote', {
      ...asked,
      body: { paragraphs: ['जाँच की गई'] },
    });
    const report = await reportOf('rajasv1', assistant);
    expect(report.summary.counts).toMatchObject({
      files: 2,
      letters: 0,
      confidential: 1,
      complete: true,
    });
    // What is confidential is listed by its number, and to the post itself alone.
    const listed = (told: typeof report, { file }: typeof open) =>
      told.items.find(({ id }: { id: string }) => id === file.id);
    expect(listed(report, open)).toMatchObject({ subject: { hi: 'सीमांकन' }, kind: 'file' });
    expect(listed(report, secret)).toMatchObject({ number: secret.file.number, subject: null });
    const seenAbove = await reportOf('adhikshak', assistant);
    expect(listed(seenAbove, secret)).toBeUndefined();
    expect(seenAbove.summary.counts).toEqual(report.summary.counts);
    // A note that is begun is the post's own business.
    expect(report.summary.draftNotes).toEqual({ count: 1, complete: true });
    expect(seenAbove.summary.draftNotes).toBeNull();

    const told = await handed(assistant, {
      relieves: personOf('rajasv1'),
      to: { personId: personOf('rajasv3'), kind: 'substantive' },
    });
    expect(told.post.holder).toMatchObject({ personId: personOf('rajasv3'), kind: 'substantive' });
    expect(told.handover).toMatchObject({
      orderNumber: '12/स्था/2026',
      relieved: { personId: personOf('rajasv1') },
      posted: { personId: personOf('rajasv3') },
      by: { name: officer('prashasan').name },
    });
    expect(told.desk).toEqual(report.summary.counts);

    // Sealed in the ledger of the post, with the list as it was handed over.
    const events = (await tableOf(office)).filter(({ pk, event }) => pk === assistant && event);
    expect(events.map(({ event }) => (event as { type: string }).type)).toEqual([
      'relieved',
      'posted',
    ]);
    expect(events[0]?.event).toHaveProperty('pub.listHash', report.summary.listHash);
    expect(events[0]?.event).toHaveProperty(
      'pub',
      expect.objectContaining({
        personId: personOf('rajasv1'),
        desk: { files: 2, letters: 0, asked: 0, overdue: 0 },
      }),
    );

    for (const id of ['getInbox', 'getMe'] as const) {
      for (const headers of [{}, acting(assistant)]) {
        expect(await refusal('rajasv1', id, { headers })).toBe('/problems/tenure-ended');
      }
    }
    const send = { ...asked, version: open.version, body: { to: superintendent } };
    expect(await refusal('rajasv1', 'sendFile', send)).toBe('/problems/tenure-ended');

    const inbox = await done('rajasv3', 'getInbox');
    expect(inbox.items.map(({ id }: { id: string }) => id).sort()).toEqual(
      [open.file.id, secret.file.id].sort(),
    );
    const after = await reportOf('rajasv3', assistant);
    expect(after.summary).toEqual(report.summary);
    expect(after.handover).toEqual(told.handover);

    // The yellow note is the desk's: the successor makes it their own, and who wrote it stays named.
    const draft = await done('rajasv3', 'getNote', {
      params: { fileId: open.file.id, noteId: note.id },
    });
    expect(draft.writers).toMatchObject([{ personId: personOf('rajasv1') }]);
    await done('rajasv3', 'sendFile', send);
    const sheet = await done('rajasv3', 'listNotes', asked);
    expect(sheet.items.at(-1)).toMatchObject({
      paragraphs: ['जाँच की गई'],
      by: { personId: personOf('rajasv3') },
      preparedBy: [{ personId: personOf('rajasv1') }],
    });
    expect((await reportOf('rajasv3', assistant)).summary.draftNotes.count).toBe(0);
    const { items: timeline } = await done('rajasv3', 'getTimeline', asked);
    expect(timeline.at(-1).by.name).toEqual(officer('rajasv3').name);
    expect((await done('collector', 'getProof', asked)).verdict).toBe('intact');
  });

  it('a yellow note that the successor does not want is discarded by them', async () => {
    const file = await aFile('rajasv3');
    const asked = { params: { fileId: file.file.id } };
    const note = await done('rajasv3', 'createNote', { ...asked, body: { paragraphs: ['क'] } });
    await handed(assistant, {
      relieves: personOf('rajasv3'),
      to: { personId: personOf('rajasv1'), kind: 'substantive' },
    });
    const discarded = await done('rajasv1', 'discardNote', {
      params: { ...asked.params, noteId: note.id },
      version: note.version,
    });
    expect(discarded.status).toBe('discarded');
  });

  it('[invariant 5] a tenure that ends while a write is under way lets nothing of it through', async () => {
    const file = await aFile('rajasv1');
    const params = { fileId: file.file.id };
    const write = () =>
      office.call('rajasv1', 'createNote', { params, body: { paragraphs: ['एक'] } });
    const [relieved, ...writes] = await Promise.all([
      handOver(assistant, { relieves: personOf('rajasv1') }),
      ...Array.from({ length: 5 }, write),
    ]);
    expect(relieved.status).toBe(200);
    for (const { status, body } of writes) {
      if (status !== 201) expect(body.type).toMatch(/tenure-ended|draft-exists/);
    }
    const notes = (await tableOf(office)).filter(({ sk }) =>
      String(sk).startsWith(`Y#${assistant}`),
    );
    const before = await tableOf(office);
    expect((await write()).body.type).toBe('/problems/tenure-ended');
    expect(await tableOf(office)).toEqual(before);
    expect(notes.length).toBeGreaterThan(0);
  });
});

describe('[invariant 6] a post that stayed vacant', () => {
  it('may be in somebody’s charge until a holder comes, who ends it', async () => {
    await done('adhikshak', 'giveCharge', {
      params: { postId: assistant },
      version: await versionOf(assistant),
      body: { to: postOf('Assistant grade 3 (Revenue)'), reason: 'आदेश' },
    });
    await done('rajasv2', 'getInbox', { headers: acting(assistant) });
    const told = await handed(assistant, {
      to: { personId: personOf('rajasv1'), kind: 'substantive' },
    });
    expect(told.post.charge).toBeUndefined();
    expect(await refusal('rajasv2', 'getInbox', { headers: acting(assistant) })).toBe(
      '/problems/not-allowed',
    );
    expect((await done('rajasv2', 'getMe')).charges).toHaveLength(1);
    await done('rajasv1', 'getInbox');
    const events = (await tableOf(office)).filter(({ pk, event }) => pk === assistant && event);
    expect(events.slice(-2).map(({ event }) => (event as { type: string }).type)).toEqual([
      'charge-ended',
      'posted',
    ]);
  });

  it.each(['additional', 'officiating'] as const)('is held besides one’s own: %s', async (kind) => {
    await handed(nazul, { to: { personId: personOf('deputy3'), kind } });
    const me = await done('deputy3', 'getMe');
    expect(me.acting.id).toBe(postOf('Deputy Collector (General)'));
    expect(me.charges.map((each: { kind: string }) => each.kind)).toEqual(['substantive', kind]);
    const inbox = await office.told('deputy3', 'getInbox', { headers: acting(nazul) });
    expect(inbox.status).toBe(200);
    const { items } = await done('prashasan', 'listPersons', { query: { limit: '100' } });
    const known = items.find(({ id }: { id: string }) => id === personOf('deputy3'));
    expect(known.tenures.map((each: { kind: string }) => each.kind)).toEqual(['substantive', kind]);
    await handed(nazul, { relieves: personOf('deputy3') });
    expect(await refusal('deputy3', 'getInbox', { headers: acting(nazul) })).toBe(
      '/problems/tenure-ended',
    );
    await done('deputy3', 'getInbox');
  });

  it('tells of which vacant posts whoever was relieved still has charge', async () => {
    await done('adm', 'giveCharge', {
      params: { postId: nazul },
      version: await versionOf(nazul),
      body: { to: postOf('Deputy Collector (General)'), reason: 'आदेश' },
    });
    const general = postOf('Deputy Collector (General)');
    const told = await handed(general, { relieves: personOf('deputy3') });
    expect(told.stillInCharge).toMatchObject([{ postId: nazul }]);
    await handed(general, { to: { personId: personOf('deputy3'), kind: 'substantive' } });
    await done('adm', 'endCharge', {
      params: { postId: nazul },
      version: await versionOf(nazul),
      body: { reason: 'आदेश' },
    });
  });
});

describe('[invariant 6] [invariant 26] of several handovers at once', () => {
  it('of one post one is done, and the post is with one person', async () => {
    await handed(postOf('Nazir'), { relieves: personOf('nazarat') });
    const version = await versionOf(postOf('Nazir'));
    const comers = ['rajasv2', 'sthapna1', 'sthapna2', 'lekha'];
    const told = await Promise.all(
      comers.map((username) =>
        office.call('prashasan', 'handOver', {
          params: { postId: postOf('Nazir') },
          version,
          body: {
            to: { personId: personOf(username), kind: 'additional' },
            orderNumber: '1',
            orderDate: dayFromNow(0),
            reason: 'आदेश',
          },
        }),
      ),
    );
    expect(told.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    const { items } = await done('prashasan', 'listPersons', { query: { limit: '100' } });
    const holding = items.filter(({ tenures }: { tenures: { post: { postId: string } }[] }) =>
      tenures.some(({ post }) => post.postId === postOf('Nazir')),
    );
    expect(holding).toHaveLength(1);
  });

  it('of one person none is lost, and they hold one post substantively', async () => {
    // Both at once, substantively: whichever comes second is told.
    const places = [nazul, postOf('Assistant grade 3 (Land records)')];
    const comes = { to: { personId: personOf('nazarat'), kind: 'substantive' } };
    const both = await Promise.all(places.map((postId) => handOver(postId, comes)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(both.find(({ status }) => status === 409)?.body.type).toBe('/problems/already-posted');
    const taken = places.find((_, index) => both[index]?.status === 200) ?? '';
    const left = places.find((postId) => postId !== taken) ?? '';
    // Relieved of the one and posted to the other at once: both stand, in whichever order they were written.
    const more = await Promise.all([
      handOver(taken, { relieves: personOf('nazarat') }),
      handOver(left, { to: { personId: personOf('nazarat'), kind: 'additional' } }),
    ]);
    expect(more.map(({ status }) => status)).toEqual([200, 200]);
    const me = await done('nazarat', 'getMe');
    expect(me.charges.map(({ post }: { post: { id: string } }) => post.id)).toEqual([left]);

    // The person is the same by their id and as whoever signs in.
    const rows = await tableOf(office);
    const rowAt = ({ pk, sk }: { pk: string; sk: string }) =>
      rows.find((each) => each.pk === pk && each.sk === sk)?.entity;
    for (const { id, subject } of sampleDistrict.people) {
      expect(rowAt(subjectKey(subject))).toEqual(rowAt(personKey(id)));
    }
  });
});

describe('a link officer', () => {
  const absent = postOf('Deputy Collector (Revenue)');
  const general = postOf('Deputy Collector (General)');
  const away = async () =>
    done('deputy', 'giveDelegation', {
      params: { postId: absent },
      version: await versionOf(absent),
      body: {
        to: general,
        kind: 'leave',
        from: dayFromNow(0),
        until: dayFromNow(5),
        reason: 'अवकाश',
      },
    });

  it('acts no longer for a post whose holder was relieved, nor for the one who comes', async () => {
    await away();
    await done('deputy3', 'getInbox', { headers: acting(absent) });
    const left = await handed(absent, { relieves: personOf('deputy') });
    expect(left.post.delegations).toBeUndefined();
    expect(await refusal('deputy3', 'getInbox', { headers: acting(absent) })).toBe(
      '/problems/not-allowed',
    );
    await handed(absent, { to: { personId: personOf('deputy'), kind: 'substantive' } });
    expect(await refusal('deputy3', 'getInbox', { headers: acting(absent) })).toBe(
      '/problems/not-allowed',
    );
    expect((await done('deputy3', 'getMe')).charges).toHaveLength(1);
  });

  it('acts no longer once relieved of their own post, and whoever comes to that is not in their place', async () => {
    await away();
    await done('deputy3', 'getInbox', { headers: acting(absent) });
    const file = await aFile('rajasv2');
    await done('rajasv2', 'sendFile', {
      params: { fileId: file.file.id },
      version: file.version,
      body: { to: absent },
    });
    const write = () =>
      office.call('deputy3', 'createNote', {
        params: { fileId: file.file.id },
        body: { paragraphs: ['एक'] },
        headers: acting(absent),
      });
    await handed(general, { relieves: personOf('deputy3') });
    const before = await tableOf(office);
    expect((await write()).status).toBe(403);
    expect(await refusal('deputy3', 'getInbox', { headers: acting(absent) })).toMatch(
      /delegation-not-in-force/,
    );
    expect(await tableOf(office)).toEqual(before);
    await handed(general, { to: { personId: personOf('deputy3'), kind: 'substantive' } });
    expect((await write()).status).toBe(403);
  });
});

it('[row 37] a desk of 300 files goes over whole, by a write that is no larger for it', async () => {
  const post = postOf('Assistant grade 2 (Establishment)');
  const sizeOf = ({ commands }: { commands: readonly { name: string; input: unknown }[] }) => {
    const wrote = commands.find(({ name }) => name.startsWith('TransactWrite'));
    return ((wrote?.input ?? {}) as { TransactItems?: unknown[] }).TransactItems?.length;
  };
  const [from, to] = [personOf('sthapna1'), personOf('sthapna2')];
  const there = { relieves: from, to: { personId: to, kind: 'additional' } };
  const back = { relieves: to, to: { personId: from, kind: 'substantive' } };
  const empty = await handOver(post, there);
  expect(empty.status).toBe(200);
  expect(await handed(post, back)).toMatchObject({ desk: { files: 0 } });
  const made = new Set<string>();
  for (let no = 0; no < 300; no += 1) {
    const { file } = await aFile('sthapna1');
    made.add(file.id);
  }
  const full = await handOver(post, there);
  expect(full.body.desk).toMatchObject({ files: 300, complete: true });
  expect(sizeOf(full)).toBeGreaterThan(0);
  expect(sizeOf(full)).toBe(sizeOf(empty));
  const found = new Set<string>();
  for (let cursor: string | undefined, more = true; more; ) {
    const { items, next } = await done('sthapna2', 'getInbox', {
      query: { limit: '100', ...(cursor && { cursor }) },
      headers: acting(post),
    });
    for (const { id } of items) found.add(id);
    cursor = next ?? undefined;
    more = cursor !== undefined;
  }
  expect(found).toEqual(made);
}, 120_000);

it('a long desk is told page by page, and counted as a whole', async () => {
  const numbers: string[] = [];
  for (let no = 0; no < 7; no += 1) numbers.push((await aFile('lekha')).file.number);
  const postId = postOf('Accountant');
  const told: string[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const report = await reportOf('lekha', postId, { limit: '3', ...(cursor && { cursor }) });
    if (cursor) expect(report.summary).toBeNull();
    else expect(report.summary.counts.files).toBe(7);
    told.push(...report.items.map(({ number }: { number: string }) => number));
    cursor = report.next ?? undefined;
    more = cursor !== undefined;
  }
  expect(told.sort()).toEqual(numbers.sort());
});

it('a post that sends letters is told how many wait for it, and any what it has not read', async () => {
  const report = await reportOf('javak', postOf('Dispatch clerk'));
  expect(report.summary.toSend).toEqual({ count: 0, complete: true });
  expect(report.summary.unreadNotices).toEqual({ count: 0, complete: true });
  expect((await reportOf('lekha', postOf('Accountant'))).summary.toSend).toBeNull();
});
