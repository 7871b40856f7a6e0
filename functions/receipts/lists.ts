import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { mustHave } from '../../shared/http/access.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as receipts from '../../shared/store/receiptStore.ts';
import { registerPage } from '../../shared/store/registerStore.ts';

/** The inward register of the officer's own office. */
export const listReceipts = read(receiptRoutes.listReceipts, async ({ query, officer }) => {
  mustHave(officer, 'registers-read');
  const { officeId } = officer.post;
  const list = `inward/${officeId}/${query.month}`;
  const { items, last } = await registerPage(officeId, 'inward', query.month, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return {
    body: {
      items: items.map(({ recordId, number, day, at, confidential, columns }) => ({
        receiptId: recordId,
        number,
        day,
        at,
        confidential,
        void: columns.status === 'void',
        sender: columns.sender ?? null,
        letter: columns.letter || null,
        subject: columns.subject ?? null,
        channel: columns.channel ?? null,
      })),
      next: nextOf(list, last),
    },
  };
});

export const listCopies = read(receiptRoutes.listCopies, async ({ query, officer }) => {
  const list = `copies/${officer.post.id}`;
  const { items, last } = await receipts.copies(officer.post.id, {
    limit: limitOf(query),
    after: sortKeyOf(list, query),
  });
  return { body: { items, next: nextOf(list, last) } };
});
