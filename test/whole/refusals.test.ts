/** Every kind of bad input, sent to a running installation as it stands, with every byte of storage compared. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { importJWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataDirectory } from '../../infra/local/dataDirectory.ts';
import { freeFirstPort } from '../../infra/local/ports.ts';
import { sampleDistrict, sampleUsers } from '../../infra/local/sampleDistrict.ts';
import { openSignInStore } from '../../infra/local/signIn/signInStore.ts';
import { signingKeys } from '../../infra/local/signIn/signingKeys.ts';
import { ApiProblem, type Client } from '../../shared/api/client.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { badPdfs, onePagePdf } from '../support/pdf.ts';

const data = mkdtempSync(join(tmpdir(), 'patravali-refusals-'));
let product: Installation;
let dynamo: DynamoDBClient;
let s3: S3Client;
let rajasv1: Client;
let aavak: Client;
let file: { id: string; version: number };

beforeAll(async () => {
  product = await startInstallation(data, await freeFirstPort());
  const { region, dynamoDbUrl, s3Url } = product.address;
  const { accessKeyId, secretAccessKey } = JSON.parse(
    readFileSync(dataDirectory(data).credentials, 'utf8'),
  );
  const credentials = { accessKeyId, secretAccessKey };
  dynamo = new DynamoDBClient({ endpoint: dynamoDbUrl, region, credentials });
  s3 = new S3Client({ endpoint: s3Url, region, credentials });
  [rajasv1, aavak] = await Promise.all([product.as('rajasv1'), product.as('aavak')]);
  const opened = await rajasv1.createFile({
    body: {
      subject: { hi: 'सीमांकन प्रकरण' },
      headId: sampleDistrict.subjectHeads[0]?.id ?? '',
    },
  });
  file = { id: opened.body.file.id, version: opened.body.version };
  await settled();
});

afterAll(async () => {
  dynamo.destroy();
  s3.destroy();
  await product.stop();
  rmSync(data, { recursive: true, force: true });
});

/** JSON with its keys in order: the engine gives attributes in any. */
const steady = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each && typeof each === 'object' && !Array.isArray(each) && !ArrayBuffer.isView(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** Every item of the table, but for those of one upload that is refused on record. */
async function items(except?: string): Promise<string[]> {
  const found: string[] = [];
  let from: Record<string, never> | undefined;
  do {
    const page = await dynamo.send(
      new ScanCommand({ TableName: product.address.tableName, ExclusiveStartKey: from }),
    );
    for (const item of page.Items ?? []) {
      const own = except && item.pk?.S === except;
      // The answer that is kept for a repeated request belongs to the reservation, and so does its debt.
      const reply = item.pk?.S?.startsWith('IDEM#');
      if (!own && !(except && reply)) {
        const told = createHash('sha256').update(steady(item)).digest('hex');
        found.push(`${item.pk?.S} ${item.sk?.S} ${told}`);
      }
    }
    from = page.LastEvaluatedKey as never;
  } while (from);
  return found.sort();
}

const bucketNames = () =>
  readdirSync(join(dataDirectory(data).objects)).length > 0
    ? (['quarantine', 'documents', 'audit'] as const)
    : [];

/** Every object of every bucket with its SHA-256. */
async function objects(): Promise<string[]> {
  const found: string[] = [];
  for (const kind of bucketNames()) {
    const Bucket = bucketOf(kind);
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket }));
    expect(IsTruncated).toBe(false);
    for (const { Key } of Contents) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
      found.push(`${kind}/${Key} ${createHash('sha256').update(bytes).digest('hex')}`);
    }
  }
  return found.sort();
}
const bucketOf = (kind: string) => `patravali-dev-${kind}-000000000000-${product.address.region}`;

const stored = async (except?: string) => ({
  items: await items(except),
  objects: await objects(),
});

/** Waits until no effect of a write is owed any more, so that nothing moves by itself. */
async function settled(): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; await wait(100)) {
    if (!(await items()).some((item) => item.startsWith('OUT#'))) return;
  }
  throw new Error('Effects stay owed.');
}

