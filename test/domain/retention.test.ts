import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { File } from '../../shared/domain/file.ts';
import {
  archive,
  endHold,
  hold,
  isHeld,
  release,
  retain,
  retentionFrom,
  retentionRuleFor,
  reviewAfter,
  takeUnderReview,
  weed,
} from '../../shared/domain/retention.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy } from '../support/officers.ts';

const by = officer('regadhikshak');
const reviewId = 'rev_01K00000000000000000000001';
const holdId = (n: number) => `hld_01K0000000000000000000000${n}`;
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};
const recorded = (more: Partial<File> = {}): File =>
  aFile('rajasv1', {
    status: 'recorded',
    retention: {
      category: 'C',
      years: 3,
      closedOn: '2022-06-15',
      reviewOn: '2026-01-01',
      extendedYears: 0,
    },
    ...more,
  });
const taken = (more: Partial<File> = {}): File =>
  recorded({ status: 'under-review', reviewId, ...more });
const category = (letter: 'A' | 'B' | 'C'): Partial<File> => ({
  retention: { category: letter, closedOn: '2000-01-01', reviewOn: '2025-01-01', extendedYears: 0 },
});

/** Any instant of sixty years, to the millisecond. */
const instant = fc
  .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2059, 11, 31, 23, 59, 59, 999) })
  .map((ms) => new Date(ms).toISOString());
/** The year in India, reckoned by another way than the product does. */
const indianYear = (instantAt: string) =>
  Number(
    new Intl.DateTimeFormat('en', { timeZone: 'Asia/Kolkata', year: 'numeric' }).format(
      new Date(instantAt),
    ),
  );

describe('[row 27] how long a file is kept', () => {
  it('follows the longest beginning of the subject head’s code', () => {
    const rule = (headCode: string) => retentionRuleFor(policy, headCode);
    expect(rule('B-121').category).toBe('A');
    expect(rule('B-122').category).toBe('B');
    expect(rule('B-105')).toMatchObject({ category: 'C', years: 5 });
    expect(rule('A-011')).toMatchObject({ category: 'C', years: 10 });
    expect(() => retentionRuleFor({ ...policy, retention: [] }, 'B-121')).toThrow(/policy/);
  });

  it('counts full calendar years after the year of closing: C-3 closed on 15 June 2005 is due after 2008', () => {
    expect(retentionFrom(policy, 'C-301', '2005-06-15T06:00:00.000Z')).toEqual({
      category: 'C',
      years: 3,
      closedOn: '2005-06-15',
      reviewOn: '2009-01-01',
      extendedYears: 0,
    });
  });

  it('reviews A and B with the archives in the 25th year', () => {
    for (const headCode of ['B-121', 'B-122']) {
      expect(retentionFrom(policy, headCode, at).reviewOn).toBe('2051-01-01');
    }
  });

  it('turns with the year in India, not with that of Greenwich', () => {
    const before = retentionFrom(policy, 'C-301', '2026-12-31T18:29:59.999Z');
    const after = retentionFrom(policy, 'C-301', '2026-12-31T18:30:00.000Z');
    expect([before.closedOn, before.reviewOn]).toEqual(['2026-12-31', '2030-01-01']);
    expect([after.closedOn, after.reviewOn]).toEqual(['2027-01-01', '2031-01-01']);
  });

  it('is due on a first of January, after at least the full years and less than one more, whatever the day', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 1, max: 10 }), (closedAt, years) => {
        const own = { ...policy, retention: [{ heads: '', category: 'C' as const, years }] };
        const { closedOn, reviewOn } = retentionFrom(own, 'X-1', closedAt);
        expect(reviewOn).toBe(`${indianYear(closedAt) + years + 1}-01-01`);
        // The years in between are whole: as many first of Januaries lie after closing as years, and one.
        const passed = Array.from(
          { length: 12 },
          (_, n) => `${Number(closedOn.slice(0, 4)) + n}-01-01`,
        ).filter((day) => day > closedOn && day <= reviewOn);
        expect(passed).toHaveLength(years + 1);
      }),
    );
  });

  it('is the same for every day of a year, leap years too', () => {
    for (const year of [2023, 2024, 2100]) {
      const due = new Set<string>();
      for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
        due.add(retentionFrom(policy, 'C-301', new Date(day).toISOString()).reviewOn);
      }
      expect([...due]).toEqual([`${year + 4}-01-01`]);
    }
  });
});

