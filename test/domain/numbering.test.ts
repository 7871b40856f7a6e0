import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { directoryItems } from '../../infra/local/seed.ts';
import { mustBeSound } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  comparable,
  crockford,
  isNumber,
  mustNumber,
  type Numbering,
  type NumberParts,
  officeNumberOf,
  readShortNumber,
  seriesOf,
  shortNumberOf,
} from '../../shared/domain/numbering.ts';
import { policy } from '../support/officers.ts';

const { numbering } = policy;
const head = (HEAD: string): NumberParts => ({
  ...{ OFF: 'BBZ-COL', UNIT: 'REV', HEAD },
  ...{ YYYY: '2026', FY: '2026-27', PART: '1' },
});

describe('office numbers', () => {
  it('[row 6] name office, branch, subject head, serial and financial year', () => {
    expect(officeNumberOf(numbering.file, head('B-121'), 42)).toBe(
      'BBZ-COL/REV/B-121/00042/2026-27',
    );
    expect(officeNumberOf(numbering.receipt, head(''), 117)).toBe('BBZ-COL/2026/000117');
    expect(officeNumberOf(numbering.issue, head(''), 7)).toBe('7/REV/BBZ-COL/2026-27');
    expect(officeNumberOf(numbering.certificate, head(''), 3)).toBe('BBZ-COL/WEED/2026/0003');
  });

  it('[row 6] have a series of their own for every subject head', () => {
    const heads = sampleDistrict.subjectHeads.map(({ code }) => code);
    const series = heads.map((code) => seriesOf('file', numbering.file, head(code)));
    expect(new Set(series).size).toBe(new Set(heads).size);
    expect(seriesOf('file', numbering.file, head('B-121'))).toBe(
      'file#BBZ-COL/REV/B-121/*/2026-27',
    );
    // What does not stand in the number does not divide the series.
    expect(seriesOf('receipt', numbering.receipt, head('A-1'))).toBe(
      seriesOf('receipt', numbering.receipt, { ...head('B-2'), UNIT: 'EST' }),
    );
  });

  it('of one series differ whenever their serials do, however many there are', () => {
    const serial = fc.integer({ min: 1, max: 2_000_000 });
    const pattern = fc.constantFrom(numbering.file, numbering.receipt, numbering.issue);
    fc.assert(
      fc.property(pattern, serial, serial, (written, a, b) => {
        const same =
          officeNumberOf(written, head('B-121'), a) === officeNumberOf(written, head('B-121'), b);
        expect(same).toBe(a === b);
      }),
    );
  });

  it('are refused where the pattern needs what is not known', () => {
    expect(() => officeNumberOf(numbering.file, { OFF: 'BBZ-COL' }, 1)).toThrow(
      expect.objectContaining({ code: 'head-inactive' }),
    );
  });
});

