import type { Route } from '../../shared/api/route.ts';
import { type Approval, type ApprovalChanged, withContent } from '../../shared/domain/approval.ts';
import type { HeldPost, Policy } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { asItStands, type Draft } from '../../shared/domain/draft.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { approvalPlace } from '../../shared/domain/ids.ts';
import type { DraftNote } from '../../shared/domain/note.ts';
import { toConfirm } from '../../shared/domain/notice.ts';
import type { Action } from '../../shared/domain/policy.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, type WriteRequest } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { Contention, type Door } from '../../shared/store/door.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import type { Stored } from '../../shared/store/recordStore.ts';
import { changeOfApproval } from '../../shared/workflow/changeOfApproval.ts';

type Asked = Pick<WriteRequest<Route>, 'officer' | 'version' | 'at'> & {
  readonly params: { readonly approvalId: string };
  readonly door: Door;
};

/** What a step may look at besides the file and its chain. */
export interface Desk {
  readonly file: File;
  readonly approval: Approval;
  readonly policy: Policy;
  readonly note: DraftNote | undefined;
  /** The draft letter of the chain, with what its newest text lacks as the file is now. */
  readonly letter: Draft | undefined;
  readonly post: HeldPost | undefined;
  /** The decision that the request names as the one that is reversed, and the letter that was approved by it. */
  readonly reversed: Approval | undefined;
  readonly reversedLetter: Draft | undefined;
}
/** What the step does to the chain and its file, and to the draft letter with them. */
export interface Stepped {
  readonly chain: ApprovalChanged;
  readonly letter?: Changed<Draft> | undefined;
  /** The decision that was reversed by it, and what becomes of its letter. */
  readonly reversed?: Approval | undefined;
  readonly reversedLetter?: Changed<Draft> | undefined;
}
/** What a request names besides its chain: known before anything is read. */
interface Named {
  readonly draftId?: string | undefined;
  readonly postId?: string | undefined;
  readonly reverses?: string | undefined;
  readonly reversedDraftId?: string | undefined;
}

/** The draft letter that a request names, read beside whatever else: with its newest text in the same round trip. */
export const newestOf = (draftId: string | undefined) =>
  draftId === undefined ? undefined : drafts.newest(draftId);

/** @throws not-found: no such draft on the file; Contention when it was saved between the two reads */
export function letterOf(
  file: File,
  stored: Stored<Draft> | undefined,
  newest: Awaited<ReturnType<typeof drafts.newest>>,
): Draft {
  if (stored?.state.fileId !== file.id) {
    throw new DomainError('not-found', 'There is no such draft on the file.');
  }
  if (newest?.version !== stored.state.version) {
    throw new Contention('The text was saved again between the two reads.');
  }
  return asItStands(file, stored.state, newest.content);
}

/**
 * A step of an open chain: one read, the rule, one write.
 * @throws not-found, what `mayDo` refuses for the action, stale-version, and what the rule throws
 */
export async function step(
  { params, officer, version, at, door }: Asked,
  action: Action,
  { draftId, postId, reverses, reversedDraftId }: Named,
  rule: (desk: Desk) => Stepped,
) {
  const { approvalId } = params;
  const { fileId } = approvalPlace(approvalId);
  const [{ stored, approval, policy, note, draft, post, reversed, undone }, newest] =
    await Promise.all([
      door.load({
        stored: files.ref(fileId),
        approval: approvals.approval(approvalId),
        policy: directory.policy,
        note: files.draft(fileId, officer.post.id),
        draft: draftId === undefined ? undefined : drafts.ref(draftId),
        post: postId === undefined ? undefined : directory.post(postId),
        reversed: reverses === undefined ? undefined : approvals.approval(reverses),
        undone: reversedDraftId === undefined ? undefined : drafts.ref(reversedDraftId),
      }),
      newestOf(draftId),
    ]);
  const file = mayDo(officer, action, stored?.state, 'file-not-with-you');
  if (!approval || !stored) throw new DomainError('not-found', 'There is no such approval.');
  mustBeAt(version, stored.head.seq);
  if (approval.draftId !== draftId && action === 'decide') {
    throw new DomainError('not-found', 'The chain is on another draft letter, or on none.');
  }
  const letter = draftId === undefined ? undefined : letterOf(file, draft, newest);
  const act = { at, policy: directory.present(policy, 'policy') };
  const stepped = rule({
    file,
    approval: letter ? withContent(approval, letter.contentHash) : approval,
    policy: act.policy,
    note,
    letter,
    post,
    reversed,
    reversedLetter: undone?.state,
  });
  const { record, draft: sealed, tellings: told = [] } = stepped.chain;
  const tellings = [...told, ...(sealed ? toConfirm(note, record.noteCount) : [])];
  return door.commit(
    changeOfApproval(stored, approval, stepped.chain, note, {
      cause: 'decided',
      at,
      by: officer,
      letters: [
        { stored: draft, changed: stepped.letter },
        { stored: undone, changed: stepped.reversedLetter },
      ],
      reversed: stepped.reversed,
      notices: noticeRows(record, tellings, { ...act, by: officer.post }),
    }),
  );
}
