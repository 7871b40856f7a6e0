/**
 * Approval chains on this machine, a part of `npm run bench`; `npm run bench -- moving` and `-- held` run half of it. How
 * long the next level is opened after a decision, beside what the bare engine takes for a write; how many transitions a
 * chain costs, counted in the history of its execution, how many write units, counted in the stream of the table, and
 * what both would cost on AWS; and what chains cost that only wait. Nothing passes or fails.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  DescribeTableCommand,
  DynamoDBClient,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { connect } from '../demo/installation.ts';
import { makeAssembly } from '../infra/local/makeAssembly.ts';
import { freeFirstPort } from '../infra/local/ports.ts';
import { sampleDistrict } from '../infra/local/sampleDistrict.ts';
import { signedCall } from '../infra/local/signedCall.ts';
import type { Held } from './heldChains.ts';
import { writeUnits } from './itemSize.ts';
import { prices } from './prices.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);
const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;

interface Write {
  readonly OldImage?: Record<string, AttributeValue>;
  readonly NewImage?: Record<string, AttributeValue>;
}
interface Page {
  readonly Records: readonly { readonly dynamodb: Write }[];
  readonly NextShardIterator?: string;
}
/** All writes go through the one door as transactions, but for deletions and for what a worker keeps of a task token. */
const isInTransaction = (after: Write['NewImage']) =>
  after !== undefined && !after.pk?.S?.startsWith('TOK#');

/** Chains begun for the latency; each has two levels that open after a decision. */
const chains = 20;

