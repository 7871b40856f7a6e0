import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedEnglishModel } from '../shared/ocr/assets.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'node_modules');
const models = join(root, 'shared', 'ocr', 'models');

/** Packages that esbuild leaves alone: native code and WebAssembly, loaded from beside the bundle. */
export const ocrExternals: readonly string[] = ['sharp', '@hyzyla/pdfium', 'tesseract.js-core'];

/** Of each package, what is used at run time; without a list, all of it. Licences travel with the code. */
const shipped: Record<string, readonly string[] | undefined> = {
  sharp: ['package.json', 'LICENSE', 'dist'],
  'detect-libc': undefined,
  semver: undefined,
  '@img/colour': undefined,
  '@hyzyla/pdfium': ['package.json', 'LICENSE.md', 'dist/index.esm.js', 'dist/pdfium.wasm'],
  'tesseract.js-core': [
    'package.json',
    'LICENSE',
    'tesseract-core-relaxedsimd-lstm.js',
    'tesseract-core-relaxedsimd-lstm.wasm',
  ],
};

/**
 * Puts what the page reader needs beside its bundle: `models/` and `node_modules/`. Nothing is linked, so
 * the folder can be zipped for Lambda (x86_64, glibc).
 *
 * @returns bytes copied
 */
export async function copyOcrAssets(targetDir: string): Promise<number> {
  await mkdir(join(targetDir, 'models'), { recursive: true });
  await cp(models, join(targetDir, 'models'), { recursive: true });
  await cp(installedEnglishModel(), join(targetDir, 'models', 'eng.traineddata.gz'));
  const beside = join(targetDir, 'node_modules');
  for (const [name, files] of Object.entries(shipped)) {
    for (const file of files ?? ['.']) await copyInto(beside, name, file);
  }
  for (const name of await nativeSharp()) await copyInto(beside, name, '.');
  return sizeOf(targetDir);
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

/** sharp's builds for the machines that npm installed for: `@img/sharp-…` and its libvips. */
async function nativeSharp(): Promise<string[]> {
  const installed = await readdir(join(packages, '@img'));
  const found = installed.filter((name) => name.startsWith('sharp-')).map((name) => `@img/${name}`);
  const here = join(packages, '@img', `sharp-${process.platform}-${process.arch}`);
  if (found.length === 0 || !existsSync(here)) {
    throw new Error(`sharp is not installed for ${process.platform}-${process.arch}; run npm ci.`);
  }
  return found;
}

async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = files
    .filter((file) => file.isFile())
    .map(async (file) => (await stat(join(file.parentPath, file.name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
