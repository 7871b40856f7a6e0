/** The correspondence side of a file (पत्राचार): letters as they stand there, with running page numbers. */
import * as z from 'zod';
import { startOfDay } from './calendar.ts';
import { AttachedDocument, type Changed, type DocumentRecord, mustBeFree } from './document.ts';
import { DomainError } from './errors.ts';
import { dueBy, type File } from './file.ts';
import { wake } from './fileCare.ts';
import { fileMachine, mustBeActive } from './fileMachine.ts';
import { IssueId, ReceiptId } from './ids.ts';
import type { Issue } from './issue.ts';
import { check } from './machine.ts';
import { keptAsLongAs, touched } from './movement.ts';
import type { Receipt } from './receipt.ts';
import { line } from './text.ts';

/** A letter that came in, as it stands on the correspondence side. */
export const ReceivedItem = z
  .strictObject({
    kind: z.literal('receipt'),
    no: z.int().positive(),
    receiptId: ReceiptId,
    receiptNumber: z.string(),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    /** The paper under consideration, or a fresh receipt on a file that already has one. */
    flag: z.enum(['puc', 'fr']),
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
    documents: z.array(AttachedDocument),
    /** The letter of another office on the system that it is. */
    issueId: IssueId.optional(),
  })
  .meta({ id: 'ReceivedItem' });
export type ReceivedItem = z.infer<typeof ReceivedItem>;

/**
 * The office copy of a letter that went out. It takes one page number however many sheets it is set on: they are
 * known only when it is printed, and the numbers after it must not wait for that.
 */
export const IssuedItem = z
  .strictObject({
    kind: z.literal('issue'),
    no: z.int().positive(),
    issueId: IssueId,
    issueNumber: z.string(),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
    documents: z.array(AttachedDocument),
  })
  .meta({ id: 'IssuedItem' });
export type IssuedItem = z.infer<typeof IssuedItem>;

/** The correspondence of an old file, scanned as it was when the file was brought onto the system. */
export const ScannedItem = z
  .strictObject({
    kind: z.literal('scans'),
    no: z.int().positive(),
    /** The number the file had. */
    legacyNumber: z.string(),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
    documents: z.array(AttachedDocument),
  })
  .meta({ id: 'ScannedItem' });
export type ScannedItem = z.infer<typeof ScannedItem>;

/** A letter as it stands on the correspondence side. */
export const CorrespondenceItem = z
  .discriminatedUnion('kind', [ReceivedItem, IssuedItem, ScannedItem])
  .meta({ id: 'CorrespondenceItem' });
export type CorrespondenceItem = z.infer<typeof CorrespondenceItem>;

/** The office number of a letter on the correspondence side, inward or outward; of old scans that of their file. */
export const itemNumber = (item: CorrespondenceItem): string =>
  item.kind === 'receipt'
    ? item.receiptNumber
    : item.kind === 'issue'
      ? item.issueNumber
      : item.legacyNumber;

/**
 * Puts a letter's documents on the correspondence side, with the next page numbers. It is under consideration until it
 * is disposed of; a file that was parked is taken up again. The post has had the file as long as the letter.
 * @throws file-closed and the like, in-transit
 */
export function addCorrespondence(
  file: File,
  receipt: Receipt,
  { at, flag }: { at: string; flag?: 'puc' | 'fr' | undefined },
): Changed<File> & { item: ReceivedItem } {
  check(fileMachine, 'file-letter', file, {});
  const woken =
    file.status === 'parked' ? wake(file, 'letter', { at }) : { record: file, events: [] };
  const scanned = receipt.documents.reduce((sum, document) => sum + document.pages, 0);
  // What another office issued on the system has one leaf before its scans; a letter on paper has one without them.
  const pages = receipt.sourceIssueId === undefined ? Math.max(scanned, 1) : scanned + 1;
  const no = file.correspondenceCount + 1;
  const item: ReceivedItem = {
    kind: 'receipt',
    no,
    receiptId: receipt.id,
    receiptNumber: receipt.number,
    subject: receipt.subject,
    flag: flag ?? (file.pendingLetters.length === 0 ? 'puc' : 'fr'),
    pageFrom: file.correspondencePages + 1,
    pageTo: file.correspondencePages + pages,
    documents: receipt.documents,
    ...(receipt.sourceIssueId !== undefined && { issueId: receipt.sourceIssueId }),
  };
  const { dueAt, watch, diarisedAt } = receipt;
  const term =
    watch && watch.dueAt === dueAt
      ? { since: startOfDay(watch.from), counts: watch.counts }
      : { since: diarisedAt };
  return {
    item,
    record: dueBy(
      {
        ...keptAsLongAs(receipt, touched(woken.record, at)),
        correspondenceCount: no,
        correspondencePages: item.pageTo,
        pendingLetters: [...file.pendingLetters, no],
        pendingDue: [...file.pendingDue, ...(dueAt ? [{ no, dueAt, ...term }] : [])],
      },
      file,
    ),
    events: [
      ...woken.events,
      {
        type: 'letter-filed',
        pub: {
          no,
          receiptId: receipt.id,
          pageFrom: item.pageFrom,
          pageTo: item.pageTo,
          flag: item.flag,
        },
        texts: { item },
        place: { series: 'correspondence', no },
      },
    ],
  };
}

