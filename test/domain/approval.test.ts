import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import {
  answerFor,
  type DecisionInput,
  decide,
  noteDelay,
  startApproval,
} from '../../shared/domain/approval.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy } from '../support/officers.ts';

const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const template = sampleDistrict.chains.find(({ code }) => code === 'TATKAL-3');
if (!template) throw new Error('The sample has no urgent chain.');

const started = () =>
  startApproval(aFile('adhikshak'), template, undefined, officer('adhikshak'), { at, policy });
const by = (
  username: string,
  from: ReturnType<typeof started>,
  input: DecisionInput,
  when = later(1),
) =>
  decide(from.record, from.approval, input, officer(username), {
    at: when,
    policy,
    noteId: 'nte_01K00000000000000000000009',
  });
const throughLevelTwo = () => {
  const one = by('deputy', started(), { level: 1, decision: 'recommend' });
  return by('adm', one, { level: 2, decision: 'concur' });
};

describe('an approval chain', () => {
  it('gives the file to each level in turn and back to whoever started it', () => {
    const first = started();
    expect(first.record.holder.designation.en).toBe('Deputy Collector (Revenue)');
    const done = by('collector', throughLevelTwo(), { level: 3, decision: 'approve' });
    expect(done.approval.status).toBe('approved');
    expect(done.record.holder.designation.en).toBe('Superintendent (Revenue)');
    expect(done.record.openApprovalId).toBeUndefined();
    expect(done.record.noteCount).toBe(3);
  });

  it('puts a late level on record and decides nothing by it', () => {
    const one = by('deputy', started(), { level: 1, decision: 'recommend' });
    expect(noteDelay(one.record, one.approval, 2, { at: later(2), policy })).toBeUndefined();
    const late = noteDelay(one.record, one.approval, 2, { at: later(10), policy });
    expect(late?.approval.levels[1]).toMatchObject({ state: 'active', reminders: [later(10)] });
    expect(late?.approval.status).toBe('running');
    expect(late?.events).toMatchObject([{ type: 'level-overdue', pub: { level: 2, reminder: 1 } }]);
  });

  it('reminds ever more seldom, in the end once a week, for as long as it takes', () => {
    let { record, approval } = by('deputy', started(), { level: 1, decision: 'recommend' });
    let now = later(10);
    const pauses: number[] = [];
    for (let no = 1; no <= 40; no += 1) {
      const late = noteDelay(record, approval, 2, { at: now, policy });
      expect(late?.events).toMatchObject([{ pub: { reminder: no } }]);
      if (!late) throw new Error('It is late.');
      pauses.push((Date.parse(late.nextReminderAt) - Date.parse(now)) / 1000);
      now = late.nextReminderAt;
      ({ record, approval } = late);
    }
    expect(pauses.slice(0, 4)).toEqual([3, 6, 12, 24]);
    expect(Math.max(...pauses)).toBe(7 * 24 * 3600);
    expect(approval.status).toBe('running');
  });

  it('ends and goes back when a level returns it, with the reason as a note', () => {
    const back = by('deputy', started(), {
      level: 1,
      decision: 'return',
      remarks: ['प्रतिवेदन अपूर्ण।'],
    });
    expect(back.approval.status).toBe('returned');
    expect(back.record.holder.designation.en).toBe('Superintendent (Revenue)');
  });

  it('answers its clock only once a level has been decided', () => {
    const first = started();
    expect(answerFor(first.approval, 1, at)).toBeUndefined();
    const one = by('deputy', first, { level: 1, decision: 'recommend' });
    expect(answerFor(one.approval, 1, later(1))).toEqual({ outcome: 'next', level: 2, seconds: 3 });
    const done = by('collector', throughLevelTwo(), { level: 3, decision: 'approve' });
    expect(answerFor(done.approval, 3, later(2))).toMatchObject({ outcome: 'approved' });
    // A late question about an early level leads on, too.
    expect(answerFor(done.approval, 1, later(2))).toMatchObject({ outcome: 'next', level: 2 });
  });

  it.each([
    ['another post', 'adm', { level: 1, decision: 'concur' }, 'not-your-step'],
    ['a level whose turn has not come', 'adm', { level: 2, decision: 'concur' }, 'step-not-active'],
    [
      'the decision of another level',
      'deputy',
      { level: 1, decision: 'approve' },
      'decision-not-of-this-level',
    ],
    ['a rejection without a reason', 'deputy', { level: 1, decision: 'reject' }, 'reason-required'],
  ] as const)('refuses %s', (_, username, input, code) => {
    expect(() => by(username, started(), input)).toThrow(expect.objectContaining({ code }));
  });

  it('lets nobody decide what they started, nor twice', () => {
    const first = started();
    const { personId } = officer('deputy');
    const own = {
      ...first,
      approval: { ...first.approval, initiator: { ...first.approval.initiator, personId } },
    };
    expect(() => by('deputy', own, { level: 1, decision: 'recommend' })).toThrow(
      expect.objectContaining({ code: 'same-person' }),
    );
  });
});
