/**
 * The embedded S3: the smallest honest subset that the product needs. What it does not know it refuses by name.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseTarget, type SigV4Options, verifySigV4 } from '../sigv4.ts';
import { BlobStore } from './blobStore.ts';
import { corsHeaders, requestedHeaders } from './cors.ts';
import { Database } from './database.ts';
import { answer, answerXml, bucketOf, type Exchange, type Stores } from './exchange.ts';
import { listObjects } from './listObjects.ts';
import { ObjectIndex } from './objectIndex.ts';
import { Outbox } from './outbox.ts';
import { getObject, headObject } from './readObject.ts';
import { asS3Error, errorDocument, isFault, notImplemented, S3Error } from './s3Error.ts';
import type { RunningS3, S3Options } from './types.ts';
import { copyObject, deleteObject, putObject } from './writeObject.ts';
import { element, xmlDocument } from './xml.ts';

const dayMs = 86_400_000;
/** Objects that one sweep removes from a bucket at most; the next goes on. */
const sweepBatch = 500;

/** Query parameters that name an operation of their own. None of them may fall through to a plain read or write. */
const subresources = [
  'acl',
  'uploads',
  'uploadId',
  'versions',
  'policy',
  'lifecycle',
  'cors',
  'tagging',
  'retention',
  'legal-hold',
  'object-lock',
  'versioning',
  'notification',
  'encryption',
  'restore',
  'select',
  'torrent',
  'website',
  'logging',
  'delete',
  'attributes',
  'partNumber',
] as const;

/** @throws when the directory cannot be used or the port is taken */
export async function startS3(options: S3Options): Promise<RunningS3> {
  const {
    dir,
    host,
    port,
    region,
    secretOf,
    deliver,
    now = Date.now,
    onFault = () => {},
  } = options;
  const blobs = await BlobStore.open(dir);
  const database = new Database(dir);
  const outbox = new Outbox(database, deliver, onFault);
  const index = new ObjectIndex(database, outbox, now);
  const buckets = new Map(options.buckets.map((bucket) => [bucket.name, bucket]));
  await blobs.collectGarbage((name) => index.namesBlob(name));
  const stores: Stores = { blobs, database, index, outbox, buckets, region, now };

  const server = createServer((request, response) => void serve(request, response));
  // A client may ask before it sends a large body: then nothing is sent that would be refused.
  server.on('checkContinue', (request, response) => void serve(request, response));
  server.requestTimeout = 0;
  server.listen(port, host);
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const hosts = new Set([`${host}:${bound}`, `localhost:${bound}`]);
  outbox.wake();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    response.setHeader('x-amz-request-id', requestId);
    const target = request.url ?? '/';
    try {
      if (!hosts.has(request.headers.host ?? '')) {
        throw new S3Error('AccessDenied', 403, 'This address is not served here.');
      }
      const { rawPath, query } = parseTarget(target);
      const [, bucketName = '', ...rest] = rawPath.split('/');
      const place = {
        bucketName: decodeURIComponent(bucketName),
        key: decodeURIComponent(rest.join('/')),
      };
      if (allowOrigin(request, response, place.bucketName)) return;
      const signature: SigV4Options = { service: 's3', region, secretOf, now: now() };
      const auth = verifySigV4(request, signature);
      await dispatch({
        request,
        response,
        auth,
        stores,
        ...place,
        query: new Map(query),
        requestId,
        welcomeBody: () => {
          if (request.headers.expect === '100-continue') response.writeContinue();
        },
      });
      outbox.wake();
    } catch (thrown) {
      if (isFault(thrown)) onFault(thrown);
      refuse(
        request,
        response,
        thrown instanceof URIError ? malformed() : asS3Error(thrown),
        target,
        requestId,
      );
    }
  }

  /** Adds what the bucket's rules allow; answers a preflight itself and says so. */
  function allowOrigin(
    request: IncomingMessage,
    response: ServerResponse,
    bucketName: string,
  ): boolean {
    const { origin } = request.headers;
    const preflight = request.method === 'OPTIONS';
    if (origin === undefined) {
      if (preflight) throw new S3Error('BadRequest', 400, 'A preflight needs an Origin.');
      return false;
    }
    const allowed = corsHeaders(buckets.get(bucketName)?.cors ?? [], {
      origin,
      method: String(preflight ? request.headers['access-control-request-method'] : request.method),
      headers: preflight
        ? requestedHeaders(request.headers['access-control-request-headers'] as string | undefined)
        : [],
    });
    response.setHeader('vary', 'Origin');
    for (const [name, value] of Object.entries(allowed ?? {})) response.setHeader(name, value);
    if (!preflight) return false;
    if (!allowed)
      throw new S3Error('AccessForbidden', 403, 'No rule of the bucket allows this origin.');
    response.writeHead(200).end();
    return true;
  }

  async function sweepExpired(): Promise<number> {
    let removed = 0;
    for (const bucket of buckets.values()) {
      if (bucket.expireAfterDays === undefined) continue;
      const before = now() - bucket.expireAfterDays * dayMs;
      for (const key of index.olderThan(bucket.name, before, sweepBatch)) {
        const { freed } = index.delete(bucket, key, undefined);
        await blobs.remove(freed);
        removed += 1;
      }
    }
    return removed;
  }

  return {
    url: `http://${host}:${bound}`,
    sweepExpired,
    async close() {
      const ended = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await ended;
      await outbox.stop();
      database.close();
    },
  };
}

async function dispatch(exchange: Exchange): Promise<void> {
  const { request, bucketName, key, query, stores } = exchange;
  const named = subresources.find((name) => query.has(name));
  if (named) throw notImplemented(`?${named}`);
  if (bucketName === '') {
    if (request.method !== 'GET') throw notImplemented(`${request.method} /`);
    const list = [...stores.buckets.keys()]
      .map((name) => `<Bucket>${element('Name', name)}</Bucket>`)
      .join('');
    return answerXml(exchange, xmlDocument('ListAllMyBucketsResult', `<Buckets>${list}</Buckets>`));
  }
  bucketOf(exchange);
  if (key === '') {
    if (request.method === 'HEAD') return answer(exchange, 200);
    if (request.method === 'GET' && query.get('list-type') === '2') return listObjects(exchange);
    throw notImplemented(`${request.method} of a bucket`);
  }
  switch (request.method) {
    case 'GET':
      return getObject(exchange);
    case 'HEAD':
      return headObject(exchange);
    case 'PUT':
      return request.headers['x-amz-copy-source'] ? copyObject(exchange) : putObject(exchange);
    case 'DELETE':
      return deleteObject(exchange);
    default:
      throw notImplemented(`${request.method} of an object`);
  }
}

const malformed = () => new S3Error('InvalidURI', 400, 'The address is not valid UTF-8.');

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  error: S3Error,
  resource: string,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const document = errorDocument(error, resource.split('?')[0] ?? '/', requestId);
  // What is left of a refused body is not read: the connection ends with the answer.
  const unread = !request.complete;
  response.writeHead(error.status, {
    ...error.headers,
    ...(unread && { connection: 'close' }),
    'content-type': 'application/xml',
    'content-length': Buffer.byteLength(document),
  });
  response.end(request.method === 'HEAD' ? undefined : document);
}
