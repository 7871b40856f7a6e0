/**
 * The consonant skeleton: a coarse key under which spellings of one word meet, whatever their
 * vowels, anusvara, halant and aspiration. Devanagari and Roman words share its alphabet.
 */

/** Consonants that are mistaken for one another, by ear or by the scanner, have one letter. */
const classes: Readonly<Record<string, string>> = {
  k: 'कख',
  g: 'गघ',
  c: 'चछ',
  j: 'जझ',
  t: 'टठतथ',
  d: 'डढदध',
  n: 'नणञङ',
  p: 'पफ',
  b: 'बभव',
  m: 'म',
  y: 'य',
  r: 'र',
  l: 'लळ',
  s: 'शषस',
  h: 'ह',
};

const classOf: ReadonlyMap<string, string> = new Map(
  Object.entries(classes).flatMap(([letter, consonants]) =>
    [...consonants].map((consonant) => [consonant, letter] as const),
  ),
);

/**
 * The skeleton of a folded Devanagari word. Vowels vanish except at the start (`a`), as do an inner
 * य and doubled letters: नामांतरण is `nmtrn`, पट्टा is `pt`.
 */
export const skeleton = (word: string): string => {
  let key = '';
  for (let i = 0; i < word.length; i++) {
    const letter = word.charAt(i);
    const consonant = classOf.get(letter);
    if (consonant === undefined) {
      if (i === 0 && letter >= 'अ' && letter <= 'औ') key = 'a';
    } else if (!(consonant === 'y' && i > 0) && !key.endsWith(consonant)) key += consonant;
  }
  return key;
};
