/**
 * The embedded S3: the part of the S3 protocol that Patravali uses, on loopback, durable and strict.
 *
 * Strict means: every request carries a valid SigV4 signature, every checksum is verified before anything is stored,
 * and whatever is not supported is refused with `NotImplemented` instead of being ignored.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseTarget, verifySigV4 } from '../sigv4.ts';
import { BlobStore } from './blobStore.ts';
import { adoptBuckets } from './buckets.ts';
import { corsHeaders, requestedHeaders } from './cors.ts';
import { Database } from './database.ts';
import type { Exchange, Stores } from './exchange.ts';
import { sweepExpired } from './expiry.ts';
import { ObjectIndex } from './objectIndex.ts';
import { operationOf } from './operations.ts';
import { Outbox } from './outbox.ts';
import { asS3Error, errorDocument, invalidArgument, isFault, S3Error } from './s3Error.ts';
import type { RunningS3, S3Options } from './types.ts';

export type { BucketSpec, CorsRule, RunningS3, S3Event, S3Options } from './types.ts';

const MAX_KEY_BYTES = 1024;
/** How long a connection may be silent, in milliseconds. */
const SILENCE_MS = 120_000;
/** How long one request may take: the largest object over a slow link. */
const REQUEST_MS = 3_600_000;
/** How long `close` waits for requests under way. */
const CLOSE_MS = 5_000;
/** A refused body up to this size is read and thrown away, so that the client gets to see the refusal. */
const MAX_DRAINED_BYTES = 64 * 1024 ** 2;
const LOOPBACK_HOST = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

interface Address {
  bucketName: string;
  key: string;
  query: ReadonlyMap<string, string>;
}

/** @throws {S3Error} `InvalidURI`, `KeyTooLongError` or `InvalidArgument`. */
function parseAddress(url: string): Address {
  try {
    const { rawPath, query } = parseTarget(url);
    if (!rawPath.startsWith('/')) throw new URIError();
    const slash = rawPath.indexOf('/', 1);
    const bucketName = decodeURIComponent(slash < 0 ? rawPath.slice(1) : rawPath.slice(1, slash));
    const key = slash < 0 ? '' : decodeURIComponent(rawPath.slice(slash + 1));
    if (key.includes('\0')) throw new URIError();
    if (Buffer.byteLength(key) > MAX_KEY_BYTES)
      throw new S3Error('KeyTooLongError', 400, 'Your key is too long', {
        details: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(MAX_KEY_BYTES) },
      });
    const values = new Map<string, string>();
    for (const [name, value] of query) {
      if (values.has(name))
        throw invalidArgument(`The query parameter ${name} is given more than once.`);
      values.set(name, value);
    }
    return { bucketName, key, query: values };
  } catch (error) {
    if (error instanceof S3Error) throw error;
    throw new S3Error('InvalidURI', 400, "Couldn't parse the specified URI.");
  }
}

/** A page of a foreign site can point its own name at loopback; its requests then carry that name. */
function checkHost(request: IncomingMessage, host: string): void {
  const given = request.headers.host ?? '';
  const name = given.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
  if (name !== host && name.toLowerCase() !== 'localhost')
    throw new S3Error(
      'AccessDenied',
      403,
      `The embedded S3 answers only to ${host} and localhost, with the bucket in the path.`,
    );
}

class S3Server {
  readonly #stores: Stores;
  readonly #options: S3Options;
  readonly #host: string;

  constructor(stores: Stores, options: S3Options) {
    this.#stores = stores;
    this.#options = options;
    this.#host = options.host;
  }

