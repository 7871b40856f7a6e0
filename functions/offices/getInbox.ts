import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { clocksInList } from '../../shared/domain/clock.ts';
import { visibleTo } from '../../shared/domain/policy.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { inbox, isOverdue } from '../../shared/store/inboxStore.ts';
import { load } from '../../shared/store/reading.ts';

export const getInbox = read(officeRoutes.getInbox, async ({ query, officer, at }) => {
  const list = `inbox/${officer.post.id}`;
  const part = { limit: limitOf(query), after: sortKeyOf(list, query) };
  const [{ items, last }, { policy }] = await Promise.all([
    inbox(officer.post.id, part),
    load({ policy: directory.policy }),
  ]);
  const now = { at, policy: directory.present(policy, 'policy') };
  return {
    body: {
      items: visibleTo(officer, items).map(({ missing, terms, ...row }) => ({
        ...row,
        dueAt: row.dueAt ?? null,
        overdue: isOverdue(row, at),
        clocks: clocksInList({ ...row, terms }, now),
        enclosuresMissing: missing,
      })),
      next: nextOf(list, last),
    },
  };
});
