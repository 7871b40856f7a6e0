import { actingAs, type Officer, type Person } from '../domain/directory.ts';
import { personOf } from '../store/directoryStore.ts';
import type { HttpEvent } from './event.ts';
import { Refused } from './refusals.ts';

/** Who is asking: the token says which person, the directory in the table says which posts. */
export interface Caller {
  readonly person: Person;
  readonly officer: Officer;
}

/**
 * One read, by the subject that the gateway verified. The post is the one named in `Patravali-Post`,
 * or the person's substantive one.
 * @throws not-signed-in, session-expired, no-post, suspended, tenure-ended, not-allowed
 */
export async function callerOf(event: HttpEvent, at: string): Promise<Caller> {
  const claims = event.requestContext.authorizer?.jwt.claims;
  const subject = claims?.sub;
  if (typeof subject !== 'string') throw new Refused('not-signed-in', 'The token names nobody.');
  const person = await personOf(subject);
  if (!person) throw new Refused('no-post', 'The directory does not know the signed-in person.');
  const issuedAt = Number(claims?.iat) * 1000;
  if (person.validAfter && !(issuedAt >= Date.parse(person.validAfter))) {
    throw new Refused('session-expired', 'The session was ended; sign in again.');
  }
  return { person, officer: actingAs(person, at, event.headers?.['patravali-post']) };
}
