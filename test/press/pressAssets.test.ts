import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyPressAssets, pressExternals } from '../../scripts/pressAssets.ts';
import { fontFiles } from '../../shared/press/assets.ts';

let folder: string;
let bytes: number;

const settings: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: [...pressExternals],
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
};

// Far from the repository, so that nothing is found in its node_modules by accident.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'press-bundle-'));
  const entry = `
    import { typeset } from './shared/press/typeset.ts';
    import { openDrawer } from './shared/press/drawing.ts';
    const { pages } = typeset('notice', { title: 'x', made: '2026-11-25T05:30:00.000Z',
      confidential: false, message: { hi: 'परीक्षण', en: 'Test' }, name: '', sha256: '' });
    const drawer = openDrawer();
    const { width, height } = await drawer.draw({ path: process.argv[2], mediaType: 'image/png', page: 1, to: process.argv[3] });
    await drawer.close();
    process.stdout.write([pages, width, height].join(' '));`;
  await build({
    stdin: { contents: entry, resolveDir: process.cwd(), sourcefile: 'index.ts', loader: 'ts' },
    outfile: join(folder, 'index.mjs'),
    ...settings,
  });
  await build({
    entryPoints: ['shared/press/drawingChild.ts'],
    outfile: join(folder, 'drawingChild.mjs'),
    ...settings,
  });
  bytes = await copyPressAssets(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a bundle sets and draws with nothing but what stands beside it', async () => {
  const page = join(folder, 'page.png');
  await sharp({ create: { width: 30, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toFile(page);
  const said = execFileSync(
    process.execPath,
    [join(folder, 'index.mjs'), page, join(folder, 'page.jpg')],
    { cwd: folder, env: { PATH: process.env.PATH ?? '' }, encoding: 'utf8' },
  );
  expect(said).toBe('1 30 40');
});

it('leaves Lambda room: 250 MB unzipped is its limit', () => {
  expect(bytes).toBeGreaterThan(50_000_000);
  expect(bytes).toBeLessThan(120_000_000);
});

it('carries the licences of what it ships', () => {
  for (const licence of [
    ...fontFiles.map((font) => `fonts/LICENSE_FONT.${font.package}`),
    'node_modules/@myriaddreamin/typst-ts-node-compiler/LICENSE',
    'node_modules/sharp/LICENSE',
  ]) {
    expect(existsSync(join(folder, licence)), licence).toBe(true);
  }
});
