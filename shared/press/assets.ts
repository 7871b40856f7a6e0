import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const requireFromHere = createRequire(import.meta.url);

/**
 * The folder that holds `templates/`: `shared/press` when run from source, `dist/press` when bundled. Bundlers may move
 * this module into a folder for chunks, hence the look at the folder above. `PRESS_ASSETS` overrides.
 */
export function pressFolder(): string {
  const named = process.env.PRESS_ASSETS;
  if (named) return named;
  const here = dirname(fileURLToPath(import.meta.url));
  for (const folder of [here, dirname(here)]) {
    if (existsSync(join(folder, 'templates', 'common.typ'))) return folder;
  }
  throw new Error(`No templates beside ${here}; set PRESS_ASSETS to the folder that holds them.`);
}

/** The two weights of the one family that every print is set in. */
export const fontFiles = ['NotoSansDevanagari_400Regular.ttf', 'NotoSansDevanagari_700Bold.ttf'];

/** Where npm installs the fonts. */
export function installedFont(file: string): string {
  const name = '@expo-google-fonts/noto-sans-devanagari/package.json';
  const weight = file.replace(/^.*_|\.ttf$/g, '');
  return join(dirname(requireFromHere.resolve(name)), weight, file);
}

/** Paths of the fonts: beside the bundle, else as npm installed them. */
export function fontPaths(): string[] {
  return fontFiles.map((file) => {
    const beside = join(pressFolder(), 'fonts', file);
    return existsSync(beside) ? beside : installedFont(file);
  });
}

/** The module that draws strangers' pages in a process of its own: TypeScript from source, a bundle when deployed. */
export function drawingChild(): string {
  const bundled = join(pressFolder(), 'drawingChild.mjs');
  return existsSync(bundled) ? bundled : join(pressFolder(), 'drawingChild.ts');
}
