/** Reads from a request what a writer says about an object: headers, metadata, tags, lock and conditions. */
import { amzNamesOf, type Exchange, headerOf } from './exchange.ts';
import type { ObjectAttributes, ObjectLock, WriteConditions } from './objectIndex.ts';
import { invalidArgument, invalidRequest, notImplemented, S3Error } from './s3Error.ts';
import type { BucketSpec, LockMode } from './types.ts';
import { childrenOf, textOf, type XmlElement } from './xml.ts';

const KEPT_HEADERS = [
  'content-type',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
];
const META = 'x-amz-meta-';
const MAX_METADATA_BYTES = 2048;
const MAX_TAGS = 10;

export const isLockMode = (text: string | undefined): text is LockMode =>
  text === 'COMPLIANCE' || text === 'GOVERNANCE';

/** The moment in an ISO 8601 text. @throws {S3Error} when it is none or has passed. */
export function futureMoment(text: string | undefined, now: number): number {
  const moment =
    text !== undefined && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(moment)) throw invalidArgument('The retain until date is not in ISO 8601.');
  if (moment <= now) throw invalidArgument('The retain until date must be in the future!');
  return moment;
}

export function requireObjectLock(bucket: BucketSpec): void {
  if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
}

function lockFromHeaders(exchange: Exchange, bucket: BucketSpec): ObjectLock {
  const mode = headerOf(exchange, 'x-amz-object-lock-mode');
  const until = headerOf(exchange, 'x-amz-object-lock-retain-until-date');
  const hold = headerOf(exchange, 'x-amz-object-lock-legal-hold');
  if (mode === undefined && until === undefined && hold === undefined)
    return { mode: null, retainUntil: null, legalHold: false };
  requireObjectLock(bucket);
  if ((mode === undefined) !== (until === undefined))
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
    );
  if (mode !== undefined && !isLockMode(mode)) throw invalidArgument('Unknown wormMode directive.');
  if (hold !== undefined && hold !== 'ON' && hold !== 'OFF')
    throw invalidArgument('Legal Hold must be either of ON or OFF');
  return {
    mode: mode ?? null,
    retainUntil: mode === undefined ? null : futureMoment(until, exchange.stores.now()),
    legalHold: hold === 'ON',
  };
}

const invalidTag = (message: string) => new S3Error('InvalidTag', 400, message);

/** @throws {S3Error} unless the pairs are a valid tag set. */
export function tagSet(pairs: Iterable<readonly [string, string]>): Record<string, string> {
  const tags = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (tags.has(name)) throw invalidTag('Cannot provide multiple Tags with the same key');
    if (name === '' || [...name].length > 128) throw invalidTag('The TagKey is not valid');
    if ([...value].length > 256) throw invalidTag('The TagValue is not valid');
    tags.set(name, value);
  }
  if (tags.size > MAX_TAGS)
    throw new S3Error('BadRequest', 400, 'Object tags cannot be greater than 10');
  return Object.fromEntries(tags);
}

export const tagsFromDocument = (tagging: XmlElement): Record<string, string> =>
  tagSet(
    childrenOf(tagging, 'TagSet')
      .flatMap((set) => childrenOf(set, 'Tag'))
      .map((tag) => [textOf(tag, 'Key') ?? '', textOf(tag, 'Value') ?? ''] as const),
  );

export const tagsFromHeader = (exchange: Exchange): Record<string, string> =>
  tagSet(new URLSearchParams(headerOf(exchange, 'x-amz-tagging') ?? ''));

export function attributesFromRequest(exchange: Exchange, bucket: BucketSpec): ObjectAttributes {
  const headers: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = headerOf(exchange, name);
    if (value !== undefined && value !== '') headers[name] = value;
  }
  const codings = (headerOf(exchange, 'content-encoding') ?? '')
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'aws-chunked');
  if (codings.length > 0) headers['content-encoding'] = codings.join(',');

  const user: Record<string, string> = {};
  let metadataBytes = 0;
  for (const name of amzNamesOf(exchange)) {
    if (!name.startsWith(META)) continue;
    const value = headerOf(exchange, name) ?? '';
    user[name.slice(META.length)] = value;
    metadataBytes += Buffer.byteLength(name.slice(META.length)) + Buffer.byteLength(value);
  }
  if (metadataBytes > MAX_METADATA_BYTES)
    throw new S3Error(
      'MetadataTooLarge',
      400,
      'Your metadata headers exceed the maximum allowed metadata size',
      { details: { Size: String(metadataBytes), MaxSizeAllowed: String(MAX_METADATA_BYTES) } },
    );
  return {
    headers,
    user,
    tags: tagsFromHeader(exchange),
    lock: lockFromHeaders(exchange, bucket),
  };
}

export function conditionsFromRequest(exchange: Exchange): WriteConditions {
  const ifNoneMatch = headerOf(exchange, 'if-none-match');
  const ifMatch = headerOf(exchange, 'if-match');
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*')
    throw notImplemented('If-None-Match with a value other than "*"');
  if (ifNoneMatch !== undefined && ifMatch !== undefined)
    throw notImplemented('If-Match together with If-None-Match');
  return { ifNoneMatch: ifNoneMatch !== undefined, ifMatch };
}
