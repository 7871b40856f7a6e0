/** Old files of a table brought onto a running installation by the command that offices use. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freeFirstPort } from '../../infra/local/ports.ts';
import { type Installation, startInstallation } from '../support/installation.ts';
import { badPdfs, onePagePdf } from '../support/pdf.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const data = mkdtempSync(join(tmpdir(), 'patravali-migrate-'));
const scans = join(data, 'old-scans');
const table = join(data, 'old-files.csv');
const headings =
  'legacyNumber,subjectHi,subjectEn,head,openedOn,closedOn,nature,classification,rack,bundle,authorisation,scans';
let product: Installation;

beforeAll(async () => {
  product = await startInstallation(data, await freeFirstPort());
  mkdirSync(scans);
  writeFileSync(join(scans, 'palari.pdf'), onePagePdf());
  writeFileSync(join(scans, 'locked.pdf'), badPdfs.encrypted());
});

afterAll(async () => {
  await product.stop();
  rmSync(data, { recursive: true, force: true });
});

async function run(csv: string, ...more: string[]) {
  const options = ['--unit', 'REV', '--record-room', 'RRM', '--scans', scans];
  const child = spawn(
    process.execPath,
    ['tools/migrate.ts', csv, ...options, '--user', 'regadhikshak', ...more],
    { cwd: root, env: { PATH: process.env.PATH, PATRAVALI_DATA: data } },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

const filesNumbered = async (number: string) => {
  const officer = await product.as('regadhikshak');
  return (await officer.findFiles({ query: { number } })).body.items;
};

it('[row 16] says every fault with its line and column in both languages, and writes nothing', async () => {
  const wrong = join(data, 'wrong.csv');
  const lines = [
    headings,
    '1/1999,=cmd,,B-121,02/05/1998,,,,,,,palari.pdf',
    '',
    '2/1999,नस्ती,,Z-999,31/02/1998,,,निजी,,,,missing.pdf',
    '3/1999,नस्ती,,B-121,02/05/2099,,,परम गुप्त,,,,',
    '4/1999,नस्ती,,B-121,02/05/1999,,,,,,,',
  ];
  writeFileSync(wrong, lines.join('\n'));
  const { code, output } = await run(wrong);
  expect(code).toBe(1);
  for (const told of [
    'पंक्ति 2, विषय: यह सूत्र जैसा है; पाठ लिखें · line 2, subjectHi: It looks like a formula',
    'line 4, head:',
    'line 4, openedOn:',
    'line 4, classification:',
    'line 4, scans:',
    'पंक्ति 5, खोलने की तिथि: तिथि भविष्य की है · line 5, openedOn: The date lies in the future',
    'line 5, classification: ',
    'कुछ नहीं लिखा गया · nothing was written',
    '2 rows in order, 0 files brought, 0 brought before, 7 faults',
  ]) {
    expect(output).toContain(told);
  }
  expect(existsSync(`${wrong}.progress.json`)).toBe(false);
  expect(await filesNumbered('4/1999')).toEqual([]);
});

it('[row 16] brings the sample table with its PDF, and a second time nothing', async () => {
  copyFileSync(join(root, 'samples/migration/old-files.csv'), table);
  const checked = await run(table, '--check');
  expect(checked.output).toContain('3 rows in order, 0 files brought, 0 brought before, 0 faults');
  expect(checked.code).toBe(0);
  expect(await filesNumbered('47/आवक/1998')).toEqual([]);

  const done = await run(table);
  expect(done.output).toMatch(/47\/आवक\/1998 → BBZ-COL\/REV\/B-121\/\d{5}\//);
  expect(done.output).toContain('3 rows in order, 3 files brought, 0 brought before, 0 faults');
  const [fileId = ''] = await filesNumbered('47/आवक/1998');
  const keeper = await product.as('abhilekh');
  const { body } = await keeper.getFile({ params: { fileId } });
  expect(body.file).toMatchObject({ status: 'recorded', correspondencePages: 1 });

  const again = await run(table);
  expect(again.output).toContain('3 rows in order, 0 files brought, 3 brought before, 0 faults');
  // Without what the run kept beside its table, the API itself knows them.
  rmSync(`${table}.progress.json`);
  const unknowing = await run(table);
  expect(unknowing.output).toContain(
    'line 2, legacyNumber: That older number is on record already',
  );
  expect(unknowing.code).toBe(1);
});

it('[row 16] keeps the portion of a scan that is refused back, and brings it once it is mended', async () => {
  const torn = join(data, 'torn.csv');
  const lineOf = (scan: string) => `${headings}\n9/1999,नस्ती,,B-121,02/05/1999,,,,,,,${scan}`;
  writeFileSync(torn, lineOf('locked.pdf'));
  const refused = await run(torn);
  expect(refused.output).toMatch(/line 2, scans: locked\.pdf: /);
  expect(refused.output).toContain('1 rows in order, 0 files brought, 0 brought before, 1 faults');
  expect(await filesNumbered('9/1999')).toEqual([]);
  writeFileSync(join(scans, 'opened.pdf'), onePagePdf());
  writeFileSync(torn, lineOf('opened.pdf'));
  expect((await run(torn)).output).toContain('1 files brought');
});
