import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningS3, S3Event } from '../../infra/local/s3/server.ts';
import { clientOf, portalOrigin, startTestS3 } from '../support/s3.ts';

const scan = Buffer.from('%PDF-1.7 नोटशीट'.repeat(500));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64');

let dir: string;
let server: RunningS3;
let ahead: number;
let events: S3Event[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-s3-presigned-'));
  ahead = 0;
  events = [];
  server = await startTestS3(dir, {
    now: () => Date.now() + ahead,
    deliver: async (event) => void events.push(event),
  });
});

afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

describe('an upload as the product presigns it', () => {
  const names = ['content-length', 'content-type', 'if-none-match', 'x-amz-checksum-sha256'];

  async function presigned(): Promise<{ url: string; headers: Record<string, string> }> {
    const client = clientOf(server.url, { requestChecksumCalculation: 'WHEN_REQUIRED' });
    const url = await getSignedUrl(
      client as never,
      new PutObjectCommand({
        Bucket: 'quarantine',
        Key: 'uploads/दस्तावेज़ 1.pdf',
        ContentLength: scan.length,
        ContentType: 'application/pdf',
        ChecksumSHA256: sha256(scan),
        IfNoneMatch: '*',
      }) as never,
      {
        expiresIn: 300,
        unhoistableHeaders: new Set(names),
        signableHeaders: new Set(['host', ...names]),
      },
    );
    client.destroy();
    return {
      url,
      headers: {
        'content-type': 'application/pdf',
        'if-none-match': '*',
        'x-amz-checksum-sha256': sha256(scan),
      },
    };
  }

  const send = async (url: string, headers: Record<string, string>, body: Buffer = scan) => {
    const response = await fetch(url, { method: 'PUT', headers, body });
    return {
      status: response.status,
      code: /<Code>(.*)<\/Code>/.exec(await response.text())?.[1],
      headers: response.headers,
    };
  };

  async function expectNothingStored() {
    const client = clientOf(server.url);
    const key = { Bucket: 'quarantine', Key: 'uploads/दस्तावेज़ 1.pdf' };
    await expect(client.send(new HeadObjectCommand(key))).rejects.toMatchObject({
      name: 'NotFound',
    });
    client.destroy();
    expect(readdirSync(join(dir, 'blobs'))).toEqual([]);
    expect(readdirSync(join(dir, 'tmp'))).toEqual([]);
    expect(events).toEqual([]);
  }

  it('signs exactly what it promises', async () => {
    const { url } = await presigned();
    expect(new URL(url).searchParams.get('X-Amz-SignedHeaders')).toBe(
      'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
    );
  });

  it('stores the bytes from a browser of the portal, once', async () => {
    const { url, headers } = await presigned();
    const first = await send(url, { ...headers, origin: portalOrigin });
    expect(first.status).toBe(200);
    expect(first.headers.get('access-control-allow-origin')).toBe(portalOrigin);
    expect(first.headers.get('access-control-expose-headers')).toBe('ETag');
    expect(await send(url, headers)).toMatchObject({ status: 412, code: 'PreconditionFailed' });
    const client = clientOf(server.url);
    const head = await client.send(
      new HeadObjectCommand({
        Bucket: 'quarantine',
        Key: 'uploads/दस्तावेज़ 1.pdf',
        ChecksumMode: 'ENABLED',
      }),
    );
    client.destroy();
    expect(head).toMatchObject({
      ContentType: 'application/pdf',
      ContentLength: scan.length,
      ChecksumSHA256: sha256(scan),
    });
    expect(events).toHaveLength(1);
  });

  it('is refused with other bytes of the same length', async () => {
    const { url, headers } = await presigned();
    const other = Buffer.from(scan);
    other[100] = 0;
    expect(await send(url, headers, other)).toMatchObject({ status: 400, code: 'BadDigest' });
    await expectNothingStored();
  });

  it('is refused with another length', async () => {
    const { url, headers } = await presigned();
    const answer = await send(url, headers, scan.subarray(1));
    expect(answer).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    await expectNothingStored();
  });

  it('is refused with another type, another checksum, or without If-None-Match', async () => {
    const { url, headers } = await presigned();
    const { 'if-none-match': _, ...unconditional } = headers;
    for (const changed of [
      { ...headers, 'content-type': 'text/html' },
      { ...headers, 'x-amz-checksum-sha256': sha256(Buffer.from('other')) },
      unconditional,
    ])
      expect(await send(url, changed)).toMatchObject({
        status: 403,
        code: 'SignatureDoesNotMatch',
      });
    await expectNothingStored();
  });

  it('is refused with another signature, another key, or a header that nobody signed', async () => {
    const { url, headers } = await presigned();
    const attempts = [
      send(url.replace(/Signature=..../, 'Signature=0000'), headers),
      send(url.replace('1.pdf', '2.pdf'), headers),
      send(`${url}&versionId=x`, headers),
    ];
    for (const attempt of attempts)
      expect(await attempt).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    expect(await send(url, { ...headers, 'x-amz-meta-role': 'collector' })).toMatchObject({
      status: 403,
      code: 'AccessDenied',
    });
    await expectNothingStored();
  });

  it('is refused once it has expired', async () => {
    const { url, headers } = await presigned();
    ahead = 301_000;
    expect(await send(url, headers)).toMatchObject({ status: 403, code: 'AccessDenied' });
    ahead = 0;
    await expectNothingStored();
  });

  it('leaves nothing when the client goes away in the middle', async () => {
    const { url, headers } = await presigned();
    const { host, hostname, port, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({ host, ...headers, 'content-length': String(scan.length) });
    socket.write(
      `PUT ${pathname}${search} HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n`,
    );
    socket.write(scan.subarray(0, 5000));
    // The upload has begun once its temporary file is there.
    while (readdirSync(join(dir, 'tmp')).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    while (readdirSync(join(dir, 'tmp')).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await expectNothingStored();
  });

  it("is refused when the SDK's default has signed the checksum of an empty body", async () => {
    const client = clientOf(server.url);
    const url = await getSignedUrl(
      client as never,
      new PutObjectCommand({ Bucket: 'quarantine', Key: 'k' }) as never,
    );
    client.destroy();
    expect(await send(url, {})).toMatchObject({ status: 400, code: 'BadDigest' });
    await expectNothingStored();
  });
});

describe('a presigned download', () => {
  const download = async (ResponseContentDisposition: string) => {
    const client = clientOf(server.url);
    await client.send(
      new PutObjectCommand({ Bucket: 'documents', Key: 'k', Body: scan, ContentType: 'text/html' }),
    );
    const url = await getSignedUrl(
      client as never,
      new GetObjectCommand({
        Bucket: 'documents',
        Key: 'k',
        ResponseContentDisposition,
        ResponseContentType: 'application/pdf',
      }) as never,
      { expiresIn: 60 },
    );
    client.destroy();
    return url;
  };

  it('gives the bytes under the name and type that were signed', async () => {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent('नोट.pdf')}`;
    const url = await download(disposition);
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': disposition,
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(scan)).toBe(true);
  });

  it('is refused when the name was changed, when it has expired, and for another method', async () => {
    const url = await download('attachment');
    expect((await fetch(url.replace('attachment', 'inline'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    ahead = 61_000;
    expect((await fetch(url)).status).toBe(403);
  });

  it('says that a header cannot carry Devanagari, as S3 does', async () => {
    const response = await fetch(await download('attachment; filename="नोट.pdf"'));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('ISO-8859-1');
  });
});
