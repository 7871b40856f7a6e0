import * as z from 'zod';
import { answerFor } from '../domain/approval.ts';
import { approvalPlace } from '../domain/ids.ts';
import * as approvals from '../store/approvalStore.ts';
import { generationOf, settle, tokensOf } from '../store/derivedStore.ts';
import * as directory from '../store/directoryStore.ts';
import type { Effect } from '../store/door.ts';
import { load } from '../store/reading.ts';
import { answer, startClock, startPrinting } from './chain.ts';
import { closePapers } from './closing.ts';
import { indexNote, indexRecord } from './indexing.ts';
import { withdrawContent } from './withdrawing.ts';

const Owed = z.object({
  effect: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('start-approval'), approvalId: z.string() }),
    z.object({ kind: z.literal('answer-turn'), approvalId: z.string(), turn: z.int() }),
    z.object({ kind: z.literal('index-record'), recordId: z.string() }),
    z.object({ kind: z.literal('index-note'), fileId: z.string(), noteNo: z.int() }),
    z.object({ kind: z.literal('make-print'), printId: z.string() }),
    z.object({ kind: z.literal('withdraw-content'), fileId: z.string() }),
    z.object({ kind: z.literal('close-papers'), fileId: z.string() }),
  ]),
  owedSince: z.string(),
});

/** Does an owed effect, if it is still owed, and settles it. Doing one twice is harmless. */
export async function deliver(pk: string, sk: string): Promise<void> {
  const { owed } = await load({
    owed: { key: { pk, sk }, parse: (item: Record<string, unknown>) => Owed.parse(item) },
  });
  if (!owed) return;
  await perform(owed.effect);
  await settle(pk, sk);
}

async function perform(effect: Effect): Promise<void> {
  const at = new Date().toISOString();
  switch (effect.kind) {
    case 'start-approval': {
      const { approval, policy } = await approvalOf(effect.approvalId);
      return startClock(approval, await generationOf(approval.id), { at, policy });
    }
    case 'answer-turn': {
      const { approval, policy } = await approvalOf(effect.approvalId);
      const answered = answerFor(approval, effect.turn, { at, policy });
      if (!answered) return;
      // Without a token the turn has not been waited for yet, and finds that it is over when it is.
      const tokens = await tokensOf(effect.approvalId, effect.turn);
      await Promise.all(tokens.map((token) => answer(token, answered)));
      return;
    }
    case 'index-record':
      return indexRecord(effect.recordId, Date.parse(at));
    case 'index-note':
      return indexNote(effect.fileId, effect.noteNo, Date.parse(at));
    case 'make-print':
      return startPrinting(effect.printId);
    case 'withdraw-content':
      return withdrawContent(effect.fileId);
    case 'close-papers':
      return closePapers(effect.fileId, at);
  }
}

async function approvalOf(approvalId: string) {
  const { fileId, ordinal } = approvalPlace(approvalId);
  const { approval, policy } = await load({
    approval: approvals.approval(approvalId),
    policy: directory.policy,
  });
  if (!approval) throw new Error(`${fileId} has no approval ${ordinal}.`);
  return { approval, policy: directory.present(policy, 'policy') };
}
