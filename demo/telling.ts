/** How the demo tells what it does: numbered steps, each with what came of it and how long it took. */
import { setTimeout as wait } from 'node:timers/promises';
import { ApiProblem } from '../shared/api/client.ts';

export const out = (text: string) => process.stdout.write(`${text}\n`);

let started = performance.now();
let steps = 0;
export const stepsTold = (): number => steps;

export function act(hi: string, en: string): void {
  out(`\n── ${hi} · ${en}`);
}

/** Prints a step with the time since the one before it. */
export function step(hi: string, en: string, ...results: string[]): void {
  steps += 1;
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  out(
    `${String(steps).padStart(2)}. ${hi} · ${en}\n      ${results.join('\n      ')}  [${seconds} s]`,
  );
  started = performance.now();
}

export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`The demo expected that ${what}.`);
}

/** What the list must hold, or the demo ends here. */
export function found<T>(item: T | undefined, what: string): T {
  expect(item !== undefined, `there is ${what}`);
  return item;
}

/** Asks again until there is an answer; the work behind it runs by itself. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  seconds = 120,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`Waited ${seconds} s for ${what}.`);
    await wait(250);
  }
}

/** A reminder may be written between the read and the decision; the second try has the new version. */
export async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= 5 || !isProblem(error, 'stale-version')) throw error;
    }
  }
}

export const isProblem = (error: unknown, code: string): error is ApiProblem =>
  error instanceof ApiProblem && error.problem.type === `/problems/${code}`;

/** The refusal that must come, in the words that the person is shown. */
export async function refused(call: Promise<unknown>, code: string): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (!isProblem(error, code)) throw error;
    return `${error.status} ${code}: ${error.problem.title}`;
  }
  throw new Error(`The demo expected to be refused with ${code}.`);
}
