/** The life of a work-division order: drafted, published from an instant on, withdrawn only before it is followed. */
import { dayOf, oldestPaper } from './calendar.ts';
import { type DivisionFault, divisionFaults } from './divisionFaults.ts';
import { divisionColumns } from './divisionTable.ts';
import type { Told } from './errors.ts';
import { type Guard, joined, machineOf } from './machine.ts';
import { conflictsIn, inWords, type WorkDivision } from './workDivision.ts';

export interface DivisionAct {
  readonly at: string;
}
export interface DivisionPublishing extends DivisionAct {
  /** From when it is to be followed. */
  readonly effectiveFrom: string;
  /** What is wrong with its posts and branches. */
  readonly faults: readonly DivisionFault[];
  /** Another order is followed from that very instant. */
  readonly taken: boolean;
}
/** The line and column that is wrong, as the office's table has them. */
function faultInWords({ line, column, fault }: DivisionFault): Told {
  const { hi, en } = divisionColumns[column === 'unitId' ? 'unit' : column];
  const words = divisionFaults[fault];
  return { hi: `पंक्ति ${line}, ${hi}: ${words.hi}।`, en: `Line ${line}, ${en}: ${words.en}.` };
}

type DivisionGuard<Input> = Guard<WorkDivision, Input>;

export const divisionMachine = machineOf<WorkDivision>()({
  entity: { hi: 'कार्य विभाजन आदेश', en: 'Work-division order' },
  states: {
    draft: { label: { hi: 'प्रारूप', en: 'Draft' }, refuses: 'not-found' },
    published: { label: { hi: 'प्रकाशित', en: 'Published' }, refuses: 'division-published' },
    withdrawn: { label: { hi: 'वापस लिया गया', en: 'Withdrawn' }, refuses: 'division-withdrawn' },
  },
  transitions: {
    draft: {
      label: { hi: 'आदेश का प्रारूप बनाएँ', en: 'Draft an order' },
      from: [],
      to: ['draft'],
      guards: [],
    },
    save: {
      label: { hi: 'प्रारूप सहेजें', en: 'Save the draft' },
      from: ['draft'],
      to: [],
      guards: [],
    },
    publish: {
      label: { hi: 'आदेश प्रकाशित करें', en: 'Publish the order' },
      from: ['draft'],
      to: ['published'],
      guards: [
        {
          code: 'division-conflict',
          rule: 'For every branch and subject head one line says most.',
          refuses: ({ lines }: WorkDivision) => conflictsIn(lines).length > 0,
          detail: ({ lines }: WorkDivision) => joined(conflictsIn(lines).slice(0, 5).map(inWords)),
        } as const satisfies DivisionGuard<DivisionPublishing>,
        {
          code: 'division-faulty',
          rule: 'Its posts are active, and its posts and branches are of the office.',
          onRequest: true,
          refuses: (_order: WorkDivision, { faults }: DivisionPublishing) => faults.length > 0,
          detail: (_order: WorkDivision, { faults }: DivisionPublishing) =>
            joined(faults.slice(0, 5).map(faultInWords)),
        } as const satisfies DivisionGuard<DivisionPublishing>,
        {
          code: 'date-ahead',
          rule: 'It has been made: its date is today or before.',
          refuses: ({ orderDate }: WorkDivision, { at }: DivisionPublishing) =>
            orderDate > dayOf(at),
        } as const satisfies DivisionGuard<DivisionPublishing>,
        {
          code: 'date-too-old',
          rule: 'Its date is one that an order can bear.',
          refuses: ({ orderDate }: WorkDivision) => orderDate < oldestPaper,
        } as const satisfies DivisionGuard<DivisionPublishing>,
        {
          code: 'date-past',
          rule: 'An order takes effect now or later, never in the past.',
          onRequest: true,
          refuses: (_order: WorkDivision, { effectiveFrom, at }: DivisionPublishing) =>
            effectiveFrom < at,
        } as const satisfies DivisionGuard<DivisionPublishing>,
        {
          code: 'division-instant-taken',
          rule: 'No other order is followed from that very instant.',
          onRequest: true,
          refuses: (_order: WorkDivision, { taken }: DivisionPublishing) => taken,
        } as const satisfies DivisionGuard<DivisionPublishing>,
      ],
    },
    withdraw: {
      label: { hi: 'आदेश वापस लें', en: 'Withdraw the order' },
      from: ['draft', 'published'],
      to: ['withdrawn'],
      guards: [
        {
          code: 'division-in-force',
          rule: 'It is not followed yet: what was routed by an order stays routed by it.',
          refuses: ({ effectiveFrom }: WorkDivision, { at }: DivisionAct) =>
            effectiveFrom !== undefined && effectiveFrom <= at,
        } as const satisfies DivisionGuard<DivisionAct>,
      ],
    },
  },
});
