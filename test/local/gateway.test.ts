import type { webcrypto } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type GatewayOptions, gateway } from '../../infra/local/gateway.ts';
import { jwtAuthorizer } from '../../infra/local/jwtAuthorizer.ts';
import { FunctionError } from '../../infra/local/lambda.ts';
import { type LogFile, openLogFile } from '../../infra/local/logFile.ts';

const routes: GatewayOptions['routes'] = [
  { key: 'GET /v1/health', functionName: 'about' },
  { key: 'GET /v1/files/{fileId}', functionName: 'files', scopes: ['patravali/files.read'] },
  { key: 'GET /v1/files/mine', functionName: 'files', scopes: ['patravali/files.read'] },
  { key: 'POST /v1/files', functionName: 'files', scopes: ['patravali/files.write'] },
  { key: 'PUT /v1/echo', functionName: 'echo' },
  { key: 'GET /v1/slow', functionName: 'slow', timeoutMs: 150 },
  { key: 'GET /v1/broken', functionName: 'broken' },
  { key: 'GET /v1/throttled', functionName: 'throttled' },
  { key: 'GET /v1/odd', functionName: 'odd' },
];

type Event = Record<string, unknown> & { requestContext: Record<string, unknown> };
let seen: Event[] = [];
let server: Server;
let keys: Server;
let origin: string;
let issuer: string;
let directory: string;
let log: LogFile;
let signingKey: webcrypto.CryptoKey;

