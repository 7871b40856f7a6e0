import { limits } from './limits.ts';
import { type Pdfium, pdfiumValues, Scratch } from './pdfium.ts';
import type { PageWord } from './reading.ts';

/** The text that a PDF page carries beside its drawing. */
export interface TextLayer {
  /** Lines in the document's own order; words with boxes as fractions of the page. */
  lines: PageWord[][];
  /** Characters other than space. */
  characters: number;
  /** Characters whose font does not say what they are. */
  unmapped: number;
  /** Characters set in a font that draws Devanagari over Latin codes (Kruti Dev and its kin). */
  legacy: number;
  /** Characters that are there but not drawn, as under a scan read by some other program. */
  invisible: number;
}

/** Fonts whose letters are not what their codes say, by the beginning of their names. */
const legacyFont =
  /^(kruti|kruthi|devlys|dev ?lys|chanakya|walkman|shree-?dev|shusha|susha|krishna|agra|aps-?dv|dv[-_]?(tt|b|w)|yogesh|akruti|bharti|hindi_?0|naidunia|jagran|webdunia|4cgandhi|richa|marathi-?(saras|kanak|lekhani))/i;

/** Boxes are asked for on a page of this many units each way. */
const unit = 100_000;

/** Takes the text layer off an open page. */
export function readTextLayer(library: Pdfium, page: number): TextLayer {
  const layer: TextLayer = { lines: [], characters: 0, unmapped: 0, legacy: 0, invisible: 0 };
  const text = library._FPDFText_LoadPage(page);
  if (text === 0) return layer;
  const scratch = new Scratch(library, 320);
  try {
    const count = Math.min(limits.textLayerCharacters, library._FPDFText_CountChars(text));
    const collect = new LineCollector();
    for (let i = 0; i < count; i++) {
      const code = library._FPDFText_GetUnicode(text, i);
      if (code === 0x0a || code === 0x0d) {
        collect.endLine();
        continue;
      }
      const character = characterOf(code);
      if (/\s/u.test(character)) {
        collect.endWord();
        continue;
      }
      layer.characters++;
      if (isUnmapped(code) || library._FPDFText_HasUnicodeMapError(text, i) === 1) layer.unmapped++;
      if (legacyFont.test(fontName(library, text, i, scratch))) layer.legacy++;
      if (isInvisible(library, text, i)) layer.invisible++;
      collect.add(character, boxOf(library, page, text, i, scratch));
    }
    collect.endLine();
    layer.lines = collect.lines;
    return layer;
  } finally {
    scratch.free();
    library._FPDFText_ClosePage(text);
  }
}

function characterOf(code: number): string {
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? String.fromCodePoint(code) : '\ufffd';
}

/** Controls, surrogates, private use, replacement. */
function isUnmapped(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0xd800 && code <= 0xf8ff) ||
    code >= 0xfff0
  );
}

function fontName(library: Pdfium, text: number, index: number, scratch: Scratch): string {
  const { pointer } = scratch;
  const length = library._FPDFText_GetFontInfo(text, index, pointer, 256, pointer + 256);
  if (length <= 1 || length > 256) return '';
  // Embedded fonts carry a six-letter tag: `ABCDEF+KrutiDev010`.
  return scratch.text(0, length - 1).replace(/^[A-Z]{6}\+/, '');
}

function isInvisible(library: Pdfium, text: number, index: number): boolean {
  const object = library._FPDFText_GetTextObject(text, index);
  return (
    object !== 0 && library._FPDFTextObj_GetTextRenderMode(object) === pdfiumValues.invisibleText
  );
}

/** Left, top, right, bottom as fractions of the upright page; nothing for a character without extent. */
type Extent = readonly [left: number, top: number, right: number, bottom: number];

