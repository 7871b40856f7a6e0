/** Multipart uploads: parts are durable one by one, and become one object in one transaction. */
import { createHash } from 'node:crypto';
import {
  CHECKSUM_ELEMENTS,
  type ChecksumAlgorithm,
  type Checksums,
  checksumOf,
  isChecksumAlgorithm,
  type RunningChecksum,
  runningChecksum,
} from './checksums.ts';
import {
  answer,
  answerXml,
  bucketOf,
  type Exchange,
  eventContextOf,
  headerOf,
  queryNumber,
  versionHeader,
} from './exchange.ts';
import type { ChecksumType, ObjectAttributes } from './objectIndex.ts';
import { entityTooLarge, MAX_OBJECT_BYTES, receiveBlob, receiveDocument } from './receiveBody.ts';
import { invalidRequest, noSuchUpload, S3Error } from './s3Error.ts';
import { parseUploadParts, type StoredPart, type WantedPart } from './uploadParts.ts';
import { attributesFromRequest, conditionsFromRequest } from './writeAttributes.ts';
import { checksumElements, commitOrDiscard } from './writeObject.ts';
import { element, xmlDocument } from './xml.ts';

const MAX_PART_NUMBER = 10_000;
const MIN_PART_BYTES = 5 * 1024 ** 2;

interface UploadAttributes extends ObjectAttributes {
  algorithm: ChecksumAlgorithm | null;
  checksumType: ChecksumType;
}

const uploadIdOf = (exchange: Exchange): string => exchange.query.get('uploadId') ?? '';

function findUpload(exchange: Exchange): UploadAttributes {
  const row = exchange.stores.database.get(
    'select attributes from uploads where id = ? and bucket = ? and key = ?',
    uploadIdOf(exchange),
    bucketOf(exchange).name,
    exchange.key,
  );
  if (!row) throw noSuchUpload(uploadIdOf(exchange));
  return JSON.parse(row.attributes as string) as UploadAttributes;
}

const partsOf = (exchange: Exchange): StoredPart[] =>
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
  const id = createHash('sha256').update(exchange.requestId).digest('base64url');
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
    await blobs.remove([body.blob]);
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
function forgetUpload(exchange: Exchange, id: string): string[] {
  const { database } = exchange.stores;
  database.run('delete from uploads where id = ?', id);
  return database
    .all('delete from parts where upload = ? returning blob', id)
    .map((row) => row.blob as string);
}

const invalidPart = () =>
  new S3Error(
    'InvalidPart',
    400,
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
  );

