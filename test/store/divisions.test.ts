/** Work-division orders through the API: entered or uploaded, previewed, published at an instant, withdrawn before it. */

import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { ReroutedChain, RoutedMatter } from '../../shared/domain/divisionPreview.ts';
import type { DivisionLine } from '../../shared/domain/workDivision.ts';
import * as charts from '../../shared/store/chartStore.ts';
import { openChainsPk } from '../../shared/store/keys.ts';
import { table } from '../../shared/store/table.ts';
import { askingOf } from '../support/asking.ts';
import { historyOf } from '../support/history.ts';
import { type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done, refusal } = askingOf(() => office);
const [sample] = sampleDistrict.divisions;
if (!sample) throw new Error('The sample has an order.');
const { officeId } = sample;
const unitOf = (code: string) => sampleDistrict.units.find((unit) => unit.code === code)?.id ?? '';
const chainId = sampleDistrict.chains.find(({ code }) => code === 'REV-STD-3')?.id;
const headId = sampleDistrict.subjectHeads[0]?.id;
const orderDate = '2026-11-20';

let orders = 0;
async function entered(lines: readonly DivisionLine[]) {
  orders += 1;
  const body = { orderNumber: `${orders}/स्था./2026-27`, orderDate, lines };
  const { order, version, faults } = await done('prashasan', 'createDivision', { body });
  return { params: { divisionId: order.id as string }, version: version as number, faults };
}
/** The sample's order with another officer in charge of revenue. */
const moved: DivisionLine[] = sample.lines.map((line) =>
  line.unitId === unitOf('REV') ? { ...line, officerInCharge: postOf('Joint Collector') } : line,
);
type Preview = {
  chains: ReroutedChain[];
  looked: number;
  confidential: number;
};
type Entered = Awaited<ReturnType<typeof entered>>;
const publish = (
  { params, version }: Pick<Entered, 'params' | 'version'>,
  effectiveFrom?: string,
) =>
  done('prashasan', 'publishDivision', {
    params,
    version,
    body: { ...(effectiveFrom && { effectiveFrom }) },
  });
const inForce = async (at: string) => (await charts.divisionAt(officeId, at))?.id;

async function begun(username = 'rajasv1', more: object = {}) {
  const opened = await done(username, 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId, ...more },
  });
  const { approval } = await done(username, 'startApproval', {
    params: { fileId: opened.file.id },
    version: opened.version,
    body: { chainId },
  });
  await clockOf(approval.id, 1);
  return { approvalId: approval.id as string, file: opened.file };
}
const askedNow = async (approvalId: string, level = 1) => {
  const { approval } = await done('collector', 'getApproval', { params: { approvalId } });
  return approval.levels[level - 1].members
    .filter(({ state }: { state: string }) => state === 'asked')
    .map(({ post }: { post: { designation: { en: string } } }) => post.designation.en);
};

describe('the order of the sample', () => {
  it('is published and followed, with its history', async () => {
    const { items } = await done('rajasv1', 'listDivisions');
    expect(items).toEqual([
      {
        id: sample.id,
        orderNumber: sample.orderNumber,
        orderDate: sample.orderDate,
        status: 'published',
        effectiveFrom: sample.effectiveFrom,
        lines: sample.lines.length,
      },
    ]);
    expect(await inForce(new Date().toISOString())).toBe(sample.id);
    expect(await inForce('2026-03-31T00:00:00.000Z')).toBeUndefined();
    expect(await historyOf(office, sample.id)).toEqual(['division-drafted', 'division-published']);
    const { order } = await done('rajasv1', 'getDivision', { params: { divisionId: sample.id } });
    expect(order).toEqual(sample);
  });
});

