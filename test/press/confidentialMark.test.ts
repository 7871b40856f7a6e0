/** The mark गोपनीय · CONFIDENTIAL: on every sheet of every print of a confidential record, and on no other. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import type { LetterContent } from '../../shared/domain/draft.ts';
import { fileLabel } from '../../shared/press/label.ts';
import { letter } from '../../shared/press/letter.ts';
import { noteSheet } from '../../shared/press/noteSheet.ts';
import { registerSheets } from '../../shared/press/register.ts';
import { acknowledgementSlip } from '../../shared/press/slip.ts';
import { wholeFile } from '../../shared/press/wholeFile.ts';
import { aFile } from '../support/files.ts';
import { at, officer } from '../support/officers.ts';
import { collecting, type PrintedPage, printed } from '../support/printed.ts';
import { aReceipt } from '../support/receipts.ts';
import { wholeFileOf } from '../support/wholeFileOf.ts';

const folder = mkdtempSync(join(tmpdir(), 'confidential-'));
const scan = join(folder, 'scan.jpg');
beforeAll(async () => {
  const white = { create: { width: 60, height: 90, channels: 3 as const, background: '#ffffff' } };
  await sharp(white).jpeg().toFile(scan);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signer = officer('adhikshak');
const office = { name: { hi: 'कार्यालय कलेक्टर', en: 'Collectorate' } };
const classificationOf = (confidential: boolean) =>
  confidential ? ('confidential' as const) : ('normal' as const);
const file = (confidential: boolean) =>
  aFile('rajasv1', { classification: classificationOf(confidential) });
const paragraphs = Array.from({ length: 40 }, (_, no) => `${no} ${'सीमांकन किया जावे। '.repeat(20)}`);

const letterOf = (confidential: boolean, language: LetterContent['language'] = 'hi') =>
  letter({
    content: {
      form: 'letter',
      language,
      subject: { hi: 'सीमांकन', en: 'Demarcation' },
      slots: { body: paragraphs },
      cites: [],
      addressees: [{ kind: 'outside', name: 'श्रीमती नमूना', address: 'ग्राम', mode: 'post' }],
      copies: [],
      signatory: postRef(signer.post),
    },
    office: office.name,
    confidential,
    made: at,
  });

async function* notes() {
  for (let no = 1; no <= 70; no += 1) {
    const by = { personId: signer.personId, name: signer.name, post: postRef(signer.post) };
    const sealed = { noteId: 'nte_01K00000000000000000000001', no, paragraphFrom: no, at, by };
    yield {
      note: { ...sealed, paragraphs: paragraphs.slice(0, 1) },
      hash: 'ab'.repeat(32),
      names: {},
    };
  }
}

async function whole(confidential: boolean): Promise<Uint8Array> {
  const picture = { from: scan, type: 'image/jpeg', pages: 1 };
  const source = wholeFileOf({
    letters: [
      picture,
      { from: '', type: 'image/jpeg', pages: 0 },
      { from: '', type: 'image/jpeg', pages: 2 },
      ...Array.from({ length: 60 }, () => picture),
    ],
    notes: 3,
    appended: { toNote: [picture], toLetter: [picture] },
    more: { classification: classificationOf(confidential) },
    folder,
  });
  async function* correspondence() {
    let last = 0;
    for await (const item of source.correspondence()) {
      yield item;
      last = item.no;
    }
    yield {
      kind: 'issue' as const,
      no: last + 1,
      issueId: 'iss_01K00000000000000000000001',
      issueNumber: '1/REV/BBZ-COL/2026-27',
      subject: { hi: 'सीमांकन' },
      pageFrom: 64,
      pageTo: 64,
      documents: [],
    };
  }
  const { sink, bytes } = collecting();
  const issued: typeof source.issued = async (_, asConfidential) => letterOf(asConfidential);
  await wholeFile({ ...source, correspondence, issued }, sink);
  return bytes();
}

async function together(sheets: AsyncIterable<{ pdf: Uint8Array }>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const { pdf } of sheets) all.push(pdf);
  return all;
}

/** Each kind of print, and how many sheets it has at least. */
const prints: [string, number, (confidential: boolean) => Promise<Uint8Array[]>][] = [
  ['a letter', 2, async (secret) => [letterOf(secret).pdf]],
  ['a letter in English', 2, async (secret) => [letterOf(secret, 'en').pdf]],
  [
    'a note sheet of several portions',
    8,
    (secret) => together(noteSheet({ file: file(secret), office, notes: notes() })),
  ],
  [
    'a whole file: cover, notes, lists, scans, notices, letters, appendices, closing page',
    70,
    async (secret) => [await whole(secret)],
  ],
  ['a label', 1, async (secret) => [fileLabel({ file: file(secret), office, made: at }).pdf]],
  [
    'a slip',
    1,
    async (secret) => [
      acknowledgementSlip({
        receipt: aReceipt({ classification: classificationOf(secret) }),
        office,
        district: { code: 'BBZ', name: { hi: 'भैंसबोड़' } },
      }).pdf,
    ],
  ],
];

const marks = (page: PrintedPage) =>
  page.words.filter(([text]) => text.includes('गोपनीय') || text.includes('CONFIDENTIAL'));

it.each(prints)('stands once on every sheet of %s, clear of the text', async (_, least, set) => {
  let sheets = 0;
  for (const pdf of await set(true)) {
    const { pages, page } = await printed(pdf);
    for (let no = 1; no <= pages; no += 1) {
      sheets += 1;
      const found = marks(page(no));
      const told = found.map(([text]) => text).join(' ');
      expect(told, `sheet ${sheets}`).toMatch(/^\s*गोपनीय\s*·?\s*CONFIDENTIAL\s*$/);
      for (const [text, x, y, w, h] of found) {
        expect(Math.min(x, y, 1 - x - w, 1 - y - h), text).toBeGreaterThan(-0.001);
        const under = page(no).words.filter(
          (word) =>
            !found.includes(word) &&
            // The reader of the test knows no place of some vowel signs, and gives a word the whole sheet.
            word[4] < 0.5 &&
            // What a proposal has across lies under everything.
            !/प्रारूप|PROPOSED|^·$/.test(word[0]) &&
            word[1] < x + w &&
            x < word[1] + word[3] &&
            word[2] < y + h &&
            y < word[2] + word[4],
        );
        expect(under, `sheet ${sheets}`).toEqual([]);
      }
    }
  }
  expect(sheets).toBeGreaterThanOrEqual(least);
});

it.each(prints)('stands on no sheet of %s that is not confidential', async (_, least, set) => {
  for (const pdf of await set(false)) {
    const { pages, page } = await printed(pdf);
    for (let no = 1; no <= pages; no += 1) expect(marks(page(no))).toEqual([]);
  }
  expect(least).toBeGreaterThan(0);
});

it('stands in a register behind the number of each entry of a confidential record', async () => {
  async function* rows() {
    for (let no = 1; no <= 40; no += 1) {
      const number = `${no}/REV/BBZ-COL/2026-27`;
      yield { at, number, confidential: no % 2 === 0, columns: { sender: 'क', subject: 'ख' } };
    }
  }
  const sheets = registerSheets({
    register: 'inward',
    month: '2026-11',
    office: office.name,
    made: at,
    rows: rows(),
  });
  let found = 0;
  for (const pdf of await together(sheets)) {
    const { pages, page } = await printed(pdf);
    for (let no = 1; no <= pages; no += 1) {
      found += page(no).text.match(/CONFIDENTIAL/g)?.length ?? 0;
    }
  }
  expect(found).toBe(20);
});
