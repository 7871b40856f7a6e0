/** `npm run reset`: empties the data directory, so that the next start begins with the sample district. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type DataDirectory, dataDirectory, knownNames, lockNames } from './dataDirectory.ts';
import { lockInstance } from './instanceLock.ts';

try {
  process.stdout.write(
    `${reset(dataDirectory(resolve(process.env.PATRAVALI_DATA || '.patravali')))}\n`,
  );
} catch (error) {
  process.stderr.write(`Nothing was deleted. ${(error as Error).message}\n`);
  process.exit(1);
}

/**
 * Deletes what Patravali made in the directory, and nothing else.
 * @returns what it did, in one sentence.
 * @throws CannotStart while an instance runs on it.
 */
function reset(data: DataDirectory): string {
  // Names such as `logs` and `tmp` are anyone's; only the lock shows that they are ours.
  if (!existsSync(data.lock)) return `There is nothing of Patravali's in ${data.root}.`;
  const lock = lockInstance(data);
  const found = knownNames.filter((name) => existsSync(join(data.root, name)));
  for (const name of found) rmSync(join(data.root, name), { recursive: true });
  lock.release();
  for (const name of lockNames) rmSync(join(data.root, name), { force: true });
  const left = readdirSync(data.root);
  if (left.length)
    return `${data.root} was reset; ${left.length} other things in it were left alone.`;
  rmdirSync(data.root);
  return `${data.root} was deleted; the next start begins with the sample district.`;
}
