/**
 * Ten who act at once on one level of a chain: one of them has acted, and the record and the execution say the same of
 * it. Calls overtake each other as the seed has it. RACES says how many races there are (1,000 for the full proof),
 * RACE_SEED with which seed they begin.
 */
import { appendFileSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { OperationId } from '../../shared/api/routes/index.ts';
import { asking, atTheTop, begun, first, line, type Running } from '../support/chains/flows.ts';
import { faultsIn } from '../support/chains/plans.ts';
import { type Moment, openWorld, type World } from '../support/chains/world.ts';
import { postOf } from '../support/sample.ts';

vi.mock('ulid', () => import('../support/chains/countedIds.ts'));

const { RACES = '160', RACE_SEED = '1', RACE_REPORT } = process.env;
const seed = Number(RACE_SEED);

let world: World;
let empty: Moment;
beforeAll(async () => {
  world = await openWorld([line, first]);
  empty = world.keep();
});
afterAll(() => world.close());

type Runner = readonly [username: string, id: OperationId, body: object];
const says = (username: string, level: number, decision: string): Runner => [
  username,
  'decide',
  {
    level,
    decision,
    ...(decision === 'return' || decision === 'reject' ? { remarks: ['न'] } : {}),
  },
];
const times = (count: number, ...runners: Runner[]): Runner[] =>
  Array.from({ length: count }, (_, index) => runners[index % runners.length] as Runner);
const withdrawing: Runner = ['rajasv1', 'withdrawApproval', { reason: 'पुनः परीक्षण' }];
const another: Runner = [
  'adm',
  'reassignApproval',
  {
    from: postOf('Deputy Collector (Revenue)'),
    to: postOf('Deputy Collector (General)'),
    reason: 'अवकाश पर',
  },
];

interface Race {
  readonly name: string;
  readonly before: (world: World) => Promise<Running>;
  readonly runners: readonly Runner[];
  /** The time of the level, or of the chain, runs out at that moment too. */
  readonly clock?: true;
}
const races: readonly Race[] = [
  {
    name: 'an officer who clicks ten times',
    before: (world) => begun(world),
    runners: times(10, says('deputy', 1, 'recommend')),
  },
  {
    name: 'several of whom the first decides',
    before: (world) => begun(world, first),
    runners: times(
      10,
      says('samyukt', 1, 'concur'),
      says('sthapnaadhikshak', 1, 'concur'),
      says('deputy', 1, 'reject'),
      says('deputy', 1, 'return'),
    ),
  },
  {
    name: 'approval, refusal and return at the last level',
    before: (world) => atTheTop(world),
    runners: times(
      10,
      says('collector', 3, 'approve'),
      says('collector', 3, 'reject'),
      says('collector', 3, 'return'),
    ),
  },
  {
    name: 'a decision, a withdrawal, another post and a reminder',
    before: (world) => begun(world),
    runners: times(9, says('deputy', 1, 'recommend'), withdrawing, another),
    clock: true,
  },
  {
    name: 'a decision, a withdrawal, another post and the end of the time of the chain',
    before: (world) => begun(world, first),
    runners: times(9, says('samyukt', 1, 'concur'), withdrawing, another),
    clock: true,
  },
];

const count = Math.ceil(Number(RACES) / races.length);
/** What was done, as the file's history has it. */
const acts = ['decided', 'approval-withdrawn', 'reassigned', 'approval-lapsed'];

it.each(races)(
  `$name: one of ten, ${count} times from seed ${seed}`,
  { timeout: 3_600_000 },
  async ({ name, before, runners, clock }) => {
    await world.restore(empty);
    const running = await before(world);
    const moment = world.keep();
    const typesOf = () =>
      world
        .itemsOf(running.fileId)
        .filter(({ sk }) => String(sk).startsWith('E#'))
        .map(({ event }) => (event as { type: string }).type);
    const told = typesOf().length;
    const winners = new Map<string, number>();
    const wrong: string[] = [];
    for (let round = 0; round < count; round += 1) {
      await world.restore(moment);
      world.faults.begin([]);
      if (clock) await world.untilDue();
      const requests = runners.map(([username, id, body]) =>
        world.request(username, id, asking(world, running, id, body)),
      );
      const random = randomFrom(seed * 1_000_003 + round);
      world.delayedBy(async () => {
        for (let turns = random(4); turns > 0; turns -= 1) await breathe();
      });
      await Promise.all([
        ...requests.map((each) => world.ask(each)),
        ...(clock ? [world.work()] : []),
      ]);
      world.delayedBy(async () => undefined);
      await world.settle();
      await world.reconcile();
      await world.settle();

      const granted = requests.filter((each) => each.told && each.told.status < 300);
      const acted = typesOf()
        .slice(told)
        .filter((type) => acts.includes(type));
      const lapsed = acted.includes('approval-lapsed');
      const found = await faultsIn(world, running);
      // Another post, or the next level, is asked then: the time of the chain is over all the same.
      const [winning, ...more] = acted;
      const both = winning !== 'approval-withdrawn' && more.length === 1 && lapsed;
      if (!winning || (more.length > 0 && !both)) found.push(`it was ${acted.join(', ')}`);
      if (granted.length !== (winning === 'approval-lapsed' ? 0 : 1)) {
        found.push(`${granted.length} were granted`);
      }
      const unclear = requests.filter(({ told: answer }) => !answer || answer.status >= 500);
      if (unclear.length > 0) found.push(`${unclear.length} do not know`);
      const reply = granted[0]?.told?.body.approval;
      const { status } = world.chainOf(running.approvalId);
      if (reply && !both && reply.status !== status)
        found.push(`${reply.status} was told, it is ${status}`);
      if (found.length > 0) wrong.push(`round ${round}: ${found.join('; ')}`);
      const winner = lapsed
        ? acted.join(', ')
        : `${granted[0]?.id} ${granted[0]?.username} ${status}`;
      winners.set(winner, (winners.get(winner) ?? 0) + 1);
    }
    if (RACE_REPORT) {
      const won = JSON.stringify(Object.fromEntries(winners));
      appendFileSync(RACE_REPORT, `${count} races, ${wrong.length} wrong: ${name} ${won}\n`);
    }
    expect(wrong).toEqual([]);
  },
);

/** A linear congruential generator. */
function randomFrom(from: number) {
  let state = from % 2_147_483_648;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