async function moving(): Promise<void> {
  const { address, credentials, as } = await connect();
  const { accessKeyId, secretAccessKey } = credentials;
  const { region, tableName } = address;
  const access = { region, credentials: { accessKeyId, secretAccessKey } };
  const engine = new DynamoDBClient({ ...access, endpoint: address.dynamoDbUrl });
  const machines = new SFNClient({ ...access, endpoint: address.statesUrl });
  const [clerk, deputy, adm, collector] = await Promise.all(
    ['rajasv1', 'deputy', 'adm', 'collector'].map((name) => as(name)),
  );
  if (!clerk || !deputy || !adm || !collector) throw new Error('Nobody is there.');
  const chainOf = (code: string) =>
    sampleDistrict.chains.find((each) => each.code === code)?.id ?? '';

  const begun = async (code: string) => {
    const headId = sampleDistrict.subjectHeads[0]?.id ?? '';
    const { body } = await clerk.createFile({ body: { subject: { hi: 'मापन' }, headId } });
    const started = await clerk.startApproval({
      params: { fileId: body.file.id },
      body: { chainId: chainOf(code) },
      version: body.version,
    });
    return started.body.approval.id;
  };
  type Who = typeof clerk;
  const standing = async (who: Who, approvalId: string) =>
    (await who.getApproval({ params: { approvalId } })).body;
  const opened = async (approvalId: string, level: number) => {
    for (;;) {
      const { approval } = await standing(clerk, approvalId);
      if (approval.levels[level - 1]?.state === 'active') return;
      await wait(2);
    }
  };
  const says = async (who: Who, approvalId: string, level: number, decision: string, more = {}) => {
    await opened(approvalId, level);
    const { approval, version } = await standing(who, approvalId);
    const { contentHash } = approval;
    const body = { level, decision, contentHash, ...more } as never;
    await who.decide({ params: { approvalId }, body, version });
  };

  const latencies: number[] = [];
  const writes: number[] = [];
  const sizes = [700, 1500, 700, 900, 700, 400, 400, 200, 200];
  for (let count = 0; count < chains; count += 1) {
    const approvalId = await begun('REV-STD-3');
    for (const [who, level, decision] of [
      [deputy, 1, 'recommend'],
      [adm, 2, 'concur'],
    ] as const) {
      await says(who, approvalId, level, decision);
      const told = performance.now();
      await opened(approvalId, level + 1);
      latencies.push(performance.now() - told);
      const began = performance.now();
      await engine.send(
        new TransactWriteItemsCommand({
          TransactItems: sizes.map((bytes, part) => ({
            Put: {
              TableName: tableName,
              Item: {
                pk: { S: `BENCH#${count}/${level}` },
                sk: { S: String(part) },
                body: { S: 'x'.repeat(bytes) },
              },
            },
          })),
        }),
      );
      writes.push(performance.now() - began);
    }
    await says(collector, approvalId, 3, 'approve');
  }
  const bare = at(writes, 0.5);
  say(
    `decided, until the next level is open (${latencies.length} times; a bare write: ${bare.toFixed(1)} ms)`,
  );
  for (const share of [0.5, 0.95]) {
    const time = at(latencies, share);
    say(`  p${share * 100}: ${time.toFixed(0)} ms, ${(time / bare).toFixed(1)} bare writes`);
  }

  const transitionsOf = async (approvalId: string) => {
    const executionArn = `arn:aws:states:${region}:000000000000:execution:patravali-dev-approval:${approvalId}-g1`;
    for (;;) {
      const types: string[] = [];
      const pages = paginateGetExecutionHistory(
        { client: machines, pageSize: 100 },
        { executionArn },
      );
      for await (const { events = [] } of pages)
        types.push(...events.map(({ type }) => String(type)));
      if (types.at(-1) === 'ExecutionSucceeded') {
        return types.filter((type) => type.endsWith('StateEntered')).length;
      }
      await wait(50);
    }
  };
  const { Table } = await engine.send(new DescribeTableCommand({ TableName: tableName }));
  const stream = <Reply>(operation: string, body: object) =>
    signedCall({
      url: address.dynamoDbUrl,
      service: 'dynamodb',
      region,
      target: `DynamoDBStreams_20120810.${operation}`,
      body,
      credentials,
    }) as Promise<Reply>;
  /** Every write from a moment on, as the stream of the table tells it. */
  const writesFromNow = async () => {
    const StreamArn = Table?.LatestStreamArn;
    const { StreamDescription } = await stream<{
      StreamDescription: { Shards: readonly { ShardId: string }[] };
    }>('DescribeStream', { StreamArn });
    const ShardId = StreamDescription.Shards.at(-1)?.ShardId;
    const at = { StreamArn, ShardId, ShardIteratorType: 'LATEST' };
    const { ShardIterator } = await stream<{ ShardIterator: string }>('GetShardIterator', at);
    return async () => {
      const found: Write[] = [];
      for (let next: string | undefined = ShardIterator; next; ) {
        const page: Page = await stream<Page>('GetRecords', { ShardIterator: next, Limit: 1000 });
        found.push(...page.Records.map(({ dynamodb }) => dynamodb));
        next = page.Records.length > 0 ? page.NextShardIterator : undefined;
      }
      return found;
    };
  };
  const again = async (approvalId: string) => {
    const { version } = await standing(clerk, approvalId);
    await clerk.resubmit({ params: { approvalId }, body: {}, version });
  };
  const straight = async (id: string) => {
    await says(deputy, id, 1, 'recommend');
    await says(adm, id, 2, 'concur');
    await says(collector, id, 3, 'approve');
  };
  const remarks = { remarks: ['सुधारें।'] };
  const flows: readonly (readonly [string, number, string, (id: string) => Promise<void>])[] = [
    ['three levels, straight', 3, 'REV-STD-3', straight],
    [
      'given back once, put up again',
      3,
      'REV-STD-3',
      async (id) => {
        await says(deputy, id, 1, 'return', remarks);
        await again(id);
        await straight(id);
      },
    ],
    [
      'reminded once at a level',
      3,
      'TATKAL-3',
      async (id) => {
        await says(deputy, id, 1, 'recommend');
        await opened(id, 2);
        await wait(4500);
        await says(adm, id, 2, 'concur', { delay: { code: 'information-awaited' } });
        await says(collector, id, 3, 'approve');
      },
    ],
    ['refused at the first level', 1, 'REV-STD-3', (id) => says(deputy, id, 1, 'reject', remarks)],
  ];
  say(
    'transitions and writes from a new file to the end of its chain, and what they would cost on AWS',
  );
  for (const [name, levels, code, act] of flows) {
    try {
      // What the chain before owes is done by then.
      await wait(1500);
      const writesSince = await writesFromNow();
      const id = await begun(code);
      await act(id);
      const transitions = await transitionsOf(id);
      // The worker's last deletions come after the end.
      await wait(500);
      const writes = await writesSince();
      const units = writes.reduce(
        (sum, { OldImage, NewImage }) =>
          sum + writeUnits(OldImage, NewImage, { inTransaction: isInTransaction(NewImage) }),
        0,
      );
      const machine = transitions * prices.transition;
      const table = units * prices.writeUnit;
      const perLevel = (count: number) => (count / levels).toFixed(1);
      say(
        `  ${name}: ${transitions} transitions (${perLevel(transitions)} a level), Step Functions USD ${machine.toFixed(6)}; ` +
          `${writes.length} writes, ${units} units (${perLevel(units)} a level), DynamoDB USD ${table.toFixed(6)}`,
      );
    } catch (error) {
      say(`  ${name}: ${(error as Error).message}`);
    }
  }
  say(`  prices of ${prices.region} as published, ${prices.asOf}; not checked against a bill`);
  say(
    '  left out: reads, checks within transactions, indexes, the stream, functions, the API and logs',
  );
  engine.destroy();
  machines.destroy();
}

