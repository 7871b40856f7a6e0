import { statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { signIn } from '../../infra/local/signIn/client.ts';
import { openSignInStore } from '../../infra/local/signIn/signInStore.ts';
import {
  aSignIn,
  askForToken,
  authorizeUrl,
  browserWindow,
  newDir,
  portal,
  portalOrigin,
  redirectUri,
  refresh,
  stop,
  sunita,
} from '../support/signIn.ts';

const verify = (token: string, { issuer, jwksUri }: { issuer: string; jwksUri: string }) =>
  jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), { issuer });

const portOf = (issuer: string) => Number(new URL(issuer).port);

describe('the lock of the login page', () => {
  it('closes for a minute after five wrong passwords, for the right one too, then opens', async () => {
    let time = 1_000_000;
    const { issuer } = await aSignIn({ now: () => time });
    const wrong = { ...portal(issuer), password: 'wrong' };
    for (let i = 0; i < 5; i += 1) await expect(signIn(wrong)).rejects.toThrow(/not correct/);

    const browser = browserWindow();
    const page = await browser.go(authorizeUrl(issuer));
    const refused = await browser.submit(page, sunita);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.html).toMatch(/बहुत बार गलत प्रयास हुआ।.*Too many wrong attempts/);

    time += 59_999;
    await expect(signIn(portal(issuer))).rejects.toThrow(/Too many/);
    time += 1;
    // Open means five tries again, not one.
    for (let i = 0; i < 4; i += 1) await expect(signIn(wrong)).rejects.toThrow(/not correct/);
    await expect(signIn(portal(issuer))).resolves.toBeDefined();
  });

  it('counts from the start again after a right password', async () => {
    const { issuer } = await aSignIn({ now: () => 1_000_000 });
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 4; i += 1) {
        await expect(signIn({ ...portal(issuer), password: 'wrong' })).rejects.toThrow(
          /not correct/,
        );
      }
      await expect(signIn(portal(issuer))).resolves.toBeDefined();
    }
  });

  it('closes for names that do not exist as well, and for nobody else', async () => {
    const { issuer } = await aSignIn();
    const nobody = { ...portal(issuer), username: 'nobody' };
    for (let i = 0; i < 5; i += 1) await expect(signIn(nobody)).rejects.toThrow(/not correct/);
    await expect(signIn(nobody)).rejects.toThrow(/Too many/);
    await expect(signIn(portal(issuer))).resolves.toBeDefined();
  });

  it('lets five of many simultaneous guesses be checked, not more', async () => {
    const { issuer } = await aSignIn();
    const guesses = Array.from({ length: 12 }, async () => {
      const browser = browserWindow();
      const page = await browser.go(authorizeUrl(issuer));
      return (await browser.submit(page, { ...sunita, password: 'guess' })).status;
    });
    const statuses = await Promise.all(guesses);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });

  it('outlasts a restart', async () => {
    const dir = newDir();
    const first = await aSignIn({ dir });
    const wrong = { ...portal(first.issuer), password: 'wrong' };
    for (let i = 0; i < 5; i += 1) await expect(signIn(wrong)).rejects.toThrow(/not correct/);
    await stop(first);
    const second = await aSignIn({ dir, port: portOf(first.issuer) });
    await expect(signIn(portal(second.issuer))).rejects.toThrow(/Too many/);
  });
});

describe('the store of the sign-in', () => {
  it('marks a token as used once: of two who read it as fresh, the second is refused', async () => {
    const store = openSignInStore(newDir());
    try {
      const tokens = store.adapter('RefreshToken');
      await tokens.upsert('token-1', { grantId: 'grant-1' }, 60);
      await tokens.consume('token-1');
      expect((await tokens.find('token-1'))?.consumed).toBeGreaterThan(0);
      await expect(tokens.consume('token-1')).rejects.toThrow('invalid_grant');
    } finally {
      store.close();
    }
  });
});

describe('the sign-in after a restart', () => {
  it('knows its old tokens and people, and does not overwrite their passwords', async () => {
    const dir = newDir();
    const first = await aSignIn({ dir });
    const { accessToken, refreshToken } = await signIn(portal(first.issuer));
    await stop(first);

    const second = await aSignIn({
      dir,
      port: portOf(first.issuer),
      users: () => [{ ...sunita, password: 'another', sub: 'person-1', name: 'सुनीता वर्मा' }],
    });
    expect((await verify(accessToken, second)).payload.sub).toBe('person-1');
    expect((await refresh(second.issuer, refreshToken)).status).toBe(200);
    await expect(signIn(portal(second.issuer))).resolves.toBeDefined();
  });

  it('still knows the windows that are signed in', async () => {
    const dir = newDir();
    const first = await aSignIn({ dir });
    const browser = browserWindow();
    await browser.submit(await browser.go(authorizeUrl(first.issuer)), sunita);
    await stop(first);

    const second = await aSignIn({ dir, port: portOf(first.issuer) });
    const { url } = await browser.go(authorizeUrl(second.issuer));
    expect(url.searchParams.get('code')).toBeTruthy();
  });

  it('signs with a new key after ninety days, and publishes the old one for a day more', async () => {
    const dir = newDir();
    const day = 24 * 60 * 60 * 1000;
    let time = Date.now();
    const started = await aSignIn({ dir, now: () => time });
    const port = portOf(started.issuer);
    const old = await signIn(portal(started.issuer));
    await stop(started);

    time += 90 * day;
    const later = await aSignIn({ dir, port, now: () => time });
    const fresh = await signIn(portal(later.issuer));
    const kid = (token = '') => decodeProtectedHeader(token).kid;
    expect(kid(fresh.accessToken)).not.toBe(kid(old.accessToken));
    expect(kid(fresh.idToken)).toBe(kid(fresh.accessToken));
    await expect(verify(old.accessToken, later)).resolves.toBeDefined();
    await expect(verify(fresh.accessToken, later)).resolves.toBeDefined();
    await stop(later);

    time += 2 * day;
    const last = await aSignIn({ dir, port, now: () => time });
    await expect(verify(old.accessToken, last)).rejects.toThrow(/no applicable key/);
    await expect(verify(fresh.accessToken, last)).resolves.toBeDefined();
  });

  it('keeps its database, with the private keys in it, to its owner', async () => {
    const dir = newDir();
    await aSignIn({ dir });
    for (const name of ['sign-in.sqlite', 'sign-in.sqlite-wal']) {
      expect(statSync(join(dir, name)).mode & 0o077).toBe(0);
    }
  });
});

