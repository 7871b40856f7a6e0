/** One authenticated request and its answer, as the operations see it. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { SigV4Auth } from '../sigv4.ts';
import type { BlobStore } from './blobStore.ts';
import type { Database } from './database.ts';
import type { ObjectIndex } from './objectIndex.ts';
import type { EventContext, Outbox } from './outbox.ts';
import { invalidArgument, S3Error } from './s3Error.ts';
import type { BucketSpec } from './types.ts';

/** The parts of the server that operations work with. */
export interface Stores {
  blobs: BlobStore;
  database: Database;
  index: ObjectIndex;
  outbox: Outbox;
  buckets: ReadonlyMap<string, BucketSpec>;
  region: string;
  now: () => number;
}

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  auth: SigV4Auth;
  stores: Stores;
  /** Empty for operations on the whole service. */
  bucketName: string;
  /** Empty for operations on a bucket. */
  key: string;
  query: ReadonlyMap<string, string>;
  requestId: string;
  /** Answers `Expect: 100-continue`. Called when the body is really wanted. */
  welcomeBody(): void;
}

/**
 * A request header. In a presigned address `x-amz-*` headers may stand in the query instead, where the signature
 * covers them just the same.
 */
export function headerOf(exchange: Exchange, name: string): string | undefined {
  const value = exchange.request.headers[name];
  if (value !== undefined) return Array.isArray(value) ? value.join(',') : value;
  return exchange.auth.presigned && name.startsWith('x-amz-')
    ? exchange.query.get(name)
    : undefined;
}

/** All `x-amz-*` names of the request, from headers and, when presigned, from the query; lower case. */
export function amzNamesOf(exchange: Exchange): string[] {
  const names = Object.keys(exchange.request.headers).filter((name) => name.startsWith('x-amz-'));
  if (exchange.auth.presigned)
    names.push(...[...exchange.query.keys()].filter((name) => name.startsWith('x-amz-')));
  return names;
}

export function bucketOf(exchange: Exchange): BucketSpec {
  const bucket = exchange.stores.buckets.get(exchange.bucketName);
  if (!bucket)
    throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist', {
      details: { BucketName: exchange.bucketName },
    });
  return bucket;
}

export const eventContextOf = (exchange: Exchange): EventContext => ({
  requestId: exchange.requestId,
  accessKeyId: exchange.auth.accessKeyId,
  sourceAddress: exchange.request.socket.remoteAddress ?? '127.0.0.1',
  region: exchange.stores.region,
});

/** The version id asked for in the query. */
export const versionIdOf = (exchange: Exchange): string | undefined => {
  const version = exchange.query.get('versionId');
  if (version === '') throw invalidArgument('Version id cannot be the empty string');
  return version;
};

/** A number in the query, within bounds. */
export function queryNumber(
  exchange: Exchange,
  name: string,
  bounds: { min: number; max: number; absent: number },
): number {
  const text = exchange.query.get(name);
  if (text === undefined) return bounds.absent;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= bounds.min && value <= bounds.max))
    throw invalidArgument(`${name} must be a number from ${bounds.min} to ${bounds.max}.`, {
      ArgumentName: name,
      ArgumentValue: text,
    });
  return value;
}

export function answer(
  exchange: Exchange,
  status: number,
  headers: OutgoingHttpHeaders = {},
): void {
  exchange.response.writeHead(status, headers).end();
}

export function answerXml(
  exchange: Exchange,
  document: string,
  headers: OutgoingHttpHeaders = {},
): void {
  exchange.response
    .writeHead(200, {
      'content-type': 'application/xml',
      'content-length': Buffer.byteLength(document),
      ...headers,
    })
    .end(document);
}

/** `x-amz-version-id`, when the bucket keeps versions. */
export const versionHeader = (bucket: BucketSpec, version: string): Record<string, string> =>
  bucket.versioned ? { 'x-amz-version-id': version } : {};
