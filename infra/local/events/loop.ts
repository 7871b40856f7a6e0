/**
 * A poll that is quick while there is work and quiet while there is none.
 *
 * Durable work waits in a database, so a lost wake-up costs at most `slowest` milliseconds, never the work.
 */
export interface Loop {
  /** Something may have arrived: look now. */
  wake(): void;
  /** Lets the present turn end and starts no other. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** One turn. Tells whether there was work, in which case the next turn follows at once. */
  turn(): Promise<boolean> | boolean;
  onError(error: unknown): void;
  /** First pause after work has run out, in milliseconds. */
  quickest?: number;
  /** Longest pause, in milliseconds; pauses double up to it. */
  slowest?: number;
}

const PAUSE_AFTER_ERROR = 1_000;

export function startLoop({ turn, onError, quickest = 10, slowest = 250 }: LoopOptions): Loop {
  let stopping = false;
  let woken = false;
  let interrupt: () => void = () => {};

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function run(): Promise<void> {
    let wait = quickest;
    while (!stopping) {
      woken = false;
      let worked = false;
      try {
        worked = await turn();
      } catch (error) {
        onError(error);
        if (!stopping) await pause(PAUSE_AFTER_ERROR);
      }
      if (worked || woken) {
        wait = quickest;
        continue;
      }
      if (stopping) break;
      await pause(wait);
      wait = woken ? quickest : Math.min(wait * 2, slowest);
    }
  }

  const ended = run();
  return {
    wake() {
      woken = true;
      interrupt();
    },
    stop() {
      stopping = true;
      interrupt();
      return ended;
    },
  };
}
