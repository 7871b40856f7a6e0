/** The process that opens strangers' pages for the press; see `drawing.ts`. */

import { readFile } from 'node:fs/promises';
import { serveJobs } from '../ocr/childLoop.ts';
import { checkPicture, openPicture } from '../ocr/image.ts';
import { checkType } from '../ocr/inspect.ts';
import { openPdf, type Pdf } from '../ocr/pdf.ts';
import { PageProblem } from '../ocr/reading.ts';
import { sharp } from '../ocr/sharpSafely.ts';
import type { Drawing, DrawJob } from './drawing.ts';

/** What a scanner is set to for print: small letters and stamps stay legible. */
const dpi = 200;
/** Pixels on the longer side: A4 at 240 dpi. A scan finer than this is made smaller. */
const longest = 2800;
const jpeg = { quality: 75 } as const;

async function draw({ path, mediaType, page, to }: DrawJob): Promise<{ drawing: Drawing }> {
  const type = await checkType(path, mediaType);
  if (type === 'application/pdf') return { drawing: await drawPdf(path, page, to) };
  const bytes = await readFile(path);
  await checkPicture(bytes, page);
  try {
    const { width, height } = await openPicture(bytes, page)
      .autoOrient()
      .flatten({ background: '#fff' })
      .resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .jpeg(jpeg)
      .toFile(to);
    return { drawing: { width, height } };
  } catch (cause) {
    throw new PageProblem('image-damaged', `Picture ${page} is damaged.`, { cause });
  }
}

/** The document of the job before: a long one is opened once and not once a page. */
let last: { readonly path: string; readonly pdf: Pdf } | undefined;

async function drawPdf(path: string, page: number, to: string): Promise<Drawing> {
  if (last?.path !== path) {
    last?.pdf.close();
    last = undefined;
    last = { path, pdf: await openPdf(path) };
  }
  const opened = last.pdf.openPage(page);
  try {
    const { data, width, height } = opened.paint(dpi);
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg(jpeg)
      .toFile(to);
    return { width, height };
  } finally {
    opened.close();
  }
}

serveJobs(draw);
