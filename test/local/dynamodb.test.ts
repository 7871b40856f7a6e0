import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startEngineProcess } from '../../infra/local/dynamodb/engineProcess.ts';
import { findEngine, MissingEngine } from '../../infra/local/dynamodb/findEngine.ts';
import { TableChangeRefused } from '../../infra/local/dynamodb/reconcileTables.ts';
import { expiredSql } from '../../infra/local/dynamodb/recordsFile.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/startDynamoDb.ts';
import type {
  DynamoDbOptions,
  RunningDynamoDb,
  StreamRecord,
  TableSpec,
} from '../../infra/local/dynamodb/types.ts';

const REGION = 'ap-south-1';
const KEYS = { accessKeyId: 'installationkey', secretAccessKey: 'installation-secret' };
const DAY_MS = 24 * 3_600_000;

const records: TableSpec = {
  TableName: 'records',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: ['pk', 'sk', 'custodian'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byCustodian',
      KeySchema: [{ AttributeName: 'custodian', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
  TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
};

const seconds = (ms: number) => String(Math.floor(ms / 1000));
const key = (pk: string, sk = '1') => ({ pk: { S: pk }, sk: { S: sk } });

let dir: string;
let ends: (() => unknown)[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'patravali-dynamodb-'));
  ends = [];
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(dir, { recursive: true, force: true });
});

async function start(more: Partial<DynamoDbOptions> = {}): Promise<RunningDynamoDb> {
  const running = await startDynamoDb({
    dir,
    host: '127.0.0.1',
    port: 0,
    region: REGION,
    secretOf: (id) => (id === KEYS.accessKeyId ? KEYS.secretAccessKey : undefined),
    tables: [records],
    ...more,
  });
  ends.push(() => running.close());
  return running;
}

function clientOf(endpoint: string, credentials = KEYS, maxAttempts = 5): DynamoDBClient {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials, maxAttempts });
  ends.push(() => client.destroy());
  return client;
}

const put = (client: DynamoDBClient, pk: string, more: Record<string, AttributeValue> = {}) =>
  client.send(new PutItemCommand({ TableName: 'records', Item: { ...key(pk), ...more } }));

const get = async (client: DynamoDBClient, pk: string) =>
  (await client.send(new GetItemCommand({ TableName: 'records', Key: key(pk) }))).Item;

/** A request as a program without our keys would send it. */
function raw(
  url: string,
  options: http.RequestOptions,
  body = '',
): Promise<{ status: number; headers: http.IncomingHttpHeaders; text: string }> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent: false, ...options }, (reply) => {
      let text = '';
      reply.setEncoding('utf8');
      reply.on('data', (chunk) => {
        text += chunk;
      });
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, headers: reply.headers, text }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** The engines that hold a file in this folder open, by process id. */
function enginesOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return (
          readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('dynoxide') &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
        );
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await condition()) return;
    await delay(50);
  }
  throw new Error('What the test waits for does not happen.');
}

const plan = (database: DatabaseSync, sql: string, ...values: (string | number)[]) =>
  database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values)
    .map((row) => String(row.detail))
    .join('\n');

