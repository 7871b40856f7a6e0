/**
 * A file (नस्ती): its note sheet, its correspondence, and the one post that has it.
 *
 * Two rules govern the module. At every moment exactly one post has the file. And what has been sent is
 * sealed: sending turns the sender's draft note into the record, where it can never change.
 */
import * as z from 'zod';
import { soonerOf } from './calendar.ts';
import {
  type Officer,
  PostRef,
  postRef,
  RetentionCategory,
  type SubjectHead,
} from './directory.ts';
import type { Changed } from './document.ts';
import { fileMachine } from './fileMachine.ts';
import {
  ApprovalId,
  Day,
  DocumentId,
  DraftId,
  FileId,
  HoldId,
  Instant,
  OfficeId,
  PersonId,
  PostId,
  ReviewId,
  SubjectHeadId,
  UnitId,
} from './ids.ts';
import { checkNew } from './machine.ts';
import {
  AskedClassification,
  Classification,
  Nature,
  noReaders,
  PulledBack,
  Readers,
  Urgency,
  withReader,
} from './record.ts';
import { asciiCode, bilingual, line } from './text.ts';

export const FileStatus = z
  .enum([
    'active',
    'parked',
    'closure-pending',
    'closed',
    'reopening-pending',
    'recorded',
    'under-review',
    'archived',
    'weeded',
    'merged',
  ])
  .meta({ id: 'FileStatus' });
export type FileStatus = z.infer<typeof FileStatus>;

/** Where a paper file or a paper annex stands. */
export const PhysicalPlace = z
  .strictObject({
    rack: line(60),
    bundle: line(60).optional(),
    barcode: asciiCode(60).optional(),
    /** Why there is paper at all, and who allowed it. */
    authorisation: line(300),
  })
  .meta({ id: 'PhysicalPlace' });

/** How long a closed file is kept, fixed when it was closed. */
export const Retention = z
  .strictObject({
    category: RetentionCategory,
    years: z.int().positive().optional(),
    closedOn: Day,
    /** The first of January from which it is reviewed. */
    reviewOn: Day,
    /** Years by which the review has been put off, all together. */
    extendedYears: z.int().nonnegative(),
  })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof Retention>;

/** A file that may be neither weeded nor sent away, by order. The reason is sealed with the event. */
export const Hold = z
  .strictObject({ id: HoldId, orderRef: z.string(), from: Instant, to: Instant.optional() })
  .meta({ id: 'Hold' });
export type Hold = z.infer<typeof Hold>;

/** How the office was done with a file: what stays of one that was weeded, with its number, subject and dates. */
export const Disposal = z
  .strictObject({
    kind: z.enum(['archived', 'weeded']),
    at: Instant,
    reviewId: ReviewId,
    /** Number of the weeding certificate. */
    certificate: z.string().optional(),
  })
  .meta({ id: 'Disposal' });
export type Disposal = z.infer<typeof Disposal>;

/** Since when the time runs that a post was given, and whether every hour of it counts. */
export const AskedTerm = z.strictObject({
  since: Instant,
  counts: z.enum(['working', 'calendar']),
});
export type AskedTerm = z.infer<typeof AskedTerm>;

/** A post was asked for its opinion; the file goes back to whoever asked. */
export const Consultation = z
  .strictObject({
    askedBy: PostRef,
    asked: PostRef,
    askedAt: Instant,
    dueAt: Instant.optional(),
    /** By when the asking post itself was asked for the file, which holds again with the opinion. */
    askersDueAt: Instant.optional(),
    askersTerm: AskedTerm.optional(),
  })
  .meta({ id: 'Consultation' });
export type Consultation = z.infer<typeof Consultation>;

/** The last hand-over: what may be pulled back while nobody has opened it. */
export const LastMove = z
  .strictObject({
    kind: z.enum(['sent', 'returned', 'consulted', 'answered', 'pulled-up', 'decided']),
    from: PostRef,
    at: Instant,
    /** When the receiving post first opened it. */
    openedAt: Instant.optional(),
    /** By when the sender was asked for it, which holds again when it is pulled back. */
    dueBefore: Instant.optional(),
    termBefore: AskedTerm.optional(),
    /** Since when the sender's time with it ran: pulling back does not begin it anew. */
    sinceBefore: Instant.optional(),
    /** Who could read it before: whoever never opened it no longer may when it is pulled back. */
    readersBefore: Readers.optional(),
    /** What it was asked, of a post that gave its opinion: the question is open again when that is pulled back. */
    consultationBefore: Consultation.optional(),
  })
  .meta({ id: 'LastMove' });
