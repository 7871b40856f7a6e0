/** A decision is reversed by a chain of its own, by a post above the one that made it, and once. */
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  type Approval,
  type ApprovalChanged,
  Approval as ApprovalSchema,
  currentLevel,
  type Decision,
  decide,
  isToOpen,
  openLevel,
  reversed,
  reversible,
  startApproval,
} from '../../shared/domain/approval.ts';
import type { FinalRule, TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import type { HeldPost } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const noteId = 'nte_01K00000000000000000000009';
const hash = 'a'.repeat(64);
const refusal = (code: string) => expect.objectContaining({ code });

interface Standing {
  readonly record: File;
  readonly approval: Approval;
}
type Changes = Readonly<Record<string, Partial<HeldPost>>>;

function say({ record, approval }: Standing, username: string, decision: Decision): Standing {
  const level = currentLevel(approval)?.no ?? 0;
  const input = { level, decision, remarks: ['कारण'], contentHash: hash };
  const done = decide(record, approval, input, officer(username), {
    ...{ at: later(1), policy, noteId },
  });
  return isToOpen(done.approval) ? open(done) : done;
}
const open = ({ record, approval }: Standing, changed: Changes = {}): ApprovalChanged =>
  openLevel(record, approval, { chart: aChart(changed), at, policy }) as ApprovalChanged;

/** A file on which that post decided; the assistant has it again. */
function decided(by: string, decision: Decision = 'approve', levels: TemplateLevel[] = []) {
  const rules = [{ who: { post: post(by).id }, power: 'आदेश' }];
  const template = aChain({ levels, final: { ...aChain().final, rules } });
  const begun = startApproval(aFile(), template, undefined, officer('rajasv1'), {
    ...{ at, policy, facts: {}, content: { hash } },
  });
  return say(open(begun), by, decision);
}
const reversal = (who: FinalRule['who']) =>
  aChain({
    kind: 'reversal',
    levels: [],
    final: { ...aChain().final, rules: [{ who, power: 'आदेश' }] },
  });
const reversing = (
  { record, approval }: Standing,
  {
    who = { head: 'office' },
    by = 'rajasv1',
    changed = {},
    chart = true,
    draftId,
  }: {
    who?: FinalRule['who'];
    by?: string;
    changed?: Changes;
    chart?: boolean;
    draftId?: string;
  } = {},
) =>
  startApproval({ ...record, holder: aFile(by).holder }, reversal(who), undefined, officer(by), {
    ...{ at, policy, facts: {}, content: { hash, draftId }, reverses: approval },
    chart: chart ? aChart(changed) : undefined,
  });
const asked = ({ approval }: Standing) =>
  currentLevel(approval)?.members.map(({ post: each, rule }) => [each.designation.en, rule.en]);

describe('a reversal [row 88]', () => {
  it('is of a decision that was made on the file, and is not reversed already', () => {
    const made = decided('adm');
    const { fileId } = made.approval;
    expect(reversible(made.approval, { fileId })).toEqual({
      reverses: made.approval.id,
      reversesLevel: post('adm').level,
      reversesBy: [officer('adm').personId],
    });
    expect(reversible(decided('adm', 'reject').approval, { fileId }).reversesLevel).toBe(7);
    const another = { ...made.approval, fileId: 'fil_01K00000000000000000000009' };
    for (const approval of [
      another,
      ...(['running', 'revising', 'withdrawn', 'lapsed'] as const).map((status) => ({
        ...made.approval,
        status,
      })),
    ]) {
      expect(() => reversing({ ...made, approval })).toThrow(refusal('not-decided'));
    }
    const once = reversed(made.approval, 'apr_01K00000000000000000000001-2');
    expect(ApprovalSchema.parse(once)).toEqual(once);
    expect(() => reversing({ ...made, approval: once })).toThrow(refusal('already-reversed'));
  });

  it('is what a chain of that kind is for, and no other', () => {
    const { record, approval } = decided('adm');
    const begin = (kind: 'approval' | 'reversal', reverses: Approval | undefined) =>
      startApproval(
        record,
        { ...reversal({ head: 'office' }), kind },
        undefined,
        officer('rajasv1'),
        {
          ...{ at, policy, facts: {}, content: { hash }, reverses },
        },
      );
    expect(() => begin('approval', approval)).toThrow(refusal('not-decided'));
    expect(() => begin('reversal', undefined)).toThrow(refusal('not-decided'));
    expect(begin('reversal', approval).events.at(-1)?.pub).toMatchObject({ reverses: approval.id });
  });

  it('is put up on another letter than the one that was approved', () => {
    const made = decided('adm');
    const draftId = 'dft_01K00000000000000000000001';
    const approval = { ...made.approval, draftId };
    expect(() => reversing({ ...made, approval }, { draftId })).toThrow(refusal('not-decided'));
  });

  it('counts from whoever refused, where that ended it', () => {
    const deadline = { workingMinutes: 450 };
    const who = [{ post: post('deputy').id }];
    const levels: TemplateLevel[] = [{ purpose: 'recommend', who, deadline }];
    const begun = startApproval(aFile(), aChain({ levels }), undefined, officer('rajasv1'), {
      ...{ at, policy, facts: {}, content: { hash } },
    });
    const refused = say(open(begun), 'deputy', 'reject');
    const { fileId } = refused.approval;
    expect(reversible(refused.approval, { fileId }).reversesLevel).toBe(post('deputy').level);
  });

  it('is decided by the nearest above who is high enough, else by the head of the office', () => {
    const made = decided('samyukt');
    const by = (username: string, changed: Changes = {}) =>
      asked(open(reversing(made, { who: { post: post(username).id }, changed }), changed));
    expect(by('adm')).toEqual([['Additional Collector', 'post named by the chain']]);
    expect(by('samyukt')).toEqual([
      [
        'Additional Collector',
        'post named by the chain; not above the post that decided: superior',
      ],
    ]);
    // A deputy in whose line nobody sits high enough.
    const aside = { deputy3: { superiors: [post('samyukt').id] } };
    expect(by('deputy3', aside)).toEqual([
      ['Collector', 'post named by the chain; not above the post that decided: head of the office'],
    ]);
  });

  it('is not begun where nobody is above: the decision of the highest stands', () => {
    const made = decided('collector');
    expect(() => reversing(made)).toThrow(refusal('lower-authority'));
    expect(() => reversing(made, { who: { post: post('adm').id } })).toThrow(
      refusal('lower-authority'),
    );
    // Of a post of another office the chart does not tell; whether it is above shows when it is asked.
    const abroad = 'pst_01K00000000000000000000001';
    expect(reversing(made, { who: { post: abroad } }).approval.reversesLevel).toBe(9);
  });

  it('asks nobody when whoever was above is so no longer, and then nobody decides it', () => {
    const made = decided('samyukt');
    const begun = reversing(made, { who: { post: post('adm').id } });
    const lower = { adm: { level: 6 }, collector: { level: 6 } };
    const opened = open(begun, lower);
    expect(asked(opened)).toEqual([]);
    const askedAll = open(begun);
    const powerless = { ...officer('adm'), post: { ...post('adm'), level: 6 } };
    const input = { level: 1, decision: 'approve', contentHash: hash } as const;
    expect(() =>
      decide(askedAll.record, askedAll.approval, input, powerless, { at, policy, noteId }),
    ).toThrow(refusal('lower-authority'));
  });

  it('is not decided by the person who made the decision, in whichever post they are meanwhile', () => {
    const made = decided('samyukt');
    const begun = reversing(made, { who: { post: post('adm').id } });
    // They act above now: it goes to whoever is above them, and they decide it in no post.
    const { holder } = sampleDistrict.posts.find(({ id }) => id === post('samyukt').id) ?? {};
    const risen = { adm: { holder: holder ?? null } };
    expect(asked(open(begun, risen))).toEqual([
      ['Collector', 'post named by the chain; same person: superior'],
    ]);
    const before = open(begun);
    const promoted = { ...officer('samyukt'), post: post('adm') };
    const input = { level: 1, decision: 'approve', contentHash: hash } as const;
    expect(() =>
      decide(before.record, before.approval, input, promoted, { at, policy, noteId }),
    ).toThrow(refusal('same-person'));
    expect(ApprovalSchema.parse(before.approval)).toEqual(before.approval);
  });

  it('may itself be reversed, by one higher still', () => {
    const made = decided('deputy', 'approve');
    const first = say(open(reversing(made, { who: { post: post('adm').id } })), 'adm', 'approve');
    expect(first.approval).toMatchObject({ status: 'approved', reverses: made.approval.id });
    const second = open(reversing(first));
    expect(second.approval.reversesLevel).toBe(post('adm').level);
    expect(asked(second)).toEqual([['Collector', 'head of the office']]);
    const last = say(second, 'collector', 'approve');
    expect(() => reversing(last)).toThrow(refusal('lower-authority'));
  });

  it('tells what it reversed when it is approved, and nothing when it is refused', () => {
    const made = decided('adm');
    const opened = open(reversing(made));
    const input = { level: 1, remarks: ['कारण'], contentHash: hash };
    const act = { at: later(1), policy, noteId };
    const events = (decision: 'approve' | 'reject') =>
      decide(opened.record, opened.approval, { ...input, decision }, officer('collector'), act)
        .events.filter(({ type }) => type === 'decided')
        .map(({ pub }) => pub);
    expect(events('approve')).toMatchObject([{ reversed: made.approval.id }]);
    expect(events('reject')[0]).not.toHaveProperty('reversed');
  });
});