describe('entering an order', () => {
  it('tells what would keep it from being published, and publishes nothing with faults', async () => {
    const [rest] = sample.lines;
    if (!rest) throw new Error('The order has lines.');
    const lines = [rest, rest, { ...rest, unitId: unitOf('TRD'), link: postOf('Tehsildar') }];
    const { params, version, faults } = await entered(lines);
    expect(faults).toEqual([
      {
        line: 3,
        column: 'unitId',
        fault: 'unit-unknown',
        hi: expect.anything(),
        en: expect.anything(),
      },
      {
        line: 3,
        column: 'link',
        fault: 'post-unknown',
        hi: expect.anything(),
        en: expect.anything(),
      },
      {
        line: 1,
        column: 'head',
        fault: 'conflict',
        with: 2,
        hi: expect.anything(),
        en: expect.anything(),
      },
    ]);
    const before = await tableOf(office);
    expect(await refusal('prashasan', 'publishDivision', { params, version, body: {} })).toBe(
      '422 /problems/division-conflict',
    );
    expect(await tableOf(office)).toEqual(before);
    const saved = await done('prashasan', 'saveDivision', {
      params,
      version,
      body: { orderNumber: '1', orderDate, lines: lines.slice(1) },
    });
    expect(
      await refusal('prashasan', 'publishDivision', { params, version: saved.version, body: {} }),
    ).toBe('422 /problems/division-faulty');

    // Which line it is, whoever asks is told in their own language.
    const words = {
      hi: 'पंक्ति 2, शाखा: वह शाखा इस कार्यालय की नहीं है।',
      en: 'Line 2, Branch: That branch is not one of the office.',
    };
    const asked = { params, version: saved.version, body: {} };
    const told = async (language: string) => {
      const headers = { 'accept-language': language };
      return (await office.call('prashasan', 'publishDivision', { ...asked, headers })).body;
    };
    expect((await told('en')).detail).toContain(words.en);
    const hindi = await told('hi');
    expect(hindi.detail).toContain(words.hi);
    expect(hindi.developerNote).toContain(words.en);
  });

  it('takes a table, and of a faulty one nothing', async () => {
    const head = 'शाखा,प्रभारी अधिकारी,द्वारा,लिंक अधिकारी';
    const table_ = [head, 'REV,संयुक्त कलेक्टर,अपर कलेक्टर,', ',ADDL_COLLECTOR,,'].join('\n');
    const taken = await done('prashasan', 'createDivision', {
      body: { orderNumber: '7', orderDate, table: table_ },
    });
    expect(taken.faults).toEqual([]);
    expect(taken.order.lines).toEqual([
      {
        unitId: unitOf('REV'),
        officerInCharge: postOf('Joint Collector'),
        via: [postOf('Additional Collector')],
      },
      { officerInCharge: postOf('Additional Collector'), via: [] },
    ]);
    const body = {
      orderNumber: '8',
      orderDate,
      table: [head, 'REV,DEPUTY_COLLECTOR,,', 'XYZ,=1,,'].join('\n'),
    };
    const records = async () =>
      (await tableOf(office)).filter(({ pk }) => !String(pk).startsWith('IDEM#'));
    const before = await records();
    const refused = await done('prashasan', 'createDivision', { body });
    expect(refused.order).toBeNull();
    expect(
      refused.tableFaults.map(({ line, column, fault }: Record<string, unknown>) => [
        line,
        column,
        fault,
      ]),
    ).toEqual([
      [2, 'officerInCharge', 'several'],
      [3, 'unit', 'unknown'],
      [3, 'officerInCharge', 'formula'],
    ]);
    const kept = await done('prashasan', 'saveDivision', {
      params: { divisionId: taken.order.id },
      version: taken.version,
      body,
    });
    expect(kept).toMatchObject({ order: null, version: taken.version });
    expect(await records()).toEqual(before);
  });

  it('is the administrator’s, of their own office alone', async () => {
    const { params, version } = await entered(moved);
    const body = { orderNumber: '1', orderDate, lines: moved };
    const before = await tableOf(office);
    for (const [id, asked] of [
      ['createDivision', { body }],
      ['saveDivision', { params, version, body }],
      ['publishDivision', { params, version, body: {} }],
      ['withdrawDivision', { params, version, body: { reason: 'त्रुटि' } }],
    ] as const) {
      expect(await refusal('collector', id, asked), id).toBe('403 /problems/not-allowed');
    }
    for (const id of ['getDivision', 'previewDivision'] as const) {
      expect(await refusal('tehsildar', id, { params })).toBe('404 /problems/not-found');
    }
    expect((await done('tehsildar', 'listDivisions')).items).toEqual([]);
    expect(await tableOf(office)).toEqual(before);
  });
});

