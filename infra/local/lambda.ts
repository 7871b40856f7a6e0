/**
 * Lambda on one machine: worker threads that run the very bundles that ship.
 *
 * As on AWS, one environment runs one invocation at a time, has its own `process.env`, is reused while warm, and is
 * thrown away when it times out or breaks. Errors carry the names that Lambda gives them.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerRequest, WorkerSettings } from './lambdaWorker.ts';
import type { LogFile } from './logFile.ts';

export interface FunctionSpec {
  readonly name: string;
  readonly arn: string;
  /** The bundle's entry file. */
  readonly file: string;
  /** The name it exports its handler by. */
  readonly handler: string;
  /** The whole environment: nothing of this process's own is passed on. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Invocations at once; further ones wait their turn. */
  readonly concurrency: number;
  /** The function's `/tmp`. */
  readonly temporaryDirectory: string;
}

/** What Lambda tells the caller of a function that failed. */
export class FunctionError extends Error {
  readonly errorType: string;
  readonly trace: readonly string[];

  constructor(errorType: string, message: string, trace: readonly string[] = []) {
    super(message);
    this.name = 'FunctionError';
    this.errorType = errorType;
    this.trace = trace;
  }

  /** The error payload as Lambda writes it. */
  get payload(): { errorType: string; errorMessage: string; trace: readonly string[] } {
    return { errorType: this.errorType, errorMessage: this.message, trace: this.trace };
  }
}

export interface RunningFunction {
  readonly name: string;
  /** @throws FunctionError with the type that Lambda gives. */
  invoke(event: unknown): Promise<unknown>;
  /** Lets what runs finish for at most `graceMs`, then ends every environment. */
  close(graceMs: number): Promise<void>;
}

/** The largest event or answer of a synchronous invocation, in bytes: Lambda's own limit. */
export const LARGEST_PAYLOAD = 6 * 1024 * 1024;
/** Invocations that may wait for an environment before Lambda would throttle. */
const LONGEST_QUEUE = 1_000;
const IDLE_MS = 5 * 60_000;
const REAP_EVERY_MS = 30_000;

interface Environment {
  readonly worker: Worker;
  idleSince: number;
}

