import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CaseFacts,
  Condition,
  casesToldApart,
  factsNeeded,
  holds,
} from '../../shared/domain/condition.ts';

const amount = fc.integer({ min: 1, max: 9 });
const heads = ['A-', 'A-1', 'A-12', 'B-'];
const atom = fc.oneof(
  fc.record({ amountAtLeast: amount }),
  fc.record({ amountBelow: amount }),
  fc.record({ head: fc.constantFrom(...heads) }),
  fc.record({ category: fc.constantFrom('lease', 'loan') }),
);
const clause = fc.oneof(
  atom,
  fc.record({ not: atom }),
  fc.record({ any: fc.array(atom, { minLength: 1, maxLength: 3 }) }),
);
const condition = fc.oneof(
  clause,
  fc.record({ all: fc.array(clause, { minLength: 1, maxLength: 3 }) }),
) as fc.Arbitrary<Condition>;

const facts: fc.Arbitrary<CaseFacts> = fc.record({
  amount: fc.integer({ min: 0, max: 12 }),
  headCode: fc.constantFrom(...heads, 'A-125/7', 'C-9', 'A'),
  category: fc.constantFrom('lease', 'loan', 'other'),
});

describe('a condition of routing', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(condition, (written) => {
        expect(Condition.parse(JSON.parse(JSON.stringify(written)))).toEqual(written);
      }),
    );
  });

  it('looks at money, head and category', () => {
    const slab: Condition = { all: [{ amountAtLeast: 100_000 }, { not: { head: 'A-' } }] };
    expect(holds(slab, { amount: 100_000, headCode: 'B-121' })).toBe(true);
    expect(holds(slab, { amount: 99_999, headCode: 'B-121' })).toBe(false);
    expect(holds(slab, { amount: 100_000, headCode: 'A-12' })).toBe(false);
    const either: Condition = { any: [{ category: 'lease' }, { amountBelow: 5 }] };
    expect(holds(either, { amount: 5, headCode: 'B', category: 'lease' })).toBe(true);
    expect(holds(either, { amount: 5, headCode: 'B', category: 'loan' })).toBe(false);
    expect(holds(either, { amount: 4, headCode: 'B', category: 'loan' })).toBe(true);
  });

  it('is not told by silence: a case without an amount is not one of no rupees', () => {
    expect(() => holds({ amountBelow: 5 }, { headCode: 'B' })).toThrow(
      expect.objectContaining({ code: 'facts-missing' }),
    );
    expect(factsNeeded([{ all: [{ not: { amountBelow: 5 } }, { head: 'A' }] }])).toEqual([
      'amount',
    ]);
    expect(factsNeeded([{ any: [{ category: 'lease' }] }])).toEqual(['category']);
  });

  it('differs between no two cases of a kind: each case is like one of those told apart', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), facts, (all, one) => {
        const answers = (each: CaseFacts) => all.map((condition) => holds(condition, each)).join();
        expect(casesToldApart(all).map(answers)).toContain(answers(one));
      }),
      { numRuns: 2000 },
    );
  });
});
