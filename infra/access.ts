/**
 * What each function may touch, as explicit statements: no wildcard action, and every wildcard in a
 * resource carries the reason it is there.
 *
 * DynamoDB's leading-key conditions draw the line between records and derived rows. Nobody may
 * delete a record; workers may delete what can be rebuilt.
 */
import { Aws, Validations } from 'aws-cdk-lib';
import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import {
  madePrefix,
  nearPrefix,
  openApprovalsPk,
  outboxPk,
  pagesPk,
  parkedPk,
  searchPk,
  tokensPk,
  withdrawnPrefix,
} from '../shared/store/keys.ts';
import { type BucketKind, type Names, region } from './names.ts';

/** Partitions that hold no record: each can be rebuilt from records, or is only owed work. */
export const derived = {
  outbox: `${outboxPk('')}*`,
  search: `${searchPk('')}*`,
  tokens: `${tokensPk('')}*`,
  openApprovals: `${openApprovalsPk('')}*`,
  parked: `${parkedPk('')}*`,
  pages: `${pagesPk('')}*`,
  prints: `${madePrefix}*`,
  likeness: `${nearPrefix}*`,
  withdrawn: `${withdrawnPrefix}*`,
} as const;
export type DerivedPartition = keyof typeof derived;

const reading = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const writing = ['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'];

interface Permission {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Record<string, Record<string, unknown>>;
  /** Why a resource must be named with a wildcard. Required when one is. */
  readonly because?: string;
}

/**
 * Allows a role something, and puts on record why any wildcard in it is needed.
 *
 * @throws Error when a resource has a wildcard and no reason is given.
 */
export function allow(role: Role, permission: Permission): void {
  const { actions, resources, conditions = {}, because } = permission;
  role.addToPolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
  );
  for (const resource of resources.filter((name) => name.includes('*'))) {
    if (!because) throw new Error(`Say why ${role.node.path} may use all of ${resource}.`);
    acknowledgeWildcard(role, resource, because);
  }
}

/** Records why a policy of this role names a resource with a wildcard. */
export function acknowledgeWildcard(role: Role, resource: string, because: string): void {
  // The policy pack spells a pseudo parameter in angle brackets.
  const spelled = resource.replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${spelled}]`,
    reason: because,
  });
}

const onlyKeys = (...prefixes: string[]) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': prefixes },
});

/** Read records and their indexes, one key or partition at a time: no role may scan. */
export function mayReadRecords(role: Role, names: Names): void {
  allow(role, {
    actions: reading,
    resources: [names.tableArn, names.tableIndexes],
    because: 'The table has few indexes, all of the same records, and readers need each of them.',
  });
  mayUseKey(role, names, ['kms:Decrypt', 'kms:DescribeKey']);
}

/** Add records in a transaction, each on its condition. Nothing is ever updated in place. */
export function mayWriteRecords(role: Role, names: Names): void {
  allow(role, { actions: writing, resources: [names.tableArn] });
  mayUseKey(role, names, ['kms:Encrypt', 'kms:GenerateDataKey']);
}

/** Put rows into derived partitions, and remove rows from them, and from no others. */
export function mayKeepDerived(
  role: Role,
  names: Names,
  { put = [], remove = [] }: { put?: DerivedPartition[]; remove?: DerivedPartition[] },
): void {
  const within = (action: string, parts: DerivedPartition[]) => {
    if (parts.length === 0) return;
    const conditions = onlyKeys(...parts.map((part) => derived[part]));
    allow(role, { actions: [action], resources: [names.tableArn], conditions });
  };
  within('dynamodb:PutItem', put);
  within('dynamodb:DeleteItem', remove);
  mayUseKey(role, names, ['kms:Encrypt', 'kms:GenerateDataKey']);
}

/** A task token is a credential: whoever holds it can answer for an approval level. */
export const mayNotTouchTokens = (role: Role, names: Names): void =>
  keepFromTokens(role, names, [...reading, ...writing, 'dynamodb:DeleteItem']);

/** Read a token and answer it, but put none in its place. */
export const mayNotKeepTokens = (role: Role, names: Names): void =>
  keepFromTokens(role, names, writing);

function keepFromTokens(role: Role, names: Names, actions: readonly string[]): void {
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions: [...actions],
      resources: [names.tableArn],
      conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [derived.tokens] } },
    }),
  );
}

/**
 * Act on the objects of a bucket.
 *
 * @param place a bucket, or a bucket and a folder of it.
 */
export function mayUseObjects(
  role: Role,
  names: Names,
  place: BucketKind | `documents/${string}`,
  ...actions: ('s3:GetObject' | 's3:PutObject' | 's3:DeleteObject' | 's3:AbortMultipartUpload')[]
): void {
  const [bucket, ...folder] = place.split('/') as [BucketKind, ...string[]];
  allow(role, {
    actions,
    resources: [[names.bucketArn(bucket), ...folder, '*'].join('/')],
    because: 'Objects are named by their content or document, which nobody knows beforehand.',
  });
  const usage = actions.includes('s3:PutObject') ? ['kms:GenerateDataKey'] : [];
  mayUseKey(role, names, ['kms:Decrypt', ...usage]);
}

/** Learn that an object is absent: without this S3 answers "access denied" instead. */
export function maySeeAbsence(role: Role, names: Names, ...buckets: BucketKind[]): void {
  allow(role, {
    actions: ['s3:ListBucket'],
    resources: buckets.map((bucket) => names.bucketArn(bucket)),
  });
}

/** Start executions of a machine. */
export function mayStart(role: Role, machine: Names['approvalMachine']): void {
  allow(role, { actions: ['states:StartExecution'], resources: [machine.arn] });
}

/** Ask which executions of a machine run, and how one of them is doing. */
export function maySeeExecutions(role: Role, machine: Names['approvalMachine']): void {
  allow(role, { actions: ['states:ListExecutions'], resources: [machine.arn] });
  allow(role, {
    actions: ['states:DescribeExecution'],
    resources: [machine.executions],
    because: 'Executions are named by the approval they keep the clock of.',
  });
}

/** Answer for an approval level that waits on a token. */
export function mayAnswerTokens(role: Role, names: Names): void {
  allow(role, { actions: ['states:SendTaskSuccess'], resources: [names.approvalMachine.arn] });
}

/** The records' key, and only through the services that store records. */
function mayUseKey(role: Role, names: Names, actions: readonly string[]): void {
  allow(role, {
    actions,
    resources: [names.keys],
    conditions: {
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [names.keyAlias] },
      StringEquals: {
        'kms:ViaService': [`dynamodb.${region}.amazonaws.com`, `s3.${region}.amazonaws.com`],
      },
    },
    because: 'A key id is random; the condition admits only the key behind the records alias.',
  });
}
