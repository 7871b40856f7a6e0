import { type Component, componentsOf, inkMask } from './components.ts';
import { type GreyImage, quarterTurn, resize, rotateBy } from './greyImage.ts';
import { flattenLight } from './light.ts';
import { measureSkew } from './skew.ts';

export type Script = 'devanagari' | 'mixed' | 'latin';

export interface Triage {
  /** Quarter turns clockwise that make the page upright. */
  quarters: number;
  /** Degrees by which the upright page's lines fall to the right. */
  skew: number;
  script: Script;
  /** Share of the letters' width that hangs from a headline (shirorekha): 1 is all Devanagari. */
  headline: number;
  /** Blots the size of letters; near 0 on a blank page. */
  letters: number;
}

/** Width of the shorter side of the copy that is looked at, about 150 dpi of A4. */
const shortSide = 1240;
/** Headline share from which a page holds no Latin words worth a second model. */
const allDevanagari = 0.68;
/** Headline share below which a page holds no Devanagari. */
const noDevanagari = 0.08;
/** Headline share from which the headline tells which way is up. */
const headlineTells = 0.12;

/** Which way up the page is, how its lines slope, and which script it is in, from the shapes of its ink alone. */
export async function triage(page: GreyImage): Promise<Triage> {
  const scale = Math.min(1, shortSide / Math.min(page.width, page.height));
  const small = flattenLight(
    await resize(
      page,
      Math.max(1, Math.round(page.width * scale)),
      Math.max(1, Math.round(page.height * scale)),
      'linear',
    ),
    24,
  );
  const turned = quarterTurn(small, 1);
  const asIs = await measureSkew(small);
  const onSide = await measureSkew(turned);
  const lying = onSide.energy > asIs.energy;
  const { angle } = lying ? onSide : asIs;
  const base = lying ? turned : small;
  const level = Math.abs(angle) < 0.08 ? base : await rotateBy(base, -angle);
  const shapes = readShapes(level);
  const upsideDown =
    shapes.headline > headlineTells
      ? shapes.headlineBelow > shapes.headlineAbove
      : shapes.descenders > shapes.ascenders;
  return {
    quarters: ((lying ? 1 : 0) + (upsideDown ? 2 : 0)) % 4,
    skew: angle,
    script: scriptOf(shapes.headline),
    headline: shapes.headline,
    letters: shapes.letters,
  };
}

function scriptOf(headline: number): Script {
  if (headline >= allDevanagari) return 'devanagari';
  return headline < noDevanagari ? 'latin' : 'mixed';
}

interface Shapes {
  headline: number;
  /** Width of words whose headline is in the upper, and in the lower, half. */
  headlineAbove: number;
  headlineBelow: number;
  /** Ink above, and below, the dense band of the lines: b d f h k l against g p q y. */
  ascenders: number;
  descenders: number;
  letters: number;
}

/** Reads the shapes on a level page whose lines lie. */
function readShapes(page: GreyImage): Shapes {
  const mask = inkMask(page);
  const components = componentsOf(mask, page.width, page.height);
  const letters = components.filter(
    ({ size, width, height }) => size > 12 && height > 6 && height < 90 && width < page.width * 0.5,
  );
  const heights = letters.map(({ height }) => height).sort((a, b) => a - b);
  const usual = heights[Math.floor(heights.length * 0.6)] ?? 16;
  return {
    ...headlines(components, usual, page.width),
    ...aboveAndBelow(mask, page, usual),
    letters: letters.length,
  };
}

/** A Devanagari word hangs from a bar nearly as wide as the word; no Latin letter or word does. */
function headlines(components: Component[], usual: number, pageWidth: number) {
  let total = 0;
  let headlineAbove = 0;
  let headlineBelow = 0;
  for (const { size, width, height, rows } of components) {
    if (size < 12 || height < usual * 0.45 || height > usual * 2.4 || width > pageWidth * 0.45) {
      continue;
    }
    total += width;
    let fullest = 0;
    for (let row = 1; row < height; row++) {
      if ((rows[row] as number) > (rows[fullest] as number)) fullest = row;
    }
    const hangs =
      width > height * 1.25 &&
      (rows[fullest] as number) >= width * 0.72 &&
      size / (width * height) < 0.75;
    if (!hangs) continue;
    if (fullest / height < 0.5) headlineAbove += width;
    else headlineBelow += width;
  }
  const headline = total > 0 ? (headlineAbove + headlineBelow) / total : 0;
  return { headline, headlineAbove, headlineBelow };
}

function aboveAndBelow(mask: Uint8Array, { width, height }: GreyImage, usual: number) {
  const profile = new Int32Array(height);
  for (let y = 0, i = 0; y < height; y++) {
    let dark = 0;
    for (let x = 0; x < width; x++, i++) dark += mask[i] as number;
    profile[y] = dark;
  }
  let ascenders = 0;
  let descenders = 0;
  let y = 0;
  while (y < height) {
    while (y < height && (profile[y] as number) < 3) y++;
    const start = y;
    while (y < height && (profile[y] as number) >= 3) y++;
    const line = profile.subarray(start, y);
    if (line.length < usual * 0.7 || line.length > usual * 3.2) continue;
    const peak = Math.max(...line);
    if (peak < 20) continue;
    const dense = peak * 0.5;
    const first = line.findIndex((dark) => dark >= dense);
    const last = line.findLastIndex((dark) => dark >= dense);
    for (let i = 0; i < first; i++) ascenders += line[i] as number;
    for (let i = last + 1; i < line.length; i++) descenders += line[i] as number;
  }
  return { ascenders, descenders };
}