/** Pairs what the client wants joined with what was uploaded. */
function chooseParts(wanted: WantedPart[], uploaded: StoredPart[]): StoredPart[] {
  const byNumber = new Map(uploaded.map((part) => [part.number, part]));
  let previous = 0;
  let total = 0;
  const chosen = wanted.map((want) => {
    if (want.number <= previous)
      throw new S3Error(
        'InvalidPartOrder',
        400,
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    previous = want.number;
    const part = byNumber.get(want.number);
    if (!part || part.etag !== want.etag) throw invalidPart();
    for (const [name, value] of Object.entries(want.checksums))
      if (part.checksums[name as ChecksumAlgorithm] !== value) throw invalidPart();
    total += part.size;
    return part;
  });
  if (chosen.slice(0, -1).some((part) => part.size < MIN_PART_BYTES))
    throw new S3Error(
      'EntityTooSmall',
      400,
      'Your proposed upload is smaller than the minimum allowed size',
    );
  if (total > MAX_OBJECT_BYTES) throw entityTooLarge();
  return chosen;
}

/** The checksum of the joined object: of its bytes, or of its parts' checksums. */
function joinedChecksum(
  upload: UploadAttributes,
  parts: StoredPart[],
  running: RunningChecksum,
): Checksums {
  const algorithm = upload.algorithm ?? 'crc32';
  if (upload.checksumType === 'FULL_OBJECT') return { [algorithm]: running.digest() };
  const raw = parts.map((part) => Buffer.from(part.checksums[algorithm] ?? '', 'base64'));
  return { [algorithm]: `${checksumOf(algorithm, Buffer.concat(raw))}-${parts.length}` };
}

async function joinParts(
  exchange: Exchange,
  upload: UploadAttributes,
  parts: StoredPart[],
): Promise<{ blob: string; size: number; checksums: Checksums }> {
  const { blobs } = exchange.stores;
  const running = runningChecksum(upload.algorithm ?? 'crc32');
  const pending = await blobs.create();
  try {
    let size = 0;
    for (const part of parts) {
      const file = await blobs.read(part.blob).catch((error: unknown) => {
        // Another request aborted the upload or replaced the part.
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw invalidPart();
        throw error;
      });
      try {
        for await (const bytes of file.createReadStream({ autoClose: false })) {
          if (upload.checksumType === 'FULL_OBJECT') running.update(bytes as Buffer);
          size += (bytes as Buffer).length;
          await pending.write(bytes as Buffer);
        }
      } finally {
        await file.close();
      }
    }
    await pending.keep();
    return { blob: pending.name, size, checksums: joinedChecksum(upload, parts, running) };
  } catch (error) {
    await pending.discard();
    throw error;
  }
}

function answerCompletion(
  exchange: Exchange,
  done: { version: string; etag: string; checksums: Checksums; checksumType: ChecksumType },
): void {
  const bucket = bucketOf(exchange);
  answerXml(
    exchange,
    xmlDocument(
      'CompleteMultipartUploadResult',
      element(
        'Location',
        `http://${exchange.request.headers.host}/${bucket.name}/${exchange.key}`,
      ) +
        element('Bucket', bucket.name) +
        element('Key', exchange.key) +
        element('ETag', `"${done.etag}"`) +
        checksumElements(done.checksums, done.checksumType),
    ),
    versionHeader(bucket, done.version),
  );
}

/** A completion whose answer got lost is sent again: it then gets the answer of the first. */
export async function completeMultipartUpload(exchange: Exchange): Promise<void> {
  const bucket = bucketOf(exchange);
  const { index } = exchange.stores;
  const id = uploadIdOf(exchange);
  const wanted = parseUploadParts(await receiveDocument(exchange, 'CompleteMultipartUpload'));
  const earlier = index.completedBy(id, bucket.name, exchange.key);
  if (earlier) {
    answerCompletion(exchange, earlier);
    return;
  }
  const upload = findUpload(exchange);
  const conditions = conditionsFromRequest(exchange);
  index.checkConditions(bucket.name, exchange.key, conditions);
  const parts = chooseParts(wanted, partsOf(exchange));
  const promised = headerOf(exchange, 'x-amz-mp-object-size');
  if (
    promised !== undefined &&
    Number(promised) !== parts.reduce((sum, part) => sum + part.size, 0)
  )
    throw invalidRequest('The x-amz-mp-object-size header is not the size of the joined object.');
  const joined = await joinParts(exchange, upload, parts);
  const md5 = createHash('md5');
  for (const part of parts) md5.update(Buffer.from(part.etag, 'hex'));
  const etag = `${md5.digest('hex')}-${parts.length}`;
  const { version } = await commitOrDiscard(exchange, {
    bucket,
    key: exchange.key,
    blob: joined.blob,
    size: joined.size,
    etag,
    checksums: joined.checksums,
    checksumType: upload.checksumType,
    attributes: upload,
    reason: 'CompleteMultipartUpload',
    conditions,
    context: eventContextOf(exchange),
    upload: id,
    alongside: () => {
      findUpload(exchange);
      const present = new Set(partsOf(exchange).map((part) => part.blob));
      if (!parts.every((part) => present.has(part.blob))) throw invalidPart();
      for (const [algorithm, value] of Object.entries(joined.checksums)) {
        const claimed = headerOf(exchange, `x-amz-checksum-${algorithm}`);
        if (claimed !== undefined && claimed !== value)
          throw new S3Error(
            'BadDigest',
            400,
            `The ${algorithm.toUpperCase()} you specified did not match what we received.`,
          );
      }
      return forgetUpload(exchange, id);
    },
  });
  answerCompletion(exchange, {
    version,
    etag,
    checksums: joined.checksums,
    checksumType: upload.checksumType,
  });
}
