import type { Metadata } from 'sharp';
import { type GreyImage, greyFrom } from './greyImage.ts';
import { greyOf, greyWithoutInk } from './ink.ts';
import { limits } from './limits.ts';
import { PageProblem } from './reading.ts';
import { sharp } from './sharpSafely.ts';

/** One stored page, decoded: as it looks, and as it is read. */
export interface PagePicture {
  /** Plain grey, for finding sheet, orientation and script. */
  plain: GreyImage;
  /** Grey without stamps and pens; the same object where the page has no colour. */
  print: GreyImage;
  /** Dots per inch, from the file where it is believable, else from A4. */
  dpi: number;
}

/** Red, green and blue, three bytes a pixel. */
export interface ColourPicture {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Opens for decoding; `failOn: 'truncated'` lets small faults pass that every viewer lets pass. */
export function openPicture(bytes: Uint8Array, page: number) {
  return sharp(bytes, {
    page: page - 1,
    failOn: 'truncated',
    limitInputPixels: limits.storedPixels,
    sequentialRead: true,
  });
}

/** Number of pages in the file; reads its header only. */
export async function countPictures(bytes: Uint8Array): Promise<number> {
  return (await headerOf(bytes, 1)).pages ?? 1;
}

/**
 * Checks the size of one picture by its header.
 * @throws PageProblem `image-damaged`, `page-too-large`
 */
export async function checkPicture(bytes: Uint8Array, page: number): Promise<Metadata> {
  const header = await headerOf(bytes, page);
  const { width = 0, height = 0 } = header;
  if (width < 1 || height < 1) {
    throw new PageProblem('image-damaged', `Picture ${page} has no size.`);
  }
  if (
    width > limits.sidePixels ||
    height > limits.sidePixels ||
    width * height > limits.storedPixels
  ) {
    throw new PageProblem(
      'page-too-large',
      `Picture ${page} measures ${width} by ${height} pixels; at most ${limits.sidePixels} on a side and ${limits.storedPixels} in all are read.`,
    );
  }
  return header;
}

async function headerOf(bytes: Uint8Array, page: number): Promise<Metadata> {
  try {
    return await openPicture(bytes, page).metadata();
  } catch (cause) {
    // libvips names the pixel limit in words only.
    if (cause instanceof Error && /exceeds pixel limit/i.test(cause.message)) {
      throw new PageProblem('page-too-large', `Picture ${page} has too many pixels.`, { cause });
    }
    throw new PageProblem('image-damaged', `Picture ${page} cannot be opened.`, { cause });
  }
}

/**
 * Decodes one picture for reading: upright as its EXIF says, on white, no larger than is useful.
 * @throws PageProblem `image-damaged`, `page-too-large`, `no-such-page`
 */
export async function decodePicture(bytes: Uint8Array, page: number): Promise<PagePicture> {
  const pages = await countPictures(bytes);
  if (page < 1 || page > pages) {
    throw new PageProblem('no-such-page', `There is no page ${page}; the file has ${pages}.`);
  }
  const header = await checkPicture(bytes, page);
  const stored = believableDpi(header.density, header.width, header.height);
  const scale = readingScale(header.width, header.height, stored);
  const onSide = (header.orientation ?? 1) >= 5;
  const width = Math.max(1, Math.round((onSide ? header.height : header.width) * scale));
  const height = Math.max(1, Math.round((onSide ? header.width : header.height) * scale));
  const dpi = stored * scale;

  let pipeline = openPicture(bytes, page).autoOrient().flatten({ background: '#fff' });
  if (scale < 1) pipeline = pipeline.resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
  try {
    if (isGrey(header)) {
      const plain = await greyFrom(pipeline);
      return { plain, print: plain, dpi };
    }
    const { data, info } = await pipeline
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return fromColour({ data, width: info.width, height: info.height }, dpi);
  } catch (cause) {
    throw new PageProblem('image-damaged', `Picture ${page} is damaged.`, { cause });
  }
}

/** Both greys of a colour picture. */
export function fromColour(colour: ColourPicture, dpi: number): PagePicture {
  const { width, height } = colour;
  const plain = { data: greyOf(colour), width, height };
  return { plain, print: { data: greyWithoutInk(colour), width, height }, dpi };
}

function isGrey({ space, channels }: Metadata): boolean {
  return space === 'b-w' || space === 'grey16' || (channels ?? 3) < 3;
}

/**
 * The resolution a file states, where that makes a sheet between a postcard and A0; cameras and old
 * scanners state 72 or nonsense. Otherwise the shorter side is taken to be that of A4 (8.27 inches).
 */
export function believableDpi(stated: number | undefined, width: number, height: number): number {
  const shorter = Math.min(width, height);
  if (stated && stated > 100 && stated < 1300 && shorter / stated > 3 && shorter / stated < 40) {
    return stated;
  }
  return Math.max(72, Math.round(shorter / 8.27));
}

/** At most 1: brings more than 400 dpi to 300, and any picture to the number of pixels that fit in memory. */
function readingScale(width: number, height: number, dpi: number): number {
  const useful = dpi > 400 ? limits.renderDpi / dpi : 1;
  return Math.min(useful, Math.sqrt(limits.readPixels / (width * height)));
}
