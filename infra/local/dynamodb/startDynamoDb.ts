import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { engineClient } from './engineClient.ts';
import { type EngineAddress, startEngineProcess } from './engineProcess.ts';
import { type ExpiringTable, ExpirySweep } from './expirySweep.ts';
import { findEngine } from './findEngine.ts';
import { reconcileTable, type TableDescription, timeToLiveAttribute } from './reconcileTables.ts';
import { RecordsFile } from './recordsFile.ts';
import { startSignedProxy } from './signedProxy.ts';
import { Streams } from './streamConsumers.ts';
import type { DynamoDbOptions, RunningDynamoDb, TableSpec } from './types.ts';

const TRIM_EVERY_MS = 5 * 60_000;

/**
 * Serves DynamoDB on one machine: an engine that nobody else can reach, the tables of the template in it, and before
 * it an endpoint that checks signatures.
 * @throws {MissingEngine} when this machine has no engine.
 * @throws {TableChangeRefused} when the template changes a key of a table that exists.
 * @throws {Error} when the engine does not come up, with its reason, or the port is taken.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<RunningDynamoDb> {
  const { region, now = Date.now, warn = () => undefined } = options;
  const found = findEngine({ externalEndpoint: options.externalEndpoint });
  // What has been started, to be ended in the opposite order.
  const ends: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    let address: EngineAddress;
    let file: RecordsFile | undefined;
    const databasePath = join(options.dir, 'records.sqlite');
    if (found.kind === 'external') {
      await mustAnswer(found.url);
      address = { whenUp: async () => found.url };
    } else {
      mkdirSync(options.dir, { recursive: true, mode: 0o700 });
      const engine = await startEngineProcess({ binary: found.binary, databasePath, warn });
      ends.push(() => engine.close());
      address = engine;
    }
    const engine = engineClient(address, region);
    const tables = new Map<string, TableDescription>();
    for (const spec of options.tables)
      tables.set(spec.TableName, await reconcileTable(engine, spec));
    const expiring = options.tables.flatMap(expiringTable);

    if (found.kind === 'embedded') {
      file = prepareFile(databasePath, expiring, warn);
      if (file) ends.push(() => file?.close());
    }
    const streams = new Streams(engine, region, tables, file, now);
    const trimming = setInterval(
      () =>
        void streams
          .trim()
          .catch((error) => warn(`Old stream records were not dropped: ${String(error)}`)),
      TRIM_EVERY_MS,
    );
    trimming.unref();
    ends.push(() => clearInterval(trimming));

    const sweep = new ExpirySweep(engine, expiring, file, now);
    const proxy = await startSignedProxy({ ...options, engine: address });
    ends.push(() => proxy.close());
    return {
      url: proxy.url,
      engine: found.kind,
      streamOf: (tableName, consumer) => streams.of(tableName, consumer),
      sweepExpired: () => sweep.sweep(),
      trimStreams: () => streams.trim(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @throws Error naming the address at which nothing answers. */
async function mustAnswer(url: URL): Promise<void> {
  try {
    await (await fetch(url, { signal: AbortSignal.timeout(5_000) })).arrayBuffer();
  } catch (cause) {
    throw new Error(
      `Nothing answers at ${url.href}, which PATRAVALI_DYNAMODB_ENDPOINT names as the DynamoDB engine.`,
      { cause },
    );
  }
}

function expiringTable(spec: TableSpec): ExpiringTable[] {
  const attribute = timeToLiveAttribute(spec);
  const keyNames = spec.KeySchema.map((key) => key.AttributeName);
  return attribute === undefined ? [] : [{ tableName: spec.TableName, keyNames, attribute }];
}

function prepareFile(
  path: string,
  expiring: readonly ExpiringTable[],
  warn: (sentence: string) => void,
): RecordsFile | undefined {
  const file = RecordsFile.open(path);
  if (!file) {
    warn('The record store has an unknown layout: it works, but slows down as its stream grows.');
    return undefined;
  }
  try {
    file.indexStreams();
    for (const { tableName, attribute } of expiring) file.indexExpiry(tableName, attribute);
    file.becomeImpatient();
    return file;
  } catch (error) {
    file.close();
    throw error;
  }
}
