import * as z from 'zod';
import { type AnyMachine, codesOf, wordsOf } from '../domain/machine.ts';
import type { ProblemCode } from './problems.ts';
import type { Scope } from './scopes.ts';

/** One operation of the API. CDK routes, handler types, validation, OpenAPI, client and tests all read it. */
export interface Route {
  /** The Lambda function that serves it: `functions/<area>/index.ts`. */
  readonly area: ApiArea;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: `/v1/${string}`;
  readonly summary: { readonly hi: string; readonly en: string };
  /** The scope a token must carry, or `public` where anyone may call. */
  readonly access: Scope | 'public';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly reply: { readonly status: 200 | 201 | 202 | 204; readonly body: z.ZodType };
  /** The write needs the version that was read (`If-Match`). */
  readonly ifMatch?: true;
  /** The event of a state machine that it is: its table says what refuses it, and when it is possible. */
  readonly rule?: { readonly machine: AnyMachine; readonly event: string };
  /** Refusals of its own; what every signed-in call can answer is added by `problemsOf`. */
  readonly problems: readonly ProblemCode[];
}

export const apiAreas = [
  'offices',
  'documents',
  'receipts',
  'files',
  'approvals',
  'chains',
  'search',
  'drafts',
  'prints',
  'records',
  'about',
] as const;
export type ApiArea = (typeof apiAreas)[number];

export const isWrite = (route: Route): boolean => route.method !== 'GET';

/** Every code the operation can answer with: its own and those of the edge that serves it. */
export function problemsOf(route: Route): ProblemCode[] {
  const codes: ProblemCode[] = ['internal', 'unavailable'];
  if (route.access !== 'public') {
    codes.push('not-signed-in', 'session-expired', 'scope-missing', 'no-post', 'suspended');
    codes.push('tenure-ended', 'delegation-not-in-force', 'not-allowed', 'validation');
  }
  if (route.params || route.query) codes.push('validation');
  if (route.body) codes.push('malformed', 'unsupported-media-type', 'too-large', 'validation');
  if (isWrite(route))
    codes.push('malformed', 'idempotency-key-required', 'idempotency-key-reused', 'busy');
  if (isWrite(route) && route.access !== 'public') codes.push('assistant-may-not', 'other-office');
  if (route.ifMatch) codes.push('if-match-required', 'stale-version');
  if (route.rule) codes.push(...codesOf(route.rule.machine, route.rule.event));
  return [...new Set([...codes, ...route.problems])].sort();
}

/** When the operation is possible and what refuses it, in words; nothing for one without a state machine. */
export const conditionsOf = ({ rule }: Route): string | undefined =>
  rule && wordsOf(rule.machine, rule.event);

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;
type Sent<T> = T extends z.ZodType ? z.input<T> : undefined;
type Field<R, K extends keyof Route> = K extends keyof R ? R[K] : undefined;

/** What a handler is given: the validated parts of the request. */
export type Input<R extends Route> = {
  readonly params: Parsed<Field<R, 'params'>>;
  readonly query: Parsed<Field<R, 'query'>>;
  readonly body: Parsed<Field<R, 'body'>>;
};
/** What a client sends. */
export type Call<R extends Route> = {
  readonly params: Sent<Field<R, 'params'>>;
  readonly query: Sent<Field<R, 'query'>>;
  readonly body: Sent<Field<R, 'body'>>;
};
/** What a handler owes in return. */
export type Output<R extends Route> = z.input<R['reply']['body']>;
export type Reply<R extends Route> = z.output<R['reply']['body']>;

/** Receipt of a write: the record's head. Whoever keeps it can prove later what was there. */
export const Seal = z
  .strictObject({ seq: z.int().positive(), hash: z.string() })
  .meta({ id: 'Seal', description: 'Sequence and hash of the record’s sealed history.' });

/** `limit` and `cursor` of every list. Query values arrive as text. */
export const paging = (most: number) => ({
  limit: z
    .string()
    .regex(/^[1-9][0-9]{0,2}$/)
    .refine((text) => Number(text) <= most, { message: `At most ${most}.` })
    .optional()
    .meta({ description: `How many, at most ${most}.` }),
  cursor: z.string().max(2000).optional().meta({ description: 'From `next` of the page before.' }),
});

export const page = <Item extends z.ZodType>(item: Item, id: string) =>
  z
    .object({ items: z.array(item), next: z.string().nullable() })
    .meta({ id, description: 'One page; `next` is the cursor of the next, or null.' });
