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

/**
 * The families that prints are set in, in the order in which a letter is looked for: Devanagari and Latin; what Latin
 * and Greek there is besides; the other scripts of the Eighth Schedule; signs. Urdu, Kashmiri and Sindhi stand in
 * Naskh: Nastaliq needs twice the height of a line. It stands before the signs, for the mathematical family has some
 * Arabic letters too, which do not join. Where a family has no bold the regular is taken.
 */
const families: readonly { readonly name: string; readonly bold: boolean }[] = [
  { name: 'Noto Sans Devanagari', bold: true },
  { name: 'Noto Sans', bold: true },
  { name: 'Noto Sans Bengali', bold: true },
  { name: 'Noto Sans Gujarati', bold: true },
  { name: 'Noto Sans Gurmukhi', bold: true },
  { name: 'Noto Sans Kannada', bold: true },
  { name: 'Noto Sans Malayalam', bold: true },
  { name: 'Noto Sans Meetei Mayek', bold: true },
  { name: 'Noto Sans Ol Chiki', bold: true },
  { name: 'Noto Sans Oriya', bold: true },
  { name: 'Noto Sans Tamil', bold: true },
  { name: 'Noto Sans Telugu', bold: true },
  { name: 'Noto Naskh Arabic', bold: true },
  { name: 'Noto Sans Symbols', bold: false },
  { name: 'Noto Sans Symbols 2', bold: false },
  { name: 'Noto Sans Math', bold: false },
];
export const fontFamilies: readonly string[] = families.map(({ name }) => name);

interface FontFile {
  /** The npm package without its scope. */
  readonly package: string;
  readonly weight: '400Regular' | '700Bold';
  readonly file: string;
}

export const fontFiles: readonly FontFile[] = families.flatMap(({ name, bold }) =>
  (bold ? (['400Regular', '700Bold'] as const) : (['400Regular'] as const)).map((weight) => ({
    package: name.toLowerCase().replaceAll(' ', '-'),
    weight,
    file: `${name.replaceAll(' ', '')}_${weight}.ttf`,
  })),
);

/** Where npm installs a font's package. */
export const fontPackage = (font: FontFile): string =>
  dirname(requireFromHere.resolve(`@expo-google-fonts/${font.package}/package.json`));

export const installedFont = (font: FontFile): string =>
  join(fontPackage(font), font.weight, font.file);

/** Paths of the fonts: beside the bundle, else as npm installed them. */
export function fontPaths(): string[] {
  return fontFiles.map((font) => {
    const beside = join(pressFolder(), 'fonts', font.file);
    return existsSync(beside) ? beside : installedFont(font);
  });
}

/** The module that draws strangers' pages in a process of its own: TypeScript from source, a bundle when deployed. */
export function drawingChild(): string {
  const bundled = join(pressFolder(), 'drawingChild.mjs');
  return existsSync(bundled) ? bundled : join(pressFolder(), 'drawingChild.ts');
}
