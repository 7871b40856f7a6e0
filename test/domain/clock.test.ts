import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addWorkingMinutes, dayOf, longestDay } from '../../shared/domain/calendar.ts';
import {
  Clock,
  clockAt,
  clocksInList,
  clocksOfFile,
  clocksOfReceipt,
  deskClock,
  termsInList,
  termsOfFile,
  termsOfReceipt,
} from '../../shared/domain/clock.ts';
import { addCorrespondence } from '../../shared/domain/correspondence.ts';
import type { File } from '../../shared/domain/file.ts';
import { aFile } from '../support/files.ts';
import { policy } from '../support/officers.ts';
import { aReceipt } from '../support/receipts.ts';

/** An instant in Indian Standard Time. */
const ist = (text: string) => new Date(`${text}+05:30`).toISOString();
const after = (at: string, milliseconds: number) =>
  new Date(Date.parse(at) + milliseconds).toISOString();

const spring = Date.parse('2026-04-01T00:00:00Z');
const anInstant = fc
  .integer({ min: 0, max: 300 * 86_400_000 })
  .map((shift) => new Date(spring + shift).toISOString());
const someMinutes = fc.integer({ min: 1, max: 6000 });
const graver = ['green', 'amber', 'red'];

describe('a clock', () => {
  it('is green below the half, amber from exactly there, and red after its deadline', () => {
    fc.assert(
      fc.property(anInstant, someMinutes, (since, minutes) => {
        const dueAt = addWorkingMinutes(since, minutes * 2, policy);
        const half = addWorkingMinutes(since, minutes, policy);
        const now = (at: string) => clockAt({ since, dueAt }, { at, policy });
        expect(now(half)).toMatchObject({
          status: 'amber',
          usedPercent: 50,
          usedWorkingMinutes: minutes,
        });
        expect(now(after(half, -1)).status).toBe('green');
        expect(now(dueAt)).toMatchObject({ status: 'amber', usedPercent: 100 });
        expect(now(after(dueAt, 1)).status).toBe('red');
        expect(Clock.parse(now(half))).toEqual(now(half));
      }),
    );
  });

  it('never runs back: as time passes, more is used and its colour gets no milder', () => {
    const counted = fc.constantFrom('working' as const, 'calendar' as const);
    fc.assert(
      fc.property(anInstant, someMinutes, anInstant, anInstant, counted, (...drawn) => {
        const [since, minutes, one, other, counts] = drawn;
        const [earlier, later] = one < other ? [one, other] : [other, one];
        const dueAt = addWorkingMinutes(since, minutes, policy);
        const at = (moment: string) => clockAt({ since, dueAt, counts }, { at: moment, policy });
        const [before, then] = [at(earlier), at(later)];
        expect(then.usedWorkingMinutes).toBeGreaterThanOrEqual(before.usedWorkingMinutes);
        expect(then.usedPercent).toBeGreaterThanOrEqual(before.usedPercent ?? 0);
        expect(graver.indexOf(then.status ?? '')).toBeGreaterThanOrEqual(
          graver.indexOf(before.status ?? ''),
        );
      }),
    );
  });

  it('[invariant 18] stands still on holidays, Sundays, closed Saturdays and at night', () => {
    const closed = [
      // A Sunday; the second and the fourth Saturday of November; Christmas.
      ...[ist('2026-11-15T12:00:00'), ist('2026-11-14T12:00:00'), ist('2026-11-28T12:00:00')],
      ...[ist('2026-12-25T12:00:00'), ist('2026-11-24T09:59:00'), ist('2026-11-24T17:31:00')],
    ];
    for (const at of closed) {
      const clock = (moment: string) =>
        clockAt({ since: ist('2026-11-10T10:00:00'), dueAt: null }, { at: moment, policy });
      expect(clock(after(at, 45_000)).usedWorkingMinutes, at).toBe(clock(at).usedWorkingMinutes);
    }
    // A third Saturday is a working day.
    const saturday = ist('2026-11-21T10:00:00');
    const hour = clockAt(
      { since: saturday, dueAt: null },
      { at: after(saturday, 3_600_000), policy },
    );
    expect(hour.usedWorkingMinutes).toBe(60);
    // A day that becomes a holiday uses none of it.
    const festive = {
      ...policy,
      holidays: [{ day: '2026-11-24', name: { hi: 'अवकाश' } }],
    };
    const kept = (calendar: typeof policy) =>
      deskClock(ist('2026-11-23T10:00:00'), { at: ist('2026-11-25T10:00:00'), policy: calendar });
    expect(kept(policy).usedWorkingMinutes).toBe(900);
    expect(kept(festive).usedWorkingMinutes).toBe(450);
    expect((kept(festive).dueAt ?? '') > (kept(policy).dueAt ?? '')).toBe(true);
  });

  it('without a deadline has no colour, however long it runs: none is not nought', () => {
    fc.assert(
      fc.property(anInstant, anInstant, (since, at) => {
        for (const dueAt of [null, undefined]) {
          expect(clockAt({ since, dueAt }, { at, policy })).toMatchObject({
            dueAt: null,
            usedPercent: null,
            status: null,
          });
        }
      }),
    );
  });

  it('counts every hour where a law does', () => {
    const term = {
      since: ist('2026-11-13T00:00:00'),
      dueAt: ist('2026-11-17T00:00:00'),
      counts: 'calendar' as const,
    };
    // Half of four days is over on a Sunday; of its office hours not yet.
    const at = ist('2026-11-15T00:00:00');
    expect(clockAt(term, { at, policy })).toMatchObject({ usedPercent: 50, status: 'amber' });
    const friday = ist('2026-11-13T13:00:00');
    expect(clockAt({ ...term, counts: 'working' }, { at: friday, policy }).status).toBe('green');
  });

  it('whose deadline leaves no office hour is amber until then', () => {
    const term = { since: ist('2026-11-24T18:00:00'), dueAt: ist('2026-11-24T23:00:00') };
    const at = (hour: string) => clockAt(term, { at: ist(`2026-11-24T${hour}:00:00`), policy });
    expect(at('19')).toMatchObject({ usedPercent: 100, status: 'amber' });
    expect(at('23').status).toBe('amber');
    expect(clockAt(term, { at: ist('2026-11-25T09:00:00'), policy }).status).toBe('red');
  });
});

