import { noteRoutes } from '../../shared/api/routes/notes.ts';
import type { File } from '../../shared/domain/file.ts';
import { isLive } from '../../shared/domain/note.ts';
import { mayDo } from '../../shared/http/access.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { deskOf, noteFor } from './noteDesk.ts';

export const listNotes = read(noteRoutes.listNotes, async ({ params, query, officer }) => {
  const { fileId } = params;
  const list = `notes/${fileId}`;
  const after = serialOf(list, query);
  const [desk, page] = await Promise.all([
    load(deskOf(fileId, officer)),
    files.notes(fileId, { limit: limitOf(query), after }),
  ]);
  const file = mayDo(officer, 'read-content', desk.stored?.state);
  const draft = noteFor(officer, file, desk);
  return {
    etag: String(desk.stored?.head.seq),
    body: {
      items: page.items.map(({ note, seq }) => ({
        ...note,
        sealSeq: seq,
        correctedBy: markOn(file, note.no, 'corrected'),
        confirmedBy: markOn(file, note.no, 'confirmed'),
      })),
      next: nextOf(list, page.more ? page.items.at(-1)?.note.no : undefined),
      draft: isLive(draft) ? draft : null,
    },
  };
});

/** The latest note that says this of an earlier one. */
const markOn = (file: File, noteNo: number, as: 'corrected' | 'confirmed'): number | null =>
  file.noteMarks.findLast((mark) => mark.no === noteNo && mark.as === as)?.by ?? null;
