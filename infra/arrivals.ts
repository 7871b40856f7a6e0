import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './access.ts';
import { deadLetters } from './deadLetters.ts';
import type { Names } from './names.ts';

export interface ArrivalsProps {
  readonly names: Names;
  /** Starts the reading of each upload. */
  readonly arrivals: IFunction;
  readonly arrivalsRole: Role;
  /** Seconds after which an invocation of that function is cut off. */
  readonly seconds: number;
}

/** Every upload that lands in quarantine is queued, and started on its way by a function. */
export class Arrivals extends Construct {
  /** Uploads that could not be started after five attempts. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: ArrivalsProps) {
    super(scope, id);
    const { names, arrivals, arrivalsRole, seconds } = props;
    this.deadLetters = deadLetters(this, 'DeadLetters', names.named('arrivals-dlq'));
    const queue = new Queue(this, 'Queue', {
      queueName: names.named('arrivals'),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Lambda asks for six times its own limit, so that throttled batches are not seen twice.
      visibilityTimeout: Duration.seconds(seconds * 6),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    });

    new Rule(this, 'Rule', {
      ruleName: names.named('arrivals'),
      description: 'An upload landed in quarantine',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [names.bucket('quarantine')] } },
      },
      targets: [new SqsQueue(queue)],
    });

    allow(arrivalsRole, {
      actions: [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
      ],
      resources: [queue.queueArn],
    });
    const mapping = new EventSourceMapping(this, 'Delivery', {
      target: arrivals,
      eventSourceArn: queue.queueArn,
      batchSize: 5,
      reportBatchItemFailures: true,
    });
    mapping.node.addDependency(arrivalsRole);
  }
}