describe('a district’s patterns of numbers', () => {
  const laid = (more: Partial<Numbering>) => () => mustNumber({ ...numbering, ...more });
  const refused = (message: RegExp) =>
    expect.objectContaining({
      code: 'number-pattern',
      message: expect.stringMatching(message),
    });

  it.each<[Partial<Numbering>, RegExp]>([
    [{ file: '{OFF}/{UNIT}/{SER:5}/{FY}' }, /file: {HEAD} is missing/],
    [{ file: '{OFF}/{UNIT}/{HEAD}/{SER:5}' }, /file: {FY} is missing/],
    [{ file: '{UNIT}/{HEAD}/{SER:5}/{FY}' }, /file: {OFF} is missing/],
    [{ file: '{OFF}/{HEAD}/{FY}' }, /file: {SER} is missing/],
    [{ file: '{OFF}/{HEAD}/{SER}/{FY}/{SER}' }, /file: {SER} stands twice/],
    [{ file: '{OFF}/{HEAD}/{SER}/{FY}/{YYYY}' }, /file: {YYYY} is not known there/],
    [{ file: '{OFF}/{HEAD}/{SER}/{FY}/{BRANCH}' }, /file: only A-Z/],
    [{ file: '{OFF}/{HEAD}/{SER:12}/{FY}' }, /file: {SER} is missing/],
    [{ file: '{OFF}/{HEAD:3}/{SER}/{FY}' }, /file: only {SER} has a width/],
    [{ file: '{OFF}/{HEAD}/{SER}/{FY' }, /file: {FY} is missing/],
    [{ file: '{OFF}{HEAD}/{SER}/{FY}' }, /file: a stroke stands between/],
    [{ file: '{OFF}/{HEAD}-{SER}/{FY}' }, /file: a stroke stands between/],
    [{ receipt: '{OFF}/आवक/{YYYY}/{SER:6}' }, /receipt: only A-Z/],
    [{ receipt: '{OFF}/in/{YYYY}/{SER:6}' }, /receipt: only A-Z/],
    [{ receipt: '{OFF}/{SER:6}' }, /receipt: {YYYY} is missing/],
    [{ receipt: '{OFF}/{FY}/{SER:6}' }, /receipt: {YYYY} is missing; receipt: {FY} is not known/],
    [{ issue: '{SER}/{OFF}/{FY}' }, /issue: {UNIT} is missing/],
    [{ certificate: '{OFF}/WEED/{SER:4}' }, /certificate: {YYYY} is missing/],
    [{ part: '/P' }, /part: {PART} is missing/],
    [{ volume: '-V{PART}' }, /volume: a stroke stands between/],
    [{ volume: '/P{PART}' }, /part and volume: they can write the same number/],
    [{ certificate: '{OFF}/{YYYY}/{SER:4}' }, /receipt and certificate: they can write/],
    [{ issue: '{OFF}/{UNIT}/{SER}/{FY}', file: '{OFF}/{HEAD}/{SER}/{FY}' }, /file and issue/],
    [{ receipt: '' }, /receipt: {SER} is missing/],
  ])('are refused where they are %j', (more, message) => {
    expect(laid(more)).toThrow(refused(message));
  });

  it('are the sample’s, and are looked over before a district is laid out', () => {
    expect(laid({})).not.toThrow();
    expect(() => mustBeSound(sampleDistrict)).not.toThrow();
    const bad = { ...policy, numbering: { ...numbering, file: '{OFF}/{SER}' } };
    expect(() => directoryItems({ ...sampleDistrict, policy: bad })).toThrow(refused(/HEAD/));
    for (const of of ['offices', 'units', 'subjectHeads'] as const) {
      const [first] = sampleDistrict[of];
      expect(() => mustBeSound({ ...sampleDistrict, [of]: [first, first] })).toThrow(
        expect.objectContaining({ code: 'code-exists' }),
      );
    }
    // Two branches of two offices may go by one code.
    const [unit] = sampleDistrict.units;
    const elsewhere = { ...unit, officeId: 'ofc_01K00000000000000000000009' };
    expect(() =>
      mustBeSound({ ...sampleDistrict, units: [unit, elsewhere] } as typeof sampleDistrict),
    ).not.toThrow();
  });

  it('leave the branch out where a post sits in none', () => {
    const { UNIT: _branch, ...collector } = head('B-121');
    expect(officeNumberOf(numbering.file, collector, 42)).toBe('BBZ-COL/B-121/00042/2026-27');
    expect(officeNumberOf(numbering.issue, collector, 7)).toBe('7/BBZ-COL/2026-27');
    expect(officeNumberOf('{OFF}/BR-{UNIT}/{SER}', collector, 7)).toBe('BBZ-COL/7');
  });

  it('that are let through write one number for each thing of each series, whatever they look like', () => {
    const bits = [
      '{OFF}',
      '{UNIT}',
      '{HEAD}',
      '{SER}',
      '{SER:4}',
      '{FY}',
      '{YYYY}',
      'F',
      'IN',
      '-',
    ];
    const pattern = fc
      .array(fc.tuple(fc.constantFrom(...bits), fc.constantFrom('/', '/', '-', '')), {
        minLength: 3,
        maxLength: 7,
      })
      .map((pieces) => pieces.flat().join(''));
    const shuffled = (...of: string[]) =>
      fc.shuffledSubarray(of, { minLength: of.length }).map((steps) => steps.join('/'));
    const mostly = (usual: fc.Arbitrary<string>) =>
      fc.oneof({ weight: 15, arbitrary: usual }, { weight: 1, arbitrary: pattern });
    const patterns = fc.record({
      file: mostly(shuffled('{OFF}', '{UNIT}', '{HEAD}', '{SER:3}', '{FY}')),
      receipt: mostly(shuffled('{OFF}', '{YYYY}', '{SER}')),
      issue: mostly(shuffled('{SER}', '{UNIT}', '{OFF}', '{FY}')),
      part: fc.constantFrom('/P{PART}', '/V{PART}'),
      volume: fc.constantFrom('/V{PART}', '/J{PART}'),
      certificate: mostly(shuffled('{OFF}', 'WEED', '{YYYY}', '{SER:2}')),
    });
    const code = fc.constantFrom('A', 'A-1', '1', '2026', '2026-27', 'WEED', '12', 'P1', 'B.2');
    const office = fc.constantFrom('A', 'A-1', 'B', 'WEED', 'P1');
    const thing = fc.record({
      kind: fc.constantFrom<keyof Numbering>(
        'file',
        'receipt',
        'issue',
        'certificate',
        'part',
        'volume',
      ),
      OFF: office,
      UNIT: fc.option(code, { nil: undefined }),
      HEAD: code,
      year: fc.constantFrom(2025, 2026),
      PART: fc.integer({ min: 1, max: 12 }).map(String),
      serial: fc.integer({ min: 1, max: 12_000 }),
    });
    type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never;
    const fyOf = ({ year }: Thing) => `${year}-${year - 1999}`;
    const numberOf = (of: Numbering, each: Thing) => {
      const { kind, OFF, UNIT, HEAD, PART, year, serial } = each;
      const written = kind === 'part' || kind === 'volume' ? of.file + of[kind] : of[kind];
      const parts = { OFF, UNIT, HEAD, PART, FY: fyOf(each), YYYY: String(year) };
      return officeNumberOf(written, parts, serial);
    };
    /** What makes it that thing: its counter and its place there. */
    const whichOf = ({ kind, OFF, UNIT, HEAD, PART, year, serial }: Thing) => {
      const counter = {
        file: [HEAD],
        part: [HEAD, PART],
        volume: [HEAD, PART],
        issue: [UNIT ?? '-'],
        receipt: [],
        certificate: [],
      }[kind];
      return [kind, OFF, year, ...counter, serial].join('|');
    };
    let sound = 0;
    fc.assert(
      fc.property(patterns, fc.array(thing, { minLength: 2, maxLength: 60 }), (of, things) => {
        try {
          mustNumber(of);
        } catch (error) {
          expect(error).toBeInstanceOf(DomainError);
          return;
        }
        sound += 1;
        const named = new Map<string, string>();
        for (const each of things) {
          const number = numberOf(of, each);
          const known = named.get(number) ?? whichOf(each);
          expect(whichOf(each), number).toBe(known);
          named.set(number, known);
        }
      }),
      { numRuns: 3000 },
    );
    expect(sound).toBeGreaterThan(100);
  });
});