describe('an access token', () => {
  it('ends when its time is over', async () => {
    const server = await aSignIn({ accessTokenSeconds: 1 });
    const { accessToken, expiresIn } = await signIn(portal(server.issuer));
    expect(expiresIn).toBe(1);
    await vi.waitFor(() => expect(verify(accessToken, server)).rejects.toThrow(/exp/), {
      timeout: 10_000,
      interval: 100,
    });
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${server.issuer}/oauth2/userInfo`, { headers })).status).toBe(401);
  });

  it('opens the user info only with the scope openid, and an ID token never does', async () => {
    const { issuer } = await aSignIn();
    const ask = async (token = '') => {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${issuer}/oauth2/userInfo`, { headers })).status;
    };
    const { accessToken, idToken } = await signIn(portal(issuer));
    const narrow = await signIn({ ...portal(issuer), scopes: ['patravali/files.read'] });
    expect(await ask(accessToken)).toBe(200);
    expect(await ask(narrow.accessToken)).toBe(403);
    expect(narrow.idToken).toBeUndefined();
    expect(await ask(idToken)).toBe(401);
    expect(await ask(`${accessToken.slice(0, -4)}AAAA`)).toBe(401);
    expect(await ask()).toBe(401);
  });
});

describe('the server of the sign-in', () => {
  let issuer: string;

  beforeAll(async () => {
    ({ issuer } = await aSignIn());
  });

  it('answers to its own host name only', async () => {
    const statusFor = (host: string) =>
      new Promise((resolve, reject) => {
        // fetch does not let us set this header.
        const url = `${issuer}/.well-known/openid-configuration`;
        httpRequest(url, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    const { host, port } = new URL(issuer);
    expect(await statusFor(host)).toBe(200);
    expect(await statusFor(`evil.example:${port}`)).toBe(421);
    expect(await statusFor('127.0.0.1')).toBe(421);
  });

  it("lets pages of the client's origin call it, and no others", async () => {
    const paths = ['/.well-known/openid-configuration', '/oauth2/token', '/oauth2/userInfo'];
    for (const path of paths) {
      const preflight = (origin: string) =>
        fetch(issuer + path, {
          method: 'OPTIONS',
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization',
          },
        });
      const allowed = await preflight(portalOrigin);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(portalOrigin);
      for (const origin of ['https://evil.example', 'null', `${portalOrigin}0`]) {
        const refused = await preflight(origin);
        expect(refused.status).toBe(403);
        expect(refused.headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });

  it('takes no tokens out through the pages of another client', async () => {
    const clients = ['portal', 'helpdesk'].map((clientId) => ({
      clientId,
      kind: 'public' as const,
      redirectUris: [clientId === 'portal' ? redirectUri : 'http://127.0.0.1:4300/callback'],
      scopes: ['openid', 'patravali/files.read'],
    }));
    const two = await aSignIn({ clients });
    const from = async (origin: string) => {
      const { refreshToken = '' } = await signIn(portal(two.issuer));
      const fields = { grant_type: 'refresh_token', client_id: 'portal' };
      const answer = await askForToken(
        two.issuer,
        { ...fields, refresh_token: refreshToken },
        { origin },
      );
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await from(portalOrigin)).toEqual([200, portalOrigin]);
    expect(await from('http://127.0.0.1:4300')).toEqual([400, null]);
  });

  it('knows no path outside its pool', async () => {
    const { origin } = new URL(issuer);
    expect((await fetch(`${origin}/.well-known/jwks.json`)).status).toBe(404);
    expect((await fetch(`${issuer}-2/.well-known/jwks.json`)).status).toBe(404);
    expect((await fetch(`${issuer}/anything`)).status).toBe(404);
  });

  it('publishes no private part of its keys', async () => {
    const response = await fetch(`${issuer}/.well-known/jwks.json`);
    const { keys } = (await response.json()) as { keys: [object] };
    expect(Object.keys(keys[0]).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('refuses to start for other machines, with unknown scopes, or with half a client', async () => {
    const resourceServer = { identifier: 'patravali', scopes: ['files.read'] };
    const machine = { clientId: 'm', kind: 'machine' as const, scopes: [] };
    const scopes = ['files.read'];
    const starting = (more: Parameters<typeof aSignIn>[0]) => aSignIn({ resourceServer, ...more });
    await expect(starting({ host: '0.0.0.0' })).rejects.toThrow(/this machine only/);
    await expect(starting({ clients: [machine] })).rejects.toThrow(/needs a secret/);
    await expect(
      starting({ clients: [{ ...machine, kind: 'public', redirectUris: [] }] }),
    ).rejects.toThrow(/needs a redirect URI/);
    await expect(
      starting({
        clients: [{ clientId: 'p', kind: 'public', redirectUris: [redirectUri], scopes }],
      }),
    ).rejects.toThrow(/nobody defines: files.read/);
    await expect(starting({ clients: [], port: portOf(issuer) })).rejects.toThrow(/EADDRINUSE/);
  });
});
