import { describe, expect, it } from 'vitest';
import { mapBox, project, projectionBetween } from '../../shared/ocr/geometry.ts';
import { type GreyImage, quarterTurn, rotateBy } from '../../shared/ocr/greyImage.ts';
import { believableDpi } from '../../shared/ocr/image.ts';
import { type ColourImage, greyWithoutInk } from '../../shared/ocr/ink.ts';
import { flattenLight } from '../../shared/ocr/light.ts';
import { makeReady, makeUpright } from '../../shared/ocr/prepare.ts';
import { findSheet } from '../../shared/ocr/rectify.ts';
import { despeckle, takeOutRules } from '../../shared/ocr/rules.ts';
import { measureSkew } from '../../shared/ocr/skew.ts';

const blank = (width: number, height: number, grey = 255): GreyImage => ({
  data: new Uint8Array(width * height).fill(grey),
  width,
  height,
});

function fill(image: GreyImage, x: number, y: number, w: number, h: number, grey = 0): void {
  for (let row = y; row < y + h; row++) {
    image.data.fill(grey, row * image.width + x, row * image.width + x + w);
  }
}

/** Rows of dashes: lines of text to anything that does not read. */
function page(width = 1200, height = 1700): GreyImage {
  const image = blank(width, height);
  for (let y = 150; y < height - 150; y += 45) {
    for (let x = 100; x < width - 140; x += 60) fill(image, x, y, 44, 16);
  }
  return image;
}

function paint(width: number, height: number, colour: readonly number[]): ColourImage {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % 3] as number;
  return { data, width, height };
}

function dot(image: ColourImage, x: number, y: number, size: number, colour: number[]): void {
  for (let row = y; row < y + size; row++) {
    for (let column = x; column < x + size; column++) {
      image.data.set(colour, (row * image.width + column) * 3);
    }
  }
}

describe('the slope of the lines', () => {
  it.each([-2.4, 0, 1.5])('is found within a tenth of a degree at %s°', async (angle) => {
    const { angle: found } = await measureSkew(await rotateBy(page(), angle));
    expect(Math.abs(found - angle)).toBeLessThan(0.1);
  });

  it('is none on an empty page', async () => {
    expect((await measureSkew(blank(800, 1000))).angle).toBe(0);
  });
});