describe('the clocks of what lies on a desk', () => {
  const since = ist('2026-11-02T11:00:00');
  const at = ist('2026-11-05T11:00:00');

  it('are those of the desk, of what was asked, and of the letter that is watched', () => {
    const receipt = aReceipt({
      status: 'at-post',
      holderSince: since,
      watch: {
        category: 'rti',
        from: '2026-11-01',
        days: 30,
        counts: 'calendar',
        dueAt: ist('2026-12-01T23:59:59'),
        basis: { hi: 'अधिनियम' },
      },
      askedDueAt: ist('2026-11-04T17:00:00'),
      dueAt: ist('2026-11-04T17:00:00'),
    });
    const clocks = clocksOfReceipt(receipt, { at, policy });
    expect(clocks.desk).toMatchObject({ since, status: 'green' });
    expect(clocks.step).toMatchObject({ dueAt: receipt.dueAt, status: 'red' });
    expect(clocks.watch).toMatchObject({ since: ist('2026-11-01T00:00:00'), status: 'green' });

    // In a file its watch goes on, by the day on which the letter came.
    const file = addCorrespondence(aFile(), { ...receipt, dueAt: receipt.watch?.dueAt }, { at });
    expect(clocksOfFile(file.record, { at, policy }).watch).toEqual(clocks.watch);
    const closed = { ...receipt, status: 'closed' as const };
    expect(clocksOfReceipt(closed, { at, policy })).toEqual({
      desk: null,
      step: null,
      watch: null,
    });
  });

  it('run on over what was sent and pulled back', () => {
    const back = ist('2026-11-05T10:00:00');
    const file = aFile('rajasv1', { holderSince: back, pulledBack: { at: back, since } });
    expect(clocksOfFile(file, { at, policy }).desk?.since).toBe(since);
  });

  it('stop when it is put by', () => {
    const clocks = clocksOfFile(aFile('rajasv1', { status: 'recorded' }), { at, policy });
    expect(clocks).toEqual({ desk: null, step: null, watch: null });
  });

  it('are in lists as grave as the graver of the two', () => {
    const long = ist('2026-10-01T11:00:00');
    expect(clocksInList({ since: long }, { at, policy })).toMatchObject({
      due: { status: null },
      status: 'red',
    });
    expect(clocksInList({ since, dueAt: ist('2026-11-03T11:00:00') }, { at, policy }).status).toBe(
      'red',
    );
    expect(clocksInList({ since, dueAt: ist('2026-11-06T11:00:00') }, { at, policy }).status).toBe(
      'amber',
    );
    expect(clocksInList({ since }, { at, policy }).status).toBe('green');
  });
});

