import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { contentOf, saveDraft } from '../../shared/domain/note.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { deskOf, noteAtHand, stillWith } from './noteDesk.ts';
import { groundOf, groundRefs } from './noteGround.ts';

export const saveNote = write(
  noteRoutes.saveNote,
  async ({ params, body, officer, at, version, door }) => {
    const { fileId, noteId } = params;
    const loaded = await door.load({
      ...groundRefs(fileId, body),
      ...deskOf(fileId, officer),
      trail: notes.trail(noteId),
    });
    const { file, note } = noteAtHand(officer, loaded, noteId);
    const { ground, attached, taken } = groundOf(loaded, body, officer, { noteId, at });
    const written = contentOf(file, body, note.postId, { ...ground, phraseBefore: note.phrase });
    const saved = saveDraft(note, written, officer, at);
    // Who may not write at it is told so, whatever they have seen of it.
    mustBeAt(version, note.version);
    const { record, companions } = notes.change(file, note, loaded.trail, saved);
    return door.commit({
      records: [record, ...attached],
      companions: [...companions, ...taken],
      checks: [stillWith(file.id, note.postId)],
      version: saved.note.version,
      reply: () => saved.note,
    });
  },
);
