/** What the clock of a chain tells those who are asked: half of a long time is gone; the whole of it is. */
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Approval } from '../../shared/domain/approvalRecord.ts';
import { addWorkingMinutes } from '../../shared/domain/calendar.ts';
import { askingOf } from '../support/asking.ts';
import { type Office, openOffice } from '../support/office.ts';
import { policy } from '../support/officers.ts';
import { clockOf } from './flows/approvals.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const { done } = askingOf(() => office);
const { subjectHeads, chains } = sampleDistrict;
const chain = chains.find(({ code }) => code === 'REV-STD-3');
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

/** A chain whose first level, of three days, was opened as long ago as one says. */
async function openedAt(openedAt: string) {
  const { file, version } = await done('rajasv1', 'createFile', {
    body: {
      subject: { hi: 'स्मरण प्रकरण' },
      headId: subjectHeads.find(({ code }) => code === 'B-121')?.id,
    },
  });
  const { approval } = await done('rajasv1', 'startApproval', {
    params: { fileId: file.id },
    version,
    body: { chainId: chain?.id },
  });
  await clockOf(approval.id, 1);
  const standing: Approval = (
    await done('deputy', 'getApproval', { params: { approvalId: approval.id } })
  ).approval;
  const { table } = await import('../../shared/store/table.ts');
  const { approvalKey } = await import('../../shared/store/keys.ts');
  const [level, ...rest] = standing.levels;
  const dueAt = addWorkingMinutes(openedAt, 3 * 450, policy);
  await table.send(
    new PutCommand({
      TableName: office.tableName,
      Item: {
        ...approvalKey(standing.fileId, standing.ordinal),
        approval: { ...standing, levels: [{ ...level, openedAt, dueAt }, ...rest] },
      },
    }),
  );
  return { fileId: standing.fileId, approvalId: standing.id, dueAt };
}
let round = 0;
async function timerOf(approvalId: string) {
  const { handler } = await import('../../functions/approvalSteps/index.ts');
  round += 1;
  const told = await handler({ step: 'delay', approvalId, turn: 1, round, execution: 'g1' });
  return 'seconds' in told ? told.seconds : undefined;
}
const eventsOf = async (fileId: string): Promise<string[]> =>
  (await done('deputy', 'getTimeline', { params: { fileId }, query: { limit: '100' } })).items.map(
    ({ type }: { type: string }) => type,
  );
const noticesOf = async (fileId: string) =>
  (await done('deputy', 'listNotices')).items.filter(
    (notice: { fileId: string }) => notice.fileId === fileId,
  );

describe('the clock of a level', () => {
  it('[row 38] reminds whom it asks at half of the time, once, and is on record; nobody is late', async () => {
    const { fileId, approvalId, dueAt } = await openedAt(whenHalfIsGone());
    const seconds = await timerOf(approvalId);
    expect(Math.abs((seconds ?? 0) - (Date.parse(dueAt) - Date.now()) / 1000)).toBeLessThan(60);
    expect(await noticesOf(fileId)).toMatchObject([
      { kind: 'level-reminded', by: null, label: { hi: expect.stringContaining('आधा समय') } },
    ]);
    expect(await eventsOf(fileId)).toContain('level-reminded');
    expect(await eventsOf(fileId)).not.toContain('level-overdue');
    // The timer that runs once more finds nothing to say.
    await timerOf(approvalId);
    expect(await noticesOf(fileId)).toHaveLength(1);
    const { clock, approval } = await done('deputy', 'getApproval', { params: { approvalId } });
    expect(clock.status).toBe('amber');
    expect(approval.levels[0].reminders).toEqual([]);
    expect((await done('deputy', 'getProof', { params: { fileId } })).verdict).toBe('intact');
  });

  it('tells of lateness as lateness', async () => {
    const { fileId, approvalId } = await openedAt(daysAgo(40));
    await timerOf(approvalId);
    expect(await noticesOf(fileId)).toMatchObject([{ kind: 'level-overdue' }]);
    expect((await done('deputy', 'getApproval', { params: { approvalId } })).clock.status).toBe(
      'red',
    );
  });
});

/** An instant of which two of three working days have gone by now. */
function whenHalfIsGone(): string {
  const now = new Date().toISOString();
  for (let hours = 1; ; hours += 1) {
    const at = new Date(Date.now() - hours * 3_600_000).toISOString();
    if (addWorkingMinutes(at, 2 * 450, policy) <= now) return at;
  }
}
