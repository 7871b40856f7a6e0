/** GetObject and HeadObject: ranges, conditions, overrides of response headers. */
import type { FileHandle } from 'node:fs/promises';
import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { answer, bucketOf, type Exchange, headerOf, versionIdOf } from './exchange.ts';
import { NO_VERSION, namesEtag, type StoredVersion } from './objectIndex.ts';
import { invalidArgument, preconditionFailed, S3Error } from './s3Error.ts';
import { checksumHeaders } from './writeObject.ts';

export const RESPONSE_OVERRIDES = [
  'response-cache-control',
  'response-content-disposition',
  'response-content-encoding',
  'response-content-language',
  'response-content-type',
  'response-expires',
] as const;

interface ByteRange {
  /** First and last byte, both included. */
  first: number;
  last: number;
}

/** The one range asked for. Anything S3 does not understand, several ranges among it, means the whole object. */
function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (!match || (from === '' && to === '')) return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  if (range.first >= size || range.first > range.last)
    throw new S3Error('InvalidRange', 416, 'The requested range is not satisfiable', {
      details: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  return range;
}

const notModified = (headers: Record<string, string>) =>
  new S3Error('NotModified', 304, 'Not Modified', { headers });

/** @throws {S3Error} 412 or 304, in the precedence RFC 9110 gives them. */
function checkReadConditions(exchange: Exchange, found: StoredVersion): void {
  // HTTP dates have whole seconds.
  const modified = Math.floor(found.modified / 1000) * 1000;
  const ifMatch = headerOf(exchange, 'if-match');
  const unmodifiedSince = Date.parse(headerOf(exchange, 'if-unmodified-since') ?? '');
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, found.etag)) throw preconditionFailed('If-Match');
  } else if (modified > unmodifiedSince) throw preconditionFailed('If-Unmodified-Since');
  const ifNoneMatch = headerOf(exchange, 'if-none-match');
  const modifiedSince = Date.parse(headerOf(exchange, 'if-modified-since') ?? '');
  const validators = {
    etag: `"${found.etag}"`,
    'last-modified': new Date(modified).toUTCString(),
  };
  if (ifNoneMatch !== undefined) {
    if (namesEtag(ifNoneMatch, found.etag)) throw notModified(validators);
  } else if (modified <= modifiedSince) throw notModified(validators);
}

/** A value that HTTP can carry as a header. Other texts need the `filename*=UTF-8''...` form. */
function overrideValue(name: string, value: string): string {
  if (!/^[\t\x20-\x7e\xa0-\xff]*$/.test(value))
    throw invalidArgument('Header value cannot be represented using ISO-8859-1.', {
      ArgumentName: name,
    });
  return value;
}

function headersOf(exchange: Exchange, found: StoredVersion, whole: boolean): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = {
    'content-type': 'binary/octet-stream',
    ...found.headers,
    etag: `"${found.etag}"`,
    'last-modified': new Date(found.modified).toUTCString(),
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
  };
  for (const name of RESPONSE_OVERRIDES) {
    const value = exchange.query.get(name);
    if (value !== undefined) headers[name.slice('response-'.length)] = overrideValue(name, value);
  }
  for (const [name, value] of Object.entries(found.user)) headers[`x-amz-meta-${name}`] = value;
  if (found.version !== NO_VERSION) headers['x-amz-version-id'] = found.version;
  const { mode, retainUntil, legalHold } = found.lock;
  if (mode !== null && retainUntil !== null) {
    headers['x-amz-object-lock-mode'] = mode;
    headers['x-amz-object-lock-retain-until-date'] = new Date(retainUntil).toISOString();
  }
  if (legalHold) headers['x-amz-object-lock-legal-hold'] = 'ON';
  const tags = Object.keys(found.tags).length;
  if (tags > 0) headers['x-amz-tagging-count'] = tags;
  if (whole && headerOf(exchange, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED')
    Object.assign(headers, checksumHeaders(found.checksums, found.checksumType));
  return headers;
}

/**
 * Finds the version and opens its bytes. An unversioned object may be replaced between the two, which is then simply
 * looked up again.
 */
async function findAndOpen(
  exchange: Exchange,
): Promise<{ found: StoredVersion; file: FileHandle }> {
  const { index, blobs } = exchange.stores;
  const bucket = bucketOf(exchange);
  for (let attempt = 1; ; attempt++) {
    const found = index.find(bucket.name, exchange.key, versionIdOf(exchange));
    try {
      return { found, file: await blobs.read(found.blob) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 5) throw error;
    }
  }
}

export async function headObject(exchange: Exchange): Promise<void> {
  const found = exchange.stores.index.find(
    bucketOf(exchange).name,
    exchange.key,
    versionIdOf(exchange),
  );
  checkReadConditions(exchange, found);
  const range = parseRange(headerOf(exchange, 'range'), found.size);
  answer(exchange, range ? 206 : 200, {
    ...headersOf(exchange, found, range === undefined),
    ...(range ? { 'content-range': `bytes ${range.first}-${range.last}/${found.size}` } : {}),
    'content-length': range ? range.last - range.first + 1 : found.size,
  });
}

export async function getObject(exchange: Exchange): Promise<void> {
  const { response } = exchange;
  const { found, file } = await findAndOpen(exchange);
  try {
    checkReadConditions(exchange, found);
    const ifRange = headerOf(exchange, 'if-range');
    const wantsRange = ifRange === undefined || namesEtag(ifRange, found.etag);
    const range = wantsRange ? parseRange(headerOf(exchange, 'range'), found.size) : undefined;
    const length = range ? range.last - range.first + 1 : found.size;
    response.writeHead(range ? 206 : 200, {
      ...headersOf(exchange, found, range === undefined),
      ...(range ? { 'content-range': `bytes ${range.first}-${range.last}/${found.size}` } : {}),
      'content-length': length,
    });
    if (length === 0) {
      response.end();
      return;
    }
    const bytes = file.createReadStream({
      start: range?.first ?? 0,
      end: range?.last ?? found.size - 1,
      autoClose: false,
    });
    await pipeline(bytes, response);
  } finally {
    await file.close();
  }
}
