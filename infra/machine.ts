import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './access.ts';

/** What Lambda itself may answer when it is short of capacity or briefly unwell. */
export const lambdaTrouble = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
];

/** Any fault of a step that may safely be run again: a throttled table, a crash, a lost connection. */
export const anyFault = [sfn.Errors.TASKS_FAILED];

/**
 * Six more attempts, each after a random wait up to a doubling limit, so that many executions that
 * failed together do not come back together.
 *
 * @param errors the error names to try again after.
 */
export const retrying = (errors: readonly string[]): sfn.RetryProps => ({
  errors: [...errors],
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 6,
  maxDelay: Duration.minutes(2),
  jitterStrategy: sfn.JitterType.FULL,
});

export interface MachineProps {
  readonly name: string;
  readonly comment: string;
  readonly definition: sfn.IChainable;
  readonly timeout: Duration;
  /** Every function the definition invokes. */
  readonly invokes: readonly IFunction[];
}

/** A Standard state machine in JSONata, with its own role, its history in the log and tracing on. */
export function stateMachine(scope: Construct, props: MachineProps): sfn.StateMachine {
  const { name, comment, definition, timeout, invokes } = props;
  const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
  acknowledgeWildcard(role, '*', 'Log delivery and X-Ray have no resource to name.');
  for (const invoked of invokes) {
    const id = Stack.of(scope).getLogicalId(invoked.node.defaultChild as CfnFunction);
    acknowledgeWildcard(role, `<${id}.Arn>:*`, 'A version of a function has no name of its own.');
  }

  return new sfn.StateMachine(scope, 'StateMachine', {
    stateMachineName: name,
    comment,
    role,
    timeout,
    queryLanguage: sfn.QueryLanguage.JSONATA,
    definitionBody: sfn.DefinitionBody.fromChainable(definition),
    tracingEnabled: true,
    logs: {
      level: sfn.LogLevel.ALL,
      // A task token is a credential, and the records are nobody's business in a log.
      includeExecutionData: false,
      destination: new LogGroup(scope, 'Log', {
        logGroupName: `/aws/vendedlogs/states/${name}`,
        retention: RetentionDays.THIRTEEN_MONTHS,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    },
  });
}
