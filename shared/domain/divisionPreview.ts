/** What would go another way under an order than under the one in force: by branch and subject head, chain by chain. */
import * as z from 'zod';
import { ApprovalId, FileId, PostId, UnitId } from './ids.ts';
import { type DivisionLine, lineFor, type Matter, type WorkDivision } from './workDivision.ts';

/** Where the files of a matter go; nothing where an order is silent. */
export const DivisionRoute = z
  .strictObject({
    officerInCharge: PostId,
    via: z.array(PostId),
    final: PostId.nullable(),
    link: PostId.nullable(),
  })
  .nullable()
  .meta({ id: 'DivisionRoute' });
export type DivisionRoute = z.infer<typeof DivisionRoute>;

/**
 * A branch and a beginning of heads' codes that go another way: it speaks for codes that begin so, and with no longer
 * beginning that either order names. Nothing: files of no branch, every other head.
 */
export const RoutedMatter = z
  .strictObject({
    unitId: UnitId.nullable(),
    head: z.string().nullable(),
    before: DivisionRoute,
    after: DivisionRoute,
  })
  .meta({ id: 'RoutedMatter' });
export type RoutedMatter = z.infer<typeof RoutedMatter>;

/** An open chain that still goes by the order, as the list of its office has it. */
export const OpenChain = z.strictObject({
  approvalId: ApprovalId,
  fileId: FileId,
  /** Nothing for a confidential file. */
  number: z.string().nullable(),
  unitId: UnitId.nullable(),
  headCode: z.string(),
});
export type OpenChain = z.infer<typeof OpenChain>;

export const ReroutedChain = z
  .strictObject({
    ...OpenChain.shape,
    number: z.string(),
    before: DivisionRoute,
    after: DivisionRoute,
  })
  .meta({ id: 'ReroutedChain' });
export type ReroutedChain = z.infer<typeof ReroutedChain>;

type Order = Pick<WorkDivision, 'lines'> | undefined;

export function routeOf(line: DivisionLine | undefined): DivisionRoute {
  if (!line) return null;
  const { officerInCharge, via, final = null, link = null } = line;
  return { officerInCharge, via, final, link };
}

/** Where a matter goes under one order and another, when they differ. */
function differing(before: Order, after: Order, matter: Matter) {
  const [old, next] = [before, after].map((order) =>
    routeOf(order && lineFor(order.lines, matter)),
  );
  if (JSON.stringify(old) === JSON.stringify(next)) return undefined;
  return { before: old ?? null, after: next ?? null };
}

/** Every matter that two orders tell apart and that goes another way. */
export function mattersRerouted(
  before: Order,
  after: Order,
  units: readonly { readonly id: string }[],
): RoutedMatter[] {
  const beginnings = new Set(
    [before, after].flatMap((order) => order?.lines ?? []).map(({ head = '' }) => head),
  );
  const heads = [...beginnings.add('')].sort();
  return [undefined, ...units.map(({ id }) => id)].flatMap((unitId) =>
    heads.flatMap((head): RoutedMatter[] => {
      const found = differing(before, after, { unitId, headCode: head });
      return found ? [{ unitId: unitId ?? null, head: head || null, ...found }] : [];
    }),
  );
}

/**
 * Open chains whose matter goes another way: the levels that they still open are asked by the order in force then. Files
 * that lie on desks without a chain are not among them: their next chain follows the order of its day. Chains of
 * confidential files are counted, and no more is said of them.
 */
export function chainsRerouted(
  before: Order,
  after: Order,
  open: readonly OpenChain[],
): { chains: ReroutedChain[]; confidential: number } {
  const chains: ReroutedChain[] = [];
  let confidential = 0;
  for (const { number, ...chain } of open) {
    const { unitId, headCode } = chain;
    const found = differing(before, after, { ...(unitId && { unitId }), headCode });
    if (!found) continue;
    if (number === null) confidential += 1;
    else chains.push({ ...chain, number, ...found });
  }
  return { chains, confidential };
}
