/**
 * Events wait in the same database as the objects they tell of, so that an object is never stored without its event.
 * Each is delivered at least once: its row goes only after the receiver has taken it.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from './database.ts';
import type { S3Event, WriteReason } from './types.ts';

const BATCH = 16;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 60_000;

/** Who asked for the write that an event tells of. */
export interface EventContext {
  requestId: string;
  accessKeyId: string;
  sourceAddress: string;
  region: string;
}

export interface CreatedObject {
  bucket: string;
  key: string;
  size: number;
  etag: string;
  version: string | undefined;
  sequence: number;
  /** Milliseconds since 1970. */
  time: number;
  reason: WriteReason;
  context: EventContext;
}

export const objectCreated = (object: CreatedObject): S3Event => ({
  version: '0',
  id: randomUUID(),
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: `${new Date(object.time).toISOString().slice(0, 19)}Z`,
  region: object.context.region,
  resources: [`arn:aws:s3:::${object.bucket}`],
  detail: {
    version: '0',
    bucket: { name: object.bucket },
    object: {
      key: object.key,
      size: object.size,
      etag: object.etag,
      ...(object.version === undefined ? {} : { 'version-id': object.version }),
      sequencer: object.sequence.toString(16).toUpperCase().padStart(18, '0'),
    },
    'request-id': object.context.requestId,
    requester: object.context.accessKeyId,
    'source-ip-address': object.context.sourceAddress,
    reason: object.reason,
  },
});

export class Outbox {
  readonly #database: Database;
  readonly #deliver: (event: S3Event) => Promise<void>;
  readonly #onFault: (error: unknown) => void;
  /** The last row handed out for a first attempt. Starts before all, so a start takes up what was left. */
  #cursor = 0;
  readonly #retries = new Map<number, { attempts: number; dueAt: number }>();
  #running: Promise<void> | undefined;
  #wakeAgain = false;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    database: Database,
    deliver: (event: S3Event) => Promise<void>,
    onFault: (error: unknown) => void,
  ) {
    this.#database = database;
    this.#deliver = deliver;
    this.#onFault = onFault;
  }

  /** Adds an event. Call inside the transaction that stores the object, and {@link wake} after it. */
  add(event: S3Event): void {
    this.#database.run('insert into events(body) values(?)', JSON.stringify(event));
  }

  /** Starts delivering what is due, unless that is under way. */
  wake(): void {
    if (this.#stopped) return;
    this.#wakeAgain = true;
    this.#running ??= this.#pump().finally(() => {
      this.#running = undefined;
      if (this.#wakeAgain) this.wake();
      else this.#sleep();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wakeAgain = false;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #pump(): Promise<void> {
    this.#wakeAgain = false;
    while (!this.#stopped) {
      const ids = this.#due();
      if (ids.length === 0) return;
      await Promise.all(ids.map((id) => this.#attempt(id)));
    }
  }

  #due(): number[] {
    const now = performance.now();
    const ids = [...this.#retries].filter(([, retry]) => retry.dueAt <= now).map(([id]) => id);
    if (ids.length >= BATCH) return ids.slice(0, BATCH);
    try {
      const fresh = this.#database
        .all(
          'select id from events where id > ? order by id limit ?',
          this.#cursor,
          BATCH - ids.length,
        )
        .map((row) => row.id as number);
      this.#cursor = fresh.at(-1) ?? this.#cursor;
      return [...ids, ...fresh];
    } catch (error) {
      this.#onFault(error);
      return ids;
    }
  }

  async #attempt(id: number): Promise<void> {
    try {
      const row = this.#database.get('select body from events where id = ?', id);
      if (row) {
        await this.#deliver(JSON.parse(row.body as string) as S3Event);
        this.#database.run('delete from events where id = ?', id);
      }
      this.#retries.delete(id);
    } catch (error) {
      const attempts = (this.#retries.get(id)?.attempts ?? 0) + 1;
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
      this.#retries.set(id, { attempts, dueAt: performance.now() + pause });
      this.#onFault(error);
    }
  }

  /** Sleeps until the earliest retry. */
  #sleep(): void {
    if (this.#stopped || this.#retries.size === 0) return;
    const earliest = Math.min(...[...this.#retries.values()].map((retry) => retry.dueAt));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.max(0, earliest - performance.now()) + 1);
    this.#timer.unref();
  }
}
