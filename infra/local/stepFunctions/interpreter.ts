import { randomBytes } from 'node:crypto';
import { type Execution, HistoryFull } from './execution.ts';
import type { Frame, TaskPhase } from './frame.ts';
import { checkPayload, MAX_HISTORY_EVENTS } from './limits.ts';
import { beginState } from './states/beginState.ts';
import type { StateOutcome } from './states/outcome.ts';
import { resourceNames } from './states/task.ts';
import { StatesError } from './statesError.ts';
import type { TaskTokens } from './taskTokens.ts';
import { Threads, type ThreadsOptions } from './threads.ts';

export interface InterpreterOptions extends ThreadsOptions {
  tokens: TaskTokens;
  region: string;
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
  readonly #threads: Threads;

  constructor(options: InterpreterOptions) {
    this.#options = options;
    this.#threads = new Threads(options);
  }

  /** Puts a new execution at the first state of its machine. */
  begin(execution: Execution, inputText: string): void {
    const { input } = execution.record;
    execution.note(undefined, 'ExecutionStarted', {
      input: inputText,
      inputDetails: { truncated: false },
      roleArn: this.#options.roleArn,
    });
    this.#threads.startFrame(execution, '', input, null, 0);
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
      this.#threads.finish(execution, { status: 'TIMED_OUT' });
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
    this.#threads.finish(execution, {
      status: 'ABORTED',
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  }

  /** Ends the execution because the interpreter itself failed on it. */
  fault(execution: Execution, cause: string): void {
    this.#threads.finish(execution, { status: 'FAILED', error: 'States.Runtime', cause });
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
      outcome = await beginState(state, frame, this.#threads.scope(execution, frame), attempt);
      if (outcome.kind === 'finished') {
        await this.#threads.leaveBy(
          execution,
          frame,
          outcome.transform,
          outcome.output,
          {},
          outcome.next,
        );
        return;
      }
    } catch (error) {
      return this.#threads.recover(
        execution,
        frame,
        this.#threads.failure(execution, frame, error),
      );
    }
    for (const { type, details } of outcome.events) execution.note(frame, type, details);
    frame.phase = outcome.phase;
    execution.put(frame);
    if (frame.phase.kind === 'waiting') await this.#tickFrame(execution, frame, attempt.now);
    else if (frame.phase.kind === 'parallel')
      await this.#threads.startBranches(execution, frame, state);
    else if (frame.phase.kind === 'map')
      await this.#threads.continueMap(execution, frame, frame.phase);
  }

  async #tickFrame(execution: Execution, frame: Frame, now: number): Promise<void> {
    const { phase } = frame;
    if (phase.kind === 'waiting' && phase.until <= now) {
      await this.#threads.succeed(execution, frame, frame.input, false);
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
    await this.#threads.recover(execution, frame, new StatesError(error));
  }

  async #endTask(execution: Execution, frame: Frame, outcome: TaskOutcome): Promise<void> {
    if (frame.phase.kind !== 'task') return;
    const names = taskNames(frame.phase);
    const failed = (error: StatesError) => {
      execution.note(frame, 'TaskFailed', { ...names, error: error.error, cause: error.cause });
      return this.#threads.recover(execution, frame, error);
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
    await this.#threads.succeed(execution, frame, output);
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
}

const taskNames = (phase: TaskPhase) =>
  resourceNames(phase.callback ? `${phase.resource}.waitForTaskToken` : phase.resource);
