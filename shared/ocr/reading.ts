/** The media types an office may upload. Everything else is refused before a decoder sees it. */
export const mediaTypes = ['application/pdf', 'image/jpeg', 'image/png', 'image/tiff'] as const;
export type MediaType = (typeof mediaTypes)[number];

/** What an upload turned out to be. */
export interface Inspection {
  mediaType: MediaType;
  kind: 'pdf' | 'image';
  /** Number of pages, at least 1. Only TIFF and PDF have more than one. */
  pages: number;
}

/**
 * A word and where it stands: `[text, x, y, w, h, confidence]`. Left, top, width and height are fractions
 * (0 to 1) of the upright page, that is of the stored page turned clockwise by `rotation`. Straightening and
 * perspective are already taken back, so the box fits the page as people see it. Confidence is 0 to 100.
 */
export type PageWord = [text: string, x: number, y: number, w: number, h: number, conf: number];

/** What was read on one page. */
export interface PageReading {
  /** `text`: words were found. `blank`: no ink to read. `too-poor`: ink, but nothing trustworthy; rescan. */
  outcome: 'text' | 'blank' | 'too-poor';
  /** NFC, one line per row of the page, a table row on one line. Digits stay as they are printed. */
  text: string;
  words: PageWord[];
  /** Which engine read it: `tesseract`, `textract`, or `pdf-text` for the text layer of a PDF. */
  engine: string;
  /** First 16 hex digits of the SHA-256 over the language models used; `none` where no model was used. */
  model: string;
  /** Languages the engine looked for: `hi`, `en`. */
  languages: string[];
  /** 0 to 100, weighted by word length; 0 where there are no words. */
  meanConfidence: number;
  /** Degrees by which the lines of the upright page fall to the right (negative: rise). */
  skew: number;
  /** Degrees clockwise that make the stored page upright. */
  rotation: 0 | 90 | 180 | 270;
  /** Dots per inch of the picture that was read; 0 for a text layer. */
  dpi: number;
  source: 'ocr' | 'text-layer';
  /** Wall time of the reading. */
  milliseconds: number;
}

/** Why an upload or a page could not be read. */
export const pageProblemCodes = [
  'wrong-type',
  'empty',
  'file-too-large',
  'pdf-damaged',
  'pdf-encrypted',
  'pdf-active',
  'image-damaged',
  'too-many-pages',
  'page-too-large',
  'page-too-heavy',
  'no-such-page',
  'reader-failed',
] as const;
export type PageProblemCode = (typeof pageProblemCodes)[number];

/** A refusal with a code for programs and a sentence for the log. People are shown the code's own text. */
export class PageProblem extends Error {
  readonly code: PageProblemCode;

  constructor(code: PageProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PageProblem';
    this.code = code;
  }
}
