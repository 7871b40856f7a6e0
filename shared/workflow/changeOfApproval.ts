import type { Approval, ApprovalChanged } from '../domain/approval.ts';
import type { Changed } from '../domain/document.ts';
import type { Draft } from '../domain/draft.ts';
import type { File } from '../domain/file.ts';
import type { MovementCause } from '../domain/movement.ts';
import type { DraftNote } from '../domain/note.ts';
import * as directory from '../store/directoryStore.ts';
import type { Change, Companion, Effect } from '../store/door.ts';
import * as drafts from '../store/draftStore.ts';
import * as files from '../store/fileStore.ts';
import { noneBegun } from '../store/noteStore.ts';
import { type Stored, sealOf } from '../store/recordStore.ts';

interface Reply {
  readonly approval: Approval;
  readonly version: number;
  readonly seal: { readonly seq: number; readonly hash: string };
}

interface Circumstance {
  readonly cause: MovementCause;
  readonly at: string;
  /** The post that acts, whose note was read: the write looks at the post already. */
  readonly actor?: string;
  /** Rows of what posts are told with it. */
  readonly notices?: readonly Companion[];
  /** The draft letter of the chain, when the step puts it up or approves it. */
  readonly letter?:
    | { readonly stored: Stored<Draft>; readonly changed: Changed<Draft> }
    | undefined;
}

/** What a step of an approval chain writes: the file, the chain, a sealed draft, and the effects owed. */
export function changeOfApproval(
  stored: Stored<File>,
  read: Approval | undefined,
  changed: ApprovalChanged,
  draft: DraftNote | undefined,
  { cause, at, actor, letter, notices = [] }: Circumstance,
): Change<Reply> {
  const { record: file, events, approval } = changed;
  const firstNote = stored.state.noteCount + 1;
  const newNotes = Array.from(
    { length: file.noteCount - firstNote + 1 },
    (_, index) => firstNote + index,
  );
  const letterChange = letter && drafts.change(letter.stored, letter.changed);
  const moves = (file.transit?.to ?? file.holder).postId !== stored.state.holder.postId;
  return {
    records: [
      files.change(stored, { record: file, events }),
      ...(letterChange ? [letterChange.record] : []),
    ],
    companions: [
      files.accessRow(file, stored.head.seq + events.length),
      ...(moves ? files.movementRows(stored.state, changed, cause, at) : []),
      ...files.approvalCompanions(approval, file, read !== undefined),
      ...files.askedRows(stored.state, file, approval),
      ...(changed.draft ? files.sealedDraftCompanions(draft, changed.draft) : []),
      ...(letterChange?.companions ?? []),
      ...notices,
    ],
    checks: [
      // What ends, or is given back, goes to where it came from though the post be gone: a decision is never lost for it.
      ...(moves && approval.status === 'running' && file.holder.postId !== actor
        ? [directory.postIsActive(file.holder.postId)]
        : []),
      ...(actor === undefined
        ? []
        : noneBegun(file.id, actor, { read: draft, sealed: changed.draft })),
    ],
    effects: [...owed(read, approval), ...newNotes.map(indexing(file.id))],
    reply: (headOf) => ({
      approval,
      version: headOf(file.id).seq,
      seal: sealOf(headOf(file.id)),
    }),
  };
}

const indexing = (fileId: string) => (noteNo: number) =>
  ({ kind: 'index-note', fileId, noteNo }) as const;

/** The state machine is told of a chain that began, and of each turn that is over. */
function owed(read: Approval | undefined, { id, turn }: Approval): Effect[] {
  if (!read) return [{ kind: 'start-approval', approvalId: id }];
  return read.turn === turn ? [] : [{ kind: 'answer-turn', approvalId: id, turn: read.turn }];
}
