/** What bundles need beside them: packages with native code or WebAssembly, as npm installed them. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules', import.meta.url));

/** Of each package, what is used at run time; without a list, all of it. Licences travel with the code. */
export type Shipped = Readonly<Record<string, readonly string[] | undefined>>;

/** sharp without its builds, which depend on the machine. */
export const sharpPackages: Shipped = {
  sharp: ['package.json', 'LICENSE', 'dist'],
  'detect-libc': undefined,
  semver: undefined,
  '@img/colour': undefined,
};
export const pdfiumPackage: Shipped = {
  '@hyzyla/pdfium': ['package.json', 'LICENSE.md', 'dist/index.esm.js', 'dist/pdfium.wasm'],
};

/** Copies packages into `node_modules` of a folder. Nothing is linked, so that the folder can be zipped. */
export async function copyPackages(targetDir: string, shipped: Shipped): Promise<void> {
  const beside = join(targetDir, 'node_modules');
  for (const [name, files] of Object.entries(shipped)) {
    for (const file of files ?? ['.']) await copyInto(beside, name, file);
  }
}

async function copyInto(beside: string, name: string, file: string): Promise<void> {
  const target = join(beside, name, file);
  await mkdir(dirname(target), { recursive: true });
  await cp(join(packages, name, file), target, {
    recursive: true,
    dereference: true,
    filter: (path) => !path.endsWith('.map') && !/\.d\.[cm]?ts$/.test(path),
  });
}

/**
 * The builds of a package that npm installed for its machines, which stand beside each other under one beginning.
 * @throws Error when there is none for this machine
 */
export async function buildsOf(scope: string, beginning: string, here: string): Promise<Shipped> {
  const found = existsSync(join(packages, scope)) ? await readdir(join(packages, scope)) : [];
  if (!found.includes(here)) throw new Error(`${scope}/${here} is not installed; run npm ci.`);
  const builds = found.filter((name) => name.startsWith(beginning));
  return Object.fromEntries(builds.map((name) => [`${scope}/${name}`, undefined]));
}

/** sharp's builds for the machines that npm installed for: `@img/sharp-…` and its libvips. */
export const nativeSharp = (): Promise<Shipped> =>
  buildsOf('@img', 'sharp-', `sharp-${process.platform}-${process.arch}`);

/** Bytes of all files under a folder. */
export async function bytesUnder(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
