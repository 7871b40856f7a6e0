import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { CannotStart } from './cannotStart.ts';
import type { DataDirectory } from './dataDirectory.ts';

/** Grows with every change of what stored records look like that an earlier version's records do not have. */
const format = 4;

/** @throws CannotStart when the directory's records are those of another version, which this one cannot read. */
export function checkFormat({ root, seeded }: DataDirectory): void {
  if (!existsSync(seeded) || formatIn(seeded) === format) return;
  throw new CannotStart(
    `The records in ${root} are those of another version of Patravali. Start that version, set PATRAVALI_DATA to another directory, or clear them with: npm run reset`,
  );
}

/** Writes down that the sample district is laid, and in which format. */
export const writeFormat = ({ seeded }: DataDirectory): void =>
  writeFileSync(seeded, `${JSON.stringify({ seeded: 'sample district', format })}\n`, {
    mode: 0o600,
  });

function formatIn(path: string): unknown {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown }).format;
  } catch {
    return undefined;
  }
}
