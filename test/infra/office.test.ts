import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionAreas } from '../../infra/areas.ts';
import { apiAreas, type Route } from '../../shared/api/route.ts';
import { routes } from '../../shared/api/routes/index.ts';
import { troubles } from '../../shared/troubles.ts';
import { production, resourcesOf, spelled, synthesise } from '../support/assembly.ts';

const { app, office } = synthesise();
const prod = synthesise(production);
const external = synthesise({
  issuer: 'https://sign-in.example.gov.in',
  audience: 'portal,registry',
  latinEngine: 'textract',
  alarmEmail: 'alarms@example.gov.in',
});

interface RouteProperties {
  RouteKey: string;
  AuthorizationType: string;
  AuthorizationScopes?: string[];
  AuthorizerId?: unknown;
}
const deployed = new Map(
  resourcesOf<RouteProperties>(office, 'AWS::ApiGatewayV2::Route').map((route) => [
    route.RouteKey,
    route,
  ]),
);

describe('the API', () => {
  it('has exactly the routes that are declared', () => {
    const declared = Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`);
    expect([...deployed.keys()].sort()).toEqual(declared.sort());
  });

  it.each(Object.entries<Route>(routes))('%s asks for its scope, or is public', (_, route) => {
    const { method, path, access } = route;
    const found = deployed.get(`${method} ${path}`);
    if (access === 'public') {
      expect(found).toMatchObject({ AuthorizationType: 'NONE' });
      expect(found?.AuthorizerId).toBeUndefined();
    } else {
      expect(found).toMatchObject({
        AuthorizationType: 'JWT',
        AuthorizationScopes: [`patravali/${access}`],
        AuthorizerId: expect.anything(),
      });
    }
  });

  it('opens nothing that changes a record', () => {
    const open = [...deployed.values()].filter((route) => route.AuthorizationType === 'NONE');
    expect(open.length).toBeGreaterThan(0);
    for (const { RouteKey } of open) expect(RouteKey).toMatch(/^GET /);
  });

  it('accepts the tokens of our own clients', () => {
    office.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: {
        Audience: [
          { Ref: Match.stringLikeRegexp('^SignInWeb') },
          { Ref: Match.stringLikeRegexp('^SignInSystem') },
        ],
      },
    });
  });

  it('accepts the tokens of a government issuer instead, when told to', () => {
    external.office.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: {
        Issuer: 'https://sign-in.example.gov.in',
        Audience: ['portal', 'registry'],
      },
    });
    for (const template of [external.office, external.records]) {
      expect(JSON.stringify(template.toJSON())).not.toContain('AWS::Cognito');
    }
  });

  it('limits how much may be asked and answers to no other origin', () => {
    office.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: { Format: Match.stringLikeRegexp('requestId') },
    });
    office.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });

  it('logs who asked for what, and no token', () => {
    const [stage] = resourcesOf<{ AccessLogSettings: { Format: string } }>(
      office,
      'AWS::ApiGatewayV2::Stage',
    );
    expect(JSON.parse(stage!.AccessLogSettings.Format)).toMatchObject({
      subject: '$context.authorizer.claims.sub',
    });
    expect(stage!.AccessLogSettings.Format).not.toMatch(/authorization/i);
  });
});

describe('signing in', () => {
  const clients = Object.fromEntries(
    resourcesOf<{ ClientName: string } & Record<string, unknown>>(
      office,
      'AWS::Cognito::UserPoolClient',
    ).map((client) => [client.ClientName, client]),
  );

  it('gives the portal a code flow, short tokens and no secret', () => {
    expect(clients['patravali-dev-web']).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['http://127.0.0.1:3000/signed-in'],
      AccessTokenValidity: 15,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED' },
      // Cognito refuses rotation together with the old refresh flow.
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    });
  });

  it('keeps acts of office from machines', () => {
    const { AllowedOAuthFlows, AllowedOAuthScopes } = clients['patravali-dev-system']!;
    expect(AllowedOAuthFlows).toEqual(['client_credentials']);
    expect(AllowedOAuthScopes).toContain('patravali/receipts.write');
    expect(AllowedOAuthScopes).not.toContain('patravali/files.write');
    expect(AllowedOAuthScopes).not.toContain('patravali/approvals.write');
    expect(AllowedOAuthScopes).not.toContain('patravali/chains.write');
  });

  it('sends officers of a production office to its portal only', () => {
    prod.office.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ClientName: 'patravali-prod-web',
      CallbackURLs: ['https://office.example.gov.in/signed-in'],
    });
  });
});

describe('the functions', () => {
  interface FunctionProperties {
    FunctionName: string;
    Environment: { Variables: Record<string, unknown> };
    Timeout: number;
    Architectures: string[];
  }
  const functions = Object.fromEntries(
    resourcesOf<FunctionProperties>(office, 'AWS::Lambda::Function').map((fn) => [
      fn.FunctionName.replace('patravali-dev-', ''),
      fn,
    ]),
  );

  it('are the declared ones and none of CDK’s own', () => {
    expect(Object.keys(functions).sort()).toEqual([...functionAreas].sort());
  });

  it.each(functionAreas)('%s runs on the newest Node with everything it reads', (area) => {
    const { Environment, ...properties } = functions[area]!;
    expect(properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      // Those that open scans need the image library, whose native part is for x86_64.
      Architectures: [['ocr', 'intake', 'press'].includes(area) ? 'x86_64' : 'arm64'],
      TracingConfig: { Mode: 'Active' },
    });
    const account = '123456789012';
    const machine = (name: string) =>
      `arn:aws:states:ap-south-1:${account}:stateMachine:patravali-dev-${name}`;
    const variables = Object.entries(Environment.Variables).map(([k, v]) => [k, spelled(v)]);
    expect(Object.fromEntries(variables)).toEqual({
      STAGE: 'dev',
      TABLE_NAME: 'patravali-dev-records',
      QUARANTINE_BUCKET: `patravali-dev-quarantine-${account}-ap-south-1`,
      DOCUMENTS_BUCKET: `patravali-dev-documents-${account}-ap-south-1`,
      APPROVAL_MACHINE_ARN: machine('approval'),
      READING_MACHINE_ARN: machine('reading'),
      PRINTING_MACHINE_ARN: machine('printing'),
      POWERTOOLS_SERVICE_NAME: area,
      NODE_OPTIONS: '--enable-source-maps',
      ...(area === 'ocr' && { OCR_LATIN_ENGINE: 'tesseract' }),
      ...(area === 'press' && { PORTAL_ORIGIN: 'http://127.0.0.1:3000' }),
    });
  });

  it('answer before the gateway gives up', () => {
    const integrations = resourcesOf<{ TimeoutInMillis: number }>(
      office,
      'AWS::ApiGatewayV2::Integration',
    );
    expect(integrations).toHaveLength(apiAreas.length);
    for (const { TimeoutInMillis } of integrations) expect(TimeoutInMillis).toBeLessThan(30_000);
    expect(functions.files?.Timeout).toBe(15);
  });

  it('keep their logs for thirteen months', () => {
    for (const log of resourcesOf(office, 'AWS::Logs::LogGroup')) {
      expect(log).toMatchObject({ RetentionInDays: 400 });
    }
  });
});

describe('delivery', () => {
  it('brings each owed effect to the relay, and keeps what it cannot deliver', () => {
    office.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::ImportValue': 'patravali-dev-record-stream' },
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT'],
              dynamodb: { Keys: { pk: { S: [{ prefix: 'OUT#' }] } } },
            }),
          },
        ],
      },
      BatchSize: 25,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 5,
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('queues each upload for as long as five attempts take', () => {
    office.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'patravali-dev-arrivals',
      VisibilityTimeout: 180,
      RedrivePolicy: { maxReceiveCount: 5 },
    });
    office.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArrivalsQueue'), 'Arn'] },
    });
    office.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: ['aws.s3'], 'detail-type': ['Object Created'] },
    });
  });

  it('looks for lost work every minute', () => {
    office.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)' });
  });
});

describe('alarms', () => {
  it.each([
    'api-5xx',
    'relay-dlq',
    'arrivals-dlq',
    'relay-lag',
    'approval-failed',
    'reading-timed-out',
    'chains-not-reconciled',
    'effects-failed',
    'chains-restarted',
    ...functionAreas.flatMap((area) => [`${area}-errors`, `${area}-throttles`]),
  ])('%s reaches the topic', (name) => {
    office.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `patravali-dev-${name}`,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^WatchTopic') }],
    });
  });

  it('[a stuck chain] go by what the reconciler says in its log', () => {
    const filters = resourcesOf<{
      FilterPattern: string;
      LogGroupName: { Ref: string };
      MetricTransformations: [{ MetricName: string; MetricNamespace: string; MetricValue: string }];
    }>(office, 'AWS::Logs::MetricFilter');
    const [log] = Object.keys(
      office.findResources('AWS::Logs::LogGroup', {
        Properties: { LogGroupName: '/aws/lambda/patravali-dev-reconciler' },
      }),
    );
    const counted = filters.map(({ FilterPattern, LogGroupName, MetricTransformations: [one] }) => {
      expect(LogGroupName).toEqual({ Ref: log });
      office.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmName: one.MetricName,
        MetricName: one.MetricName,
        Namespace: one.MetricNamespace,
        Statistic: 'Sum',
        Threshold: 0,
        ComparisonOperator: 'GreaterThanThreshold',
      });
      return [FilterPattern, one.MetricValue];
    });
    expect(counted.sort()).toEqual([
      [`{ $.message = "${troubles.chain}" }`, '1'],
      [`{ $.message = "${troubles.effect}" }`, '1'],
      // Of these one line tells how many.
      [`{ $.message = "${troubles.restart}" }`, '$.restarted'],
    ]);
  });

  it('may be raised by CloudWatch of this account, and told of stopped executions', () => {
    office.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: Match.objectLike({
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            }),
          }),
        ]),
      },
    });
    office.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } },
    });
  });

  it('are mailed to whoever was named', () => {
    external.office.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'alarms@example.gov.in',
    });
  });
});

describe('the deployment', () => {
  it('is in Mumbai, in whichever account deploys it', () => {
    for (const stack of app.synth().stacks) {
      expect(stack.environment).toMatchObject({ region: 'ap-south-1', account: 'unknown-account' });
    }
  });

  it('cannot be torn down by mistake in production', () => {
    const protectedBy = ({ app }: typeof prod) =>
      app.synth().stacks.map((stack) => stack.terminationProtection ?? false);
    expect(protectedBy(prod)).toEqual([true, true]);
    expect(app.synth().stacks.map((stack) => stack.terminationProtection ?? false)).toEqual([
      false,
      false,
    ]);
  });

  it('puts the records up before the office that needs them', () => {
    const stack = app.synth().getStackByName('patravali-dev-office');
    expect(stack.dependencies.map(({ id }) => id)).toContain('Records');
  });

  it('stays far from the most resources a stack may have', () => {
    expect(Object.keys(office.toJSON().Resources).length).toBeLessThan(400);
  });

  it.each([
    [{ stage: 'Prod' }, /stage "Prod"/],
    [{ stage: 'prod' }, /-c portalOrigin=/],
    [{ portalOrigin: 'http://office.example.gov.in' }, /https:\/\/ origin/],
    [{ portalOrigin: 'https://office.example.gov.in/desk' }, /without a path/],
    [{ issuer: 'http://sign-in.example.gov.in', audience: 'a' }, /must be an https/],
    [{ issuer: 'https://sign-in.example.gov.in' }, /-c audience=/],
    [{ latinEngine: 'guess' }, /latinEngine is tesseract or textract/],
    [{ bundles: '/nowhere' }, /npm run build/],
  ])('refuses %o with one sentence', (context, sentence) => {
    expect(() => synthesise(context as Record<string, string>)).toThrow(sentence);
  });
});
