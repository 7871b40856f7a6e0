import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../shared/search/analysis/tokens.ts';
import {
  bodyCopyBytes,
  DamagedRow,
  type DocumentRow,
  decodeRow,
  encodeRows,
  rowByteLimit,
} from '../../shared/search/row.ts';
import { aDocument, keysFound } from './oneDocument.ts';

const onlyRow = (...of: Parameters<typeof aDocument>): DocumentRow => {
  const rows = encodeRows(aDocument(...of));
  expect(rows).toHaveLength(1);
  return rows[0]!;
};

/** Words that no compression brings together. */
const manyWords = (count: number): string => {
  let state = 7;
  const letters = 'abcdefghijklmnopqrstuvwxyz';
  const word = () => {
    let text = '';
    for (let i = 0; i < 12; i++) {
      state = (state * 48271) % 2147483647;
      text += letters[state % 26];
    }
    return text;
  };
  return Array.from({ length: count }, word).join(' ');
};

describe('a row', () => {
  test('gives back every term with its occurrences, and the texts', () => {
    const doc = { meta: 'पलारी सीमांकन 123/4', body: 'पलारी पलारी ग्राम\nदिनांक 4 जुलाई 2025 😀' };
    const decoded = decodeRow(onlyRow(doc));
    const values = new Map(decoded.terms.map((term, i) => [term, decoded.values[i]]));
    expect(decoded.meta).toBe(doc.meta);
    expect(decoded.body).toBe(doc.body);
    expect(decoded.textIsWhole).toBe(true);
    expect(decoded.length).toBe(analyse(doc.body).length);
    expect(new Set(values.keys())).toEqual(new Set(analyse(`${doc.body} ; ${doc.meta}`)));
    expect(values.get('पलारि')).toBe(2 * 2 + 1);
    expect(values.get('#123/4')).toBe(1);
    expect(values.get('d:2025-07-04')).toBe(2);
  });

  test('whatever the text, it survives', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
    );
    fc.assert(
      fc.property(text, text, (meta, body) => {
        const decoded = decodeRow(onlyRow({ meta, body }));
        expect(decoded.meta).toBe(meta.toWellFormed());
        expect(decoded.body).toBe(body.toWellFormed());
        const terms = new Set([...analyse(meta), ...analyse(body)]);
        expect(new Set(decoded.terms)).toEqual(terms);
      }),
    );
  });

  test('an unpaired surrogate does no harm', () => {
    expect(decodeRow(onlyRow({ body: 'क \ud800 ख', meta: '\udfff' })).body).toBe('क \ufffd ख');
    const meeting = decodeRow(onlyRow({ meta: 'क\ud83d', body: '\ude00ख' }));
    expect([meeting.meta, meeting.body]).toEqual(['क\ufffd', '\ufffdख']);
  });

  test('keeps the start of a longer text, cut between words, and says so', () => {
    const body = 'सीमांकन आदेश '.repeat(1000);
    const decoded = decodeRow(onlyRow({ body }));
    expect(decoded.textIsWhole).toBe(false);
    expect(Buffer.byteLength(decoded.body)).toBeLessThanOrEqual(bodyCopyBytes);
    expect(Buffer.byteLength(decoded.body)).toBeGreaterThan(bodyCopyBytes - 60);
    expect(decoded.body).toMatch(/(?:सीमांकन|आदेश)$/);
  });

  test('a word said ten thousand times is counted up to a bound', () => {
    const decoded = decodeRow(onlyRow({ body: 'patta '.repeat(10_000) }));
    expect([...decoded.values]).toEqual([255 * 2]);
    expect(decoded.length).toBe(10_000);
  });

  test('holds access, owner and revision in the open', () => {
    const row = onlyRow({ fileId: 'fil_9', access: ['o:2', 'p:3', 'o:2'], rev: 4 });
    expect(row).toMatchObject({ owner: 'fil_9', access: ['o:2', 'p:3'], rev: 4 });
    expect(onlyRow({ receiptId: 'rcp_1' }).owner).toBe('rcp_1');
    expect(onlyRow({ docKey: 'fil_7' }).owner).toBe('fil_7');
  });

  test('is refused for a document that says nonsense of itself', () => {
    expect(() => encodeRows(aDocument({ rev: 1.5 }))).toThrow('whole number');
    expect(() => encodeRows(aDocument({ day: '4.7.2025' }))).toThrow('YYYY-MM-DD');
    const access = Array.from({ length: 5000 }, (_, i) => `o:office-number-${i}`);
    expect(() => encodeRows(aDocument({ access }))).toThrow('Too many offices and posts');
  });
});

