import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyOcrAssets, ocrExternals } from '../../scripts/ocrAssets.ts';

let folder: string;
let bytes: number;

// Far from the repository, so that nothing is found in its node_modules by accident.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ocr-bundle-'));
  const entry = `
    import { openPageReader } from './shared/ocr/pageReader.ts';
    const reader = openPageReader();
    for (const [path, type] of [[process.argv[2], 'image/jpeg'], [process.argv[3], 'application/pdf']]) {
      const { source, text } = await reader.read(path, type, 1);
      process.stdout.write(source + ': ' + text.slice(0, 40) + '\\n');
    }
    await reader.close();`;
  await build({
    stdin: { contents: entry, resolveDir: process.cwd(), sourcefile: 'index.ts', loader: 'ts' },
    outfile: join(folder, 'index.mjs'),
    ...settings,
  });
  await build({
    entryPoints: ['shared/ocr/pageReaderChild.ts'],
    outfile: join(folder, 'pageReaderChild.mjs'),
    ...settings,
  });
  bytes = await copyOcrAssets(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const settings: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  external: [...ocrExternals],
  banner: {
    js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
  },
};

it('the bundled reader reads a scan and a PDF with nothing but the copied assets', async () => {
  const { onePagePdf } = await import('../support/pdf.ts');
  const pdf = join(folder, 'letter.pdf');
  await writeFile(pdf, onePagePdf());
  const scan = join(process.cwd(), 'samples/scans/h02-adf200.jpg');
  const out = execFileSync(process.execPath, [join(folder, 'index.mjs'), scan, pdf], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect(out).toMatch(/^ocr: \p{Script=Devanagari}/u);
  expect(out).toContain('text-layer: A page of text');
});

it('the assets fit well into a Lambda function', () => {
  expect(bytes).toBeGreaterThan(20_000_000);
  expect(bytes).toBeLessThan(60_000_000);
});
