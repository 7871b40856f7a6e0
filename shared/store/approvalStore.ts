/** Approvals beside their files, the rows of those who are asked, and the lists of open chains. */
import { Approval, askedIn, currentLevel } from '../domain/approvalRecord.ts';
import { awaitsOrder } from '../domain/awaitingOrder.ts';
import { termsOfFile } from '../domain/clock.ts';
import { postRef } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import { approvalPlace } from '../domain/ids.ts';
import type { Companion } from './door.ts';
import { openChainRow } from './fileStore.ts';
import { approvalKey, askedKey, inboxKeys, openApprovalKey } from './keys.ts';
import type { Ref } from './reading.ts';
import { listed, workRow } from './workStore.ts';

export const approval = (approvalId: string): Ref<Approval> => {
  const { fileId, ordinal } = approvalPlace(approvalId);
  return { key: approvalKey(fileId, ordinal), parse: (item) => Approval.parse(item.approval) };
};

/**
 * The file in the inboxes of those whom an open chain asks though another has it, and in the lists of their offices. Who
 * is asked no more has it there no longer; such a row lapses by itself.
 */
export function askedRows(before: File, after: File, approval: Approval): Companion[] {
  const asked = after.asked ?? [];
  const level = currentLevel(approval);
  const posts = askedIn(level).map(({ post }) => post);
  const gone = (before.asked ?? []).filter((postId) => !asked.includes(postId));
  const { id, dueAt, holderSince } = after;
  return [
    ...asked.map((postId): Companion => {
      const post = posts.find((each) => each.id === postId);
      return {
        item: {
          ...askedKey(id, postId),
          ...inboxKeys(postId, dueAt, id),
          ...(post && workRow(after, postRef(post))),
          ...listed('file', after, level?.openedAt ?? holderSince, termsOfFile(after)),
        },
        expect: 'any',
      };
    }),
    ...gone.map(
      (postId): Companion => ({
        item: { ...askedKey(id, postId), expiresAt: 1 },
        expect: 'any',
      }),
    ),
  ];
}

/**
 * The approval's state, mirrored from the file's events; the file's head guards it. Beside it the reconciler's list, and
 * the office's of chains that still go by its work-division order: written when either changes.
 */
export function approvalCompanions(
  next: Approval,
  file: File,
  read: Approval | undefined,
): Companion[] {
  const state = approvalRow(next, read !== undefined);
  if (next.endedAt !== undefined) {
    // A row is never removed here: one that is over lapses by itself.
    const expiresAt = Math.floor(Date.parse(next.endedAt) / 1000);
    const over = { ...openApprovalKey(next.id), running: false, expiresAt };
    return [state, { item: over, expect: 'any' }];
  }
  const listed = awaitsOrder(next);
  // When a file became confidential, nobody looked how far its chain had come.
  const stands = read && awaitsOrder(read) === listed && file.classification !== 'confidential';
  return stands ? [state] : [state, openChainRow(file, next.id, listed)];
}

/** An approval as it is looked up by its id. */
export const approvalRow = (approval: Approval, read: boolean): Companion => ({
  item: { ...approvalKey(approval.fileId, approval.ordinal), approval },
  expect: read ? 'any' : 'new',
});
