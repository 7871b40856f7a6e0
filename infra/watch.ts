import { Aws, Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { troubles } from '../shared/troubles.ts';
import { type Names, region } from './names.ts';

export interface WatchProps {
  readonly names: Names;
  readonly api: HttpApi;
  /** Every function, by its area. */
  readonly functions: Readonly<Record<string, IFunction>>;
  /** Reads the record stream; how far it lags is watched. */
  readonly relay: IFunction;
  /** The log in which the reconciler says what it could not put right. */
  readonly reconcilerLog: ILogGroup;
  readonly machines: Readonly<Record<string, StateMachine>>;
  readonly deadLetters: Readonly<Record<string, IQueue>>;
  readonly email: string | undefined;
}

/** Alarms as code: whoever subscribes to one topic hears of every fault that needs a person. */
export class Watch extends Construct {
  readonly topic: Topic;
  private readonly names: Names;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.names = props.names;
    this.topic = this.alarmTopic(props.email);

    this.alarm('api-5xx', 'The API answered with a fault of ours', {
      metric: props.api.metricServerError(perMinutes(5)),
      above: 5,
    });
    for (const [area, fn] of Object.entries(props.functions)) {
      this.alarm(`${area}-errors`, `Function ${area} failed`, {
        metric: fn.metricErrors(perMinutes(5)),
      });
      this.alarm(`${area}-throttles`, `Function ${area} was throttled`, {
        metric: fn.metricThrottles(perMinutes(5)),
      });
    }
    for (const [name, queue] of Object.entries(props.deadLetters)) {
      this.alarm(name, `Something lies undelivered in ${name}`, {
        metric: queue.metricApproximateNumberOfMessagesVisible({
          period: Duration.minutes(1),
          statistic: 'Maximum',
        }),
      });
    }
    this.alarm('relay-lag', 'Effects of writes are delivered more than a minute late', {
      metric: props.relay.metric('IteratorAge', {
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      above: 60_000,
    });
    for (const [name, machine] of Object.entries(props.machines)) {
      this.alarm(`${name}-failed`, `An execution of the ${name} machine failed`, {
        metric: machine.metricFailed(perMinutes(5)),
      });
      this.alarm(`${name}-timed-out`, `An execution of the ${name} machine timed out`, {
        metric: machine.metricTimedOut(perMinutes(5)),
      });
    }
    const { reconcilerLog } = props;
    this.alarm(
      'chains-not-reconciled',
      'The reconciler failed on an approval chain: it may be stuck',
      {
        metric: this.said(reconcilerLog, 'chains-not-reconciled', troubles.chain),
      },
    );
    this.alarm('effects-failed', 'What a write owes, such as a notice or a clock, fails', {
      metric: this.said(reconcilerLog, 'effects-failed', troubles.effect),
    });
    this.alarm('chains-restarted', 'Approval chains had lost their clock; it was started anew', {
      metric: this.said(reconcilerLog, 'chains-restarted', troubles.restart, '$.restarted'),
    });
    this.tellOfStoppedExecutions(Object.values(props.machines));
  }

  /** The alarm says that something failed; this says which execution, so that it can be redriven. */
  private tellOfStoppedExecutions(machines: readonly StateMachine[]): void {
    new Rule(this, 'StoppedExecutions', {
      ruleName: this.names.named('stopped-executions'),
      description: 'An approval, a reading or a printing stopped before its end',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: machines.map((machine) => machine.stateMachineArn),
        },
      },
      targets: [new SnsTopic(this.topic)],
    });
  }

  private alarmTopic(email: string | undefined): Topic {
    const topic = new Topic(this, 'Topic', {
      topicName: this.names.named('alarms'),
      displayName: 'Patravali',
      enforceSSL: true,
    });
    // A policy of its own replaces the default one, which had let CloudWatch in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: {
            'aws:SourceArn': `arn:aws:cloudwatch:${region}:${Aws.ACCOUNT_ID}:alarm:${this.names.named('*')}`,
          },
        },
      }),
    );
    if (email) topic.addSubscription(new EmailSubscription(email));
    return topic;
  }

  /** How often a log says something. @param metricValue where one line tells how many */
  private said(logGroup: ILogGroup, name: string, message: string, metricValue = '1'): IMetric {
    return new MetricFilter(this, `${name}-said`, {
      logGroup,
      filterPattern: FilterPattern.stringValue('$.message', '=', message),
      metricNamespace: 'Patravali',
      // Offices and stages in one account must not count for each other.
      metricName: this.names.named(name),
      metricValue,
    }).metric(perMinutes(5));
  }

  /** Raises when the metric goes above the limit, which is nought unless said otherwise. */
  private alarm(
    name: string,
    alarmDescription: string,
    { metric, above = 0 }: { metric: IMetric; above?: number },
  ): void {
    new Alarm(this, name, {
      alarmName: this.names.named(name),
      alarmDescription,
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      // A quiet office sends no figures at all.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    }).addAlarmAction(new SnsAction(this.topic));
  }
}

const perMinutes = (minutes: number) => ({ period: Duration.minutes(minutes), statistic: 'Sum' });
