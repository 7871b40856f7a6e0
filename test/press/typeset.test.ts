import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openPageReader } from '../../shared/ocr/pageReader.ts';
import { openPdf } from '../../shared/ocr/pdf.ts';
import { readTypeset } from '../../shared/press/pdfReader.ts';
import { isDictionary, isStream } from '../../shared/press/pdfValues.ts';
import { acknowledgementSlip } from '../../shared/press/slip.ts';
import { typeset } from '../../shared/press/typeset.ts';
import { codeOn, printed } from '../support/printed.ts';
import { aReceipt } from '../support/receipts.ts';

const office = { name: { hi: 'कार्यालय कलेक्टर', en: 'Office of the Collector' } };
const district = { code: 'BBZ', name: { hi: 'भैंसबोड़' } };
const tracking = { token: 'ABCD-EFGH', address: 'https://example.gov.in/track/ABCDEFGH' };
const slip = (more: Parameters<typeof aReceipt>[0] = {}) =>
  acknowledgementSlip({ receipt: aReceipt(more), office, district, tracking });

const injections = [
  '#read("/etc/passwd")',
  '#pagebreak()',
  '#import "common.typ": *',
  '$ x^2 $',
  '@reference <label>',
  '*bold* _emph_ `raw`',
  '= heading',
  '// comment',
  '/* open',
  '\\ #{ panic("x") }',
  '")); #read("common.typ") //',
  'sys.inputs.data',
  '--- -- ... ~',
  '"quoted" \'quotes\'',
  '&amp; <b>x</b> %26',
];

it.each(injections)(
  'text of the records is placed as it is and never read as markup: %s',
  async (text) => {
    const { pdf, pages } = slip({ subject: { hi: text } });
    expect(pages).toBe(1);
    const { page } = await printed(pdf);
    const squeezed = (value: string) => value.replace(/\s+/g, '');
    expect(squeezed(page(1).text)).toContain(squeezed(text));
  },
);

it('[row 4] the code on the slip leads to where the letter is tracked', async () => {
  expect(await codeOn(slip().pdf)).toBe(tracking.address);
});

it('the same record gives the same bytes, whatever was set in between', () => {
  const first = slip().pdf;
  slip({ subject: { hi: 'कुछ और' } });
  typeset('marks', {
    title: 'x',
    made: '2026-01-01T00:00:00.000Z',
    confidential: false,
    characters: ['1'],
  });
  expect(Buffer.compare(first, slip().pdf)).toBe(0);
});

it('carries its fonts, and no others', () => {
  const { pdf } = slip({ subject: { hi: 'हिंदी and English' } });
  const count =
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\n\d+ 0 obj/g)?.length ?? 0;
  const source = readTypeset(pdf);
  const descriptors = Array.from({ length: count }, (_, index) => source.object(index + 1)).filter(
    (object) => !isStream(object) && isDictionary(object) && object.has('FontName'),
  );
  expect(descriptors.length).toBeGreaterThan(0);
  for (const descriptor of descriptors) {
    if (!isDictionary(descriptor)) continue;
    expect(descriptor.get('FontName')).toMatchObject({ name: /NotoSansDevanagari/ });
    expect(descriptor.has('FontFile2')).toBe(true);
  }
});

it('[row 4] sets Devanagari so that a reader who sees only the picture reads the words', async () => {
  const words = ['निःशुल्क', 'क्षेत्र', 'द्वितीय', 'प्रशासन', 'निर्मलकर'];
  const { pdf } = typeset('notice', {
    title: 'x',
    made: '2026-11-25T05:30:00.000Z',
    confidential: false,
    message: { hi: words.join(' '), en: '' },
    name: '',
    sha256: '',
  });
  const folder = mkdtempSync(join(tmpdir(), 'shaped-'));
  const reader = openPageReader();
  try {
    writeFileSync(join(folder, 'page.pdf'), pdf);
    const opened = await openPdf(join(folder, 'page.pdf'));
    const { data, width, height } = opened.openPage(1).paint(300);
    opened.close();
    const picture = join(folder, 'page.png');
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(picture);
    const { text } = await reader.read(picture, 'image/png', 1);
    for (const word of words) expect(text).toContain(word);
  } finally {
    await reader.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('[row 4] the slip fits one A6 sheet with its number and token, and hides what is confidential', async () => {
  const long = slip({ subject: { hi: 'अत्यंत लंबा विषय '.repeat(29).trim() } });
  expect(long.pages).toBe(1);
  const open = await printed(slip().pdf);
  expect(open.page(1).width).toBeCloseTo(297.6, 0);
  expect(open.page(1).text).toContain('BBZ-COL/2026/000117');
  expect(open.page(1).text).toContain('ABCD-EFGH');
  const secret = await printed(
    slip({ classification: 'confidential', subject: { hi: 'SECRETSUBJECT' } }).pdf,
  );
  expect(secret.page(1).text).not.toContain('SECRETSUBJECT');
});

it('[row 4] the slip says how many enclosures were handed in', async () => {
  const text = async (received: number) =>
    (await printed(slip({ enclosures: [{ description: 'नक्शा', count: 2, received }] }).pdf)).page(1)
      .text;
  expect(await text(1)).toMatch(/Enclosures\s+2 .*1/);
  expect(await text(2)).toMatch(/Enclosures\s+2\s*$/m);
  expect((await printed(slip().pdf)).page(1).text).not.toContain('Enclosures');
});

/** CPU milliseconds for setting a message of forty thousand letters in either language. */
function cpuToSet(hi: string, en: string): number {
  const before = process.cpuUsage();
  typeset('notice', {
    title: 'x',
    made: '2026-11-25T05:30:00.000Z',
    confidential: false,
    message: { hi, en },
    name: '',
    sha256: '',
  });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

it('a paragraph without a blank costs no hundred times as much as one with blanks', () => {
  slip({ sender: { kind: 'citizen', name: 'क'.repeat(200) }, subject: { hi: 'ख'.repeat(500) } });
  const withBlanks = cpuToSet('गगगगगगगग '.repeat(4444), 'xxxxxxxx '.repeat(4444));
  expect(cpuToSet('ग'.repeat(40_000), 'x'.repeat(40_000))).toBeLessThan(100 * withBlanks);
});
