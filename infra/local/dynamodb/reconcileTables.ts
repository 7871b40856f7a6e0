import { setTimeout as delay } from 'node:timers/promises';
import { type EngineClient, EngineError } from './engineClient.ts';
import type { AttributeDefinition, IndexSpec, KeyElement, TableSpec } from './types.ts';

/** What the engine says of a table. */
export interface TableDescription {
  TableStatus: string;
  KeySchema: KeyElement[];
  AttributeDefinitions: AttributeDefinition[];
  GlobalSecondaryIndexes?: (IndexSpec & { IndexStatus?: string })[];
  StreamSpecification?: { StreamEnabled?: boolean; StreamViewType?: string };
  LatestStreamArn?: string;
  LatestStreamLabel?: string;
}

/** The template asks for something that cannot be done to a table that holds records. */
export class TableChangeRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TableChangeRefused';
  }
}

const POLL_MS = 25;
/** An index over a large table is filled before it is active; this long, in milliseconds, is waited for that. */
const ACTIVE_LIMIT_MS = 15 * 60_000;

/**
 * Makes the engine's table what the template says: creates it, or adds to the one that is there the indexes, stream
 * and time to live that it lacks. Nothing is ever taken away; an index that the template no longer has stays.
 * @throws {TableChangeRefused} when a key or the kind of stream has changed, which no table can follow.
 */
export async function reconcileTable(
  engine: EngineClient,
  spec: TableSpec,
): Promise<TableDescription> {
  const existing = await describe(engine, spec.TableName);
  if (existing) {
    refuseKeyChange(spec, existing);
    await addIndexes(engine, spec, existing);
    await addStream(engine, spec, existing);
  } else {
    await create(engine, spec);
  }
  const table = await untilActive(engine, spec.TableName);
  await settleTimeToLive(engine, spec);
  return table;
}

async function describe(
  engine: EngineClient,
  tableName: string,
): Promise<TableDescription | undefined> {
  try {
    const reply = await engine.call<{ Table: TableDescription }>('DescribeTable', {
      TableName: tableName,
    });
    return reply.Table;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'ResourceNotFoundException')
      return undefined;
    throw error;
  }
}

async function create(engine: EngineClient, spec: TableSpec): Promise<void> {
  const viewType = spec.StreamSpecification?.StreamViewType;
  try {
    await engine.call('CreateTable', {
      TableName: spec.TableName,
      KeySchema: spec.KeySchema,
      AttributeDefinitions: spec.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      ...(spec.GlobalSecondaryIndexes?.length && {
        GlobalSecondaryIndexes: spec.GlobalSecondaryIndexes.map(bareIndex),
      }),
      ...(spec.LocalSecondaryIndexes?.length && {
        LocalSecondaryIndexes: spec.LocalSecondaryIndexes.map(bareIndex),
      }),
      ...(viewType && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
      }),
    });
  } catch (error) {
    // A reply that was lost and asked for again: the table is there.
    if (!(error instanceof EngineError && error.code === 'ResourceInUseException')) throw error;
  }
}

async function addIndexes(
  engine: EngineClient,
  spec: TableSpec,
  existing: TableDescription,
): Promise<void> {
  const present = new Map(existing.GlobalSecondaryIndexes?.map((i) => [i.IndexName, i]));
  for (const index of spec.GlobalSecondaryIndexes ?? []) {
    const old = present.get(index.IndexName);
    if (old) {
      refuseIndexChange(spec, index, old, existing);
      continue;
    }
    // DynamoDB makes one index at a time.
    await engine.call('UpdateTable', {
      TableName: spec.TableName,
      AttributeDefinitions: attributesOf(index, spec),
      GlobalSecondaryIndexUpdates: [{ Create: bareIndex(index) }],
    });
    await untilActive(engine, spec.TableName);
  }
}

async function addStream(
  engine: EngineClient,
  spec: TableSpec,
  existing: TableDescription,
): Promise<void> {
  const wanted = spec.StreamSpecification?.StreamViewType;
  if (!wanted) return;
  const present = existing.StreamSpecification;
  if (!present?.StreamEnabled) {
    await engine.call('UpdateTable', {
      TableName: spec.TableName,
      StreamSpecification: { StreamEnabled: true, StreamViewType: wanted },
    });
  } else if (present.StreamViewType !== wanted) {
    throw new TableChangeRefused(
      `The stream of table ${spec.TableName} holds ${present.StreamViewType} and the template asks for ${wanted}: ` +
        'the kind of a stream cannot change while consumers still read it.',
    );
  }
}

