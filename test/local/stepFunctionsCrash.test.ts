import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendTaskSuccessCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clientOf, ended, eventually, outputOf, start } from '../support/stepFunctions.ts';

const chain = ['clerk', 'tehsildar', 'collector'];

interface Call {
  fn: string;
  file: string;
  officer: string;
  token: string;
}

let dir: string;
let child: ChildProcess;
let client: SFNClient;
let resumed: number;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'patravali-states-'));
  await boot();
});

afterEach(async () => {
  await kill();
  await rm(dir, { recursive: true });
});

async function boot() {
  const script = join(import.meta.dirname, '../support/stepFunctionsChild.ts');
  child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  const ready = JSON.parse(line) as { url: string; executionsResumed: number };
  resumed = ready.executionsResumed;
  client = clientOf(ready.url);
}

async function kill() {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

function linesOf<T>(file: string): T[] {
  if (!existsSync(join(dir, file))) return [];
  const text = readFileSync(join(dir, file), 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

const asked = (file: string, officer: string) =>
  linesOf<Call>('calls.jsonl').filter(
    (call) => call.fn === 'ask' && call.file === file && call.officer === officer,
  );

const approve = (taskToken: string) =>
  client.send(
    new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ decision: 'APPROVE' }) }),
  );

/** Whether the server was killed under a call, so that nobody knows what became of it. */
const isLost = (error: unknown) =>
  error instanceof Error && !('$fault' in error && error.$fault === 'client');

it('keeps every token and asks nobody twice when it is killed between the levels', async () => {
  const arn = await start(client, 'Approval', { file: 'F', chain }, 'F');
  for (const officer of chain) {
    const [{ token } = { token: '' }] = await eventually(`A question to ${officer}`, () => {
      const found = asked('F', officer);
      return found.length > 0 ? found : undefined;
    });
    // Long enough for the reply of the function to reach the journal; what the test claims is the state at rest.
    await sleep(200);
    await kill();
    await boot();
    expect(resumed).toBe(1);
    await approve(token);
  }
  const execution = await ended(client, arn);
  expect(outputOf(execution)).toMatchObject({
    trail: chain.map((officer) => `${officer} APPROVE`),
    sent: [0, 1, 2].map((copy) => ({ copy, file: 'F' })),
  });
  for (const officer of chain) expect(asked('F', officer)).toHaveLength(1);
});

it('finishes every execution once and right when it is killed anywhere, twelve times', async () => {
  const files = Array.from({ length: 12 }, (_, index) => `S${index}`);
  const arns = new Map<string, string>();
  /** Answers that the server took, by token. */
  const taken = new Set<string>();
  const settled = new Set<string>();
  let kills = 0;
  let stirring = true;

  // Kills at moments that have nothing to do with what the server does: in starts, answers, commits and boots.
  const killer = (async () => {
    for (let pause = 20; kills < 12; kills++, pause = (pause * 37) % 211) {
      await sleep(pause);
      await kill();
      await boot();
    }
    stirring = false;
  })();

  const answerAll = async () => {
    for (const { fn, token } of linesOf<Call>('calls.jsonl')) {
      if (fn !== 'ask' || settled.has(token)) continue;
      try {
        await approve(token);
        taken.add(token);
        settled.add(token);
      } catch (error) {
        if (isLost(error)) return;
        expect((error as Error).name).toBe('TaskTimedOut');
        settled.add(token);
      }
    }
  };

  for (const file of files) {
    await eventually(`The start of ${file}`, () =>
      start(client, 'Approval', { file, chain }, file).catch((error: unknown) => {
        if (!isLost(error)) throw error;
        return undefined;
      }),
    ).then((arn) => arns.set(file, arn));
    await answerAll();
  }
  while (stirring) {
    await answerAll();
    await sleep(5);
  }
  await killer;

  for (const [file, arn] of arns) {
    const execution = await eventually(`The end of ${file}`, async () => {
      await answerAll();
      return Promise.race([ended(client, arn), sleep(100).then(() => undefined)]);
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(outputOf(execution)).toEqual({
      file,
      trail: chain.map((officer) => `${officer} APPROVE`),
      sent: [0, 1, 2].map((copy) => ({ copy, file })),
    });
    for (const officer of chain) {
      const tokens = new Set(asked(file, officer).map(({ token }) => token));
      expect(tokens.size).toBeGreaterThanOrEqual(1);
      // An answer that was taken ended its level for good: no second token for the same level was ever taken.
      expect([...tokens].filter((token) => taken.has(token)).length).toBeLessThanOrEqual(1);
    }
  }
  const ends = await eventually('All events', () => {
    const found = linesOf<{ name: string; status: string }>('events.jsonl').filter(
      ({ status }) => status === 'SUCCEEDED',
    );
    return new Set(found.map(({ name }) => name)).size === files.length ? found : undefined;
  });
  expect(ends.length).toBeGreaterThanOrEqual(files.length);
  expect(kills).toBe(12);
});