async function refusalOf(act: Promise<unknown>): Promise<ApiProblem> {
  try {
    await act;
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

/** A token like those of the installation's own sign-in, with what is wrong put in. */
async function tokenWith(wrong: {
  expired?: true;
  issuer?: string;
  client?: string;
}): Promise<string> {
  const store = openSignInStore(dataDirectory(data).signIn);
  const [key] = await signingKeys(store, Date.now());
  store.database.close();
  const { issuer, clientId, scopes } = product.address;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    token_use: 'access',
    client_id: wrong.client ?? clientId,
    scope: scopes.join(' '),
  })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .setIssuer(wrong.issuer ?? issuer)
    .setSubject(sampleUsers.find(({ username }) => username === 'rajasv1')?.subject ?? '')
    .setIssuedAt(now - 600)
    .setExpirationTime(wrong.expired ? now - 300 : now + 300)
    .sign(await importJWK(key, 'RS256'));
}

function post(path: string, init: RequestInit & { token?: string }): Promise<Response> {
  const { token, ...rest } = init;
  return fetch(new URL(path, product.address.apiUrl), {
    method: 'POST',
    ...rest,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      ...(token && { authorization: `Bearer ${token}` }),
      ...rest.headers,
    },
  });
}

const body = JSON.stringify({
  subject: { hi: 'नस्ती' },
  headId: sampleDistrict.subjectHeads[0]?.id,
});

describe('a sign-in that does not hold', () => {
  const cases: [string, () => Promise<string | undefined>, string][] = [
    ['no token', async () => undefined, 'not-signed-in'],
    ['a token that is none', async () => 'nonsense', 'not-signed-in'],
    ['an expired token', () => tokenWith({ expired: true }), 'session-expired'],
    ['another issuer', () => tokenWith({ issuer: 'https://other.example' }), 'not-signed-in'],
    ['another audience', () => tokenWith({ client: 'other' }), 'not-signed-in'],
  ];
  it.each(cases)('%s', async (_, token, code) => {
    const before = await stored();
    const sent = await token();
    const answer = await post('/v1/files', { body, ...(sent && { token: sent }) });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ type: `/problems/${code}` });
    expect(await stored()).toEqual(before);
  });

  it('and the same token with nothing wrong is let in', async () => {
    const answer: Response = await post('/v1/files', { body, token: await tokenWith({}) });
    expect(answer.status).toBe(201);
    await settled();
  });
});

describe('a request that must not change anything', () => {
  const note = { paragraphs: ['टीप'] };
  const cases: [
    string,
    string,
    (its: { sthapna1: Client; tehsildar: Client }) => Promise<unknown>,
  ][] = [
    [
      'someone else’s file, of the same office',
      'file-not-with-you',
      ({ sthapna1 }) => sthapna1.createNote({ params: { fileId: file.id }, body: note }),
    ],
    [
      'a file of another office',
      'not-found',
      ({ tehsildar }) => tehsildar.createNote({ params: { fileId: file.id }, body: note }),
    ],
    [
      'an unknown id',
      'not-found',
      () =>
        rajasv1.createNote({ params: { fileId: 'fil_01K00000000000000000000009' }, body: note }),
    ],
    [
      'a stale version',
      'stale-version',
      () =>
        rajasv1.sendFile({
          params: { fileId: file.id },
          body: { to: postOf('Superintendent (Revenue)') },
          version: file.version + 7,
        }),
    ],
    [
      'a blank note',
      'validation',
      () => rajasv1.createNote({ params: { fileId: file.id }, body: { paragraphs: ['  \n '] } }),
    ],
    [
      'a note of zero-width characters',
      'validation',
      () =>
        rajasv1.createNote({
          params: { fileId: file.id },
          body: { paragraphs: ['\u200b\u200d\u2060'] },
        }),
    ],
    [
      'unknown fields',
      'validation',
      () =>
        rajasv1.createNote({
          params: { fileId: file.id },
          body: { paragraphs: ['टीप'], by: 'collector' } as never,
        }),
    ],
    [
      'an oversize upload',
      'too-large',
      () => aavak.createUpload({ body: announced({ bytes: 300 * 1024 * 1024 }) }),
    ],
    ['an empty upload', 'validation', () => aavak.createUpload({ body: announced({ bytes: 0 }) })],
    [
      'a mistyped upload',
      'validation',
      () => aavak.createUpload({ body: announced({ mediaType: 'image/svg+xml' as never }) }),
    ],
  ];
  it.each(cases)('%s', async (_, code, act) => {
    const [sthapna1, tehsildar] = await Promise.all([
      product.as('sthapna1'),
      product.as('tehsildar'),
    ]);
    const before = await stored();
    expect((await refusalOf(act({ sthapna1, tehsildar }))).problem.type).toBe(`/problems/${code}`);
    expect(await stored()).toEqual(before);
  });

  it('a body that is not JSON', async () => {
    const before = await stored();
    const answer = await post('/v1/files', { body: '{"subject":', token: await tokenWith({}) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ type: '/problems/malformed' });
    expect(await stored()).toEqual(before);
  });

  it('a double send: one movement, and both callers get its one answer', async () => {
    const opened = await rajasv1.createFile({ body: JSON.parse(body) });
    const { id } = opened.body.file;
    const ask = () =>
      rajasv1.sendFile(
        {
          params: { fileId: id },
          body: { to: postOf('Superintendent (Revenue)') },
          version: opened.body.version,
        },
        { idempotencyKey: 'one-and-the-same-send' },
      );
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(second.body).toEqual(first.body);
    await settled();
    const before = await stored();
    expect((await ask()).replayed).toBe(true);
    const late = refusalOf(
      rajasv1.sendFile({
        params: { fileId: id },
        body: { to: postOf('Superintendent (Revenue)') },
        version: opened.body.version,
      }),
    );
    expect((await late).problem.type).toBe('/problems/file-not-with-you');
    expect(await stored()).toEqual(before);
  });
});