async function settleTimeToLive(engine: EngineClient, spec: TableSpec): Promise<void> {
  const wanted = timeToLiveAttribute(spec);
  const { TimeToLiveDescription: present } = await engine.call<{
    TimeToLiveDescription?: { TimeToLiveStatus?: string; AttributeName?: string };
  }>('DescribeTimeToLive', { TableName: spec.TableName });
  const enabled = present?.TimeToLiveStatus?.startsWith('ENABL')
    ? present.AttributeName
    : undefined;
  if (enabled === wanted) return;
  const set = (attribute: string, on: boolean) =>
    engine.call('UpdateTimeToLive', {
      TableName: spec.TableName,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: on },
    });
  if (enabled !== undefined) await set(enabled, false);
  if (wanted !== undefined) await set(wanted, true);
}

/** The attribute that holds the end of an item's life, or undefined when the table's items live for ever. */
export function timeToLiveAttribute(spec: TableSpec): string | undefined {
  const { Enabled = true, AttributeName } = spec.TimeToLiveSpecification ?? {};
  return Enabled ? AttributeName : undefined;
}

async function untilActive(engine: EngineClient, tableName: string): Promise<TableDescription> {
  const deadline = Date.now() + ACTIVE_LIMIT_MS;
  while (Date.now() < deadline) {
    const table = await describe(engine, tableName);
    const indexes = table?.GlobalSecondaryIndexes ?? [];
    if (
      table?.TableStatus === 'ACTIVE' &&
      indexes.every((index) => (index.IndexStatus ?? 'ACTIVE') === 'ACTIVE')
    )
      return table;
    await delay(POLL_MS);
  }
  throw new Error(`The table ${tableName} did not become active.`);
}

function refuseKeyChange(spec: TableSpec, existing: TableDescription): void {
  const before = keyText(existing.KeySchema, existing.AttributeDefinitions);
  const after = keyText(spec.KeySchema, spec.AttributeDefinitions);
  if (before === after) return;
  throw new TableChangeRefused(
    `Table ${spec.TableName} was made with the key ${before} and the template asks for ${after}: the key of a table ` +
      'cannot change, so restore the template or start with an empty data folder.',
  );
}

function refuseIndexChange(
  spec: TableSpec,
  wanted: IndexSpec,
  present: IndexSpec,
  existing: TableDescription,
): void {
  const before = indexText(present, existing.AttributeDefinitions);
  const after = indexText(wanted, spec.AttributeDefinitions);
  if (before === after) return;
  throw new TableChangeRefused(
    `Index ${wanted.IndexName} of table ${spec.TableName} was made as ${before} and the template asks for ${after}: ` +
      'an index cannot change, so give the new one another name.',
  );
}

const keyText = (keys: KeyElement[], attributes: AttributeDefinition[]): string =>
  [...keys]
    // HASH before RANGE, however the template lists them.
    .sort((a, b) => a.KeyType.localeCompare(b.KeyType))
    .map(({ AttributeName, KeyType }) => {
      const type = attributes.find((a) => a.AttributeName === AttributeName)?.AttributeType;
      return `${AttributeName} (${KeyType}, ${type})`;
    })
    .join(' and ');

const indexText = (index: IndexSpec, attributes: AttributeDefinition[]): string => {
  const { ProjectionType = 'ALL', NonKeyAttributes = [] } = index.Projection;
  const projection = [ProjectionType, ...NonKeyAttributes.toSorted()].join(' ');
  return `${keyText(index.KeySchema, attributes)} with ${projection}`;
};

const bareIndex = ({ IndexName, KeySchema, Projection }: IndexSpec): IndexSpec => ({
  IndexName,
  KeySchema,
  Projection,
});

/** UpdateTable wants the definitions of the new index's keys and of nothing that no key uses. */
const attributesOf = (index: IndexSpec, spec: TableSpec): AttributeDefinition[] => {
  const keys = new Set([...spec.KeySchema, ...index.KeySchema].map((key) => key.AttributeName));
  return spec.AttributeDefinitions.filter(({ AttributeName }) => keys.has(AttributeName));
};
