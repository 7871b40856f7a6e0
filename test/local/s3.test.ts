import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  GetObjectLegalHoldCommand,
  GetObjectRetentionCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  type S3Client,
  type S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checksumOf } from '../../infra/local/s3/checksums.ts';
import type { RunningS3, S3Event } from '../../infra/local/s3/server.ts';
import { parseXml } from '../../infra/local/s3/xml.ts';
import { buckets, clientOf, portalOrigin, startTestS3 } from '../support/s3.ts';

const DAY_MS = 86_400_000;
const text = Buffer.from('नोटशीट PDF '.repeat(1000));

let dir: string;
let server: RunningS3;
let s3: S3Client;
/** The server's clock is this far ahead of the machine's. */
let ahead: number;
let faults: unknown[];
let events: S3Event[];
let deliver: (event: S3Event) => Promise<void>;

const start = async () => {
  server = await startTestS3(dir, {
    now: () => Date.now() + ahead,
    deliver: (event) => deliver(event),
    onFault: (fault) => faults.push(fault),
  });
  s3 = clientOf(server.url);
};

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-s3-'));
  ahead = 0;
  faults = [];
  events = [];
  deliver = async (event) => void events.push(event);
  await start();
});

afterEach(async () => {
  s3.destroy();
  await server.close();
  await rm(dir, { recursive: true });
});

const put = (Bucket: string, Key: string, Body: string | Buffer = text) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const bytesOf = async (got: GetObjectCommandOutput) =>
  Buffer.from((await got.Body?.transformToByteArray()) ?? []);
const read = async (Bucket: string, Key: string, VersionId?: string) =>
  bytesOf(await s3.send(new GetObjectCommand({ Bucket, Key, VersionId })));
const refused = (promise: Promise<unknown>): Promise<{ name: string; status: number }> =>
  promise.then(
    () => ({ name: 'accepted', status: 200 }),
    (error: S3ServiceException) => ({
      name: error.name,
      status: error.$metadata?.httpStatusCode ?? 0,
    }),
  );
const keysOf = async (Bucket: string) =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
const blobCount = () =>
  readdirSync(join(dir, 'blobs')).length + readdirSync(join(dir, 'tmp')).length;
