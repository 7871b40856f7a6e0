/**
 * Whatever fails while a chain moves, once or twice, everything happens once: the record and the execution agree, the
 * right desk has the file, and somebody is waited for. Tried are all single faults of every flow and some of the pairs
 * (CHAIN_SEED chooses which); CHAIN_FAULTS=all tries every pair, CHAIN_FLOW only flows of whose name it is a part.
 */
import { appendFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Fault } from '../support/chains/faults.ts';
import { type Flow, flows, line, wide } from '../support/chains/flows.ts';
import { further, run, told } from '../support/chains/plans.ts';
import { type Moment, openWorld, type World } from '../support/chains/world.ts';

vi.mock('ulid', () => import('../support/chains/countedIds.ts'));

const { CHAIN_FAULTS, CHAIN_FLOW = '', CHAIN_REPORT } = process.env;
const every = CHAIN_FAULTS === 'all';
const seed = Number(process.env.CHAIN_SEED ?? 1);
/** How many pairs of a flow are tried when not all are. */
const sample = 12;

let world: World;
let empty: Moment;
beforeAll(async () => {
  world = await openWorld([line, wide]);
  empty = world.keep();
});
afterAll(() => world.close());

const chosen = flows.filter(({ name }) => name.includes(CHAIN_FLOW));

it.each(chosen)(`$name, whatever fails (seed ${seed})`, { timeout: 7_200_000 }, async (flow) => {
  const trial = await trialOf(flow);
  const singles = [...further([], trial.calls, true)];
  const random = randomFrom(seed);
  const paired = new Set(Array.from({ length: sample }, () => random(singles.length)));
  for (const [index, single] of singles.entries()) {
    const calls = await trial.of(single);
    if (!every && !paired.has(index)) continue;
    const pairs = [...further(single, calls, false)];
    for (const pair of every ? pairs : pairs.slice(random(pairs.length)).slice(0, 1)) {
      await trial.of(pair);
    }
  }
  if (CHAIN_REPORT) {
    appendFileSync(
      CHAIN_REPORT,
      `${trial.plans} plans, ${trial.wrong.length} wrong: ${flow.name}\n`,
    );
  }
  expect(trial.wrong).toEqual([]);
});

/** A flow that went smoothly, and what is to be compared with that. */
async function trialOf(flow: Flow) {
  await world.restore(empty);
  const scene = { flow, running: await flow.before(world), moment: world.keep() };
  const smooth = await run(world, scene, []);
  expect(smooth.faults).toEqual([]);
  const effect = JSON.stringify(smooth.shape);
  const wrong: string[] = [];
  const trial = { calls: smooth.calls, plans: 0, wrong, of };
  return trial;

  /** Whoever was not answered asks again at once and, in another run, when all has come to rest. */
  async function of(plan: readonly Fault[]) {
    const one = async (late: boolean) => {
      const ran = await run(world, scene, plan, late);
      trial.plans += 1;
      const faults = [
        ...ran.faults,
        ...(JSON.stringify(ran.shape) === effect ? [] : ['other effect']),
      ];
      // A plan that strikes nothing proves nothing.
      const struck = ran.calls.filter(({ fault, attempts }) => fault && attempts > 0).length;
      if (!late && struck !== plan.length) faults.push('a fault of the plan did not strike');
      if (faults.length > 0) wrong.push(`${told(plan, ran.calls, late)}: ${faults.join('; ')}`);
      return ran;
    };
    const { calls, repeated } = await one(false);
    if (repeated) await one(true);
    return calls;
  }
}

/** A linear congruential generator. */
function randomFrom(from: number) {
  let state = from;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}
