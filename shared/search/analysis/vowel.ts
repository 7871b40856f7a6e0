/** Long to short: length is the vowel error officers and OCR make most (सूचना, सुचना). */
const shortOf: Readonly<Record<string, string>> = {
  आ: 'अ',
  ई: 'इ',
  ऊ: 'उ',
  ऐ: 'ए',
  औ: 'ओ',
  ॠ: 'ऋ',
  '\u0940': '\u093f',
  '\u0942': '\u0941',
  '\u0948': '\u0947',
  '\u094c': '\u094b',
  '\u0944': '\u0943',
};
const long = /[आईऊऐऔॠ\u0940\u0942\u0944\u0948\u094c]/g;

/**
 * Vowels without their length. The sign ा stays, for dropping it would join कर with कार and
 * a dozen other pairs of different words.
 */
export const vowel = (word: string): string => word.replace(long, (sign) => shortOf[sign] ?? sign);
