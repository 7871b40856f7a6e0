/** How a work-division order comes about: entered, looked over, published from an instant on, or withdrawn before it. */

import type { DivisionFault } from './divisionFaults.ts';
import { type DivisionAct, type DivisionPublishing, divisionMachine } from './divisionMachine.ts';
import type { Changed } from './document.ts';
import { check } from './machine.ts';
import type { Chart } from './resolver.ts';
import { conflictsIn, type DivisionInput, type WorkDivision } from './workDivision.ts';

type Directory = Pick<Chart, 'posts' | 'units'>;

/** Posts and branches of an order that are not there, or no longer active. */
function unknownIn({ lines }: DivisionInput, { posts, units }: Directory): DivisionFault[] {
  const known = new Map(posts.map(({ id, status }) => [id, status]));
  return lines.flatMap(({ unitId, officerInCharge, via, final, link }, index) => {
    const line = index + 1;
    const named = { officerInCharge: [officerInCharge], via, final: [final], link: [link] };
    return [
      ...(unitId !== undefined && !units.some(({ id }) => id === unitId)
        ? [{ line, column: 'unitId', fault: 'unit-unknown' } as const]
        : []),
      ...Object.entries(named).flatMap(([column, ids]): DivisionFault[] =>
        ids.flatMap((id) => {
          const status = id && known.get(id);
          if (id === undefined || status === 'active') return [];
          const fault = status === undefined ? 'post-unknown' : 'post-not-active';
          return [{ line, column: column as keyof typeof named, fault }];
        }),
      ),
    ];
  });
}

/** Everything that keeps an order from being published in its office as it is now. */
export const faultsOfDivision = (order: DivisionInput, directory: Directory): DivisionFault[] => [
  ...unknownIn(order, directory),
  ...conflictsIn(order.lines)
    .slice(0, 100)
    .map(
      ({ first, second }): DivisionFault => ({
        line: first + 1,
        column: 'head',
        fault: 'conflict',
        with: second + 1,
      }),
    ),
];

const sealed = ({ orderNumber, orderDate, lines }: DivisionInput) => ({
  orderNumber,
  orderDate,
  lines,
});

export const draftDivision = (
  input: DivisionInput,
  { id, officeId }: { id: string; officeId: string },
): Changed<WorkDivision> => ({
  record: { ...input, id, officeId, status: 'draft' },
  events: [
    {
      type: 'division-drafted',
      pub: { lines: input.lines.length },
      texts: { order: sealed(input) },
    },
  ],
});

/** Puts another text in the place of the draft. @throws division-published, division-withdrawn */
export function saveDivision(order: WorkDivision, input: DivisionInput): Changed<WorkDivision> {
  check(divisionMachine, 'save', order, {});
  return {
    record: { ...order, ...input },
    events: [
      {
        type: 'division-saved',
        pub: { lines: input.lines.length },
        texts: { order: sealed(input) },
      },
    ],
  };
}

/**
 * Publishes an order: from its instant on the levels of chains that are opened go by it. One that was published for a
 * later instant takes its place then, and whatever was routed before stays as it is.
 * @throws division-published, division-withdrawn, division-conflict, division-faulty, date-ahead, date-too-old, date-past, division-instant-taken
 */
export function publishDivision(
  order: WorkDivision,
  { directory, ...act }: Omit<DivisionPublishing, 'faults'> & { directory: Directory },
): Changed<WorkDivision> {
  const { effectiveFrom } = act;
  const faults = unknownIn(order, directory);
  check(divisionMachine, 'publish', order, { ...act, faults });
  return {
    record: { ...order, status: 'published', effectiveFrom },
    events: [
      { type: 'division-published', pub: { effectiveFrom }, texts: { order: sealed(order) } },
    ],
  };
}

/** Withdraws an order that is not followed yet. @throws division-withdrawn, division-in-force */
export function withdrawDivision(
  order: WorkDivision,
  { reason, ...act }: DivisionAct & { reason: string },
): Changed<WorkDivision> {
  check(divisionMachine, 'withdraw', order, act);
  const { effectiveFrom } = order;
  return {
    record: { ...order, status: 'withdrawn' },
    events: [
      {
        type: 'division-withdrawn',
        pub: { ...(effectiveFrom && { effectiveFrom }) },
        texts: { reason },
      },
    ],
  };
}
