/** Chains while officers are away: who is asked, who may answer, and what the record says of it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ApprovalChanged,
  askedIn,
  currentLevel,
  decide,
  openLevel,
  startApproval,
} from '../../shared/domain/approval.ts';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import { actingAs, type Delegation, type Officer, postRef } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';
import { personOf } from '../support/people.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const hash = 'a'.repeat(64);
const refusal = (code: string) => expect.objectContaining({ code });
const endless = '2099-01-01T00:00:00.000Z';

/** That one acts for the other from the beginning on. */
function delegation(of: string, to: string, more: Partial<Delegation> = {}): Delegation {
  const { holder: away } = heldPost(of);
  const { holder: link } = heldPost(to);
  if (!away || !link) throw new Error('Both posts are held.');
  const { personId, tenureId, name } = link;
  return {
    id: 'dlg_01K00000000000000000000001',
    kind: 'leave',
    holderTenureId: away.tenureId,
    to: { post: postRef(post(to)), personId, tenureId, name },
    from: at,
    until: endless,
    confidential: false,
    ...more,
  };
}
type Away = Readonly<Record<string, string>>;
const chartWith = (away: Away, more: Partial<Delegation> = {}) =>
  aChart(
    Object.fromEntries(
      Object.entries(away).map(([of, to]) => [of, { delegations: [delegation(of, to, more)] }]),
    ),
  );
/** The person of the one, acting in the post of the other. */
const acting = (link: string, of: string, more: Partial<Delegation> = {}): Officer =>
  actingAs(personOf(link), later(1), post(of).id, {
    ...heldPost(of),
    delegations: [delegation(of, link, more)],
  });

type Chart = ReturnType<typeof aChart>;
const begun = (
  by: string,
  { file = {}, template = aChain() }: { file?: Partial<File>; template?: Template } = {},
) =>
  startApproval({ ...aFile(by), ...file }, template, undefined, officer(by), {
    ...{ at, policy, facts: {}, content: { hash } },
  });
const opened = ({ record, approval }: Pick<ApprovalChanged, 'record' | 'approval'>, chart: Chart) =>
  openLevel(record, approval, { chart, at: later(1), policy }) as ApprovalChanged;
const say = ({ record, approval }: ApprovalChanged, by: Officer) => {
  const level = currentLevel(approval);
  if (!level) throw new Error('A level is asked.');
  const input = { level: level.no, decision: level.purpose, contentHash: hash };
  const noteId = 'nte_01K00000000000000000000009';
  return decide(record, approval, input, by, { at: later(2), policy, noteId });
};
const member = ({ approval }: ApprovalChanged) => askedIn(currentLevel(approval))[0];

