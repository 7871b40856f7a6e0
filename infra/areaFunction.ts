import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Lambda, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Env } from '../shared/env.ts';
import { acknowledgeWildcard, allow } from './access.ts';
import type { FunctionArea } from './areas.ts';
import type { Names } from './names.ts';

export interface AreaFunctionProps {
  readonly area: FunctionArea;
  readonly names: Names;
  /** The folder that holds one bundle an area. */
  readonly bundles: string;
  readonly environment: Env & Record<string, string>;
  readonly description: string;
  /** Seconds before an invocation is cut off. */
  readonly seconds: number;
  /** Megabytes of memory; CPU comes with it. */
  readonly memory?: number;
  /** Megabytes of `/tmp`. */
  readonly storage?: number;
  readonly architecture?: Architecture;
}

/** One Lambda function from `dist/<area>`, with a role, a log and defaults of its own. */
export class AreaFunction extends Construct {
  readonly lambda: Lambda;
  /** May write this function's log and traces, and nothing else until somebody allows it. */
  readonly role: Role;

  constructor(scope: Construct, id: string, props: AreaFunctionProps) {
    super(scope, id);
    const { area, names, environment, description, seconds, storage } = props;
    const functionName = names.named(area);
    const logGroupName = `/aws/lambda/${functionName}`;

    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.lambda = new Lambda(this, 'Function', {
      functionName,
      description,
      code: Code.fromAsset(bundleOf(area, props.bundles)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      memorySize: props.memory ?? 512,
      timeout: Duration.seconds(seconds),
      ...(storage && { ephemeralStorageSize: Size.mebibytes(storage) }),
      tracing: Tracing.ACTIVE,
      role: this.role,
      logGroup: new LogGroup(this, 'Log', {
        logGroupName,
        // Thirteen months: an office year can be compared with the one before.
        retention: RetentionDays.THIRTEEN_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      environment: {
        ...environment,
        POWERTOOLS_SERVICE_NAME: area,
        NODE_OPTIONS: '--enable-source-maps',
      },
    });

    allow(this.role, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [names.logGroupArn(logGroupName)],
      because: 'Lambda names the streams of a log group itself.',
    });
    acknowledgeWildcard(this.role, '*', 'X-Ray takes traces without a resource to name.');
  }
}

/**
 * The folder of an area's bundle.
 *
 * @throws Error that says how to make the bundle when it is missing.
 */
function bundleOf(area: FunctionArea, bundles: string): string {
  const folder = join(bundles, area);
  if (!existsSync(join(folder, 'index.mjs'))) {
    throw new Error(`The bundle of "${area}" is missing from ${bundles}: run \`npm run build\`.`);
  }
  return folder;
}
