/** Starts the reading of each upload that has arrived in quarantine. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { DocumentId } from '../../shared/domain/ids.ts';
import { log } from '../../shared/log.ts';
import { documentOfQuarantineKey } from '../../shared/store/objectKeys.ts';
import { startReading } from '../../shared/workflow/chain.ts';

const Arrival = z.object({
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string(), sequencer: z.string() }),
  }),
});

export async function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    try {
      const { bucket, object } = Arrival.parse(JSON.parse(body)).detail;
      const key = decodeURIComponent(object.key);
      const documentId = documentOfQuarantineKey(key);
      // Not something we reserved: the bucket's lifecycle removes it.
      if (!DocumentId.safeParse(documentId).success) continue;
      const input = { documentId, bucket: bucket.name, key };
      if (await startReading(documentId, input)) continue;
      // A second notice of that upload, or bytes sent again to an address that was used: the latter
      // must not stay.
      await startReading(`${documentId}-${object.sequencer}`, { ...input, again: true });
    } catch (error) {
      log.error('An arrival could not be handled', { messageId, error: error as Error });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
