import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requireFromHere = createRequire(import.meta.url);

/**
 * The folder that holds `models/` and the child's entry: `shared/ocr` when run from source, `dist/ocr` when
 * bundled. Bundlers may move this module into a folder for chunks, hence the look at the folder above.
 * `OCR_ASSETS` overrides.
 */
export function assetsDirectory(): string {
  const named = process.env.OCR_ASSETS;
  if (named) return named;
  const here = dirname(fileURLToPath(import.meta.url));
  for (const folder of [here, dirname(here)]) {
    if (existsSync(join(folder, 'models', 'deva.traineddata'))) return folder;
  }
  throw new Error(`No OCR models beside ${here}; set OCR_ASSETS to the folder that holds models/.`);
}

/** The module that the page reader forks: TypeScript from source, a bundle when deployed. */
export function childEntry(): string {
  const folder = assetsDirectory();
  const bundled = join(folder, 'pageReaderChild.mjs');
  return existsSync(bundled) ? bundled : join(folder, 'pageReaderChild.ts');
}

/** Path of a Tesseract model, gzipped where the name ends in `.gz`. */
export function modelPath(model: 'deva' | 'eng'): string {
  if (model === 'deva') return join(assetsDirectory(), 'models', 'deva.traineddata');
  const copied = join(assetsDirectory(), 'models', 'eng.traineddata.gz');
  return existsSync(copied) ? copied : installedEnglishModel();
}

/** The English model as npm installs it: the integer model, a quarter the size of the other and equal in our tests. */
export function installedEnglishModel(): string {
  const folder = dirname(requireFromHere.resolve('@tesseract.js-data/eng/package.json'));
  return join(folder, '4.0.0_best_int', 'eng.traineddata.gz');
}
