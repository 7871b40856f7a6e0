/** What belongs together stands on one sheet: a signature with the end of its text, a heading with what it heads, an entry. */
import { expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import type { LetterContent } from '../../shared/domain/draft.ts';
import { letter } from '../../shared/press/letter.ts';
import { noteSheet } from '../../shared/press/noteSheet.ts';
import { registerSheets } from '../../shared/press/register.ts';
import { typeset } from '../../shared/press/typeset.ts';
import { aFile } from '../support/files.ts';
import { at, officer } from '../support/officers.ts';
import { printed } from '../support/printed.ts';

const signer = officer('adhikshak');
const name = { hi: 'कार्यालय कलेक्टर', en: 'Collectorate' };
const squeezed = (text: string) => text.replace(/\s+/g, '');
/** The sheets of a print as texts without blanks. */
async function sheets(pdf: Uint8Array): Promise<string[]> {
  const { pages, page } = await printed(pdf);
  return Array.from({ length: pages }, (_, index) => squeezed(page(index + 1).text));
}
/** Of so many lines, that a sheet ends at another place each time. */
const lengths = Array.from({ length: 14 }, (_, no) => no);
const paragraph = 'सीमांकन प्रतिवेदन प्रस्तुत करें। '.repeat(6);
const sealed = {
  kind: 'none',
  signedHash: 'ab'.repeat(32),
  personId: signer.personId,
  name: signer.name,
  post: postRef(signer.post),
  at,
} as const;

const addressee = (no: number) => ({
  kind: 'outside' as const,
  name: `NAME${no}`,
  address: `ग्राम नमूनापुर\nतहसील पलारी\nPLACE${no}E`,
  mode: 'post' as const,
});

it.each(lengths)('a letter, %i lines longer', async (more) => {
  const content: LetterContent = {
    form: 'order',
    language: 'hi',
    subject: { hi: 'सीमांकन' },
    slots: {
      body: [...Array.from({ length: 10 }, () => paragraph), 'x\n'.repeat(more), 'LASTWORDS'],
    },
    cites: [],
    addressees: Array.from({ length: 5 }, (_, no) => addressee(no)),
    copies: Array.from({ length: 9 }, (_, no) => addressee(no + 5)),
    signatory: postRef(signer.post),
  };
  const { pdf } = letter({
    content,
    office: name,
    confidential: false,
    made: at,
    issued: {
      number: '1/REV',
      day: '2026-11-25',
      signature: sealed,
      verification: { code: 'BPDP', address: 'https://example.gov.in/verify/BPDP' },
    },
  });
  const all = await sheets(pdf);
  const sheetOf = (text: string) => all.findIndex((sheet) => sheet.includes(squeezed(text)));
  expect(sheetOf('LASTWORDS')).toBe(all.findIndex((sheet) => sheet.includes('(ललित')));
  expect(sheetOf('प्रतिलिपि सूचनार्थ')).toBe(sheetOf('NAME5'));
  for (let no = 0; no < 14; no += 1) {
    expect(sheetOf(`NAME${no}ग्राम`), `addressee ${no}`).toBe(sheetOf(`PLACE${no}E`));
  }
});

it.each(lengths)('a note, %i lines longer', async (more) => {
  async function* notes() {
    for (let no = 1; no <= 6; no += 1) {
      const by = { personId: signer.personId, name: signer.name, post: postRef(signer.post) };
      const note = {
        noteId: 'nte_01K00000000000000000000001',
        no,
        paragraphFrom: no * 4,
        paragraphs: [`FIRST${no}${'\nx'.repeat(more)}`, paragraph, paragraph, `LAST${no}Q`],
        references: [{ to: 'rule' as const, text: 'धारा 129' }],
        at,
        by,
      };
      yield { note, hash: `${no}`.repeat(64), names: {} };
    }
  }
  for await (const { pdf } of noteSheet({ file: aFile(), office: { name }, notes: notes() })) {
    const all = await sheets(pdf);
    const sheetOf = (text: string) => all.findIndex((sheet) => sheet.includes(squeezed(text)));
    for (let no = 1; no <= 6; no += 1) {
      expect(sheetOf(`टीप ${no} ·`), `heading ${no}`).toBe(sheetOf(`FIRST${no}`));
      expect(sheetOf(`LAST${no}Q`), `signature ${no}`).toBe(sheetOf(`${no}`.repeat(16)));
    }
  }
});

it('a note by a link officer says on whose behalf', async () => {
  const link = officer('adm');
  const by = {
    personId: link.personId,
    name: link.name,
    post: postRef(signer.post),
    ownPost: postRef(link.post),
  };
  async function* notes() {
    const noteId = 'nte_01K00000000000000000000001';
    const note = { noteId, no: 1, paragraphFrom: 1, paragraphs: ['x'], at, by };
    yield { note, hash: '1'.repeat(64), names: {} };
  }
  for await (const { pdf } of noteSheet({ file: aFile(), office: { name }, notes: notes() })) {
    const [sheet = ''] = await sheets(pdf);
    const own = sheet.indexOf('AdditionalCollector');
    expect(own).toBeGreaterThan(0);
    expect(sheet.indexOf('forSuperintendent(Revenue)')).toBeGreaterThan(own);
  }
});

it('an entry of a register and of a list', async () => {
  const long = `${'सीमांकन प्रतिवेदन '.repeat(14)}ENDS`;
  async function* rows() {
    for (let no = 1; no <= 40; no += 1) {
      yield {
        at,
        number: `${no}/REV`,
        confidential: false,
        columns: { sender: `FROM${no}Q`, subject: `${long}${no}Q` },
      };
    }
  }
  const items = Array.from({ length: 30 }, (_, no) => ({
    no: no + 1,
    number: `FROM${no + 1}Q`,
    subject: { hi: long.replace('ENDS', ''), en: `${'demarcation '.repeat(20)}ENDS${no + 1}Q` },
    pages: '1',
  }));
  const list = typeset('contents', {
    title: 'x',
    made: at,
    confidential: false,
    number: 'x',
    first: true,
    items,
  });
  const pdfs = [list.pdf];
  for await (const { pdf } of registerSheets({
    register: 'inward',
    month: '2026-11',
    office: name,
    made: at,
    rows: rows(),
  })) {
    pdfs.push(pdf);
  }
  for (const pdf of pdfs) {
    const all = await sheets(pdf);
    expect(all.length).toBeGreaterThan(2);
    for (let no = 1; no <= 30; no += 1) {
      const sheet = all.find((each) => each.includes(`FROM${no}Q`));
      expect(sheet, `entry ${no}`).toContain(`${no}Q`);
      expect(sheet?.match(/ENDS/g)?.length).toBe(sheet?.match(/FROM/g)?.length);
    }
  }
});

it('an entry that is taller than a sheet still is printed whole', async () => {
  const many = Array.from({ length: 260 }, (_, no) => `NAME${no}Q कार्यालय`).join('; ');
  async function* rows() {
    yield { at, number: '1/REV', confidential: false, columns: { to: many, subject: 'विषय' } };
  }
  for await (const { pdf } of registerSheets({
    register: 'outward',
    month: '2026-11',
    office: name,
    made: at,
    rows: rows(),
  })) {
    const all = (await sheets(pdf)).join('');
    for (const no of [0, 100, 259]) expect(all).toContain(`NAME${no}Q`);
  }
});

it.each([
  ['usual', 'सीमांकन प्रकरण', 1, 1],
  ['longest', 'सीमांकन प्रकरण '.repeat(33), 10, 2],
])('the cover of a file with the %s subject and numbers', async (_, subject, numbers, count) => {
  const number = 'BBZ-COL/REV/B-121/00001/2026-27';
  const { pdf } = typeset('cover', {
    title: 'x',
    made: at,
    confidential: true,
    office: name,
    number,
    short: '7K3M-2Q9G',
    subject: { hi: subject, en: subject },
    facts: [
      {
        hi: 'पूर्व क्रमांक',
        en: 'Earlier numbers',
        value: Array.from({ length: numbers }, (_, no) => `${'पुराना/'.repeat(12)}OLD${no}`).join(
          ', ',
        ),
      },
    ],
    contents: [{ hi: 'टीपें', en: 'Notes', value: 'COUNTED' }],
    printed: { hi: 'प्रति', en: 'Copy' },
  });
  const { pages, page } = await printed(pdf);
  expect(pages).toBe(count);
  for (let no = 1; no <= pages; no += 1) {
    expect(squeezed(page(no).text)).toContain(number);
    const place = (text: string) => page(no).words.find(([word]) => word.includes(text))?.[2];
    const [told, counted] = [place(`OLD${numbers - 1}`), place('COUNTED')];
    // What is counted stands below the last of what is told.
    expect(counted ?? 1).toBeGreaterThan(told ?? 0);
  }
  const all = (await sheets(pdf)).join('');
  for (const text of [`OLD${numbers - 1}`, 'COUNTED']) expect(all).toContain(text);
});
