import type { Input } from '../../shared/api/route.ts';
import { divisionRoutes } from '../../shared/api/routes/divisions.ts';
import { tableFaults as wordsOfTable } from '../../shared/domain/csvTable.ts';
import { divisionFaults } from '../../shared/domain/divisionFaults.ts';
import {
  draftDivision,
  faultsOfDivision,
  publishDivision as publish,
  saveDivision as save,
  withdrawDivision as withdraw,
} from '../../shared/domain/divisionLife.ts';
import { divisionLinesIn } from '../../shared/domain/divisionTable.ts';
import type { Changed } from '../../shared/domain/document.ts';
import type { Chart } from '../../shared/domain/resolver.ts';
import type { DivisionInput, WorkDivision } from '../../shared/domain/workDivision.ts';
import { mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as charts from '../../shared/store/chartStore.ts';
import { newId } from '../../shared/store/digest.ts';
import * as orders from '../../shared/store/divisionStore.ts';
import type { Door } from '../../shared/store/door.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';
import { storedOf } from './ofOffice.ts';

type Entered = Input<typeof divisionRoutes.createDivision>['body'];

/** What was entered, line by line or as a table, and what cannot be taken of the table. */
function inputOf(body: Entered, chart: Chart) {
  if ('lines' in body) return { input: body, tableFaults: [] };
  const { table, ...order } = body;
  const { lines, faults } = divisionLinesIn(table, chart);
  const input: DivisionInput = { ...order, lines };
  return { input, tableFaults: faults.map((each) => ({ ...each, ...wordsOfTable[each.fault] })) };
}

/** Writes what was entered, and tells what would keep it from being published. */
function enter(
  door: Door,
  read: Stored<WorkDivision> | undefined,
  changed: Changed<WorkDivision>,
  chart: Chart,
) {
  const { record: order } = changed;
  const faults = faultsOfDivision(order, chart).map((each) => ({
    ...each,
    ...divisionFaults[each.fault],
  }));
  return door.commit({
    records: [orders.change(read, changed)],
    companions: orders.companions(order, undefined),
    reply: (headOf) => ({ order, version: headOf(order.id).seq, faults, tableFaults: [] }),
  });
}

export const createDivision = write(
  divisionRoutes.createDivision,
  async ({ body, officer, at, door }) => {
    mustHave(officer, 'admin');
    const { officeId } = officer.post;
    const [, chart] = await Promise.all([door.load({}), charts.chartOf(officeId, at)]);
    const { input, tableFaults } = inputOf(body, chart);
    if (tableFaults.length > 0) return refusedTable(door, tableFaults, 0);
    return enter(door, undefined, draftDivision(input, { id: newId('div'), officeId }), chart);
  },
);

export const saveDivision = write(
  divisionRoutes.saveDivision,
  async ({ params: { divisionId }, body, officer, at, version, door }) => {
    mustHave(officer, 'admin');
    const [{ found }, chart] = await Promise.all([
      door.load({ found: orders.ref(divisionId) }),
      charts.chartOf(officer.post.officeId, at),
    ]);
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    const { input, tableFaults } = inputOf(body, chart);
    if (tableFaults.length > 0) return refusedTable(door, tableFaults, version);
    return enter(door, stored, save(stored.state, input), chart);
  },
);

/** The whole table is refused for one fault: half an order is none. */
const refusedTable = (
  door: Door,
  tableFaults: ReturnType<typeof inputOf>['tableFaults'],
  version: number,
) =>
  door.commit({
    records: [],
    reply: () => ({ order: null, version, faults: [], tableFaults }),
    version,
  });

/** Its posts and branches are looked at once more: the office may be another than when it was entered. */
export const publishDivision = write(
  divisionRoutes.publishDivision,
  async ({ params: { divisionId }, body, officer, at, version, door }) => {
    mustHave(officer, 'admin');
    const { officeId } = officer.post;
    const effectiveFrom = new Date(body.effectiveFrom ?? at).toISOString();
    const [{ found, slot }, chart] = await Promise.all([
      door.load({
        found: orders.ref(divisionId),
        slot: orders.followedFrom(officeId, effectiveFrom),
      }),
      charts.chartOf(officeId, at),
    ]);
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    const act = { at, effectiveFrom, taken: slot === 'published', directory: chart };
    return commit(door, stored, publish(stored.state, act), slot);
  },
);

export const withdrawDivision = write(
  divisionRoutes.withdrawDivision,
  async ({ params: { divisionId }, body, officer, at, version, door }) => {
    mustHave(officer, 'admin');
    const { found } = await door.load({ found: orders.ref(divisionId) });
    const stored = storedOf(officer, found);
    mustBeAt(version, stored.head.seq);
    return commit(door, stored, withdraw(stored.state, { at, reason: body.reason }), undefined);
  },
);

function commit(
  door: Door,
  read: Stored<WorkDivision>,
  changed: Changed<WorkDivision>,
  slot: 'published' | 'withdrawn' | undefined,
) {
  const { record: order } = changed;
  return door.commit({
    records: [orders.change(read, changed)],
    companions: orders.companions(order, slot),
    reply: (headOf) => {
      const head = headOf(order.id);
      return { order, version: head.seq, seal: sealOf(head) };
    },
  });
}
