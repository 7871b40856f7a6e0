import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { beginDraft, contentOf } from '../../shared/domain/note.ts';
import { write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { deskOf, fileStill, isAssistant, mayWrite } from './noteDesk.ts';
import { groundOf, groundRefs } from './noteGround.ts';

export const createNote = write(
  noteRoutes.createNote,
  async ({ params, body, officer, at, door }) => {
    const loaded = await door.load({
      ...groundRefs(params.fileId, body),
      ...deskOf(params.fileId, officer),
    });
    const { stored } = loaded;
    const file = mayWrite(officer, stored?.state);
    const existing = isAssistant(officer, file) ? loaded.assisted : loaded.own;
    const id = newId('nte');
    const { ground, attached, taken } = groundOf(loaded, body, officer, { noteId: id, at });
    const written = contentOf(file, body, file.holder.postId, ground);
    const begun = beginDraft(file, existing, written, officer, { id, at });
    const { record, companions } = notes.change(file, existing, undefined, begun);
    return door.commit({
      records: [record, ...attached],
      companions: [...companions, ...taken],
      // As it was read: with its post, and not closed or merged meanwhile.
      checks: stored ? [fileStill(stored)] : [],
      version: begun.note.version,
      reply: () => begun.note,
    });
  },
);
