import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { beforeAll, describe, expect, it } from 'vitest';
import { signIn, visit } from '../../infra/local/signIn/client.ts';
import type { RunningSignIn } from '../../infra/local/signIn/startSignIn.ts';
import {
  aSignIn,
  askForToken,
  authorizeUrl,
  browserWindow,
  codeVerifier,
  fieldsOf,
  machineSecret,
  meena,
  portal,
  portalOrigin,
  redirectUri,
  refresh,
  sunita,
} from '../support/signIn.ts';

describe('the embedded sign-in', () => {
  let server: RunningSignIn;
  let issuer: string;

  beforeAll(async () => {
    server = await aSignIn();
    issuer = server.issuer;
  });

  it('serves a standard client: discovery, PKCE, tokens, user info, refresh, revocation', async () => {
    const config = await oidc.discovery(new URL(issuer), 'portal', undefined, oidc.None(), {
      execute: [oidc.allowInsecureRequests],
    });
    expect(config.serverMetadata()).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/oauth2/authorize`,
      token_endpoint: `${issuer}/oauth2/token`,
      userinfo_endpoint: `${issuer}/oauth2/userInfo`,
      revocation_endpoint: `${issuer}/oauth2/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    });

    const verifier = oidc.randomPKCECodeVerifier();
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile patravali/files.read',
      state: 'abc',
      nonce: 'n-1',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const callback = await visit(url, { redirectUri, ...sunita });
    const tokens = await oidc.authorizationCodeGrant(config, callback, {
      pkceCodeVerifier: verifier,
      expectedState: 'abc',
      expectedNonce: 'n-1',
    });
    expect(tokens.expires_in).toBe(900);
    expect(tokens.claims()).toMatchObject({
      sub: 'person-1',
      name: 'सुनीता वर्मा',
      'cognito:username': 'sunita.verma',
      token_use: 'id',
    });

    expect(await oidc.fetchUserInfo(config, tokens.access_token, 'person-1')).toEqual({
      sub: 'person-1',
      username: 'sunita.verma',
      name: 'सुनीता वर्मा',
    });

    const renewed = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
    await oidc.tokenRevocation(config, renewed.refresh_token ?? '');
    await expect(oidc.refreshTokenGrant(config, renewed.refresh_token ?? '')).rejects.toThrow();
  });

  it("gives access tokens the claims of Cognito's, for fifteen minutes", async () => {
    const { accessToken } = await signIn(portal(issuer));
    const { payload, protectedHeader } = await jwtVerify(
      accessToken,
      createRemoteJWKSet(new URL(server.jwksUri)),
      { issuer },
    );
    expect(protectedHeader.alg).toBe('RS256');
    expect(payload).toEqual({
      iss: issuer,
      sub: 'person-1',
      client_id: 'portal',
      aud: 'portal',
      token_use: 'access',
      scope: 'openid patravali/files.read',
      username: 'sunita.verma',
      auth_time: expect.any(Number),
      acr: 'urn:patravali:acr:password',
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: Number(payload.iat) + 900,
    });
  });

  it('keeps the claims when a token is refreshed', async () => {
    const { accessToken, refreshToken } = await signIn(portal(issuer));
    const renewed = await fieldsOf(await refresh(issuer, refreshToken));
    const { jti, iat, exp, ...same } = decodeJwt(accessToken);
    expect(decodeJwt(renewed.access_token ?? '')).toMatchObject(same);
    expect(decodeJwt(renewed.access_token ?? '').jti).not.toBe(jti);
  });

  it('lets a window that is signed in prove anew who it is, when a client asks for that', async () => {
    const browser = browserWindow();
    const tokenAt = async ({ url }: { url: URL }) =>
      decodeJwt(
        (
          await fieldsOf(
            await askForToken(issuer, {
              grant_type: 'authorization_code',
              client_id: 'portal',
              redirect_uri: redirectUri,
              code: url.searchParams.get('code') ?? '',
              code_verifier: codeVerifier,
            }),
          )
        ).access_token ?? '',
      );
    const first = await tokenAt(
      await browser.submit(await browser.go(authorizeUrl(issuer)), sunita),
    );
    await new Promise((next) => setTimeout(next, 1100));
    // What the API's challenge names: young enough, nothing is asked; too old, the password is.
    const young = await tokenAt(await browser.go(authorizeUrl(issuer, { max_age: '600' })));
    expect(young.auth_time).toBe(first.auth_time);
    for (const asked of [{ max_age: '0' }, { max_age: '1', acr_values: String(first.acr) }]) {
      await new Promise((next) => setTimeout(next, 2100));
      const page = await browser.go(authorizeUrl(issuer, asked));
      expect(page.html).toContain('name="password"');
      const proved = await tokenAt(await browser.submit(page, sunita));
      expect(Number(proved.auth_time)).toBeGreaterThan(Number(first.auth_time));
      expect(proved.acr).toBe(first.acr);
    }
  });

  it('does not take a refreshed token for a fresh sign-in, and signs in anew with max_age=0', async () => {
    const { accessToken, refreshToken } = await signIn(portal(issuer));
    await new Promise((next) => setTimeout(next, 1100));
    const renewed = await fieldsOf(await refresh(issuer, refreshToken));
    const timeOf = (token = '') => Number(decodeJwt(token).auth_time);
    expect(timeOf(renewed.access_token)).toBe(timeOf(accessToken));
    const anew = await signIn({ ...portal(issuer), maxAge: 0 });
    expect(timeOf(anew.accessToken)).toBeGreaterThan(timeOf(accessToken));
  });

  it('refuses a refresh token that was used, and then its successor too', async () => {
    const { refreshToken } = await signIn(portal(issuer));
    const renewed = await fieldsOf(await refresh(issuer, refreshToken));

    const replay = await refresh(issuer, refreshToken);
    expect(replay.status).toBe(400);
    expect(await fieldsOf(replay)).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(issuer, renewed.refresh_token)).status).toBe(400);
  });

  it('lets one of two simultaneous uses of a refresh token win at most', async () => {
    const { refreshToken } = await signIn(portal(issuer));
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => refresh(issuer, refreshToken)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('refuses a code that was used, and one without its verifier', async () => {
    const newCode = async () =>
      (await visit(authorizeUrl(issuer), { redirectUri, ...sunita })).searchParams.get('code');
    const exchange = (code: string | null, verifier: string) =>
      askForToken(issuer, {
        grant_type: 'authorization_code',
        client_id: 'portal',
        redirect_uri: redirectUri,
        code: code ?? '',
        code_verifier: verifier,
      });

    expect((await exchange(await newCode(), oidc.randomPKCECodeVerifier())).status).toBe(400);
    const code = await newCode();
    expect((await exchange(code, codeVerifier)).status).toBe(200);
    expect((await exchange(code, codeVerifier)).status).toBe(400);
  });

  it('refuses a request without PKCE or with the plain method', async () => {
    for (const changes of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
    ]) {
      const response = await fetch(authorizeUrl(issuer, changes), { redirect: 'manual' });
      const back = new URL(response.headers.get('location') ?? '');
      expect(back.href.startsWith(redirectUri)).toBe(true);
      expect(back.searchParams.get('error')).toBe('invalid_request');
      expect(back.searchParams.get('code')).toBeNull();
    }
  });

  it('refuses scopes that are not on the list of the client', async () => {
    for (const scope of ['patravali/admin.write', 'email', 'patravali/unheard-of']) {
      await expect(signIn({ ...portal(issuer), scopes: ['openid', scope] })).rejects.toThrow(
        /invalid_scope/,
      );
    }
  });

  it('gives all scopes of the client if none is asked for', async () => {
    const url = authorizeUrl(issuer, { scope: undefined });
    expect((await visit(url, { redirectUri, ...sunita })).searchParams.get('code')).toBeTruthy();
    const machine = await askForToken(issuer, {
      grant_type: 'client_credentials',
      client_id: 'treasury',
      client_secret: machineSecret,
    });
    expect((await fieldsOf(machine)).scope).toBe('patravali/files.read patravali/files.write');
  });

  it('shows a page for a redirect URI that is not registered and never goes there', async () => {
    for (const uri of ['https://evil.example/callback', `${redirectUri}/more`, undefined]) {
      const response = await fetch(authorizeUrl(issuer, { redirect_uri: uri }), {
        redirect: 'manual',
      });
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
      expect(response.headers.get('content-type')).toContain('text/html');
      expect(await response.text()).toContain('role="alert"');
    }
  });

  describe('towards machines', () => {
    const credentials = { grant_type: 'client_credentials', scope: 'patravali/files.read' };
    const basic = (password: string) => ({
      authorization: `Basic ${Buffer.from(`treasury:${password}`).toString('base64')}`,
    });

    it('takes the secret in the header or in the body, and names their subject', async () => {
      const answers = [
        await askForToken(issuer, credentials, basic(machineSecret)),
        await askForToken(issuer, {
          ...credentials,
          client_id: 'treasury',
          client_secret: machineSecret,
        }),
      ];
      for (const answer of answers) {
        const { access_token: accessToken } = await fieldsOf(answer);
        const { payload } = await jwtVerify(
          accessToken ?? '',
          createRemoteJWKSet(new URL(server.jwksUri)),
          { issuer },
        );
        expect(payload).toMatchObject({
          sub: 'machine-treasury',
          client_id: 'treasury',
          token_use: 'access',
          scope: 'patravali/files.read',
        });
        expect(payload).not.toHaveProperty('username');
      }
    });

    it('refuses a wrong secret, a scope beyond their list, and the flow of persons', async () => {
      const wrong = await askForToken(issuer, credentials, basic('not-the-secret'));
      expect([wrong.status, (await fieldsOf(wrong)).error]).toEqual([401, 'invalid_client']);

      const scope = 'patravali/admin.write';
      const beyond = await askForToken(issuer, { ...credentials, scope }, basic(machineSecret));
      expect([beyond.status, (await fieldsOf(beyond)).error]).toEqual([400, 'invalid_scope']);

      const asPortal = await askForToken(issuer, { ...credentials, client_id: 'portal' });
      expect(asPortal.status).toBe(400);
    });
  });

  describe('on its login page', () => {
    it('speaks Hindi first and English under it, without script, under a strict policy', async () => {
      const { status, html, headers } = await browserWindow().go(authorizeUrl(issuer));
      expect(status).toBe(200);
      expect(html).toContain('<html lang="hi">');
      expect(html).toContain(
        '<label for="username">उपयोगकर्ता नाम <span lang="en">User name</span>',
      );
      expect(html).toContain('<label for="password">');
      expect(html).toContain('autofocus');
      expect(html).not.toContain('<script');
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`form-action 'self' ${portalOrigin}`);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('cache-control')).toBe('no-store');
    });

    it('says in both languages that the password is wrong, and keeps the typed name as text', async () => {
      const browser = browserWindow();
      const page = await browser.go(authorizeUrl(issuer));
      const { status, html } = await browser.submit(page, {
        username: '"><b>x',
        password: 'wrong',
      });
      expect(status).toBe(401);
      expect(html).toMatch(
        /role="alert" id="problem">उपयोगकर्ता नाम या पासवर्ड सही नहीं है।.*not correct/,
      );
      expect(html).toContain('value="&quot;&gt;&lt;b&gt;x"');
      expect(html).toContain('aria-describedby="problem"');
    });

    it('says the same of an unknown name as of a wrong password', async () => {
      const refusal = (changes: object) =>
        signIn({ ...portal(issuer), ...changes }).then(
          () => 'signed in',
          (error) => String(error),
        );
      const wrong = await refusal({ password: 'wrong' });
      expect(wrong).toContain('The user name or the password is not correct.');
      expect(await refusal({ username: 'nobody' })).toBe(wrong);
    });

    it('takes a name in any case, with spaces, and a password of decomposed letters', async () => {
      const { accessToken } = await signIn({
        ...portal(issuer),
        username: '  Sunita.VERMA ',
        password: sunita.password.normalize('NFD'),
      });
      expect(decodeJwt(accessToken).sub).toBe('person-1');
    });

    it('refuses a form posted from elsewhere or without the cookie of its page', async () => {
      const browser = browserWindow();
      const { url } = await browser.go(authorizeUrl(issuer));
      const foreign = await browser.go(url, sunita, { origin: 'https://evil.example' });
      expect(foreign.status).toBe(403);
      const otherPage = new URL('another', url);
      for (const refused of [
        await browserWindow().go(url, sunita),
        await browser.go(otherPage, sunita),
      ]) {
        expect(refused.status).toBe(400);
        expect(refused.html).toContain('This sign-in has expired');
      }
      const own = await browser.go(url, sunita, { origin: new URL(issuer).origin });
      expect(own.url.searchParams.get('code')).toBeTruthy();
    });

    it('is not shown again to a window that is signed in, unless the client asks for it', async () => {
      const browser = browserWindow();
      await browser.submit(await browser.go(authorizeUrl(issuer)), sunita);
      const again = await browser.go(authorizeUrl(issuer));
      expect(again.url.searchParams.get('code')).toBeTruthy();
      const asked = await browser.go(authorizeUrl(issuer, { prompt: 'login' }));
      expect(asked.html).toContain('name="password"');
    });

    it('lets another person take over the window', async () => {
      const browser = browserWindow();
      await browser.submit(await browser.go(authorizeUrl(issuer)), sunita);
      const form = await browser.go(authorizeUrl(issuer, { prompt: 'login' }));
      // The provider signs the first person out by a form that sends itself; the policy allows
      // exactly that script.
      const handOver = await browser.submit(form, meena);
      expect(handOver.headers.get('content-security-policy')).toMatch(/script-src 'sha256-/);
      const { url } = await browser.submit(handOver);
      const answer = await askForToken(issuer, {
        grant_type: 'authorization_code',
        client_id: 'portal',
        redirect_uri: redirectUri,
        code: url.searchParams.get('code') ?? '',
        code_verifier: codeVerifier,
      });
      expect(decodeJwt((await fieldsOf(answer)).access_token ?? '').sub).toBe('person-2');
    });
  });

  it('signs out after asking, ends the refresh tokens, and goes where the client says', async () => {
    const browser = browserWindow();
    const { url } = await browser.submit(await browser.go(authorizeUrl(issuer)), sunita);
    const tokens = await fieldsOf(
      await askForToken(issuer, {
        grant_type: 'authorization_code',
        client_id: 'portal',
        redirect_uri: redirectUri,
        code: url.searchParams.get('code') ?? '',
        code_verifier: codeVerifier,
      }),
    );

    // Cognito's parameters.
    const query = new URLSearchParams({ client_id: 'portal', logout_uri: redirectUri });
    const question = await browser.go(`${issuer}/logout?${query}`);
    expect(question.html).toContain('साइन-आउट करें?');
    expect(question.html).not.toContain('<script');
    const left = await browser.submit(question, { logout: 'yes' });
    expect(left.url.href).toBe(redirectUri);

    expect((await refresh(issuer, tokens.refresh_token)).status).toBe(400);
    expect((await browser.go(authorizeUrl(issuer))).html).toContain('name="password"');
  });

  it('sends nobody to an unknown address after signing out', async () => {
    const query = new URLSearchParams({ client_id: 'portal', logout_uri: 'https://evil.example' });
    const { status, url } = await browserWindow().go(`${issuer}/logout?${query}`);
    expect([status, url.origin]).toEqual([400, new URL(issuer).origin]);
  });
});
