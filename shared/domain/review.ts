/**
 * Review of files whose time has come (समीक्षा एवं नष्टीकरण): a batch with a proposal for each file, approved by a
 * superior, carried out file by file, and certified. Its own sealed history says who proposed and who approved.
 */
import * as z from 'zod';
import {
  Name,
  type Officer,
  ownPostOf,
  type Policy,
  PostRef,
  postRef,
  RetentionCategory,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { Day, FileId, Instant, OfficeId, PersonId, PostId, ReviewId } from './ids.ts';
import type { Head } from './ledger.ts';
import { check } from './machine.ts';
import { archive, ReviewOutcome, release, retain, takeUnderReview, weed } from './retention.ts';
import { reviewMachine } from './reviewMachine.ts';
import { line, officeNumber } from './text.ts';

/**
 * Files in one batch. Taking a file under review changes the file, its history and its access row, and all of a
 * batch is one transaction of at most a hundred items.
 */
export const mostInReview = 25;

export const ReviewInput = z
  .strictObject({
    items: z
      .array(
        z
          .strictObject({
            fileId: FileId,
            outcome: ReviewOutcome,
            extendYears: z.int().min(1).max(50).optional(),
            /** The letter by which the archives have no objection. */
            noObjection: officeNumber(120).optional(),
            reason: line(300),
          })
          .refine(
            ({ outcome, extendYears }) => (outcome === 'retain') === (extendYears !== undefined),
            {
              message: 'Years are given for what is kept, and for nothing else.',
            },
          ),
      )
      .min(1)
      .max(mostInReview),
  })
  .refine(({ items }) => new Set(items.map(({ fileId }) => fileId)).size === items.length, {
    message: 'Each file is named once.',
  })
  .meta({ id: 'ReviewInput' });
export type ReviewInput = z.infer<typeof ReviewInput>;

const Who = z.strictObject({
  personId: PersonId,
  name: Name,
  post: PostRef,
  ownPost: PostRef.optional(),
});
const whoOf = (officer: Officer): z.infer<typeof Who> => ({
  personId: officer.personId,
  name: officer.name,
  post: postRef(officer.post),
  ...ownPostOf(officer),
});

export const ReviewItem = z
  .strictObject({
    fileId: FileId,
    number: z.string(),
    /** Nothing for a confidential file. */
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }).nullable(),
    headCode: z.string(),
    category: RetentionCategory,
    closedOn: Day,
    reviewOn: Day,
    extendedYears: z.int().nonnegative(),
    /** The file's history as it stood when it was taken under review. */
    seal: z.strictObject({ seq: z.int().positive(), hash: z.string() }),
    outcome: ReviewOutcome,
    extendYears: z.int().positive().optional(),
    noObjection: z.string().optional(),
    reason: z.string(),
    /** Whether the decision takes the proposal; nothing before it. */
    approved: z.boolean().optional(),
    /** What was done with the file, and when. */
    result: z.enum(['retained', 'archived', 'weeded', 'released']).optional(),
    doneAt: Instant.optional(),
  })
  .meta({ id: 'ReviewItem' });
export type ReviewItem = z.infer<typeof ReviewItem>;

export const Review = z
  .strictObject({
    id: ReviewId,
    officeId: OfficeId,
    status: z.enum(['proposed', 'approved', 'refused', 'completed']),
    proposedAt: Instant,
    proposedBy: Who,
    /** The posts above the proposer, who may decide. */
    superiors: z.array(PostId).max(9),
    items: z.array(ReviewItem).min(1).max(mostInReview),
    decidedAt: Instant.optional(),
    decidedBy: Who.optional(),
    /** Number of the weeding certificate, from a series without gaps. */
    certificate: z.string().optional(),
  })
  .meta({ id: 'Review' });
export type Review = z.infer<typeof Review>;

/** A file as it was read for a batch. */
export interface Reviewed {
  readonly file: File;
  readonly head: Head;
}

/** Proposes what is to become of files whose time has come. @throws what `takeUnderReview` throws */
export function proposeReview(
  input: ReviewInput,
  readFile: (fileId: string) => Reviewed,
  officer: Officer,
  { id, at, policy }: { id: string; at: string; policy: Policy },
): { review: Changed<Review>; files: Changed<File>[] } {
  const files: Changed<File>[] = [];
  const items = input.items.map(({ fileId, extendYears, noObjection, ...item }): ReviewItem => {
    const { file, head } = readFile(fileId);
    const taken = takeUnderReview(file, { ...item, extendYears, noObjection }, officer, {
      reviewId: id,
      at,
      policy,
    });
    files.push(taken);
    const { retention } = file;
    if (!retention) throw new Error(`${fileId} was closed without a retention.`);
    return {
      fileId,
      number: file.number,
      subject: file.classification === 'confidential' ? null : file.subject,
      headCode: file.headCode,
      category: retention.category,
      closedOn: retention.closedOn,
      reviewOn: retention.reviewOn,
      extendedYears: retention.extendedYears,
      seal: { seq: head.seq, hash: head.hash },
      ...item,
      ...(extendYears !== undefined && { extendYears }),
      ...(noObjection !== undefined && { noObjection }),
    };
  });
  const record: Review = {
    id,
    officeId: officer.post.officeId,
    status: 'proposed',
    proposedAt: at,
    proposedBy: whoOf(officer),
    superiors: officer.post.superiors,
    items,
  };
  return {
    files,
    review: {
      record,
      events: [
        {
          type: 'review-proposed',
          pub: { files: items.map(({ fileId, outcome }) => ({ fileId, outcome })) },
          texts: { items },
        },
      ],
    },
  };
}

