/**
 * The making of one print: a single task, tried again after any fault. When it cannot be made, whoever asked is told
 * so on the print's own row; the execution then ends well, for nobody need redrive what can be asked for anew.
 */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { anyFault, retrying, stateMachine } from './machine.ts';

export interface PrintingProps {
  readonly name: string;
  /** Makes the print that it is given the id of, or marks it as failed. */
  readonly press: IFunction;
}

export class Printing extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { name, press }: PrintingProps) {
    super(scope, id);

    const make = LambdaInvoke.jsonata(this, 'Make', {
      lambdaFunction: press,
      payload: sfn.TaskInput.fromObject({ printId: '{% $states.input.printId %}', step: 'make' }),
      retryOnServiceExceptions: false,
      assign: { printId: '{% $states.input.printId %}' },
      outputs: { printId: '{% $states.input.printId %}', made: true },
    });
    make.addRetry(retrying(anyFault));

    const giveUp = LambdaInvoke.jsonata(this, 'Give up', {
      lambdaFunction: press,
      payload: sfn.TaskInput.fromObject({
        printId: '{% $states.input.printId %}',
        step: 'give-up',
      }),
      retryOnServiceExceptions: false,
      outputs: { printId: '{% $states.input.printId %}', made: false },
    });
    giveUp.addRetry(retrying(anyFault));
    // Without an output of its own the catch would replace the print's id by the error.
    make.addCatch(giveUp, { errors: [sfn.Errors.ALL], outputs: '{% $states.input %}' });

    this.stateMachine = stateMachine(this, {
      name,
      comment: 'Makes a print that somebody asked for',
      definition: make,
      timeout: Duration.hours(6),
      invokes: [press],
    });
  }
}
