import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspect } from '../../shared/ocr/inspect.ts';
import { PageProblem } from '../../shared/ocr/reading.ts';
import { badPdfs, onePagePdf, textPdf, writePdf } from '../support/pdf.ts';
import { writeTiff } from '../support/tiff.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let count = 0;
async function look(bytes: Buffer | string, mediaType: string): Promise<unknown> {
  const path = join(folder, String(count++));
  await writeFile(path, bytes);
  try {
    return await inspect(path, mediaType);
  } catch (error) {
    if (error instanceof PageProblem) return error.code;
    throw error;
  }
}

/** A PNG that says it has the given size and holds next to nothing. */
function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const rows = deflateSync(Buffer.alloc(100));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('a PDF', () => {
  it('that is plain is accepted', async () => {
    expect(await look(onePagePdf(), 'application/pdf')).toEqual({
      mediaType: 'application/pdf',
      kind: 'pdf',
      pages: 1,
    });
  });

  it.each([
    ['needs a password', 'pdf-encrypted', badPdfs.encrypted],
    ['runs a script when opened', 'pdf-active', badPdfs.javascript],
    ['spells the script in disguise', 'pdf-active', badPdfs.javascriptInDisguise],
    ['hides the script in a packed stream', 'pdf-active', badPdfs.javascriptPacked],
    ['packs its objects oddly', 'pdf-damaged', badPdfs.packedOddly],
    ['starts a program', 'pdf-active', badPdfs.launch],
    ['carries another file', 'pdf-active', badPdfs.attachment],
    ['begins as a web page', 'wrong-type', badPdfs.htmlFirst],
    ['has a page of kilometres', 'page-too-large', badPdfs.hugePage],
    ['is its own parent', 'pdf-damaged', badPdfs.pageLoop],
    ['has no pages', 'empty', badPdfs.noPages],
    ['was cut off', 'pdf-damaged', badPdfs.cutOff],
    ['has more than 2,000 pages', 'too-many-pages', badPdfs.tooManyPages],
  ])('that %s is refused as %s', async (_, code, make) => {
    expect(await look(make(), 'application/pdf')).toBe(code);
  });

  it('that only speaks of JavaScript in its text is accepted', async () => {
    const pdf = textPdf(['A lecture on JavaScript, EmbeddedFile and Launch was held.']);
    expect(await look(pdf, 'application/pdf')).toMatchObject({ pages: 1 });
  });

  it('with packed objects that do no harm is accepted', async () => {
    const packed = deflateSync('20 0 << /Type /Font >>');
    const object = Buffer.concat([
      Buffer.from(
        `<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length ${packed.length} >>\nstream\r\n`,
      ),
      packed,
      Buffer.from('\r\nendstream'),
    ]);
    expect(await look(onePagePdf({ more: [object] }), 'application/pdf')).toMatchObject({
      pages: 1,
    });
  });

  it('with a sheet too large to be drawn, though each side is allowed, is refused', async () => {
    const pdf = onePagePdf({ mediaBox: '0 0 14000 14000' });
    expect(await look(pdf, 'application/pdf')).toBe('page-too-large');
  });

  it('of A0 size is accepted', async () => {
    expect(await look(onePagePdf({ mediaBox: '0 0 2384 3370' }), 'application/pdf')).toMatchObject({
      pages: 1,
    });
  });
});

describe('an upload', () => {
  it('without bytes is refused as empty', async () => {
    expect(await look('', 'image/png')).toBe('empty');
  });

  it('that is not what it was declared to be is refused', async () => {
    expect(await look(onePagePdf(), 'image/png')).toBe('wrong-type');
    expect(await look(png(10, 10), 'image/jpeg')).toBe('wrong-type');
    expect(await look('MZ program', 'application/pdf')).toBe('wrong-type');
  });

  it('of SVG is refused whatever it is called', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>';
    expect(await look(svg, 'image/png')).toBe('wrong-type');
    expect(await look(svg, 'image/svg+xml')).toBe('wrong-type');
  });
});

describe('a picture', () => {
  it('of useful size is accepted', async () => {
    expect(await look(png(2480, 3508), 'image/png')).toEqual({
      mediaType: 'image/png',
      kind: 'image',
      pages: 1,
    });
  });

  it.each([
    ['a million pixels on one side', 1_000_000, 1],
    ['900 million pixels', 30_000, 30_000],
    ['250 million pixels within the sides', 16_000, 16_000],
  ])('of %s is refused', async (_, width, height) => {
    expect(await look(png(width, height), 'image/png')).toBe('page-too-large');
  });

  it('with a torn header is refused as damaged', async () => {
    expect(await look(png(100, 100).subarray(0, 20), 'image/png')).toBe('image-damaged');
    expect(await look(Buffer.from('ffd8ffe000104a464946', 'hex'), 'image/jpeg')).toBe(
      'image-damaged',
    );
  });

  it('of several pages is counted', async () => {
    const grey = { data: new Uint8Array(400).fill(255), width: 20, height: 20 };
    expect(await look(writeTiff([grey, grey, grey], 200), 'image/tiff')).toMatchObject({
      pages: 3,
    });
  });
});

it('a PDF whose attachment table alone betrays it is refused', async () => {
  // Named through an indirect object, so that no forbidden word follows the key.
  const pdf = writePdf([
    '<< /Type /Catalog /Pages 2 0 R /Names << /Embedded#46iles 4 0 R >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    '<< /Names [(a) 5 0 R] >>',
    '<< /Type /Filespec /F (a) >>',
  ]);
  expect(await look(pdf, 'application/pdf')).toBe('pdf-active');
});
