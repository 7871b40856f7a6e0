/**
 * The reading of one upload: look at it, read its pages in batches, put the text together.
 *
 * A batch that cannot be read does not fail the document: its pages are left for a person. When
 * looking or assembling fails after all retries the execution fails as it stands, so that it can be
 * redriven from that very step.
 */
import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { anyFault, lambdaTrouble, retrying, stateMachine } from './machine.ts';

export interface ReadingPipelineProps {
  readonly name: string;
  /**
   * Serves both ends. `admit` answers `{accepted, batches}`, where a batch is a list of page
   * numbers; `assemble` makes the text of the pages findable.
   */
  readonly intake: IFunction;
  /** Reads a batch of pages and keeps what it read. */
  readonly ocr: IFunction;
}

/** Batches of one document that are read at the same time. */
const batchesAtOnce = 2;

export class ReadingPipeline extends Construct {
  readonly stateMachine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { name, intake, ocr }: ReadingPipelineProps) {
    super(scope, id);

    const admit = LambdaInvoke.jsonata(this, 'Admit', {
      lambdaFunction: intake,
      // The input is passed on whole, because not every upload has a version.
      payload: sfn.TaskInput.fromText("{% $merge([$states.input, {'step': 'admit'}]) %}"),
      retryOnServiceExceptions: false,
      assign: { documentId: '{% $states.input.documentId %}' },
      outputs: '{% $states.result.Payload %}',
    });
    admit.addRetry(retrying(anyFault));

    const refused = sfn.Succeed.jsonata(this, 'Refused', {
      outputs: { documentId: '{% $documentId %}', accepted: false },
    });
    const read = sfn.Succeed.jsonata(this, 'Read', {
      outputs: { documentId: '{% $documentId %}', accepted: true },
    });

    const readPages = sfn.Map.jsonata(this, 'Read the pages', {
      items: sfn.ProvideItems.jsonata('{% $states.input.batches %}'),
      maxConcurrency: batchesAtOnce,
      itemSelector: {
        documentId: '{% $documentId %}',
        pages: '{% $states.context.Map.Item.Value %}',
      },
      outputs: {},
    }).itemProcessor(this.readBatch(ocr));

    const assemble = LambdaInvoke.jsonata(this, 'Assemble', {
      lambdaFunction: intake,
      payload: sfn.TaskInput.fromObject({ step: 'assemble', documentId: '{% $documentId %}' }),
      retryOnServiceExceptions: false,
      outputs: {},
    });
    assemble.addRetry(retrying(anyFault));

    const accepted = sfn.Choice.jsonata(this, 'Accepted?')
      .when(
        sfn.Condition.jsonata('{% $states.input.accepted %}'),
        readPages.next(assemble).next(read),
      )
      .otherwise(refused);

    this.stateMachine = stateMachine(this, {
      name,
      comment: 'Admits an upload, reads its pages and puts their text together',
      definition: admit.next(accepted),
      timeout: Duration.days(1),
      invokes: [intake, ocr],
    });
  }

  /** One batch. The text itself stays in the records, far from the limit on what a state may carry. */
  private readBatch(ocr: IFunction): sfn.IChainable {
    const left = sfn.Pass.jsonata(this, 'Left for a person', {
      outputs: { ok: false, pages: '{% $states.input.pages %}' },
    });
    const read = LambdaInvoke.jsonata(this, 'Read a batch', {
      lambdaFunction: ocr,
      payload: sfn.TaskInput.fromObject({
        documentId: '{% $states.input.documentId %}',
        pages: '{% $states.input.pages %}',
      }),
      retryOnServiceExceptions: false,
      outputs: { ok: true, pages: '{% $states.input.pages %}' },
    });
    read.addRetry(retrying([...lambdaTrouble, 'PageReaderBusy']));
    // A batch that fails by its content would fail again, so only trouble around it is retried.
    // Without an output of its own the catch would replace the pages by the error.
    read.addCatch(left, { errors: [sfn.Errors.ALL], outputs: '{% $states.input %}' });
    return read;
  }
}
