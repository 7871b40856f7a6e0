import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { wholeFile } from '../../shared/press/wholeFile.ts';
import { writePdf } from '../support/pdf.ts';
import { collecting, printed } from '../support/printed.ts';
import { writeTiff } from '../support/tiff.ts';
import { type Made, wholeFileOf } from '../support/wholeFileOf.ts';

const folder = mkdtempSync(join(tmpdir(), 'whole-file-'));
const path = (name: string) => join(folder, name);
const work = mkdtempSync(join(tmpdir(), 'whole-file-work-'));

beforeAll(async () => {
  // Dark above, light below, so that a picture that lies on its side is noticed.
  const dark = { create: { width: 60, height: 45, channels: 3 as const, background: '#102030' } };
  const picture = sharp({
    create: { width: 60, height: 90, channels: 3, background: '#ffffff' },
  }).composite([{ input: dark, top: 0, left: 0 }]);
  const upright = await picture.jpeg().toBuffer();
  writeFileSync(path('plain.jpg'), upright);
  // As heavy as a scan, and as quick to handle as a stamp: a comment of 60 kB stands before the picture.
  const comment = Buffer.alloc(60_000, 'x');
  comment.writeUInt32BE(0xfffeea5e);
  writeFileSync(
    path('heavy.jpg'),
    Buffer.concat([upright.subarray(0, 2), comment, upright.subarray(2)]),
  );
  for (let orientation = 2; orientation <= 8; orientation += 1) {
    writeFileSync(path(`o${orientation}.jpg`), await heldAs(upright, orientation));
  }
  writeFileSync(path('four.jpg'), await sharp(upright).toColourspace('cmyk').jpeg().toBuffer());
  await sharp(upright).png().toFile(path('plain.png'));
  const grey = { data: new Uint8Array(300 * 400).fill(200), width: 300, height: 400 };
  writeFileSync(path('two.tif'), writeTiff([grey, grey], 200));
  writeFileSync(path('broken.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
});

/** The pixels that a camera stores when it is held so and the scene is `upright`. */
async function heldAs(upright: Buffer, orientation: number): Promise<Buffer> {
  // First turned, then mirrored, in two steps: the library has an order of its own.
  const quarters = { 2: 0, 3: 180, 4: 0, 5: 270, 6: 270, 7: 90, 8: 90 }[orientation] ?? 0;
  const turned = sharp(await sharp(upright).rotate(quarters).toBuffer());
  const flop = orientation === 2;
  const flip = [4, 5, 7].includes(orientation);
  const stored = await turned.flop(flop).flip(flip).toBuffer();
  const marked = await sharp(stored).withMetadata({ orientation }).jpeg().toBuffer();
  const shown = await sharp(marked).autoOrient().raw().toBuffer();
  const scene = await sharp(upright).raw().toBuffer();
  expect(Math.abs((shown[0] ?? 0) - (scene[0] ?? 255)), `orientation ${orientation}`).toBeLessThan(
    9,
  );
  return marked;
}

type Letter = [string, string, number?];
const documentOf = ([name, type, pages = 1]: Letter) => ({ from: name && path(name), type, pages });

async function printOf(letters: Letter[], notes = 3, more: Pick<Made, 'appended' | 'more'> = {}) {
  const { sink, bytes } = collecting();
  const made = await wholeFile(
    wholeFileOf({ letters: letters.map(documentOf), notes, folder: work, ...more }),
    sink,
  );
  return { made, pdf: bytes() };
}

it('[row 15] a whole file is one PDF: cover, notes, list, numbered correspondence, seal', async () => {
  const { made, pdf } = await printOf([
    ['plain.jpg', 'image/jpeg'],
    ['plain.png', 'image/png'],
    ['two.tif', 'image/tiff', 2],
    ['four.jpg', 'image/jpeg'],
  ]);
  const { pages, page } = await printed(pdf);
  expect(made.pages).toBe(pages);
  expect(pages).toBe(9);
  expect(page(1).text).toContain('BBZ-COL/REV/B-121/00001/2026-27');
  expect(page(2).text).toContain('टीप');
  expect(page(3).text).toContain('BBZ-COL/2026/000003');
  expect(page(3).text).toContain('3–4');
  for (let no = 1; no <= 5; no += 1) {
    expect(page(3 + no).text.replace(/\s/g, '')).toBe(`${no}/प`);
    expect(page(3 + no).pictures).toBeGreaterThan(0.3);
  }
  expect(page(9).text).toContain('cd'.repeat(32));
  expect(page(9).text).toMatch(/(^|\s)12(\s|$)/);
  expect(readdirSync(work)).toEqual([]);
});

it('the same file at the same seal gives the same bytes', async () => {
  const once = await printOf([['plain.jpg', 'image/jpeg']]);
  const again = await printOf([['plain.jpg', 'image/jpeg']]);
  expect(Buffer.compare(once.pdf, again.pdf)).toBe(0);
});

it('embeds a JPEG byte for byte', async () => {
  const { pdf } = await printOf([['plain.jpg', 'image/jpeg']]);
  const original = (await import('node:fs')).readFileSync(path('plain.jpg'));
  expect(pdf.includes(original)).toBe(true);
});

it('shows every picture the way up in which it was taken', async () => {
  const { pdf } = await printOf(
    [2, 3, 4, 5, 6, 7, 8].map((orientation) => [`o${orientation}.jpg`, 'image/jpeg']),
    0,
  );
  const { openPdf } = await import('../../shared/ocr/pdf.ts');
  const target = path('turned.pdf');
  writeFileSync(target, pdf);
  const opened = await openPdf(target);
  try {
    for (let no = 4; no <= 10; no += 1) {
      const sheet = opened.openPage(no);
      const { data, width, height } = sheet.paint(36);
      sheet.close();
      const at = (x: number, y: number) =>
        data[(Math.round(y * height) * width + Math.round(x * width)) * 3] ?? 0;
      expect(height, `orientation ${no - 2}`).toBeGreaterThan(width);
      expect(at(0.5, 0.3), `orientation ${no - 2}, above`).toBeLessThan(80);
      expect(at(0.5, 0.8), `orientation ${no - 2}, below`).toBeGreaterThan(200);
    }
  } finally {
    opened.close();
  }
});

it('a page that cannot be shown keeps its number and says why', async () => {
  const { pdf } = await printOf([
    ['broken.png', 'image/png'],
    ['', 'image/jpeg', 2],
    ['plain.jpg', 'image/jpeg'],
  ]);
  const { pages, page } = await printed(pdf);
  expect(pages).toBe(8);
  expect(page(4).text).toContain('image-damaged');
  expect(page(4).text).toContain('1/प');
  expect(page(5).text).toContain('2/प');
  expect(page(6).text).toContain('The original is gone');
  expect(page(6).text).toContain('3/प');
  expect(page(7).text.replace(/\s/g, '')).toBe('4/प');
});

it('[row 15] every page of every series is printed once: letters on paper and appendices too', async () => {
  const letters: Letter[] = [
    ['plain.jpg', 'image/jpeg'],
    ['', 'image/jpeg', 0],
    ['two.tif', 'image/tiff', 2],
    ['', 'image/jpeg', 0],
  ];
  const appended = {
    toNote: [documentOf(['two.tif', 'image/tiff', 2])],
    toLetter: [documentOf(['plain.jpg', 'image/jpeg']), documentOf(['two.tif', 'image/tiff', 2])],
  };
  const physical = { rack: 'R-12', bundle: 'B-7', authorisation: 'Collector' };
  const { pdf } = await printOf(letters, 2, { appended, more: { physical } });
  const { pages, page } = await printed(pdf);
  const marks: Record<string, number[]> = { प: [], 'टी.परि.': [], 'प.परि.': [] };
  for (let no = 1; no <= pages; no += 1) {
    // The mark stands apart from the text of the sheet; a list and a note may speak of pages too.
    const text = page(no).text.replace(/[^\S\n]/g, '');
    const [, number, series = ''] = /(?:^|\n|\))(\d+)\/(प|टी\.परि\.|प\.परि\.)$/.exec(text) ?? [];
    if (no > 2 && number) marks[series]?.push(Number(number));
  }
  expect(marks).toEqual({ प: [1, 2, 3, 4, 5], 'टी.परि.': [1, 2], 'प.परि.': [1, 2, 3] });
  const onPaper = Array.from({ length: pages }, (_, index) => page(index + 1).text).filter((text) =>
    text.includes('on paper'),
  );
  expect(onPaper).toHaveLength(2);
  expect(onPaper[0]).toContain('BBZ-COL/2026/000002');
  expect(onPaper[0]).toContain('R-12');
});

it('draws PDFs of strangers, and takes nothing over from them', async () => {
  const bytes = writePdf(onePage('(Hello) Tj'));
  writeFileSync(path('letter.pdf'), bytes);
  const { pdf } = await printOf([['letter.pdf', 'application/pdf']]);
  const { page } = await printed(pdf);
  expect(page(4).pictures).toBeGreaterThan(0.5);
  expect(page(4).text.replace(/\s/g, '')).toBe('1/प');
  expect(pdf.includes(Buffer.from('Helvetica'))).toBe(false);
});

it('[row 15] a file of 2,000 pages needs no more memory than one of 200', async () => {
  const print = (count: number) => {
    const target = path(`${count}.pdf`);
    const said = execFileSync(
      process.execPath,
      [
        '--max-old-space-size=64',
        'test/support/wholeFileChild.ts',
        path('heavy.jpg'),
        String(count),
        work,
        target,
      ],
      { encoding: 'utf8' },
    );
    return { target, ...(JSON.parse(said) as { pages: number; kilobytes: number }) };
  };
  const small = print(200);
  const large = print(2000);
  expect(large.kilobytes - small.kilobytes).toBeLessThan(80_000);

  const lists = (count: number) => large.pages - count - 2;
  expect(lists(2000)).toBeGreaterThan(1);
  const first = large.pages - 2000;
  const sampled = [first, first + 1, first + 998, first + 999, large.pages - 1];
  const { pages, page } = await printed(large.target, sampled);
  expect(pages).toBe(large.pages);
  for (const no of sampled) {
    expect(page(no).text.replace(/\s/g, ''), `page ${no}`).toBe(`${no - first + 1}/प`);
  }
});

function onePage(text: string): string[] {
  const content = `BT /F1 24 Tf 72 700 Td ${text} ET`;
  return [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
}
