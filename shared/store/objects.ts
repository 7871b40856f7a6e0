/** Documents in object storage, for the workers: quarantine, content-addressed bytes, page texts. */

import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { env } from '../env.ts';
import { contentKey, quarantineKey } from './objectKeys.ts';

export const s3 = new S3Client({
  maxAttempts: 3,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

export async function quarantined(documentId: string): Promise<Readable | undefined> {
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: env().QUARANTINE_BUCKET, Key: quarantineKey(documentId) }),
    );
    return Body as Readable;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

export const discardQuarantined = (documentId: string) =>
  s3.send(
    new DeleteObjectCommand({ Bucket: env().QUARANTINE_BUCKET, Key: quarantineKey(documentId) }),
  );

/** Stores bytes under their hash; bytes that are there already stay as they are. */
export async function keep(content: {
  sha256: string;
  mediaType: string;
  bytes: number;
  body: Readable;
}): Promise<void> {
  const { sha256, mediaType, bytes, body } = content;
  const at = { Bucket: env().DOCUMENTS_BUCKET, Key: contentKey(sha256) };
  try {
    await s3.send(new HeadObjectCommand(at));
    body.destroy();
    return;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    await s3.send(
      new PutObjectCommand({
        ...at,
        Body: body,
        ContentLength: bytes,
        ContentType: mediaType,
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
        IfNoneMatch: '*',
      }),
    );
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.$metadata.httpStatusCode !== 412)
      throw error;
  }
}

export async function content(sha256: string): Promise<Readable> {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: env().DOCUMENTS_BUCKET, Key: contentKey(sha256) }),
  );
  return Body as Readable;
}

export const putJson = (key: string, value: unknown) =>
  s3.send(
    new PutObjectCommand({
      Bucket: env().DOCUMENTS_BUCKET,
      Key: key,
      Body: JSON.stringify(value),
      ContentType: 'application/json',
      // A bucket with a default retention refuses what comes without a checksum.
      ChecksumAlgorithm: 'SHA256',
    }),
  );

export async function getJson(key: string): Promise<unknown> {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: env().DOCUMENTS_BUCKET, Key: key }),
  );
  return JSON.parse((await Body?.transformToString('utf8')) ?? 'null');
}

const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404;
