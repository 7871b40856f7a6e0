/** What the approval machine calls: to wait for a level, and to put a late one on record. */
import * as z from 'zod';
import { activeLevel, answerFor, noteDelay, secondsUntil } from '../../shared/domain/approval.ts';
import { ApprovalId, approvalPlace } from '../../shared/domain/ids.ts';
import { log } from '../../shared/log.ts';
import { keepToken } from '../../shared/store/derivedStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { load } from '../../shared/store/reading.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';
import { answer } from '../../shared/workflow/chain.ts';

const level = { approvalId: ApprovalId, level: z.int().positive(), round: z.int().nonnegative() };
const Step = z.discriminatedUnion('step', [
  z.object({ step: z.literal('await'), ...level, taskToken: z.string().min(1) }),
  z.object({ step: z.literal('delay'), ...level }),
]);
type Delay = Extract<z.infer<typeof Step>, { step: 'delay' }>;

export async function handler(event: unknown): Promise<{ seconds: number } | { waiting: true }> {
  const step = Step.parse(event);
  const at = new Date().toISOString();
  if (step.step === 'delay') return { seconds: await putOnRecord(step, at) };

  const { approvalId, level: no, taskToken } = step;
  // First the token, then the look: a decision made in between is answered by the outbox, one made
  // before is answered here. Nothing falls between the two.
  await keepToken(approvalId, no, taskToken);
  const { approval } = await load({ approval: files.approval(approvalId) });
  const answered = approval && answerFor(approval, no, at);
  if (answered) await answer(taskToken, answered);
  return { waiting: true };
}

/** Returns the seconds until the level is asked after again. */
async function putOnRecord({ approvalId, level: no, round }: Delay, at: string): Promise<number> {
  const task = { name: 'approval-clock', key: `${approvalId}/${no}/${round}`, at };
  const noted = await asSystem(task, async (door) => {
    const { stored, approval, policy } = await door.load({
      stored: files.ref(approvalPlace(approvalId).fileId),
      approval: files.approval(approvalId),
      policy: directory.policy,
    });
    if (!stored || !approval) throw new Error(`${approvalId} has a clock but no record.`);
    const act = { at, policy: directory.present(policy, 'policy') };
    const delay = noteDelay(stored.state, approval, no, act);
    if (!delay) return { body: { seconds: activeLevel(approval, at)?.seconds ?? 1 } };
    const { nextReminderAt, late, ...changed } = delay;
    log.warn('Approval level overdue', { approvalId, levelNo: no });
    return door.commit({
      records: [files.change(stored, changed)],
      companions: [
        ...files.approvalCompanions(changed.approval, true),
        ...noticeRows(changed.record, [{ to: late.id, kind: 'level-overdue' }], {
          ...act,
          by: undefined,
        }),
      ],
      reply: () => ({ seconds: secondsUntil(nextReminderAt, at) }),
    });
  });
  return noted?.seconds ?? 1;
}
