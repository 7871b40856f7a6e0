import { expect } from 'vitest';
import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import { textOf } from '../../../shared/domain/chainLife.ts';
import { clockOf } from './approvals.ts';
import { aFile, type Flow } from './day.ts';

const chainOf = (code: string) => {
  const found = sampleDistrict.chains.find((chain) => chain.code === code);
  if (!found) throw new RangeError(code);
  return found;
};

/** A chain is copied, looked over, tried out, published, retired; an order is entered, previewed, published, withdrawn. */
export const chains: Flow = async (day) => {
  const { done, postOf } = day;
  const source = chainOf('REV-STD-3');
  const made = await done('prashasan', 'createChainTemplate', {
    body: { copyOf: { chainId: source.id, version: 1 }, code: 'COPY-3', name: { hi: 'प्रति' } },
  });
  const params = { chainId: made.body.chain.id };
  const saved = await done('prashasan', 'saveChainTemplate', {
    params,
    version: made.body.version,
    body: { template: { ...textOf(source), name: { hi: 'नया अनुमोदन' } } },
  });
  const checked = await done('rajasv1', 'checkChainTemplate', { params });
  expect(checked.body.faults).toEqual([]);
  const headId = sampleDistrict.subjectHeads[0]?.id ?? '';
  const by = postOf('Assistant grade 2 (Revenue)');
  const tried = await done('rajasv1', 'rehearseChain', { params, query: { headId, by } });
  expect(tried.body.levels).toHaveLength(3);
  const published = await done('prashasan', 'publishChainTemplate', {
    params,
    version: saved.body.version,
  });
  await done('rajasv1', 'getChainVersion', { params: { ...params, version: '1' } });
  const { body: listed } = await done('rajasv1', 'listChainTemplates');
  expect(listed.items.at(-1)).toMatchObject({ code: 'COPY-3', status: 'published', version: 1 });
  await done('prashasan', 'retireChainTemplate', {
    params,
    version: published.body.version,
    body: { reason: 'आवश्यकता नहीं' },
  });
  await done('rajasv1', 'getChainTemplate', { params });

  const [order] = sampleDistrict.divisions;
  const entered = await done('prashasan', 'createDivision', {
    body: { orderNumber: '202', orderDate: '2026-11-01', lines: order?.lines },
  });
  const refused = await done('prashasan', 'createDivision', {
    body: { orderNumber: '203', orderDate: '2026-11-01', table: 'शाखा\nREV' },
  });
  expect(refused.body.order).toBeNull();
  const one = { params: { divisionId: entered.body.order.id } };
  const kept = await done('prashasan', 'saveDivision', {
    ...one,
    version: entered.body.version,
    body: {
      orderNumber: '202',
      orderDate: '2026-11-01',
      table: 'प्रभारी अधिकारी,द्वारा\nडिप्टी कलेक्टर (सामान्य),अपर कलेक्टर',
    },
  });
  expect(kept.body.faults).toEqual([]);
  const seen = await done('rajasv1', 'previewDivision', { ...one, query: { limit: '500' } });
  expect(seen.body.mattersCount).toBe(2);
  const out = await done('prashasan', 'publishDivision', {
    ...one,
    version: kept.body.version,
    body: { effectiveFrom: '2099-01-01T00:00:00Z' },
  });
  await done('prashasan', 'withdrawDivision', {
    ...one,
    version: out.body.version,
    body: { reason: 'त्रुटि' },
  });
  await done('rajasv1', 'getDivision', one);
  await done('rajasv1', 'listDivisions');

  const { fileId, version } = await aFile(day);
  const started = await done('rajasv1', 'startApproval', {
    params: { fileId },
    body: { chainId: source.id },
    version,
  });
  const approval = { params: { approvalId: started.body.approval.id } };
  await clockOf(approval.params.approvalId, 1);
  await done('adm', 'rerouteApproval', {
    ...approval,
    version: (await done('adm', 'getApproval', approval)).body.version,
    body: { reason: 'नया आदेश' },
  });
};
