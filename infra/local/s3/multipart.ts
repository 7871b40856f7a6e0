/** Multipart uploads until they are joined: beginning, parts, listing, giving up. Every part is durable at once. */
import { randomBytes } from 'node:crypto';
import {
  CHECKSUM_ELEMENTS,
  type ChecksumAlgorithm,
  type Checksums,
  isChecksumAlgorithm,
} from './checksums.ts';
import { answer, answerXml, bucketOf, type Exchange, headerOf, queryNumber } from './exchange.ts';
import type { ChecksumType, ObjectAttributes } from './objectIndex.ts';
import { receiveBlob } from './receiveBody.ts';
import { invalidRequest, isCertainlyUndone, noSuchUpload } from './s3Error.ts';
import type { StoredPart } from './uploadParts.ts';
import { attributesFromRequest } from './writeAttributes.ts';
import { element, xmlDocument } from './xml.ts';

const MAX_PART_NUMBER = 10_000;

export interface UploadAttributes extends ObjectAttributes {
  algorithm: ChecksumAlgorithm | null;
  checksumType: ChecksumType;
}

export const uploadIdOf = (exchange: Exchange): string => exchange.query.get('uploadId') ?? '';

export function findUpload(exchange: Exchange): UploadAttributes {
  const row = exchange.stores.database.get(
    'select attributes from uploads where id = ? and bucket = ? and key = ?',
    uploadIdOf(exchange),
    bucketOf(exchange).name,
    exchange.key,
  );
  if (!row) throw noSuchUpload(uploadIdOf(exchange));
  return JSON.parse(row.attributes as string) as UploadAttributes;
}

export const partsOf = (exchange: Exchange): StoredPart[] =>
  exchange.stores.database
    .all('select * from parts where upload = ? order by number', uploadIdOf(exchange))
    .map((row) => ({
      number: row.number as number,
      size: row.size as number,
      etag: row.etag as string,
      blob: row.blob as string,
      checksums: JSON.parse(row.checksums as string) as Checksums,
      modified: row.modified as number,
    }));

function checksumPlan(exchange: Exchange): Pick<UploadAttributes, 'algorithm' | 'checksumType'> {
  const algorithm = headerOf(exchange, 'x-amz-checksum-algorithm')?.toLowerCase();
  const type = headerOf(exchange, 'x-amz-checksum-type')?.toUpperCase();
  if (algorithm === undefined) {
    if (type !== undefined)
      throw invalidRequest('The x-amz-checksum-type header needs x-amz-checksum-algorithm.');
    return { algorithm: null, checksumType: 'FULL_OBJECT' };
  }
  if (!isChecksumAlgorithm(algorithm))
    throw invalidRequest('Checksum algorithm provided is unsupported.');
  const byDefault = algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE';
  const wanted = type ?? byDefault;
  const impossible =
    (wanted === 'FULL_OBJECT' && algorithm.startsWith('sha')) ||
    (wanted === 'COMPOSITE' && algorithm === 'crc64nvme');
  if ((wanted !== 'FULL_OBJECT' && wanted !== 'COMPOSITE') || impossible)
    throw invalidRequest(
      `The ${wanted} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  return { algorithm, checksumType: wanted };
}

export async function createMultipartUpload(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const plan = checksumPlan(exchange);
  const attributes: UploadAttributes = { ...attributesFromRequest(exchange, bucket), ...plan };
  const id = randomBytes(24).toString('base64url');
  exchange.stores.database.run(
    'insert into uploads(id, bucket, key, created, attributes) values(?, ?, ?, ?, ?)',
    id,
    bucket.name,
    exchange.key,
    exchange.stores.now(),
    JSON.stringify(attributes),
  );
  answerXml(
    exchange,
    xmlDocument(
      'InitiateMultipartUploadResult',
      element('Bucket', bucket.name) + element('Key', exchange.key) + element('UploadId', id),
    ),
    plan.algorithm === null
      ? {}
      : {
          'x-amz-checksum-algorithm': plan.algorithm.toUpperCase(),
          'x-amz-checksum-type': plan.checksumType,
        },
  );
}

export async function uploadPart(exchange: Exchange): Promise<void> {
  const { blobs, database, now } = exchange.stores;
  const number = queryNumber(exchange, 'partNumber', { min: 1, max: MAX_PART_NUMBER, absent: 0 });
  const upload = findUpload(exchange);
  const body = await receiveBlob(exchange);
  const id = uploadIdOf(exchange);
  let replaced: string | undefined;
  try {
    if (upload.algorithm !== null && upload.algorithm !== body.algorithm)
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm}, actual checksum Type: ${body.algorithm}`,
      );
    replaced = database.transaction(() => {
      findUpload(exchange);
      const old = database.get(
        'delete from parts where upload = ? and number = ? returning blob',
        id,
        number,
      );
      database.run(
        'insert into parts(upload, number, size, etag, blob, checksums, modified) values(?, ?, ?, ?, ?, ?, ?)',
        id,
        number,
        body.size,
        body.md5,
        body.blob,
        JSON.stringify({ [body.algorithm]: body.checksum }),
        now(),
      );
      return old?.blob as string | undefined;
    });
  } catch (error) {
    if (isCertainlyUndone(error)) await blobs.remove([body.blob]);
    throw error;
  }
  if (replaced !== undefined) void blobs.remove([replaced]);
  answer(exchange, 200, {
    etag: `"${body.md5}"`,
    [`x-amz-checksum-${body.algorithm}`]: body.checksum,
  });
}

