/**
 * Step Functions for tests that run one flow ten thousand times: the product's own interpreter on the definition that is
 * deployed, with its executions in memory. A state of it can be kept and gone back to. Nothing runs by itself: the test
 * says when a function is invoked and when a clock runs out.
 */
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { type Ending, Execution } from '../../../infra/local/stepFunctions/execution.ts';
import { dueOf, type Frame } from '../../../infra/local/stepFunctions/frame.ts';
import { Interpreter, type TaskOutcome } from '../../../infra/local/stepFunctions/interpreter.ts';
import type { Definition } from '../../../infra/local/stepFunctions/language.ts';
import { TaskTokens } from '../../../infra/local/stepFunctions/taskTokens.ts';

const region = 'ap-south-1';
const roleArn = 'arn:aws:iam::000000000000:role/test';

/** An execution at rest. Replaced by every turn, never changed. */
export interface Resting {
  readonly record: Execution['record'];
  readonly input: string;
  readonly frames: string;
  readonly events: number;
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  /** What its turns were answered with. */
  readonly answers: readonly { readonly turn: number; readonly outcome: string }[];
  readonly ending: Ending | undefined;
}
export type MachineState = ReadonlyMap<string, Resting>;

/** A function that an execution waits for. */
export interface Invocation {
  readonly arn: string;
  readonly path: string;
  readonly nonce: string;
  readonly payload: unknown;
}

export class StepMachine {
  /** What new executions begin with; those under way keep theirs. */
  readonly #definition: Definition;
  readonly #tokens = new TaskTokens(Buffer.alloc(32, 7));
  readonly #interpreter: Interpreter;
  #executions: Map<string, Resting> = new Map();
  /** Turns of one execution are one after another. */
  readonly #tails = new Map<string, Promise<unknown>>();

