import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  openPageReader,
  type PageReader,
  type PageReaderOptions,
} from '../../shared/ocr/pageReader.ts';
import { badPdfs, onePagePdf } from '../support/pdf.ts';

const pdf = 'application/pdf';
let folder: string;
let good: string;
const readers: PageReader[] = [];

const open = (options: PageReaderOptions = {}): PageReader => {
  const reader = openPageReader(options);
  readers.push(reader);
  return reader;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reader-'));
  good = join(folder, 'good.pdf');
  await writeFile(good, onePagePdf());
});
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function stored(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Process ids of this process's page readers. */
function children(): number[] {
  const all = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  return all
    .split(' ')
    .map(Number)
    .filter((pid) => pid > 0 && commandOf(pid).includes('pageReaderChild'));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('a page reader', () => {
  it('outlives a page that unpacks to more memory than it may have', async () => {
    const bomb = await stored('bomb.pdf', badPdfs.doubleFlate(500));
    const reader = open({ memoryLimitBytes: 400 * 1024 * 1024 });
    await expect(reader.read(bomb, pdf, 1)).rejects.toMatchObject({ code: 'page-too-heavy' });
    expect((await reader.read(good, pdf, 1)).text).toBe('A page of text');
  });

  it('outlives a page that takes too long', async () => {
    const bomb = await stored('slow.pdf', badPdfs.doubleFlate(300));
    const reader = open({ timeLimitMs: 300 });
    await expect(reader.read(bomb, pdf, 1)).rejects.toMatchObject({ code: 'page-too-heavy' });
    const patient = open();
    expect((await patient.read(good, pdf, 1)).text).toBe('A page of text');
  });

  it('outlives its child being killed under a page', async () => {
    const bomb = await stored('killed.pdf', badPdfs.doubleFlate(300));
    const reader = open();
    await reader.inspect(good, pdf);
    const [child] = children();
    expect(child).toBeGreaterThan(0);
    const reading = reader.read(bomb, pdf, 1);
    const refused = expect(reading).rejects.toMatchObject({ code: 'page-too-heavy' });
    setTimeout(() => process.kill(child as number, 'SIGKILL'), 50);
    await refused;
    expect(await reader.inspect(good, pdf)).toMatchObject({ pages: 1 });
    expect(children()[0]).not.toBe(child);
  });

  it('keeps one child warm, and answers in the order asked', async () => {
    const reader = open();
    const answers = await Promise.all([
      reader.inspect(good, pdf),
      reader.inspect(good, 'image/png').catch((error) => error.code),
      reader.read(good, pdf, 1),
    ]);
    expect(answers).toMatchObject([{ pages: 1 }, 'wrong-type', { outcome: 'text' }]);
    const before = children();
    await reader.inspect(good, pdf);
    expect(children()).toEqual(before);
    expect(before).toHaveLength(1);
  });

  it('replaces a child that has grown near its limit', async () => {
    const reader = open({ memoryLimitBytes: 130 * 1024 * 1024 });
    await reader.inspect(good, pdf);
    await vi.waitFor(() => expect(children()).toEqual([]));
    expect(await reader.inspect(good, pdf)).toMatchObject({ pages: 1 });
  });

  it('gives the child no keys', async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'not-for-the-child';
    try {
      const reader = open();
      await reader.inspect(good, pdf);
      const environment = readFileSync(`/proc/${children()[0]}/environ`, 'utf8');
      expect(environment).toContain('PATH=');
      expect(environment).not.toContain('AWS_');
    } finally {
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });

  it('refuses work after it is closed, and leaves no child', async () => {
    const reader = open();
    await reader.inspect(good, pdf);
    await reader.close();
    await expect(reader.inspect(good, pdf)).rejects.toMatchObject({ code: 'reader-failed' });
    expect(children()).toEqual([]);
  });

  it('names a file that is not there, and trusts the child no more', async () => {
    const reader = open();
    await reader.inspect(good, pdf);
    const before = children();
    await expect(reader.inspect(join(folder, 'none'), pdf)).rejects.toMatchObject({
      code: 'reader-failed',
    });
    expect(await reader.inspect(good, pdf)).toMatchObject({ pages: 1 });
    expect(children()).not.toEqual(before);
  });
});

it('a program that does not close its reader still ends, and its child with it', () => {
  const program = `
    import { openPageReader } from ${JSON.stringify(join(process.cwd(), 'shared/ocr/pageReader.ts'))};
    const { pages } = await openPageReader().inspect(${JSON.stringify(good)}, 'application/pdf');
    process.stdout.write(String(pages));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(out).toBe('1');
});
