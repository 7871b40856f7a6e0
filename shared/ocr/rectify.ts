import {
  type Mapping,
  type Point,
  type Projection,
  project,
  projectionBetween,
} from './geometry.ts';
import { blur, type GreyImage, resize } from './greyImage.ts';

/** The four corners of a sheet in a photograph: top left, top right, bottom right, bottom left. */
export type Sheet = readonly [Point, Point, Point, Point];

/** Width of the copy in which the sheet is looked for. */
const searchWidth = 300;
/** Pixels cut off inside the found edge, where desk shows. */
const inset = 6;

/**
 * Finds a bright sheet on a darker desk, or nothing when the picture is a scan. The frame of the picture is
 * taken for the desk; the sheet is what is brighter and hangs together around the middle; it must fill its
 * four-cornered outline, or it is not a sheet.
 */
export async function findSheet(image: GreyImage): Promise<Sheet | undefined> {
  const scale = searchWidth / image.width;
  const height = Math.max(1, Math.round(image.height * scale));
  const small = await blur(await resize(image, searchWidth, height, 'linear'), 1.2);
  const threshold = deskThreshold(small);
  if (threshold === undefined) return undefined;

  const { mask, area } = fillFromMiddle(small, threshold);
  if (area < mask.length * 0.25) return undefined;
  const corners = cornersOf(mask, small.width, small.height);
  if (!corners) return undefined;
  const share = area / outlineArea(corners);
  if (share < 0.88 || share > 1.12) return undefined;
  return corners.map(([x, y]) => [x / scale, y / scale] as Point) as unknown as Sheet;
}

/** The sheet, laid flat, with the way back from its pixels to the photograph's. */
export function layFlat(image: GreyImage, sheet: Sheet): { flat: GreyImage; back: Mapping } {
  const [topLeft, topRight, bottomRight, bottomLeft] = sheet;
  const width = Math.round(
    Math.max(distance(topLeft, topRight), distance(bottomLeft, bottomRight)),
  );
  const height = Math.round(
    Math.max(distance(topLeft, bottomLeft), distance(topRight, bottomRight)),
  );
  const target: Point[] = [
    [-inset, -inset],
    [width + inset, -inset],
    [width + inset, height + inset],
    [-inset, height + inset],
  ];
  const projection = projectionBetween(target, sheet);
  const flat = sampleThrough(image, projection, width, height);
  return { flat, back: (point) => project(projection, point) };
}

/** Grey value that parts desk from sheet; nothing where the frame is not clearly darker than the paper. */
function deskThreshold({ data, width, height }: GreyImage): number | undefined {
  const border = Math.max(2, Math.round(width * 0.015));
  const frame: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const inside = x >= border && y >= border && x < width - border && y < height - border;
      if (!inside) frame.push(data[y * width + x] as number);
    }
  }
  frame.sort((a, b) => a - b);
  const all = Uint8Array.from(data).sort();
  const desk = frame[frame.length >> 1] as number;
  const brightDesk = frame[Math.floor(frame.length * 0.9)] as number;
  const sheet = all[Math.floor(all.length * 0.95)] as number;
  if (sheet - desk < 60 || brightDesk > desk + 0.35 * (sheet - desk)) return undefined;
  return Math.max(brightDesk + 6, desk + 0.22 * (sheet - desk));
}

function fillFromMiddle({ data, width, height }: GreyImage, threshold: number) {
  const mask = new Uint8Array(data.length);
  let seed = (height >> 1) * width + (width >> 1);
  // The middle may lie on a letter: step along until paper is met.
  for (let step = 0; step < 400 && (data[seed] ?? 0) < threshold; step++) seed++;
  const stack = [seed];
  mask[seed] = 1;
  let area = 0;
  const visit = (at: number): void => {
    if (mask[at] === 0 && (data[at] as number) >= threshold) {
      mask[at] = 1;
      stack.push(at);
    }
  };
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    area++;
    const x = at % width;
    if (x + 1 < width) visit(at + 1);
    if (x > 0) visit(at - 1);
    if (at + width < data.length) visit(at + width);
    if (at >= width) visit(at - width);
  }
  return { mask, area };
}

/** A straight edge: `across = start + slope * along`. */
interface Edge {
  start: number;
  slope: number;
}

