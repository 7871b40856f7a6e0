import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What the bundles and the cloud assembly are made of, from the repository's root. */
const sources = ['functions', 'shared', 'infra', 'scripts', 'cdk.json', 'package-lock.json'];
/** The runner itself goes into neither. */
const excluded = ['infra/local'];

/** One hash over all that the bundles and the cloud assembly are made of. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256');
  hash.update(process.version);
  for (const source of sources) addTo(hash, root, join(root, source));
  return hash.digest('hex');
}

function addTo(hash: ReturnType<typeof createHash>, root: string, path: string): void {
  const name = relative(root, path);
  if (excluded.includes(name) || !existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) addTo(hash, root, join(path, entry));
    return;
  }
  const bytes = readFileSync(path);
  hash.update(`${name}\0${bytes.length}\0`).update(bytes);
}
