import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { draftTemplate, publishTemplate } from '../../shared/domain/chainLife.ts';
import type { Template } from '../../shared/domain/chainTemplate.ts';
import { mustBeSound } from '../../shared/domain/directory.ts';
import { draftDivision, publishDivision } from '../../shared/domain/divisionLife.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { emptyHead, seal } from '../../shared/domain/ledger.ts';
import type { Chart } from '../../shared/domain/resolver.ts';
import type { WorkDivision } from '../../shared/domain/workDivision.ts';
import { digest, newSalt } from '../../shared/store/digest.ts';
import * as orders from '../../shared/store/divisionStore.ts';
import { entryItems } from '../../shared/store/entryItems.ts';
import {
  headKey,
  type Key,
  officeKey,
  officeListKey,
  officePostKey,
  officeUnitKey,
  personKey,
  policyKey,
  postConditions,
  postKey,
  subjectHeadKey,
  subjectKey,
  unitKey,
} from '../../shared/store/keys.ts';
import * as templates from '../../shared/store/templateStore.ts';
import { sampleDistrict } from './sampleDistrict.ts';

export interface SeedConnection {
  readonly endpoint: string;
  readonly region: string;
  readonly tableName: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Every directory item of the sample district, as the stores read them. @throws what `mustBeSound` refuses */
export function directoryItems(
  district: typeof sampleDistrict = sampleDistrict,
): (Key & Record<string, unknown>)[] {
  const { policy, offices, units, posts, people, subjectHeads, chains, divisions } = district;
  mustBeSound(district);
  return [
    { ...policyKey, entity: policy },
    ...offices.flatMap((office) => [
      { ...officeKey(office.id), entity: office },
      { ...officeListKey(office.id), entity: office },
    ]),
    ...units.flatMap((unit) => [
      { ...unitKey(unit.id), entity: unit },
      { ...officeUnitKey(unit.officeId, unit.id), entity: unit },
    ]),
    ...posts.flatMap((post) => [
      { ...postKey(post.id), ...postConditions(post, post.holder), entity: post },
      { ...officePostKey(post.officeId, post.id), entity: post },
    ]),
    ...people.flatMap((person) => [
      { ...subjectKey(person.subject), entity: person },
      { ...personKey(person.id), version: 1, entity: person },
    ]),
    ...subjectHeads.map((head) => ({ ...subjectHeadKey(head.officeId, head.id), entity: head })),
    ...chains.flatMap((chain) => chainItems(chain, district)),
    ...divisions.flatMap((division) => divisionItems(division, district)),
  ];
}

type Items = (Key & Record<string, unknown>)[];

/** The chart of an office of the district, without an order. */
function chartOf({ offices, posts, units }: typeof sampleDistrict, officeId: string): Chart {
  const office = offices.find(({ id }) => id === officeId);
  if (!office) throw new RangeError(officeId);
  return {
    office,
    posts: posts.filter((post) => post.officeId === officeId),
    units: units.filter((unit) => unit.officeId === officeId),
    division: undefined,
  };
}

/** A chain with its first version, and what was done to it, as if its office had published it. @throws template-faulty */
function chainItems(chain: Template, district: typeof sampleDistrict): Items {
  const { id, officeId, version: _version, status: _status, ...input } = chain;
  const { policy, divisions } = district;
  const division = divisions.find((each) => each.officeId === officeId);
  const drafted = draftTemplate(input, { id, officeId, taken: false });
  const chart = { ...chartOf(district, officeId), division };
  const { record, published, events } = publishTemplate(drafted.record, { chart, policy });
  return [
    ...laid({ record, events: [...drafted.events, ...events] }, policy.effectiveFrom),
    ...templates.companions({ record, published }, undefined).map(({ item }) => item),
  ];
}

/** An order, and what was done to it, as if its office had published it. @throws what `publishDivision` throws */
function divisionItems(division: WorkDivision, district: typeof sampleDistrict): Items {
  const { id, officeId, effectiveFrom = '', status: _status, ...input } = division;
  const drafted = draftDivision(input, { id, officeId });
  const { record, events } = publishDivision(drafted.record, {
    effectiveFrom,
    at: effectiveFrom,
    taken: false,
    directory: chartOf(district, officeId),
  });
  return [
    ...laid({ record, events: [...drafted.events, ...events] }, effectiveFrom),
    ...orders.companions(record, undefined).map(({ item }) => item),
  ];
}

/** The head of a sealed record with its history, as the write door would have put them. */
function laid(
  { record, events }: Changed<{ readonly id: string; readonly officeId: string }>,
  day: string,
): Items {
  const at = new Date(day).toISOString();
  const actor = { system: 'seed' };
  const { id, officeId } = record;
  const sealing = { office: officeId, record: id, at, actor, digest, newSalt };
  const { head, entries } = seal(emptyHead, events, sealing);
  return [
    { ...headKey(id), ...head, state: record },
    ...entries.flatMap((entry) => entryItems(id, entry)),
  ];
}

/**
 * Puts the sample district into an empty table. The directory is what the write door stands on, so it is laid
 * before the first record and not through the door.
 */
export async function seedDistrict({
  endpoint,
  region,
  tableName,
  credentials,
}: SeedConnection): Promise<void> {
  const table = DynamoDBDocumentClient.from(
    new DynamoDBClient({ endpoint, region, credentials, maxAttempts: 6 }),
    { marshallOptions: { removeUndefinedValues: true } },
  );
  const items = directoryItems();
  for (let first = 0; first < items.length; first += 25) {
    let puts = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
    while (puts.length > 0) {
      const { UnprocessedItems } = await table.send(
        new BatchWriteCommand({ RequestItems: { [tableName]: puts } }),
      );
      puts = (UnprocessedItems?.[tableName] ?? []) as typeof puts;
    }
  }
  table.destroy();
}
