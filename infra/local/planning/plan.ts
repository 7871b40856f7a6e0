/**
 * What to boot: the cloud assembly turned into the settings of the local services.
 *
 * Whatever the runner does not know is collected rather than guessed at; an assembly with unknown parts does not start.
 */
import type { Assembly, Resource } from '../assembly.ts';
import type { TableSpec } from '../dynamodb/types.ts';
import type { Rule } from '../events/bus.ts';
import type { QueueSpec } from '../events/queues.ts';
import { resolverFor, type Surroundings, UnknownPart } from '../resolver.ts';
import type { GatewayRoute } from '../routeTable.ts';
import type { BucketSpec } from '../s3/types.ts';
import type { ResourceServerOption, SignInClient } from '../signIn/clients.ts';
import {
  audienceOf,
  checkApi,
  checkIntegration,
  checkStage,
  clientOf,
  resourceServerOf,
  routeOf,
} from './apiPlan.ts';
import { mappingOf, type PlannedMapping, queueOf, ruleOf } from './eventPlan.ts';
import {
  functionOf,
  machineOf,
  type PlannedFunction,
  type PlannedMachine,
} from './functionPlan.ts';
import { type Planning, placeOf } from './planning.ts';
import { bootedTypes, ignoredTypes } from './resourceTypes.ts';
import { bucketOf, tableOf } from './storagePlan.ts';

export interface Plan {
  readonly tables: readonly TableSpec[];
  readonly buckets: readonly BucketSpec[];
  readonly functions: readonly PlannedFunction[];
  readonly machines: readonly PlannedMachine[];
  readonly queues: readonly QueueSpec[];
  readonly rules: readonly Rule[];
  readonly mappings: readonly PlannedMapping[];
  readonly routes: readonly GatewayRoute[];
  /** Client ids whose tokens the API takes. */
  readonly audience: readonly string[];
  readonly clients: readonly SignInClient[];
  readonly resourceServer: ResourceServerOption;
  /** One sentence for each thing that the runner does not know. */
  readonly unknown: readonly string[];
}

/** Where the template expects the API and the portal on a developer's machine. */
const TEMPLATE_ADDRESS = 'http://127.0.0.1:3000';

export function planOf(assembly: Assembly, surroundings: Surroundings): Plan {
  const resolver = resolverFor(assembly, surroundings);
  const unknown: string[] = [];
  const planning: Planning = {
    assembly,
    resolver,
    region: surroundings.region,
    poolId: surroundings.poolId,
    localAddress: (address) =>
      address === TEMPLATE_ADDRESS || address.startsWith(`${TEMPLATE_ADDRESS}/`)
        ? surroundings.apiUrl + address.slice(TEMPLATE_ADDRESS.length)
        : address,
  };

  for (const resource of assembly.resources) unknown.push(...unknownIn(resource));

  /** What `plan` makes of every resource of these types; what it cannot make anything of is put down as unknown. */
  function each<Planned>(
    types: readonly string[],
    plan: (resource: Resource, planning: Planning) => Planned | undefined,
  ): Planned[] {
    return assembly.resources.flatMap((resource) => {
      if (!types.includes(resource.type)) return [];
      try {
        const planned = plan(resource, planning);
        return planned === undefined ? [] : [planned];
      } catch (error) {
        if (!(error instanceof UnknownPart)) throw error;
        unknown.push(`${placeOf(resource)}: ${error.message}.`);
        return [];
      }
    });
  }

  each(['AWS::ApiGatewayV2::Api'], checkApi);
  each(['AWS::ApiGatewayV2::Stage'], checkStage);
  each(['AWS::ApiGatewayV2::Integration'], checkIntegration);
  const [resourceServer = { identifier: 'patravali', scopes: [] }] = each(
    ['AWS::Cognito::UserPoolResourceServer'],
    resourceServerOf,
  );
  const plan = {
    tables: each(['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'], tableOf),
    buckets: each(['AWS::S3::Bucket'], bucketOf),
    functions: each(['AWS::Lambda::Function'], functionOf),
    machines: each(['AWS::StepFunctions::StateMachine'], machineOf),
    queues: each(['AWS::SQS::Queue'], queueOf),
    rules: each(['AWS::Events::Rule'], ruleOf),
    mappings: each(['AWS::Lambda::EventSourceMapping'], mappingOf),
    routes: each(['AWS::ApiGatewayV2::Route'], routeOf),
    audience: each(['AWS::ApiGatewayV2::Authorizer'], audienceOf).flat(),
    clients: each(['AWS::Cognito::UserPoolClient'], (resource) =>
      clientOf(resource, planning, surroundings.secretOfClient),
    ),
    resourceServer,
  };
  unknown.push(...looseEnds(plan));
  return { ...plan, unknown };
}

