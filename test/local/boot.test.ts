import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { dataDirectory } from '../../infra/local/dataDirectory.ts';
import { makeAssembly } from '../../infra/local/makeAssembly.ts';
import { freeFirstPort } from '../../infra/local/ports.ts';
import type { Client } from '../../shared/api/client.ts';
import { type Installation, runToEnd, startInstallation } from '../support/installation.ts';

let directory: string;
let data: string;
let port: number;
const started: Installation[] = [];

const start = async (): Promise<Installation> => {
  const installation = await startInstallation(data, port);
  started.push(installation);
  return installation;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'patravali-boot-'));
  // Built once and before the clock of any test runs.
  await makeAssembly(() => {});
}, 300_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

beforeEach(async () => {
  data = mkdtempSync(join(directory, 'data-'));
  port = await freeFirstPort();
});
afterEach(() => {
  for (const { child } of started.splice(0)) child.kill('SIGKILL');
});

/** A page of a shade of its own: small, quick to read, unlike every other. */
const scan = (shade: number): Promise<Buffer> =>
  sharp({
    create: {
      width: 400,
      height: 560,
      channels: 3,
      background: { r: 255, g: 255, b: 200 + shade },
    },
  })
    .png()
    .toBuffer();

/** Uploads a page as a portal does; resolves with the document's id once storage has acknowledged it. */
async function upload(client: Client, bytes: Buffer): Promise<string> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { body } = await client.createUpload({
    body: { name: 'page.png', mediaType: 'image/png', bytes: bytes.length, sha256 },
  });
  const { 'content-length': _, ...headers } = body.put.headers;
  const put = await fetch(body.put.url, { method: 'PUT', headers, body: new Uint8Array(bytes) });
  expect(put.status, await put.text()).toBe(200);
  return body.documentId;
}

const stateOf = async (client: Client, documentId: string) =>
  (await client.getDocument({ params: { documentId } })).body.state;

describe('npm start', () => {
  it('boots the assembly, says where everything is and lets sample people in', async () => {
    const { address, output, as, stop } = await start();
    expect(address.apiUrl).toBe(`http://127.0.0.1:${port}`);
    expect(output()).toContain(`${address.apiUrl}/v1/docs`);
    expect(output()).toContain(address.issuer);
    expect(output()).toContain('rajasv1');

    expect((await fetch(`${address.apiUrl}/v1/health`)).status).toBe(200);
    expect((await fetch(`${address.apiUrl}/v1/docs`)).headers.get('content-type')).toContain(
      'html',
    );
    expect((await fetch(`${address.apiUrl}/v1/me`)).status).toBe(401);
    const { body } = await (await as('rajasv1')).getMe({});
    expect(body.acting.designation.en).toBe('Assistant grade 2 (Revenue)');
    expect(await stop()).toBe(0);
  });

  it('binds loopback alone, and no local service takes a call that is not signed', async () => {
    const { address, stop } = await start();
    for (const url of [address.dynamoDbUrl, address.s3Url, address.statesUrl]) {
      expect(new URL(url).hostname).toBe('127.0.0.1');
      const reply = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': 'DynamoDB_20120810.ListTables',
        },
        body: '{}',
      });
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.headers.get('access-control-allow-origin')).toBeNull();
    }
    const stranger = new DynamoDBClient({
      endpoint: address.dynamoDbUrl,
      region: address.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const key = { pk: { S: 'x' }, sk: { S: 'x' } };
    await expect(
      stranger.send(new GetItemCommand({ TableName: address.tableName, Key: key })),
    ).rejects.toThrow();
    await stop();
  });

  it('keeps its secrets and records from other users of the machine', async () => {
    const { stop } = await start();
    expect(statSync(data).mode & 0o777).toBe(0o700);
    expect(statSync(dataDirectory(data).credentials).mode & 0o777).toBe(0o600);
    await stop();
  });

  it('keeps what was changed: a second start does not lay the sample district again', async () => {
    const first = await start();
    const { accessKeyId, secretAccessKey } = JSON.parse(
      readFileSync(dataDirectory(data).credentials, 'utf8'),
    );
    const connection = {
      endpoint: first.address.dynamoDbUrl,
      region: first.address.region,
      credentials: { accessKeyId, secretAccessKey },
    };
    const TableName = first.address.tableName;
    const Key = { pk: { S: 'POLICY' }, sk: { S: 'changed-by-hand' } };
    await new DynamoDBClient(connection).send(new PutItemCommand({ TableName, Item: Key }));
    const seeded = statSync(dataDirectory(data).seeded).mtimeMs;
    expect(await first.stop()).toBe(0);

    const second = await start();
    expect(second.output()).not.toContain('sample district laid');
    expect(statSync(dataDirectory(data).seeded).mtimeMs).toBe(seeded);
    const { Item } = await new DynamoDBClient({
      ...connection,
      endpoint: second.address.dynamoDbUrl,
    }).send(new GetItemCommand({ TableName, Key }));
    expect(Item).toEqual(Key);
    await second.stop();
  });
});

