import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Where an engine can be reached now. */
export interface EngineAddress {
  /**
   * The engine's address, once it answers.
   * @throws {EngineDown} when it does not within `waitMs` milliseconds.
   */
  whenUp(waitMs: number): Promise<URL>;
}

export interface EngineProcess extends EngineAddress {
  /** Ends the engine and waits until it is gone. Its file is then safe to copy. */
  close(): Promise<void>;
}

/** The engine does not answer at the moment. It is being restarted, so the caller may try again. */
export class EngineDown extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'EngineDown';
  }
}

/** How long an engine may take to answer its first request, in milliseconds. A large journal has to be read first. */
const BOOT_LIMIT_MS = 30_000;
/** How often the first boot is tried: a port that was free may be taken a moment later. */
const BOOT_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;
/** An engine that lived this long has recovered; the next death starts again with the shortest pause. */
const HEALTHY_AFTER_MS = 30_000;

/**
 * Runs the engine and ends it when our end of standard input closes, which the kernel does even when we are killed
 * with -9. The shell waits for the engine, so that we also learn of the engine's own death.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
engine=$!
(
  read -r _ <&3
  kill "$engine"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    kill -0 "$engine" || exit 0
    sleep 0.1
  done
  kill -9 "$engine"
) >/dev/null 2>&1 &
watcher=$!
wait "$engine"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"
`;

export interface EngineProcessOptions {
  binary: string;
  databasePath: string;
  warn: (sentence: string) => void;
}

/**
 * Starts the engine on a loopback address and port that only we know, and starts it again whenever it dies.
 * The engine accepts any signature and lets every web page call it, so nobody else may learn where it listens.
 * @throws {Error} with the engine's own last words, when it never comes up.
 */
export async function startEngineProcess(options: EngineProcessOptions): Promise<EngineProcess> {
  const supervisor = new Supervisor(options);
  await supervisor.boot();
  return supervisor;
}

class Supervisor implements EngineProcess {
  readonly #options: EngineProcessOptions;
  #run: Run | undefined;
  #closing = false;
  #pauseMs = FIRST_PAUSE_MS;
  #waiters: (() => void)[] = [];
  #supervision: Promise<void> = Promise.resolve();
  readonly #stop = new AbortController();

  constructor(options: EngineProcessOptions) {
    this.#options = options;
  }

