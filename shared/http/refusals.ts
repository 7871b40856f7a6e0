import type { ZodError } from 'zod';
import type { ProblemCode } from '../api/problems.ts';

/**
 * The caller sent something wrong. Kept apart from other `ZodError`s: a stored record or a reply that
 * fails its schema is our fault, and must not be blamed on the request.
 */
export class InvalidRequest extends Error {
  override readonly cause: ZodError;

  constructor(cause: ZodError) {
    super('The request does not match its schema.');
    this.cause = cause;
  }
}

/** A refusal of the edge itself, by its problem code. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: ProblemCode;
  /** Sent with the refusal, such as when to try again. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.headers = headers;
  }
}
