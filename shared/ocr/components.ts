import type { GreyImage } from './greyImage.ts';

/** A connected blot of ink. */
export interface Component {
  x: number;
  y: number;
  width: number;
  height: number;
  /** Number of dark pixels. */
  size: number;
  /** Dark pixels in each of its rows, from the top. */
  rows: Int32Array;
}

/** A page as ink (1) and paper (0), its outer margin left out: scanner shadows and staple holes live there. */
export function inkMask({ data, width, height }: GreyImage): Uint8Array {
  const mask = new Uint8Array(data.length);
  const marginX = Math.round(width * 0.02);
  const marginY = Math.round(height * 0.015);
  for (let y = marginY; y < height - marginY; y++) {
    for (let x = marginX; x < width - marginX; x++) {
      if ((data[y * width + x] as number) < 150) mask[y * width + x] = 1;
    }
  }
  return mask;
}

/** The connected blots of ink, neighbours over corners included. */
export function componentsOf(mask: Uint8Array, width: number, height: number): Component[] {
  const seen = new Uint8Array(mask.length);
  const queue = new Int32Array(mask.length);
  const components: Component[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || seen[start] === 1) continue;
    let length = 1;
    queue[0] = start;
    seen[start] = 1;
    let left = width;
    let right = 0;
    let top = height;
    let bottom = 0;
    for (let next = 0; next < length; next++) {
      const at = queue[next] as number;
      const x = at % width;
      const y = (at - x) / width;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const near = row * width + column;
          if (mask[near] === 1 && seen[near] === 0) {
            seen[near] = 1;
            queue[length++] = near;
          }
        }
      }
    }
    const rows = new Int32Array(bottom - top + 1);
    for (let i = 0; i < length; i++) rows[Math.floor((queue[i] as number) / width) - top]!++;
    components.push({
      x: left,
      y: top,
      width: right - left + 1,
      height: bottom - top + 1,
      size: length,
      rows,
    });
  }
  return components;
}
