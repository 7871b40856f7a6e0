import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alike,
  bandsOf,
  likeness,
  readSignature,
  signatureOf,
  signatureText,
} from '../../shared/search/likeness.ts';

/** The true texts of the sample scans: letters of one district, in the same forms and phrases. */
const letters = globSync('samples/scans/*.txt').map((name) => readFileSync(name, 'utf8'));
const distinct = [...new Set(letters)];
const signed = (text: string): Uint32Array => {
  const signature = signatureOf(text);
  if (!signature) throw new RangeError('The text is too short.');
  return signature;
};
const share = (a: string, b: string) => likeness(signed(a), signed(b));
const meets = (a: string, b: string) => {
  const theirs = bandsOf(signed(b));
  return bandsOf(signed(a)).some((band, index) => band === theirs[index]);
};

/** The text as a bad scan is read: every `nth` word loses its last letter to another. */
const misread = (text: string, nth: number, from = 0) =>
  text
    .split(/(\s+)/)
    .map((word, index) =>
      index % 2 === 0 && (index / 2 + from) % nth === 0 && word.length > 3
        ? `${word.slice(0, -2)}ऋ`
        : word,
    )
    .join('');

describe('letters that say nearly the same', () => {
  it('are alike when they are one text, whatever its layout', () => {
    for (const text of letters) expect(share(text, text.replace(/\s+/g, '\n'))).toBe(1);
  });

  it('are found though each scan is misread in its own places', () => {
    for (const text of distinct) {
      const [one, two] = [misread(text, 15), misread(text, 15, 7)];
      expect(share(one, two)).toBeGreaterThanOrEqual(alike);
      expect(meets(one, two)).toBe(true);
    }
  });

  it('are not other letters of the same office', () => {
    for (const [index, one] of distinct.entries()) {
      for (const two of distinct.slice(index + 1)) expect(share(one, two)).toBeLessThan(alike);
    }
  });

  it('are not told from a few words', () => {
    expect(signatureOf('')).toBeUndefined();
    expect(signatureOf('सीमांकन हेतु आवेदन पत्र')).toBeUndefined();
  });
});

it('a signature reads back as it was written', () => {
  fc.assert(
    fc.property(fc.uint32Array({ minLength: 48, maxLength: 48 }), (signature) => {
      expect(readSignature(signatureText(signature))).toEqual(signature);
      expect(bandsOf(signature)).toHaveLength(16);
    }),
  );
});
