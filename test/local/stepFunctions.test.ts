import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkDefinition,
  type ExecutionStatusEvent,
  type RunningStepFunctions,
  StatesError,
  startStepFunctions,
} from '../../infra/local/stepFunctions/startStepFunctions.ts';
import { approvalMachine } from '../support/approvalMachine.ts';
import {
  account,
  clientOf,
  ended,
  eventually,
  historyOf,
  machineArn,
  outputOf,
  region,
  secretOf,
  start,
} from '../support/stepFunctions.ts';

type Payload = Record<string, unknown>;

let dir: string;
let server: RunningStepFunctions;
let client: SFNClient;
let calls: { fn: string; payload: Payload; signal: AbortSignal }[];
let events: ExecutionStatusEvent[];
/** The clock's lead over the real one, in milliseconds. */
let lead: number;
let functions: Record<string, (payload: Payload, signal: AbortSignal) => unknown>;
let deliver: (event: ExecutionStatusEvent) => Promise<void>;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-states-'));
  calls = [];
  events = [];
  lead = 0;
  functions = {};
  deliver = async (event) => void events.push(event);
});

afterEach(async () => {
  await server?.close();
  await rm(dir, { recursive: true });
});

async function boot(machines: Record<string, unknown> = {}) {
  server = await startStepFunctions({
    dir,
    host: '127.0.0.1',
    port: 0,
    region,
    account,
    secretOf,
    now: () => Date.now() + lead,
    machines: [
      { name: 'Approval', definition: approvalMachine },
      ...Object.entries(machines).map(([name, definition]) => ({
        name,
        definition: JSON.stringify(definition),
      })),
    ],
    invoke: async (_resource, args, { signal }) => {
      const { FunctionName: fn, Payload: payload } = args as {
        FunctionName: string;
        Payload: Payload;
      };
      calls.push({ fn, payload, signal });
      return { StatusCode: 200, Payload: (await functions[fn]?.(payload, signal)) ?? payload };
    },
    deliver: (event) => deliver(event),
  });
  client = clientOf(server.url);
}

async function reboot(machines: Record<string, unknown> = {}) {
  await server.close();
  await boot(machines);
}

const begin = (file: string, more: object = {}) =>
  start(client, 'Approval', { file, chain: ['clerk', 'tehsildar', 'collector'], ...more }, file);

/** The token of the nth time an officer was asked about a file. */
const tokenFor = (file: string, officer: string, nth = 0) =>
  eventually(`A question to ${officer} about ${file}`, () => {
    const asked = calls.filter(
      ({ fn, payload }) => fn === 'ask' && payload.file === file && payload.officer === officer,
    );
    return asked[nth]?.payload.token as string | undefined;
  });

const answer = (taskToken: string, decision: string) =>
  client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ decision }) }));

const machine = (States: Record<string, unknown>, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});

const call = (fn: string, more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: fn, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...more,
});

const ask = (more: object = { End: true }) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Arguments: {
    FunctionName: 'ask',
    Payload: {
      token: '{% $states.context.Task.Token %}',
      retry: '{% $states.context.State.RetryCount %}',
    },
  },
  ...more,
});

/** The token of the nth question of a machine made with `ask`. */
const nthToken = (nth = 0) =>
  eventually('A question', () => calls[nth]?.payload.token as string | undefined);

