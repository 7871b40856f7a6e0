import type { WaitState } from '../language.ts';
import { MAX_STATE_SECONDS } from '../limits.ts';
import type { Scope } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import type { StateOutcome } from './outcome.ts';

/** RFC 3339 with an upper-case T and a zone, as AWS asks for. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Waits from the time of entry, so that a restart neither lengthens nor shortens it.
 * @param entered milliseconds since 1970.
 */
export async function beginWait(
  state: WaitState,
  scope: Scope,
  entered: number,
): Promise<StateOutcome> {
  const until =
    state.Seconds === undefined
      ? await timestamp(state, scope)
      : entered + 1000 * (await scope.wholeNumber(state.Seconds, 'Seconds', 0, MAX_STATE_SECONDS));
  return { kind: 'blocked', phase: { kind: 'waiting', until }, events: [] };
}

async function timestamp(state: WaitState, scope: Scope): Promise<number> {
  const text = await scope.evaluate(state.Timestamp, 'Timestamp');
  const at = typeof text === 'string' && TIMESTAMP.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new StatesError(
      'States.QueryEvaluationError',
      `The field 'Timestamp' must be a time such as 2026-12-31T17:30:00Z; it is ${JSON.stringify(text)}.`,
    );
  }
  return at;
}
