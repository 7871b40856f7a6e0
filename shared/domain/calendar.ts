/**
 * The office's clock: working minutes in Indian Standard Time, with the district's hours, Sundays,
 * closed Saturdays and holidays. India has one time zone and no summer time, so a fixed offset is exact.
 */
import type { Policy } from './directory.ts';

const offsetMinutes = 330;
const minute = 60_000;
const dayMinutes = 1440;

/** Minutes since the epoch in Indian Standard Time. */
const toIst = (at: string) => Date.parse(at) / minute + offsetMinutes;
const fromIst = (istMinutes: number) =>
  new Date(Math.round((istMinutes - offsetMinutes) * minute)).toISOString();

/** The calendar day in India at an instant, as `2026-11-23`. */
export const dayOf = (at: string): string =>
  new Date(Date.parse(at) + offsetMinutes * minute).toISOString().slice(0, 10);

/** No office has papers from before: what is dated earlier was keyed in wrong. */
export const oldestPaper = '1800-01-01';

/** The beginning of a day in India. */
export const startOfDay = (day: string): string => fromIst(Date.parse(`${day}T00:00:00Z`) / minute);

/** Noon in India: for what names a day and no hour. */
export const noonOf = (day: string): string => `${day}T06:30:00.000Z`;

/** The earlier of two instants of which either may be missing. */
export const soonerOf = (one: string | undefined, other: string | undefined): string | undefined =>
  one && other ? (one < other ? one : other) : (one ?? other);

export const yearOf = (at: string): number => Number(dayOf(at).slice(0, 4));

/** The financial year at an instant, written `2026-27`. */
export function financialYearOf(at: string, startMonth: number): string {
  const [year = 0, month = 0] = dayOf(at).split('-').map(Number);
  const first = month >= startMonth ? year : year - 1;
  return `${first}-${String((first + 1) % 100).padStart(2, '0')}`;
}

type Calendar = Pick<Policy, 'workingHours' | 'closedSaturdays' | 'holidays'>;
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Far enough for any deadline, near enough that a calendar without working hours ends the search. */
const horizonDays = 800;

/** The days of a calendar that were looked at: lists of a whole office look at the same ones again and again. */
const known = new WeakMap<Calendar, (day: number) => readonly Span[]>();

/** The working spans of an IST day (days since the epoch), in minutes since the epoch in IST. */
function spansIn(calendar: Calendar): (day: number) => readonly Span[] {
  const before = known.get(calendar);
  if (before) return before;
  const holidays = new Set(calendar.holidays.map(({ day }) => day));
  const days = new Map<number, readonly Span[]>();
  const spansOf = (day: number): readonly Span[] => {
    const found = days.get(day) ?? spansOn(day, calendar, holidays);
    days.set(day, found);
    return found;
  };
  known.set(calendar, spansOf);
  return spansOf;
}

function spansOn(day: number, calendar: Calendar, holidays: ReadonlySet<string>): Span[] {
  const date = new Date(day * dayMinutes * minute);
  const weekday = date.getUTCDay();
  const saturdayOfMonth = Math.ceil(date.getUTCDate() / 7);
  if (holidays.has(date.toISOString().slice(0, 10))) return [];
  if (weekday === 6 && calendar.closedSaturdays.includes(saturdayOfMonth)) return [];
  return calendar.workingHours
    .filter((hours) => hours.weekday === weekday && hours.to > hours.from)
    .map(({ from, to }) => ({ from: day * dayMinutes + from, to: day * dayMinutes + to }))
    .sort((a, b) => a.from - b.from);
}

/** When `workingMinutes` of office time after `at` are over. */
export function addWorkingMinutes(at: string, workingMinutes: number, calendar: Calendar): string {
  const spansOf = spansIn(calendar);
  const start = toIst(at);
  let left = workingMinutes;
  const firstDay = Math.floor(start / dayMinutes);
  for (let day = firstDay; day < firstDay + horizonDays; day += 1) {
    for (const { from, to } of spansOf(day)) {
      const begin = Math.max(from, start);
      if (begin >= to) continue;
      if (left <= to - begin) return fromIst(begin + left);
      left -= to - begin;
    }
  }
  throw new RangeError('The calendar has no working hours for so long a deadline.');
}

/** Office time between two instants in milliseconds; nothing when `to` is not after `from`. */
export function workingTimeBetween(from: string, to: string, calendar: Calendar): number {
  const spansOf = spansIn(calendar);
  const start = toIst(from);
  const end = toIst(to);
  let sum = 0;
  const firstDay = Math.floor(start / dayMinutes);
  const lastDay = Math.floor(end / dayMinutes);
  for (let day = firstDay; day <= lastDay; day += 1) {
    for (const span of spansOf(day)) {
      sum += Math.max(0, Math.min(span.to, end) - Math.max(span.from, start));
    }
  }
  // Instants are whole milliseconds; fractions of minutes are not exact.
  return Math.round(sum * minute);
}

/** Whole working minutes between two instants; nothing when `to` is not after `from`. */
export const workingMinutesBetween = (from: string, to: string, calendar: Calendar): number =>
  Math.floor(workingTimeBetween(from, to, calendar) / minute);

/** The end of office on the `days`-th working day after the day of `at`. */
export function addWorkingDays(at: string, days: number, calendar: Calendar): string {
  const spansOf = spansIn(calendar);
  const first = Math.floor(toIst(at) / dayMinutes);
  let left = days;
  for (let day = first + 1; day < first + horizonDays; day += 1) {
    const last = spansOf(day).at(-1);
    if (!last) continue;
    left -= 1;
    if (left === 0) return fromIst(last.to);
  }
  throw new RangeError('The calendar has no working days for so long a limit.');
}

/** The longest working day of the calendar, in minutes. */
export const longestDay = ({ workingHours }: Calendar): number =>
  Math.max(
    ...[0, 1, 2, 3, 4, 5, 6].map((weekday) =>
      workingHours
        .filter((hours) => hours.weekday === weekday)
        .reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0),
    ),
  );

/** The calendar day `days` after a day, both as `2026-11-23`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMinutes * minute).toISOString().slice(0, 10);
