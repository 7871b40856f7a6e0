import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, vi } from 'vitest';
import {
  type RunningSignIn,
  type SignInOptions,
  startSignIn,
} from '../../infra/local/signIn/startSignIn.ts';

export const redirectUri = 'http://127.0.0.1:4200/callback';
export const portalOrigin = 'http://127.0.0.1:4200';
export const machineSecret = 'a-secret-of-the-treasury-portal-0123';
/** Her password holds a letter (ऩ) that keyboards send composed or as two marks. */
export const sunita = { username: 'sunita.verma', password: 'सऩद-2026' };
export const meena = { username: 'meena', password: 'meena-password' };

const dirs: string[] = [];
const running = new Set<RunningSignIn>();

/** A directory that goes when the test file has run. */
export function newDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'patravali-sign-in-'));
  dirs.push(dir);
  return dir;
}

/** A sign-in with a portal, a machine and two people; stopped when the test file has run. */
export async function aSignIn(more: Partial<SignInOptions> = {}): Promise<RunningSignIn> {
  const started = await startSignIn({
    dir: newDir(),
    host: '127.0.0.1',
    port: 0,
    poolId: 'ap-south-1_local',
    clients: [
      {
        clientId: 'portal',
        kind: 'public',
        redirectUris: [redirectUri],
        scopes: ['openid', 'profile', 'patravali/files.read', 'patravali/files.write'],
      },
      {
        clientId: 'treasury',
        kind: 'machine',
        secret: machineSecret,
        scopes: ['patravali/files.read', 'patravali/files.write'],
        sub: 'machine-treasury',
      },
    ],
    resourceServer: {
      identifier: 'patravali',
      scopes: ['files.read', 'files.write', 'admin.write'],
    },
    users: () => [
      { ...sunita, sub: 'person-1', name: 'सुनीता वर्मा', email: 'sunita@example.in' },
      { ...meena, sub: 'person-2', name: 'मीना' },
    ],
    ...more,
  });
  running.add(started);
  return started;
}

/** Stops it, and waits until fetch has noticed: it would reuse a connection that is gone. */
export async function stop(server: RunningSignIn): Promise<void> {
  running.delete(server);
  await server.close();
  const { issuer } = server;
  await vi.waitFor(() =>
    expect(fetch(issuer)).rejects.toHaveProperty('cause.code', 'ECONNREFUSED'),
  );
}

/** The fields of an answer in JSON. */
export const fieldsOf = async (response: Response): Promise<Record<string, string>> =>
  (await response.json()) as Record<string, string>;

/** What `signIn` needs to sign Sunita in to the portal. */
export const portal = (issuer: string) => ({
  issuer,
  clientId: 'portal',
  redirectUri,
  ...sunita,
  scopes: ['openid', 'patravali/files.read'],
});

export const askForToken = (
  issuer: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
) =>
  fetch(`${issuer}/oauth2/token`, { method: 'POST', body: new URLSearchParams(fields), headers });

export const refresh = (issuer: string, refreshToken = '') =>
  askForToken(issuer, {
    grant_type: 'refresh_token',
    client_id: 'portal',
    refresh_token: refreshToken,
  });

/** An authorization request of the portal, with parts replaced or (undefined) left out. */
export function authorizeUrl(
  issuer: string,
  changes: Record<string, string | undefined> = {},
): URL {
  const url = new URL(`${issuer}/oauth2/authorize`);
  const fields = {
    response_type: 'code',
    client_id: 'portal',
    redirect_uri: redirectUri,
    scope: 'openid patravali/files.read',
    state: 'xyz',
    // The pair of the example in RFC 7636.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...changes,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

export const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

export type Visit = { url: URL; status: number; headers: Headers; html: string };

/** A browser window: keeps its cookies and stops at a page or at the portal's address. */
export function browserWindow() {
  const cookies = new Map<string, string>();

  async function go(
    to: URL | string,
    form?: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Visit> {
    const url = new URL(to);
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie, ...headers },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    const location = response.headers.get('location');
    const next = location === null ? undefined : new URL(location, url);
    if (next?.origin === url.origin) return go(next);
    return {
      url: next ?? url,
      status: response.status,
      headers: response.headers,
      html: await response.text(),
    };
  }

  /** Sends the page's form as it stands, with these fields filled in besides. */
  const submit = (page: Visit, fields: Record<string, string> = {}) => {
    const action = /<form[^>]* action="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const hidden = [
      ...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
    ].map(([, name = '', value = '']) => [name, value]);
    return go(new URL(action, page.url), { ...Object.fromEntries(hidden), ...fields });
  };

  return { go, submit };
}

afterAll(async () => {
  for (const server of running) await server.close();
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});