describe('an approval', () => {
  it('goes up level by level and is sent out', async () => {
    await boot();
    const arn = await begin('F1');
    for (const officer of ['clerk', 'tehsildar', 'collector']) {
      await answer(await tokenFor('F1', officer), 'APPROVE');
    }
    const execution = await ended(client, arn);
    expect(execution.status).toBe('SUCCEEDED');
    expect(outputOf(execution)).toEqual({
      file: 'F1',
      trail: ['clerk APPROVE', 'tehsildar APPROVE', 'collector APPROVE'],
      sent: [0, 1, 2].map((copy) => ({ copy, file: 'F1' })),
    });
    expect(execution.startDate).toBeInstanceOf(Date);
  });

  it('comes back when it is returned, and goes up again', async () => {
    await boot();
    const arn = await begin('F2');
    await answer(await tokenFor('F2', 'clerk'), 'APPROVE');
    await answer(await tokenFor('F2', 'tehsildar'), 'RETURN');
    await answer(await tokenFor('F2', 'clerk', 1), 'APPROVE');
    await answer(await tokenFor('F2', 'tehsildar', 1), 'APPROVE');
    await answer(await tokenFor('F2', 'collector'), 'APPROVE');
    expect(outputOf(await ended(client, arn))).toMatchObject({
      trail: [
        'clerk APPROVE',
        'tehsildar RETURN',
        'clerk APPROVE',
        'tehsildar APPROVE',
        'collector APPROVE',
      ],
    });
  });

  it('fails by name when it is rejected', async () => {
    await boot();
    const arn = await begin('F3');
    await answer(await tokenFor('F3', 'clerk'), 'REJECT');
    expect(await ended(client, arn)).toMatchObject({
      status: 'FAILED',
      error: 'Rejected',
      cause: 'by clerk',
    });
  });

  it('asks again when its time passes, and no longer takes the old answer', async () => {
    await boot();
    const arn = await begin('F4', { sla: 3600, chain: ['clerk'] });
    const first = await tokenFor('F4', 'clerk');
    lead = 3_600_000;
    // The clock jumped; a late answer must find that it is late even before any timer has run.
    await expect(answer(first, 'APPROVE')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    const second = await tokenFor('F4', 'clerk', 1);
    await expect(answer(first, 'REJECT')).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await answer(second, 'APPROVE');
    expect(outputOf(await ended(client, arn))).toMatchObject({
      trail: ['clerk reminded', 'clerk APPROVE'],
    });
  });

  it('can be stopped, which ends its tokens', async () => {
    await boot();
    const executionArn = await begin('F5');
    const token = await tokenFor('F5', 'clerk');
    await client.send(
      new StopExecutionCommand({ executionArn, error: 'Withdrawn', cause: 'by citizen' }),
    );
    expect(await ended(client, executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Withdrawn',
      cause: 'by citizen',
    });
    await expect(answer(token, 'APPROVE')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });
});

describe('task tokens', () => {
  it('are taken once', async () => {
    await boot({ Ask: machine({ Ask: ask() }) });
    const arn = await start(client, 'Ask');
    const taskToken = await nthToken();
    const outcomes = await Promise.allSettled([1, 2, 3].map((n) => answer(taskToken, `${n}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ name: 'TaskTimedOut' });
    }
    expect((await ended(client, arn)).status).toBe('SUCCEEDED');
    await expect(answer(taskToken, 'late')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('that nobody issued are invalid', async () => {
    await boot({ Ask: machine({ Ask: ask() }) });
    await start(client, 'Ask');
    const token = await nthToken();
    const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const taskToken of ['bogus', forged, '.', token.split('.')[0] as string]) {
      await expect(answer(taskToken, 'x')).rejects.toMatchObject({ name: 'InvalidToken' });
    }
  });

  it('refuse an answer that is not JSON or is too large, and stay open', async () => {
    await boot({ Ask: machine({ Ask: ask() }) });
    const arn = await start(client, 'Ask');
    const taskToken = await nthToken();
    for (const output of ['{', JSON.stringify('x'.repeat(262_144))]) {
      await expect(
        client.send(new SendTaskSuccessCommand({ taskToken, output })),
      ).rejects.toMatchObject({ name: 'InvalidOutput' });
    }
    await answer(taskToken, 'fine');
    expect(outputOf(await ended(client, arn))).toEqual({ decision: 'fine' });
  });

  it('stay alive by heartbeats and die without', async () => {
    await boot({ Ask: machine({ Ask: ask({ HeartbeatSeconds: 60, End: true }) }) });
    const arn = await start(client, 'Ask');
    const taskToken = await nthToken();
    const beat = () => client.send(new SendTaskHeartbeatCommand({ taskToken }));
    lead = 50_000;
    await beat();
    lead = 100_000;
    await beat();
    lead = 161_000;
    await expect(beat()).rejects.toMatchObject({ name: 'TaskTimedOut' });
    expect(await ended(client, arn)).toMatchObject({
      status: 'FAILED',
      error: 'States.HeartbeatTimeout',
    });
  });

  it('can be answered with a failure that is caught by its name', async () => {
    const Catch = [
      { ErrorEquals: ['Returned'], Output: '{% $states.errorOutput %}', Next: 'Back' },
    ];
    await boot({
      Ask: machine({ Ask: ask({ Catch, End: true }), Back: { Type: 'Succeed' } }),
    });
    const arn = await start(client, 'Ask');
    await client.send(
      new SendTaskFailureCommand({
        taskToken: await nthToken(),
        error: 'Returned',
        cause: 'no map',
      }),
    );
    expect(outputOf(await ended(client, arn))).toEqual({ Error: 'Returned', Cause: 'no map' });
  });

  it('may be answered before the function that got them returns', async () => {
    await boot({ Ask: machine({ Ask: ask() }) });
    functions.ask = async ({ token }, signal) => {
      await answer(token as string, 'at once');
      return { aborted: signal.aborted };
    };
    const arn = await start(client, 'Ask');
    expect(outputOf(await ended(client, arn))).toEqual({ decision: 'at once' });
    expect(calls[0]?.signal.aborted).toBe(false);
  });
});

describe('retries and catches', () => {
  const Retry = [
    { ErrorEquals: ['Never'], MaxAttempts: 0 },
    {
      ErrorEquals: ['States.TaskFailed'],
      IntervalSeconds: 100,
      MaxAttempts: 3,
      BackoffRate: 2,
      MaxDelaySeconds: 300,
    },
  ];

  it('wait longer each time, up to the most, and then give up', async () => {
    await boot({ Flaky: machine({ Try: call('flaky', { Retry, End: true }) }) });
    functions.flaky = () => {
      throw new StatesError('Busy', 'try later');
    };
    const arn = await start(client, 'Flaky');
    for (const [attempts, seconds] of [
      [1, 100],
      [2, 200],
      [3, 300],
    ] as const) {
      await eventually(`Attempt ${attempts}`, () => calls[attempts - 1]);
      // Wait for the failure to be committed, then come up just short of the pause, then to it.
      await eventually(
        'The failure',
        async () =>
          (await historyOf(client, arn)).filter(({ type }) => type === 'TaskFailed')[attempts - 1],
      );
      lead += seconds * 1000 - 10_000;
      await server.close();
      await boot({ Flaky: machine({ Try: call('flaky', { Retry, End: true }) }) });
      expect(calls).toHaveLength(attempts);
      lead += 10_000;
      await server.close();
      await boot({ Flaky: machine({ Try: call('flaky', { Retry, End: true }) }) });
    }
    expect(await ended(client, arn)).toMatchObject({
      status: 'FAILED',
      error: 'Busy',
      cause: 'try later',
    });
    expect(calls).toHaveLength(4);
  });

  it('retry in real time and succeed', async () => {
    const once = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 1 }];
    await boot({ Flaky: machine({ Try: call('flaky', { Retry: once, End: true }) }) });
    functions.flaky = () => {
      if (calls.length === 1) throw new StatesError('Busy');
      return { attempts: calls.length };
    };
    expect(outputOf(await ended(client, await start(client, 'Flaky')))).toEqual({ attempts: 2 });
  });

  it('with no attempts go straight to the catcher, which can assign', async () => {
    await boot({
      Never: machine({
        Try: call('never', {
          Retry,
          Catch: [
            {
              ErrorEquals: ['States.ALL'],
              Assign: { why: '{% $states.errorOutput.Error %}' },
              Next: 'End',
            },
          ],
          End: true,
        }),
        End: { Type: 'Succeed', Output: '{% $why %}' },
      }),
    });
    functions.never = () => {
      throw new StatesError('Never');
    };
    expect(outputOf(await ended(client, await start(client, 'Never')))).toBe('Never');
    expect(calls).toHaveLength(1);
  });

  it('see an expression that gives nothing, and name the place', async () => {
    const Catch = [
      {
        ErrorEquals: ['States.QueryEvaluationError'],
        Output: '{% $states.errorOutput.Cause %}',
        Next: 'Caught',
      },
    ];
    await boot({
      Bad: machine({
        Try: call('echo', { Output: '{% $states.result.missing %}', Catch, End: true }),
        Caught: { Type: 'Succeed' },
      }),
    });
    expect(outputOf(await ended(client, await start(client, 'Bad')))).toMatch(
      /state 'Try' \(entered at the event id #2\).*'\$states.result.missing'.*'Output'/,
    );
  });

  it('are not for data that is too large', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    await boot({
      Large: machine({ Try: call('large', { Catch, End: true }), Caught: { Type: 'Succeed' } }),
    });
    functions.large = () => 'x'.repeat(262_144);
    expect(await ended(client, await start(client, 'Large'))).toMatchObject({
      status: 'FAILED',
      error: 'States.DataLimitExceeded',
    });
  });
});

describe('Map and Parallel', () => {
  const each = (more: object) =>
    machine({
      Each: {
        Type: 'Map',
        Items: '{% $states.input %}',
        ItemProcessor: { StartAt: 'One', States: { One: call('one') } },
        End: true,
        ...more,
      },
    });

  it('keep the order of the items and run no more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    functions.one = async (payload) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
      return payload;
    };
    await boot({ Each: each({ MaxConcurrency: 3 }) });
    const items = Array.from({ length: 20 }, (_, index) => ({ page: index }));
    expect(outputOf(await ended(client, await start(client, 'Each', items)))).toEqual(items);
    expect(most).toBe(3);
  });

  it('tolerate the failures they may, and fail by name beyond', async () => {
    functions.one = (payload) => {
      if (payload.bad) throw new StatesError('Unreadable', `page ${payload.page}`);
      return payload.page;
    };
    await boot({
      Some: each({ ToleratedFailurePercentage: '{% 50 %}' }),
      None: each({}),
    });
    const pages = (bad: number) => [0, 1, 2, 3].map((page) => ({ page, bad: page < bad }));
    expect(outputOf(await ended(client, await start(client, 'Some', pages(2))))).toEqual([
      null,
      null,
      2,
      3,
    ]);
    expect(await ended(client, await start(client, 'Some', pages(3)))).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(await ended(client, await start(client, 'None', pages(1)))).toMatchObject({
      status: 'FAILED',
      error: 'Unreadable',
      cause: 'page 0',
    });
  });

  it('end at once without items', async () => {
    await boot({ Each: each({}) });
    expect(outputOf(await ended(client, await start(client, 'Each', [])))).toEqual([]);
  });

  it('let branches read outer variables and keep their own', async () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: {
        [name]: { Type: 'Pass', Assign: { own: name }, Next: `${name} ends` },
        [`${name} ends`]: { Type: 'Pass', Output: `{% $outer & $own %}`, End: true },
      },
    });
    await boot({
      Both: machine({
        Init: { Type: 'Pass', Assign: { outer: 'o-' }, Next: 'Both' },
        Both: { Type: 'Parallel', Branches: [branch('a'), branch('b')], Next: 'After' },
        After: {
          Type: 'Pass',
          Output: { joined: '{% $states.input %}', own: '{% $exists($own) %}' },
          End: true,
        },
      }),
    });
    expect(outputOf(await ended(client, await start(client, 'Both')))).toEqual({
      joined: ['o-a', 'o-b'],
      own: false,
    });
  });

  it('end the other branches when one fails', async () => {
    const Catch = [
      { ErrorEquals: ['No'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' },
    ];
    await boot({
      Race: machine({
        Both: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'Ask', States: { Ask: ask() } },
            { StartAt: 'Wait', States: { Wait: call('refuse') } },
          ],
          Catch,
          End: true,
        },
        Caught: { Type: 'Succeed' },
      }),
    });
    functions.refuse = async () => {
      await eventually('The question', () => calls.find(({ fn }) => fn === 'ask'));
      throw new StatesError('No');
    };
    expect(outputOf(await ended(client, await start(client, 'Race')))).toBe('No');
    const token = calls.find(({ fn }) => fn === 'ask')?.payload.token as string;
    await expect(answer(token, 'late')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });
});

describe('limits and clocks', () => {
  it('waits for seconds and for a time, across a restart', async () => {
    const machines = {
      Wait: machine({
        Some: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', Next: 'Until' },
        Until: { Type: 'Wait', Timestamp: '{% $states.input.until %}', End: true },
      }),
    };
    await boot(machines);
    const until = new Date(Date.now() + 40 * 86_400_000).toISOString();
    const arn = await start(client, 'Wait', { seconds: 30 * 86_400, until });
    lead = 35 * 86_400_000;
    await reboot(machines);
    await eventually(
      'The second wait',
      async () =>
        (await historyOf(client, arn)).filter(({ type }) => type === 'WaitStateEntered')[1],
    );
    lead = 40 * 86_400_000;
    await reboot(machines);
    expect((await ended(client, arn)).status).toBe('SUCCEEDED');
  });

  it('ends an execution as a whole when its time is over', async () => {
    const machines = { Ask: machine({ Ask: ask() }, { TimeoutSeconds: 100 }) };
    await boot(machines);
    const arn = await start(client, 'Ask');
    await nthToken();
    lead = 100_000;
    await reboot(machines);
    expect((await ended(client, arn)).status).toBe('TIMED_OUT');
  });

  it('fails an execution with its 25,000th history event', async () => {
    await boot({
      Loop: machine({
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Next: 'A' },
      }),
    });
    const executionArn = await start(client, 'Loop');
    expect(await ended(client, executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    const { events: last } = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(last).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });

  it('forgets a finished execution after 90 days, and its name is free again', async () => {
    await boot({ Done: machine({ Done: { Type: 'Succeed' } }) });
    const arn = await start(client, 'Done', {}, 'one');
    await ended(client, arn);
    const again = () => start(client, 'Done', {}, 'one');
    await expect(again()).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    lead = 91 * 86_400_000;
    await reboot({ Done: machine({ Done: { Type: 'Succeed' } }) });
    await eventually('The sweep', () => again().catch(() => undefined));
  });
});

describe('the API', () => {
  it('finds a running execution of the same name and input, and refuses another', async () => {
    await boot();
    const first = await begin('F6');
    expect(await begin('F6')).toBe(first);
    await expect(begin('F6', { chain: ['clerk'] })).rejects.toMatchObject({
      name: 'ExecutionAlreadyExists',
    });
    await answer(await tokenFor('F6', 'clerk'), 'REJECT');
    await ended(client, first);
    await expect(begin('F6')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    expect(calls.filter(({ fn }) => fn === 'ask')).toHaveLength(1);
  });

  it('refuses a request that is not signed with the key of this installation', async () => {
    await boot();
    const stranger = clientOf(server.url, 'another secret');
    await expect(start(stranger, 'Approval')).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    const unsigned = await fetch(server.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' },
      body: '{}',
    });
    expect(unsigned.status).toBeGreaterThanOrEqual(400);
    expect(unsigned.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('names each refusal as AWS does', async () => {
    await boot();
    await expect(start(client, 'Nothing')).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(start(client, 'Approval', {}, 'a b')).rejects.toMatchObject({
      name: 'InvalidName',
    });
    await expect(
      client.send(
        new StartExecutionCommand({ stateMachineArn: machineArn('Approval'), input: '{' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(client, 'Approval', 'x'.repeat(262_144))).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    const missing = machineArn('Approval').replace(':stateMachine:', ':execution:');
    await expect(historyOf(client, `${missing}:none`)).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    await expect(historyOf(client, 'none')).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  it('says so when it does not know an operation', async () => {
    await boot();
    client.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        headers['x-amz-target'] = 'AWSStepFunctions.PublishStateMachineVersion';
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it('lists executions page by page, the newest first, and by status', async () => {
    await boot({ Done: machine({ Done: { Type: 'Succeed' } }) });
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) await ended(client, await start(client, 'Done', {}, name));
    const seen: (string | undefined)[] = [];
    for (let nextToken: string | undefined; ; ) {
      const page = await client.send(
        new ListExecutionsCommand({
          stateMachineArn: machineArn('Done'),
          maxResults: 2,
          nextToken,
        }),
      );
      seen.push(...(page.executions ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
      if (!nextToken) break;
    }
    expect(seen).toEqual(names.toReversed());
    const running = await client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn('Done'), statusFilter: 'RUNNING' }),
    );
    expect(running.executions).toEqual([]);
  });

  it('tells the story of an execution in order, with each event naming the one before', async () => {
    await boot();
    const arn = await begin('F7', { chain: ['clerk'] });
    await answer(await tokenFor('F7', 'clerk'), 'APPROVE');
    await ended(client, arn);
    const history = await historyOf(client, arn);
    expect(history.map(({ id }) => id)).toEqual(history.map((_, index) => index + 1));
    for (const { id, previousEventId } of history)
      expect(previousEventId).toBeLessThan(id as number);
    expect(history.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'TaskScheduled',
        'TaskSubmitted',
        'TaskSucceeded',
        'MapStateSucceeded',
      ]),
    );
    expect(history.at(0)).toMatchObject({ type: 'ExecutionStarted' });
    expect(history.at(-1)).toMatchObject({ type: 'ExecutionSucceeded' });
    const scheduled = history.find(({ type }) => type === 'TaskScheduled');
    expect(scheduled?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      timeoutInSeconds: 604_800,
    });
  });

  it('describes the machines', async () => {
    await boot();
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines).toMatchObject([{ name: 'Approval', type: 'STANDARD' }]);
    const described = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn('Approval') }),
    );
    expect(described.definition).toBe(approvalMachine);
  });
});

describe('status events', () => {
  it('tell of the start and the end, and are delivered again until taken', async () => {
    let refusals = 1;
    deliver = async (event) => {
      if (refusals-- > 0) throw new Error('the bus is away');
      events.push(event);
    };
    await boot();
    const arn = await begin('F8');
    await answer(await tokenFor('F8', 'clerk'), 'REJECT');
    await eventually('Both events', () => events[1]);
    expect(events.map(({ detail }) => detail.status).toSorted()).toEqual(['FAILED', 'RUNNING']);
    expect(events.find(({ detail }) => detail.status === 'FAILED')).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [arn],
      detail: { executionArn: arn, name: 'F8', error: 'Rejected', cause: 'by clerk' },
    });
  });

  it('survive a restart when they could not be delivered', async () => {
    deliver = async () => {
      throw new Error('the bus is away');
    };
    await boot({ Done: machine({ Done: { Type: 'Succeed' } }) });
    await ended(client, await start(client, 'Done', {}, 'one'));
    deliver = async (event) => void events.push(event);
    await reboot({ Done: machine({ Done: { Type: 'Succeed' } }) });
    await eventually('Both events', () => events[1]);
    // EventBridge promises no order.
    expect(events.map(({ detail }) => detail.status).sort()).toEqual(['RUNNING', 'SUCCEEDED']);
  });
});

describe('a restart', () => {
  it('makes an invocation again that was cut off, with the same token', async () => {
    const machines = { Ask: machine({ Ask: ask() }) };
    functions.ask = () => new Promise(() => {});
    await boot(machines);
    const arn = await start(client, 'Ask');
    const token = await nthToken();
    functions = {};
    await reboot(machines);
    expect(await nthToken(1)).toBe(token);
    await answer(token, 'fine');
    expect((await ended(client, arn)).status).toBe('SUCCEEDED');
  });
});

describe('a redeployed machine', () => {
  it('leaves running executions on the definition they began with', async () => {
    const version = (n: number) => ({
      Ask: machine({ Ask: ask({ Output: n, End: true }) }),
    });
    await boot(version(1));
    const old = await start(client, 'Ask');
    const token = await nthToken();
    await reboot(version(2));
    expect(server.executionsResumed).toBe(1);
    const young = await start(client, 'Ask');
    await answer(token, 'x');
    await answer(await nthToken(1), 'x');
    expect(outputOf(await ended(client, old))).toBe(1);
    expect(outputOf(await ended(client, young))).toBe(2);
  });
});

describe('a definition', () => {
  const good = { Type: 'Pass', End: true };

  it.each<[string, object, RegExp]>([
    ['a JSONPath field', { ...good, ResultPath: '$.x' }, /Only: unknown field ResultPath/],
    ['a state type', { Type: 'Guess', End: true }, /unknown state type Guess/],
    [
      'a resource',
      call('x', { Resource: 'arn:aws:states:::sqs:sendMessage', End: true }),
      /unknown Resource arn:aws:states:::sqs/,
    ],
    [
      'a retry field',
      call('x', { Retry: [{ ErrorEquals: ['A'], Until: 3 }], End: true }),
      /Retry\[0\]: unknown field Until/,
    ],
    ['a missing target', { Type: 'Pass', Next: 'Gone' }, /names the missing state Gone/],
    [
      'a distributed map',
      {
        Type: 'Map',
        ItemProcessor: { ...machineGraph(), ProcessorConfig: { Mode: 'DISTRIBUTED' } },
        End: true,
      },
      /unknown Mode DISTRIBUTED/,
    ],
    [
      'a field inside a branch',
      {
        Type: 'Parallel',
        Branches: [{ StartAt: 'In', States: { In: { ...good, InputPath: '$' } } }],
        End: true,
      },
      /Branches\[0\]\.In: unknown field InputPath/,
    ],
    [
      'a variable of an outer scope',
      {
        Type: 'Parallel',
        Assign: { a: 1 },
        Branches: [{ StartAt: 'In', States: { In: { ...good, Assign: { a: 2 } } } }],
        End: true,
      },
      /already assigned in an outer scope/,
    ],
  ])(
    'with %s that does not fit is refused by name, and nothing starts',
    async (_what, state, problem) => {
      const definition = machine({ Only: state });
      expect(checkDefinition('M', JSON.stringify(definition)).join('\n')).toMatch(problem);
      await boot();
      await expect(boot({ M: definition })).rejects.toThrow(problem);
    },
  );

  it('must be JSONata', () => {
    expect(checkDefinition('M', '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}')).toEqual([
      'M: only QueryLanguage JSONata is supported.',
    ]);
    expect(checkDefinition('M', '{')[0]).toMatch(/not JSON/);
    expect(checkDefinition('Approval', approvalMachine)).toEqual([]);
  });
});

function machineGraph() {
  return { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
}
