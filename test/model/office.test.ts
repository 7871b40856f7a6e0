/** The rules of files, letters and notes against a naive model of an office, by half a million random steps. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defects, type Rules, rules } from './rules.ts';
import { counter, lookThrough, newOffice, newWorld, steps } from './steps.ts';

// Refusals are most of what happens here; their stacks would be most of the time.
const { stackTraceLimit } = Error;
beforeAll(() => {
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

const runs = (under: Rules, most: number) =>
  // Sealing takes half of the time: one run in four does it.
  fc.property(steps(most), fc.nat(3), (taken, nth) => {
    const world = newWorld();
    const office = newOffice(under, nth === 0);
    fc.modelRun(() => ({ model: world, real: office }), taken);
    lookThrough(world, office);
  });
const seed = 20_260_928;
const enough = 500_000;

describe('an office by the rules, and one on paper', () => {
  it(`[invariant 1] [invariant 2] [invariant 3] [invariant 4] [invariant 12] [invariant 14] [invariant 16] [invariant 19] agree at each of ${enough} random steps`, () => {
    counter.steps = 0;
    for (let batch = 0; counter.steps < enough; batch += 1) {
      fc.assert(runs(rules, 300), { seed: seed + batch, numRuns: 500, unbiased: true });
    }
    expect(counter.steps).toBeGreaterThanOrEqual(enough);
  });

  it.each(Object.entries(defects))('differ soon when %s', (_, defect) => {
    const found = fc.check(runs({ ...rules, ...defect }, 100), {
      seed,
      numRuns: 5000,
      unbiased: true,
    });
    expect(found.failed).toBe(true);
    expect(String(found.errorInstance)).toContain('the office has');
    // Made smaller, it is an example that can be read.
    const example = String(found.counterexample).match(/"kind":"[a-z-]+"/g) ?? [];
    expect(example.length).toBeGreaterThan(1);
    expect(example.length, String(found.counterexample)).toBeLessThanOrEqual(10);
  });
});
