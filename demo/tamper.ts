import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { pack, unpack } from '../shared/store/packed.ts';
import type { Installation } from './installation.ts';

/**
 * Goes behind the API's back with the installation's own storage key, as somebody with the database in their
 * hands could: changes one byte of the first sealed note. Returns what puts it back.
 */
export async function alterStoredText(
  { address, credentials }: Installation,
  fileId: string,
): Promise<() => Promise<void>> {
  const { dynamoDbUrl: endpoint, region, tableName: TableName } = address;
  const { accessKeyId, secretAccessKey } = credentials;
  const database = new DynamoDBClient({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Items = [] } = await database.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :file AND begins_with(sk, :notes)',
      ExpressionAttributeValues: { ':file': { S: fileId }, ':notes': { S: 'N#' } },
      Limit: 1,
    }),
  );
  const [Item] = Items;
  const kept = Item?.fields?.M?.note?.M?.value;
  if (!Item || !kept) throw new Error('There is no sealed note to touch.');
  const altered = structuredClone(Item);
  const text = altered.fields?.M?.note?.M;
  const note = unpack(kept.S ?? kept.B) as { paragraphs: string[] };
  // One letter of the first paragraph: the smallest forgery there is.
  const forged = { ...note, paragraphs: [`${note.paragraphs[0]}ा`, ...note.paragraphs.slice(1)] };
  const packed = pack(forged);
  if (text) text.value = typeof packed === 'string' ? { S: packed } : { B: packed };
  await database.send(new PutItemCommand({ TableName, Item: altered }));
  return async () => {
    await database.send(new PutItemCommand({ TableName, Item }));
    database.destroy();
  };
}
