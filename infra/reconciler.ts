import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Names } from './names.ts';

export interface ReconcilerProps {
  readonly names: Names;
  readonly reconciler: IFunction;
}

/**
 * Looks every minute for work that was lost on its way and starts it again. A run that fails is not
 * kept anywhere: the next minute's run sees all that it would have seen.
 */
export class Reconciler extends Construct {
  constructor(scope: Construct, id: string, { names, reconciler }: ReconcilerProps) {
    super(scope, id);
    new Rule(this, 'EveryMinute', {
      ruleName: names.named('reconciler'),
      description: 'Look for work that was lost on its way',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(reconciler)],
    });
  }
}
