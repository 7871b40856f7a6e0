/** A place in a picture, in pixels. */
export type Point = readonly [x: number, y: number];

/** Carries a place in one picture to the same place in another. */
export type Mapping = (point: Point) => Point;

/** A rectangle: left, top, width, height. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** First `first`, then `second`. */
export function chain(first: Mapping, second: Mapping): Mapping {
  return (point) => second(first(point));
}

/** From a picture back to the one it was scaled from. */
export function scaling(factorX: number, factorY: number): Mapping {
  return ([x, y]) => [x * factorX, y * factorY];
}

/** From a picture turned clockwise by `degrees` about its middle, and grown for it, back to the picture before. */
export function unturning(
  degrees: number,
  turned: { width: number; height: number },
  before: { width: number; height: number },
): Mapping {
  const angle = (-degrees * Math.PI) / 180;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return ([x, y]) => {
    const dx = x - turned.width / 2;
    const dy = y - turned.height / 2;
    return [before.width / 2 + dx * cos - dy * sin, before.height / 2 + dx * sin + dy * cos];
  };
}

/** From a picture turned clockwise by whole quarters back to the picture before, which measured `before`. */
export function unquartering(quarters: number, before: { width: number; height: number }): Mapping {
  const { width, height } = before;
  if (quarters === 1) return ([x, y]) => [y, height - x];
  if (quarters === 2) return ([x, y]) => [width - x, height - y];
  if (quarters === 3) return ([x, y]) => [width - y, x];
  return (point) => point;
}

/**
 * Carries a box. Its middle moves; its sides keep their length along the new direction, so a box in a line
 * that slopes does not grow with the slope as the hull of its corners would.
 */
export function mapBox(box: Box, mapping: Mapping): Box {
  const middleX = box.x + box.w / 2;
  const middleY = box.y + box.h / 2;
  const [centreX, centreY] = mapping([middleX, middleY]);
  const left = mapping([box.x, middleY]);
  const right = mapping([box.x + box.w, middleY]);
  const top = mapping([middleX, box.y]);
  const bottom = mapping([middleX, box.y + box.h]);
  const along = Math.hypot(right[0] - left[0], right[1] - left[1]);
  const down = Math.hypot(bottom[0] - top[0], bottom[1] - top[1]);
  // A quarter turn lays the width upright.
  const lying = Math.abs(right[0] - left[0]) >= Math.abs(right[1] - left[1]);
  const w = lying ? along : down;
  const h = lying ? down : along;
  return { x: centreX - w / 2, y: centreY - h / 2, w, h };
}

/** Nine numbers of a projective map, row by row; the last is 1. */
export type Projection = readonly number[];

/** The projection that carries each of four points to its partner (Gaussian elimination with pivoting). */
export function projectionBetween(from: readonly Point[], to: readonly Point[]): Projection {
  const rows: number[][] = [];
  for (let i = 0; i < 4; i++) {
    const [x, y] = from[i] as Point;
    const [u, v] = to[i] as Point;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  const at = (row: number, column: number): number => (rows[row] as number[])[column] as number;
  for (let i = 0; i < 8; i++) {
    let pivot = i;
    for (let k = i + 1; k < 8; k++) if (Math.abs(at(k, i)) > Math.abs(at(pivot, i))) pivot = k;
    const swapped = rows[i] as number[];
    rows[i] = rows[pivot] as number[];
    rows[pivot] = swapped;
    for (let k = i + 1; k < 8; k++) {
      const factor = at(k, i) / at(i, i);
      for (let j = i; j < 9; j++) (rows[k] as number[])[j] = at(k, j) - factor * at(i, j);
    }
  }
  const solved = new Array<number>(8).fill(0);
  for (let i = 7; i >= 0; i--) {
    let sum = at(i, 8);
    for (let j = i + 1; j < 8; j++) sum -= at(i, j) * (solved[j] as number);
    solved[i] = sum / at(i, i);
  }
  return [...solved, 1];
}

export function project(m: Projection, [x, y]: Point): Point {
  const depth = (m[6] as number) * x + (m[7] as number) * y + (m[8] as number);
  return [
    ((m[0] as number) * x + (m[1] as number) * y + (m[2] as number)) / depth,
    ((m[3] as number) * x + (m[4] as number) * y + (m[5] as number)) / depth,
  ];
}
