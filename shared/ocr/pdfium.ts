import { PDFiumModule } from '@hyzyla/pdfium';

/**
 * The part of pdfium's C interface that we call; the package's own wrapper never closes a page it only
 * measured, and hides boxes, fonts and actions. Handles and pointers are numbers; 0 means "none".
 */
export interface Pdfium {
  HEAPU8: Uint8Array;
  wasmExports: { malloc(size: number): number; free(pointer: number): void };
  _FPDF_InitLibraryWithConfig(config: object): void;
  _FPDF_LoadMemDocument(bytes: number, size: number, password: number): number;
  _FPDF_GetLastError(): number;
  _FPDF_CloseDocument(document: number): void;
  _FPDF_GetSecurityHandlerRevision(document: number): number;
  _FPDF_GetPageCount(document: number): number;
  _FPDF_GetPageSizeByIndexF(document: number, index: number, size: number): number;
  _FPDFDoc_GetJavaScriptActionCount(document: number): number;
  _FPDFDoc_GetAttachmentCount(document: number): number;
  _FPDF_LoadPage(document: number, index: number): number;
  _FPDF_ClosePage(page: number): void;
  _FPDF_PageToDevice(
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    pageX: number,
    pageY: number,
    deviceX: number,
    deviceY: number,
  ): number;
  _FPDFBitmap_CreateEx(
    width: number,
    height: number,
    format: number,
    bytes: number,
    stride: number,
  ): number;
  _FPDFBitmap_FillRect(
    bitmap: number,
    left: number,
    top: number,
    width: number,
    height: number,
    colour: number,
  ): void;
  _FPDFBitmap_Destroy(bitmap: number): void;
  _FPDF_RenderPageBitmap(
    bitmap: number,
    page: number,
    startX: number,
    startY: number,
    sizeX: number,
    sizeY: number,
    rotate: number,
    flags: number,
  ): void;
  _FPDFPage_CountObjects(page: number): number;
  _FPDFPage_GetObject(page: number, index: number): number;
  _FPDFPageObj_GetType(object: number): number;
  _FPDFPageObj_GetBounds(
    object: number,
    left: number,
    bottom: number,
    right: number,
    top: number,
  ): number;
  _FPDFImageObj_GetImagePixelSize(object: number, width: number, height: number): number;
  _FPDFText_LoadPage(page: number): number;
  _FPDFText_ClosePage(text: number): void;
  _FPDFText_CountChars(text: number): number;
  _FPDFText_GetUnicode(text: number, index: number): number;
  _FPDFText_HasUnicodeMapError(text: number, index: number): number;
  _FPDFText_IsGenerated(text: number, index: number): number;
  _FPDFText_GetCharBox(
    text: number,
    index: number,
    left: number,
    right: number,
    bottom: number,
    top: number,
  ): number;
  _FPDFText_GetFontInfo(
    text: number,
    index: number,
    buffer: number,
    length: number,
    flags: number,
  ): number;
  _FPDFText_GetTextObject(text: number, index: number): number;
  _FPDFTextObj_GetTextRenderMode(object: number): number;
}

/** Values of the C interface. */
export const pdfiumValues = {
  errorFormat: 3,
  errorPassword: 4,
  errorSecurity: 5,
  /** Three bytes a pixel. */
  bitmapBgr: 2,
  /** Draw annotations; write red, green, blue. */
  renderFlags: 0x01 | 0x10,
  imageObject: 3,
  invisibleText: 3,
} as const;

let opened: Promise<Pdfium> | undefined;

/** The library, opened once in this process. */
export function pdfium(): Promise<Pdfium> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Pdfium> {
  // The package types only what its wrapper uses; the module carries the whole interface.
  const library = (await PDFiumModule({})) as unknown as Pdfium;
  library._FPDF_InitLibraryWithConfig({
    version: 2,
    m_pIsolate: null,
    m_pUserFontPaths: null,
    m_v8EmbedderSlot: 0,
    m_pPlatform: null,
  });
  return library;
}

/** A small block of pdfium's memory for results that come back through pointers. */
export class Scratch {
  readonly pointer: number;
  readonly #library: Pdfium;

  constructor(library: Pdfium, size: number) {
    this.#library = library;
    this.pointer = library.wasmExports.malloc(size);
    if (this.pointer === 0) throw new RangeError('pdfium has no memory left.');
  }

  /** A fresh view: the memory moves when it grows. */
  #view(): DataView {
    return new DataView(this.#library.HEAPU8.buffer, this.pointer);
  }

  float(offset: number): number {
    return this.#view().getFloat32(offset, true);
  }

  double(offset: number): number {
    return this.#view().getFloat64(offset, true);
  }

  integer(offset: number): number {
    return this.#view().getInt32(offset, true);
  }

  text(offset: number, length: number): string {
    const from = this.pointer + offset;
    return new TextDecoder().decode(this.#library.HEAPU8.slice(from, from + length));
  }

  free(): void {
    this.#library.wasmExports.free(this.pointer);
  }
}
