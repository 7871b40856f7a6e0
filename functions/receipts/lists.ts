import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { maskedFor } from '../../shared/domain/policy.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { actorView } from '../../shared/http/actorView.ts';
import { limitOf, nextOf, serialOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { events, stopOf } from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
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
        receivedOn: columns.receivedOn ?? null,
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
  return { body: { items: maskedFor(officer, items), next: nextOf(list, last) } };
});

const stops: ReadonlySet<string> = new Set([
  'marked',
  'received',
  'recalled',
  'returned',
  'pulled-up',
  'transferred',
  'filed',
]);

/** The stops of a letter until it is in a file, with which it moves from then on. */
export const listReceiptMovements = read(
  receiptRoutes.listReceiptMovements,
  async ({ params, query, officer }) => {
    const { receiptId } = params;
    const list = `movements/${receiptId}`;
    const [{ stored }, page] = await Promise.all([
      load({ stored: receipts.ref(receiptId) }),
      events(receiptId, { limit: limitOf(query, 200), after: serialOf(list, query) }),
    ]);
    mayDo(officer, 'see-cover', stored?.state);
    return {
      body: {
        items: page.items
          .filter(({ event }) => stops.has(event.type))
          .map(({ event }) => ({
            seq: event.seq,
            kind: event.type,
            at: event.at,
            by: actorView(event.actor),
            ...stopOf(event),
          })),
        next: nextOf(list, page.more ? page.items.at(-1)?.event.seq : undefined),
      },
    };
  },
);
