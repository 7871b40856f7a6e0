import { open, readFile, stat } from 'node:fs/promises';
import { checkPicture, countPictures } from './image.ts';
import { limits } from './limits.ts';
import { checkPageSize, openPdf, type Pdf } from './pdf.ts';
import { findActiveContent } from './pdfActive.ts';
import { type Inspection, type MediaType, mediaTypes, PageProblem } from './reading.ts';

/** How each accepted type begins, at the very first byte: a PDF behind an HTML page is not a PDF. */
const beginnings: Record<MediaType, readonly (readonly number[])[]> = {
  'application/pdf': [[0x25, 0x50, 0x44, 0x46, 0x2d]],
  'image/jpeg': [[0xff, 0xd8, 0xff]],
  'image/png': [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  'image/tiff': [
    [0x49, 0x49, 0x2a, 0x00],
    [0x4d, 0x4d, 0x00, 0x2a],
  ],
};

/** The type that the first bytes of a file show, if it is one we accept. */
export function sniff(head: Uint8Array): MediaType | undefined {
  return mediaTypes.find((type) =>
    beginnings[type].some((magic) => magic.every((byte, i) => head[i] === byte)),
  );
}

/**
 * Looks at an upload before anything else is done with it: is it what it says, whole, harmless, and within
 * the limits? Opens hostile bytes: run it in the killable child.
 * @throws PageProblem `empty`, `file-too-large`, `wrong-type`, `pdf-damaged`, `pdf-encrypted`,
 *   `pdf-active`, `image-damaged`, `too-many-pages`, `page-too-large`
 */
export async function inspect(path: string, declared: string): Promise<Inspection> {
  const mediaType = await checkType(path, declared);
  return mediaType === 'application/pdf'
    ? { mediaType, kind: 'pdf', pages: await inspectPdf(path) }
    : { mediaType, kind: 'image', pages: await inspectPictures(path, mediaType) };
}

/** Compares the declared type with the first bytes; returns the type as one of ours. */
export async function checkType(path: string, declared: string): Promise<MediaType> {
  const { size } = await stat(path);
  if (size === 0) throw new PageProblem('empty', 'The file has no bytes.');
  if (size > limits.fileBytes) {
    throw new PageProblem('file-too-large', `The file has ${size} bytes.`);
  }
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(16), 0, 16, 0);
    const found = sniff(buffer.subarray(0, bytesRead));
    if (!found) throw new PageProblem('wrong-type', 'The file is no PDF, JPEG, PNG or TIFF.');
    if (found !== declared) {
      throw new PageProblem('wrong-type', `The file is ${found} but was declared as ${declared}.`);
    }
    return found;
  } finally {
    await file.close();
  }
}

async function inspectPdf(path: string): Promise<number> {
  const pdf = await openPdf(path);
  try {
    checkPdf(pdf);
    return pdf.pages;
  } finally {
    pdf.close();
  }
}

function checkPdf(pdf: Pdf): void {
  // What is inside an encrypted file cannot be checked, even where it opens without a password.
  if (pdf.encrypted) throw new PageProblem('pdf-encrypted', 'The PDF is encrypted.');
  if (pdf.pages === 0) throw new PageProblem('empty', 'The PDF has no pages.');
  checkPageCount(pdf.pages);
  for (let page = 1; page <= pdf.pages; page++) checkPageSize(pdf.sizeOf(page), page);
  if (pdf.scripts > 0 || pdf.attachments > 0) {
    throw new PageProblem('pdf-active', 'The PDF carries scripts or files.');
  }
  const active = findActiveContent(pdf.bytes());
  if (active) throw new PageProblem('pdf-active', `The PDF contains ${active}.`);
}

async function inspectPictures(path: string, mediaType: MediaType): Promise<number> {
  const bytes = await readFile(path);
  const pages = mediaType === 'image/tiff' ? await countPictures(bytes) : 1;
  checkPageCount(pages);
  for (let page = 1; page <= pages; page++) await checkPicture(bytes, page);
  return pages;
}

function checkPageCount(pages: number): void {
  if (pages > limits.pages) {
    throw new PageProblem('too-many-pages', `The file has ${pages} pages, above ${limits.pages}.`);
  }
}
