import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
  type S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { S3Event } from '../../infra/local/s3/server.ts';
import { clientOf } from '../support/s3.ts';

const script = join(import.meta.dirname, '../support/s3Child.ts');

let dir: string;
let child: ChildProcess;
let s3: S3Client;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-s3-crash-'));
});

afterEach(async () => {
  await kill();
  await rm(dir, { recursive: true });
});

async function boot(...wrapper: string[]) {
  const [command = '', ...before] = [...wrapper, process.execPath];
  child = spawn(command, [...before, script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  s3 = clientOf(url);
}

async function kill() {
  s3.destroy();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

const delivered = (): S3Event[] =>
  existsSync(join(dir, 'delivered.jsonl'))
    ? readFileSync(join(dir, 'delivered.jsonl'), 'utf8')
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as S3Event)
    : [];

const faults = (): string[] =>
  existsSync(join(dir, 'faults.txt'))
    ? readFileSync(join(dir, 'faults.txt'), 'utf8').trim().split('\n')
    : [];

const blobs = () => readdirSync(join(dir, 'data/blobs'));

it('loses nothing it has acknowledged, and no event, over eight kills', async () => {
  const acknowledged = new Map<string, string>();
  let counter = 0;

  /** Writes until the server is gone. */
  async function write(Bucket: string) {
    for (;;) {
      const Key = `${Bucket}/${counter++}`;
      const Body = randomBytes(randomInt(100, 60_000));
      try {
        await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
      } catch {
        return;
      }
      acknowledged.set(Key, createHash('sha256').update(Body).digest('hex'));
    }
  }

  for (let round = 0; round < 8; round++) {
    await boot();
    const before = acknowledged.size;
    const writers = ['quarantine', 'quarantine', 'documents'].map(write);
    while (acknowledged.size < before + 5) await sleep(5);
    await sleep(randomInt(0, 80));
    await kill();
    await Promise.all(writers);
  }

  await boot();
  expect(acknowledged.size).toBeGreaterThanOrEqual(40);
  for (const [Key, hash] of acknowledged) {
    const Bucket = Key.split('/')[0] as string;
    const got = await s3.send(new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    const bytes = (await got.Body?.transformToByteArray()) ?? new Uint8Array();
    expect(createHash('sha256').update(bytes).digest('hex'), Key).toBe(hash);
  }

  // Whatever is listed was stored whole, acknowledged or not, and its event comes at least once.
  const stored: string[] = [];
  for (let token: string | undefined; ; ) {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: 'quarantine', MaxKeys: 50, ContinuationToken: token }),
    );
    stored.push(...(page.Contents ?? []).map(({ Key }) => Key ?? ''));
    token = page.NextContinuationToken;
    if (!token) break;
  }
  const told = () => new Set(delivered().map(({ detail }) => detail.object.key));
  while (!stored.every((key) => told().has(key))) await sleep(20);
  expect([...told()].every((key) => stored.includes(key))).toBe(true);

  // A repeated event is recognisable: it has the same id.
  const idsOfKey = new Map<string, Set<string>>();
  for (const { id, detail } of delivered())
    idsOfKey.set(detail.object.key, (idsOfKey.get(detail.object.key) ?? new Set()).add(id));
  expect([...idsOfKey.values()].every((ids) => ids.size === 1)).toBe(true);

  // Bytes without an object were collected at the start.
  const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: 'documents' }));
  if (!versions.IsTruncated)
    expect(blobs().length).toBe(stored.length + (versions.Versions?.length ?? 0));
  expect(readdirSync(join(dir, 'data/tmp'))).toEqual([]);
});

it('removes bytes that nothing names, and only those, at the start', async () => {
  await boot();
  await s3.send(new PutObjectCommand({ Bucket: 'documents', Key: 'kept', Body: 'kept' }));
  const kept = blobs();
  await kill();
  await writeFile(join(dir, 'data/blobs', 'f'.repeat(32)), 'orphan');
  await writeFile(join(dir, 'data/tmp', 'e'.repeat(32)), 'half');
  await boot();
  expect(blobs()).toEqual(kept);
  expect(readdirSync(join(dir, 'data/tmp'))).toEqual([]);
});

it('refuses clearly what finds no room on the disk, stores none of it, and goes on', async () => {
  // The file-size limit of a process stands in for a full disk: the system refuses the write in the same way.
  await boot('bash', '-c', 'ulimit -f 2048 && exec "$@"', 'limited');
  const put = (Key: string, size: number) =>
    s3.send(new PutObjectCommand({ Bucket: 'documents', Key, Body: Buffer.alloc(size, 'x') }));
  await put('small', 10_000);
  const refusal = await put('large', 3 * 1024 ** 2).then(
    () => undefined,
    (error: S3ServiceException) => error,
  );
  expect(refusal?.name).toBe('InternalError');
  expect(refusal?.message).toContain('The disk is full');
  expect(refusal?.$metadata.httpStatusCode).toBe(507);
  expect(faults()).toHaveLength(1);
  expect(child.exitCode).toBeNull();
  expect(readdirSync(join(dir, 'data/tmp'))).toEqual([]);
  await put('small again', 10_000);
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'documents' }));
  expect(Contents?.map(({ Key }) => Key)).toEqual(['small', 'small again']);
  expect(blobs()).toHaveLength(2);
});

it('refuses clearly when the metadata finds no room, and keeps neither bytes nor object', async () => {
  await boot();
  await s3.send(new PutObjectCommand({ Bucket: 'documents', Key: 'before', Body: 'x' }));
  await kill();
  // The log of the database already holds more than this process may write; reading it is still possible.
  await boot('bash', '-c', 'ulimit -f 64 && exec "$@"', 'limited');
  const refusals: S3ServiceException[] = [];
  for (let n = 0; n < 20 && refusals.length === 0; n++)
    await s3
      .send(new PutObjectCommand({ Bucket: 'documents', Key: `k${n}`, Body: 'x' }))
      .catch((error: S3ServiceException) => refusals.push(error));
  expect(refusals[0]?.name).toBe('InternalError');
  expect(refusals[0]?.$metadata.httpStatusCode).toBeGreaterThanOrEqual(500);
  expect(faults()).toHaveLength(1);
  expect(child.exitCode).toBeNull();
  const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'documents' }));
  await kill();
  await boot();
  const after = await s3.send(new ListObjectsV2Command({ Bucket: 'documents' }));
  expect(Contents?.[0]?.Key).toBe('before');
  expect(after.Contents?.map(({ Key }) => Key)).toEqual(Contents?.map(({ Key }) => Key));
  expect(blobs()).toHaveLength(after.Contents?.length ?? 0);
});
