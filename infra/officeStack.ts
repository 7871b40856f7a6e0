import { CfnOutput, Fn, Stack } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type ApiArea, apiAreas } from '../shared/api/route.ts';
import { ApprovalChain } from './approvalChain.ts';
import type { FunctionArea } from './areas.ts';
import { Arrivals } from './arrivals.ts';
import { SignInClients } from './identity.ts';
import { type Names, region } from './names.ts';
import { OfficeApi } from './officeApi.ts';
import { type OfficeFunctions, officeFunctions, secondsOf } from './officeFunctions.ts';
import { Outbox } from './outbox.ts';
import { Printing } from './printing.ts';
import { ReadingPipeline } from './readingPipeline.ts';
import { Reconciler } from './reconciler.ts';
import type { StackOfStageProps } from './recordsStack.ts';
import type { Settings } from './settings.ts';
import { Watch } from './watch.ts';

/** All that can be deployed anew at any time: functions, API, state machines and alarms. */
export class OfficeStack extends Stack {
  constructor(scope: Construct, id: string, { names, settings }: StackOfStageProps) {
    super(scope, id, {
      stackName: names.stacks.office,
      description: 'Patravali: the API and the workers of a district',
      env: { region },
      terminationProtection: settings.protect,
    });
    const functions = officeFunctions(new Construct(this, 'Functions'), { names, settings });
    const lambdas = lambdasOf(functions);

    const { api } = new OfficeApi(this, 'Api', {
      names,
      functions: Object.fromEntries(apiAreas.map((area) => [area, lambdas[area]])) as Record<
        ApiArea,
        IFunction
      >,
      ...this.signIn(names, settings),
    });
    const outbox = new Outbox(this, 'Outbox', {
      names,
      streamArn: Fn.importValue(names.exports.recordStream),
      relay: functions.relay.lambda,
      relayRole: functions.relay.role,
    });
    const arrivals = new Arrivals(this, 'Arrivals', {
      names,
      arrivals: functions.arrivals.lambda,
      arrivalsRole: functions.arrivals.role,
      seconds: secondsOf('arrivals'),
    });
    const approval = new ApprovalChain(this, 'Approval', {
      name: names.approvalMachine.name,
      steps: functions.approvalSteps.lambda,
    });
    const reading = new ReadingPipeline(this, 'Reading', {
      name: names.readingMachine.name,
      intake: functions.intake.lambda,
      ocr: functions.ocr.lambda,
    });
    const printing = new Printing(this, 'Printing', {
      name: names.printingMachine.name,
      press: functions.press.lambda,
    });
    new Reconciler(this, 'Reconciler', { names, reconciler: functions.reconciler.lambda });
    new Watch(this, 'Watch', {
      names,
      api,
      functions: lambdas,
      relay: functions.relay.lambda,
      reconcilerLog: functions.reconciler.lambda.logGroup,
      machines: {
        approval: approval.stateMachine,
        reading: reading.stateMachine,
        printing: printing.stateMachine,
      },
      deadLetters: { 'relay-dlq': outbox.deadLetters, 'arrivals-dlq': arrivals.deadLetters },
      email: settings.alarmEmail,
    });

    new CfnOutput(this, 'ApiAddress', {
      value: api.apiEndpoint,
      description: 'Where the API answers',
    });
  }

  /** Who issues the tokens that the API accepts. */
  private signIn(names: Names, { signIn, portalOrigins }: Settings) {
    if (signIn.kind === 'external') return { issuer: signIn.issuer, audience: signIn.audience };
    const officers = Fn.importValue(names.exports.officerPool);
    const { issuer, audience } = new SignInClients(this, 'SignIn', {
      names,
      portalOrigins,
      pool: UserPool.fromUserPoolId(this, 'Officers', officers),
    });
    return { issuer, audience };
  }
}

const lambdasOf = (functions: OfficeFunctions) =>
  Object.fromEntries(
    Object.entries(functions).map(([area, { lambda }]) => [area, lambda as IFunction]),
  ) as Record<FunctionArea, IFunction>;
