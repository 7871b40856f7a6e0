/**
 * A whole file as one PDF (पूरी नस्ती): cover, note sheet with its appendices, list of correspondence, correspondence
 * with its running page numbers and its appendices, closing page with the seal. Written from front to back: no more than one page, or one portion of the
 * note sheet, is in memory at a time.
 */
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import type * as z from 'zod';
import { dayOf } from '../domain/calendar.ts';
import { type CorrespondenceItem, itemNumber } from '../domain/correspondence.ts';
import type { Name } from '../domain/directory.ts';
import type { AttachedDocument } from '../domain/document.ts';
import type { File } from '../domain/file.ts';
import type { Bilingual } from '../domain/text.ts';
import { PageProblem } from '../ocr/reading.ts';
import { type Drawer, openDrawer } from './drawing.ts';
import { type JpegFacts, jpegFacts } from './jpeg.ts';
import { type DelayToPrint, type NoteToPrint, noteSheet } from './noteSheet.ts';
import { dictionary, named, raw } from './pdfValues.ts';
import { type Drawn, type Form, PdfWriter, type Sink } from './pdfWriter.ts';
import { onOneLine, shownDay, shownMoment } from './shown.ts';
import { typeset } from './typeset.ts';

/** A document's bytes on this machine, checked against the hash that the letter pins. */
export interface Fetched {
  readonly path: string;
  readonly mediaType: string;
}

export interface WholeFileOf {
  readonly printId: string;
  readonly file: File;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly office: { readonly name: z.infer<typeof Name> };
  /** What its subject head is called, as long as the directory has it. */
  readonly subjectHead?: z.infer<typeof Name> | undefined;
  readonly asked: { readonly by: z.infer<typeof Name>; readonly at: string };
  /** The notes in order; gone through twice, once for their appendices. */
  readonly notes: () => AsyncIterable<NoteToPrint>;
  /** Reasons for delay that were given without a note, in order. */
  readonly delays?: () => AsyncIterable<DelayToPrint>;
  /** The correspondence in order; gone through twice, once for its list. */
  readonly correspondence: () => AsyncIterable<CorrespondenceItem>;
  /** Sets the office copy of a letter that went out; as confidential where its file is, whatever it was by itself. */
  readonly issued: (
    issueId: string,
    confidential: boolean,
  ) => Promise<{ readonly pdf: Uint8Array }>;
  /** Brings a document here, or says why it cannot be shown. */
  readonly fetch: (document: AttachedDocument) => Promise<Fetched | Bilingual>;
  /** A folder for pages on their way. */
  readonly folder: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}
const a4: Size = { width: 595.276, height: 841.89 };
const millimetre = 72 / 25.4;
/** Above a page of correspondence stands its number; around it is room for a punch. */
const margin = { top: 13 * millimetre, side: 6 * millimetre, bottom: 6 * millimetre };
const linesAtOnce = 200;
/** A JPEG states its size near its beginning, behind what cameras put before it. */
const headBytes = 1024 * 1024;

export async function wholeFile(source: WholeFileOf, sink: Sink): Promise<{ pages: number }> {
  const writer = new PdfWriter(sink);
  const press = new FilePress(source, writer);
  const drawer = openDrawer();
  try {
    await press.cover();
    await press.noteSheet();
    await press.noteAppendices(drawer);
    await press.contents();
    await press.correspondence(drawer);
    await press.correspondenceAppendices(drawer);
    await press.closing();
  } finally {
    await drawer.close();
  }
  return writer.finish({
    title: `नस्ती ${source.file.number}`,
    at: source.asked.at,
    id: source.head.hash.slice(0, 32),
  });
}

class FilePress {
  readonly #source: WholeFileOf;
  readonly #writer: PdfWriter;
  /** Every sheet says so, those too that were scanned. */
  readonly #confidential: boolean;
  #marks: ReadonlyMap<string, Form> | undefined;

  constructor(source: WholeFileOf, writer: PdfWriter) {
    this.#source = source;
    this.#writer = writer;
    this.#confidential = source.file.classification === 'confidential';
  }

