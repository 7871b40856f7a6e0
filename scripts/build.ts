/**
 * Builds the Lambda bundles: `dist/<area>/index.mjs` for every `functions/<area>/index.ts`.
 *
 * The same bundles are deployed to AWS and run by `npm start`. Building the same source twice gives
 * the same bytes, wherever it is written, so an unchanged function is never deployed again.
 */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const functionsFolder = join(root, 'functions');

/** What a function carries besides its bundle: native parts, and a program that it starts. */
interface Luggage {
  readonly child?: { readonly name: string; readonly source: string };
  readonly externals: readonly string[];
  copy(targetDir: string): Promise<unknown>;
}
/** Loaded only when such a function is built: the tests build others without sharp and the typesetter. */
const pageReader = async (): Promise<Luggage> => {
  const { copyOcrAssets, ocrExternals } = await import('./ocrAssets.ts');
  const child = { name: 'pageReaderChild', source: 'shared/ocr/pageReaderChild.ts' };
  return { child, externals: ocrExternals, copy: copyOcrAssets };
};
const typesetter = async (): Promise<Luggage> => {
  const { copyPressAssets, pressExternals } = await import('./pressAssets.ts');
  const child = { name: 'drawingChild', source: 'shared/press/drawingChild.ts' };
  return { child, externals: pressExternals, copy: copyPressAssets };
};
/** What the API says of itself is read when it is asked for, and is no code. */
const contract = async (): Promise<Luggage> => ({
  externals: [],
  copy: (targetDir) =>
    Promise.all(
      ['openapi.json', 'documentation.html'].map((name) =>
        copyFile(join(functionsFolder, 'about', name), join(targetDir, name)),
      ),
    ),
});
/** The functions that open people's documents carry the page reader, the press its typesetter. */
const luggage: Readonly<Record<string, () => Promise<Luggage>>> = {
  about: contract,
  intake: pageReader,
  ocr: pageReader,
  press: typesetter,
};

/** Where bundles go unless said otherwise. */
export const defaultOutDir = join(root, 'dist');

/** How large one function is, in bytes. */
export interface BundleSize {
  readonly area: string;
  /** The module Lambda loads first. */
  readonly entry: number;
  /** All code, with the chunks that are loaded only when needed. */
  readonly code: number;
  /** Everything that is deployed, with source maps and assets. */
  readonly total: number;
}

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  minify: true,
  // Escaped, every Hindi letter would take twice the room.
  charset: 'utf8',
  // Credential providers and the like stay out of the module that every start has to load.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  mainFields: ['module', 'main'],
  alias: Object.fromEntries(
    ['sso', 'ini', 'process', 'web-identity'].map((way) => [
      `@aws-sdk/credential-provider-${way}`,
      join(root, 'scripts', 'noCredentials.ts'),
    ]),
  ),
  sourcemap: 'linked',
  sourcesContent: false,
  outExtension: { '.js': '.mjs' },
  legalComments: 'none',
  // CommonJS dependencies ask for `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
  logLevel: 'warning',
  write: false,
} as const satisfies BuildOptions;

/**
 * Builds every area whose folder exists, or only some of them.
 *
 * @param outDir receives one folder an area; a folder that is there already is replaced.
 * @param only the areas to build; all of them when left out.
 * @returns the areas built, in alphabetical order.
 */
export async function build(
  outDir: string = defaultOutDir,
  only?: readonly string[],
): Promise<string[]> {
  const areas = (await areasToBuild()).filter((area) => only?.includes(area) ?? true);
  await mkdir(outDir, { recursive: true });
  for (const area of areas) await buildArea(area, outDir);
  return areas;
}

async function areasToBuild(): Promise<string[]> {
  if (!existsSync(functionsFolder)) return [];
  const folders = await readdir(functionsFolder);
  return folders.filter((area) => existsSync(join(functionsFolder, area, 'index.ts'))).sort();
}

async function buildArea(area: string, outDir: string): Promise<void> {
  const carried = await luggage[area]?.();
  // Bundled as if for ./dist even when written elsewhere: paths in source maps enter the bytes.
  const imagined = join(root, 'dist', area);
  const { outputFiles } = await bundle({
    ...common,
    entryPoints: {
      index: join(functionsFolder, area, 'index.ts'),
      ...(carried?.child && { [carried.child.name]: join(root, carried.child.source) }),
    },
    external: [...(carried?.externals ?? [])],
    outdir: imagined,
  });

  // Written beside and moved into place, so that nobody ever loads half a function.
  const unfinished = join(outDir, `.${area}.unfinished`);
  await rm(unfinished, { recursive: true, force: true });
  for (const { path, contents } of outputFiles) {
    const target = join(unfinished, relative(imagined, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, contents);
  }
  await carried?.copy(unfinished);
  await rm(join(outDir, area), { recursive: true, force: true });
  await rename(unfinished, join(outDir, area));
}

/** The size of every bundle in a folder, in alphabetical order. */
export async function sizesOf(outDir: string = defaultOutDir): Promise<BundleSize[]> {
  const folders = await readdir(outDir, { withFileTypes: true });
  const areas = folders
    .filter((each) => each.isDirectory() && !each.name.startsWith('.'))
    .map(({ name }) => name)
    .sort();
  return Promise.all(areas.map((area) => sizeOf(area, join(outDir, area))));
}

async function sizeOf(area: string, folder: string): Promise<BundleSize> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  let code = 0;
  let total = 0;
  for (const file of files.filter((each) => each.isFile())) {
    const { size } = await stat(join(file.parentPath, file.name));
    total += size;
    const path = relative(folder, join(file.parentPath, file.name));
    // Packages and models shipped beside the code are not ours to keep small.
    if (path.endsWith('.mjs') && !path.startsWith('node_modules')) code += size;
  }
  const { size: entry } = await stat(join(folder, 'index.mjs'));
  return { area, entry, code, total };
}

/** A table of sizes in kilobytes, for people. */
export function sizeTable(sizes: readonly BundleSize[]): string {
  const kb = (bytes: number) => `${Math.round(bytes / 1000)} kB`.padStart(12);
  const rows = sizes.map(
    ({ area, entry, code, total }) => `${area.padEnd(16)}${kb(entry)}${kb(code)}${kb(total)}`,
  );
  const head = `${'function'.padEnd(16)}${'entry'.padStart(12)}${'code'.padStart(12)}${'total'.padStart(12)}`;
  return [head, ...rows].join('\n');
}

if (import.meta.main) {
  const areas = await build();
  const sizes = (await sizesOf()).filter(({ area }) => areas.includes(area));
  process.stdout.write(`${sizeTable(sizes)}\n`);
}
