import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannotStart } from './cannotStart.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const assemblyDirectory = join(root, 'cdk.out');

/** What the bundles and the cloud assembly are made of. */
const sources = [
  'functions/**/*',
  'shared/**/*',
  'infra/*.ts',
  'scripts/*.ts',
  'package-lock.json',
  'cdk.json',
];

/** Builds the bundles and synthesises the cloud assembly, unless both are there for these very sources. */
export async function prepareAssembly(progress: (what: string) => void): Promise<void> {
  const stamp = join(assemblyDirectory, 'sources.sha256');
  const wanted = sourcesHash();
  const current = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
  if (current === wanted && existsSync(join(root, 'dist'))) {
    progress('bundles and cloud assembly are up to date');
    return;
  }
  await run('building the functions', ['scripts/build.ts'], {});
  progress('functions built');
  // The policy checks are the deployment's gate (`npm run policy`); here they would only cost time.
  await run('synthesising the cloud assembly', ['infra/app.ts'], {
    CDK_OUTDIR: assemblyDirectory,
    CDK_VALIDATION: 'false',
  });
  progress('cloud assembly synthesised');
  writeFileSync(stamp, wanted);
}

function sourcesHash(): string {
  const hash = createHash('sha256');
  const files = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const file of files)
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

async function run(
  what: string,
  args: string[],
  environment: Record<string, string>,
): Promise<void> {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000);
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new CannotStart(`While ${what}: ${said.trim() || `exit code ${code}`}`);
}