describe('a level whose officer is on leave', () => {
  it('asks the post itself, says that a link officer acts, and takes their word on behalf of it', () => {
    const chart = chartWith({ deputy: 'deputy3' });
    const asked = opened(begun('rajasv1'), chart);
    expect(asked.record.holder.postId).toBe(post('deputy').id);
    expect(member(asked)).toMatchObject({
      rule: {
        hi: expect.stringMatching(/प्रभारी अधिकारी; अवकाश पर: लिंक अधिकारी डिप्टी कलेक्टर \(सामान्य\)$/),
        en: expect.stringMatching(
          /officer-in-charge; on leave: link officer Deputy Collector \(General\)$/,
        ),
      },
      standIns: ['link-officer'],
    });
    const { approval } = say(asked, acting('deputy3', 'deputy'));
    expect(approval.levels[0]?.members[0]?.decidedBy).toEqual({
      personId: officer('deputy3').personId,
      name: officer('deputy3').name,
      ownPost: postRef(post('deputy3')),
      onBehalfOf: postRef(post('deputy')),
    });
    // Whoever is back early speaks for themselves.
    const { decidedBy } = say(asked, officer('deputy')).approval.levels[0]?.members[0] ?? {};
    expect(decidedBy).toEqual({
      personId: officer('deputy').personId,
      name: officer('deputy').name,
    });
  });

  it.each<[string, Partial<Delegation>, Partial<File>]>([
    ['may not decide', { without: ['decide'] }, {}],
    ['sees nothing confidential', {}, { classification: 'confidential' }],
    [
      'has left their own post',
      { to: { ...delegation('deputy', 'deputy3').to, tenureId: 'ten_01K00000000000000000000001' } },
      {},
    ],
    ['acts from tomorrow', { from: later(86_400) }, {}],
    ['acted until now', { until: later(1) }, {}],
  ])('asks the holder where the link officer %s', (_what, more, file) => {
    const asked = opened(begun('rajasv1', { file }), chartWith({ deputy: 'deputy3' }, more));
    expect(member(asked)).toMatchObject({ post: { id: post('deputy').id } });
    expect(member(asked)?.standIns).toBeUndefined();
  });

  it('is left out where its link officer began the chain', () => {
    const file = { unitId: post('rajasv1').unitId } as Partial<File>;
    const asked = opened(begun('deputy3', { file }), chartWith({ deputy: 'deputy3' }));
    expect(asked.approval.levels[0]).toMatchObject({ state: 'skipped', skipped: 'same-person' });
    expect(opened(begun('deputy3', { file }), aChart()).approval.levels[0]?.state).toBe('active');
  });

  it('is asked of whoever has charge, and then of the link officer, where the post is vacant', () => {
    const { holder } = heldPost('deputy2');
    if (!holder) throw new Error('Somebody sits there.');
    const charged = aChart({ deputy: { holder: null, charge: { ...holder, from: at } } });
    expect(member(opened(begun('rajasv1'), charged))).toMatchObject({
      post: { id: post('deputy').id },
      rule: { en: expect.stringMatching(/; vacant: officiating$/) },
      standIns: ['officiating'],
    });
    const lapsed = aChart({ deputy: { holder: null, charge: { ...holder, from: at, to: at } } });
    expect(member(opened(begun('rajasv1'), lapsed))).toMatchObject({
      post: { id: post('deputy3').id },
      rule: { en: expect.stringMatching(/; vacant: link officer$/) },
    });
  });
});

