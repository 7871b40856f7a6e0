import { chain, type Mapping, scaling, unquartering, unturning } from './geometry.ts';
import { type GreyImage, isBilevel, quarterTurn, resize, rotateBy } from './greyImage.ts';
import type { PagePicture } from './image.ts';
import { clipToInk, flattenLight } from './light.ts';
import { limits } from './limits.ts';
import { findSheet, layFlat } from './rectify.ts';
import { despeckle, type Rules, takeOutRules } from './rules.ts';
import { measureSkew } from './skew.ts';
import { type Triage, triage } from './triage.ts';

/** A page made ready for a recogniser. */
export interface PreparedPage {
  /** Level, evenly lit, 170 to 400 dpi, long rules taken out. */
  image: GreyImage;
  dpi: number;
  rules: Rules;
  /** Degrees by which the lines fell to the right before they were levelled. */
  skew: number;
  /** From a place on `image` to fractions of the upright stored page. */
  toPage: Mapping;
}

/** A page turned upright and lit, not yet levelled: what a human, or an engine elsewhere, would be shown. */
export interface UprightPage {
  image: GreyImage;
  dpi: number;
  bilevel: boolean;
  /** True where a photographed sheet was laid flat. */
  laidFlat: boolean;
  triage: Triage;
  /** From a place on `image` to fractions of the upright stored page. */
  toPage: Mapping;
}

/** Angles below this many degrees are left: turning softens strokes more than the slope harms. */
const straightEnough = 0.08;

/** Lays a photographed sheet flat, finds out which way is up, evens the light. */
export async function makeUpright(picture: PagePicture): Promise<UprightPage> {
  let { plain, print, dpi } = picture;
  const stored = { width: plain.width, height: plain.height };
  let back: Mapping = (point) => point;

  const sheet = await findSheet(plain);
  if (sheet) {
    const laid = layFlat(print, sheet);
    plain = print === plain ? laid.flat : layFlat(plain, sheet).flat;
    print = laid.flat;
    back = laid.back;
    dpi = Math.max(72, Math.round(Math.min(print.width, print.height) / 8.27));
  }

  const seen = await triage(plain);
  const { quarters } = seen;
  const bilevel = isBilevel(print);
  let image = quarterTurn(print, quarters);
  if (!bilevel) image = clipToInk(flattenLight(image));
  const toStored = chain(unquartering(quarters, print), back);
  const laidFlat = sheet !== undefined;
  return {
    image,
    dpi,
    bilevel,
    laidFlat,
    triage: seen,
    toPage: chain(toStored, onUprightPage(quarters, stored)),
  };
}

/** Levels an upright page, brings it to a useful resolution, and clears it of rules and dust. */
export async function makeReady(page: UprightPage): Promise<PreparedPage> {
  let { image, dpi, toPage } = page;
  // Measured again: triage looked before ink and shadow were gone, and a twentieth of a degree matters.
  const { angle: skew } = await measureSkew(image);
  if (Math.abs(skew) >= straightEnough) {
    const level = await rotateBy(image, -skew);
    toPage = chain(unturning(-skew, level, image), toPage);
    image = level;
  }
  if (dpi < 170 || dpi > 400) {
    const room = Math.sqrt(limits.readPixels / (image.width * image.height));
    const scale = Math.min(limits.renderDpi / dpi, room);
    const width = Math.round(image.width * scale);
    const height = Math.round(image.height * scale);
    toPage = chain(scaling(image.width / width, image.height / height), toPage);
    image = await resize(image, width, height, scale > 1 ? 'cubic' : 'lanczos3');
    dpi *= scale;
  }
  const { clean, rules } = takeOutRules(image);
  image = page.bilevel ? despeckle(clean) : clean;
  return { image, dpi: Math.round(dpi), rules, skew, toPage };
}

/** From a place on the stored page to fractions of that page turned upright. */
function onUprightPage(quarters: number, stored: { width: number; height: number }): Mapping {
  const { width, height } = stored;
  return ([x, y]) => {
    const across = x / width;
    const down = y / height;
    if (quarters === 1) return [1 - down, across];
    if (quarters === 2) return [1 - across, 1 - down];
    if (quarters === 3) return [down, 1 - across];
    return [across, down];
  };
}