export type LastMove = z.infer<typeof LastMove>;

export const File = z
  .strictObject({
    id: FileId,
    officeId: OfficeId,
    unitId: UnitId.optional(),
    headId: SubjectHeadId,
    headCode: z.string(),
    number: z.string().meta({ example: 'BBZ-COL/REV/B-121/00042/2026-27' }),
    /** Eight characters with a check character, to be spoken and keyed in. */
    shortNumber: z.string().meta({ example: '7K3M-2Q9G' }),
    /** Numbers it had before, such as that of the paper file. */
    aliases: z.array(z.string()).max(10),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    nature: Nature,
    kind: z.enum(['main', 'part', 'volume']),
    parentId: FileId.optional(),
    ordinal: z.int().positive().optional(),
    classification: Classification,
    urgency: Urgency,
    status: FileStatus,
    openedAt: Instant,
    /** Its entry in the office's register of files, which is written anew with its cover. */
    entered: z.strictObject({ at: Instant, by: PostRef }),
    holder: PostRef,
    holderSince: Instant,
    /** By when the post that has it was asked for it: by who sent it, for an opinion, or by a chain. */
    askedDueAt: Instant.optional(),
    /** How that time is counted; without it in working time, from when the post got the file. */
    askedTerm: AskedTerm.optional(),
    /** The soonest of that and of what the letters that wait on it are due: nobody’s word puts those off. */
    dueAt: Instant.optional(),
    readers: Readers,
    noteCount: z.int().nonnegative(),
    /** The four series of the office: paragraphs of notes, pages of correspondence, and pages of the appendices of each. */
    paragraphCount: z.int().nonnegative(),
    correspondenceCount: z.int().nonnegative(),
    correspondencePages: z.int().nonnegative(),
    noteAppendixPages: z.int().nonnegative(),
    correspondenceAppendixPages: z.int().nonnegative(),
    /** What was put behind letters on the correspondence side, shown with them. */
    correspondenceAppendices: z
      .array(
        z.strictObject({
          no: z.int().positive(),
          documentId: DocumentId,
          pages: z.int().positive(),
          sha256: z.string(),
          pageFrom: z.int().positive(),
          pageTo: z.int().positive(),
        }),
      )
      .max(200),
    /** Later notes that correct an earlier one, or confirm the oral order it records: shown with it. */
    noteMarks: z.array(
      z.strictObject({
        no: z.int().positive(),
        by: z.int().positive(),
        as: z.enum(['corrected', 'confirmed']),
      }),
    ),
    approvalCount: z.int().nonnegative(),
    openApprovalId: ApprovalId.optional(),
    /** The draft letter that the open chain is on, if it is on one. */
    openApprovalDraftId: DraftId.optional(),
    /** Posts that the open chain asks though they do not have the file: they read it and decide. */
    asked: z.array(PostId).max(20).optional(),
    /** The open chain asks the post that has the file, or to which it is on its way. */
    chainAsksHolder: z.literal(true).optional(),
    /** A physical or hybrid file on its way: custody stays with the sender until it is received. */
    transit: z.strictObject({ to: PostRef, at: Instant }).optional(),
    lastMove: LastMove.optional(),
    pulledBack: PulledBack.optional(),
    consultation: Consultation.optional(),
    parked: z.strictObject({ until: Day, since: Instant }).optional(),
    /** Who asked for it to be closed or reopened, until somebody else decides. */
    request: z
      .strictObject({
        personId: PersonId,
        post: PostRef,
        at: Instant,
        kind: z.enum(['close', 'reopen']),
        /** The state to which a refusal takes it back. */
        from: FileStatus,
      })
      .optional(),
    /** Letters on it that are still under consideration: their numbers on the correspondence side. */
    pendingLetters: z.array(z.int().positive()).max(2000),
    /** Those of them that have a date, with it. */
    pendingDue: z
      .array(
        z.strictObject({
          no: z.int().positive(),
          dueAt: Instant,
          /** Since when its time runs, and whether a law counts every day of it. */
          since: Instant.optional(),
          counts: z.enum(['working', 'calendar']).optional(),
        }),
      )
      .max(2000),
    /** Draft letters and parts that are still open: none may be left when it closes. */
    openDrafts: z.int().nonnegative(),
    draftCount: z.int().nonnegative(),
    openParts: z.int().nonnegative(),
    partCount: z.int().nonnegative(),
    volumeCount: z.int().nonnegative(),
    links: z
      .array(
        z.strictObject({ fileId: FileId, kind: z.enum(['related', 'reference', 'predecessor']) }),
      )
      .max(100),
    physical: PhysicalPlace.optional(),
    retention: Retention.optional(),
    holds: z.array(Hold).max(50),
    mergedInto: FileId.optional(),
    /** The batch under review that it is in. */
    reviewId: ReviewId.optional(),
    disposal: Disposal.optional(),
  })
  .meta({ id: 'File' });
