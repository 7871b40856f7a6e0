import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keptUntil, type Made, printKeptDays, printState } from '../../shared/domain/print.ts';

const askedAt = '2026-11-01T05:30:00.000Z';
const day = 86_400_000;
const after = (from: string, ms: number) => new Date(Date.parse(from) + ms).toISOString();
const ready = (madeAt: string): Made => ({
  state: 'ready',
  madeAt,
  mediaType: 'application/pdf',
  bytes: 1,
  sha256: 'ab'.repeat(32),
  pages: 1,
});
const failed = (madeAt: string): Made => ({ state: 'failed', madeAt, code: 'print-failed' });

it('a print is what became of it, for a week; then it is told to be gone, whatever became of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 3 * day }),
      fc.integer({ min: 0, max: 20 * day }),
      fc.constantFrom(ready, failed),
      (making, later, ended) => {
        const made = ended(after(askedAt, making));
        const at = after(made.madeAt, later);
        const kept = later < printKeptDays * day;
        expect(printState(askedAt, made, at)).toBe(kept ? made.state : 'expired');
        expect(at < keptUntil(made.madeAt)).toBe(kept);
      },
    ),
  );
});

it('one whose row is gone is waited for no longer than it would have been kept', () => {
  expect(printState(askedAt, undefined, after(askedAt, printKeptDays * day - 1))).toBe('waiting');
  expect(printState(askedAt, undefined, after(askedAt, printKeptDays * day))).toBe('expired');
});
