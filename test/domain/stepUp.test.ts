import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decision, decidesFinally, startApproval } from '../../shared/domain/approval.ts';
import { isFresh, stepUpFor } from '../../shared/domain/stepUp.ts';
import { aChain } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy } from '../support/officers.ts';

const before = (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString();
const asked = { capabilities: ['sign' as const], maxAgeSeconds: 600 };

describe('a fresh sign-in', () => {
  it.each<[Decision, 1 | 2, boolean]>([
    ['examine', 1, false],
    ['recommend', 1, false],
    ['concur', 1, false],
    ['return', 1, false],
    // What approves or ends the chain weighs as much wherever it is said.
    ['approve', 1, true],
    ['sanction', 1, true],
    ['sign', 1, true],
    ['reject', 1, true],
    ['return', 2, false],
    ['approve', 2, true],
    ['concur', 2, true],
    ['reject', 2, true],
  ])('is asked for to say “%s” at level %i of two: %s', (decision, level, weighs) => {
    const { levels } = startApproval(
      aFile(),
      aChain({ levels: aChain().levels.slice(0, 1) }),
      undefined,
      officer('rajasv1'),
      { at, policy, facts: {}, content: { hash: 'a'.repeat(64) } },
    ).approval;
    expect(decidesFinally({ levels }, { level, decision })).toBe(weighs);
  });

  it('is one within the time of the policy, by a clock that may be a minute off', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (seconds) => {
        const fresh = isFresh({ at: before(seconds) }, asked, at);
        expect(fresh).toBe(seconds <= 600 && seconds >= -60);
      }),
    );
  });

  it('is none that nobody knows of', () => {
    expect(isFresh(undefined, asked, at)).toBe(false);
  });

  it('is done in one of the ways that count, where the policy names some', () => {
    const ways = { ...asked, acr: ['urn:otp', 'urn:card'] };
    expect(isFresh({ at, acr: 'urn:card' }, ways, at)).toBe(true);
    expect(isFresh({ at, acr: 'urn:password' }, ways, at)).toBe(false);
    expect(isFresh({ at }, ways, at)).toBe(false);
    expect(isFresh({ at: before(601), acr: 'urn:card' }, ways, at)).toBe(false);
  });

  it('is asked for where the policy lists the act', () => {
    expect(stepUpFor(policy, 'decide')).toBe(policy.stepUp);
    expect(stepUpFor({ stepUp: asked }, 'decide')).toBeUndefined();
    expect(stepUpFor({}, 'sign')).toBeUndefined();
  });
});
