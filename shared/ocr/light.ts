import { type GreyImage, mapGrey, otsuThreshold } from './greyImage.ts';

/** Where the paper's own brightness is brought to by `flattenLight`. */
const paper = 250;

/**
 * Evens out shadow, yellowed paper and uneven lamps. The paper's brightness is taken as a high percentile of
 * each block, spread to the neighbours (a block full of ink must not look like dark paper), smoothed, and
 * divided out.
 */
export function flattenLight(image: GreyImage, block = 32): GreyImage {
  const { width, height, data } = image;
  const columns = Math.ceil(width / block);
  const rows = Math.ceil(height / block);
  let light = paperBrightness(image, block, columns, rows);
  light = overNeighbours(light, columns, rows, Math.max, 0);
  light = overNeighbours(light, columns, rows, (sum, value) => sum + value / 9, 0);

  const lastColumn = columns - 1;
  const flat = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const gridY = Math.min(rows - 1.001, Math.max(0, y / block - 0.5));
    const above = Math.max(0, Math.floor(gridY));
    const down = Math.max(0, gridY - above);
    const rowAbove = above * columns;
    const rowBelow = Math.min(rows - 1, above + 1) * columns;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      const gridX = Math.min(columns - 1.001, Math.max(0, x / block - 0.5));
      const left = gridX > 0 ? gridX | 0 : 0;
      const across = gridX > left ? gridX - left : 0;
      const right = left < lastColumn ? left + 1 : lastColumn;
      const top =
        (light[rowAbove + left] as number) * (1 - across) +
        (light[rowAbove + right] as number) * across;
      const bottom =
        (light[rowBelow + left] as number) * (1 - across) +
        (light[rowBelow + right] as number) * across;
      const here = top * (1 - down) + bottom * down;
      const value = ((data[i] as number) * paper) / Math.max(40, here);
      flat[i] = Math.min(255, value);
    }
  }
  return { ...image, data: flat };
}

/** The 90th percentile of brightness in each block. */
function paperBrightness(
  { data, width, height }: GreyImage,
  block: number,
  columns: number,
  rows: number,
): Float32Array {
  const light = new Float32Array(columns * rows);
  const histogram = new Uint32Array(256);
  for (let row = 0; row < rows; row++) {
    const endY = Math.min(height, (row + 1) * block);
    for (let column = 0; column < columns; column++) {
      const endX = Math.min(width, (column + 1) * block);
      histogram.fill(0);
      let count = 0;
      for (let y = row * block; y < endY; y += 2) {
        for (let x = column * block; x < endX; x += 2, count++) {
          histogram[data[y * width + x] as number]!++;
        }
      }
      let value = 255;
      let brighter = histogram[255] as number;
      while (value > 0 && brighter < count * 0.1) brighter += histogram[--value] as number;
      light[row * columns + column] = value;
    }
  }
  return light;
}

/** Folds each cell of the grid with its eight neighbours; edges repeat. */
function overNeighbours(
  grid: Float32Array,
  columns: number,
  rows: number,
  fold: (sum: number, value: number) => number,
  start: number,
): Float32Array {
  const folded = new Float32Array(grid.length);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      let sum = start;
      for (let dy = -1; dy <= 1; dy++) {
        const row = Math.min(rows - 1, Math.max(0, y + dy)) * columns;
        for (let dx = -1; dx <= 1; dx++) {
          const column = Math.min(columns - 1, Math.max(0, x + dx));
          sum = fold(sum, grid[row + column] as number);
        }
      }
      folded[y * columns + x] = sum;
    }
  }
  return folded;
}

/**
 * Pushes paper to white and ink to black around the Otsu threshold, keeping the soft edges of strokes. Light
 * rules, show-through and lifted ink fall into the paper.
 */
export function clipToInk(image: GreyImage, reach = 1.15): GreyImage {
  const threshold = otsuThreshold(image, 3);
  const black = threshold * 0.5;
  const white = Math.max(black + 1, Math.min(238, threshold * reach));
  const table = new Uint8Array(256);
  for (let value = 0; value < 256; value++) {
    const spread = ((value - black) * 255) / (white - black);
    table[value] = Math.max(0, Math.min(255, spread));
  }
  return mapGrey(image, table);
}
