import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { table } from '../../shared/store/table.ts';

/** Every item of the table, in order of the keys: what a refusal must leave as it is. */
export async function tableOf({ tableName }: { tableName: string }) {
  const items: Record<string, unknown>[] = [];
  let after: Record<string, unknown> | undefined;
  do {
    const page = await table.send(
      new ScanCommand({ TableName: tableName, ...(after && { ExclusiveStartKey: after }) }),
    );
    items.push(...(page.Items ?? []));
    after = page.LastEvaluatedKey;
  } while (after);
  return items.sort((a, b) => (`${a.pk}\n${a.sk}` < `${b.pk}\n${b.sk}` ? -1 : 1));
}
