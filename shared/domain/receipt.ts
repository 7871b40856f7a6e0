/**
 * A letter that came in (आवक): diarised with a gap-free inward number, marked to the desk that must act,
 * and put in a file. At every moment exactly one post answers for it.
 */
import * as z from 'zod';
import { type Officer, type Post, PostRef, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import {
  Day,
  DocumentId,
  FileId,
  Instant,
  IssueId,
  OfficeId,
  PostId,
  ReceiptId,
  UnitId,
} from './ids.ts';
import {
  Classification,
  noReaders,
  Readers,
  RecordLanguage,
  Urgency,
  withReader,
} from './record.ts';
import { bilingual, line, officeNumber, paragraphs } from './text.ts';

export const Sender = z
  .strictObject({
    kind: z.enum(['citizen', 'office', 'vip', 'court', 'organisation']),
    name: line(200),
    designation: line(200).optional(),
    address: paragraphs(500).optional(),
  })
  .meta({ id: 'Sender' });

export const Letter = z
  .strictObject({
    number: officeNumber(100).optional(),
    date: Day.optional(),
    language: RecordLanguage,
  })
  .meta({ id: 'Letter' });

export const ReceiptInput = z
  .strictObject({
    subject: bilingual(500),
    sender: Sender,
    letter: Letter,
    channel: z.enum(['counter', 'post', 'hand', 'e-mail', 'jan-darshan', 'other']),
    classification: z.enum(['normal', 'confidential', 'secret']).optional(),
    urgency: Urgency.optional(),
    documentIds: z.array(DocumentId).min(1).max(10),
    dueAt: Instant.optional(),
  })
  .meta({ id: 'ReceiptInput' });
export type ReceiptInput = z.infer<typeof ReceiptInput>;

/** A document as the letter has it: which, how long, and the hash that pins its bytes. */
export const AttachedDocument = z
  .strictObject({ documentId: DocumentId, pages: z.int().positive(), sha256: z.string() })
  .meta({ id: 'AttachedDocument' });
export type AttachedDocument = z.infer<typeof AttachedDocument>;

export const Receipt = z
  .strictObject({
    id: ReceiptId,
    officeId: OfficeId,
    number: z.string().meta({ example: 'BBZ-COL/2026/000117' }),
    diarisedAt: Instant,
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    sender: Sender,
    letter: Letter,
    channel: z.string(),
    classification: Classification,
    urgency: Urgency,
    documents: z.array(AttachedDocument),
    /** The letter that another office issued on the system and that this receipt is: its text is the content. */
    sourceIssueId: IssueId.optional(),
    dueAt: Instant.optional(),
    status: z.enum(['at-post', 'filed']),
    holder: PostRef,
    holderSince: Instant,
    /** Paper on its way: custody stays with the sender until it is received. */
    transit: z.strictObject({ to: PostRef, at: Instant }).optional(),
    readers: Readers,
    /** By which whoever sent it follows it; one that is confidential has none. */
    trackingToken: z.string().optional(),
    fileId: FileId.optional(),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

/** @throws classification-refused */
export function diarise(
  input: ReceiptInput,
  officer: Officer,
  {
    id,
    number,
    documents,
    at,
  }: { id: string; number: string; documents: readonly AttachedDocument[]; at: string },
): Changed<Receipt> {
  const { classification = 'normal', urgency = 'ordinary', documentIds, ...rest } = input;
  if (classification === 'secret') {
    throw new DomainError(
      'classification-refused',
      'Secret papers may not be kept on this system.',
    );
  }
  const { post } = officer;
  const receipt: Receipt = {
    id,
    officeId: post.officeId,
    number,
    diarisedAt: at,
    ...rest,
    documents: [...documents],
    classification,
    urgency,
    status: 'at-post',
    holder: postRef(post),
    holderSince: at,
    readers: withReader(noReaders, post),
  };
  return {
    record: receipt,
    events: [
      {
        type: 'diarised',
        pub: {
          number,
          channel: input.channel,
          classification,
          urgency,
          documents: documentIds,
          holder: post.id,
        },
        texts: { letter: { subject: input.subject, sender: input.sender, letter: input.letter } },
      },
    ],
  };
}

/** The post a letter is marked to: a post by name, or the dealing desk of a branch. */
export const MarkTo = z
  .union([z.strictObject({ postId: PostId }), z.strictObject({ unitId: UnitId })])
  .meta({ id: 'MarkTo' });

/** @throws already-filed, sent-to-self, other-office */
export function mark(
  receipt: Receipt,
  to: Post,
  { at, remarks }: { at: string; remarks?: string | undefined },
): Changed<Receipt> {
  if (receipt.status === 'filed') {
    throw new DomainError('already-filed', 'A letter that is in a file moves with the file.');
  }
  if (to.id === receipt.holder.postId) {
    throw new DomainError('sent-to-self', 'The letter is already with that post.');
  }
  if (to.officeId !== receipt.officeId) {
    throw new DomainError('other-office', 'A letter is marked within its office.');
  }
  return {
    record: {
      ...receipt,
      holder: postRef(to),
      holderSince: at,
      readers: withReader(receipt.readers, to),
    },
    events: [
      {
        type: 'marked',
        pub: { from: receipt.holder, to: postRef(to), heldSince: receipt.holderSince },
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/** The letter becomes correspondence of a file and from now on moves with it. @throws already-filed */
export function putInFile(receipt: Receipt, fileId: string): Changed<Receipt> {
  if (receipt.status === 'filed') {
    throw new DomainError('already-filed', 'The letter is already in a file.');
  }
  return {
    record: { ...receipt, status: 'filed', fileId },
    events: [{ type: 'filed', pub: { fileId } }],
  };
}
