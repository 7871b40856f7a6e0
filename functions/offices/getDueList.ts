import { dueListRoutes } from '../../shared/api/routes/dueLists.ts';
import { clocksInList } from '../../shared/domain/clock.ts';
import { desksSeenBy, toldInList } from '../../shared/domain/dueList.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { load } from '../../shared/store/reading.ts';
import { workIn } from '../../shared/store/workStore.ts';

/** How many papers of the office are looked at for one page. */
const looks = 500;

/** Colours are made of the moment and the calendar, and stand in no index: the page is looked through for them. */
export const getDueList = read(
  dueListRoutes.getDueList,
  async ({ params: { officeId }, query, officer, at }) => {
    const { unitId, postId, status } = query;
    const limit = limitOf(query);
    const list = `due/${officeId}/${officer.post.id}/${unitId}/${postId}/${status}`;
    const after = sortKeyOf(list, query);
    const [{ office, policy }, posts, { rows, lookedAt }] = await Promise.all([
      load({ office: directory.office(officeId), policy: directory.policy }),
      directory.officePosts(officeId),
      workIn(officeId, { unitId, postId, limit: looks, after }),
    ]);
    if (!office) throw new DomainError('not-found', 'There is no such office.');
    const now = { at, policy: directory.present(policy, 'policy') };
    const seen = desksSeenBy(officer, office, posts.items, postId);
    const counts = { green: 0, amber: 0, red: 0 };
    const items = [];
    let last = lookedAt;
    for (const row of rows) {
      if (seen && !seen.has(row.postId)) continue;
      const { kind, headCode, dueAt = null, since, designation, classification } = row;
      const clocks = clocksInList(row, now);
      counts[clocks.status] += 1;
      if (status !== undefined && clocks.status !== status) continue;
      // Letters are never lent; a file that tells its subject head is one of this office.
      const own = kind === 'receipt' || headCode !== undefined;
      items.push({
        ...toldInList(row, officer, own ? officeId : undefined),
        kind,
        classification,
        status: row.status,
        desk: { postId: row.postId, designation, unitId: row.unitId ?? null },
        headCode: headCode ?? null,
        since,
        dueAt,
        clocks,
      });
      if (items.length < limit) continue;
      // The next page begins behind it; behind the last row of all there is none.
      if (row !== rows.at(-1)) last = row.gsi2sk;
      break;
    }
    return { body: { items, counts, next: nextOf(list, last) } };
  },
);
