import type { Officer } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { approveDraft, type Draft, signDraft, submitDraft } from '../../shared/domain/draft.ts';
import { type SignatureProof, signers } from '../../shared/domain/signing.ts';
import { mustHave } from '../../shared/http/access.ts';

/** A draft letter goes up with its chain; one that is before a superior already stays there. @throws what `submitDraft` throws */
export const putUp = (letter: Draft | undefined, officer: Officer): Changed<Draft> | undefined =>
  letter && letter.status !== 'with-superior' ? submitDraft(letter, officer) : undefined;

/**
 * Whoever decides finally approves the very text, and signs it if they bring a signature.
 * @throws not-allowed, and what `approveDraft` and `signDraft` throw
 */
export function approveAndSign(
  letter: Draft,
  act: { readonly contentHash: string; readonly officer: Officer; readonly at: string },
  proof: SignatureProof | undefined,
): Changed<Draft> {
  mustHave(act.officer, 'approve-draft');
  const approved = approveDraft(letter, act);
  if (!proof) return approved;
  mustHave(act.officer, 'sign');
  const signed = signDraft(approved.record, { ...act, proof, signers });
  return { record: signed.record, events: [...approved.events, ...signed.events] };
}
