/** Every refusal the office's rules know, by name. The API owes each one a problem type in both languages. */
export const domainErrorCodes = [
  'not-found',
  'not-allowed',
  'no-post',
  'suspended',
  'tenure-ended',
  'file-not-with-you',
  'receipt-not-with-you',
  'confidential',
  'classification-refused',
  'post-not-active',
  'post-vacant',
  'sent-to-self',
  'unit-has-no-desk',
  'head-inactive',
  'other-office',
  'file-closed',
  'note-sealed',
  'draft-exists',
  'no-note',
  'reason-required',
  'document-not-ready',
  'document-attached',
  'document-refused',
  'already-filed',
  'approval-open',
  'chain-not-found',
  'step-not-active',
  'not-your-step',
  'decision-not-of-this-level',
  'same-person',
  'page-not-read',
  'wrong-type',
  'digest-mismatch',
  'size-mismatch',
  'too-large',
  'upload-expired',
  'pdf-damaged',
  'pdf-encrypted',
  'pdf-active',
  'image-damaged',
  'too-many-pages',
  'page-too-large',
  'page-too-heavy',
  'empty',
] as const;
export type DomainErrorCode = (typeof domainErrorCodes)[number];

/** An expected refusal. Anything else that is thrown is a bug and becomes a 500. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;

  constructor(code: DomainErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
