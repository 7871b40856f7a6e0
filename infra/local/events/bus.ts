import { randomUUID } from 'node:crypto';
import type { EventDatabase } from './eventDatabase.ts';
import { matches, type Pattern } from './eventPattern.ts';
import { type Loop, type LoopOptions, startLoop } from './loop.ts';
import type { Queues } from './queues.ts';
import { parseSchedule } from './schedule.ts';

/** An event as its source publishes it. The bus adds what EventBridge adds: id, account, region, version. */
export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly id?: string;
  readonly time?: string;
  readonly resources?: readonly string[];
}

export type Destination =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'machine'; readonly arn: string }
  | { readonly kind: 'topic'; readonly name: string };

export interface Target {
  readonly id: string;
  readonly destination: Destination;
  /** A constant JSON text sent in place of the event. */
  readonly input?: string;
  /** The queue that takes what could not be delivered. */
  readonly deadLetterQueue?: string;
}

export interface Rule {
  readonly name: string;
  readonly pattern?: Pattern;
  readonly schedule?: string;
  readonly targets: readonly Target[];
}

/** Where deliveries end. Each resolves when the other side has taken the event for good. */
export interface Destinations {
  invokeFunction(name: string, event: unknown): Promise<unknown>;
  startExecution(machineArn: string, name: string, input: unknown): Promise<void>;
  notifyTopic(name: string, event: unknown): Promise<void>;
}

export interface BusOptions {
  readonly database: EventDatabase;
  readonly queues: Queues;
  readonly rules: readonly Rule[];
  readonly destinations: Destinations;
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
  /** Told of deliveries that failed, one sentence each. */
  readonly warn: (sentence: string) => void;
}

export interface Bus {
  /** Writes down a delivery for every target of every rule that matches, and resolves once that is on disk. */
  publish(event: BusEvent): Promise<void>;
  /** Begins to deliver, with what was owed when the process last ended, and to keep the schedules. */
  start(): void;
  /** Resolves once the deliveries under way have ended. */
  close(): Promise<void>;
}

interface Delivery {
  id: number;
  rule: string;
  target: string;
  body: string;
  attempts: number;
}

/** AWS calls a function at most three times for one asynchronous event; the waits here are shorter. */
const ATTEMPTS_TO_A_FUNCTION = 3;
const ATTEMPTS_ELSEWHERE = 8;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Deliveries under way at once. */
const WIDTH = 16;

