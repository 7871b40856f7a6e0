import { StatesError } from './statesError.ts';

/** The most that one input, output, argument, result or variable may hold, in bytes of UTF-8 JSON. */
export const MAX_PAYLOAD_BYTES = 262_144;
/** All variables of one scope together, in bytes of UTF-8 JSON. */
export const MAX_VARIABLES_BYTES = 10 * 1024 * 1024;
/** A standard execution fails with its 25,000th history event, which is `ExecutionFailed`. */
export const MAX_HISTORY_EVENTS = 25_000;
/** The longest a standard execution may run, in seconds: one year. */
export const MAX_EXECUTION_SECONDS = 31_536_000;
/** The largest value of `TimeoutSeconds`, `HeartbeatSeconds` and `Seconds`. */
export const MAX_STATE_SECONDS = 99_999_999;
/** How many iterations of an inline Map run at once when `MaxConcurrency` is 0 or larger than this. */
export const MAX_INLINE_CONCURRENCY = 40;
/** How long a finished execution can still be described, in milliseconds: 90 days. */
export const HISTORY_RETENTION_MS = 90 * 86_400_000;

/**
 * Refuses a value that AWS would refuse for its size.
 * @throws StatesError `States.DataLimitExceeded`, which `States.ALL` does not catch.
 */
export function checkPayload(value: unknown, what: string): void {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > MAX_PAYLOAD_BYTES) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `${what} exceeds the maximum of ${MAX_PAYLOAD_BYTES} bytes.`,
    );
  }
}