describe('a power cut', () => {
  it('loses no acknowledged upload and ends no sign-in, however often it comes', async () => {
    let installation = await start();
    const client = await installation.as('aavak');
    const documents: string[] = [];
    for (let round = 0; round < 4; round++) {
      // The cut comes at once after the acknowledgement: event, queue, check and reading are all still to come.
      documents.push(await upload(client, await scan(round * 2)));
      if (round % 2) documents.push(await upload(client, await scan(round * 2 + 1)));
      await installation.kill();
      installation = await start();
    }
    for (const documentId of documents) {
      await vi.waitFor(async () => expect(await stateOf(client, documentId)).toBe('read'), {
        timeout: 60_000,
        interval: 200,
      });
    }
    await installation.stop();
  }, 180_000);

  it('leaves no process behind', async () => {
    const { child, kill } = await start();
    const pids = childrenOf(child.pid!);
    expect(pids.length).toBeGreaterThan(0);
    await kill();
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5_000);
  });
});

/** All descendants of a process, through /proc. */
function childrenOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [[Number(name), parent] as const];
      } catch {
        return [];
      }
    });
  const direct = parents.filter(([, parent]) => parent === pid).map(([child]) => child);
  return direct.flatMap((child) => [child, ...childrenOf(child)]);
}

function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}

describe('what keeps it from starting is told in one sentence', () => {
  const sentence = (stderr: string) => {
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0];
  };

  it('another instance on the same data', async () => {
    const { child, stop } = await start();
    const { code, stderr } = await runToEnd('start', data, await freeFirstPort());
    expect(code).toBe(1);
    expect(sentence(stderr)).toContain(`already running on ${data} (process ${child.pid})`);
    await stop();
  });

  it('a busy port', async () => {
    const other = createServer();
    await once(other.listen(port + 2, '127.0.0.1'), 'listening');
    const { code, stderr } = await runToEnd('start', data, port);
    other.close();
    expect(code).toBe(1);
    expect(sentence(stderr)).toBe(
      `Patravali cannot start. Port ${port + 2}, meant for document upload, is in use by another program. Stop that program, or set PATRAVALI_PORT to another first port.`,
    );
  });

  it('a port that is no number', async () => {
    const { code, stderr } = await runToEnd('start', data, 'three');
    expect(code).toBe(1);
    expect(sentence(stderr)).toContain('PATRAVALI_PORT is "three"');
  });

  it('a data directory that cannot be written to', async () => {
    const { code, stderr } = await runToEnd('start', '/sys/patravali', port);
    expect(code).toBe(1);
    expect(sentence(stderr)).toContain('The data directory /sys/patravali cannot be written to.');
  });

  it('a data directory that is somebody else’s folder', async () => {
    writeFileSync(join(data, 'thesis.odt'), 'mine');
    const mode = statSync(data).mode;
    const { code, stderr } = await runToEnd('start', data, port);
    expect(code).toBe(1);
    expect(sentence(stderr)).toContain(
      `The folder ${data} holds other things already (thesis.odt).`,
    );
    expect(statSync(data).mode).toBe(mode);
  });

  it('a DynamoDB endpoint that does not answer', async () => {
    const { code, stderr } = await runToEnd('start', data, port, {
      PATRAVALI_DYNAMODB_ENDPOINT: 'http://127.0.0.1:1',
    });
    expect(code).toBe(1);
    expect(sentence(stderr)).toContain('127.0.0.1:1');
  });
});

describe('npm run reset', () => {
  it('refuses while the installation runs, then deletes what is ours and nothing else', async () => {
    const { stop } = await start();
    const refused = await runToEnd('reset', data);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('Nothing was deleted. Patravali is already running');
    await stop();

    writeFileSync(join(data, 'kept.txt'), 'mine');
    const reset = await runToEnd('reset', data);
    expect(reset).toMatchObject({ code: 0, stderr: '' });
    expect(reset.stdout).toContain('1 other things in it were left alone');
    expect(readdirSync(data)).toEqual(['kept.txt']);

    rmSync(join(data, 'kept.txt'));
    expect((await runToEnd('reset', data)).stdout).toContain('There is nothing of Patravali');
    expect(existsSync(data)).toBe(true);
  });
});
