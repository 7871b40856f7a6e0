/**
 * Light stemmers. The Hindi one works at query time only: applied to the index it makes one term of
 * वर्ष and वर्षा, पति and पता, सूची and सूचना. The English one is mild enough for the index.
 */
import { vowel } from './vowel.ts';

const halant = '\u094d';

/** Endings of number, case, gender and tense, in written spelling; folded below like the words. */
const hindiEndings = `
  ाएंगी ाएंगे ाऊंगी ाऊंगा ाइयां ाइयों
  ाएगी ाएगा ाओगी ाओगे एंगी ेंगी एंगे ेंगे ूंगी ूंगा ातीं नाओं नाएं ताओं ताएं ियां ियों
  ाकर ाइए ाईं ाया ेगी ेगा ोगी ोगे ाने ाना ाते ाती ाता तीं ाओं ाएं ुओं ुएं ुआं ायी
  कर ाओ िए ाई ाए ने नी ना ते ीं ती ता ां ों ें ये यी
  ो े ू ु ी ि ा`;

/** Folded endings by length in UTF-16 units, the longest first. */
const endingsByLength: readonly (readonly [length: number, endings: ReadonlySet<string>])[] =
  (() => {
    const byLength = new Map<number, Set<string>>();
    for (const written of hindiEndings.split(/\s+/)) {
      const ending = vowel(written);
      if (ending === '') continue;
      const same = byLength.get(ending.length) ?? new Set<string>();
      byLength.set(ending.length, same.add(ending));
    }
    return [...byLength].sort(([a], [b]) => b - a);
  })();

/**
 * The stem of a folded Hindi word: its longest known ending removed, at least two letters left.
 * An ending is no ending after a halant: the ती of नस्ती belongs to the word.
 */
export const stemHindi = (word: string): string => {
  for (const [length, endings] of endingsByLength) {
    const left = word.length - length;
    if (left < 2 || !endings.has(word.slice(left))) continue;
    if (word.charAt(left - 1) === halant) continue;
    return word.slice(0, left);
  }
  return word;
};

const withoutPlural = (word: string): string => {
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (/(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
};

const withoutTense = (word: string): string => {
  if (word.length > 6 && word.endsWith('ing')) return word.slice(0, -3);
  if (word.length > 5 && word.endsWith('ed')) return word.slice(0, -2);
  return word;
};

const withoutNounEnding = (word: string): string => {
  if (word.length > 7 && word.endsWith('ment')) return word.slice(0, -4);
  if (word.length > 7 && word.endsWith('ation')) return `${word.slice(0, -5)}at`;
  if (word.length > 6 && /(?:tion|sion)$/.test(word)) return word.slice(0, -3);
  return word;
};

/** The stem of a lower-case English word; words of under four letters stay as they are. */
export const stemEnglish = (word: string): string => {
  if (word.length < 4) return word;
  let stem = withoutNounEnding(withoutTense(withoutPlural(word)));
  if (stem.length > 4 && stem.endsWith('e')) stem = stem.slice(0, -1);
  const doubled = stem.length > 5 && stem.at(-1) === stem.at(-2);
  return doubled && !/[lsz]$/.test(stem) ? stem.slice(0, -1) : stem;
};
