import { randomBytes } from 'node:crypto';
import { type Ending, type Execution, HistoryFull } from './execution.ts';
import { childIndex, type Frame, type MapPhase, type TaskPhase } from './frame.ts';
import type { State, Transform } from './language.ts';
import { checkPayload, MAX_HISTORY_EVENTS, MAX_VARIABLES_BYTES } from './limits.ts';
import { catcherFor, nextRetry } from './recovery.ts';
import { type Extra, Scope } from './scope.ts';
import { beginState } from './states/beginState.ts';
import type { StateOutcome } from './states/outcome.ts';
import { resourceNames } from './states/task.ts';
import { StatesError } from './statesError.ts';
import type { TaskTokens } from './taskTokens.ts';

export interface InterpreterOptions {
  tokens: TaskTokens;
  region: string;
  /** For `$states.context.Execution.RoleArn`. */
  roleArn: string;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How an attempt at a task ended. */
export type TaskOutcome = { ok: true; output: unknown } | { ok: false; error: StatesError };

/** How many states are run before the caller commits, so that a machine that never blocks cannot starve others. */
const STATES_PER_TURN = 100;

/**
 * Carries executions from state to state. It changes the execution in memory and nothing else: no clock is armed, no
 * function invoked, nothing written. The caller commits the changes and then acts on what the frames await.
 */
export class Interpreter {
  readonly #options: InterpreterOptions;

  constructor(options: InterpreterOptions) {
    this.#options = options;
  }

  /** Puts a new execution at the first state of its machine. */
  begin(execution: Execution, inputText: string): void {
    const { input } = execution.record;
    execution.note(undefined, 'ExecutionStarted', {
      input: inputText,
      inputDetails: { truncated: false },
      roleArn: this.#options.roleArn,
    });
    this.#startFrame(execution, '', input, null, 0);
  }

