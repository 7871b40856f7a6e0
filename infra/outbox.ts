import { Duration } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { outboxPk } from '../shared/store/keys.ts';
import { allow } from './access.ts';
import { deadLetters } from './deadLetters.ts';
import type { Names } from './names.ts';

export interface OutboxProps {
  readonly names: Names;
  /** The stream of the record table. */
  readonly streamArn: string;
  readonly relay: IFunction;
  readonly relayRole: Role;
}

/**
 * What a write owes the world, delivered by the relay.
 *
 * The debt is a row written in the same transaction as the record, so it cannot be lost; the stream
 * brings each such row to the relay at least once.
 */
export class Outbox extends Construct {
  /** Batches the relay gave up on. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: OutboxProps) {
    super(scope, id);
    const { names, streamArn, relay, relayRole } = props;
    this.deadLetters = deadLetters(this, 'DeadLetters', names.named('relay-dlq'));

    allow(relayRole, {
      actions: [
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ],
      resources: [names.tableStreams],
      because: 'A stream is named by the moment it was switched on.',
    });

    const mapping = new EventSourceMapping(this, 'Stream', {
      target: relay,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 25,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(outboxPk('')) } } },
        }),
      ],
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(23),
      onFailure: new SqsDlq(this.deadLetters),
    });
    // The role's policy must be in place before Lambda tries the stream.
    mapping.node.addDependency(relayRole);
  }
}
