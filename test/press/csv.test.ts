import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteOrderMark, cell, csvLine } from '../../shared/press/csv.ts';

/**
 * A reader of RFC 4180 that knows nothing of the writer. One that splits elsewhere than at commas takes quotes within a
 * cell for any sign, and every end of a line for the end of a row.
 */
function parse(text: string, separator = ','): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  const lineEnd = () =>
    separator === ',' ? text.startsWith('\r\n', at) : /[\r\n]/.test(text[at] ?? '');
  const field = (): string => {
    if (text[at] !== '"') {
      const from = at;
      while (at < text.length && text[at] !== separator && !lineEnd()) at += 1;
      return text.slice(from, at);
    }
    let found = '';
    for (at += 1; at < text.length; at += 1) {
      if (text[at] === '"' && text[at + 1] === '"') at += 1;
      else if (text[at] === '"') break;
      found += text[at];
    }
    // What stands behind the closing quote belongs to the cell still.
    for (at += 1; at < text.length && text[at] !== separator && !lineEnd(); at += 1) {
      found += text[at];
    }
    return found;
  };
  while (at < text.length) {
    rows.at(-1)?.push(field());
    if (text[at] === separator) at += 1;
    else if (lineEnd()) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(...'=+-@＝＋－＠\t\r\n "\',;|हिंदी0अ'.split(''), '\u00a0', '\u3000'),
  }),
);

const table = fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), {
  minLength: 1,
  maxLength: 5,
});
const plain = (value: string) => value.replaceAll("'", '');

it('[row 13] a table reads back as what was written, but for the apostrophes before formulas', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const back = parse(rows.map(csvLine).join(''));
      expect(back.map((cells) => cells.map(plain))).toEqual(rows.map((cells) => cells.map(plain)));
      for (const [index, cells] of rows.entries()) {
        for (const [place, each] of cells.entries()) {
          if (!/[=+\-@＝＋－＠]|^[\t\r\n]/u.test(each)) expect(back[index]?.[place]).toBe(each);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

it('[row 13] no cell begins as a formula, whatever was in the records and wherever a reader splits', () => {
  fc.assert(
    fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, separator) => {
      for (const read of parse(rows.map(csvLine).join(''), separator).flat()) {
        expect(/^\s*[=+\-@＝＋－＠]/u.test(read)).toBe(false);
        if (separator === ',') expect(/^[\t\r\n]/.test(read)).toBe(false);
      }
    }),
    { numRuns: 4000 },
  );
});

it('columns stay columns where a name holds the sign at which others split', () => {
  const line = csvLine(['कोई नमूना; =1+1', 'ख']);
  expect(parse(line)).toEqual([["कोई नमूना;' =1+1", 'ख']]);
  expect(parse(line, ';')).toEqual([["कोई नमूना;' =1+1,ख"]]);
});

it.each([
  ['=1+1', "'=1+1"],
  ['+91 771', "'+91 771"],
  ['-5', "'-5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', '"\'\t\'=1"'],
  ['\r=1', '"\'\r\'=1"'],
  ['क; =1', '"क;\' =1"'],
  ['क;"=1"', '"क;\'""=1"""'],
  ['क; ख', '"क; ख"'],
  ['＝1', "'＝1"],
  ['＋1', "'＋1"],
  ['－1', "'－1"],
  ['＠A', "'＠A"],
  ['  =1', "'  =1"],
  ['सीमांकन, ग्राम "सेमरिया"', '"सीमांकन, ग्राम ""सेमरिया"""'],
  ['BBZ-COL/2026/000117', 'BBZ-COL/2026/000117'],
])('%j is written %j', (value, written) => {
  expect(cell(value)).toBe(written);
});

it('says that it is UTF-8', () => {
  expect(Buffer.from(byteOrderMark, 'utf8')).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
});
