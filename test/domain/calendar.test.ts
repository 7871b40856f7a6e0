import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  addWorkingMinutes,
  dayOf,
  financialYearOf,
  workingMinutesBetween,
} from '../../shared/domain/calendar.ts';
import { policy } from '../support/officers.ts';

/** An instant in Indian Standard Time. */
const ist = (text: string) => new Date(`${text}+05:30`).toISOString();

it('runs from ten to half past five', () => {
  expect(addWorkingMinutes(ist('2026-11-23T17:00:00'), 60, policy)).toBe(
    ist('2026-11-24T10:30:00'),
  );
});

it('stands still on Sundays and on second and fourth Saturdays', () => {
  // Friday 13 November; the 14th is a second Saturday.
  expect(addWorkingMinutes(ist('2026-11-13T17:00:00'), 60, policy)).toBe(
    ist('2026-11-16T10:30:00'),
  );
  // Friday 20 November; the 21st is a third Saturday and a working day.
  expect(addWorkingMinutes(ist('2026-11-20T17:00:00'), 60, policy)).toBe(
    ist('2026-11-21T10:30:00'),
  );
});

it('stands still on holidays', () => {
  expect(
    workingMinutesBetween(ist('2026-12-25T00:00:00'), ist('2026-12-26T00:00:00'), policy),
  ).toBe(0);
});

it('counts back what it added', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 60 * 24 * 60 }),
      fc.integer({ min: 1, max: 5000 }),
      (shift, minutes) => {
        const from = new Date(Date.parse('2026-04-01T00:00:00Z') + shift * 60_000).toISOString();
        const to = addWorkingMinutes(from, minutes, policy);
        expect(workingMinutesBetween(from, to, policy)).toBe(minutes);
      },
    ),
  );
});

it('begins the day at midnight in India and the year in April', () => {
  expect(dayOf('2026-03-31T18:29:59.000Z')).toBe('2026-03-31');
  expect(dayOf('2026-03-31T18:30:00.000Z')).toBe('2026-04-01');
  expect(financialYearOf('2026-03-31T18:29:59.000Z', 4)).toBe('2025-26');
  expect(financialYearOf('2026-03-31T18:30:00.000Z', 4)).toBe('2026-27');
  expect(financialYearOf('2099-05-01T00:00:00.000Z', 4)).toBe('2099-00');
});

it('[invariant 18] counts what lay for years as many minutes as its years have', () => {
  const between = (from: number, to: number) =>
    workingMinutesBetween(`${from}-01-01T00:00:00.000Z`, `${to}-01-01T00:00:00.000Z`, policy);
  const years = [2020, 2021, 2022, 2023, 2024, 2025].map((year) => between(year, year + 1));
  expect(between(2020, 2026)).toBe(years.reduce((sum, each) => sum + each, 0));
});
