/**
 * Every name and ARN of a deployment, spelled in one place.
 *
 * Names are literal, so the stacks find each other's parts without cross-stack references, policies
 * name exactly what they open, and the local runner can read them from the template.
 */
import { Aws } from 'aws-cdk-lib';

/** Mumbai: the records of an Indian office stay in India. */
export const region = 'ap-south-1';

export const bucketKinds = ['quarantine', 'documents', 'audit', 'access-logs'] as const;
export type BucketKind = (typeof bucketKinds)[number];

/** An ARN of this account and region, whichever account it is deployed to. */
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${region}:${Aws.ACCOUNT_ID}:${resource}`;

const stateMachine = (name: string) => ({
  name,
  arn: arn('states', `stateMachine:${name}`),
  /** Every execution of the machine. */
  executions: arn('states', `execution:${name}:*`),
});

export type Names = ReturnType<typeof namesOf>;

/** The names of one stage, such as `dev` or `prod`. */
export function namesOf(stage: string) {
  const named = (thing: string) => `patravali-${stage}-${thing}`;
  const table = named('records');

  return {
    named,
    stacks: { records: named('records'), office: named('office') },
    table,
    tableArn: arn('dynamodb', `table/${table}`),
    /** Indexes and streams of the table; each policy names one of the two. */
    tableIndexes: arn('dynamodb', `table/${table}/index/*`),
    tableStreams: arn('dynamodb', `table/${table}/stream/*`),
    keyAlias: `alias/${named('records')}`,
    /** A key's own ARN holds a random id; policies narrow this by the alias. */
    keys: arn('kms', 'key/*'),
    bucket: (kind: BucketKind) => `${named(kind)}-${Aws.ACCOUNT_ID}-${region}`,
    bucketArn: (kind: BucketKind) => `arn:aws:s3:::${named(kind)}-${Aws.ACCOUNT_ID}-${region}`,
    logGroupArn: (logGroup: string) => arn('logs', `log-group:${logGroup}:*`),
    approvalMachine: stateMachine(named('approval')),
    readingMachine: stateMachine(named('reading')),
    printingMachine: stateMachine(named('printing')),
    signInDomain: `${named('office')}-${Aws.ACCOUNT_ID}`,
    /** The two values that AWS invents and the office stack must know. Neither ever changes. */
    exports: {
      recordStream: named('record-stream'),
      officerPool: named('officer-pool'),
    },
  };
}
