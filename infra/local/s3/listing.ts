/**
 * Listing keys in the order of their UTF-8 bytes, which is how SQLite compares text. Groups under a delimiter are
 * jumped over, so a listing costs as much as what it shows, not as much as what is stored.
 */
import type { Database } from './database.ts';
import { type StoredVersion, versionOfRow } from './objectIndex.ts';

/** Greater than every key that starts with `prefix`: a key has at most 1024 bytes, and U+10FFFF takes four. */
const beyond = (prefix: string): string => prefix + '\u{10ffff}'.repeat(256);

const PAGE = 200;

export interface ListingRequest {
  bucket: string;
  prefix: string;
  delimiter: string;
  maxKeys: number;
}

export type ListedItem =
  | { kind: 'version'; key: string; version: StoredVersion }
  | { kind: 'prefix'; key: string };

export interface Listing {
  items: ListedItem[];
  truncated: boolean;
}

/** A place in a listing: just after a version, or after all versions of a key or of a prefix. */
export interface Position {
  key: string;
  /** Only versions of `key` older than this sequence number follow; absent: none of `key` follow. */
  olderThan?: number;
}

/** The position after everything under a common prefix. */
export const afterPrefix = (prefix: string): Position => ({ key: beyond(prefix) });

function* versionsAfter(
  database: Database,
  request: ListingRequest,
  start: Position,
  currentOnly: boolean,
): Generator<StoredVersion, void, Position | undefined> {
  const filter = currentOnly ? 'and latest = 1 and marker = 0' : '';
  let position = start;
  for (;;) {
    const older =
      position.olderThan === undefined
        ? []
        : database.all(
            `select * from objects where bucket = ? and key = ? and seq < ? ${filter} order by seq desc limit ?`,
            request.bucket,
            position.key,
            position.olderThan,
            PAGE,
          );
    const rows =
      older.length > 0
        ? older
        : database.all(
            `select * from objects where bucket = ? and key > ? ${filter} order by key, seq desc limit ?`,
            request.bucket,
            position.key,
            PAGE,
          );
    if (rows.length === 0) return;
    for (const row of rows) {
      const version = versionOfRow(row);
      position = { key: version.key, olderThan: version.seq };
      const jump = yield version;
      if (jump) {
        position = jump;
        break;
      }
    }
  }
}

/** Where a listing of a prefix starts when the client names no place. */
function firstPosition(database: Database, request: ListingRequest, start: Position | undefined) {
  // The empty key cannot exist, so it precedes all; a prefix may itself be a key, and then comes first.
  const before: Position =
    request.prefix === ''
      ? { key: '' }
      : { key: request.prefix, olderThan: Number.MAX_SAFE_INTEGER };
  if (!start) return before;
  const startIsLater = database.get('select ? > ? as later', start.key, before.key)?.later === 1;
  return startIsLater || (start.key === before.key && request.prefix !== '') ? start : before;
}

/** Lists current objects, or with `currentOnly` false every version and delete marker, newest first in each key. */
export function list(
  database: Database,
  request: ListingRequest,
  options: { start: Position | undefined; currentOnly: boolean },
): Listing {
  const items: ListedItem[] = [];
  if (request.maxKeys === 0) return { items, truncated: false };
  const walk = versionsAfter(
    database,
    request,
    firstPosition(database, request, options.start),
    options.currentOnly,
  );
  let jump: Position | undefined;
  for (;;) {
    const next = jump ? walk.next(jump) : walk.next();
    if (next.done || !next.value.key.startsWith(request.prefix)) return { items, truncated: false };
    if (items.length >= request.maxKeys) return { items, truncated: true };
    const version = next.value;
    const end =
      request.delimiter === '' ? -1 : version.key.indexOf(request.delimiter, request.prefix.length);
    if (end < 0) {
      items.push({ kind: 'version', key: version.key, version });
      jump = undefined;
    } else {
      const prefix = version.key.slice(0, end + request.delimiter.length);
      items.push({ kind: 'prefix', key: prefix });
      jump = afterPrefix(prefix);
    }
  }
}
