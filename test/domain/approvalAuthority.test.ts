/** Who may answer a level: opinions are anybody's who is asked, decisions are for those who may decide. */
import { describe, expect, it } from 'vitest';
import {
  type ApprovalChanged,
  askedIn,
  currentLevel,
  type Decision,
  decide,
  isToOpen,
  noteDelay,
  openLevel,
  reassign,
  startApproval,
} from '../../shared/domain/approval.ts';
import type { Purpose, TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import { consult } from '../../shared/domain/movement.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const noteId = 'nte_01K00000000000000000000009';
const hash = 'a'.repeat(64);
const reason = 'कारण';
const refusal = (code: string) => expect.objectContaining({ code });
const deadline = { workingMinutes: 450 };

/** A chain whose first level asks these posts for that, begun and opened. */
function asking(
  purpose: Purpose,
  usernames: readonly string[],
  {
    changed,
    file = {},
    final,
    ...level
  }: Partial<TemplateLevel> & {
    changed?: Readonly<Record<string, Partial<HeldPost>>>;
    file?: object;
    final?: string;
  } = {},
) {
  const who = usernames.map((username) => ({ post: post(username).id }));
  const record = { ...aFile(), ...file };
  const { officeId } = record;
  const template = aChain({
    officeId,
    levels: [{ purpose, who, deadline, ...level }],
    ...(final && {
      final: { ...aChain().final, rules: [{ who: { post: post(final).id }, power: 'आदेश' }] },
    }),
  });
  const begun = startApproval(record, template, undefined, officer('rajasv1'), {
    ...{ at, policy, facts: {}, content: { hash } },
  });
  return openLevel(begun.record, begun.approval, {
    ...{ chart: aChart(changed), at, policy },
  }) as ApprovalChanged;
}
const askedBy = ({ approval }: Pick<ApprovalChanged, 'approval'>) =>
  askedIn(currentLevel(approval)).map(({ post: each, rule }) => [each.designation.en, rule.en]);
const say = (
  { record, approval }: Pick<ApprovalChanged, 'record' | 'approval'>,
  username: string,
  decision: Decision,
) =>
  decide(
    record,
    approval,
    { level: 1, decision, remarks: [reason], contentHash: hash },
    officer(username),
    { at: later(1), policy, noteId },
  );

describe('an opinion', () => {
  it.each(['examine', 'advise', 'inform'] as const)(
    'is given (%s) by a post that may decide nothing',
    (purpose) => {
      const asked = asking(purpose, ['lekha']);
      expect(askedBy(asked)).toEqual([['Accountant', 'post named by the chain']]);
      const given = say(asked, 'lekha', purpose);
      expect(isToOpen(given.approval)).toBe(true);
    },
  );

  it('is given back by such a post, but refusing is deciding', () => {
    const asked = asking('examine', ['lekha']);
    expect(say(asked, 'lekha', 'return').approval.status).toBe('revising');
    expect(() => say(asked, 'lekha', 'reject')).toThrow(refusal('not-allowed'));
    const decider = asking('examine', ['adhikshak']);
    expect(say(decider, 'adhikshak', 'reject').approval.status).toBe('rejected');
  });

  it('is never given by a personal assistant: who is above them is asked', () => {
    const asked = asking('advise', ['steno'], { final: 'adm' });
    expect(askedBy(asked)).toEqual([
      ['Collector', 'post named by the chain; may not answer: superior'],
    ]);
  });
});

describe('what needs the power to decide', () => {
  it.each(['recommend', 'concur', 'approve', 'sanction', 'sign'] as const)(
    'is asked (%s) of the nearest above who has it',
    (purpose) => {
      const asked = asking(purpose, ['lekha']);
      expect(askedBy(asked)).toEqual([
        ['Joint Collector', 'post named by the chain; may not answer: superior'],
      ]);
    },
  );

  it('is not decided by a post that has lost it since it was asked', () => {
    const asked = asking('recommend', ['adhikshak']);
    const { approval } = asked;
    const powerless = officer('adhikshak');
    const changed = { ...powerless, post: { ...powerless.post, capabilities: [] } };
    const input = { level: 1, decision: 'recommend', contentHash: hash } as const;
    expect(() =>
      decide(asked.record, approval, input, changed, { at: later(1), policy, noteId }),
    ).toThrow(refusal('not-allowed'));
  });

  it('is asked of nobody without it when it is late', () => {
    const escalation = { after: 1, to: { post: post('lekha').id } };
    const late = { at: later(100 * 24 * 3600), policy, chart: aChart() };
    const noted = (asked: ApprovalChanged) =>
      noteDelay(asked.record, asked.approval, asked.approval.turn, late);
    const recommending = noted(asking('recommend', ['deputy'], { escalation }));
    expect(askedBy(recommending as ApprovalChanged)).toEqual([
      ['Deputy Collector (Revenue)', 'post named by the chain'],
      ['Joint Collector', 'late: post named by the chain; may not answer: superior'],
    ]);
    const advising = noted(asking('advise', ['deputy'], { escalation }));
    expect(askedBy(advising as ApprovalChanged)[1]).toEqual([
      'Accountant',
      'late: post named by the chain',
    ]);
  });
});

describe('another post is asked in the place of one', () => {
  const instead = (asked: ApprovalChanged, to: HeldPost) =>
    reassign(
      asked.record,
      asked.approval,
      { from: currentLevel(asked.approval)?.members[0]?.post.id, to, reason },
      officer('collector'),
      { at: later(1), policy },
    );

  it('that may answer', () => {
    const to = heldPost('lekha');
    expect(askedBy(instead(asking('advise', ['deputy']), to))).toEqual([
      ['Accountant', 'in place of Deputy Collector (Revenue)'],
    ]);
    expect(() => instead(asking('recommend', ['deputy']), to)).toThrow(refusal('may-not-answer'));
    const assistant = heldPost('steno');
    expect(() => instead(asking('advise', ['deputy']), assistant)).toThrow(
      refusal('may-not-answer'),
    );
  });

  it('in which somebody sits', () => {
    expect(() =>
      instead(asking('recommend', ['deputy']), { ...heldPost('deputy3'), holder: null }),
    ).toThrow(refusal('post-vacant'));
  });

  it('whose officer did not act before, where it is the final decision', () => {
    const template = aChain({
      levels: [],
      final: {
        ...aChain().final,
        rules: [{ who: { post: post('samyukt').id }, power: 'आदेश' }],
      },
    });
    const begun = startApproval(aFile('deputy'), template, undefined, officer('deputy'), {
      ...{ at, policy, facts: {}, content: { hash } },
    });
    const opened = openLevel(begun.record, begun.approval, { chart: aChart(), at, policy });
    const { holder } = heldPost('deputy');
    const to = { ...heldPost('adm'), holder };
    expect(() => instead(opened as ApprovalChanged, to)).toThrow(refusal('same-person'));
    expect(askedBy(instead(opened as ApprovalChanged, heldPost('adm')))).toHaveLength(1);
  });
});

describe('a post of another office', () => {
  it('is asked by name and has the file, and is found by no role', () => {
    const asked = asking('advise', ['tehsildar']);
    expect(askedBy(asked)).toEqual([['Tehsildar', 'post named by the chain']]);
    expect(asked.record.holder.postId).toBe(post('tehsildar').id);
    const done = say(asked, 'tehsildar', 'advise');
    expect(isToOpen(done.approval)).toBe(true);
    const byRole = asking('advise', [], { who: [{ role: 'TEHSILDAR' }], final: 'adm' });
    expect(askedBy(byRole)).toEqual([['Collector', 'no post of that role: head of the office']]);
  });

  it('is not asked of a confidential file, nor in the place of one of its own', () => {
    const file = { classification: 'confidential' as const };
    expect(askedBy(asking('advise', ['tehsildar'], { file, final: 'adm' }))).toEqual([
      ['Collector', 'post of another office: head of the office'],
    ]);
    // Above a tehsil's post sits one of the collectorate; a confidential file of the tehsil stays there.
    const vacant = {
      changed: { ri: { holder: null } },
      file: { ...file, officeId: post('ri').officeId },
    };
    expect(askedBy(asking('advise', ['ri'], vacant))[0]?.[0]).toBe('Naib Tehsildar');
  });
});

describe('an opinion that is sought outside the chain', () => {
  const act = { at: later(1), policy };
  const sideBySide = (more: object = {}) => asking('advise', ['samyukt', 'deputy'], more);

  it('is sought by nobody who has the file without being asked', () => {
    const { record } = sideBySide();
    expect(() => consult(record, undefined, heldPost('lekha'), officer('rajasv1'), act)).toThrow(
      refusal('approval-open'),
    );
  });

  /** The post that has the file seeks an opinion, and one that was asked as well as it is late answers in its place. */
  function overtaken(helper: string, consulted: string) {
    const escalation = { after: 1, to: { post: post(helper).id } };
    const asked = asking('recommend', ['deputy'], { escalation });
    const lent = consult(asked.record, undefined, heldPost(consulted), officer('deputy'), act);
    const when = later(100 * 24 * 3600);
    const late = noteDelay(lent.record, asked.approval, 1, { at: when, policy, chart: aChart() });
    return say(late as ApprovalChanged, helper, 'recommend');
  }
  const next = ({ record, approval }: ApprovalChanged) =>
    openLevel(record, approval, { chart: aChart(), at: later(2), policy });

  it('is wanted no more when the level is answered meanwhile, and who was to give it is told', () => {
    const answered = overtaken('samyukt', 'lekha');
    expect(answered.record.holder.postId).toBe(post('lekha').id);
    const opened = next(answered);
    expect(opened?.record.holder.postId).toBe(post('collector').id);
    expect(opened?.record.consultation).toBeUndefined();
    expect(opened?.tellings).toEqual([{ to: post('lekha').id, kind: 'taken-back' }]);
  });

  it('is wanted no more when another post is asked instead: both who lose the file are told', () => {
    const asked = asking('recommend', ['deputy']);
    const lent = consult(asked.record, undefined, heldPost('lekha'), officer('deputy'), act);
    const instead = { from: post('deputy').id, to: heldPost('samyukt'), reason };
    const { record, tellings } = reassign(
      lent.record,
      asked.approval,
      instead,
      officer('adm'),
      act,
    );
    expect(record.holder.postId).toBe(post('samyukt').id);
    expect(tellings).toEqual([
      { to: post('lekha').id, kind: 'taken-back' },
      { to: post('deputy').id, kind: 'asked-no-more', reason },
    ]);
  });

  it('gives way to being asked oneself: the file stays, and the post decides', () => {
    const opened = next(overtaken('samyukt', 'collector')) as ApprovalChanged;
    expect(opened.record.holder.postId).toBe(post('collector').id);
    expect(opened.record.consultation).toBeUndefined();
    expect(opened.record.chainAsksHolder).toBe(true);
    const input = { level: 2, decision: 'approve', contentHash: hash } as const;
    const done = decide(opened.record, opened.approval, input, officer('collector'), {
      ...{ at: later(3), policy, noteId },
    });
    expect(done.approval.status).toBe('approved');
  });
});