const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe('objects', () => {
  it('come back with their bytes, type, metadata and checksum', async () => {
    const stored = await s3.send(
      new PutObjectCommand({
        Bucket: 'documents',
        Key: 'a/नोटशीट 1+&.txt',
        Body: text,
        ContentType: 'text/plain; charset=utf-8',
        CacheControl: 'private',
        Metadata: { fileno: 'BLD-1' },
      }),
    );
    const got = await s3.send(
      new GetObjectCommand({
        Bucket: 'documents',
        Key: 'a/नोटशीट 1+&.txt',
        ChecksumMode: 'ENABLED',
      }),
    );
    expect(got).toMatchObject({
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'private',
      Metadata: { fileno: 'BLD-1' },
      ContentLength: text.length,
      ETag: `"${createHash('md5').update(text).digest('hex')}"`,
      VersionId: stored.VersionId,
      ChecksumCRC32: stored.ChecksumCRC32,
    });
    expect(stored.ChecksumCRC32).toBeDefined();
    expect((await bytesOf(got)).equals(text)).toBe(true);
    const head = await s3.send(
      new HeadObjectCommand({
        Bucket: 'documents',
        Key: 'a/नोटशीट 1+&.txt',
        ChecksumMode: 'ENABLED',
      }),
    );
    expect(head.ChecksumCRC32).toBe(stored.ChecksumCRC32);
  });

  it('may be empty', async () => {
    await put('documents', 'empty', Buffer.alloc(0));
    expect((await read('documents', 'empty')).length).toBe(0);
  });

  it('arrive whole when the SDK streams them in chunks with a trailing checksum', async () => {
    const bytes = randomBytes(300_000);
    await s3.send(
      new PutObjectCommand({
        Bucket: 'documents',
        Key: 'stream',
        Body: Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]),
        ContentLength: bytes.length,
      }),
    );
    expect((await read('documents', 'stream')).equals(bytes)).toBe(true);
  });

  it('arrive whole when the client first asks whether it may send', async () => {
    const bytes = randomBytes(5 * 1024 ** 2);
    const asking = clientOf(server.url, { expectContinueHeader: true } as never);
    await asking.send(new PutObjectCommand({ Bucket: 'documents', Key: 'large', Body: bytes }));
    expect((await read('documents', 'large')).equals(bytes)).toBe(true);
    asking.destroy();
  });

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as ChecksumAlgorithm[])(
    'are stored with a true %s and refused with a false one',
    async (algorithm) => {
      const field = `Checksum${algorithm}`;
      const name = algorithm.toLowerCase() as 'crc32';
      const stored = await s3.send(
        new PutObjectCommand({
          Bucket: 'documents',
          Key: 'sum',
          Body: text,
          [field]: checksumOf(name, text),
        }),
      );
      expect(stored).toHaveProperty(field, checksumOf(name, text));
      const answer = await refused(
        s3.send(
          new PutObjectCommand({
            Bucket: 'documents',
            Key: 'sum',
            Body: text,
            [field]: checksumOf(name, Buffer.from('other')),
          }),
        ),
      );
      expect(answer).toEqual({ name: 'BadDigest', status: 400 });
    },
  );

  it('are refused with a false Content-MD5, and nothing of them stays on the disk', async () => {
    const answer = await refused(
      s3.send(
        new PutObjectCommand({
          Bucket: 'documents',
          Key: 'bad',
          Body: text,
          ContentMD5: createHash('md5').update('x').digest('base64'),
        }),
      ),
    );
    expect(answer).toEqual({ name: 'BadDigest', status: 400 });
    expect(await keysOf('documents')).toEqual([]);
    expect(blobCount()).toBe(0);
  });

  it('are given in ranges', async () => {
    await put('documents', 'k');
    const range = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ Bucket: 'documents', Key: 'k', Range }));
      return { bytes: await bytesOf(got), range: got.ContentRange };
    };
    const size = text.length;
    expect(await range('bytes=10-19')).toEqual({
      bytes: text.subarray(10, 20),
      range: `bytes 10-19/${size}`,
    });
    expect((await range('bytes=-5')).bytes.equals(text.subarray(-5))).toBe(true);
    expect((await range(`bytes=${size - 3}-999999`)).bytes.equals(text.subarray(-3))).toBe(true);
    expect((await range('bytes=0-1,4-5')).range).toBeUndefined();
    expect(await refused(range(`bytes=${size}-`))).toEqual({ name: 'InvalidRange', status: 416 });
  });

  it('obey If-Match and If-None-Match when read', async () => {
    const { ETag } = await put('documents', 'k');
    const get = (conditions: object) =>
      refused(s3.send(new GetObjectCommand({ Bucket: 'documents', Key: 'k', ...conditions })));
    expect((await get({ IfMatch: ETag })).status).toBe(200);
    expect((await get({ IfMatch: '"other"' })).status).toBe(412);
    expect((await get({ IfNoneMatch: ETag })).status).toBe(304);
    expect((await get({ IfNoneMatch: '"other"' })).status).toBe(200);
  });

  it('obey If-Match and If-None-Match when written', async () => {
    const write = (Key: string, conditions: object) =>
      refused(
        s3.send(new PutObjectCommand({ Bucket: 'documents', Key, Body: 'x', ...conditions })),
      );
    const { ETag } = await put('documents', 'k');
    expect(await write('k', { IfNoneMatch: '*' })).toEqual({
      name: 'PreconditionFailed',
      status: 412,
    });
    expect((await write('k', { IfMatch: '"other"' })).status).toBe(412);
    expect((await write('absent', { IfMatch: ETag })).name).toBe('NoSuchKey');
    expect((await read('documents', 'k')).equals(text)).toBe(true);
    expect((await write('k', { IfMatch: ETag })).status).toBe(200);
    expect((await write('absent', { IfNoneMatch: '*' })).status).toBe(200);
  });

  it('are written once when twenty writers say If-None-Match at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        refused(
          s3.send(
            new PutObjectCommand({
              Bucket: 'documents',
              Key: 'race',
              Body: `writer ${n}`,
              IfNoneMatch: '*',
            }),
          ),
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 412)).toHaveLength(19);
    expect(blobCount()).toBe(1);
  });

  it('are copied with their metadata, or with new ones', async () => {
    await s3.send(
      new PutObjectCommand({
        Bucket: 'quarantine',
        Key: 'नई फ़ाइल',
        Body: text,
        ContentType: 'application/pdf',
        Metadata: { a: '1' },
      }),
    );
    const CopySource = `quarantine/${encodeURIComponent('नई फ़ाइल')}`;
    await s3.send(new CopyObjectCommand({ Bucket: 'documents', Key: 'kept', CopySource }));
    await s3.send(
      new CopyObjectCommand({
        Bucket: 'documents',
        Key: 'replaced',
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
      }),
    );
    await s3.send(new DeleteObjectCommand({ Bucket: 'quarantine', Key: 'नई फ़ाइल' }));
    expect((await read('documents', 'kept')).equals(text)).toBe(true);
    const head = (Key: string) => s3.send(new HeadObjectCommand({ Bucket: 'documents', Key }));
    expect(await head('kept')).toMatchObject({
      ContentType: 'application/pdf',
      Metadata: { a: '1' },
    });
    expect((await head('replaced')).Metadata).toEqual({ b: '2' });
  });

  it('carry tags', async () => {
    const at = { Bucket: 'documents', Key: 'k' };
    await s3.send(new PutObjectCommand({ ...at, Body: 'x', Tagging: 'class=note%20sheet' }));
    const tags = async () => (await s3.send(new GetObjectTaggingCommand(at))).TagSet;
    expect(await tags()).toEqual([{ Key: 'class', Value: 'note sheet' }]);
    await s3.send(
      new PutObjectTaggingCommand({
        ...at,
        Tagging: { TagSet: [{ Key: 'वर्ग', Value: 'a<b>&"' }] },
      }),
    );
    expect(await tags()).toEqual([{ Key: 'वर्ग', Value: 'a<b>&"' }]);
  });

  it('leave no bytes behind when they are replaced or deleted', async () => {
    await put('quarantine', 'k', 'one');
    await put('quarantine', 'k', 'two');
    await until(() => blobCount() === 1);
    await s3.send(new DeleteObjectCommand({ Bucket: 'quarantine', Key: 'k' }));
    await until(() => blobCount() === 0);
    expect((await refused(read('quarantine', 'k'))).name).toBe('NoSuchKey');
    await s3.send(new DeleteObjectCommand({ Bucket: 'quarantine', Key: 'k' }));
  });
});