describe('[row 26] a hold', () => {
  it('is by order, with a sealed reason, and ends without being forgotten', () => {
    const placed = hold(recorded(), { orderRef: 'WP 45/2026', reason: 'न्यायालय' }, by, {
      id: holdId(1),
      at,
    });
    expect(placed.record.holds).toEqual([{ id: holdId(1), orderRef: 'WP 45/2026', from: at }]);
    expect(placed.events).toEqual([
      {
        type: 'held',
        pub: { holdId: holdId(1), orderRef: 'WP 45/2026' },
        texts: { reason: 'न्यायालय' },
      },
    ]);
    expect(isHeld(placed.record)).toBe(true);
    const ended = endHold(placed.record, holdId(1), 'निराकृत', at);
    expect(ended.record.holds).toEqual([
      { id: holdId(1), orderRef: 'WP 45/2026', from: at, to: at },
    ]);
    expect(isHeld(ended.record)).toBe(false);
    expect(code(() => endHold(ended.record, holdId(1), 'x', at))).toBe('no-hold');
    expect(code(() => endHold(recorded(), holdId(1), 'x', at))).toBe('no-hold');
  });

  it('holds while any is in force, whatever order they end in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ place: fc.boolean(), which: fc.nat(4) }), { maxLength: 30 }),
        (steps) => {
          let file = recorded();
          const inForce = new Set<string>();
          for (const { place, which } of steps) {
            const id = holdId(which);
            if (place && !file.holds.some((each) => each.id === id)) {
              file = hold(file, { orderRef: '1', reason: 'क' }, by, { id, at }).record;
              inForce.add(id);
            } else if (!place && inForce.has(id)) {
              const before = file.holds.length;
              file = endHold(file, id, 'ख', at).record;
              inForce.delete(id);
              expect(file.holds).toHaveLength(before);
            }
            expect(isHeld(file)).toBe(inForce.size > 0);
            // What is held cannot be taken for weeding, nor be weeded by a batch that was approved before.
            const proposal = code(() =>
              takeUnderReview(file, { outcome: 'weed' }, by, { reviewId, at, policy }),
            );
            const done = code(() =>
              weed(
                { ...file, status: 'under-review' },
                { at, noObjection: undefined, certificate: 'W/1' },
              ),
            );
            expect([proposal, done]).toEqual(
              inForce.size > 0 ? ['on-hold', 'on-hold'] : [undefined, undefined],
            );
          }
        },
      ),
    );
  });
});

describe('[row 27] a file whose time has come', () => {
  const take = (file: File, more: Parameters<typeof takeUnderReview>[1], when = at) =>
    takeUnderReview(file, more, by, { reviewId, at: when, policy });

  it('is taken under review, and released as it was', () => {
    const { record, events } = take(recorded(), { outcome: 'weed' });
    expect(record).toMatchObject({ status: 'under-review', reviewId });
    expect(events).toEqual([{ type: 'taken-under-review', pub: { reviewId, outcome: 'weed' } }]);
    expect(release(record, by, at).record).toEqual(recorded());
  });

  it('[invariant 15] is not taken a day too soon', () => {
    expect(code(() => take(recorded(), { outcome: 'weed' }, '2025-12-31T18:29:59.999Z'))).toBe(
      'not-due',
    );
    expect(code(() => take(recorded(), { outcome: 'weed' }, '2025-12-31T18:30:00.000Z'))).toBe(
      undefined,
    );
  });

  it('[invariant 15] keeps, once it is weeded, its certificate, number, subject, dates and count of notes', () => {
    const before = taken({ noteCount: 3 });
    const { record, events } = weed(before, { at, noObjection: undefined, certificate: 'W/1' });
    const { reviewId: _batch, ...kept } = before;
    expect(record).toEqual({
      ...kept,
      status: 'weeded',
      disposal: { kind: 'weeded', at, reviewId, certificate: 'W/1' },
    });
    expect(events).toEqual([{ type: 'weeded', pub: { reviewId, certificate: 'W/1' } }]);
  });

  it('is given to the archives', () => {
    expect(archive(taken(), at).record).toMatchObject({
      status: 'archived',
      disposal: { kind: 'archived', reviewId },
    });
  });

  it('is kept for more years, of which there are never more than the policy says, however they are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 12 }), (extensions) => {
        let file = taken();
        let sum = 0;
        for (const years of extensions) {
          const fits = sum + years <= policy.retentionExtensionYears;
          const refused = code(() => retain(file, years, policy));
          expect(refused).toBe(fits ? undefined : 'extension-limit');
          if (!fits) continue;
          sum += years;
          file = { ...retain(file, years, policy).record, status: 'under-review', reviewId };
        }
        expect(file.retention?.extendedYears).toBe(sum);
        expect(file.retention?.reviewOn).toBe(`${2026 + sum}-01-01`);
        expect(sum).toBeLessThanOrEqual(policy.retentionExtensionYears);
      }),
    );
  });

  it('of A and B is kept without that limit', () => {
    expect(retain(taken(category('B')), 25, policy).record.retention?.reviewOn).toBe('2050-01-01');
    expect(reviewAfter('2026-01-01', 10)).toBe('2036-01-01');
  });
});
