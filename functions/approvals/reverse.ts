import { type Approval, reversed as reversedBy } from '../../shared/domain/approval.ts';
import { type Draft, liftRefusal, undoApproval } from '../../shared/domain/draft.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { Desk, Stepped } from './onFile.ts';

/**
 * What a reversal undoes when it is approved: the decision shows it, and its letter is worked on again unless it has gone
 * out or was approved as another text since; a letter that was refused may be approved.
 * @throws not-found: the request names another decision, or another letter, than the chain reverses
 */
export function reverse(
  { approval, reversed, reversedLetter }: Desk,
  { status, id }: Approval,
  named: { readonly reverses?: string | undefined; readonly reversedDraftId?: string | undefined },
): Pick<Stepped, 'reversed' | 'reversedLetter'> {
  if (approval.reverses !== named.reverses || reversed?.draftId !== named.reversedDraftId) {
    throw new DomainError(
      'not-found',
      'Name the decision that the chain reverses, and its letter.',
    );
  }
  if (!reversed || status !== 'approved') return {};
  return {
    reversed: reversedBy(reversed, id),
    ...(reversedLetter && { reversedLetter: undone(reversedLetter, reversed, id) }),
  };
}

/** The letter without what the decision did to it, if that still stands. */
function undone(letter: Draft, { contentHash }: Approval, reversal: string) {
  const { status, approval, refusal } = letter;
  if (status === 'approved' || status === 'signed') {
    return approval?.contentHash === contentHash ? undoApproval(letter, reversal) : undefined;
  }
  const open = status !== 'issued' && status !== 'cancelled';
  return open && refusal?.contentHash === contentHash ? liftRefusal(letter, reversal) : undefined;
}
