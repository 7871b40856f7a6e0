import { type ChildResult, childIndex, type Frame, parentPath } from './frame.ts';
import type { Definition, State, StateGraph } from './language.ts';
import { MAX_HISTORY_EVENTS } from './limits.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** The row of an execution that never changes while it runs. */
export interface ExecutionRecord {
  id: number;
  arn: string;
  name: string;
  machineArn: string;
  machineName: string;
  input: unknown;
  /** Milliseconds since 1970. */
  started: number;
  /** When the execution as a whole times out, in milliseconds since 1970. */
  deadline: number;
}

export interface HistoryEvent {
  id: number;
  previous: number;
  type: string;
  details: Record<string, unknown>;
}

export interface Ending {
  status: Exclude<ExecutionStatus, 'RUNNING'>;
  output?: unknown;
  error?: string;
  cause?: string;
}

/** The 25,000th event is reserved for the failure itself. */
export class HistoryFull extends Error {
  constructor() {
    super(`The execution reached the maximum number of history events (${MAX_HISTORY_EVENTS}).`);
    this.name = 'HistoryFull';
  }
}

/** What has changed since the last commit. The journal writes it in one transaction. */
export class Changes {
  readonly events: HistoryEvent[] = [];
  readonly frames = new Set<string>();
  readonly results = new Set<string>();
}

/**
 * A running execution in memory. The interpreter changes it, the journal commits the changes, and only then do effects
 * (an invocation, a reply to a caller) leave the process.
 */
export class Execution {
  readonly record: ExecutionRecord;
  readonly definition: Definition;
  readonly frames = new Map<string, Frame>();
  readonly results = new Map<string, ChildResult>();
  /** Paths of the frames that the interpreter must act on now. */
  readonly ready = new Set<string>();
  /** Attempts that ended by their token while the invocation still ran: it is left to finish. */
  readonly answered = new Set<string>();
  changes = new Changes();
  ending: Ending | undefined;
  #eventCount: number;

  constructor(record: ExecutionRecord, definition: Definition, eventCount: number) {
    this.record = record;
    this.definition = definition;
    this.#eventCount = eventCount;
  }

  get eventCount(): number {
    return this.#eventCount;
  }

  /**
   * Appends to the history, as the successor of the frame's latest event.
   * @throws HistoryFull when only the place of the last event is left and this is not `last`.
   */
  note(frame: Frame | undefined, type: string, details: object = {}, last = false): number {
    if (!last && this.#eventCount + 1 >= MAX_HISTORY_EVENTS) throw new HistoryFull();
    const id = ++this.#eventCount;
    this.changes.events.push({
      id,
      previous: frame?.lastEvent ?? 0,
      type,
      details: details as Record<string, unknown>,
    });
    if (frame) frame.lastEvent = id;
    return id;
  }

  /** Adds a frame, or marks it changed. */
  put(frame: Frame): void {
    this.frames.set(frame.path, frame);
    this.changes.frames.add(frame.path);
    if (frame.phase.kind === 'ready') this.ready.add(frame.path);
    else this.ready.delete(frame.path);
  }

  putResult(path: string, result: ChildResult): void {
    this.results.set(path, result);
    this.changes.results.add(path);
  }

  remove(path: string): void {
    this.frames.delete(path);
    this.results.delete(path);
    this.ready.delete(path);
    this.changes.frames.add(path);
    this.changes.results.add(path);
  }

  /** Removes the branches or iterations of a frame with all that stands below them. */
  removeChildren(path: string): void {
    for (const key of [...this.frames.keys(), ...this.results.keys()]) {
      if (key.startsWith(`${path}/`)) this.remove(key);
    }
  }

  /** How many branches or iterations of a frame run and have ended. */
  childCounts(path: string): { running: number; ended: number; failed: number } {
    const isChild = (key: string) => key !== '' && parentPath(key) === path;
    let failed = 0;
    let ended = 0;
    for (const [key, result] of this.results) {
      if (!isChild(key)) continue;
      ended++;
      if (!result.ok) failed++;
    }
    return { running: [...this.frames.keys()].filter(isChild).length, ended, failed };
  }

  graphOf(path: string): StateGraph {
    if (path === '') return this.definition;
    const state = this.stateOf(this.#frame(parentPath(path)));
    const graph =
      state.Type === 'Map'
        ? state.ItemProcessor
        : state.Type === 'Parallel'
          ? state.Branches[childIndex(path)]
          : undefined;
    if (!graph) throw new Error(`${this.record.arn}: no graph stands at '${path}'.`);
    return graph;
  }

  stateOf(frame: Frame): State {
    const state = this.graphOf(frame.path).States[frame.state];
    if (!state) throw new Error(`${this.record.arn}: the state '${frame.state}' does not exist.`);
    return state;
  }

  /** The variables a frame can see: its own and those of every scope around it. */
  variablesAt(frame: Frame): Record<string, unknown> {
    const outer = frame.path === '' ? {} : this.variablesAt(this.#frame(parentPath(frame.path)));
    return { ...outer, ...frame.variables };
  }

  parentOf(frame: Frame): Frame {
    return this.#frame(parentPath(frame.path));
  }

  #frame(path: string): Frame {
    const frame = this.frames.get(path);
    if (!frame) throw new Error(`${this.record.arn}: no frame stands at '${path}'.`);
    return frame;
  }
}
