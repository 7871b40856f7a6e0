import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Machine, stepFunctionsApi } from './api.ts';
import { checkDefinition } from './checkDefinition.ts';
import { Executions, type Invoke } from './executions.ts';
import { Interpreter } from './interpreter.ts';
import { Journal } from './journal.ts';
import type { Definition } from './language.ts';
import { type ExecutionStatusEvent, Outbox } from './outbox.ts';
import { createProtocolServer } from './protocol.ts';
import { TaskTokens } from './taskTokens.ts';

export { checkDefinition } from './checkDefinition.ts';
export type { Invoke } from './executions.ts';
export type { ExecutionStatusEvent } from './outbox.ts';
export { StatesError } from './statesError.ts';

/** How long `close` waits for a delivery under way, in milliseconds. */
const DELIVERY_GRACE_MS = 2000;

export interface StepFunctionsOptions {
  /** The data directory; the journal is `stepFunctions.sqlite` in it. One process may use it at a time. */
  dir: string;
  /** A loopback address. */
  host: string;
  /** 0 for any free one. */
  port: number;
  region: string;
  account: string;
  /** The secret of an access key, or undefined when no such key exists. */
  secretOf(accessKeyId: string): string | undefined;
  /** The machines as deployed now. Running executions keep the definition they were started with. */
  machines: { name: string; definition: string }[];
  /**
   * Carries out a task and resolves with its result. May be called again for the same task after a crash.
   * The resource comes without `.waitForTaskToken`: `arn:aws:states:::lambda:invoke` with `{ FunctionName, Payload }`.
   * Throw a StatesError to name the error that `ErrorEquals` matches.
   */
  invoke: Invoke;
  /** Takes a 'Step Functions Execution Status Change' event. Called again until it resolves, and after a crash. */
  deliver(event: ExecutionStatusEvent): Promise<void>;
  /** Milliseconds since 1970, for timeouts, waits and dates. The system clock when absent; signatures always use that. */
  now?: () => number;
  /** Tells the operator of a fault. A process warning when absent. */
  report?: (message: string) => void;
}

export interface RunningStepFunctions {
  url: string;
  /** How many executions were running when the process last ended and are taken up again. */
  executionsResumed: number;
  /** Ends the server. Running executions stay in the journal and go on at the next start. */
  close(): Promise<void>;
}

/**
 * Starts the local Step Functions: the API on a port, and everything that was running when the process last ended.
 * `invoke` and `deliver` are called from the moment this resolves.
 * @throws Error that lists every problem of the definitions, or says why the port or the journal cannot be opened.
 */
export async function startStepFunctions(
  options: StepFunctionsOptions,
): Promise<RunningStepFunctions> {
  const { region, account, host } = options;
  const now = options.now ?? Date.now;
  const report = options.report ?? ((message: string) => process.emitWarning(message));
  const machines = loadMachines(options);
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const journal = new Journal(join(options.dir, 'stepFunctions.sqlite'), now);
  const tokens = new TaskTokens(await journal.tokenKey());
  const roleArn = `arn:aws:iam::${account}:role/patravali-local`;
  const interpreter = new Interpreter({ tokens, region, roleArn, now });
  const outbox = new Outbox({ journal, region, account, now, deliver: options.deliver });
  const executions = new Executions({
    journal,
    interpreter,
    outbox,
    invoke: options.invoke,
    now,
    report,
  });
  const operations = stepFunctionsApi({
    machines,
    journal,
    interpreter,
    executions,
    outbox,
    tokens,
    roleArn,
    now,
  });
  const server = createProtocolServer({
    region,
    operations,
    secretOf: options.secretOf,
    report,
  });
  try {
    await listen(server, host, options.port);
  } catch (error) {
    journal.close();
    throw error;
  }
  outbox.start();
  const executionsResumed = executions.resume();
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    executionsResumed,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await executions.close();
      await Promise.race([outbox.stop(), sleep(DELIVERY_GRACE_MS)]);
      server.closeAllConnections();
      await closed;
      journal.close();
    },
  };
}

function loadMachines({ machines, region, account }: StepFunctionsOptions): Machine[] {
  const problems = machines.flatMap(({ name, definition }) => checkDefinition(name, definition));
  if (problems.length > 0) {
    throw new Error(`The state machines cannot run here:\n${problems.join('\n')}`);
  }
  return machines.map(({ name, definition }) => ({
    arn: `arn:aws:states:${region}:${account}:stateMachine:${name}`,
    name,
    body: definition,
    definition: JSON.parse(definition) as Definition,
  }));
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
