import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { accessKeyId, clientOf, region, secretAccessKey, startTestS3 } from '../support/s3.ts';

const dir = mkdtempSync(join(tmpdir(), 'upload-'));
let server: Awaited<ReturnType<typeof startTestS3>>;
let openUpload: typeof import('../../shared/store/upload.ts').openUpload;

beforeAll(async () => {
  server = await startTestS3(dir);
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: server.url,
    STAGE: 'test',
    TABLE_NAME: 'none',
    QUARANTINE_BUCKET: 'quarantine',
    DOCUMENTS_BUCKET: 'documents',
    APPROVAL_MACHINE_ARN: 'arn:aws:none',
    READING_MACHINE_ARN: 'arn:aws:none',
    PRINTING_MACHINE_ARN: 'arn:aws:none',
  });
  ({ openUpload } = await import('../../shared/store/upload.ts'));
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

async function stored(key: string): Promise<{ bytes: Buffer; type: string | undefined }> {
  const client = clientOf(server.url, { forcePathStyle: true });
  const { Body, ContentType } = await client.send(
    new GetObjectCommand({ Bucket: 'documents', Key: key }),
  );
  return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), type: ContentType };
}

it.each([1, 1000, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20_000_003])(
  'stores %i bytes as they were written, in whatever portions, with their hash',
  async (size) => {
    const key = `print/of-${size}`;
    const upload = openUpload(key, 'application/pdf');
    const whole = Buffer.alloc(size, 'अ1');
    for (let at = 0; at < size; ) {
      const portion = Math.min(size - at, 1 + ((at * 7919) % 700_001));
      await upload.write(whole.subarray(at, at + portion));
      at += portion;
    }
    const sha256 = createHash('sha256').update(whole).digest('hex');
    expect(await upload.finish()).toEqual({ bytes: size, sha256 });
    await upload.abandon();
    const { bytes, type } = await stored(key);
    expect(type).toBe('application/pdf');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  },
);

/** Files of the store that hold a part or more. */
const blobs = () =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => statSync(path).size >= 8 * 1024 * 1024)
    .sort();

it('given up, it leaves nothing behind', async () => {
  const before = blobs();
  const upload = openUpload('print/given-up', 'application/pdf');
  await upload.write(Buffer.alloc(9 * 1024 * 1024));
  expect(blobs()).toHaveLength(before.length + 1);
  await upload.abandon();
  await upload.abandon();
  // The store answers first and lets go of the bytes afterwards.
  await vi.waitFor(() => expect(blobs()).toEqual(before));
  await expect(stored('print/given-up')).rejects.toThrow();
});
