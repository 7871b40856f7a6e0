import type { Ending, Execution } from './execution.ts';
import { childIndex, type Frame, type MapPhase } from './frame.ts';
import type { State, Transform } from './language.ts';
import { checkPayload, MAX_VARIABLES_BYTES } from './limits.ts';
import { catcherFor, nextRetry } from './recovery.ts';
import { type Extra, Scope } from './scope.ts';
import { StatesError } from './statesError.ts';

export interface ThreadsOptions {
  /** For `$states.context.Execution.RoleArn`. */
  roleArn: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * How threads of control go on once a state is done: into the next state, through a retry or a catcher, out of a branch
 * into the state around it, or to the end of the execution. Works on the execution in memory only.
 */
export class Threads {
  readonly #options: ThreadsOptions;

  constructor(options: ThreadsOptions) {
    this.#options = options;
  }

  scope(execution: Execution, frame: Frame): Scope {
    return new Scope(execution, frame, this.#options.roleArn);
  }

  /** Passes faults of the interpreter on, and says of the machine's own errors in which state they happened. */
  failure(execution: Execution, frame: Frame, error: unknown): StatesError {
    if (!(error instanceof StatesError)) throw error;
    if (error.error !== 'States.QueryEvaluationError') return error;
    const place = `the state '${frame.state}' (entered at the event id #${frame.enteredEvent})`;
    const cause = `An error occurred while executing ${place}. ${error.cause}`;
    execution.note(frame, 'EvaluationFailed', { error: error.error, cause, state: frame.state });
    return new StatesError(error.error, cause);
  }

  startFrame(
    execution: Execution,
    path: string,
    input: unknown,
    item: Frame['item'],
    lastEvent: number,
  ): void {
    const { StartAt } = execution.graphOf(path);
    const frame: Frame = {
      path,
      state: StartAt,
      entered: 0,
      enteredEvent: 0,
      lastEvent,
      input,
      variables: {},
      item,
      retries: {},
      phase: { kind: 'ready' },
    };
    this.#enter(execution, frame, StartAt, input);
  }

  async startBranches(execution: Execution, frame: Frame, state: State): Promise<void> {
    if (state.Type !== 'Parallel') return;
    let input = frame.input;
    try {
      if (state.Arguments !== undefined) {
        input = await this.scope(execution, frame).evaluate(state.Arguments, 'Arguments');
        checkPayload(input, 'The size of the Arguments');
      }
    } catch (error) {
      return this.recover(execution, frame, this.failure(execution, frame, error));
    }
    for (const index of state.Branches.keys()) {
      this.startFrame(execution, `${frame.path}/${index}`, input, null, frame.lastEvent);
    }
  }

  /** Starts as many iterations as may run at once, and ends the state when all are done. */
  async continueMap(execution: Execution, frame: Frame, phase: MapPhase): Promise<void> {
    const state = execution.stateOf(frame);
    if (state.Type !== 'Map') return;
    const counts = execution.childCounts(frame.path);
    const total = phase.items.length;
    if (counts.ended === total) return this.#join(execution, frame, total, 'MapStateSucceeded');
    let next = counts.ended + counts.running;
    for (let running = counts.running; running < phase.concurrency && next < total; running++) {
      const item = { Index: next, Value: phase.items[next] };
      let input: unknown = item.Value;
      try {
        if (state.ItemSelector !== undefined) {
          const scope = this.scope(execution, frame);
          input = await scope.evaluate(state.ItemSelector, 'ItemSelector', { item });
          checkPayload(input, `The input of iteration ${next}`);
        }
      } catch (error) {
        return this.recover(execution, frame, this.failure(execution, frame, error));
      }
      const details = { name: frame.state, index: next };
      const thread = { ...frame };
      const started = execution.note(thread, 'MapIterationStarted', details);
      this.startFrame(execution, `${frame.path}/${next}`, input, item, started);
      next++;
    }
  }

  /** A state has its result: apply Assign and Output, and go on. Failures there can be retried and caught. */
  async succeed(
    execution: Execution,
    frame: Frame,
    result: unknown,
    bindResult = true,
  ): Promise<void> {
    const state = execution.stateOf(frame);
    try {
      const next = 'Next' in state ? state.Next : undefined;
      const extra = bindResult ? { result } : {};
      await this.leaveBy(execution, frame, state as Transform, result, extra, next);
    } catch (error) {
      await this.recover(execution, frame, this.failure(execution, frame, error));
    }
  }

  async leaveBy(
    execution: Execution,
    frame: Frame,
    transform: Transform,
    unchanged: unknown,
    extra: Extra,
    next: string | undefined,
  ): Promise<void> {
    const scope = this.scope(execution, frame);
    const assigned =
      transform.Assign === undefined
        ? {}
        : ((await scope.evaluate(transform.Assign, 'Assign', extra)) as Record<string, unknown>);
    const output =
      transform.Output === undefined
        ? unchanged
        : await scope.evaluate(transform.Output, 'Output', extra);
    checkPayload(output, `The output of the state '${frame.state}'`);
    checkPayload(assigned, `The variables assigned in the state '${frame.state}'`);
    const variables = { ...frame.variables, ...assigned };
    if (Buffer.byteLength(JSON.stringify(variables)) > MAX_VARIABLES_BYTES) {
      throw new StatesError('States.DataLimitExceeded', 'The variables exceed 10 MiB in total.');
    }
    frame.variables = variables;
    this.#noteExit(execution, frame, output, assigned);
    if (next === undefined) await this.#endFrame(execution, frame, output);
    else this.#enter(execution, frame, next, output);
  }

  /** A state failed: retry it, or go where a catcher says, or fail the thread. */
  async recover(execution: Execution, frame: Frame, error: StatesError): Promise<void> {
    const state = execution.stateOf(frame);
    execution.removeChildren(frame.path);
    const retriers = 'Retry' in state ? state.Retry : undefined;
    const retry = nextRetry(retriers, error, frame.retries, Math.random);
    if (retry) {
      frame.retries = {
        ...frame.retries,
        [retry.index]: (frame.retries[retry.index] ?? 0) + 1,
      };
      frame.phase = { kind: 'retrying', until: this.#options.now() + retry.delayMs };
      execution.put(frame);
      return;
    }
    const catcher = catcherFor('Catch' in state ? state.Catch : undefined, error);
    if (!catcher) return this.#failFrame(execution, frame, error);
    const errorOutput = { Error: error.error, Cause: error.cause };
    try {
      await this.leaveBy(execution, frame, catcher, errorOutput, { errorOutput }, catcher.Next);
    } catch (second) {
      await this.#failFrame(execution, frame, this.failure(execution, frame, second));
    }
  }

  finish(execution: Execution, ending: Ending): void {
    const root = execution.frames.get('');
    const { status, output, ...failure } = ending;
    const types = {
      SUCCEEDED: 'ExecutionSucceeded',
      FAILED: 'ExecutionFailed',
      TIMED_OUT: 'ExecutionTimedOut',
      ABORTED: 'ExecutionAborted',
    };
    const details =
      status === 'SUCCEEDED'
        ? { output: JSON.stringify(output), outputDetails: { truncated: false } }
        : failure;
    execution.note(root, types[status], details, true);
    execution.ending = ending;
    execution.removeChildren('');
    execution.remove('');
  }

  #enter(execution: Execution, frame: Frame, name: string, input: unknown): void {
    frame.state = name;
    frame.input = input;
    frame.entered = this.#options.now();
    frame.retries = {};
    frame.phase = { kind: 'ready' };
    frame.enteredEvent = execution.note(frame, `${execution.stateOf(frame).Type}StateEntered`, {
      name,
      input: JSON.stringify(input),
      inputDetails: { truncated: false },
    });
    execution.put(frame);
  }

  #noteExit(
    execution: Execution,
    frame: Frame,
    output: unknown,
    assigned: Record<string, unknown>,
  ): void {
    const names = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
    execution.note(frame, `${execution.stateOf(frame).Type}StateExited`, {
      name: frame.state,
      output: JSON.stringify(output),
      outputDetails: { truncated: false },
      ...(names.length === 0 ? {} : { assignedVariables: Object.fromEntries(names) }),
    });
  }

