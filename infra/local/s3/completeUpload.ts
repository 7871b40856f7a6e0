/** CompleteMultipartUpload: parts become one object in one transaction. */
import { createHash } from 'node:crypto';
import {
  type ChecksumAlgorithm,
  type Checksums,
  checksumOf,
  type RunningChecksum,
  runningChecksum,
} from './checksums.ts';
import {
  answerXml,
  bucketOf,
  type Exchange,
  eventContextOf,
  headerOf,
  versionHeader,
} from './exchange.ts';
import {
  findUpload,
  forgetUpload,
  partsOf,
  type UploadAttributes,
  uploadIdOf,
} from './multipart.ts';
import type { ChecksumType } from './objectIndex.ts';
import { entityTooLarge, MAX_OBJECT_BYTES, receiveDocument } from './receiveBody.ts';
import { invalidRequest, S3Error } from './s3Error.ts';
import { parseUploadParts, type StoredPart, type WantedPart } from './uploadParts.ts';
import { conditionsFromRequest } from './writeAttributes.ts';
import { checksumElements, commitOrDiscard } from './writeObject.ts';
import { element, xmlDocument } from './xml.ts';

const MIN_PART_BYTES = 5 * 1024 ** 2;

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
  const wanted = parseUploadParts(
    await receiveDocument(exchange, 'CompleteMultipartUpload', 'object'),
  );
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
