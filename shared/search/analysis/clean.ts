/**
 * The first step of analysis: code points that differ without a difference in meaning become one.
 * It never changes which word is meant, so it is applied to text and query alike.
 */

/** Characters that may stand inside a word and say nothing: joiners, soft hyphen, direction marks. */
export const ignorable = '\\u00ad\\u200b-\\u200f\\u2060\\ufeff';

const dropped = new RegExp(`[${ignorable}\\u0903\\u093c\\u0951-\\u0954]`, 'g');

/** One spelling for what Hindi writes in two ways: chandrabindu, chandra vowels, southern letters. */
const replacements: Readonly<Record<string, string>> = {
  '\u0900': '\u0902',
  '\u0901': '\u0902',
  '\u0929': 'न',
  '\u0931': 'र',
  '\u0934': 'ळ',
  '\u0945': '\u0947',
  '\u0946': '\u0947',
  '\u0949': '\u094b',
  '\u094a': '\u094b',
  '\u090d': 'ए',
  '\u090e': 'ए',
  '\u0911': 'ओ',
  '\u0912': 'ओ',
  '\u0972': 'अ',
};
const replaced =
  /[\u0900\u0901\u0929\u0931\u0934\u0945\u0946\u0949\u094a\u090d\u090e\u0911\u0912\u0972\u0966-\u096f]/g;
const devanagariZero = 0x966;

const replacement = (character: string): string =>
  replacements[character] ?? String(character.charCodeAt(0) - devanagariZero);

/**
 * Lower case, NFC, without nukta, joiners, accents and visarga; ASCII digits; one anusvara.
 * `ज़िला` and `जिला`, `गाँव` and `गांव`, `२०२५` and `2025` come out alike.
 */
export const clean = (text: string): string =>
  text.normalize('NFC').toLowerCase().replace(dropped, '').replace(replaced, replacement);

/** Whether a word is written in Devanagari, judged by its first character. */
export const isDevanagari = (word: string): boolean => {
  const code = word.charCodeAt(0);
  return code >= 0x900 && code <= 0x97f;
};
