import { generateKeyPair, type JsonWebKey, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { SignInStore } from './signInStore.ts';

/** A private RS256 key as the provider wants it. */
export type SigningKey = JsonWebKey & { kid: string; alg: 'RS256'; use: 'sig' };

const day = 24 * 60 * 60 * 1000;

/** A key signs for this long; the next start after that makes a new one. */
const signsFor = 90 * day;

/**
 * A replaced key stays published for this long. API Gateway may hold a key set for two hours and
 * the longest token lives for hours, so a day is ample.
 */
const publishedAfterwards = day;

/**
 * The keys of this installation, newest first: the first signs, the others still verify.
 * Made once and stored, so tokens outlive a restart; replaced by age at start.
 *
 * @param now milliseconds since 1970
 */
export async function signingKeys(
  store: SignInStore,
  now: number,
): Promise<[SigningKey, ...SigningKey[]]> {
  const rows = store.database
    .prepare('select kid, jwk, createdAt from signingKeys order by createdAt desc')
    .all()
    .map((row) => ({
      kid: String(row.kid),
      key: JSON.parse(String(row.jwk)) as SigningKey,
      createdAt: Number(row.createdAt),
    }));

  const newest = rows[0];
  if (!newest || newest.createdAt <= now - signsFor) {
    const key = await makeKey();
    store.database
      .prepare('insert into signingKeys(kid, jwk, createdAt) values(?, ?, ?)')
      .run(key.kid, JSON.stringify(key), now);
    rows.unshift({ kid: key.kid, key, createdAt: now });
  }

  const forget = store.database.prepare('delete from signingKeys where kid = ?');
  const kept = rows.filter((row, index) => {
    const replacedAt = rows[index - 1]?.createdAt;
    const keep = replacedAt === undefined || replacedAt > now - publishedAfterwards;
    if (!keep) forget.run(row.kid);
    return keep;
  });
  return kept.map((row) => row.key) as [SigningKey, ...SigningKey[]];
}

async function makeKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' };
}
