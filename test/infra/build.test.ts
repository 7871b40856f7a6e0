import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { build, sizesOf, sizeTable } from '../../scripts/build.ts';

const scratch = mkdtempSync(join(tmpdir(), 'patravali-build-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const here = join(scratch, 'here');
const elsewhere = join(scratch, 'much', 'deeper', 'elsewhere');
const stale = join(here, 'files', 'stale.mjs');
mkdirSync(join(here, 'files'), { recursive: true });
writeFileSync(stale, 'left over from an earlier build');
const built = await build(here, ['files', 'documents']);
await build(elsewhere, ['files']);

/** Every file of a folder, by its path, with its content. */
function contentsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  );
  return Object.fromEntries(
    files.map((file) => {
      const path = join(file.parentPath, file.name);
      return [relative(folder, path), readFileSync(path, 'latin1')];
    }),
  );
}

describe('a bundle', () => {
  const files = contentsOf(join(here, 'files'));

  it('is made for each area asked for', () => {
    expect(built).toEqual(['documents', 'files']);
  });

  it('has the same bytes wherever it is written', () => {
    const others = contentsOf(join(elsewhere, 'files'));
    expect(Object.keys(others).sort()).toEqual(Object.keys(files).sort());
    for (const [path, content] of Object.entries(files))
      expect(others[path] === content).toBe(true);
  });

  it('replaces the one before it whole', () => {
    expect(files).not.toHaveProperty(['stale.mjs']);
    expect(readdirSync(here).sort()).toEqual(['documents', 'files']);
  });

  it('keeps what few starts need out of the module that every start loads', () => {
    expect(Object.keys(files).some((path) => /^chunks\/.+\.mjs$/.test(path))).toBe(true);
  });

  it('names no folder of the machine that built it, and carries no source', () => {
    for (const [path, content] of Object.entries(files)) {
      expect(content.includes(process.cwd())).toBe(false);
      if (path.endsWith('.map')) expect(JSON.parse(content)).not.toHaveProperty('sourcesContent');
    }
  });

  it('leaves the languages of the validation library behind', () => {
    // The named import of zod drags in 64 of them; a phrase of the Indonesian one gives it away.
    for (const content of Object.values(files)) expect(content).not.toContain('Terlalu besar');
  });

  it('loads by itself and exports the handler', () => {
    const entry = pathToFileURL(join(here, 'files', 'index.mjs')).href;
    const program = `const { handler } = await import(${JSON.stringify(entry)}); process.stdout.write(typeof handler);`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { encoding: 'utf8', cwd: scratch, env: {} },
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('function');
  });
});

it('the table of sizes tells what every start loads from what is deployed', async () => {
  const sizes = await sizesOf(here);
  expect(sizes.map(({ area }) => area)).toEqual(['documents', 'files']);
  for (const { entry, code, total } of sizes) {
    expect(entry).toBeGreaterThan(1000);
    expect(code).toBeGreaterThan(entry);
    expect(total).toBeGreaterThan(code);
    // Every byte of the entry is paid for at each cold start.
    expect(entry).toBeLessThan(700_000);
  }
  expect(sizeTable(sizes).split('\n')).toHaveLength(3);
});
