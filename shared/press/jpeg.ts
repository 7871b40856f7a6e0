/**
 * Reads as much of a JPEG as a PDF has to state about it. Nothing is decoded: the bytes go into the PDF as they are, and
 * whatever cannot be embedded so is said to be unfit and drawn instead.
 */

export interface JpegFacts {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3;
  /** How the camera was held: 1 to 8, as EXIF counts. */
  readonly orientation: number;
}

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
const app1 = 0xe1;
/** Baseline, extended and progressive, Huffman-coded: what every PDF reader decodes. */
const readable = [0xc0, 0xc1, 0xc2];
const frames = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];

/** @returns nothing for what a PDF cannot carry as it is: four inks, twelve bits, arithmetic coding */
export function jpegFacts(bytes: Buffer): JpegFacts | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== startOfImage) return undefined;
  let orientation = 1;
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === startOfScan || marker === endOfImage) return undefined;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return undefined;
    const segment = bytes.subarray(at + 4, at + 2 + length);
    if (marker === app1) orientation = orientationOf(segment) ?? orientation;
    if (frames.includes(marker)) return frameOf(marker, segment, orientation);
    at += 2 + length;
  }
  return undefined;
}

function frameOf(marker: number, frame: Buffer, orientation: number): JpegFacts | undefined {
  if (!readable.includes(marker) || frame.length < 6 || frame[0] !== 8) return undefined;
  const height = frame.readUInt16BE(1);
  const width = frame.readUInt16BE(3);
  const components = frame[5];
  if (width === 0 || height === 0 || (components !== 1 && components !== 3)) return undefined;
  return { width, height, components, orientation };
}

/** The orientation in an EXIF segment, if it states one. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.toString('latin1', 0, 6) !== 'Exif\0\0' || segment.length < 14) return undefined;
  const tiff = segment.subarray(6);
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  try {
    const first = long(4);
    const entries = short(first);
    for (let index = 0; index < entries; index += 1) {
      const entry = first + 2 + index * 12;
      if (short(entry) !== 0x0112) continue;
      const value = short(entry + 8);
      return value >= 1 && value <= 8 ? value : undefined;
    }
  } catch (error) {
    // An offset that points outside: the camera's note is worth nothing, the picture is.
    if (!(error instanceof RangeError)) throw error;
  }
  return undefined;
}
