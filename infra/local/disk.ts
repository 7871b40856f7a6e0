import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { CannotStart } from './cannotStart.ts';
import { dataDirectory } from './dataDirectory.ts';

/** Less free space than this, in bytes, and the first busy day would end with a full disk. */
const LEAST_FREE = 100 * 1024 * 1024;

/**
 * Makes the data directory (for its owner alone) and makes sure that it can be written to durably.
 * @throws CannotStart saying what is wrong with it and what to do.
 */
export function prepareDataDirectory(root: string): void {
  try {
    refuseForeign(root);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    chmodSync(root, 0o700);
    const probe = join(root, `probe-${process.pid}`);
    const file = openSync(probe, 'w', 0o600);
    try {
      writeSync(file, Buffer.alloc(64 * 1024));
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(probe, { force: true });
    }
  } catch (cause) {
    if (cause instanceof CannotStart) throw cause;
    throw new CannotStart(sentenceFor(root, cause), { cause });
  }
  const { bavail, bsize } = statfsSync(root);
  const free = bavail * bsize;
  if (free < LEAST_FREE) {
    throw new CannotStart(
      `The disk that holds ${root} has only ${Math.floor(free / 2 ** 20)} MB free; Patravali needs at least ${LEAST_FREE / 2 ** 20} MB. Free some space, or set PATRAVALI_DATA to a folder on another disk.`,
    );
  }
}

/** A folder with other things in it is nobody's to lock up, and `npm run reset` must never meet names of others. */
function refuseForeign(root: string): void {
  if (!existsSync(root) || !statSync(root).isDirectory()) return;
  const names = readdirSync(root).filter(
    (name) => !name.startsWith('.') && !/^(lost\+found|probe-\d+)$/.test(name),
  );
  if (names.length === 0 || names.includes(basename(dataDirectory(root).lock))) return;
  throw new CannotStart(
    `The folder ${root} holds other things already (${names[0]}). Set PATRAVALI_DATA to an empty or new folder.`,
  );
}

const elsewhere = 'Set PATRAVALI_DATA to a folder that this user can write to.';

/** One sentence for an error of the file system on the data directory. */
export function sentenceFor(root: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    // Making folders below one that is read-only is told as if the first of them were missing.
    case 'ENOENT':
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `The data directory ${root} cannot be written to. ${elsewhere}`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk that holds the data directory ${root} is full. Free some space, or set PATRAVALI_DATA to a folder on another disk.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `The data directory ${root} cannot be made: a file stands in its place. ${elsewhere}`;
    default:
      return `The data directory ${root} cannot be used (${message}). ${elsewhere}`;
  }
}