  async handle(
    request: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Promise<void> {
    const requestId = randomBytes(8).toString('hex').toUpperCase();
    response.setHeader('x-amz-request-id', requestId);
    response.setHeader('x-amz-id-2', 'embedded');
    response.setHeader('server', 'AmazonS3');
    // Clients set their clocks by this header, so it has to be the clock that signatures are judged by.
    response.setHeader('date', new Date(this.#stores.now()).toUTCString());
    let bodyWanted = !expectsContinue;
    try {
      checkHost(request, this.#host);
      const address = parseAddress(request.url ?? '/');
      this.#setCors(address, request, response);
      if (request.method === 'OPTIONS') {
        response.writeHead(200).end();
        return;
      }
      const auth = verifySigV4(request, {
        service: 's3',
        region: this.#options.region,
        secretOf: this.#options.secretOf,
        now: this.#stores.now(),
      });
      const exchange: Exchange = {
        ...address,
        request,
        response,
        auth,
        stores: this.#stores,
        requestId,
        welcomeBody: () => {
          if (!bodyWanted) response.writeContinue();
          bodyWanted = true;
        },
      };
      await operationOf(exchange)(exchange);
    } catch (error) {
      // A client that went away is nobody's fault, and there is nobody left to answer.
      if (isFault(error) && !response.destroyed) this.#options.onFault?.(error);
      this.#refuse(request, response, asS3Error(error), requestId, bodyWanted);
    }
  }

  /** @throws {S3Error} `AccessForbidden` for a preflight that no rule allows. */
  #setCors(address: Address, request: IncomingMessage, response: ServerResponse): void {
    const rules = this.#stores.buckets.get(address.bucketName)?.cors ?? [];
    if (rules.length > 0) response.setHeader('vary', 'Origin, Access-Control-Request-Headers');
    const preflight = request.method === 'OPTIONS';
    const { origin } = request.headers;
    const method = preflight ? request.headers['access-control-request-method'] : request.method;
    const headers =
      origin === undefined || method === undefined
        ? undefined
        : corsHeaders(rules, {
            origin,
            method,
            headers: preflight
              ? requestedHeaders(request.headers['access-control-request-headers'])
              : [],
          });
    if (headers)
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    else if (preflight)
      throw new S3Error(
        'AccessForbidden',
        403,
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      );
  }

  #refuse(
    request: IncomingMessage,
    response: ServerResponse,
    error: S3Error,
    requestId: string,
    bodyWanted: boolean,
  ): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    for (const [name, value] of Object.entries(error.headers)) response.setHeader(name, value);
    const length = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
    const unread = !request.complete && request.method !== 'GET' && request.method !== 'HEAD';
    if (unread && (!bodyWanted || length > MAX_DRAINED_BYTES))
      response.setHeader('connection', 'close');
    if (request.method === 'HEAD' || error.status === 304) {
      response.writeHead(error.status).end();
      return;
    }
    const resource = (request.url ?? '/').split('?')[0] ?? '/';
    const document = errorDocument(error, resource, requestId);
    response
      .writeHead(error.status, {
        'content-type': 'application/xml',
        'content-length': Buffer.byteLength(document),
      })
      .end(document);
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS);
  await closed;
  clearTimeout(timer);
}

/**
 * Starts the embedded S3. Events that an earlier run left are delivered first of all.
 * @throws {Error} when the address is not loopback, a bucket cannot be served as asked, the port is taken
 *   (`EADDRINUSE`), or the directory cannot be written to.
 */
export async function startS3(options: S3Options): Promise<RunningS3> {
  if (!LOOPBACK_HOST.test(options.host))
    throw new Error(`The embedded S3 binds to loopback only, not to ${options.host}.`);
  const now = options.now ?? Date.now;
  const blobs = await BlobStore.open(options.dir);
  const database = new Database(options.dir);
  try {
    const outbox = new Outbox(database, options.deliver, options.onFault ?? (() => undefined));
    const index = new ObjectIndex(database, outbox, now);
    const buckets = adoptBuckets(database, options.buckets, now());
    await blobs.collectGarbage((blob) => index.namesBlob(blob));
    const stores: Stores = {
      blobs,
      database,
      index,
      outbox,
      buckets,
      region: options.region,
      now,
    };
    const s3 = new S3Server(stores, options);
    const server = createServer({ requestTimeout: REQUEST_MS, keepAliveTimeout: 65_000 });
    server.timeout = SILENCE_MS;
    server.on('request', (request, response) => void s3.handle(request, response, false));
    server.on('checkContinue', (request, response) => void s3.handle(request, response, true));
    const port = await listen(server, options.port, options.host);
    outbox.wake();
    return {
      url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
      sweepExpired: () => sweepExpired(stores),
      async close() {
        await closeServer(server);
        await outbox.stop();
        database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}
