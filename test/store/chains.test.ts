/** Chain templates through the API: drafted, looked over, published version by version, retired; running chains keep theirs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { textOf } from '../../shared/domain/chainLife.ts';
import type { TemplateInput } from '../../shared/domain/chainTemplate.ts';
import { askingOf } from '../support/asking.ts';
import { historyOf } from '../support/history.ts';
import { type Asked, type Office, openOffice } from '../support/office.ts';
import { headOf, postOf } from '../support/sample.ts';
import { tableOf } from '../support/tableOf.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done, refusal } = askingOf(() => office);
const { chains } = sampleDistrict;
const sample = (code: string) => {
  const found = chains.find((chain) => chain.code === code);
  if (!found) throw new RangeError(code);
  const { id, officeId: _office, version: _version, status: _status, ...input } = found;
  return { id, input: input as TemplateInput };
};
const standard = sample('REV-STD-3');
let made = 0;
/** A chain that nobody has published yet. */
async function aDraft(more: Partial<TemplateInput> = {}) {
  made += 1;
  const template = { ...standard.input, ...more, code: `TEST-${made}` };
  const { chain, version } = await done('prashasan', 'createChainTemplate', { body: { template } });
  return { params: { chainId: chain.id as string }, version: version as number };
}
const publish = (asked: Asked) => done('prashasan', 'publishChainTemplate', asked);
async function begun(chainId: string, headId = headOf('B-121')) {
  const opened = await done('rajasv1', 'createFile', { body: { subject: { hi: 'नस्ती' }, headId } });
  const started = await done('rajasv1', 'startApproval', {
    params: { fileId: opened.file.id },
    version: opened.version,
    body: { chainId },
  });
  await clockOf(started.approval.id, 1);
  return started.approval.id as string;
}

describe('the chains of the sample', () => {
  it('are published as first versions, with their history, and stay what they were', async () => {
    const { items } = await done('rajasv1', 'listChainTemplates');
    expect(items).toHaveLength(chains.length);
    for (const { id, code } of items) {
      const expected = chains.find((chain) => chain.code === code);
      const params = { chainId: id };
      const { chain, version } = await done('rajasv1', 'getChainTemplate', { params });
      expect(chain).toMatchObject({ status: 'published', version: 1 });
      expect(version).toBe(2);
      expect(
        await done('rajasv1', 'getChainVersion', { params: { ...params, version: '1' } }),
      ).toEqual(expected);
      const { faults } = await done('rajasv1', 'checkChainTemplate', {
        params,
        query: { version: '1' },
      });
      expect(faults).toEqual([]);
    }
  });

  it('are changed by whoever administers the office, and read by whoever belongs to it', async () => {
    const before = await tableOf(office);
    const { params, version } = { params: { chainId: standard.id }, version: 2 };
    const body = { template: textOf(standard.input) };
    for (const username of ['collector', 'rajasv1']) {
      expect(await refusal(username, 'saveChainTemplate', { params, version, body })).toBe(
        '403 /problems/not-allowed',
      );
      expect(
        await refusal(username, 'createChainTemplate', { body: { template: standard.input } }),
      ).toBe('403 /problems/not-allowed');
    }
    for (const id of ['getChainTemplate', 'checkChainTemplate'] as const) {
      expect(await refusal('tehsildar', id, { params })).toBe('404 /problems/not-found');
    }
    expect((await done('tehsildar', 'listChainTemplates')).items).toEqual([]);
    expect(
      await refusal('tehsildar', 'getChainVersion', { params: { ...params, version: '1' } }),
    ).toBe('404 /problems/not-found');
    expect(await tableOf(office)).toEqual(before);
  });
});

