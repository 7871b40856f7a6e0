/**
 * The shapes that the embedded DynamoDB shares with the rest of `npm start`.
 *
 * A table is described by the properties of `AWS::DynamoDB::GlobalTable` (or `AWS::DynamoDB::Table`) as they stand in
 * the synthesized template, with every intrinsic already resolved. Properties that mean nothing on one machine
 * (replicas, billing, encryption keys) may be present and are not looked at.
 */

export interface KeyElement {
  AttributeName: string;
  /** `HASH` or `RANGE`. */
  KeyType: string;
}

export interface AttributeDefinition {
  AttributeName: string;
  /** `S`, `N` or `B`. */
  AttributeType: string;
}

export interface IndexSpec {
  IndexName: string;
  KeySchema: KeyElement[];
  Projection: { ProjectionType?: string; NonKeyAttributes?: string[] };
}

export interface TableSpec {
  TableName: string;
  KeySchema: KeyElement[];
  AttributeDefinitions: AttributeDefinition[];
  GlobalSecondaryIndexes?: IndexSpec[];
  LocalSecondaryIndexes?: IndexSpec[];
  StreamSpecification?: { StreamViewType?: string };
  TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean };
}

/** A value in DynamoDB's own notation: `{ "S": "..." }`, `{ "N": "1" }`, `{ "B": "<base64>" }` and so on. */
export type AttributeValue = Record<string, unknown>;
export type Item = Record<string, AttributeValue>;

/** One change to an item, in the shape in which Lambda hands it to a function. */
export interface StreamRecord {
  /** The same for every delivery of this change, and of no other change. */
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventSource: 'aws:dynamodb';
  eventVersion: string;
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: {
    /** Seconds since 1970. */
    ApproximateCreationDateTime?: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    /** Bytes of keys and images together. */
    SizeBytes?: number;
    StreamViewType: string;
  };
}

/** The changes of one table, oldest first, as one consumer sees them. */
export interface TableStream {
  /** The stream's name in the installation's region, as records carry it. */
  readonly arn: string;
  /**
   * The changes after `afterSequence`, or from the oldest kept one when it is undefined. Empty when there is none yet.
   * @param limit at most this many records (1 to 1000); fewer when they would not fit into one Lambda event.
   */
  read(afterSequence: string | undefined, limit: number): Promise<StreamRecord[]>;
  /** Says that this consumer has durably noted `sequence`, so it and all before it may be dropped after 24 hours. */
  checkpointed(sequence: string): void;
}

export interface DynamoDbOptions {
  /** The folder for `records.sqlite`. Made, readable by its owner alone, when it is not there. */
  dir: string;
  /** The loopback address and port to serve on; port 0 takes any free one. */
  host: string;
  port: number;
  region: string;
  /** The secret of an access key, or undefined when no such key exists. */
  secretOf(accessKeyId: string): string | undefined;
  tables: readonly TableSpec[];
  /**
   * PATRAVALI_DYNAMODB_ENDPOINT: another engine that speaks DynamoDB, used in place of the bundled one. It is reached
   * with a made-up signature, which DynamoDB Local and AWS Emulator accept and real AWS does not.
   */
  externalEndpoint?: string;
  /** Milliseconds since 1970, for expiry and for the age of stream records. Signatures use the system clock. */
  now?: () => number;
  /** Told, in one sentence each, what an operator should know: the engine died, an index could not be made. */
  warn?: (sentence: string) => void;
}

export interface RunningDynamoDb {
  /** `http://host:port` of the endpoint that checks signatures. */
  readonly url: string;
  readonly engine: 'embedded' | 'external';
  /**
   * The stream of a table for one consumer. Records go only when every consumer that asked here has checkpointed them,
   * so each event source mapping passes its own name.
   * @throws {Error} when the table has no stream.
   */
  streamOf(tableName: string, consumer?: string): TableStream;
  /** Deletes items whose time to live has passed, a bounded number a call. Gives how many it deleted. */
  sweepExpired(): Promise<number>;
  /** Drops stream records older than 24 hours that every consumer has checkpointed. Gives how many it dropped. */
  trimStreams(): Promise<number>;
  close(): Promise<void>;
}
