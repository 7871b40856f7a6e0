/** What is wrong in one office, or with one chain, holds up no other: reminders, escalation, clocks and what is owed. */
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import type { Approval } from '../../shared/domain/approvalRecord.ts';
import { askingOf } from '../support/asking.ts';
import { type Office, openOffice } from '../support/office.ts';
import { postOf } from '../support/sample.ts';
import { clockOf } from './flows/approvals.ts';

/** Step Functions as it would be told: which clocks were started, and which of them run. */
const started: string[] = [];
const running = new Set<string>();
vi.mock('../../shared/workflow/chain.ts', () => ({
  clockRuns: async (approvalId: string) => running.has(approvalId),
  runningClocks: async () => running,
  startClock: async ({ id }: { readonly id: string }) => {
    started.push(id);
    running.add(id);
  },
  startPrinting: async () => undefined,
  answer: async () => undefined,
}));

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());
beforeEach(() => {
  started.length = 0;
});

const { done } = askingOf(() => office);
const put = async (Item: Record<string, unknown>) => {
  const { table } = await import('../../shared/store/table.ts');
  await table.send(new PutCommand({ TableName: office.tableName, Item }));
};
const remove = async (Key: object) => {
  const { table } = await import('../../shared/store/table.ts');
  await table.send(new DeleteCommand({ TableName: office.tableName, Key }));
};
const nowhere = 'ofc_01K00000000000000000000009';

/** A chain whose first level asks the Deputy Collector, as long ago as one says. */
async function begun(): Promise<{ fileId: string; approval: Approval }> {
  const opened = await done('rajasv1', 'createFile', {
    body: {
      subject: { hi: 'पृथक प्रकरण' },
      headId: sampleDistrict.subjectHeads.find(({ code }) => code === 'B-121')?.id,
    },
  });
  const fileId: string = opened.file.id;
  const { approval } = await done('rajasv1', 'startApproval', {
    params: { fileId },
    version: opened.version,
    body: { chainId: sampleDistrict.chains.find(({ code }) => code === 'REV-STD-3')?.id },
  });
  await clockOf(approval.id, 1);
  return { fileId, approval: await standing(approval.id) };
}
async function standing(approvalId: string): Promise<Approval> {
  return (await done('rajasv1', 'getApproval', { params: { approvalId } })).approval;
}
/** Writes a chain as something outside of every rule might have left it. */
async function spoilt(approval: Approval, change: object) {
  const { approvalKey } = await import('../../shared/store/keys.ts');
  await put({
    ...approvalKey(approval.fileId, approval.ordinal),
    approval: { ...approval, ...change },
  });
}
/** The first level has been due since an hour, has been reminded once, and escalates with the next reminder. */
const overdue = ({ levels: [first, ...rest] }: Approval) => {
  if (!first) throw new Error('The chain has a level.');
  const hours = (count: number) => new Date(Date.now() - count * 3_600_000).toISOString();
  return {
    levels: [
      {
        ...first,
        dueAt: hours(2),
        reminders: [hours(1)],
        escalation: { after: 2, to: { division: 'via' } },
      },
      ...rest,
    ],
  };
};
const late = async (approvalId: string) => {
  const { handler } = await import('../../functions/approvalSteps/index.ts');
  return handler({ step: 'delay', approvalId, turn: 1, round: 0, execution: `${approvalId}-g1` });
};
const remindersOf = ({ levels: [first] }: Approval) => first?.reminders.length;
const askedIn = ({ levels: [first] }: Approval) =>
  first?.members.filter(({ state }) => state === 'asked').map(({ post }) => post.id);

