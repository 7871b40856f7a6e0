/**
 * API Gateway on one machine: the template's routes, its JWT authorizer, payload format 2.0.
 *
 * Where AWS answers a bare `{"message"}`, this gateway answers a problem document (RFC 9457) in the caller's language,
 * as CloudFront's error responses do in front of the real one.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  languageOf,
  type ProblemCode,
  problemDocument,
  problems,
} from '../../shared/api/problems.ts';
import { httpEvent, httpReply } from './httpEvent.ts';
import { type Authorized, type JwtAuthorizer, NotAuthorized } from './jwtAuthorizer.ts';
import { FunctionError } from './lambda.ts';
import type { LogFile } from './logFile.ts';
import { type GatewayRoute, MalformedPath, routeTable } from './routeTable.ts';

export interface GatewayOptions {
  readonly routes: readonly GatewayRoute[];
  readonly authorize: JwtAuthorizer;
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Hosts, with port, by which callers may address us besides the loopback names. */
  readonly publicHosts?: readonly string[];
  readonly account: string;
  readonly log: LogFile;
  /** Told after each call that reached a function: it may have written records. */
  readonly afterCall?: () => void;
  /** The integration's time limit in milliseconds. */
  readonly timeoutMs?: number;
}

/** API Gateway's limit on a request body, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024;
/** API Gateway's limit on an integration, in milliseconds. */
const INTEGRATION_TIMEOUT_MS = 30_000;

/** A call that ends in a problem document. */
class Refused extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}

/** The server, not yet listening. */
export function gateway(options: GatewayOptions): Server {
  const table = routeTable(options.routes);
  const publicHosts = new Set(options.publicHosts ?? []);
  const { timeoutMs = INTEGRATION_TIMEOUT_MS } = options;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const began = performance.now();
    const requestId = randomUUID();
    let functionMs = 0;
    try {
      const host = hostOf(request);
      const target = request.url ?? '/';
      const question = target.indexOf('?');
      const rawPath = question < 0 ? target : target.slice(0, question);
      const match = matchOrRefuse(request.method ?? 'GET', rawPath);
      const authorized =
        match.route.scopes && (await authorizeOrRefuse(request, match.route.scopes));
      const body = await bodyOf(request);
      const event = httpEvent({
        request,
        requestId,
        routeKey: match.route.key,
        account: options.account,
        host,
        path: decodeURIComponent(rawPath),
        rawQuery: question < 0 ? '' : target.slice(question + 1),
        pathParameters: match.pathParameters,
        body,
        authorized,
        time: Date.now(),
      });
      const invoked = performance.now();
      const answer = await withinTime(
        options.invoke(match.route.functionName, event),
        Math.min(match.route.timeoutMs ?? timeoutMs, timeoutMs),
      );
      functionMs = performance.now() - invoked;
      const reply = httpReply(answer);
      const ours = performance.now() - began - functionMs;
      const timing = [
        reply.headers['server-timing'],
        `gateway;dur=${ours.toFixed(1)}`,
        `function;dur=${functionMs.toFixed(1)}`,
      ];
      response.writeHead(reply.status, {
        ...reply.headers,
        'server-timing': timing.filter(Boolean).join(', '),
        'apigw-requestid': requestId,
      });
      response.end(reply.body);
    } catch (error) {
      const code = codeOf(error);
      if (!(error instanceof Refused) || problems[code].status >= 500) {
        options.log.entry('ERROR', error instanceof Error ? error.message : String(error), {
          requestId,
          method: request.method,
          path: request.url?.split('?')[0],
        });
      }
      refuse(request, response, code, requestId);
    } finally {
      options.afterCall?.();
    }
  }

  /** A page of another site that points a name of its own at this machine must not reach us: only known names may. */
  function hostOf(request: IncomingMessage): string {
    const host = (request.headers.host ?? '').toLowerCase();
    const port = request.socket.localPort;
    const known = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`].includes(host);
    if (!known && !publicHosts.has(host)) throw new Refused('malformed');
    return host;
  }

  function matchOrRefuse(method: string, rawPath: string) {
    try {
      const match = table.match(method, rawPath);
      if (match) return match;
    } catch (error) {
      if (error instanceof MalformedPath) throw new Refused('malformed');
      throw error;
    }
    throw new Refused('not-found');
  }

  async function authorizeOrRefuse(
    request: IncomingMessage,
    scopes: readonly string[],
  ): Promise<Authorized> {
    // Two headers are one too many: which of the two would count is anyone's guess.
    const sent = request.headersDistinct.authorization ?? [];
    if (sent.length > 1) throw new Refused('malformed');
    try {
      return await options.authorize(sent[0], scopes);
    } catch (error) {
      throw error instanceof NotAuthorized ? new Refused(error.reason) : error;
    }
  }

  async function withinTime(invocation: Promise<unknown>, milliseconds: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Refused('unavailable')), milliseconds);
    });
    try {
      return await Promise.race([invocation, limit]);
    } finally {
      clearTimeout(timer);
      invocation.catch(() => {});
    }
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  return server;
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof Refused) return error.code;
  if (!(error instanceof FunctionError)) return 'internal';
  if (error.errorType === 'Lambda.TooManyRequestsException') return 'busy';
  if (error.errorType === 'Lambda.RequestTooLargeException') return 'too-large';
  return error.errorType === 'Lambda.ServiceException' ? 'unavailable' : 'internal';
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY) throw new Refused('too-large');
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) throw new Refused('too-large');
      chunks.push(chunk);
    }
  } catch (error) {
    // The caller hung up halfway; nobody reads the answer.
    throw error instanceof Refused ? error : new Refused('malformed');
  }
  return Buffer.concat(chunks);
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  code: ProblemCode,
  requestId: string,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const language = languageOf(request.headers['accept-language']);
  const problem = problemDocument(code, { language, instance: requestId });
  const { status } = problem;
  response.writeHead(status, {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-language': language,
    'cache-control': 'no-store',
    'apigw-requestid': requestId,
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(status === 403 &&
      code === 'scope-missing' && {
        'www-authenticate': 'Bearer error="insufficient_scope"',
      }),
    ...(status === 503 && { 'retry-after': '1' }),
    // What is left of the body has not been read and never will be.
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(JSON.stringify(problem));
}
