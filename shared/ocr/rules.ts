import type { GreyImage } from './greyImage.ts';

/** A drawn straight line: `at` is its y (lying) or x (standing), `from` and `to` its ends, in pixels. */
export interface Rule {
  at: number;
  from: number;
  to: number;
}

/** The lines drawn on a page: of tables, forms and ruled note sheets. */
export interface Rules {
  lying: Rule[];
  standing: Rule[];
}

/** Grey value below which a pixel belongs to a line. */
const ink = 170;
/** Pixels a line may be interrupted by. */
const gapAllowed = 3;
/** Thickest line that is taken out; anything thicker is print. */
const thickest = 6;
/** Shortest lying line taken out, as a share of the width: the headline of the longest Hindi word is far shorter. */
const shortestErased = 0.28;
/** Pixels between two pieces of a line that is not quite level, along the line. */
const pieceGap = 40;
/** Shortest line remembered as a table's edge, as a share of width or height. */
const shortestLying = 0.1;
const shortestStanding = 0.025;

/**
 * Finds drawn lines, and takes the long thin lying ones out of a copy of the page. Standing lines are left
 * in: Tesseract copes with them, and taking them out costs letters such as the Devanagari danda.
 */
export function takeOutRules(image: GreyImage): { clean: GreyImage; rules: Rules } {
  const { width, height, data } = image;
  const clean = new Uint8Array(data);
  const lying: Rule[] = [];
  const standing: Rule[] = [];

  eachRun(width, height, 1, width, data, width * shortestLying, (y, from, to) => {
    join(lying, { at: y, from, to });
    if (to - from < width * shortestErased) return;
    for (let x = from; x < to; x++) {
      const [top, bottom] = inkAround(data, y * width + x, width, y, height);
      if (bottom - top >= thickest) continue;
      for (let k = top; k <= bottom; k++) clean[k * width + x] = 255;
    }
  });
  eachRun(height, width, width, 1, data, height * shortestStanding, (x, from, to) => {
    join(standing, { at: x, from, to });
  });
  return { clean: { width, height, data: clean }, rules: { lying, standing } };
}

/** Calls back for each dark run of at least `shortest` pixels along each of `count` lines. */
function eachRun(
  length: number,
  count: number,
  step: number,
  stride: number,
  data: Uint8Array,
  shortest: number,
  found: (line: number, from: number, to: number) => void,
): void {
  for (let line = 0; line < count; line++) {
    let start = -1;
    let gap = 0;
    let dark = 0;
    for (let i = 0, at = line * stride; i <= length; i++, at += step) {
      if (i < length && (data[at] as number) < ink) {
        if (start < 0) {
          start = i;
          dark = 0;
        }
        dark++;
        gap = 0;
      } else if (start >= 0 && (++gap > gapAllowed || i === length)) {
        const end = i - gap + 1;
        if (end - start >= shortest && dark > (end - start) * 0.85) found(line, start, end);
        start = -1;
        gap = 0;
      }
    }
  }
}

/** First and last row of the ink that stands above and below a pixel, looking a little further than a line is thick. */
function inkAround(
  data: Uint8Array,
  at: number,
  width: number,
  y: number,
  height: number,
): [number, number] {
  let top = y;
  let bottom = y;
  for (
    let k = at - width;
    top > 0 && y - top < thickest + 2 && (data[k] as number) < ink;
    k -= width
  ) {
    top--;
  }
  for (
    let k = at + width;
    bottom < height - 1 && bottom - y < thickest + 2 && (data[k] as number) < ink;
    k += width
  ) {
    bottom++;
  }
  return [top, bottom];
}

/** Adds a run to the lines found so far; neighbouring runs that meet are one line. */
function join(rules: Rule[], run: Rule): void {
  let grown = run;
  for (let i = rules.length - 1; i >= 0; i--) {
    const rule = rules[i] as Rule;
    if (run.at - rule.at > 2 * thickest) break;
    if (grown.from > rule.to + pieceGap || rule.from > grown.to + pieceGap) continue;
    grown = {
      at: run.at,
      from: Math.min(rule.from, grown.from),
      to: Math.max(rule.to, grown.to),
    };
    rules.splice(i, 1);
  }
  rules.push(grown);
}

/** Takes out specks of up to four pixels, the dust of 1-bit scans. */
export function despeckle(image: GreyImage): GreyImage {
  const { width, height, data } = image;
  const clean = new Uint8Array(data);
  const seen = new Uint8Array(data.length);
  const stack: number[] = [];
  const speck: number[] = [];
  for (let start = 0; start < data.length; start++) {
    if (seen[start] === 1 || (data[start] as number) >= 128) continue;
    stack.push(start);
    speck.length = 0;
    let size = 0;
    seen[start] = 1;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (++size <= 4) speck.push(at);
      const x = at % width;
      const y = (at - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (seen[near] === 0 && (data[near] as number) < 128) {
            seen[near] = 1;
            stack.push(near);
          }
        }
      }
    }
    if (size <= 4) for (const at of speck) clean[at] = 255;
  }
  return { ...image, data: clean };
}
