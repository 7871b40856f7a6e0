import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  faultsOf,
  finalRuleFor,
  isFor,
  planOf,
  type TemplateInput,
} from '../../shared/domain/chainTemplate.ts';
import type { Office } from '../../shared/domain/directory.ts';
import type { Asking, Chart } from '../../shared/domain/resolver.ts';
import { post } from '../support/officers.ts';

const office = sampleDistrict.offices.find(({ id }) => id === post('collector').officeId) as Office;
const { unitId } = post('rajasv1');
const chart: Chart = {
  posts: sampleDistrict.posts.filter(({ officeId }) => officeId === office.id),
  units: sampleDistrict.units.map((unit) =>
    unit.id === unitId ? { ...unit, headPost: post('deputy').id } : unit,
  ),
  office: { ...office, headPost: post('collector').id },
  division: {
    id: 'div_01K0000000000000000000000A',
    officeId: office.id,
    orderNumber: '3414/स्था./2026-27',
    orderDate: '2026-04-01',
    status: 'published',
    lines: [
      {
        ...(unitId && { unitId }),
        officerInCharge: post('deputy').id,
        via: [post('adm').id],
        final: post('collector').id,
      },
    ],
  },
};
const asking: Asking = {
  ...(unitId && { unitId }),
  headCode: 'B-121',
  initiator: post('rajasv1'),
};
const deadline = { workingMinutes: 450 };
const purchase: TemplateInput = {
  code: 'PURCHASE',
  name: { hi: 'क्रय' },
  kind: 'approval',
  heads: ['B-'],
  levels: [
    { purpose: 'examine', who: [{ superior: 1 }], deadline },
    { purpose: 'recommend', who: [{ division: 'officer-in-charge' }], deadline },
    {
      purpose: 'concur',
      who: [{ division: 'via' }],
      deadline,
      skipWhen: { amountBelow: 50_000 },
    },
  ],
  final: {
    purpose: 'sanction',
    deadline,
    rules: [
      { when: { amountBelow: 50_000 }, who: { post: post('adm').id }, power: 'वित्तीय अधिकार 4(1)' },
      { who: { head: 'office' }, power: 'वित्तीय अधिकार 4(2)' },
    ],
  },
};
const faults = (template: TemplateInput, maxLevels = 4) =>
  faultsOf(template, { maxLevels, charts: [[chart, asking]] });
const designation = (postId: string | undefined) =>
  chart.posts.find(({ id }) => id === postId)?.designation.en;

describe('a chain of levels', () => {
  it('asks by order, line and amount, and says by which rule [row 84] [row 85]', () => {
    const plan = planOf(purchase, asking, { amount: 200_000, headCode: 'B-121' }, chart);
    expect(plan.map(({ asked }) => designation(asked[0]?.postId))).toEqual([
      'Superintendent (Revenue)',
      'Deputy Collector (Revenue)',
      'Additional Collector',
      'Collector',
    ]);
    expect(plan[1]?.asked[0]?.rule).toBe('order 3414/स्था./2026-27: officer-in-charge');
    expect(plan[3]).toMatchObject({ purpose: 'sanction', power: 'वित्तीय अधिकार 4(2)' });

    const small = planOf(purchase, asking, { amount: 49_999, headCode: 'B-121' }, chart);
    expect(small.map(({ skipped }) => skipped)).toEqual([false, false, true, false]);
    expect(designation(small[3]?.asked[0]?.postId)).toBe('Additional Collector');
    expect(small[3]?.power).toBe('वित्तीय अधिकार 4(1)');
  });

  it('asks for no case of which it has not been told what it turns on', () => {
    expect(() => planOf(purchase, asking, { headCode: 'B-121' }, chart)).toThrow(
      expect.objectContaining({ code: 'facts-missing' }),
    );
  });

  it('is for the heads that it names', () => {
    expect(isFor(purchase, 'B-121')).toBe(true);
    expect(isFor(purchase, 'A-121')).toBe(false);
    expect(isFor({ heads: [] }, 'A-121')).toBe(true);
  });

  it('has no fault when every case is decided by somebody', () => {
    expect(faults(purchase)).toEqual([]);
  });

  const [examine, recommend, concur] = purchase.levels;
  if (!examine || !recommend || !concur) throw new Error('The chain has three levels.');
  const { final } = purchase;
  it.each<[string, TemplateInput, object]>([
    [
      'more levels than the manual allows',
      { ...purchase, levels: [examine, recommend, concur, { ...concur, skipWhen: { head: 'C' } }] },
      { level: 5, fault: 'too-many-levels' },
    ],
    [
      'a case that nobody decides',
      { ...purchase, final: { ...final, rules: final.rules.slice(0, 1) } },
      { level: 4, fault: 'final-not-total' },
    ],
    [
      'a rule that never comes to pass',
      { ...purchase, final: { ...final, rules: [...final.rules].reverse() } },
      { level: 4, fault: 'rule-never-wins' },
    ],
    [
      'a level that is always left out',
      {
        ...purchase,
        levels: [{ ...examine, skipWhen: { any: [{ amountBelow: 9 }, { amountAtLeast: 9 }] } }],
      },
      { level: 1, fault: 'always-skipped' },
    ],
    [
      'more agreement than there are posts',
      { ...purchase, levels: [{ ...examine, join: { atLeast: 2 } }] },
      { level: 1, fault: 'join-impossible' },
    ],
    [
      'one post asked twice side by side',
      { ...purchase, levels: [{ ...examine, who: [{ superior: 1 }, { superior: 1 }] }] },
      { level: 1, fault: 'asked-twice' },
    ],
    [
      'submission to a post of the same category',
      { ...purchase, levels: [recommend, { ...recommend, who: [{ post: post('deputy2').id }] }] },
      { level: 2, fault: 'same-category' },
    ],
    [
      'a role that nobody has',
      { ...purchase, levels: [{ ...examine, who: [{ role: 'NOBODY' }] }] },
      { level: 1, fault: 'no-post-of-role' },
    ],
    [
      'a role that several have',
      { ...purchase, levels: [{ ...examine, who: [{ role: 'INWARD_CLERK' }] }] },
      { level: 1, fault: 'several-posts-of-role' },
    ],
    [
      'an order that is silent',
      { ...purchase, levels: [{ ...examine, who: [{ division: 'via', no: 2 }] }] },
      { level: 1, fault: 'order-is-silent' },
    ],
  ])('is not published with %s', (_, template, fault) => {
    expect(faults(template)).toContainEqual(fault);
  });

  it('counts no level that does not go up the line', () => {
    const informed: TemplateInput = {
      ...purchase,
      levels: [...purchase.levels, { purpose: 'inform', who: [{ role: 'AUDITOR' }], deadline }],
    };
    expect(faults(informed)).toEqual([]);
  });

  it('names the authority of each case, and none where the rules leave a gap', () => {
    const gap = final.rules.slice(0, 1);
    expect(finalRuleFor(gap, { amount: 1, headCode: 'B' }).power).toBe('वित्तीय अधिकार 4(1)');
    expect(() => finalRuleFor(gap, { amount: 50_000, headCode: 'B' })).toThrow(
      expect.objectContaining({ code: 'no-final-authority' }),
    );
  });
});
