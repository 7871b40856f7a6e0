/**
 * Reads scans with known text and says how well: `node bench/ocr.ts [folder]`. Runs the pipeline in this
 * process, without the child, so that CPU time can be told page by page.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sniff } from '../shared/ocr/inspect.ts';
import { readPage } from '../shared/ocr/readPage.ts';
import { characterErrorRate, type Score, score, total } from './score.ts';

interface Result extends Score {
  /** The part of the file name after the dash: how the scan was made. */
  profile: string;
  cpuSeconds: number;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`.padStart(9);

function line(name: string, results: readonly Result[]): string {
  const sum = total(results);
  const cpu = results.reduce((all, { cpuSeconds }) => all + cpuSeconds, 0) / results.length;
  const numbers = `${sum.numbersWhole}/${sum.numbers}`.padStart(10);
  const errors = percent(characterErrorRate(sum)) + percent(sum.wordErrors / sum.words);
  return `${name.padEnd(22)}${errors}${numbers}${cpu.toFixed(2).padStart(8)}\n`;
}

async function main(folder: string): Promise<void> {
  const results: Result[] = [];
  process.stdout.write(`${'page'.padEnd(22)}      CER      WER   numbers   CPU s\n`);
  const files = (await readdir(folder)).filter((name) => /\.(png|jpg|tif)$/.test(name)).sort();
  for (const name of files) {
    const path = join(folder, name);
    const mediaType = sniff(await readFile(path));
    if (!mediaType) continue;
    const before = process.cpuUsage();
    const result = await readPage(path, mediaType, 1, 'tesseract');
    const { user, system } = process.cpuUsage(before);
    const text = 'reading' in result ? result.reading.text : '';
    const truth = await readFile(path.replace(/\.\w+$/, '.txt'), 'utf8');
    const profile = name.replace(/^[^-]*-|\.\w+$/g, '');
    results.push({ ...score(truth, text), profile, cpuSeconds: (user + system) / 1e6 });
    process.stdout.write(line(name, results.slice(-1)));
  }
  for (const profile of new Set(results.map((result) => result.profile))) {
    process.stdout.write(
      line(
        `  ${profile}`,
        results.filter((each) => each.profile === profile),
      ),
    );
  }
  process.stdout.write(line('all', results));
}

if (import.meta.main) {
  await main(process.argv[2] ?? fileURLToPath(new URL('../samples/scans', import.meta.url)));
}
