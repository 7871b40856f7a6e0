/** Tables and buckets, as the template describes them. */
import type { Resource } from '../assembly.ts';
import type { TableSpec } from '../dynamodb/types.ts';
import { UnknownPart } from '../resolver.ts';
import type { BucketSpec, LifecycleRule, LockMode } from '../s3/types.ts';
import type { Planning } from './planning.ts';

export function tableOf(resource: Resource, { resolver }: Planning): TableSpec {
  return {
    ...resolver.properties<TableSpec>(resource),
    TableName: resolver.nameOf(resource),
  };
}

interface BucketProperties {
  CorsConfiguration?: {
    CorsRules: {
      AllowedOrigins: string[];
      AllowedMethods: string[];
      AllowedHeaders?: string[];
      ExposedHeaders?: string[];
      MaxAge?: number;
    }[];
  };
  LifecycleConfiguration?: { Rules: Record<string, unknown>[] };
  NotificationConfiguration?: Record<string, unknown>;
  ObjectLockConfiguration?: {
    Rule?: { DefaultRetention?: { Mode?: LockMode; Days?: number; Years?: number } };
  };
  ObjectLockEnabled?: boolean;
  VersioningConfiguration?: { Status?: string };
}

const DAYS_A_YEAR = 365;
/** Parts of a lifecycle rule that have nothing to do on a local disk, which has one class of storage. */
const idleLifecycle = ['Id', 'NoncurrentVersionTransitions', 'Status', 'Transitions'];

export function bucketOf(resource: Resource, { resolver, localAddress }: Planning): BucketSpec {
  const properties = resolver.properties<BucketProperties>(resource);
  const retention = properties.ObjectLockConfiguration?.Rule?.DefaultRetention;
  return {
    name: resolver.nameOf(resource),
    versioned: properties.VersioningConfiguration?.Status === 'Enabled',
    objectLock: properties.ObjectLockEnabled === true,
    ...(retention && {
      defaultRetention: {
        mode: retention.Mode ?? 'COMPLIANCE',
        days: retention.Days ?? (retention.Years ?? 0) * DAYS_A_YEAR,
      },
    }),
    eventBridge: tellsEventBridge(properties.NotificationConfiguration),
    cors: (properties.CorsConfiguration?.CorsRules ?? []).map((rule) => ({
      allowedOrigins: rule.AllowedOrigins.map(localAddress),
      allowedMethods: rule.AllowedMethods,
      ...(rule.AllowedHeaders && { allowedHeaders: rule.AllowedHeaders }),
      ...(rule.ExposedHeaders && { exposedHeaders: rule.ExposedHeaders }),
      ...(rule.MaxAge !== undefined && { maxAgeSeconds: rule.MaxAge }),
    })),
    lifecycle: (properties.LifecycleConfiguration?.Rules ?? [])
      .filter(({ Status }) => Status === 'Enabled')
      .map(ruleOf),
  };
}

function tellsEventBridge(configuration: Record<string, unknown> = {}): boolean {
  const { EventBridgeConfiguration, ...others } = configuration;
  const [other] = Object.keys(others);
  if (other) throw new UnknownPart(`the notification ${other} is not known`);
  const { EventBridgeEnabled = true } = (EventBridgeConfiguration ?? {}) as Record<string, unknown>;
  return EventBridgeConfiguration !== undefined && EventBridgeEnabled === true;
}

/** @throws UnknownPart for a part that narrows the rule, or asks for more, in a way not known here */
function ruleOf(rule: Record<string, unknown>): LifecycleRule {
  const found: LifecycleRule = { prefix: '' };
  for (const [part, value] of Object.entries(rule)) {
    const days = (name: string): number => Number((value as Record<string, unknown>)[name]);
    if (part === 'Prefix') found.prefix = String(value);
    else if (part === 'ExpirationInDays') found.expireAfterDays = Number(value);
    else if (part === 'NoncurrentVersionExpiration') {
      const [other] = Object.keys(value as object).filter((name) => name !== 'NoncurrentDays');
      if (other) throw new UnknownPart(`the lifecycle rule's ${part}.${other} is not known`);
      found.dropVersionsAfterDays = days('NoncurrentDays');
    } else if (part === 'AbortIncompleteMultipartUpload') {
      found.abortUploadsAfterDays = days('DaysAfterInitiation');
    } else if (!idleLifecycle.includes(part)) {
      throw new UnknownPart(`the lifecycle rule's ${part} is not known`);
    }
  }
  return found;
}
