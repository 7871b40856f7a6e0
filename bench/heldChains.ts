/**
 * Chains that only wait, in a data directory that has one real chain already. In a process of its own, in which nothing
 * is synthesised, so that memory and time are those of the product:
 *
 * - `node bench/heldChains.ts fill <data directory> <assembly> <how many>` lays copies of that chain under other ids: the
 *   rows by which it runs, and an execution each on the product's state machine, in which only the worker is a stub
 * - `node bench/heldChains.ts look <data directory> <assembly>` boots the product over them and prints one line of figures
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { connect } from '../demo/installation.ts';
import { readAssembly } from '../infra/local/assembly.ts';
import { boot } from '../infra/local/boot.ts';
import { openCredentials } from '../infra/local/credentials.ts';
import { dataDirectory } from '../infra/local/dataDirectory.ts';
import { startDynamoDb } from '../infra/local/dynamodb/startDynamoDb.ts';
import { planOf } from '../infra/local/planning/plan.ts';
import { sampleDistrict } from '../infra/local/sampleDistrict.ts';
import { ACCOUNT, HOST, POOL_ID, REGION } from '../infra/local/services.ts';
import { startStepFunctions } from '../infra/local/stepFunctions/startStepFunctions.ts';
import { approvalPlace } from '../shared/domain/ids.ts';
import { openApprovalKey } from '../shared/store/keys.ts';

/** A month: none of the copies runs out while one looks. Seconds. */
const long = 30 * 24 * 3600;
const batch = 25;

export interface Held {
  /** Executions that were taken up again. */
  readonly running: number;
  /** From the start of the process to the API, in milliseconds of the wall, and of the processor with the engine's. */
  readonly bootMs: number;
  readonly bootCpuMs: number;
  /** The processor's time in the five seconds after that, in which nobody asks anything. */
  readonly idleCpuMs: number;
  /** Resident memory after that, MiB: the product, and the engine of its table. */
  readonly productMebibytes: number;
  readonly engineMebibytes: number;
  /** One run of the reconciler after one that loaded it, and how many clocks it started anew. */
  readonly passMs: number;
  readonly passCpuMs: number;
  readonly restarted: number;
  /** From the instant at which one clock runs out to the reminder on record (-1: none came), and the processor's time in those seconds. */
  readonly lateMs: number;
  readonly clockCpuMs: number;
}

type Row = Record<string, AttributeValue>;

/** Binary of a row survives the way through a text. */
const spelled = (row: Row) =>
  JSON.stringify(row, (_, value) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
  );
const rowIn = (text: string): Row =>
  JSON.parse(text, (_, value) =>
    typeof value?.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value,
  );

async function fill(dir: string, assembly: string, count: number): Promise<void> {
  const data = dataDirectory(dir);
  const credentials = openCredentials(data.credentials);
  const { accessKeyId, secretAccessKey } = credentials;
  const plan = planOf(readAssembly(assembly), {
    region: REGION,
    account: ACCOUNT,
    apiUrl: `http://${HOST}`,
    issuer: `http://${HOST}/${POOL_ID}`,
    poolId: POOL_ID,
    secretOfClient: (clientId) => credentials.secretOfClient(clientId),
  });
  const common = {
    host: HOST,
    port: 0,
    region: REGION,
    secretOf: (id: string) => (id === accessKeyId ? secretAccessKey : undefined),
  };
  const records = await startDynamoDb({ ...common, dir: data.records, tables: plan.tables });
  const machines = await startStepFunctions({
    ...common,
    dir: data.machines,
    account: ACCOUNT,
    machines: [...plan.machines],
    invoke: async () => ({ StatusCode: 200, Payload: { seconds: long } }),
    deliver: async () => undefined,
  });
  const access = { region: REGION, credentials: { accessKeyId, secretAccessKey } };
  const table = new DynamoDBClient({ ...access, endpoint: records.url });
  const states = new SFNClient({ ...access, endpoint: machines.url });
  try {
    const TableName = plan.tables[0]?.TableName ?? '';
    const name = plan.machines.find((each) => each.name.endsWith('approval'))?.name;
    const stateMachineArn = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
    const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn }));
    // The newest is first.
    const real = executions.at(-1);
    const { input = '' } = await states.send(
      new DescribeExecutionCommand({ executionArn: real?.executionArn }),
    );
    const { approvalId } = JSON.parse(input) as { approvalId: string };
    const { fileId } = approvalPlace(approvalId);
    // Both ids bear the same letters behind what tells their kind.
    const [, letters = ''] = fileId.split('_');
    const rows: string[] = [];
    for await (const { Items = [] } of paginateScan({ client: table }, { TableName })) {
      for (const row of Items) {
        const { pk, sk } = { pk: row.pk?.S ?? '', sk: row.sk?.S ?? '' };
        const runs = pk === fileId && (sk === '#HEAD' || sk.startsWith('A#'));
        const open = pk.startsWith('OPEN#') && sk === approvalId;
        if (runs || open || pk === `TOK#${approvalId}`) rows.push(spelled(row));
      }
    }
    const copies = async (count: number) => {
      const others = Array.from({ length: count }, () => {
        const id = ulid();
        return (text: string) => text.replaceAll(letters, id);
      });
      const puts = others.flatMap((other) =>
        rows.map((text) => {
          const row = rowIn(other(text));
          // The shard goes by the id.
          if (row.pk?.S?.startsWith('OPEN#')) row.pk = { S: openApprovalKey(other(approvalId)).pk };
          return { PutRequest: { Item: row } };
        }),
      );
      const batches = Array.from({ length: Math.ceil(puts.length / batch) }, (_, index) =>
        puts.slice(index * batch, (index + 1) * batch),
      );
      await Promise.all(
        batches.map((some) =>
          table.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: some } })),
        ),
      );
      await Promise.all(
        others.map((other) =>
          states.send(
            new StartExecutionCommand({
              stateMachineArn,
              name: other(real?.name ?? ''),
              input: other(input),
            }),
          ),
        ),
      );
    };
    for (let left = count; left > 0; left -= 200) await copies(Math.min(200, left));
    // The last of them get as far as waiting.
    await wait(1000);
    process.stdout.write(`${JSON.stringify({ rows: rows.length })}\n`);
  } finally {
    table.destroy();
    states.destroy();
    await machines.close();
    await records.close();
    forgetStream(join(data.records, 'records.sqlite'));
  }
}

