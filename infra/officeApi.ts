import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type ApiArea, apiAreas, type Route } from '../shared/api/route.ts';
import { routes } from '../shared/api/routes/index.ts';
import { resourceServer } from '../shared/api/scopes.ts';
import type { Names } from './names.ts';

export interface OfficeApiProps {
  readonly names: Names;
  /** The function that serves each area. */
  readonly functions: Readonly<Record<ApiArea, IFunction>>;
  /** Who issues tokens, and for which clients. */
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** The public API: exactly the routes of the route table, each with its scope or open to all. */
export class OfficeApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: OfficeApiProps) {
    super(scope, id);
    const { names, functions, issuer, audience } = props;
    this.api = new HttpApi(this, 'Api', {
      apiName: names.named('api'),
      description: 'Files, letters, scans and approvals of the district',
      createDefaultStage: false,
    });
    this.stage(names);

    const signedIn = new HttpJwtAuthorizer('SignedIn', issuer, { jwtAudience: [...audience] });
    const open = new HttpNoneAuthorizer();
    // One integration an area, shared by its routes, and one permission an integration: a permission
    // a route would outgrow the size of a function's policy.
    const integrations = new Map(
      apiAreas.map((area) => [
        area,
        new HttpLambdaIntegration(area, functions[area], {
          scopePermissionToRoute: false,
          timeout: Duration.seconds(29),
        }),
      ]),
    );

    for (const route of Object.values<Route>(routes)) {
      const integration = integrations.get(route.area);
      if (!integration) throw new Error(`No function serves the area "${route.area}".`);
      const { path } = route;
      const methods = [HttpMethod[route.method]];
      if (route.access === 'public') {
        openToAll(this.api.addRoutes({ path, methods, integration, authorizer: open }));
      } else {
        const authorizationScopes = [`${resourceServer}/${route.access}`];
        this.api.addRoutes({
          path,
          methods,
          integration,
          authorizer: signedIn,
          authorizationScopes,
        });
      }
    }
  }

  private stage(names: Names): void {
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      // Requests a second, enough for a district in its busiest hour several times over.
      throttle: { rateLimit: 100, burstLimit: 200 },
      detailedMetricsEnabled: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, 'AccessLog', {
            logGroupName: `/aws/vendedlogs/apis/${names.named('api')}`,
            retention: RetentionDays.THIRTEEN_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.custom(JSON.stringify(accessLogLine)),
      },
    });
  }
}

/** One line a request: who and what and how long, never a token or a body. */
const accessLogLine = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  ip: '$context.identity.sourceIp',
  subject: '$context.authorizer.claims.sub',
  client: '$context.authorizer.claims.client_id',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  bytes: '$context.responseLength',
  authorizerError: '$context.authorizer.error',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
};

function openToAll(added: readonly HttpRoute[]): void {
  for (const route of added) {
    Validations.of(route).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'The route table declares this route public: it describes the API and holds no record.',
    });
  }
}
