import * as z from 'zod';
import { cursorAt, placeOf } from '../store/cursor.ts';

interface Asked {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

/** How many a caller wants, or the usual fifty. */
export const limitOf = ({ limit }: Asked, usual = 50): number => (limit ? Number(limit) : usual);

const SortKey = z.string().min(1).max(300);
/** The sort key a cursor of `list` goes on from. @throws CursorInvalid */
export const sortKeyOf = (list: string, { cursor }: Asked): string | undefined =>
  placeOf(list, cursor, (place) => SortKey.parse(place));

const Serial = z.int().nonnegative();
/** The serial a cursor of `list` goes on from. @throws CursorInvalid */
export const serialOf = (list: string, { cursor }: Asked): number | undefined =>
  placeOf(list, cursor, (place) => Serial.parse(place));

/** The cursor of the next page, or null at the end. */
export const nextOf = (list: string, place: string | number | undefined): string | null =>
  place === undefined ? null : cursorAt(list, place);
