/**
 * Which request is which operation. A query parameter or `x-amz-*` header that the operation does not know is refused:
 * silently ignoring, say, an encryption or ownership header would promise what is not kept.
 */
import { headBucket, listBuckets, listObjectsV2, listObjectVersions } from './bucketOperations.ts';
import { completeMultipartUpload } from './completeUpload.ts';
import { amzNamesOf, type Exchange } from './exchange.ts';
import { abortMultipartUpload, createMultipartUpload, listParts, uploadPart } from './multipart.ts';
import {
  getObjectLegalHold,
  getObjectRetention,
  getObjectTagging,
  putObjectLegalHold,
  putObjectRetention,
  putObjectTagging,
} from './objectSubresources.ts';
import { getObject, headObject, RESPONSE_OVERRIDES } from './readObject.ts';
import { notImplemented, S3Error } from './s3Error.ts';
import { copyObject, deleteObject, putObject } from './writeObject.ts';

type Level = 'service' | 'bucket' | 'object';

interface Operation {
  method: string;
  level: Level;
  /** Query parameters that must be there; with a value, they must have it. */
  marks: Readonly<Record<string, string | undefined>>;
  /** Further query parameters it knows. */
  query?: readonly string[];
  /** `x-amz-*` headers it knows, beyond those of every request. A name that ends in `-` stands for all such. */
  headers?: readonly string[];
  /** Tells apart operations that only a header distinguishes. */
  whenHeader?: string;
  run(exchange: Exchange): Promise<void>;
}

const COMMON_HEADERS = new Set([
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
  'x-amz-user-agent',
]);
const CHECKSUM_HEADERS = [
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
  'x-amz-sdk-checksum-algorithm',
];
const BODY_HEADERS = [...CHECKSUM_HEADERS, 'x-amz-decoded-content-length', 'x-amz-trailer'];
const LOCK_HEADERS = [
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
];
const ATTRIBUTE_HEADERS = ['x-amz-meta-', 'x-amz-tagging', ...LOCK_HEADERS];
const BYPASS = 'x-amz-bypass-governance-retention';
const LIST_QUERY = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

const OPERATIONS: readonly Operation[] = [
  { method: 'GET', level: 'service', marks: {}, run: listBuckets },
  { method: 'HEAD', level: 'bucket', marks: {}, run: headBucket },
  {
    method: 'GET',
    level: 'bucket',
    marks: { 'list-type': '2' },
    query: [...LIST_QUERY, 'continuation-token', 'start-after', 'fetch-owner'],
    run: listObjectsV2,
  },
  {
    method: 'GET',
    level: 'bucket',
    marks: { versions: undefined },
    query: [...LIST_QUERY, 'key-marker', 'version-id-marker'],
    run: listObjectVersions,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: {},
    whenHeader: 'x-amz-copy-source',
    headers: [
      ...ATTRIBUTE_HEADERS,
      'x-amz-copy-source',
      'x-amz-copy-source-if-match',
      'x-amz-metadata-directive',
      'x-amz-tagging-directive',
    ],
    run: copyObject,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: {},
    headers: [...BODY_HEADERS, ...ATTRIBUTE_HEADERS],
    run: putObject,
  },
  {
    method: 'GET',
    level: 'object',
    marks: {},
    query: ['versionId', ...RESPONSE_OVERRIDES],
    headers: ['x-amz-checksum-mode'],
    run: getObject,
  },
  {
    method: 'HEAD',
    level: 'object',
    marks: {},
    query: ['versionId', ...RESPONSE_OVERRIDES],
    headers: ['x-amz-checksum-mode'],
    run: headObject,
  },
  {
    method: 'DELETE',
    level: 'object',
    marks: {},
    query: ['versionId'],
    headers: [BYPASS],
    run: deleteObject,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: { tagging: undefined },
    query: ['versionId'],
    headers: CHECKSUM_HEADERS,
    run: putObjectTagging,
  },
  {
    method: 'GET',
    level: 'object',
    marks: { tagging: undefined },
    query: ['versionId'],
    run: getObjectTagging,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: { 'legal-hold': undefined },
    query: ['versionId'],
    headers: CHECKSUM_HEADERS,
    run: putObjectLegalHold,
  },
  {
    method: 'GET',
    level: 'object',
    marks: { 'legal-hold': undefined },
    query: ['versionId'],
    run: getObjectLegalHold,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: { retention: undefined },
    query: ['versionId'],
    headers: [...CHECKSUM_HEADERS, BYPASS],
    run: putObjectRetention,
  },
  {
    method: 'GET',
    level: 'object',
    marks: { retention: undefined },
    query: ['versionId'],
    run: getObjectRetention,
  },
  {
    method: 'POST',
    level: 'object',
    marks: { uploads: undefined },
    headers: [...ATTRIBUTE_HEADERS, 'x-amz-checksum-algorithm', 'x-amz-checksum-type'],
    run: createMultipartUpload,
  },
  {
    method: 'PUT',
    level: 'object',
    marks: { uploadId: undefined, partNumber: undefined },
    headers: BODY_HEADERS,
    run: uploadPart,
  },
  {
    method: 'GET',
    level: 'object',
    marks: { uploadId: undefined },
    query: ['max-parts', 'part-number-marker'],
    run: listParts,
  },
  {
    method: 'POST',
    level: 'object',
    marks: { uploadId: undefined },
    headers: [...CHECKSUM_HEADERS, 'x-amz-checksum-type', 'x-amz-mp-object-size'],
    run: completeMultipartUpload,
  },
  {
    method: 'DELETE',
    level: 'object',
    marks: { uploadId: undefined },
    run: abortMultipartUpload,
  },
];

