import { actingAs, type Officer, type Person } from '../domain/directory.ts';
import type { SignedIn } from '../domain/stepUp.ts';
import { callerIn } from '../store/directoryStore.ts';
import type { HttpEvent } from './event.ts';
import { Refused } from './refusals.ts';

/** Who is asking: the token says which person, the directory in the table says which posts. */
export interface Caller {
  readonly person: Person;
  readonly officer: Officer;
  /** When the person signed in; nothing for a machine, and where the token does not say. */
  readonly signedIn: SignedIn | undefined;
}

/**
 * One read, by the subject that the gateway verified. The post is the one named in `Patravali-Post`, which the person
 * holds, has charge of or is link officer of, or the person's substantive one.
 * @throws not-signed-in, session-expired, no-post, suspended, tenure-ended, delegation-not-in-force, not-allowed
 */
export async function callerOf(event: HttpEvent, at: string): Promise<Caller> {
  const claims = event.requestContext.authorizer?.jwt.claims;
  const subject = claims?.sub;
  if (typeof subject !== 'string') throw new Refused('not-signed-in', 'The token names nobody.');
  const postId = event.headers?.['patravali-post'];
  const { person, named } = await callerIn(subject, postId);
  if (!person) throw new Refused('no-post', 'The directory does not know the signed-in person.');
  const issuedAt = Number(claims?.iat) * 1000;
  if (person.validAfter && !(issuedAt >= Date.parse(person.validAfter))) {
    throw new Refused('session-expired', 'The session was ended; sign in again.');
  }
  return { person, officer: actingAs(person, at, postId, named), signedIn: signedInOf(claims) };
}

/** Only the token of a person has a user name. Every claim comes as a text. */
function signedInOf(claims: Readonly<Record<string, unknown>> = {}): SignedIn | undefined {
  const { username, auth_time: seconds, acr } = claims;
  if (typeof username !== 'string' || !/^\d{1,11}$/.test(String(seconds))) return undefined;
  return {
    at: new Date(Number(seconds) * 1000).toISOString(),
    ...(typeof acr === 'string' && { acr }),
  };
}