/** Sentences for everything in the assembly that the runner does not know. Empty when all of it can be booted. */
export const unknownParts = (assembly: Assembly): readonly string[] =>
  planOf(assembly, {
    region: 'ap-south-1',
    account: '000000000000',
    apiUrl: TEMPLATE_ADDRESS,
    issuer: 'http://127.0.0.1:3001/local',
    poolId: 'local',
    secretOfClient: () => 'secret',
  }).unknown;

function unknownIn(resource: Resource): string[] {
  if (Object.hasOwn(ignoredTypes, resource.type)) return [];
  const known = bootedTypes[resource.type];
  if (!known) return [`${placeOf(resource)}: the resource type is not known.`];
  const conditional = resource.condition
    ? [`${placeOf(resource)}: the condition ${resource.condition} is not known.`]
    : [];
  const odd = Object.keys(resource.properties)
    .filter((name) => !known.used.includes(name) && !known.idle.includes(name))
    .map((name) => `${placeOf(resource)}: the property ${name} is not known.`);
  return [...conditional, ...odd];
}

/** Names that lead nowhere: a rule to a function of another account, a mapping to a queue nobody makes. */
function looseEnds(plan: Omit<Plan, 'unknown'>): string[] {
  const functions = new Set(plan.functions.map(({ name }) => name));
  const queues = new Set(plan.queues.map(({ name }) => name));
  const tables = new Set(plan.tables.map(({ TableName }) => TableName));
  const wantFunction = (who: string, name: string) =>
    functions.has(name) ? [] : [`${who} calls the function ${name}, which is not in the assembly.`];
  const wantQueue = (who: string, name: string | undefined) =>
    name === undefined || queues.has(name)
      ? []
      : [`${who} uses the queue ${name}, which is not in the assembly.`];

  return [
    ...plan.routes.flatMap(({ key, functionName }) =>
      wantFunction(`The route ${key}`, functionName),
    ),
    ...plan.rules.flatMap(({ name, targets }) =>
      targets.flatMap(({ destination, deadLetterQueue }) => [
        ...(destination.kind === 'function'
          ? wantFunction(`The rule ${name}`, destination.name)
          : []),
        ...(destination.kind === 'queue' ? wantQueue(`The rule ${name}`, destination.name) : []),
        ...wantQueue(`The rule ${name}`, deadLetterQueue),
      ]),
    ),
    ...plan.queues.flatMap(({ name, redrive }) => wantQueue(`The queue ${name}`, redrive?.queue)),
    ...plan.mappings.flatMap((each) => {
      const { functionName } = each.mapping;
      const who = `An event source of ${functionName}`;
      return [
        ...wantFunction(who, functionName),
        ...(each.kind === 'queue' ? wantQueue(who, each.mapping.queue) : []),
        ...(each.kind === 'stream' ? wantQueue(who, each.mapping.onFailureQueue) : []),
        ...(each.kind === 'stream' && !tables.has(each.table)
          ? [`${who} reads the table ${each.table}, which is not in the assembly.`]
          : []),
      ];
    }),
  ];
}
