import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { CannotStart } from './cannotStart.ts';

/** The installation's own secrets. Made once, readable by their owner alone, shipped nowhere. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The secret of a sign-in client, made when first asked for. */
  secretOfClient(clientId: string): string;
}

interface Stored {
  accessKeyId: string;
  secretAccessKey: string;
  clients: Record<string, string>;
}

/** Reads the file, or makes it. */
export function openCredentials(path: string): Credentials {
  const stored = read(path) ?? {
    accessKeyId: `PV${randomBytes(9).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    clients: {},
  };
  const save = () => {
    // Renaming keeps a crash from leaving half a file, which would lock the owner out of their own records.
    writeFileSync(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    renameSync(`${path}.new`, path);
  };
  save();
  return {
    accessKeyId: stored.accessKeyId,
    secretAccessKey: stored.secretAccessKey,
    secretOfClient(clientId) {
      const known = stored.clients[clientId];
      if (known) return known;
      const made = randomBytes(30).toString('base64url');
      stored.clients[clientId] = made;
      save();
      return made;
    },
  };
}

function read(path: string): Stored | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { accessKeyId, secretAccessKey, clients = {} } = JSON.parse(text) as Partial<Stored>;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, clients };
  } catch {
    // Told below.
  }
  throw new CannotStart(
    `The file ${path} is damaged. Restore it from a backup, or run npm run reset to begin with empty records.`,
  );
}
