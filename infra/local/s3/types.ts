/** What the embedded S3 is told about its buckets, and what it tells the event bus. */

/** One CORS rule of a bucket, in the words of CloudFormation. */
export interface CorsRule {
  /** Exact origins such as `http://127.0.0.1:3000`. A wildcard is refused at start. */
  allowedOrigins: string[];
  allowedMethods: string[];
  /** Header names; one `*` in a name stands for any text, as on AWS. */
  allowedHeaders?: string[];
  exposedHeaders?: string[];
  maxAgeSeconds?: number;
}

/** Ages at which things are removed, in days. */
export interface LifecycleRule {
  /** Only keys that begin with it; empty: all. */
  prefix: string;
  /** An object, counted from when it was written. In a versioned bucket it goes behind a delete marker. */
  expireAfterDays?: number;
  /** An old version, counted from when a newer one or a marker took its place, for good unless it is locked. */
  dropVersionsAfterDays?: number;
  /** An unfinished multipart upload, counted from when it was begun. */
  abortUploadsAfterDays?: number;
}

export interface BucketSpec {
  name: string;
  versioned: boolean;
  /** Allows retention and legal holds on versions. Needs `versioned`. */
  objectLock: boolean;
  /** Retention that every new version gets when the request names none. Needs `objectLock`. */
  defaultRetention?: { mode: LockMode; days: number };
  /** Whether writes put an `Object Created` event on the bus. */
  eventBridge: boolean;
  cors: CorsRule[];
  /** What {@link RunningS3.sweepExpired} removes. */
  lifecycle: LifecycleRule[];
  /** The bucket policy refuses plain HTTP. Without effect here: the server is bound to loopback, where no wire is. */
  denyInsecure?: boolean;
}

export type LockMode = 'COMPLIANCE' | 'GOVERNANCE';

export type WriteReason = 'PutObject' | 'CopyObject' | 'CompleteMultipartUpload';

/** The event EventBridge carries for a new object. The same event always has the same `id`. */
export interface S3Event {
  version: '0';
  id: string;
  'detail-type': 'Object Created';
  source: 'aws.s3';
  account: string;
  /** ISO 8601, UTC. */
  time: string;
  region: string;
  resources: string[];
  detail: {
    version: '0';
    bucket: { name: string };
    object: {
      key: string;
      /** Bytes. */
      size: number;
      etag: string;
      /** Absent when the bucket keeps no versions. */
      'version-id'?: string;
      /** Hexadecimal; of two events for one key the later write has the greater text. */
      sequencer: string;
    };
    'request-id': string;
    requester: string;
    'source-ip-address': string;
    reason: WriteReason;
  };
}

export interface S3Options {
  /** Directory that holds bytes and metadata; created when absent. */
  dir: string;
  /** Loopback address to bind. */
  host: string;
  /** 0 picks a free port. */
  port: number;
  region: string;
  /** The secret of an access key, or undefined when no such key exists. */
  secretOf(accessKeyId: string): string | undefined;
  buckets: BucketSpec[];
  /** Takes an event durably. Called again, after a pause, until it resolves: at least once. */
  deliver(event: S3Event): Promise<void>;
  /** Milliseconds since 1970; the system clock when absent. */
  now?: () => number;
  /** Told of failures that a request or a delivery met and that are nobody's mistake but the machine's. */
  onFault?: (error: unknown) => void;
}

export interface RunningS3 {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
  /** Applies the lifecycle rules once; gives the number of objects, versions and unfinished uploads removed. */
  sweepExpired(): Promise<number>;
}
