import fc from 'fast-check';
import { expect, it } from 'vitest';
import { byteOrderMark, cell, csvLine } from '../../shared/press/csv.ts';

/** A reader of RFC 4180 that knows nothing of the writer. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  const field = (): string => {
    if (text[at] !== '"') {
      const from = at;
      while (at < text.length && text[at] !== ',' && !text.startsWith('\r\n', at)) at += 1;
      return text.slice(from, at);
    }
    let found = '';
    for (at += 1; ; at += 1) {
      if (text[at] === '"' && text[at + 1] === '"') at += 1;
      else if (text[at] === '"') break;
      found += text[at];
    }
    at += 1;
    return found;
  };
  while (at < text.length) {
    rows.at(-1)?.push(field());
    if (text[at] === ',') at += 1;
    else if (text.startsWith('\r\n', at)) {
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

const dangerous = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(...'=+-@＝＋－＠\t\r\n "\',;|हिंदी0अ'.split(''), '\u00a0', '\u3000'),
  }),
);

it('[row 13] a table reads back as what was written, but for the apostrophe before a formula', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      (rows) => {
        const back = parse(rows.map(csvLine).join(''));
        expect(back).toEqual(
          rows.map((cells) => cells.map((each) => (dangerous.test(each) ? `'${each}` : each))),
        );
      },
    ),
    { numRuns: 2000 },
  );
});

it('no cell begins as a formula, whatever was in the records', () => {
  fc.assert(
    fc.property(text, (value) => {
      const [[read = ''] = []] = parse(`${cell(value)},x\r\n`);
      expect(dangerous.test(read)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['=1+1', "'=1+1"],
  ['+91 771', "'+91 771"],
  ['-5', "'-5"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
  ['\r=1', '"\'\r=1"'],
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
