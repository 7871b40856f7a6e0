/**
 * A print (मुद्रित प्रति): a PDF or table that somebody asked for and a worker makes. Asking is on record, with who
 * asked; what was made can be made again from the records at any time, and is kept for some days only. A letter that went
 * out, a certificate or a scan is no print: they are records, and a print is a sheet of them.
 */
import * as z from 'zod';
import { type Officer, PostRef, postRef } from './directory.ts';
import { Sha256 } from './document.ts';
import { domainErrorCodes } from './errors.ts';
import {
  DraftId,
  FileId,
  Instant,
  IssueId,
  OfficeId,
  PersonId,
  PostId,
  PrintId,
  ReceiptId,
} from './ids.ts';

export const PrintedRegister = z.enum(['inward', 'outward', 'file', 'movement']);
export type PrintedRegister = z.infer<typeof PrintedRegister>;

/** A month of the calendar in India. */
export const Month = z
  .string()
  .regex(/^[12][0-9]{3}-(?:0[1-9]|1[0-2])$/)
  .meta({ id: 'Month', example: '2026-11' });

/** What may be asked for. */
export const PrintInput = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('acknowledgement'), receiptId: ReceiptId }),
    /** For a paper file or its bundle: number, place, and a QR code with the short number. */
    z.strictObject({ kind: z.literal('label'), fileId: FileId }),
    z.strictObject({ kind: z.literal('note-sheet'), fileId: FileId }),
    z.strictObject({ kind: z.literal('file'), fileId: FileId }),
    z.strictObject({ kind: z.literal('draft'), fileId: FileId, draftId: DraftId }),
    z.strictObject({
      kind: z.literal('issue'),
      issueId: IssueId,
      /** As one comes to the letter itself: its file, or the receipt that it is elsewhere; the despatch desk needs none. */
      via: z.union([FileId, ReceiptId]).optional(),
      /** The file in which that receipt is now. */
      file: FileId.optional(),
    }),
    z.strictObject({
      kind: z.literal('register'),
      register: PrintedRegister,
      month: Month,
      format: z.enum(['pdf', 'csv']),
    }),
    z.strictObject({
      kind: z.literal('charge-report'),
      postId: PostId,
      /** For whoever is to be relieved, with room for who comes; or of the last handover, for both to sign. */
      side: z.enum(['handing-over', 'taken-over']),
    }),
  ])
  .meta({ id: 'PrintInput' });
export type PrintInput = z.infer<typeof PrintInput>;

/** The records that a print is of: each fetch looks at them again. */
export const PrintOf = z
  .strictObject({
    fileId: FileId.optional(),
    receiptId: ReceiptId.optional(),
    issueId: IssueId.optional(),
    postId: PostId.optional(),
  })
  .meta({ id: 'PrintOf' });
export type PrintOf = z.infer<typeof PrintOf>;

export function printOf(wanted: PrintInput): PrintOf {
  switch (wanted.kind) {
    case 'acknowledgement':
      return { receiptId: wanted.receiptId };
    case 'label':
    case 'note-sheet':
    case 'file':
    case 'draft':
      return { fileId: wanted.fileId };
    case 'issue': {
      const { issueId, via, file } = wanted;
      const receiptId = via?.startsWith('rcp_') ? via : undefined;
      const fileId = file ?? (receiptId === undefined ? via : undefined);
      return { issueId, ...(fileId && { fileId }), ...(receiptId && { receiptId }) };
    }
    case 'register':
      return {};
    case 'charge-report':
      return { postId: wanted.postId };
  }
}

export const Print = z.strictObject({
  id: PrintId,
  officeId: OfficeId,
  wanted: PrintInput,
  askedBy: PostRef,
  personId: PersonId,
  askedAt: Instant,
});
export type Print = z.infer<typeof Print>;

/** How it went. Written by the worker; a print without it is waiting. */
export const Made = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('ready'),
    madeAt: Instant,
    mediaType: z.enum(['application/pdf', 'text/csv']),
    bytes: z.int().positive(),
    sha256: Sha256,
    /** Pages of a PDF; rows of a table, without its head. */
    pages: z.int().nonnegative(),
  }),
  z.strictObject({
    state: z.literal('failed'),
    madeAt: Instant,
    /** Why, as a problem code. */
    code: z.enum(domainErrorCodes),
  }),
]);
export type Made = z.infer<typeof Made>;

/** Days for which one can fetch what was made. */
export const printKeptDays = 7;

/** From this instant on what was made then is no longer told of. */
export const keptUntil = (madeAt: string): string =>
  new Date(Date.parse(madeAt) + printKeptDays * 86_400_000).toISOString();

/** How a print stands. Once it has expired it is asked for anew; the row of what was made may then be there or not. */
export const printState = (
  askedAt: string,
  made: Made | undefined,
  at: string,
): 'waiting' | 'expired' | Made['state'] =>
  at < keptUntil(made?.madeAt ?? askedAt) ? (made?.state ?? 'waiting') : 'expired';

export const askForPrint = (
  wanted: PrintInput,
  officer: Officer,
  { id, at }: { id: string; at: string },
): Print => ({
  id,
  officeId: officer.post.officeId,
  wanted,
  askedBy: postRef(officer.post),
  personId: officer.personId,
  askedAt: at,
});

export const isTable = (wanted: PrintInput): boolean =>
  wanted.kind === 'register' && wanted.format === 'csv';

/** The name under which it is downloaded: ASCII, and saying what it is. */
export function printName({ id, wanted }: Pick<Print, 'id' | 'wanted'>): string {
  const end = id.slice(-6).toLowerCase();
  const ending = isTable(wanted) ? 'csv' : 'pdf';
  const what =
    wanted.kind === 'register' ? `${wanted.register}-register-${wanted.month}` : wanted.kind;
  return `${what}-${end}.${ending}`;
}
