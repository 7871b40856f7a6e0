/** ListBuckets, HeadBucket, ListObjectsV2 and ListObjectVersions. */
import { encodeRfc3986 } from '../sigv4.ts';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';
import { answer, answerXml, bucketOf, type Exchange, queryNumber } from './exchange.ts';
import { afterPrefix, type ListedItem, list, type Position } from './listing.ts';
import type { StoredVersion } from './objectIndex.ts';
import { invalidArgument } from './s3Error.ts';
import { element, xmlDocument } from './xml.ts';

const MAX_KEYS = 1000;
const OWNER = `<Owner>${element('ID', 'embedded')}</Owner>`;

export async function listBuckets(exchange: Exchange): Promise<void> {
  const { buckets, database, region } = exchange.stores;
  const created = new Map(
    database.all('select name, created from buckets').map((row) => [row.name, row.created]),
  );
  const items = [...buckets.keys()]
    .sort()
    .map(
      (name) =>
        `<Bucket>${element('Name', name)}${element('CreationDate', new Date(Number(created.get(name) ?? 0)).toISOString())}${element('BucketRegion', region)}</Bucket>`,
    );
  answerXml(
    exchange,
    xmlDocument('ListAllMyBucketsResult', `${OWNER}<Buckets>${items.join('')}</Buckets>`),
  );
}

export async function headBucket(exchange: Exchange): Promise<void> {
  bucketOf(exchange);
  answer(exchange, 200, {
    'x-amz-bucket-region': exchange.stores.region,
    'content-type': 'application/xml',
  });
}

/** Names go as they are, or percent-encoded when the client asks so. */
function nameEncoder(exchange: Exchange): (text: string) => string {
  const type = exchange.query.get('encoding-type');
  if (type === undefined) return (text) => text;
  if (type !== 'url') throw invalidArgument('Invalid Encoding Method specified in Request');
  return (text) => encodeRfc3986(text).replaceAll('%2F', '/');
}

const commonPrefixes = (items: ListedItem[], encode: (text: string) => string): string =>
  items
    .filter((item) => item.kind === 'prefix')
    .map((item) => `<CommonPrefixes>${element('Prefix', encode(item.key))}</CommonPrefixes>`)
    .join('');

function describe(version: StoredVersion): string {
  const algorithms = CHECKSUM_ALGORITHMS.filter((name) => version.checksums[name] !== undefined)
    .map((name) => element('ChecksumAlgorithm', name.toUpperCase()))
    .join('');
  return `${element('LastModified', new Date(version.modified).toISOString())}${element('ETag', `"${version.etag}"`)}${algorithms}${element('ChecksumType', version.checksumType)}${element('Size', version.size)}${element('StorageClass', 'STANDARD')}`;
}

/** A continuation token names the last item shown: `k` and a key, or `p` and a common prefix. */
const tokenOf = (item: ListedItem): string =>
  Buffer.from((item.kind === 'prefix' ? 'p' : 'k') + item.key).toString('base64url');

function positionOfToken(token: string): Position {
  const text = Buffer.from(token, 'base64url').toString();
  if (!/^[pk]/.test(text) || Buffer.from(text).toString('base64url') !== token)
    throw invalidArgument('The continuation token provided is incorrect', {
      ArgumentName: 'continuation-token',
    });
  return text.startsWith('p') ? afterPrefix(text.slice(1)) : { key: text.slice(1) };
}

export async function listObjectsV2(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { query } = exchange;
  const encode = nameEncoder(exchange);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after');
  const token = query.get('continuation-token');
  const maxKeys = Math.min(
    queryNumber(exchange, 'max-keys', { min: 0, max: 999_999_999, absent: MAX_KEYS }),
    MAX_KEYS,
  );
  const start =
    token !== undefined
      ? positionOfToken(token)
      : startAfter
        ? startPosition(startAfter, prefix, delimiter)
        : undefined;
  const { items, truncated } = list(
    exchange.stores.database,
    { bucket: bucket.name, prefix, delimiter, maxKeys },
    { start, currentOnly: true },
  );
  const last = items.at(-1);
  const owner = query.get('fetch-owner') === 'true' ? OWNER : '';
  const contents = items
    .filter((item) => item.kind === 'version')
    .map(
      (item) =>
        `<Contents>${element('Key', encode(item.key))}${describe(item.version)}${owner}</Contents>`,
    )
    .join('');
  answerXml(
    exchange,
    xmlDocument(
      'ListBucketResult',
      element('Name', bucket.name) +
        element('Prefix', encode(prefix)) +
        element('Delimiter', delimiter === '' ? undefined : encode(delimiter)) +
        element('StartAfter', startAfter === undefined ? undefined : encode(startAfter)) +
        element('ContinuationToken', token) +
        element('NextContinuationToken', truncated && last ? tokenOf(last) : undefined) +
        element('KeyCount', items.length) +
        element('MaxKeys', maxKeys) +
        element('EncodingType', query.get('encoding-type')) +
        element('IsTruncated', truncated) +
        contents +
        commonPrefixes(items, encode),
    ),
  );
}

/** A start inside a group skips that whole group, as S3 does. */
function startPosition(after: string, prefix: string, delimiter: string): Position {
  const end =
    delimiter !== '' && after.startsWith(prefix) ? after.indexOf(delimiter, prefix.length) : -1;
  return end >= 0 && end + delimiter.length === after.length ? afterPrefix(after) : { key: after };
}

export async function listObjectVersions(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { query, stores } = exchange;
  const encode = nameEncoder(exchange);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker') ?? '';
  const maxKeys = Math.min(
    queryNumber(exchange, 'max-keys', { min: 0, max: 999_999_999, absent: MAX_KEYS }),
    MAX_KEYS,
  );
  if (versionMarker !== '' && keyMarker === '')
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  let start: Position | undefined;
  if (versionMarker !== '') {
    const row = stores.database.get(
      'select seq from objects where bucket = ? and key = ? and version = ?',
      bucket.name,
      keyMarker,
      versionMarker,
    );
    if (!row) throw invalidArgument('Invalid version id specified');
    start = { key: keyMarker, olderThan: row.seq as number };
  } else if (keyMarker !== '') start = startPosition(keyMarker, prefix, delimiter);

  const { items, truncated } = list(
    stores.database,
    { bucket: bucket.name, prefix, delimiter, maxKeys },
    { start, currentOnly: false },
  );
  const last = truncated ? items.at(-1) : undefined;
  const entries = items
    .filter((item) => item.kind === 'version')
    .map(({ version }) => {
      const common = `${element('Key', encode(version.key))}${element('VersionId', version.version)}${element('IsLatest', version.latest)}`;
      return version.marker
        ? `<DeleteMarker>${common}${element('LastModified', new Date(version.modified).toISOString())}${OWNER}</DeleteMarker>`
        : `<Version>${common}${describe(version)}${OWNER}</Version>`;
    })
    .join('');
  answerXml(
    exchange,
    xmlDocument(
      'ListVersionsResult',
      element('Name', bucket.name) +
        element('Prefix', encode(prefix)) +
        element('Delimiter', delimiter === '' ? undefined : encode(delimiter)) +
        element('KeyMarker', encode(keyMarker)) +
        element('VersionIdMarker', versionMarker) +
        element('NextKeyMarker', last ? encode(last.key) : undefined) +
        element(
          'NextVersionIdMarker',
          last?.kind === 'version' ? last.version.version : undefined,
        ) +
        element('MaxKeys', maxKeys) +
        element('EncodingType', query.get('encoding-type')) +
        element('IsTruncated', truncated) +
        entries +
        commonPrefixes(items, encode),
    ),
  );
}
