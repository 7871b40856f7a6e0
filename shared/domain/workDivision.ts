/**
 * The work-division order (कार्य विभाजन आदेश): which officer has charge of which branch and subject, by way of whom their
 * files go, who decides finally, and who is link officer for whom. It is issued anew often; each order takes effect at
 * an instant and stays as it was.
 */
import * as z from 'zod';
import type { Told } from './errors.ts';
import { Day, DivisionId, Instant, OfficeId, PostId, UnitId } from './ids.ts';
import { asciiCode, line } from './text.ts';

/** One line of the order. Without branch and head it is the office's rule for everything else. */
export const DivisionLine = z
  .strictObject({
    unitId: UnitId.optional(),
    /** The beginning of the codes of the subject heads that are meant. */
    head: asciiCode(60).optional(),
    /** प्रभारी अधिकारी. */
    officerInCharge: PostId,
    /** Posts by way of which its files go up, nearest first. */
    via: z.array(PostId).max(4),
    /** Who decides finally, where that is not left to the chain. */
    final: PostId.optional(),
    /** लिंक अधिकारी: who acts while the officer in charge is away. */
    link: PostId.optional(),
  })
  .meta({ id: 'DivisionLine' });
export type DivisionLine = z.infer<typeof DivisionLine>;

/** Lines of one order: every branch of a collectorate with ten subjects of its own. */
export const mostLines = 200;

export const DivisionInput = z
  .strictObject({
    /** As the order bears it. */
    orderNumber: line(100),
    orderDate: Day,
    lines: z.array(DivisionLine).min(1).max(mostLines),
  })
  .meta({ id: 'DivisionInput' });
export type DivisionInput = z.infer<typeof DivisionInput>;

export const WorkDivision = z
  .strictObject({
    ...DivisionInput.shape,
    id: DivisionId,
    officeId: OfficeId,
    status: z.enum(['draft', 'published', 'withdrawn']),
    /** From when it is followed; an order that a later one has overtaken stays as it was. */
    effectiveFrom: Instant.optional(),
  })
  .meta({ id: 'WorkDivision' });
export type WorkDivision = z.infer<typeof WorkDivision>;

/** What a line is looked up by. */
export interface Matter {
  readonly unitId?: string | undefined;
  readonly headCode: string;
}

const matches = (line: DivisionLine, { unitId, headCode }: Matter): boolean =>
  (line.unitId === undefined || line.unitId === unitId) && headCode.startsWith(line.head ?? '');

/** Whether a line says at least all that another says: it then goes before it. */
const within = (line: DivisionLine, other: DivisionLine): boolean =>
  (other.unitId === undefined || other.unitId === line.unitId) &&
  (line.head ?? '').startsWith(other.head ?? '');

/** The line of the order for a matter: the one that says most. Nothing when the order is silent on it. */
export function lineFor(lines: readonly DivisionLine[], matter: Matter): DivisionLine | undefined {
  const matching = lines.filter((line) => matches(line, matter));
  return matching.find((line) => matching.every((other) => within(line, other)));
}

/** Two lines, by their places in the order, that could both be meant. */
export interface Conflict {
  readonly first: number;
  readonly second: number;
}

/**
 * Pairs of lines that leave open which is meant: twice the same, or one by branch and one by head where no line says
 * which goes first. For any matter at most one line says most exactly when there is none.
 */
export function conflictsIn(lines: readonly DivisionLine[]): Conflict[] {
  return lines.flatMap((line, first) =>
    lines.slice(first + 1).flatMap((other, offset) => {
      const same = within(line, other) && within(other, line);
      const open = !same && meet(line, other) !== undefined && !settled(lines, line, other);
      return same || open ? [{ first, second: first + 1 + offset }] : [];
    }),
  );
}

/** What both lines match, unless one of them goes before the other or nothing is matched by both. */
function meet(line: DivisionLine, other: DivisionLine) {
  if (within(line, other) || within(other, line)) return undefined;
  if (line.unitId !== undefined && other.unitId !== undefined && line.unitId !== other.unitId) {
    return undefined;
  }
  const [shorter = '', longer = ''] = [line.head ?? '', other.head ?? ''].sort(
    (one, two) => one.length - two.length,
  );
  if (!longer.startsWith(shorter)) return undefined;
  return { unitId: line.unitId ?? other.unitId, head: longer };
}

/** Whether a third line says which goes first wherever both match. */
function settled(lines: readonly DivisionLine[], line: DivisionLine, other: DivisionLine): boolean {
  const both = meet(line, other);
  return lines.some((third) => third.unitId === both?.unitId && (third.head ?? '') === both?.head);
}

export const inWords = ({ first, second }: Conflict): Told => ({
  hi: `आदेश की पंक्तियाँ ${first + 1} और ${second + 1} एक ही कार्य पर लागू हो सकती हैं।`,
  en: `Lines ${first + 1} and ${second + 1} of the order could both be meant.`,
});