describe('versions', () => {
  it('are kept, hidden by a delete marker, and shown again when the marker goes', async () => {
    const one = await put('documents', 'k', 'one');
    const two = await put('documents', 'k', 'two');
    const deleted = await s3.send(new DeleteObjectCommand({ Bucket: 'documents', Key: 'k' }));
    expect(deleted.DeleteMarker).toBe(true);
    expect((await refused(read('documents', 'k'))).name).toBe('NoSuchKey');
    expect((await refused(read('documents', 'k', deleted.VersionId))).status).toBe(405);
    expect((await read('documents', 'k', one.VersionId)).toString()).toBe('one');
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: 'documents' }));
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual([
      two.VersionId,
      one.VersionId,
    ]);
    expect(listed.DeleteMarkers).toMatchObject([{ IsLatest: true, VersionId: deleted.VersionId }]);
    await s3.send(
      new DeleteObjectCommand({ Bucket: 'documents', Key: 'k', VersionId: deleted.VersionId }),
    );
    expect((await read('documents', 'k')).toString()).toBe('two');
  });

  it('are listed page by page without loss or repetition', async () => {
    const written: (string | undefined)[] = [];
    for (const key of ['a', 'b', 'c'])
      for (let n = 0; n < 3; n++) written.push((await put('documents', key, `${n}`)).VersionId);
    const seen: (string | undefined)[] = [];
    let marker: { KeyMarker?: string; VersionIdMarker?: string } = {};
    for (;;) {
      const page = await s3.send(
        new ListObjectVersionsCommand({ Bucket: 'documents', MaxKeys: 2, ...marker }),
      );
      seen.push(...(page.Versions ?? []).map(({ VersionId }) => VersionId));
      if (!page.IsTruncated) break;
      marker = {
        ...(page.NextKeyMarker && { KeyMarker: page.NextKeyMarker }),
        ...(page.NextVersionIdMarker && { VersionIdMarker: page.NextVersionIdMarker }),
      };
    }
    expect(seen).toHaveLength(9);
    expect(new Set(seen)).toEqual(new Set(written));
  });
});

