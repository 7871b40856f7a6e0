/** Work-division orders: the sealed record of each, the office's list, and what is followed from which instant. */
import * as z from 'zod';
import { DivisionRow } from '../domain/divisionFaults.ts';
import { OpenChain } from '../domain/divisionPreview.ts';
import { approvalPlace } from '../domain/ids.ts';
import { WorkDivision } from '../domain/workDivision.ts';
import type { Companion } from './door.ts';
import { divisionKey, openChainsPk, orderKey, ordersPk } from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordChange, recordRef, type Stored } from './recordStore.ts';

export const ref = (divisionId: string): Ref<Stored<WorkDivision>> =>
  recordRef(divisionId, WorkDivision);

/** What is followed from an instant on: an order, or one that was withdrawn before it. */
export const followedFrom = (
  officeId: string,
  instant: string,
): Ref<'published' | 'withdrawn'> => ({
  key: divisionKey(officeId, instant),
  parse: ({ status }) => z.enum(['published', 'withdrawn']).parse(status),
});

export const change = recordChange<WorkDivision>;

/**
 * What stands beside the record: its row in the office's list, and, once it is published, the order under its instant. The
 * write fails if another order came to be followed from that instant meanwhile.
 * @param slot what stood under its instant when it was read
 */
export function companions(
  order: WorkDivision,
  slot: 'published' | 'withdrawn' | undefined,
): Companion[] {
  const { id, officeId, orderNumber, orderDate, status, effectiveFrom, lines } = order;
  const row: DivisionRow = {
    id,
    orderNumber,
    orderDate,
    status,
    effectiveFrom: effectiveFrom ?? null,
    lines: lines.length,
  };
  const key = effectiveFrom && divisionKey(officeId, effectiveFrom);
  return [
    { item: { ...orderKey(officeId, id), row }, expect: 'any' },
    ...(key && status === 'published'
      ? [
          {
            item: { ...key, status, entity: order },
            expect: slot ? ({ attribute: 'status', value: slot } as const) : ('new' as const),
          },
        ]
      : []),
    // It is looked past from now on, and lapses by itself.
    ...(key && status === 'withdrawn'
      ? [{ item: { ...key, status, expiresAt: 1 }, expect: 'any' as const }]
      : []),
  ];
}

interface Slice {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Orders of an office, drafts too, newest first. */
export async function list(officeId: string, part: Slice) {
  const { items, more } = await queryPage({ pk: ordersPk(officeId), newestFirst: true, ...part });
  return {
    items: items.map(({ row }) => DivisionRow.parse(row)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

/** Open chains of an office that still go by its order: which branch and subject head each is of. */
export async function openChains(officeId: string, part: Slice) {
  const { items, more } = await queryPage({ pk: openChainsPk(officeId), index: 'gsi2', ...part });
  return {
    items: items.map(({ id, number = null, unitId = null, headCode }): OpenChain => {
      const approvalId = String(id);
      const { fileId } = approvalPlace(approvalId);
      return OpenChain.parse({ approvalId, fileId, number, unitId, headCode });
    }),
    last: more ? String(items.at(-1)?.gsi2sk) : undefined,
  };
}
