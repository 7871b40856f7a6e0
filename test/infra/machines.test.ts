import validate from 'asl-validator';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../infra/local/stepFunctions/checkDefinition.ts';
import type { Definition } from '../../infra/local/stepFunctions/language.ts';
import { definitionsIn, synthesise } from '../support/assembly.ts';
import { fault, type Invocation, runMachine } from '../support/runMachine.ts';

const { office } = synthesise();
const texts = definitionsIn(office);
const approval = JSON.parse(texts.approval!) as Definition;
const reading = JSON.parse(texts.reading!) as Definition;
const printing = JSON.parse(texts.printing!) as Definition;
const hour = 3600;
const day = 24 * hour;

describe.each(Object.entries(texts))('the %s machine', (name, text) => {
  const machine = JSON.parse(text) as Definition;

  it('is valid by the rules of Amazon States Language', () => {
    const { isValid, errors } = validate(machine);
    expect(errors).toEqual([]);
    expect(isValid).toBe(true);
  });

  it('uses only what the local runner knows', () => {
    expect(checkDefinition(name, text)).toEqual([]);
  });

  it('gives every wait for a token a limit, and itself one', () => {
    expect(machine.TimeoutSeconds).toBeGreaterThan(0);
    const tokens = everyState(machine).filter((state) =>
      String(state.Resource).endsWith('.waitForTaskToken'),
    );
    for (const state of tokens) expect(state).toHaveProperty('TimeoutSeconds');
    expect(tokens).toHaveLength(name === 'approval' ? 1 : 0);
  });

  it('spreads its retries at random', () => {
    const retries = everyState(machine).flatMap((state) => (state.Retry as object[]) ?? []);
    expect(retries.length).toBeGreaterThan(0);
    for (const retry of retries) {
      expect(retry).toMatchObject({ JitterStrategy: 'FULL', MaxAttempts: 6 });
    }
  });

  it('keeps its history in the log without what it carries', () => {
    office.hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: `patravali-dev-${name}`,
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: false,
        Destinations: Match.anyValue(),
      },
      TracingConfiguration: { Enabled: true },
      StateMachineType: Match.absent(),
    });
  });
});

/** How a turn ends: the chain goes on or is over; or silence until its time has passed. */
type Answer = 'silence' | { outcome: string; turn: number; seconds: number };

/** Goes through a chain whose first turn has one day, while whoever is asked answers in turn. */
async function climb(answers: Answer[], between: (call: Invocation) => void = () => {}) {
  const steps: string[] = [];
  const limits: (number | undefined)[] = [];
  const run = await runMachine(
    approval,
    { approvalId: 'apr_1', turn: 1, seconds: day },
    async (call) => {
      const { fn, payload, seconds, answer } = call;
      expect(fn).toMatch(/^FunctionsApprovalSteps/);
      expect(payload.approvalId).toBe('apr_1');
      steps.push(`${payload.step} ${payload.turn} ${payload.round}`);
      between(call);
      if (payload.step === 'delay') return { seconds: hour };
      limits.push(seconds);
      const next = answers.shift();
      if (next === undefined) throw new Error('The turn was waited for once too often.');
      if (next !== 'silence') expect(await answer(next)).toBe(true);
      return {};
    },
  );
  expect(answers).toEqual([]);
  return { steps, limits, ...run };
}

const next = (turn: number, seconds: number): Answer => ({ outcome: 'next', turn, seconds });
const over = (outcome: string): Exclude<Answer, 'silence'> => ({ outcome, turn: 1, seconds: 1 });

