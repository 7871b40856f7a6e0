import { BatchGetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { env } from '../env.ts';
import { type Key, tableSchema } from './keys.ts';
import { table } from './table.ts';

export type Item = Record<string, unknown>;

/** Something to read, and how to make sense of it. A damaged item throws: that is our fault, not the caller's. */
export interface Ref<T> {
  readonly key: Key;
  readonly parse: (item: Item) => T;
}
type Refs = Record<string, Ref<unknown> | undefined>;
export type Loaded<R extends Refs> = {
  [Name in keyof R]: (NonNullable<R[Name]> extends Ref<infer T> ? T : never) | undefined;
};

const named = ({ pk, sk }: Key) => `${pk}\n${sk}`;

/** Reads items by key in one strongly consistent round trip. At most 100. */
export async function getTogether(keys: readonly Key[]): Promise<(key: Key) => Item | undefined> {
  const TableName = env().TABLE_NAME;
  const found = new Map<string, Item>();
  const unique = [...new Map(keys.map((key) => [named(key), { pk: key.pk, sk: key.sk }])).values()];
  let wanted: Key[] = unique;
  for (let attempt = 0; wanted.length > 0; attempt += 1) {
    if (attempt > 5) throw new Error('The table keeps putting off part of a read.');
    // Only throttling leaves keys over, so this loop runs once.
    const { Responses, UnprocessedKeys } = await table.send(
      new BatchGetCommand({
        RequestItems: { [TableName]: { Keys: wanted as never, ConsistentRead: true } },
      }),
    );
    for (const item of Responses?.[TableName] ?? []) found.set(named(item as unknown as Key), item);
    wanted = (UnprocessedKeys?.[TableName]?.Keys ?? []) as unknown as Key[];
    if (wanted.length > 0) await new Promise((next) => setTimeout(next, 30 * 2 ** attempt));
  }
  return (key) => found.get(named(key));
}

/** Reads and parses what the references name, in one round trip. */
export async function load<R extends Refs>(refs: R): Promise<Loaded<R>> {
  const wanted = Object.entries(refs).filter(
    (entry): entry is [string, Ref<unknown>] => !!entry[1],
  );
  const item = await getTogether(wanted.map(([, { key }]) => key));
  return parsed(wanted, item) as Loaded<R>;
}

export function parsed(
  wanted: readonly (readonly [string, Ref<unknown>])[],
  item: (key: Key) => Item | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    wanted.map(([name, { key, parse }]) => {
      const found = item(key);
      return [name, found && parse(found)];
    }),
  );
}

export interface Range {
  readonly pk: string;
  readonly prefix?: string;
  /** Sort keys from (inclusive) and to (inclusive), instead of a prefix. */
  readonly between?: readonly [string, string];
  readonly limit: number;
  /** The sort key after which to go on. */
  readonly after?: string | undefined;
  readonly index?: keyof typeof tableSchema.indexes;
  readonly newestFirst?: boolean;
  /** Attributes that an item must have. What has others is read, and counts for `limit`, all the same. */
  readonly having?: Readonly<Record<string, string>>;
}
export interface Page {
  readonly items: Item[];
  /** Whether more may follow. */
  readonly more: boolean;
  /** The sort key of the last item that was looked at, where more may follow. */
  readonly lookedAt?: string;
}

/** One page of a partition, in order, in one round trip (strongly consistent on the table itself). */
export async function queryPage(range: Range): Promise<Page> {
  const { pk, prefix, between, limit, after, index, newestFirst, having = {} } = range;
  const wanted = Object.entries(having);
  const [hash, sort] = index ? tableSchema.indexes[index].key : tableSchema.key;
  const condition = between
    ? ' AND #sk BETWEEN :from AND :to'
    : after !== undefined && prefix === undefined
      ? ` AND #sk ${newestFirst ? '<' : '>'} :after`
      : prefix !== undefined
        ? ' AND begins_with(#sk, :prefix)'
        : '';
  const bySort = condition !== '';
  const { Items = [], LastEvaluatedKey } = await table.send(
    new QueryCommand({
      TableName: env().TABLE_NAME,
      ...(index ? { IndexName: index } : { ConsistentRead: true }),
      KeyConditionExpression: `#pk = :pk${condition}`,
      ExpressionAttributeNames: {
        '#pk': hash,
        ...(bySort && { '#sk': sort }),
        ...Object.fromEntries(wanted.map(([name], no) => [`#has${no}`, name])),
      } as Record<string, string>,
      ExpressionAttributeValues: {
        ':pk': pk,
        ...(between && { ':from': between[0], ':to': between[1] }),
        ...(!between && prefix === undefined && after !== undefined && { ':after': after }),
        ...(!between && prefix !== undefined && { ':prefix': prefix }),
        ...Object.fromEntries(wanted.map(([, value], no) => [`:has${no}`, value])),
      },
      ...(wanted.length > 0 && {
        FilterExpression: wanted.map((_, no) => `#has${no} = :has${no}`).join(' AND '),
      }),
      ...(!between &&
        prefix !== undefined &&
        after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
      Limit: limit,
      ...(newestFirst && { ScanIndexForward: false }),
    }),
  );
  return {
    items: Items,
    more: LastEvaluatedKey !== undefined,
    ...(LastEvaluatedKey && { lookedAt: String(LastEvaluatedKey[String(sort)]) }),
  };
}
