import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mustBeSound } from '../../shared/domain/directory.ts';
import {
  chainKey,
  divisionKey,
  type Key,
  officeKey,
  officeListKey,
  officePostKey,
  officeUnitKey,
  policyKey,
  postConditions,
  postKey,
  subjectHeadKey,
  subjectKey,
  unitKey,
} from '../../shared/store/keys.ts';
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
    ...people.map((person) => ({ ...subjectKey(person.subject), entity: person })),
    ...subjectHeads.map((head) => ({ ...subjectHeadKey(head.officeId, head.id), entity: head })),
    ...chains.map((chain) => ({ ...chainKey(chain.officeId, chain.id), entity: chain })),
    ...divisions.map((division) => ({
      ...divisionKey(division.officeId, division.effectiveFrom ?? '', division.id),
      entity: division,
    })),
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
