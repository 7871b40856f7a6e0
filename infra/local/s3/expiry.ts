/** The lifecycle rules that the product uses: objects that expire, old versions of them, uploads that are given up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Stores } from './exchange.ts';
import type { BucketSpec, LifecycleRule } from './types.ts';

const DAY_MS = 86_400_000;
const BATCH = 200;

/** Expired objects are deleted; in a versioned bucket they go behind a delete marker. Locked ones stay. */
async function expireObjects(
  stores: Stores,
  bucket: BucketSpec,
  prefix: string,
  days: number,
): Promise<number> {
  const { index, blobs, now } = stores;
  const limit = now() - days * DAY_MS;
  let removed = 0;
  for (;;) {
    const keys = index.olderThan(bucket.name, prefix, limit, BATCH);
    for (const key of keys) {
      await blobs.remove(index.delete(bucket, key, undefined).freed);
      removed++;
    }
    if (keys.length < BATCH) return removed;
    await nextTurn();
  }
}

/** What only older versions held is given up, and the markers before it when nothing is left behind them. */
async function dropVersions(
  stores: Stores,
  bucket: BucketSpec,
  prefix: string,
  days: number,
): Promise<number> {
  const { index, blobs, now } = stores;
  const limit = now() - days * DAY_MS;
  let removed = 0;
  for (;;) {
    const found = index.replacedBefore(bucket.name, prefix, limit, BATCH);
    for (const { key, version } of found) {
      await blobs.remove(index.delete(bucket, key, version).freed);
      removed++;
    }
    if (found.length === 0) return removed;
    await nextTurn();
  }
}

async function abortUploads(
  stores: Stores,
  bucket: BucketSpec,
  prefix: string,
  days: number,
): Promise<number> {
  const { database, blobs, now } = stores;
  const ids = database
    .all(
      'select id from uploads where bucket = ? and substr(key, 1, ?) = ? and created <= ?',
      bucket.name,
      [...prefix].length,
      prefix,
      now() - days * DAY_MS,
    )
    .map((row) => row.id as string);
  for (const id of ids) {
    const freed = database.transaction(() => {
      database.run('delete from uploads where id = ?', id);
      return database.all('delete from parts where upload = ? returning blob', id);
    });
    await blobs.remove(freed.map((row) => row.blob as string));
    await nextTurn();
  }
  return ids.length;
}

async function applyRule(
  stores: Stores,
  bucket: BucketSpec,
  { prefix, expireAfterDays, dropVersionsAfterDays, abortUploadsAfterDays }: LifecycleRule,
): Promise<number> {
  let removed = 0;
  if (expireAfterDays !== undefined)
    removed += await expireObjects(stores, bucket, prefix, expireAfterDays);
  if (dropVersionsAfterDays !== undefined)
    removed += await dropVersions(stores, bucket, prefix, dropVersionsAfterDays);
  if (abortUploadsAfterDays !== undefined)
    removed += await abortUploads(stores, bucket, prefix, abortUploadsAfterDays);
  return removed;
}

/** Applies every bucket's rules once. @returns the number of objects, versions and uploads removed. */
export async function sweepExpired(stores: Stores): Promise<number> {
  let removed = 0;
  for (const bucket of stores.buckets.values()) {
    for (const rule of bucket.lifecycle) removed += await applyRule(stores, bucket, rule);
  }
  return removed;
}
