import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stepFunctionsApi } from '../../infra/local/stepFunctions/api.ts';
import { Executions } from '../../infra/local/stepFunctions/executions.ts';
import { Interpreter } from '../../infra/local/stepFunctions/interpreter.ts';
import { Journal } from '../../infra/local/stepFunctions/journal.ts';
import { Outbox } from '../../infra/local/stepFunctions/outbox.ts';
import { JournalError } from '../../infra/local/stepFunctions/statesError.ts';
import { TaskTokens } from '../../infra/local/stepFunctions/taskTokens.ts';
import { eventually } from '../support/stepFunctions.ts';

let dir: string;
let journal: Journal;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-states-'));
  journal = new Journal(join(dir, 'stepFunctions.sqlite'), Date.now);
});

afterEach(async () => {
  journal.close();
  await rm(dir, { recursive: true });
});

const pages = () => journal.get<{ page_count: number }>('pragma page_count')?.page_count as number;
const fillDisk = () => journal.get(`pragma max_page_count = ${pages()}`);
const freeDisk = () => journal.get('pragma max_page_count = 100000');

describe('the journal', () => {
  it('keeps the work of others when one work in a shared transaction fails', async () => {
    const put = (name: string) =>
      journal.run('insert into setting values (?, ?)', name, new Uint8Array([1]));
    const outcomes = await Promise.allSettled([
      journal.write(() => put('a')),
      journal.write(() => {
        put('b');
        throw new Error('changed my mind');
      }),
      journal.write(() => put('a')),
      journal.write(() => put('c')),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(outcomes[1]).toMatchObject({ reason: { message: 'changed my mind' } });
    expect(outcomes[2]).toMatchObject({ reason: expect.any(JournalError) });
    const names = journal.all<{ name: string }>('select name from setting order by name');
    expect(names.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  it('keeps one token key for ever', async () => {
    const first = await journal.tokenKey();
    expect(first).toHaveLength(32);
    expect(await journal.tokenKey()).toEqual(first);
  });

  it('takes nothing more once it is closed', async () => {
    journal.close();
    await expect(journal.write(() => 1)).rejects.toBeInstanceOf(JournalError);
  });
});

describe('a full disk', () => {
  it('refuses an answer, fails nothing, and takes the same answer when there is room again', async () => {
    const asked: string[] = [];
    const running = await assemble(async (_resource, args) => {
      asked.push((args as { Payload: string }).Payload);
    });
    const { executionArn } = (await running.call('StartExecution', {
      stateMachineArn: running.arn,
    })) as { executionArn: string };
    const taskToken = await eventually('The question', () => asked[0]);
    await eventually('The reply of the function', () =>
      journal.get('select 1 from frame where acts = 0'),
    );
    const send = () =>
      running.call('SendTaskSuccess', { taskToken, output: JSON.stringify('x'.repeat(200_000)) });
    fillDisk();
    await expect(send()).rejects.toBeInstanceOf(JournalError);
    expect(await running.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'RUNNING',
    });
    freeDisk();
    await send();
    expect(await running.call('DescribeExecution', { executionArn })).toMatchObject({
      status: 'SUCCEEDED',
    });
    await running.executions.close();
    await running.outbox.stop();
  });

  it('makes a call be repeated whose result it has no room for', async () => {
    let calls = 0;
    const running = await assemble(async () => {
      if (++calls === 1) fillDisk();
      else freeDisk();
      return 'x'.repeat(200_000);
    }, 'arn:aws:states:::lambda:invoke');
    const { executionArn } = (await running.call('StartExecution', {
      stateMachineArn: running.arn,
    })) as { executionArn: string };
    await eventually('The end', async () => {
      const { status } = (await running.call('DescribeExecution', { executionArn })) as {
        status: string;
      };
      return status === 'SUCCEEDED' ? status : undefined;
    });
    // The result was lost with the failed commit, so the function had to be called again.
    expect(calls).toBe(2);
    await running.executions.close();
    await running.outbox.stop();
  });
});

/** The parts of Step Functions on the journal of this test, without a port. */
async function assemble(
  invoke: (resource: string, args: unknown) => Promise<unknown>,
  resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken',
) {
  const tokens = new TaskTokens(await journal.tokenKey());
  const roleArn = 'arn:aws:iam::000000000000:role/test';
  const interpreter = new Interpreter({ tokens, region: 'ap-south-1', roleArn, now: Date.now });
  const outbox = new Outbox({
    journal,
    region: 'ap-south-1',
    account: '000000000000',
    now: Date.now,
    deliver: async () => undefined,
  });
  const executions = new Executions({
    journal,
    interpreter,
    outbox,
    invoke,
    now: Date.now,
    report: () => undefined,
  });
  const arn = 'arn:aws:states:ap-south-1:000000000000:stateMachine:Ask';
  const token = resource.endsWith('Token') ? '{% $states.context.Task.Token %}' : '';
  const definition = {
    QueryLanguage: 'JSONata' as const,
    StartAt: 'Ask',
    States: {
      Ask: {
        Type: 'Task' as const,
        Resource: resource,
        Arguments: { FunctionName: 'ask', Payload: token },
        End: true as const,
      },
    },
  };
  const operations = stepFunctionsApi({
    machines: [{ arn, name: 'Ask', body: JSON.stringify(definition), definition }],
    journal,
    interpreter,
    executions,
    outbox,
    tokens,
    roleArn,
    now: Date.now,
  });
  executions.resume();
  const call = async (name: string, input: Record<string, unknown>) =>
    operations.get(name)?.(input);
  return { arn, call, executions, outbox };
}
