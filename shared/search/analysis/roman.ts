/**
 * Hindi typed in Roman letters as people type it (patta, seemankan, balaudabazaar), not as scholars
 * transliterate. The skeleton finds candidates, the Roman key ranks them.
 */

/** Roman letters to the letters of the skeleton; longest first. Several choices: each is tried. */
const spellings: readonly (readonly [roman: string, choices: readonly string[]])[] = [
  ['chh', ['c']],
  ['ksh', ['ks']],
  ['tth', ['t']],
  ['ddh', ['d']],
  ['ch', ['c']],
  ['kh', ['k']],
  ['gh', ['g']],
  ['jh', ['j']],
  ['th', ['t']],
  ['dh', ['d']],
  ['rh', ['d']],
  ['ph', ['p']],
  ['bh', ['b']],
  ['sh', ['s']],
  ['gy', ['j', 'g']],
  ['k', ['k']],
  ['q', ['k']],
  ['c', ['k']],
  ['g', ['g']],
  ['j', ['j']],
  ['z', ['j']],
  ['t', ['t']],
  ['d', ['d']],
  ['n', ['n']],
  ['p', ['p']],
  ['f', ['p']],
  ['b', ['b']],
  ['v', ['b']],
  ['w', ['b']],
  ['m', ['m']],
  ['y', ['']],
  ['r', ['r']],
  ['l', ['l']],
  ['s', ['s']],
  ['h', ['h']],
  ['x', ['ks']],
];

const isVowel = (letter: string): boolean => letter !== '' && 'aeiou'.includes(letter);

/** What a Roman letter may stand for where it stands. */
const choicesAt = (
  word: string,
  at: number,
  roman: string,
  usual: readonly string[],
): readonly string[] => {
  const before = word.charAt(at - 1);
  const after = word.charAt(at + roman.length);
  switch (roman) {
    // Before a consonant it is usually an anusvara, which has no letter in the skeleton.
    case 'n':
    case 'm':
      return at === 0 || after === '' || isVowel(after) ? usual : [roman, ''];
    case 'y':
      return at === 0 ? ['y'] : usual;
    case 'h':
      return at === 0 || isVowel(before) ? usual : [''];
    // After a vowel it may be ड़: sadak, chhattisgarh, anganbari.
    case 'r':
      return at === 0 || !isVowel(before) ? usual : ['r', 'd'];
    default:
      return usual;
  }
};

/** Longest Roman word taken; a longer one is no word and would only multiply the choices. */
const longest = 32;
/** Bound on the skeletons one word may have. */
const most = 16;

/** The skeletons a Roman word may stand for, in the alphabet of `skeleton()`. At most 16. */
export const romanSkeletons = (typed: string): string[] => {
  const word = typed.toLowerCase().slice(0, longest);
  let keys = isVowel(word.charAt(0)) ? ['a'] : [''];
  let at = 0;
  while (at < word.length) {
    const found = spellings.find(([roman]) => word.startsWith(roman, at));
    if (found === undefined) {
      at++;
      continue;
    }
    const [roman, usual] = found;
    const next = new Set<string>();
    for (const key of keys)
      for (const choice of choicesAt(word, at, roman, usual))
        next.add(choice !== '' && key.endsWith(choice) ? key : key + choice);
    keys = [...next].slice(0, most);
    at += roman.length;
  }
  return keys;
};

const romanConsonants: Readonly<Record<string, string>> = {
  क: 'k',
  ख: 'kh',
  ग: 'g',
  घ: 'gh',
  ङ: 'n',
  च: 'ch',
  छ: 'ch',
  ज: 'j',
  झ: 'jh',
  ञ: 'n',
  ट: 't',
  ठ: 'th',
  ड: 'd',
  ढ: 'dh',
  ण: 'n',
  त: 't',
  थ: 'th',
  द: 'd',
  ध: 'dh',
  न: 'n',
  प: 'p',
  फ: 'f',
  ब: 'b',
  भ: 'bh',
  म: 'm',
  य: 'y',
  र: 'r',
  ल: 'l',
  ळ: 'l',
  व: 'v',
  श: 'sh',
  ष: 'sh',
  स: 's',
  ह: 'h',
};

const romanVowels: Readonly<Record<string, string>> = {
  '\u093e': 'a',
  '\u093f': 'i',
  '\u0940': 'i',
  '\u0941': 'u',
  '\u0942': 'u',
  '\u0943': 'ri',
  '\u0947': 'e',
  '\u0948': 'e',
  '\u094b': 'o',
  '\u094c': 'o',
  '\u0902': 'n',
  अ: 'a',
  आ: 'a',
  इ: 'i',
  ई: 'i',
  उ: 'u',
  ऊ: 'u',
  ऋ: 'ri',
  ए: 'e',
  ऐ: 'e',
  ओ: 'o',
  औ: 'o',
};

/** A folded Devanagari word in plain Roman letters, the inherent `a` written out: पलारि is `palari`. */
export const toRoman = (word: string): string => {
  let roman = '';
  for (let i = 0; i < word.length; i++) {
    const letter = word.charAt(i);
    const consonant = romanConsonants[letter];
    if (consonant === undefined) {
      roman += romanVowels[letter] ?? '';
      continue;
    }
    const next = word.charAt(i + 1);
    roman += next in romanConsonants || next === '\u0902' ? `${consonant}a` : consonant;
  }
  return roman;
};

/**
 * The form in which Roman spellings are compared: one letter for each habit (aa, ee, oo, w, ph, z),
 * no doubled letters, and no `a` except the first, for nobody agrees where the inherent vowel stands.
 */
export const romanKey = (word: string): string =>
  word
    .toLowerCase()
    .replace(/chh/g, 'ch')
    .replace(/aa/g, 'a')
    .replace(/ee|ii/g, 'i')
    .replace(/oo|uu/g, 'u')
    .replace(/ai/g, 'e')
    .replace(/au/g, 'o')
    .replace(/w/g, 'v')
    .replace(/ph/g, 'f')
    .replace(/z/g, 'j')
    .replace(/([a-z])\1+/g, '$1')
    .replace(/m(?=[pb])/g, 'n')
    .replace(/(?!^)a/g, '');
