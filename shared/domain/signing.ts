/**
 * Signing a letter: a port. The office's seal (`none`) is what there is now; a digital signature certificate (DSC)
 * or Aadhaar eSign is a signer more, and changes neither the rules nor what is stored. What is signed is always
 * the content hash that was approved.
 */
import * as z from 'zod';
import { Name, PostRef } from './directory.ts';
import { Sha256 } from './document.ts';
import { Instant, PersonId } from './ids.ts';

export const SignatureKind = z.enum(['none', 'dsc', 'esign']).meta({
  id: 'SignatureKind',
  description: 'The office’s seal alone, a digital signature certificate, or Aadhaar eSign.',
});
export type SignatureKind = z.infer<typeof SignatureKind>;

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** What whoever signs hands in. */
export const SignatureProof = z
  .strictObject({
    kind: SignatureKind,
    value: base64(8000).optional(),
    certificate: base64(16_000).optional(),
  })
  .meta({ id: 'SignatureProof' });
export type SignatureProof = z.infer<typeof SignatureProof>;

/** A signature on record: by whom, in which post, over which content. */
export const Signature = z
  .strictObject({
    ...SignatureProof.shape,
    signedHash: Sha256,
    personId: PersonId,
    name: Name,
    post: PostRef,
    /** Of a link officer, who signed for that post. */
    ownPost: PostRef.optional(),
    at: Instant,
  })
  .meta({ id: 'Signature' });
export type Signature = z.infer<typeof Signature>;

/** One way of signing. It answers whether the proof is a signature over the hash. */
export interface Signer {
  readonly accepts: (proof: SignatureProof, signedHash: string) => boolean;
}
export type Signers = Readonly<Partial<Record<SignatureKind, Signer>>>;

/** The sealed event is the mark; a value that nobody checks must not look like a signature. */
const sealAlone: Signer = {
  accepts: ({ value, certificate }) => value === undefined && certificate === undefined,
};

/** The ways of signing that are configured. */
export const signers: Signers = { none: sealAlone };
