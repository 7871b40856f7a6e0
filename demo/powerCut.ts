/** Cuts the power of the running installation and starts it again: `npm run demo -- --power-cut`. */
import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Installation, ownData } from './installation.ts';
import { until } from './telling.ts';

/** Only who asks for it has the process in their other window killed. */
export const powerCutAsked = process.argv.includes('--power-cut');

/**
 * Kills the installation as a power cut does (SIGKILL: it can put nothing in order), and starts it on the same records.
 * The new process stays when the demo is over.
 * @returns the process id of the new one
 */
export async function cutThePower({ address }: Installation): Promise<number> {
  const data = ownData();
  const { pid } = JSON.parse(readFileSync(data.instance, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGKILL');
  await until('the killed process to be gone', async () => (isThere(pid) ? undefined : true));

  const start = fileURLToPath(new URL('../infra/local/start.ts', import.meta.url));
  const log = openSync(join(data.root, 'logs', 'after-power-cut.log'), 'a');
  const again = spawn(process.execPath, [start], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, PATRAVALI_PORT: new URL(address.apiUrl).port },
  });
  again.unref();
  await until('the installation to be up again', () =>
    fetch(`${address.apiUrl}/v1/health`).then(
      ({ ok }) => ok || undefined,
      () => undefined,
    ),
  );
  return again.pid ?? 0;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
