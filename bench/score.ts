import { distance } from 'fastest-levenshtein';

/** How far a reading is from the true text, in counts, so that pages can be added up. */
export interface Score {
  /** Insertions, deletions and replacements of characters, and characters of the truth. */
  characterErrors: number;
  characters: number;
  wordErrors: number;
  words: number;
  /** Numbers (amounts, dates, file numbers) of the truth, and how many were read without a fault. */
  numbers: number;
  numbersWhole: number;
}

const devanagariDigits = '०१२३४५६७८९';

/** Brings spellings together that no reader would tell apart: digits, quotes, dashes, spaces, joiners. */
export function normalised(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200f\ufeff\u00ad]/g, '')
    .replace(/[०-९]/g, (digit) => String(devanagariDigits.indexOf(digit)))
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`´]/g, "'")
    .replace(/[‐-―−]/g, '-')
    .replace(/॥/g, '।।')
    .replace(/\|/g, '।')
    .replace(/…/g, '...')
    .replace(/\s+/g, ' ')
    .trim();
}

export function score(truth: string, reading: string): Score {
  const wanted = normalised(truth);
  const got = normalised(reading);
  const numbers = numbersIn(wanted);
  return {
    characterErrors: distance(wanted, got),
    characters: wanted.length,
    wordErrors: wordDistance(wanted.split(' '), got.split(' ')),
    words: wanted.split(' ').length,
    numbers: numbers.length,
    numbersWhole: inCommon(numbers, numbersIn(got)),
  };
}

/** Sums scores of pages. */
export function total(scores: readonly Score[]): Score {
  const sum = (field: keyof Score): number => scores.reduce((all, each) => all + each[field], 0);
  return {
    characterErrors: sum('characterErrors'),
    characters: sum('characters'),
    wordErrors: sum('wordErrors'),
    words: sum('words'),
    numbers: sum('numbers'),
    numbersWhole: sum('numbersWhole'),
  };
}

/** Character error rate, 0 to 1 (above 1 where a reading invents more than there is). */
export function characterErrorRate({ characterErrors, characters }: Score): number {
  return characterErrors / Math.max(1, characters);
}

function numbersIn(text: string): string[] {
  return text.match(/\d[\d,./:-]*\d/g) ?? [];
}

function inCommon(wanted: readonly string[], got: readonly string[]): number {
  const left = [...got];
  let count = 0;
  for (const each of wanted) {
    const at = left.indexOf(each);
    if (at < 0) continue;
    left.splice(at, 1);
    count++;
  }
  return count;
}

/** Edit distance over words: each different word becomes one private letter. */
function wordDistance(a: readonly string[], b: readonly string[]): number {
  const letters = new Map<string, string>();
  const spell = (words: readonly string[]): string =>
    words
      .map((word) => {
        const known = letters.get(word);
        if (known !== undefined) return known;
        const letter = String.fromCharCode(0x100 + letters.size);
        letters.set(word, letter);
        return letter;
      })
      .join('');
  return distance(spell(a), spell(b));
}