const portOf = (each: Server) => (each.address() as AddressInfo).port;
const listen = async (each: Server) => once(each.listen(0, '127.0.0.1'), 'listening');

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  signingKey = pair.privateKey;
  const jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  keys = createServer((_, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  });
  await listen(keys);
  issuer = `http://127.0.0.1:${portOf(keys)}/pool`;

  directory = mkdtempSync(join(tmpdir(), 'patravali-gateway-'));
  log = openLogFile(join(directory, 'gateway.log'));
  server = gateway({
    routes,
    account: '000000000000',
    log,
    publicHosts: ['office.test'],
    authorize: jwtAuthorizer({ issuer, jwksUri: `${issuer}/jwks`, audience: ['web', 'system'] }),
    async invoke(functionName, event) {
      seen.push(event as Event);
      if (functionName === 'slow') await new Promise((resolve) => setTimeout(resolve, 1_000));
      if (functionName === 'broken') throw new FunctionError('TypeError', 'secret detail');
      if (functionName === 'throttled') {
        throw new FunctionError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
      }
      if (functionName === 'odd') return { statusCode: 'soon' };
      if (functionName === 'echo') {
        return {
          statusCode: 201,
          headers: { 'content-type': 'application/octet-stream', 'Transfer-Encoding': 'chunked' },
          cookies: ['a=1', 'b=2'],
          body: (event as { body?: string }).body,
          isBase64Encoded: (event as { isBase64Encoded: boolean }).isBase64Encoded,
        };
      }
      return { ok: true };
    },
  });
  await listen(server);
  origin = `http://127.0.0.1:${portOf(server)}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  keys.close();
  log.close();
  rmSync(directory, { recursive: true });
});
beforeEach(() => {
  seen = [];
});

interface TokenOptions {
  claims?: JWTPayload;
  issuedBy?: string;
  expiresIn?: string | number;
  key?: webcrypto.CryptoKey;
}

async function token({ claims, issuedBy, expiresIn, key }: TokenOptions = {}): Promise<string> {
  const payload = {
    client_id: 'web',
    token_use: 'access',
    scope: 'openid patravali/files.read',
    'cognito:groups': ['clerk', 'nazir'],
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setIssuer(issuedBy ?? issuer)
    .setSubject('sunita')
    .setIssuedAt()
    .setExpirationTime(expiresIn ?? '5m')
    .sign(key ?? signingKey);
}

const bearer = async (options?: TokenOptions) => ({
  authorization: `Bearer ${await token(options)}`,
});

/** A request with the very path, headers and host given: `fetch` would tidy them up first. */
function raw(path: string, headers: Record<string, string | string[]>, method = 'GET') {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const sent = httpRequest(
      { port: portOf(server), host: '127.0.0.1', path, headers, method },
      (reply) => {
        let body = '';
        reply.on('data', (chunk) => {
          body += chunk;
        });
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, body }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

describe('who may call', () => {
  it('lets anyone call a public route', async () => {
    expect((await fetch(`${origin}/v1/health`)).status).toBe(200);
  });

  it('hands the verified claims to the function, each as a text', async () => {
    const reply = await fetch(`${origin}/v1/files/f1`, { headers: await bearer() });
    expect(reply.status).toBe(200);
    expect(seen[0]?.requestContext.authorizer).toMatchObject({
      jwt: {
        claims: { sub: 'sunita', client_id: 'web', 'cognito:groups': '[clerk nazir]' },
        scopes: ['openid', 'patravali/files.read'],
      },
    });
  });

  it('asks for a sign-in as a problem document in the reader’s language', async () => {
    const reply = await fetch(`${origin}/v1/files/f1`, { headers: { 'accept-language': 'en' } });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
    const problem = (await reply.json()) as Record<string, string>;
    expect(problem).toMatchObject({ type: '/problems/not-signed-in', title: 'Please sign in' });
    expect(problem.instance).toBe(reply.headers.get('apigw-requestid'));
    const hindi = await fetch(`${origin}/v1/files/f1`);
    expect(hindi.headers.get('content-language')).toBe('hi');
  });

  it.each<[string, () => Promise<TokenOptions>, number, string]>([
    [
      'an expired token',
      async () => ({ expiresIn: Math.floor(Date.now() / 1000) - 1 }),
      401,
      'session-expired',
    ],
    ['another issuer', async () => ({ issuedBy: 'http://127.0.0.1:1/pool' }), 401, 'not-signed-in'],
    [
      'a client of another API',
      async () => ({ claims: { client_id: 'other' } }),
      401,
      'not-signed-in',
    ],
    [
      'an audience that is not ours',
      async () => ({ claims: { aud: 'other' } }),
      401,
      'not-signed-in',
    ],
    [
      'an ID token',
      async () => ({ claims: { token_use: 'id', aud: 'web' } }),
      401,
      'not-signed-in',
    ],
    [
      'a key that is not the issuer’s',
      async () => ({ key: (await generateKeyPair('RS256')).privateKey }),
      401,
      'not-signed-in',
    ],
    [
      'a token without the scope',
      async () => ({ claims: { scope: 'openid' } }),
      403,
      'scope-missing',
    ],
  ])('refuses %s', async (_, options, status, code) => {
    const reply = await fetch(`${origin}/v1/files/f1`, { headers: await bearer(await options()) });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toMatchObject({ type: `/problems/${code}`, status });
    expect(seen).toEqual([]);
  });

  it('refuses a token that is signed by a shared secret or not at all', async () => {
    const header = Buffer.from('{"alg":"none"}').toString('base64url');
    const payload = (await token()).split('.')[1];
    const unsigned = await fetch(`${origin}/v1/files/f1`, {
      headers: { authorization: `Bearer ${header}.${payload}.` },
    });
    expect(unsigned.status).toBe(401);
    const secret = await new SignJWT({ client_id: 'web', scope: 'patravali/files.read' })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .setIssuer(issuer)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new Uint8Array(32));
    const shared = await fetch(`${origin}/v1/files/f1`, {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(shared.status).toBe(401);
  });

  it('refuses a request addressed to a name that is not ours', async () => {
    expect((await raw('/v1/health', { host: 'evil.test' })).status).toBe(400);
    expect((await raw('/v1/health', { host: 'office.test' })).status).toBe(200);
    expect((await raw('/v1/health', { host: `localhost:${portOf(server)}` })).status).toBe(200);
  });
});

describe('what the function is given', () => {
  it('prefers the literal route and decodes path parameters', async () => {
    const headers = await bearer();
    await fetch(`${origin}/v1/files/mine`, { headers });
    await fetch(`${origin}/v1/files/${encodeURIComponent('नस्ती/12 %')}`, { headers });
    expect(seen.map(({ routeKey }) => routeKey)).toEqual([
      'GET /v1/files/mine',
      'GET /v1/files/{fileId}',
    ]);
    expect(seen[1]?.pathParameters).toEqual({ fileId: 'नस्ती/12 %' });
  });

  it('joins what comes twice and keeps cookies apart', async () => {
    await raw('/v1/health?a=1&b=%E0%A4%A8&a=2', {
      'x-list': ['one', 'two'],
      cookie: 'c=3; d=4',
      host: `127.0.0.1:${portOf(server)}`,
    });
    expect(seen[0]).toMatchObject({
      version: '2.0',
      rawPath: '/v1/health',
      rawQueryString: 'a=1&b=%E0%A4%A8&a=2',
      queryStringParameters: { a: '1,2', b: 'न' },
      cookies: ['c=3', 'd=4'],
      isBase64Encoded: false,
    });
    expect(seen[0]?.headers).toMatchObject({ 'x-list': 'one,two', 'x-forwarded-proto': 'http' });
    expect(seen[0]?.headers).not.toHaveProperty('cookie');
  });

  it.each(['/v1/files/%E0%A4', '/v1/files/%zz'])('answers 400 to the path %s', async (path) => {
    expect((await raw(path, await bearer())).status).toBe(400);
    expect(seen).toEqual([]);
  });

  it.each([
    ['GET', '/v1/nothing'],
    ['GET', '/v1/files/'],
    ['GET', '/v1/files/a/b'],
    ['DELETE', '/v1/files/f1'],
    ['GET', '/v1/health/'],
  ])('answers 404 to %s %s', async (method, path) => {
    expect((await raw(path, await bearer(), method)).status).toBe(404);
  });

  it('carries bytes there and back as base64 and text as text', async () => {
    const bytes = Buffer.from([0, 255, 1, 254]);
    const reply = await fetch(`${origin}/v1/echo`, {
      method: 'PUT',
      body: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect(Buffer.from(await reply.arrayBuffer())).toEqual(bytes);
    expect(reply.status).toBe(201);
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(reply.headers.get('server-timing')).toMatch(/gateway;dur=[\d.]+, function;dur=[\d.]+/);
    expect(seen[0]).toMatchObject({ body: bytes.toString('base64'), isBase64Encoded: true });

    await fetch(`${origin}/v1/echo`, {
      method: 'PUT',
      body: '{"विषय":1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(seen[1]).toMatchObject({ body: '{"विषय":1}', isBase64Encoded: false });
  });
});

describe('limits and failures', () => {
  it('refuses a body over 10 MB, announced or not', async () => {
    const announced = await fetch(`${origin}/v1/echo`, {
      method: 'PUT',
      body: Buffer.alloc(10_485_761),
    });
    expect(announced.status).toBe(413);
    expect(await announced.json()).toMatchObject({ type: '/problems/too-large' });
    let sent = 0;
    const chunks = new ReadableStream({
      pull(controller) {
        sent += 1;
        if (sent > 200) controller.close();
        else controller.enqueue(Buffer.alloc(65_536));
      },
    });
    const status = await fetch(`${origin}/v1/echo`, {
      method: 'PUT',
      body: chunks,
      duplex: 'half',
    }).then(
      (reply) => reply.status,
      // The connection may be cut while the rest is still on its way.
      () => 413,
    );
    expect(status).toBe(413);
    expect(seen).toEqual([]);
  });

  it('answers 503 when the function takes too long', async () => {
    const reply = await fetch(`${origin}/v1/slow`);
    expect(reply.status).toBe(503);
    expect(await reply.json()).toMatchObject({ type: '/problems/unavailable' });
  });

  it('answers 500 to a failing function and to an odd answer, and tells nothing of it', async () => {
    for (const path of ['/v1/broken', '/v1/odd']) {
      const reply = await fetch(origin + path);
      expect(reply.status).toBe(500);
      const text = await reply.text();
      expect(text).toContain('/problems/internal');
      expect(text).not.toContain('secret detail');
    }
  });

  it('answers 503 with a time to wait when the function is throttled', async () => {
    const reply = await fetch(`${origin}/v1/throttled`);
    expect(reply.status).toBe(503);
    expect(reply.headers.get('retry-after')).toBe('1');
    expect(await reply.json()).toMatchObject({ type: '/problems/busy' });
  });

  it('answers 503 rather than 401 while the issuer’s keys cannot be had', async () => {
    const nowhere = gateway({
      routes,
      account: '000000000000',
      log,
      invoke: async () => ({}),
      authorize: jwtAuthorizer({ issuer, jwksUri: 'http://127.0.0.1:1/jwks', audience: ['web'] }),
    });
    await listen(nowhere);
    const reply = await fetch(`http://127.0.0.1:${portOf(nowhere)}/v1/files/f1`, {
      headers: await bearer(),
    });
    expect(reply.status).toBe(503);
    nowhere.closeAllConnections();
    nowhere.close();
  });
});