describe('the endpoint', () => {
  it('serves a request that is signed with a key of the installation', async () => {
    const { url, engine } = await start();
    const client = clientOf(url);
    await put(client, 'FILE#1', { subject: { S: 'भूमि अभिलेख' } });
    expect((await get(client, 'FILE#1'))?.subject).toEqual({ S: 'भूमि अभिलेख' });
    expect(engine).toBe('embedded');
  });

  it('refuses a wrong secret, an unknown key and another region', async () => {
    const { url } = await start();
    await expect(
      put(clientOf(url, { ...KEYS, secretAccessKey: 'another' }), 'a'),
    ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(
      put(clientOf(url, { ...KEYS, accessKeyId: 'stranger' }), 'a'),
    ).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const elsewhere = new DynamoDBClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: KEYS,
    });
    ends.push(() => elsewhere.destroy());
    await expect(put(elsewhere, 'a')).rejects.toThrow();
    expect(await get(clientOf(url), 'a')).toBeUndefined();
  });

  it('refuses an unsigned request, and one whose body was changed after signing', async () => {
    const { url } = await start();
    const target = { 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const unsigned = await raw(url, { headers: target }, '{}');
    expect(unsigned.status).toBe(400);
    expect(unsigned.text).toContain('MissingAuthenticationTokenException');

    const client = clientOf(url);
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = JSON.stringify({
          TableName: 'records',
          Item: key('forged'),
        });
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await expect(put(client, 'honest')).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    expect(await get(clientOf(url), 'forged')).toBeUndefined();
  });

  it('gives web pages nothing: no foreign host name, no CORS permission, no page at all', async () => {
    const { url } = await start();
    const port = new URL(url).port;
    const rebound = await raw(url, { headers: { host: `evil.example:${port}` } }, '{}');
    expect(rebound.status).toBe(403);
    const preflight = await raw(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(404);
    expect(Object.keys(preflight.headers).join()).not.toContain('access-control');

    const client = clientOf(url);
    let headers: Record<string, string> = {};
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { headers: Record<string, string> }).headers.origin =
          'https://evil.example';
        return next(args);
      },
      { step: 'build' },
    );
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        headers = (result.response as { headers: Record<string, string> }).headers;
        return result;
      },
      { step: 'deserialize', priority: 'high' },
    );
    await put(client, 'a');
    expect(headers['x-amzn-requestid']).toBeTruthy();
    expect(Object.keys(headers).join()).not.toContain('access-control');
  });

  it('refuses a request of more than 17 MB with a status, announced or not', async () => {
    const { url } = await start();
    const body = 'x'.repeat(17 * 1024 * 1024 + 1);
    const announced = await raw(url, { headers: { 'content-length': body.length } }).catch(
      (error: Error) => ({ status: error.message }),
    );
    expect(announced.status).toBe(413);
    const chunked = await raw(url, { headers: { 'transfer-encoding': 'chunked' } }, body).catch(
      (error: Error) => ({ status: error.message }),
    );
    // The rest of the body is not read, so a sender that does not listen while it sends may see a broken pipe.
    expect([413, 'write EPIPE', 'read ECONNRESET', 'socket hang up']).toContain(chunked.status);
    await put(clientOf(url), 'still served');
  });

  it('tells which condition of a transaction failed and what stood there', async () => {
    const { url } = await start();
    const client = clientOf(url);
    await put(client, 'HEAD', { seq: { N: '7' } });
    const attempt = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'records', Item: key('EVENT#8') } },
          {
            Update: {
              TableName: 'records',
              Key: key('HEAD'),
              UpdateExpression: 'SET seq = :next',
              ConditionExpression: 'seq = :seen',
              ExpressionAttributeValues: { ':next': { N: '7' }, ':seen': { N: '6' } },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            },
          },
        ],
      }),
    );
    await expect(attempt).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { ...key('HEAD'), seq: { N: '7' } } },
      ],
    });
    expect(await get(client, 'EVENT#8')).toBeUndefined();
  });
});

describe('the tables', () => {
  const { GlobalSecondaryIndexes, StreamSpecification, TimeToLiveSpecification, ...bare } = {
    ...records,
    AttributeDefinitions: records.AttributeDefinitions.slice(0, 2),
  };

  it('gain the indexes, stream and time to live that a later template asks for', async () => {
    const first = await start({ tables: [bare] });
    await put(clientOf(first.url), 'FILE#1', { custodian: { S: 'POST#1' } });
    expect(() => first.streamOf('records')).toThrow('has no stream');
    await first.close();

    const byState = {
      IndexName: 'byState',
      KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    };
    const grown = {
      ...records,
      AttributeDefinitions: [
        ...records.AttributeDefinitions,
        { AttributeName: 'state', AttributeType: 'S' },
      ],
      GlobalSecondaryIndexes: [...(records.GlobalSecondaryIndexes ?? []), byState],
    };
    const second = await start({ tables: [grown] });
    const client = clientOf(second.url);
    const found = await client.send(
      new QueryCommand({
        TableName: 'records',
        IndexName: 'byCustodian',
        KeyConditionExpression: 'custodian = :post',
        ExpressionAttributeValues: { ':post': { S: 'POST#1' } },
      }),
    );
    expect(found.Items?.map((item) => item.pk?.S)).toEqual(['FILE#1']);
    await put(client, 'FILE#2', {
      state: { S: 'open' },
      expiresAt: { N: seconds(Date.now() - 5_000) },
    });
    expect(await second.streamOf('records').read(undefined, 10)).toHaveLength(1);
    expect(await second.sweepExpired()).toBe(1);
    await second.close();

    const third = await start({ tables: [grown] });
    expect(await get(clientOf(third.url), 'FILE#1')).toBeDefined();
  });

  it('refuse another key in one sentence, and leave no engine running', async () => {
    const first = await start();
    await first.close();
    const turned = {
      ...records,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    };
    const refusal = await start({ tables: [turned] }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TableChangeRefused);
    expect(String(refusal)).toMatch(/records .*pk \(HASH, S\) and sk \(RANGE, S\).*cannot change/);
    const otherIndex = {
      ...records,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byCustodian',
          KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    };
    await expect(start({ tables: [otherIndex] })).rejects.toThrow(/byCustodian.*another name/);
    expect(enginesOf(dir)).toEqual([]);
  });
});

