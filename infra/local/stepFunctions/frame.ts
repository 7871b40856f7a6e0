/** What a state is waiting for, and all that is needed to go on after a restart. */
export type Phase =
  /** Entered and not begun: the interpreter must act. */
  | { kind: 'ready' }
  | TaskPhase
  /** A failed attempt; the next begins at `until`. */
  | { kind: 'retrying'; until: number }
  /** A Wait state. */
  | { kind: 'waiting'; until: number }
  | { kind: 'parallel'; branches: number }
  | MapPhase;

export interface TaskPhase {
  kind: 'task';
  /** Names this attempt: late answers to an earlier attempt carry another. */
  nonce: string;
  /** As `invoke` gets it, without `.waitForTaskToken`. */
  resource: string;
  callback: boolean;
  arguments: unknown;
  /** The invocation returned; only a callback is awaited. */
  submitted: boolean;
  /** Milliseconds since 1970. */
  deadline: number | null;
  heartbeat: { seconds: number; due: number } | null;
}

export interface MapPhase {
  kind: 'map';
  items: unknown[];
  concurrency: number;
  /** How many iterations may fail before the state does. */
  tolerated: number;
  /** Whether the definition names a tolerance, which decides the error of a failed Map. */
  toleranceIsSet: boolean;
}

/**
 * One thread of control: the machine itself, a branch of a Parallel, or an iteration of a Map. It stands in exactly one
 * state. The frames of an execution are its whole memory; a restart needs nothing else.
 */
export interface Frame {
  /** Empty for the machine; `/2` for the third branch or item of its current state; `/2/0` inside that. */
  path: string;
  state: string;
  /** Milliseconds since 1970, when the current state was entered. */
  entered: number;
  /** The history event of that entry, for error texts. */
  enteredEvent: number;
  /** The latest history event of this thread, which the next one names as its predecessor. */
  lastEvent: number;
  input: unknown;
  /** Assigned in this scope; those of outer scopes stand in the frames above. */
  variables: Record<string, unknown>;
  /** `$states.context.Map.Item`, inside an iteration. */
  item: { Index: number; Value: unknown } | null;
  /** How often each retrier, by position, was used in the current state. */
  retries: Record<number, number>;
  phase: Phase;
}

/** What became of a finished branch or iteration, kept until its siblings are done. */
export type ChildResult = { ok: true; output: unknown } | { ok: false };

export const parentPath = (path: string): string => path.slice(0, path.lastIndexOf('/'));
export const childIndex = (path: string): number => Number(path.slice(path.lastIndexOf('/') + 1));

/** How many attempts the current state has had beyond the first. */
export const retryCount = (frame: Frame): number =>
  Object.values(frame.retries).reduce((sum, count) => sum + count, 0);

/** When this frame must be looked at although nothing happened, in milliseconds since 1970; null for never. */
export function dueOf(frame: Frame): number | null {
  const { phase } = frame;
  switch (phase.kind) {
    case 'retrying':
    case 'waiting':
      return phase.until;
    case 'task': {
      const due = Math.min(phase.deadline ?? Infinity, phase.heartbeat?.due ?? Infinity);
      return due === Infinity ? null : due;
    }
    default:
      return null;
  }
}

/** Whether the interpreter itself must act on this frame after a restart, rather than await a token or a clock. */
export const needsAction = ({ phase }: Frame): boolean =>
  phase.kind === 'ready' || (phase.kind === 'task' && !phase.submitted);
