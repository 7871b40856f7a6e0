/**
 * Step Functions of this machine with chains that only wait, in a process of its own so that its memory can be told:
 * `node bench/heldChains.ts <folder> <how many more to start> <file of the definition>`. Prints one line of figures.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { startStepFunctions } from '../infra/local/stepFunctions/startStepFunctions.ts';

const [, , dir = '', more = '0', definitionPath = ''] = process.argv;
const definition = readFileSync(definitionPath, 'utf8');
const region = 'ap-south-1';
const account = '000000000000';
const secret = 'a secret of the bench';
/** A working day and more: none of them runs out while one looks. */
const day = 24 * 3600;

export interface Held {
  readonly running: number;
  /** From the start of the service to its first answer, in milliseconds of the wall and of the processor. */
  readonly bootMs: number;
  readonly bootCpuMs: number;
  /** Resident memory after that, MiB. */
  readonly mebibytes: number;
  /** From the instant at which one clock runs out to the call of its worker, and the processor's time for it. */
  readonly lateMs: number;
  readonly clockCpuMs: number;
}

let fired: (() => void) | undefined;
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const began = performance.now();
const beganCpu = cpu();
const service = await startStepFunctions({
  dir,
  host: '127.0.0.1',
  port: 0,
  region,
  account,
  secretOf: () => secret,
  machines: [{ name: 'approval', definition }],
  invoke: async (_resource, args) => {
    const { Payload } = args as { Payload: { step: string } };
    if (Payload.step === 'delay') fired?.();
    return { StatusCode: 200, Payload: { seconds: day } };
  },
  deliver: async () => undefined,
});
const client = new SFNClient({
  endpoint: service.url,
  region,
  credentials: { accessKeyId: 'bench', secretAccessKey: secret },
});
const start = (name: string, seconds: number) =>
  client.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:approval`,
      name,
      input: JSON.stringify({ approvalId: name, turn: 1, seconds }),
    }),
  );
const bootMs = performance.now() - began;
const bootCpuMs = cpu() - beganCpu;
const mebibytes = process.memoryUsage.rss() / 2 ** 20;

const clocks: { late: number; cost: number }[] = [];
for (let round = 0; round < (more === '0' ? 5 : 0); round += 1) {
  const called = new Promise<void>((resolve) => {
    fired = resolve;
  });
  await start(`late-${process.pid}-${round}`, 2);
  const due = Date.now() + 2000;
  await wait(1000);
  const before = cpu();
  await called;
  clocks.push({ late: Date.now() - due, cost: cpu() - before });
}
for (let left = Number(more); left > 0; left -= 50) {
  await Promise.all(
    Array.from({ length: Math.min(50, left) }, (_, index) =>
      start(`c-${process.pid}-${left - index}`, day),
    ),
  );
}
const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
const held: Held = {
  running: service.executionsResumed,
  bootMs,
  bootCpuMs,
  mebibytes,
  lateMs: median(clocks.map(({ late }) => late)),
  clockCpuMs: median(clocks.map(({ cost }) => cost)),
};
process.stdout.write(`${JSON.stringify(held)}\n`);
client.destroy();
await service.close();
