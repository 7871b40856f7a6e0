import { sharp } from './sharpSafely.ts';

/** One byte a pixel, row by row from the top left; 0 is black, 255 is paper white. */
export interface GreyImage {
  data: Uint8Array;
  width: number;
  height: number;
}

type Pipeline = ReturnType<typeof sharp>;

function pipelineOf(image: GreyImage): Pipeline {
  return sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 1 },
    limitInputPixels: false,
  });
}

/** Runs a sharp pipeline and takes one channel back; sharp turns grey into RGB on some operations. */
export async function greyFrom(pipeline: Pipeline): Promise<GreyImage> {
  const { data, info } = await pipeline
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels === 1) return { data, width, height };
  const grey = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < grey.length; i++, j += channels) grey[i] = data[j] as number;
  return { data: grey, width, height };
}

/** Scales to the given width and height. */
export async function resize(
  image: GreyImage,
  width: number,
  height: number,
  kernel: 'linear' | 'cubic' | 'lanczos3',
): Promise<GreyImage> {
  return greyFrom(pipelineOf(image).resize(width, height, { kernel, fit: 'fill' }));
}

/** Softens by a Gaussian of the given radius in pixels. */
export async function blur(image: GreyImage, sigma: number): Promise<GreyImage> {
  return greyFrom(pipelineOf(image).blur(sigma));
}

/** Turns clockwise by a small angle in degrees; the sheet grows, corners are filled with white. */
export async function rotateBy(image: GreyImage, degrees: number): Promise<GreyImage> {
  return greyFrom(pipelineOf(image).rotate(degrees, { background: '#fff' }));
}

/** Turns clockwise by whole quarters. */
export function quarterTurn(image: GreyImage, quarters: number): GreyImage {
  const turn = ((quarters % 4) + 4) % 4;
  if (turn === 0) return image;
  const { width, height, data } = image;
  const turned = new Uint8Array(data.length);
  if (turn === 2) {
    for (let i = 0, j = data.length - 1; j >= 0; i++, j--) turned[i] = data[j] as number;
    return { data: turned, width, height };
  }
  for (let y = 0, i = 0; y < height; y++) {
    const column = turn === 1 ? height - 1 - y : y;
    for (let x = 0; x < width; x++, i++) {
      const row = turn === 1 ? x : width - 1 - x;
      turned[row * height + column] = data[i] as number;
    }
  }
  return { data: turned, width: height, height: width };
}

/** Applies a table of 256 grey values. */
export function mapGrey(image: GreyImage, table: Uint8Array): GreyImage {
  const data = new Uint8Array(image.data.length);
  for (let i = 0; i < data.length; i++) data[i] = table[image.data[i] as number] as number;
  return { ...image, data };
}

/** True for a page of pure black and white: fax, 1-bit scanner. */
export function isBilevel(image: GreyImage): boolean {
  let between = 0;
  let seen = 0;
  for (let i = 0; i < image.data.length; i += 97) {
    const value = image.data[i] as number;
    seen++;
    if (value > 12 && value < 243) between++;
  }
  return between < seen * 0.005;
}

/** The grey value that best parts ink from paper (Otsu), looking at every `step`-th pixel. */
export function otsuThreshold(image: GreyImage, step = 1): number {
  const histogram = new Uint32Array(256);
  let total = 0;
  for (let i = 0; i < image.data.length; i += step, total++) {
    histogram[image.data[i] as number]!++;
  }
  let sum = 0;
  for (let value = 0; value < 256; value++) sum += value * (histogram[value] as number);
  let darkCount = 0;
  let darkSum = 0;
  let widest = 0;
  let threshold = 128;
  for (let value = 0; value < 256; value++) {
    const count = histogram[value] as number;
    darkCount += count;
    if (darkCount === 0) continue;
    const lightCount = total - darkCount;
    if (lightCount === 0) break;
    darkSum += value * count;
    const gap = darkSum / darkCount - (sum - darkSum) / lightCount;
    const between = darkCount * lightCount * gap * gap;
    if (between > widest) {
      widest = between;
      threshold = value;
    }
  }
  return threshold;
}

/** The picture as a binary PGM file, the plainest format that Tesseract reads. */
export function toPgm(image: GreyImage): Uint8Array {
  const header = new TextEncoder().encode(`P5\n${image.width} ${image.height}\n255\n`);
  const file = new Uint8Array(header.length + image.data.length);
  file.set(header);
  file.set(image.data, header.length);
  return file;
}

/** The picture as a greyscale JPEG, for an engine outside this process. */
export async function toJpeg(image: GreyImage, quality = 90): Promise<Uint8Array> {
  return pipelineOf(image).toColourspace('b-w').jpeg({ quality }).toBuffer();
}
