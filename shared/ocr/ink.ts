/** Three bytes a pixel: red, green, blue. */
export interface ColourImage {
  data: Uint8Array;
  width: number;
  height: number;
}

/** Distance between the strongest and the weakest channel from which a pixel counts as coloured. */
const coloured = 40;
/** Strongest channel below which a pixel counts as black print, whatever its tint. */
const black = 70;
/** Strongest channel from which a pixel under stamp ink is taken for paper. */
const clear = 150;
/** Pixels around coloured ink that are its soft edge: JPEG stores colour at half resolution. */
const fringe = 2;

/**
 * Grey values of a colour page without stamps, seals, ball-pen and coloured rules: black print stays black
 * under a violet stamp, because there the strongest channel is still dark. Where most of the dark print is
 * itself coloured (a letter typed in blue, a carbon copy), nothing is taken away.
 */
export function greyWithoutInk(image: ColourImage): Uint8Array {
  const { width, height, data } = image;
  const grey = new Uint8Array(width * height);
  const ink = new Uint8Array(width * height);
  let dark = 0;
  let darkInk = 0;
  let anyInk = false;
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    const red = data[j] as number;
    const green = data[j + 1] as number;
    const blue = data[j + 2] as number;
    const strongest = Math.max(red, green, blue);
    const isInk = strongest - Math.min(red, green, blue) > coloured && strongest > black;
    const value = 0.299 * red + 0.587 * green + 0.114 * blue;
    grey[i] = value;
    if (value < 140) {
      dark++;
      if (isInk) darkInk++;
    }
    if (isInk) {
      ink[i] = 1;
      anyInk = true;
    }
  }
  if (!anyInk || darkInk > dark * 0.6) return grey;

  const near = widen(ink, width, height, fringe);
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    if (near[i] === 0) continue;
    const strongest = Math.max(data[j] as number, data[j + 1] as number, data[j + 2] as number);
    if (strongest >= clear) grey[i] = Math.max(grey[i] as number, strongest, 235);
    else if (strongest > black) {
      const lift = (strongest - black) / (clear - black);
      grey[i] = strongest + (235 - strongest) * lift;
    } else grey[i] = strongest;
  }
  return grey;
}

/** Plain grey values of a colour page. */
export function greyOf({ data, width, height }: ColourImage): Uint8Array {
  const grey = new Uint8Array(width * height);
  for (let i = 0, j = 0; i < grey.length; i++, j += 3) {
    grey[i] =
      0.299 * (data[j] as number) +
      0.587 * (data[j + 1] as number) +
      0.114 * (data[j + 2] as number);
  }
  return grey;
}

/** Grows a mask by `by` pixels to each side, rows first, then columns. */
function widen(mask: Uint8Array, width: number, height: number, by: number): Uint8Array {
  const across = new Uint8Array(mask.length);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if (mask[row + x] === 0) continue;
      across.fill(1, row + Math.max(0, x - by), row + Math.min(width, x + by + 1));
    }
  }
  const both = new Uint8Array(mask.length);
  for (let i = 0; i < across.length; i++) {
    if (across[i] === 0) continue;
    for (let k = -by; k <= by; k++) {
      const at = i + k * width;
      if (at >= 0 && at < both.length) both[at] = 1;
    }
  }
  return both;
}
