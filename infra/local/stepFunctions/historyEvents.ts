/** One row of the `history` table. */
export interface HistoryRow {
  id: number;
  previous: number;
  /** Milliseconds since 1970. */
  at: number;
  type: string;
  details: string;
}

/** Members that `includeExecutionData: false` leaves out. */
const DATA_MEMBERS = ['input', 'output', 'parameters', 'assignedVariables'];

/** Types whose details stand under a name of their own; the rest carry none. */
const DETAILED = new Set([
  'EvaluationFailed',
  'ExecutionAborted',
  'ExecutionFailed',
  'ExecutionStarted',
  'ExecutionSucceeded',
  'ExecutionTimedOut',
  'MapIterationFailed',
  'MapIterationStarted',
  'MapIterationSucceeded',
  'MapStateStarted',
  'TaskFailed',
  'TaskScheduled',
  'TaskStarted',
  'TaskSubmitted',
  'TaskSucceeded',
  'TaskTimedOut',
]);

/** The name under which the API gives the details of an event: `taskScheduledEventDetails`. */
function detailsMember(type: string): string | undefined {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  if (!DETAILED.has(type)) return undefined;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** A history event as `GetExecutionHistory` gives it. */
export function historyEvent(row: HistoryRow, includeData: boolean): Record<string, unknown> {
  const member = detailsMember(row.type);
  const details = JSON.parse(row.details) as Record<string, unknown>;
  if (!includeData) for (const name of DATA_MEMBERS) delete details[name];
  return {
    id: row.id,
    previousEventId: row.previous,
    timestamp: row.at / 1000,
    type: row.type,
    ...(member === undefined ? {} : { [member]: details }),
  };
}