export function startFunction(spec: FunctionSpec, log: LogFile): RunningFunction {
  const idle: Environment[] = [];
  const all = new Set<Environment>();
  const queue: ((environment: Environment | undefined) => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let closing = false;

  function spawn(): Environment {
    mkdirSync(spec.temporaryDirectory, { recursive: true, mode: 0o700 });
    const settings: WorkerSettings = {
      file: spec.file,
      handler: spec.handler,
      name: spec.name,
      arn: spec.arn,
      memoryMegabytes: spec.memoryMegabytes,
      sourceMaps: (spec.environment.NODE_OPTIONS ?? '').includes('--enable-source-maps'),
    };
    const worker = new Worker(new URL('./lambdaWorker.ts', import.meta.url), {
      workerData: settings,
      env: { ...spec.environment, TMPDIR: spec.temporaryDirectory },
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: Math.max(128, spec.memoryMegabytes) },
    });
    for (const stream of [worker.stdout, worker.stderr]) {
      createInterface({ input: stream }).on('line', (line) => line && log.line(line));
    }
    const environment: Environment = { worker, idleSince: Date.now() };
    all.add(environment);
    // One that breaks while idle is only forgotten; one that breaks at work is reported by `run`.
    worker.on('error', () => discard(environment));
    worker.on('exit', () => discard(environment));
    worker.unref();
    return environment;
  }

  function discard(environment: Environment): void {
    if (!all.delete(environment)) return;
    const index = idle.indexOf(environment);
    if (index >= 0) idle.splice(index, 1);
    void environment.worker.terminate();
    if (queue.length && !closing && all.size < spec.concurrency) queue.shift()?.(spawn());
  }

  function release(environment: Environment): void {
    if (!all.has(environment)) return;
    const next = queue.shift();
    if (next) {
      next(environment);
      return;
    }
    environment.idleSince = Date.now();
    environment.worker.unref();
    idle.push(environment);
  }

  async function acquire(): Promise<Environment> {
    const warm = idle.pop();
    if (warm) return warm;
    if (all.size < spec.concurrency) return spawn();
    if (queue.length >= LONGEST_QUEUE) {
      throw new FunctionError('Lambda.TooManyRequestsException', 'Rate Exceeded.');
    }
    const environment = await new Promise<Environment | undefined>((resolve) =>
      queue.push(resolve),
    );
    if (!environment) throw closed();
    return environment;
  }

  async function run(event: unknown): Promise<unknown> {
    const text = JSON.stringify(event ?? null);
    if (Buffer.byteLength(text) > LARGEST_PAYLOAD) {
      throw new FunctionError(
        'Lambda.RequestTooLargeException',
        `Request must be smaller than ${LARGEST_PAYLOAD} bytes for the InvokeFunction operation`,
      );
    }
    if (closing) throw closed();
    const environment = await acquire();
    const requestId = randomUUID();
    const answer = await ask(environment, { requestId, event: text });
    if (answer.ok !== undefined) {
      if (Buffer.byteLength(answer.ok) > LARGEST_PAYLOAD) {
        throw new FunctionError(
          'Function.ResponseSizeTooLarge',
          `Response payload size exceeded maximum allowed payload size (${LARGEST_PAYLOAD} bytes).`,
        );
      }
      return JSON.parse(answer.ok);
    }
    const { errorType, errorMessage, trace } = answer.error;
    log.entry('ERROR', errorMessage, { function: spec.name, requestId, errorType, trace });
    throw new FunctionError(errorType, errorMessage, trace);
  }

  /** Gives one request to an environment and waits for its answer, its end or the function's time limit. */
  function ask(
    environment: Environment,
    request: { requestId: string; event: string },
  ): Promise<WorkerAnswer> {
    const { worker } = environment;
    const { requestId } = request;
    const limit = spec.timeoutSeconds * 1000;
    worker.ref();
    return new Promise((resolve) => {
      const settle = (answer: WorkerAnswer, broken: boolean) => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
        if (broken) discard(environment);
        else release(environment);
        resolve(answer);
      };
      const fail = (errorType: string, errorMessage: string, trace: string[] = []) =>
        settle({ requestId, error: { errorType, errorMessage, trace } }, true);

      const onMessage = (answer: WorkerAnswer) => {
        if (answer.requestId === requestId) settle(answer, answer.broken === true);
      };
      const onError = (error: Error & { code?: string }) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? fail(
              'Runtime.ExitError',
              `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
            )
          : fail('Runtime.UnhandledPromiseRejection', error.message, error.stack?.split('\n'));
      const onExit = (code: number) =>
        fail(
          'Runtime.ExitError',
          `RequestId: ${requestId} Error: Runtime exited with error: exit status ${code}`,
        );
      const timer = setTimeout(
        () =>
          fail(
            'Sandbox.Timedout',
            `RequestId: ${requestId} Error: Task timed out after ${spec.timeoutSeconds.toFixed(2)} seconds`,
          ),
        limit,
      );
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      const message: WorkerRequest = { ...request, deadline: Date.now() + limit };
      worker.postMessage(message);
    });
  }

  const reaper = setInterval(() => {
    for (const environment of [...idle]) {
      if (Date.now() - environment.idleSince > IDLE_MS) discard(environment);
    }
  }, REAP_EVERY_MS).unref();

  return {
    name: spec.name,
    invoke(event) {
      const result = run(event);
      running.add(result);
      const forget = () => running.delete(result);
      result.then(forget, forget);
      return result;
    },
    async close(graceMs) {
      closing = true;
      clearInterval(reaper);
      for (const waiting of queue.splice(0)) waiting(undefined);
      await Promise.race([
        Promise.allSettled(running),
        new Promise((resolve) => setTimeout(resolve, graceMs)),
      ]);
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}

const closed = () => new FunctionError('Lambda.ServiceException', 'Patravali is stopping.');
