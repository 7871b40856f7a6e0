import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import {
  checkClients,
  originsOf,
  type ResourceServerOption,
  type SignInClient,
} from './clients.ts';
import { loginForm, sendPage } from './loginForm.ts';
import { contentSecurityPolicy, problemPage } from './pages.ts';
import { providerConfiguration, routes } from './providerConfiguration.ts';
import { openSignInStore, type SignInStore } from './signInStore.ts';
import { signingKeys } from './signingKeys.ts';
import { userInfo } from './userInfo.ts';
import { type SignInUser, signInUsers, type Users } from './users.ts';

export type { ResourceServerOption, SignInClient } from './clients.ts';
export type { SignInUser } from './users.ts';

export type SignInOptions = {
  /** Where keys, users and sessions are kept; made if absent. */
  dir: string;
  /** A loopback address: `localhost` or 127.x.x.x. It is part of the issuer's name. */
  host: string;
  /** 0 for any free one. */
  port: number;
  /** Stands where a Cognito issuer has the user pool: `http://HOST:PORT/<poolId>`. */
  poolId: string;
  clients: SignInClient[];
  resourceServer: ResourceServerOption;
  /** People to add at start unless their user names are known. */
  users: () => SignInUser[];
  /** Milliseconds since 1970, for locks and the age of keys. Tokens follow the system's clock. */
  now?: (() => number) | undefined;
  /** Seconds that an access token lives; 15 minutes if absent. */
  accessTokenSeconds?: number | undefined;
  /** Told of faults on our side; they are written to standard error if absent. */
  onError?: ((error: unknown) => void) | undefined;
};

export type RunningSignIn = { issuer: string; jwksUri: string; close(): Promise<void> };

const sweepEvery = 60 * 60 * 1000;

/**
 * Starts the sign-in of a local installation: an OpenID Connect issuer with the routes and claims
 * of a Cognito user pool, and a login page of its own.
 *
 * @throws Error if a client is incomplete, the host is not this machine, or the port is taken
 */
export async function startSignIn(options: SignInOptions): Promise<RunningSignIn> {
  const { host, poolId } = options;
  if (!/^(localhost|127(\.\d{1,3}){3})$/.test(host)) {
    throw new Error(`The embedded sign-in answers this machine only, not "${host}".`);
  }
  if (!/^[\w-]+$/.test(poolId)) throw new Error(`"${poolId}" cannot stand in an address.`);
  const clients = checkClients(options.clients, options.resourceServer);
  const now = options.now ?? Date.now;
  const onError = options.onError ?? writeError;

  const store = openSignInStore(options.dir);
  const server = createServer();
  try {
    const users = signInUsers(store, now);
    await users.add(options.users());
    const keys = await signingKeys(store, now());

    // The issuer's name holds the port, so the port comes first and the provider after it.
    await listen(server, options.port, host);
    const issuer = `http://${host}:${(server.address() as AddressInfo).port}/${poolId}`;
    const provider = new Provider(
      issuer,
      providerConfiguration({
        issuer,
        poolId,
        store,
        keys,
        cookieKey: store.setting('cookieKey', () => randomBytes(32).toString('base64url')),
        clients,
        resourceServer: options.resourceServer,
        users,
        accessTokenSeconds: options.accessTokenSeconds ?? 15 * 60,
      }),
    );
    provider.silent = true;
    provider.on('server_error', (_context, error) => onError(error));
    provider.on('error', onError);

    const answer = requestHandler({
      issuer,
      origins: new Set([...clients.values()].flatMap(originsOf)),
      login: loginForm(provider, poolId, users),
      identify: userInfo(issuer, keys, users),
      provide: provider.callback(),
    });
    server.on('request', (request, response) => {
      answer(request, response).catch((error) => {
        onError(error);
        if (!response.headersSent) sendPage(response, 500, problemPage(ourFault));
        else response.destroy();
      });
    });

    const sweeping = sweepRegularly(store, users, onError);
    return {
      issuer,
      jwksUri: `${issuer}${routes.jwks}`,
      async close() {
        clearInterval(sweeping);
        await closeServer(server);
        store.close();
      },
    };
  } catch (error) {
    server.close();
    store.close();
    throw error;
  }
}

const ourFault = {
  hi: 'सर्वर में गड़बड़ी हुई। थोड़ी देर बाद फिर प्रयास करें।',
  en: 'Something went wrong on the server. Try again in a while.',
};

type Handlers = {
  issuer: string;
  /** Where the clients' pages come from. */
  origins: Set<string>;
  login: ReturnType<typeof loginForm>;
  identify: ReturnType<typeof userInfo>;
  provide: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
};

/** Checks what every request must satisfy and hands it to whoever answers for its path. */
function requestHandler({ issuer, origins, login, identify, provide }: Handlers) {
  const { host, origin: ownOrigin, pathname: root } = new URL(issuer);
  const policy = contentSecurityPolicy(origins);

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('x-frame-options', 'DENY');
    // Not `no-referrer`: browsers would then post the login form with the origin "null".
    response.setHeader('referrer-policy', 'same-origin');

    // A page elsewhere whose name was made to resolve to this machine sends its own host name.
    if (request.headers.host !== host) {
      return refuse(response, 421, `This server is ${host} and answers to no other name.`);
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== ownOrigin && !origins.has(origin)) {
      return refuse(response, 403, 'This origin belongs to no client.');
    }
    if (!request.url?.startsWith(`${root}/`)) return refuse(response, 404, 'Nothing is here.');

    const { pathname, searchParams } = new URL(request.url, issuer);
    const path = pathname.slice(root.length);
    const uid = /^\/login\/([\w-]+)$/.exec(path)?.[1];
    if (uid) return login(request, response, uid);
    if (path === routes.userinfo) return answerUserInfo(request, response, origin);

    // Cognito's name for the page to go to after signing out, beside the standard one.
    const logoutUri = path === routes.end_session ? searchParams.get('logout_uri') : null;
    if (logoutUri !== null && !searchParams.has('post_logout_redirect_uri')) {
      searchParams.set('post_logout_redirect_uri', logoutUri);
    }
    const query = searchParams.size > 0 ? `?${searchParams}` : '';
    // The provider takes paths from the root and finds out what stood before them from both names.
    request.url = path + query;
    Object.assign(request, { originalUrl: root + path + query });
    await provide(request, response);
  };

  function answerUserInfo(request: IncomingMessage, response: ServerResponse, origin?: string) {
    response.setHeader('vary', 'Origin');
    if (origin) response.setHeader('access-control-allow-origin', origin);
    if (request.method !== 'OPTIONS') return identify(request, response);
    response.setHeader('access-control-allow-headers', 'authorization');
    response.setHeader('access-control-allow-methods', 'GET, POST');
    response.statusCode = 204;
    response.end();
  }
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  response.end(`${reason}\n`);
}

function sweepRegularly(store: SignInStore, users: Users, onError: (error: unknown) => void) {
  return setInterval(() => {
    try {
      store.sweep();
      users.sweep();
    } catch (error) {
      onError(error);
    }
  }, sweepEvery).unref();
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** Lets running requests end, for a second at most; a browser's idle connections are not waited for. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), 1000);
  await closed;
  clearTimeout(impatience);
}

const writeError = (error: unknown): void => {
  process.stderr.write(`sign-in: ${error instanceof Error ? error.stack : String(error)}\n`);
};
