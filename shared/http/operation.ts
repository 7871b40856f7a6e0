import * as z from 'zod';
import type { Input, Output, Route } from '../api/route.ts';
import type { Officer, Person } from '../domain/directory.ts';
import type { SignedIn } from '../domain/stepUp.ts';
import { digest } from '../store/digest.ts';
import { Contention, Door, Replayed, type StoredReply, Unanswered } from '../store/door.ts';
import type { HttpEvent, HttpResult } from './event.ts';
import { handlerOf, type Operation } from './handler.ts';
import { jsonBody } from './jsonBody.ts';
import { callerOf } from './officer.ts';
import { InvalidRequest, Refused } from './refusals.ts';

interface Asked<R extends Route> extends Input<R> {
  /** The moment the gateway took the request. No rule reads a clock. */
  readonly at: string;
}
/** A read as its handler sees it. */
export interface ReadRequest<R extends Route> extends Asked<R> {
  readonly officer: Officer;
  readonly person: Person;
}
/** A write as its handler sees it: one attempt, with the door it goes through. */
export interface WriteRequest<R extends Route> extends Asked<R> {
  readonly officer: Officer;
  readonly person: Person;
  /** The sign-in behind it, for what a district asks a fresh one. */
  readonly signedIn: SignedIn | undefined;
  readonly door: Door;
  /** The version the caller has read; present where the route asks for it. */
  readonly version: number;
}

interface Answer<Body> {
  readonly body: Body;
  readonly etag?: string;
}

/** An operation that only reads. */
export const read = <R extends Route>(
  route: R,
  answer: (request: ReadRequest<R>) => Promise<Answer<Output<R>>>,
): Operation<R> =>
  handlerOf(route, async (event) => {
    const at = momentOf(event);
    const caller = await callerOf(event, at);
    const input = inputOf(route, event);
    const { body, etag } = await answer({ ...input, at, ...caller });
    return reply(route, { status: route.reply.status, body, ...(etag && { etag }) });
  });

/** An operation that anybody may call, and that tells only what is public. */
export const openRead = <R extends Route>(
  route: R,
  answer: (request: Asked<R>) => Promise<Answer<Output<R>>>,
): Operation<R> =>
  handlerOf(route, async (event) => {
    const { body } = await answer({ ...inputOf(route, event), at: momentOf(event) });
    return reply(route, { status: route.reply.status, body });
  });

interface Stored<Body> {
  readonly body: Body;
  readonly etag: string;
}

/** How often a write is tried when others change the same records, and how long it may try: sixty at one counter get through. */
const attempts = 40;
const patienceMilliseconds = 11_000;
/** So long it waits at most between two tries, on average half of it: sixty who wait leave each other room. Milliseconds. */
const longestPause = 2000;
const shortly = { 'retry-after': '2' };

/**
 * An operation that writes. The handler is run again, from its load, when somebody else changed a record in
 * between; a request that was answered before gets the stored reply. `present` adds to a reply what must
 * not be stored, such as a presigned address.
 */
export function write<R extends Route>(
  route: R,
  answer: (request: WriteRequest<R>) => Promise<Stored<Output<R>>>,
): Operation<R>;
export function write<R extends Route, Body>(
  route: R,
  answer: (request: WriteRequest<R>) => Promise<Stored<Body>>,
  present: (body: Body) => Promise<Output<R>>,
): Operation<R>;
export function write<R extends Route, Body>(
  route: R,
  answer: (request: WriteRequest<R>) => Promise<Stored<Body>>,
  present?: (body: Body) => Promise<Output<R>>,
): Operation<R> {
  return handlerOf(route, async (event) => {
    const at = momentOf(event);
    const { officer, person, signedIn } = await callerOf(event, at);
    const version = route.ifMatch ? versionOf(event) : 0;
    const key = idempotencyKeyOf(event);
    const input = inputOf(route, event);
    const request = {
      scope: digest([officer.subject, officer.post.id, event.routeKey, key].join('\n')),
      fingerprint: digest([event.rawPath, version, event.body ?? ''].join('\n')),
      at,
      by: officer,
      status: route.reply.status,
    };
    const shown = async ({ body, ...rest }: StoredReply) => ({
      ...rest,
      body: present ? await present(body as Body) : body,
    });
    const started = Date.now();
    for (let attempt = 1; ; attempt += 1) {
      try {
        const done = await answer({
          ...input,
          at,
          officer,
          person,
          signedIn,
          version,
          door: new Door(request),
        });
        return reply(route, await shown({ status: route.reply.status, ...done }));
      } catch (error) {
        if (error instanceof Replayed) return reply(route, await shown(error.reply), true);
        const unanswered = error instanceof Unanswered;
        if (!(unanswered || error instanceof Contention)) throw error;
        if (attempt >= attempts || Date.now() - started > patienceMilliseconds) {
          // A lost reply is no failure: the caller is told that it is not known, and how to find out.
          throw unanswered
            ? new Refused('unavailable', 'Repeat it with the same Idempotency-Key.', shortly)
            : new Refused('busy', 'Others keep changing the same record.', shortly);
        }
        await new Promise((next) =>
          setTimeout(next, Math.random() * Math.min(20 * 2 ** attempt, longestPause)),
        );
      }
    }
  });
}

/** The record must stand at the version the caller has read. @throws stale-version */
export function mustBeAt(version: number, seq: number): void {
  if (version !== seq) throw new Refused('stale-version', `It stands at version ${seq} now.`);
}

const momentOf = (event: HttpEvent): string =>
  new Date(event.requestContext.timeEpoch).toISOString();

const nothing = z.unknown().transform(() => undefined);
const noQuery = z.strictObject({});

function inputOf<R extends Route>(route: R, event: HttpEvent): Input<R> {
  const { params = nothing, query = noQuery, body = nothing } = route;
  const Parts = z.object({ params, query, body });
  const parts = Parts.safeParse({
    params: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    body: route.body ? jsonBody(event) : noBody(event),
  });
  if (!parts.success) throw new InvalidRequest(parts.error);
  return parts.data as unknown as Input<R>;
}

/** What an operation would not look at is not taken in silence. @throws malformed */
function noBody(event: HttpEvent): undefined {
  if ((event.body ?? '').trim() === '') return undefined;
  throw new Refused('malformed', 'This operation takes no body.');
}

/** @throws if-match-required */
function versionOf(event: HttpEvent): number {
  const found = /^(?:W\/)?"(\d{1,9})"$/.exec(event.headers?.['if-match'] ?? '');
  if (!found)
    throw new Refused('if-match-required', 'Send the version you read, as in If-Match: "12".');
  return Number(found[1]);
}

/** @throws idempotency-key-required */
function idempotencyKeyOf(event: HttpEvent): string {
  const key = event.headers?.['idempotency-key'] ?? '';
  if (!/^[\x21-\x7e]{8,200}$/.test(key)) {
    throw new Refused(
      'idempotency-key-required',
      'Send a fresh Idempotency-Key of 8 to 200 ASCII characters.',
    );
  }
  return key;
}

function reply<R extends Route>(route: R, stored: StoredReply, replayed = false): HttpResult {
  return {
    statusCode: stored.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      ...(stored.etag && { etag: `"${stored.etag}"` }),
      ...(replayed && { 'idempotency-replayed': 'true' }),
    },
    // Parsed on the way out too, so neither table keys nor private fields can leak.
    body: JSON.stringify(route.reply.body.parse(stored.body)),
  };
}
