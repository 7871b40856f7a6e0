import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const sentences = readFileSync('docs/invariants.md', 'utf8');
const tests = globSync('test/**/*.test.ts').map((path) => readFileSync(path, 'utf8'));
const named = new Set(
  tests.flatMap((text) => [...text.matchAll(/\[invariant (\d+)\]/g)].map(([, no]) => Number(no))),
);

it('every sentence of docs/invariants.md has a test that names it, and every named one stands there', () => {
  const numbers = [...sentences.matchAll(/^\| (\d+) +\|/gm)].map(([, no]) => Number(no));
  expect(numbers.length).toBeGreaterThan(20);
  expect([...named].sort((a, b) => a - b)).toEqual(numbers);
});
