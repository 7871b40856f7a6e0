import { failedItems } from './batchAnswer.ts';
import { startLoop } from './loop.ts';
import type { Message, Queues } from './queues.ts';

export interface QueueMapping {
  readonly queue: string;
  readonly queueArn: string;
  readonly region: string;
  readonly functionName: string;
  readonly batchSize: number;
  /** Whether the function answers with the messages it could not handle. */
  readonly reportsFailures: boolean;
}

/** Batches of one queue under way at once. */
const WIDTH = 2;

/** Feeds a queue to a function, as Lambda's SQS event source does. Messages leave the queue only when handled. */
export function startQueueMapping(
  mapping: QueueMapping,
  queues: Queues,
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
  warn: (sentence: string) => void,
): { stop(): Promise<void> } {
  const { queue, functionName, batchSize } = mapping;
  const underWay = new Set<Promise<void>>();

  async function handle(messages: readonly Message[]): Promise<void> {
    try {
      const reply = await invoke(functionName, {
        Records: messages.map((each) => record(mapping, each)),
      });
      const failed = mapping.reportsFailures ? failedItems(reply) : new Set<string>();
      // An answer that names a message not in the batch is a fault of the whole batch, as on AWS.
      if (
        failed === undefined ||
        [...failed].some((id) => !messages.some((m) => m.messageId === id))
      ) {
        throw new Error('its answer does not name messages of the batch');
      }
      queues.remove(messages.filter(({ messageId }) => !failed.has(messageId)));
      if (failed.size)
        warn(
          `${functionName} could not handle ${failed.size} of ${messages.length} messages of ${queue}.`,
        );
    } catch (error) {
      warn(
        `${functionName} could not handle a batch of ${queue}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  const loop = startLoop({
    turn() {
      if (underWay.size >= WIDTH) return false;
      const messages = queues.receive(queue, batchSize);
      if (messages.length === 0) return false;
      const done = handle(messages).finally(() => {
        underWay.delete(done);
        loop.wake();
      });
      underWay.add(done);
      return true;
    },
    onError: (error) => warn(`The queue ${queue} is waiting: ${String(error)}`),
  });
  queues.onSend(queue, () => loop.wake());

  return {
    async stop() {
      await loop.stop();
      await Promise.all(underWay);
    },
  };
}

const record = ({ queueArn, region }: QueueMapping, message: Message) => ({
  messageId: message.messageId,
  receiptHandle: String(message.id),
  body: message.body,
  attributes: {
    ApproximateReceiveCount: String(message.receives),
    SentTimestamp: String(message.sentAt),
    SenderId: 'local',
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  },
  messageAttributes: {},
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: region,
});