describe('the colour in a list', () => {
  const at = ist('2026-11-28T12:01:00');
  const gravest = (clocks: object) =>
    Object.values(clocks)
      .map((clock: Clock | null) => graver.indexOf(clock?.status ?? ''))
      .reduce((one, other) => Math.max(one, other), 0);

  it('counts from the day on which a law counts, not from the desk on which it lies now', () => {
    const watch = {
      category: 'rti' as const,
      from: '2026-11-01',
      days: 30,
      counts: 'calendar' as const,
      dueAt: ist('2026-12-01T23:59:59'),
      basis: { hi: 'अधिनियम' },
    };
    const marked = aReceipt({ status: 'at-post', holderSince: at, watch, dueAt: watch.dueAt });
    const row = { since: at, dueAt: watch.dueAt, ...termsInList(termsOfReceipt(marked)) };
    const { due, status } = clocksInList(row, { at, policy });
    expect([due.usedPercent, status]).toEqual([88, 'amber']);
    expect(due).toEqual(clocksOfReceipt(marked, { at, policy }).watch);
  });

  it('counts each hour where the level does that asks, also on a closed Saturday', () => {
    const since = ist('2026-11-28T12:00:00');
    const dueAt = ist('2026-11-29T12:00:00');
    const asked = { askedDueAt: dueAt, askedTerm: { since, counts: 'calendar' as const } };
    const file = aFile('rajasv1', { holderSince: since, dueAt, ...asked });
    const row = { since, dueAt, ...termsInList(termsOfFile(file)) };
    const { due, status } = clocksInList(row, { at, policy });
    expect([due.usedPercent, status]).toEqual([0, 'green']);
    expect(clocksOfFile(file, { at, policy }).step).toEqual(due);
  });

  it('is that of its record, for any record at any moment', () => {
    const counts = fc.constantFrom('working' as const, 'calendar' as const);
    const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
    const letter = fc.record(
      { no: fc.constant(1), dueAt: anInstant, since: anInstant, counts },
      { requiredKeys: ['no', 'dueAt'] },
    );
    const aRecord = fc.record({
      holderSince: anInstant,
      askedDueAt: maybe(anInstant),
      askedTerm: maybe(fc.record({ since: anInstant, counts })),
      pendingDue: fc.array(letter, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(aRecord, anInstant, (more, moment) => {
        const now = { at: moment, policy };
        const file = aFile('rajasv1', more as Partial<File>);
        const dueAt = [more.askedDueAt, ...more.pendingDue.map((each) => each.dueAt)]
          .filter((each) => each !== undefined)
          .sort()[0];
        const row = { since: more.holderSince, dueAt, ...termsInList(termsOfFile(file)) };
        const clocks = clocksOfFile(file, now);
        const listed = clocksInList(row, now);
        expect(graver.indexOf(listed.status)).toBe(gravest(clocks));
        expect(listed.due.dueAt).toBe(dueAt ?? null);
        if (dueAt) expect([clocks.step, clocks.watch]).toContainEqual(listed.due);

        const [one] = more.pendingDue;
        const watch = one && {
          category: 'rti' as const,
          from: dayOf(one.since ?? one.dueAt),
          days: 30,
          counts: one.counts ?? 'working',
          dueAt: one.dueAt,
          basis: { hi: 'अधिनियम' },
        };
        const letterOf = aReceipt({
          status: 'at-post',
          holderSince: more.holderSince,
          ...(more.askedDueAt && { askedDueAt: more.askedDueAt }),
          ...(watch && { watch }),
        });
        const listedLetter = clocksInList(
          { since: more.holderSince, ...termsInList(termsOfReceipt(letterOf)) },
          now,
        );
        expect(graver.indexOf(listedLetter.status)).toBe(gravest(clocksOfReceipt(letterOf, now)));
      }),
    );
  });
});

it('knows the longest day of the office', () => {
  expect(longestDay(policy)).toBe(450);
  expect(
    dayOf(
      deskClock(ist('2026-11-02T11:00:00'), { at: ist('2026-11-02T12:00:00'), policy }).dueAt ?? '',
    ),
  ).toBe('2026-11-11');
});
