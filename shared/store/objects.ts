/** Documents in object storage: presigned requests for people's bytes, content-addressed storage for ours. */

import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { env } from '../env.ts';

/**
 * WHEN_REQUIRED, because otherwise the SDK bakes the checksum of an empty body into presigned requests.
 */
const s3 = new S3Client({
  maxAttempts: 3,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

/** Where a document's bytes wait to be checked. */
export const quarantineKey = (documentId: string) => `in/${documentId}`;
export const documentOfQuarantineKey = (key: string) => key.replace(/^in\//, '');
/** Where bytes live: under their own hash, so they can be neither confused nor replaced. */
export const contentKey = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256}`;
export const pageTextKey = (documentId: string, page: number) =>
  `text/${documentId}/${String(page).padStart(4, '0')}.json`;
export const wholeTextKey = (documentId: string) => `text/${documentId}/whole.json`;

/** How long a presigned request is good for. Seconds. */
export const presignedSeconds = 300;
export const downloadSeconds = 60;

/** A PUT that storage accepts only with exactly this length, type and SHA-256, and only once. */
export async function presignUpload(upload: {
  documentId: string;
  mediaType: string;
  bytes: number;
  sha256: string;
}): Promise<{ url: string; headers: Record<string, string> }> {
  const checksum = Buffer.from(upload.sha256, 'hex').toString('base64');
  const headers = {
    'content-length': String(upload.bytes),
    'content-type': upload.mediaType,
    'x-amz-checksum-sha256': checksum,
    'if-none-match': '*',
  };
  const url = await getSignedUrl(
    s3,
    new PutObjectCommand({
      Bucket: env().QUARANTINE_BUCKET,
      Key: quarantineKey(upload.documentId),
      ContentLength: upload.bytes,
      ContentType: upload.mediaType,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    }),
    {
      expiresIn: presignedSeconds,
      unhoistableHeaders: new Set(['x-amz-checksum-sha256', 'if-none-match']),
      signableHeaders: new Set(['host', ...Object.keys(headers)]),
    },
  );
  return { url, headers };
}

/** A GET of stored bytes, served as a download under their own type and never as a page. */
export const presignDownload = (sha256: string, mediaType: string, name: string): Promise<string> =>
  getSignedUrl(
    s3,
    new GetObjectCommand({
      Bucket: env().DOCUMENTS_BUCKET,
      Key: contentKey(sha256),
      ResponseContentType: mediaType,
      ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    }),
    { expiresIn: downloadSeconds },
  );

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
