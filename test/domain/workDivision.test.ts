import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  conflictsIn,
  type DivisionLine,
  inWords,
  lineFor,
  type Matter,
} from '../../shared/domain/workDivision.ts';
import { post } from '../support/officers.ts';

const units = ['unt_01K0000000000000000000000A', 'unt_01K0000000000000000000000B'] as const;
const heads = ['A', 'A-1', 'A-2', 'B'];
const officerInCharge = post('deputy').id;
const row = (unitId?: string, head?: string): DivisionLine => ({
  ...(unitId && { unitId }),
  ...(head && { head }),
  officerInCharge,
  via: [],
});
const anyLine = fc
  .tuple(fc.constantFrom(undefined, ...units), fc.constantFrom(undefined, ...heads))
  .map(([unitId, head]) => row(unitId, head));
const lines = fc.array(anyLine, { minLength: 1, maxLength: 6 });

/** Every matter that the lines above can tell apart. */
const matters: Matter[] = [...units, 'unt_01K0000000000000000000000C', undefined].flatMap(
  (unitId) =>
    [...heads, 'A-19', 'A-3', 'C'].map((headCode) => ({ ...(unitId && { unitId }), headCode })),
);

describe('a work-division order', () => {
  it('goes by the line that says most', () => {
    const [unit] = units;
    const order = [row(), row(undefined, 'A'), row(unit), row(unit, 'A')];
    expect(lineFor(order, { headCode: 'B' })).toBe(order[0]);
    expect(lineFor(order, { headCode: 'A-9' })).toBe(order[1]);
    expect(lineFor(order, { unitId: unit, headCode: 'B' })).toBe(order[2]);
    expect(lineFor(order, { unitId: unit, headCode: 'A-9' })).toBe(order[3]);
    expect(lineFor([row(unit)], { headCode: 'A' })).toBeUndefined();
  });

  it('is refused while two of its lines could both be meant [invariant 20]', () => {
    const [unit] = units;
    expect(conflictsIn([row(unit), row(undefined, 'A')])).toEqual([{ first: 0, second: 1 }]);
    expect(conflictsIn([row(unit), row(undefined, 'A'), row(unit, 'A')])).toEqual([]);
    expect(conflictsIn([row(), row(unit, 'B'), row(unit, 'B')]).map(inWords)).toEqual([
      {
        hi: 'आदेश की पंक्तियाँ 2 और 3 एक ही कार्य पर लागू हो सकती हैं।',
        en: 'Lines 2 and 3 of the order could both be meant.',
      },
    ]);
  });

  it('has no conflict exactly when every matter has one line that says most, or none [invariant 20]', () => {
    fc.assert(
      fc.property(lines, (order) => {
        const clear = matters.every((matter) => {
          const meant = order.filter(
            ({ unitId, head }) =>
              (unitId === undefined || unitId === matter.unitId) &&
              matter.headCode.startsWith(head ?? ''),
          );
          // Plain reading: one of those that are meant says all that each of the others says, and is not there twice.
          const most = meant.filter((one) =>
            meant.every(
              (other) =>
                (other.unitId === undefined || other.unitId === one.unitId) &&
                (one.head ?? '').startsWith(other.head ?? ''),
            ),
          );
          return meant.length === 0 || most.length === 1;
        });
        expect(conflictsIn(order).length === 0).toBe(clear);
      }),
      { numRuns: 5000 },
    );
  });
});