/** Where the four edges of the mask cross; nothing where a side of it is not straight. */
function cornersOf(mask: Uint8Array, width: number, height: number): Sheet | undefined {
  const left: Point[] = [];
  const right: Point[] = [];
  const top: Point[] = [];
  const bottom: Point[] = [];
  for (let y = 0; y < height; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const first = row.indexOf(1);
    if (first < 0) continue;
    left.push([y, first]);
    right.push([y, row.lastIndexOf(1)]);
  }
  for (let x = 0; x < width; x++) {
    let first = -1;
    let last = -1;
    for (let y = 0; y < height; y++) {
      if (mask[y * width + x] === 0) continue;
      if (first < 0) first = y;
      last = y;
    }
    if (first < 0) continue;
    top.push([x, first]);
    bottom.push([x, last]);
  }
  const edges = [left, right, top, bottom].map(straightEdge);
  const [leftEdge, rightEdge, topEdge, bottomEdge] = edges;
  if (!leftEdge || !rightEdge || !topEdge || !bottomEdge) return undefined;
  return [
    crossing(leftEdge, topEdge),
    crossing(rightEdge, topEdge),
    crossing(rightEdge, bottomEdge),
    crossing(leftEdge, bottomEdge),
  ];
}

/** Points tried against each other as the two ends of an edge. */
const trials = 24;
/** Pixels of the small copy by which a point may miss an edge and still be on it. */
const onEdge = 2;

/**
 * The line that passes by most of the points: light that spills over one corner, or a thumb on the edge,
 * is outvoted. Nothing where fewer than half of the points lie on one line.
 */
function straightEdge(points: readonly Point[]): Edge | undefined {
  if (points.length < 20) return undefined;
  const tried = Array.from(
    { length: trials },
    (_, i) => points[Math.floor((i * (points.length - 1)) / (trials - 1))] as Point,
  );
  let most: Point[] = [];
  for (const [i, [fromAlong, fromAcross]] of tried.entries()) {
    for (const [toAlong, toAcross] of tried.slice(i + 4)) {
      const slope = (toAcross - fromAcross) / (toAlong - fromAlong);
      const edge = { start: fromAcross - slope * fromAlong, slope };
      const near = points.filter((point) => miss(edge, point) <= onEdge);
      if (near.length > most.length) most = near;
    }
  }
  return most.length >= points.length * 0.5 ? fitLine(most) : undefined;
}

function miss({ start, slope }: Edge, [along, across]: Point): number {
  return Math.abs(start + slope * along - across);
}

/** Least squares. */
function fitLine(points: readonly Point[]): Edge {
  const count = points.length;
  let meanAlong = 0;
  let meanAcross = 0;
  for (const [along, across] of points) {
    meanAlong += along / count;
    meanAcross += across / count;
  }
  let covariance = 0;
  let variance = 0;
  for (const [along, across] of points) {
    covariance += (along - meanAlong) * (across - meanAcross);
    variance += (along - meanAlong) ** 2;
  }
  const slope = variance > 0 ? covariance / variance : 0;
  return { start: meanAcross - slope * meanAlong, slope };
}

/** Where a standing edge (x by y) meets a lying edge (y by x). */
function crossing(standing: Edge, lying: Edge): Point {
  const y = (lying.start + lying.slope * standing.start) / (1 - lying.slope * standing.slope);
  return [standing.start + standing.slope * y, y];
}

function outlineArea(corners: Sheet): number {
  let twice = 0;
  for (let i = 0; i < 4; i++) {
    const [x, y] = corners[i] as Point;
    const [nextX, nextY] = corners[(i + 1) % 4] as Point;
    twice += x * nextY - nextX * y;
  }
  return Math.abs(twice) / 2;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

/** Fills a new picture by looking each pixel up in the old one, between four neighbours. */
function sampleThrough(
  { data, width, height }: GreyImage,
  m: Projection,
  newWidth: number,
  newHeight: number,
): GreyImage {
  const [a, b, c, d, e, f, g, h] = m as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const flat = new Uint8Array(newWidth * newHeight);
  for (let y = 0, i = 0; y < newHeight; y++) {
    for (let x = 0; x < newWidth; x++, i++) {
      const depth = g * x + h * y + 1;
      const u = (a * x + b * y + c) / depth;
      const v = (d * x + e * y + f) / depth;
      const left = u | 0;
      const top = v | 0;
      if (u < 0 || v < 0 || left >= width - 1 || top >= height - 1) {
        flat[i] = 255;
        continue;
      }
      const across = u - left;
      const at = top * width + left;
      const above = (data[at] as number) * (1 - across) + (data[at + 1] as number) * across;
      const below =
        (data[at + width] as number) * (1 - across) + (data[at + width + 1] as number) * across;
      flat[i] = above + (below - above) * (v - top);
    }
  }
  return { data: flat, width: newWidth, height: newHeight };
}
