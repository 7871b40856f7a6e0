/** Queues, rules and event source mappings, as the template describes them. */
import type { Resource } from '../assembly.ts';
import type { Destination, Rule, Target } from '../events/bus.ts';
import { type Pattern, unknownPatternParts } from '../events/eventPattern.ts';
import type { QueueMapping } from '../events/queueMapping.ts';
import type { QueueSpec } from '../events/queues.ts';
import { parseSchedule } from '../events/schedule.ts';
import type { StreamMapping } from '../events/streamMapping.ts';
import { UnknownPart } from '../resolver.ts';
import { nameInArn, type Planning, serviceInArn } from './planning.ts';

/** AWS's own defaults. */
const DEFAULT_VISIBILITY_SECONDS = 30;
const DEFAULT_RETENTION_SECONDS = 345_600;
const DEFAULT_BATCH = { sqs: 10, dynamodb: 100 };

export function queueOf(resource: Resource, { resolver }: Planning): QueueSpec {
  const properties = resolver.properties<{
    MessageRetentionPeriod?: number;
    RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
    VisibilityTimeout?: number;
  }>(resource);
  const { RedrivePolicy } = properties;
  return {
    name: resolver.nameOf(resource),
    visibilityTimeoutSeconds: properties.VisibilityTimeout ?? DEFAULT_VISIBILITY_SECONDS,
    retentionSeconds: properties.MessageRetentionPeriod ?? DEFAULT_RETENTION_SECONDS,
    ...(RedrivePolicy && {
      redrive: {
        queue: nameInArn(RedrivePolicy.deadLetterTargetArn),
        maxReceiveCount: Number(RedrivePolicy.maxReceiveCount),
      },
    }),
  };
}

interface TargetProperties {
  Arn: string;
  Id: string;
  Input?: string;
  DeadLetterConfig?: { Arn: string };
}

/** Undefined for a rule that is switched off. */
export function ruleOf(resource: Resource, { resolver }: Planning): Rule | undefined {
  const properties = resolver.properties<{
    EventPattern?: Pattern;
    ScheduleExpression?: string;
    State?: string;
    Targets?: TargetProperties[];
  }>(resource);
  const { EventPattern: pattern, ScheduleExpression: schedule, Targets = [] } = properties;
  if (pattern) refuse(unknownPatternParts(pattern));
  if (schedule && !parseSchedule(schedule)) {
    throw new UnknownPart(`the schedule ${schedule} is not known`);
  }
  const targets = Targets.map(targetOf);
  if (properties.State === 'DISABLED') return undefined;
  return {
    name: resolver.nameOf(resource),
    ...(pattern && { pattern }),
    ...(schedule && { schedule }),
    targets,
  };
}

/** Delivery here is retried by the bus's own rule; a role is a permission. */
const idleTargetParts = ['RetryPolicy', 'RoleArn'];
const usedTargetParts = ['Arn', 'DeadLetterConfig', 'Id', 'Input'];

function targetOf(properties: TargetProperties): Target {
  const odd = Object.keys(properties).find(
    (part) => !usedTargetParts.includes(part) && !idleTargetParts.includes(part),
  );
  if (odd) throw new UnknownPart(`the target's ${odd} is not known`);
  const { Arn, Id, Input, DeadLetterConfig } = properties;
  return {
    id: Id,
    destination: destinationOf(Arn),
    ...(Input !== undefined && { input: Input }),
    ...(DeadLetterConfig && { deadLetterQueue: nameInArn(DeadLetterConfig.Arn) }),
  };
}

function destinationOf(arn: string): Destination {
  switch (serviceInArn(arn)) {
    case 'lambda':
      return { kind: 'function', name: nameInArn(arn) };
    case 'sqs':
      return { kind: 'queue', name: nameInArn(arn) };
    case 'states':
      return { kind: 'machine', arn };
    case 'sns':
      return { kind: 'topic', name: nameInArn(arn) };
    default:
      throw new UnknownPart(`the target ${arn} is of a kind that is not known`);
  }
}

interface MappingProperties {
  BatchSize?: number;
  BisectBatchOnFunctionError?: boolean;
  DestinationConfig?: { OnFailure?: { Destination?: string } };
  Enabled?: boolean;
  EventSourceArn: string;
  FilterCriteria?: { Filters?: { Pattern: string }[] };
  FunctionName: string;
  FunctionResponseTypes?: string[];
  MaximumRetryAttempts?: number;
  StartingPosition?: string;
}

export type PlannedMapping =
  | { readonly kind: 'queue'; readonly mapping: QueueMapping }
  | { readonly kind: 'stream'; readonly mapping: StreamMapping; readonly table: string };

/** Undefined for a mapping that is switched off. */
export function mappingOf(
  resource: Resource,
  { resolver, region }: Planning,
): PlannedMapping | undefined {
  const properties = resolver.properties<MappingProperties>(resource);
  const { EventSourceArn: source } = properties;
  const functionName = properties.FunctionName.startsWith('arn:')
    ? nameInArn(properties.FunctionName)
    : properties.FunctionName;
  const reportsFailures = (properties.FunctionResponseTypes ?? []).includes(
    'ReportBatchItemFailures',
  );
  const filters = filtersOf(properties);
  const service = serviceInArn(source);
  if (service !== 'sqs' && service !== 'dynamodb') {
    throw new UnknownPart(`the event source ${source} is of a kind that is not known`);
  }
  const batchSize = properties.BatchSize ?? DEFAULT_BATCH[service];
  if (properties.Enabled === false) return undefined;

  if (service === 'sqs') {
    if (filters.length) throw new UnknownPart('filters on a queue are not known');
    const queue = nameInArn(source);
    return {
      kind: 'queue',
      mapping: { queue, queueArn: source, region, functionName, batchSize, reportsFailures },
    };
  }
  if (properties.StartingPosition !== 'TRIM_HORIZON') {
    throw new UnknownPart(`the starting position ${properties.StartingPosition} is not known`);
  }
  const destination = properties.DestinationConfig?.OnFailure?.Destination;
  if (destination && serviceInArn(destination) !== 'sqs') {
    throw new UnknownPart(`the failure destination ${destination} is of a kind that is not known`);
  }
  return {
    kind: 'stream',
    table: /:table\/([^/]+)\/stream\//.exec(source)?.[1] ?? '',
    mapping: {
      name: `${resource.stack.name}/${resource.logicalId}`,
      functionName,
      batchSize,
      filters,
      reportsFailures,
      bisects: properties.BisectBatchOnFunctionError === true,
      retries: properties.MaximumRetryAttempts ?? -1,
      ...(destination && { onFailureQueue: nameInArn(destination) }),
    },
  };
}

function filtersOf({ FilterCriteria }: MappingProperties): Pattern[] {
  return (FilterCriteria?.Filters ?? []).map(({ Pattern: text }) => {
    const pattern = JSON.parse(text) as Pattern;
    refuse(unknownPatternParts(pattern));
    return pattern;
  });
}

function refuse(unknown: readonly string[]): void {
  if (unknown.length) throw new UnknownPart(unknown.join('; '));
}
