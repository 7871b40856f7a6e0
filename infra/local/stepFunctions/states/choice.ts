import type { ChoiceState } from '../language.ts';
import type { Scope } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import type { StateOutcome } from './outcome.ts';

/** Takes the first rule whose condition holds. A rule uses its own Assign and Output, the default those of the state. */
export async function beginChoice(state: ChoiceState, scope: Scope): Promise<StateOutcome> {
  for (const [index, rule] of state.Choices.entries()) {
    const holds = await scope.evaluate(rule.Condition, `Choices[${index}]/Condition`);
    if (typeof holds !== 'boolean') {
      throw new StatesError(
        'States.QueryEvaluationError',
        `The field 'Choices[${index}]/Condition' must be a boolean; it is ${JSON.stringify(holds)}.`,
      );
    }
    if (holds) return { kind: 'finished', output: scope.input, transform: rule, next: rule.Next };
  }
  if (state.Default === undefined) {
    throw new StatesError(
      'States.NoChoiceMatched',
      'No choice rule holds and there is no Default.',
    );
  }
  return { kind: 'finished', output: scope.input, transform: state, next: state.Default };
}
