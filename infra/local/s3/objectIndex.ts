/** Which versions of which objects exist. Every change is one durable transaction, its event included. */
import { randomBytes } from 'node:crypto';
import type { ChecksumAlgorithm, Checksums } from './checksums.ts';
import type { Database, SqlRow } from './database.ts';
import { type EventContext, type Outbox, objectCreated } from './outbox.ts';
import { invalidRequest, noSuchKey, preconditionFailed, S3Error } from './s3Error.ts';
import type { BucketSpec, LockMode, WriteReason } from './types.ts';

export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** What a writer says about an object besides its bytes. */
export interface ObjectAttributes {
  /** Standard headers that are given back on reading: `content-type`, `cache-control` ... */
  headers: Record<string, string>;
  /** User metadata, names without `x-amz-meta-`. */
  user: Record<string, string>;
  tags: Record<string, string>;
  lock: ObjectLock;
}

export interface ObjectLock {
  mode: LockMode | null;
  /** Milliseconds since 1970. */
  retainUntil: number | null;
  legalHold: boolean;
}

export interface StoredVersion extends ObjectAttributes {
  seq: number;
  bucket: string;
  key: string;
  /** `null` (the text) in a bucket that keeps no versions. */
  version: string;
  latest: boolean;
  /** A delete marker has no bytes. */
  marker: boolean;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Milliseconds since 1970. */
  modified: number;
  blob: string;
  checksums: Checksums;
  checksumType: ChecksumType;
}

export interface NewVersion {
  bucket: BucketSpec;
  key: string;
  blob: string;
  size: number;
  etag: string;
  checksums: Checksums;
  checksumType: ChecksumType;
  attributes: ObjectAttributes;
  reason: WriteReason;
  conditions: WriteConditions;
  context: EventContext;
  /** The multipart upload that this version completes. */
  upload?: string;
  /** More to do in the same transaction, before the version is written. Gives further blobs to remove. */
  alongside?: () => string[];
}

export interface WriteConditions {
  /** Fails with 412 when the key holds an object. */
  ifNoneMatch: boolean;
  /** ETag, or `*`, that the present object must have. */
  ifMatch: string | undefined;
}

export const NO_VERSION = 'null';
const DAY_MS = 86_400_000;

