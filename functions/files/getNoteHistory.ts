import * as z from 'zod';
import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { can } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import {
  isUnsettled,
  SealedEvent,
  startOfWalk,
  verify,
  verifyHead,
} from '../../shared/domain/ledger.ts';
import { isLive } from '../../shared/domain/note.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed, mustBeKept } from '../../shared/http/access.ts';
import { actorView } from '../../shared/http/actorView.ts';
import { limitOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { cursorAt, placeOf } from '../../shared/store/cursor.ts';
import { digest } from '../../shared/store/digest.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as notes from '../../shared/store/noteStore.ts';
import { load } from '../../shared/store/reading.ts';

const Place = z.object({
  walk: z.object({ seq: z.int(), hash: z.string(), at: z.string() }),
  altered: z.boolean(),
});
const start: z.infer<typeof Place> = { walk: startOfWalk, altered: false };

/**
 * Every version of a yellow note, discarded ones too: for its own post while it may see the file, and once it is
 * sealed or discarded for the auditor of the file. While it is on its author's desk it is nobody else's.
 */
export const getNoteHistory = read(
  noteRoutes.getNoteHistory,
  async ({ params, query, officer, at }) => {
    const { fileId, noteId } = params;
    const list = `note-history/${noteId}`;
    const place = placeOf(list, query.cursor, (value) => Place.parse(value)) ?? start;
    const [{ stored, trail }, desks, page] = await Promise.all([
      load({ stored: files.ref(fileId), trail: notes.trail(noteId) }),
      notes.onDesks(fileId),
      notes.history(noteId, { limit: limitOf(query), after: place.walk.seq }),
    ]);
    const own =
      trail?.state.postId === officer.post.id &&
      !!stored &&
      allows(officer, 'see-cover', governed(stored.state));
    const auditor =
      !desks.some((note) => note.id === noteId && isLive(note)) &&
      can(officer, 'audit-read') &&
      !!stored &&
      allows(officer, 'verify', governed(stored.state));
    if (!trail || trail.state.fileId !== fileId || !(own || auditor)) {
      throw new DomainError('no-note', 'There is no such note on the file.');
    }
    if (stored) mustBeKept(stored.state);
    const { walk, findings } = verify(place.walk, page.entries, noteId, digest);
    const all = [...findings, ...(page.more ? [] : verifyHead(walk, trail.head))];
    // Written while it was read: nothing is said of this run, and the cursor leads to it once more.
    const again = isUnsettled(all, [trail.head.at, walk.at], at);
    const ended = !page.more && !again;
    const altered = place.altered || all.length > 0;
    return {
      etag: String(trail.head.seq),
      body: {
        fileId,
        noteId,
        postId: trail.state.postId,
        verdict: ended
          ? altered
            ? ('altered' as const)
            : ('intact' as const)
          : ('incomplete' as const),
        items: (again ? [] : page.entries).flatMap(({ event, fields }) => {
          const { data } = SealedEvent.safeParse(event);
          if (!data) return [];
          const text = fields?.note as { value?: z.core.util.JSONType } | undefined;
          return [
            {
              seq: data.seq,
              type: data.type,
              at: data.at,
              by: actorView(data.actor),
              facts: data.pub,
              note: text?.value ?? null,
            },
          ];
        }),
        next: ended ? null : cursorAt(list, again ? place : { walk, altered }),
      },
    };
  },
);
