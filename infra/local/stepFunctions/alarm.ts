/** The longest single sleep, in milliseconds: a clock that is set forward or a machine that slept is noticed by then. */
const LONGEST_SLEEP_MS = 60_000;
/** The pause after a ring that failed, in milliseconds. */
const RETRY_MS = 1000;

export interface AlarmOptions {
  /** Milliseconds since 1970. */
  now(): number;
  /** When something is due next, in milliseconds since 1970; undefined when nothing is. */
  next(): number | undefined;
  /** Handles all that is due. @returns false when something due could not be handled and shall be tried later. */
  ring(): Promise<boolean>;
}

/**
 * One timer for any number of deadlines: they stand in an indexed table, and only the earliest is armed. Ten thousand
 * waiting executions therefore cost ten thousand rows and no timers. Sleeping in short pieces also goes round the limit
 * of 24.8 days that `setTimeout` has.
 */
export class Alarm {
  readonly #options: AlarmOptions;
  #timer: NodeJS.Timeout | undefined;
  #armedFor = Infinity;
  #ringing: Promise<void> | undefined;
  #stopped = false;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  /** Says that something is due at a time, in case it is earlier than all else. */
  notice(due: number): void {
    if (due < this.#armedFor) this.#arm(due);
  }

  /** Looks up what is due next and sleeps until then. */
  start(): void {
    const next = this.#options.next();
    if (next !== undefined) this.notice(next);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#ringing;
  }

  #arm(due: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#armedFor = due;
    const delay = Math.min(Math.max(0, due - this.#options.now()), LONGEST_SLEEP_MS);
    this.#timer = setTimeout(() => this.#wake(), delay);
  }

  #wake(): void {
    if (this.#options.now() < this.#armedFor) {
      this.#arm(this.#armedFor);
      return;
    }
    // While ringing nothing else is armed; what becomes due meanwhile is found by `start` afterwards.
    this.#armedFor = -Infinity;
    this.#ringing = this.#options
      .ring()
      .catch(() => false)
      .then((handled) => {
        this.#ringing = undefined;
        this.#armedFor = Infinity;
        if (this.#stopped) return;
        if (handled) this.start();
        else this.#arm(this.#options.now() + RETRY_MS);
      });
  }
}
