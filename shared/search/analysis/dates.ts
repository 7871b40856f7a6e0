import { clean } from './clean.ts';

const names: readonly (readonly string[])[] = [
  ['जनवरी', 'january', 'jan'],
  ['फरवरी', 'february', 'feb'],
  ['मार्च', 'march', 'mar'],
  ['अप्रैल', 'april', 'apr'],
  ['मई', 'may'],
  ['जून', 'june', 'jun'],
  ['जुलाई', 'july', 'jul'],
  ['अगस्त', 'august', 'aug'],
  ['सितंबर', 'सितम्बर', 'september', 'sept', 'sep'],
  ['अक्टूबर', 'अक्तूबर', 'october', 'oct'],
  ['नवंबर', 'नवम्बर', 'november', 'nov'],
  ['दिसंबर', 'दिसम्बर', 'december', 'dec'],
];

const monthOfName: ReadonlyMap<string, number> = new Map(
  names.flatMap((spellings, i) => spellings.map((name) => [clean(name), i + 1] as const)),
);

/** The number (1 to 12) of the month a cleaned word names in Hindi or English. */
export const monthNamed = (word: string): number | undefined => monthOfName.get(word);

/** Digits that can be a day of a month: 1 to 31. */
export const isDay = (digits: string): boolean =>
  digits.length <= 2 && Number(digits) >= 1 && Number(digits) <= 31;

/** Digits that can be a year of a record. */
export const isYear = (digits: string): boolean => /^(?:18|19|20|21)\d\d$/.test(digits);

const two = (n: number | string): string => String(n).padStart(2, '0');

/** The term of a month, `d:2025-07`, or of a day, `d:2025-07-04`. */
export const dateTerm = (year: string, month: number | string, day?: string): string =>
  day === undefined ? `d:${year}-${two(month)}` : `d:${year}-${two(month)}-${two(day)}`;

const isMonth = (digits: string): boolean => Number(digits) >= 1 && Number(digits) <= 12;

/** A date in digits: `04.07.2025`, `4/7/2025` (day first, as India writes) or `2025-07-04`. */
export const numericDate = (
  word: string,
): { year: string; month: string; day: string; iso: boolean } | undefined => {
  const dayFirst = /^(\d{1,2})[/\-.:](\d{1,2})[/\-.:](\d{4})$/.exec(word);
  const iso = dayFirst === null ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(word) : null;
  const [, first = '', month = '', last = ''] = dayFirst ?? iso ?? [];
  const [day, year] = iso === null ? [first, last] : [last, first];
  return isDay(day) && isMonth(month) && isYear(year)
    ? { year, month, day, iso: iso !== null }
    : undefined;
};
