/**
 * The multi-level approval chain: one execution an approval.
 *
 * The records decide; the machine is only the clock, and the same for every chain: whatever ends the wait for somebody
 * is a turn. It waits on one task token a turn, at no cost, until the record says that the turn is over. Nobody is ever
 * approved by silence: an overdue turn is put on record and waited for again. Approval, rejection, return, lapse and
 * withdrawal are all successful outcomes, so a failed execution always means a fault of ours. Long before its history
 * is full, or its year is over, an execution hands over to a new one.
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
   * Serves all steps. `await` opens what comes next and keeps the turn's task token, or answers it at once when the turn
   * is over: `{outcome: 'next', turn, seconds}` or how the chain ended. `delay` records that the turn is overdue and
   * answers how many seconds to wait before the next reminder. `renew` starts the execution that goes on.
   */
  readonly steps: IFunction;
}

/** An execution lives a year at most, and waits for thirty days at a time. */
const daysOfOneExecution = 330;
const old = `$toMillis($states.context.State.EnteredTime) - $toMillis($states.context.Execution.StartTime) >= ${daysOfOneExecution * 86_400_000}`;

/**
 * A wait costs some 15 events of a history that holds 25,000: half of it, so that no retry comes near the end.
 */
const waitsOfOneExecution = 800;
const enough = `$waits >= ${waitsOfOneExecution} or ${old}`;

export class ApprovalChain extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { name, steps }: ApprovalChainProps) {
    super(scope, id);

    // Variables, not state output, carry the chain: every state below can read them directly.
    const begin = sfn.Pass.jsonata(this, 'Begin', {
      assign: {
        approvalId: '{% $states.input.approvalId %}',
        turn: '{% $states.input.turn %}',
        seconds: '{% $states.input.seconds %}',
        round: 0,
        waits: 0,
      },
    });

    const awaitTurn = LambdaInvoke.jsonata(this, 'Await the turn', {
      lambdaFunction: steps,
      integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      payload: aboutThisTurn('await', { taskToken: '{% $states.context.Task.Token %}' }),
      taskTimeout: sfn.Timeout.jsonata('{% $seconds %}'),
      retryOnServiceExceptions: false,
      assign: {
        outcome: '{% $states.result.outcome %}',
        turn: '{% $states.result.turn %}',
        seconds: '{% $states.result.seconds %}',
        round: 0,
        waits: '{% $waits + 1 %}',
      },
      outputs: {},
    });
    awaitTurn.addRetry(retrying(anyFault));

    const noteDelay = LambdaInvoke.jsonata(this, 'Note the delay', {
      lambdaFunction: steps,
      payload: aboutThisTurn('delay'),
      retryOnServiceExceptions: false,
      assign: {
        seconds: '{% $states.result.Payload.seconds %}',
        round: '{% $round + 1 %}',
        waits: '{% $waits + 1 %}',
      },
      outputs: {},
    });
    noteDelay.addRetry(retrying(anyFault));

    const concluded = sfn.Succeed.jsonata(this, 'Concluded', {
      outputs: { approvalId: '{% $approvalId %}', outcome: '{% $outcome %}' },
    });
    const renew = LambdaInvoke.jsonata(this, 'Hand over', {
      lambdaFunction: steps,
      payload: aboutThisTurn('renew'),
      retryOnServiceExceptions: false,
      assign: { outcome: 'renewed' },
      outputs: {},
    });
    renew.addRetry(retrying(anyFault));
    renew.next(concluded);

    const goesOn = sfn.Choice.jsonata(this, 'Room for more?')
      .when(sfn.Condition.jsonata(`{% ${enough} %}`), renew)
      .otherwise(awaitTurn);
    const whichWay = sfn.Choice.jsonata(this, 'Which way?')
      .when(sfn.Condition.jsonata(`{% $outcome = 'next' and (${enough}) %}`), renew)
      .when(sfn.Condition.jsonata("{% $outcome = 'next' %}"), awaitTurn)
      .otherwise(concluded);

    // A turn that ends while its delay is being noted is seen when it is waited for again.
    awaitTurn.addCatch(noteDelay.next(goesOn), { errors: [sfn.Errors.TIMEOUT] });

    this.stateMachine = stateMachine(this, {
      name,
      comment: 'Asks each level of an approval in turn and reminds it when its time has passed',
      definition: begin.next(awaitTurn).next(whichWay),
      timeout: Duration.days(364),
      invokes: [steps],
    });
  }
}

const aboutThisTurn = (step: string, more: Record<string, string> = {}) =>
  sfn.TaskInput.fromObject({
    step,
    approvalId: '{% $approvalId %}',
    turn: '{% $turn %}',
    round: '{% $round %}',
    // A name of its own for each reminder: a step that is run again finds what it wrote.
    execution: '{% $states.context.Execution.Name %}',
    ...more,
  });
