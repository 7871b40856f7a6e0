import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, officeNumber, paragraphs } from '../../shared/domain/text.ts';

describe('text of the record', () => {
  it.each([
    ['nothing but spaces', '   '],
    ['zero-width characters only', '\u200b\u200b'],
    ['joiners only', '\u200d'],
    ['a Hangul filler', '\u3164'],
    ['NUL', 'क\u0000ख'],
    ['half a character', 'क\ud800'],
    ['a bidirectional override', 'क\u202eख'],
    ['a tag character', 'क\u{e0041}'],
    ['an invisible separator', 'क\u2063ख'],
    ['a pile of marks', `क${'\u0301'.repeat(12)}`],
    ['a second line', 'क\nख'],
    ['a tab', 'क\tख'],
    ['a line separator', 'क\u2028ख'],
    ['a paragraph separator', 'क\u2029ख'],
    ['a soft hyphen', 'क\u00adख'],
    ['a Hangul filler within a word', 'क\u3164ख'],
    ['a variation selector', 'क\u180bख'],
    ['a shorthand control', 'क\u{1bca0}ख'],
    ['a musical control', 'क\u{1d173}ख'],
    ['a hieroglyph control', 'क\u{13430}ख'],
    ['what no character stands at', 'क\u0378ख'],
    ['a note head that shows nothing', '\u{1d159}'],
    ['marks piled up between joiners', `क${`${'\u0951'.repeat(8)}\u200d`.repeat(50)}`],
  ])('refuses %s', (_, value) => {
    expect(line(100).safeParse(value).success).toBe(false);
  });

  it.each([
    ['a conjunct held apart by ZWNJ', 'क्\u200cष'],
    ['a half form asked for by ZWJ', 'क्\u200dष'],
    ['a long cluster', 'र्त्स्न्य'],
    ['a nukta letter', 'पढ़ाई'],
    ['an emoji', 'ठीक 👍'],
  ])('takes %s', (_, value) => {
    expect(line(100).safeParse(value).success).toBe(true);
  });

  it('takes several lines where lines are meant', () => {
    expect(paragraphs(100).parse(' एक\nदो ')).toBe('एक\nदो');
  });

  it('[invariant 28] stores NFC, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (value) => {
        const { success, data } = paragraphs(500).safeParse(value.normalize('NFD'));
        if (success) expect(data).toBe(data.normalize('NFC'));
      }),
    );
  });

  it('[invariant 28] stores numbers in ASCII digits, whichever script they were typed in', () => {
    expect(officeNumber(50).parse('८९२/वाचक-१/२०२५')).toBe('892/वाचक-1/2025');
    const zeros = [...'०০੦૦୦௦౦೦൦٠۰༠０', '\u{1d7ce}', '\u{1d7f6}', '\u{11066}'];
    for (const zero of zeros) {
      const digits = Array.from({ length: 10 }, (_, n) =>
        String.fromCodePoint((zero.codePointAt(0) ?? 0) + n),
      );
      expect(officeNumber(50).parse(`${digits.join('')}/क`)).toBe('0123456789/क');
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }), (value) => {
        const { success, data } = officeNumber(50).safeParse(value);
        if (success) expect(data).not.toMatch(/(?![0-9])\p{Nd}/u);
      }),
      { numRuns: 2000 },
    );
  });

  it('judges a hostile length without walking it', () => {
    expect(line(10).safeParse('क'.repeat(1_000_000)).success).toBe(false);
  });
});
