import { randomUUID } from 'node:crypto';
import { Alarm } from './alarm.ts';
import type { ExecutionRow, Journal } from './journal.ts';

/** EventBridge carries 256 KiB; AWS leaves the input and the output out when they would not fit beside the rest. */
const MAX_DATA_BYTES = 248 * 1024;
const BATCH = 100;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;

/** The event that EventBridge gets when an execution starts or ends. */
export interface ExecutionStatusEvent {
  version: '0';
  id: string;
  'detail-type': 'Step Functions Execution Status Change';
  source: 'aws.states';
  account: string;
  region: string;
  time: string;
  resources: string[];
  detail: {
    executionArn: string;
    stateMachineArn: string;
    name: string;
    status: string;
    /** Milliseconds since 1970. */
    startDate: number;
    stopDate: number | null;
    input: string | null;
    output: string | null;
    error: string | null;
    cause: string | null;
    inputDetails: { included: boolean };
    outputDetails: { included: boolean } | null;
  };
}

export interface OutboxOptions {
  journal: Journal;
  region: string;
  account: string;
  now(): number;
  deliver(event: ExecutionStatusEvent): Promise<void>;
}

/**
 * Status events, written in the transaction of the change they tell of and delivered at least once: an event leaves the
 * table only when `deliver` has resolved, and a failed delivery is tried again with a growing pause, for ever.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #alarm: Alarm;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#alarm = new Alarm({
      now: options.now,
      next: () =>
        options.journal.get<{ due: number | null }>('select min(due) as due from outbox')?.due ??
        undefined,
      ring: () => this.#deliverDue(),
    });
  }

  /** Puts the event of an execution's present status into the table. Call it inside the work given to `write`. */
  put(row: ExecutionRow): void {
    const now = this.#options.now();
    const body = JSON.stringify(this.#eventOf(row, now));
    this.#options.journal.run(
      'insert into outbox (due, attempts, body) values (?, 0, ?)',
      now,
      body,
    );
  }

  /** Says that an event was committed. */
  notice(): void {
    this.#alarm.notice(this.#options.now());
  }

  start(): void {
    this.#alarm.start();
  }

  stop(): Promise<void> {
    return this.#alarm.stop();
  }

  #eventOf(row: ExecutionRow, now: number): ExecutionStatusEvent {
    const included =
      Buffer.byteLength(row.input) + Buffer.byteLength(row.output ?? '') <= MAX_DATA_BYTES;
    return {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Step Functions Execution Status Change',
      source: 'aws.states',
      account: this.#options.account,
      region: this.#options.region,
      time: new Date(now).toISOString(),
      resources: [row.arn],
      detail: {
        executionArn: row.arn,
        stateMachineArn: row.machine,
        name: row.name,
        status: row.status,
        startDate: row.started,
        stopDate: row.stopped,
        input: included ? row.input : null,
        output: included ? row.output : null,
        error: row.error,
        cause: row.cause,
        inputDetails: { included },
        outputDetails: row.output === null ? null : { included },
      },
    };
  }

  async #deliverDue(): Promise<boolean> {
    const { journal, now, deliver } = this.#options;
    const rows = journal.all<{ id: number; attempts: number; body: string }>(
      'select id, attempts, body from outbox where due <= ? order by due, id limit ?',
      now(),
      BATCH,
    );
    for (const { id, attempts, body } of rows) {
      try {
        await deliver(JSON.parse(body) as ExecutionStatusEvent);
      } catch {
        const due = now() + Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS);
        await journal.write(() =>
          journal.run('update outbox set due = ?, attempts = attempts + 1 where id = ?', due, id),
        );
        continue;
      }
      await journal.write(() => journal.run('delete from outbox where id = ?', id));
    }
    return true;
  }
}