  /**
   * Runs every frame until it waits for something.
   * @returns false when there is more to do after a commit.
   */
  async advance(execution: Execution): Promise<boolean> {
    return (
      (await this.#guarded(execution, async () => {
        for (let count = 0; !execution.ending; count++) {
          const [path] = execution.ready;
          if (path === undefined) return true;
          if (count === STATES_PER_TURN) return false;
          const frame = execution.frames.get(path);
          if (frame) await this.#run(execution, frame);
        }
        return true;
      })) ?? true
    );
  }

  /** An invocation came back. Late answers, to an attempt that is over, are ignored. */
  async invoked(
    execution: Execution,
    path: string,
    nonce: string,
    outcome: TaskOutcome,
  ): Promise<void> {
    const frame = execution.frames.get(path);
    if (frame?.phase.kind !== 'task' || frame.phase.nonce !== nonce) return;
    const { phase } = frame;
    await this.#guarded(execution, async () => {
      if (!outcome.ok || !phase.callback) return this.#endTask(execution, frame, outcome);
      const output = JSON.stringify(outcome.output ?? null);
      execution.note(frame, 'TaskSubmitted', { ...taskNames(phase), output });
      phase.submitted = true;
      execution.put(frame);
    });
  }

  /** A task token was answered. @returns false when the attempt it stands for is over. */
  async answered(
    execution: Execution,
    path: string,
    nonce: string,
    outcome: TaskOutcome,
  ): Promise<boolean> {
    const frame = await this.#current(execution, path, nonce);
    if (!frame) return false;
    execution.answered.add(nonce);
    await this.#guarded(execution, () => this.#endTask(execution, frame, outcome));
    return true;
  }

  /** A heartbeat arrived. @returns false when the attempt it stands for is over. */
  async heartbeat(execution: Execution, path: string, nonce: string): Promise<boolean> {
    const frame = await this.#current(execution, path, nonce);
    if (frame?.phase.kind !== 'task') return false;
    const { heartbeat } = frame.phase;
    if (heartbeat) {
      heartbeat.due = this.#options.now() + heartbeat.seconds * 1000;
      execution.put(frame);
    }
    return true;
  }

  /** Acts on every clock that has run out. */
  async tick(execution: Execution): Promise<void> {
    const now = this.#options.now();
    if (execution.ending) return;
    if (execution.record.deadline <= now) {
      this.#finish(execution, { status: 'TIMED_OUT' });
      return;
    }
    await this.#guarded(execution, async () => {
      for (const frame of [...execution.frames.values()]) {
        // A timeout in one branch may end the others.
        if (execution.frames.get(frame.path) === frame)
          await this.#tickFrame(execution, frame, now);
      }
    });
  }

  /** Ends the execution from outside. */
  stop(execution: Execution, error: string | undefined, cause: string | undefined): void {
    this.#finish(execution, {
      status: 'ABORTED',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** Ends the execution because the interpreter itself failed on it. */
  fault(execution: Execution, cause: string): void {
    this.#finish(execution, { status: 'FAILED', error: 'States.Runtime', cause });
  }

  async #run(execution: Execution, frame: Frame): Promise<void> {
    const state = execution.stateOf(frame);
    const nonce = randomBytes(18).toString('base64url');
    const attempt = {
      nonce,
      token: this.#options.tokens.issue({
        executionId: execution.record.id,
        path: frame.path,
        nonce,
      }),
      now: this.#options.now(),
      region: this.#options.region,
    };
    let outcome: StateOutcome;
    try {
      outcome = await beginState(state, frame, this.#scope(execution, frame), attempt);
      if (outcome.kind === 'finished') {
        await this.#leaveBy(execution, frame, outcome.transform, outcome.output, {}, outcome.next);
        return;
      }
    } catch (error) {
      return this.#recover(execution, frame, this.#failure(execution, frame, error));
    }
    for (const { type, details } of outcome.events) execution.note(frame, type, details);
    frame.phase = outcome.phase;
    execution.put(frame);
    if (frame.phase.kind === 'waiting') await this.#tickFrame(execution, frame, attempt.now);
    else if (frame.phase.kind === 'parallel') await this.#startBranches(execution, frame, state);
    else if (frame.phase.kind === 'map') await this.#continueMap(execution, frame, frame.phase);
  }

  async #tickFrame(execution: Execution, frame: Frame, now: number): Promise<void> {
    const { phase } = frame;
    if (phase.kind === 'waiting' && phase.until <= now) {
      await this.#succeed(execution, frame, frame.input, false);
    } else if (phase.kind === 'retrying' && phase.until <= now) {
      frame.phase = { kind: 'ready' };
      execution.put(frame);
    } else if (phase.kind === 'task') {
      if (phase.deadline !== null && phase.deadline <= now) {
        await this.#timeOut(execution, frame, phase, 'States.Timeout');
      } else if (phase.heartbeat && phase.heartbeat.due <= now) {
        await this.#timeOut(execution, frame, phase, 'States.HeartbeatTimeout');
      }
    }
  }

  async #timeOut(
    execution: Execution,
    frame: Frame,
    phase: TaskPhase,
    error: string,
  ): Promise<void> {
    execution.note(frame, 'TaskTimedOut', { ...taskNames(phase), error });
    await this.#recover(execution, frame, new StatesError(error));
  }

  async #endTask(execution: Execution, frame: Frame, outcome: TaskOutcome): Promise<void> {
    if (frame.phase.kind !== 'task') return;
    const names = taskNames(frame.phase);
    const failed = (error: StatesError) => {
      execution.note(frame, 'TaskFailed', { ...names, error: error.error, cause: error.cause });
      return this.#recover(execution, frame, error);
    };
    if (!outcome.ok) return failed(outcome.error);
    const output = outcome.output ?? null;
    try {
      checkPayload(output, `The result of the task '${frame.state}'`);
    } catch (error) {
      if (error instanceof StatesError) return failed(error);
      throw error;
    }
    execution.note(frame, 'TaskSucceeded', { ...names, output: JSON.stringify(output) });
    await this.#succeed(execution, frame, output);
  }

  /** A state has its result: apply Assign and Output, and go on. Failures there can be retried and caught. */
  async #succeed(
    execution: Execution,
    frame: Frame,
    result: unknown,
    bindResult = true,
  ): Promise<void> {
    const state = execution.stateOf(frame);
    try {
      const next = 'Next' in state ? state.Next : undefined;
      const extra = bindResult ? { result } : {};
      await this.#leaveBy(execution, frame, state as Transform, result, extra, next);
    } catch (error) {
      await this.#recover(execution, frame, this.#failure(execution, frame, error));
    }
  }

  async #leaveBy(
    execution: Execution,
    frame: Frame,
    transform: Transform,
    unchanged: unknown,
    extra: Extra,
    next: string | undefined,
  ): Promise<void> {
    const scope = this.#scope(execution, frame);
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

  /** A state failed: retry it, or go where a catcher says, or fail the thread. */
  async #recover(execution: Execution, frame: Frame, error: StatesError): Promise<void> {
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
      await this.#leaveBy(execution, frame, catcher, errorOutput, { errorOutput }, catcher.Next);
    } catch (second) {
      await this.#failFrame(execution, frame, this.#failure(execution, frame, second));
    }
  }

  async #endFrame(execution: Execution, frame: Frame, output: unknown): Promise<void> {
    if (frame.path === '') {
      this.#finish(execution, { status: 'SUCCEEDED', output });
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
      this.#finish(execution, {
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
      return this.#recover(execution, parent, error);
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
    return this.#recover(execution, parent, toleranceIsSet ? exceeded : error);
  }

  async #childEnded(execution: Execution, parent: Frame, lastEvent: number): Promise<void> {
    parent.lastEvent = lastEvent;
    execution.put(parent);
    if (parent.phase.kind === 'map') return this.#continueMap(execution, parent, parent.phase);
    if (parent.phase.kind !== 'parallel') return;
    if (execution.childCounts(parent.path).ended < parent.phase.branches) return;
    await this.#join(execution, parent, parent.phase.branches, 'ParallelStateSucceeded');
  }

  async #startBranches(execution: Execution, frame: Frame, state: State): Promise<void> {
    if (state.Type !== 'Parallel') return;
    let input = frame.input;
    try {
      if (state.Arguments !== undefined) {
        input = await this.#scope(execution, frame).evaluate(state.Arguments, 'Arguments');
        checkPayload(input, 'The size of the Arguments');
      }
    } catch (error) {
      return this.#recover(execution, frame, this.#failure(execution, frame, error));
    }
    for (const index of state.Branches.keys()) {
      this.#startFrame(execution, `${frame.path}/${index}`, input, null, frame.lastEvent);
    }
  }

  /** Starts as many iterations as may run at once, and ends the state when all are done. */
  async #continueMap(execution: Execution, frame: Frame, phase: MapPhase): Promise<void> {
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
          const scope = this.#scope(execution, frame);
          input = await scope.evaluate(state.ItemSelector, 'ItemSelector', { item });
          checkPayload(input, `The input of iteration ${next}`);
        }
      } catch (error) {
        return this.#recover(execution, frame, this.#failure(execution, frame, error));
      }
      const details = { name: frame.state, index: next };
      const thread = { ...frame };
      const started = execution.note(thread, 'MapIterationStarted', details);
      this.#startFrame(execution, `${frame.path}/${next}`, input, item, started);
      next++;
    }
  }

  /** All branches or iterations are done: their outputs, in order, are the result. A tolerated failure leaves a null. */
  async #join(execution: Execution, frame: Frame, count: number, event: string): Promise<void> {
    const outputs = Array.from({ length: count }, (_, index) => {
      const result = execution.results.get(`${frame.path}/${index}`);
      return result?.ok ? result.output : null;
    });
    execution.note(frame, event);
    execution.removeChildren(frame.path);
    await this.#succeed(execution, frame, outputs);
  }

  #startFrame(
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

  #finish(execution: Execution, ending: Ending): void {
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

  /** The frame of an attempt that still waits for its token, after every clock that has run out by now. */
  async #current(execution: Execution, path: string, nonce: string): Promise<Frame | undefined> {
    await this.tick(execution);
    const frame = execution.frames.get(path);
    return frame?.phase.kind === 'task' && frame.phase.nonce === nonce ? frame : undefined;
  }

  /** Turns a full history into the failure of the execution. */
  async #guarded<T>(execution: Execution, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HistoryFull)) throw error;
      // Events beyond the limit that this turn did manage to note stand before it: the count stays below the maximum.
      if (execution.eventCount >= MAX_HISTORY_EVENTS) throw error;
      this.fault(execution, error.message);
      return undefined;
    }
  }

  #scope(execution: Execution, frame: Frame): Scope {
    return new Scope(execution, frame, this.#options.roleArn);
  }

  /** Passes faults of the interpreter on, and says of the machine's own errors in which state they happened. */
  #failure(execution: Execution, frame: Frame, error: unknown): StatesError {
    if (!(error instanceof StatesError)) throw error;
    if (error.error !== 'States.QueryEvaluationError') return error;
    const place = `the state '${frame.state}' (entered at the event id #${frame.enteredEvent})`;
    const cause = `An error occurred while executing ${place}. ${error.cause}`;
    execution.note(frame, 'EvaluationFailed', { error: error.error, cause, state: frame.state });
    return new StatesError(error.error, cause);
  }
}

const taskNames = (phase: TaskPhase) =>
  resourceNames(phase.callback ? `${phase.resource}.waitForTaskToken` : phase.resource);
