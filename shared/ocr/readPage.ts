import { readFile, stat } from 'node:fs/promises';
import { engineFor, type LatinEngine } from './engines.ts';
import { type Mapping, mapBox } from './geometry.ts';
import { toJpeg } from './greyImage.ts';
import { decodePicture, type PagePicture } from './image.ts';
import { checkType } from './inspect.ts';
import { limits } from './limits.ts';
import { openPdf, type Pdf } from './pdf.ts';
import { makeReady, makeUpright, type UprightPage } from './prepare.ts';
import type { PageReading, PageWord } from './reading.ts';
import { type Row, readingOrder, textOf } from './rows.ts';
import { tesseractFor } from './tesseract.ts';
import { isTrustworthy, type TextLayer } from './textLayer.ts';
import { dropSpecks, meanConfidence, type Word } from './words.ts';

/** A page that an engine elsewhere is to read: upright, evenly lit, words' boxes valid as they come. */
export interface PageForElsewhere {
  jpeg: Uint8Array;
  width: number;
  height: number;
  rotation: PageReading['rotation'];
  skew: number;
  dpi: number;
}

export type ReadResult = { reading: PageReading } | { elsewhere: PageForElsewhere };

/** Letter-sized blots that a blank page may have: dust, holes, the edge of a fold. */
const blankLetters = 30;
/** Mean confidence below which words are guesses. */
const trust = 50;

/**
 * Reads one page of a file. Opens hostile bytes: run it in the killable child.
 * @throws PageProblem
 */
export async function readPage(
  path: string,
  declared: string,
  page: number,
  latinEngine: LatinEngine,
): Promise<ReadResult> {
  const started = performance.now();
  const mediaType = await checkType(path, declared);
  if (mediaType !== 'application/pdf') {
    const picture = await decodePicture(await readFile(path), page);
    return readPicture(picture, latinEngine, started);
  }
  const opened = (await pdfAt(path)).openPage(page);
  let picture: PagePicture;
  let legacy = false;
  try {
    const layer = opened.textLayer();
    legacy = layer.legacy > layer.characters * 0.5;
    if (isTrustworthy(layer, opened.pictureShare)) {
      return { reading: fromTextLayer(layer, started) };
    }
    picture = opened.draw();
  } finally {
    opened.close();
  }
  // Words of a legacy font are Devanagari to the eye, so no Latin engine elsewhere is asked.
  const result = await readPicture(picture, legacy ? 'tesseract' : latinEngine, started);
  if (legacy && 'reading' in result && !isDevanagari(result.reading.text)) {
    // The font was not embedded: drawn with another, its page shows Latin gibberish.
    return { reading: { ...result.reading, outcome: 'too-poor' } };
  }
  return result;
}

function isDevanagari(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (text.match(/\p{Script=Devanagari}/gu)?.length ?? 0) > letters * 0.2;
}

let lastPdf: { key: string; pdf: Pdf } | undefined;

/**
 * The PDF of the page read before, or a newly opened one: pages of a file are asked for one after another.
 * The name alone does not make it the same file: a reader kept warm sees many uploads under one name.
 */
async function pdfAt(path: string): Promise<Pdf> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  const key = [path, dev, ino, size, mtimeNs, ctimeNs].join(' ');
  if (lastPdf?.key === key) return lastPdf.pdf;
  lastPdf?.pdf.close();
  lastPdf = undefined;
  const pdf = await openPdf(path);
  lastPdf = { key, pdf };
  return pdf;
}