describe('an approval', () => {
  it('waits for every turn, each within its own time', async () => {
    const run = await climb([next(2, 2 * day), next(3, 3 * day), over('approved')]);
    expect(run.steps).toEqual(['await 1 0', 'await 2 0', 'await 3 0']);
    expect(run.limits).toEqual([day, 2 * day, 3 * day]);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { approvalId: 'apr_1', outcome: 'approved' },
      states: [
        'Begin',
        'Await the turn',
        'Which way?',
        'Await the turn',
        'Which way?',
        'Await the turn',
        'Which way?',
        'Concluded',
      ],
    });
  });

  it.each(['rejected', 'withdrawn', 'lapsed'])('is over when the record says %s', async (no) => {
    const { steps, status, output } = await climb([next(2, day), over(no)]);
    expect(steps).toEqual(['await 1 0', 'await 2 0']);
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ approvalId: 'apr_1', outcome: no });
  });

  it('takes silence for delay, never for approval, and waits for the same turn again', async () => {
    const run = await climb(['silence', 'silence', next(2, 2 * day), over('approved')]);
    expect(run.steps).toEqual([
      'await 1 0',
      'delay 1 0',
      'await 1 1',
      'delay 1 1',
      'await 1 2',
      'await 2 0',
    ]);
    // After a reminder the level has as long as the answer to it said.
    expect(run.limits).toEqual([day, hour, hour, 2 * day]);
    expect(run.seconds).toBe(day + hour);
  });

  it('goes on at once when the turn ended while its delay was noted', async () => {
    const run = await climb(['silence', over('approved')]);
    expect(run.steps).toEqual(['await 1 0', 'delay 1 0', 'await 1 1']);
    expect(run.seconds).toBe(day);
  });

  it('hears only the first of two answers', async () => {
    let second: Promise<boolean> | undefined;
    const run = await runMachine(
      approval,
      { approvalId: 'apr_1', turn: 1, seconds: day },
      async ({ answer }) => {
        await answer(over('approved'));
        second = answer(over('rejected'));
        await second;
      },
    );
    expect(await second).toBe(false);
    expect(run.output).toEqual({ approvalId: 'apr_1', outcome: 'approved' });
  });

  it('tries a step again that fails for a while', async () => {
    let failures = 3;
    const run = await climb([over('approved')], () => {
      if (failures-- > 0) throw fault('ProvisionedThroughputExceededException');
    });
    expect(run.steps).toHaveLength(4);
    expect(run.status).toBe('SUCCEEDED');
  });

  it('fails when a step keeps failing, so that somebody is told', async () => {
    let calls = 0;
    const run = await climb([], () => {
      calls++;
      throw fault('TypeError');
    });
    expect(calls).toBe(7);
    expect(run).toMatchObject({ status: 'FAILED', error: 'TypeError' });
  });

  it('hands over to a new execution long before its history is full', async () => {
    const steps: string[] = [];
    const run = await runMachine(
      approval,
      { approvalId: 'apr_1', turn: 1, seconds: day },
      async ({ payload, answer }) => {
        steps.push(String(payload.step));
        const turn = Number(payload.turn);
        if (payload.step === 'await') await answer({ outcome: 'next', turn: turn + 1, seconds: 1 });
        return {};
      },
    );
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { approvalId: 'apr_1', outcome: 'renewed' },
    });
    expect(steps.filter((step) => step === 'await')).toHaveLength(800);
    expect(steps.at(-1)).toBe('renew');
    // Two states a turn: waiting for it, and which way.
    expect(run.states.length).toBeLessThan(2 * 800 + 5);
    const silent = await runMachine(
      approval,
      { approvalId: 'apr_1', turn: 1, seconds: 60 },
      ({ payload }) => (payload.step === 'delay' ? { seconds: 60 } : {}),
    );
    expect(silent.output).toEqual({ approvalId: 'apr_1', outcome: 'renewed' });
  });

  it('that nobody ever decides hands over before its year is over', async () => {
    const run = await runMachine(
      approval,
      { approvalId: 'apr_1', turn: 1, seconds: day },
      ({ payload }) => (payload.step === 'delay' ? { seconds: 7 * day } : {}),
    );
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'renewed' } });
    expect(run.seconds).toBeGreaterThanOrEqual(330 * day);
    expect(run.seconds).toBeLessThan(360 * day);
  });
});

const upload = { documentId: 'doc_1', bucket: 'quarantine', key: 'uploads/one' };
const pagesOf = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Reads a document of so many batches, while `ocr` stands in for the function that reads pages. */
async function read(
  batches: number[][],
  ocr: (pages: number[]) => void = () => {},
  input: object = upload,
) {
  const calls: Invocation['payload'][] = [];
  const run = await runMachine(reading, input, ({ fn, payload }) => {
    calls.push(payload);
    if (fn.startsWith('FunctionsOcr')) {
      ocr(payload.pages as number[]);
      return { read: payload.pages };
    }
    expect(fn).toMatch(/^FunctionsIntake/);
    return payload.step === 'admit' ? { accepted: true, batches } : {};
  });
  return { calls, ...run };
}

