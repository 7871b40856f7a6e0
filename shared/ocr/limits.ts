/**
 * What one upload may cost us. Everything here is checked before pixels are made, because the bytes come
 * from strangers: a 454-byte PDF can ask for a page of 1.3 GB and a 100 KB PNG for 900 million pixels.
 */
export const limits = {
  /** Bytes of one uploaded file that the reader will open. */
  fileBytes: 400 * 1024 * 1024,
  /** Pages of one PDF or TIFF. */
  pages: 2_000,
  /** Pixels on one side of a picture. A0 at 400 dpi is 18,700. */
  sidePixels: 20_000,
  /** Pixels of a stored picture, before it is made smaller. A0 at 300 dpi is 139 million. */
  storedPixels: 200_000_000,
  /** Pixels of the picture that is read. A4 at 600 dpi is 35 million. */
  readPixels: 40_000_000,
  /** Points (1/72 inch) on one side of a PDF page: the limit of the PDF format itself. */
  pagePoints: 14_400,
  /** Points below which a PDF page has no room for a letter. */
  smallestPagePoints: 8,
  /** Resolution PDF pages are drawn at; larger sheets go down to `lowestDpi` to stay within `readPixels`. */
  renderDpi: 300,
  lowestDpi: 72,
  /** Characters of one page's text layer that are looked at. A dense printed page has about 6,000. */
  textLayerCharacters: 60_000,
  /** Words kept of one page. */
  words: 20_000,
  /** Bytes that the packed object streams of one PDF may unpack to while we look for active content. */
  unpackedBytes: 256 * 1024 * 1024,
} as const;

/** How the killable child is held. */
export const childLimits = {
  /** Resident bytes; ordinary scans need about 250 MB, large photographs 650 MB. */
  memoryBytes: 1024 * 1024 * 1024,
  /** Wall time for one page or one inspection. */
  timeMs: 60_000,
  /** A child is replaced after this many jobs, because the memory of a WebAssembly engine never shrinks. */
  jobs: 400,
  /** Share of the memory limit above which a child is replaced after the job it has just done. */
  recycleShare: 0.7,
} as const;