/** One chain of three levels that has begun, with the product stopped behind it: what `heldChains.ts` copies. */
async function oneChain(): Promise<void> {
  const { as } = await connect();
  const clerk = await as('rajasv1');
  const headId = sampleDistrict.subjectHeads[0]?.id ?? '';
  const { body } = await clerk.createFile({ body: { subject: { hi: 'मापन' }, headId } });
  const { body: started } = await clerk.startApproval({
    params: { fileId: body.file.id },
    body: { chainId: sampleDistrict.chains.find(({ code }) => code === 'REV-STD-3')?.id ?? '' },
    version: body.version,
  });
  const params = { approvalId: started.approval.id };
  while ((await clerk.getApproval({ params })).body.approval.levels[0]?.state !== 'active') {
    await wait(20);
  }
  // Until its execution waits, too.
  await wait(2000);
}

/** How many chains wait, one after the other. The first of them is begun through the API. */
const waitingChains = [1, 1000, 3000, 10_000];

async function waiting(folder: string): Promise<void> {
  await withProduct(folder, oneChain);
  const assembly = await makeAssembly(() => undefined);
  const child = (...args: string[]) =>
    JSON.parse(
      execFileSync(process.execPath, ['bench/heldChains.ts', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  say('chains that wait: the product is started over them, in milliseconds and MiB');
  const columns = [
    'chains',
    'boot',
    'boot CPU',
    'idle CPU/5 s',
    'product MiB',
    'engine MiB',
    'reconciler',
    'its CPU',
    'clock late',
    'clock CPU/3 s',
  ];
  const line = (cells: readonly string[]) => say(cells.map((cell) => cell.padStart(14)).join(''));
  line(columns);
  const seen: Held[] = [];
  let held = 1;
  for (const wanted of waitingChains) {
    if (wanted > held) child('fill', folder, assembly, String(wanted - held));
    held = wanted;
    const found = child('look', folder, assembly) as Held;
    seen.push(found);
    line(
      [
        found.running,
        found.bootMs,
        found.bootCpuMs,
        found.idleCpuMs,
        found.productMebibytes,
        found.engineMebibytes,
        found.passMs,
        found.passCpuMs,
        found.lateMs,
        found.clockCpuMs,
      ].map((value) => value.toFixed(0)),
    );
    if (found.restarted > 0) say(`  the reconciler started ${found.restarted} clocks anew`);
  }
  const [one] = seen;
  if (!one) return;
  say('a further chain, beyond one: CPU ms of the boot, KiB of the product, CPU ms of a run');
  for (const { running, ...more } of seen.slice(1)) {
    const each = (value: number, from: number) => ((value - from) / (running - 1)).toFixed(3);
    line([
      String(running),
      each(more.bootCpuMs, one.bootCpuMs),
      each(more.productMebibytes * 1024, one.productMebibytes * 1024),
      each(more.passCpuMs, one.passCpuMs),
    ]);
  }
}

/** Runs the product on a data directory for as long as something is done with it. */
async function withProduct(dir: string, act: () => Promise<void>): Promise<void> {
  process.env.PATRAVALI_DATA = dir;
  process.env.PATRAVALI_PORT = String(await freeFirstPort());
  const product: ChildProcess = spawn(process.execPath, ['infra/local/start.ts'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const text of product.stdout ?? []) if (String(text).includes('READY')) break;
    await act();
    const ended = once(product, 'exit');
    product.kill('SIGTERM');
    await ended;
  } finally {
    product.kill('SIGKILL');
  }
}

/** @param part only chains that move, or only chains that are held; both by default */
export async function benchChains(part?: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'patravali-chains-'));
  try {
    if (part !== 'held') await withProduct(join(folder, 'moving'), moving);
    if (part !== 'moving') await waiting(join(folder, 'held'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
