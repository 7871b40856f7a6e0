import { createHash } from 'node:crypto';
import { type EngineClient, EngineError } from './engineClient.ts';
import type { StreamRecord, TableStream } from './types.ts';

/** The account that every name in the embedded default carries. */
export const LOCAL_ACCOUNT = '000000000000';
/** Lambda takes 6 MB in one event; the records of one read stay well below, in DynamoDB's own count of bytes. */
const BATCH_BYTES = 4 * 1024 * 1024;
const MOST_RECORDS = 1_000;

export interface StreamSource {
  engine: EngineClient;
  region: string;
  tableName: string;
  /** The stream's name as the engine knows it. */
  engineArn: string;
  /** The part of the name that tells this stream from an earlier one of the same table. */
  label: string;
}

interface Shard {
  ShardId: string;
  SequenceNumberRange?: { StartingSequenceNumber?: string };
}

type EngineRecord = Omit<StreamRecord, 'eventSourceARN' | 'eventSource'>;

/** Where the next read starts: an iterator of the engine that stands behind the record `after`. */
interface Position {
  after: string | undefined;
  shardId: string;
  iterator: string;
}

/** Reads one table's stream for one consumer, keeping the engine's iterator between reads. */
export class StreamReader implements TableStream {
  readonly arn: string;
  readonly #source: StreamSource;
  #shards: Shard[] | undefined;
  #position: Position | undefined;
  #checkpoint: bigint | undefined;

  constructor(source: StreamSource) {
    this.#source = source;
    const { region, tableName, label } = source;
    this.arn = `arn:aws:dynamodb:${region}:${LOCAL_ACCOUNT}:table/${tableName}/stream/${label}`;
  }

  /** The last sequence number that the consumer has said to be safe, or undefined before it said anything. */
  get checkpoint(): bigint | undefined {
    return this.#checkpoint;
  }

  checkpointed(sequence: string): void {
    const said = BigInt(sequence);
    if (this.#checkpoint === undefined || said > this.#checkpoint) this.#checkpoint = said;
  }

  async read(afterSequence: string | undefined, limit: number): Promise<StreamRecord[]> {
    const most = Math.max(1, Math.min(MOST_RECORDS, Math.trunc(limit)));
    const remembered = this.#position?.after === afterSequence ? this.#position : undefined;
    this.#position = undefined;
    try {
      return await this.#readFrom(remembered ?? (await this.#seek(afterSequence)), most);
    } catch (error) {
      // An iterator dies after 15 minutes on some engines, and a shard may have come or gone since we asked.
      if (!(error instanceof EngineError)) throw error;
      this.#shards = undefined;
      return await this.#readFrom(await this.#seek(afterSequence), most);
    }
  }

  async #readFrom(start: Position, limit: number): Promise<StreamRecord[]> {
    let position = start;
    for (;;) {
      const page = await this.#call<{ Records?: EngineRecord[]; NextShardIterator?: string }>(
        'GetRecords',
        { ShardIterator: position.iterator, Limit: limit },
      );
      const records = page.Records ?? [];
      const taken = withinBatch(records);
      if (taken.length === records.length && page.NextShardIterator)
        this.#position = {
          ...position,
          after: taken.at(-1)?.dynamodb.SequenceNumber ?? position.after,
          iterator: page.NextShardIterator,
        };
      if (taken.length > 0) return taken.map((record) => this.#lambdaRecord(record));
      if (page.NextShardIterator) return [];
      // This shard has ended for good: its successor holds what came later.
      this.#shards = undefined;
      const next = await this.#shardAfter(position.shardId);
      if (!next) return [];
      position = {
        after: position.after,
        shardId: next.ShardId,
        iterator: await this.#iterator({
          ShardId: next.ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        }),
      };
    }
  }

  async #seek(after: string | undefined): Promise<Position> {
    const shards = await this.#listShards();
    const first = shards[0];
    if (!first) throw new Error(`The stream of table ${this.#source.tableName} has no shard.`);
    const fromStart = async (): Promise<Position> => ({
      after,
      shardId: first.ShardId,
      iterator: await this.#iterator({ ShardId: first.ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    });
    if (after === undefined) return fromStart();
    const sequence = BigInt(after);
    const holder = shards.findLast(
      (shard) => BigInt(shard.SequenceNumberRange?.StartingSequenceNumber ?? 0) <= sequence,
    );
    if (!holder) return fromStart();
    try {
      const iterator = await this.#iterator({
        ShardId: holder.ShardId,
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        SequenceNumber: after,
      });
      return { after, shardId: holder.ShardId, iterator };
    } catch (error) {
      // Our place is gone, so all that is left came after it.
      if (error instanceof EngineError && error.code === 'TrimmedDataAccessException')
        return fromStart();
      throw error;
    }
  }

  async #shardAfter(shardId: string): Promise<Shard | undefined> {
    const shards = await this.#listShards();
    const index = shards.findIndex((shard) => shard.ShardId === shardId);
    return index < 0 ? shards[0] : shards[index + 1];
  }

  /** Asked once and kept: the engine reads every stream record of the table to answer it. */
  async #listShards(): Promise<Shard[]> {
    if (this.#shards) return this.#shards;
    const shards: Shard[] = [];
    let last: string | undefined;
    do {
      const { StreamDescription } = await this.#call<{
        StreamDescription: { Shards?: Shard[]; LastEvaluatedShardId?: string };
      }>('DescribeStream', {
        StreamArn: this.#source.engineArn,
        ...(last && { ExclusiveStartShardId: last }),
      });
      shards.push(...(StreamDescription.Shards ?? []));
      last = StreamDescription.LastEvaluatedShardId;
    } while (last);
    this.#shards = shards;
    return shards;
  }

  async #iterator(input: object): Promise<string> {
    const { ShardIterator } = await this.#call<{ ShardIterator: string }>('GetShardIterator', {
      StreamArn: this.#source.engineArn,
      ...input,
    });
    return ShardIterator;
  }

  #call<Reply>(operation: string, input: object): Promise<Reply> {
    return this.#source.engine.call<Reply>(operation, input, 'DynamoDBStreams_20120810');
  }

  #lambdaRecord(record: EngineRecord): StreamRecord {
    const { eventName, eventVersion, dynamodb } = record;
    return {
      // The engine counts per table; consumers take this id for unique.
      eventID: createHash('sha256')
        .update(`${this.arn} ${dynamodb.SequenceNumber}`)
        .digest('hex')
        .slice(0, 32),
      eventName,
      eventVersion,
      eventSource: 'aws:dynamodb',
      awsRegion: this.#source.region,
      dynamodb,
      eventSourceARN: this.arn,
    };
  }
}

/** The first records that fit into one Lambda event: at least one. */
function withinBatch(records: EngineRecord[]): EngineRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    bytes += record.dynamodb.SizeBytes ?? 0;
    return index > 0 && bytes > BATCH_BYTES;
  });
  return end < 0 ? records : records.slice(0, end);
}
