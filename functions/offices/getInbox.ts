import * as z from 'zod';
import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { Classification, Urgency } from '../../shared/domain/record.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { inbox } from '../../shared/store/inboxStore.ts';

const Row = z.object({
  id: z.string(),
  kind: z.enum(['file', 'receipt']),
  number: z.string(),
  subject: z.object({ hi: z.string(), en: z.string().optional() }),
  urgency: Urgency,
  classification: Classification,
  since: z.string(),
  dueAt: z.string().optional(),
  status: z.string(),
  unseen: z.boolean().optional(),
  missing: z.boolean().optional(),
});

export const getInbox = read(officeRoutes.getInbox, async ({ query, officer, at }) => {
  const list = `inbox/${officer.post.id}`;
  const { items, last } = await inbox(officer.post.id, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return {
    body: {
      items: items.map((item) => {
        const { dueAt = null, unseen = false, missing, ...row } = Row.parse(item);
        return {
          ...row,
          dueAt,
          overdue: dueAt !== null && dueAt < at,
          unseen,
          enclosuresMissing: missing ?? false,
        };
      }),
      next: nextOf(list, last),
    },
  };
});
