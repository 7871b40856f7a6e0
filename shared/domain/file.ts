/**
 * A file (नस्ती): its note sheet, its correspondence, and the one post that has it.
 *
 * Two rules govern the module. At every moment exactly one post has the file. And what has been sent is
 * sealed: sending turns the sender's draft note into the record, where it can never change.
 */
import * as z from 'zod';
import { addWorkingMinutes, workingMinutesBetween } from './calendar.ts';
import {
  type Deadline,
  Name,
  type Officer,
  type Policy,
  type Post,
  PostRef,
  postRef,
  type SubjectHead,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import {
  ApprovalId,
  FileId,
  Instant,
  NoteId,
  OfficeId,
  PersonId,
  PostId,
  ReceiptId,
  SubjectHeadId,
  UnitId,
} from './ids.ts';
import { AttachedDocument, type Receipt } from './receipt.ts';
import { Classification, Urgency, withReader } from './record.ts';
import { bilingual, paragraphs } from './text.ts';

export const File = z
  .strictObject({
    id: FileId,
    officeId: OfficeId,
    unitId: UnitId.optional(),
    headId: SubjectHeadId,
    number: z.string().meta({ example: 'BBZ-COL/REV/B-121/00042/2026-27' }),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    classification: Classification,
    urgency: Urgency,
    status: z.enum(['active', 'closed']),
    openedAt: Instant,
    holder: PostRef,
    holderSince: Instant,
    dueAt: Instant.optional(),
    readers: z.strictObject({ holders: z.array(PostId), superiors: z.array(PostId) }),
    noteCount: z.int().nonnegative(),
    paragraphCount: z.int().nonnegative(),
    correspondenceCount: z.int().nonnegative(),
    correspondencePages: z.int().nonnegative(),
    approvalCount: z.int().nonnegative(),
    openApprovalId: ApprovalId.optional(),
  })
  .meta({ id: 'File' });
export type File = z.infer<typeof File>;

export const FileInput = z
  .strictObject({
    subject: bilingual(500),
    headId: SubjectHeadId,
    classification: z.enum(['normal', 'confidential', 'secret']).optional(),
    urgency: Urgency.optional(),
  })
  .meta({ id: 'FileInput' });
export type FileInput = z.infer<typeof FileInput>;

/** @throws classification-refused, head-inactive, other-office */
export function openFile(
  input: FileInput,
  officer: Officer,
  head: SubjectHead,
  { id, number, at }: { id: string; number: string; at: string },
): Changed<File> {
  const { classification = 'normal', urgency = 'ordinary', subject } = input;
  if (classification === 'secret') {
    throw new DomainError(
      'classification-refused',
      'Secret papers may not be kept on this system.',
    );
  }
  if (!head.active)
    throw new DomainError('head-inactive', `Subject head ${head.code} is not active.`);
  const { post } = officer;
  if (head.officeId !== post.officeId) {
    throw new DomainError('other-office', 'The subject head belongs to another office.');
  }
  return {
    record: {
      id,
      officeId: post.officeId,
      ...(post.unitId && { unitId: post.unitId }),
      headId: head.id,
      number,
      subject,
      classification,
      urgency,
      status: 'active',
      openedAt: at,
      holder: postRef(post),
      holderSince: at,
      readers: readersAfter({ holders: [], superiors: [] }, post),
      noteCount: 0,
      paragraphCount: 0,
      correspondenceCount: 0,
      correspondencePages: 0,
      approvalCount: 0,
    },
    events: [
      {
        type: 'opened',
        pub: { number, headId: head.id, classification, urgency, holder: postRef(post) },
        texts: { subject },
      },
    ],
  };
}

/** A letter as it stands on the correspondence side. */
export const CorrespondenceItem = z
  .strictObject({
    no: z.int().positive(),
    receiptId: ReceiptId,
    receiptNumber: z.string(),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    /** The paper under consideration, or a fresh receipt on a file that already has one. */
    flag: z.enum(['puc', 'fr']),
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
    documents: z.array(AttachedDocument),
  })
  .meta({ id: 'CorrespondenceItem' });
export type CorrespondenceItem = z.infer<typeof CorrespondenceItem>;

/**
 * Puts a letter's documents on the correspondence side, with the next page numbers.
 * @throws file-closed, confidential (a confidential letter in a file that is not)
 */
export function addCorrespondence(
  file: File,
  receipt: Receipt,
): Changed<File> & { item: CorrespondenceItem } {
  mustBeActive(file);
  if (receipt.classification === 'confidential' && file.classification !== 'confidential') {
    throw new DomainError('confidential', 'A confidential letter goes into a confidential file.');
  }
  const pages = receipt.documents.reduce((sum, document) => sum + document.pages, 0);
  const no = file.correspondenceCount + 1;
  const item: CorrespondenceItem = {
    no,
    receiptId: receipt.id,
    receiptNumber: receipt.number,
    subject: receipt.subject,
    flag: file.correspondenceCount === 0 ? 'puc' : 'fr',
    pageFrom: file.correspondencePages + 1,
    pageTo: file.correspondencePages + pages,
    documents: receipt.documents,
  };
  const { dueAt } = earliest(file.dueAt, receipt.dueAt);
  return {
    item,
    record: {
      ...file,
      correspondenceCount: no,
      correspondencePages: item.pageTo,
      ...(dueAt && { dueAt }),
    },
    events: [
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

export const NoteInput = z
  .strictObject({ paragraphs: z.array(paragraphs(4000)).min(1).max(40) })
  .meta({ id: 'NoteInput' });
export type NoteInput = z.infer<typeof NoteInput>;

/** A draft note (पीली टीप): its author's alone, until sending seals it. */
export const DraftNote = z
  .strictObject({
    id: NoteId,
    fileId: FileId,
    postId: PostId,
    personId: PersonId,
    version: z.int().positive(),
    state: z.enum(['open', 'sealed', 'discarded']),
    paragraphs: z.array(z.string()),
    savedAt: Instant,
  })
  .meta({ id: 'DraftNote' });
export type DraftNote = z.infer<typeof DraftNote>;

/** A note on the note sheet, sealed. */
export const SealedNote = z
  .strictObject({
    noteId: NoteId,
    no: z.int().positive(),
    paragraphFrom: z.int().positive(),
    paragraphs: z.array(z.string()),
    at: Instant,
    /** Its author, in the post they then held. */
    by: z.strictObject({ personId: PersonId, name: Name, post: PostRef }),
  })
  .meta({ id: 'SealedNote' });
export type SealedNote = z.infer<typeof SealedNote>;

/** Begins a draft, or begins anew after one was sealed or discarded. @throws draft-exists, file-closed */
export function beginDraft(
  file: File,
  existing: DraftNote | undefined,
  input: NoteInput,
  officer: Officer,
  { id, at }: { id: string; at: string },
): DraftNote {
  mustBeActive(file);
  if (existing?.state === 'open') {
    throw new DomainError(
      'draft-exists',
      'Save the draft note you have; one post has one draft on a file.',
    );
  }
  return {
    id,
    fileId: file.id,
    postId: officer.post.id,
    personId: officer.personId,
    version: (existing?.version ?? 0) + 1,
    state: 'open',
    paragraphs: [...input.paragraphs],
    savedAt: at,
  };
}

/** Saves or discards the open draft. @throws no-note, note-sealed */
export function changeDraft(
  draft: DraftNote | undefined,
  noteId: string,
  change: { paragraphs: readonly string[] } | 'discard',
  at: string,
): DraftNote {
  if (!draft || draft.id !== noteId) {
    throw new DomainError('no-note', 'There is no such draft note of this post on the file.');
  }
  if (draft.state === 'sealed') {
    throw new DomainError('note-sealed', 'The note was sealed when the file was sent.');
  }
  if (draft.state === 'discarded') throw new DomainError('no-note', 'The draft was discarded.');
  const version = draft.version + 1;
  if (change === 'discard') {
    return { ...draft, version, state: 'discarded', paragraphs: [], savedAt: at };
  }
  return { ...draft, version, paragraphs: [...change.paragraphs], savedAt: at };
}

/** Takes the open draft onto the note sheet. */
export function sealDraft(
  file: File,
  draft: DraftNote,
  officer: Officer,
  at: string,
): Changed<File> & { draft: DraftNote } {
  const sealed = addNote(file, draft.id, draft.paragraphs, officer, at);
  return {
    ...sealed,
    draft: { ...draft, version: draft.version + 1, state: 'sealed', paragraphs: [], savedAt: at },
  };
}

/** Puts a note on the note sheet with its number and its paragraph numbers. */
export function addNote(
  file: File,
  noteId: string,
  texts: readonly string[],
  { personId, name, post }: Officer,
  at: string,
): Changed<File> {
  const no = file.noteCount + 1;
  const note: SealedNote = {
    noteId,
    no,
    paragraphFrom: file.paragraphCount + 1,
    paragraphs: [...texts],
    at,
    by: { personId, name, post: postRef(post) },
  };
  return {
    record: { ...file, noteCount: no, paragraphCount: file.paragraphCount + texts.length },
    events: [
      {
        type: 'noted',
        pub: {
          noteId,
          no,
          paragraphFrom: note.paragraphFrom,
          paragraphTo: file.paragraphCount + texts.length,
        },
        texts: { note },
        place: { series: 'note', no },
      },
    ],
  };
}

export type Move = {
  readonly at: string;
  readonly policy: Policy;
  readonly dueAt?: string | undefined;
  readonly cause: 'sent' | 'approval-started' | 'decided';
};

/**
 * Gives the file to another post.
 * @throws file-closed, sent-to-self, post-not-active, other-office
 */
export function handOver(file: File, to: Post, { at, policy, dueAt, cause }: Move): Changed<File> {
  mustBeActive(file);
  if (to.status !== 'active') throw new DomainError('post-not-active', 'That post is not active.');
  if (to.id === file.holder.postId) {
    throw new DomainError('sent-to-self', 'The file is already with that post.');
  }
  if (to.officeId !== file.officeId && file.classification === 'confidential') {
    throw new DomainError('other-office', 'A confidential file stays in its office.');
  }
  const { dueAt: _earlier, ...rest } = file;
  return {
    record: {
      ...rest,
      ...(dueAt && { dueAt }),
      holder: postRef(to),
      holderSince: at,
      readers: readersAfter(file.readers, to),
    },
    events: [
      {
        type: 'sent',
        pub: {
          cause,
          from: file.holder,
          to: postRef(to),
          heldSince: file.holderSince,
          heldWorkingMinutes: workingMinutesBetween(file.holderSince, at, policy),
          ...(dueAt && { dueAt }),
        },
      },
    ],
  };
}

/**
 * Sends the file to a post, sealing the sender's open draft note first.
 * @throws approval-open while a chain runs (it says where the file goes), and what `handOver` throws
 */
export function send(
  file: File,
  draft: DraftNote | undefined,
  to: Post,
  officer: Officer,
  move: Omit<Move, 'cause'>,
): Changed<File> & { draft?: DraftNote } {
  if (file.openApprovalId) {
    throw new DomainError(
      'approval-open',
      'While an approval chain is open it says where the file goes.',
    );
  }
  if (draft?.state !== 'open') return handOver(file, to, { ...move, cause: 'sent' });
  const noted = sealDraft(file, draft, officer, move.at);
  const moved = handOver(noted.record, to, { ...move, cause: 'sent' });
  return {
    record: moved.record,
    events: [...noted.events, ...moved.events],
    draft: noted.draft,
  };
}

/** When a deadline that starts at `at` is over. */
export const dueAfter = (at: string, deadline: Deadline, policy: Policy): string =>
  'workingMinutes' in deadline
    ? addWorkingMinutes(at, deadline.workingMinutes, policy)
    : new Date(Date.parse(at) + deadline.elapsedSeconds * 1000).toISOString();

export function mustBeActive(file: File): void {
  if (file.status !== 'active') throw new DomainError('file-closed', 'The file is closed.');
}

const readersAfter = (readers: File['readers'], post: Post): File['readers'] => {
  const { holders, superiors } = withReader(readers, post);
  return { holders: [...holders], superiors: [...superiors] };
};

const earliest = (a: string | undefined, b: string | undefined) => ({
  dueAt: a && b ? (a < b ? a : b) : (a ?? b),
});