describe('object lock', () => {
  const at = { Bucket: 'audit', Key: 'checkpoint' };
  const remove = (VersionId: string | undefined) =>
    refused(s3.send(new DeleteObjectCommand({ ...at, VersionId })));
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

  /** Moves the server's clock; the client learns of it from one refusal. */
  const goTo = async (days: number) => {
    ahead = days * DAY_MS;
    expect((await refused(read('audit', 'any'))).name).toBe('RequestTimeTooSkewed');
  };

  it('keeps a version under COMPLIANCE until its day, and lets nobody shorten it', async () => {
    const { VersionId } = await s3.send(
      new PutObjectCommand({
        ...at,
        Body: 'x',
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: inDays(2),
      }),
    );
    const retain = (Mode: 'COMPLIANCE' | 'GOVERNANCE', days: number) =>
      refused(
        s3.send(
          new PutObjectRetentionCommand({
            ...at,
            VersionId,
            Retention: { Mode, RetainUntilDate: inDays(days) },
            BypassGovernanceRetention: true,
          }),
        ),
      );
    expect(await remove(VersionId)).toEqual({ name: 'AccessDenied', status: 403 });
    expect((await retain('COMPLIANCE', 1)).name).toBe('AccessDenied');
    expect((await retain('GOVERNANCE', 3)).name).toBe('AccessDenied');
    expect((await retain('COMPLIANCE', 5)).status).toBe(200);
    const kept = await s3.send(new GetObjectRetentionCommand(at));
    expect(kept.Retention?.Mode).toBe('COMPLIANCE');
    // A delete without a version only hides it.
    expect((await s3.send(new DeleteObjectCommand(at))).DeleteMarker).toBe(true);
    await goTo(4);
    expect((await remove(VersionId)).name).toBe('AccessDenied');
    expect((await read('audit', 'checkpoint', VersionId)).toString()).toBe('x');
    await goTo(6);
    expect((await remove(VersionId)).status).toBe(200);
    expect((await refused(read('audit', 'checkpoint', VersionId))).name).toBe('NoSuchVersion');
  });

  it('keeps a version under a legal hold until the hold is lifted', async () => {
    const { VersionId } = await put('audit', 'checkpoint', 'x');
    const hold = (Status: 'ON' | 'OFF') =>
      s3.send(new PutObjectLegalHoldCommand({ ...at, VersionId, LegalHold: { Status } }));
    await hold('ON');
    expect((await s3.send(new GetObjectLegalHoldCommand(at))).LegalHold?.Status).toBe('ON');
    expect((await remove(VersionId)).name).toBe('AccessDenied');
    await hold('OFF');
    expect((await remove(VersionId)).status).toBe(200);
  });

  it('is refused in a bucket without it', async () => {
    await put('documents', 'k');
    const answer = await refused(
      s3.send(
        new PutObjectLegalHoldCommand({
          Bucket: 'documents',
          Key: 'k',
          LegalHold: { Status: 'ON' },
        }),
      ),
    );
    expect(answer).toEqual({ name: 'InvalidRequest', status: 400 });
  });
});

