import * as z from 'zod';
import { fileRoutes } from '../../shared/api/routes/files.ts';
import { PostRef } from '../../shared/domain/directory.ts';
import { Instant } from '../../shared/domain/ids.ts';
import { mayDo } from '../../shared/http/access.ts';
import { actorView } from '../../shared/http/actorView.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

const HandOver = z.object({
  from: PostRef,
  heldSince: Instant,
  heldWorkingMinutes: z.int(),
});

export const getTimeline = read(fileRoutes.getTimeline, async ({ params, query, officer }) => {
  const { fileId } = params;
  const list = `timeline/${fileId}`;
  const part = { limit: limitOf(query), after: serialOf(list, query) };
  const [{ stored }, page, said] = await Promise.all([
    load({ stored: files.ref(fileId) }),
    files.events(fileId, part),
    files.texts(fileId, part),
  ]);
  mayDo(officer, 'read-content', stored?.state);
  return {
    etag: String(stored?.head.seq),
    body: {
      items: page.items.map(({ event, hash }) => ({
        seq: event.seq,
        type: event.type,
        at: event.at,
        by: actorView(event.actor),
        facts: event.pub,
        texts: said.get(event.seq) ?? {},
        lay: layOf(event.pub, event.at),
        hash,
      })),
      next: nextOf(list, page.more ? page.items.at(-1)?.event.seq : undefined),
    },
  };
});

/** For a hand-over: with whom the file lay until then, and how long. */
function layOf(facts: unknown, at: string) {
  const { data } = HandOver.safeParse(facts);
  if (!data) return null;
  return {
    with: data.from,
    since: data.heldSince,
    seconds: Math.max(0, Math.round((Date.parse(at) - Date.parse(data.heldSince)) / 1000)),
    workingMinutes: data.heldWorkingMinutes,
  };
}