  async cover(): Promise<void> {
    const { file, office, asked, subjectHead } = this.#source;
    const { noteCount, paragraphCount, correspondenceCount, correspondencePages } = file;
    const { noteAppendixPages, correspondenceAppendixPages } = file;
    await this.#sheets('आवरण · Cover', [
      typeset('cover', {
        title: `नस्ती ${file.number}`,
        made: asked.at,
        office: office.name,
        confidential: this.#confidential,
        number: file.number,
        short: file.shortNumber,
        subject: file.subject,
        facts: [
          {
            hi: 'विषय शीर्ष',
            en: 'Subject head',
            value: [file.headCode, subjectHead && onOneLine(subjectHead)]
              .filter(Boolean)
              .join(' · '),
          },
          { hi: 'खोली गई', en: 'Opened', value: shownDay(dayOf(file.openedAt)) },
          { hi: 'अभी', en: 'With', value: onOneLine(file.holder.designation) },
          { hi: 'पूर्व क्रमांक', en: 'Earlier numbers', value: file.aliases.join(', ') },
        ],
        contents: [
          { hi: 'टीपें', en: 'Notes', value: `${noteCount} (¶ ${paragraphCount})` },
          { hi: 'पत्र', en: 'Letters', value: String(correspondenceCount) },
          { hi: 'पत्राचार पृष्ठ', en: 'Pages of correspondence', value: String(correspondencePages) },
          {
            hi: 'परिशिष्ट पृष्ठ (टीप, पत्राचार)',
            en: 'Pages of appendices (notes, correspondence)',
            value: `${noteAppendixPages} + ${correspondenceAppendixPages}`,
          },
        ],
        printed: {
          hi: `${asked.by.hi} द्वारा ${shownMoment(asked.at)} बजे माँगी गई प्रति`,
          en: `Copy asked for by ${asked.by.en ?? asked.by.hi} at ${shownMoment(asked.at)}`,
        },
      }).pdf,
    ]);
  }

  async noteSheet(): Promise<void> {
    const { file, office, notes, delays } = this.#source;
    this.#writer.heading('नोटशीट · Note sheet');
    for await (const { pdf } of noteSheet({ file, office, notes: notes(), delays: delays?.() }))
      await this.#pagesOf(pdf);
  }

  /** The list of what follows, in portions. */
  async contents(): Promise<void> {
    const { file, asked } = this.#source;
    if (file.correspondenceCount === 0) return;
    this.#writer.heading('पत्राचार सूची · List of correspondence');
    let lines: object[] = [];
    let first = true;
    const flush = async (): Promise<void> => {
      const title = `पत्राचार ${file.number}`;
      const data = {
        title,
        made: asked.at,
        confidential: this.#confidential,
        number: file.number,
        first,
        items: lines,
      };
      await this.#pagesOf(typeset('contents', data).pdf);
      first = false;
      lines = [];
    };
    for await (const item of this.#source.correspondence()) {
      const { no, subject, pageFrom, pageTo } = item;
      const behind = file.correspondenceAppendices
        .filter((appendix) => appendix.no === no)
        .map((appendix) => letterAppendixMark(rangeOf(appendix.pageFrom, appendix.pageTo)));
      const pages = [rangeOf(pageFrom, pageTo), ...behind].join('\n');
      lines.push({ no, number: itemNumber(item), subject, pages });
      if (lines.length >= linesAtOnce) await flush();
    }
    if (lines.length > 0) await flush();
  }

  async correspondence(drawer: Drawer): Promise<void> {
    for await (const item of this.#source.correspondence()) {
      this.#writer.heading(`${rangeOf(item.pageFrom, item.pageTo)}/प  ${itemNumber(item)}`);
      let page = item.pageFrom;
      // A letter of another office on the system is no scan either: its text is set anew, before what was put with it.
      if (item.kind !== 'scans' && item.issueId !== undefined) {
        await this.#issued(item.issueId, page);
        page += 1;
      } else if (item.documents.length === 0) await this.#onPaper(item);
      for (const document of item.documents) {
        await this.#document(document, page, correspondenceMark, drawer);
        page += document.pages;
      }
    }
  }

  /** A letter that was never scanned: its page number is taken, and its sheet says where the paper is. */
  async #onPaper(item: CorrespondenceItem): Promise<void> {
    const { physical } = this.#source.file;
    const place = physical && [physical.rack, physical.bundle].filter(Boolean).join(' / ');
    const { pdf } = typeset('notice', {
      title: itemNumber(item),
      made: this.#source.asked.at,
      confidential: this.#confidential,
      message: {
        hi: 'इस पत्र का स्कैन नहीं है। मूल कागज़ पर है।',
        en: 'This letter was not scanned. The original is on paper.',
      },
      name: itemNumber(item),
      subject: item.subject,
      place: place ?? '',
      sha256: '',
    });
    await this.#pagesOf(pdf, () => correspondenceMark(item.pageFrom));
  }

  /** A letter set on the system, one's own office copy or what came from another office: one number on the file, on however many sheets it is set. */
  async #issued(issueId: string, mark: number): Promise<void> {
    const { pdf } = await this.#source.issued(issueId, this.#confidential);
    await this.#pagesOf(pdf, (index) => (index === 0 ? `${mark}/प` : `${mark}-${index + 1}/प`));
  }

  /** What is appended to notes, in the series of its own. */
  async noteAppendices(drawer: Drawer): Promise<void> {
    let begun = false;
    for await (const { note } of this.#source.notes()) {
      for (const appendix of note.appendices ?? []) {
        if (!begun) this.#writer.heading('टीप परिशिष्ट · Appendices to notes');
        begun = true;
        await this.#document(appendix, appendix.pageFrom, noteAppendixMark, drawer);
      }
    }
  }

  /** What was put behind letters after they were filed, in its own series too. */
  async correspondenceAppendices(drawer: Drawer): Promise<void> {
    const { correspondenceAppendices } = this.#source.file;
    if (correspondenceAppendices.length === 0) return;
    this.#writer.heading('पत्राचार परिशिष्ट · Appendices to correspondence');
    for (const appendix of correspondenceAppendices) {
      await this.#document(appendix, appendix.pageFrom, letterAppendixMark, drawer);
    }
  }

  async #document(
    document: AttachedDocument,
    first: number,
    mark: Mark,
    drawer: Drawer,
  ): Promise<void> {
    const fetched = await this.#source.fetch(document);
    if (!('path' in fetched)) {
      for (let no = 0; no < document.pages; no += 1) {
        await this.#notice(fetched, document, mark(first + no));
      }
      return;
    }
    try {
      for (let no = 1; no <= document.pages; no += 1) {
        await this.#scannedPage(fetched, document, { no, mark: mark(first + no - 1) }, drawer);
      }
    } finally {
      await rm(fetched.path, { force: true });
    }
  }

  /** One page of a document: a JPEG as it is, anything else drawn. */
  async #scannedPage(
    { path, mediaType }: Fetched,
    document: AttachedDocument,
    { no, mark }: { no: number; mark: string },
    drawer: Drawer,
  ): Promise<void> {
    if (mediaType === 'image/jpeg') {
      const facts = await factsOf(path);
      if (facts) return this.#picture(path, facts, mark);
    }
    const to = `${this.#source.folder}/page.jpg`;
    try {
      await drawer.draw({ path, mediaType, page: no, to });
      const facts = await factsOf(to);
      if (!facts) throw new PageProblem('image-damaged', 'The page could not be drawn.');
      await this.#picture(to, facts, mark);
    } catch (error) {
      if (!(error instanceof PageProblem)) throw error;
      await this.#notice(
        {
          hi: `यह पृष्ठ नहीं छापा जा सका (${error.code})। मूल दस्तावेज़ अभिलेख में है।`,
          en: `This page could not be printed (${error.code}). The original is on record.`,
        },
        document,
        mark,
      );
    } finally {
      await rm(to, { force: true });
    }
  }

  async #picture(path: string, facts: JpegFacts, mark: string): Promise<void> {
    const { width, height, components, orientation } = facts;
    const object = await this.#writer.stream(
      dictionary({
        Type: named('XObject'),
        Subtype: named('Image'),
        Width: raw(width),
        Height: raw(height),
        ColorSpace: named(components === 1 ? 'DeviceGray' : 'DeviceRGB'),
        BitsPerComponent: raw(8),
        Filter: named('DCTDecode'),
      }),
      (await stat(path)).size,
      createReadStream(path),
    );
    const upright = orientation >= 5 ? { width: height, height: width } : { width, height };
    const sheet = sheetFor(upright);
    await this.#writer.page(sheet, [
      { object, matrix: placed(orientation, boxOn(sheet, upright)) },
      ...(await this.#marked(mark, sheet)),
      ...(this.#confidential ? await this.#secrecy(sheet) : []),
    ]);
  }

  async #notice(message: Bilingual, document: AttachedDocument, mark: string): Promise<void> {
    const { pdf } = typeset('notice', {
      title: document.documentId,
      made: this.#source.asked.at,
      confidential: this.#confidential,
      message,
      name: document.documentId,
      sha256: document.sha256,
    });
    await this.#pagesOf(pdf, () => mark);
  }

  async closing(): Promise<void> {
    const { file, head, asked, printId } = this.#source;
    await this.#sheets('समापन पृष्ठ · Closing page', [
      typeset('closing', {
        title: `समापन ${file.number}`,
        made: asked.at,
        confidential: this.#confidential,
        facts: [
          { hi: 'नस्ती', en: 'File', value: file.number },
          { hi: 'प्रति के पृष्ठ', en: 'Pages of this copy', value: String(this.#writer.pages + 1) },
          { hi: 'टीपें', en: 'Notes', value: String(file.noteCount) },
          { hi: 'पत्राचार पृष्ठ', en: 'Correspondence', value: String(file.correspondencePages) },
          { hi: 'माँगी गई', en: 'Asked for', value: shownMoment(asked.at) },
          { hi: 'प्रति', en: 'Copy', value: printId },
        ],
        seal: head,
      }).pdf,
    ]);
  }

  async #sheets(heading: string, pdfs: readonly Uint8Array[]): Promise<void> {
    this.#writer.heading(heading);
    for (const pdf of pdfs) await this.#pagesOf(pdf);
  }

  /** Adds the pages of a typeset PDF, each with its mark where it has one. */
  async #pagesOf(pdf: Uint8Array, markOf?: (index: number) => string): Promise<void> {
    for (const [index, { object, width, height }] of (await this.#writer.forms(pdf)).entries()) {
      const marks = markOf ? await this.#marked(markOf(index), { width, height }) : [];
      await this.#writer.page({ width, height }, [
        { object, matrix: [1, 0, 0, 1, 0, 0] },
        ...marks,
      ]);
    }
  }

  /** The page's number in its series, such as `12/प`, in its upper right corner. */
  async #marked(mark: string, sheet: Size): Promise<Drawn[]> {
    this.#marks ??= await this.#takeMarks();
    const forms = piecesOf(mark).flatMap((each) => this.#marks?.get(each) ?? []);
    let x = sheet.width - 10 * millimetre - forms.reduce((sum, { width }) => sum + width, 0);
    return forms.map(({ object, width }) => {
      const matrix = [1, 0, 0, 1, x, sheet.height - 10.5 * millimetre] as const;
      x += width;
      return { object, matrix };
    });
  }

  /** What a sheet that was set says by itself, in the middle above a page that was scanned. */
  async #secrecy(sheet: Size): Promise<Drawn[]> {
    this.#marks ??= await this.#takeMarks();
    const form = this.#marks.get(secrecyMark);
    if (!form) return [];
    const { object, width } = form;
    const y = sheet.height - 10.5 * millimetre;
    return [{ object, matrix: [1, 0, 0, 1, (sheet.width - width) / 2, y] }];
  }

  async #takeMarks(): Promise<ReadonlyMap<string, Form>> {
    const characters = markPieces;
    const made = this.#source.asked.at;
    const { pdf } = typeset('marks', { title: 'marks', made, confidential: false, characters });
    const forms = await this.#writer.forms(pdf);
    return new Map(forms.map((form, index) => [characters[index] ?? '', form]));
  }
}

