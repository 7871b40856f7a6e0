/** Payload format 2.0: the event that API Gateway's HTTP API makes of a request, and the reply it makes of an answer. */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { Authorized } from './jwtAuthorizer.ts';

export interface EventParts {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly routeKey: string;
  readonly account: string;
  /** Host and port by which the caller reached us. */
  readonly host: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly authorized: Authorized | undefined;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export function httpEvent(parts: EventParts): Record<string, unknown> {
  const {
    request,
    requestId,
    routeKey,
    host,
    path,
    rawQuery,
    pathParameters,
    body,
    authorized,
    time,
  } = parts;
  const { headers, cookies } = headersOf(request.rawHeaders);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const query = queryOf(rawQuery);
  const asText = body.length === 0 || (isTextual(headers['content-type']) && isUtf8(body));
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: rawQuery,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...headers,
      host,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': host.split(':').at(-1),
      'x-forwarded-proto': 'http',
    },
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
    requestContext: {
      accountId: parts.account,
      apiId: 'local',
      ...(authorized && {
        authorizer: { jwt: { claims: authorized.claims, scopes: authorized.scopes } },
      }),
      domainName: host,
      domainPrefix: 'local',
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey,
      stage: '$default',
      time: commonLogTime(new Date(time)),
      timeEpoch: time,
    },
    ...(body.length > 0 && { body: asText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: !asText,
  };
}

/** Lower-case names; what came more than once is joined by commas, cookies stand apart. */
function headersOf(rawHeaders: readonly string[]): {
  headers: Record<string, string>;
  cookies: string[];
} {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!.toLowerCase();
    const value = rawHeaders[index + 1]!;
    if (name === 'cookie') cookies.push(...value.split(/; */).filter(Boolean));
    else headers[name] = Object.hasOwn(headers, name) ? `${headers[name]},${value}` : value;
  }
  return { headers, cookies };
}

function queryOf(rawQuery: string): Record<string, string> | undefined {
  if (!rawQuery) return undefined;
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQuery)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

const isTextual = (contentType = 'text/plain'): boolean =>
  /^\s*(text\/|application\/([\w.-]+\+)?(json|xml)|application\/(javascript|x-www-form-urlencoded))/i.test(
    contentType,
  );

const monthNames = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** `24/Nov/2026:05:30:00 +0000` */
function commonLogTime(date: Date): string {
  const [day, time] = date.toISOString().split('T');
  const [year, month, dayOfMonth] = day!.split('-');
  return `${dayOfMonth}/${monthNames[Number(month) - 1]}/${year}:${time!.slice(0, 8)} +0000`;
}

export interface HttpReply {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** Headers that belong to the connection; a function may not set them. */
const ownHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * The reply an answer stands for. One without `statusCode` is the body of a 200, as payload 2.0 infers.
 * @throws Error when the answer is no HTTP reply; API Gateway answers 500 then.
 */
export function httpReply(answer: unknown): HttpReply {
  if (typeof answer !== 'object' || answer === null || !('statusCode' in answer)) {
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(text),
    };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = answer as {
    statusCode: unknown;
    headers?: Record<string, string | number | boolean>;
    cookies?: string[];
    body?: unknown;
    isBase64Encoded?: boolean;
  };
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new Error(`The function answered the status ${String(statusCode)}.`);
  }
  if (body !== undefined && body !== null && typeof body !== 'string') {
    throw new Error('The function answered a body that is not a text.');
  }
  const kept = Object.entries(headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name]) => !ownHeaders.has(name));
  return {
    status,
    headers: { ...Object.fromEntries(kept), ...(cookies?.length && { 'set-cookie': cookies }) },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  };
}
