import type { ParallelState } from '../language.ts';
import type { StateOutcome } from './outcome.ts';

/** The branches themselves are started by the interpreter. */
export const beginParallel = (state: ParallelState): StateOutcome => ({
  kind: 'blocked',
  phase: { kind: 'parallel', branches: state.Branches.length },
  events: [{ type: 'ParallelStateStarted', details: {} }],
});
