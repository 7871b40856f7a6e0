import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';

/** Why a caller is turned away. `unavailable`: the issuer's keys cannot be had just now. */
export type AuthorizerRefusal =
  | 'not-signed-in'
  | 'session-expired'
  | 'scope-missing'
  | 'unavailable';

export class NotAuthorized extends Error {
  readonly reason: AuthorizerRefusal;

  constructor(reason: AuthorizerRefusal) {
    super(reason);
    this.name = 'NotAuthorized';
    this.reason = reason;
  }
}

/** What the event carries of a verified token. */
export interface Authorized {
  /** As API Gateway hands them on: every claim a text, a list as `[a b]`. */
  readonly claims: Record<string, string>;
  readonly scopes: string[];
}

export interface JwtAuthorizerSettings {
  readonly issuer: string;
  readonly jwksUri: string;
  /** The token's `aud`, or `client_id` where it has no `aud`, must be one of these. */
  readonly audience: readonly string[];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Checks the `Authorization` header; `scopes` are those of the route, of which the token must carry one. */
export type JwtAuthorizer = (
  authorization: string | undefined,
  scopes: readonly string[],
) => Promise<Authorized>;

/** Checks a bearer token as API Gateway's JWT authorizer does, and takes nothing but access tokens signed by RS256. */
export function jwtAuthorizer(settings: JwtAuthorizerSettings): JwtAuthorizer {
  const { issuer, audience, now = Date.now } = settings;
  const keys = createRemoteJWKSet(new URL(settings.jwksUri));

  return async (authorization, scopes) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new NotAuthorized('not-signed-in');
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw new NotAuthorized(refusalOf(error));
    });

    const issuedAhead = Number(payload.iat) > now() / 1000;
    if (issuedAhead || !isFor(payload, audience)) throw new NotAuthorized('not-signed-in');
    // An ID token proves who signed in, not what the client may do.
    if (payload.token_use !== undefined && payload.token_use !== 'access') {
      throw new NotAuthorized('not-signed-in');
    }
    const held = scopesOf(payload);
    if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) {
      throw new NotAuthorized('scope-missing');
    }
    return { claims: asTexts(payload), scopes: held };
  };
}

function refusalOf(error: unknown): AuthorizerRefusal {
  if (error instanceof errors.JWTExpired) return 'session-expired';
  if (error instanceof errors.JWKSTimeout || error instanceof TypeError) return 'unavailable';
  return 'not-signed-in';
}

function isFor(payload: JWTPayload, audience: readonly string[]): boolean {
  const named = payload.aud === undefined ? [payload.client_id] : [payload.aud].flat();
  return named.some((each) => typeof each === 'string' && audience.includes(each));
}

function scopesOf(payload: JWTPayload): string[] {
  const held = payload.scope ?? payload.scp;
  if (Array.isArray(held)) return held.map(String);
  return typeof held === 'string' ? held.split(' ').filter(Boolean) : [];
}

const asTexts = (payload: JWTPayload): Record<string, string> =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : textOf(value),
    ]),
  );

const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
