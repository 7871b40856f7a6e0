import type { MapState } from '../language.ts';
import { MAX_INLINE_CONCURRENCY } from '../limits.ts';
import type { Scope } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import type { StateOutcome } from './outcome.ts';

/** Works out the items, how many run at once and how many may fail. The iterations are started by the interpreter. */
export async function beginMap(state: MapState, scope: Scope): Promise<StateOutcome> {
  const items =
    state.Items === undefined ? scope.input : await scope.evaluate(state.Items, 'Items');
  if (!Array.isArray(items)) {
    throw new StatesError(
      'States.QueryEvaluationError',
      `The field 'Items' must be an array; it is ${JSON.stringify(items)?.slice(0, 100)}.`,
    );
  }
  const wanted = await scope.wholeNumber(
    state.MaxConcurrency ?? 0,
    'MaxConcurrency',
    0,
    Number.MAX_SAFE_INTEGER,
  );
  const count =
    state.ToleratedFailureCount === undefined
      ? 0
      : await scope.wholeNumber(
          state.ToleratedFailureCount,
          'ToleratedFailureCount',
          0,
          Number.MAX_SAFE_INTEGER,
        );
  const percentage = await toleratedPercentage(state, scope);
  return {
    kind: 'blocked',
    phase: {
      kind: 'map',
      items,
      concurrency: Math.min(wanted || MAX_INLINE_CONCURRENCY, MAX_INLINE_CONCURRENCY),
      // AWS fails the state as soon as either threshold is passed.
      tolerated: toleratedFailures(state, count, (percentage * items.length) / 100),
      toleranceIsSet:
        state.ToleratedFailureCount !== undefined || state.ToleratedFailurePercentage !== undefined,
    },
    events: [{ type: 'MapStateStarted', details: { length: items.length } }],
  };
}

function toleratedFailures(state: MapState, count: number, share: number): number {
  if (state.ToleratedFailurePercentage === undefined) return count;
  return state.ToleratedFailureCount === undefined ? share : Math.min(count, share);
}

async function toleratedPercentage(state: MapState, scope: Scope): Promise<number> {
  const field = 'ToleratedFailurePercentage';
  const value = await scope.evaluate(state.ToleratedFailurePercentage ?? 0, field);
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw new StatesError(
    'States.QueryEvaluationError',
    `The field '${field}' must be a number from 0 to 100; it is ${JSON.stringify(value)}.`,
  );
}
