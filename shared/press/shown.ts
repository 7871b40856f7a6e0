/** How dates, names and codes stand on paper. */
import { renderSVG } from 'uqr';
import { dayOf } from '../domain/calendar.ts';
import type { Bilingual } from '../domain/text.ts';

/** A day as Indian offices write it: `25.11.2026`. */
export const shownDay = (day: string): string => day.slice(0, 10).split('-').reverse().join('.');

const istOffset = 330 * 60_000;
/** An instant in Indian time: `25.11.2026 11:42`. */
export const shownMoment = (at: string): string =>
  `${shownDay(dayOf(at))} ${new Date(Date.parse(at) + istOffset).toISOString().slice(11, 16)}`;

/** Both languages on one line. */
export const onOneLine = ({ hi, en }: Bilingual): string => (en ? `${hi} · ${en}` : hi);

/** A word with its English behind it: `अवकाश पर (On leave)`. */
export const bothWords = ({ hi, en }: Bilingual): string => (en ? `${hi} (${en})` : hi);

/** Hashes are long; people compare the beginning. */
export const shortHash = (hash: string): string => hash.slice(0, 16);

/** A QR code that still reads from a creased slip. */
export const qrOf = (text: string): string => renderSVG(text, { ecc: 'M', border: 2 });

/** A text that must not take more than so many characters as people count them. */
export const clipped = (text: string, room: number): string => {
  const characters = [...new Intl.Segmenter('hi').segment(text)].map(({ segment }) => segment);
  return characters.length > room ? `${characters.slice(0, room - 1).join('')}…` : text;
};