  async #endFrame(execution: Execution, frame: Frame, output: unknown): Promise<void> {
    if (frame.path === '') {
      this.finish(execution, { status: 'SUCCEEDED', output });
      return;
    }
    const parent = execution.parentOf(frame);
    execution.remove(frame.path);
    execution.putResult(frame.path, { ok: true, output });
    if (parent.phase.kind === 'map') {
      const details = { name: parent.state, index: childIndex(frame.path) };
      execution.note(frame, 'MapIterationSucceeded', details);
    }
    await this.#childEnded(execution, parent, frame.lastEvent);
  }

  async #failFrame(execution: Execution, frame: Frame, error: StatesError): Promise<void> {
    if (frame.path === '') {
      this.finish(execution, {
        status: 'FAILED',
        ...(error.error === '' ? {} : { error: error.error }),
        ...(error.cause === '' ? {} : { cause: error.cause }),
      });
      return;
    }
    const parent = execution.parentOf(frame);
    if (parent.phase.kind !== 'map') {
      parent.lastEvent = frame.lastEvent;
      execution.note(parent, 'ParallelStateFailed');
      return this.recover(execution, parent, error);
    }
    const index = childIndex(frame.path);
    execution.note(frame, 'MapIterationFailed', { name: parent.state, index });
    execution.remove(frame.path);
    execution.putResult(frame.path, { ok: false });
    const { tolerated, toleranceIsSet } = parent.phase;
    const { failed } = execution.childCounts(parent.path);
    if (failed <= tolerated) return this.#childEnded(execution, parent, frame.lastEvent);
    parent.lastEvent = frame.lastEvent;
    execution.note(parent, 'MapStateFailed');
    const cause = `${failed} iterations failed, which is more than tolerated. The last: ${error.message}`;
    const exceeded = new StatesError('States.ExceedToleratedFailureThreshold', cause);
    return this.recover(execution, parent, toleranceIsSet ? exceeded : error);
  }

  async #childEnded(execution: Execution, parent: Frame, lastEvent: number): Promise<void> {
    parent.lastEvent = lastEvent;
    execution.put(parent);
    if (parent.phase.kind === 'map') return this.continueMap(execution, parent, parent.phase);
    if (parent.phase.kind !== 'parallel') return;
    if (execution.childCounts(parent.path).ended < parent.phase.branches) return;
    await this.#join(execution, parent, parent.phase.branches, 'ParallelStateSucceeded');
  }

  /** All branches or iterations are done: their outputs, in order, are the result. A tolerated failure leaves a null. */
  async #join(execution: Execution, frame: Frame, count: number, event: string): Promise<void> {
    const outputs = Array.from({ length: count }, (_, index) => {
      const result = execution.results.get(`${frame.path}/${index}`);
      return result?.ok ? result.output : null;
    });
    execution.note(frame, event);
    execution.removeChildren(frame.path);
    await this.succeed(execution, frame, outputs);
  }
}