describe('listing', () => {
  const list = async (more: object) => {
    const pages: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectsV2Command({ Bucket: 'documents', ContinuationToken, ...more }),
      );
      pages.push(
        ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `${Prefix}*`),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    return pages;
  };

  it('goes by UTF-8 bytes, prefix, delimiter and page, like S3', async () => {
    const keys = [
      'l',
      'l/',
      'l/0',
      'l/x/1',
      'l/x/2',
      'l/x/y/3',
      'l/z',
      'l0',
      'é',
      'क',
      '\u{ffff}a',
      '\u{1f600}',
    ];
    for (const key of keys) await put('documents', key, '1');
    expect(await list({})).toEqual(keys);
    for (const MaxKeys of [1, 2, 3, 7]) {
      expect(await list({ MaxKeys })).toEqual(keys);
      expect((await list({ MaxKeys, Prefix: 'l/', Delimiter: '/' })).sort()).toEqual([
        'l/',
        'l/0',
        'l/x/*',
        'l/z',
      ]);
    }
    expect(await list({ Delimiter: '/' })).toEqual([
      ...keys.filter((k) => !k.includes('/')),
      'l/*',
    ]);
    expect(await list({ StartAfter: 'l/x/2' })).toEqual(keys.slice(5));
    expect(await list({ Prefix: 'nothing' })).toEqual([]);
    expect(await list({ Prefix: 'l/x/', StartAfter: 'a' })).toEqual(['l/x/1', 'l/x/2', 'l/x/y/3']);
  });

  it('shows names that XML must escape, and leaves out what is hidden', async () => {
    await put('documents', 'h/क & <ख>\r\n"+.pdf', '1');
    await put('documents', 'hidden', '1');
    await s3.send(new DeleteObjectCommand({ Bucket: 'documents', Key: 'hidden' }));
    expect(await list({})).toEqual(['h/क & <ख>\r\n"+.pdf']);
  });
});

describe('multipart uploads', () => {
  const at = { Bucket: 'quarantine', Key: 'scan.pdf' };
  const MiB = 1024 ** 2;
  const begin = async (more: object = {}) => {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ...more }));
    return UploadId as string;
  };
  const part = (UploadId: string, PartNumber: number, Body: Buffer) =>
    s3
      .send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }))
      .then(({ $metadata, ServerSideEncryption, ...sums }) => ({ PartNumber, ...sums }));
  const complete = (UploadId: string, Parts: object[], more: object = {}) =>
    s3.send(
      new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts }, ...more }),
    );

  it('join their parts, and give the same answer when the completion is repeated', async () => {
    const bytes = randomBytes(11 * MiB);
    const id = await begin({ ContentType: 'application/pdf', Metadata: { a: '1' } });
    const parts = [
      await part(id, 1, bytes.subarray(0, 5 * MiB)),
      await part(id, 4, bytes.subarray(5 * MiB, 10 * MiB)),
      await part(id, 7, Buffer.from('to be replaced')),
      await part(id, 7, bytes.subarray(10 * MiB)),
    ];
    parts.splice(2, 1);
    const listed = await s3.send(new ListPartsCommand({ ...at, UploadId: id, MaxParts: 2 }));
    expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '4' });
    const done = await complete(id, parts);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await complete(id, parts)).ETag).toBe(done.ETag);
    const got = await s3.send(new GetObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
    expect(got).toMatchObject({ ContentType: 'application/pdf', Metadata: { a: '1' } });
    expect((await bytesOf(got)).equals(bytes)).toBe(true);
    await until(() => blobCount() === 1);
    expect(events.map(({ detail }) => detail.reason)).toEqual(['CompleteMultipartUpload']);
  });

  it('can carry one checksum of the whole object', async () => {
    const bytes = randomBytes(5 * MiB + 10);
    const id = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const parts = [
      await part(id, 1, bytes.subarray(0, 5 * MiB)),
      await part(id, 2, bytes.subarray(5 * MiB)),
    ];
    const wrong = { ChecksumCRC32: checksumOf('crc32', text), ChecksumType: 'FULL_OBJECT' };
    expect((await refused(complete(id, parts, wrong))).name).toBe('BadDigest');
    const right = { ChecksumCRC32: checksumOf('crc32', bytes), ChecksumType: 'FULL_OBJECT' };
    expect((await complete(id, parts, right)).ChecksumCRC32).toBe(right.ChecksumCRC32);
  });

  it('are refused with wrong, unordered, missing or too small parts', async () => {
    const id = await begin();
    const small = [await part(id, 1, text), await part(id, 2, text)];
    expect((await refused(complete(id, small))).name).toBe('EntityTooSmall');
    expect((await refused(complete(id, small.toReversed()))).name).toBe('InvalidPartOrder');
    expect((await refused(complete(id, [{ ...small[0], ETag: '"other"' }]))).name).toBe(
      'InvalidPart',
    );
    expect((await refused(complete(id, [{ ...small[0], PartNumber: 9 }]))).name).toBe(
      'InvalidPart',
    );
    expect(await keysOf('quarantine')).toEqual([]);
  });

  it('disappear with their bytes when aborted', async () => {
    const id = await begin();
    await part(id, 1, text);
    await s3.send(new AbortMultipartUploadCommand({ ...at, UploadId: id }));
    expect((await refused(part(id, 2, text))).name).toBe('NoSuchUpload');
    expect((await refused(s3.send(new ListPartsCommand({ ...at, UploadId: id })))).name).toBe(
      'NoSuchUpload',
    );
    await until(() => blobCount() === 0);
  });
});