const values = fc.array(fc.nat(31), { minLength: 7, maxLength: 7 });
/** The eight characters of a short number, without its hyphen. */
const characters = (short: string) => [...short.replace('-', '')];

describe('short numbers', () => {
  it('are eight characters that nobody mistakes, four and four', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const short = shortNumberOf(drawn);
        expect(short).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(characters(short).slice(0, 7)).toEqual(drawn.map((value) => crockford[value]));
        // Made of any bytes, it takes five bits of each.
        expect(shortNumberOf(drawn.map((value) => value + 224))).toBe(short);
      }),
    );
    expect(shortNumberOf([7, 19, 3, 20, 2, 23, 9])).toBe('7K3M-2Q9G');
  });

  it('see every single wrong character', () => {
    fc.assert(
      fc.property(values, fc.nat(7), (drawn, place) => {
        const right = characters(shortNumberOf(drawn));
        for (const wrong of crockford) {
          const typed = right.with(place, wrong).join('');
          expect(readShortNumber(typed) !== undefined).toBe(wrong === right[place]);
        }
      }),
    );
  });

  it('see every swap of two different characters, wherever they stand', () => {
    fc.assert(
      fc.property(values, (drawn) => {
        const right = characters(shortNumberOf(drawn));
        for (let a = 0; a < 8; a += 1) {
          for (let b = a + 1; b < 8; b += 1) {
            const [x = '', y = ''] = [right[a], right[b]];
            const typed = right.with(a, y).with(b, x).join('');
            expect(readShortNumber(typed) !== undefined).toBe(x === y);
          }
        }
      }),
    );
  });

  it('are read in either case, with spaces and hyphens anywhere, O as 0, I and L as 1', () => {
    const garnish = fc.array(fc.constantFrom('', '', ' ', '-', '\u00a0', '\t'), {
      minLength: 9,
      maxLength: 9,
    });
    const manner = fc.array(fc.nat(2), { minLength: 8, maxLength: 8 });
    const looks: Readonly<Record<string, string[]>> = { 0: ['O', 'o'], 1: ['I', 'l'] };
    fc.assert(
      fc.property(values, garnish, manner, (drawn, between, how) => {
        const short = shortNumberOf(drawn);
        const typed = characters(short).map((right, index) => {
          const other = looks[right] ?? [right.toLowerCase(), right];
          return `${between[index]}${[right, ...other][how[index] ?? 0]}`;
        });
        expect(readShortNumber(`${typed.join('')}${between[8]}`)).toBe(short);
      }),
    );
    // As a keyboard for East Asia writes it.
    expect(readShortNumber('７Ｋ３Ｍ２Ｑ９Ｇ')).toBe('7K3M-2Q9G');
  });

  it.each([
    '',
    '7K3M-2Q9',
    '7K3M-2Q9G7',
    '7K3M-2Q9U',
    '7K3M/2Q9G',
    'नस्ती',
    'BBZ-COL/REV/B-121/00001/2026-27',
  ])('are not what reads %j', (typed) => {
    expect(readShortNumber(typed)).toBeUndefined();
  });
});

