import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CannotStart } from './cannotStart.ts';
import type { DataDirectory } from './dataDirectory.ts';

export interface InstanceLock {
  /** Adds what others may want to know of the running instance. */
  describe(more: Readonly<Record<string, unknown>>): void;
  release(): void;
}

/** The guards this process holds: a forgotten database would be closed, and its lock with it, by the collector. */
const held = new Set<DatabaseSync>();

/**
 * Takes the data directory for this process alone.
 *
 * The guard is an open write transaction on a SQLite file: the operating system lets go of its lock when the process
 * ends, however it ends, so nothing stale ever has to be judged by a process id. The id is written down only so that
 * the refusal can name it.
 * @throws CannotStart when another process has the directory.
 */
export function lockInstance(data: DataDirectory): InstanceLock {
  const guard = new DatabaseSync(data.lock);
  try {
    guard.exec('pragma busy_timeout = 500; begin immediate');
  } catch (error) {
    guard.close();
    if (!/locked|busy/i.test((error as Error).message)) throw error;
    const holder = holderOf(data);
    throw new CannotStart(
      `Patravali is already running on ${data.root}${holder ? ` (process ${holder})` : ''}. Stop it first, or set PATRAVALI_DATA and PATRAVALI_PORT to run another beside it.`,
      { cause: error },
    );
  }

  held.add(guard);
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
      held.delete(guard);
      guard.close();
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
