/**
 * The multi-level approval chain: one execution an approval.
 *
 * The records decide; the machine is only the clock. It waits on one task token a level, at no cost,
 * until the level's decision has been recorded. Nobody is ever approved by silence: an overdue level
 * is put on record and the same level is asked again. Approval, rejection, return and withdrawal are
 * all successful outcomes, so a failed execution always means a fault of ours.
 */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { anyFault, retrying, stateMachine } from './machine.ts';

export interface ApprovalChainProps {
  readonly name: string;
  /**
   * Serves both steps. `await` keeps the level's task token, or answers it at once when the level is
   * already decided: `{outcome: 'next', level, seconds}` or any other outcome. `delay` records that
   * the level is overdue and answers how many seconds to wait before the next reminder.
   */
  readonly steps: IFunction;
}

export class ApprovalChain extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { name, steps }: ApprovalChainProps) {
    super(scope, id);

    // Variables, not state output, carry the chain: every state below can read them directly.
    const begin = sfn.Pass.jsonata(this, 'Begin', {
      assign: {
        approvalId: '{% $states.input.approvalId %}',
        level: '{% $states.input.level %}',
        seconds: '{% $states.input.seconds %}',
        round: 0,
      },
    });

    const awaitLevel = LambdaInvoke.jsonata(this, 'Await the level', {
      lambdaFunction: steps,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: aboutThisLevel('await', { taskToken: '{% $states.context.Task.Token %}' }),
      taskTimeout: sfn.Timeout.jsonata('{% $seconds %}'),
      retryOnServiceExceptions: false,
      assign: {
        outcome: '{% $states.result.outcome %}',
        // Only the answer "next" names a level and its time; the others leave them as they are.
        level: orUnchanged('level'),
        seconds: orUnchanged('seconds'),
        round: 0,
      },
      outputs: {},
    });
    awaitLevel.addRetry(retrying(anyFault));

    const noteDelay = LambdaInvoke.jsonata(this, 'Note the delay', {
      lambdaFunction: steps,
      payload: aboutThisLevel('delay'),
      retryOnServiceExceptions: false,
      assign: {
        seconds: '{% $states.result.Payload.seconds %}',
        round: '{% $round + 1 %}',
      },
      outputs: {},
    });
    noteDelay.addRetry(retrying(anyFault));

    const concluded = sfn.Succeed.jsonata(this, 'Concluded', {
      outputs: { approvalId: '{% $approvalId %}', outcome: '{% $outcome %}' },
    });
    const whichWay = sfn.Choice.jsonata(this, 'Which way?')
      .when(sfn.Condition.jsonata("{% $outcome = 'next' %}"), awaitLevel)
      .otherwise(concluded);

    // A level that is decided while its delay is being noted is seen when it is asked again.
    awaitLevel.addCatch(noteDelay.next(awaitLevel), { errors: [sfn.Errors.TIMEOUT] });

    this.stateMachine = stateMachine(this, {
      name,
      comment: 'Asks each level of an approval in turn and reminds it when its time has passed',
      definition: begin.next(awaitLevel).next(whichWay),
      // An execution may live a year; one that comes near it is taken up again by the reconciler.
      timeout: Duration.days(364),
      invokes: [steps],
    });
  }
}

const aboutThisLevel = (step: string, more: Record<string, string> = {}) =>
  sfn.TaskInput.fromObject({
    step,
    approvalId: '{% $approvalId %}',
    level: '{% $level %}',
    round: '{% $round %}',
    ...more,
  });

const orUnchanged = (name: string) =>
  `{% $exists($states.result.${name}) ? $states.result.${name} : $${name} %}`;
