import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fontFiles, fontPackage, installedFont } from '../shared/press/assets.ts';
import {
  buildsOf,
  bytesUnder,
  copyPackages,
  nativeSharp,
  pdfiumPackage,
  type Shipped,
  sharpPackages,
} from './natives.ts';

const templates = fileURLToPath(new URL('../shared/press/templates', import.meta.url));

/** Packages that esbuild leaves alone: native code and WebAssembly, loaded from beside the bundle. */
export const pressExternals: readonly string[] = [
  'sharp',
  '@hyzyla/pdfium',
  '@myriaddreamin/typst-ts-node-compiler',
];

const shipped: Shipped = {
  ...sharpPackages,
  ...pdfiumPackage,
  '@myriaddreamin/typst-ts-node-compiler': undefined,
};

/**
 * Puts what the press needs beside its bundle: `templates/`, `fonts/` and `node_modules/`. Nothing is linked, so the
 * folder can be zipped for Lambda (x86_64, glibc).
 *
 * @returns bytes copied
 */
export async function copyPressAssets(targetDir: string): Promise<number> {
  await cp(templates, join(targetDir, 'templates'), { recursive: true });
  await mkdir(join(targetDir, 'fonts'), { recursive: true });
  for (const font of fontFiles) {
    await cp(installedFont(font), join(targetDir, 'fonts', font.file));
    const licence = join(targetDir, 'fonts', `LICENSE_FONT.${font.package}`);
    await cp(join(fontPackage(font), 'LICENSE_FONT'), licence);
  }
  await copyPackages(targetDir, {
    ...shipped,
    ...(await nativeSharp()),
    ...(await nativeTypst()),
  });
  return bytesUnder(targetDir);
}

/** The typesetter's builds for the machines that npm installed for. */
function nativeTypst(): Promise<Shipped> {
  const beginning = 'typst-ts-node-compiler-';
  const kind = process.platform === 'linux' ? '-gnu' : '';
  return buildsOf(
    '@myriaddreamin',
    beginning,
    `${beginning}${process.platform}-${process.arch}${kind}`,
  );
}
