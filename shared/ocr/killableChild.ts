import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { Message, Problem, Reply } from './childLoop.ts';
import { childLimits } from './limits.ts';
import { PageProblem } from './reading.ts';

export interface ChildOptions {
  /** The module that the child runs. */
  entry: () => string;
  /** Working directory of the child; the system's temporary folder unless given. */
  workDir?: string;
  /** Resident memory at which the child is killed, in bytes. */
  memoryLimitBytes?: number;
  /** Time for one job, in milliseconds. */
  timeLimitMs?: number;
}

/** A process that opens strangers' bytes and is killed when it grows or dawdles; one job at a time, in order. */
export interface KillableChild<Job, Answer> {
  /** @throws PageProblem */
  ask(job: Job): Promise<Answer>;
  /** Ends the child; jobs under way fail. */
  close(): Promise<void>;
}

/** How often the child's memory is looked at. Pixels are filled at about 1 GB a second. */
const watchEveryMs = 40;

/** Variables the child may see: nothing that could sign a request. */
const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'LANG', 'TZ', 'TMPDIR', 'OCR_ASSETS'];

export function killableChild<Job, Answer extends object>(
  options: ChildOptions,
): KillableChild<Job, Answer> {
  const {
    entry,
    workDir = tmpdir(),
    memoryLimitBytes = childLimits.memoryBytes,
    timeLimitMs = childLimits.timeMs,
  } = options;
  let child: ChildProcess | undefined;
  let jobsDone = 0;
  let nextId = 1;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  const warmChild = (): ChildProcess => {
    if (child?.connected && child.exitCode === null && child.signalCode === null) return child;
    child = startChild(entry(), workDir);
    jobsDone = 0;
    return child;
  };

  const retire = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };

  const runNow = async (job: Job): Promise<Answer | Problem> => {
    if (closed) throw new PageProblem('reader-failed', 'The page reader is closed.');
    const worker = warmChild();
    try {
      const message = { id: nextId++, job };
      const answer = await runIn<Job, Answer>(worker, message, memoryLimitBytes, timeLimitMs);
      if (worker === child && leavesDoubt(answer)) retire();
      return answer;
    } catch (error) {
      if (worker === child) retire();
      throw error;
    } finally {
      const tired = residentBytes(worker) > memoryLimitBytes * childLimits.recycleShare;
      if (worker === child && (++jobsDone >= childLimits.jobs || tired)) retire();
    }
  };

  return {
    async ask(job) {
      const turn = queue.then(() => runNow(job));
      queue = turn.catch(() => undefined);
      const answer = await turn;
      if ('problem' in answer) throw new PageProblem(answer.problem.code, answer.problem.message);
      return answer;
    },

    async close() {
      closed = true;
      const last = child;
      retire();
      if (!last || last.exitCode !== null || last.signalCode !== null) return;
      last.ref();
      await new Promise((resolve) => last.once('exit', resolve));
    },
  };
}

/** After these failures a WebAssembly engine is in no known state, and another document must not meet it. */
function leavesDoubt(answer: object | Problem): boolean {
  if (!('problem' in answer)) return false;
  const { code } = answer.problem;
  return code === 'reader-failed' || code === 'page-too-heavy';
}

function startChild(entry: string, workDir: string): ChildProcess {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const child = fork(entry, [], {
    cwd: workDir,
    env: environment,
    // Pixels live outside the JavaScript heap; what is on it stays small.
    execArgv: ['--max-old-space-size=256'],
    serialization: 'json',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // An idle child must not keep a program from ending.
  child.unref();
  child.channel?.unref();
  return child;
}

/** Sends one job and waits for its answer, for the child's end, or for a limit. */
function runIn<Job, Answer>(
  child: ChildProcess,
  message: Message<Job>,
  memoryLimitBytes: number,
  timeLimitMs: number,
): Promise<Answer | Problem> {
  return new Promise((resolve, reject) => {
    const stopFor = (code: 'page-too-heavy' | 'reader-failed', why: string): void => {
      finish();
      child.kill('SIGKILL');
      reject(new PageProblem(code, why));
    };
    const onMessage = (reply: Reply<Answer>): void => {
      if (reply.id !== message.id) return;
      finish();
      resolve(reply.answer);
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void => {
      // Killed by the system, or aborted for want of memory.
      const heavy = signal === 'SIGKILL' || signal === 'SIGABRT' || code === 134;
      stopFor(heavy ? 'page-too-heavy' : 'reader-failed', `The child ended (${signal ?? code}).`);
    };
    const onError = (error: Error): void => stopFor('reader-failed', error.message);
    const deadline = setTimeout(
      () => stopFor('page-too-heavy', `The page took more than ${timeLimitMs} ms.`),
      timeLimitMs,
    );
    const watch = setInterval(() => {
      if (residentBytes(child) > memoryLimitBytes) {
        stopFor('page-too-heavy', `The page needs more than ${memoryLimitBytes} bytes.`);
      }
    }, watchEveryMs);
    const finish = (): void => {
      clearTimeout(deadline);
      clearInterval(watch);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      child.channel?.unref();
    };
    child.on('message', onMessage).on('exit', onExit).on('error', onError);
    child.channel?.ref();
    child.send(message, (error) => error && onError(error));
  });
}

/** Resident memory of the child; 0 where the system does not tell, as outside Linux. */
function residentBytes(child: ChildProcess): number {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