/** Whether an `If-Match` or `If-None-Match` value names this ETag. */
export const namesEtag = (condition: string, etag: string): boolean =>
  condition
    .split(',')
    .map((item) => item.trim().replace(/^W\//, '').replace(/^"|"$/g, ''))
    .some((item) => item === '*' || item === etag);

export function versionOfRow(row: SqlRow): StoredVersion {
  const attributes = JSON.parse(row.attributes as string) as {
    headers: Record<string, string>;
    user: Record<string, string>;
    checksums: Partial<Record<ChecksumAlgorithm, string>>;
    checksumType: ChecksumType;
  };
  return {
    ...attributes,
    seq: row.seq as number,
    bucket: row.bucket as string,
    key: row.key as string,
    version: row.version as string,
    latest: row.latest === 1,
    marker: row.marker === 1,
    size: row.size as number,
    etag: row.etag as string,
    modified: row.modified as number,
    blob: row.blob as string,
    tags: JSON.parse(row.tags as string) as Record<string, string>,
    lock: {
      mode: row.lock_mode as LockMode | null,
      retainUntil: row.retain_until as number | null,
      legalHold: row.legal_hold === 1,
    },
  };
}

const newVersionId = (): string => randomBytes(24).toString('base64url');

export class ObjectIndex {
  readonly #database: Database;
  readonly #outbox: Outbox;
  readonly #now: () => number;

  constructor(database: Database, outbox: Outbox, now: () => number) {
    this.#database = database;
    this.#outbox = outbox;
    this.#now = now;
  }

  /** The newest version, which may be a delete marker. */
  latest(bucket: string, key: string): StoredVersion | undefined {
    const row = this.#database.get(
      'select * from objects where bucket = ? and key = ? and latest = 1',
      bucket,
      key,
    );
    return row && versionOfRow(row);
  }

  /**
   * The version a reader asks for.
   * @throws {S3Error} `NoSuchKey`, `NoSuchVersion`, or `MethodNotAllowed` for a delete marker asked for by its id.
   */
  find(bucket: string, key: string, version: string | undefined): StoredVersion {
    if (version === undefined) {
      const found = this.latest(bucket, key);
      if (!found) throw noSuchKey(key);
      if (found.marker)
        throw noSuchKey(key, {
          'x-amz-delete-marker': 'true',
          'x-amz-version-id': found.version,
        });
      return found;
    }
    const row = this.#database.get(
      'select * from objects where bucket = ? and key = ? and version = ?',
      bucket,
      key,
      version,
    );
    if (!row)
      throw new S3Error('NoSuchVersion', 404, 'The specified version does not exist.', {
        details: { Key: key, VersionId: version },
      });
    const found = versionOfRow(row);
    if (found.marker)
      throw new S3Error(
        'MethodNotAllowed',
        405,
        'The specified method is not allowed against this resource.',
        {
          headers: {
            'x-amz-delete-marker': 'true',
            'x-amz-version-id': found.version,
            allow: 'DELETE',
          },
        },
      );
    return found;
  }

  /** @throws {S3Error} 412 or 404 when the present object forbids the write. */
  checkConditions(bucket: string, key: string, conditions: WriteConditions): void {
    if (!conditions.ifNoneMatch && conditions.ifMatch === undefined) return;
    const latest = this.latest(bucket, key);
    const present = latest && !latest.marker ? latest : undefined;
    if (conditions.ifNoneMatch && present) throw preconditionFailed('If-None-Match');
    if (conditions.ifMatch !== undefined) {
      if (!present) throw noSuchKey(key);
      if (!namesEtag(conditions.ifMatch, present.etag)) throw preconditionFailed('If-Match');
    }
  }

  /**
   * Makes a version visible and puts its event into the outbox, in one transaction.
   * @returns the version's id and the blobs that nothing names any more.
   */
  commit(entry: NewVersion): { version: string; modified: number; freed: string[] } {
    const { bucket, key, attributes } = entry;
    const modified = this.#now();
    const version = bucket.versioned ? newVersionId() : NO_VERSION;
    const lock = this.#lockOf(bucket, attributes.lock, modified);
    return this.#database.transaction(() => {
      const freed = entry.alongside?.() ?? [];
      this.checkConditions(bucket.name, key, entry.conditions);
      this.#database.run(
        'update objects set latest = 0 where bucket = ? and key = ? and latest = 1',
        bucket.name,
        key,
      );
      if (version === NO_VERSION) {
        const old = this.#database.get(
          'delete from objects where bucket = ? and key = ? and version = ? returning blob',
          bucket.name,
          key,
          NO_VERSION,
        );
        if (old) freed.push(old.blob as string);
      }
      const { rowId } = this.#database.run(
        `insert into objects(bucket, key, version, latest, marker, size, etag, modified, blob, attributes, tags,
           lock_mode, retain_until, legal_hold, upload) values(?, ?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        bucket.name,
        key,
        version,
        entry.size,
        entry.etag,
        modified,
        entry.blob,
        JSON.stringify({
          headers: attributes.headers,
          user: attributes.user,
          checksums: entry.checksums,
          checksumType: entry.checksumType,
        }),
        JSON.stringify(attributes.tags),
        lock.mode,
        lock.retainUntil,
        lock.legalHold ? 1 : 0,
        entry.upload ?? null,
      );
      if (bucket.eventBridge)
        this.#outbox.add(
          objectCreated({
            bucket: bucket.name,
            key,
            size: entry.size,
            etag: entry.etag,
            version: bucket.versioned ? version : undefined,
            sequence: rowId,
            time: modified,
            reason: entry.reason,
            context: entry.context,
          }),
        );
      return { version, modified, freed };
    });
  }

  #lockOf(bucket: BucketSpec, asked: ObjectLock, now: number): ObjectLock {
    const byDefault = bucket.defaultRetention;
    if (asked.mode !== null || byDefault === undefined) return asked;
    return { ...asked, mode: byDefault.mode, retainUntil: now + byDefault.days * DAY_MS };
  }

  /** @throws {S3Error} `AccessDenied` while a legal hold or a retention protects the version. */
  checkUnlocked(version: StoredVersion, bypassGovernance: boolean): void {
    const { mode, retainUntil, legalHold } = version.lock;
    const retained = mode !== null && retainUntil !== null && retainUntil > this.#now();
    if (legalHold || (retained && !(mode === 'GOVERNANCE' && bypassGovernance)))
      throw new S3Error(
        'AccessDenied',
        403,
        'Access Denied because object protected by object lock.',
      );
  }

  /**
   * Deletes one version for good, or, in a versioned bucket and without a version id, hides the object behind a
   * delete marker. Deleting what is not there succeeds.
   */
  delete(
    bucket: BucketSpec,
    key: string,
    version: string | undefined,
    options: { bypassGovernance?: boolean; ifMatch?: string | undefined } = {},
  ): { version: string | undefined; marker: boolean; freed: string[] } {
    return this.#database.transaction(() => {
      if (options.ifMatch !== undefined) {
        if (version !== undefined)
          throw invalidRequest('If-Match and versionId cannot be used together.');
        this.checkConditions(bucket.name, key, { ifNoneMatch: false, ifMatch: options.ifMatch });
      }
      if (version === undefined && bucket.versioned) {
        const marker = newVersionId();
        this.#database.run(
          'update objects set latest = 0 where bucket = ? and key = ? and latest = 1',
          bucket.name,
          key,
        );
        this.#database.run(
          `insert into objects(bucket, key, version, latest, marker, size, etag, modified, blob, attributes, tags,
             legal_hold) values(?, ?, ?, 1, 1, 0, '', ?, '', ?, '{}', 0)`,
          bucket.name,
          key,
          marker,
          this.#now(),
          JSON.stringify({ headers: {}, user: {}, checksums: {}, checksumType: 'FULL_OBJECT' }),
        );
        return { version: marker, marker: true, freed: [] };
      }
      const row = this.#database.get(
        'select * from objects where bucket = ? and key = ? and version = ?',
        bucket.name,
        key,
        version ?? NO_VERSION,
      );
      if (!row) return { version, marker: false, freed: [] };
      const found = versionOfRow(row);
      this.checkUnlocked(found, options.bypassGovernance ?? false);
      this.#database.run('delete from objects where seq = ?', found.seq);
      if (found.latest)
        this.#database.run(
          `update objects set latest = 1
             where seq = (select max(seq) from objects where bucket = ? and key = ?)`,
          bucket.name,
          key,
        );
      return { version, marker: found.marker, freed: found.marker ? [] : [found.blob] };
    });
  }

  setTags(seq: number, tags: Record<string, string>): void {
    this.#database.run('update objects set tags = ? where seq = ?', JSON.stringify(tags), seq);
  }

  setLegalHold(seq: number, on: boolean): void {
    this.#database.run('update objects set legal_hold = ? where seq = ?', on ? 1 : 0, seq);
  }

  setRetention(seq: number, mode: LockMode | null, retainUntil: number | null): void {
    this.#database.run(
      'update objects set lock_mode = ?, retain_until = ? where seq = ?',
      mode,
      retainUntil,
      seq,
    );
  }

  /** The version that a multipart upload became, so that a repeated completion gets the same answer. */
  completedBy(upload: string, bucket: string, key: string): StoredVersion | undefined {
    const row = this.#database.get(
      'select * from objects where upload = ? and bucket = ? and key = ?',
      upload,
      bucket,
      key,
    );
    return row && versionOfRow(row);
  }

  /** Keys of at most `limit` current objects under a prefix, last written at or before `time`. */
  olderThan(bucket: string, prefix: string, time: number, limit: number): string[] {
    return this.#database
      .all(
        `select key from objects where bucket = ? and key >= ? and substr(key, 1, ?) = ?
           and latest = 1 and marker = 0 and modified <= ? limit ?`,
        bucket,
        prefix,
        [...prefix].length,
        prefix,
        time,
        limit,
      )
      .map((row) => row.key as string);
  }

  /**
   * At most `limit` versions under a prefix that may go for good: those that another took the place of at or before
   * `time` and that nothing locks, and markers that hide nothing any more.
   */
  replacedBefore(
    bucket: string,
    prefix: string,
    time: number,
    limit: number,
  ): { key: string; version: string }[] {
    return this.#database
      .all(
        `select key, version from objects as old
           where bucket = ? and key >= ? and substr(key, 1, ?) = ? and legal_hold = 0
             and (lock_mode is null or retain_until is null or retain_until <= ?)
             and case when latest = 0
               then exists (select 1 from objects as next
                 where next.bucket = old.bucket and next.key = old.key and next.seq > old.seq and next.modified <= ?)
               else marker = 1 and modified <= ? and not exists
                 (select 1 from objects as other
                    where other.bucket = old.bucket and other.key = old.key and other.seq <> old.seq)
             end limit ?`,
        bucket,
        prefix,
        [...prefix].length,
        prefix,
        this.#now(),
        time,
        time,
        limit,
      )
      .map((row) => ({ key: row.key as string, version: row.version as string }));
  }

  /** Whether an object or an uploaded part holds this blob. */
  namesBlob(blob: string): boolean {
    return (
      this.#database.get(
        'select 1 from objects where blob = ? union all select 1 from parts where blob = ?',
        blob,
        blob,
      ) !== undefined
    );
  }
}