describe('a reading', () => {
  it('passes the upload on whole, reads the pages by batch, two at a time, and puts them together', async () => {
    const batches = [pagesOf(8), pagesOf(16).slice(8), [17]];
    const { calls, ...run } = await read(batches);
    expect(calls).toEqual([
      { ...upload, step: 'admit' },
      { documentId: 'doc_1', pages: batches[0] },
      { documentId: 'doc_1', pages: batches[1] },
      { documentId: 'doc_1', pages: [17] },
      { step: 'assemble', documentId: 'doc_1' },
    ]);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { documentId: 'doc_1', accepted: true },
      atOnce: 2,
    });
  });

  it('tells which version of the object was uploaded, where there are versions', async () => {
    const { calls } = await read([[1]], undefined, { ...upload, versionId: 'v7' });
    expect(calls[0]).toEqual({ ...upload, versionId: 'v7', step: 'admit' });
  });

  it('keeps a single page in a single batch a list of lists', async () => {
    const { calls, status } = await read([[1]]);
    expect(status).toBe('SUCCEEDED');
    expect(calls[1]).toEqual({ documentId: 'doc_1', pages: [1] });
  });

  it('puts together a document none of whose pages needs reading', async () => {
    const { calls, output } = await read([]);
    expect(calls.map(({ step }) => step)).toEqual(['admit', 'assemble']);
    expect(output).toEqual({ documentId: 'doc_1', accepted: true });
  });

  it('of a refused upload ends there, and is no fault', async () => {
    const calls: unknown[] = [];
    const run = await runMachine(reading, upload, ({ payload }) => {
      calls.push(payload.step);
      return { accepted: false, reason: 'pdf-encrypted' };
    });
    expect(calls).toEqual(['admit']);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { documentId: 'doc_1', accepted: false },
    });
  });

  it('goes on without a batch that cannot be read', async () => {
    const { calls, status, states } = await read([[1, 2], [3]], (pages) => {
      if (pages.includes(1)) throw fault('page-too-heavy');
    });
    expect(calls).toHaveLength(4);
    expect(states).toContain('Left for a person');
    expect(calls.at(-1)).toEqual({ step: 'assemble', documentId: 'doc_1' });
    expect(status).toBe('SUCCEEDED');
  });

  it.each(['PageReaderBusy', 'Lambda.TooManyRequestsException'])(
    'reads a batch again after %s',
    async (error) => {
      let failures = 2;
      const { calls, states } = await read([[1]], () => {
        if (failures-- > 0) throw fault(error);
      });
      expect(calls.filter(({ pages }) => pages)).toHaveLength(3);
      expect(states).not.toContain('Left for a person');
    },
  );

  it('fails as it stands when the upload cannot be looked at, so that it can be redriven', async () => {
    const run = await runMachine(reading, upload, () => {
      throw fault('InternalServerError');
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'InternalServerError' });
    expect(run.states).toEqual(['Admit']);
  });
});

/** Makes a print, while `press` stands in for the function that does. */
async function print(press: (step: unknown) => void) {
  const steps: unknown[] = [];
  const run = await runMachine(printing, { printId: 'prt_1' }, ({ fn, payload }) => {
    expect(fn).toMatch(/^FunctionsPress/);
    expect(payload.printId).toBe('prt_1');
    steps.push(payload.step);
    press(payload.step);
    return { printId: 'prt_1' };
  });
  return { steps, ...run };
}

describe('a printing', () => {
  it('has the press make what was asked for', async () => {
    const { steps, ...run } = await print(() => {});
    expect(steps).toEqual(['make']);
    expect(run).toMatchObject({
      status: 'SUCCEEDED',
      output: { printId: 'prt_1', made: true },
    });
  });

  it('tries again after a fault', async () => {
    let failures = 2;
    const { steps, output } = await print(() => {
      if (failures-- > 0) throw fault('InternalServerError');
    });
    expect(steps).toEqual(['make', 'make', 'make']);
    expect(output).toEqual({ printId: 'prt_1', made: true });
  });

  it.each(['InternalServerError', 'States.Timeout', 'Sandbox.Timedout'])(
    'that never succeeds is marked as failed for whoever waits: %s',
    async (error) => {
      const { steps, ...run } = await print((step) => {
        if (step === 'make') throw fault(error);
      });
      expect(steps.at(-1)).toBe('give-up');
      expect(steps.filter((step) => step === 'give-up')).toHaveLength(1);
      expect(run).toMatchObject({
        status: 'SUCCEEDED',
        output: { printId: 'prt_1', made: false },
      });
    },
  );
});

type StateOfAny = Record<string, unknown>;

/** Every state of a machine, those inside a Map too. */
function everyState(graph: { States: object }): StateOfAny[] {
  return (Object.values(graph.States) as StateOfAny[]).flatMap((state) => [
    state,
    ...(state.ItemProcessor ? everyState(state.ItemProcessor as { States: object }) : []),
  ]);
}