describe('a chain template', () => {
  it('is published version by version while running chains keep theirs [row 83] [invariant 21]', async () => {
    const { params, version } = await aDraft();
    expect(
      await refusal('rajasv1', 'startApproval', {
        params: { fileId: 'fil_01K00000000000000000000009' },
        version: 1,
        body: { chainId: params.chainId },
      }),
    ).toContain('not-found');
    const first = await publish({ params, version });
    const old = await begun(params.chainId);
    const one = await done('rajasv1', 'getChainVersion', { params: { ...params, version: '1' } });

    const [level] = standard.input.levels;
    const shorter = { ...textOf(standard.input), levels: [level], name: { hi: 'छोटी शृंखला' } };
    const saved = await done('prashasan', 'saveChainTemplate', {
      params,
      version: first.version,
      body: { template: shorter },
    });
    // What is only a draft is followed by nobody, and listed as what it is.
    const row = async () =>
      (await done('rajasv1', 'listChainTemplates')).items.find(
        ({ id }: { id: string }) => id === params.chainId,
      );
    expect(await row()).toMatchObject({ name: standard.input.name, version: 1, hasDraft: true });
    const still = await begun(params.chainId);
    const second = await publish({ params, version: saved.version });
    expect(second.chain).toMatchObject({ version: 2, status: 'published' });
    expect(await row()).toMatchObject({ name: shorter.name, version: 2, hasDraft: false });
    const fresh = await begun(params.chainId);

    const chainOf = async (approvalId: string) => {
      const { approval } = await done('rajasv1', 'getApproval', { params: { approvalId } });
      return [approval.chainVersion, approval.levels.length];
    };
    expect(await chainOf(old)).toEqual([1, 3]);
    expect(await chainOf(still)).toEqual([1, 3]);
    expect(await chainOf(fresh)).toEqual([2, 2]);

    // Whatever is done to the chain later leaves its versions as they are.
    const again = await done('prashasan', 'saveChainTemplate', {
      params,
      version: second.version,
      body: { from: 1 },
    });
    expect(again.chain.draft.levels).toEqual(standard.input.levels);
    const third = await publish({ params, version: again.version });
    const retired = await done('prashasan', 'retireChainTemplate', {
      params,
      version: third.version,
      body: { reason: 'नई शृंखला' },
    });
    expect(retired.chain).toMatchObject({ status: 'retired', version: 3 });
    expect(
      await done('rajasv1', 'getChainVersion', { params: { ...params, version: '1' } }),
    ).toEqual(one);
    const two = await done('rajasv1', 'getChainVersion', { params: { ...params, version: '2' } });
    expect(two).toMatchObject({ ...shorter, version: 2, status: 'published' });

    // Nothing begins with it any more; what runs goes on to its end.
    const { file, version: at } = await done('rajasv1', 'createFile', {
      body: { subject: { hi: 'नस्ती' }, headId: headOf('B-121') },
    });
    const body = { chainId: params.chainId };
    expect(
      await refusal('rajasv1', 'startApproval', { params: { fileId: file.id }, version: at, body }),
    ).toBe('422 /problems/chain-not-found');
    const asked = await done('deputy', 'getApproval', { params: { approvalId: old } });
    await done('deputy', 'decide', {
      params: { approvalId: old },
      version: asked.version,
      body: { level: 1, decision: 'recommend', contentHash: asked.approval.contentHash },
    });
    for (const id of [
      'saveChainTemplate',
      'publishChainTemplate',
      'retireChainTemplate',
    ] as const) {
      const bodies = {
        saveChainTemplate: { from: 1 },
        publishChainTemplate: undefined,
        retireChainTemplate: { reason: 'फिर' },
      };
      expect(
        await refusal('prashasan', id, { params, version: retired.version, body: bodies[id] }),
      ).toBe('409 /problems/chain-retired');
    }
  });

  it('has every change sealed, with what it said', async () => {
    const { params, version } = await aDraft();
    await publish({ params, version });
    expect(await historyOf(office, params.chainId)).toEqual([
      'template-drafted',
      'template-published',
    ]);
    // So have those that were laid with the sample.
    expect(await historyOf(office, standard.id)).toEqual([
      'template-drafted',
      'template-published',
    ]);
  });

  it('is not published with faults, which are told level by level and branch by branch', async () => {
    const [level] = standard.input.levels;
    const { params, version } = await aDraft({ levels: [level, level] as TemplateInput['levels'] });
    const { faults } = await done('rajasv1', 'checkChainTemplate', { params });
    const branches = sampleDistrict.units
      .filter((unit) => unit.officeId === chains[0]?.officeId && unit.dealingPost)
      .map(({ id }) => id)
      .sort();
    expect(faults).toEqual(
      branches.map((unitId) => ({
        level: 2,
        fault: 'same-category',
        unitId,
        hi: expect.stringMatching(/श्रेणी/),
        en: expect.stringMatching(/category/),
      })),
    );
    const before = await tableOf(office);
    const { status, body } = await office.call('prashasan', 'publishChainTemplate', {
      params,
      version,
      headers: { 'accept-language': 'en' },
    });
    expect([status, body.type, body.detail]).toEqual([
      422,
      '/problems/template-faulty',
      'Level 2: It asks a post of the same category as the level before.',
    ]);
    expect(await tableOf(office)).toEqual(before);
  });

  it('has a code of its own, a draft to publish, and one version a change', async () => {
    const { params, version } = await aDraft();
    const code = `TEST-${made}`;
    const copyOf = { chainId: standard.id, version: 1 };
    expect(await refusal('prashasan', 'createChainTemplate', { body: { copyOf, code } })).toBe(
      '409 /problems/code-exists',
    );
    expect(
      await refusal('prashasan', 'createChainTemplate', {
        body: { copyOf: { ...copyOf, version: 9 }, code: 'FREE' },
      }),
    ).toBe('404 /problems/not-found');
    const races = await Promise.all(
      [1, 2, 3, 4].map(() => office.call('prashasan', 'publishChainTemplate', { params, version })),
    );
    expect(races.filter(({ status }) => status === 201)).toHaveLength(1);
    const { version: now } = await done('prashasan', 'getChainTemplate', { params });
    expect(await refusal('prashasan', 'publishChainTemplate', { params, version: now })).toBe(
      '409 /problems/template-unchanged',
    );
    expect(await refusal('prashasan', 'checkChainTemplate', { params })).toBe(
      '409 /problems/template-unchanged',
    );
    // Two are begun under one code at once: one of them has it.
    const twins = await Promise.all(
      [1, 2].map(() =>
        office.call('prashasan', 'createChainTemplate', { body: { copyOf, code: 'TWIN' } }),
      ),
    );
    expect(twins.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is tried out for a case on a day without a file, as a draft or a version [row 84]', async () => {
    const purchase = sample('PURCHASE');
    const query = {
      headId: headOf('C-301'),
      by: postOf('Assistant grade 2 (Revenue)'),
      version: '1',
    };
    const params = { chainId: purchase.id };
    const tried = async (more: object) =>
      (await done('rajasv1', 'rehearseChain', { params, query: { ...query, ...more } })).levels.map(
        ({ skipped, asked }: { skipped?: string; asked: { post: { postId: string } }[] }) =>
          skipped ?? asked.map(({ post }) => post.postId),
      );
    const advisers = [postOf('Joint Collector'), postOf('Superintendent (Establishment)')];
    const [deputy, adm, collector] = [
      postOf('Deputy Collector (Revenue)'),
      postOf('Additional Collector'),
      postOf('Collector'),
    ];
    expect(await tried({ amount: '4999' })).toEqual([[deputy], 'condition', [adm]]);
    expect(await tried({ amount: '50000' })).toEqual([[deputy], advisers, [collector]]);
    const establishment = sampleDistrict.units.find(({ code }) => code === 'EST')?.id ?? '';
    expect(await tried({ amount: '4999', unitId: establishment, on: '2026-12-01' })).toEqual([
      [postOf('Deputy Collector (Establishment)')],
      'condition',
      [adm],
    ]);
    // Before any order was issued the head of the office is asked.
    expect((await tried({ amount: '4999', on: '2026-01-01' }))[0]).toEqual([collector]);
    // Nobody sits there, and it is tried out all the same.
    expect(await tried({ amount: '4999', by: postOf('Deputy Collector (Nazul)') })).toHaveLength(3);

    const draft = await aDraft({ heads: ['C-'] });
    const { version: _version, ...asDraft } = query;
    expect(
      (await done('rajasv1', 'rehearseChain', { ...draft, query: asDraft })).levels,
    ).toHaveLength(3);
    for (const [more, code] of [
      [{}, '422 /problems/facts-missing'],
      [{ amount: '1', headId: headOf('B-121') }, '422 /problems/not-for-this-head'],
      [{ amount: '1', by: postOf('Tehsildar') }, '404 /problems/not-found'],
      [{ amount: '1', version: '7' }, '404 /problems/not-found'],
    ] as const) {
      expect(
        await refusal('rajasv1', 'rehearseChain', { params, query: { ...query, ...more } }),
      ).toBe(code);
    }
  });
});