describe('publishing an order', () => {
  it('takes effect at its instant and never before; no two at one; one may be withdrawn before it', async () => {
    const may = '2099-05-01T00:00:00.000Z';
    const june = '2099-06-01T00:00:00.000Z';
    const july = '2099-07-01T00:00:00.000Z';
    const [one, two, three] = [await entered(moved), await entered(moved), await entered(moved)];
    const past = { ...one, body: { effectiveFrom: '2026-11-01T00:00:00Z' } };
    expect(await refusal('prashasan', 'publishDivision', past)).toBe('422 /problems/date-past');

    const late = await publish(one, july);
    // Without milliseconds it is the same instant.
    const published = await publish(two, '2099-05-01T00:00:00Z');
    expect(published.order).toMatchObject({ status: 'published', effectiveFrom: may });
    expect(
      await refusal('prashasan', 'publishDivision', { ...three, body: { effectiveFrom: may } }),
    ).toBe('409 /problems/division-instant-taken');
    expect(await inForce('2099-04-30T23:59:59.999Z')).toBe(sample.id);
    expect(await inForce(may)).toBe(two.params.divisionId);
    expect(await inForce(june)).toBe(two.params.divisionId);
    expect(await inForce(july)).toBe(one.params.divisionId);

    await done('prashasan', 'withdrawDivision', {
      params: two.params,
      version: published.version,
      body: { reason: 'त्रुटि' },
    });
    expect(await inForce(june)).toBe(sample.id);
    expect(await inForce(july)).toBe(one.params.divisionId);
    // Its instant is free again.
    await publish(three, may);
    expect(await inForce(june)).toBe(three.params.divisionId);
    expect(
      await refusal('prashasan', 'saveDivision', {
        params: one.params,
        version: late.version,
        body: { orderNumber: '1', orderDate, lines: moved },
      }),
    ).toBe('409 /problems/division-published');
    expect(await historyOf(office, two.params.divisionId)).toEqual([
      'division-drafted',
      'division-published',
      'division-withdrawn',
    ]);
    expect(
      await refusal('prashasan', 'withdrawDivision', {
        params: { divisionId: sample.id },
        version: 2,
        body: { reason: 'अब' },
      }),
    ).toBe('409 /problems/division-in-force');
  });

  it('at one instant by two at once leaves one of them [invariant 20]', async () => {
    const effectiveFrom = '2099-08-01T00:00:00.000Z';
    const drafts = await Promise.all([1, 2, 3].map(() => entered(moved)));
    const answers = await Promise.all(
      drafts.map(({ params, version }) =>
        office.call('prashasan', 'publishDivision', { params, version, body: { effectiveFrom } }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });
});

describe('a new order', () => {
  it('is previewed with what goes another way, changes nothing that is asked, and routes what is opened after it [row 85]', async () => {
    const revenue = await begun();
    const secret = await begun('rajasv1', { classification: 'confidential' });
    const other = await begun('sthapna1');
    const draft = await entered(moved);
    const preview = async (limit = '500', cursor?: string) =>
      done('rajasv1', 'previewDivision', {
        params: draft.params,
        query: { limit, ...(cursor && { cursor }) },
      });
    const seen = await preview();
    const old = {
      officerInCharge: postOf('Deputy Collector (Revenue)'),
      via: [postOf('Additional Collector')],
      final: postOf('Collector'),
      link: postOf('Deputy Collector (General)'),
    };
    const next = { ...old, officerInCharge: postOf('Joint Collector') };
    expect(seen.matters).toEqual([
      { unitId: unitOf('REV'), head: null, before: old, after: next } satisfies RoutedMatter,
    ]);
    expect(seen).toMatchObject({ mattersCount: 1, looked: 3, next: null });
    const ids = (chains: ReroutedChain[]) => chains.map(({ approvalId }) => approvalId).sort();
    expect(seen.chains).toEqual([
      {
        approvalId: revenue.approvalId,
        fileId: revenue.file.id,
        number: revenue.file.number,
        unitId: unitOf('REV'),
        headCode: revenue.file.headCode,
        before: old,
        after: next,
      },
    ]);
    expect(seen.confidential).toBe(1);

    // Page by page it is the same list, and no page says which file is confidential.
    const pages: ReroutedChain[] = [];
    let looked = 0;
    let confidential = 0;
    for (let cursor: string | undefined, more = true; more; ) {
      const page = await preview('1', cursor);
      pages.push(...page.chains);
      looked += page.looked;
      confidential += page.confidential;
      const told = JSON.stringify(page) + Buffer.from(page.next ?? '', 'base64url').toString();
      expect(told).not.toContain(secret.file.id);
      cursor = page.next ?? undefined;
      more = page.next !== null;
    }
    expect(ids(pages)).toEqual(ids(seen.chains));
    expect([looked, confidential]).toEqual([3, 1]);

    await publish(draft);
    expect((await preview()).matters).toEqual([]);
    expect(await askedNow(revenue.approvalId)).toEqual(['Deputy Collector (Revenue)']);
    expect(await askedNow((await begun()).approvalId)).toEqual(['Joint Collector']);

    // Asked anew, the level goes by the order in force.
    const params = { approvalId: revenue.approvalId };
    const { version } = await done('adm', 'getApproval', { params });
    const rerouting = { params, version, body: { reason: 'नया आदेश' } };
    expect(await refusal('deputy', 'rerouteApproval', rerouting)).toBe(
      '403 /problems/not-a-superior',
    );
    const { approval } = await done('adm', 'rerouteApproval', rerouting);
    expect(approval.levels[0].state).toBe('waiting');
    await clockOf(revenue.approvalId, approval.turn);
    // Opened twice it is opened once.
    await clockOf(revenue.approvalId, approval.turn);
    expect(await askedNow(revenue.approvalId)).toEqual(['Joint Collector']);
    const { items } = await done('samyukt', 'getInbox');
    expect(items.map(({ id }: { id: string }) => id)).toContain(revenue.file.id);
    const proof = await done('adm', 'getProof', { params: { fileId: revenue.file.id } });
    expect(proof.verdict).toBe('intact');
    expect(await askedNow(other.approvalId)).toEqual(['Deputy Collector (Establishment)']);
  });

  it('is previewed for the chains that still go by one, and names no file that became confidential', async () => {
    const { params } = await entered(sample.lines.map((line) => ({ ...line, final: undefined })));
    const previewed = async () => (await done('rajasv1', 'previewDivision', { params })) as Preview;
    const before = await previewed();
    const { approvalId, file } = await begun();
    const after = await previewed();
    expect(after.looked).toBe(before.looked + 1);
    expect(after.chains.map((each) => each.approvalId)).toContain(approvalId);

    const ofFile = { params: { fileId: file.id } };
    const { version } = await done('samyukt', 'getFile', ofFile);
    const change = { classification: 'confidential', reason: 'गोपनीय प्रकरण' };
    await done('samyukt', 'amendFile', { ...ofFile, version, body: change });
    const secret = { ...before, looked: before.looked + 1, confidential: before.confidential + 1 };
    expect(await previewed()).toEqual(secret);

    const said = async (username: string, level: number, decision: string, more: object = {}) => {
      const ofChain = { params: { approvalId } };
      const read = await done('collector', 'getApproval', ofChain);
      const { contentHash } = read.approval;
      const body = { level, decision, contentHash, ...more };
      const { approval } = await done(username, 'decide', {
        ...ofChain,
        version: read.version,
        body,
      });
      if (decision !== 'return') await clockOf(approvalId, approval.turn);
    };
    await said('samyukt', 1, 'recommend');
    expect(await previewed()).toEqual(secret);
    // Whom the order names have answered: the head of office is left.
    await said('adm', 2, 'concur');
    expect(await previewed()).toEqual(before);
    await said('collector', 3, 'return', { remarks: ['पुनः परीक्षण करें'] });
    const back = { params: { approvalId } };
    const { version: given } = await done('rajasv1', 'getApproval', back);
    await done('rajasv1', 'resubmit', { ...back, version: given, body: { restart: true } });
    // It begins again from the level that an order names.
    expect(await previewed()).toEqual(secret);
  });

  it('lists a chain while it is open, and no longer', async () => {
    const open = async () => {
      const { Items = [] } = await table.send(
        new QueryCommand({
          TableName: office.tableName,
          IndexName: 'gsi2',
          KeyConditionExpression: 'gsi2pk = :pk',
          ExpressionAttributeValues: { ':pk': openChainsPk(officeId) },
        }),
      );
      return Items.map(({ id }) => id);
    };
    const { approvalId } = await begun();
    expect(await open()).toContain(approvalId);
    const params = { approvalId };
    const { version } = await done('rajasv1', 'getApproval', { params });
    await done('rajasv1', 'withdrawApproval', { params, version, body: { reason: 'प्रकरण समाप्त' } });
    expect(await open()).not.toContain(approvalId);
  });
});
