/** What an office has to do by when: its lists by post, branch and office, and the clocks that are told with it. */
import { BatchWriteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { askingOf } from '../support/asking.ts';
import { type Office, openOffice, roundTrips } from '../support/office.ts';
import { headOf, postOf } from '../support/sample.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done } = askingOf(() => office);
const [collectorate, tehsil] = sampleDistrict.offices.map(({ id }) => id);
const unitOf = (code: string) => sampleDistrict.units.find((unit) => unit.code === code)?.id ?? '';
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();

interface Opened {
  readonly fileId: string;
  readonly number: string;
  readonly version: number;
}
async function aFile(username: string, word: string, more: object = {}): Promise<Opened> {
  const { file, version } = await done(username, 'createFile', {
    body: { subject: { hi: `${word} प्रकरण` }, headId: headOf('B-121'), ...more },
  });
  return { fileId: file.id, number: file.number, version };
}
async function sent(username: string, to: string, opened: Opened, more: object = {}) {
  const { fileId, version } = opened;
  const moved = await done(username, 'sendFile', {
    params: { fileId },
    version,
    body: { to: postOf(to), ...more },
  });
  return { ...opened, version: moved.version as number };
}
/** As if it had come to its desk long ago, and had been due some time ago: what nobody could wait for in a test. */
async function aged(fileId: string, { since, dueAt }: { since?: string; dueAt?: string }) {
  const { table } = await import('../../shared/store/table.ts');
  const { headKey, workKeys } = await import('../../shared/store/keys.ts');
  const { Item = {} } = await table.send(
    new GetCommand({ TableName: office.tableName, Key: headKey(fileId) }),
  );
  const dated =
    dueAt === undefined ? {} : { dueAt, ...workKeys(collectorate ?? '', dueAt, fileId) };
  await table.send(
    new PutCommand({
      TableName: office.tableName,
      Item: { ...Item, ...dated, ...(since && { since }) },
    }),
  );
}

/** What says of a clock which one it is, whenever it is looked at. */
const clockOfTerm = ({ since, dueAt, counts }: Readonly<Record<string, unknown>>) => ({
  since,
  dueAt,
  counts,
});

interface Row {
  readonly id: string | null;
  readonly number: string | null;
  readonly subject: { readonly hi: string } | null;
  readonly desk: { readonly postId: string; readonly designation: { readonly hi: string } };
  readonly dueAt: string | null;
  readonly headCode: string | null;
  readonly clocks: { readonly status: string; readonly due: object };
}
interface DueList {
  readonly items: readonly Row[];
  readonly next: string | null;
  readonly counts: Readonly<Record<'green' | 'amber' | 'red', number>>;
}
const dueList = (
  username: string,
  query: Record<string, string> = {},
  officeId = collectorate,
): Promise<DueList> =>
  done(username, 'getDueList', {
    params: { officeId: officeId ?? '' },
    query: { limit: '100', ...query },
  });
const idsOf = ({ items }: DueList) => items.map(({ id }) => id);

describe('the list of an office', () => {
  it('has what lies on its desks, soonest due first; what has no date comes last, and is no later for it', async () => {
    const soon = await sent('rajasv1', 'Superintendent (Revenue)', await aFile('rajasv1', 'शीघ्र'), {
      dueAt: inHours(1),
    });
    const later = await sent('rajasv1', 'Superintendent (Revenue)', await aFile('rajasv1', 'बाद'), {
      dueAt: inHours(900),
    });
    const none = await aFile('rajasv1', 'बिना');
    const list = await dueList('collector');
    const places = [soon, later, none].map(({ fileId }) => idsOf(list).indexOf(fileId));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    const row = list.items.find(({ id }) => id === none.fileId);
    expect(row).toMatchObject({
      dueAt: null,
      headCode: 'B-121',
      desk: { postId: postOf('Assistant grade 2 (Revenue)') },
      clocks: { due: { dueAt: null, status: null, usedPercent: null }, status: 'green' },
    });
    expect(row?.desk.designation.hi).toBe('सहायक ग्रेड-2 (राजस्व)');
  });

  it('is cut down to a branch, a post or a colour, and counts its colours', async () => {
    const late = await aFile('sthapna1', 'विलंब');
    await aged(late.fileId, { dueAt: inHours(-1) });
    const kept = await aFile('sthapna2', 'पुराना');
    await aged(kept.fileId, { since: '2026-06-01T06:00:00.000Z' });
    const fresh = await aFile('sthapna2', 'ताज़ा');

    const unitId = unitOf('EST');
    const branch = await dueList('collector', { unitId });
    expect(idsOf(branch)).toEqual([late.fileId, ...[kept.fileId, fresh.fileId].sort()]);
    expect(branch.counts).toEqual({ green: 1, amber: 0, red: 2 });
    const red = await dueList('collector', { unitId, status: 'red' });
    expect(idsOf(red)).toEqual([late.fileId, kept.fileId]);
    expect(red.counts).toEqual(branch.counts);
    const desk = await dueList('collector', {
      postId: postOf('Assistant grade 3 (Establishment)'),
    });
    expect(idsOf(desk).sort()).toEqual([kept.fileId, fresh.fileId].sort());
    expect(idsOf(await dueList('collector', { unitId, status: 'green' }))).toEqual([fresh.fileId]);
  });

  it('is told page by page, each row once, whatever is left out of it', async () => {
    const whole = await dueList('collector');
    const status = 'green';
    const wanted = whole.items.filter(({ clocks }) => clocks.status === status);
    const told: Row[] = [];
    let cursor: string | undefined;
    do {
      const page = await dueList('collector', { limit: '2', status, ...(cursor && { cursor }) });
      expect(page.items.length).toBeLessThanOrEqual(2);
      told.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(told.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    const { status: refused, body } = await office.call('collector', 'getDueList', {
      params: { officeId: collectorate ?? '' },
      query: { cursor: (await dueList('collector', { limit: '1' })).next ?? '', status: 'red' },
    });
    expect([refused, body.type]).toEqual([400, '/problems/cursor-invalid']);
  });

  it('looks at 500 papers for a page, and goes on behind them when they are those of others', async () => {
    const mine = await aFile('nazarat', 'बहुतपीछे');
    const { table } = await import('../../shared/store/table.ts');
    const { headKey, workPk } = await import('../../shared/store/keys.ts');
    const { Item: one = {} } = await table.send(
      new GetCommand({ TableName: office.tableName, Key: headKey(mine.fileId) }),
    );
    const { gsi1pk: _inbox, ...rest } = one;
    const others = Array.from({ length: 525 }, (_, no) => ({
      ...rest,
      pk: `other-${no}`,
      postId: postOf('Accountant'),
      gsi2sk: `2026-01-01#${String(no).padStart(4, '0')}`,
    }));
    expect(one.gsi2pk).toBe(workPk(collectorate ?? ''));
    for (let first = 0; first < others.length; first += 25) {
      const puts = others.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
      await table.send(new BatchWriteCommand({ RequestItems: { [office.tableName]: puts } }));
    }
    const first = await dueList('nazarat');
    expect(first).toMatchObject({ items: [], counts: { green: 0, amber: 0, red: 0 } });
    const next = await dueList('nazarat', { cursor: first.next ?? '' });
    expect(idsOf(next)).toContain(mine.fileId);
    expect(next.next).toBeNull();
    // So is one cut down by the table itself.
    const postId = postOf('Nazir');
    const cut = await dueList('collector', { postId });
    expect(cut.items).toEqual([]);
    expect(idsOf(await dueList('collector', { postId, cursor: cut.next ?? '' }))).toContain(
      mine.fileId,
    );
    for (let at = 0; at < others.length; at += 25) {
      const gone = others
        .slice(at, at + 25)
        .map(({ pk }) => ({ DeleteRequest: { Key: { pk, sk: one.sk } } }));
      await table.send(new BatchWriteCommand({ RequestItems: { [office.tableName]: gone } }));
    }
  }, 60_000);

  it('waits for the table once, after the caller is known', async () => {
    const { commands } = await office.told('adhikshak', 'getDueList', {
      params: { officeId: collectorate ?? '' },
    });
    expect(roundTrips(commands.slice(1))).toBe(1);
  });

  it('follows a file: to its next desk, to another office, and out of it when it is done with', async () => {
    const opened = await aFile('rajasv1', 'घूमती');
    const up = await sent('rajasv1', 'Superintendent (Revenue)', opened);
    const deskIn = async (username: string, officeId = collectorate) =>
      (await dueList(username, {}, officeId)).items.find(({ id }) => id === up.fileId)?.desk.postId;
    expect(await deskIn('collector')).toBe(postOf('Superintendent (Revenue)'));
    const deputy = await sent('adhikshak', 'Deputy Collector (Revenue)', up);
    const asked = await done('deputy', 'consultPost', {
      params: { fileId: up.fileId },
      version: deputy.version,
      body: { to: postOf('Tehsildar'), reason: 'अभिमत', dueAt: inHours(48) },
    });
    // Whoever has it answers for it: it stands in the list of that office, and no more in its own.
    expect(await deskIn('collector')).toBeUndefined();
    const lent = (await dueList('tehsildar', {}, tehsil)).items.find(({ id }) => id === up.fileId);
    expect(lent).toMatchObject({ headCode: null, desk: { postId: postOf('Tehsildar') } });
    expect(asked.version).toBeGreaterThan(deputy.version);
  });

  it('has letters as well, and no more of those that are in a file or done with', async () => {
    const letter = await done('aavak', 'createReceipt', {
      body: {
        subject: { hi: 'सूची आवेदन' },
        sender: { kind: 'citizen', name: 'नमूना' },
        letter: { language: 'hi' },
        channel: 'counter',
        nature: 'physical',
        watch: 'rti',
      },
    });
    const receiptId: string = letter.receipt.id;
    const row = (await dueList('collector')).items.find(({ id }) => id === receiptId);
    expect(row).toMatchObject({ kind: 'receipt', dueAt: letter.receipt.dueAt });
    const { clocks } = await done('aavak', 'getReceipt', { params: { receiptId } });
    expect(clocks).toMatchObject({
      desk: { status: 'green' },
      step: null,
      watch: { counts: 'calendar', dueAt: letter.receipt.watch.dueAt, status: 'green' },
    });
    const { since, counts, dueAt } = clocks.watch;
    expect(row?.clocks).toMatchObject({ due: { since, counts, dueAt }, status: 'green' });
    await done('aavak', 'disposeReceipt', {
      params: { receiptId },
      version: letter.version,
      body: { reason: 'no-action', remarks: 'सूचनार्थ' },
    });
    expect(idsOf(await dueList('collector'))).not.toContain(receiptId);
  });
});

describe('[invariant 27] who sees which desks', () => {
  it('a post sees its own and those below it; the head, and who keeps the registers, all of the office', async () => {
    const mine = await aFile('rajasv1', 'अपनी');
    const beside = await aFile('rajasv2', 'पड़ोसी');
    const other = await aFile('sthapna1', 'अन्य');
    const seen = async (username: string) => {
      const ids = idsOf(await dueList(username));
      return [mine, beside, other].map(({ fileId }) => ids.includes(fileId));
    };
    expect(await seen('rajasv1')).toEqual([true, false, false]);
    expect(await seen('nazarat')).toEqual([false, false, false]);
    expect(await seen('collector')).toEqual([true, true, true]);
    expect(await seen('aavak')).toEqual([true, true, true]);
    expect(await seen('prashasan')).toEqual([true, true, true]);
    // Of another office: who is above one of its posts sees that one and those below it, and nobody else does.
    const away = { params: { officeId: tehsil ?? '' } };
    expect((await office.call('rajasv1', 'getDueList', away)).status).toBe(403);
    expect((await office.call('deputy', 'getDueList', away)).status).toBe(200);
    const asked = await office.call('rajasv1', 'getDueList', {
      params: { officeId: collectorate ?? '' },
      query: { postId: postOf('Collector') },
    });
    expect([asked.status, asked.body.type]).toEqual([403, '/problems/not-allowed']);
  });

  it('[invariant 16] of a confidential file tells that it lies there; its number where its cover may be seen, its subject never', async () => {
    const shut = await sent(
      'rajasv1',
      'Superintendent (Revenue)',
      await aFile('rajasv1', 'बंदसूची', { classification: 'confidential' }),
    );
    const rowFor = async (username: string) => {
      const list = await dueList(username, { postId: postOf('Superintendent (Revenue)') });
      expect(JSON.stringify(list)).not.toContain('बंदसूची');
      return list.items.filter((row) => row.subject === null);
    };
    const named = { id: shut.fileId, number: shut.number };
    // The holder, who is cleared in the office, and who keeps its records.
    for (const username of ['adhikshak', 'collector', 'regadhikshak']) {
      expect(await rowFor(username), username).toMatchObject([named]);
    }
    for (const username of ['deputy', 'aavak']) {
      expect(await rowFor(username), username).toMatchObject([{ id: null, number: null }]);
    }
  });
});

describe('what a chain asks', () => {
  it('stands in the list of each post that is asked, by its time, and not on the desk where the file lies', async () => {
    const { fileId, version } = await aFile('rajasv1', 'क्रय', { headId: headOf('C-301') });
    const { approval } = await done('rajasv1', 'startApproval', {
      params: { fileId },
      version,
      body: {
        chainId: sampleDistrict.chains.find(({ code }) => code === 'PURCHASE')?.id,
        facts: { amount: 60_000 },
      },
    });
    await clockOf(approval.id, 1);
    const rows = async () => (await dueList('collector')).items.filter(({ id }) => id === fileId);
    const standing = await done('deputy', 'getApproval', { params: { approvalId: approval.id } });
    expect(await rows()).toMatchObject([
      {
        desk: { postId: postOf('Deputy Collector (Revenue)') },
        dueAt: standing.approval.levels[0].dueAt,
        clocks: { due: clockOfTerm(standing.clock) },
      },
    ]);
    const { clocks } = await done('deputy', 'getFile', { params: { fileId } });
    expect(clocks.step).toMatchObject(clockOfTerm(standing.clock));
    expect(standing.clock).toMatchObject({
      since: standing.approval.levels[0].openedAt,
      dueAt: standing.approval.levels[0].dueAt,
      status: 'green',
    });
    const said = await done('deputy', 'decide', {
      params: { approvalId: approval.id },
      body: { level: 1, decision: 'recommend', contentHash: standing.approval.contentHash },
      version: standing.version,
    });
    await clockOf(approval.id, said.approval.turn);
    const [level] = (
      await done('samyukt', 'getApproval', { params: { approvalId: approval.id } })
    ).approval.levels.slice(1);
    const asked = await rows();
    expect(asked.map(({ desk }) => desk.postId).sort()).toEqual(
      [postOf('Joint Collector'), postOf('Superintendent (Establishment)')].sort(),
    );
    for (const row of asked)
      expect(row).toMatchObject({ since: level.openedAt, dueAt: level.dueAt });
  });
});
