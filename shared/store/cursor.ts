import { createHmac, timingSafeEqual } from 'node:crypto';
import { CursorInvalid } from './refusals.ts';

/**
 * Cursors of lists. A cursor is only a place in a list the caller may read anyway, and every page checks
 * access again and rebuilds its keys; the checksum (no secret) binds it to its list, so that one from another
 * list, or a damaged one, is refused and not half understood.
 */
const macOf = (list: string, place: string) =>
  createHmac('sha256', `patravali/cursor/v1/${list}`).update(place).digest().subarray(0, 12);

/** Makes the cursor of a place in a list. `list` names the operation, its record and its reader. */
export function cursorAt(list: string, place: unknown): string {
  const text = JSON.stringify(place);
  return Buffer.concat([macOf(list, text), Buffer.from(text)]).toString('base64url');
}

/** @throws CursorInvalid */
export function placeOf<Place>(
  list: string,
  cursor: string | undefined,
  parse: (place: unknown) => Place,
): Place | undefined {
  if (cursor === undefined) return undefined;
  const bytes = Buffer.from(cursor, 'base64url');
  const text = bytes.subarray(12).toString('utf8');
  const mac = bytes.subarray(0, 12);
  if (mac.length !== 12 || !timingSafeEqual(mac, macOf(list, text))) {
    throw new CursorInvalid('The cursor was not made for this list.');
  }
  try {
    return parse(JSON.parse(text));
  } catch {
    throw new CursorInvalid('The cursor cannot be read.');
  }
}
