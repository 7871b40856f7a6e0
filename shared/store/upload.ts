/** Puts an object of unknown length into the documents bucket as it is made, some megabytes at a time. */
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { env } from '../env.ts';
import { s3 } from './objects.ts';

/** S3 takes no part but the last below 5 MiB, and at most 10,000: 80 GB, more than any print. */
const partBytes = 8 * 1024 * 1024;

export interface Stored {
  readonly bytes: number;
  readonly sha256: string;
}

export interface Upload {
  /** Takes bytes in order, and waits while a part is on its way. */
  write(bytes: Uint8Array): Promise<void>;
  /** Stores what is left; only now does the object exist. */
  finish(): Promise<Stored>;
  /** Leaves nothing behind. Harmless when there is nothing to leave. */
  abandon(): Promise<void>;
}

export function openUpload(key: string, mediaType: string): Upload {
  const at = { Bucket: env().DOCUMENTS_BUCKET, Key: key };
  // A bucket with a default retention refuses what comes without a checksum.
  const checked = { ChecksumAlgorithm: 'SHA256' } as const;
  const hash = createHash('sha256');
  const parts: { PartNumber: number; ETag?: string; ChecksumSHA256?: string }[] = [];
  const buffer = Buffer.alloc(partBytes);
  let filled = 0;
  let bytes = 0;
  let uploadId: string | undefined;

  const sendPart = async (): Promise<void> => {
    if (uploadId === undefined) {
      const begun = await s3.send(
        new CreateMultipartUploadCommand({ ...at, ...checked, ContentType: mediaType }),
      );
      uploadId = begun.UploadId;
    }
    const PartNumber = parts.length + 1;
    const { ETag, ChecksumSHA256 } = await s3.send(
      new UploadPartCommand({
        ...at,
        ...checked,
        UploadId: uploadId,
        PartNumber,
        Body: buffer.subarray(0, filled),
      }),
    );
    parts.push({ PartNumber, ...(ETag && { ETag }), ...(ChecksumSHA256 && { ChecksumSHA256 }) });
    filled = 0;
  };

  return {
    async write(given) {
      hash.update(given);
      bytes += given.length;
      for (let done = 0; done < given.length; ) {
        const room = Math.min(partBytes - filled, given.length - done);
        buffer.set(given.subarray(done, done + room), filled);
        filled += room;
        done += room;
        if (filled === partBytes) await sendPart();
      }
    },

    async finish() {
      if (uploadId === undefined) {
        const Body = buffer.subarray(0, filled);
        await s3.send(new PutObjectCommand({ ...at, ...checked, Body, ContentType: mediaType }));
      } else {
        if (filled > 0) await sendPart();
        await s3.send(
          new CompleteMultipartUploadCommand({
            ...at,
            UploadId: uploadId,
            MultipartUpload: { Parts: parts },
          }),
        );
        uploadId = undefined;
      }
      return { bytes, sha256: hash.digest('hex') };
    },

    async abandon() {
      if (uploadId === undefined) return;
      await s3.send(new AbortMultipartUploadCommand({ ...at, UploadId: uploadId }));
      uploadId = undefined;
    },
  };
}
