/**
 * A failure that the state machine itself can see: it is matched by `Retry` and `Catch`, and named in the history.
 * Anything else that is thrown is a fault of the interpreter or of the disk, never of the machine.
 */
export class StatesError extends Error {
  /** The name that `ErrorEquals` matches: `States.Timeout`, `Lambda.ServiceException`, or one of the caller's own. */
  readonly error: string;
  /** What a person reads. Empty when there is nothing to say. */
  override readonly cause: string;

  constructor(error: string, cause = '') {
    super(cause === '' ? error : `${error}: ${cause}`);
    this.name = 'StatesError';
    this.error = error;
    this.cause = cause;
  }
}

/** The storage under the interpreter failed (disk full, closed, unreadable). The work is tried again, never failed. */
export class JournalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JournalError';
  }
}
