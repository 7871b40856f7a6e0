/** The clocks of chains by the office's calendar: deadlines, what is reminded and when, and what has no deadline. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Approval,
  ApprovalLevel,
  answerFor,
  currentLevel,
  currentTurn,
  decide,
  noteDelay,
  openLevel,
  startApproval,
  stepClock,
} from '../../shared/domain/approval.ts';
import { workingMinutesBetween } from '../../shared/domain/calendar.ts';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import type { Deadline, Policy } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { officer, policy, post } from '../support/officers.ts';

/** An instant in Indian Standard Time. */
const ist = (text: string) => new Date(`${text}+05:30`).toISOString();
const chart = aChart();
const hash = 'a'.repeat(64);
const oneDay = 450;

/** A chain whose first level has so much time. */
function chainWith(deadline: Deadline): Template {
  const template = aChain();
  const [first, ...rest] = template.levels;
  if (!first) throw new Error('The chain has a level.');
  return { ...template, levels: [{ ...first, deadline }, ...rest] };
}
interface Standing {
  readonly record: File;
  readonly approval: Approval;
}
function openedAt(at: string, deadline: Deadline, calendar: Policy = policy): Standing {
  const file = aFile('rajasv1', { holderSince: at });
  const begun = startApproval(file, chainWith(deadline), undefined, officer('rajasv1'), {
    at,
    policy: calendar,
    facts: {},
    content: { hash },
  });
  const opened = openLevel(begun.record, begun.approval, { chart, at, policy: calendar });
  if (!opened) throw new Error('The first level opens.');
  return opened;
}
const dueOf = ({ approval }: Standing) => currentLevel(approval)?.dueAt;
const noted = ({ record, approval }: Standing, at: string, calendar: Policy = policy) =>
  noteDelay(record, approval, approval.turn, { chart, at, policy: calendar });
const secondsFrom = ({ approval }: Standing, at: string) =>
  currentTurn(approval, { at, policy }).seconds;
const between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 1000;

describe('the deadline of a level', () => {
  it.each([
    ['runs from ten to half past five', '2026-11-23T16:30:00', 120, '2026-11-24T11:00:00'],
    ['knows no second Saturday', '2026-11-13T16:30:00', 120, '2026-11-16T11:00:00'],
    ['knows no fourth Saturday', '2026-11-27T16:30:00', 120, '2026-11-30T11:00:00'],
    ['knows the third Saturday', '2026-11-20T16:30:00', 120, '2026-11-21T11:00:00'],
    ['knows no holiday', '2026-12-24T16:30:00', 120, '2026-12-28T11:00:00'],
    ['begins with the office', '2026-11-23T06:00:00', 60, '2026-11-23T11:00:00'],
  ])('%s', (_, begun, workingMinutes, due) => {
    expect(dueOf(openedAt(ist(begun), { workingMinutes }))).toBe(ist(due));
  });

  it('is by the policy that is in force: its hours, its Saturdays, its holidays', () => {
    const summer: Policy = {
      ...policy,
      workingHours: policy.workingHours.map((hours) => ({ ...hours, from: 7 * 60, to: 13 * 60 })),
      closedSaturdays: [],
      holidays: [{ day: '2026-11-23', name: { hi: 'स्थानीय अवकाश' } }],
    };
    // From Saturday noon over a Sunday and a local holiday.
    const standing = openedAt(ist('2026-11-14T12:00:00'), { workingMinutes: 120 }, summer);
    expect(dueOf(standing)).toBe(ist('2026-11-16T08:00:00'));
    const next = openedAt(ist('2026-11-21T12:00:00'), { workingMinutes: 120 }, summer);
    expect(dueOf(next)).toBe(ist('2026-11-24T08:00:00'));
  });

  it('counts every hour where it is in seconds', () => {
    const standing = openedAt(ist('2026-11-14T22:00:00'), { elapsedSeconds: 3600 });
    expect(dueOf(standing)).toBe(ist('2026-11-14T23:00:00'));
    expect(stepClock(standing.approval, { at: ist('2026-11-14T22:30:00'), policy })).toMatchObject({
      counts: 'calendar',
      usedPercent: 50,
      status: 'amber',
      usedWorkingMinutes: 0,
    });
  });
});

