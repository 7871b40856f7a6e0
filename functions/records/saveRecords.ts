import type { Changed } from '../../shared/domain/document.ts';
import type { File } from '../../shared/domain/file.ts';
import type { Change, Companion, Door, Effect } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';
import { dueRows } from '../../shared/store/reviewStore.ts';

/** A file that changes, with what is written for every change of it: its access row and its place in the lists of reviews. */
export interface FileChange {
  readonly stored: Stored<File>;
  readonly changed: Changed<File>;
}
export const besides = ({ stored, changed }: FileChange): Companion[] => [
  files.accessAfter(stored, changed),
  ...dueRows(stored.state, changed.record),
];

/** Writes a change of a file, and of the file it is a part of, and replies with its cover. */
export function saveFile(
  door: Door,
  file: FileChange,
  {
    parent,
    companions = [],
    checks = [],
    effects = [],
  }: Pick<Change<never>, 'companions' | 'checks' | 'effects'> & {
    readonly parent?: FileChange | undefined;
  } = {},
) {
  const all = parent ? [file, parent] : [file];
  const { record } = file.changed;
  return door.commit({
    records: all.map(({ stored, changed }) => files.change(stored, changed)),
    companions: [...all.flatMap(besides), ...companions],
    checks,
    effects,
    reply: (headOf) => ({
      file: record,
      version: headOf(record.id).seq,
      seal: sealOf(headOf(record.id)),
    }),
  });
}

/** The words of a note that a change puts on the note sheet are found once they are indexed. */
export const noteIndexed = (before: File, after: File): Effect[] =>
  after.noteCount > before.noteCount
    ? [{ kind: 'index-note', fileId: after.id, noteNo: after.noteCount }]
    : [];
