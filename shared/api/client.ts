/** A typed client of the API, made from the route table. The demo and the tests speak through it. */
import type { Problem } from './problems.ts';
import { type Call, isWrite, type Reply, type Route } from './route.ts';
import { type OperationId, type Routes, routes } from './routes/index.ts';

type Defined<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };
type Optional<T> = { [K in keyof T]?: T[K] | undefined };
type Parts<R extends Route> = Defined<Omit<Call<R>, 'query'>> &
  Optional<Defined<Pick<Call<R>, 'query'>>> &
  (R extends { ifMatch: true } ? { version: number } : unknown);

export interface CallOptions {
  /** The same key repeats the same act; a fresh one is made otherwise. */
  readonly idempotencyKey?: string;
  readonly language?: 'hi' | 'en';
  readonly postId?: string;
}

/** A refusal of the API, with its problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  readonly status: number;

  constructor(status: number, problem: Problem) {
    super(
      `${problem.type} (${status}): ${problem.title}${problem.detail ? ` ${problem.detail}` : problem.developerNote ? ` (${problem.developerNote})` : ''}`,
    );
    this.problem = problem;
    this.status = status;
  }
}

export interface Answered<Body> {
  readonly status: number;
  readonly body: Body;
  readonly etag: string | null;
  readonly replayed: boolean;
}

export type Client = {
  [Id in OperationId]: (
    parts: Parts<Routes[Id]>,
    options?: CallOptions,
  ) => Promise<Answered<Reply<Routes[Id]>>>;
};

type Token = () => Promise<string> | string;

/**
 * Speaks to the API at `baseUrl` as whoever `token` belongs to.
 * @param signInAgain asked when an act needs a fresh sign-in; the act is then done with what `token` gives, under its key
 * @throws ApiProblem from every call
 */
export function clientOf(baseUrl: string, token: Token, signInAgain?: () => Promise<void>): Client {
  const operations = Object.entries<Route>(routes).map(([id, route]) => [
    id,
    async (parts: Anything, options: CallOptions = {}) => {
      const once = { ...options, idempotencyKey: options.idempotencyKey ?? crypto.randomUUID() };
      try {
        return await call(baseUrl, token, route, parts, once);
      } catch (error) {
        if (!signInAgain || !(error instanceof ApiProblem) || !asksToSignIn(error)) throw error;
        await signInAgain();
        return call(baseUrl, token, route, parts, once);
      }
    },
  ]);
  return Object.fromEntries(operations) as Client;
}

const asksToSignIn = ({ problem }: ApiProblem) => problem.type === '/problems/step-up-required';

interface Anything {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string | undefined>;
  readonly body?: unknown;
  readonly version?: number;
}

async function call(
  baseUrl: string,
  token: Token,
  route: Route,
  { params = {}, query = {}, body, version }: Anything,
  { idempotencyKey, language = 'hi', postId }: CallOptions,
): Promise<Answered<unknown>> {
  const path = route.path.replace(/{(\w+)}/g, (_, name) => encodeURIComponent(params[name] ?? ''));
  const url = new URL(path, baseUrl);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const response = await fetch(url, {
    method: route.method,
    headers: {
      'accept-language': language,
      ...(route.access !== 'public' && { authorization: `Bearer ${await token()}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(isWrite(route) && { 'idempotency-key': idempotencyKey ?? crypto.randomUUID() }),
      ...(version !== undefined && { 'if-match': `"${version}"` }),
      ...(postId && { 'patravali-post': postId }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json');
  const answer: unknown = json ? JSON.parse(text) : text;
  if (!response.ok) throw new ApiProblem(response.status, answer as Problem);
  return {
    status: response.status,
    body: answer,
    etag: response.headers.get('etag'),
    replayed: response.headers.get('idempotency-replayed') === 'true',
  };
}
