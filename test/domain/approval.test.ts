import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Approval,
  type ApprovalChanged,
  Approval as ApprovalSchema,
  answerFor,
  askAgain,
  askedIn,
  currentLevel,
  currentTurn,
  type Decision,
  decide,
  isToOpen,
  lapse,
  noteDelay,
  openLevel,
  outcomeOf,
  reassign,
  reroute,
  resubmit,
  startApproval,
  withContent,
  withdraw,
} from '../../shared/domain/approval.ts';
import { approvalMachine } from '../../shared/domain/approvalMachine.ts';
import { named } from '../../shared/domain/askingRule.ts';
import type { Template, TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import { postRef } from '../../shared/domain/directory.ts';
import { type File, File as FileSchema } from '../../shared/domain/file.ts';
import { eventsIn } from '../../shared/domain/machine.ts';
import { answerConsultation, consult, type Delay, send } from '../../shared/domain/movement.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const noteId = 'nte_01K00000000000000000000009';
const hash = 'a'.repeat(64);
const refusal = (code: string) => expect.objectContaining({ code });

interface Standing {
  readonly record: File;
  readonly approval: Approval;
}
const chart = aChart();
const opened = ({ record, approval }: Standing, when = at, on = chart): ApprovalChanged => {
  const change = openLevel(record, approval, { chart: on, at: when, policy });
  if (!change) throw new Error('There is no level to open.');
  return change;
};
const begun = (template: Template = aChain(), by = 'rajasv1', facts = {}) =>
  startApproval(aFile(by), template, undefined, officer(by), {
    at,
    policy,
    facts,
    content: { hash },
  });
const started = (template?: Template, by?: string, on = chart) =>
  opened(begun(template, by), at, on);
const said = (
  username: string,
  from: Standing,
  decision: Decision,
  more: {
    returnTo?: number;
    remarks?: string[];
    contentHash?: string;
    delay?: Delay;
    when?: string;
  } = {},
) => {
  const { when = later(1), ...input } = more;
  return decide(
    from.record,
    from.approval,
    {
      level: currentLevel(from.approval)?.no ?? 0,
      decision,
      contentHash: from.approval.contentHash,
      ...input,
    },
    officer(username),
    { at: when, policy, noteId },
  );
};
/** Decides, and has the next level opened. */
const and = (username: string, from: Standing, decision: Decision, more = {}) => {
  const done = said(username, from, decision, more);
  return isToOpen(done.approval) ? opened(done, later(1)) : done;
};
const toTheCollector = () => and('adm', and('deputy', started(), 'recommend'), 'concur');
const holder = ({ record }: Standing) => record.holder.designation.en;
const sound = ({ record, approval }: Standing) => {
  expect(FileSchema.parse(record)).toEqual(record);
  expect(ApprovalSchema.parse(approval)).toEqual(approval);
};

describe('an approval chain', () => {
  it('asks each level in turn, by the order in force, and goes back to whoever began it', () => {
    const first = started();
    sound(first);
    expect(holder(first)).toBe('Deputy Collector (Revenue)');
    expect(currentLevel(first.approval)?.members[0]?.rule).toEqual({
      hi: 'आदेश 101/स्था./2026-27 के अनुसार प्रभारी अधिकारी',
      en: 'order 101/स्था./2026-27: officer-in-charge',
    });
    const second = and('deputy', first, 'recommend');
    expect(holder(second)).toBe('Additional Collector');
    const third = and('adm', second, 'concur');
    expect(currentLevel(third.approval)).toMatchObject({
      power: 'कार्य विभाजन आदेश 101/स्था./2026-27',
    });
    const done = said('collector', third, 'approve');
    sound(done);
    expect(done.approval).toMatchObject({ status: 'approved', endedAt: later(1) });
    expect(holder(done)).toBe('Assistant grade 2 (Revenue)');
    expect(done.record.openApprovalId).toBeUndefined();
    expect(done.record.noteCount).toBe(3);
  });

  it('stays where it was until the next level has been opened, and nobody decides meanwhile', () => {
    const decided = said('deputy', started(), 'recommend');
    expect(isToOpen(decided.approval)).toBe(true);
    expect(holder(decided)).toBe('Deputy Collector (Revenue)');
    for (const username of ['deputy', 'adm']) {
      expect(() => said(username, decided, 'concur')).toThrow(refusal('step-not-active'));
    }
    expect(openLevel(started().record, started().approval, { chart, at, policy })).toBeUndefined();
  });

  it('tells its clock of each turn that is over, however late it asks', () => {
    const when = { at, policy };
    const first = begun();
    expect(currentTurn(first.approval, when)).toEqual({ turn: 1, seconds: 120 });
    expect(answerFor(first.approval, 1, when)).toBeUndefined();
    const decided = said('deputy', opened(first), 'recommend');
    expect(answerFor(decided.approval, 1, when)).toEqual({ outcome: 'next', turn: 2, seconds: 3 });
    const done = said('collector', toTheCollector(), 'approve');
    expect(answerFor(done.approval, 1, when)).toMatchObject({ outcome: 'approved' });
    expect(answerFor(done.approval, 3, when)).toMatchObject({ outcome: 'approved' });
  });

  it('begins with what the chain turns on, and its last level is for whom the case’s rule names [invariant 9] [row 84]', () => {
    const slab: Template = aChain({
      final: {
        ...aChain().final,
        rules: [
          { when: { amountBelow: 1000 }, who: { post: post('adm').id }, power: 'क' },
          { who: { head: 'office' }, power: 'ख' },
        ],
      },
    });
    expect(() => begun(slab)).toThrow(refusal('facts-missing'));
    const small = opened(begun({ ...slab, levels: [] }, 'rajasv1', { amount: 999 }));
    expect(holder(small)).toBe('Additional Collector');
    const large = opened(begun({ ...slab, levels: [] }, 'rajasv1', { amount: 1000 }));
    expect(holder(large)).toBe('Collector');
    expect(() => begun(aChain({ heads: ['Z'] }))).toThrow(refusal('not-for-this-head'));
    expect(() => begun(aChain({ status: 'retired' }))).toThrow(refusal('chain-not-found'));
    expect(() => begun(aChain({ kind: 'reversal' }))).toThrow(refusal('not-decided'));
  });
});

describe('deciding', () => {
  it.each<[string, string, Decision, object, string]>([
    ['another post', 'adm', 'recommend', {}, 'not-your-step'],
    ['what the level was not asked for', 'deputy', 'approve', {}, 'decision-not-of-this-level'],
    ['a rejection without a reason', 'deputy', 'reject', {}, 'reason-required'],
    ['on another text', 'deputy', 'recommend', { contentHash: 'b'.repeat(64) }, 'content-changed'],
    [
      'back to no level',
      'deputy',
      'return',
      { remarks: ['क'], returnTo: 2 },
      'not-an-earlier-level',
    ],
  ])('refuses %s', (_, username, decision, more, code) => {
    expect(() => said(username, started(), decision, more)).toThrow(refusal(code));
  });

  it('is over when one level refuses, with the reason as a note', () => {
    const over = said('deputy', started(), 'reject', { remarks: ['प्रतिवेदन अपूर्ण।'] });
    expect(over.approval.status).toBe('rejected');
    expect(holder(over)).toBe('Assistant grade 2 (Revenue)');
    expect(over.events.find(({ type }) => type === 'noted')?.texts).toMatchObject({
      note: { paragraphs: ['प्रतिवेदन अपूर्ण।'] },
    });
    expect(() => said('adm', over, 'concur')).toThrow(refusal('step-not-active'));
  });

  it('lets nobody decide finally on what they began or decided on before [invariant 8] [row 87]', () => {
    const last = toTheCollector();
    const { personId } = officer('collector');
    const own = {
      ...last,
      approval: { ...last.approval, initiator: { ...last.approval.initiator, personId } },
    };
    expect(() => said('collector', own, 'approve')).toThrow(refusal('same-person'));
    const [level, ...rest] = last.approval.levels;
    if (!level) throw new Error('The chain has levels.');
    const twice = {
      ...last,
      approval: {
        ...last.approval,
        levels: [
          {
            ...level,
            members: level.members.map((each) => ({
              ...each,
              decidedBy: { personId, name: officer('collector').name },
            })),
          },
          ...rest,
        ],
      },
    };
    expect(() => said('collector', twice, 'approve')).toThrow(refusal('same-person'));
  });
});

describe('whom a level asks', () => {
  it('leaves out who began it, and never lets them decide finally [row 87]', () => {
    // The officer in charge begins it: their own level is left out.
    const own = started(undefined, 'deputy');
    expect(own.approval.levels[0]).toMatchObject({ state: 'skipped', skipped: 'same-person' });
    expect(holder(own)).toBe('Additional Collector');
    expect(own.events).toContainEqual(
      expect.objectContaining({
        type: 'level-skipped',
        pub: expect.objectContaining({ level: 1, because: 'same-person' }),
      }),
    );
    // One person in two posts: the final decision goes to the post above.
    const adm = aChain({
      levels: [],
      final: { ...aChain().final, rules: [{ who: { post: post('deputy').id }, power: 'क' }] },
    });
    const above = started(adm, 'deputy');
    expect(holder(above)).toBe('Additional Collector');
    expect(currentLevel(above.approval)?.members[0]?.rule.en).toMatch(/same person: superior/);
  });

  it('asks the link officer of the order for a vacant post, else the post above, and the head where the order is silent', () => {
    const vacant = aChart({ deputy: { holder: null } });
    const linked = started(undefined, 'rajasv1', vacant);
    expect(holder(linked)).toBe('Deputy Collector (General)');
    expect(currentLevel(linked.approval)?.members[0]).toMatchObject({
      rule: {
        hi: expect.stringMatching(/; पद रिक्त: लिंक अधिकारी$/),
        en: expect.stringMatching(/; vacant: link officer$/),
      },
      standIns: ['link-post'],
    });
    const both = aChart({ deputy: { holder: null }, deputy3: { holder: null } });
    const first = started(undefined, 'rajasv1', both);
    expect(holder(first)).toBe('Additional Collector');
    expect(currentLevel(first.approval)?.members[0]?.rule.en).toMatch(/vacant: superior/);
    const { division: _none, ...silent } = chart;
    const byAnother = { ...aChain().final, rules: [{ who: { post: post('adm').id }, power: 'क' }] };
    const none = { ...silent, division: undefined };
    const headed = started(aChain({ final: byAnother }), 'rajasv1', none);
    expect(holder(headed)).toBe('Collector');
    expect(currentLevel(headed.approval)?.members[0]?.rule).toEqual({
      hi: 'कार्य विभाजन आदेश मौन: कार्यालय प्रमुख',
      en: 'order is silent: head of the office',
    });
  });

  it('asks a post of which somebody has charge', () => {
    const person = heldPost('deputy3').holder;
    if (!person) throw new Error('Somebody sits there.');
    const inCharge = aChart({ deputy: { holder: null, charge: { ...person, from: at } } });
    expect(holder(started(undefined, 'rajasv1', inCharge))).toBe('Deputy Collector (Revenue)');
  });

  it('leaves out a level by its condition', () => {
    const [recommend, concur] = aChain().levels as [TemplateLevel, TemplateLevel];
    const skipping = aChain({
      levels: [recommend, { ...concur, skipWhen: { amountBelow: 5000 } }],
    });
    const first = opened(begun(skipping, 'rajasv1', { amount: 10 }));
    const second = and('deputy', first, 'recommend');
    expect(second.approval.levels[1]).toMatchObject({ state: 'skipped', skipped: 'condition' });
    expect(holder(second)).toBe('Collector');
  });
});

const [recommending] = aChain().levels as [TemplateLevel];
const sideBySide = (join: TemplateLevel['join'], who = ['deputy', 'deputy2', 'samyukt']) =>
  aChain({
    levels: [
      {
        ...recommending,
        purpose: 'concur',
        who: who.map((each) => ({ post: post(each).id })),
        join,
      },
    ],
  });

describe('asking several side by side', () => {
  it('asks them where the file lies, and goes on when all agree [row 34]', () => {
    const first = started(sideBySide('all'));
    sound(first);
    expect(holder(first)).toBe('Assistant grade 2 (Revenue)');
    expect(first.record.asked).toEqual(['deputy', 'deputy2', 'samyukt'].map((u) => post(u).id));
    const two = said('samyukt', said('deputy2', first, 'concur'), 'concur');
    expect(two.approval.turn).toBe(1);
    expect(two.record.asked).toEqual([post('deputy').id]);
    expect(() => said('samyukt', two, 'concur')).toThrow(refusal('not-your-step'));
    const three = said('deputy', two, 'concur');
    expect(three.approval.turn).toBe(2);
    expect(three.record.asked).toBeUndefined();
    expect(holder(opened(three))).toBe('Collector');
    expect(three.record.noteCount).toBe(3);
  });

  it('goes on with the first that agrees, and excuses the others', () => {
    const any = said('deputy2', started(sideBySide('any')), 'concur');
    expect(any.approval.levels[0]).toMatchObject({
      state: 'decided',
      members: [{ state: 'excused' }, { state: 'decided' }, { state: 'excused' }],
    });
    expect(() => said('deputy', any, 'concur')).toThrow(refusal('step-not-active'));
  });

  it('goes on with so many of them, and is refused once they cannot come together', () => {
    const two = started(sideBySide({ atLeast: 2 }));
    expect(said('deputy', two, 'concur').approval.turn).toBe(1);
    expect(said('deputy2', said('deputy', two, 'concur'), 'concur').approval.turn).toBe(2);
    const against = (from: Standing, who: string) => said(who, from, 'reject', { remarks: ['न'] });
    const one = against(two, 'deputy');
    expect(one.approval.status).toBe('running');
    expect(against(one, 'deputy2').approval.status).toBe('rejected');
  });

  it('is answered as a plain count says, in whatever order they speak', () => {
    const words = fc.array(fc.constantFrom<Decision | undefined>('concur', 'reject', undefined), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        words,
        fc.constantFrom('all' as const, 'any' as const, 1, 2, 3, 5),
        (all, rule) => {
          const join = typeof rule === 'number' ? { atLeast: rule } : rule;
          const yes = all.filter((word) => word === 'concur').length;
          const open = all.filter((word) => word === undefined).length;
          const needed =
            rule === 'all' ? all.length : rule === 'any' ? 1 : Math.min(rule, all.length);
          const outcome = outcomeOf({
            join,
            members: all.map((decision) => ({
              post: post('deputy'),
              rule: named,
              askedAt: at,
              state: decision ? 'decided' : 'asked',
              ...(decision && { decision }),
            })),
          });
          const plain = yes >= needed ? 'agreed' : yes + open < needed ? 'rejected' : undefined;
          expect(outcome).toBe(plain);
        },
      ),
    );
  });
});

