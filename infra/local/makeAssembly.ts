import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAssembly } from './assembly.ts';
import { CannotStart } from './cannotStart.ts';
import { takeGuard } from './fileGuard.ts';
import { sourceHash } from './sourceHash.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Apart from what `cdk synth` writes for a deployment: the two may be of different stages. */
const assemblyDir = join(root, 'cdk.out', 'local');
/** Two starts from one source tree build one after the other; the second finds the work done. */
const LONGEST_MAKING_MS = 180_000;
const marker = join(assemblyDir, 'source-hash');

/**
 * Makes the bundles and the cloud assembly, unless those of the present source are there already.
 * @returns the assembly's folder.
 * @throws CannotStart with the first line that the failing step said.
 */
export async function makeAssembly(progress: (sentence: string) => void): Promise<string> {
  mkdirSync(assemblyDir, { recursive: true });
  const letGo = takeGuard(join(assemblyDir, 'making.sqlite'), LONGEST_MAKING_MS);
  if (!letGo)
    throw new CannotStart(
      'Another start of Patravali has been building for minutes; stop it first.',
    );
  try {
    return await makeIfChanged(progress);
  } finally {
    letGo();
  }
}

async function makeIfChanged(progress: (sentence: string) => void): Promise<string> {
  const hash = sourceHash(root);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) {
    progress('functions and cloud assembly are up to date');
    return assemblyDir;
  }
  // Whatever interrupts the next steps, the next start must not take half a result for a whole one.
  rmSync(marker, { force: true });
  await run('The functions could not be built', 'scripts/build.ts');
  progress('functions built');
  await run('The cloud assembly could not be made', 'infra/app.ts');
  removeOldAssets();
  writeFileSync(marker, hash);
  progress('cloud assembly made');
  return assemblyDir;
}

/** Runs one of our scripts without the owner's AWS settings: a local start must be the same for everybody. */
async function run(failure: string, script: string): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)),
  );
  const child = spawn(process.execPath, [join(root, script)], {
    cwd: root,
    env: { ...env, CDK_OUTDIR: assemblyDir, CDK_VALIDATION: 'false' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  const lines = said.split('\n').map((line) => line.trim());
  const reason =
    lines.find((line) => /error/i.test(line)) ?? lines.find(Boolean) ?? `exit code ${code}`;
  throw new CannotStart(`${failure}: ${reason} (run \`node ${script}\` to see all of it).`);
}

/** CDK keeps the assets of every earlier assembly, and those of the page reader are large. */
function removeOldAssets(): void {
  const used = new Set(
    readAssembly(assemblyDir).stacks.flatMap(({ assets }) => [...assets.values()]),
  );
  for (const name of readdirSync(assemblyDir)) {
    const path = join(assemblyDir, name);
    if (name.startsWith('asset.') && !used.has(path)) rmSync(path, { recursive: true });
  }
}
