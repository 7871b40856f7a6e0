import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * A log of one JSON object a line, kept within bounds: at `LARGEST` bytes it becomes `<name>.1` and a new one begins.
 *
 * Lines are gathered and written a few times a second, so that a chatty function costs no write per line. A log that
 * cannot be written is dropped: it must never stop the work it tells of.
 */
export interface LogFile {
  /** A line that is a JSON object is kept as it is; any other becomes the `message` of one. */
  line(text: string): void;
  entry(level: 'INFO' | 'WARN' | 'ERROR', message: string, more?: Record<string, unknown>): void;
  /** Entries of level WARN and above since the log was opened. */
  readonly warnings: number;
  close(): void;
}

const LARGEST = 5 * 1024 * 1024;
const LONGEST_LINE = 64 * 1024;
const FLUSH_EVERY_MS = 200;

export function openLogFile(path: string): LogFile {
  let waiting = '';
  let timer: NodeJS.Timeout | undefined;
  let warnings = 0;
  let size = sizeOf(path);

  const flush = () => {
    timer = undefined;
    const text = waiting;
    waiting = '';
    if (!text) return;
    try {
      if (size + text.length > LARGEST) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      appendFileSync(path, text, { mode: 0o600 });
      size += Buffer.byteLength(text);
    } catch (error) {
      tellOfFullDisk(error);
    }
  };
  const write = (text: string) => {
    waiting += `${text}\n`;
    if (waiting.length > LARGEST / 10) flush();
    else timer ??= setTimeout(flush, FLUSH_EVERY_MS).unref();
  };

  return {
    get warnings() {
      return warnings;
    },
    line(text) {
      const kept = text.slice(0, LONGEST_LINE);
      const level = levelOf(kept);
      if (level === undefined) {
        write(
          JSON.stringify({ level: 'INFO', timestamp: new Date().toISOString(), message: kept }),
        );
        return;
      }
      if (level === 'WARN' || level === 'ERROR' || level === 'CRITICAL') warnings += 1;
      write(kept);
    },
    entry(level, message, more = {}) {
      if (level !== 'INFO') warnings += 1;
      write(JSON.stringify({ level, timestamp: new Date().toISOString(), message, ...more }));
    },
    close() {
      clearTimeout(timer);
      flush();
    },
  };
}

const AGAIN_AFTER_MS = 60_000;
let lastTold = Number.NEGATIVE_INFINITY;
/** What is refused for want of room is told to the caller as not available; why, only the terminal can say. */
function tellOfFullDisk(error: unknown): void {
  const { code } = error as NodeJS.ErrnoException;
  const now = performance.now();
  if ((code !== 'ENOSPC' && code !== 'EDQUOT') || now - lastTold < AGAIN_AFTER_MS) return;
  lastTold = now;
  process.stderr.write(
    'The disk that holds the data directory is full: nothing is lost, but nothing is written until there is room.\n',
  );
}

/** The level of a line that is a JSON object; `''` when the object names none; undefined when it is no object. */
function levelOf(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const { level } = JSON.parse(text) as { level?: unknown };
    return typeof level === 'string' ? level.toUpperCase() : '';
  } catch {
    return undefined;
  }
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