describe('giving back', () => {
  const reason = { remarks: ['तिथि सुधारें।'] };

  it('goes to an earlier level, and from there straight back to who gave it back', () => {
    const back = said('collector', toTheCollector(), 'return', { ...reason, returnTo: 1 });
    sound(back);
    expect(back.approval).toMatchObject({ status: 'revising', revision: { by: 3, to: 1 } });
    expect(holder(back)).toBe('Deputy Collector (Revenue)');
    expect(() =>
      resubmit(back.record, back.approval, undefined, officer('adm'), {
        at,
        policy,
        restart: false,
      }),
    ).toThrow(refusal('not-your-step'));
    const again = resubmit(back.record, back.approval, undefined, officer('deputy'), {
      at,
      policy,
      restart: false,
    });
    expect(holder(opened(again))).toBe('Collector');
    const done = said('collector', opened(again), 'approve');
    expect(done.approval.status).toBe('approved');
  });

  it('goes to whoever began it, who may begin again from the first level', () => {
    const back = said('adm', and('deputy', started(), 'recommend'), 'return', reason);
    expect(holder(back)).toBe('Assistant grade 2 (Revenue)');
    const put = (restart: boolean) =>
      opened(
        resubmit(back.record, back.approval, undefined, officer('rajasv1'), {
          at,
          policy,
          restart,
        }),
      );
    expect(holder(put(false))).toBe('Additional Collector');
    expect(holder(put(true))).toBe('Deputy Collector (Revenue)');
    const toDeputy = said('adm', and('deputy', started(), 'recommend'), 'return', {
      ...reason,
      returnTo: 1,
    });
    expect(() =>
      resubmit(toDeputy.record, toDeputy.approval, undefined, officer('deputy'), {
        at,
        policy,
        restart: true,
      }),
    ).toThrow(refusal('not-the-initiator'));
  });

  it('goes only to whoever began it where the chain says so', () => {
    const [one, two] = aChain().levels as [TemplateLevel, TemplateLevel];
    const strict = aChain({ levels: [one, { ...two, returnsTo: 'initiator' }] });
    const second = and('deputy', started(strict), 'recommend');
    expect(() => said('adm', second, 'return', { ...reason, returnTo: 1 })).toThrow(
      refusal('not-an-earlier-level'),
    );
  });
});

