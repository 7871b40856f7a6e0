import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { confirmDraft, discardDraft } from '../../shared/domain/note.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { deskOf, noteAtHand, noteToDiscard, stillWith } from './noteDesk.ts';

export const confirmNote = write(
  noteRoutes.confirmNote,
  async ({ params, officer, at, version, door }) => {
    const { fileId, noteId } = params;
    const loaded = await door.load({ ...deskOf(fileId, officer), trail: notes.trail(noteId) });
    const { file, note } = noteAtHand(officer, loaded, noteId);
    const confirmed = confirmDraft(note, officer, at);
    mustBeAt(version, note.version);
    const { record, companions } = notes.change(file, note, loaded.trail, confirmed);
    return door.commit({
      records: [record],
      companions,
      checks: [stillWith(file.id, note.postId)],
      version: confirmed.note.version,
      reply: () => confirmed.note,
    });
  },
);

/** The file may be anywhere: the write relies on it only so far as it was read to be with a post. */
export const discardNote = write(
  noteRoutes.discardNote,
  async ({ params, officer, at, version, door }) => {
    const { fileId, noteId } = params;
    const loaded = await door.load({ ...deskOf(fileId, officer), trail: notes.trail(noteId) });
    const { file, note } = noteToDiscard(officer, loaded, noteId);
    const discarded = discardDraft(note, officer, at);
    mustBeAt(version, note.version);
    const { record, companions } = notes.change(file, note, loaded.trail, discarded, loaded.shared);
    return door.commit({
      records: [record],
      companions,
      version: discarded.note.version,
      reply: () => discarded.note,
    });
  },
);
