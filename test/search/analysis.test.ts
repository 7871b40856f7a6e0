import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../shared/search/analysis/clean.ts';
import { nasal } from '../../shared/search/analysis/nasal.ts';
import { romanKey, romanSkeletons, toRoman } from '../../shared/search/analysis/roman.ts';
import { skeleton } from '../../shared/search/analysis/skeleton.ts';
import { stemEnglish, stemHindi } from '../../shared/search/analysis/stem.ts';
import { analyse } from '../../shared/search/analysis/tokens.ts';
import { vowel } from '../../shared/search/analysis/vowel.ts';
import { parseQuery, tokensOfQuery } from '../../shared/search/query.ts';

describe('a word is cleaned without losing which word it is', () => {
  test('joiners inside a word vanish', () => {
    expect(analyse('कार्या\u200cलय कार्या\u200dलय कार्यालय')).toEqual(
      Array(3).fill(analyse('कार्यालय')[0]),
    );
    expect(analyse('soft\u00adware\ufeff')).toEqual(analyse('software'));
  });

  test('nukta is the same whether composed, decomposed or missing', () => {
    expect(clean('\u095c')).toBe('\u0921');
    expect(clean('\u0921\u093c')).toBe('\u0921');
  });

  test('Devanagari digits are stored as ASCII digits', () => {
    expect(analyse('०१२३४५६७८९')).toEqual(['0123456789']);
  });

  test('cleaning twice changes nothing more', () => {
    const devanagari = fc.string({
      unit: fc.integer({ min: 0x900, max: 0x97f }).map((c) => String.fromCharCode(c)),
    });
    fc.assert(fc.property(devanagari, (text) => clean(clean(text)) === clean(text)));
  });
});

describe('spelling is folded', () => {
  test('a half nasal of the row of its stop is an anusvara, another is not', () => {
    expect(nasal('सम्बन्ध')).toBe('संबंध');
    expect(nasal('पञ्चायत')).toBe('पंचायत');
    expect(nasal('जन्म')).toBe('जन्म');
    expect(nasal('अन्न')).toBe('अन्न');
    expect(nasal('वाङ्मय')).toBe('वाङ्मय');
  });

  test('vowel length is folded but ा stays', () => {
    expect(vowel('सूचना')).toBe(vowel('सुचना'));
    expect(vowel('कार')).not.toBe(vowel('कर'));
  });

  test('an ending is no ending after a halant', () => {
    expect(stemHindi('नस्ति')).toBe('नस्त');
    expect(stemHindi(vowel('अधिकारियों'))).toBe(stemHindi(vowel('अधिकारी')));
  });

  test('English is stemmed mildly', () => {
    expect(stemEnglish('applications')).toBe(stemEnglish('application'));
    expect(stemEnglish('encroachments')).toBe(stemEnglish('encroachment'));
    expect(stemEnglish('status')).toBe('status');
    expect(stemEnglish('bus')).toBe('bus');
  });
});

describe('scripts meet', () => {
  test('the skeleton of a Roman word is among those of the Hindi word', () => {
    for (const [hindi, roman] of [
      ['नामांतरण', 'namantaran'],
      ['छत्तीसगढ़', 'chhattisgarh'],
      ['आंगनबाड़ी', 'anganwadi'],
    ] as const)
      expect(romanSkeletons(roman)).toContain(skeleton(vowel(nasal(clean(hindi)))));
  });

  test('Roman keys agree whatever the habit of spelling', () => {
    expect(romanKey(toRoman(vowel(clean('बलौदाबाजार'))))).toBe('blodbjr');
    for (const typed of ['balodabazar', 'Ballodabaazar', 'balaudabazaar'])
      expect(romanKey(typed)).toBe('blodbjr');
  });

  test('the skeletons of the longest Roman word are bounded', () => {
    expect(romanSkeletons('antarban'.repeat(1000))).toHaveLength(16);
  });
});

describe('numbers and dates', () => {
  test('a file number is indexed whole and by part, whatever its separators', () => {
    expect(analyse('SDMKS-787/2025_26')).toEqual([
      '#sdmks/787/2025/26',
      'sdmk',
      '787',
      '2025',
      '26',
    ]);
    expect(tokensOfQuery('sdmks/787-2025.26')).toEqual(['#sdmks/787/2025/26']);
  });

  test.each([
    '04.07.2025',
    '4/7/2025',
    '०४-०७-२०२५',
    '4 जुलाई 2025',
    'July 4, 2025',
    '4 Jul 2025',
    '2025-07-04',
  ])('%s is the fourth of July', (date) => {
    expect(analyse(`दिनांक ${date} को`)).toContain('d:2025-07-04');
    expect(analyse(date)).toContain('d:2025-07');
    expect(tokensOfQuery(date)).toEqual(['d:2025-07-04']);
  });

  test('a month and a year is a month, and no day is taken from a word further off', () => {
    expect(tokensOfQuery('जुलाई 2025')).toEqual(['d:2025-07']);
    expect(analyse('45 जुलाई 2025')).not.toContain('d:2025-07-45');
  });

  test('what cannot be a date is a number', () => {
    expect(analyse('45.13.2025')).toContain('#45/13/2025');
    expect(analyse('1234/2025')).toContain('#1234/2025');
  });

  test('an absurdly long number gives its parts and no whole', () => {
    const terms = analyse(Array(3000).fill('12').join('/'));
    expect(terms.filter((term) => term.startsWith('#'))).toEqual([]);
    expect(terms).toHaveLength(3000);
  });

  test('an abbreviation with dots is one word', () => {
    expect(analyse('एस.डी.एम.')).toEqual(analyse('एसडीएम'));
  });
});

describe('queries', () => {
  test('quoted words are required, the rest are not', () => {
    const { words, phrases } = parseQuery('“सीमांकन आदेश” पलारी');
    expect(phrases).toEqual(['सीमांकन आदेश']);
    expect(words.map(({ quoted }) => quoted)).toEqual([true, true, false]);
  });

  test('a lone quotation mark is no phrase', () => {
    expect(parseQuery('सीमांकन "आदेश').phrases).toEqual([]);
    expect(parseQuery('सीमांकन "आदेश').words).toHaveLength(2);
  });

  test('empty, blank and empty-worded queries ask for nothing', () => {
    for (const q of ['', '   ', '\n\t', '""', '“ ”', '।।', '/-/', '\u200d', 'के में the'])
      expect(tokensOfQuery(q), JSON.stringify(q)).toEqual([]);
  });

  test('a very long query is read in part', () => {
    expect(tokensOfQuery(`${'के '.repeat(100)} पलारी`)).toEqual(['पलारि']);
    expect(tokensOfQuery(`${'के '.repeat(200)} पलारी`)).toEqual([]);
    expect(tokensOfQuery('क ख ग घ '.repeat(5000)).length).toBeLessThanOrEqual(16);
    const different = Array.from({ length: 5000 }, (_, i) => `word${i}`).join(' ');
    expect(tokensOfQuery(different)).toHaveLength(16);
  });

  test('whatever is typed or scanned, terms are short and have neither tab nor line break', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        for (const term of [...analyse(text), ...tokensOfQuery(text)])
          expect(term).toMatch(/^[^\t\n]{1,64}$/);
      }),
    );
  });
});
