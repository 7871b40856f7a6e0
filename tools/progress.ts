/** What a run has done so far, beside its table: a run that broke off is repeated and goes on from there. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

interface Done {
  /** The installation that it was done at. */
  readonly api: string;
  /** Documents by the bytes and the name of their scan. */
  readonly scans: Record<string, string>;
  /** New numbers by the old ones. */
  readonly files: Record<string, string>;
}

export interface Progress extends Done {
  save(): void;
}

/** @throws when the file beside the table is of another installation, or no such file at all */
export function progressOf(table: string, api: string): Progress {
  const path = `${table}.progress.json`;
  const done = read(path) ?? { api, scans: {}, files: {} };
  if (done.api !== api) {
    throw new Error(`${path}: यह ${done.api} की है · it is of ${done.api}, not of ${api}`);
  }
  return {
    ...done,
    save() {
      writeFileSync(`${path}.new`, `${JSON.stringify(done, undefined, 2)}\n`);
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): Done | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return JSON.parse(text) as Done;
}