describe('expiry', () => {
  it('removes what is old enough and nothing else', async () => {
    await put('quarantine', 'old', '1');
    await put('documents', 'old', '1');
    await s3.send(new CreateMultipartUploadCommand({ Bucket: 'quarantine', Key: 'never ended' }));
    expect(await server.sweepExpired()).toBe(0);
    ahead = 7 * DAY_MS + 1000;
    expect(await server.sweepExpired()).toBe(2);
    ahead = 0;
    expect(await keysOf('quarantine')).toEqual([]);
    expect(await keysOf('documents')).toEqual(['old']);
  });

  it('of a prefix lets go of what lies under it for good, and of nothing beside it', async () => {
    for (const key of ['print', 'print/a', 'print/b', 'printed', 'sha256/ab/c', 'प्रिंट/a']) {
      await put('documents', key, key);
    }
    // Requests are signed at the true time.
    const left = async () => {
      ahead = 0;
      const Bucket = 'documents';
      const { Versions = [], DeleteMarkers = [] } = await s3.send(
        new ListObjectVersionsCommand({ Bucket }),
      );
      const named = [...Versions, ...DeleteMarkers].map(({ Key = '' }) => Key);
      return named.filter((key) => key.startsWith('print/')).sort();
    };
    const others = ['print', 'printed', 'sha256/ab/c', 'प्रिंट/a'];
    ahead = 8 * DAY_MS + 1000;
    expect(await server.sweepExpired()).toBe(2);
    // Behind a marker, as S3 has it: read no more, and not yet gone.
    expect(await left()).toEqual(['print/a', 'print/a', 'print/b', 'print/b']);
    expect(await keysOf('documents')).toEqual(others);
    ahead = 9 * DAY_MS + 2000;
    expect(await server.sweepExpired()).toBe(4);
    expect(await server.sweepExpired()).toBe(0);
    expect(await left()).toEqual([]);
    expect(await keysOf('documents')).toEqual(others);
    await until(() => blobCount() === others.length);
  });

  it('drops no version that is locked or held', async () => {
    let later = 0;
    const locked = await startTestS3(await mkdtemp(join(tmpdir(), 's3-locked-')), {
      now: () => Date.now() + later,
      buckets: [
        {
          ...(buckets.find(({ name }) => name === 'audit') as (typeof buckets)[number]),
          lifecycle: [{ prefix: 'print/', expireAfterDays: 1, dropVersionsAfterDays: 1 }],
        },
      ],
    });
    const client = clientOf(locked.url);
    const Bucket = 'audit';
    await client.send(
      new PutObjectCommand({
        ...{ Bucket, Key: 'print/a', Body: 'x' },
        ...{ ObjectLockMode: 'GOVERNANCE', ChecksumAlgorithm: 'SHA256' },
        ObjectLockRetainUntilDate: new Date(Date.now() + 30 * DAY_MS),
      }),
    );
    const versions = async () => {
      later = 0;
      return (await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions ?? [];
    };
    for (const days of [2, 5, 29]) {
      later = days * DAY_MS;
      await locked.sweepExpired();
      expect(await versions()).toHaveLength(1);
    }
    later = 31 * DAY_MS;
    await locked.sweepExpired();
    expect(await versions()).toHaveLength(0);
    await locked.close();
  });
});

describe('events', () => {
  it('tell of every write in a bucket that wants them, and of no other', async () => {
    const { ETag } = await put('quarantine', 'a b/नोट.pdf');
    await put('documents', 'k');
    await s3.send(
      new CopyObjectCommand({ Bucket: 'quarantine', Key: 'copy', CopySource: 'documents/k' }),
    );
    await until(() => events.length === 2);
    expect(events[0]).toMatchObject({
      source: 'aws.s3',
      'detail-type': 'Object Created',
      region: 'ap-south-1',
      resources: ['arn:aws:s3:::quarantine'],
      detail: {
        version: '0',
        bucket: { name: 'quarantine' },
        object: { key: 'a b/नोट.pdf', size: text.length, etag: ETag?.replaceAll('"', '') },
        reason: 'PutObject',
      },
    });
    expect(events[1]?.detail.reason).toBe('CopyObject');
    const [first, second] = events.map(({ detail }) => detail.object.sequencer);
    expect((second ?? '') > (first ?? '')).toBe(true);
  });

  it('are sent again until they are taken, and do not hold up others', async () => {
    let refusals = 2;
    deliver = async (event) => {
      if (event.detail.object.key === 'first' && refusals-- > 0) throw new Error('not now');
      events.push(event);
    };
    await put('quarantine', 'first');
    await put('quarantine', 'second');
    await until(() => events.length === 2);
    expect(events.map(({ detail }) => detail.object.key)).toEqual(['second', 'first']);
    expect(faults).toHaveLength(2);
  });

  it('that were not taken before a stop are sent after the next start', async () => {
    deliver = async () => {
      throw new Error('the bus is away');
    };
    await put('quarantine', 'k');
    await until(() => faults.length > 0);
    await server.close();
    deliver = async (event) => void events.push(event);
    await start();
    await until(() => events.length === 1);
    expect(events[0]?.detail.object.key).toBe('k');
  });
});

describe('the door', () => {
  /** A raw request, for what the SDK would never send. */
  const raw = (path: string, options: { method?: string; headers?: Record<string, string> }) =>
    new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
      (resolve, reject) => {
        const request = httpRequest(`${server.url}${path}`, options, async (response) => {
          let body = '';
          for await (const chunk of response.setEncoding('utf8')) body += chunk;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        });
        request.on('error', reject).end();
      },
    );

  it('refuses unsigned, wrongly signed and unknown callers with a document in the shape of S3', async () => {
    const anonymous = await raw('/documents/k', {});
    expect(anonymous.status).toBe(403);
    const document = parseXml(anonymous.body);
    expect(document.name).toBe('Error');
    expect(document.children.map(({ name }) => name)).toEqual([
      'Code',
      'Message',
      'Resource',
      'RequestId',
      'HostId',
    ]);
    for (const [accessKeyId, name] of [
      ['LOCALKEY', 'SignatureDoesNotMatch'],
      ['NOBODY', 'InvalidAccessKeyId'],
    ] as const) {
      const stranger = clientOf(server.url, {
        credentials: { accessKeyId, secretAccessKey: 'wrong' },
      });
      expect(await refused(stranger.send(new ListBucketsCommand({})))).toEqual({
        name,
        status: 403,
      });
    }
  });

  it('refuses the name of a foreign site', async () => {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'documents.localhost',
    ])
      expect((await raw('/', { headers: { host } })).body).toContain('answers only to');
    const { body } = await raw('/', { headers: { host: 'localhost:9' } });
    expect(body).not.toContain('answers only to');
  });

  it('answers a preflight from the rules of the bucket only', async () => {
    const preflight = (path: string, origin: string, method: string, headers: string) =>
      raw(path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': method,
          'access-control-request-headers': headers,
        },
      });
    const wanted = 'content-type,if-none-match,x-amz-checksum-sha256';
    const allowed = await preflight('/quarantine/k', portalOrigin, 'PUT', wanted);
    expect(allowed.status).toBe(200);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': portalOrigin,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': wanted.replaceAll(',', ', '),
      'access-control-max-age': '300',
    });
    for (const denied of [
      await preflight('/quarantine/k', 'http://127.0.0.1:3001', 'PUT', wanted),
      await preflight('/quarantine/k', portalOrigin, 'DELETE', wanted),
      await preflight('/quarantine/k', portalOrigin, 'PUT', 'x-amz-acl'),
      await preflight('/documents/k', portalOrigin, 'PUT', wanted),
      await preflight('/unknown/k', portalOrigin, 'PUT', wanted),
    ]) {
      expect(denied.status).toBe(403);
      expect(denied.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('lists and finds its buckets, and says so when there is none', async () => {
    const { Buckets } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['audit', 'documents', 'quarantine']);
    await s3.send(new HeadBucketCommand({ Bucket: 'audit' }));
    expect((await refused(s3.send(new HeadBucketCommand({ Bucket: 'none' })))).status).toBe(404);
    expect((await refused(put('none', 'k'))).name).toBe('NoSuchBucket');
    expect((await refused(read('documents', 'none'))).name).toBe('NoSuchKey');
    expect(
      await refused(s3.send(new HeadObjectCommand({ Bucket: 'documents', Key: 'none' }))),
    ).toEqual({ name: 'NotFound', status: 404 });
  });

  it('refuses by name what it does not do', async () => {
    await put('documents', 'k');
    const at = { Bucket: 'documents', Key: 'k' };
    const answers = await Promise.all(
      [
        s3.send(new CreateBucketCommand({ Bucket: 'another' })),
        s3.send(new GetBucketAclCommand({ Bucket: 'documents' })),
        s3.send(new DeleteObjectsCommand({ Bucket: 'documents', Delete: { Objects: [at] } })),
        s3.send(new PutObjectCommand({ ...at, Body: 'x', ACL: 'public-read' })),
        s3.send(new PutObjectCommand({ ...at, Body: 'x', ServerSideEncryption: 'aws:kms' })),
        s3.send(new GetObjectCommand({ ...at, PartNumber: 1 })),
      ].map(refused),
    );
    expect(answers).toEqual(answers.map(() => ({ name: 'NotImplemented', status: 501 })));
    expect(faults).toEqual([]);
    expect((await read('documents', 'k')).equals(text)).toBe(true);
  });
});