describe('a text that changes under the chain', () => {
  const other = 'c'.repeat(64);
  it('is shown again to exactly those who saw another one [invariant 10] [row 86]', () => {
    const last = toTheCollector();
    const edited = { ...last, approval: withContent(last.approval, other) };
    expect(() => said('collector', edited, 'approve')).toThrow(refusal('others-saw-other-text'));
    expect(() =>
      askAgain(last.record, last.approval, officer('collector'), { at, policy }),
    ).toThrow(refusal('all-saw-this-text'));
    const asked = opened(
      askAgain(edited.record, edited.approval, officer('collector'), { at, policy }),
    );
    sound(asked);
    expect(holder(asked)).toBe('Deputy Collector (Revenue)');
    const back = and('adm', and('deputy', asked, 'recommend'), 'concur');
    expect(holder(back)).toBe('Collector');
    const done = said('collector', back, 'approve');
    expect(done.approval.status).toBe('approved');
    // Who agreed to what stays on record, the first words too.
    expect(
      done.approval.levels[0]?.members.map(({ seenHash, state }) => [state, seenHash]),
    ).toEqual([
      ['excused', hash],
      ['decided', other],
    ]);
  });

  it('that was put right on the way back asks only the levels that saw it as it was', () => {
    const back = said('collector', toTheCollector(), 'return', { remarks: ['न'], returnTo: 2 });
    const edited = withContent(back.approval, other);
    const again = opened(
      resubmit(back.record, edited, undefined, officer('adm'), { at, policy, restart: false }),
    );
    expect(holder(again)).toBe('Deputy Collector (Revenue)');
  });
});

