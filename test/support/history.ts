import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from 'vitest';
import { type Head, startOfWalk, verify, verifyHead } from '../../shared/domain/ledger.ts';
import { digest } from '../../shared/store/digest.ts';
import { fieldsOf, rawEvents, rawSealed } from '../../shared/store/fileStore.ts';
import { headKey } from '../../shared/store/keys.ts';
import { table } from '../../shared/store/table.ts';

/** The types of a record's events, in order; its head must vouch for each of them with all its texts. */
export async function historyOf(
  { tableName }: { tableName: string },
  recordId: string,
): Promise<string[]> {
  const [{ items }, { items: sealed }, { Item }] = await Promise.all([
    rawEvents(recordId, { limit: 50 }),
    rawSealed(recordId, 'other', { limit: 50 }),
    table.send(new GetCommand({ TableName: tableName, Key: headKey(recordId) })),
  ]);
  const events = items.map(({ event, hash }) => ({
    event: event as { readonly seq: number; readonly type: string },
    hash,
  }));
  const entries = events.map(({ event, hash }) => {
    const texts = sealed.find(({ eventSeq }) => eventSeq === event.seq);
    return { event, hash, fields: texts && fieldsOf(texts) };
  });
  const { walk, findings } = verify(startOfWalk, entries, recordId, digest);
  expect([...findings, ...verifyHead(walk, Item as unknown as Head)]).toEqual([]);
  return events.map(({ event }) => event.type);
}
