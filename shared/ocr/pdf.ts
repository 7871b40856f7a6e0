import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type ColourPicture, fromColour, type PagePicture } from './image.ts';
import { limits } from './limits.ts';
import { type Pdfium, pdfium, pdfiumValues, Scratch } from './pdfium.ts';
import { PageProblem } from './reading.ts';
import { readTextLayer, type TextLayer } from './textLayer.ts';

/** Width and height in points, with the page's own /Rotate applied. */
export interface PageSize {
  width: number;
  height: number;
}

/** An opened PDF. Its bytes stand in pdfium's memory once; close it, or they stay there. */
export interface Pdf {
  pages: number;
  /** True where opening needs, or would need, a password or certificate. */
  encrypted: boolean;
  /** Document-level scripts and attached files, as pdfium counts them. */
  scripts: number;
  attachments: number;
  /** A view of the file's bytes, valid until the next call. */
  bytes(): Buffer;
  sizeOf(page: number): PageSize;
  /** Checks the size and opens a page; close it. */
  openPage(page: number): PdfPage;
  close(): void;
}

export interface PdfPage {
  size: PageSize;
  /** Share of the page (0 to 1) that pictures cover. */
  pictureShare: number;
  textLayer(): TextLayer;
  /** Draws the page, at the resolution of its scan where it is one. */
  draw(): PagePicture;
  /** Draws the page in its colours, for people. */
  paint(dpi: number): ColourPicture;
  close(): void;
}

/**
 * Opens a PDF.
 * @throws PageProblem `pdf-encrypted`, `pdf-damaged`, `file-too-large`
 */
export async function openPdf(path: string): Promise<Pdf> {
  const library = await pdfium();
  const { pointer, size } = load(library, path);
  const free = (): void => library.wasmExports.free(pointer);
  const document = library._FPDF_LoadMemDocument(pointer, size, 0);
  if (document === 0) {
    const error = library._FPDF_GetLastError();
    free();
    if (error === pdfiumValues.errorPassword || error === pdfiumValues.errorSecurity) {
      throw new PageProblem('pdf-encrypted', 'The PDF is locked with a password.');
    }
    throw new PageProblem('pdf-damaged', `The PDF cannot be opened (pdfium error ${error}).`);
  }
  const pages = library._FPDF_GetPageCount(document);
  const sizeOf = (page: number): PageSize => measure(library, document, page);
  return {
    pages,
    encrypted: library._FPDF_GetSecurityHandlerRevision(document) !== -1,
    scripts: Math.max(0, library._FPDFDoc_GetJavaScriptActionCount(document)),
    attachments: Math.max(0, library._FPDFDoc_GetAttachmentCount(document)),
    bytes: () => Buffer.from(library.HEAPU8.buffer as ArrayBuffer, pointer, size),
    sizeOf,
    openPage(page) {
      if (page < 1 || page > pages) {
        throw new PageProblem('no-such-page', `There is no page ${page}; the PDF has ${pages}.`);
      }
      const pageSize = sizeOf(page);
      checkPageSize(pageSize, page);
      return openPage(library, document, page, pageSize);
    },
    close() {
      library._FPDF_CloseDocument(document);
      free();
    },
  };
}

/** Reads the file straight into pdfium's memory, which must hold it while the document is open. */
function load(library: Pdfium, path: string): { pointer: number; size: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > limits.fileBytes) {
      throw new PageProblem('file-too-large', `The file has ${size} bytes.`);
    }
    const pointer = library.wasmExports.malloc(Math.max(1, size));
    if (pointer === 0) throw new RangeError('pdfium has no memory left.');
    let done = 0;
    while (done < size) {
      const count = readSync(file, library.HEAPU8, pointer + done, size - done, done);
      if (count === 0) break;
      done += count;
    }
    return { pointer, size: done };
  } finally {
    closeSync(file);
  }
}

/** Looks at the page's boxes only; nothing on it is opened. */
function measure(library: Pdfium, document: number, page: number): PageSize {
  const scratch = new Scratch(library, 8);
  try {
    const found = library._FPDF_GetPageSizeByIndexF(document, page - 1, scratch.pointer);
    return found === 0
      ? { width: 0, height: 0 }
      : { width: scratch.float(0), height: scratch.float(4) };
  } finally {
    scratch.free();
  }
}

/**
 * Refuses a page that is no page, or that would not fit when drawn at the lowest useful resolution.
 * @throws PageProblem `pdf-damaged`, `page-too-large`
 */
