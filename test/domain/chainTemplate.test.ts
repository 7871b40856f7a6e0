import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  finalRuleFor,
  isFor,
  type TemplateInput,
  type TemplateLevel,
} from '../../shared/domain/chainTemplate.ts';
import type { Office } from '../../shared/domain/directory.ts';
import { rehearse } from '../../shared/domain/rehearsal.ts';
import type { Asking, Chart, Resolver } from '../../shared/domain/resolver.ts';
import { faultsOf } from '../../shared/domain/templateFaults.ts';
import { aChain } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

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
const rules = { maxLevels: 4, submitWithinCategory: false };
const faults = (template: TemplateInput, policy = rules, on = chart) =>
  faultsOf(template, { policy, charts: [[on, asking]] });
/** Whom the chain would ask of a purchase, level by level. */
const asked = (amount?: number) =>
  rehearse(
    aFile('rajasv1'),
    { ...purchase, id: aChain().id, officeId: office.id, version: 1, status: 'published' },
    { ...(amount !== undefined && { amount }) },
    officer('rajasv1'),
    { chart, at, policy },
  );

describe('a chain of levels', () => {
  it('asks by order, line and amount, and says by which rule [row 84] [row 85]', () => {
    const plan = asked(200_000);
    expect(plan.map((level) => level.asked[0]?.post.designation.en)).toEqual([
      'Superintendent (Revenue)',
      'Deputy Collector (Revenue)',
      'Additional Collector',
      'Collector',
    ]);
    expect(plan[1]?.asked[0]?.rule.en).toBe('order 3414/स्था./2026-27: officer-in-charge');
    expect(plan[3]).toMatchObject({ purpose: 'sanction', power: 'वित्तीय अधिकार 4(2)' });

    const small = asked(49_999);
    expect(small.map(({ skipped }) => skipped)).toEqual([
      undefined,
      undefined,
      'condition',
      undefined,
    ]);
    expect(small[3]?.asked[0]?.post.designation.en).toBe('Additional Collector');
    expect(small[3]?.power).toBe('वित्तीय अधिकार 4(1)');
  });

  it('asks for no case of which it has not been told what it turns on', () => {
    expect(() => asked()).toThrow(expect.objectContaining({ code: 'facts-missing' }));
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
      { level: 1, fault: 'asked-twice', unitId },
    ],
    [
      'submission to a post of the same category',
      { ...purchase, levels: [recommend, { ...recommend, who: [{ post: post('deputy2').id }] }] },
      { level: 2, fault: 'same-category', unitId },
    ],
    [
      'a role that nobody has',
      { ...purchase, levels: [{ ...examine, who: [{ role: 'NOBODY' }] }] },
      { level: 1, fault: 'no-post-of-role', unitId },
    ],
    [
      'a role that several have',
      { ...purchase, levels: [{ ...examine, who: [{ role: 'INWARD_CLERK' }] }] },
      { level: 1, fault: 'several-posts-of-role', unitId },
    ],
    [
      'an order that is silent',
      { ...purchase, levels: [{ ...examine, who: [{ division: 'via', no: 2 }] }] },
      { level: 1, fault: 'order-is-silent', unitId },
    ],
  ])('is not published with %s', (_, template, fault) => {
    expect(faults(template)).toContainEqual(fault);
  });

  it.each<[string, string, string]>([
    ['one lower than who decides', 'deputy', 'escalates-lower'],
    ['one who may not decide', 'steno', 'may-not-answer'],
  ])('is not asked finally, being late, of %s', (_what, to, fault) => {
    const escalation = (who: Resolver) => ({
      ...purchase.final,
      escalation: { after: 1, to: who },
    });
    const wrong = faults({ ...purchase, final: escalation({ post: post(to).id }) });
    expect(wrong).toContainEqual({ level: 4, fault, unitId });
    expect(faults({ ...purchase, final: escalation({ head: 'office' }) })).toEqual([]);
    expect(faults({ ...purchase, final: escalation({ superior: 9 }) })).toEqual([
      { level: 4, fault: 'no-superior', unitId },
    ]);
  });

  it('may ask a post of the same category where the district lets it [row 87]', () => {
    const within = {
      ...purchase,
      levels: [recommend, { ...recommend, who: [{ post: post('deputy2').id }] }],
    };
    expect(faults(within, { ...rules, submitWithinCategory: true })).toEqual([]);
  });

  it('is judged by the heads that it is for, and by no others', () => {
    const ofRevenue = {
      ...final,
      rules: [{ ...final.rules[1], when: { head: 'B-' } }],
    } as typeof final;
    expect(faults({ ...purchase, final: ofRevenue })).toEqual([]);
    expect(faults({ ...purchase, final: ofRevenue, heads: [] })).toEqual([
      { level: 4, fault: 'final-not-total' },
    ]);
    expect(faults({ ...purchase, final: ofRevenue, heads: ['B-', 'C-'] })).toEqual([
      { level: 4, fault: 'final-not-total' },
    ]);
    // What is only for other heads never comes to pass.
    const others = {
      ...final,
      rules: [{ ...final.rules[0], when: { head: 'A-' } }, ...final.rules],
    };
    expect(faults({ ...purchase, final: others as typeof final })).toEqual([
      { level: 4, fault: 'rule-never-wins' },
    ]);
  });

  it('is looked at for every head that the order of the day tells apart', () => {
    const lines = chart.division?.lines ?? [];
    const [line] = lines;
    if (!chart.division || !line) throw new Error('The chart has an order.');
    const silent = { ...line, head: 'B-9', via: [] };
    const on = { ...chart, division: { ...chart.division, lines: [...lines, silent] } };
    expect(faults(purchase, rules, on)).toEqual([{ level: 3, fault: 'order-is-silent', unitId }]);
    expect(faults({ ...purchase, heads: ['B-1'] }, rules, on)).toEqual([]);
  });

  it('is refused when its conditions tell more cases apart than can be looked at', () => {
    const any = Array.from({ length: 10 }, (_, index) => ({ amountAtLeast: index + 2 }));
    const many = (base: number): TemplateLevel => ({
      ...examine,
      skipWhen: {
        all: Array.from({ length: 10 }, (_, index) => ({
          any: any.map(({ amountAtLeast }, place) =>
            place % 2 === 0
              ? { amountAtLeast: amountAtLeast + 100 * index + base }
              : { category: `c${base}-${index}-${place}` },
          ),
        })),
      },
    });
    expect(faults({ ...purchase, levels: [0, 1000, 2000, 3000].map(many) })).toEqual([
      { level: 5, fault: 'too-many-cases' },
    ]);
  });

  it('tells of a superior in the office, and leaves one in another to the day on which they are asked', () => {
    const up: TemplateInput = { ...purchase, levels: [{ ...examine, who: [{ superior: 1 }] }] };
    const desk = chart.units.find(({ id }) => id === unitId)?.dealingPost;
    const above = desk?.superiors[0];
    const closed = chart.posts.map((each) =>
      each.id === above ? { ...each, status: 'abolished' as const } : each,
    );
    const among = (posts: typeof chart.posts) => faults(up, rules, { ...chart, posts });
    expect(among(chart.posts)).toEqual([]);
    expect(among(closed)).toEqual([{ level: 1, fault: 'no-such-post', unitId }]);
    expect(among(chart.posts.filter(({ id }) => id !== above))).toEqual([]);
    const { length } = desk?.superiors ?? [];
    const beyond = { ...up, levels: [{ ...examine, who: [{ superior: length + 1 }] }] };
    expect(faults(beyond)).toEqual([{ level: 1, fault: 'no-superior', unitId }]);
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