/** The bus. What is published before it starts waits on disk. */
export function openBus(options: BusOptions): Bus {
  const { database, queues, rules, destinations, now, warn } = options;
  const targets = new Map(
    rules.flatMap((rule) => rule.targets.map((target) => [`${rule.name} ${target.id}`, target])),
  );
  const underWay = new Map<number, Promise<void>>();
  let closing = false;
  let deliveries: Loop | undefined;
  let scheduler: Loop | undefined;

  const enqueue = (rule: Rule, event: unknown) => {
    for (const { id, input } of rule.targets) {
      database.run(
        'insert into deliveries (rule, target, body, next_at) values (?, ?, ?, ?)',
        rule.name,
        id,
        input ?? JSON.stringify(event),
        now(),
      );
    }
  };

  const whole = (event: BusEvent) => ({
    version: '0',
    id: event.id ?? randomUUID(),
    'detail-type': event['detail-type'],
    source: event.source,
    account: options.account,
    time: event.time ?? new Date(now()).toISOString(),
    region: options.region,
    resources: event.resources ?? [],
    detail: event.detail,
  });

  async function deliver({ id, rule, target: targetId, body, attempts }: Delivery): Promise<void> {
    const target = targets.get(`${rule} ${targetId}`);
    if (!target) {
      // The rule is gone from the template since; on AWS its targets would be gone too.
      database.run('delete from deliveries where id = ?', id);
      return;
    }
    const { destination, deadLetterQueue } = target;
    try {
      if (destination.kind === 'queue') {
        database.transaction(() => {
          queues.send(destination.name, body);
          database.run('delete from deliveries where id = ?', id);
        });
        return;
      }
      await hand(destination, `${rule}-${id}`, JSON.parse(body));
      database.run('delete from deliveries where id = ?', id);
    } catch (error) {
      // Cut off by our own stopping: not the target's failure, and delivered again at the next start.
      if (closing) return;
      const failed = attempts + 1;
      const most = destination.kind === 'function' ? ATTEMPTS_TO_A_FUNCTION : ATTEMPTS_ELSEWHERE;
      const reason = error instanceof Error ? error.message : String(error);
      if (failed < most) {
        const wait = Math.min(FIRST_RETRY_MS * 2 ** attempts, LONGEST_RETRY_MS);
        database.run(
          'update deliveries set attempts = ?, next_at = ? where id = ?',
          failed,
          now() + wait,
          id,
        );
        return;
      }
      warn(`Rule ${rule} gave up on target ${targetId} after ${failed} attempts: ${reason}`);
      database.transaction(() => {
        if (deadLetterQueue) queues.send(deadLetterQueue, body);
        database.run('delete from deliveries where id = ?', id);
      });
    }
  }

  const hand = (
    destination: Exclude<Destination, { kind: 'queue' }>,
    name: string,
    event: unknown,
  ) => {
    switch (destination.kind) {
      case 'function':
        return destinations.invokeFunction(destination.name, event);
      case 'machine':
        return destinations.startExecution(destination.arn, name, event);
      case 'topic':
        return destinations.notifyTopic(destination.name, event);
    }
  };

  const delivering: LoopOptions = {
    turn() {
      if (closing || underWay.size >= WIDTH) return false;
      const due = database
        .all<Delivery>(
          'select * from deliveries where next_at <= ? order by id limit ?',
          now(),
          2 * WIDTH,
        )
        .filter(({ id }) => !underWay.has(id))
        .slice(0, WIDTH - underWay.size);
      for (const delivery of due) {
        const done = deliver(delivery)
          .catch((error) => warn(`A delivery could not be recorded: ${String(error)}`))
          .finally(() => {
            underWay.delete(delivery.id);
            deliveries?.wake();
          });
        underWay.set(delivery.id, done);
      }
      return due.length > 0;
    },
    onError: (error) => warn(`Events are waiting: ${String(error)}`),
  };

  const fire = (rule: Rule) => {
    // A slow target is not asked again while its last event is still owed.
    const owed = database.get('select 1 from deliveries where rule = ? limit 1', rule.name);
    if (owed) return;
    enqueue(rule, whole({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }));
    deliveries?.wake();
  };

  return {
    async publish(event) {
      const full = whole(event);
      const matching = rules.filter(({ pattern }) => pattern && matches(pattern, full));
      if (matching.length === 0) return;
      database.transaction(() => {
        for (const rule of matching) enqueue(rule, full);
      });
      deliveries?.wake();
    },
    start() {
      deliveries = startLoop(delivering);
      scheduler = startScheduler(options, fire);
    },
    async close() {
      closing = true;
      await Promise.all([scheduler?.stop(), deliveries?.stop()]);
      await Promise.all(underWay.values());
    },
  };
}

/** Fires each scheduled rule when due. Due times are on disk: what fell due while nothing ran fires once at the start. */
function startScheduler(
  { database, rules, now, warn }: BusOptions,
  fire: (rule: Rule) => void,
): Loop {
  const scheduled = rules.flatMap((rule) => {
    const next = rule.schedule && parseSchedule(rule.schedule);
    return rule.schedule && next ? [{ rule, expression: rule.schedule, next }] : [];
  });
  const setDue = (rule: string, expression: string, due: number) =>
    database.run(
      'insert or replace into schedules (rule, expression, due) values (?, ?, ?)',
      rule,
      expression,
      due,
    );

  return startLoop({
    turn() {
      for (const { rule, expression, next } of scheduled) {
        const known = database.get<{ expression: string; due: number }>(
          'select expression, due from schedules where rule = ?',
          rule.name,
        );
        const following = next(new Date(now()))?.getTime() ?? Number.MAX_SAFE_INTEGER;
        if (known?.expression !== expression) {
          setDue(rule.name, expression, following);
        } else if (known.due <= now()) {
          database.transaction(() => {
            fire(rule);
            setDue(rule.name, expression, following);
          });
        }
      }
      return false;
    },
    onError: (error) => warn(`Schedules are waiting: ${String(error)}`),
    quickest: 250,
    slowest: 500,
  });
}
