/** Movement of a file from post to post. At every moment exactly one post has it. */
import { addWorkingMinutes, workingMinutesBetween } from './calendar.ts';
import { type Deadline, type Officer, type Policy, type Post, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { type File, mustBeActive } from './file.ts';
import { type DraftNote, isLive, sealDraft } from './note.ts';
import { withReader } from './record.ts';

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
      readers: withReader(file.readers, to),
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
  if (!isLive(draft)) return handOver(file, to, { ...move, cause: 'sent' });
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