describe('what nobody decides', () => {
  const late = (from: Standing, when: string, on = chart) =>
    noteDelay(from.record, from.approval, from.approval.turn, { chart: on, at: when, policy });

  it('is put on record and reminded, and decides nothing [row 38]', () => {
    const second = and('deputy', started(), 'recommend');
    expect(late(second, later(2))).toBeUndefined();
    const noted = late(second, later(10));
    expect(noted?.approval.levels[1]).toMatchObject({ state: 'active', reminders: [later(10)] });
    expect(noted?.approval.status).toBe('running');
    expect(noted?.events).toMatchObject([
      { type: 'level-overdue', pub: { level: 2, reminder: 1 } },
    ]);
  });

  it('is reminded ever more seldom, in the end once a week, for as long as it takes', () => {
    let standing: Standing = and('deputy', started(), 'recommend');
    let now = later(10);
    const pauses: number[] = [];
    for (let no = 1; no <= 40; no += 1) {
      const noted = late(standing, now);
      if (!noted) throw new Error('It is late.');
      pauses.push((Date.parse(noted.nextReminderAt) - Date.parse(now)) / 1000);
      now = noted.nextReminderAt;
      standing = noted;
    }
    expect(pauses.slice(0, 4)).toEqual([3, 6, 12, 24]);
    expect(Math.max(...pauses)).toBe(7 * 24 * 3600);
    expect(standing.approval.status).toBe('running');
  });

  it('is put before the post above after so many reminders, and whichever decides first decides', () => {
    const [one, two] = aChain().levels as [TemplateLevel, TemplateLevel];
    const escalating = aChain({
      levels: [{ ...one, escalation: { after: 2, to: { division: 'via' } } }, two],
    });
    const once = late(started(escalating), later(200));
    if (!once) throw new Error('It is late.');
    expect(once.record.asked).toBeUndefined();
    const twice = late(once, later(999));
    if (!twice) throw new Error('It is late.');
    sound(twice);
    expect(twice.record.asked).toEqual([post('adm').id]);
    // Who had it is still the one who has it.
    expect(holder(twice)).toBe('Deputy Collector (Revenue)');
    const byAdm = said('adm', twice, 'recommend');
    expect(byAdm.approval).toMatchObject({ status: 'running', turn: 2 });
    expect(said('deputy', twice, 'recommend').approval.turn).toBe(2);
  });

  it('is reminded where it was given back to, too', () => {
    const back = said('deputy', started(), 'return', { remarks: ['न'] });
    expect(late(back, later(2))).toBeUndefined();
    expect(late(back, later(500))?.events).toMatchObject([
      { type: 'level-overdue', pub: { level: 0, reminder: 1 } },
    ]);
  });

  it('lapses when its time is over, and approves nothing by it', () => {
    const short = started(aChain({ lapsesAfterDays: 1 }));
    expect(lapse(short.record, short.approval, { at: later(86_399), policy })).toBeUndefined();
    const over = lapse(short.record, short.approval, { at: later(86_400), policy });
    expect(over?.approval).toMatchObject({ status: 'lapsed', turn: 2 });
    expect(over?.record.openApprovalId).toBeUndefined();
    expect(
      over && lapse(over.record, over.approval, { at: later(99_999), policy }),
    ).toBeUndefined();
  });

  it('lapses when its file has come back, is looked at hourly until then, and reminds nobody', () => {
    const short = started(aChain({ lapsesAfterDays: 1 }));
    const out = {
      ...short.record,
      consultation: {
        by: postRef(post('deputy')),
        askedBy: postRef(post('deputy')),
        to: postRef(post('tehsildar')),
      } as never,
    };
    const at = later(2 * 86_400);
    expect(lapse(out, short.approval, { at, policy })).toBeUndefined();
    expect(late({ ...short, record: out }, at)).toBeUndefined();
    expect(currentTurn(short.approval, { at, policy }).seconds).toBe(3600);
    expect(lapse(short.record, short.approval, { at, policy })?.approval.status).toBe('lapsed');
  });
});

