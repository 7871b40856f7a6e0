import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
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
  if (text) text.value = kept.S === undefined ? { B: oneBit(kept.B) } : { S: oneLetter(kept.S) };
  await database.send(new PutItemCommand({ TableName, Item: altered }));
  return async () => {
    await database.send(new PutItemCommand({ TableName, Item }));
    database.destroy();
  };
}

/** A Devanagari letter becomes its neighbour, which is one byte in UTF-8: the smallest forgery that reads as a text. */
const oneLetter = (text: string): string =>
  text.replace(/[क-ह]/, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) ^ 1));

/** A long note is stored packed: one bit in the middle. */
function oneBit(packed: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = Uint8Array.from(packed);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return bytes;
}
