/** Who stands in, so that a chain comes to its end: never on a level before by whoever decides finally. */
import { describe, expect, it } from 'vitest';
import {
  type Approval,
  type ApprovalChanged,
  type ApprovalLevel,
  type ApprovalMember,
  askedIn,
  currentLevel,
  decide,
  noteDelay,
  openLevel,
  reassign,
  startApproval,
} from '../../shared/domain/approval.ts';
import { Approval as ApprovalSchema, withMembers } from '../../shared/domain/approvalRecord.ts';
import type { Template, TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const hash = 'a'.repeat(64);
const noteId = 'nte_01K00000000000000000000009';
const reason = 'कारण';
const refusal = (code: string) => expect.objectContaining({ code });
const deadline = { workingMinutes: 450 };
type Chart = ReturnType<typeof aChart>;
type Changes = Readonly<Record<string, Partial<HeldPost>>>;
const vacant = { holder: null };

const level = (purpose: TemplateLevel['purpose'], ...usernames: string[]): TemplateLevel => ({
  ...{ purpose, deadline },
  who: usernames.map((username) => ({ post: post(username).id })),
});
const chain = (levels: TemplateLevel[], final: string): Template =>
  aChain({
    levels,
    final: {
      ...{ purpose: 'approve', deadline },
      rules: [{ who: { post: post(final).id }, power: 'आदेश' }],
    },
  });
const open = ({ record, approval }: Pick<ApprovalChanged, 'record' | 'approval'>, on: Chart) =>
  openLevel(record, approval, { chart: on, at: later(1), policy }) as ApprovalChanged;
const begun = (template: Template, on: Chart = aChart(), by = 'rajasv1') =>
  open(
    startApproval(aFile(by), template, undefined, officer(by), {
      ...{ at, policy, facts: {}, content: { hash } },
    }),
    on,
  );
const say = ({ record, approval }: ApprovalChanged, by: string) => {
  const now = currentLevel(approval);
  if (!now) throw new Error('A level is asked.');
  const input = { level: now.no, decision: now.purpose, contentHash: hash };
  return decide(record, approval, input, officer(by), { at: later(2), policy, noteId });
};
const and = (standing: ApprovalChanged, by: string, on: Chart = aChart()) =>
  open(say(standing, by), on);
const asked = ({ approval }: ApprovalChanged) =>
  askedIn(currentLevel(approval)).map(({ post: each, rule }) => [each.designation.en, rule.en]);

describe('a vacant level below whoever decides finally', () => {
  const leftOut = { state: 'skipped', skipped: 'nobody' };

  it('is left out rather than asked of the one above, who then decides', () => {
    const on = aChart({ adm: vacant });
    const last = and(begun(aChain(), on), 'deputy', on);
    expect(last.approval.levels[1]).toMatchObject(leftOut);
    expect(last.events).toContainEqual(
      expect.objectContaining({
        type: 'level-skipped',
        pub: expect.objectContaining({ level: 2, because: 'nobody' }),
      }),
    );
    expect(asked(last)).toEqual([['Collector', 'head of the office']]);
    expect(ApprovalSchema.parse(last.approval)).toEqual(last.approval);
    expect(say(last, 'collector').approval.status).toBe('approved');
  });

  it.each<[string, TemplateLevel, Changes]>([
    ['who has charge of it', level('concur', 'samyukt'), { samyukt: inChargeOf('collector') }],
    ['as head, where the chain names nobody', { ...level('advise'), who: [{ role: 'X' }] }, {}],
    ['who may answer', level('recommend', 'steno'), {}],
  ])('is left out, too, where it would be the one %s', (_what, first, changes) => {
    const opened = begun(chain([first], 'collector'), aChart(changes));
    expect(opened.approval.levels[0]).toMatchObject(leftOut);
    expect(say(opened, 'collector').approval.status).toBe('approved');
  });

  it('is asked of the others that it names', () => {
    const on = aChart({ adm: vacant });
    const opened = begun(chain([level('concur', 'adm', 'samyukt')], 'collector'), on);
    expect(asked(opened)).toEqual([['Joint Collector', 'post named by the chain']]);
  });

  it('is asked of one who decides finally, where the chain itself names them', () => {
    const opened = begun(chain([level('advise', 'collector')], 'collector'));
    expect(asked(opened)).toEqual([['Collector', 'post named by the chain']]);
  });

  it('is asked of a superior who does not decide finally', () => {
    const on = aChart({ samyukt: vacant });
    const opened = begun(chain([level('concur', 'samyukt')], 'collector'), on);
    expect(asked(opened)[0]?.[0]).toBe('Additional Collector');
  });

  it('is left out where the final decision falls to the same superior', () => {
    const on = aChart({ samyukt: vacant, deputy3: vacant });
    const opened = begun(chain([level('concur', 'samyukt')], 'deputy3'), on);
    expect(opened.approval.levels[0]).toMatchObject(leftOut);
    expect(asked(opened)[0]?.[0]).toBe('Additional Collector');
  });
});

function inChargeOf(username: string): Partial<HeldPost> {
  const { holder } = heldPost(username);
  if (!holder) throw new Error('Somebody sits there.');
  return { holder: null, charge: { ...holder, from: at } };
}

describe('the final level', () => {
  it('goes past a superior who has acted to the next', () => {
    const template = chain([level('concur', 'adm')], 'deputy');
    const last = and(begun(template, aChart(), 'deputy'), 'adm');
    expect(asked(last)).toEqual([['Collector', 'post named by the chain; same person: superior']]);
  });

  it('goes to the head of the office where nobody is above', () => {
    const on = aChart({ deputy: { superiors: [] } });
    const last = begun(chain([], 'deputy'), on, 'deputy');
    expect(asked(last)[0]?.[0]).toBe('Collector');
  });

  it('goes to no head who is lower', () => {
    const on = aChart({ collector: { superiors: [] } });
    const low = { ...on, office: { ...on.office, headPost: post('samyukt').id } };
    expect(asked(begun(chain([], 'collector'), low, 'collector'))).toEqual([]);
  });
});

describe('a level that is late', () => {
  /** Whom it asks besides: the final one, or one before. */
  const helped = (
    to: string,
    { on = aChart(), by = 'rajasv1', first = false, final = 'deputy' } = {},
  ) => {
    const escalation = { after: 1, to: { post: post(to).id } };
    const template = chain(first ? [{ ...level('concur', 'samyukt'), escalation }] : [], final);
    const opened = begun(first ? template : withEscalation(template, escalation), on, by);
    const clock = { chart: on, at: later(100 * 24 * 3600), policy };
    const noted = noteDelay(opened.record, opened.approval, 1, clock) as ApprovalChanged;
    return asked(noted).slice(1);
  };
  const withEscalation = (template: Template, escalation: TemplateLevel['escalation']) => ({
    ...template,
    final: { ...template.final, ...(escalation && { escalation }) },
  });

  it('is decided finally by nobody lower: who is above them is asked', () => {
    const late = 'late: post named by the chain';
    expect(helped('samyukt', { final: 'adm' })).toEqual([
      ['Collector', `${late}; lower than the post that decides: superior; same person: superior`],
    ]);
    expect(helped('adhikshak', { final: 'samyukt' })).toEqual([
      ['Additional Collector', `${late}; lower than the post that decides: superior`],
    ]);
    expect(helped('samyukt')).toEqual([['Joint Collector', late]]);
    expect(helped('steno')).toEqual([['Collector', `${late}; may not answer: superior`]]);
    const alone = aChart({ collector: vacant });
    expect(helped('adhikshak', { final: 'adm', on: alone })).toEqual([]);
  });

  it('asks who stands in for a vacant post, and finally nobody who has acted', () => {
    const on = aChart({ deputy2: vacant, samyukt: vacant });
    expect(helped('samyukt', { on })[0]?.[0]).toBe('Additional Collector');
    const chained = { first: true, on: aChart({ deputy2: vacant, deputy: vacant }) };
    expect(helped('deputy2', chained)[0]?.[0]).toBe('Additional Collector');
    expect(helped('adm', { by: 'adm' })).toEqual([
      ['Collector', 'late: post named by the chain; same person: superior'],
    ]);
    expect(helped('collector', { by: 'collector' })).toEqual([]);
    const empty = aChart({ adm: vacant, collector: vacant });
    expect(helped('adm', { on: empty })).toEqual([]);
  });

  it('asks nobody in the place of another who decides finally', () => {
    expect(helped('adm', { first: true, final: 'collector', on: aChart({ adm: vacant }) })).toEqual(
      [],
    );
  });
});

describe('the members of a level', () => {
  const { members } = begun(chain([level('concur', 'samyukt')], 'collector')).approval
    .levels[0] as ApprovalLevel;
  const [one] = members as [ApprovalMember];
  const person = (no: number) => ({ personId: `per_${no}`, name: officer('deputy').name });
  const excused = { ...one, state: 'excused' as const };
  const spoke = (no: number) => ({ ...excused, decidedBy: person(no) });
  const many = <T>(count: number, of: (no: number) => T) =>
    Array.from({ length: count }, (_, no) => of(no));

  it('are twenty at most, however often another is asked', () => {
    const opened = begun(chain([level('concur', 'samyukt')], 'collector'));
    let now = opened;
    for (const no of many(45, (each) => each)) {
      const [from, to] = no % 2 ? ['deputy', 'samyukt'] : ['samyukt', 'deputy'];
      const move = { from: post(from as string).id, to: heldPost(to as string), reason };
      const act = { at: later(3 + no), policy };
      now = reassign(now.record, now.approval, move, officer('collector'), act);
      expect(ApprovalSchema.parse(now.approval)).toEqual(now.approval);
    }
    expect(asked(now)[0]?.[0]).toBe('Deputy Collector (Revenue)');
    expect(now.approval.levels[0]?.members).toHaveLength(20);
  });

  it('lose first who did not answer, then what was said again, and nobody else', () => {
    const full = [spoke(1), excused, spoke(1), ...many(17, (no) => spoke(2 + no))];
    expect(withMembers(full.slice(0, 5), [one])).toEqual([...full.slice(0, 5), one]);
    expect(withMembers(full, [one])).toEqual([full[0], ...full.slice(2), one]);
    expect(withMembers(full, [one, one])).toEqual([...full.slice(2), one, one]);
    expect(withMembers(full, [one, one, one])).toBeUndefined();
    const decided = many(20, (no) => ({ ...spoke(no % 2), state: 'decided' as const }));
    expect(withMembers(decided, [one])).toBeUndefined();
  });

  it('without room are opened no more, and nobody is asked besides because it is late', () => {
    const first = { ...level('concur', 'samyukt'), escalation: { after: 1, to: { superior: 2 } } };
    const full = (standing: ApprovalChanged, state: 'waiting' | 'active') => ({
      ...standing.approval,
      levels: standing.approval.levels.map((each) =>
        each.no === 1 ? { ...each, state, members: [one, ...many(19, spoke)] } : each,
      ),
    });
    const standing = begun(chain([first], 'collector'));
    expect(() => open({ ...standing, approval: full(standing, 'waiting') }, aChart())).toThrow(
      refusal('too-many-asked'),
    );
    const clock = { chart: aChart(), at: later(100 * 24 * 3600), policy };
    const noted = (approval: Approval) => noteDelay(standing.record, approval, 1, clock);
    expect(noted(standing.approval)?.events[0]?.pub).toHaveProperty('escalatedTo');
    const late = noted(full(standing, 'active'));
    expect(late?.approval.levels[0]?.members).toHaveLength(20);
    expect(late?.events[0]?.pub).not.toHaveProperty('escalatedTo');
  });
});

describe('where the final level asks nobody', () => {
  const names = (standing: ApprovalChanged, to: HeldPost) =>
    reassign(
      ...([standing.record, standing.approval, { from: undefined, to, reason }] as const),
      officer('prashasan'),
      { at: later(3), policy },
    );
  const high = { ...heldPost('samyukt'), level: post('collector').level };

  it('none is named who is lower than the post that the chain names', () => {
    const template = chain([level('recommend', 'deputy')], 'collector');
    const last = and(begun(template, aChart(), 'collector'), 'deputy');
    expect(asked(last)).toEqual([]);
    expect(currentLevel(last.approval)?.authority).toBe(post('collector').level);
    expect(() => names(last, heldPost('deputy3'))).toThrow(refusal('lower-authority'));
    expect(() => names(last, heldPost('adm'))).toThrow(refusal('lower-authority'));
    expect(asked(names(last, high))).toEqual([['Joint Collector', 'named']]);
  });

  it('it is the level of the head, or of the highest, where the chain names nobody any more', () => {
    const on = aChart();
    const rules = [{ who: { role: 'X' }, power: 'आदेश' }];
    const template = aChain({ levels: [], final: { ...aChain().final, rules } });
    const authority = (chart: Chart) =>
      currentLevel(begun(template, chart, 'collector').approval)?.authority;
    expect(authority(aChart({ collector: { level: 8 } }))).toBe(8);
    const { headPost: _none, ...office } = on.office;
    expect(authority({ ...on, office })).toBe(post('collector').level);
  });
});