export function checkPageSize({ width, height }: PageSize, page: number): void {
  if (!(width >= limits.smallestPagePoints && height >= limits.smallestPagePoints)) {
    throw new PageProblem('pdf-damaged', `Page ${page} has no size.`);
  }
  const inches = (width / 72) * (height / 72);
  const pixels = inches * limits.lowestDpi ** 2;
  if (width > limits.pagePoints || height > limits.pagePoints || pixels > limits.readPixels) {
    throw new PageProblem(
      'page-too-large',
      `Page ${page} measures ${Math.round(width / 72)} by ${Math.round(height / 72)} inches.`,
    );
  }
}

function openPage(library: Pdfium, document: number, number: number, size: PageSize): PdfPage {
  const page = library._FPDF_LoadPage(document, number - 1);
  if (page === 0) throw new PageProblem('pdf-damaged', `Page ${number} cannot be opened.`);
  const pictures = picturesOn(library, page);
  const area = size.width * size.height;
  const covered = pictures.reduce((sum, picture) => sum + picture.area, 0);
  return {
    size,
    pictureShare: Math.min(1, covered / area),
    textLayer: () => readTextLayer(library, page),
    draw: () => {
      const dpi = drawingDpi(size, pictures);
      return draw(library, page, size, dpi, (colour) => fromColour(colour, dpi));
    },
    paint: (dpi) =>
      draw(library, page, size, Math.min(dpi, heaviestDpi(size)), (colour) => ({
        ...colour,
        data: Uint8Array.from(colour.data),
      })),
    close: () => library._FPDF_ClosePage(page),
  };
}

interface PlacedPicture {
  /** Square points that it covers. */
  area: number;
  /** Dots per inch at which its pixels lie on the page. */
  dpi: number;
}

/** The pictures placed on a page, without those inside forms. */
function picturesOn(library: Pdfium, page: number): PlacedPicture[] {
  const scratch = new Scratch(library, 24);
  const at = scratch.pointer;
  const pictures: PlacedPicture[] = [];
  try {
    // A page of ten thousand strokes is a drawing; its pictures do not matter.
    const count = Math.min(10_000, library._FPDFPage_CountObjects(page));
    for (let i = 0; i < count; i++) {
      const object = library._FPDFPage_GetObject(page, i);
      if (library._FPDFPageObj_GetType(object) !== pdfiumValues.imageObject) continue;
      if (library._FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12) === 0) continue;
      const width = Math.abs(scratch.float(8) - scratch.float(0));
      const height = Math.abs(scratch.float(12) - scratch.float(4));
      if (library._FPDFImageObj_GetImagePixelSize(object, at + 16, at + 20) === 0) continue;
      // A scan may lie on its side in the page: compare long side with long side.
      const pixels = Math.max(scratch.integer(16), scratch.integer(20));
      pictures.push({ area: width * height, dpi: (pixels * 72) / Math.max(1, width, height) });
    }
  } finally {
    scratch.free();
  }
  return pictures;
}

/** The scan's own resolution where one picture fills the page, so that its pixels are not smeared; else 300. */
function drawingDpi({ width, height }: PageSize, pictures: readonly PlacedPicture[]): number {
  const scan = pictures.find(({ area }) => area > width * height * 0.9);
  const wanted = scan && scan.dpi >= 170 && scan.dpi <= 400 ? scan.dpi : limits.renderDpi;
  return Math.max(limits.lowestDpi, Math.min(wanted, heaviestDpi({ width, height })));
}

/** The resolution at which the page has as many pixels as fit in memory. */
const heaviestDpi = ({ width, height }: PageSize): number =>
  Math.sqrt(limits.readPixels / ((width / 72) * (height / 72)));

/** @param use what becomes of the pixels, which are gone afterwards */
function draw<T>(
  library: Pdfium,
  page: number,
  size: PageSize,
  dpi: number,
  use: (colour: ColourPicture) => T,
): T {
  const width = Math.max(1, Math.round((size.width / 72) * dpi));
  const height = Math.max(1, Math.round((size.height / 72) * dpi));
  const pixels = library.wasmExports.malloc(width * height * 3);
  if (pixels === 0) throw new RangeError('pdfium has no memory left.');
  try {
    const { bitmapBgr, renderFlags } = pdfiumValues;
    const bitmap = library._FPDFBitmap_CreateEx(width, height, bitmapBgr, pixels, width * 3);
    if (bitmap === 0) throw new PageProblem('page-too-large', 'The page cannot be drawn.');
    try {
      library._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff);
      library._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, renderFlags);
    } finally {
      library._FPDFBitmap_Destroy(bitmap);
    }
    const data = library.HEAPU8.subarray(pixels, pixels + width * height * 3);
    return use({ data, width, height });
  } finally {
    library.wasmExports.free(pixels);
  }
}