  async boot(): Promise<void> {
    let lastWords = '';
    for (let attempt = 1; attempt <= BOOT_ATTEMPTS; attempt++) {
      const run = await Run.start(this.#options);
      if (await run.answers(BOOT_LIMIT_MS)) {
        this.#supervision = this.#supervise(run);
        return;
      }
      await run.end();
      lastWords = run.lastWords();
    }
    throw new Error(
      `The record store could not start with ${this.#options.databasePath}: ${lastWords}. ` +
        `Check that the disk has space, that the folder may be written, and that ${this.#options.binary} runs on this machine.`,
    );
  }

  async whenUp(waitMs: number): Promise<URL> {
    const deadline = Date.now() + waitMs;
    for (;;) {
      if (this.#run) return this.#run.url;
      const left = deadline - Date.now();
      if (this.#closing || left <= 0)
        throw new EngineDown(
          this.#closing ? 'The record store is stopping.' : 'The record store is restarting.',
        );
      await this.#nextChange(left);
    }
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stop.abort();
    const run = this.#run;
    this.#become(undefined);
    await run?.end();
    await this.#supervision;
  }

  async #supervise(first: Run): Promise<void> {
    let run = first;
    for (;;) {
      const bornAt = Date.now();
      if (this.#closing) return run.end();
      this.#become(run);
      await run.gone;
      this.#become(undefined);
      if (this.#closing) return;
      if (Date.now() - bornAt > HEALTHY_AFTER_MS) this.#pauseMs = FIRST_PAUSE_MS;
      this.#options.warn(`The record store died and is restarted: ${run.lastWords()}.`);
      const next = await this.#restart();
      if (!next) return;
      run = next;
    }
  }

  async #restart(): Promise<Run | undefined> {
    while (!this.#closing) {
      await delay(this.#pauseMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      if (this.#closing) return undefined;
      const run = await Run.start(this.#options);
      if (await run.answers(BOOT_LIMIT_MS, this.#stop.signal)) return run;
      await run.end();
      if (!this.#closing)
        this.#options.warn(`The record store does not come up: ${run.lastWords()}.`);
    }
    return undefined;
  }

  #become(run: Run | undefined): void {
    this.#run = run;
    for (const wake of this.#waiters.splice(0)) wake();
  }

  #nextChange(limitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.#waiters.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** One life of the engine. */
class Run {
  readonly url: URL;
  /** Settles when the engine and its guard have ended and let go of the file. */
  readonly gone: Promise<void>;
  readonly #child: ChildProcess;
  #output = '';
  #ended = false;
  #exit = '';

  private constructor(url: URL, child: ChildProcess) {
    this.url = url;
    this.#child = child;
    const keepTail = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString('utf8')).slice(-2_000);
    };
    child.stdout?.on('data', keepTail);
    child.stderr?.on('data', keepTail);
    child.stdin?.on('error', () => undefined);
    this.gone = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#exit = error.message;
        this.#ended = true;
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.#exit = signal ? `ended by ${signal}` : `ended with code ${code}`;
        // Should the guard alone have died, its watcher still ends the engine when this pipe closes.
        child.stdin?.destroy();
      });
      child.once('close', () => {
        this.#ended = true;
        resolve();
      });
    });
  }

  static async start({ binary, databasePath }: EngineProcessOptions): Promise<Run> {
    const address = loopbackAddress();
    const port = await freePort(address);
    const serve = ['serve', '--host', address, '--port', String(port), '--db-path', databasePath];
    // Windows has no /bin/sh; there the engine ends with us in every case but a kill.
    const command =
      process.platform === 'win32'
        ? { file: binary, args: serve }
        : { file: '/bin/sh', args: ['-c', GUARD, 'engine', binary, ...serve] };
    const child = spawn(command.file, command.args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '' },
      // Its own process group: Ctrl-C must reach us, and the engine only after the last request is answered.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    return new Run(new URL(`http://${address}:${port}/`), child);
  }

  /** Whether the engine answers before it ends, the time is up or `stop` is given. */
  async answers(limitMs: number, stop?: AbortSignal): Promise<boolean> {
    const deadline = Date.now() + limitMs;
    while (!this.#ended && !stop?.aborted && Date.now() < deadline) {
      try {
        const reply = await fetch(this.url, { signal: AbortSignal.timeout(2_000) });
        await reply.arrayBuffer();
        return !this.#ended;
      } catch {
        await delay(5);
      }
    }
    return false;
  }

  async end(): Promise<void> {
    this.#child.stdin?.destroy();
    if (process.platform === 'win32') this.#child.kill();
    await this.gone;
  }

  /** What the engine said last, on one line, and how it ended. */
  lastWords(): string {
    const said = this.#output
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('Dynoxide listening'))
      .at(-1);
    return [said?.replace(/\.$/, ''), this.#exit || 'it did not answer'].filter(Boolean).join('; ');
  }
}

/** Any of the 16 million addresses of 127/8 where all of them are loopback, which is Linux alone. */
function loopbackAddress(): string {
  return process.platform === 'linux'
    ? `127.${randomInt(1, 255)}.${randomInt(0, 256)}.${randomInt(1, 255)}`
    : '127.0.0.1';
}

function freePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, address, () => {
      const bound = probe.address();
      probe.close(() =>
        bound !== null && typeof bound === 'object'
          ? resolve(bound.port)
          : reject(new Error('No free port was found.')),
      );
    });
  });
}
