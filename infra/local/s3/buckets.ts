/** Takes the bucket list at start, and refuses one that the stored data contradicts. */
import type { Database } from './database.ts';
import type { BucketSpec } from './types.ts';

function checkSpec(bucket: BucketSpec): void {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket.name))
    throw new Error(`"${bucket.name}" is not a valid bucket name.`);
  if (bucket.objectLock && !bucket.versioned)
    throw new Error(`The bucket ${bucket.name} has Object Lock and so must keep versions.`);
  if (bucket.defaultRetention && !bucket.objectLock)
    throw new Error(`The bucket ${bucket.name} has a default retention but no Object Lock.`);
  if (bucket.cors.some((rule) => rule.allowedOrigins.some((origin) => origin.includes('*'))))
    throw new Error(
      `A CORS rule of the bucket ${bucket.name} allows any origin: name the origins instead.`,
    );
}

/** @throws {Error} one sentence that says which bucket cannot be served and why. */
export function adoptBuckets(
  database: Database,
  specs: readonly BucketSpec[],
  now: number,
): ReadonlyMap<string, BucketSpec> {
  const buckets = new Map<string, BucketSpec>();
  for (const bucket of specs) {
    checkSpec(bucket);
    if (buckets.has(bucket.name))
      throw new Error(`The bucket ${bucket.name} is listed more than once.`);
    const stored = database.get('select versioned from buckets where name = ?', bucket.name);
    if (stored?.versioned === 1 && !bucket.versioned)
      throw new Error(
        `The bucket ${bucket.name} has kept versions so far; it cannot stop doing so.`,
      );
    database.run(
      `insert into buckets(name, created, versioned) values(?, ?, ?)
         on conflict(name) do update set versioned = excluded.versioned where versioned <> excluded.versioned`,
      bucket.name,
      now,
      bucket.versioned ? 1 : 0,
    );
    buckets.set(bucket.name, bucket);
  }
  return buckets;
}