describe('taking it out of the chain’s hands', () => {
  const act = { at: later(5), policy };

  it('is withdrawn by the post that began it, wherever it is', () => {
    const second = and('deputy', started(), 'recommend');
    expect(() =>
      withdraw(second.record, second.approval, officer('deputy'), { ...act, reason: 'न' }),
    ).toThrow(refusal('not-the-initiator'));
    const back = withdraw(second.record, second.approval, officer('rajasv1'), {
      ...act,
      reason: 'प्रकरण वापस',
    });
    sound(back);
    expect(back.approval.status).toBe('withdrawn');
    expect(holder(back)).toBe('Assistant grade 2 (Revenue)');
    expect(() =>
      withdraw(back.record, back.approval, officer('rajasv1'), { ...act, reason: 'न' }),
    ).toThrow(refusal('step-not-active'));
  });

  it('asks another post in the place of one, by whoever is above it', () => {
    const first = started();
    const asking = (to: string, by: string) =>
      reassign(
        first.record,
        first.approval,
        { from: post('deputy').id, to: heldPost(to), reason: 'अवकाश पर' },
        officer(by),
        act,
      );
    const given = asking('deputy3', 'adm');
    sound(given);
    expect(holder(given)).toBe('Deputy Collector (General)');
    expect(said('deputy3', given, 'recommend').approval.turn).toBe(2);
    expect(() => said('deputy', given, 'recommend')).toThrow(refusal('not-your-step'));
    expect(asking('deputy3', 'prashasan').approval.turn).toBe(1);
    expect(() => asking('deputy3', 'rajasv1')).toThrow(refusal('not-a-superior'));
    expect(() => asking('tehsildar', 'adm')).toThrow(refusal('post-not-active'));
    expect(() =>
      reassign(
        first.record,
        first.approval,
        { from: post('samyukt').id, to: heldPost('deputy3'), reason: 'न' },
        officer('adm'),
        act,
      ),
    ).toThrow(refusal('step-not-active'));
  });

  it('asks a level anew by the order in force, by whoever is above one it asks [row 85]', () => {
    const first = started();
    const { division } = chart;
    if (!division) throw new Error('The chart has an order.');
    const lines = division.lines.map((line) => ({
      ...line,
      officerInCharge: post('deputy3').id,
    }));
    const newOrder = { ...chart, division: { ...division, orderNumber: '202', lines } };
    // An order that comes into force changes nothing that is being asked.
    expect(openLevel(first.record, first.approval, { chart: newOrder, at, policy })).toBe(
      undefined,
    );

    const anew = reroute(first.record, first.approval, 'नया आदेश', officer('adm'), { at });
    sound(anew);
    expect(anew.events).toEqual([
      {
        type: 'rerouted',
        pub: { approvalId: anew.approval.id, level: 1 },
        texts: { reason: 'नया आदेश' },
      },
    ]);
    expect(anew.approval.turn).toBe(2);
    expect(answerFor(anew.approval, 1, act)).toMatchObject({ outcome: 'next' });
    expect(() => said('deputy', anew, 'recommend')).toThrow(refusal('step-not-active'));
    const asked = opened(anew, later(60), newOrder);
    sound(asked);
    expect(holder(asked)).toBe('Deputy Collector (General)');
    const [level] = asked.approval.levels;
    expect(level?.members.map(({ state, rule }) => [state, rule.en])).toEqual([
      ['excused', expect.stringContaining('101')],
      ['asked', 'order 202: officer-in-charge'],
    ]);
    expect(said('deputy3', asked, 'recommend').approval.turn).toBe(3);
    // By the order as it was it asks the same post again.
    expect(holder(opened(anew))).toBe('Deputy Collector (Revenue)');
  });

  it('gives no final decision to a lower post [invariant 9]', () => {
    const last = toTheCollector();
    expect(() =>
      reassign(
        last.record,
        last.approval,
        { from: post('collector').id, to: heldPost('deputy3'), reason: 'न' },
        officer('prashasan'),
        act,
      ),
    ).toThrow(refusal('lower-authority'));
  });
});

