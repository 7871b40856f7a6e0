/** What keeps a work-division order from being published, and how the list of its office shows it. */
import * as z from 'zod';
import { Day, DivisionId, Instant } from './ids.ts';
import type { Bilingual } from './text.ts';
import { WorkDivision } from './workDivision.ts';

/** An order as the list of its office has it. */
export const DivisionRow = z
  .strictObject({
    id: DivisionId,
    orderNumber: z.string(),
    orderDate: Day,
    status: WorkDivision.shape.status,
    effectiveFrom: Instant.nullable(),
    lines: z.int().positive(),
  })
  .meta({ id: 'DivisionRow' });
export type DivisionRow = z.infer<typeof DivisionRow>;

/** What can be wrong with a line of an order, in the words that its office is told. */
export const divisionFaults = {
  'unit-unknown': {
    hi: 'वह शाखा इस कार्यालय की नहीं है',
    en: 'That branch is not one of the office',
  },
  'post-unknown': { hi: 'वह पद इस कार्यालय का नहीं है', en: 'That post is not one of the office' },
  'post-not-active': { hi: 'वह पद चालू नहीं है', en: 'That post is not active' },
  conflict: {
    hi: 'एक और पंक्ति उसी कार्य पर लागू होती है',
    en: 'Another line could be meant for the same work',
  },
} as const satisfies Record<string, Bilingual & { readonly en: string }>;

/** What is wrong with an order, by its line, counted from 1, and the field of the line. */
export const DivisionFault = z
  .strictObject({
    line: z.int().positive(),
    column: z.enum(['unitId', 'head', 'officerInCharge', 'via', 'final', 'link']),
    fault: z.enum(Object.keys(divisionFaults) as (keyof typeof divisionFaults)[]),
    /** The other line, of two that conflict. */
    with: z.int().positive().optional(),
  })
  .meta({ id: 'DivisionFault' });
export type DivisionFault = z.infer<typeof DivisionFault>;
