import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  type HistoryEvent,
  paginateGetExecutionHistory,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';

export const region = 'ap-south-1';
export const account = '000000000000';
export const accessKeyId = 'TESTKEY';
export const secretAccessKey = 'a secret for tests';
export const secretOf = (id: string) => (id === accessKeyId ? secretAccessKey : undefined);

export const machineArn = (name: string) =>
  `arn:aws:states:${region}:${account}:stateMachine:${name}`;

export const clientOf = (endpoint: string, secret = secretAccessKey) =>
  new SFNClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: secret },
  });

/** Starts an execution. @returns its ARN. */
export async function start(
  client: SFNClient,
  machine: string,
  input: unknown = {},
  name?: string,
): Promise<string> {
  const { executionArn } = await client.send(
    new StartExecutionCommand({
      stateMachineArn: machineArn(machine),
      input: JSON.stringify(input),
      ...(name === undefined ? {} : { name }),
    }),
  );
  return executionArn as string;
}

/** Waits until something is there. The limit only ends a test that would hang. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
) {
  for (const until = Date.now() + 60_000; Date.now() < until; await sleep(5)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not happen.`);
}

export const ended = (client: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> =>
  eventually(`The end of ${executionArn}`, async () => {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });

export const outputOf = ({ output }: DescribeExecutionOutput): unknown =>
  JSON.parse(output as string);

export async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client, pageSize: 50 }, { executionArn });
  for await (const page of pages) events.push(...(page.events ?? []));
  return events;
}
