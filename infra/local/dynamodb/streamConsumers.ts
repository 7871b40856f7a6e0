import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EngineClient } from './engineClient.ts';
import type { TableDescription } from './reconcileTables.ts';
import type { RecordsFile } from './recordsFile.ts';
import { StreamReader } from './tableStreams.ts';

/** How long DynamoDB keeps a stream record. */
const STREAM_LIFE_MS = 24 * 3_600_000;
/** Trimming steps in one go, so that the first one after a long pause does not keep the machine busy for minutes. */
const TRIM_STEPS = 40;

/** The streams of all tables, each with its consumers. */
export class Streams {
  readonly #engine: EngineClient;
  readonly #region: string;
  readonly #tables: ReadonlyMap<string, TableDescription>;
  readonly #file: RecordsFile | undefined;
  readonly #now: () => number;
  readonly #readers = new Map<string, Map<string, StreamReader>>();

  constructor(
    engine: EngineClient,
    region: string,
    tables: ReadonlyMap<string, TableDescription>,
    file: RecordsFile | undefined,
    now: () => number,
  ) {
    this.#engine = engine;
    this.#region = region;
    this.#tables = tables;
    this.#file = file;
    this.#now = now;
  }

  of(tableName: string, consumer = 'default'): StreamReader {
    const table = this.#tables.get(tableName);
    if (!table?.LatestStreamArn) throw new Error(`The table ${tableName} has no stream.`);
    const readers = this.#readers.get(tableName) ?? new Map<string, StreamReader>();
    this.#readers.set(tableName, readers);
    const reader =
      readers.get(consumer) ??
      new StreamReader({
        engine: this.#engine,
        region: this.#region,
        tableName,
        engineArn: table.LatestStreamArn,
        label: table.LatestStreamLabel ?? table.LatestStreamArn.split('/stream/').at(-1) ?? '',
      });
    readers.set(consumer, reader);
    return reader;
  }

  /** Only what all consumers of a table have noted may go; a consumer that has not spoken yet holds everything. */
  async trim(): Promise<number> {
    const before = Math.floor((this.#now() - STREAM_LIFE_MS) / 1000);
    let total = 0;
    if (!this.#file) return total;
    for (const [tableName, readers] of this.#readers) {
      const checkpoints = [...readers.values()].map((reader) => reader.checkpoint);
      if (!checkpoints.every((checkpoint) => checkpoint !== undefined)) continue;
      const safe = leastOf(checkpoints);
      for (let step = 0; step < TRIM_STEPS; step++) {
        const { dropped, more } = this.#file.trim(tableName, safe, before);
        total += dropped;
        if (!more) break;
        await nextTurn();
      }
    }
    return total;
  }
}

/** `Math.min` for numbers of any length, which sequence numbers may be. */
const leastOf = (numbers: bigint[]): bigint =>
  numbers.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? 0n;
