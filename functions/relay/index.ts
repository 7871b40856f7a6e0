/** Delivers what writes owe the world: from the table's stream, and from the reconciler's sweep. */
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { log } from '../../shared/log.ts';
import { deliver } from '../../shared/workflow/outbox.ts';

/** Effects are independent: one that fails holds up none of the others of its batch. */
export async function handler(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> {
  let failed: string | undefined;
  for (const { dynamodb } of event.Records) {
    const pk = dynamodb?.Keys?.pk?.S;
    const sk = dynamodb?.Keys?.sk?.S;
    if (!pk?.startsWith('OUT#') || !sk) continue;
    try {
      await deliver(pk, sk);
    } catch (error) {
      log.error('An effect was not delivered', { pk, sk, error: error as Error });
      failed ??= String(dynamodb?.SequenceNumber);
    }
  }
  // A stream is in order: everything from there on comes again, and what was delivered is owed no more.
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed }] };
}
