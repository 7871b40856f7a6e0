import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  HttpMethods,
  type IBucket,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { tableSchema } from '../shared/store/keys.ts';
import { printBytesKeptDays, printPrefix } from '../shared/store/objectKeys.ts';
import type { BucketKind, Names } from './names.ts';
import type { Settings } from './settings.ts';

export interface RecordsProps {
  readonly names: Names;
  readonly settings: Settings;
}

/** Everything that must outlive a deployment: the record table, its key and the buckets. */
export class Records extends Construct {
  readonly table: TableV2;
  readonly key: Key;
  private readonly names: Names;
  private readonly settings: Settings;
  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, { names, settings }: RecordsProps) {
    super(scope, id);
    this.names = names;
    this.settings = settings;
    this.removalPolicy = settings.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.key = new Key(this, 'Key', {
      alias: names.keyAlias,
      description: 'Encrypts the records and documents of the office',
      enableKeyRotation: true,
      pendingWindow: Duration.days(settings.protect ? 30 : 7),
      removalPolicy: this.removalPolicy,
    });
    this.table = this.recordTable();
    const accessLogs = this.accessLogs();
    this.quarantine(accessLogs);
    this.documents(accessLogs);
    this.audit(accessLogs);
  }

  private recordTable(): TableV2 {
    return new TableV2(this, 'Table', {
      tableName: this.names.table,
      ...keyOf(tableSchema.key),
      globalSecondaryIndexes: Object.entries(tableSchema.indexes).map(
        ([indexName, { key, projection }]) => ({
          indexName,
          ...keyOf(key),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...projection],
        }),
      ),
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: tableSchema.ttl,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: 35,
      },
      deletionProtection: this.settings.protect,
      removalPolicy: this.removalPolicy,
    });
  }

  /** Where browsers put scans. Nothing here is a document until intake has looked at it. */
  private quarantine(accessLogs: IBucket): void {
    const bucket = this.bucket('quarantine', {
      ...this.encrypted(),
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'quarantine/',
      lifecycleRules: [
        { expiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      cors: [
        {
          allowedOrigins: [...this.settings.portalOrigins],
          allowedMethods: [HttpMethods.PUT],
          allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
          exposedHeaders: ['etag'],
          maxAge: 3600,
        },
      ],
    });
    // The L2 property would add a custom resource with a function of its own to do this.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
  }

  /** Scans that are on record. The short default lock only covers the time until filing sets its own. */
  private documents(accessLogs: IBucket): void {
    this.bucket('documents', {
      ...this.encrypted(),
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'documents/',
      lifecycleRules: [
        // A press that died leaves the parts of an upload behind.
        { abortIncompleteMultipartUploadAfter: Duration.days(2) },
        // Prints are made again from the records. A day after they are told of no more they go behind a marker, and
        // for good once no lock holds them. Nothing else of this bucket expires.
        {
          prefix: printPrefix,
          expiration: Duration.days(printBytesKeptDays),
          noncurrentVersionExpiration: Duration.days(1),
        },
      ],
      ...(this.settings.protect && {
        objectLockEnabled: true,
        objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(7)),
      }),
    });
  }

  /** Signed checkpoints of the sealed history, which nobody may shorten once written. */
  private audit(accessLogs: IBucket): void {
    this.bucket('audit', {
      ...this.encrypted(),
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'audit/',
      ...(this.settings.protect && {
        objectLockEnabled: true,
        objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(3650)),
      }),
    });
  }

  private accessLogs(): IBucket {
    return this.bucket('access-logs', {
      // The log service of S3 cannot write under a customer's key.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(400) }],
    }) as IBucket;
  }

  private bucket(kind: BucketKind, props: BucketProps): Bucket {
    return new Bucket(this, kind, {
      bucketName: this.names.bucket(kind),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: this.removalPolicy,
      ...props,
    });
  }

  private encrypted(): BucketProps {
    return {
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      // One data key a bucket and hour, rather than a call to KMS an object.
      bucketKeyEnabled: true,
    };
  }
}

const keyOf = ([partition, sort]: readonly [string, string]) => ({
  partitionKey: { name: partition, type: AttributeType.STRING },
  sortKey: { name: sort, type: AttributeType.STRING },
});