  constructor(definition: Definition) {
    this.#definition = definition;
    this.#interpreter = new Interpreter({
      tokens: this.#tokens,
      region,
      roleArn,
      now: () => Date.now(),
    });
  }

  get state(): MachineState {
    return this.#executions;
  }
  restore(state: MachineState): void {
    this.#executions = new Map(state);
    this.#tails.clear();
  }

  /** Carries out a command of the SDK. @throws what Step Functions would throw */
  async execute(commandName: string, input: unknown): Promise<object> {
    const given = input as Record<string, string>;
    switch (commandName) {
      case 'StartExecutionCommand':
        return this.#start(given);
      case 'DescribeExecutionCommand': {
        const found = this.#executions.get(given.executionArn ?? '');
        if (!found) throw new ExecutionDoesNotExist({ message: 'none', $metadata: {} });
        return { status: found.ending?.status ?? 'RUNNING' };
      }
      case 'ListExecutionsCommand':
        return {
          executions: [...this.#executions]
            .filter(([, { ending }]) => ending === undefined)
            .map(([executionArn]) => ({ executionArn, name: executionArn.split(':').at(-1) })),
        };
      case 'SendTaskSuccessCommand':
        await this.#answer(given.taskToken ?? '', JSON.parse(given.output ?? 'null'));
        return {};
      default:
        throw new Error(`The machine of this test does not know ${commandName}.`);
    }
  }

  /** Functions that executions wait for, in the order in which those began. */
  get wanted(): Invocation[] {
    return this.running.flatMap(({ record, frames }) =>
      framesIn(frames).flatMap(({ path, phase }) => {
        if (phase.kind !== 'task' || phase.submitted) return [];
        const { Payload: payload } = phase.arguments as { Payload: unknown };
        return [{ arn: record.arn, path, nonce: phase.nonce, payload }];
      }),
    );
  }

  /** A function has come back. */
  invoked({ arn, path, nonce }: Invocation, outcome: TaskOutcome): Promise<void> {
    return this.#turn(arn, async (execution) => {
      if (execution) await this.#interpreter.invoked(execution, path, nonce, outcome);
    });
  }

  get running(): Resting[] {
    return [...this.#executions.values()].filter(({ ending }) => !ending);
  }

  /** The earliest moment at which a clock runs out, of all or of those alone that try a task again. */
  due(retriesAlone = false): number {
    const dues = this.running.flatMap(({ record, frames }) => [
      ...(retriesAlone ? [] : [record.deadline]),
      ...framesIn(frames).flatMap((frame) =>
        retriesAlone && frame.phase.kind !== 'retrying' ? [] : (dueOf(frame) ?? []),
      ),
    ]);
    return Math.min(...dues, Number.POSITIVE_INFINITY);
  }

  /** Acts on every clock that has run out. */
  async tick(): Promise<void> {
    for (const { record } of this.running) {
      await this.#turn(record.arn, async (execution) => {
        if (execution) await this.#interpreter.tick(execution);
      });
    }
  }

  /** Ends an execution from outside. */
  stop(arn: string): Promise<void> {
    return this.#turn(arn, (execution) => {
      if (execution) this.#interpreter.stop(execution, undefined, undefined);
    });
  }

  /** Changes what an execution remembers, as a long life would have. */
  remember(arn: string, variables: object): Promise<void> {
    return this.#turn(arn, (execution) => {
      for (const frame of execution?.frames.values() ?? []) {
        Object.assign(frame.variables, variables);
      }
    });
  }

  /** The turn that an execution waits for, and whether a token stands for that very wait. */
  waitOf({ record, frames }: Resting) {
    const [frame] = framesIn(frames);
    const { phase } = frame as Frame;
    return {
      state: frame?.state,
      turn: Number(frame?.variables.turn),
      waits: phase.kind === 'task' && phase.callback && phase.submitted,
      isFor: (token: string) => {
        const target = this.#tokens.read(token);
        return (
          target?.executionId === record.id && phase.kind === 'task' && target.nonce === phase.nonce
        );
      },
    };
  }

  async #start({ stateMachineArn = '', name = '', input = '{}' }: Record<string, string>) {
    const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const existing = this.#executions.get(arn);
    if (existing && !existing.ending && existing.input === input) return { executionArn: arn };
    if (existing) throw new ExecutionAlreadyExists({ message: arn, $metadata: {} });
    const started = Date.now();
    const record = {
      id: this.#executions.size + 1,
      arn,
      name,
      machineArn: stateMachineArn,
      machineName: 'approval',
      input: JSON.parse(input) as unknown,
      started,
      deadline: started + (this.#definition.TimeoutSeconds ?? 1e9) * 1000,
    };
    const execution = new Execution(record, this.#definition, 0);
    this.#interpreter.begin(execution, input);
    this.#executions.set(arn, {
      record,
      input,
      frames: JSON.stringify([...execution.frames.values()]),
      events: execution.eventCount,
      states: [],
      answers: [],
      ending: undefined,
    });
    await this.#turn(arn, () => undefined);
    return { executionArn: arn };
  }

  async #answer(token: string, output: unknown): Promise<void> {
    const target = this.#tokens.read(token);
    if (!target) throw new InvalidToken({ message: 'invalid', $metadata: {} });
    const found = [...this.#executions.values()].find(
      ({ record }) => record.id === target.executionId,
    );
    if (!found) throw new TaskDoesNotExist({ message: 'none', $metadata: {} });
    const { outcome } = output as { outcome: string };
    const taken = await this.#turn(found.record.arn, async (execution) => {
      const turn = Number(execution?.frames.get(target.path)?.variables.turn);
      const taken =
        execution &&
        (await this.#interpreter.answered(execution, target.path, target.nonce, {
          ok: true,
          output,
        }));
      return taken ? { turn, outcome } : undefined;
    });
    if (!taken) throw new TaskTimedOut({ message: 'timed out', $metadata: {} });
    const now = this.#executions.get(found.record.arn) as Resting;
    this.#executions.set(found.record.arn, { ...now, answers: [...now.answers, taken] });
  }

  /** Applies `work` to an execution, runs it until it waits, and puts it to rest. */
  #turn<T>(arn: string, work: (execution: Execution | undefined) => T | Promise<T>): Promise<T> {
    const done = (this.#tails.get(arn) ?? Promise.resolve()).then(async () => {
      const resting = this.#executions.get(arn);
      if (!resting || resting.ending) return work(undefined);
      const execution = new Execution(resting.record, this.#definition, resting.events);
      for (const frame of framesIn(resting.frames)) execution.put(frame);
      const value = await work(execution);
      while (!execution.ending && !(await this.#interpreter.advance(execution)));
      const entered = execution.changes.events
        .filter(({ type }) => type.endsWith('StateEntered'))
        .map(({ details }) => String(details.name));
      this.#executions.set(arn, {
        ...(this.#executions.get(arn) as Resting),
        frames: JSON.stringify([...execution.frames.values()]),
        events: execution.eventCount,
        states: [...resting.states, ...entered],
        ending: execution.ending,
      });
      return value;
    });
    this.#tails.set(
      arn,
      done.catch(() => undefined),
    );
    return done;
  }
}

const framesIn = (frames: string) => JSON.parse(frames) as Frame[];
