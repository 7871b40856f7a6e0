/**
 * `npm run demo`: a day of a collectorate, done through the public API by separate signed-in people on real scans.
 * Needs `npm start` in another window. Every step prints what came of it and how long it took.
 */
import { approval } from './acts/approval.ts';
import { counter } from './acts/counter.ts';
import { division } from './acts/division.ts';
import { file } from './acts/file.ts';
import { finding } from './acts/finding.ts';
import { issue } from './acts/order.ts';
import { papers } from './acts/papers.ts';
import { proof } from './acts/proof.ts';
import { records } from './acts/records.ts';
import { dayAt } from './day.ts';
import { connect } from './installation.ts';
import { out, stepsTold } from './telling.ts';

async function main(): Promise<void> {
  const day = await dayAt(await connect());
  const letter = await counter(day);
  const opened = await file(day, letter);
  await approval(day, opened);
  await issue(day, opened, letter);
  await division(day);
  await finding(day, opened, letter);
  await papers(day, opened);
  await records(day, opened);
  await proof(day, opened);
}

try {
  await main();
  out(`\nपूरा दिन पूरा हुआ · the whole job is done: ${stepsTold()} steps.`);
} catch (error) {
  process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
