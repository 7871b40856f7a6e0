import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { childEntry } from './assets.ts';
import type { Answer, AnswerMessage, Job, JobMessage } from './childMessages.ts';
import { type LatinEngine, latinEngineOf } from './engines.ts';
import { childLimits } from './limits.ts';
import { type Inspection, PageProblem, type PageReading } from './reading.ts';
import { readByTextract } from './textract.ts';

export interface PageReaderOptions {
  /** Working directory of the child; the system's temporary folder unless given. */
  workDir?: string;
  /** Resident memory at which the child is killed, in bytes. */
  memoryLimitBytes?: number;
  /** Time for one job, in milliseconds. */
  timeLimitMs?: number;
  /** Who reads Latin pages; `OCR_LATIN_ENGINE` unless given. */
  latinEngine?: LatinEngine;
}

/** Inspects and reads files in a killable child process; one job at a time, in the order asked. */
export interface PageReader {
  /** @throws PageProblem */
  inspect(path: string, mediaType: string): Promise<Inspection>;
  /** Reads one page, counted from 1. @throws PageProblem */
  read(path: string, mediaType: string, pageNumber: number): Promise<PageReading>;
  /** Ends the child; jobs under way fail. */
  close(): Promise<void>;
}

/** How often the child's memory is looked at. Pixels are filled at about 1 GB a second. */
const watchEveryMs = 40;

/** Variables the child may see: nothing that could sign a request. */
const passedOn = ['PATH', 'LD_LIBRARY_PATH', 'LANG', 'TZ', 'TMPDIR', 'OCR_ASSETS'];

export function openPageReader(options: PageReaderOptions = {}): PageReader {
  const {
    workDir = tmpdir(),
    memoryLimitBytes = childLimits.memoryBytes,
    timeLimitMs = childLimits.timeMs,
    latinEngine = latinEngineOf(process.env),
  } = options;
  let child: ChildProcess | undefined;
  let jobsDone = 0;
  let nextId = 1;
  let closed = false;
  let queue: Promise<unknown> = Promise.resolve();

  const warmChild = (): ChildProcess => {
    if (child?.connected && child.exitCode === null && child.signalCode === null) return child;
    child = startChild(workDir);
    jobsDone = 0;
    return child;
  };

  const retire = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };

  const runNow = async (job: Job): Promise<Answer> => {
    if (closed) throw new PageProblem('reader-failed', 'The page reader is closed.');
    const worker = warmChild();
    try {
      const answer = await runIn(worker, { id: nextId++, job }, memoryLimitBytes, timeLimitMs);
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

  const ask = (job: Job): Promise<Answer> => {
    const answer = queue.then(() => runNow(job));
    queue = answer.catch(() => undefined);
    return answer;
  };

  return {
    async inspect(path, mediaType) {
      const answer = await ask({ kind: 'inspect', path, mediaType });
      if ('inspection' in answer) return answer.inspection;
      throw unexpected(answer);
    },

    async read(path, mediaType, page) {
      const started = performance.now();
      const job = { kind: 'read', path, mediaType, page } as const;
      const answer = await ask({ ...job, latinEngine });
      if ('reading' in answer) return answer.reading;
      if (!('elsewhere' in answer)) throw unexpected(answer);
      try {
        return await readByTextract(answer.elsewhere, started);
      } catch {
        // The service is a convenience: a page is read here rather than not at all.
        const second = await ask({ ...job, latinEngine: 'tesseract' });
        if ('reading' in second) return second.reading;
        throw unexpected(second);
      }
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
function leavesDoubt(answer: Answer): boolean {
  if (!('problem' in answer)) return false;
  const { code } = answer.problem;
  return code === 'reader-failed' || code === 'page-too-heavy';
}

function unexpected(answer: Answer): PageProblem {
  if ('problem' in answer) return new PageProblem(answer.problem.code, answer.problem.message);
  return new PageProblem('reader-failed', 'The child gave the wrong kind of answer.');
}

function startChild(workDir: string): ChildProcess {
  const environment: NodeJS.ProcessEnv = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  const child = fork(childEntry(), [], {
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
function runIn(
  child: ChildProcess,
  message: JobMessage,
  memoryLimitBytes: number,
  timeLimitMs: number,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stopFor = (code: 'page-too-heavy' | 'reader-failed', why: string): void => {
      finish();
      child.kill('SIGKILL');
      reject(new PageProblem(code, why));
    };
    const onMessage = (reply: AnswerMessage): void => {
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