describe('whatever happens', () => {
  type Step = readonly [string, number, number];
  const people = ['rajasv1', 'deputy', 'deputy2', 'samyukt', 'adm', 'collector'];
  const steps = fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 10, arbitrary: fc.constant('open') },
        { weight: 14, arbitrary: fc.constant('agree') },
        ...[
          'return',
          'reject',
          'resubmit',
          'edit',
          'ask-again',
          'late',
          'withdraw',
          'reassign',
          'reroute',
        ].map((kind) => ({ weight: 1, arbitrary: fc.constant(kind) })),
      ),
      fc.nat(5),
      fc.nat(3),
    ),
    { minLength: 1, maxLength: 60, size: 'max' },
  );
  const template = sideBySide('all', ['deputy', 'deputy2']);
  const long = aChain({
    levels: [...aChain().levels, ...template.levels],
  });

  const act = (
    { record, approval }: Standing,
    [kind, who, number]: Step,
    when: string,
  ): Standing => {
    const level = currentLevel(approval);
    const turn = approval.revision
      ? [approval.revision.post]
      : askedIn(level).map((each) => each.post);
    // Mostly whoever has the say, now and then anybody.
    const meant = number < 3 ? turn[who % Math.max(turn.length, 1)]?.id : undefined;
    const username = people.find((each) => post(each).id === meant) ?? people[who] ?? 'adm';
    const by = officer(username);
    switch (kind) {
      case 'open':
        return openLevel(record, approval, { chart, at: when, policy }) ?? { record, approval };
      case 'agree':
        return said(username, { record, approval }, level?.purpose ?? 'approve', { when });
      case 'return':
        return said(username, { record, approval }, 'return', {
          when,
          remarks: ['न'],
          returnTo: number,
        });
      case 'reject':
        return number === 0
          ? said(username, { record, approval }, 'reject', { when, remarks: ['न'] })
          : { record, approval };
      case 'resubmit':
        return resubmit(record, approval, undefined, by, {
          at: when,
          policy,
          restart: number === 1,
        });
      case 'edit':
        return {
          record,
          approval: approval.endedAt ? approval : withContent(approval, `${number}`.repeat(64)),
        };
      case 'ask-again':
        return askAgain(record, approval, by, { at: when, policy });
      case 'late':
        return (
          noteDelay(record, approval, approval.turn, { chart, at: when, policy }) ?? {
            record,
            approval,
          }
        );
      case 'withdraw':
        return number === 0
          ? withdraw(record, approval, by, { at: when, policy, reason: 'न' })
          : { record, approval };
      case 'reroute':
        return reroute(record, approval, 'न', by, { at: when });
      default:
        return reassign(
          record,
          approval,
          { from: askedIn(level)[0]?.post.id, to: heldPost(people[number] ?? 'adm'), reason: 'न' },
          by,
          { at: when, policy },
        );
    }
  };

  it('an approval that stands was agreed to at every level that was asked, on the very text', () => {
    let approved = 0;
    fc.assert(
      fc.property(steps, (all) => {
        let standing: Standing = begun(long);
        let seconds = 0;
        for (const step of all) {
          seconds += 60;
          const before = standing;
          try {
            standing = act(standing, step, later(seconds));
          } catch (error) {
            expect(error).toMatchObject({ code: expect.any(String) });
            standing = before;
          }
          const { record, approval } = standing;
          const ended = approval.endedAt !== undefined;
          // The file and its chain say the same; there is always an act that leads on.
          expect(record.openApprovalId === undefined).toBe(ended);
          expect(eventsIn(approvalMachine, approval.status).length > 0).toBe(!ended);
          expect(approval.turn).toBeGreaterThanOrEqual(before.approval.turn);
          const asked = askedIn(currentLevel(approval)).map(({ post: { id } }) => id);
          if (!ended && approval.status === 'running' && !isToOpen(approval)) {
            expect(asked.length).toBeGreaterThan(0);
            // All are in it: who has the file, and who is asked without it.
            expect([...(record.asked ?? []), record.holder.postId]).toEqual(
              expect.arrayContaining(asked),
            );
          }
          if (approval.status !== 'approved') continue;
          approved += 1;
          for (const { state, members } of approval.levels) {
            if (state === 'skipped') continue;
            expect(state).toBe('decided');
            const counted = members.filter((each) => each.state === 'decided');
            expect(counted.length).toBeGreaterThan(0);
            for (const { decision, seenHash } of counted) {
              expect(['return', 'reject']).not.toContain(decision);
              expect(seenHash).toBe(approval.contentHash);
            }
          }
          const final = approval.levels
            .at(-1)
            ?.members.findLast(({ state }) => state === 'decided');
          expect(final?.decidedBy?.personId).not.toBe(approval.initiator.personId);
          break;
        }
        sound(standing);
      }),
      { numRuns: 400, seed: 7 },
    );
    expect(approved).toBeGreaterThan(10);
  });
});

