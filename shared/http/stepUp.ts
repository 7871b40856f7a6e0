import type { Policy, StepUpCapability } from '../domain/directory.ts';
import { isFresh, type SignedIn, stepUpFor } from '../domain/stepUp.ts';
import { Refused } from './refusals.ts';

/** What a request tells of the sign-in behind it. */
export interface Proved {
  readonly at: string;
  readonly signedIn?: SignedIn | undefined;
}

/**
 * The person must have signed in lately enough for an act that the district's policy lists; the answer tells the client
 * what to ask the sign-in for (RFC 9470).
 * @throws step-up-required
 */
export function mustHaveProved(
  { at, signedIn }: Proved,
  policy: Pick<Policy, 'stepUp'>,
  capability: StepUpCapability,
): void {
  const asked = stepUpFor(policy, capability);
  if (!asked || isFresh(signedIn, asked, at)) return;
  const description = 'Sign in again for this act';
  throw new Refused('step-up-required', `${description}.`, {
    'www-authenticate': [
      'Bearer error="insufficient_user_authentication"',
      `error_description="${description}"`,
      ...(asked.acr ? [`acr_values="${asked.acr.join(' ')}"`] : []),
      `max_age="${asked.maxAgeSeconds}"`,
    ].join(', '),
  });
}
