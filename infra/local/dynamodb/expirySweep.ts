import { type EngineClient, EngineError } from './engineClient.ts';
import type { ExpiredItem, ExpiryWindow, RecordsFile } from './recordsFile.ts';
import type { Item } from './types.ts';

/** Deletions that one sweep makes in one table at most. */
const MOST_DELETIONS = 500;
/** Deletions under way at the same time. The engine does one after the other; this hides the way there and back. */
const CONCURRENT_DELETIONS = 4;
/** Pages of a table that one sweep reads, where there is no index to ask. */
const SCAN_PAGES = 4;
const SCAN_PAGE_ITEMS = 250;
/** DynamoDB takes a time further back than this for a mistake and leaves the item alone. Five years, in seconds. */
const OLDEST_EXPIRY_S = 5 * 365 * 24 * 3600;

export interface ExpiringTable {
  tableName: string;
  keyNames: string[];
  /** The attribute with the end of the item's life, a number of seconds since 1970. */
  attribute: string;
}

/**
 * Does what DynamoDB's time to live does, which the embedded engine only takes note of: deletes items after their
 * time, through the engine, so that the stream tells of it.
 */
export class ExpirySweep {
  readonly #engine: EngineClient;
  readonly #tables: readonly ExpiringTable[];
  readonly #file: RecordsFile | undefined;
  readonly #now: () => number;
  /** Where the next look at a table without an index goes on. */
  readonly #scanFrom = new Map<string, Item | undefined>();
  #underWay: Promise<number> | undefined;

  /** @param file the engine's file with the expiry indexes, or undefined to look through the tables in slices. */
  constructor(
    engine: EngineClient,
    tables: readonly ExpiringTable[],
    file: RecordsFile | undefined,
    now: () => number,
  ) {
    this.#engine = engine;
    this.#tables = tables;
    this.#file = file;
    this.#now = now;
  }

  /** Deletes a bounded number of expired items. A call during a sweep gets that sweep's count. */
  sweep(): Promise<number> {
    this.#underWay ??= this.#sweepAll().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #sweepAll(): Promise<number> {
    const to = Math.floor(this.#now() / 1000);
    const window = { from: to - OLDEST_EXPIRY_S, to };
    let deleted = 0;
    for (const table of this.#tables) {
      const queue = await this.#expired(table, window);
      const work = async () => {
        for (let item = queue.shift(); item; item = queue.shift())
          if (await this.#delete(table, item)) deleted++;
      };
      await Promise.all(Array.from({ length: CONCURRENT_DELETIONS }, work));
    }
    return deleted;
  }

  async #expired(table: ExpiringTable, window: ExpiryWindow): Promise<ExpiredItem[]> {
    return this.#file
      ? this.#file.expired(table.tableName, table.keyNames, table.attribute, window, MOST_DELETIONS)
      : this.#scanSlice(table, window);
  }

  async #scanSlice(table: ExpiringTable, window: ExpiryWindow): Promise<ExpiredItem[]> {
    const found: ExpiredItem[] = [];
    const names = [table.attribute, ...table.keyNames].map((name, index) => [`#n${index}`, name]);
    for (let page = 0; page < SCAN_PAGES; page++) {
      const startKey = this.#scanFrom.get(table.tableName);
      const reply = await this.#engine.call<{ Items: Item[]; LastEvaluatedKey?: Item }>('Scan', {
        TableName: table.tableName,
        Limit: SCAN_PAGE_ITEMS,
        FilterExpression: '#n0 BETWEEN :from AND :to',
        ProjectionExpression: names.map(([alias]) => alias).join(', '),
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: {
          ':from': { N: String(window.from) },
          ':to': { N: String(window.to) },
        },
        ...(startKey && { ExclusiveStartKey: startKey }),
      });
      for (const item of reply.Items)
        found.push({
          key: Object.fromEntries(table.keyNames.map((name) => [name, item[name] ?? {}])),
          expiresAt: String(item[table.attribute]?.N),
        });
      this.#scanFrom.set(table.tableName, reply.LastEvaluatedKey);
      if (!reply.LastEvaluatedKey) break;
    }
    return found;
  }

  /** Whether the item went. It stays when someone has given it another time since we looked. */
  async #delete(table: ExpiringTable, item: ExpiredItem): Promise<boolean> {
    try {
      await this.#engine.call('DeleteItem', {
        TableName: table.tableName,
        Key: item.key,
        ConditionExpression: '#expiry = :seen',
        ExpressionAttributeNames: { '#expiry': table.attribute },
        ExpressionAttributeValues: { ':seen': { N: item.expiresAt } },
      });
      return true;
    } catch (error) {
      if (error instanceof EngineError && error.code === 'ConditionalCheckFailedException')
        return false;
      throw error;
    }
  }
}
