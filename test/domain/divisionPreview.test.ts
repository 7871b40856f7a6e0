import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chainsRerouted,
  mattersRerouted,
  type OpenChain,
  routeOf,
} from '../../shared/domain/divisionPreview.ts';
import { conflictsIn, type DivisionLine, lineFor } from '../../shared/domain/workDivision.ts';
import { post } from '../support/officers.ts';

const units = ['unt_01K0000000000000000000000A', 'unt_01K0000000000000000000000B'] as const;
const heads = ['A', 'A-1', 'A-12', 'B'];
const officers = ['deputy', 'deputy2', 'deputy3'].map((username) => post(username).id);
const line = fc
  .record(
    {
      unitId: fc.constantFrom(...units),
      head: fc.constantFrom(...heads),
      officerInCharge: fc.constantFrom(...officers),
      via: fc.subarray([...officers], { maxLength: 2 }),
      final: fc.constantFrom(...officers),
      link: fc.constantFrom(...officers),
    },
    { requiredKeys: ['officerInCharge', 'via'] },
  )
  .map((each): DivisionLine => each);
const order = fc
  .array(line, { maxLength: 6 })
  .filter((lines) => conflictsIn(lines).length === 0)
  .map((lines) => ({ lines }));

const codes = [...heads, 'A-125/7', 'A-19', 'A-3', 'B-2', 'C-1'];
const chains = [undefined, ...units].flatMap((unitId, place) =>
  codes.map(
    (headCode, index): OpenChain => ({
      approvalId: `apr_01K000000000000000000000${place}${index}-1`,
      fileId: `fil_01K000000000000000000000${place}${index}`,
      // Every third is of a confidential file.
      number: index % 3 === 0 ? null : `${place}-${index}`,
      unitId: unitId ?? null,
      headCode,
    }),
  ),
);

describe('what an order would route another way', () => {
  it('is listed exactly when the line for the matter sends it elsewhere [row 85]', () => {
    let differing = 0;
    fc.assert(
      fc.property(fc.option(order, { nil: undefined }), order, (before, after) => {
        const { chains: listed, confidential } = chainsRerouted(before, after, chains);
        let secret = 0;
        const matters = mattersRerouted(
          before,
          after,
          units.map((id) => ({ id })),
        );
        const beginnings = [...(before?.lines ?? []), ...after.lines].map(({ head = '' }) => head);
        for (const chain of chains) {
          const matter = { unitId: chain.unitId ?? undefined, headCode: chain.headCode };
          const old = routeOf(before && lineFor(before.lines, matter));
          const next = routeOf(lineFor(after.lines, matter));
          const differs = JSON.stringify(old) !== JSON.stringify(next);
          const row = listed.find(({ approvalId }) => approvalId === chain.approvalId);
          expect(row).toEqual(
            differs && chain.number !== null ? { ...chain, before: old, after: next } : undefined,
          );
          secret += Number(differs && chain.number === null);
          // The branch and beginning that speak for it say the same.
          const longest = beginnings
            .filter((head) => chain.headCode.startsWith(head))
            .reduce((one, two) => (two.length > one.length ? two : one), '');
          expect(
            matters.find(({ unitId, head }) => unitId === chain.unitId && (head ?? '') === longest),
          ).toEqual(
            differs
              ? { unitId: chain.unitId, head: longest || null, before: old, after: next }
              : undefined,
          );
          differing += Number(differs);
        }
        expect(confidential).toBe(secret);
      }),
      { numRuns: 300 },
    );
    expect(differing).toBeGreaterThan(1000);
  });

  it('is nothing under the same order, and everything that is named under the first', () => {
    const lines = [{ officerInCharge: officers[0] ?? '', via: [] }];
    expect(mattersRerouted({ lines }, { lines }, [])).toEqual([]);
    expect(mattersRerouted(undefined, { lines }, [])).toEqual([
      {
        unitId: null,
        head: null,
        before: null,
        after: { officerInCharge: officers[0], via: [], final: null, link: null },
      },
    ]);
  });
});
