import type { Box } from './geometry.ts';

/** A word as an engine saw it, in pixels of the picture it read (or points of a PDF page). */
export interface Word extends Box {
  text: string;
  /** 0 to 100. */
  conf: number;
  /** Words of one printed line, as far as the engine could tell, share this. */
  line: string;
}

/** The words in Tesseract's TSV report (level 5 rows). */
export function wordsFromTsv(tsv: string): Word[] {
  const words: Word[] = [];
  for (const row of tsv.split('\n')) {
    const cells = row.split('\t');
    if (cells[0] !== '5') continue;
    const text = cells[11]?.trim();
    if (!text) continue;
    const [x = 0, y = 0, w = 0, h = 0, conf = 0] = cells.slice(6, 11).map(Number);
    words.push({
      text: text.normalize('NFC'),
      x,
      y,
      w,
      h,
      conf,
      line: cells.slice(2, 5).join('.'),
    });
  }
  return words;
}

const letterOrDigit = /[\p{L}\p{N}]/u;
const closing = /^[।॥|.,;:)\]"'’”\-–?!/]+$/;
const opening = /^[([“"‘'-]+$/;
const devanagari = /\p{Script=Devanagari}/u;

/**
 * Drops specks: marks without a letter that touch no word, or that the engine itself doubts. A danda, which
 * engines like to set apart or to take for a bar, joins the word before it.
 */
export function dropSpecks(words: Word[]): Word[] {
  const kept: Word[] = [];
  for (const word of words) {
    const before = kept.at(-1);
    const sameLine = before !== undefined && before.line === word.line;
    if (letterOrDigit.test(word.text)) {
      kept.push({ ...word, text: barToDanda(word.text) });
      continue;
    }
    const gap = sameLine ? word.x - (before.x + before.w) : Infinity;
    const touches = sameLine && gap < 0.6 * before.h && closing.test(word.text);
    if ((!touches && !opening.test(word.text)) || word.conf < 35) continue;
    if (touches && /^[।॥|]+$/.test(word.text) && devanagari.test(before.text)) {
      kept[kept.length - 1] = { ...joined(before, word), text: before.text + dandaFor(word.text) };
    } else kept.push(word);
  }
  return kept;
}

/** `है|` was printed `है।`. */
function barToDanda(text: string): string {
  return text.replace(/(?<=[\u0900-\u0963])\|+(?=$|["'”’)])/, dandaFor);
}

function dandaFor(bars: string): string {
  return bars.replaceAll('|', '।').replaceAll('।।', '॥');
}

function joined(a: Word, b: Word): Word {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const w = Math.max(a.x + a.w, b.x + b.w) - x;
  const h = Math.max(a.y + a.h, b.y + b.h) - y;
  return { ...a, x, y, w, h };
}

/** Mean confidence weighted by length, 0 where there are no words. */
export function meanConfidence(words: readonly Pick<Word, 'text' | 'conf'>[]): number {
  let sum = 0;
  let letters = 0;
  for (const { text, conf } of words) {
    sum += conf * text.length;
    letters += text.length;
  }
  return letters > 0 ? sum / letters : 0;
}