describe('starting', () => {
  const spare = () => mkdtemp(join(tmpdir(), 'patravali-s3-start-'));
  const documents = { ...buckets[1]!, name: 'documents' };
  let other: string;
  beforeAll(async () => {
    other = await spare();
  });
  afterAll(() => rm(other, { recursive: true }));

  it('refuses an address that is not loopback, a wildcard origin, and a lock without versions', async () => {
    await expect(startTestS3(other, { host: '0.0.0.0' })).rejects.toThrow('loopback');
    const rule = { allowedOrigins: ['*'], allowedMethods: ['GET'] };
    await expect(startTestS3(other, { buckets: [{ ...documents, cors: [rule] }] })).rejects.toThrow(
      'any origin',
    );
    await expect(
      startTestS3(other, { buckets: [{ ...documents, versioned: false, objectLock: true }] }),
    ).rejects.toThrow('must keep versions');
  });

  it('refuses a bucket that no longer keeps versions', async () => {
    await (await startTestS3(other, { buckets: [documents] })).close();
    await expect(
      startTestS3(other, { buckets: [{ ...documents, versioned: false }] }),
    ).rejects.toThrow('cannot stop');
  });
});

it('computes the published check values of the rarer checksums', () => {
  const check = (algorithm: 'crc32c' | 'crc64nvme') =>
    Buffer.from(checksumOf(algorithm, Buffer.from('123456789')), 'base64').toString('hex');
  expect(check('crc32c')).toBe('e3069283');
  expect(check('crc64nvme')).toBe('ae8b14860a799888');
});
