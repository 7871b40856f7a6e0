import type { Catcher, Retrier } from './language.ts';
import type { StatesError } from './statesError.ts';

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;
/** Errors that `States.ALL` leaves alone. */
const BEYOND_ALL = ['States.DataLimitExceeded', 'States.Runtime'];
/** `States.Timeout` stands for a missed heartbeat too. */
const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout'];

/** Whether a retrier or catcher that lists these names applies to an error. */
export function matches(names: string[], error: string): boolean {
  return names.some(
    (name) =>
      name === error ||
      (name === 'States.ALL' && !BEYOND_ALL.includes(error)) ||
      (name === 'States.TaskFailed' && ![...TIMEOUTS, ...BEYOND_ALL].includes(error)) ||
      (name === 'States.Timeout' && TIMEOUTS.includes(error)),
  );
}

/**
 * The retrier to use for an error, and how long to wait first; undefined when the attempts are spent or none applies.
 * Only the first retrier that matches counts, as on AWS: a later one does not take over when it is exhausted.
 * @param used how often each retrier, by position, was used already.
 * @param random 0 up to but not including 1, for full jitter.
 */
export function nextRetry(
  retriers: Retrier[] | undefined,
  error: StatesError,
  used: Record<number, number>,
  random: () => number,
): { index: number; delayMs: number } | undefined {
  const index = (retriers ?? []).findIndex((retrier) => matches(retrier.ErrorEquals, error.error));
  const retrier = retriers?.[index];
  if (!retrier) return undefined;
  const attempts = used[index] ?? 0;
  if (attempts >= (retrier.MaxAttempts ?? DEFAULT_MAX_ATTEMPTS)) return undefined;
  const interval = retrier.IntervalSeconds ?? DEFAULT_INTERVAL_SECONDS;
  const grown = interval * (retrier.BackoffRate ?? DEFAULT_BACKOFF_RATE) ** attempts;
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? Infinity);
  const jitter = retrier.JitterStrategy === 'FULL' ? random() : 1;
  return { index, delayMs: Math.round(seconds * 1000 * jitter) };
}

export const catcherFor = (
  catchers: Catcher[] | undefined,
  error: StatesError,
): Catcher | undefined => catchers?.find((catcher) => matches(catcher.ErrorEquals, error.error));
