/**
 * `npm run bench`: ratios within one run, on this machine. Nothing here passes or fails; the table is for people. With
 * `-- chains`, `-- moving` or `-- held` approval chains alone (`chain.ts`).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { connect } from '../demo/installation.ts';
import { freeFirstPort } from '../infra/local/ports.ts';
import { sampleDistrict } from '../infra/local/sampleDistrict.ts';
import { benchChains } from './chain.ts';

/** Requests under way at once, and how long each figure is taken. */
const abreast = 8;
const seconds = 5;
const row = (what: string, ours: string, other: string, ratio: string) =>
  process.stdout.write(
    `${what.padEnd(46)} ${ours.padStart(14)} ${other.padStart(14)} ${ratio.padStart(8)}\n`,
  );

/** Median milliseconds of `act`, run `count` times after a few that do not count. */
async function medianOf(count: number, act: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = -5; round < count; round += 1) {
    const began = performance.now();
    await act(round + 5);
    if (round >= 0) times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[count >> 1] ?? 0;
}

/** How many of `act` are done a second by `lanes` that each do one after the other. */
async function perSecond(lanes: number, act: (lane: number) => Promise<unknown>): Promise<number> {
  let done = 0;
  await act(0);
  const began = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async (_, lane) => {
      while (performance.now() - began < seconds * 1000) {
        await act(lane);
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - began) / 1000);
}

async function requests(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'patravali-bench-'));
  process.env.PATRAVALI_DATA = join(folder, 'data');
  process.env.PATRAVALI_PORT = String(await freeFirstPort());
  let product: ChildProcess | undefined;
  try {
    const start = async () => {
      const began = performance.now();
      product = spawn(process.execPath, ['infra/local/start.ts'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      for await (const text of product.stdout ?? []) if (String(text).includes('READY')) break;
      const { address } = await connect();
      await (await fetch(`${address.apiUrl}/v1/health`)).text();
      return (performance.now() - began) / 1000;
    };
    const stop = async () => {
      if (!product) return;
      const ended = once(product, 'exit');
      product.kill('SIGTERM');
      await ended;
    };
    const first = await start();
    await stop();
    const second = await start();
    row('', 'patravali', 'bare', 'ratio');
    row(
      'boot to first answered request, first / again',
      `${first.toFixed(1)} s`,
      `${second.toFixed(1)} s`,
      '',
    );

    const { address, credentials, as } = await connect();
    const bare = createServer((_, response) => response.end('{"ok":true}')).listen(0, '127.0.0.1');
    await once(bare, 'listening');
    const bareUrl = `http://127.0.0.1:${(bare.address() as AddressInfo).port}/`;
    const health = await medianOf(200, async () =>
      (await fetch(`${address.apiUrl}/v1/health`)).text(),
    );
    const plain = await medianOf(200, async () => (await fetch(bareUrl)).text());
    bare.close();
    row(
      'no-op request, median',
      `${health.toFixed(2)} ms`,
      `${plain.toFixed(2)} ms`,
      (health / plain).toFixed(1),
    );

    // The same-sized transaction: nine puts and checks of about the sizes that sending a file writes.
    const { accessKeyId, secretAccessKey } = credentials;
    const engine = new DynamoDBClient({
      endpoint: address.dynamoDbUrl,
      region: address.region,
      credentials: { accessKeyId, secretAccessKey },
    });
    const put = (round: number, part: number, bytes: number) => ({
      Put: {
        TableName: address.tableName,
        Item: {
          pk: { S: `BENCH#${round}` },
          sk: { S: String(part) },
          body: { S: 'x'.repeat(bytes) },
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      },
    });
    const sizes = [700, 1500, 700, 900, 700, 400, 400, 200, 200];
    let parts = 0;
    const transactions = await perSecond(abreast, async () => {
      parts += 1;
      const round = parts;
      await engine.send(
        new TransactWriteItemsCommand({
          TransactItems: sizes.map((bytes, part) => put(round, part, bytes)),
        }),
      );
    });

    const [one, two] = [await as('rajasv1'), await as('adhikshak')];
    const postOf = (en: string) =>
      sampleDistrict.posts.find(({ designation }) => designation.en === en)?.id ?? '';
    const posts = [postOf('Superintendent (Revenue)'), postOf('Assistant grade 2 (Revenue)')];
    const files = await Promise.all(
      Array.from({ length: abreast }, async () => {
        const head = sampleDistrict.subjectHeads[0]?.id ?? '';
        const { body } = await one.createFile({ body: { subject: { hi: 'मापन' }, headId: head } });
        return { id: body.file.id, version: body.version, sends: 0 };
      }),
    );
    const sends = await perSecond(abreast, async (lane) => {
      const file = files[lane];
      if (!file) return;
      const { body } = await (file.sends % 2 === 0 ? one : two).sendFile({
        params: { fileId: file.id },
        body: { to: posts[file.sends % 2] ?? '' },
        version: file.version,
      });
      file.version = body.version;
      file.sends += 1;
    });
    row(
      `send a file, ${abreast} abreast (aim: ratio >= 0.5)`,
      `${sends.toFixed(0)} /s`,
      `${transactions.toFixed(0)} /s`,
      (sends / transactions).toFixed(2),
    );
    await stop();
    const log = await readFile(join(process.env.PATRAVALI_DATA, 'logs', 'files.log'), 'utf8').catch(
      () => '',
    );
    if (log.includes('"ERROR"'))
      process.stdout.write('The log has errors; the figures are not to be trusted.\n');
  } finally {
    product?.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

const [, , part] = process.argv;
if (part === undefined) await requests();
await benchChains(part);
