import { DatabaseSync } from 'node:sqlite';

/** The guards this process holds: a forgotten database would be closed, and its lock with it, by the collector. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock that lives in a file and belongs to this process alone.
 *
 * It is an open write transaction on a SQLite database: the operating system lets go of it when the process ends,
 * however it ends, so nothing stale ever has to be judged by a process id.
 * @param waitMs how long to wait while another process holds it.
 * @returns what lets go of the lock, or undefined when another process kept it.
 */
export function takeGuard(file: string, waitMs: number): (() => void) | undefined {
  const guard = new DatabaseSync(file);
  try {
    guard.exec(`pragma busy_timeout = ${waitMs}; begin immediate`);
  } catch (error) {
    guard.close();
    if (/locked|busy/i.test((error as Error).message)) return undefined;
    throw error;
  }
  held.add(guard);
  return () => {
    if (held.delete(guard)) guard.close();
  };
}