describe('[invariant 19] a level that kept the file beyond the limit', () => {
  const late = '2026-12-09T06:00:00.000Z';
  const delay = { code: 'field-report', remarks: 'पटवारी प्रतिवेदन अपेक्षित था।' };
  const to = ({ events }: ApprovalChanged, type: string) =>
    events.find((event) => event.type === type);

  it('says why with its decision, and the reason stands with it and with the movement', () => {
    const first = started();
    expect(() => said('deputy', first, 'recommend', { when: late })).toThrow(
      refusal('delay-reason-required'),
    );
    const bad = { code: 'no-such-reason' };
    expect(() => said('deputy', first, 'recommend', { when: late, delay: bad })).toThrow(
      refusal('no-such-delay-reason'),
    );
    const decided = said('deputy', first, 'recommend', { when: late, delay });
    sound(decided);
    expect(to(decided, 'decided')).toMatchObject({
      pub: { delayReason: delay.code },
      texts: { delayRemarks: delay.remarks },
    });
    expect(to(decided, 'noted')?.texts?.note).toMatchObject({
      delay: { ...delay, name: { hi: 'स्थल प्रतिवेदन अपेक्षित था' } },
    });
    // The file goes when the worker has found whom to ask next, and says it then.
    const next = opened(decided, late);
    sound(next);
    expect(to(next, 'sent')?.pub).toMatchObject({ delayReason: delay.code });
    expect(next.approval).not.toHaveProperty('delay');
    // Whoever has it next is not late by it.
    const on = opened(said('adm', next, 'concur', { when: late }), late);
    expect(to(on, 'sent')?.pub).not.toHaveProperty('delayReason');
  });

  it('says why when it gives back, or ends the chain', () => {
    for (const decision of ['return', 'reject'] as const) {
      const remarks = ['त्रुटि'];
      const done = said('deputy', started(), decision, { when: late, remarks, delay });
      sound(done);
      expect(to(done, 'sent')?.pub).toMatchObject({ delayReason: delay.code });
      expect(done.approval).not.toHaveProperty('delay');
    }
  });

  it('says why when it puts up again, asks again, or begins', () => {
    const back = said('deputy', started(), 'return', { remarks: ['त्रुटि'] });
    const up = (given?: Delay) =>
      resubmit(back.record, back.approval, undefined, officer('rajasv1'), {
        ...{ at: late, policy, restart: false, delay: given },
      });
    expect(() => up()).toThrow(refusal('delay-reason-required'));
    expect(to(up(delay), 'resubmitted')).toMatchObject({
      pub: { delayReason: delay.code },
      texts: { delayRemarks: delay.remarks },
    });
    expect(to(opened(up(delay), late), 'sent')?.pub).toMatchObject({ delayReason: delay.code });

    const last = toTheCollector();
    const edited = { ...last, approval: withContent(last.approval, 'b'.repeat(64)) };
    const again = (given?: Delay) =>
      askAgain(edited.record, edited.approval, officer('collector'), {
        ...{ at: late, policy, delay: given },
      });
    expect(() => again()).toThrow(refusal('delay-reason-required'));
    expect(to(again(delay), 'asked-again')?.pub).toMatchObject({ delayReason: delay.code });

    const begins = startApproval(aFile(), aChain(), undefined, officer('rajasv1'), {
      ...{ at: late, policy, delay, facts: {}, content: { hash } },
    });
    expect(to(begins, 'approval-started')).toMatchObject({
      texts: { delayRemarks: delay.remarks },
    });
    expect(to(opened(begins, late), 'sent')?.pub).toMatchObject({ delayReason: delay.code });
  });

  it('owes nothing where it is asked without having the file, nor to take a chain back', () => {
    const first = started();
    const elsewhere = { ...first.record, holder: postRef(post('rajasv1')) };
    const decided = said('deputy', { ...first, record: elsewhere }, 'recommend', {
      when: late,
      delay,
    });
    expect(to(decided, 'decided')?.pub).not.toHaveProperty('delayReason');
    expect(() =>
      said('deputy', { ...first, record: elsewhere }, 'recommend', { when: late }),
    ).not.toThrow();
    const waiting = begun();
    expect(() =>
      withdraw(waiting.record, waiting.approval, officer('rajasv1'), {
        ...{ at: late, policy, reason: 'प्रकरण समाप्त' },
      }),
    ).not.toThrow();
  });
});

