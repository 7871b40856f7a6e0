import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import { Alarm } from './alarm.ts';
import { Changes, type Execution } from './execution.ts';
import { dueOf } from './frame.ts';
import type { Interpreter, TaskOutcome } from './interpreter.ts';
import type { ExecutionRow, Journal } from './journal.ts';
import { HISTORY_RETENTION_MS } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { JournalError, StatesError } from './statesError.ts';

/** Carries out a task. See `StepFunctionsOptions.invoke`. */
export type Invoke = (
  resource: string,
  args: unknown,
  info: { signal: AbortSignal; executionArn: string; stateName: string },
) => Promise<unknown>;

export interface ExecutionsOptions {
  journal: Journal;
  interpreter: Interpreter;
  outbox: Outbox;
  invoke: Invoke;
  /** Milliseconds since 1970. */
  now(): number;
  /** Tells the operator of a fault that no execution can see. */
  report(message: string): void;
}

/** How many invocations run at once, over all executions; the rest wait their turn. */
const MAX_INVOCATIONS = 64;
/** How many executions are woken at once, at boot and when many clocks run out together. */
const WAKE_BATCH = 200;
/** How long an execution rests after the storage failed, in milliseconds. */
const STORAGE_RETRY_MS = 1000;
/** How long `close` lets running invocations finish, in milliseconds. */
const CLOSE_GRACE_MS = 2000;
const SWEEP_INTERVAL_MS = 3_600_000;
const SWEEP_BATCH = 100;

/** An execution with something under way. Waiting ones are rows only. */
interface Actor {
  /** Turns run one after another. */
  tail: Promise<unknown>;
  turns: number;
  /** Undefined until loaded, and again after a failed commit, when memory and journal may differ. */
  execution: Execution | undefined;
  /** Running invocations by frame path. */
  invocations: Map<string, Invocation>;
}

interface Invocation {
  nonce: string;
  controller: AbortController;
}

/**
 * Runs all executions. Every change goes through a turn: load the execution when it is not in memory, apply one event,
 * run it until it waits, commit all of it in one transaction, and only then act outwards. Turns of one execution are
 * strictly one after another, so a vote and a timeout that arrive together cannot both win; turns of different
 * executions overlap and share commits. A crash anywhere loses only turns that nobody was told of, and boot does the
 * outward acts (invocations) of the last committed turn again.
 */
