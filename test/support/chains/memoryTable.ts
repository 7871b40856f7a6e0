/**
 * DynamoDB for tests that run one flow ten thousand times: the commands that the product sends, on items in memory. It
 * answers below the SDK's own retries, so that marshalling, retrying and the write door are the real ones. A state of it
 * can be kept and gone back to at no cost: partitions are never changed, only replaced.
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../../../shared/store/keys.ts';

export type Stored = Record<string, AttributeValue>;
type Partition = readonly (readonly [sk: string, item: Stored])[];
export type TableState = ReadonlyMap<string, Partition>;

interface Condition {
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Stored;
}
interface Put extends Condition {
  readonly Item: Stored;
}
interface Keyed extends Condition {
  readonly Key: Stored;
}
interface Transaction {
  readonly ClientRequestToken?: string;
  readonly TransactItems: readonly { Put?: Put; Delete?: Keyed; ConditionCheck?: Keyed }[];
}
interface Query {
  readonly IndexName?: keyof typeof tableSchema.indexes;
  readonly KeyConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Stored;
  readonly ExclusiveStartKey?: Stored;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
}

const text = (value: AttributeValue | undefined) => value?.S ?? '';
const worth = (value: AttributeValue | undefined): string | number | undefined =>
  value?.N === undefined ? value?.S : Number(value.N);

export class MemoryTable {
  #partitions: Map<string, Partition> = new Map();
  /** Transactions that were made, by the token under which the SDK repeats them. */
  #made = new Set<string>();
  /** Told of each item that was not there before: what a stream would carry. */
  inserted: (item: Stored) => void = () => undefined;

  get state(): TableState {
    return this.#partitions;
  }

  /** Goes back to a state; whoever changes the table afterwards leaves that state as it was. */
  restore(state: TableState): void {
    this.#partitions = new Map(state);
    this.#made.clear();
  }

  /** Forgets which transactions it has made, as DynamoDB does after ten minutes. */
  forgetTokens(): void {
    this.#made.clear();
  }

  *items(): Generator<Stored> {
    for (const partition of this.#partitions.values()) for (const [, item] of partition) yield item;
  }

  itemsOf(pk: string): Stored[] {
    return (this.#partitions.get(pk) ?? []).map(([, item]) => item);
  }

  put(item: Stored): void {
    const pk = text(item.pk);
    const sk = text(item.sk);
    const partition = this.#partitions.get(pk) ?? [];
    const at = place(partition, sk);
    const there = partition[at]?.[0] === sk;
    this.#partitions.set(pk, partition.toSpliced(at, there ? 1 : 0, [sk, item]));
    if (!there) this.inserted(item);
  }

  /** Carries out a command of the SDK. @throws what DynamoDB would throw */
  execute(commandName: string, input: unknown): object {
    switch (commandName) {
      case 'GetItemCommand':
        return { Item: this.#get((input as Keyed).Key) };
      case 'BatchGetItemCommand': {
        const { RequestItems } = input as { RequestItems: Record<string, { Keys: Stored[] }> };
        const found = Object.entries(RequestItems).map(([name, { Keys }]) => [
          name,
          Keys.map((key) => this.#get(key)).filter((item) => item !== undefined),
        ]);
        return { Responses: Object.fromEntries(found), UnprocessedKeys: {} };
      }
      case 'QueryCommand':
        return this.#query(input as Query);
      case 'PutItemCommand': {
        const put = input as Put;
        if (!holds(put, this.#get(put.Item))) {
          throw new ConditionalCheckFailedException({ message: 'refused', $metadata: {} });
        }
        this.put(put.Item);
        return {};
      }
      case 'DeleteItemCommand':
        this.#delete((input as Keyed).Key);
        return {};
      case 'TransactWriteItemsCommand':
        this.#transact(input as Transaction);
        return {};
      default:
        throw new Error(`The table of this test does not know ${commandName}.`);
    }
  }

  #get(key: Stored): Stored | undefined {
    const partition = this.#partitions.get(text(key.pk)) ?? [];
    const found = partition[place(partition, text(key.sk))];
    return found?.[0] === text(key.sk) ? found[1] : undefined;
  }

  #delete(key: Stored): void {
    const partition = this.#partitions.get(text(key.pk)) ?? [];
    const left = partition.filter(([sk]) => sk !== text(key.sk));
    if (left.length > 0) this.#partitions.set(text(key.pk), left);
    else this.#partitions.delete(text(key.pk));
  }

  #transact({ ClientRequestToken, TransactItems }: Transaction): void {
    if (ClientRequestToken !== undefined && this.#made.has(ClientRequestToken)) return;
    const steps = TransactItems.map(({ Put, Delete, ConditionCheck }) => {
      const condition = Put ?? Delete ?? ConditionCheck;
      if (!condition) throw new Error('The table of this test does not know this step.');
      return { condition, key: Put?.Item ?? Delete?.Key ?? ConditionCheck?.Key ?? {}, Put, Delete };
    });
    const named = new Set(steps.map(({ key }) => `${text(key.pk)}\n${text(key.sk)}`));
    if (named.size !== steps.length || steps.length > 100) {
      throw Object.assign(new Error('One item twice, or more than 100.'), {
        name: 'ValidationException',
        $fault: 'client',
      });
    }
    const held = steps.map(({ condition, key }) => holds(condition, this.#get(key)));
    if (held.includes(false)) {
      throw new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: steps.map(({ key }, index) => {
          const Item = this.#get(key);
          return held[index]
            ? { Code: 'None' }
            : { Code: 'ConditionalCheckFailed', ...(Item && { Item }) };
        }),
      });
    }
    for (const { Put, Delete } of steps) {
      if (Put) this.put(Put.Item);
      if (Delete) this.#delete(Delete.Key);
    }
    if (ClientRequestToken !== undefined) this.#made.add(ClientRequestToken);
  }

  #query({ IndexName, ...query }: Query) {
    const { KeyConditionExpression, ExpressionAttributeNames: names } = query;
    const { ExpressionAttributeValues: values, ExclusiveStartKey, Limit = 1e9 } = query;
    const [hash, sort] = IndexName ? tableSchema.indexes[IndexName].key : tableSchema.key;
    const pk = text(values[':pk']);
    const [first, rest] = KeyConditionExpression.split(' AND #sk ');
    if (first !== '#pk = :pk' || (rest === undefined && names['#sk'])) {
      const between = KeyConditionExpression.startsWith('#pk = :pk AND begins_with(#sk, :prefix)');
      if (!between) throw new Error(`Not known: ${KeyConditionExpression}`);
    }
    const within = (sk: string): boolean => {
      if (values[':prefix']) return sk.startsWith(text(values[':prefix']));
      if (values[':from']) return sk >= text(values[':from']) && sk <= text(values[':to']);
      if (!values[':after']) return true;
      return rest?.startsWith('<') ? sk < text(values[':after']) : sk > text(values[':after']);
    };
    const all = IndexName
      ? [...this.items()]
          .filter((item) => text(item[hash]) === pk)
          .sort((a, b) => (text(a[sort]) < text(b[sort]) ? -1 : 1))
      : this.itemsOf(pk);
    const ordered = query.ScanIndexForward === false ? all.toReversed() : all;
    const after = ExclusiveStartKey && text(ExclusiveStartKey[sort]);
    const matching = ordered.filter(
      (item) => within(text(item[sort])) && (after === undefined || text(item[sort]) > after),
    );
    const Items = matching.slice(0, Limit);
    const last = matching.length > Limit ? Items.at(-1) : undefined;
    return { Items, ...(last && { LastEvaluatedKey: { pk: last.pk, sk: last.sk } }) };
  }
}

/** Where a sort key stands in a partition, or would. */
function place(partition: Partition, sk: string): number {
  let low = 0;
  let high = partition.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((partition[middle]?.[0] ?? '') < sk) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether a condition holds of an item: terms joined by AND or by OR, as the product writes them. */
function holds(
  { ConditionExpression, ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Condition,
  item: Stored | undefined,
): boolean {
  if (ConditionExpression === undefined) return true;
  const term = (expression: string): boolean => {
    const absent = /^attribute_not_exists\((\w+)\)$/.exec(expression);
    if (absent) return item?.[absent[1] ?? ''] === undefined;
    const [, left = '', operator, right = ''] = /^(#?\w+) (=|<|<=) (:\w+)$/.exec(expression) ?? [];
    const one = worth(item?.[ExpressionAttributeNames[left] ?? left]);
    const other = worth(ExpressionAttributeValues[right]);
    if (operator === undefined || other === undefined) throw new Error(`Not known: ${expression}`);
    if (one === undefined || typeof one !== typeof other) return false;
    return operator === '=' ? one === other : operator === '<' ? one < other : one <= other;
  };
  return ConditionExpression.split(' OR ').some((all) => all.split(' AND ').every(term));
}