describe('a long document', () => {
  const body = manyWords(20_000);
  const rows = encodeRows(aDocument({ body, meta: 'फसल बीमा' }));

  test('is split into rows that each fit the table', () => {
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.map(({ part }) => part)).toEqual(rows.map((_, i) => i));
    for (const row of rows) {
      expect(row.parts).toBe(rows.length);
      const { p, ...open } = row;
      expect(p.length + JSON.stringify(open).length).toBeLessThan(rowByteLimit);
    }
  });

  test('loses no term, and has each in one part only', () => {
    const terms = rows.flatMap((row) => decodeRow(row).terms);
    expect(terms).toHaveLength(new Set(terms).size);
    expect(new Set(terms)).toEqual(new Set(analyse(`${body} फसल बीमा`)));
  });

  test('is found by words that landed in different parts', () => {
    const first = decodeRow(rows[0]!).terms.at(0);
    const last = decodeRow(rows.at(-1)!).terms.find((term) => /^[a-z]+$/.test(term));
    const short = aDocument({ docKey: 'doc_short', body: String(first) });
    expect(keysFound([aDocument({ body }), short], `"${first}" "${last}"`)).toEqual(['doc_1']);
  });
});

describe('a damaged row is refused with a clear error', () => {
  const row = onlyRow({ body: 'ग्राम पलारी में सीमांकन के संबंध में आदेश', rev: 3 });
  const refusal = (p: Uint8Array) => {
    try {
      decodeRow({ ...row, p });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  test('wherever a byte is altered', () => {
    // The first two bytes are zlib's header; some of their bits may change without harm.
    const at = fc.integer({ min: 2, max: row.p.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 255 }), (i, change) => {
        const p = Uint8Array.from(row.p);
        p[i]! ^= change;
        const error = refusal(p);
        // A bit of padding may carry nothing; then the row must still read the same.
        if (error === undefined) expect(decodeRow({ ...row, p })).toEqual(decodeRow(row));
        else expect(error).toBeInstanceOf(DamagedRow);
      }),
    );
  });

  test('wherever it is torn', () => {
    for (let length = 0; length < row.p.length; length++)
      expect(refusal(row.p.subarray(0, length)), `${length} bytes`).toBeInstanceOf(DamagedRow);
  });

  test.each([
    ['no head', 'nothing'],
    ['another format', '[2,1,true,0,0,1]\nपलारि'],
    ['a head that is no list', '{"v":1}\nपलारि'],
    ['fewer terms than counted', '[1,1,true,0,0,2]\nपलारि'],
    ['texts longer than itself', '[1,1,true,900,0,1]\nपलारि'],
    ['a count that is none', '[1,1,true,0,0,1]\nपलारि\tmany'],
    ['a count out of bounds', '[1,1,true,0,0,1]\nपलारि\t70000'],
    ['a negative length', '[1,-1,true,0,0,1]\nपलारि'],
  ])('when it has %s', (_, content) => {
    const error = refusal(deflateSync(content));
    expect(error).toBeInstanceOf(DamagedRow);
    expect(String(error)).toContain('doc_1, revision 3, part 0 cannot be read');
  });

  test('when it would unpack to more than any row holds', () => {
    const row = (spaces: number) => `[1,1,true,0,${spaces},1]\n${' '.repeat(spaces)}पलारि`;
    expect(refusal(deflateSync(row(1000)))).toBeUndefined();
    expect(refusal(deflateSync(row(8 * 1024 * 1024)))).toBeInstanceOf(DamagedRow);
  });
});