describe('escalation', () => {
  it('[row 38] of an office goes on while the chart of another is broken', async () => {
    const sound = await begun();
    const broken = [await begun(), await begun(), await begun()] as const;
    const [noOffice, noRule, noPosts] = broken;
    await spoilt(sound.approval, overdue(sound.approval));
    // Its office is gone; its rule is none that anybody knows; its office has no posts any more.
    const at = (officeId: string) => ({ matter: { ...sound.approval.matter, officeId } });
    await spoilt(noOffice.approval, { ...overdue(noOffice.approval), ...at(nowhere) });
    const spoiltLevels = overdue(noRule.approval).levels.map((level) => ({
      ...level,
      escalation: { after: 1, to: { oracle: true } },
    }));
    await spoilt(noRule.approval, { levels: spoiltLevels });
    const empty = 'ofc_01K00000000000000000000008';
    const { officeKey } = await import('../../shared/store/keys.ts');
    const { headPost: _head, ...collectorate } = sampleDistrict.offices[0] ?? {};
    await put({ ...officeKey(empty), entity: { ...collectorate, id: empty } });
    await spoilt(noPosts.approval, { ...overdue(noPosts.approval), ...at(empty) });

    const all = [noOffice, noRule, noPosts, sound];
    const outcomes = await Promise.allSettled(all.map(({ approval }) => late(approval.id)));
    expect(outcomes.map(({ status }) => status)).toEqual([
      // A fault of its own: tried again by its own execution, which fails and is told of, and no other.
      'rejected',
      'rejected',
      // Nobody to escalate to: it is reminded all the same.
      'fulfilled',
      'fulfilled',
    ]);
    const after = await standing(sound.approval.id);
    expect(remindersOf(after)).toBe(2);
    expect(askedIn(after)).toEqual([
      postOf('Deputy Collector (Revenue)'),
      postOf('Additional Collector'),
    ]);
    const alone = await standing(noPosts.approval.id);
    expect(remindersOf(alone)).toBe(2);
    expect(askedIn(alone)).toEqual([postOf('Deputy Collector (Revenue)')]);
    // It was asked when it was asked for it, and decides all the same.
    const { approval, version } = await done('deputy', 'getApproval', {
      params: { approvalId: noOffice.approval.id },
    });
    const said = await done('deputy', 'decide', {
      params: { approvalId: approval.id },
      version,
      body: { level: 1, decision: 'recommend', contentHash: approval.contentHash },
    });
    expect(said.approval.turn).toBe(2);
  });
});

describe('the reconciler', () => {
  it('[row 89] starts lost clocks behind chains that cannot be read, in every shard', async () => {
    const { openApprovalKey } = await import('../../shared/store/keys.ts');
    const poison = Array.from({ length: 24 }, (_, no) => `apr_0000000000000000000000${10 + no}-1`);
    for (const id of poison) {
      await put({ ...openApprovalKey(id), running: true });
      const [fileBody = '', ordinal = ''] = id.slice(4).split('-');
      const { approvalKey } = await import('../../shared/store/keys.ts');
      await put({
        ...approvalKey(`fil_${fileBody}`, Number(ordinal)),
        approval: { damaged: true },
      });
    }
    const lost = [await begun(), await begun(), await begun(), await begun(), await begun()];
    const { handler } = await import('../../functions/reconciler/index.ts');
    const run = () => handler({ time: new Date(Date.now() + 60_000).toISOString() });
    await run();
    started.length = 0;
    for (const { approval } of lost) running.delete(approval.id);
    expect((await run()).restarted).toBe(5);
    expect([...started].sort()).toEqual(lost.map(({ approval }) => approval.id).sort());
    for (const id of poison) await remove(openApprovalKey(id));
  });

  it('delivers what is owed behind what always fails, however much that is', async () => {
    const { outboxPk } = await import('../../shared/store/keys.ts');
    const owedSince = new Date(Date.now() - 3_600_000).toISOString();
    const pk = outboxPk('0');
    const failing = Array.from({ length: 120 }, (_, no) => `out_0${String(no).padStart(3, '0')}`);
    const effect = { kind: 'start-approval', approvalId: 'apr_none-1' };
    await Promise.all(failing.map((sk) => put({ pk, sk, owedSince, effect })));
    const { approval } = await begun();
    await put({
      pk,
      sk: 'out_9',
      owedSince,
      effect: { kind: 'start-approval', approvalId: approval.id },
    });
    const { handler } = await import('../../functions/reconciler/index.ts');
    // How much one run gets done in its time is the machine's matter, not this test's.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
    await handler({ time: new Date(Date.now() + 1000).toISOString() });
    clock.mockRestore();
    expect(started).toContain(approval.id);
    await Promise.all(failing.map((sk) => remove({ pk, sk })));
  }, 60_000);
});

describe('the relay', () => {
  it('delivers the others of a batch of which one fails, and has that one brought again', async () => {
    const [one, other] = [await begun(), await begun()];
    const { outboxPk } = await import('../../shared/store/keys.ts');
    const pk = outboxPk('1');
    const effects = [one.approval.id, 'apr_none-1', other.approval.id];
    for (const [no, approvalId] of effects.entries()) {
      const owedSince = new Date().toISOString();
      await put({ pk, sk: `out_${no}`, owedSince, effect: { kind: 'start-approval', approvalId } });
    }
    const { handler } = await import('../../functions/relay/index.ts');
    const Records = effects.map((_, no) => ({
      dynamodb: {
        Keys: { pk: { S: pk }, sk: { S: `out_${no}` } },
        SequenceNumber: String(100 + no),
      },
    }));
    const told = await handler({ Records } as never);
    expect(told).toEqual({ batchItemFailures: [{ itemIdentifier: '101' }] });
    expect(started).toEqual([one.approval.id, other.approval.id]);
    // It comes again with what stood behind it, and that is owed no more.
    await handler({ Records: Records.slice(1) } as never);
    expect(started).toHaveLength(2);
  });
});
