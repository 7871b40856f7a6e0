/** The canonical form of a request and the arithmetic of Signature Version 4. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const sha256Hex = (data: string | Buffer): string =>
  createHash('sha256').update(data).digest('hex');

/** HMAC-SHA256 of `text`. */
export const hmacSha256 = (key: Buffer | string, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** Compares without telling by its time where two texts first differ. */
export function equalInConstantTime(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Percent-encodes everything but the unreserved characters of RFC 3986, as SigV4 demands. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The key that signs for one day, region and service. */
export const signingKey = (secret: string, day: string, region: string, service: string): Buffer =>
  hmacSha256(
    hmacSha256(hmacSha256(hmacSha256(`AWS4${secret}`, day), region), service),
    'aws4_request',
  );

/** A request target split into its path, still encoded, and its decoded query in the order of the wire. */
export interface RequestTarget {
  rawPath: string;
  query: [name: string, value: string][];
}

/**
 * Splits a request target without the "help" of `URL`, which would fold `..`, turn `+` into a space and so make us
 * verify another request than the one we then carry out.
 * @throws {URIError} when a percent escape is not valid UTF-8.
 */
export function parseTarget(target: string): RequestTarget {
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  const query: [string, string][] = [];
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    query.push(
      equals < 0
        ? [decodeURIComponent(pair), '']
        : [decodeURIComponent(pair.slice(0, equals)), decodeURIComponent(pair.slice(equals + 1))],
    );
  }
  return { rawPath, query };
}

/** S3 signs the path encoded once, as the key is. Every other service signs the wire path encoded once more. */
export function canonicalPath(rawPath: string, service: string): string {
  if (service === 's3') {
    return rawPath
      .split('/')
      .map((segment) => encodeRfc3986(decodeURIComponent(segment)))
      .join('/');
  }
  const segments: string[] = [];
  for (const segment of rawPath.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeRfc3986(segment));
  }
  const tail = segments.length > 0 && rawPath.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${tail}`;
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

export function canonicalQuery(query: RequestTarget['query']): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encodeRfc3986(name), encodeRfc3986(value)])
    .sort((a, b) => byText(a[0], b[0]) || byText(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

export const canonicalHeaders = (headers: IncomingHttpHeaders, names: readonly string[]): string =>
  names
    .map((name) => `${name}:${(headerText(headers, name) ?? '').trim().replace(/ +/g, ' ')}\n`)
    .join('');
