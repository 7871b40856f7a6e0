/** What the approval machine calls: to open what comes next and wait for it, to put a late turn on record, to go on anew. */
import * as z from 'zod';
import {
  answerFor,
  currentTurn,
  generationIn,
  lapse,
  nextLook,
  noteDelay,
  secondsUntil,
} from '../../shared/domain/approval.ts';
import { ApprovalId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/log.ts';
import { generationOf, keepGeneration, keepToken } from '../../shared/store/derivedStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { asSystem } from '../../shared/store/systemDoor.ts';
import { answer, startClock } from '../../shared/workflow/chain.ts';
import { changeOfApproval } from '../../shared/workflow/changeOfApproval.ts';
import { chartFor, deskOf, openTurn, present, standing } from '../../shared/workflow/opening.ts';

const turn = {
  approvalId: ApprovalId,
  turn: z.int().positive(),
  round: z.int().nonnegative(),
  execution: z.string(),
};
const Step = z.discriminatedUnion('step', [
  z.object({ step: z.literal('await'), ...turn, taskToken: z.string().min(1) }),
  z.object({ step: z.literal('delay'), ...turn }),
  z.object({ step: z.literal('renew'), ...turn }),
]);
type Turn = Omit<z.infer<typeof Step>, 'step' | 'taskToken'>;

export async function handler(event: unknown): Promise<{ seconds: number } | { waiting: true }> {
  const step = Step.parse(event);
  const at = new Date().toISOString();
  if (step.step === 'renew') return renew(step, at);
  const { approvalId, turn: no, execution } = step;
  // Where another was started in its place, that one waits and reminds whoever is late.
  const replaced = generationIn(execution) < (await generationOf(approvalId));
  if (step.step === 'delay') return { seconds: replaced ? 1 : await putOnRecord(step, at) };

  const { taskToken } = step;
  if (replaced) {
    await answer(taskToken, { outcome: 'replaced', turn: no, seconds: 1 });
    return { waiting: true };
  }
  await openTurn(approvalId, no, at);
  // First the token, then the look: a decision made in between is answered by the outbox, one made
  // before is answered here. Nothing falls between the two.
  await keepToken(approvalId, no, taskToken, at);
  const { approval, policy } = await standing(approvalId);
  const answered = approval && answerFor(approval, no, { at, policy });
  if (answered) await answer(taskToken, answered);
  return { waiting: true };
}

/** Returns the seconds until the turn is asked after again. */
async function putOnRecord(
  { approvalId, turn: no, round, execution }: Turn,
  at: string,
): Promise<number> {
  const { approval: before } = await standing(approvalId);
  if (!before) throw new Error(`${approvalId} has a clock but no record.`);
  const chart = await chartFor(before, at);
  const task = { name: 'approval-clock', key: `${execution}/${no}/${round}`, at };
  const noted = await asSystem(task, async (door) => {
    const { stored, approval, policy } = present(approvalId, await door.load(deskOf(approvalId)));
    const lapsed = lapse(stored.state, approval, { at, policy });
    if (lapsed) {
      log.warn('Approval lapsed', { approvalId });
      const written = changeOfApproval(stored, approval, lapsed, undefined, {
        cause: 'decided',
        at,
      });
      return door.commit({ ...written, reply: () => ({ seconds: 1 }) });
    }
    const delay = noteDelay(stored.state, approval, no, { chart, at, policy });
    if (!delay) return { body: { seconds: currentTurn(approval, { at, policy }).seconds } };
    const { nextReminderAt, told, kind, ...changed } = delay;
    if (kind === 'level-overdue') log.warn('Approval level overdue', { approvalId, turn: no });
    const tellings = told.map(({ id }) => ({ to: id, kind }));
    const written = changeOfApproval(stored, approval, changed, undefined, {
      cause: 'decided',
      at,
      notices: noticeRows(changed.record, tellings, { at, policy, by: undefined }),
    });
    return door.commit({
      ...written,
      reply: () => ({ seconds: secondsUntil(nextLook(nextReminderAt, approval, at), at) }),
    });
  });
  return noted?.seconds ?? 1;
}

/**
 * An execution that has waited often hands over to a new one before its history is full: always to the same, so that
 * doing it again starts no second. The number is kept first: a crash in between leaves a chain without a clock, which the
 * reconciler starts.
 */
async function renew({ approvalId, execution }: Turn, at: string): Promise<{ waiting: true }> {
  const { approval, policy } = await standing(approvalId);
  if (!approval) throw new Error(`${approvalId} has a clock but no record.`);
  const successor = generationIn(execution) + 1;
  const present = await generationOf(approvalId);
  if (present < successor) await keepGeneration(approvalId, successor);
  if (present <= successor) await startClock(approval, successor, { at, policy });
  return { waiting: true };
}
