import type { Officer, Policy } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import type { File } from '../../shared/domain/file.ts';
import type { MovementCause } from '../../shared/domain/movement.ts';
import type { DraftNote } from '../../shared/domain/note.ts';
import { type Telling, toConfirm } from '../../shared/domain/notice.ts';
import type { Change, Companion, Door } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noneBegun } from '../../shared/store/noteStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';

type More = Pick<Change<never>, 'checks' | 'effects'> & {
  readonly companions?: readonly Companion[];
  /** Other files that change with it. */
  readonly others?: readonly { readonly stored: Stored<File>; readonly changed: Changed<File> }[];
};

/** Writes a change of a file with its access row, and replies with its cover. */
export function saveFile(
  door: Door,
  stored: Stored<File> | undefined,
  changed: Changed<File>,
  { companions = [], others = [], checks = [], effects = [] }: More = {},
) {
  const { record: file } = changed;
  return door.commit({
    records: [
      files.change(stored, changed),
      ...others.map((other) => files.change(other.stored, other.changed)),
    ],
    companions: [
      files.accessAfter(stored, changed),
      ...others.map((other) => files.accessAfter(other.stored, other.changed)),
      ...companions,
    ],
    checks,
    effects,
    reply: (headOf) => ({ file, version: headOf(file.id).seq, seal: sealOf(headOf(file.id)) }),
  });
}

interface Moved extends Changed<File> {
  readonly draft?: DraftNote;
}

interface HandOver {
  readonly cause: MovementCause;
  readonly officer: Officer;
  readonly at: string;
  readonly policy: Policy;
  readonly checks?: Change<never>['checks'];
  readonly companions?: readonly Companion[];
  /** Whether the acting post's note was read: none may have been begun since. */
  readonly leaves?: true;
  /** Whom it tells what, besides the officer whose oral order the note has. */
  readonly tellings?: readonly Telling[];
}

/** Writes a hand-over: the file, the note sealed with it, what the sender sent, the movement register, notices. */
export function saveMove(
  door: Door,
  stored: Stored<File>,
  moved: Moved,
  draft: DraftNote | undefined,
  { cause, officer, at, policy, checks = [], companions = [], tellings = [], leaves }: HandOver,
) {
  const before = stored.state;
  const { record: file } = moved;
  const noteNo = moved.draft ? file.noteCount : null;
  return door.commit({
    records: [files.change(stored, moved)],
    companions: [
      files.accessAfter(stored, moved),
      ...(moved.draft ? files.sealedDraftCompanions(draft, moved.draft) : []),
      ...files.movementRows(before, moved, cause, { at, by: officer }),
      ...companions,
      ...noticeRows(file, [...tellings, ...(moved.draft ? toConfirm(draft, file.noteCount) : [])], {
        by: officer.post,
        at,
        policy,
      }),
    ],
    checks: [
      ...checks,
      ...(leaves
        ? noneBegun(before.id, officer.post.id, { read: draft, sealed: moved.draft })
        : []),
    ],
    // Who may find it changed with the access row; only a new note has new words.
    effects: noteNo === null ? [] : [{ kind: 'index-note', fileId: file.id, noteNo }],
    reply: (headOf) => ({
      fileId: file.id,
      from: before.holder,
      to: file.transit?.to ?? file.holder,
      onItsWay: file.transit !== undefined,
      sentAt: at,
      noteNo,
      version: headOf(file.id).seq,
      seal: sealOf(headOf(file.id)),
    }),
  });
}
