import { deflateSync } from 'node:zlib';

/** The body of one object, without `n 0 obj`. */
export type PdfObject = string | Buffer;

/**
 * Writes a PDF byte by byte, so that tests can make files that no library would. Objects are numbered
 * from 1; the first is the catalogue.
 */
export function writePdf(objects: readonly PdfObject[], trailer = '', before = ''): Buffer {
  const parts: Buffer[] = [Buffer.from(`${before}%PDF-1.7\n%\xe2\xe3\xcf\xd3\n`, 'latin1')];
  let length = (parts[0] as Buffer).length;
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    const body = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      typeof object === 'string' ? Buffer.from(object, 'latin1') : object,
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(length);
    parts.push(body);
    length += body.length;
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A stream object; `dictionary` holds its entries without `/Length`. */
export function stream(dictionary: string, data: Buffer | string): Buffer {
  const bytes = Buffer.from(data);
  return Buffer.concat([
    Buffer.from(`<< ${dictionary} /Length ${bytes.length} >>\nstream\n`),
    bytes,
    Buffer.from('\nendstream'),
  ]);
}

export interface JpegPage {
  jpeg: Buffer;
  width: number;
  height: number;
}

/** What a scanner makes: one JPEG a page, each at the given resolution. */
export function scannedPdf(pages: readonly JpegPage[], dpi: number): Buffer {
  const kids = pages.map((_, i) => `${3 + i * 3} 0 R`).join(' ');
  const objects: PdfObject[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
  ];
  for (const [i, { jpeg, width, height }] of pages.entries()) {
    const at = 3 + i * 3;
    const w = (width * 72) / dpi;
    const h = (height * 72) / dpi;
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${w} ${h}] /Contents ${at + 1} 0 R /Resources << /XObject << /Im ${at + 2} 0 R >> >> >>`,
      stream('', `q ${w} 0 0 ${h} 0 0 cm /Im Do Q`),
      stream(
        `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode`,
        jpeg,
      ),
    );
  }
  return writePdf(objects);
}

interface OnePage {
  /** Entries added to the catalogue, to the page, and to the trailer. */
  catalogue?: string;
  page?: string;
  trailer?: string;
  mediaBox?: string;
  content?: PdfObject;
  font?: string;
  more?: readonly PdfObject[];
  before?: string;
}

/** One page, with whatever a test wants to be wrong with it. Objects in `more` are numbered from 6. */
export function onePagePdf(options: OnePage = {}): Buffer {
  const { catalogue = '', page = '', trailer = '', mediaBox = '0 0 595 842' } = options;
  return writePdf(
    [
      `<< /Type /Catalog /Pages 2 0 R ${catalogue} >>`,
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      `<< /Type /Page /Parent 2 0 R /MediaBox [${mediaBox}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> ${page} >>`,
      options.content ?? stream('', 'BT /F1 12 Tf 72 720 Td (A page of text) Tj ET'),
      `<< /Type /Font /Subtype /Type1 /BaseFont /${options.font ?? 'Helvetica'} /Encoding /WinAnsiEncoding >>`,
      ...(options.more ?? []),
    ],
    trailer,
    options.before,
  );
}

/** A page of lines set in one font, as a word processor exports it. */
export function textPdf(lines: readonly string[], font = 'Helvetica', rotate = 0): Buffer {
  const shown = lines.map((line) => `(${line.replace(/[\\()]/g, '\\$&')}) Tj T*`).join('\n');
  return onePagePdf({
    content: stream('', `BT /F1 12 Tf 16 TL 72 760 Td\n${shown}\nET`),
    font,
    page: rotate === 0 ? '' : `/Rotate ${rotate}`,
  });
}

/** Files that mean harm, or that no program should accept, by what is wrong with them. */
export const badPdfs = {
  encrypted: () =>
    onePagePdf({
      trailer:
        '/Encrypt 6 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]',
      more: [
        `<< /Filter /Standard /V 2 /R 3 /Length 128 /P -3904 /O <${'4e'.repeat(32)}> /U <${'5a'.repeat(32)}> >>`,
      ],
    }),
  javascript: () =>
    onePagePdf({ catalogue: '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>' }),
  javascriptInDisguise: () =>
    onePagePdf({ catalogue: '/OpenAction << /S /J#61v#61Script /JS (app.alert\\(1\\)) >>' }),
  /** The action stands in a packed object stream, out of sight of a plain search. */
  javascriptPacked: () =>
    onePagePdf({
      more: [
        stream(
          '/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode',
          deflateSync('20 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>'),
        ),
      ],
    }),
  /** The same, packed in a way that honest programs do not use. */
  packedOddly: () =>
    onePagePdf({
      more: [
        stream(
          '/Type /ObjStm /N 1 /First 5 /Filter [/ASCIIHexDecode /FlateDecode]',
          deflateSync('20 0 << /S /JavaScript >>').toString('hex'),
        ),
      ],
    }),
  launch: () => onePagePdf({ catalogue: '/OpenAction << /S /Launch /F (\\057bin\\057sh) >>' }),
  attachment: () =>
    onePagePdf({
      catalogue: '/Names << /EmbeddedFiles << /Names [(a.exe) 6 0 R] >> >>',
      more: [
        '<< /Type /Filespec /F (a.exe) /EF << /F 7 0 R >> >>',
        stream('/Type /EmbeddedFile', 'MZ'),
      ],
    }),
  htmlFirst: () => onePagePdf({ before: '<html><script>alert(1)</script>\n' }),
  hugePage: () => onePagePdf({ mediaBox: '0 0 2000000 2000000' }),
  pageLoop: () =>
    writePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R >>',
    ]),
  noPages: () =>
    writePdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']),
  cutOff: () => onePagePdf().subarray(0, 60),
  tooManyPages: () => {
    const count = 2_001;
    const kids = Array.from({ length: count }, (_, i) => `${3 + i} 0 R`).join(' ');
    const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>';
    return writePdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Kids [${kids}] /Count ${count} >>`,
      ...Array.from({ length: count }, () => page),
    ]);
  },
  /** About a kilobyte that unpacks twice to hundreds of megabytes of drawing orders. */
  doubleFlate: (megabytes: number) => {
    const once = deflateSync(Buffer.alloc(megabytes * 1024 * 1024, '1 0 0 rg '), { level: 9 });
    return onePagePdf({
      content: stream('/Filter [/FlateDecode /FlateDecode]', deflateSync(once, { level: 9 })),
    });
  },
} as const;
