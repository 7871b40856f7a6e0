import { CALLBACK_SUFFIX, type TaskState } from '../language.ts';
import { checkPayload, MAX_STATE_SECONDS } from '../limits.ts';
import type { Scope } from '../scope.ts';
import type { StateOutcome } from './outcome.ts';

export interface Attempt {
  nonce: string;
  /** The task token of this attempt, put into the arguments of a callback task. */
  token: string;
  /** Milliseconds since 1970. */
  now: number;
  region: string;
}

/** The two names by which the history calls a resource: `lambda` and `invoke.waitForTaskToken`. */
export function resourceNames(resource: string): { resourceType: string; resource: string } {
  const [resourceType = '', name = ''] = resource.split(':').slice(-2);
  return { resourceType, resource: name };
}

/** Works out the arguments and the clocks of one attempt. The invocation itself follows the commit. */
export async function beginTask(
  state: TaskState,
  scope: Scope,
  attempt: Attempt,
): Promise<StateOutcome> {
  const callback = state.Resource.endsWith(CALLBACK_SUFFIX);
  const token = callback ? { token: attempt.token } : {};
  const args =
    state.Arguments === undefined
      ? scope.input
      : await scope.evaluate(state.Arguments, 'Arguments', token);
  checkPayload(args, 'The size of the Arguments');
  const seconds = (value: number | string | undefined, field: string) =>
    value === undefined ? undefined : scope.wholeNumber(value, field, 1, MAX_STATE_SECONDS);
  const timeout = await seconds(state.TimeoutSeconds, 'TimeoutSeconds');
  const heartbeat = await seconds(state.HeartbeatSeconds, 'HeartbeatSeconds');
  const names = resourceNames(state.Resource);
  return {
    kind: 'blocked',
    phase: {
      kind: 'task',
      nonce: attempt.nonce,
      resource: callback ? state.Resource.slice(0, -CALLBACK_SUFFIX.length) : state.Resource,
      callback,
      arguments: args,
      submitted: false,
      deadline: timeout === undefined ? null : attempt.now + timeout * 1000,
      heartbeat:
        heartbeat === undefined
          ? null
          : { seconds: heartbeat, due: attempt.now + heartbeat * 1000 },
    },
    events: [
      {
        type: 'TaskScheduled',
        details: {
          ...names,
          region: attempt.region,
          parameters: JSON.stringify(args),
          ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
          ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
        },
      },
      { type: 'TaskStarted', details: names },
    ],
  };
}
