import { describe, expect, it } from 'vitest';
import { printKeptDays } from '../../shared/domain/print.ts';
import { tableSchema } from '../../shared/store/keys.ts';
import {
  contentKey,
  pageTextKey,
  printBytesKeptDays,
  printObjectKey,
  printPrefix,
  wholeTextKey,
} from '../../shared/store/objectKeys.ts';
import { production, resourcesOf, spelled, synthesise } from '../support/assembly.ts';

const dev = synthesise().records;
const prod = synthesise(production).records;

interface BucketProperties {
  BucketName: unknown;
  ObjectLockEnabled?: boolean;
  ObjectLockConfiguration?: { Rule: { DefaultRetention: { Mode: string; Days: number } } };
  VersioningConfiguration?: { Status: string };
  PublicAccessBlockConfiguration: Record<string, boolean>;
  LifecycleConfiguration?: { Rules: Record<string, unknown>[] };
  CorsConfiguration?: { CorsRules: { AllowedOrigins: string[]; AllowedMethods: string[] }[] };
  NotificationConfiguration?: { EventBridgeConfiguration: { EventBridgeEnabled: boolean } };
}

const bucketsOf = (template: typeof dev) =>
  Object.fromEntries(
    resourcesOf<BucketProperties>(template, 'AWS::S3::Bucket').map((bucket) => [
      spelled(bucket.BucketName).replace(/^patravali-\w+-(.+)-123456789012-ap-south-1$/, '$1'),
      bucket,
    ]),
  );

const stateful = [
  'AWS::DynamoDB::GlobalTable',
  'AWS::S3::Bucket',
  'AWS::KMS::Key',
  'AWS::Cognito::UserPool',
];

describe('the record table', () => {
  it('has the keys and indexes that the code uses', () => {
    const [table] = resourcesOf<Record<string, unknown>>(dev, 'AWS::DynamoDB::GlobalTable');
    const [pk, sk] = tableSchema.key;
    expect(table).toMatchObject({
      TableName: 'patravali-dev-records',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: pk, KeyType: 'HASH' },
        { AttributeName: sk, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: Object.entries(tableSchema.indexes).map(
        ([IndexName, { key, projection }]) => ({
          IndexName,
          KeySchema: [
            { AttributeName: key[0], KeyType: 'HASH' },
            { AttributeName: key[1], KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projection] },
        }),
      ),
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  it.each([
    ['dev', dev, false],
    ['prod', prod, true],
  ])('can be restored to any second of five weeks in %s', (_, template, protectedTable) => {
    const [{ Replicas, SSESpecification } = {} as never] = resourcesOf<{
      Replicas: unknown[];
      SSESpecification: unknown;
    }>(template, 'AWS::DynamoDB::GlobalTable');
    expect(SSESpecification).toMatchObject({ SSEType: 'KMS' });
    expect(Replicas).toEqual([
      expect.objectContaining({
        Region: 'ap-south-1',
        DeletionProtectionEnabled: protectedTable,
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: true,
          RecoveryPeriodInDays: 35,
        },
      }),
    ]);
  });
});

describe('the buckets', () => {
  it.each(Object.entries(bucketsOf(prod)))('%s is closed to the public', (_, bucket) => {
    expect(Object.values(bucket.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
  });

  it('refuse anything but TLS 1.2 and newer, each of them', () => {
    const policies = resourcesOf<{ PolicyDocument: { Statement: unknown[] } }>(
      prod,
      'AWS::S3::BucketPolicy',
    );
    expect(policies).toHaveLength(Object.keys(bucketsOf(prod)).length);
    for (const { PolicyDocument } of policies) {
      const deny = { Effect: 'Deny', Action: 's3:*', Principal: { AWS: '*' } };
      expect(PolicyDocument.Statement).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            ...deny,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          expect.objectContaining({
            ...deny,
            Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
          }),
        ]),
      );
    }
  });

  it('lock documents and checkpoints in production, where nobody may destroy them', () => {
    const { documents, audit, quarantine } = bucketsOf(prod);
    const lockOf = (bucket: BucketProperties | undefined) =>
      bucket?.ObjectLockConfiguration?.Rule.DefaultRetention;
    expect(lockOf(documents)).toEqual({ Mode: 'GOVERNANCE', Days: 7 });
    expect(lockOf(audit)).toEqual({ Mode: 'COMPLIANCE', Days: 3650 });
    expect(quarantine?.ObjectLockEnabled).toBeUndefined();
  });

  it('lock nothing in development, which must be able to go away', () => {
    for (const bucket of Object.values(bucketsOf(dev))) {
      expect(bucket.ObjectLockEnabled).toBeUndefined();
    }
  });

  it('keep every version of a document and none of an upload', () => {
    const { documents, audit, quarantine } = bucketsOf(dev);
    expect(documents?.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(audit?.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(quarantine?.VersioningConfiguration).toBeUndefined();
  });

  it('let prints go, which are made again from the records, and nothing else of the documents', () => {
    for (const { documents, audit } of [bucketsOf(dev), bucketsOf(prod)]) {
      expect(documents?.LifecycleConfiguration?.Rules).toEqual([
        { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
        {
          Status: 'Enabled',
          Prefix: 'print/',
          ExpirationInDays: 8,
          NoncurrentVersionExpiration: { NoncurrentDays: 1 },
        },
      ]);
      expect(audit?.LifecycleConfiguration).toBeUndefined();
    }
    // Told of for a week from its making, which ends after the object is written or its upload begun: always sooner.
    expect(printKeptDays).toBe(printBytesKeptDays - 1);
    // Scans and the texts read from them are on record, and so is what a letter says that went out: no print.
    const kept = [contentKey('ab'.repeat(32)), pageTextKey('doc_1', 1), wholeTextKey('doc_1')];
    for (const key of kept) expect(key.startsWith(printPrefix)).toBe(false);
    expect(printObjectKey('prt_1').startsWith(printPrefix)).toBe(true);
  });

  it('let uploads in from the portal only, tell of each and forget it in a week', () => {
    const { quarantine } = bucketsOf(prod);
    expect(quarantine?.CorsConfiguration?.CorsRules).toEqual([
      expect.objectContaining({
        AllowedOrigins: ['https://office.example.gov.in'],
        AllowedMethods: ['PUT'],
      }),
    ]);
    expect(quarantine?.NotificationConfiguration?.EventBridgeConfiguration).toEqual({
      EventBridgeEnabled: true,
    });
    expect(quarantine?.LifecycleConfiguration?.Rules).toEqual([
      expect.objectContaining({
        ExpirationInDays: 7,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      }),
    ]);
  });
});

describe('what outlives a stack', () => {
  const policiesOf = (template: typeof dev) =>
    stateful.flatMap((type) =>
      Object.values(template.findResources(type)).map(({ DeletionPolicy }) => DeletionPolicy),
    );

  it('is everything stateful in production', () => {
    expect(new Set(policiesOf(prod))).toEqual(new Set(['Retain']));
    expect(policiesOf(prod)).toHaveLength(7);
  });

  it('is nothing in development', () => {
    expect(new Set(policiesOf(dev))).toEqual(new Set(['Delete']));
  });
});

describe('the directory of officers', () => {
  it.each([
    ['dev', dev, 'OPTIONAL'],
    ['prod', prod, 'ON'],
  ])('asks for a long password and a second factor in %s', (_, template, mfa) => {
    template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: mfa,
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      Policies: { PasswordPolicy: { MinimumLength: 14 } },
    });
  });
});

it('adds no function of CDK’s own', () => {
  for (const template of [dev, prod]) template.resourceCountIs('AWS::Lambda::Function', 0);
});
