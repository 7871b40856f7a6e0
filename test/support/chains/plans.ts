/** Runs a flow under a plan of faults until all has come to rest, and says what is the matter then. */
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Approval } from '../../../shared/domain/approval.ts';
import { tokensPk } from '../../../shared/store/keys.ts';
import { type Call, type Fault, faultsOf } from './faults.ts';
import type { Flow, Running } from './flows.ts';
import type { Moment, World } from './world.ts';

export interface Ran {
  readonly calls: readonly Call[];
  /** What is on record, without instants and hashes: to be compared with a run without faults. */
  readonly shape: unknown;
  readonly faults: readonly string[];
  /** A person had to ask again. */
  readonly repeated: boolean;
}

/** So often a person asks again, and so often the schedule lets the reconciler look, at most. */
const tries = 6;

/**
 * @param late whoever was not answered asks again when everything else has come to rest, and not at once
 */
export async function run(
  world: World,
  { flow, moment, running }: { flow: Flow; moment: Moment; running: Running },
  plan: readonly Fault[],
  late = false,
): Promise<Ran> {
  await world.restore(moment);
  const { requests = [], clock, streamLost } = flow.act(world, running);
  world.faults.begin(plan);
  let repeated = false;
  if (clock) await world.untilDue();
  for (const request of requests) {
    if (await world.ask(request)) continue;
    repeated = true;
    if (late) await world.settle();
    for (let count = 0; count < tries && !(await world.ask(request)); count += 1);
  }
  if (streamLost) world.takeStream();
  await world.settle();
  const struck = () => world.faults.calls.filter(({ fault }) => fault).length;
  for (let count = 0, before = -1; count < tries && before !== struck(); count += 1) {
    before = struck();
    await world.reconcile();
    await world.settle();
  }
  const { calls } = world.faults;
  world.faults.begin([]);
  const replies = requests.map(({ told }) => told && [told.status, bare(told.body.approval)]);
  const approvalId = running.approvalId || requests[0]?.told?.body.approval?.id;
  return {
    calls,
    repeated,
    shape: { replies, ...shapeOf(world, running.fileId, approvalId) },
    faults: await faultsIn(world, { fileId: running.fileId, approvalId }),
  };
}

/** A chain without what differs between two runs that do the same. */
function bare(approval: Approval | undefined) {
  if (!approval) return undefined;
  const { status, turn, levels, revision } = approval;
  return {
    status,
    turn,
    revision: revision && [revision.by, revision.to, revision.post.id, revision.reminders.length],
    levels: levels.map(({ state, reminders, members }) => [
      state,
      reminders.length,
      ...members.map(
        ({ post, state, decision, noteNo, escalated }) =>
          `${post.id} ${state} ${decision} ${noteNo} ${escalated}`,
      ),
    ]),
  };
}

/** Everything on record that a person could see of the file and its chain. */
function shapeOf(world: World, fileId: string, approvalId: string) {
  const desks: string[] = [];
  const notices: string[] = [];
  const others = new Map<string, number>();
  for (const stored of world.memory.items()) {
    const { pk, sk, gsi1pk, notice, id } = unmarshall(stored);
    if (String(gsi1pk).startsWith('INBOX#')) desks.push(`${gsi1pk} ${id}`);
    if (String(pk).startsWith('NOTICE#')) notices.push(`${pk} ${JSON.stringify(notice)?.length}`);
    // Of what is written once for each act there are as many as there were acts.
    const kind = /^(SENT|REG|INFO|IDEM|[a-z]{3}_)/.exec(String(pk))?.[0] ?? '';
    const series = kind.endsWith('_') ? `${kind} ${String(sk).split('#')[0]}` : kind;
    if (kind && kind !== 'IDEM') others.set(series, (others.get(series) ?? 0) + 1);
  }
  const { seq, state } = world.headOf(fileId);
  const { holder, noteCount, openApprovalId, asked, chainAsksHolder } = state;
  return {
    approval: bare(world.chainOf(approvalId)),
    file: {
      seq,
      holder: holder.postId,
      noteCount,
      openApprovalId,
      asked,
      chainAsksHolder,
    },
    events: world
      .itemsOf(fileId)
      .filter(({ sk }) => String(sk).startsWith('E#'))
      .map(({ event }) => (event as { type: string }).type),
    desks: desks.sort(),
    notices: notices.sort(),
    others: [...others].sort(),
  };
}

/** What must not be, whatever happened. */
export async function faultsIn(
  world: World,
  { fileId, approvalId }: Pick<Running, 'fileId' | 'approvalId'>,
): Promise<string[]> {
  const found: string[] = [];
  const must = (holds: boolean, otherwise: string) => {
    if (!holds) found.push(otherwise);
  };
  const approval = world.chainOf(approvalId);
  const { status, turn } = approval;
  const open = status === 'running' || status === 'revising';
  const { running, state } = world.machine;
  const executions = [...state.values()];

  must(running.length === (open ? 1 : 0), `${running.length} executions run, it is ${status}`);
  for (const execution of open ? running : []) {
    const wait = world.machine.waitOf(execution);
    must(wait.state === 'Await the turn' && wait.waits, `it stands at ${wait.state}`);
    must(wait.turn === turn, `it waits for turn ${wait.turn}, it is ${turn}`);
    const tokens = world
      .itemsOf(tokensPk(approvalId))
      .flatMap(({ token }) => (typeof token === 'string' ? [token] : []));
    must(tokens.some(wait.isFor), 'no token is kept for what it waits for');
    const level = approval.levels.find((each) => each.state === 'active');
    must(status === 'revising' || level !== undefined, 'nobody is asked');
  }
  for (const { ending, answers, record } of executions) {
    const failed = ending && ending.status !== 'SUCCEEDED' && ending.status !== 'ABORTED';
    must(!failed, `${record.name} ended as ${ending?.status}: ${ending?.error}`);
    for (const { turn: no, outcome } of answers) {
      const agrees = outcome === 'next' ? no < turn : outcome === 'replaced' || outcome === status;
      must(agrees, `turn ${no} was answered with ${outcome}, it is ${status} at ${turn}`);
    }
  }
  const owed = ['0', '1', '2', '3'].flatMap((shard) => world.itemsOf(`OUT#${shard}`));
  must(owed.length === 0, `still owed: ${JSON.stringify(owed)}`);
  const listed = ['0', '1', '2', '3'].flatMap((shard) => world.itemsOf(`OPEN#${shard}`));
  must(listed.length === (open ? 1 : 0), `${listed.length} chains are listed as open`);
  const { body } = await world.office.call('rajasv1', 'getProof', { params: { fileId } });
  must(body.verdict === 'intact', `the seals: ${JSON.stringify(body.findings ?? body)}`);
  return found;
}

export const told = (plan: readonly Fault[], calls: readonly Call[], late: boolean) =>
  [
    ...plan.map(({ at, kind }) => `${kind} at call ${at} (${calls[at]?.name ?? 'none'})`),
    ...(late ? ['asked again late'] : []),
  ].join(', ');

/** Every plan of one fault more: at each call that came after the last fault. */
export function* further(plan: readonly Fault[], calls: readonly Call[], apart: boolean) {
  const last = plan.at(-1)?.at ?? -1;
  for (const [at, call] of calls.entries()) {
    if (at <= last) continue;
    for (const kind of faultsOf(call, apart)) yield [...plan, { at, kind }];
  }
}