const announced = (more: object) => ({
  name: 'patra.pdf',
  mediaType: 'application/pdf' as const,
  bytes: 10,
  sha256: 'a'.repeat(64),
  ...more,
});
const postOf = (en: string) =>
  sampleDistrict.posts.find(({ designation }) => designation.en === en)?.id ?? '';

describe('an upload that is not what it was announced to be', () => {
  async function reserve(bytes: Buffer, mediaType: 'application/pdf' | 'image/png') {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { body: upload } = await aavak.createUpload({
      body: { name: 'patra', mediaType, bytes: bytes.length, sha256 },
    });
    const { 'content-length': _byFetch, ...headers } = upload.put.headers;
    const put = (sent: Buffer, more: Record<string, string> = {}) =>
      fetch(upload.put.url, { method: 'PUT', headers: { ...headers, ...more }, body: sent });
    return { documentId: upload.documentId, put };
  }

  it('is refused by storage itself when bytes, length or type differ from what was signed', async () => {
    const bytes = onePagePdf();
    const { documentId, put } = await reserve(bytes, 'application/pdf');
    const before = await stored();
    const other = Buffer.from(bytes);
    other[20] = (other[20] ?? 0) ^ 1;
    for (const answer of [
      await put(other),
      await put(bytes.subarray(1)),
      await put(bytes, { 'content-type': 'image/png' }),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    expect(await stored()).toEqual(before);
    expect((await aavak.getDocument({ params: { documentId } })).body.state).toBe('reserved');
  });

  it.each([
    [
      'a PDF that is not one',
      Buffer.from('this is no PDF at all'),
      'application/pdf',
      'wrong-type',
    ],
    ['an encrypted PDF', badPdfs.encrypted(), 'application/pdf', 'pdf-encrypted'],
    ['a PDF without pages', badPdfs.noPages(), 'application/pdf', 'empty'],
    [
      'a picture that is torn',
      Buffer.from('\x89PNG\r\n\x1a\n torn', 'latin1'),
      'image/png',
      'image-damaged',
    ],
  ] as const)(
    '%s is refused on record, and nothing of it is kept',
    async (_, bytes, type, code) => {
      const upload = await reserve(Buffer.from(bytes), type);
      const { documentId } = upload;
      const before = await stored(documentId);
      expect((await upload.put(Buffer.from(bytes))).status).toBe(200);
      const state = async () => (await aavak.getDocument({ params: { documentId } })).body;
      for (const end = Date.now() + 30_000; (await state()).state === 'reserved'; await wait(100)) {
        if (Date.now() > end) throw new Error('The upload was never looked at.');
      }
      expect(await state()).toMatchObject({
        state: 'refused',
        refusal: { type: `/problems/${code}` },
      });
      // It is on record as refused before its bytes go.
      for (const end = Date.now() + 10_000; Date.now() < end; await wait(100)) {
        if ((await objects()).length === before.objects.length) break;
      }
      expect(await stored(documentId)).toEqual(before);
    },
  );
});