export type File = z.infer<typeof File>;

/** What a file that nobody has worked on has none of. */
export const untouched = {
  aliases: [] as string[],
  noteCount: 0,
  noteMarks: [] as File['noteMarks'],
  paragraphCount: 0,
  correspondenceCount: 0,
  correspondencePages: 0,
  noteAppendixPages: 0,
  correspondenceAppendixPages: 0,
  correspondenceAppendices: [] as File['correspondenceAppendices'],
  approvalCount: 0,
  pendingLetters: [] as number[],
  pendingDue: [] as File['pendingDue'],
  openDrafts: 0,
  draftCount: 0,
  openParts: 0,
  partCount: 0,
  volumeCount: 0,
  links: [] as File['links'],
  holds: [] as Hold[],
};

/** By when a post is asked for a file, and how that time is counted. */
export interface Asked {
  readonly askedDueAt?: string | undefined;
  readonly askedTerm?: AskedTerm | undefined;
}

export const askedTermOf = ({
  askedTerm,
  holderSince,
}: Pick<File, 'askedTerm' | 'holderSince'>): AskedTerm =>
  askedTerm ?? { since: holderSince, counts: 'working' };

/** The file with what its post is asked for now, and due by the soonest of that and of its letters. */
export function dueBy(
  { askedDueAt: _asked, askedTerm: _term, dueAt: _due, ...file }: File,
  { askedDueAt, askedTerm }: Asked,
): File {
  const dueAt = file.pendingDue.reduce(
    (soonest, letter) => soonerOf(soonest, letter.dueAt),
    askedDueAt,
  );
  return {
    ...file,
    ...(askedDueAt && { askedDueAt, ...(askedTerm && { askedTerm }) }),
    ...(dueAt && { dueAt }),
  };
}

export const FileInput = z
  .strictObject({
    subject: bilingual(500),
    headId: SubjectHeadId,
    classification: AskedClassification.optional(),
    urgency: Urgency.optional(),
  })
  .meta({ id: 'FileInput' });
export type FileInput = z.infer<typeof FileInput>;

/** @throws classification-refused, head-inactive, other-office */
export function openFile(
  input: FileInput,
  officer: Officer,
  head: SubjectHead,
  { id, number, shortNumber, at }: { id: string; number: string; shortNumber: string; at: string },
): Changed<File> {
  const { classification: asked, urgency = 'ordinary', subject } = input;
  checkNew(fileMachine, 'create', { classification: asked, head, officer });
  const classification = asked === 'confidential' ? 'confidential' : 'normal';
  const { post } = officer;
  return {
    record: {
      id,
      officeId: post.officeId,
      ...(post.unitId && { unitId: post.unitId }),
      headId: head.id,
      headCode: head.code,
      number,
      shortNumber,
      nature: 'electronic',
      kind: 'main',
      subject,
      classification,
      urgency,
      status: 'active',
      openedAt: at,
      entered: { at, by: postRef(post) },
      holder: postRef(post),
      holderSince: at,
      readers: withReader(noReaders, post),
      ...untouched,
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
