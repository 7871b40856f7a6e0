import type { Frame } from '../frame.ts';
import type { FailState, State } from '../language.ts';
import type { Scope } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import { beginChoice } from './choice.ts';
import { beginMap } from './map.ts';
import type { StateOutcome } from './outcome.ts';
import { beginParallel } from './parallel.ts';
import { type Attempt, beginTask } from './task.ts';
import { beginWait } from './wait.ts';

/**
 * Begins the state that a frame stands in.
 * @throws StatesError when the state fails: an expression that does not evaluate, no matching choice, a Fail state.
 */
export async function beginState(
  state: State,
  frame: Frame,
  scope: Scope,
  attempt: Attempt,
): Promise<StateOutcome> {
  switch (state.Type) {
    case 'Pass':
      return { kind: 'finished', output: scope.input, transform: state, next: state.Next };
    case 'Succeed':
      return { kind: 'finished', output: scope.input, transform: state, next: undefined };
    case 'Choice':
      return beginChoice(state, scope);
    case 'Wait':
      return beginWait(state, scope, frame.entered);
    case 'Task':
      return beginTask(state, scope, attempt);
    case 'Parallel':
      return beginParallel(state);
    case 'Map':
      return beginMap(state, scope);
    case 'Fail':
      throw await failureOf(state, scope);
  }
}

async function failureOf(state: FailState, scope: Scope): Promise<StatesError> {
  const text = async (template: string | undefined, field: string) => {
    const value = template === undefined ? '' : await scope.evaluate(template, field);
    if (typeof value === 'string') return value;
    throw new StatesError(
      'States.QueryEvaluationError',
      `The field '${field}' must be a string; it is ${JSON.stringify(value)}.`,
    );
  };
  return new StatesError(await text(state.Error, 'Error'), await text(state.Cause, 'Cause'));
}
