import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { table } from '../../shared/store/table.ts';
import { type Office, openOffice } from '../support/office.ts';

let office: Office;
/** How many more answers of the table get lost on their way, after the write was made or before. */
let losing = 0;
let writes = true;

beforeAll(async () => {
  office = await openOffice();
  // Inside the SDK's own retries: each attempt that is lost counts.
  table.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== 'TransactWriteItemsCommand' || losing === 0) return next(args);
      losing -= 1;
      if (writes) await next(args);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'loseReplies' },
  );
});
afterAll(() => office.close());

const body = { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id };
const open = (key: string) =>
  office.call('rajasv1', 'createFile', { body, headers: { 'idempotency-key': key } });
const serialOf = (number: string) => Number(number.split('/').at(-2));

it.each([1, 2, 3, 4, 7])('%i lost replies are no failure, and one file is opened', async (lost) => {
  const before = serialOf((await open(`before-${lost}-replies`)).body.file.number);
  losing = lost;
  writes = true;
  const told = await open(`lost-${lost}-replies`);
  losing = 0;
  expect(told.status).toBe(201);
  expect(serialOf(told.body.file.number)).toBe(before + 1);
  const after = await open(`after-${lost}-replies`);
  expect(serialOf(after.body.file.number)).toBe(before + 2);
});

it('a write that never arrived is made by trying again', async () => {
  losing = 4;
  writes = false;
  expect((await open('lost-before-it-arrived')).status).toBe(201);
});

it('a table that stays silent is told as not known, and the same key finds out', async () => {
  losing = 1000;
  writes = true;
  const told = await open('silent-for-a-long-time');
  losing = 0;
  // The first attempt was written: loading again finds it, however many answers are lost after that.
  expect(told.status).toBe(201);
  losing = 1000;
  writes = false;
  const unknown = await open('never-reached-the-table');
  losing = 0;
  expect(unknown.status).toBe(503);
  expect(unknown.body.type).toBe('/problems/unavailable');
  expect(unknown.headers['retry-after']).toBeDefined();
  expect((await open('never-reached-the-table')).status).toBe(201);
});
