import { noteRoutes } from '../../shared/api/routes/notes.ts';
import type { Officer } from '../../shared/domain/directory.ts';
import {
  confirmDraft,
  type DraftNote,
  discardDraft,
  type NoteChanged,
} from '../../shared/domain/note.ts';
import { mustBeAt, type WriteRequest, write } from '../../shared/http/operation.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { deskOf, noteAtHand, stillWith } from './noteDesk.ts';

export const confirmNote = write(noteRoutes.confirmNote, (request) => end(request, confirmDraft));

export const discardNote = write(noteRoutes.discardNote, (request) => end(request, discardDraft));

type Asked = Pick<
  WriteRequest<typeof noteRoutes.confirmNote>,
  'params' | 'officer' | 'at' | 'version' | 'door'
>;
type Rule = (note: DraftNote, officer: Officer, at: string) => NoteChanged;

/** What needs nothing but the note itself. */
async function end({ params, officer, at, version, door }: Asked, rule: Rule) {
  const { fileId, noteId } = params;
  const loaded = await door.load({ ...deskOf(fileId, officer), trail: notes.trail(noteId) });
  const { file, note } = noteAtHand(officer, loaded, noteId);
  const changed = rule(note, officer, at);
  mustBeAt(version, note.version);
  const { record, companions } = notes.change(file, note, loaded.trail, changed);
  return door.commit({
    records: [record],
    companions,
    checks: [stillWith(file.id, note.postId)],
    version: changed.note.version,
    reply: () => changed.note,
  });
}
