/**
 * Step Functions in a process of its own, for tests that kill it. Reads the data directory from its arguments, prints its
 * address, and writes every invocation to `calls.jsonl` there before it replies.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startStepFunctions } from '../../infra/local/stepFunctions/startStepFunctions.ts';
import { approvalMachine } from './approvalMachine.ts';
import { account, region, secretOf } from './stepFunctions.ts';

const dir = process.argv[2] as string;
const note = (file: string, line: unknown) =>
  appendFileSync(join(dir, file), `${JSON.stringify(line)}\n`);

const { url, executionsResumed } = await startStepFunctions({
  dir,
  host: '127.0.0.1',
  port: 0,
  region,
  account,
  secretOf,
  machines: [{ name: 'Approval', definition: approvalMachine }],
  invoke: async (_resource, args) => {
    const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
    // Long enough that a kill often falls before the call and between the call and its reply.
    await sleep(10);
    note('calls.jsonl', { fn: FunctionName, ...(Payload as object) });
    await sleep(10);
    return { StatusCode: 200, Payload };
  },
  deliver: async ({ detail }) => note('events.jsonl', { name: detail.name, status: detail.status }),
});
process.stdout.write(`${JSON.stringify({ url, executionsResumed })}\n`);