describe('half of the time', () => {
  const monday = ist('2026-11-23T10:00:00');
  const level = () => openedAt(monday, { workingMinutes: 4 * oneDay });
  const half = ist('2026-11-24T17:30:00');

  it('of a level with more than a day is told, once, to those who are asked; nobody is late [row 38]', () => {
    const standing = level();
    expect(secondsFrom(standing, monday)).toBe(between(monday, half));
    expect(noted(standing, ist('2026-11-24T17:29:59'))).toBeUndefined();
    const told = noted(standing, half);
    if (!told) throw new Error('It is time.');
    expect(told).toMatchObject({
      kind: 'level-reminded',
      nextReminderAt: dueOf(standing),
      told: [{ id: post('deputy').id }],
      events: [{ type: 'level-reminded', pub: { level: 1, dueAt: dueOf(standing) } }],
    });
    const after = currentLevel(told.approval);
    expect(ApprovalLevel.parse(after)).toEqual({
      ...currentLevel(standing.approval),
      halfTimeAt: half,
    });
    expect(told.record).toBe(standing.record);
    expect(told.approval.turn).toBe(standing.approval.turn);
    // Then it has the other half.
    expect(noted(told, ist('2026-11-25T12:00:00'))).toBeUndefined();
    expect(secondsFrom(told, half)).toBe(between(half, dueOf(standing) ?? ''));
    expect(noted(told, dueOf(standing) ?? '')).toMatchObject({
      kind: 'level-overdue',
      events: [{ type: 'level-overdue', pub: { reminder: 1 } }],
    });
  });

  it('is told where the timer came late only as lateness', () => {
    const standing = level();
    expect(noted(standing, dueOf(standing) ?? '')).toMatchObject({ kind: 'level-overdue' });
  });

  it.each([
    ['a day', { workingMinutes: oneDay }],
    ['two hours', { workingMinutes: 120 }],
    ['a day of every hour', { elapsedSeconds: 86_400 }],
  ] as const)('of %s is not told: that costs the chain nothing', (_, deadline) => {
    const standing = openedAt(monday, deadline);
    expect(secondsFrom(standing, monday)).toBe(between(monday, dueOf(standing) ?? ''));
    const due = Date.parse(dueOf(standing) ?? '');
    expect(noted(standing, new Date(due - 1000).toISOString())).toBeUndefined();
  });

  it('is told again when the level is asked again', () => {
    const told = noted(level(), half);
    if (!told) throw new Error('It is time.');
    const back = decide(
      told.record,
      told.approval,
      { level: 1, decision: 'return', remarks: ['कारण'], contentHash: hash },
      officer('deputy'),
      { at: half, policy, noteId: 'nte_01K00000000000000000000009' },
    );
    const { revision: _revision, ...rest } = back.approval;
    const put = { ...rest, status: 'running' as const };
    const when = ist('2026-11-26T10:00:00');
    const again = openLevel(back.record, put, { chart, at: when, policy });
    if (!again) throw new Error('It opens again.');
    const next = ist('2026-11-27T17:30:00');
    expect(secondsFrom(again, when)).toBe(between(when, next));
    expect(noted(again, next)).toMatchObject({ kind: 'level-reminded' });
  });

  it('is what the machine waits for before the level is opened, too', () => {
    const begun = startApproval(
      aFile(),
      chainWith({ workingMinutes: 4 * oneDay }),
      undefined,
      officer('rajasv1'),
      { at: monday, policy, facts: {}, content: { hash } },
    );
    expect(secondsFrom(begun, monday)).toBe(between(monday, half));
  });

  it('lies half of the working minutes after the opening, whenever that is', () => {
    const spring = Date.parse('2026-04-01T00:00:00Z');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200 * 86_400 }),
        fc.integer({ min: 226, max: 5000 }),
        (seconds, minutes) => {
          const opened = new Date(spring + seconds * 1000).toISOString();
          const standing = openedAt(opened, { workingMinutes: minutes * 2 });
          const wait = secondsFrom(standing, opened);
          // The machine waits at most thirty days at a time.
          fc.pre(wait < 30 * 86_400);
          const then = new Date(spring + (seconds + wait) * 1000).toISOString();
          expect(workingMinutesBetween(opened, then, policy)).toBe(minutes);
          expect(noted(standing, then)?.kind).toBe('level-reminded');
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a level without a deadline', () => {
  /** As a record might have it that was brought in from elsewhere. */
  function undated(): Standing {
    const standing = openedAt(ist('2026-11-23T10:00:00'), { workingMinutes: 120 });
    const [{ dueAt: _none, ...first } = {} as ApprovalLevel, ...rest] = standing.approval.levels;
    return { ...standing, approval: { ...standing.approval, levels: [first, ...rest] } };
  }

  it('is never late, never reminded and never escalated: none is not nought', () => {
    const standing = undated();
    for (const at of ['2026-11-23T10:00:01', '2026-12-31T10:00:00', '2036-11-23T10:00:00']) {
      expect(noted(standing, ist(at))).toBeUndefined();
      expect(stepClock(standing.approval, { at: ist(at), policy })).toMatchObject({
        dueAt: null,
        status: null,
      });
    }
  });

  it('is asked after as seldom as a wait allows, and goes on when it is decided', () => {
    const standing = undated();
    const at = ist('2026-11-23T10:00:00');
    expect(secondsFrom(standing, at)).toBe(30 * 24 * 3600);
    const said = decide(
      standing.record,
      standing.approval,
      { level: 1, decision: 'recommend', contentHash: hash },
      officer('deputy'),
      { at, policy, noteId: 'nte_01K00000000000000000000009' },
    );
    expect(answerFor(said.approval, 1, { at, policy })).toMatchObject({ outcome: 'next', turn: 2 });
  });
});
