import { failedItems } from './batchAnswer.ts';
import type { EventDatabase } from './eventDatabase.ts';
import { matches, type Pattern } from './eventPattern.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Queues } from './queues.ts';

/** A change of the table as Lambda receives it. Only what the mapping itself reads is named. */
export interface ChangeRecord {
  readonly dynamodb?: { readonly SequenceNumber?: string | undefined } | undefined;
}

/** The changes of one table, oldest first. */
export interface ChangeStream {
  read(afterSequence: string | undefined, limit: number): Promise<readonly ChangeRecord[]>;
  /** Everything up to `sequence` is handled for good and may be trimmed. */
  checkpointed(sequence: string): void;
}

export interface StreamMapping {
  readonly name: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** A record reaches the function when any of these matches, or when there are none. */
  readonly filters: readonly Pattern[];
  readonly reportsFailures: boolean;
  /** Split a failing batch, so that one bad record holds up no other. */
  readonly bisects: boolean;
  /** Retries of a batch after its first failure; -1 for no end. */
  readonly retries: number;
  /** The queue told of records that were given up. */
  readonly onFailureQueue?: string;
}

export interface StreamMappingOptions {
  readonly mapping: StreamMapping;
  readonly stream: ChangeStream;
  readonly database: EventDatabase;
  readonly queues: Queues;
  readonly now: () => number;
  readonly warn: (sentence: string) => void;
  invoke(functionName: string, event: unknown): Promise<unknown>;
}

/** Records read from the stream at a time; the filter then leaves few of them. */
const READ_LIMIT = 200;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 30_000;
/** How far the position on disk may lag behind records that no filter wanted. Reading those again is harmless. */
const IDLE_CHECKPOINT_MS = 2_000;

export interface RunningStreamMapping {
  /** The table may have changed: look now. */
  wake(): void;
  stop(): Promise<void>;
}

/**
 * Feeds a table's changes to a function, in order, as Lambda's DynamoDB event source does.
 *
 * The position moves on disk only after the function has handled what lies before it, so a crash repeats records and
 * never skips any.
 */
export function startStreamMapping(options: StreamMappingOptions): RunningStreamMapping {
  const { mapping, stream, database, queues, now, warn } = options;
  let position = database.get<{ sequence: string }>(
    'select sequence from positions where mapping = ?',
    mapping.name,
  )?.sequence;
  let savedAt = 0;
  let stopping = false;
  let endPause: () => void = () => {};

  const save = (sequence: string) => {
    position = sequence;
    savedAt = now();
    database.run('insert or replace into positions values (?, ?)', mapping.name, sequence);
    stream.checkpointed(sequence);
  };

  const wanted = (record: ChangeRecord) =>
    mapping.filters.length === 0 || mapping.filters.some((filter) => matches(filter, record));

  async function turn(): Promise<boolean> {
    const records = await stream.read(position, READ_LIMIT);
    const last = sequenceOf(records.at(-1));
    if (last === undefined) return false;
    const chosen = records.filter(wanted);
    for (let start = 0; start < chosen.length && !stopping; start += mapping.batchSize) {
      await handle(chosen.slice(start, start + mapping.batchSize));
    }
    if (stopping) return false;
    if (chosen.length || now() - savedAt > IDLE_CHECKPOINT_MS) save(last);
    else position = last;
    return true;
  }

  /** Hands a batch over, again and again if need be, until each record is handled or given up. */
  async function handle(batch: readonly ChangeRecord[]): Promise<void> {
    let rest = batch;
    for (let failures = 0; rest.length > 0 && !stopping; ) {
      const failure = await offer(rest);
      if (!failure) return save(sequenceOf(rest.at(-1))!);

      if (failure.handled > 0) {
        save(sequenceOf(rest[failure.handled - 1])!);
        rest = rest.slice(failure.handled);
        failures = 0;
      }
      failures += 1;
      if (mapping.bisects && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        await handle(rest.slice(0, half));
        rest = rest.slice(half);
        failures = 0;
      } else if (mapping.retries >= 0 && failures > mapping.retries) {
        return giveUp(rest, failures, failure.reason);
      } else {
        await pause(Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS));
      }
    }
  }

  /** Undefined when the function handled the whole batch; else how many of its first records it did handle. */
  async function offer(
    batch: readonly ChangeRecord[],
  ): Promise<{ handled: number; reason: string } | undefined> {
    try {
      const reply = await options.invoke(mapping.functionName, { Records: batch });
      if (!mapping.reportsFailures) return undefined;
      const failed = failedItems(reply);
      if (!failed) return { handled: 0, reason: 'its answer is not a partial batch response' };
      if (failed.size === 0) return undefined;
      const first = batch.findIndex((record) => failed.has(sequenceOf(record) ?? ''));
      return { handled: Math.max(first, 0), reason: 'it reported the record as failed' };
    } catch (error) {
      return { handled: 0, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  function giveUp(batch: readonly ChangeRecord[], attempts: number, reason: string): void {
    const last = sequenceOf(batch.at(-1))!;
    warn(
      `${mapping.functionName} gave up ${batch.length} changes after ${attempts} attempts: ${reason}`,
    );
    const { onFailureQueue } = mapping;
    database.transaction(() => {
      if (onFailureQueue) {
        queues.send(
          onFailureQueue,
          JSON.stringify({
            requestContext: {
              functionArn: mapping.functionName,
              condition: 'RetryAttemptsExhausted',
              approximateInvokeCount: attempts,
            },
            responseContext: { statusCode: 200, functionError: reason },
            version: '1.0',
            timestamp: new Date(now()).toISOString(),
            DDBStreamBatchInfo: {
              startSequenceNumber: sequenceOf(batch[0]),
              endSequenceNumber: last,
              batchSize: batch.length,
            },
          }),
        );
      }
      save(last);
    });
  }

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const loop: Loop = startLoop({
    turn,
    onError: (error) =>
      warn(`The changes for ${mapping.functionName} are waiting: ${String(error)}`),
    quickest: 20,
  });
  return {
    wake: () => loop.wake(),
    stop() {
      stopping = true;
      endPause();
      return loop.stop();
    },
  };
}

const sequenceOf = (record: ChangeRecord | undefined): string | undefined =>
  record?.dynamodb?.SequenceNumber;
