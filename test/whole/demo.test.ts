/** `npm run demo` against a running installation, as a newcomer runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataDirectory } from '../../infra/local/dataDirectory.ts';
import { freeFirstPort } from '../../infra/local/ports.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { printed } from '../support/printed.ts';

const data = mkdtempSync(join(tmpdir(), 'patravali-demo-data-'));
const folder = mkdtempSync(join(tmpdir(), 'patravali-demo-prints-'));
const main = fileURLToPath(new URL('../../demo/main.ts', import.meta.url));
let product: Installation;

beforeAll(async () => {
  product = await startInstallation(data, await freeFirstPort());
});
afterAll(async () => {
  await product.stop();
  for (const each of [data, folder]) rmSync(each, { recursive: true, force: true });
});

async function demo(env: Record<string, string>, ...options: string[]) {
  const child = spawn(process.execPath, [main, ...options], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** What nobody may miss: each stands in the line of a step. */
const shown = [
  'one byte differs from the signed hash',
  'checked, stored by its hash, read page by page',
  'acknowledgement slip with QR',
  'known by number, date and sender',
  'known by its text',
  'file opened, number from the series',
  'the note is sealed by sending',
  'given back with the opinion',
  'the joint collector is link officer',
  'late: on record, reminded, not approved',
  'the link officer concurs, on behalf of the additional collector',
  'the collector changes a word: the difference is shown',
  'those who saw another one are asked again',
  'shown what changed since they decided',
  'approved and signed in one act',
  'in the same transaction it is a receipt of the tehsil',
  'what would go another way is shown before it is published',
  'the next file follows it, the running chain stays where it is',
  'the running chain is brought under the new order',
  'found by a word of the scan',
  'found by a word of the note',
  'found by its number',
  'timeline: who, in which post, on whose behalf',
  'the whole file',
  'from closing on the retention is fixed',
  'one stored byte altered in the database',
];

it('a day of the office, every step with its result and its time', async () => {
  const { code, stdout, stderr } = await demo({ PATRAVALI_DATA: data, PATRAVALI_OUT: folder });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const steps = stdout.match(/^ ?\d+\. .+\n(?: {6}.+\n)+/gm) ?? [];
  expect(steps.map((step) => Number.parseInt(step, 10))).toEqual(
    Array.from({ length: 57 }, (_, index) => index + 1),
  );
  for (const step of steps) expect(step).toMatch(/\[\d+\.\d\d s\]/);
  for (const words of shown) expect(steps.join('')).toContain(words);
  expect(stdout).toContain('57 steps.');

  const prints = readdirSync(folder);
  expect(prints.map((name) => name.split('-')[0]).sort()).toEqual([
    'file',
    'inward',
    'inward',
    'order',
    'outward',
    'slip',
  ]);
  const whole = prints.find((name) => name.startsWith('file-')) ?? '';
  const { page } = await printed(readFileSync(join(folder, whole)));
  expect(page(1).text).toContain('BBZ-COL/REV/B-104/00001/');
});

it('another day on the same records, with the power cut in the middle of the chain', async () => {
  const { code, stdout, stderr } = await demo(
    { PATRAVALI_DATA: data, PATRAVALI_OUT: mkdtempSync(join(folder, 'again-')) },
    '--power-cut',
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toContain('kill -9 in the middle of the chain');
  expect(stdout).toContain('58 steps.');
  expect(product.child.signalCode).toBe('SIGKILL');
  const { pid } = JSON.parse(readFileSync(dataDirectory(data).instance, 'utf8'));
  process.kill(pid, 'SIGTERM');
  await expect
    .poll(() => existsSync(dataDirectory(data).instance), { timeout: 30_000 })
    .toBe(false);
});

it('says in one sentence that nothing is running', async () => {
  const { code, stdout, stderr } = await demo({ PATRAVALI_DATA: folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.trim()).toMatch(/^Patravali is not running on .+ Start it first: npm start$/);
});