async function readPicture(
  picture: PagePicture,
  latinEngine: LatinEngine,
  started: number,
): Promise<ReadResult> {
  const upright = await makeUpright(picture);
  const { triage } = upright;
  const rotation = (triage.quarters * 90) as PageReading['rotation'];
  const engine = engineFor(triage.script, latinEngine);
  if (triage.letters === 0) return { reading: blank(upright, rotation, started) };

  // Boxes on a sheet laid flat need a way back that an engine elsewhere does not know.
  if (engine.name === 'textract' && !upright.laidFlat) {
    const { width, height } = upright.image;
    const jpeg = await toJpeg(upright.image);
    const { skew } = triage;
    const dpi = Math.round(upright.dpi);
    return { elsewhere: { jpeg, width, height, rotation, skew, dpi } };
  }
  const { models, languages } = engineFor(triage.script, 'tesseract');
  const ready = await makeReady(upright);
  const tesseract = await tesseractFor(models);
  const found = dropSpecks(tesseract.recognise(ready.image, ready.dpi)).slice(0, limits.words);
  const rows = readingOrder(found, ready.rules);
  return {
    reading: {
      outcome: outcomeOf(found, triage.letters),
      text: textOf(rows).normalize('NFC'),
      words: pageWords(rows, ready.toPage),
      engine: 'tesseract',
      model: tesseract.model,
      languages: [...languages],
      meanConfidence: rounded(meanConfidence(found), 1),
      skew: rounded(ready.skew, 2),
      rotation,
      dpi: ready.dpi,
      source: 'ocr',
      milliseconds: Math.round(performance.now() - started),
    },
  };
}

/** What a page came to, from the words found and the number of letter-sized blots seen on it. */
export function outcomeOf(
  words: readonly Pick<Word, 'text' | 'conf'>[],
  blots: number,
): PageReading['outcome'] {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  const confidence = meanConfidence(words);
  if (letters === 0) return blots < blankLetters ? 'blank' : 'too-poor';
  if (confidence >= trust) return 'text';
  return letters < 4 && blots < blankLetters ? 'blank' : 'too-poor';
}

/** Words with boxes as fractions of the upright page, cut to four places: a tenth of a millimetre. */
export function pageWords(rows: readonly Row[], toPage: Mapping): PageWord[] {
  return rows.flat().map((word) => {
    const { x, y, w, h } = mapBox(word, toPage);
    const left = inside(x);
    const top = inside(y);
    return [
      word.text,
      rounded(left, 4),
      rounded(top, 4),
      rounded(Math.min(1 - left, w), 4),
      rounded(Math.min(1 - top, h), 4),
      Math.round(word.conf),
    ];
  });
}

function blank(
  upright: UprightPage,
  rotation: PageReading['rotation'],
  started: number,
): PageReading {
  return {
    outcome: 'blank',
    text: '',
    words: [],
    engine: 'tesseract',
    model: 'none',
    languages: [],
    meanConfidence: 0,
    skew: 0,
    rotation,
    dpi: Math.round(upright.dpi),
    source: 'ocr',
    milliseconds: Math.round(performance.now() - started),
  };
}

function fromTextLayer(layer: TextLayer, started: number): PageReading {
  const words = layer.lines.flat().slice(0, limits.words);
  const text = layer.lines.map((line) => line.map(([word]) => word).join(' ')).join('\n');
  const languages: string[] = [];
  if (/\p{Script=Devanagari}/u.test(text)) languages.push('hi');
  if (/[A-Za-z]{2}/.test(text)) languages.push('en');
  return {
    outcome: 'text',
    text: text.normalize('NFC'),
    words: words.map(([word, x, y, w, h, conf]) => [
      word,
      rounded(inside(x), 4),
      rounded(inside(y), 4),
      rounded(Math.min(1, w), 4),
      rounded(Math.min(1, h), 4),
      conf,
    ]),
    engine: 'pdf-text',
    model: 'none',
    languages,
    meanConfidence: 100,
    skew: 0,
    rotation: 0,
    dpi: 0,
    source: 'text-layer',
    milliseconds: Math.round(performance.now() - started),
  };
}

function inside(fraction: number): number {
  return Math.max(0, Math.min(1, fraction));
}

function rounded(value: number, places: number): number {
  const factor = 10 ** places;
  // `+ 0` keeps a negative zero out of stored records.
  return Math.round(value * factor) / factor + 0;
}
