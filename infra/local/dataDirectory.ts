/** What stands where in an installation's data directory. Reset deletes exactly these names and nothing else. */
import { join } from 'node:path';

const names = {
  credentials: 'credentials.json',
  events: 'events.sqlite',
  instance: 'instance.json',
  lock: 'lock.sqlite',
  logs: 'logs',
  machines: 'machines',
  objects: 'objects',
  records: 'records',
  seeded: 'seeded.json',
  signIn: 'sign-in',
  temporary: 'tmp',
} as const;

export type DataDirectory = { readonly [name in keyof typeof names]: string } & {
  readonly root: string;
};

export function dataDirectory(root: string): DataDirectory {
  const paths = Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, join(root, name)]),
  ) as { [name in keyof typeof names]: string };
  return { root, ...paths };
}

/** SQLite keeps its journal beside the database. */
const journals = ['-wal', '-shm', '-journal'];

/** Every name that Patravali may have made directly in the data directory, the lock apart. */
export const knownNames: readonly string[] = Object.values(names)
  .filter((name) => name !== names.lock)
  .flatMap((name) =>
    name.endsWith('.sqlite') ? [name, ...journals.map((journal) => name + journal)] : [name],
  );

/** The lock's own files, deleted last. */
export const lockNames: readonly string[] = [
  names.lock,
  ...journals.map((journal) => names.lock + journal),
];
