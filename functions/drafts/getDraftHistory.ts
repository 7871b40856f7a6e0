import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { mayDo } from '../../shared/http/access.ts';
import { actorView } from '../../shared/http/actorView.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import { load } from '../../shared/store/reading.ts';
import { deskOf, draftOf } from './onFile.ts';

/** Who saved, put up, returned, approved, signed and issued it, when, in which post, and why. */
export const getDraftHistory = read(
  draftRoutes.getDraftHistory,
  async ({ params, query, officer }) => {
    const list = `draft-history/${params.draftId}`;
    const part = { limit: limitOf(query), after: serialOf(list, query) };
    const [desk, page] = await Promise.all([
      load(deskOf(params)),
      drafts.history(params.draftId, part),
    ]);
    mayDo(officer, 'read-content', desk.file?.state);
    draftOf(desk);
    return {
      body: {
        items: page.items.map(({ event, hash, reason }) => ({
          seq: event.seq,
          type: event.type,
          at: event.at,
          by: actorView(event.actor),
          facts: event.pub,
          reason: reason ?? null,
          hash,
        })),
        next: nextOf(list, page.more ? page.items.at(-1)?.event.seq : undefined),
      },
    };
  },
);
