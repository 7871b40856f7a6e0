import type { Phase } from '../frame.ts';
import type { Transform } from '../language.ts';

/** What beginning a state came to. A state that fails throws a StatesError instead. */
export type StateOutcome =
  /** Done at once. `transform` gives the Assign and Output to apply; its absence of Output passes `output` on. */
  | { kind: 'finished'; output: unknown; transform: Transform; next: string | undefined }
  /** Must wait; the history gets `events` first. */
  | { kind: 'blocked'; phase: Phase; events: { type: string; details: object }[] };
