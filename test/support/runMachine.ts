import { randomBytes } from 'node:crypto';
import { Execution } from '../../infra/local/stepFunctions/execution.ts';
import { dueOf, type Frame, type TaskPhase } from '../../infra/local/stepFunctions/frame.ts';
import { Interpreter } from '../../infra/local/stepFunctions/interpreter.ts';
import type { Definition } from '../../infra/local/stepFunctions/language.ts';
import { StatesError } from '../../infra/local/stepFunctions/statesError.ts';
import { TaskTokens } from '../../infra/local/stepFunctions/taskTokens.ts';

export interface Invocation {
  /** The function's logical id. */
  readonly fn: string;
  readonly payload: Record<string, unknown>;
  /** Seconds the task may take, or nothing when it has no limit. */
  readonly seconds: number | undefined;
  /** Answers the task token now, as the relay would later. False when its time has passed. */
  answer(output: unknown): Promise<boolean>;
}

/** Stands in for the Lambda functions. What it throws is the task's error; give it a StatesError. */
export type Invoke = (invocation: Invocation) => Promise<unknown> | unknown;

/** How an execution ended, and how it got there. */
export interface Run {
  readonly status: string;
  readonly output: unknown;
  readonly error: string | undefined;
  /** Names of the states entered, in order. */
  readonly states: readonly string[];
  /** Seconds that passed on the machine's clock. */
  readonly seconds: number;
  /** The most tasks that were under way at one time. */
  readonly atOnce: number;
}

export const fault = (error: string) => new StatesError(error, 'a fault made by the test');

/**
 * Runs a definition from start to end on the product's own interpreter. Time is not waited for: when
 * nothing is left to do, the clock jumps to whatever is due next.
 */
export async function runMachine(
  definition: Definition,
  input: unknown,
  invoke: Invoke,
): Promise<Run> {
  const start = Date.UTC(2026, 0, 1);
  let now = start;
  const tokens = new TaskTokens(randomBytes(32));
  const roleArn = 'arn:aws:iam::123456789012:role/test';
  const interpreter = new Interpreter({ tokens, region: 'ap-south-1', roleArn, now: () => now });
  const arn = 'arn:aws:states:ap-south-1:123456789012:execution:test:one';
  const execution = new Execution(
    {
      id: 1,
      arn,
      name: 'one',
      machineArn: arn,
      machineName: 'test',
      input,
      started: start,
      deadline: start + (definition.TimeoutSeconds ?? 1e9) * 1000,
    },
    definition,
    0,
  );
  let atOnce = 0;

  const answerToken = async (token: unknown, output: unknown) => {
    const target = tokens.read(String(token));
    if (!target) throw new Error('The function was given no task token.');
    return interpreter.answered(execution, target.path, target.nonce, { ok: true, output });
  };

  const call = async (frame: Frame, { nonce, arguments: given, deadline }: TaskPhase) => {
    const { FunctionName, Payload } = given as { FunctionName: string; Payload: object };
    const payload = Payload as Record<string, unknown>;
    const seconds = deadline === null ? undefined : (deadline - now) / 1000;
    const answer = (output: unknown) => answerToken(payload.taskToken, output);
    try {
      const result = await invoke({ fn: FunctionName, payload, seconds, answer });
      const output = { StatusCode: 200, Payload: result ?? null };
      await interpreter.invoked(execution, frame.path, nonce, { ok: true, output });
    } catch (error) {
      if (!(error instanceof StatesError)) throw error;
      await interpreter.invoked(execution, frame.path, nonce, { ok: false, error });
    }
  };

  interpreter.begin(execution, JSON.stringify(input));
  while (!execution.ending) {
    while (!(await interpreter.advance(execution)));
    const due = [...execution.frames.values()].flatMap((frame) =>
      frame.phase.kind === 'task' && !frame.phase.submitted ? [{ frame, phase: frame.phase }] : [],
    );
    atOnce = Math.max(atOnce, due.length);
    if (due.length > 0) {
      for (const { frame, phase } of due) await call(frame, phase);
    } else if (!execution.ending) {
      const next = [...execution.frames.values()].map((frame) => dueOf(frame) ?? Infinity);
      now = Math.max(now, Math.min(execution.record.deadline, ...next));
      await interpreter.tick(execution);
    }
  }

  const { status, output, error } = execution.ending;
  return {
    status,
    output,
    error,
    seconds: (now - start) / 1000,
    atOnce,
    states: execution.changes.events
      .filter(({ type }) => type.endsWith('StateEntered'))
      .map(({ details }) => String(details.name)),
  };
}