describe('[invariant 8] the final level [row 87]', () => {
  const final = (who: string): Template =>
    aChain({
      levels: [],
      final: { ...aChain().final, rules: [{ who: { post: post(who).id }, power: 'आदेश' }] },
    });

  it('goes above a post whose link officer began the chain', () => {
    const chart = chartWith({ deputy: 'deputy3' });
    const asked = opened(begun('deputy3', { template: final('deputy') }), chart);
    expect(member(asked)).toMatchObject({
      post: { id: post('adm').id },
      rule: { en: 'post named by the chain; same person: superior' },
    });
  });

  it('waits for the holder where nobody is above, and is refused to the link officer', () => {
    const chart = chartWith({ collector: 'adm' });
    const template = final('collector');
    const asked = opened(begun('adm', { template }), chart);
    expect(member(asked)).toMatchObject({
      post: { id: post('collector').id },
      rule: { en: 'post named by the chain; same person: the holder' },
    });
    expect(() => say(asked, acting('adm', 'collector'))).toThrow(refusal('same-person'));
    expect(say(asked, officer('collector')).approval.status).toBe('approved');
    // Somebody else began it: then it is the link officer's to decide.
    const other = opened(begun('rajasv1', { template }), chart);
    expect(member(other)?.standIns).toEqual(['link-officer']);
    expect(say(other, acting('adm', 'collector')).approval.status).toBe('approved');
  });

  it('of a vacant post is not asked of a link officer who has acted', () => {
    const template = final('deputy');
    const chart = aChart({ deputy: { holder: null } });
    expect(member(opened(begun('deputy3', { template }), chart))).toMatchObject({
      post: { id: post('adm').id },
      rule: { en: 'post named by the chain; vacant: superior' },
    });
    expect(member(opened(begun('rajasv1', { template }), chart))).toMatchObject({
      post: { id: post('deputy3').id },
    });
  });

  it('is made for no post that began the chain: neither by its link officer nor by its holder', () => {
    const template = final('adm');
    const above = {
      post: { id: post('collector').id },
      rule: { en: 'post named by the chain; same person: superior' },
    };
    // The holder began it and went on leave; the link officer began it and the holder is back.
    const away = chartWith({ adm: 'samyukt' });
    expect(member(opened(begun('adm', { template }), away))).toMatchObject(above);
    const byLink = startApproval(aFile('adm'), template, undefined, acting('samyukt', 'adm'), {
      ...{ at: later(1), policy, facts: {}, content: { hash } },
    });
    expect(member(opened(byLink, aChart()))).toMatchObject(above);
  });

  it('goes above whoever decided on any level before, not the last alone', () => {
    const asks = (username: string) => ({
      purpose: 'recommend' as const,
      who: [{ post: post(username).id }],
      deadline: { workingMinutes: 450 },
    });
    const template = { ...final('deputy'), levels: [asks('deputy'), asks('deputy2')] };
    const chart = aChart();
    const first = opened(begun('rajasv1', { template }), chart);
    const second = opened(say(first, officer('deputy')), chart);
    const third = opened(say(second, officer('deputy2')), chart);
    expect(member(third)?.post.id).toBe(post('adm').id);
  });

  it('of a vacant post is asked of no link officer and no superior in whose post it began', () => {
    const template = final('deputy');
    const file = { unitId: post('rajasv1').unitId } as Partial<File>;
    const { holder } = heldPost('samyukt');
    if (!holder) throw new Error('Somebody sits there.');
    const vacant = { holder: null };
    const charged = { ...vacant, charge: { ...holder, from: at } };
    const goesTo = (by: string, chart: Chart) =>
      member(opened(begun(by, { template, file }), chart))?.post.id;
    expect(goesTo('rajasv1', aChart({ deputy: vacant, deputy3: charged }))).toBe(
      post('deputy3').id,
    );
    expect(goesTo('deputy3', aChart({ deputy: vacant, deputy3: charged }))).toBe(post('adm').id);
    expect(goesTo('adm', aChart({ deputy: vacant, deputy3: vacant, adm: charged }))).toBe(
      post('collector').id,
    );
  });

  const officers = ['adhikshak', 'deputy', 'deputy2', 'deputy3', 'samyukt', 'adm', 'collector'];
  it('is decided by nobody who acted before, whoever is away and whoever acts for them', () => {
    const links = fc
      .array(fc.tuple(fc.constantFrom(...officers), fc.constantFrom(...officers)), { maxLength: 4 })
      .map((pairs) => Object.fromEntries(pairs.filter(([of, to]) => of !== to)) as Away);
    fc.assert(
      fc.property(
        links,
        fc.constantFrom('rajasv1', ...officers),
        fc.array(fc.nat(9), { minLength: 6, maxLength: 6 }),
        (away, by, choices) => {
          const chart = chartWith(away);
          let now: ApprovalChanged = begun(by);
          for (const choice of choices) {
            const next = openLevel(now.record, now.approval, { chart, at: later(1), policy });
            if (!next) break;
            now = next;
            const asked = member(now)?.post.id;
            const of = officers.find((each) => post(each).id === asked);
            if (!of) break;
            // Whoever may act in the post tries: the holder, or the link officer.
            const link = away[of];
            const both = [officer(of), ...(link ? [acting(link, of)] : [])];
            for (const one of choice % 2 ? both : both.reverse()) {
              try {
                now = say(now, one);
                break;
              } catch {
                // The other one then.
              }
            }
          }
          const { approval } = now;
          const deciders = approval.levels.map(({ members }) =>
            members.flatMap(({ decidedBy, post: its }) =>
              decidedBy ? [decidedBy.personId, its.id] : [],
            ),
          );
          const last = deciders.at(-1) ?? [];
          const { personId, post: began } = approval.initiator;
          const before = [personId, began.id, ...deciders.slice(0, -1).flat()];
          expect(last.filter((each) => before.includes(each))).toEqual([]);
        },
      ),
      { numRuns: 400 },
    );
  });
});
