/** A fresh sign-in (पुनः प्रमाणीकरण) before what weighs most: whether the person has proved who they are lately enough. */
import type { Policy, StepUp, StepUpCapability } from './directory.ts';

/** When and how a person last proved who they are, as their token says. A machine's token says neither. */
export interface SignedIn {
  readonly at: string;
  /** The way it was done: `acr` of OpenID Connect. */
  readonly acr?: string | undefined;
}

/** Clocks of two servers may differ by so much. Milliseconds. */
const skew = 60_000;

/** What the district asks for an act, or nothing. */
export const stepUpFor = (
  { stepUp }: Pick<Policy, 'stepUp'>,
  capability: StepUpCapability,
): StepUp | undefined => (stepUp?.capabilities.includes(capability) ? stepUp : undefined);

/** Whether a sign-in is fresh enough at an instant, and of a way that counts. One that nobody knows of is not. */
export function isFresh(
  signedIn: SignedIn | undefined,
  { maxAgeSeconds, acr }: StepUp,
  at: string,
): boolean {
  if (!signedIn) return false;
  const age = Date.parse(at) - Date.parse(signedIn.at);
  const lately = age <= maxAgeSeconds * 1000 && age >= -skew;
  return (
    lately && (acr === undefined || (signedIn.acr !== undefined && acr.includes(signedIn.acr)))
  );
}
