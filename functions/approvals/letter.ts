import { type Approval, refusedAt } from '../../shared/domain/approval.ts';
import type { Officer } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import {
  approveDraft,
  type Draft,
  refuseDraft,
  signDraft,
  submitDraft,
} from '../../shared/domain/draft.ts';
import type { File } from '../../shared/domain/file.ts';
import { type SignatureProof, signers } from '../../shared/domain/signing.ts';
import { mustHave } from '../../shared/http/access.ts';

/** The file as its chain sees it, which alone does something to the letter that it is on. */
const byChain = ({ openApprovalDraftId: _its, ...file }: File): File => file;

/** A draft letter goes up with its chain; one that is before a superior already stays there. @throws what `submitDraft` throws */
export const putUp = (
  file: File,
  letter: Draft | undefined,
  officer: Officer,
): Changed<Draft> | undefined =>
  letter && letter.status !== 'with-superior'
    ? submitDraft(byChain(file), letter, officer)
    : undefined;

/**
 * Whoever decides finally approves the very text, and signs it if they bring a signature.
 * @throws not-allowed, and what `approveDraft` and `signDraft` throw
 */
export function approveAndSign(
  file: File,
  letter: Draft,
  act: { readonly contentHash: string; readonly officer: Officer; readonly at: string },
  proof: SignatureProof | undefined,
): Changed<Draft> {
  mustHave(act.officer, 'approve-draft');
  const own = byChain(file);
  const approved = approveDraft(own, letter, act);
  if (!proof) return approved;
  mustHave(act.officer, 'sign');
  const signed = signDraft(own, approved.record, { ...act, proof, signers });
  return { record: signed.record, events: [...approved.events, ...signed.events] };
}

/** A letter whose chain refused it shows by how high a post: no lower one approves that text. @throws what `refuseDraft` throws */
export const refuse = (letter: Draft, approval: Approval): Changed<Draft> =>
  refuseDraft(letter, refusedAt(approval));