function boxOf(
  library: Pdfium,
  page: number,
  text: number,
  index: number,
  scratch: Scratch,
): Extent | undefined {
  const at = scratch.pointer;
  if (library._FPDFText_GetCharBox(text, index, at, at + 8, at + 16, at + 24) === 0) {
    return undefined;
  }
  const [left, right, bottom, top] = [0, 8, 16, 24].map((offset) => scratch.double(offset));
  if (left === undefined || right === undefined || top === undefined || bottom === undefined) {
    return undefined;
  }
  if (left === right && top === bottom) return undefined;
  const corner = (x: number, y: number): [number, number] => {
    library._FPDF_PageToDevice(page, 0, 0, unit, unit, 0, x, y, at, at + 4);
    return [scratch.integer(0) / unit, scratch.integer(4) / unit];
  };
  const [ax, ay] = corner(left, top);
  const [bx, by] = corner(right, bottom);
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/** Gathers characters into words and words into lines. */
class LineCollector {
  readonly lines: PageWord[][] = [];
  #line: PageWord[] = [];
  #text = '';
  #extent: Extent | undefined;

  add(character: string, extent: Extent | undefined): void {
    this.#text += character;
    const now = this.#extent;
    if (!extent) return;
    this.#extent = now
      ? [
          Math.min(now[0], extent[0]),
          Math.min(now[1], extent[1]),
          Math.max(now[2], extent[2]),
          Math.max(now[3], extent[3]),
        ]
      : extent;
  }

  endWord(): void {
    if (this.#text !== '') {
      const [left, top, right, bottom] = this.#extent ?? [0, 0, 0, 0];
      const text = this.#text.normalize('NFC');
      this.#line.push([text, left, top, right - left, bottom - top, 100]);
    }
    this.#text = '';
    this.#extent = undefined;
  }

  endLine(): void {
    this.endWord();
    if (this.#line.length > 0) this.lines.push(this.#line);
    this.#line = [];
  }
}

/**
 * Whether a text layer may be taken for what the page says. A layer under a scan was made by some other
 * program, often for the wrong language; a layer in a legacy font, or with marks where none can stand,
 * would put nonsense into the search.
 */
export function isTrustworthy(layer: TextLayer, pictureShare: number): boolean {
  const { characters } = layer;
  const words = layer.lines.flat().map(([text]) => text);
  const text = words.join(' ');
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return false;
  if (pictureShare > 0.05 && letters < 20) return false;
  if (pictureShare > 0.5 && (letters < 300 || layer.invisible > characters * 0.5)) return false;
  if (layer.unmapped > characters * 0.02) return false;
  if (layer.legacy > characters * 0.05) return false;
  return devanagariIsWellFormed(words) && latinIsPlausible(words);
}

/** Broken exports set the short i before its consonant, double vowel signs, or begin words with a sign. */
function devanagariIsWellFormed(words: readonly string[]): boolean {
  const devanagari = words.filter((word) => /\p{Script=Devanagari}/u.test(word));
  const broken = devanagari.filter((word) =>
    /^\p{M}|[\u093e-\u094c]{2}|\u094d[\u093e-\u094c]/u.test(word),
  );
  return broken.length <= devanagari.length * 0.03;
}

/** Text of a legacy font whose name was lost: Latin letters with marks between them and few vowels. */
function latinIsPlausible(words: readonly string[]): boolean {
  const latin = words.filter((word) => /[a-z].*[a-z]/.test(word) && !/[@/]|www\./.test(word));
  if (latin.length < 10) return true;
  const odd = latin.filter((word) => {
    const body = word.replace(/^[("'[]+|[)"'\].,:!?;]+$/g, '');
    const joinedByMark = /[A-Za-z][;"[\]{}|~`<>#=+][A-Za-z]|^[;'[{"][a-z]|[a-z];/.test(body);
    const manyWithoutVowel = /[b-df-hj-np-tv-xz]{5}/i.test(body);
    const capitalInside = /[a-z][A-Z][a-z]*[A-Z]|[a-z]{2}[A-Z]$/.test(body);
    return (
      joinedByMark ||
      manyWithoutVowel ||
      capitalInside ||
      /k[kshq]|^(dk|dh|ds|gS|esa|vkSj)$/.test(body)
    );
  });
  return odd.length <= latin.length * 0.2;
}
