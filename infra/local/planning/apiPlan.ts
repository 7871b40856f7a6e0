/** The API's routes and who may sign in, as the template describes them. */
import type { Resource } from '../assembly.ts';
import { UnknownPart } from '../resolver.ts';
import { type GatewayRoute, parseRouteKey } from '../routeTable.ts';
import type { ResourceServerOption, SignInClient } from '../signIn/clients.ts';
import { nameInArn, type Planning } from './planning.ts';

interface IntegrationProperties {
  IntegrationType: string;
  IntegrationUri: string;
  PayloadFormatVersion?: string;
  TimeoutInMillis?: number;
}

export function checkApi(resource: Resource, { resolver }: Planning): void {
  const { ProtocolType } = resolver.properties<{ ProtocolType: string }>(resource);
  if (ProtocolType !== 'HTTP') throw new UnknownPart(`an API of type ${ProtocolType} is not known`);
}

export function checkStage(resource: Resource, { resolver }: Planning): void {
  const { StageName } = resolver.properties<{ StageName: string }>(resource);
  if (StageName !== '$default') throw new UnknownPart(`the stage ${StageName} is not known`);
}

export function checkIntegration(resource: Resource, { resolver }: Planning): void {
  const { IntegrationType, PayloadFormatVersion } =
    resolver.properties<IntegrationProperties>(resource);
  if (IntegrationType !== 'AWS_PROXY' || PayloadFormatVersion !== '2.0') {
    throw new UnknownPart(
      `an integration of type ${IntegrationType} and payload ${PayloadFormatVersion} is not known`,
    );
  }
}

/** The audience of the API's JWT authorizer. */
export function audienceOf(resource: Resource, { resolver, poolId }: Planning): string[] {
  const { AuthorizerType, IdentitySource, JwtConfiguration } = resolver.properties<{
    AuthorizerType: string;
    IdentitySource: string[];
    JwtConfiguration: { Audience?: string[]; Issuer?: string };
  }>(resource);
  if (AuthorizerType !== 'JWT') {
    throw new UnknownPart(`an authorizer of type ${AuthorizerType} is not known`);
  }
  if (IdentitySource.join() !== '$request.header.Authorization') {
    throw new UnknownPart(`the identity source ${IdentitySource.join()} is not known`);
  }
  if (!JwtConfiguration.Issuer?.endsWith(`/${poolId}`)) {
    throw new UnknownPart(
      `the issuer ${JwtConfiguration.Issuer} is not the user pool of the template; the local runner signs people in by its own`,
    );
  }
  return JwtConfiguration.Audience ?? [];
}

export function routeOf(resource: Resource, { assembly, resolver }: Planning): GatewayRoute {
  const {
    RouteKey,
    Target,
    AuthorizationType = 'NONE',
    AuthorizationScopes = [],
  } = resolver.properties<{
    RouteKey: string;
    Target: string;
    AuthorizationType?: string;
    AuthorizationScopes?: string[];
  }>(resource);
  try {
    parseRouteKey(RouteKey);
  } catch (error) {
    throw new UnknownPart((error as Error).message);
  }
  if (!['JWT', 'NONE'].includes(AuthorizationType)) {
    throw new UnknownPart(`the authorization ${AuthorizationType} is not known`);
  }
  const target = Target.split('/').at(-1);
  const integration = assembly.resources.find(
    (each) =>
      each.type === 'AWS::ApiGatewayV2::Integration' &&
      each.stack === resource.stack &&
      resolver.refOf(each) === target,
  );
  if (!integration) throw new UnknownPart(`the route ${RouteKey} has no integration`);
  const { IntegrationUri, TimeoutInMillis } =
    resolver.properties<IntegrationProperties>(integration);
  return {
    key: RouteKey,
    functionName: nameInArn(IntegrationUri),
    ...(TimeoutInMillis !== undefined && { timeoutMs: TimeoutInMillis }),
    ...(AuthorizationType === 'JWT' && { scopes: AuthorizationScopes }),
  };
}

/** A client of the embedded sign-in; `secretOf` gives a machine's secret. */
export function clientOf(
  resource: Resource,
  { resolver, localAddress }: Planning,
  secretOf: (clientId: string) => string,
): SignInClient {
  const properties = resolver.properties<{
    AllowedOAuthFlows?: string[];
    AllowedOAuthScopes?: string[];
    CallbackURLs?: string[];
    GenerateSecret?: boolean;
    LogoutURLs?: string[];
  }>(resource);
  const { AllowedOAuthFlows = [], AllowedOAuthScopes: scopes = [] } = properties;
  const clientId = resolver.nameOf(resource);
  const flow = AllowedOAuthFlows.join();
  if (flow === 'client_credentials' && properties.GenerateSecret) {
    return { clientId, kind: 'machine', secret: secretOf(clientId), scopes, sub: clientId };
  }
  if (flow !== 'code' || properties.GenerateSecret) {
    throw new UnknownPart(`a client with the flows ${flow} is of a kind that is not known`);
  }
  return {
    clientId,
    kind: 'public',
    redirectUris: (properties.CallbackURLs ?? []).map(localAddress),
    logoutUris: (properties.LogoutURLs ?? []).map(localAddress),
    scopes,
  };
}

export function resourceServerOf(resource: Resource, { resolver }: Planning): ResourceServerOption {
  const { Identifier, Scopes = [] } = resolver.properties<{
    Identifier: string;
    Scopes?: { ScopeName: string }[];
  }>(resource);
  return { identifier: Identifier, scopes: Scopes.map(({ ScopeName }) => ScopeName) };
}
