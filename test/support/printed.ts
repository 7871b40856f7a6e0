/** Looks into PDFs that the press made, with an engine that is not its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { openPdf } from '../../shared/ocr/pdf.ts';
import type { PageWord } from '../../shared/ocr/reading.ts';

export interface PrintedPage {
  readonly width: number;
  readonly height: number;
  /** Words in the document's own order. */
  readonly text: string;
  /** The same words with their places, as fractions of the page. */
  readonly words: readonly PageWord[];
  /** Share of the page that pictures cover. */
  readonly pictures: number;
}

/** Some pages of a PDF, all of them unless said; counted from 1. */
export async function printed(
  pdf: Uint8Array | string,
  only?: readonly number[],
): Promise<{ pages: number; page: (no: number) => PrintedPage }> {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  const path = typeof pdf === 'string' ? pdf : join(folder, 'print.pdf');
  if (typeof pdf !== 'string') writeFileSync(path, pdf);
  const opened = await openPdf(path);
  try {
    const wanted = only ?? Array.from({ length: opened.pages }, (_, index) => index + 1);
    const found = new Map(
      wanted.map((no) => {
        const page = opened.openPage(no);
        try {
          const { lines } = page.textLayer();
          const text = lines.map((line) => line.map(([word]) => word).join(' ')).join('\n');
          const words = lines.flat();
          return [no, { ...page.size, text, words, pictures: page.pictureShare }] as const;
        } finally {
          page.close();
        }
      }),
    );
    return {
      pages: opened.pages,
      page(no) {
        const page = found.get(no);
        if (!page) throw new RangeError(`Page ${no} was not looked at.`);
        return page;
      },
    };
  } finally {
    opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the QR code on the first page says, read from the picture of the page as a telephone reads it. */
export async function codeOn(pdf: Uint8Array): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  const path = join(folder, 'print.pdf');
  writeFileSync(path, pdf);
  const opened = await openPdf(path);
  const page = opened.openPage(1);
  try {
    const { data, width, height } = page.paint(200);
    const dots = new Uint8ClampedArray(width * height * 4);
    for (let dot = 0; dot < width * height; dot += 1) {
      dots.set(data.subarray(dot * 3, dot * 3 + 3), dot * 4);
      dots[dot * 4 + 3] = 255;
    }
    return jsQR.default(dots, width, height)?.data;
  } finally {
    page.close();
    opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Collects what is written, and says what it came to. */
export function collecting() {
  const parts: Uint8Array[] = [];
  return {
    sink: {
      write: async (bytes: Uint8Array) => {
        parts.push(Uint8Array.from(bytes));
      },
    },
    bytes: () => Buffer.concat(parts),
  };
}