/** How the page numbers of a series are written. */
type Mark = (no: number | string) => string;
const correspondenceMark: Mark = (no) => `${no}/प`;
const noteAppendixMark: Mark = (no) => `${no}/टी.परि.`;
const letterAppendixMark: Mark = (no) => `${no}/प.परि.`;

/** What marks are put together from. A Devanagari word is one piece, so that it is shaped as one. */
const secrecyMark = 'गोपनीय · CONFIDENTIAL';
const markPieces = [...'0123456789/-', 'प', 'टी.परि.', 'प.परि.', secrecyMark];
const piecesOf = (mark: string): string[] => {
  const [number = '', series = ''] = mark.split('/');
  return [...number, '/', series];
};

const rangeOf = (from: number, to: number): string => (from === to ? `${from}` : `${from}–${to}`);

async function factsOf(path: string): Promise<JpegFacts | undefined> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(Math.min(headBytes, (await file.stat()).size));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return jpegFacts(head.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

const sheetFor = ({ width, height }: Size): Size =>
  width > height ? { width: a4.height, height: a4.width } : a4;

interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

/** Where a picture stands on a sheet: as large as fits, in the middle, close under its number. */
function boxOn(sheet: Size, picture: Size): Box {
  const room = {
    width: sheet.width - 2 * margin.side,
    height: sheet.height - margin.top - margin.bottom,
  };
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    x: (sheet.width - width) / 2,
    y: margin.bottom + (room.height - height),
    width,
    height,
  };
}

/** Brings the unit square of an image into its box, turned and mirrored as its orientation says. */
function placed(orientation: number, { x, y, width, height }: Box): Drawn['matrix'] {
  const right = x + width;
  const top = y + height;
  const turned: Record<number, Drawn['matrix']> = {
    2: [-width, 0, 0, height, right, y],
    3: [-width, 0, 0, -height, right, top],
    4: [width, 0, 0, -height, x, top],
    5: [0, -height, -width, 0, right, top],
    6: [0, -height, width, 0, x, top],
    7: [0, height, width, 0, x, y],
    8: [0, height, -width, 0, right, y],
  };
  return turned[orientation] ?? [width, 0, 0, height, x, y];
}
