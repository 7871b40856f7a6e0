/**
 * The part of the Amazon States Language that the local runner speaks, in its JSONata dialect.
 * `checkDefinition` proves that a definition fits these types; everything behind it relies on that.
 */

/** A JSON value in which every string of the form `{% ... %}` is a JSONata expression. */
export type Template = unknown;

/** What a state, a choice rule or a catcher may do on the way out. Both see the values at entry, not each other. */
export interface Transform {
  Assign?: Record<string, Template>;
  Output?: Template;
}

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds?: number;
  MaxAttempts?: number;
  BackoffRate?: number;
  MaxDelaySeconds?: number;
  JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher extends Transform {
  ErrorEquals: string[];
  Next: string;
}

interface Recoverable {
  Retry?: Retrier[];
  Catch?: Catcher[];
}

interface Onward {
  Next?: string;
  End?: true;
}

export interface PassState extends Transform, Onward {
  Type: 'Pass';
}

export interface TaskState extends Transform, Onward, Recoverable {
  Type: 'Task';
  Resource: string;
  Arguments?: Template;
  TimeoutSeconds?: number | string;
  HeartbeatSeconds?: number | string;
}

export interface ChoiceRule extends Transform {
  Condition: boolean | string;
  Next: string;
}

export interface ChoiceState extends Transform {
  Type: 'Choice';
  Choices: ChoiceRule[];
  Default?: string;
}

export interface WaitState extends Transform, Onward {
  Type: 'Wait';
  Seconds?: number | string;
  Timestamp?: string;
}

export interface ParallelState extends Transform, Onward, Recoverable {
  Type: 'Parallel';
  Branches: StateGraph[];
  Arguments?: Template;
}

export interface MapState extends Transform, Onward, Recoverable {
  Type: 'Map';
  ItemProcessor: StateGraph;
  Items?: Template;
  ItemSelector?: Template;
  MaxConcurrency?: number | string;
  ToleratedFailureCount?: number | string;
  ToleratedFailurePercentage?: number | string;
}

export interface SucceedState {
  Type: 'Succeed';
  Output?: Template;
}

export interface FailState {
  Type: 'Fail';
  Error?: string;
  Cause?: string;
}

export type State =
  | PassState
  | TaskState
  | ChoiceState
  | WaitState
  | ParallelState
  | MapState
  | SucceedState
  | FailState;

/** States and where to begin: a whole machine, a branch of a Parallel, or the processor of a Map. */
export interface StateGraph {
  StartAt: string;
  States: Record<string, State>;
}

export interface Definition extends StateGraph {
  QueryLanguage: 'JSONata';
  Comment?: string;
  Version?: string;
  /** The longest life of an execution, in seconds. */
  TimeoutSeconds?: number;
}

/** The suffix of a `Resource` whose result arrives later, through its task token. */
export const CALLBACK_SUFFIX = '.waitForTaskToken';

/** Every `Resource` that the runner can carry out, in any AWS partition. */
export const RESOURCE_PATTERN = /^arn:aws[a-z-]*:states:::lambda:invoke(\.waitForTaskToken)?$/;
