import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  FunctionError,
  type FunctionSpec,
  type RunningFunction,
  startFunction,
} from '../../infra/local/lambda.ts';
import { type LogFile, openLogFile } from '../../infra/local/logFile.ts';

const bundle = `
let invocations = 0;
const heap = [];
export const handler = async (event, context) => {
  invocations += 1;
  if (event.fail === 'throw') throw Object.assign(new Error('the register is torn'), { name: 'TornRegister' });
  if (event.fail === 'exit') process.exit(3);
  if (event.fail === 'reject') { Promise.reject(new Error('nobody caught this')); await new Promise(() => {}); }
  if (event.fail === 'memory') for (;;) heap.push(new Array(1e6).fill(Math.random()));
  if (event.sleep) await new Promise((resolve) => setTimeout(resolve, event.sleep));
  if (event.say) console.log(event.say);
  if (event.set) process.env.LEAKED = event.set;
  return {
    invocations,
    secret: process.env.PATRAVALI_TEST_SECRET,
    table: process.env.TABLE_NAME,
    leaked: process.env.LEAKED,
    functionName: context.functionName,
    remaining: context.getRemainingTimeInMillis() > 0,
    nothing: undefined,
  };
};`;

let directory: string;
let log: LogFile;
const running: RunningFunction[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'patravali-lambda-'));
  writeFileSync(join(directory, 'index.mjs'), bundle);
  writeFileSync(join(directory, 'broken.mjs'), `throw new Error('no such module');`);
  log = openLogFile(join(directory, 'test.log'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.close(0)));
});
afterAll(() => {
  log.close();
  rmSync(directory, { recursive: true });
});

function start(more: Partial<FunctionSpec> = {}): RunningFunction {
  const started = startFunction(
    {
      name: 'files',
      arn: 'arn:aws:lambda:ap-south-1:000000000000:function:files',
      file: join(directory, 'index.mjs'),
      handler: 'handler',
      environment: { TABLE_NAME: 'records' },
      timeoutSeconds: 10,
      memoryMegabytes: 128,
      concurrency: 2,
      temporaryDirectory: join(directory, 'tmp'),
      ...more,
    },
    log,
  );
  running.push(started);
  return started;
}

it('runs the handler with its own environment and nothing of ours', async () => {
  process.env.PATRAVALI_TEST_SECRET = 'ours';
  const files = start();
  expect(await files.invoke({ set: 'theirs' })).toEqual({
    invocations: 1,
    table: 'records',
    leaked: 'theirs',
    functionName: 'files',
    remaining: true,
  });
  expect(process.env.LEAKED).toBeUndefined();
  expect(await start().invoke({})).not.toHaveProperty('leaked');
});

it('reuses a warm environment, gives one to each call at once and lets further calls wait', async () => {
  const files = start({ concurrency: 2 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => files.invoke({ sleep: 20 })));
  const counts = answers.map((answer) => (answer as { invocations: number }).invocations);
  expect(counts.filter((count) => count === 1)).toHaveLength(2);
  expect(Math.max(...counts)).toBeGreaterThan(1);
});

it('reports an error of the handler by its name and message and stays warm', async () => {
  const files = start({ concurrency: 1 });
  await expect(files.invoke({ fail: 'throw' })).rejects.toMatchObject({
    errorType: 'TornRegister',
    message: 'the register is torn',
    payload: { errorType: 'TornRegister', errorMessage: 'the register is torn' },
  });
  expect(await files.invoke({})).toMatchObject({ invocations: 2 });
});

it('kills an invocation at its time limit and starts the next in a fresh environment', async () => {
  const files = start({ timeoutSeconds: 0.3, concurrency: 1 });
  await files.invoke({});
  const error = await files.invoke({ sleep: 5_000 }).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(FunctionError);
  expect(error).toMatchObject({
    errorType: 'Sandbox.Timedout',
    message: expect.stringContaining('Task timed out after 0.30 seconds'),
  });
  const waiting = start({ concurrency: 1, timeoutSeconds: 10 });
  expect(await waiting.invoke({})).toMatchObject({ invocations: 1 });
});

it.each([
  ['exit', 'Runtime.ExitError'],
  ['reject', 'Runtime.UnhandledPromiseRejection'],
  ['memory', 'Runtime.ExitError'],
])('survives a function that ends by %s', async (fail, errorType) => {
  const files = start({ concurrency: 1 });
  await expect(files.invoke({ fail })).rejects.toMatchObject({ errorType });
  expect(await files.invoke({})).toMatchObject({ invocations: 1 });
});

it('serves a waiting call after the environment it waited for has died', async () => {
  const files = start({ concurrency: 1 });
  const dying = files.invoke({ fail: 'exit' }).catch(() => 'died');
  const waiting = files.invoke({});
  expect(await dying).toBe('died');
  expect(await waiting).toMatchObject({ invocations: 1 });
});

it('says that a bundle does not load, or has no such handler', async () => {
  await expect(start({ file: join(directory, 'broken.mjs') }).invoke({})).rejects.toMatchObject({
    errorType: 'Runtime.ImportModuleError',
    message: 'no such module',
  });
  await expect(start({ handler: 'main' }).invoke({})).rejects.toMatchObject({
    errorType: 'Runtime.HandlerNotFound',
  });
});

it('refuses an event larger than Lambda takes', async () => {
  await expect(start().invoke({ text: 'x'.repeat(7e6) })).rejects.toMatchObject({
    errorType: 'Lambda.RequestTooLargeException',
  });
});

it('writes what a function says to its log, each line a JSON object, and counts warnings', async () => {
  const path = join(directory, 'said.log');
  const own = openLogFile(path);
  const files = startFunction(
    {
      name: 'files',
      arn: 'arn',
      file: join(directory, 'index.mjs'),
      handler: 'handler',
      environment: {},
      timeoutSeconds: 5,
      memoryMegabytes: 128,
      concurrency: 1,
      temporaryDirectory: join(directory, 'tmp'),
    },
    own,
  );
  running.push(files);
  await files.invoke({ say: 'plain words' });
  await files.invoke({ say: '{"level":"WARN","message":"late"}' });
  await vi.waitFor(() => expect(own.warnings).toBe(1));
  own.close();
  const lines = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    { level: 'INFO', message: 'plain words' },
    { level: 'WARN', message: 'late' },
  ]);
});

it('begins a new log file when the old one has grown to its bound', () => {
  const path = join(directory, 'bounded.log');
  const bounded = openLogFile(path);
  for (let line = 0; line < 200; line++) bounded.line('y'.repeat(60_000));
  bounded.close();
  expect(readFileSync(path).length).toBeLessThan(5.5 * 1024 * 1024);
  expect(readFileSync(`${path}.1`).length).toBeLessThan(5.5 * 1024 * 1024);
});
