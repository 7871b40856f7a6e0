import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { read } from '../../shared/http/operation.ts';
import { load } from '../../shared/store/reading.ts';
import { deskOf, noteInSight } from './noteDesk.ts';

export const getNote = read(noteRoutes.getNote, async ({ params, officer }) => {
  const note = noteInSight(officer, await load(deskOf(params.fileId, officer)), params.noteId);
  return { etag: String(note.version), body: note };
});
