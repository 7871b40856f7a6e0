/** The embedded S3 as the tests start it, and clients that speak to it. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type S3Options, startS3 } from '../../infra/local/s3/server.ts';

export const region = 'ap-south-1';
export const accessKeyId = 'LOCALKEY';
export const secretAccessKey = 'local-secret';
export const portalOrigin = 'http://127.0.0.1:3000';

export const secretOf = (id: string): string | undefined =>
  id === accessKeyId ? secretAccessKey : undefined;

const plain = { versioned: false, objectLock: false, eventBridge: false, cors: [], lifecycle: [] };

export const buckets: S3Options['buckets'] = [
  {
    ...plain,
    name: 'quarantine',
    eventBridge: true,
    lifecycle: [{ prefix: '', expireAfterDays: 7, abortUploadsAfterDays: 1 }],
    cors: [
      {
        allowedOrigins: [portalOrigin],
        allowedMethods: ['PUT'],
        allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
        exposedHeaders: ['ETag'],
        maxAgeSeconds: 300,
      },
    ],
  },
  {
    ...plain,
    name: 'documents',
    versioned: true,
    lifecycle: [
      { prefix: '', abortUploadsAfterDays: 2 },
      { prefix: 'print/', expireAfterDays: 8, dropVersionsAfterDays: 1 },
    ],
  },
  { ...plain, name: 'audit', versioned: true, objectLock: true },
];

export const startTestS3 = (dir: string, more: Partial<S3Options> = {}) =>
  startS3({
    dir,
    host: '127.0.0.1',
    port: 0,
    region,
    secretOf,
    buckets,
    deliver: async () => {},
    ...more,
  });

export const clientOf = (endpoint: string, more: S3ClientConfig = {}): S3Client =>
  new S3Client({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
    ...more,
  });