export class Executions {
  readonly #options: ExecutionsOptions;
  readonly #actors = new Map<number, Actor>();
  readonly #alarm: Alarm;
  readonly #controllers = new Set<AbortController>();
  readonly #invocationQueue: (() => void)[] = [];
  readonly #retries = new Set<NodeJS.Timeout>();
  #running = 0;
  #closed = false;
  #sweeper: NodeJS.Timeout | undefined;
  #background: Promise<unknown> = Promise.resolve();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.#alarm = new Alarm({
      now: options.now,
      next: () =>
        options.journal.get<{ due: number | null }>(
          'select min(due) as due from frame where due is not null',
        )?.due ?? undefined,
      ring: () => this.#tickDue(),
    });
  }

  /** Takes up everything that was running when the process last ended. @returns how many executions are running. */
  resume(): number {
    const { journal } = this.#options;
    const acting = journal.all<{ execution: number }>(
      'select distinct execution from frame where acts = 1',
    );
    const { count } = journal.get<{ count: number }>(
      `select count(*) as count from execution where status = 'RUNNING'`,
    ) ?? { count: 0 };
    this.#alarm.start();
    this.#background = this.#resumeActing(acting.map(({ execution }) => execution));
    this.#sweeper = setInterval(() => this.#sweepLater(), SWEEP_INTERVAL_MS).unref();
    this.#sweepLater();
    return count;
  }

  /** Runs a new execution, whose first commit the caller has made. */
  launch(id: number): void {
    this.#options.outbox.notice();
    this.#wake(id);
  }

  /**
   * One turn: applies `work` to an execution and runs it on until it waits.
   * @param work gets undefined when the execution is not running.
   * @returns what `work` returned, once the whole turn is on the disk.
   * @throws JournalError when it could not be written; nothing has happened then.
   */
  turn<T>(id: number, work: (execution: Execution | undefined) => T | Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new JournalError('Step Functions is shutting down.'));
    const actor = this.#actors.get(id) ?? {
      tail: Promise.resolve(),
      turns: 0,
      execution: undefined,
      invocations: new Map(),
    };
    this.#actors.set(id, actor);
    actor.turns++;
    const result = actor.tail.then(() => this.#take(id, actor, work));
    actor.tail = result
      .catch(() => undefined)
      .then(() => {
        actor.turns--;
        this.#release(id, actor);
      });
    return result;
  }

  /** Takes no more work, lets running invocations finish for a moment, aborts the rest and leaves all to the journal. */
  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    for (const timer of this.#retries) clearTimeout(timer);
    await this.#alarm.stop();
    const until = Date.now() + CLOSE_GRACE_MS;
    while (this.#controllers.size > 0 && Date.now() < until) await sleep(10);
    this.#closed = true;
    for (const controller of this.#controllers) controller.abort(new Error('Shutting down.'));
    await this.#background;
    await Promise.all([...this.#actors.values()].map(({ tail }) => tail));
  }

  async #take<T>(
    id: number,
    actor: Actor,
    work: (execution: Execution | undefined) => T | Promise<T>,
  ): Promise<T> {
    try {
      actor.execution ??= this.#options.journal.load(id);
      const value = await work(actor.execution);
      if (actor.execution) await this.#runOn(actor, actor.execution);
      return value;
    } catch (error) {
      actor.execution = undefined;
      if (error instanceof JournalError || this.#closed) this.#wakeLater(id);
      else await this.#failByFault(id, error);
      throw error;
    }
  }

  /** Runs until every frame waits, committing as often as the interpreter asks, and acts outwards after each commit. */
  async #runOn(actor: Actor, execution: Execution): Promise<void> {
    for (let waits = false; !waits; ) {
      waits = await this.#options.interpreter.advance(execution);
      await this.#commit(execution);
      this.#abandonInvocations(actor, execution);
      if (!execution.ending) this.#invokeAll(actor, execution);
      if (!waits) await breathe();
    }
    if (execution.ending) actor.execution = undefined;
  }

  async #commit(execution: Execution): Promise<void> {
    const { journal, outbox } = this.#options;
    const { changes, ending, record } = execution;
    if (changes.events.length === 0 && changes.frames.size === 0 && changes.results.size === 0) {
      return;
    }
    await journal.write(() => {
      journal.save(execution);
      if (ending) outbox.put(journal.rowById(record.id) as ExecutionRow);
    });
    execution.changes = new Changes();
    if (ending) outbox.notice();
    else this.#noticeDues(execution, changes.frames);
  }

  #noticeDues(execution: Execution, paths: Set<string>): void {
    this.#alarm.notice(execution.record.deadline);
    for (const path of paths) {
      const frame = execution.frames.get(path);
      const due = frame ? dueOf(frame) : null;
      if (due !== null) this.#alarm.notice(due);
    }
  }

  #invokeAll(actor: Actor, execution: Execution): void {
    for (const { path, state, phase } of execution.frames.values()) {
      if (phase.kind !== 'task' || phase.submitted) continue;
      if (actor.invocations.get(path)?.nonce === phase.nonce) continue;
      const invocation = { nonce: phase.nonce, controller: new AbortController() };
      actor.invocations.set(path, invocation);
      void this.#invoke(actor, execution.record, path, state, phase, invocation);
    }
  }

  async #invoke(
    actor: Actor,
    { id, arn }: Execution['record'],
    path: string,
    stateName: string,
    phase: { resource: string; arguments: unknown },
    { nonce, controller }: Invocation,
  ): Promise<void> {
    const { signal } = controller;
    this.#controllers.add(controller);
    await this.#enterGate();
    let outcome: TaskOutcome;
    try {
      signal.throwIfAborted();
      const info = { signal, executionArn: arn, stateName };
      const output = await this.#options.invoke(phase.resource, phase.arguments, info);
      outcome = { ok: true, output };
    } catch (error) {
      outcome = { ok: false, error: asStatesError(error) };
    } finally {
      this.#leaveGate();
      this.#controllers.delete(controller);
    }
    if (!signal.aborted && !this.#closed) {
      await this.turn(id, (execution) => {
        if (execution) return this.#options.interpreter.invoked(execution, path, nonce, outcome);
      }).catch(() => undefined);
    }
    if (actor.invocations.get(path)?.nonce === nonce) actor.invocations.delete(path);
    this.#release(id, actor);
  }

  /**
   * Lets go of invocations whose attempt is over. One whose token was answered is left to finish, as on AWS; one that
   * timed out or was stopped is aborted, so that it does not hold a worker for nothing.
   */
  #abandonInvocations(actor: Actor, execution: Execution): void {
    for (const [path, { nonce, controller }] of actor.invocations) {
      const phase = execution.frames.get(path)?.phase;
      if (phase?.kind === 'task' && phase.nonce === nonce) continue;
      actor.invocations.delete(path);
      if (!execution.answered.has(nonce)) controller.abort(new Error('The task is over.'));
    }
    execution.answered.clear();
  }

  async #enterGate(): Promise<void> {
    if (this.#running < MAX_INVOCATIONS) this.#running++;
    else await new Promise<void>((resolve) => this.#invocationQueue.push(resolve));
  }

  #leaveGate(): void {
    const next = this.#invocationQueue.shift();
    if (next) next();
    else this.#running--;
  }

  /** Forgets an execution that only waits. */
  #release(id: number, actor: Actor): void {
    if (actor.turns === 0 && actor.invocations.size === 0 && this.#actors.get(id) === actor) {
      this.#actors.delete(id);
    }
  }

  /** A fault of the interpreter fails the execution, as AWS does, instead of repeating itself for ever. */
  async #failByFault(id: number, error: unknown): Promise<void> {
    const { journal, interpreter, report } = this.#options;
    const cause = error instanceof Error ? error.message : String(error);
    report(`Execution ${id} failed by a fault of the runner: ${cause}`);
    try {
      const execution = journal.load(id);
      if (!execution) return;
      interpreter.fault(execution, cause);
      await this.#commit(execution);
    } catch {
      this.#wakeLater(id);
    }
  }

  #wake(id: number): void {
    // A failure is handled inside the turn; there is nobody here to tell.
    this.turn(id, () => undefined).catch(() => undefined);
  }

  #wakeLater(id: number): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#retries.delete(timer);
      this.#wake(id);
    }, STORAGE_RETRY_MS);
    this.#retries.add(timer);
  }

  async #resumeActing(ids: number[]): Promise<void> {
    for (let at = 0; at < ids.length && !this.#closed; at += WAKE_BATCH) {
      const turns = ids.slice(at, at + WAKE_BATCH).map((id) => this.turn(id, () => undefined));
      await Promise.allSettled(turns);
    }
  }

  async #tickDue(): Promise<boolean> {
    const { journal, interpreter, now } = this.#options;
    const due = journal.all<{ execution: number }>(
      'select distinct execution from frame where due <= ? limit ?',
      now(),
      WAKE_BATCH,
    );
    const turns = due.map(({ execution: id }) =>
      this.turn(id, (execution) => {
        if (execution) return interpreter.tick(execution);
      }),
    );
    const outcomes = await Promise.allSettled(turns);
    return outcomes.every(({ status }) => status === 'fulfilled');
  }

  #sweepLater(): void {
    this.#background = this.#background.then(() =>
      this.#sweep().catch((error: unknown) =>
        this.#options.report(`Old executions could not be swept: ${String(error)}`),
      ),
    );
  }

  /** Forgets executions that ended more than 90 days ago, a few at a time so that others are not held up. */
  async #sweep(): Promise<void> {
    const { journal, now } = this.#options;
    for (let swept = SWEEP_BATCH; swept === SWEEP_BATCH && !this.#closed; ) {
      swept = await journal.write(() => {
        const old = journal.all<{ id: number }>(
          'select id from execution where stopped < ? order by stopped limit ?',
          now() - HISTORY_RETENTION_MS,
          SWEEP_BATCH,
        );
        for (const { id } of old) {
          journal.run('delete from history where execution = ?', id);
          journal.run('delete from execution where id = ?', id);
        }
        return old.length;
      });
      await breathe();
    }
  }
}

/** An error that names itself keeps its name, so that `ErrorEquals` can match it. */
function asStatesError(error: unknown): StatesError {
  if (error instanceof StatesError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new StatesError(name === 'Error' ? 'States.TaskFailed' : name, message);
}