describe('places on the prepared page', () => {
  it('lead back to the upright page after levelling and scaling', async () => {
    const drawn = page(1000, 1400);
    const slanted = await rotateBy(drawn, 2);
    const upright = await makeUpright({ plain: slanted, print: slanted, dpi: 120 });
    const ready = await makeReady(upright);
    expect(ready.dpi).toBe(300);
    // The middle of the page stays where it is; a corner of the print moves with the slope.
    const middle = ready.toPage([ready.image.width / 2, ready.image.height / 2]);
    expect(middle[0]).toBeCloseTo(0.5, 2);
    expect(middle[1]).toBeCloseTo(0.5, 2);
    // A level row of the prepared page lies aslant on the page as it is.
    const [left, leftY] = ready.toPage([0.2 * ready.image.width, 900]);
    const [right, rightY] = ready.toPage([0.8 * ready.image.width, 900]);
    const fall = ((rightY - leftY) * slanted.height) / ((right - left) * slanted.width);
    expect((Math.atan(fall) * 180) / Math.PI).toBeCloseTo(2, 0);
    const factor = ready.image.width;
    const box = mapBox({ x: 0.4 * factor, y: 0.5 * factor, w: 0.1 * factor, h: 20 }, ready.toPage);
    expect(box.w * slanted.width).toBeCloseTo(((0.1 * factor) / 300) * 120, 0);
  });

  it('come back after quarter turns', () => {
    const image = blank(3, 2);
    image.data.set([1, 2, 3, 4, 5, 6]);
    expect([...quarterTurn(image, 1).data]).toEqual([4, 1, 5, 2, 6, 3]);
    expect([...quarterTurn(quarterTurn(image, 1), 3).data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...quarterTurn(image, 2).data]).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('come back through a projection', () => {
    const from = [
      [0, 0],
      [100, 0],
      [100, 100],
      [0, 100],
    ] as const;
    const to = [
      [10, 5],
      [90, 0],
      [110, 95],
      [0, 100],
    ] as const;
    const projection = projectionBetween(from, to);
    for (const [i, corner] of from.entries()) {
      const [x, y] = project(projection, corner);
      expect(x).toBeCloseTo(to[i]?.[0] as number, 6);
      expect(y).toBeCloseTo(to[i]?.[1] as number, 6);
    }
  });
});

describe('stamps and pens', () => {
  const at = (image: ColourImage, grey: Uint8Array, x: number, y: number) =>
    grey[y * image.width + x] as number;

  it('vanish, and black print under them stays', () => {
    const image = paint(200, 200, [250, 250, 250]);
    dot(image, 20, 20, 40, [120, 100, 190]);
    dot(image, 30, 30, 10, [30, 22, 45]);
    dot(image, 100, 100, 60, [10, 10, 10]);
    const grey = greyWithoutInk(image);
    expect(at(image, grey, 50, 50)).toBeGreaterThan(220);
    expect(at(image, grey, 35, 35)).toBeLessThan(80);
    expect(at(image, grey, 130, 130)).toBeLessThan(20);
  });

  it('stay where the letter itself is typed in blue', () => {
    const image = paint(200, 200, [250, 250, 250]);
    dot(image, 20, 20, 60, [40, 50, 150]);
    expect(at(image, greyWithoutInk(image), 50, 50)).toBeLessThan(90);
  });
});

describe('the light', () => {
  it('is evened out from a dark corner to a bright one', () => {
    const image = blank(640, 640);
    for (let y = 0; y < 640; y++) {
      for (let x = 0; x < 640; x++) image.data[y * 640 + x] = 90 + ((x + y) * 150) / 1280;
    }
    const flat = flattenLight(image).data;
    expect(flat.every((value) => value > 200)).toBe(true);
  });

  it('of a picture smaller than a block does no harm', () => {
    expect(flattenLight(blank(5, 3, 200)).data.every((value) => value > 240)).toBe(true);
  });
});

describe('rules', () => {
  it('are taken out where they are long and thin, and remembered', () => {
    const image = blank(1000, 1000);
    fill(image, 100, 200, 800, 3);
    fill(image, 100, 400, 800, 3);
    fill(image, 100, 200, 3, 203);
    fill(image, 300, 600, 120, 4);
    fill(image, 100, 800, 800, 30);
    const { clean, rules } = takeOutRules(image);
    expect(clean.data[201 * 1000 + 500]).toBe(255);
    expect(clean.data[601 * 1000 + 350]).toBe(0);
    expect(clean.data[810 * 1000 + 500]).toBe(0);
    expect(rules.lying.filter(({ to, from }) => to - from > 500).length).toBeGreaterThanOrEqual(2);
    expect(rules.standing[0]).toMatchObject({ from: 200, to: 403 });
  });

  it('that step down by a pixel are one rule', () => {
    const image = blank(1000, 400);
    for (let x = 100; x < 900; x++) fill(image, x, 100 + Math.floor(x / 200), 1, 3);
    expect(takeOutRules(image).rules.lying).toEqual([
      expect.objectContaining({ from: 100, to: 900 }),
    ]);
  });
});

it('dust of a few pixels is taken out, a dot of an i is not', () => {
  const image = blank(100, 100);
  fill(image, 10, 10, 2, 2);
  fill(image, 50, 50, 3, 3);
  const { data } = despeckle(image);
  expect(data[10 * 100 + 10]).toBe(255);
  expect(data[51 * 100 + 51]).toBe(0);
});

describe('a photographed sheet', () => {
  it('is found although light spills over its corner', async () => {
    const photo = blank(900, 1200, 40);
    for (let y = 150; y < 1050; y++) fill(photo, 120 + Math.round(y / 30), y, 620, 1, 210);
    fill(photo, 700, 100, 200, 120, 150);
    const sheet = await findSheet(photo);
    expect(sheet).toBeDefined();
    const [topLeft, topRight] = sheet ?? [];
    expect(Math.hypot((topLeft?.[0] ?? 0) - 125, (topLeft?.[1] ?? 0) - 150)).toBeLessThan(15);
    expect(Math.hypot((topRight?.[0] ?? 0) - 745, (topRight?.[1] ?? 0) - 150)).toBeLessThan(15);
  });

  it('is not looked for in a scan', async () => {
    expect(await findSheet(page())).toBeUndefined();
  });
});

it('a resolution is believed only where it makes a sheet of paper', () => {
  expect(believableDpi(300, 2480, 3508)).toBe(300);
  expect(believableDpi(72, 2480, 3508)).toBe(300);
  expect(believableDpi(600, 1240, 1754)).toBe(150);
  expect(believableDpi(undefined, 1654, 2339)).toBe(200);
});
