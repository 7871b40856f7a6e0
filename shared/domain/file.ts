/**
 * A file (नस्ती): its note sheet, its correspondence, and the one post that has it.
 *
 * Two rules govern the module. At every moment exactly one post has the file. And what has been sent is
 * sealed: sending turns the sender's draft note into the record, where it can never change.
 */
import * as z from 'zod';
import { type Officer, type Post, PostRef, postRef, type SubjectHead } from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { ApprovalId, FileId, Instant, OfficeId, PostId, SubjectHeadId, UnitId } from './ids.ts';
import { Classification, Urgency, withReader } from './record.ts';
import { bilingual } from './text.ts';

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

export function mustBeActive(file: File): void {
  if (file.status !== 'active') throw new DomainError('file-closed', 'The file is closed.');
}

/** Who may read the file once it has arrived at a post. */
export const readersAfter = (readers: File['readers'], post: Post): File['readers'] => {
  const { holders, superiors } = withReader(readers, post);
  return { holders: [...holders], superiors: [...superiors] };
};
