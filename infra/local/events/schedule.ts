/** EventBridge schedules: `rate(5 minutes)` and `cron(30 4 ? * MON-FRI *)`, in UTC as on AWS. */

/** When a schedule next falls due, strictly after `after`; undefined when it never does again. */
export type Schedule = (after: Date) => Date | undefined;

const MINUTE = 60_000;
const unitLengths: Readonly<Record<string, number>> = {
  minute: MINUTE,
  hour: 60 * MINUTE,
  day: 24 * 60 * MINUTE,
};
const monthNames = [
  'JAN',
  'FEB',
  'MAR',
  'APR',
  'MAY',
  'JUN',
  'JUL',
  'AUG',
  'SEP',
  'OCT',
  'NOV',
  'DEC',
];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** A cron that names a day which does not come within this many days never comes (29 February is at most 8 years away). */
const HORIZON_DAYS = 8 * 366;

/** The schedule an expression stands for, or undefined when the expression is not known. */
export function parseSchedule(expression: string): Schedule | undefined {
  const rate = /^rate\(([1-9]\d*) (minute|hour|day)s?\)$/.exec(expression);
  if (rate) {
    const step = Number(rate[1]) * unitLengths[rate[2]!]!;
    return (after) => new Date(after.getTime() + step);
  }
  const fields = /^cron\(([^)]+)\)$/.exec(expression)?.[1]?.trim().split(/\s+/);
  return fields?.length === 6 ? parseCron(fields as Fields) : undefined;
}

type Fields = [string, string, string, string, string, string];

function parseCron([minute, hour, dayOfMonth, month, dayOfWeek, year]: Fields):
  | Schedule
  | undefined {
  // AWS insists that exactly one of the two day fields is left open by `?`.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return undefined;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const daysOfMonth = parseField(dayOfMonth, 1, 31);
  const months = parseField(month, 1, 12, monthNames, 1);
  const daysOfWeek = parseField(dayOfWeek, 1, 7, dayNames, 1);
  const years = parseField(year, 1970, 2199);
  if (!minutes || !hours || !daysOfMonth || !months || !daysOfWeek || !years) return undefined;

  const dayFits = (day: Date) =>
    years.has(day.getUTCFullYear()) &&
    months.has(day.getUTCMonth() + 1) &&
    daysOfMonth.has(day.getUTCDate()) &&
    daysOfWeek.has(day.getUTCDay() + 1);

  return (after) => {
    const first = new Date((Math.floor(after.getTime() / MINUTE) + 1) * MINUTE);
    const midnight = Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate());
    for (let day = 0; day <= HORIZON_DAYS; day++) {
      const start = midnight + day * unitLengths.day!;
      if (!dayFits(new Date(start))) continue;
      for (const h of hours) {
        for (const m of minutes) {
          const time = start + (h * 60 + m) * MINUTE;
          if (time >= first.getTime()) return new Date(time);
        }
      }
    }
    return undefined;
  };
}

/** The values a field allows, ascending; undefined when it uses something not known (L, W, #). */
function parseField(
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
  firstName = 0,
): Set<number> | undefined {
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    if (named >= 0) return named + firstName;
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : numberOf(stepText);
    const [from = '', to] = range.split('-');
    const open = range === '*' || range === '?';
    const start = open ? low : numberOf(from);
    const end = open || (to === undefined && stepText !== undefined) ? high : numberOf(to ?? from);
    if (!(step >= 1) || !(start >= low) || !(end <= high) || !(start <= end)) return undefined;
    for (let value = start; value <= end; value += step) values.add(value);
  }
  return new Set([...values].sort((left, right) => left - right));
}
