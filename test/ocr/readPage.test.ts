import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { characterErrorRate, score } from '../../bench/score.ts';
import { openPageReader, type PageReader } from '../../shared/ocr/pageReader.ts';
import type { PageReading } from '../../shared/ocr/reading.ts';
import { sharp } from '../../shared/ocr/sharpSafely.ts';
import { scannedPdf, textPdf } from '../support/pdf.ts';
import { type Grey, writeTiff } from '../support/tiff.ts';

const scans = 'samples/scans';
let folder: string;
let reader: PageReader;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-'));
  reader = openPageReader({ latinEngine: 'tesseract' });
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

const scan = (name: string) => join(process.cwd(), scans, name);
const truth = (name: string) => readFile(scan(name.replace(/\.\w+$/, '.txt')), 'utf8');

async function stored(name: string, bytes: Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function errorOf(name: string, reading: PageReading): Promise<number> {
  return characterErrorRate(score(await truth(name), reading.text));
}

const greyScan = async (name: string, width: number): Promise<Grey> => {
  const { data, info } = await sharp(scan(name))
    .toColourspace('b-w')
    .resize(width)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const grey = new Uint8Array(info.width * info.height);
  for (let i = 0; i < grey.length; i++) grey[i] = data[i * info.channels] as number;
  return { data: grey, width: info.width, height: info.height };
};

describe('a scan', () => {
  it.each([
    ['h03-clean300.png', 'image/png', 0.025, ['hi']],
    ['m03-clean300.png', 'image/png', 0.03, ['hi', 'en']],
    ['e03-clean300.png', 'image/png', 0.03, ['hi', 'en']],
    ['h08-stamp200.jpg', 'image/jpeg', 0.035, ['hi']],
    ['h07-photo.jpg', 'image/jpeg', 0.02, ['hi']],
  ])('%s is read with few errors', async (name, mediaType, bound, languages) => {
    const reading = await reader.read(scan(name), mediaType, 1);
    expect(await errorOf(name, reading)).toBeLessThan(bound);
    expect(reading).toMatchObject({
      outcome: 'text',
      source: 'ocr',
      engine: 'tesseract',
      languages,
    });
    expect(reading.model).toMatch(/^[0-9a-f]{16}$/);
    expect(reading.text).toBe(reading.text.normalize('NFC'));
    expect(reading.meanConfidence).toBeGreaterThan(80);
  });

  it('fed in sideways is turned, and its boxes fit the upright page', async () => {
    const reading = await reader.read(scan('m04-rot90.jpg'), 'image/jpeg', 1);
    expect(reading.rotation).toBe(270);
    expect(await errorOf('m04-rot90.jpg', reading)).toBeLessThan(0.02);
    const [, , top, width, height] = reading.words[0] ?? ['', 0, 1, 0, 0];
    expect(top).toBeLessThan(0.1);
    // Wider than high on an upright A4 page, whose height is 1.41 times its width.
    expect(width).toBeGreaterThan(height * 1.41);
    for (const [, x, y, w, h] of reading.words) {
      expect(Math.min(x, y, w, h)).toBeGreaterThanOrEqual(0);
      expect(Math.max(x + w, y + h)).toBeLessThanOrEqual(1.0001);
    }
  });

  it('in several TIFF pages is read page by page', async () => {
    const pages = [
      await greyScan('h02-adf200.jpg', 1653),
      await greyScan('e03-clean300.png', 1653),
    ];
    const path = await stored('two.tif', writeTiff(pages, 200));
    expect(await reader.inspect(path, 'image/tiff')).toMatchObject({ pages: 2 });
    expect(
      await errorOf('e03-clean300.png', await reader.read(path, 'image/tiff', 2)),
    ).toBeLessThan(0.02);
    await expect(reader.read(path, 'image/tiff', 3)).rejects.toMatchObject({
      code: 'no-such-page',
    });
  });
});

describe('a scanned PDF', () => {
  it('is read page by page at the resolution of its scans', async () => {
    const names = ['h02-adf200.jpg', 'h08-stamp200.jpg'];
    const pages = await Promise.all(
      names.map(async (name) => {
        const jpeg = await readFile(scan(name));
        const { width, height } = await sharp(jpeg).metadata();
        return { jpeg, width, height };
      }),
    );
    const path = await stored('scan.pdf', scannedPdf(pages, 200));
    expect(await reader.inspect(path, 'application/pdf')).toMatchObject({ pages: 2, kind: 'pdf' });
    const [first, second] = [
      await reader.read(path, 'application/pdf', 1),
      await reader.read(path, 'application/pdf', 2),
    ];
    expect(first.dpi).toBe(200);
    expect(await errorOf('h02-adf200.jpg', first)).toBeLessThan(0.01);
    expect(await errorOf('h08-stamp200.jpg', second)).toBeLessThan(0.035);
    await expect(reader.read(path, 'application/pdf', 3)).rejects.toMatchObject({
      code: 'no-such-page',
    });
  });
});

describe('a PDF with text', () => {
  const lines = [
    'The Collector is pleased to sanction Rs. 12,500',
    'for the school at Rasela (repair).',
  ];

  it('is taken as it stands, with boxes', async () => {
    const path = await stored('text.pdf', textPdf(lines));
    const reading = await reader.read(path, 'application/pdf', 1);
    expect(reading).toMatchObject({ source: 'text-layer', engine: 'pdf-text', languages: ['en'] });
    expect(reading.text).toBe(lines.join('\n'));
    expect(reading.words[0]).toEqual([
      'The',
      expect.closeTo(0.12, 1),
      expect.closeTo(0.09, 1),
      expect.any(Number),
      expect.any(Number),
      100,
    ]);
  });

  it('under the name of another file read before is read anew', async () => {
    const path = await stored(
      'text.pdf',
      textPdf(['Quite another letter about the canal at Palari.']),
    );
    expect((await reader.read(path, 'application/pdf', 1)).text).toContain('canal at Palari');
  });

  it('in a legacy font whose shapes are missing is not passed off as words', async () => {
    const kruti = ['dk;kZy; dysDVj ,oa ftyk n.Mkf/kdkjh cykSnkcktkj', 'tkap izfrosnu izLrqr djsa'];
    const path = await stored('kruti.pdf', textPdf(kruti, 'ABCDEF+KrutiDev010'));
    const reading = await reader.read(path, 'application/pdf', 1);
    expect(reading).toMatchObject({ source: 'ocr', outcome: 'too-poor' });
  });
});

describe('a page without words', () => {
  const picture = async (paint: (i: number) => number): Promise<Buffer> => {
    const data = new Uint8Array(1240 * 1754).map((_, i) => paint(i));
    return sharp(data, { raw: { width: 1240, height: 1754, channels: 1 } })
      .png()
      .toBuffer();
  };

  it.each([
    ['pure white', () => 255],
    // A fixed sequence stands for the grain of grey paper.
    ['grey and grainy', (i: number) => 205 + ((i * 7919) % 13)],
  ])('that is %s is blank', async (name, paint) => {
    const path = await stored(`${name}.png`, await picture(paint));
    expect(await reader.read(path, 'image/png', 1)).toMatchObject({
      outcome: 'blank',
      text: '',
      words: [],
    });
  });

  it('that is full of scribble is too poor', async () => {
    const scribble = (i: number): number => {
      const x = i % 1240;
      const y = Math.floor(i / 1240);
      const inside = x > 150 && x < 1090 && y > 150 && y < 1600;
      return inside && Math.sin(x / 5 + y / 9) * Math.cos(x / 11 - y / 4) > 0.55 ? 20 : 250;
    };
    const path = await stored('scribble.png', await picture(scribble));
    expect(await reader.read(path, 'image/png', 1)).toMatchObject({ outcome: 'too-poor' });
  });
});

it('a torn picture is a named failure', async () => {
  const whole = await readFile(scan('h02-adf200.jpg'));
  const path = await stored('torn.jpg', whole.subarray(0, 2_000));
  await expect(reader.read(path, 'image/jpeg', 1)).rejects.toMatchObject({ code: 'image-damaged' });
});
