import type { MiddlewareObj } from '@middy/core';
import type { Problem, ProblemCode, ProblemContext } from '../api/problems.ts';
import { problemsOf, type Route } from '../api/route.ts';
import { DomainError } from '../domain/errors.ts';
import { log } from '../log.ts';
import { CursorInvalid, KeyReused } from '../store/refusals.ts';
import type { HttpEvent, HttpResult } from './event.ts';
import { InvalidRequest, Refused } from './refusals.ts';

/** Answers every error as a problem document (RFC 9457) in the caller's language, and logs those that are our fault. */
export const problemDetails = (route: Route): MiddlewareObj<HttpEvent, HttpResult> => ({
  onError: async ({ event, error }): Promise<HttpResult> => {
    // The catalogue is long, and most requests refuse nothing: it is loaded when the first one does.
    const { findingIn, languageOf, problemDocument } = await import('../api/problems.ts');
    const code = codeOf(error);
    if (code === 'internal') log.error('Unhandled error', { error: error as Error });
    // An answer the contract does not name is a defect of ours, though the caller is served.
    if (!problemsOf(route).includes(code))
      log.error('Undeclared problem', { code, path: route.path });
    const language = languageOf(event.headers?.['accept-language']);
    const context: ProblemContext = {
      language,
      instance: event.requestContext.requestId,
      ...(error instanceof DomainError || error instanceof Refused
        ? { detail: error.message }
        : {}),
      ...(error instanceof DomainError && { told: error.told }),
      ...(error instanceof InvalidRequest && {
        errors: pointersOf(error).map((found) => findingIn(language, found)),
      }),
    };
    const problem = problemDocument(code, context);
    return {
      statusCode: problem.status,
      headers: {
        'content-type': 'application/problem+json',
        'content-language': context.language,
        'cache-control': 'no-store',
        ...(error instanceof Refused && error.headers),
      },
      body: JSON.stringify(problem),
    };
  },
});

function codeOf(error: unknown): ProblemCode {
  if (error instanceof DomainError || error instanceof Refused) return error.code;
  if (error instanceof InvalidRequest) return 'validation';
  if (error instanceof KeyReused) return 'idempotency-key-reused';
  if (error instanceof CursorInvalid) return 'cursor-invalid';
  return 'internal';
}

/** At most fifty findings: a hostile body must not buy a huge answer. */
const pointersOf = ({ cause }: InvalidRequest): NonNullable<Problem['errors']> =>
  cause.issues.slice(0, 50).map(({ path, code, message }) => ({
    pointer: `/${path.join('/')}`,
    code: String(code),
    message,
  }));
