import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';

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

export const listPosts = read(officeRoutes.listPosts, ({ params: { officeId }, query }) =>
  pageOf(`posts/${officeId}`, query, (slice) => directory.posts(officeId, slice)),
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
    pageOf(`chains/${officeId}`, query, (slice) => directory.chains(officeId, slice)),
);