/**
 * Copied rows are no news: else the next start would tell the relay of ten thousand chains before it did anything new.
 * The engine keeps its stream in its own file.
 */
function forgetStream(path: string): void {
  const file = new DatabaseSync(path);
  // The newest stays: from it the stream goes on.
  file.exec('delete from _stream_records where id < (select max(id) from _stream_records)');
  file.close();
}

/** The processor's time of this process and of the engine, in milliseconds. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  const engine = engineStat().split(' ');
  // Fields 14 and 15 of the whole line, in hundredths of a second; the name before them is cut off.
  return (user + system) / 1000 + (Number(engine[11] ?? 0) + Number(engine[12] ?? 0)) * 10;
};

/** The process of the engine, which a shell of ours guards. */
function enginePid(): string | undefined {
  const childrenOf = (pid: string) => {
    const text = (task: string) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8');
    return text(pid === 'self' ? String(process.pid) : pid)
      .trim()
      .split(' ')
      .filter(Boolean);
  };
  try {
    const below = childrenOf('self').flatMap((pid) => [pid, ...childrenOf(pid)]);
    return below.find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('dynoxide'));
  } catch {
    return undefined;
  }
}
let pid: string | undefined;
function engineStat(): string {
  pid ??= enginePid();
  return pid ? readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '') : '';
}

/** One chain of which a level runs out in seconds, among those that wait. */
async function clock(): Promise<Pick<Held, 'lateMs' | 'clockCpuMs'>> {
  const { as } = await connect();
  const [clerk, deputy] = [await as('rajasv1'), await as('deputy')];
  const headId = sampleDistrict.subjectHeads[0]?.id ?? '';
  const chainId = sampleDistrict.chains.find(({ code }) => code === 'TATKAL-3')?.id ?? '';
  const { body } = await clerk.createFile({ body: { subject: { hi: 'मापन' }, headId } });
  const started = await clerk.startApproval({
    params: { fileId: body.file.id },
    body: { chainId },
    version: body.version,
  });
  const approvalId = started.body.approval.id;
  const params = { approvalId };
  const opened = async (level: number) => {
    for (const until = Date.now() + 90_000; ; ) {
      if (Date.now() > until) throw new Error(`Level ${level} was not opened in 90 s.`);
      const { body: found } = await clerk.getApproval({ params });
      if (found.approval.levels[level - 1]?.state === 'active') return found;
      await wait(50);
    }
  };
  const { approval, version } = await opened(1);
  await deputy.decide({
    params,
    body: { level: 1, decision: 'recommend', contentHash: approval.contentHash } as never,
    version,
  });
  const due = Date.parse((await opened(2)).approval.levels[1]?.dueAt ?? '');
  await wait(due - Date.now() - 500);
  const beforeClock = cpu();
  await wait(3000);
  const clockCpuMs = cpu() - beforeClock;
  const late = (await opened(2)).approval.levels[1];
  const [reminded = ''] = late?.reminders ?? [];
  return { lateMs: Date.parse(reminded) - due, clockCpuMs };
}

async function look(dir: string, assembly: string): Promise<Held> {
  const running = await boot({ assemblyDir: assembly, dataDir: dir, port: 0 });
  try {
    const bootMs = performance.now();
    const bootCpuMs = cpu();
    const calm = async () => {
      const before = cpu();
      await wait(5000);
      return cpu() - before;
    };
    const idleCpuMs = await calm();
    const engineKib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    const productMebibytes = process.memoryUsage.rss() / 2 ** 20;

    const pass = () =>
      running.invoke('patravali-dev-reconciler', {}) as Promise<{ restarted: number }>;
    const { restarted } = await pass();
    const began = performance.now();
    const before = cpu();
    await pass();
    const passMs = performance.now() - began;
    const passCpuMs = cpu() - before;

    process.env.PATRAVALI_DATA = dir;
    // The rest of the figures stands without it.
    const { lateMs, clockCpuMs } = await clock().catch((error: Error) => {
      process.stderr.write(`The clock could not be measured: ${error.message}\n`);
      return { lateMs: -1, clockCpuMs: -1 };
    });
    return {
      running: running.executionsResumed,
      bootMs,
      bootCpuMs,
      idleCpuMs,
      productMebibytes,
      engineMebibytes: Number(engineKib) / 1024,
      passMs,
      passCpuMs,
      restarted,
      lateMs,
      clockCpuMs,
    };
  } finally {
    await running.close();
  }
}

const [, , what, dir = '', assembly = '', count = '0'] = process.argv;
if (what === 'fill') await fill(dir, assembly, Number(count));
else process.stdout.write(`${JSON.stringify(await look(dir, assembly))}\n`);
process.exit(0);
