import {
  type Configuration,
  type Context,
  errors,
  type Grant,
  type ResourceServer,
} from 'oidc-provider';
import {
  clientMetadata,
  originsOf,
  personScopes,
  type ResourceServerOption,
  type SignInClient,
} from './clients.ts';
import { passwordAcr } from './loginForm.ts';
import { logoutPage, problemPage, signedOutPage } from './pages.ts';
import type { SignInStore } from './signInStore.ts';
import type { SigningKey } from './signingKeys.ts';
import type { Users } from './users.ts';

/** Paths below the issuer, the same as Cognito's. */
export const routes = {
  authorization: '/oauth2/authorize',
  token: '/oauth2/token',
  userinfo: '/oauth2/userInfo',
  revocation: '/oauth2/revoke',
  jwks: '/.well-known/jwks.json',
  end_session: '/logout',
};

/** One day at the office, in seconds: after it one signs in again. */
const officeDay = 12 * 60 * 60;

export type ConfigurationParts = {
  issuer: string;
  poolId: string;
  store: SignInStore;
  keys: [SigningKey, ...SigningKey[]];
  cookieKey: string;
  clients: Map<string, SignInClient>;
  resourceServer: ResourceServerOption;
  users: Users;
  /** Seconds that an access token lives. */
  accessTokenSeconds: number;
};

/** The settings that make oidc-provider answer in the shape of a Cognito user pool. */
export function providerConfiguration(parts: ConfigurationParts): Configuration {
  const { clients, users, poolId, accessTokenSeconds } = parts;
  // The provider wants its resources named by a URI; the name never leaves this process.
  const resource = `urn:resource-server:${encodeURIComponent(parts.resourceServer.identifier)}`;
  const scopesOf = (clientId: string) => clients.get(clientId)?.scopes ?? [];

  const resourceServerFor = (context: Context, clientId: string): ResourceServer => {
    const allowed = scopesOf(clientId);
    const beyond = context.oidc.params.scope?.split(' ').find((scope) => !allowed.includes(scope));
    if (beyond) throw new errors.InvalidScope('the client may not ask for this scope', beyond);
    return {
      scope: allowed.join(' '),
      // Cognito's access tokens have no audience, but the provider insists on one. API Gateway
      // compares `aud`, or `client_id` where it is absent: with the client's id both ways agree.
      audience: clientId,
      accessTokenFormat: 'jwt',
      accessTokenTTL: accessTokenSeconds,
      jwt: { sign: { alg: 'RS256', kid: parts.keys[0].kid } },
    };
  };

  const grantFor = async (context: Context): Promise<Grant> => {
    const { provider, session, client } = context.oidc;
    const accountId = session.accountId ?? '';
    const grantId = session.grantIdFor(client.clientId);
    // One grant for a session and client: refresh tokens of a second tab must not end the first's.
    const earlier = grantId === undefined ? undefined : await provider.Grant.find(grantId);
    const grant =
      earlier?.accountId === accountId
        ? earlier
        : new provider.Grant({ accountId, clientId: client.clientId });
    // All of it is the office's own software: there is nothing to ask the person's consent for.
    const allowed = scopesOf(client.clientId);
    grant.addOIDCScope(allowed.filter((scope) => personScopes.includes(scope)).join(' '));
    grant.addResourceScope(resource, allowed.join(' '));
    await grant.save();
    return grant;
  };

  return {
    adapter: parts.store.adapter,
    jwks: { keys: parts.keys },
    cookies: {
      keys: [parts.cookieKey],
      names: {
        session: 'patravali-session',
        interaction: 'patravali-sign-in',
        resume: 'patravali-resume',
      },
      // Cookies do not know ports: the path keeps ours from other servers of this machine.
      long: { httpOnly: true, sameSite: 'lax', path: `/${poolId}/` },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    clients: [...clients.values()].map(clientMetadata),
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    responseTypes: ['code'],
    scopes: personScopes,
    claims: {
      openid: ['sub', 'cognito:username', 'token_use', 'auth_time'],
      profile: ['name'],
      email: ['email', 'email_verified'],
      auth_time: null,
      acr: null,
      iss: null,
      sid: null,
    },
    acrValues: [passwordAcr],
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    routes,
    ttl: {
      AuthorizationCode: 60,
      IdToken: accessTokenSeconds,
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      // Rotation hands over what is left of the day and does not lengthen it.
      RefreshToken: (context) =>
        context.oidc.entities.RotatedRefreshToken?.remainingTTL ?? officeDay,
      Session: officeDay,
      Interaction: 60 * 60,
      // Longer than the session, which may use one grant until its last minute.
      Grant: 7 * 24 * 60 * 60,
    },
    // Answered by userInfo.ts: the provider's own refuses tokens that are meant for an API.
    discovery: { userinfo_endpoint: `${parts.issuer}${routes.userinfo}` },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: async (_context, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        async logoutSource(context, form) {
          context.body = logoutPage(form);
        },
        async postLogoutSuccessSource(context) {
          context.type = 'html';
          context.body = signedOutPage();
        },
      },
      resourceIndicators: {
        enabled: true,
        async defaultResource(context, client) {
          // As with Cognito, asking for no scope means all that the client may have.
          context.oidc.params.scope ??= scopesOf(client.clientId).join(' ');
          return resource;
        },
        useGrantedResource: async () => true,
        async getResourceServerInfo(context, asked, client) {
          if (asked !== resource) throw new errors.InvalidTarget();
          return resourceServerFor(context, client.clientId);
        },
      },
    },
    formats: {
      customizers: {
        jwt({ oidc }, token, { payload }) {
          payload.token_use = 'access';
          if (token.kind === 'ClientCredentials') {
            payload.sub = clients.get(token.clientId)?.sub ?? token.clientId;
            payload.auth_time = payload.iat;
            return;
          }
          const { AuthorizationCode: code, RefreshToken: refreshToken } = oidc.entities;
          const signedIn = refreshToken ?? code;
          payload.auth_time = signedIn?.authTime;
          payload.acr = signedIn?.acr;
          payload.username = users.bySub(token.accountId ?? '')?.username;
        },
      },
    },
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    clientBasedCORS(_context, origin, client) {
      const known = clients.get(client.clientId);
      return known !== undefined && originsOf(known).includes(origin);
    },
    async findAccount(_context, sub) {
      const user = users.bySub(sub);
      if (!user) return undefined;
      return {
        accountId: sub,
        claims: async () => ({
          sub,
          'cognito:username': user.username,
          token_use: 'id',
          name: user.name,
          ...(user.email && { email: user.email, email_verified: true }),
        }),
      };
    },
    loadExistingGrant: grantFor,
    async renderError(context, { error, error_description: description }) {
      context.type = 'html';
      context.body = problemPage(
        error === 'server_error' ? unavailable : invalid,
        description ? `${error}: ${description}` : error,
      );
    },
    interactions: { url: (_context, { uid }) => `/${poolId}/login/${uid}` },
  };
}

const invalid = {
  hi: 'साइन-इन का यह अनुरोध सही नहीं है या पुराना हो गया है। कार्यक्रम को फिर से खोलें।',
  en: 'This sign-in request is not valid or has expired. Open the program again.',
};
const unavailable = {
  hi: 'साइन-इन सेवा अभी उपलब्ध नहीं है। थोड़ी देर में प्रयास करें।',
  en: 'Sign-in is not available now. Try again shortly.',
};
