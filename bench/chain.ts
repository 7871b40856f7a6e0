/**
 * `node bench/chain.ts [moving | held]`: approval chains on this machine. How long the next level is opened after a decision,
 * beside what the bare engine takes for a write; how many transitions a chain costs, counted in the histories of its
 * executions, and what they would cost on AWS; and what chains cost that only wait. Nothing passes or fails.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, paginateScan, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { connect } from '../demo/installation.ts';
import { freeFirstPort } from '../infra/local/ports.ts';
import { sampleDistrict } from '../infra/local/sampleDistrict.ts';
import { definitionsIn, synthesise } from '../test/support/assembly.ts';
import type { Held } from './heldChains.ts';
import { prices } from './prices.ts';

const say = (text: string) => process.stdout.write(`${text}\n`);
const at = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? 0;

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
  /** Write units of whatever a chain changed, as rows of a table that was read before and after each act. */
  const rows = async () => {
    const found = new Map<string, string>();
    for await (const { Items = [] } of paginateScan({ client: engine }, { TableName: tableName })) {
      for (const item of Items) found.set(`${item.pk?.S}\n${item.sk?.S}`, JSON.stringify(item));
    }
    return found;
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
        await says(adm, id, 2, 'concur', { delay: { code: 'awaited-information' } });
        await says(collector, id, 3, 'approve');
      },
    ],
    ['refused at the first level', 1, 'REV-STD-3', (id) => says(deputy, id, 1, 'reject', remarks)],
  ];
  say('transitions of the state machine, and what a chain would cost on AWS (about)');
  for (const [name, levels, code, act] of flows) {
    try {
      const before = await rows();
      const id = await begun(code);
      await act(id);
      const transitions = await transitionsOf(id);
      let units = 0;
      for (const [key, item] of await rows()) {
        if (before.get(key) !== item) units += 2 * Math.ceil(Buffer.byteLength(item) / 1024);
      }
      const machine = transitions * prices.transition;
      const table = units * prices.writeUnit;
      const perLevel = (transitions / levels).toFixed(1);
      say(
        `  ${name}: ${transitions} (${perLevel} a level), USD ${machine.toFixed(6)}; ` +
          `rows it left: ${units} write units, USD ${table.toFixed(6)}`,
      );
    } catch (error) {
      say(`  ${name}: ${(error as Error).message}`);
    }
  }
  say(`  prices of ${prices.region} as published, ${prices.asOf}; not checked against a bill`);
  engine.destroy();
  machines.destroy();
}

/** Chains that wait, in a journal of their own. */
async function waiting(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const definition = join(folder, 'approval.json');
  await writeFile(definition, definitionsIn(synthesise().office).approval ?? '');
  say('       chains        boot ms    boot CPU ms     memory MiB  clock late ms   clock CPU ms');
  const child = (more: number) =>
    JSON.parse(
      execFileSync(process.execPath, ['bench/heldChains.ts', folder, String(more), definition], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    ) as Held;
  let held = 0;
  for (const wanted of [0, 1000, 3000, 10_000]) {
    if (wanted > held) child(wanted - held);
    held = wanted;
    const { running, bootMs, bootCpuMs, mebibytes, lateMs, clockCpuMs } = child(0);
    const figures = [bootMs, bootCpuMs, mebibytes, lateMs, clockCpuMs];
    say(
      String(running).padStart(12) + figures.map((value) => value.toFixed(0).padStart(15)).join(''),
    );
  }
}

const folder = await mkdtemp(join(tmpdir(), 'patravali-chains-'));
let product: ChildProcess | undefined;
try {
  const [, , part] = process.argv;
  if (part !== 'moving') await waiting(join(folder, 'held'));
  if (part !== 'held') {
    process.env.PATRAVALI_DATA = join(folder, 'data');
    process.env.PATRAVALI_PORT = String(await freeFirstPort());
    product = spawn(process.execPath, ['infra/local/start.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const text of product.stdout ?? []) if (String(text).includes('READY')) break;
    await moving();
    const ended = once(product, 'exit');
    product.kill('SIGTERM');
    await ended;
  }
} finally {
  product?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
}
