import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import type { SigningKey } from './signingKeys.ts';
import type { KnownUser, Users } from './users.ts';

/**
 * Answers who an access token speaks for, as Cognito's userInfo does: the token needs the scope
 * `openid`; name and e-mail follow `profile` and `email`.
 */
export function userInfo(issuer: string, keys: SigningKey[], users: Users) {
  const publicKeys = createLocalJWKSet({
    keys: keys.map(({ kty, n, e, kid, alg, use }) => ({ kty, n, e, kid, alg, use }) as JWK),
  });

  const identify = async (authorization = '') => {
    const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!token) return { status: 401, error: 'invalid_token' } as const;
    const verified = await jwtVerify(token, publicKeys, { issuer, algorithms: ['RS256'] }).catch(
      () => undefined,
    );
    const user = users.bySub(verified?.payload.sub ?? '');
    if (!user || verified?.payload.token_use !== 'access') {
      return { status: 401, error: 'invalid_token' } as const;
    }
    const scopes = String(verified.payload.scope ?? '').split(' ');
    if (!scopes.includes('openid')) return { status: 403, error: 'insufficient_scope' } as const;
    return { status: 200, claims: claimsOf(user, scopes) } as const;
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await identify(request.headers.authorization);
    response.statusCode = answer.status;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    response.setHeader('cache-control', 'no-store');
    if (answer.status === 200) {
      response.end(JSON.stringify(answer.claims));
    } else {
      response.setHeader('www-authenticate', `Bearer error="${answer.error}"`);
      response.end(JSON.stringify({ error: answer.error }));
    }
  };
}

const claimsOf = (user: KnownUser, scopes: string[]) => ({
  sub: user.sub,
  username: user.username,
  ...(scopes.includes('profile') && { name: user.name }),
  ...(scopes.includes('email') && user.email && { email: user.email, email_verified: true }),
});
