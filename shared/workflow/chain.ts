/** Talking to Step Functions: it keeps the clock of a chain, the record decides. */
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  paginateListExecutions,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import {
  type Approval,
  approvalIn,
  currentTurn,
  executionOf,
  type TurnAnswer,
} from '../domain/approval.ts';
import type { Policy } from '../domain/directory.ts';
import { env } from '../env.ts';
import { stepFunctions } from './stepFunctions.ts';

/** Starts an execution once: the same name again is the same execution. @returns whether it was started now */
async function startOnce(stateMachineArn: string, name: string, input: object): Promise<boolean> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    return false;
  }
}

/** Starts the clock of an approval that is open; of one that is over, nothing. */
export async function startClock(
  approval: Approval,
  generation: number,
  when: { readonly at: string; readonly policy: Policy },
): Promise<void> {
  if (approval.endedAt !== undefined) return;
  await startOnce(env().APPROVAL_MACHINE_ARN, executionOf(approval.id, generation), {
    approvalId: approval.id,
    ...currentTurn(approval, when),
  });
}

/** Has the press make a print: one execution, named by it. */
export async function startPrinting(printId: string): Promise<void> {
  await startOnce(env().PRINTING_MACHINE_ARN, printId, { printId });
}

/** Whether the clock of an approval is running. */
export async function clockRuns(approvalId: string, generation: number): Promise<boolean> {
  const arn = env().APPROVAL_MACHINE_ARN.replace(':stateMachine:', ':execution:');
  try {
    const { status } = await stepFunctions.send(
      new DescribeExecutionCommand({
        executionArn: `${arn}:${executionOf(approvalId, generation)}`,
      }),
    );
    return status === 'RUNNING';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return false;
    throw error;
  }
}

/**
 * The approvals whose clock is running, a thousand a request: what has just started or ended may be missing or be there
 * still.
 */
export async function runningClocks(): Promise<ReadonlySet<string>> {
  const running = new Set<string>();
  const pages = paginateListExecutions(
    { client: stepFunctions, pageSize: 1000 },
    { stateMachineArn: env().APPROVAL_MACHINE_ARN, statusFilter: 'RUNNING' },
  );
  for await (const { executions = [] } of pages) {
    for (const { name = '' } of executions) running.add(approvalIn(name));
  }
  return running;
}

/**
 * Answers a waiting turn. A token that has run out or been used is no failure: whoever waits again for that
 * turn finds in the record that it is over.
 */
export async function answer(taskToken: string, output: TurnAnswer): Promise<void> {
  try {
    await stepFunctions.send(
      new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }),
    );
  } catch (error) {
    const delivered =
      error instanceof TaskTimedOut ||
      error instanceof TaskDoesNotExist ||
      error instanceof InvalidToken;
    if (!delivered) throw error;
  }
}

/** Starts the reading of an upload under a name; the same name again changes nothing. @returns whether it was started now */
export const startReading = (name: string, input: object): Promise<boolean> =>
  startOnce(env().READING_MACHINE_ARN, name, input);