describe('a stream', () => {
  const keysOf = (batch: StreamRecord[]) =>
    batch.map((record) => String(record.dynamodb.Keys.pk?.S));
  const last = (batch: StreamRecord[]) => batch.at(-1)?.dynamodb.SequenceNumber;

  it('gives the changes in order, in the shape of Lambda, and goes on after a restart', async () => {
    const first = await start();
    const client = clientOf(first.url);
    for (const n of [1, 2, 3, 4, 5]) await put(client, `F${n}`);
    await put(client, 'F5', { bytes: { B: new Uint8Array([0, 255]) } });
    const stream = first.streamOf('records');
    const batch = await stream.read(undefined, 2);
    expect(keysOf(batch)).toEqual(['F1', 'F2']);
    const more = await stream.read(last(batch), 2);
    expect(keysOf(more)).toEqual(['F3', 'F4']);
    // A batch that failed is read again, the same.
    expect(await stream.read(last(batch), 2)).toEqual(more);
    await first.close();

    const second = await start();
    const resumed = second.streamOf('records');
    const rest = await resumed.read(last(more), 10);
    expect(keysOf(rest)).toEqual(['F5', 'F5']);
    expect(rest[1]).toMatchObject({
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      awsRegion: REGION,
      eventSourceARN: resumed.arn,
      dynamodb: {
        Keys: key('F5'),
        OldImage: key('F5'),
        NewImage: { ...key('F5'), bytes: { B: 'AP8=' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    expect(resumed.arn).toMatch(
      /^arn:aws:dynamodb:ap-south-1:000000000000:table\/records\/stream\//,
    );
    expect(new Set([...batch, ...more, ...rest].map((record) => record.eventID)).size).toBe(6);
    expect(await resumed.read(last(rest), 10)).toEqual([]);
    await put(clientOf(second.url), 'F6');
    expect(keysOf(await resumed.read(last(rest), 10))).toEqual(['F6']);
  });

  it('splits what does not fit into one Lambda event', async () => {
    const { url, streamOf } = await start();
    const client = clientOf(url);
    for (let n = 0; n < 18; n++) await put(client, `BIG${n}`, { text: { S: 'x'.repeat(390_000) } });
    const seen: string[] = [];
    let after: string | undefined;
    for (;;) {
      const batch = await streamOf('records').read(after, 1_000);
      if (batch.length === 0) break;
      expect(JSON.stringify(batch).length).toBeLessThan(6 * 1024 * 1024);
      seen.push(...keysOf(batch));
      after = last(batch);
    }
    expect(seen).toEqual(Array.from({ length: 18 }, (_, n) => `BIG${n}`));
  });

  it('costs a writer and a reader the same however long it is', async () => {
    const { url, close } = await start();
    await put(clientOf(url), 'a');
    await close();
    const file = new DatabaseSync(join(dir, 'records.sqlite'), { readOnly: true });
    ends.push(() => file.close());
    // Both are the engine's own words. "Covering" shows that it takes the last entry and does not look through all.
    expect(
      plan(
        file,
        'SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?1',
        'records',
      ),
    ).toMatch(
      /^SEARCH _stream_records USING COVERING INDEX patravali_stream_sequence \(table_name=\?\)$/,
    );
    expect(
      plan(
        file,
        'SELECT event_name FROM _stream_records WHERE table_name = ?1 AND shard_id = ?2 AND CAST(sequence_number AS INTEGER) > ?3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT ?4',
        'records',
        'shard',
        1,
        10,
      ),
    ).toBe(
      'SEARCH _stream_records USING INDEX patravali_stream_sequence (table_name=? AND <expr>>?)',
    );
  });

  it('drops after a day what every consumer has noted, and nothing else', async () => {
    let clock = Date.now();
    const { url, streamOf, trimStreams } = await start({ now: () => clock });
    const client = clientOf(url);
    for (const n of [1, 2, 3, 4]) await put(client, `F${n}`);
    const relay = streamOf('records', 'relay');
    const search = streamOf('records', 'search');
    const all = await relay.read(undefined, 10);
    const sequence = (n: number) => all[n - 1]?.dynamodb.SequenceNumber ?? '';

    relay.checkpointed(sequence(4));
    search.checkpointed(sequence(2));
    expect(await trimStreams()).toBe(0); // all of it is young
    clock += DAY_MS + 60_000;
    expect(streamOf('records', 'search')).toBe(search);
    const late = streamOf('records', 'late');
    expect(await trimStreams()).toBe(0); // a consumer that has not spoken yet holds everything
    late.checkpointed(sequence(3));
    expect(await trimStreams()).toBe(2);
    expect(keysOf(await late.read(undefined, 10))).toEqual(['F3', 'F4']);
    expect(keysOf(await search.read(sequence(2), 10))).toEqual(['F3', 'F4']);

    search.checkpointed(sequence(4));
    late.checkpointed(sequence(4));
    expect(await trimStreams()).toBe(1);
    // The last one stays, or the engine would count from 1 again and every consumer would miss what follows.
    await put(client, 'F5');
    expect(keysOf(await relay.read(sequence(4), 10))).toEqual(['F5']);
  });

  it('drops thousands of old records in steps', async () => {
    let clock = Date.now();
    const running = await start({ now: () => clock });
    await put(clientOf(running.url), 'first');
    const file = new DatabaseSync(join(dir, 'records.sqlite'), { timeout: 5_000 });
    ends.push(() => file.close());
    file.exec(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
      INSERT INTO _stream_records (table_name, event_name, keys_json, sequence_number, shard_id, created_at)
      SELECT table_name, event_name, keys_json, CAST(i AS TEXT), shard_id, created_at FROM n, _stream_records LIMIT 2499`);
    running.streamOf('records').checkpointed('2500');
    clock += DAY_MS + 60_000;
    expect(await running.trimStreams()).toBe(2_499);
  });
});

describe('time to live', () => {
  it('ends items after their time through the stream, and only those', async () => {
    const { url, streamOf, sweepExpired, close } = await start();
    const client = clientOf(url);
    const now = Date.now();
    await put(client, 'past', { expiresAt: { N: seconds(now - 10_000) } });
    await put(client, 'future', { expiresAt: { N: seconds(now + 600_000) } });
    await put(client, 'ancient', { expiresAt: { N: seconds(now - 6 * 365 * DAY_MS) } });
    await put(client, 'text', { expiresAt: { S: seconds(now - 10_000) } });
    await put(client, 'none');
    expect(await sweepExpired()).toBe(1);
    expect(await sweepExpired()).toBe(0);
    expect(await get(client, 'past')).toBeUndefined();
    for (const pk of ['future', 'ancient', 'text', 'none'])
      expect(await get(client, pk)).toBeDefined();
    const changes = await streamOf('records').read(undefined, 100);
    expect(changes.at(-1)).toMatchObject({
      eventName: 'REMOVE',
      dynamodb: { Keys: key('past') },
    });
    await close();

    const file = new DatabaseSync(join(dir, 'records.sqlite'), { readOnly: true });
    ends.push(() => file.close());
    expect(plan(file, expiredSql('records', ['pk', 'sk'], 'expiresAt'), 0, 1, 10)).toBe(
      'SEARCH records USING INDEX patravali_expiry_records (<expr>>? AND <expr><?)',
    );
  });

  it('deletes 500 items a call at most, and the rest in the next calls', async () => {
    const { url, sweepExpired } = await start();
    await put(clientOf(url), 'model', { expiresAt: { N: seconds(Date.now() - 10_000) } });
    const file = new DatabaseSync(join(dir, 'records.sqlite'), { timeout: 5_000 });
    ends.push(() => file.close());
    file.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 549)
      INSERT INTO records (pk, sk, item_json, item_size, hash_prefix)
      SELECT 'S:copy' || i, sk, replace(item_json, 'model', 'copy' || i), item_size, hash_prefix
      FROM n, (SELECT * FROM records)`);
    expect(await sweepExpired()).toBe(500);
    expect(await sweepExpired()).toBe(50);
  });

  it('leaves an item alone whose time was put off after the sweep saw it', async () => {
    const { url, sweepExpired } = await start();
    const client = clientOf(url);
    const past = seconds(Date.now() - 10_000);
    for (let n = 0; n < 40; n++) await put(client, `S${n}`, { expiresAt: { N: past } });
    const sweeping = sweepExpired();
    const putOff = Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        client
          .send(
            new UpdateItemCommand({
              TableName: 'records',
              Key: key(`S${n}`),
              UpdateExpression: 'SET expiresAt = :later',
              ConditionExpression: 'attribute_exists(pk)',
              ExpressionAttributeValues: { ':later': { N: seconds(Date.now() + 600_000) } },
            }),
          )
          .then(
            () => `S${n}`,
            () => undefined,
          ),
      ),
    );
    const [deleted, kept] = await Promise.all([sweeping, putOff]);
    const saved = kept.filter((pk) => pk !== undefined);
    expect(deleted + saved.length).toBe(40);
    for (const pk of saved) expect(await get(client, pk)).toBeDefined();
  });
});

describe('another engine, named by the operator', () => {
  it('is served through the same door, and swept by looking through it in slices', async () => {
    const found = findEngine({ path: '' });
    if (found.kind !== 'embedded') throw new Error('The bundled engine was not found.');
    const other = await startEngineProcess({
      binary: found.binary,
      databasePath: join(dir, 'other.sqlite'),
      warn: () => undefined,
    });
    ends.push(() => other.close());
    const externalEndpoint = (await other.whenUp(1_000)).href;
    const unused = join(dir, 'unused');
    const { url, engine, sweepExpired, streamOf } = await start({ externalEndpoint, dir: unused });
    expect(engine).toBe('external');
    const client = clientOf(url);
    await put(client, 'past', { expiresAt: { N: seconds(Date.now() - 10_000) } });
    await put(client, 'future', { expiresAt: { N: seconds(Date.now() + 600_000) } });
    for (let n = 0; n < 5; n++) await put(client, `plain${n}`);
    await expect(
      put(clientOf(url, { ...KEYS, secretAccessKey: 'another' }), 'a'),
    ).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(await sweepExpired()).toBe(1);
    expect(await get(client, 'past')).toBeUndefined();
    expect(await get(client, 'future')).toBeDefined();
    expect((await streamOf('records').read(undefined, 100)).at(-1)?.eventName).toBe('REMOVE');
    expect(readdirSync(dir)).not.toContain('unused');
  });

  it('is taken before a program on the PATH, and that before the bundled one', () => {
    const folder = join(dir, 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'dynoxide'), '#!/bin/sh\n');
    expect(findEngine({ path: folder }).kind === 'embedded').toBe(true);
    expect(findEngine({ path: folder })).not.toEqual({
      kind: 'embedded',
      binary: join(folder, 'dynoxide'),
    });
    chmodSync(join(folder, 'dynoxide'), 0o755);
    expect(findEngine({ path: `/nowhere:${folder}` })).toEqual({
      kind: 'embedded',
      binary: join(folder, 'dynoxide'),
    });
    expect(findEngine({ path: folder, externalEndpoint: 'http://127.0.0.1:8000' }).kind).toBe(
      'external',
    );
    expect(() => findEngine({ externalEndpoint: '127.0.0.1:8000' })).toThrow(
      'PATRAVALI_DYNAMODB_ENDPOINT must be',
    );
    expect(() => findEngine({ path: '', bundled: '@dynoxide/nowhere/dynoxide' })).toThrow(
      MissingEngine,
    );
    expect(() => findEngine({ path: '', bundled: '@dynoxide/nowhere/dynoxide' })).toThrow(
      'PATRAVALI_DYNAMODB_ENDPOINT',
    );
  });
});

describe('the engine', () => {
  it('that cannot start says why', async () => {
    writeFileSync(join(dir, 'records.sqlite'), 'This is no database.'.repeat(100));
    await expect(start()).rejects.toThrow(
      /could not start with .*records\.sqlite: .*not a valid SQLite database.*disk has space/s,
    );
    expect(enginesOf(dir)).toEqual([]);
  });

  it('ends when its parent is killed with -9', async () => {
    const parent: ChildProcess = spawn(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const { startDynamoDb } = await import(${JSON.stringify(new URL('../../infra/local/dynamodb/startDynamoDb.ts', import.meta.url).href)});
         const running = await startDynamoDb(${JSON.stringify({ dir, host: '127.0.0.1', port: 0, region: REGION, tables: [records] })});
         process.stdout.write('up');`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    ends.push(() => {
      parent.kill('SIGKILL');
    });
    await new Promise((resolve) => parent.stdout?.once('data', resolve));
    expect(enginesOf(dir)).toHaveLength(1);
    parent.kill('SIGKILL');
    await until(() => enginesOf(dir).length === 0);
  });

  it('that is killed with -9 comes back, and no acknowledged write is lost', async () => {
    const warnings: string[] = [];
    const { url, streamOf } = await start({ warn: (sentence) => warnings.push(sentence) });
    const client = clientOf(url);
    const acknowledged: string[] = [];
    let stop = false;
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let n = 0; !stop; n++) {
        const pk = `W${writer}-${n}`;
        await put(client, pk, { custodian: { S: `POST#${writer}` } }).then(
          () => acknowledged.push(pk),
          () => undefined,
        );
      }
    });
    for (let round = 0; round < 3; round++) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 20);
      const [pid] = enginesOf(dir);
      if (pid === undefined) throw new Error('No engine is running.');
      process.kill(pid, 'SIGKILL');
    }
    const before = acknowledged.length;
    await until(() => acknowledged.length > before + 20);
    stop = true;
    await Promise.all(writers);
    expect(warnings).toHaveLength(3);
    expect(warnings[0]).toContain('died and is restarted');

    const present = new Set<string | undefined>();
    let from: Record<string, AttributeValue> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName: 'records', ExclusiveStartKey: from, ConsistentRead: true }),
      );
      for (const item of page.Items ?? []) present.add(item.pk?.S);
      from = page.LastEvaluatedKey;
    } while (from);
    expect(acknowledged.filter((pk) => !present.has(pk))).toEqual([]);

    const streamed = new Set<string | undefined>();
    let after: string | undefined;
    for (;;) {
      const batch = await streamOf('records').read(after, 500);
      if (batch.length === 0) break;
      for (const record of batch) streamed.add(String(record.dynamodb.Keys.pk?.S));
      after = batch.at(-1)?.dynamodb.SequenceNumber;
    }
    expect(acknowledged.filter((pk) => !streamed.has(pk))).toEqual([]);
    expect(enginesOf(dir)).toHaveLength(1);
  });

  it('that stays away makes the endpoint answer with an error that is tried again', async () => {
    const { url } = await start();
    const client = clientOf(url, KEYS, 1);
    await put(client, 'a');
    const [pid] = enginesOf(dir);
    rmSync(join(dir, 'records.sqlite'), { force: true });
    for (const journal of ['records.sqlite-wal', 'records.sqlite-shm'])
      rmSync(join(dir, journal), { force: true });
    mkdirSync(join(dir, 'records.sqlite'));
    process.kill(pid ?? 0, 'SIGKILL');
    await until(() =>
      put(client, 'b').then(
        () => false,
        (error: { $metadata?: { httpStatusCode?: number } }) =>
          error.$metadata?.httpStatusCode === 503,
      ),
    );
    rmSync(join(dir, 'records.sqlite'), { recursive: true });
    await until(() =>
      get(client, 'b').then(
        () => true,
        (error: Error) => error.name === 'ResourceNotFoundException',
      ),
    );
  });
});