export async function listParts(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const upload = findUpload(exchange);
  const max = queryNumber(exchange, 'max-parts', { min: 1, max: 999_999_999, absent: 1000 });
  const after = queryNumber(exchange, 'part-number-marker', {
    min: 0,
    max: 999_999_999,
    absent: 0,
  });
  const limit = Math.min(max, 1000);
  const rest = partsOf(exchange).filter((part) => part.number > after);
  const shown = rest.slice(0, limit);
  const truncated = rest.length > shown.length;
  answerXml(
    exchange,
    xmlDocument(
      'ListPartsResult',
      element('Bucket', bucket.name) +
        element('Key', exchange.key) +
        element('UploadId', uploadIdOf(exchange)) +
        element('PartNumberMarker', after) +
        element('NextPartNumberMarker', truncated ? shown.at(-1)?.number : undefined) +
        element('MaxParts', limit) +
        element('IsTruncated', truncated) +
        element('StorageClass', 'STANDARD') +
        element('ChecksumAlgorithm', upload.algorithm?.toUpperCase()) +
        shown
          .map(
            (part) =>
              `<Part>${element('PartNumber', part.number)}${element('LastModified', new Date(part.modified).toISOString())}${element('ETag', `"${part.etag}"`)}${element('Size', part.size)}${Object.entries(
                part.checksums,
              )
                .map(([name, value]) =>
                  element(CHECKSUM_ELEMENTS[name as ChecksumAlgorithm], value),
                )
                .join('')}</Part>`,
          )
          .join(''),
    ),
  );
}

export async function abortMultipartUpload(exchange: Exchange): Promise<void> {
  const { database, blobs } = exchange.stores;
  const freed = database.transaction(() => {
    findUpload(exchange);
    return forgetUpload(exchange, uploadIdOf(exchange));
  });
  void blobs.remove(freed);
  answer(exchange, 204);
}

/** Drops an upload and its parts inside a transaction. Gives the blobs of the parts. */
export function forgetUpload(exchange: Exchange, id: string): string[] {
  const { database } = exchange.stores;
  database.run('delete from uploads where id = ?', id);
  return database
    .all('delete from parts where upload = ? returning blob', id)
    .map((row) => row.blob as string);
}