const MARKS = new Set(OPERATIONS.flatMap((operation) => Object.keys(operation.marks)));

/** Names that a presigned address carries, or that the SDK adds for statistics. */
const isIncidental = (name: string, presigned: boolean): boolean =>
  name === 'x-id' || (presigned && (name.startsWith('X-Amz-') || name.startsWith('x-amz-')));

const isKnownHeader = (operation: Operation, name: string): boolean =>
  COMMON_HEADERS.has(name) ||
  (operation.headers?.some((known) =>
    known.endsWith('-') ? name.startsWith(known) : name === known,
  ) ??
    false);

/** @throws {S3Error} `NotImplemented` or `MethodNotAllowed` when the request is none of the operations. */
export function operationOf(exchange: Exchange): (exchange: Exchange) => Promise<void> {
  const { query, auth } = exchange;
  const method = exchange.request.method ?? '';
  const level: Level =
    exchange.bucketName === '' ? 'service' : exchange.key === '' ? 'bucket' : 'object';
  const names = [...query.keys()].filter((name) => !isIncidental(name, auth.presigned));
  const marks = names.filter((name) => MARKS.has(name));
  const amzNames = amzNamesOf(exchange);
  const operation = OPERATIONS.find((candidate) => {
    const wanted = Object.entries(candidate.marks);
    return (
      candidate.method === method &&
      candidate.level === level &&
      wanted.length === marks.length &&
      wanted.every(([name, value]) => query.has(name) && (!value || query.get(name) === value)) &&
      (candidate.whenHeader === undefined || amzNames.includes(candidate.whenHeader))
    );
  });
  if (!operation) {
    if (!['GET', 'HEAD', 'PUT', 'POST', 'DELETE'].includes(method))
      throw new S3Error(
        'MethodNotAllowed',
        405,
        'The specified method is not allowed against this resource.',
        { details: { Method: method } },
      );
    throw notImplemented(`${method} ${[level, ...names].join(' ')}`);
  }
  const unknownQuery = names.find((name) => !MARKS.has(name) && !operation.query?.includes(name));
  if (unknownQuery !== undefined) throw notImplemented(`The query parameter ${unknownQuery}`);
  const unknownHeader = amzNames.find((name) => !isKnownHeader(operation, name));
  if (unknownHeader !== undefined) throw notImplemented(`The header ${unknownHeader}`);
  return operation.run;
}
