import { createHash, randomBytes } from 'node:crypto';

/** What a person needs to sign in to a program. */
export type SignInRequest = {
  issuer: string;
  clientId: string;
  /** One of the client's registered URIs; nothing needs to listen there. */
  redirectUri: string;
  username: string;
  password: string;
  scopes: string[];
  /** Seconds that the person's sign-in may be old; 0: they sign in anew. */
  maxAge?: number;
};

export type SignedIn = {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
  /** Seconds until the access token ends. */
  expiresIn: number;
};

/** No browser follows more steps than this from one page to another. */
const mostSteps = 20;

/**
 * Signs a person in as a browser would: follows the authorization-code flow with PKCE, fills in the
 * login page, and exchanges the code for tokens. Meant for the demonstration and for tests.
 *
 * @throws Error with the sentence of the login page if it refuses, or with the OAuth error
 */
export async function signIn(request: SignInRequest): Promise<SignedIn> {
  const { issuer, clientId, redirectUri } = request;
  const endpoints = await discover(issuer);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const start = new URL(endpoints.authorization_endpoint);
  start.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: request.scopes.join(' '),
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...(request.maxAge !== undefined && { max_age: String(request.maxAge) }),
  }).toString();

  const callback = await visit(start, request);
  const answer = callback.searchParams;
  if (answer.get('error')) {
    throw new Error(
      `Sign-in was refused: ${answer.get('error')}, ${answer.get('error_description')}.`,
    );
  }
  if (answer.get('state') !== state || answer.get('iss') !== issuer) {
    throw new Error('The answer to the sign-in belongs to another request.');
  }

  const response = await fetch(endpoints.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code: answer.get('code') ?? '',
      code_verifier: verifier,
    }),
  });
  const tokens = (await response.json()) as Record<string, string | number | undefined>;
  if (!response.ok) {
    throw new Error(`No token was given: ${tokens.error}, ${tokens.error_description}.`);
  }
  return {
    accessToken: String(tokens.access_token),
    ...(tokens.refresh_token && { refreshToken: String(tokens.refresh_token) }),
    ...(tokens.id_token && { idToken: String(tokens.id_token) }),
    expiresIn: Number(tokens.expires_in),
  };
}

async function discover(issuer: string) {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`);
  if (!response.ok) throw new Error(`${issuer} is not a sign-in server (${response.status}).`);
  return (await response.json()) as { authorization_endpoint: string; token_endpoint: string };
}

/**
 * Follows an authorization request through redirects and, once, the login page until the client's
 * own address comes up, and returns that address with the code or the error in it.
 */
export async function visit(
  start: URL,
  request: Pick<SignInRequest, 'redirectUri' | 'username' | 'password'>,
): Promise<URL> {
  const jar = cookieJar();
  let url = start;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < mostSteps; step += 1) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: jar.header(url) },
      ...(form && { method: 'POST', body: form }),
    });
    jar.keep(response, url);
    const location = response.headers.get('location');
    if (location !== null) {
      url = new URL(location, url);
      if (url.href.startsWith(request.redirectUri)) return url;
      form = undefined;
      continue;
    }
    const html = await response.text();
    const action = /<form method="post" action="([^"]+)"/.exec(html)?.[1];
    if (form || !response.ok || !action) {
      throw new Error(`Sign-in was refused: ${alertIn(html) || `status ${response.status}`}`);
    }
    url = new URL(action, url);
    form = new URLSearchParams({ username: request.username, password: request.password });
  }
  throw new Error('Sign-in went round in circles.');
}

/** The sentence that a page shows as its alert, in plain text. */
function alertIn(html: string): string {
  const alert = /<p role="alert"[^>]*>([\s\S]*?)<\/p>/.exec(html)?.[1] ?? '';
  return alert.replace(/<[^>]+>/g, '').trim();
}

/** Just enough of a browser's cookies: name, value, path, and deletion. */
function cookieJar() {
  const cookies = new Map<string, { name: string; value: string; path: string }>();
  return {
    keep(response: Response, from: URL): void {
      for (const line of response.headers.getSetCookie()) {
        const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
        const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
        const attribute = (wanted: string) =>
          attributes.find((text) => text.toLowerCase().startsWith(`${wanted}=`))?.split('=')[1];
        const path = attribute('path') ?? from.pathname.replace(/\/[^/]*$/, '/');
        const ends = attribute('expires');
        const key = `${name};${path}`;
        if (value === '' || (ends && Date.parse(ends) <= Date.now())) cookies.delete(key);
        else cookies.set(key, { name, value, path });
      }
    },
    header: (to: URL): string =>
      [...cookies.values()]
        .filter(({ path }) => `${to.pathname}/`.startsWith(path.endsWith('/') ? path : `${path}/`))
        .map(({ name, value }) => `${name}=${value}`)
        .join('; '),
  };
}