describe('whoever acts in a chain on the file before them', () => {
  it('has opened it: nobody pulls it back from there', () => {
    const sent = send(aFile('sthapna1'), undefined, heldPost('rajasv1'), officer('sthapna1'), {
      ...{ at, policy, purpose: 'action' },
    });
    const chain = startApproval(sent.record, aChain(), undefined, officer('rajasv1'), {
      ...{ at: later(1), policy, facts: {}, content: { hash } },
    });
    expect(chain.record.lastMove?.openedAt).toBe(later(1));
    const first = started();
    const asked = consult(first.record, undefined, heldPost('sthapna1'), officer('deputy'), {
      ...{ at, policy },
    });
    const answered = answerConsultation(
      asked.record,
      undefined,
      post('deputy'),
      officer('sthapna1'),
      { at, policy },
    );
    const decided = said('deputy', { ...first, record: answered.record }, 'recommend');
    expect(decided.record.lastMove?.openedAt).toBe(later(1));
    // So has the one who began, to whom an opinion came back, and who takes the chain back.
    const waiting = { ...chain.record, lastMove: sent.record.lastMove } as File;
    const taken = withdraw(waiting, chain.approval, officer('rajasv1'), {
      ...{ at: later(2), policy, reason: 'प्रकरण समाप्त' },
    });
    expect(taken.record.lastMove?.openedAt).toBe(later(2));
  });
});
