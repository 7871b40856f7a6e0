/**
 * A decision is reversed by a chain of its own, finally decided by a post above the one that made it, and another person. What was decided
 * stays on record, with what reversed it; a decision is reversed once, and then only its reversal can be.
 */
import type { Approval, ApprovalMember } from './approvalRecord.ts';
import { DomainError } from './errors.ts';

/** Those who made a decision: whoever agreed or refused at the level at which the chain ended. */
const decidersOf = ({ levels }: Approval): ApprovalMember[] =>
  levels
    .findLast(({ state }) => state === 'decided')
    ?.members.filter(({ state }) => state === 'decided') ?? [];

/** Level of the highest post that refused, of a chain that was. */
export const refusedAt = (approval: Approval): number =>
  Math.max(
    ...decidersOf(approval)
      .filter(({ decision }) => decision === 'reject')
      .map(({ post }) => post.level),
  );

/** What a chain of reversal keeps of the decision that it is to reverse. */
export interface Reversing {
  readonly reverses: string;
  /** Level of the highest post among those who made it. */
  readonly reversesLevel: number;
  /** The persons who made it. */
  readonly reversesBy: string[];
}

/**
 * A decision as a chain of reversal may begin on it.
 * @param draftId the letter that the chain of reversal is on: another than the one that was approved
 * @throws not-decided, already-reversed
 */
export function reversible(
  decision: Approval,
  { fileId, draftId }: { readonly fileId: string; readonly draftId?: string | undefined },
): Reversing {
  const { id, status, reversedBy } = decision;
  const made = status === 'approved' || status === 'rejected';
  const deciders = decidersOf(decision);
  const levels = deciders.map(({ post }) => post.level);
  const persons = deciders.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy.personId] : []));
  if (!made || decision.fileId !== fileId || levels.length === 0) {
    throw new DomainError(
      'not-decided',
      'What is reversed is a decision that was made on the file.',
    );
  }
  if (draftId !== undefined && draftId === decision.draftId) {
    throw new DomainError(
      'not-decided',
      'The letter of a decision is not put up with its reversal.',
    );
  }
  if (reversedBy !== undefined) {
    throw new DomainError('already-reversed', 'That decision has been reversed already.');
  }
  return {
    reverses: id,
    reversesLevel: Math.max(...levels),
    reversesBy: [...new Set(persons)],
  };
}

/** The decision, once its reversal was approved. */
export const reversed = (decision: Approval, reversedBy: string): Approval => ({
  ...decision,
  reversedBy,
});
