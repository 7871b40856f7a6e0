import { expect, it } from 'vitest';
import { fileLabel } from '../../shared/press/label.ts';
import { aFile } from '../support/files.ts';
import { at } from '../support/officers.ts';
import { codeOn, printed } from '../support/printed.ts';

const office = { name: { hi: 'कार्यालय कलेक्टर, बलौदाबाजार (नमूना)' } };
const place = { rack: 'अ-3', bundle: '12', barcode: 'RR-0001', authorisation: 'आदेश' };
const squeezed = (text: string) => text.replace(/[\s\u200b]+/g, '');
const label = async (more: Parameters<typeof aFile>[1]) => {
  const { pdf, pages } = fileLabel({ file: aFile('rajasv1', more), office, made: at });
  expect(pages).toBe(1);
  const { page } = await printed(pdf);
  return { pdf, text: squeezed(page(1).text) };
};

it('[row 46] a paper file has a label with its number, its place and a code to scan', async () => {
  const { pdf, text } = await label({ physical: place, shortNumber: '7K3M-2Q9G' });
  expect(await codeOn(pdf)).toBe('7K3M-2Q9G');
  for (const told of ['BBZ-COL/REV/B-121/00001/2026-27', '7K3M-2Q9G', 'RR-0001', '12']) {
    expect(text).toContain(told);
  }
});

it('keeps to one label whatever the subject, and is the same bytes for the same record', async () => {
  const long = { subject: { hi: 'अतिक्रमण हटाने के सम्बन्ध में प्राप्त शिकायत '.repeat(11) } };
  const [one, two] = [await label(long), await label(long)];
  expect(Buffer.compare(one.pdf, two.pdf)).toBe(0);
});

it('of a confidential file tells no subject', async () => {
  const { text } = await label({ classification: 'confidential', subject: { hi: 'ABCXYZ' } });
  expect(text).toContain('CONFIDENTIAL');
  expect(text).not.toContain('ABCXYZ');
});
