import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CannotStart } from './cannotStart.ts';
import type { DataDirectory } from './dataDirectory.ts';
import { takeGuard } from './fileGuard.ts';

export interface InstanceLock {
  /** Adds what others may want to know of the running instance. */
  describe(more: Readonly<Record<string, unknown>>): void;
  release(): void;
}

/** Another process may be just about to end. */
const WAIT_MS = 500;

/**
 * Takes the data directory for this process alone. The process id is written down beside the lock only so that a
 * refusal can name it.
 * @throws CannotStart when another process has the directory.
 */
export function lockInstance(data: DataDirectory): InstanceLock {
  const letGo = takeGuard(data.lock, WAIT_MS);
  if (!letGo) {
    const holder = holderOf(data);
    throw new CannotStart(
      `Patravali is already running on ${data.root}${holder ? ` (process ${holder})` : ''}. Stop it first, or set PATRAVALI_DATA and PATRAVALI_PORT to run another beside it.`,
    );
  }

  let description: Record<string, unknown> = { pid: process.pid, since: new Date().toISOString() };
  const write = () =>
    writeFileSync(data.instance, `${JSON.stringify(description)}\n`, { mode: 0o600 });
  write();
  return {
    describe(more) {
      description = { ...description, ...more };
      write();
    },
    release() {
      rmSync(data.instance, { force: true });
      letGo();
    },
  };
}

/** The process that says it holds the directory; undefined when it cannot be told. */
function holderOf(data: DataDirectory): number | undefined {
  try {
    if (!existsSync(data.instance)) return undefined;
    const { pid } = JSON.parse(readFileSync(data.instance, 'utf8')) as { pid?: unknown };
    return typeof pid === 'number' ? pid : undefined;
  } catch {
    return undefined;
  }
}