export const SettlementInput = z
  .strictObject({
    receiptId: ReceiptId,
    outcome: z.enum(['answered', 'decided', 'no-action', 'duplicate']),
    remarks: line(500).optional(),
  })
  .meta({ id: 'SettlementInput', description: 'What was done on the file about the letter.' });
export type Settlement = z.infer<typeof SettlementInput>;

/** The file is done with a letter, which no longer keeps it open. @throws letter-disposed, file-closed, … */
export function settleLetter(
  file: File,
  no: number,
  { receiptId, outcome, remarks }: Settlement,
  at: string,
): Changed<File> {
  check(fileMachine, 'settle-letter', file, { no });
  return {
    record: dueBy(
      {
        ...touched(file, at),
        pendingLetters: file.pendingLetters.filter((each) => each !== no),
        pendingDue: file.pendingDue.filter((each) => each.no !== no),
      },
      file,
    ),
    events: [
      {
        type: 'letter-disposed',
        pub: { no, receiptId, outcome },
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/** Puts the office copy of an issued letter on the correspondence side; its draft is no longer open. */
export function addIssuedLetter(
  file: File,
  issue: Pick<Issue, 'id' | 'number' | 'subject' | 'draftId'>,
): Changed<File> & { item: IssuedItem } {
  mustBeActive(file);
  const no = file.correspondenceCount + 1;
  const page = file.correspondencePages + 1;
  const item: IssuedItem = {
    kind: 'issue',
    no,
    issueId: issue.id,
    issueNumber: issue.number,
    subject: issue.subject,
    pageFrom: page,
    pageTo: page,
    documents: [],
  };
  return {
    item,
    record: {
      ...file,
      correspondenceCount: no,
      correspondencePages: page,
      openDrafts: file.openDrafts - 1,
    },
    events: [
      {
        type: 'letter-issued',
        pub: { no, issueId: issue.id, draftId: issue.draftId, pageFrom: page, pageTo: page },
        texts: { item },
        place: { series: 'correspondence', no },
      },
    ],
  };
}

/** Puts the scans of an old file on its correspondence side, with the first page numbers. */
export function addScans(
  file: File,
  {
    number,
    subject,
    documents,
  }: Pick<ScannedItem, 'subject'> & { number: string; documents: readonly AttachedDocument[] },
): Changed<File> {
  const no = file.correspondenceCount + 1;
  const pageFrom = file.correspondencePages + 1;
  const pageTo = documents.reduce((sum, { pages }) => sum + pages, file.correspondencePages);
  const item: ScannedItem = {
    kind: 'scans',
    no,
    legacyNumber: number,
    subject,
    pageFrom,
    pageTo,
    documents: [...documents],
  };
  return {
    record: { ...file, correspondenceCount: no, correspondencePages: pageTo },
    events: [
      {
        type: 'scans-filed',
        pub: { no, pageFrom, pageTo },
        texts: { item },
        place: { series: 'correspondence', no },
      },
    ],
  };
}

/**
 * Puts documents behind a letter on the correspondence side, such as what its sender handed in later, with the
 * next pages of the series of correspondence appendices. The letter itself stays as it was filed.
 * @throws file-closed, reference-broken (no such letter), too-many-appendices
 */
export function appendToLetter(
  file: File,
  no: number,
  documents: readonly AttachedDocument[],
  at: string,
): Changed<File> & { appendices: File['correspondenceAppendices'] } {
  mustBeActive(file);
  if (no > file.correspondenceCount) {
    throw new DomainError('reference-broken', `There is no correspondence ${no}.`);
  }
  if (file.correspondenceAppendices.length + documents.length > maxAppendices) {
    throw new DomainError('too-many-appendices', `A file has at most ${maxAppendices} of them.`);
  }
  let page = file.correspondenceAppendixPages;
  const appendices = documents.map((document) => {
    const pageFrom = page + 1;
    page += document.pages;
    return { no, ...document, pageFrom, pageTo: page };
  });
  return {
    appendices,
    record: {
      ...touched(file, at),
      correspondenceAppendixPages: page,
      correspondenceAppendices: [...file.correspondenceAppendices, ...appendices],
    },
    events: [
      {
        type: 'appendices-added',
        pub: { no, pageFrom: file.correspondenceAppendixPages + 1, pageTo: page },
        texts: { appendices },
      },
    ],
  };
}
/** They are kept with the file's head, so that showing them costs nothing. */
const maxAppendices = 200;

/** A document becomes an appendix on the correspondence side. @throws what `mustBeFree` throws */
export function appendToFile(
  document: DocumentRecord,
  { fileId, postId, freedFrom }: { fileId: string; postId: string; freedFrom?: string | undefined },
): Changed<DocumentRecord> {
  const free = mustBeFree(document, postId, freedFrom);
  return { record: { ...free, fileId }, events: [{ type: 'appended', pub: { fileId } }] };
}
