import type { Plan } from '../planning/plan.ts';
import { type BusEvent, openBus } from './bus.ts';
import { openEventDatabase } from './eventDatabase.ts';
import { startQueueMapping } from './queueMapping.ts';
import { openQueues } from './queues.ts';
import {
  type ChangeStream,
  type RunningStreamMapping,
  startStreamMapping,
} from './streamMapping.ts';

export interface EventsOptions {
  readonly file: string;
  readonly plan: Pick<Plan, 'queues' | 'rules' | 'mappings'>;
  readonly region: string;
  readonly account: string;
  readonly now: () => number;
  readonly warn: (sentence: string) => void;
  invoke(functionName: string, event: unknown): Promise<unknown>;
  startExecution(machineArn: string, name: string, input: unknown): Promise<void>;
  notifyTopic(topic: string, event: unknown): Promise<void>;
}

export interface RunningEvents {
  publish(event: BusEvent): Promise<void>;
  /** Begins to deliver, and to feed queues and streams to their functions. */
  startFeeding(streamOf: (table: string, mapping: string) => ChangeStream): Feeding;
  sweep(): void;
  closeDatabase(): void;
}

export interface Feeding {
  /** A table may have changed. */
  wake(): void;
  /** Ends feeding, the bus and the schedules, once what is under way has ended. */
  stop(): Promise<void>;
}

/** The bus, the queues, the schedules and what feeds functions from them, over one durable file. */
export function startEvents(options: EventsOptions): RunningEvents {
  const { plan, region, account, now, warn, invoke } = options;
  const database = openEventDatabase(options.file);
  const queues = openQueues(database, plan.queues, now);
  const bus = openBus({
    database,
    queues,
    rules: plan.rules,
    destinations: {
      invokeFunction: invoke,
      startExecution: options.startExecution,
      notifyTopic: options.notifyTopic,
    },
    region,
    account,
    now,
    warn,
  });

  return {
    publish: (event) => bus.publish(event),
    startFeeding(streamOf) {
      bus.start();
      const streams: RunningStreamMapping[] = [];
      const feeders: { stop(): Promise<void> }[] = [];
      for (const each of plan.mappings) {
        if (each.kind === 'queue') {
          feeders.push(startQueueMapping(each.mapping, queues, invoke, warn));
          continue;
        }
        const { mapping } = each;
        const stream = streamOf(each.table, mapping.name);
        const running = startStreamMapping({
          mapping,
          stream,
          database,
          queues,
          now,
          warn,
          invoke,
        });
        streams.push(running);
        feeders.push(running);
      }
      return {
        wake() {
          for (const stream of streams) stream.wake();
        },
        async stop() {
          await Promise.all([bus.close(), ...feeders.map((each) => each.stop())]);
        },
      };
    },
    sweep: () => queues.sweep(),
    closeDatabase: () => database.close(),
  };
}
