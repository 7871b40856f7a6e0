import { randomUUID } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { SigV4Error, verifySigV4 } from '../sigv4.ts';
import { engineHeaders } from './engineClient.ts';
import { type EngineAddress, EngineDown } from './engineProcess.ts';

export interface SignedProxyOptions {
  host: string;
  port: number;
  region: string;
  secretOf(accessKeyId: string): string | undefined;
  engine: EngineAddress;
}

export interface SignedProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** DynamoDB takes 16 MB in one request; a little more, so that the engine says what is too large in DynamoDB's words. */
const BODY_LIMIT_BYTES = 17 * 1024 * 1024;
/** How long a request waits for an engine that is being restarted, in milliseconds, before it is refused. */
const WAIT_FOR_ENGINE_MS = 3_000;
/** Requests that are still being answered at `close` get this long, in milliseconds. */
const CLOSE_GRACE_MS = 2_000;
/** What a reply of the engine may carry to the caller: above all no CORS header. */
const REPLY_HEADERS = ['content-type', 'content-length', 'x-amz-crc32', 'x-amzn-requestid'];

const CORAL = 'com.amazon.coral.service#';
const DYNAMODB = 'com.amazonaws.dynamodb.v20120810#';

/** An answer that we give ourselves. 5xx answers are those that every AWS SDK tries again. */
class Refusal extends Error {
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, message: string) {
    super(message);
    this.status = status;
    this.type = type;
  }
}

/**
 * Serves DynamoDB's protocol on loopback and lets through only requests that are signed with a key of this
 * installation. Web pages open on the same machine get nothing: foreign Host names are refused (DNS rebinding) and no
 * CORS permission is ever given.
 */
export async function startSignedProxy(options: SignedProxyOptions): Promise<SignedProxy> {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 64 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 64 }),
  };
  const names = new Set<string>();

  const server = http.createServer((request, response) => {
    handle(request, response).catch((error: unknown) => refuse(response, error));
  });
  // Longer than an SDK keeps an idle connection, so that it never writes into one that we are just closing.
  server.keepAliveTimeout = 65_000;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!names.has((request.headers.host ?? '').toLowerCase()))
      throw new Refusal(403, `${CORAL}AccessDeniedException`, 'This host name is not served here.');
    if (request.method !== 'POST' || request.url !== '/')
      throw new Refusal(404, `${CORAL}UnknownOperationException`, 'Only POST / is served here.');
    const body = await readBody(request);
    verifySigV4(request, {
      service: 'dynamodb',
      region: options.region,
      secretOf: options.secretOf,
      body,
    });
    const target = request.headers['x-amz-target'];
    if (typeof target !== 'string')
      throw new Refusal(400, `${CORAL}UnknownOperationException`, 'X-Amz-Target is missing.');
    const url = await options.engine.whenUp(WAIT_FOR_ENGINE_MS);
    const reply = await forward(url, target, body, response);
    const headers: http.OutgoingHttpHeaders = {};
    for (const name of REPLY_HEADERS) {
      const value = reply.headers[name];
      if (value !== undefined) headers[name] = value;
    }
    response.writeHead(reply.statusCode ?? 500, headers);
    await pipeline(reply, response);
  }

  function forward(url: URL, target: string, body: Buffer, response: ServerResponse) {
    return new Promise<IncomingMessage>((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const upstream = (secure ? https : http).request(
        url,
        {
          method: 'POST',
          agent: agents[secure ? 'https:' : 'http:'],
          headers: { ...engineHeaders(target, options.region), 'content-length': body.length },
        },
        resolve,
      );
      upstream.once('error', reject);
      response.once('close', () => {
        if (!response.writableFinished) upstream.destroy();
      });
      upstream.end(body);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  for (const name of [host, '127.0.0.1', 'localhost', '[::1]']) names.add(`${name}:${port}`);

  return {
    url: `http://${host}:${port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      await closed;
      clearTimeout(cutOff);
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const tooLarge = () =>
    new Refusal(413, `${CORAL}RequestEntityTooLargeException`, 'The request is too large.');
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT_BYTES) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // Left open on purpose at `break`, or the refusal could no longer be sent.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT_BYTES) throw tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks, size);
}

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    // The engine died in the middle of a reply; half a reply must not look like a whole one.
    response.destroy();
    return;
  }
  const { status, type, message } = asRefusal(error);
  const body = JSON.stringify({ __type: type, message });
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    // Whatever is left of the request's body is not read.
    connection: 'close',
  });
  response.end(body);
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof SigV4Error)
    return new Refusal(error.status, `${CORAL}${error.code}`, error.message);
  if (error instanceof EngineDown)
    return new Refusal(503, `${DYNAMODB}ServiceUnavailable`, error.message);
  // The connection broke: as on AWS, the caller cannot know whether the write was carried out.
  return new Refusal(
    500,
    `${DYNAMODB}InternalServerError`,
    'The record store gave no answer to this request.',
  );
}