describe('[row 58] an older number', () => {
  it.each([
    ['892/वाचक-1/2025', '८९२ / वाचक 1 . 2025'],
    ['12/2026', '12 - 2026'],
    ['B-121/7', 'b121_7'],
    ['क्\u200dष/4', 'क्ष-४'],
    ['फ़ा-9', 'फ़ा 9'.normalize('NFD')],
    ['A–12', 'a-12'],
    [' /12/ ', '12'],
  ])('%s is %s', (one, other) => {
    expect(comparable(one)).toBe(comparable(other));
  });

  it.each([
    ['1/12/2025', '11/2/2025'],
    ['12/2026', '122026'],
    ['1/2', '12'],
    ['12', '21'],
    ['12', '012'],
    ['12/क', '12/ख'],
  ])('%s is not %s', (one, other) => {
    expect(comparable(one)).not.toBe(comparable(other));
  });

  const part = fc.oneof(
    fc.integer({ min: 0, max: 99_999 }).map(String),
    fc.constantFrom('वाचक', 'rev', 'ख', 'ब'),
  );
  const parts = fc.array(part, { minLength: 1, maxLength: 6 });
  const between = fc.array(fc.constantFrom('/', '-', ' ', '.', '_', ' / ', '–'), {
    minLength: 5,
    maxLength: 5,
  });
  const written = (of: readonly string[], by: readonly string[]) =>
    of.map((each, index) => `${index > 0 ? by[index - 1] : ''}${each}`).join('');
  const inHindi = (text: string) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(0x966 + Number(digit)));

  it('is the same however it is written, and nothing is gained by comparing twice', () => {
    fc.assert(
      fc.property(parts, between, between, (of, one, other) => {
        const plain = comparable(written(of, one));
        expect(comparable(inHindi(written(of, other)).toUpperCase())).toBe(plain);
        expect(comparable(plain)).toBe(plain);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(comparable(comparable(text))).toBe(comparable(text));
      }),
    );
  });

  it.each(['-', '/', ' / _ . - ', '––', '()', '।'])('is not %j', (typed) => {
    expect(isNumber(typed)).toBe(false);
  });

  it.each(['1', 'क', '-7-', '८/-', 'A'])('is %j', (typed) => {
    expect(isNumber(typed)).toBe(true);
  });

  it('made of figures alone is no other one', () => {
    const figures = fc.array(fc.integer({ min: 0, max: 999 }).map(String), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(figures, figures, between, (one, other, by) => {
        const same = comparable(written(one, by)) === comparable(written(other, by));
        expect(same).toBe(one.join('/') === other.join('/'));
      }),
    );
  });
});
