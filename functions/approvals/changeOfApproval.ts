import type { Approval, ApprovalChanged } from '../../shared/domain/approval.ts';
import type { File } from '../../shared/domain/file.ts';
import type { MovementCause } from '../../shared/domain/movement.ts';
import type { DraftNote } from '../../shared/domain/note.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import type { Change, Companion, Effect } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';

interface Reply {
  readonly approval: Approval;
  readonly version: number;
  readonly seal: { readonly seq: number; readonly hash: string };
}

interface Step {
  readonly cause: MovementCause;
  readonly at: string;
  readonly effects: readonly Effect[];
  /** Rows of what posts are told with it. */
  readonly notices?: readonly Companion[];
}

/** What a step of an approval chain writes: the file, the chain, a sealed draft, notices, and the effects owed. */
export function changeOfApproval(
  stored: Stored<File>,
  read: Approval | undefined,
  changed: ApprovalChanged,
  draft: DraftNote | undefined,
  { cause, at, effects, notices = [] }: Step,
): Change<Reply> {
  const { record: file, events, approval } = changed;
  const firstNote = stored.state.noteCount + 1;
  const newNotes = Array.from(
    { length: file.noteCount - firstNote + 1 },
    (_, index) => firstNote + index,
  );
  return {
    records: [files.change(stored, { record: file, events })],
    companions: [
      files.accessRow(file, stored.head.seq + events.length),
      ...files.movementRows(stored.state, file, cause, at),
      ...files.approvalCompanions(approval, read !== undefined),
      ...(changed.draft ? files.sealedDraftCompanions(draft, changed.draft) : []),
      ...notices,
    ],
    checks: [directory.postIsActive(file.holder.postId)],
    effects: [
      ...effects,
      ...newNotes.map((noteNo) => ({ kind: 'index-note', fileId: file.id, noteNo }) as const),
    ],
    reply: (headOf) => ({
      approval,
      version: headOf(file.id).seq,
      seal: sealOf(headOf(file.id)),
    }),
  };
}
