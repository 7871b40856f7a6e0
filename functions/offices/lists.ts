import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { chargesOf, postRef } from '../../shared/domain/directory.ts';
import { mustHave } from '../../shared/http/access.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import { registerPage } from '../../shared/store/registerStore.ts';

interface Asked {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}
type Fetch<T> = (slice: {
  limit: number;
  after?: string | undefined;
}) => Promise<{ items: T[]; last: string | undefined }>;

async function pageOf<T>(list: string, query: Asked, fetch: Fetch<T>) {
  const { items, last } = await fetch({ limit: limitOf(query), after: sortKeyOf(list, query) });
  return { body: { items, next: nextOf(list, last) } };
}

export const listOffices = read(officeRoutes.listOffices, ({ query }) =>
  pageOf('offices', query, directory.offices),
);

/** To whoever posts people: who there is, and who holds which posts now. */
export const listPersons = read(officeRoutes.listPersons, ({ query, officer, at }) => {
  mustHave(officer, 'admin');
  return pageOf('persons', query, async (slice) => {
    const { items, last } = await directory.persons(slice);
    return {
      last,
      items: items.map((person) => ({
        id: person.id,
        name: person.name,
        status: person.status,
        tenures: chargesOf(person, at).map(({ kind, from, post }) => ({
          kind,
          from,
          post: postRef(post),
        })),
      })),
    };
  });
});

export const listPosts = read(officeRoutes.listPosts, ({ params: { officeId }, query }) =>
  pageOf(`posts/${officeId}`, query, (slice) => directory.posts(officeId, slice)),
);

/** A month of the register of files, or of what moved, in the officer's own office. */
export const listRegister = read(
  officeRoutes.listRegister,
  ({ params: { register }, query, officer }) => {
    mustHave(officer, 'registers-read');
    const { officeId } = officer.post;
    return pageOf(`${register}/${officeId}/${query.month}`, query, async (slice) => {
      const { items, last } = await registerPage(officeId, register, query.month, slice);
      return {
        last,
        items: items.map(({ recordId, number, day, at, confidential, columns }) => ({
          fileOrLetterId: recordId,
          number,
          day,
          at,
          confidential,
          subject: columns.subject ?? null,
          head: columns.head ?? null,
          shortNumber: columns.shortNumber ?? null,
          openedBy: columns.openedBy ?? null,
          from: columns.from ?? null,
          to: columns.to ?? null,
          cause: columns.cause ?? null,
          delayReason: columns.delayReason ?? null,
        })),
      };
    });
  },
);

export const listUnits = read(officeRoutes.listUnits, ({ params: { officeId }, query }) =>
  pageOf(`units/${officeId}`, query, (slice) => directory.units(officeId, slice)),
);

export const listSubjectHeads = read(
  officeRoutes.listSubjectHeads,
  ({ params: { officeId }, query }) =>
    pageOf(`heads/${officeId}`, query, (slice) => directory.subjectHeads(officeId, slice)),
);

export const listApprovalChains = read(
  officeRoutes.listApprovalChains,
  ({ params: { officeId }, query }) =>
    pageOf(`chains/${officeId}`, query, (slice) => charts.chains(officeId, slice)),
);
