import { expect, it } from 'vitest';
import { readTypeset } from '../../shared/press/pdfReader.ts';
import { cellsOf, columnsOf, registerSheets } from '../../shared/press/register.ts';
import { printed } from '../support/printed.ts';

const at = '2026-11-25T05:30:00.000Z';
const row = (no: number, confidential = false) => ({
  at,
  number: `${no}/REV/BBZ-COL/2026-27`,
  confidential,
  columns: confidential
    ? {}
    : { to: 'तहसीलदार', subject: '=HYPERLINK("x") #read("y")', file: 'F', form: 'order' },
});

it('[row 13] the despatch register shows every entry once, in order, page after page', async () => {
  async function* rows() {
    for (let no = 1; no <= 650; no += 1) yield row(no, no === 2);
  }
  const found: string[] = [];
  const headings: string[] = [];
  for await (const { pdf, pages } of registerSheets({
    register: 'outward',
    month: '2026-11',
    office: { hi: 'कार्यालय' },
    made: at,
    rows: rows(),
  })) {
    expect(readTypeset(pdf).pages).toHaveLength(pages);
    const sheet = await printed(pdf);
    for (let no = 1; no <= sheet.pages; no += 1) {
      const { text } = sheet.page(no);
      headings.push(/पृष्ठ (\d+)/.exec(text)?.[1] ?? '');
      found.push(...(text.replace(/\s+/g, '').match(/\d+\/REV/g) ?? []));
    }
  }
  expect(found.length).toBe(650);
  expect(headings).toEqual(headings.map((_, index) => String(index + 1)));
});

it('an entry has as many cells as there are columns, and a confidential one only its number', () => {
  for (const register of ['inward', 'outward', 'file', 'movement'] as const) {
    for (const confidential of [false, true]) {
      const cells = cellsOf(register, row(7, confidential), 1);
      expect(cells).toHaveLength(columnsOf(register).length);
      expect(cells.slice(0, 3)).toEqual(['1', '25.11.2026 11:00', '7/REV/BBZ-COL/2026-27']);
    }
    expect(cellsOf(register, row(7, true), 1).join('')).not.toContain('HYPERLINK');
  }
  expect(cellsOf('outward', row(7), 1)).toContain('आदेश');
});

it('[row 13] the despatch register says how each letter went, on which day, and what became of it', () => {
  const deliveries = [
    {
      to: 'कोई नमूना',
      mode: 'post',
      status: 'returned',
      sentOn: '2026-11-25',
      settledOn: '2026-11-28',
    },
    { to: 'तहसील', mode: 'e-mail', status: 'queued' },
    { to: 'अन्य', mode: 'hand', status: 'sent', sentOn: '2026-11-26' },
  ] as const;
  expect(cellsOf('outward', { ...row(7), deliveries }, 1).at(-1)).toBe(
    'कोई नमूना: डाक (post) 25.11.2026 – वापस (returned) 28.11.2026; तहसील: ई-मेल (e-mail) – प्रेषण शेष (to be sent); अन्य: हाथों-हाथ (by hand) 26.11.2026 – प्रेषित (sent)',
  );
  expect(cellsOf('outward', { ...row(7, true), deliveries }, 1).at(-1)).toBe('');
});

it('the day on which a letter came stands beside the one on which it was entered', () => {
  const columns = { receivedOn: '2026-11-21' };
  const cells = cellsOf('inward', { at, number: '1', confidential: false, columns }, 1);
  const place = columnsOf('inward').findIndex(({ hi }) => hi === 'प्राप्ति दिनांक');
  expect(cells[place]).toBe('21.11.2026');
  expect(cells[1]).toBe('25.11.2026 11:00');
});

it('the date of a letter stands as an office writes dates, and its number as it came', () => {
  const letterOf = (letter: string) =>
    cellsOf('inward', { at, number: '1', confidential: false, columns: { letter } }, 1)[5];
  expect(letterOf('892/वाचक-1/2025, 2025-06-18')).toBe('892/वाचक-1/2025, 18.06.2025');
  expect(letterOf('2025-06-18')).toBe('18.06.2025');
  expect(letterOf('क/2025-06-18')).toBe('क/2025-06-18');
});

it('[invariant 11] a number that was voided stays listed, and says so', () => {
  for (const confidential of [false, true]) {
    const entry = row(7, confidential);
    const cells = cellsOf(
      'inward',
      { ...entry, columns: { ...entry.columns, status: 'void' } } as Parameters<typeof cellsOf>[1],
      1,
    );
    expect(cells[2]).toBe('7/REV/BBZ-COL/2026-27 · निरस्त (void)');
    expect(cells).toHaveLength(columnsOf('inward').length);
  }
});

it('[row 13] every column of every register shows what its entry has under that name, and nothing else', () => {
  const shown = {
    inward: {
      'Received on': ['receivedOn', '2026-11-21', '21.11.2026'],
      From: ['sender', 'कोई नमूना', 'कोई नमूना'],
      Letter: ['letter', '892/वाचक', '892/वाचक'],
      Subject: ['subject', 'सीमांकन', 'सीमांकन'],
      Channel: ['channel', 'counter', 'काउंटर पर'],
    },
    outward: {
      To: ['to', 'तहसीलदार', 'तहसीलदार'],
      Copies: ['copies', 'आयुक्त', 'आयुक्त'],
      Subject: ['subject', 'सीमांकन', 'सीमांकन'],
      File: ['file', 'F-1', 'F-1'],
      Signatory: ['signatory', 'कलेक्टर', 'कलेक्टर'],
      Form: ['form', 'order', 'आदेश'],
    },
    file: {
      'Short number': ['shortNumber', 'K7M2', 'K7M2'],
      Head: ['head', 'A-12', 'A-12'],
      Subject: ['subject', 'सीमांकन', 'सीमांकन'],
      'Opened by': ['openedBy', 'सहायक', 'सहायक'],
    },
    movement: {
      From: ['from', 'सहायक', 'सहायक'],
      To: ['to', 'अधीक्षक', 'अधीक्षक'],
      Movement: ['cause', 'returned', 'वापस'],
      'Reason for delay': ['delayReason', 'अवकाश पर (On leave)', 'अवकाश पर (On leave)'],
    },
  } as const;
  for (const [name, headings] of Object.entries(shown)) {
    const register = name as keyof typeof shown;
    const told = Object.values<readonly [string, string, string]>(headings);
    const columns = Object.fromEntries(told.map(([key, value]) => [key, value]));
    const cells = cellsOf(register, { at, number: '1', confidential: false, columns }, 1);
    const found = Object.fromEntries(
      columnsOf(register).map(({ en }, place) => [en, cells[place]]),
    );
    expect(found).toEqual({
      'No.': '1',
      Date: '25.11.2026 11:00',
      Number: '1',
      ...(register === 'outward' && { Delivery: '' }),
      ...Object.fromEntries(
        Object.entries<readonly [string, string, string]>(headings).map(([en, [, , cell]]) => [
          en,
          cell,
        ]),
      ),
    });
  }
});

it('a month without entries has a sheet that says so', async () => {
  async function* none() {}
  const sheets = [];
  for await (const sheet of registerSheets({
    register: 'inward',
    month: '2026-10',
    office: { hi: 'कार्यालय' },
    made: at,
    rows: none(),
  })) {
    sheets.push(sheet);
  }
  expect(sheets).toHaveLength(1);
  const { page } = await printed(sheets[0]?.pdf ?? new Uint8Array());
  expect(page(1).text).toContain('No entry');
});
