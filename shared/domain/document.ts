/**
 * A scanned or born-digital document: reserved by its announced length, type and SHA-256, uploaded to
 * quarantine, checked, stored under its hash, and read page by page. Only a checked document exists
 * for the rest of the office.
 */
import * as z from 'zod';
import { DomainError, type DomainErrorCode } from './errors.ts';
import { DocumentId, Instant, OfficeId, PostId } from './ids.ts';
import type { EventDraft } from './ledger.ts';
import { line } from './text.ts';

export const MediaType = z
  .enum(['application/pdf', 'image/jpeg', 'image/png', 'image/tiff'])
  .meta({ id: 'MediaType' });
export type MediaType = z.infer<typeof MediaType>;

/** One presigned request carries at most this; larger scans need parts. */
export const maxUploadBytes = 200 * 1024 * 1024;
/** How long a reserved upload may take. Seconds. */
export const uploadWindowSeconds = 15 * 60;
export const maxPages = 2000;

export const Sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Sha256', description: 'SHA-256, lower-case hex' });

export const DocumentState = z
  .enum(['reserved', 'refused', 'reading', 'read', 'partly-read'])
  .meta({ id: 'DocumentState' });
export type DocumentState = z.infer<typeof DocumentState>;

export const DocumentRecord = z.strictObject({
  id: DocumentId,
  officeId: OfficeId,
  postId: PostId,
  name: z.string(),
  mediaType: MediaType,
  bytes: z.int().positive(),
  sha256: Sha256,
  state: DocumentState,
  reservedAt: Instant,
  expiresAt: Instant,
  checkedAt: Instant.optional(),
  readAt: Instant.optional(),
  pages: z.int().positive().optional(),
  /** Why it was refused: a problem code. */
  refusal: z.string().optional(),
  /** Not one of its pages shows anything. */
  blank: z.literal(true).optional(),
  /** The letter it belongs to. */
  receiptId: z.string().optional(),
  /** The note it is an appendix of. */
  noteId: z.string().optional(),
  /** The file on whose correspondence side it is an appendix. */
  fileId: z.string().optional(),
});
export type DocumentRecord = z.infer<typeof DocumentRecord>;

export const UploadInput = z
  .strictObject({
    name: line(200).meta({ example: 'seemankan-aavedan.jpg' }),
    mediaType: MediaType,
    bytes: z.int().positive(),
    sha256: Sha256,
  })
  .meta({ id: 'UploadInput' });
export type UploadInput = z.infer<typeof UploadInput>;

export interface Changed<T> {
  readonly record: T;
  readonly events: readonly EventDraft[];
}

/** @throws too-large */
export function reserve(
  input: UploadInput,
  from: { id: string; officeId: string; postId: string; at: string },
): Changed<DocumentRecord> {
  if (input.bytes > maxUploadBytes) {
    throw new DomainError('too-large', `A document may have at most ${maxUploadBytes} bytes.`);
  }
  const { at, ...owner } = from;
  const expiresAt = new Date(Date.parse(at) + uploadWindowSeconds * 1000).toISOString();
  return {
    record: { ...owner, ...input, state: 'reserved', reservedAt: at, expiresAt },
    events: [
      {
        type: 'upload-reserved',
        pub: { mediaType: input.mediaType, bytes: input.bytes },
        texts: { upload: { name: input.name, sha256: input.sha256 } },
      },
    ],
  };
}

/** The bytes have been checked and stored. */
export const accept = (
  document: DocumentRecord,
  { pages, at }: { pages: number; at: string },
): Changed<DocumentRecord> => ({
  record: { ...document, state: 'reading', pages, checkedAt: at },
  events: [
    {
      type: 'document-accepted',
      pub: { pages, bytes: document.bytes, mediaType: document.mediaType },
      texts: { content: { sha256: document.sha256 } },
    },
  ],
});

export const refuse = (
  document: DocumentRecord,
  { code, at }: { code: DomainErrorCode; at: string },
): Changed<DocumentRecord> => ({
  record: { ...document, state: 'refused', refusal: code, checkedAt: at },
  events: [{ type: 'document-refused', pub: { code } }],
});

/** Every page has ended in text, "blank", "too poor" or a named failure. */
export function finishReading(
  document: DocumentRecord,
  {
    failedPages,
    textSha256,
    at,
    blank = false,
  }: { failedPages: readonly number[]; textSha256: string; at: string; blank?: boolean },
): Changed<DocumentRecord> {
  const state = failedPages.length > 0 ? 'partly-read' : 'read';
  return {
    record: { ...document, state, readAt: at, ...(blank && { blank }) },
    events: [
      {
        type: 'document-read',
        pub: { failedPages: [...failedPages], ...(blank && { blank }) },
        texts: { text: { sha256: textSha256 } },
      },
    ],
  };
}

/**
 * A document may be attached once, by the post that uploaded it, when it has been checked; one that a void letter or a
 * yellow note let go (`freedFrom`), once more.
 * @returns the document without what it belonged to
 * @throws document-not-ready, document-refused, document-attached, not-allowed
 */
export function mustBeFree(
  document: DocumentRecord,
  postId: string,
  freedFrom?: string | undefined,
): DocumentRecord {
  const { receiptId, noteId, ...alone } = document;
  const before = receiptId ?? noteId;
  if (document.postId !== postId) {
    throw new DomainError('not-allowed', `Document ${document.id} was uploaded by another post.`);
  }
  if (document.state === 'reserved') {
    throw new DomainError('document-not-ready', `Document ${document.id} is not checked yet.`);
  }
  if (document.state === 'refused') {
    throw new DomainError(
      'document-refused',
      `Document ${document.id} was refused (${document.refusal}).`,
    );
  }
  if (document.blank) {
    throw new DomainError('document-blank', `Document ${document.id} shows nothing on any page.`);
  }
  if ((before !== undefined && before !== freedFrom) || document.fileId) {
    throw new DomainError('document-attached', `Document ${document.id} belongs elsewhere.`);
  }
  return alone;
}

/** The document becomes part of a letter. @throws what `mustBeFree` throws */
export function attach(
  document: DocumentRecord,
  {
    receiptId,
    postId,
    freedFrom,
  }: { receiptId: string; postId: string; freedFrom?: string | undefined },
): Changed<DocumentRecord> {
  return {
    record: { ...mustBeFree(document, postId, freedFrom), receiptId },
    events: [{ type: 'attached', pub: { receiptId } }],
  };
}

export const PageState = z
  .enum(['waiting', 'reading', 'text', 'blank', 'too-poor', 'failed'])
  .meta({ id: 'PageState' });
export type PageState = z.infer<typeof PageState>;

/** A document as the letter has it: which, how long, and the hash that pins its bytes. */
export const AttachedDocument = z
  .strictObject({ documentId: DocumentId, pages: z.int().positive(), sha256: z.string() })
  .meta({ id: 'AttachedDocument' });
export type AttachedDocument = z.infer<typeof AttachedDocument>;
