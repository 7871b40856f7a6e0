import type { ClientMetadata } from 'oidc-provider';

/** A program that may ask for tokens. */
export type SignInClient = {
  clientId: string;
  /** `public`: a portal in a browser, on behalf of a person. `machine`: a server, for itself. */
  kind: 'public' | 'machine';
  /** Machines only. */
  secret?: string | undefined;
  /** Public clients only: where a person may be sent back to, compared letter by letter. */
  redirectUris?: string[] | undefined;
  /** Where a person may be sent after signing out; the redirect URIs if absent. */
  logoutUris?: string[] | undefined;
  /** Everything the client may ask for: `openid`, `profile`, `email`, `patravali/files.read` … */
  scopes: string[];
  /** Machines only: the subject of their tokens; the client id if absent. */
  sub?: string | undefined;
};

/** The API that tokens are for, as Cognito calls it. */
export type ResourceServerOption = {
  /** For example `patravali`: the part of a scope before the slash. */
  identifier: string;
  /** The part of a scope after the slash. */
  scopes: string[];
};

/** Scopes about the person; all others belong to the resource server. */
export const personScopes = ['openid', 'profile', 'email'];

/** The clients by id, once each is known to be complete. */
export function checkClients(
  clients: SignInClient[],
  resourceServer: ResourceServerOption,
): Map<string, SignInClient> {
  const known = new Set([
    ...personScopes,
    ...resourceServer.scopes.map((scope) => `${resourceServer.identifier}/${scope}`),
  ]);
  for (const client of clients) {
    const unknown = client.scopes.filter((scope) => !known.has(scope));
    if (unknown.length > 0) {
      throw new Error(
        `Client "${client.clientId}" lists scopes that nobody defines: ${unknown.join(', ')}.`,
      );
    }
    if (client.kind === 'public' && !client.redirectUris?.length) {
      throw new Error(`The public client "${client.clientId}" needs a redirect URI.`);
    }
    if (client.kind === 'machine' && !client.secret) {
      throw new Error(`The machine client "${client.clientId}" needs a secret.`);
    }
  }
  const byId = new Map(clients.map((client) => [client.clientId, client]));
  if (byId.size < clients.length) throw new Error('Two clients share one client id.');
  return byId;
}

/** The client as the provider registers it. */
export function clientMetadata(client: SignInClient): ClientMetadata {
  if (client.kind === 'machine') {
    return {
      client_id: client.clientId,
      client_secret: client.secret ?? '',
      // Either way of sending the secret is accepted for either of its two methods.
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    };
  }
  const redirectUris = client.redirectUris ?? [];
  return {
    client_id: client.clientId,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: redirectUris,
    post_logout_redirect_uris: client.logoutUris ?? redirectUris,
  };
}

/** The origins that a client's pages have. */
export const originsOf = (client: SignInClient): string[] => [
  ...new Set(
    [...(client.redirectUris ?? []), ...(client.logoutUris ?? [])].map(
      (uri) => new URL(uri).origin,
    ),
  ),
];
