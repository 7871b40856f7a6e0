import type { Execution } from './execution.ts';
import { type Frame, retryCount } from './frame.ts';
import { evaluateTemplate } from './jsonata.ts';
import type { Template } from './language.ts';
import { StatesError } from './statesError.ts';

/** The names under `$states` beside `input` and `context`, each bound only where AWS binds it. */
export interface Extra {
  result?: unknown;
  errorOutput?: unknown;
  /** `$states.context.Task.Token` */
  token?: string;
  /** `$states.context.Map.Item`, when an item is being selected. */
  item?: { Index: number; Value: unknown };
}

/** What the expressions of one state can see. */
export class Scope {
  readonly input: unknown;
  readonly #execution: Execution;
  readonly #frame: Frame;
  readonly #roleArn: string;

  constructor(execution: Execution, frame: Frame, roleArn: string) {
    this.input = frame.input;
    this.#execution = execution;
    this.#frame = frame;
    this.#roleArn = roleArn;
  }

  /** @throws StatesError `States.QueryEvaluationError`, naming the field. */
  evaluate(template: Template, field: string, extra: Extra = {}): Promise<unknown> {
    const { token, item, ...results } = extra;
    const states = { input: this.input, context: this.#context(token, item), ...results };
    return evaluateTemplate(
      template,
      { ...this.#execution.variablesAt(this.#frame), states },
      field,
    );
  }

  /** Evaluates a field that must give a whole number between two bounds. */
  async wholeNumber(
    template: Template,
    field: string,
    least: number,
    most: number,
  ): Promise<number> {
    const value = await this.evaluate(template, field);
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
      return value;
    }
    throw new StatesError(
      'States.QueryEvaluationError',
      `The field '${field}' must be a whole number from ${least} to ${most}; it is ${JSON.stringify(value)}.`,
    );
  }

  #context(token: string | undefined, item: Extra['item']): Record<string, unknown> {
    const { record } = this.#execution;
    const mapItem = item ?? this.#frame.item ?? this.#outerItem();
    return {
      Execution: {
        Id: record.arn,
        Input: record.input,
        Name: record.name,
        RoleArn: this.#roleArn,
        StartTime: new Date(record.started).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: record.machineArn, Name: record.machineName },
      State: {
        Name: this.#frame.state,
        EnteredTime: new Date(this.#frame.entered).toISOString(),
        RetryCount: retryCount(this.#frame),
      },
      ...(token === undefined ? {} : { Task: { Token: token } }),
      ...(mapItem ? { Map: { Item: mapItem } } : {}),
    };
  }

  /** The item of the iteration around a branch of a Parallel that stands inside a Map. */
  #outerItem(): Frame['item'] {
    for (let frame = this.#frame; frame.path !== ''; ) {
      frame = this.#execution.parentOf(frame);
      if (frame.item) return frame.item;
    }
    return null;
  }
}
