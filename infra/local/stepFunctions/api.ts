import { randomUUID } from 'node:crypto';
import {
  ApiError,
  type ApiInput,
  optionalText,
  pagePosition,
  pageSize,
  pageToken,
  requiredText,
} from './apiError.ts';
import type { Executions } from './executions.ts';
import { type HistoryRow, historyEvent } from './historyEvents.ts';
import type { Interpreter, TaskOutcome } from './interpreter.ts';
import type { ExecutionRow, Journal } from './journal.ts';
import type { Definition } from './language.ts';
import { MAX_EXECUTION_SECONDS, MAX_PAYLOAD_BYTES } from './limits.ts';
import type { Outbox } from './outbox.ts';
import { StatesError } from './statesError.ts';
import type { TaskTokens, TokenTarget } from './taskTokens.ts';

export interface Machine {
  arn: string;
  name: string;
  /** The ASL as it was given. */
  body: string;
  definition: Definition;
}

export interface ApiOptions {
  machines: Machine[];
  journal: Journal;
  interpreter: Interpreter;
  executions: Executions;
  outbox: Outbox;
  tokens: TaskTokens;
  roleArn: string;
  /** Milliseconds since 1970. */
  now(): number;
}

export type Operation = (input: ApiInput) => Promise<unknown> | unknown;

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
/** Characters that the name of an execution may not hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: AWS refuses exactly these.
const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/** The operations of the API by name. A name that is not here is an `UnknownOperationException`. */
export function stepFunctionsApi(options: ApiOptions): ReadonlyMap<string, Operation> {
  const { machines, journal, interpreter, executions, outbox, tokens, roleArn, now } = options;
  const loadedAt = now() / 1000;

  const machineOf = (input: ApiInput): Machine => {
    const arn = requiredText(input, 'stateMachineArn', 256);
    if (!/^arn:[^:]+:states:[^:]+:[^:]+:stateMachine:[^:]+$/.test(arn)) {
      throw new ApiError('InvalidArn', `Invalid Arn: '${arn}'`);
    }
    const machine = machines.find((candidate) => candidate.arn === arn);
    if (machine) return machine;
    throw new ApiError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  };

  const executionOf = (input: ApiInput): ExecutionRow => {
    const arn = requiredText(input, 'executionArn', 256);
    const row = journal.row(arn);
    if (row) return row;
    if (/^arn:[^:]+:states:[^:]+:[^:]+:execution:[^:]+:[^:]+$/.test(arn)) {
      throw new ApiError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    throw new ApiError('InvalidArn', `Invalid Arn: '${arn}'`);
  };

  async function startExecution(input: ApiInput) {
    const machine = machineOf(input);
    const name = optionalText(input, 'name', 80) ?? randomUUID();
    if (name === '' || BAD_NAME.test(name)) {
      throw new ApiError('InvalidName', `Invalid Name: '${name}'`);
    }
    const text = executionInput(input);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const { id, started, isNew } = await journal.write(() => {
      const existing = journal.row(arn);
      if (existing) {
        // The same request again, as after a lost reply, finds its execution; anything else is a clash of names.
        if (existing.status === 'RUNNING' && existing.input === text) {
          return { id: existing.id, started: existing.started, isNew: false };
        }
        throw new ApiError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      const seconds = Math.min(
        machine.definition.TimeoutSeconds ?? MAX_EXECUTION_SECONDS,
        MAX_EXECUTION_SECONDS,
      );
      const time = now();
      const { id } = journal.run(
        `insert into execution (arn, name, machine, status, input, started, deadline, definition, events)
         values (?, ?, ?, 'RUNNING', ?, ?, ?, ?, 0)`,
        arn,
        name,
        machine.arn,
        text,
        time,
        time + seconds * 1000,
        journal.putDefinition(machine.body),
      );
      const row = journal.rowById(id) as ExecutionRow;
      const execution = journal.revive(row);
      interpreter.begin(execution, text);
      journal.save(execution);
      outbox.put(row);
      return { id, started: time, isNew: true };
    });
    if (isNew) executions.launch(id);
    return { executionArn: arn, startDate: started / 1000 };
  }

  async function stopExecution(input: ApiInput) {
    const { id, arn } = executionOf(input);
    const error = optionalText(input, 'error', 256);
    const cause = optionalText(input, 'cause', 32_768);
    await executions.turn(id, (execution) => {
      if (execution) interpreter.stop(execution, error, cause);
    });
    return { stopDate: (journal.row(arn)?.stopped ?? now()) / 1000 };
  }

  function describeExecution(input: ApiInput) {
    const row = executionOf(input);
    return {
      ...summary(row),
      input: row.input,
      inputDetails: { included: true },
      ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
      ...(row.error === null ? {} : { error: row.error }),
      ...(row.cause === null ? {} : { cause: row.cause }),
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'The local runner does not redrive executions.',
    };
  }

  function listExecutions(input: ApiInput) {
    const machine = machineOf(input);
    const limit = pageSize(input);
    const status = optionalText(input, 'statusFilter') ?? null;
    if (status !== null && !STATUSES.includes(status)) {
      throw new ApiError(
        'ValidationException',
        `The member 'statusFilter' must be one of ${STATUSES}.`,
      );
    }
    const [started = Number.MAX_SAFE_INTEGER, id = 0] = pagePosition(input, 2) ?? [];
    const rows = journal.all<ExecutionRow>(
      `select * from execution where machine = ? and (started, id) < (?, ?)
       and (? is null or status = ?) order by started desc, id desc limit ?`,
      machine.arn,
      started,
      id,
      status,
      status,
      limit + 1,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      executions: page.map(summary),
      ...(rows.length > limit && last ? { nextToken: pageToken(last.started, last.id) } : {}),
    };
  }

  function getExecutionHistory(input: ApiInput) {
    const { id } = executionOf(input);
    const limit = pageSize(input);
    const reverse = input.reverseOrder === true;
    const [after = reverse ? Number.MAX_SAFE_INTEGER : 0] = pagePosition(input, 1) ?? [];
    const rows = journal.all<HistoryRow>(
      reverse
        ? 'select * from history where execution = ? and id < ? order by id desc limit ?'
        : 'select * from history where execution = ? and id > ? order by id limit ?',
      id,
      after,
      limit + 1,
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      events: page.map((row) => historyEvent(row, input.includeExecutionData !== false)),
      ...(rows.length > limit && last ? { nextToken: pageToken(last.id) } : {}),
    };
  }

  const targetOf = (input: ApiInput): TokenTarget => {
    const target = tokens.read(requiredText(input, 'taskToken', 2048));
    if (!target) throw new ApiError('InvalidToken', `Invalid Token: 'Invalid token'`);
    if (!journal.rowById(target.executionId)) {
      throw new ApiError('TaskDoesNotExist', 'Task Does Not Exist');
    }
    return target;
  };

  async function answer({ executionId, path, nonce }: TokenTarget, outcome: TaskOutcome) {
    const taken = await executions.turn(executionId, (execution) =>
      execution ? interpreter.answered(execution, path, nonce, outcome) : false,
    );
    if (!taken) throw timedOut();
    return {};
  }

  async function sendTaskHeartbeat(input: ApiInput) {
    const { executionId, path, nonce } = targetOf(input);
    const taken = await executions.turn(executionId, (execution) =>
      execution ? interpreter.heartbeat(execution, path, nonce) : false,
    );
    if (!taken) throw timedOut();
    return {};
  }

  return new Map<string, Operation>([
    ['StartExecution', startExecution],
    ['StopExecution', stopExecution],
    ['DescribeExecution', describeExecution],
    ['ListExecutions', listExecutions],
    ['GetExecutionHistory', getExecutionHistory],
    [
      'SendTaskSuccess',
      (input) => {
        const target = targetOf(input);
        return answer(target, { ok: true, output: taskOutput(input) });
      },
    ],
    [
      'SendTaskFailure',
      (input) => {
        const error = optionalText(input, 'error', 256) ?? '';
        const cause = optionalText(input, 'cause', 32_768) ?? '';
        return answer(targetOf(input), { ok: false, error: new StatesError(error, cause) });
      },
    ],
    ['SendTaskHeartbeat', sendTaskHeartbeat],
    [
      'DescribeStateMachine',
      (input) => {
        const { arn, name, body } = machineOf(input);
        return {
          stateMachineArn: arn,
          name,
          status: 'ACTIVE',
          definition: body,
          roleArn,
          type: 'STANDARD',
          creationDate: loadedAt,
        };
      },
    ],
    [
      'ListStateMachines',
      () => ({
        stateMachines: machines.map(({ arn, name }) => ({
          stateMachineArn: arn,
          name,
          type: 'STANDARD',
          creationDate: loadedAt,
        })),
      }),
    ],
  ]);
}

const summary = (row: ExecutionRow) => ({
  executionArn: row.arn,
  stateMachineArn: row.machine,
  name: row.name,
  status: row.status,
  startDate: row.started / 1000,
  ...(row.stopped === null ? {} : { stopDate: row.stopped / 1000 }),
});

const timedOut = () =>
  new ApiError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);

/** The input in canonical JSON, so that two requests with the same value compare equal. */
function executionInput(input: ApiInput): string {
  const text = optionalText(input, 'input', Number.MAX_SAFE_INTEGER) ?? '{}';
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new ApiError(
      'InvalidExecutionInput',
      `The input exceeds the maximum of ${MAX_PAYLOAD_BYTES} bytes.`,
    );
  }
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new ApiError(
      'InvalidExecutionInput',
      `Invalid State Machine Execution Input: '${(error as Error).message}'`,
    );
  }
}

function taskOutput(input: ApiInput): unknown {
  const text = optionalText(input, 'output', Number.MAX_SAFE_INTEGER);
  if (text === undefined) {
    throw new ApiError('ValidationException', `The member 'output' must not be empty.`);
  }
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES) {
    throw new ApiError(
      'InvalidOutput',
      `The output exceeds the maximum of ${MAX_PAYLOAD_BYTES} bytes.`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}
