import { type Approval, reversed as reversedBy } from '../../shared/domain/approval.ts';
import { undoApproval } from '../../shared/domain/draft.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { Desk, Stepped } from './onFile.ts';

/**
 * What a reversal undoes when it is approved: the decision shows it, and its letter is worked on again unless it has gone
 * out or was approved as another text since.
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
  const standing =
    (reversedLetter?.status === 'approved' || reversedLetter?.status === 'signed') &&
    reversedLetter.approval?.contentHash === reversed.contentHash;
  return {
    reversed: reversedBy(reversed, id),
    ...(standing && { reversedLetter: undoApproval(reversedLetter, id) }),
  };
}
