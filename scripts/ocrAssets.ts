import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedEnglishModel } from '../shared/ocr/assets.ts';
import {
  bytesUnder,
  copyPackages,
  nativeSharp,
  pdfiumPackage,
  type Shipped,
  sharpPackages,
} from './natives.ts';

const models = fileURLToPath(new URL('../shared/ocr/models', import.meta.url));

/** Packages that esbuild leaves alone: native code and WebAssembly, loaded from beside the bundle. */
export const ocrExternals: readonly string[] = ['sharp', '@hyzyla/pdfium', 'tesseract.js-core'];

const shipped: Shipped = {
  ...sharpPackages,
  ...pdfiumPackage,
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
  await copyPackages(targetDir, { ...shipped, ...(await nativeSharp()) });
  return bytesUnder(targetDir);
}
