/**
 * Derived data: what workers alone write, and what can be made again from the records. The only writes
 * beside the door; deployed roles can delete nothing else.
 */

import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keptUntil, type Made } from '../domain/print.ts';
import { env } from '../env.ts';
import { digest } from './digest.ts';
import type { PageRow } from './documentStore.ts';
import {
  bandKey,
  bandPk,
  type Key,
  madeKey,
  openApprovalKey,
  outboxPk,
  pageKey,
  parkedPk,
  runKey,
  sameAsKey,
  searchRowKey,
  similarKey,
  tableSchema,
  tokenKey,
  tokensPk,
  tokensPrefix,
  withdrawnKey,
} from './keys.ts';
import { type Item, queryPage } from './reading.ts';
import { table } from './table.ts';

const put = (item: Key & Item, condition: object = {}) =>
  table.send(new PutCommand({ TableName: env().TABLE_NAME, Item: item, ...condition }));
const remove = (key: Key) =>
  table.send(new DeleteCommand({ TableName: env().TABLE_NAME, Key: key }));
const get = async (key: Key): Promise<Item | undefined> =>
  (
    await table.send(
      new GetCommand({ TableName: env().TABLE_NAME, Key: key, ConsistentRead: true }),
    )
  ).Item;

/** An owed effect was done. */
export const settle = (pk: string, sk: string) => remove({ pk, sk });
/** Effects still owed in a shard, oldest first. */
export const owedIn = (shard: string, part: { limit: number; after?: string | undefined }) =>
  queryPage({ pk: outboxPk(shard), ...part });

export const savePage = (documentId: string, row: PageRow) =>
  put({ ...pageKey(documentId, row.page), ...row });

/** How the making of a print ended. The row goes when the print is no longer kept, a day before its bytes do. */
export const saveMade = (printId: string, made: Made) =>
  put({
    ...madeKey(printId),
    made,
    [tableSchema.ttl]: Math.floor(Date.parse(keptUntil(made.madeAt)) / 1000),
  });

/** Writes a row of the search index unless a newer one of the same document is there. */
export async function saveSearchRow(docKey: string, part: number, row: object & { rev: number }) {
  try {
    await put(
      { ...searchRowKey(docKey, part), ...row },
      {
        ConditionExpression: 'attribute_not_exists(pk) OR rev <= :rev',
        ExpressionAttributeValues: { ':rev': row.rev },
      },
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}

const BandRow = z.object({
  receiptId: z.string(),
  number: z.string(),
  day: z.string(),
  signature: z.string(),
});
type BandRow = z.infer<typeof BandRow>;

/** A document or letter is no longer to be read: its file was weeded. */
export const saveWithdrawn = (id: string, fileId: string) => put({ ...withdrawnKey(id), fileId });

/** Letters of an office whose scans agree in a band of their signatures. */
export async function lettersInBand(
  officeId: string,
  band: number,
  value: string,
): Promise<BandRow[]> {
  const { items } = await queryPage({ pk: bandPk(officeId, band, value), limit: 50 });
  return items.map((item) => BandRow.parse(item));
}
export const saveBand = (
  officeId: string,
  { band, value, documentId }: { band: number; value: string; documentId: string },
  row: BandRow,
) => put({ ...bandKey(officeId, band, value, documentId), ...row });
/** Letters that say nearly the same as a letter, the likest first. */
export const saveSimilar = (receiptId: string, similar: readonly object[]) =>
  put({ ...similarKey(receiptId), similar });
/** Letters that bear the same number and date and come from the same sender as a letter. */
export const saveSameAs = (receiptId: string, letters: readonly object[]) =>
  put({ ...sameAsKey(receiptId), letters });

/** Longer than any wait, which lasts thirty days at most: a token is worth nothing afterwards. Seconds. */
const tokenLife = 35 * 24 * 3600;

/**
 * Keeps the task token under which a turn of an approval is waited for. It never leaves the back end. Each wait has a row
 * of its own: a worker that was given up on and comes late takes no other's token away.
 */
export const keepToken = (approvalId: string, turn: number, token: string, at: string) =>
  put({
    ...tokenKey(approvalId, turn, digest(token).slice(0, 16)),
    token,
    [tableSchema.ttl]: Math.floor(Date.parse(at) / 1000) + tokenLife,
  });
/** The tokens under which a turn is or was waited for; without a turn, those of all turns. */
export async function tokensOf(approvalId: string, turn?: number): Promise<string[]> {
  const { items } = await queryPage({
    pk: tokensPk(approvalId),
    prefix: tokensPrefix(turn),
    limit: 200,
  });
  return items.flatMap(({ token }) => (typeof token === 'string' ? [token] : []));
}

/** Which execution drives an approval: grows by one each time it had to be started anew. */
export async function generationOf(approvalId: string): Promise<number> {
  const item = await get(runKey(approvalId));
  return typeof item?.generation === 'number' ? item.generation : 1;
}
export const keepGeneration = (approvalId: string, generation: number) =>
  put({ ...runKey(approvalId), generation });

const ParkedRow = z.object({
  pk: z.string(),
  sk: z.string(),
  fileId: z.string(),
  until: z.string(),
});
export type ParkedRow = z.infer<typeof ParkedRow>;
/** Files of a shard that were parked until `day` or one before it, those of the earliest day first. */
export async function parkedUntil(
  shard: string,
  day: string,
  { limit, after = '0' }: { limit: number; after?: string | undefined },
) {
  const { items, more } = await queryPage({
    pk: parkedPk(shard),
    // Behind it and everything of its own, before whatever comes next.
    between: [`${after}!`, `${day}#~`],
    limit,
  });
  return { items: items.map((item) => ParkedRow.parse(item)), more };
}
/** The day of a parked file has come. */
export const forgetParked = ({ pk, sk }: Pick<ParkedRow, 'pk' | 'sk'>) => remove({ pk, sk });

/** An approval that is over needs no reconciling. */
export const forgetOpenApproval = (approvalId: string) => remove(openApprovalKey(approvalId));