export const ReviewDecisionInput = z
  .strictObject({
    decision: z.enum(['approve', 'refuse']),
    remarks: line(500).optional(),
    /** Files of the batch whose proposals are not taken. */
    except: z.array(FileId).max(mostInReview).optional(),
  })
  .meta({ id: 'ReviewDecisionInput' });
export type ReviewDecision = z.infer<typeof ReviewDecisionInput>;

/** Whether a decision approves that anything is weeded: then the batch gets a certificate. */
export const approvesWeeding = (
  review: Review,
  { decision, except = [] }: ReviewDecision,
): boolean =>
  decision === 'approve' &&
  review.items.some(({ fileId, outcome }) => outcome === 'weed' && !except.includes(fileId));

/** Decides a batch. @throws review-closed, own-request, not-a-superior, reason-required, not-found */
export function decideReview(
  review: Review,
  input: ReviewDecision,
  officer: Officer,
  { at, certificate }: { at: string; certificate: string },
): Changed<Review> {
  const { decision, remarks, except = [] } = input;
  check(reviewMachine, 'decide', review, { officer, decision, remarks });
  for (const fileId of except) itemOf(review, fileId);
  const certified = approvesWeeding(review, input);
  return {
    record: {
      ...review,
      status: decision === 'approve' ? 'approved' : 'refused',
      decidedAt: at,
      decidedBy: whoOf(officer),
      items: review.items.map((item) => ({
        ...item,
        approved: decision === 'approve' && !except.includes(item.fileId),
      })),
      ...(certified && { certificate }),
    },
    events: [
      {
        type: decision === 'approve' ? 'review-approved' : 'review-refused',
        pub: { except, ...(certified && { certificate }) },
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/** @throws not-found */
function itemOf(review: Review, fileId: string): ReviewItem {
  const item = review.items.find((each) => each.fileId === fileId);
  if (!item) throw new DomainError('not-found', 'The file is not in that batch.');
  return item;
}

/**
 * Carries out for one file what was decided. A file whose proposal was not taken goes back to the record room, and so
 * does one that is withheld from the batch, such as one that has since been held by order.
 * @throws review-undecided, review-closed, not-found, on-hold, not-due, not-weedable, extension-limit
 */
export function carryOut(
  review: Review,
  file: File,
  officer: Officer,
  { at, policy, withheld }: { at: string; policy: Policy; withheld?: string | undefined },
): { review: Changed<Review>; file: Changed<File> } {
  const item = itemOf(review, file.id);
  check(reviewMachine, 'execute', review, { fileId: file.id });
  const back = withheld !== undefined || item.approved !== true;
  const changed = back
    ? release(file, officer, at)
    : item.outcome === 'retain'
      ? retain(file, item.extendYears ?? 0, policy)
      : item.outcome === 'archive'
        ? archive(file, at)
        : weed(file, { at, noObjection: item.noObjection, certificate: review.certificate });
  const result = back ? ('released' as const) : results[item.outcome];
  const items = review.items.map((each) =>
    each.fileId === file.id ? { ...each, result, doneAt: at } : each,
  );
  const done = items.every((each) => each.result !== undefined);
  return {
    file: changed,
    review: {
      record: { ...review, items, ...(done && { status: 'completed' as const }) },
      events: [
        {
          type: 'review-carried-out',
          pub: { fileId: file.id, result },
          ...(withheld !== undefined && { texts: { withheld } }),
        },
      ],
    },
  };
}
const results = { retain: 'retained', archive: 'archived', weed: 'weeded' } as const;

/** The certificate of a batch (नष्टीकरण प्रमाणपत्र), as it is shown and printed. */
export const WeedingCertificate = z
  .strictObject({
    number: z.string(),
    reviewId: ReviewId,
    officeId: OfficeId,
    proposedAt: Instant,
    proposedBy: Who,
    approvedAt: Instant,
    approvedBy: Who,
    files: z.array(
      z.strictObject({
        fileId: FileId,
        number: z.string(),
        subject: ReviewItem.shape.subject,
        category: RetentionCategory,
        closedOn: Day,
        reviewOn: Day,
        noObjection: z.string().nullable(),
        /** The file's history when it was taken under review. */
        seal: ReviewItem.shape.seal,
        /** When it was weeded; nothing while that has still to be carried out. */
        weededAt: Instant.nullable(),
      }),
    ),
    /** All files to be weeded have been. */
    complete: z.boolean(),
  })
  .meta({ id: 'WeedingCertificate' });
export type WeedingCertificate = z.infer<typeof WeedingCertificate>;

/** The certificate of a batch, or nothing for one that weeds no file. */
export function certificateOf(review: Review): WeedingCertificate | undefined {
  const { certificate, decidedAt, decidedBy } = review;
  if (certificate === undefined || !decidedAt || !decidedBy) return undefined;
  const weeded = review.items.filter(
    ({ outcome, approved, result }) =>
      outcome === 'weed' && approved === true && result !== 'released',
  );
  return {
    number: certificate,
    reviewId: review.id,
    officeId: review.officeId,
    proposedAt: review.proposedAt,
    proposedBy: review.proposedBy,
    approvedAt: decidedAt,
    approvedBy: decidedBy,
    files: weeded.map((item) => ({
      fileId: item.fileId,
      number: item.number,
      subject: item.subject,
      category: item.category,
      closedOn: item.closedOn,
      reviewOn: item.reviewOn,
      noObjection: item.noObjection ?? null,
      seal: item.seal,
      weededAt: item.doneAt ?? null,
    })),
    complete: weeded.every(({ result }) => result === 'weeded'),
  };
}
