/** What comes to the state machine late, twice, in another order or from another execution: nothing is stuck by it, or done twice. */
import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { StatesError } from '../../infra/local/stepFunctions/statesError.ts';
import { settle } from '../../shared/store/derivedStore.ts';
import { tokensPk } from '../../shared/store/keys.ts';
import { openTurn } from '../../shared/workflow/opening.ts';
import { stepFunctions } from '../../shared/workflow/stepFunctions.ts';
import { asking, begun, fileBody, line, type Running, wide } from '../support/chains/flows.ts';
import { faultsIn } from '../support/chains/plans.ts';
import { type Moment, openWorld, type World } from '../support/chains/world.ts';

vi.mock('ulid', () => import('../support/chains/countedIds.ts'));

let world: World;
let empty: Moment;
let chain: Running;
beforeAll(async () => {
  world = await openWorld([line, wide]);
  empty = world.keep();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.restore(empty);
  chain = await begun(world);
});

/** Asks for something, and leaves what follows from it to the test. */
const only = async (username: string, id: 'decide' | 'resubmit', body: object) => {
  world.pass(5);
  await world.office.told(username, id, asking(world, chain, id, body));
};
const recommend = () => only('deputy', 'decide', { level: 1, decision: 'recommend' });
const states = () => [...world.machine.state.values()].map(({ states }) => states);
const execution = () => {
  const [one] = world.machine.running;
  if (!one) throw new Error('Nothing runs.');
  return one;
};
const soundAt = async (turn: number, status = 'running') => {
  await world.settle();
  await world.reconcile();
  await world.settle();
  expect(await faultsIn(world, chain)).toEqual([]);
  expect(world.chainOf(chain.approvalId)).toMatchObject({ turn, status });
};

it('an answer that comes late, after the time of its turn, is harmless', async () => {
  await recommend();
  // The clock runs out before the relay comes to it: the token is worth nothing any more.
  await world.untilDue();
  await soundAt(2);
  expect(world.chainOf(chain.approvalId).levels[0]?.reminders).toEqual([]);
});

it('an answer that comes twice is harmless', async () => {
  await recommend();
  const owed = world.takeStream();
  world.bring([...owed, ...owed]);
  await world.settle();
  const [{ token }] = world.itemsOf(tokensPk(chain.approvalId)) as [{ token: string }];
  const again = { taskToken: token, output: JSON.stringify({ outcome: 'rejected' }) };
  await expect(stepFunctions.send(new SendTaskSuccessCommand(again))).rejects.toThrow('timed out');
  await soundAt(2);
});

it('answers that come in another order are harmless', async () => {
  await only('deputy', 'decide', { level: 1, decision: 'return', remarks: ['तिथि।'] });
  const first = world.takeStream();
  await only('rajasv1', 'resubmit', {});
  const second = world.takeStream();
  world.bring([...second, ...first]);
  await soundAt(3);
  expect(world.chainOf(chain.approvalId).levels[0]?.state).toBe('active');
});

/** A chain that has begun, and whose machine has just asked the worker for its first turn. */
async function beginning() {
  const { fileId } = chain;
  await world.restore(empty);
  const { body } = await world.done('rajasv1', 'createFile', { body: fileBody });
  const told = await world.office.told('rajasv1', 'startApproval', {
    params: { fileId: body.file.id },
    version: body.version,
    body: { chainId: line.id },
  });
  expect(body.file.id).toBe(fileId);
  chain = { fileId, approvalId: told.body.approval.id };
  await world.deliver();
  const [wanted] = world.machine.wanted;
  if (!wanted) throw new Error('The worker is not asked.');
  return wanted;
}

it('a decision that is delivered before its turn is waited for is found when it is', async () => {
  await beginning();
  // The worker has opened the level, and has not yet kept its token.
  await openTurn(chain.approvalId, 1, new Date().toISOString());
  await recommend();
  await world.deliver();
  await soundAt(2);
});

it('a worker that was given up on and comes late takes no token away', async () => {
  const late = await beginning();
  await world.machine.invoked(late, { ok: false, error: new StatesError('Lambda.Timeout', '') });
  await world.settle();
  await world.invoke(late.payload);
  await recommend();
  await soundAt(2);
});

it('an execution in whose place another was started ends, and the other goes on', async () => {
  const { machineArn: stateMachineArn, input } = execution().record;
  const old = { name: `${chain.approvalId}-g0`, input: JSON.stringify(input) };
  await stepFunctions.send(new StartExecutionCommand({ stateMachineArn, ...old }));
  await world.settle();
  await recommend();
  await soundAt(2);
  expect(execution().record.name).toBe(`${chain.approvalId}-g1`);
});

it('an execution that hands over twice has one successor', async () => {
  const handOver = {
    step: 'renew',
    approvalId: chain.approvalId,
    turn: 1,
    round: 0,
    execution: `${chain.approvalId}-g1`,
  };
  await world.invoke(handOver);
  await world.invoke(handOver);
  expect(world.machine.state.size).toBe(2);
  await world.machine.stop(execution().record.arn);
  await soundAt(1);
});

it('an execution whose chain is closed is found, and ended', async () => {
  for (const [who, level, decision] of [
    ['deputy', 1, 'recommend'],
    ['adm', 2, 'concur'],
  ] as const) {
    await only(who, 'decide', { level, decision });
    await world.settle();
  }
  await only('collector', 'decide', { level: 3, decision: 'approve' });
  // Nobody tells the machine, now or later.
  for (const { pk, sk } of world.takeStream()) await settle(pk, sk);
  await world.settle();
  expect(world.machine.running).toHaveLength(1);
  await world.reconcile();
  await world.settle();
  expect(world.machine.running).toHaveLength(0);
  await soundAt(4, 'approved');
  expect(states().at(-1)?.at(-1)).toBe('Concluded');
});

it('a chain whose execution is gone is started anew, where it stands', async () => {
  await recommend();
  await world.settle();
  await world.machine.stop(execution().record.arn);
  await soundAt(2);
  expect(execution().record.name).toBe(`${chain.approvalId}-g2`);
});
