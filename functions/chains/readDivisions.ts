import { divisionRoutes } from '../../shared/api/routes/divisions.ts';
import { chainsRerouted, mattersRerouted } from '../../shared/domain/divisionPreview.ts';
import { limitOf, nextOf, sortKeyOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as orders from '../../shared/store/divisionStore.ts';
import { load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { storedOf } from './ofOffice.ts';

export const listDivisions = read(divisionRoutes.listDivisions, async ({ query, officer }) => {
  const { officeId } = officer.post;
  const list = `divisions/${officeId}`;
  const part = { limit: limitOf(query), after: sortKeyOf(list, query) };
  const { items, last } = await orders.list(officeId, part);
  return { body: { items, next: nextOf(list, last) } };
});

export const getDivision = read(
  divisionRoutes.getDivision,
  async ({ params: { divisionId }, officer }) => {
    const { found } = await load({ found: orders.ref(divisionId) });
    const { state: order, head } = storedOf(officer, found);
    return { etag: String(head.seq), body: { order, version: head.seq, seal: sealOf(head) } };
  },
);

/** Branches and heads of which no more are shown: the office's order would be a book. */
const mostMatters = 1000;

/** What the order would change, held against the one that is in force at an instant; nothing of it is done. */
export const previewDivision = read(
  divisionRoutes.previewDivision,
  async ({ params: { divisionId }, query, officer, at }) => {
    const { officeId } = officer.post;
    const list = `rerouted/${divisionId}`;
    const from = new Date(query.from ?? at).toISOString();
    const [{ found }, before, { items: units }, chains] = await Promise.all([
      load({ found: orders.ref(divisionId) }),
      charts.divisionAt(officeId, from),
      directory.units(officeId, { limit: 1000 }),
      orders.openChains(officeId, { limit: limitOf(query), after: sortKeyOf(list, query) }),
    ]);
    const { state: after } = storedOf(officer, found);
    const matters = mattersRerouted(before, after, units);
    return {
      body: {
        matters: matters.slice(0, mostMatters),
        mattersCount: matters.length,
        ...chainsRerouted(before, after, chains.items),
        looked: chains.items.length,
        next: nextOf(list, chains.last),
      },
    };
  },
);
