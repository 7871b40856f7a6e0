/** Text without a space stays on its sheet, in its column, and reads as it was written when it is copied. */
import { expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import type { LetterContent } from '../../shared/domain/draft.ts';
import { fileLabel } from '../../shared/press/label.ts';
import { letter } from '../../shared/press/letter.ts';
import { noteSheet } from '../../shared/press/noteSheet.ts';
import { registerSheets } from '../../shared/press/register.ts';
import { acknowledgementSlip } from '../../shared/press/slip.ts';
import { type Typeset, typeset } from '../../shared/press/typeset.ts';
import { aFile } from '../support/files.ts';
import { at, officer } from '../support/officers.ts';
import { printed } from '../support/printed.ts';
import { aReceipt } from '../support/receipts.ts';

const signer = officer('adhikshak');
const name = { hi: 'कार्यालय कलेक्टर', en: 'Collectorate' };
const office = { name };
const digits = '1234567890'.repeat(10);
const latin = 'Wxyz'.repeat(40);
const nagari = 'क्षत्रियनिर्मलकर'.repeat(12);
const subject = { hi: nagari, en: latin };
const squeezed = (text: string) => text.replace(/\s+/g, '');

const letterOf = (body: string[], more: Partial<LetterContent> = {}): Typeset =>
  letter({
    content: {
      form: 'letter',
      language: 'hi',
      subject,
      slots: { body, enclosures: [latin] },
      cites: [],
      addressees: [{ kind: 'outside', name: latin, address: `ग्राम\n${nagari}`, mode: 'post' }],
      copies: [],
      signatory: postRef(signer.post),
      ...more,
    },
    office: name,
    confidential: false,
    made: at,
  });

async function* notes() {
  yield {
    note: {
      noteId: 'nte_01K00000000000000000000001',
      no: 1,
      paragraphFrom: 1,
      paragraphs: [latin, nagari, digits],
      references: [{ to: 'rule' as const, text: latin }],
      at,
      by: { personId: signer.personId, name: signer.name, post: postRef(signer.post) },
    },
    hash: 'ab'.repeat(32),
    names: {},
  };
}
async function* entries(columns: Record<string, string>) {
  yield { at, number: '1/REV/BBZ-COL/2026-27', confidential: false, columns };
}
async function first(sheets: AsyncIterable<Typeset>): Promise<Typeset> {
  for await (const sheet of sheets) return sheet;
  throw new RangeError('No sheet was set.');
}
const registerOf = (register: 'inward' | 'outward', columns: Record<string, string>) =>
  first(
    registerSheets({ register, month: '2026-11', office: name, made: at, rows: entries(columns) }),
  );

const prints: [string, () => Typeset | Promise<Typeset>, string[]][] = [
  ['a letter', () => letterOf([latin, nagari, digits]), [latin, nagari, digits]],
  [
    'a slip',
    () =>
      acknowledgementSlip({
        receipt: aReceipt({
          sender: { kind: 'citizen', name: latin },
          letter: { language: 'hi', number: digits },
          subject,
        }),
        office,
        district: { code: 'BBZ', name: { hi: 'भैंसबोड़' } },
      }),
    [latin, digits, nagari],
  ],
  [
    'a note sheet',
    () => first(noteSheet({ file: aFile('rajasv1', { subject }), office, notes: notes() })),
    [latin, nagari, digits],
  ],
  [
    'the inward register',
    () => registerOf('inward', { sender: latin, letter: digits, subject: nagari, channel: 'post' }),
    [latin, digits, nagari],
  ],
  [
    'the despatch register, in a narrow column too',
    () =>
      registerOf('outward', {
        to: 'तहसीलदार',
        copies: digits.slice(0, 20),
        subject: nagari,
        file: '1/'.repeat(40),
        signatory: 'अधीक्षक',
        form: 'order',
      }),
    [digits.slice(0, 20), nagari, '1/'.repeat(40)],
  ],
  [
    'the list of correspondence',
    () =>
      typeset('contents', {
        title: 'x',
        made: at,
        number: 'x',
        confidential: false,
        first: true,
        items: [{ no: 1, number: digits, subject, pages: '1–2' }],
      }),
    [digits, nagari, latin],
  ],
  [
    'the label of a bundle',
    () =>
      fileLabel({
        file: aFile('rajasv1', {
          subject,
          physical: {
            rack: 'R',
            bundle: digits.slice(0, 60),
            barcode: digits.slice(0, 60),
            authorisation: 'x',
          },
        }),
        office,
        made: at,
      }),
    [digits.slice(0, 60)],
  ],
];

it.each(prints)(
  'text without a space stays on the sheet and in its column: %s',
  async (kind, set, runs) => {
    const { pdf } = await set();
    const { pages, page } = await printed(pdf);
    const all = Array.from({ length: pages }, (_, index) => page(index + 1));
    const words = all
      .flatMap((each, sheet) => each.words.map((word) => ({ word, sheet })))
      // The mark of a proposal lies across the text.
      .filter(({ word }) => !['प्रारूप', 'PROPOSED'].includes(word[0]));
    for (const { word } of words) {
      const [text, x, , w] = word;
      expect(x, text).toBeGreaterThan(0.02);
      expect(x + w, text).toBeLessThan(0.98);
    }
    for (const [index, one] of words.entries()) {
      for (const other of words.slice(index + 1)) {
        if (one.sheet === other.sheet)
          expect(overlap(one.word, other.word), `${one.word[0]} ${other.word[0]}`).toBeLessThan(
            0.004,
          );
      }
    }
    // A column is read line by line only where it stands alone; every character of it is there all the same.
    const letters = squeezed(all.map(({ text }) => text).join('\n'));
    for (const run of runs) {
      for (const piece of pieces(run)) expect(letters).toContain(piece);
    }
    expect(letters).not.toMatch(/\u200b/);
    if (kind !== 'a letter') expect(pages).toBe(1);
  },
);

/** How far two words lie over each other sideways, where they share a line. */
function overlap(one: readonly unknown[], other: readonly unknown[]): number {
  const [ax, ay, aw, ah] = one.slice(1, 5) as [number, number, number, number];
  const [bx, by, bw, bh] = other.slice(1, 5) as [number, number, number, number];
  const high = Math.min(ay + ah, by + bh) - Math.max(ay, by);
  if (high < 0.5 * Math.min(ah, bh)) return 0;
  return Math.min(ax + aw, bx + bw) - Math.max(ax, bx);
}
const pieces = (run: string): string[] => [run.slice(0, 6), run.slice(-6)];

it('words of usual length and file numbers stand in a line as they are', async () => {
  const number = 'BBZ-COL/REV/B-121/00001/2026-27';
  const words = ['अनुविभागीय', 'हस्ताक्षरकर्ता', 'क्षत्रियनारायणस्वामी'];
  const { page } = await printed(letterOf([`${number} ${words.join(' ')}`]).pdf);
  for (const shown of [number, ...words]) expect(page(1).text).toContain(shown);
});
