import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellsOf } from '../../shared/domain/csvTable.ts';
import type { SubjectHead } from '../../shared/domain/directory.ts';
import {
  findingsOf,
  type MigrationGround,
  type MigrationRow,
  portionsOf,
} from '../../shared/domain/migration.ts';
import { migrationColumns, rowsOf } from '../../shared/domain/migrationTable.ts';
import { at } from '../support/officers.ts';

const known = {
  heads: new Map([['B-121', 'hed_01K00000000000000000000001']]),
  scans: new Map([['a.pdf', 'doc_01K00000000000000000000001']]),
};
const headings = Object.keys(migrationColumns).join(',');
const table = (...lines: string[]) => [headings, ...lines].join('\r\n');
const good = '47/1998,नामांतरण,,B-121,02/05/1998,२०/०१/१९९९,भौतिक,,अ-3,12,कलेक्टर का आदेश,a.pdf';

describe('[row 16] a table of old files', () => {
  it('is read with a byte order mark, Hindi, days of either form and digits of either script', () => {
    expect(rowsOf(`\uFEFF${table(good)}`, known)).toEqual({
      faults: [],
      rows: [
        {
          line: 2,
          row: {
            legacyNumber: '47/1998',
            subject: { hi: 'नामांतरण' },
            headId: 'hed_01K00000000000000000000001',
            openedOn: '1998-05-02',
            closedOn: '1999-01-20',
            nature: 'physical',
            place: { rack: 'अ-3', bundle: '12', authorisation: 'कलेक्टर का आदेश' },
            documentIds: ['doc_01K00000000000000000000001'],
          },
        },
      ],
    });
  });

  it.each([
    ['a formula', good.replace('नामांतरण', '=1+1'), 'formula'],
    ['a formula behind spaces', good.replace('नामांतरण', ' @SUM(A1)'), 'formula'],
    ['no number', good.replace('47/1998', ''), 'missing'],
    ['a day that is none', good.replace('02/05/1998', '31/02/1998'), 'not-a-date'],
    ['a subject head nobody knows', good.replace('B-121', 'Z-9'), 'unknown'],
    ['a scan that was not uploaded', good.replace('a.pdf', 'b.pdf'), 'unknown'],
    ['paper without a place', good.replace('अ-3', ''), 'missing'],
    ['a classification that is none', good.replace('भौतिक,', 'भौतिक,निजी'), 'unknown'],
    ['closed before it was opened', good.replace('१९९९', '1990'), 'invalid'],
    ['a subject of more than 500 letters', good.replace('नामांतरण', 'क'.repeat(501)), 'invalid'],
    ['one scan named twice', good.replace('a.pdf', 'a.pdf; a.pdf'), 'twice'],
  ])('with %s is refused by line and column', (_, line, fault) => {
    const { rows, faults } = rowsOf(table(line), known);
    expect(rows).toEqual([]);
    expect(faults).toMatchObject([{ line: 2, fault }]);
  });

  it('tells the line as a spreadsheet counts it, blank lines and all', () => {
    const { rows, faults } = rowsOf(table(good, '', ',,,', good.replace('47/', '48/')), known);
    expect(rows.map(({ line }) => line)).toEqual([2]);
    expect(faults).toEqual([{ line: 5, column: 'scans', fault: 'twice' }]);
  });

  it('knows an old number that stands in it twice, however it is written', () => {
    const again = good.replace('47/1998', '४७-1998').replace('a.pdf', '');
    expect(rowsOf(table(good, again), known).faults).toEqual([
      { line: 3, column: 'legacyNumber', fault: 'twice' },
    ]);
  });

  it.each(['-', '/ _ .', '–'])('takes no old number that is nothing but %s', (blank) => {
    expect(rowsOf(table(good.replace('47/1998', `"${blank} "`)), known).faults).toMatchObject([
      { line: 2, column: 'legacyNumber' },
    ]);
    const ground: MigrationGround = {
      at,
      headOf: () => ({ active: true }) as SubjectHead,
      isKnown: () => false,
      faultOf: () => undefined,
      hasRecordRoom: true,
    };
    const [first] = rowsOf(table(good), known).rows;
    const found = (more: Partial<MigrationRow>) =>
      findingsOf([{ ...(first?.row as MigrationRow), ...more }], ground).map(
        ({ field, code }) => `${field} ${code}`,
      );
    expect(found({})).toEqual([]);
    expect(found({ legacyNumber: blank })).toEqual(['legacyNumber number-blank']);
    expect(found({ openedOn: '1799-12-31' })).toEqual(['openedOn date-too-old']);
    expect(found({ openedOn: '1905-01-02' })).toEqual([]);
  });

  it('may say that a file is confidential', () => {
    const [first] = rowsOf(table(good.replace('भौतिक,', 'भौतिक,गोपनीय')), known).rows;
    expect(first?.row.classification).toBe('confidential');
  });

  it('may have headings in Hindi or English, but needs those that every file has', () => {
    const words = Object.values(migrationColumns).map(({ hi, en }, at) => (at % 2 ? hi : en));
    expect(rowsOf(`${words.join(',')}\n${good}`, known).rows).toHaveLength(1);
    expect(rowsOf('legacyNumber,head,head\n1,B-121,', known).faults).toEqual([
      { line: 1, column: 'head', fault: 'twice' },
      { line: 1, column: 'subjectHi', fault: 'missing' },
      { line: 1, column: 'openedOn', fault: 'missing' },
    ]);
  });

  it('with a quote that is never closed is refused whole', () => {
    expect(rowsOf(`${headings}\n"47`, known).faults).toMatchObject([{ fault: 'broken' }]);
  });

  it('gives back every cell that was written as RFC 4180 says', () => {
    const cell = fc.string({ unit: fc.constantFrom('क', 'a', ',', '"', '\n', ' ', '1') });
    const line = fc.array(cell, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const quoted = lines.map((cells) =>
          cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(','),
        );
        expect(cellsOf(quoted.join('\r\n'))).toEqual(lines);
      }),
    );
  });

  it('is cut into portions that one write can take, in order', () => {
    const row = (scans: number, index: number): MigrationRow => ({
      legacyNumber: String(index),
      subject: { hi: 'क' },
      headId: 'hed_01K00000000000000000000001',
      openedOn: '1998-05-02',
      nature: 'electronic',
      documentIds: Array.from({ length: scans }, () => 'doc_01K00000000000000000000001'),
    });
    fc.assert(
      fc.property(fc.array(fc.nat(10), { maxLength: 60 }), (scans) => {
        const rows = scans.map(row);
        const portions = portionsOf(rows);
        expect(portions.flat()).toEqual(rows);
        for (const portion of portions) expect(portion.length).toBeLessThanOrEqual(25);
      }),
    );
  });
});
