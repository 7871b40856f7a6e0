/**
 * The part of oidc-provider 9 that the embedded sign-in uses. The package ships no types of its own;
 * every option and member written here was read from its source, and nothing else is declared.
 */
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events';
  import type { IncomingMessage, ServerResponse } from 'node:http';

  /** What a stored record looks like: opaque to us but for the four keys it is looked up by. */
  export type Payload = {
    grantId?: string;
    uid?: string;
    userCode?: string;
    consumed?: number;
    [key: string]: unknown;
  };

  /** Where the provider keeps sessions, codes, grants and refresh tokens; one per kind of record. */
  export type Adapter = {
    /** `expiresIn` is in seconds; absent for records without an end. */
    upsert(id: string, payload: Payload, expiresIn?: number): Promise<void>;
    find(id: string): Promise<Payload | undefined>;
    findByUid(uid: string): Promise<Payload | undefined>;
    findByUserCode(userCode: string): Promise<Payload | undefined>;
    consume(id: string): Promise<void>;
    destroy(id: string): Promise<void>;
    revokeByGrantId(grantId: string): Promise<void>;
  };

  export type Client = {
    readonly clientId: string;
    readonly clientAuthMethod: string;
    readonly redirectUris: string[];
    grantTypeAllowed(grantType: string): boolean;
  };

  export type Grant = {
    readonly accountId: string;
    addOIDCScope(scope: string): void;
    addResourceScope(resource: string, scope: string): void;
    save(): Promise<string>;
  };

  export type Session = {
    readonly accountId?: string;
    grantIdFor(clientId: string): string | undefined;
  };

  export type Token = {
    readonly kind: string;
    readonly clientId: string;
    readonly accountId?: string;
    /** Seconds left before the token ends. */
    readonly remainingTTL: number;
    readonly authTime?: number;
    readonly acr?: string;
  };

  export type Account = {
    accountId: string;
    claims(use: string, scope: string): Promise<Record<string, unknown>>;
  };

  /** A Koa context with the provider's own part under `oidc`. */
  export type Context = {
    req: IncomingMessage;
    res: ServerResponse;
    type: string;
    status: number;
    body: unknown;
    oidc: {
      provider: Provider;
      client: Client;
      session: Session;
      params: { scope?: string; resource?: string | string[] };
      entities: { AuthorizationCode?: Token; RefreshToken?: Token; RotatedRefreshToken?: Token };
    };
  };

  export type Interaction = {
    uid: string;
    prompt: { name: string };
    params: { login_hint?: string; client_id?: string };
  };

  export type ResourceServer = {
    scope: string;
    audience: string;
    accessTokenFormat: 'jwt';
    accessTokenTTL: number;
    jwt: { sign: { alg: string; kid: string } };
  };

  export type ClientMetadata = {
    client_id: string;
    client_secret?: string;
    token_endpoint_auth_method: string;
    grant_types: string[];
    response_types: string[];
    redirect_uris: string[];
    post_logout_redirect_uris?: string[];
  };

  type Lifetime = number | ((context: Context, token: Token, client: Client) => number);

  export type Configuration = {
    adapter: (model: string) => Adapter;
    jwks: { keys: object[] };
    cookies: {
      keys: string[];
      names: { session: string; interaction: string; resume: string };
      long: { httpOnly: boolean; sameSite: 'lax'; path: string };
      short: { httpOnly: boolean; sameSite: 'lax' };
    };
    clients: ClientMetadata[];
    clientAuthMethods: string[];
    responseTypes: string[];
    scopes: string[];
    claims: Record<string, string[] | null>;
    acrValues: string[];
    conformIdTokenClaims: boolean;
    allowOmittingSingleRegisteredRedirectUri: boolean;
    pkce: { required: (context: Context, client: Client) => boolean };
    routes: Record<string, string>;
    ttl: Record<string, Lifetime>;
    discovery: Record<string, unknown>;
    features: {
      devInteractions: { enabled: boolean };
      dPoP: { enabled: boolean };
      pushedAuthorizationRequests: { enabled: boolean };
      userinfo: { enabled: boolean };
      clientCredentials: { enabled: boolean };
      revocation: {
        enabled: boolean;
        allowedPolicy(context: Context, client: Client, token: Token): Promise<boolean>;
      };
      rpInitiatedLogout: {
        enabled: boolean;
        logoutSource(context: Context, form: string): Promise<void>;
        postLogoutSuccessSource(context: Context): Promise<void>;
      };
      resourceIndicators: {
        enabled: boolean;
        defaultResource(context: Context, client: Client, oneOf?: string[]): Promise<string>;
        useGrantedResource(): Promise<boolean>;
        getResourceServerInfo(
          context: Context,
          resource: string,
          client: Client,
        ): Promise<ResourceServer>;
      };
    };
    formats: {
      customizers: {
        jwt(
          context: Context,
          token: Token,
          jwt: { payload: Record<string, unknown> },
        ): Promise<void> | void;
      };
    };
    issueRefreshToken(context: Context, client: Client): Promise<boolean>;
    rotateRefreshToken: boolean;
    clientBasedCORS(context: Context, origin: string, client: Client): boolean;
    findAccount(context: Context, sub: string): Promise<Account | undefined>;
    loadExistingGrant(context: Context): Promise<Grant>;
    renderError(
      context: Context,
      out: { error: string; error_description?: string },
      error: Error,
    ): Promise<void>;
    interactions: { url(context: Context, interaction: Interaction): string };
  };

  export default class Provider extends EventEmitter {
    constructor(issuer: string, configuration: Configuration);
    /** Koa's own switch: true keeps it from printing errors, which we report ourselves. */
    silent: boolean;
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    interactionDetails(request: IncomingMessage, response: ServerResponse): Promise<Interaction>;
    interactionFinished(
      request: IncomingMessage,
      response: ServerResponse,
      result: {
        login?: { accountId: string; remember: boolean; amr: string[]; acr: string };
        consent?: Record<string, never>;
      },
      options: { mergeWithLastSubmission: boolean },
    ): Promise<void>;
    Grant: {
      new (grant: { accountId: string; clientId: string }): Grant;
      find(id: string): Promise<Grant | undefined>;
    };
  }

  export const errors: {
    InvalidGrant: new (detail: string) => Error;
    InvalidScope: new (description: string, scope: string) => Error;
    InvalidTarget: new () => Error;
    SessionNotFound: new (description: string) => Error;
  };
}
