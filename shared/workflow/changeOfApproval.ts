import type { Approval, ApprovalChanged } from '../domain/approval.ts';
import type { Officer } from '../domain/directory.ts';
import type { Changed } from '../domain/document.ts';
import type { Draft } from '../domain/draft.ts';
import type { File } from '../domain/file.ts';
import type { MovementCause } from '../domain/movement.ts';
import type { DraftNote } from '../domain/note.ts';
import * as approvals from '../store/approvalStore.ts';
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
  /** Who acts: what their post noted was read, and the write looks at the post already. Nobody where a worker does. */
  readonly by?: Officer;
  /** Rows of what posts are told with it. */
  readonly notices?: readonly Companion[];
  /** Draft letters that the step puts up, approves, or takes the approval of. */
  readonly letters?: readonly {
    readonly stored: Stored<Draft> | undefined;
    readonly changed: Changed<Draft> | undefined;
  }[];
  /** The decision that was reversed by it. */
  readonly reversed?: Approval | undefined;
}

/** What a step of an approval chain writes: the file, the chain, a sealed draft, and the effects owed. */
export function changeOfApproval(
  stored: Stored<File>,
  read: Approval | undefined,
  changed: ApprovalChanged,
  draft: DraftNote | undefined,
  { cause, at, by, letters = [], reversed, notices = [] }: Circumstance,
): Change<Reply> {
  const { record: file, events, approval } = changed;
  const firstNote = stored.state.noteCount + 1;
  const newNotes = Array.from(
    { length: file.noteCount - firstNote + 1 },
    (_, index) => firstNote + index,
  );
  const letterChanges = letters.flatMap((each) =>
    each.stored && each.changed ? [drafts.change(each.stored, each.changed)] : [],
  );
  const moves = (file.transit?.to ?? file.holder).postId !== stored.state.holder.postId;
  return {
    records: [
      files.change(stored, { record: file, events }),
      ...letterChanges.map(({ record }) => record),
    ],
    companions: [
      files.accessRow(file, stored.head.seq + events.length),
      ...(moves ? files.movementRows(stored.state, changed, cause, { at, by }) : []),
      ...approvals.approvalCompanions(approval, file, read),
      ...approvals.askedRows(stored.state, file, approval),
      ...(changed.draft ? files.sealedDraftCompanions(draft, changed.draft) : []),
      ...letterChanges.flatMap(({ companions }) => companions),
      ...(reversed ? [approvals.approvalRow(reversed, true)] : []),
      ...notices,
    ],
    checks: [
      // A letter that is before a superior already is not written when its chain begins: it must be the one that was read.
      ...(read === undefined
        ? letters.flatMap((each) =>
            each.stored && !each.changed ? [drafts.unchanged(each.stored)] : [],
          )
        : []),
      // What ends, or is given back, goes to where it came from though the post be gone: a decision is never lost for it.
      ...(moves && approval.status === 'running' && file.holder.postId !== by?.post.id
        ? [directory.postIsActive(file.holder.postId)]
        : []),
      ...(by === undefined
        ? []
        : noneBegun(file.id, by.post.id, { read: draft, sealed: changed.draft })),
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
