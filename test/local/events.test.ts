import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Bus, openBus, type Rule } from '../../infra/local/events/bus.ts';
import { type EventDatabase, openEventDatabase } from '../../infra/local/events/eventDatabase.ts';
import { startQueueMapping } from '../../infra/local/events/queueMapping.ts';
import { openQueues, type QueueSpec, type Queues } from '../../infra/local/events/queues.ts';
import {
  type ChangeRecord,
  type StreamMapping,
  startStreamMapping,
} from '../../infra/local/events/streamMapping.ts';

const MINUTE = 60_000;
const queueSpecs: QueueSpec[] = [
  {
    name: 'arrivals',
    visibilityTimeoutSeconds: 30,
    retentionSeconds: 600,
    redrive: { queue: 'dead', maxReceiveCount: 2 },
  },
  { name: 'dead', visibilityTimeoutSeconds: 30, retentionSeconds: 6000 },
];

let directory: string;
let database: EventDatabase;
let queues: Queues;
let clock: number;
const now = () => clock;
const running: { stop(): Promise<void> }[] = [];

const open = () => {
  database = openEventDatabase(join(directory, 'events.sqlite'));
  queues = openQueues(database, queueSpecs, now);
};
/** What a `kill -9` leaves: the file, and nothing that was only in memory. */
const reopen = () => {
  database.close();
  open();
};

beforeEach(() => {
  clock = Date.UTC(2026, 10, 24, 5, 0, 0);
  directory = mkdtempSync(join(tmpdir(), 'patravali-events-'));
  open();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()));
  database.close();
  rmSync(directory, { recursive: true });
});

describe('queues', () => {
  it('hides a received message until its visibility timeout, then offers it again', () => {
    queues.send('arrivals', 'one');
    expect(queues.receive('arrivals', 10)).toMatchObject([{ body: 'one', receives: 1 }]);
    expect(queues.receive('arrivals', 10)).toEqual([]);
    clock += 31_000;
    expect(queues.receive('arrivals', 10)).toMatchObject([{ body: 'one', receives: 2 }]);
  });

  it('moves a message that keeps failing to the dead letter queue', () => {
    queues.send('arrivals', 'poison');
    for (let round = 0; round < 3; round++) {
      queues.receive('arrivals', 10);
      clock += 31_000;
    }
    expect(queues.depth('arrivals')).toBe(0);
    expect(queues.receive('dead', 10)).toMatchObject([{ body: 'poison' }]);
  });

  it('offers what was in flight at a crash at once after the restart', () => {
    queues.send('arrivals', 'one');
    queues.receive('arrivals', 10);
    reopen();
    expect(queues.receive('arrivals', 10)).toMatchObject([{ body: 'one', receives: 2 }]);
  });

  it('drops messages past their retention', () => {
    queues.send('arrivals', 'old');
    clock += 601_000;
    expect(queues.sweep()).toBe(1);
    expect(queues.depth('arrivals')).toBe(0);
  });
});

describe('the bus', () => {
  const arrived = (key: string) => ({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { key },
  });
  const toFunction: Rule = {
    name: 'scans',
    pattern: { source: ['aws.s3'], detail: { key: [{ prefix: 'scan/' }] } },
    targets: [
      { id: 'T', destination: { kind: 'function', name: 'reader' }, deadLetterQueue: 'dead' },
    ],
  };

  function start(
    rules: Rule[],
    invokeFunction: (name: string, event: unknown) => Promise<unknown>,
  ): Bus {
    const bus = openBus({
      database,
      queues,
      rules,
      destinations: {
        invokeFunction,
        startExecution: async () => {},
        notifyTopic: async () => {},
      },
      region: 'ap-south-1',
      account: '000000000000',
      now,
      warn: () => {},
    });
    bus.start();
    running.push({ stop: () => bus.close() });
    return bus;
  }

  it('hands a matching event, in EventBridge shape, to every target and no other to any', async () => {
    const seen: unknown[] = [];
    const rules: Rule[] = [
      toFunction,
      {
        name: 'queued',
        pattern: { source: ['aws.s3'] },
        targets: [{ id: 'Q', destination: { kind: 'queue', name: 'arrivals' } }],
      },
    ];
    const bus = start(rules, async (_, event) => seen.push(event));
    await bus.publish(arrived('other/x'));
    await bus.publish(arrived('scan/y'));
    await vi.waitFor(() => expect(queues.depth('arrivals')).toBe(2));
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toMatchObject({
      version: '0',
      region: 'ap-south-1',
      account: '000000000000',
      'detail-type': 'Object Created',
      detail: { key: 'scan/y' },
    });
  });

  it('delivers after a crash what was published before it', async () => {
    const first = start([toFunction], () => new Promise(() => {}));
    await first.publish(arrived('scan/a'));
    // The first bus is left hanging, as a killed process is; only the file counts.
    running.pop();
    reopen();
    const seen: unknown[] = [];
    start([toFunction], async (_, event) => seen.push(event));
    await vi.waitFor(() => expect(seen).toMatchObject([{ detail: { key: 'scan/a' } }]));
    await vi.waitFor(() => expect(database.all('select * from deliveries')).toEqual([]));
  });

  it('asks a failing function three times, then gives the event to the dead letter queue', async () => {
    let calls = 0;
    const bus = start([toFunction], async () => {
      calls += 1;
      clock += MINUTE;
      throw new Error('no');
    });
    await bus.publish(arrived('scan/a'));
    // The wait between attempts is by the test's own clock, which each attempt moves on.
    const ticking = setInterval(() => {
      clock += MINUTE;
    }, 5);
    await vi.waitFor(() => expect(queues.depth('dead')).toBe(1), 5_000);
    clearInterval(ticking);
    expect(calls).toBe(3);
    expect(JSON.parse(queues.receive('dead', 1)[0]!.body)).toMatchObject({
      detail: { key: 'scan/a' },
    });
  });

  it('fires a schedule when due, and once for all it missed while stopped', async () => {
    const everyMinute: Rule = {
      name: 'tick',
      schedule: 'rate(1 minute)',
      targets: [{ id: 'T', destination: { kind: 'function', name: 'reconciler' } }],
    };
    const seen: unknown[] = [];
    const first = start([everyMinute], async (_, event) => seen.push(event));
    await vi.waitFor(() =>
      expect(database.all('select * from schedules')).toMatchObject([{ due: clock + MINUTE }]),
    );
    expect(seen).toEqual([]);
    await first.close();
    running.pop();
    clock += 10 * MINUTE;
    reopen();
    start([everyMinute], async (_, event) => seen.push(event));
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(seen).toMatchObject([{ source: 'aws.events', 'detail-type': 'Scheduled Event' }]);
    clock += MINUTE;
    await vi.waitFor(() => expect(seen).toHaveLength(2));
  });
});

describe('a schedule whose target is slow', () => {
  it('does not ask again while the target has not answered', async () => {
    let asked = 0;
    const answer = Promise.withResolvers<void>();
    const bus = openBus({
      database,
      queues,
      rules: [
        {
          name: 'tick',
          schedule: 'rate(1 minute)',
          targets: [{ id: 'T', destination: { kind: 'function', name: 'reconciler' } }],
        },
      ],
      destinations: {
        invokeFunction: () => {
          asked += 1;
          return answer.promise;
        },
        startExecution: async () => {},
        notifyTopic: async () => {},
      },
      region: 'ap-south-1',
      account: '000000000000',
      now,
      warn: () => {},
    });
    bus.start();
    running.push({ stop: () => bus.close() });
    const due = () => database.get<{ due: number }>('select due from schedules')?.due;
    await vi.waitFor(() => expect(due()).toBe(clock + MINUTE));
    for (let minute = 0; minute < 3; minute++) {
      clock += MINUTE;
      await vi.waitFor(() => expect(due()).toBe(clock + MINUTE));
    }
    await vi.waitFor(() => expect(asked).toBe(1));
    expect(database.all('select * from deliveries')).toHaveLength(1);
    answer.resolve();
    await vi.waitFor(() => expect(database.all('select * from deliveries')).toEqual([]));
  });
});

describe('a queue that feeds a function', () => {
  it('removes what was handled and offers the rest again', async () => {
    const batches: string[][] = [];
    let failing = 'b';
    const invoke = async (_: string, event: unknown) => {
      const { Records } = event as { Records: { messageId: string; body: string }[] };
      batches.push(Records.map(({ body }) => body));
      const failed = Records.filter(({ body }) => body === failing);
      return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    };
    for (const body of ['a', 'b', 'c']) queues.send('arrivals', body);
    const mapping = {
      queue: 'arrivals',
      queueArn: 'arn:aws:sqs:ap-south-1:000000000000:arrivals',
      region: 'ap-south-1',
      functionName: 'arrivals',
      batchSize: 5,
      reportsFailures: true,
    };
    running.push(startQueueMapping(mapping, queues, invoke, () => {}));
    await vi.waitFor(() => expect(queues.depth('arrivals')).toBe(1));
    expect(batches).toEqual([['a', 'b', 'c']]);
    failing = '';
    clock += 31_000;
    await vi.waitFor(() => expect(queues.depth('arrivals')).toBe(0));
    expect(batches[1]).toEqual(['b']);
  });

  it('keeps the whole batch when the function throws', async () => {
    let calls = 0;
    queues.send('arrivals', 'a');
    const mapping = {
      queue: 'arrivals',
      queueArn: 'arn',
      region: 'ap-south-1',
      functionName: 'arrivals',
      batchSize: 5,
      reportsFailures: false,
    };
    const invoke = async () => {
      calls += 1;
      throw new Error('no');
    };
    running.push(startQueueMapping(mapping, queues, invoke, () => {}));
    await vi.waitFor(() => expect(calls).toBe(1));
    expect(queues.depth('arrivals')).toBe(1);
  });
});

describe('a table stream that feeds a function', () => {
  interface Change extends ChangeRecord {
    eventName: string;
    dynamodb: { SequenceNumber: string };
  }
  const changes = (count: number, eventName = 'INSERT'): Change[] =>
    Array.from({ length: count }, (_, index) => ({
      eventName,
      dynamodb: { SequenceNumber: String(index + 1) },
    }));
  const relay: StreamMapping = {
    name: 'relay',
    functionName: 'relay',
    batchSize: 3,
    filters: [],
    reportsFailures: true,
    bisects: true,
    retries: 1,
    onFailureQueue: 'dead',
  };
  const sequences = (event: unknown): string[] =>
    (event as { Records: Change[] }).Records.map((record) => record.dynamodb.SequenceNumber);
  const position = () =>
    database.get<{ sequence: string }>("select sequence from positions where mapping = 'relay'")
      ?.sequence;

  function start(
    records: readonly Change[],
    handle: (sequences: string[]) => string | undefined,
    mapping = relay,
  ): { batches: string[][]; checkpoints: string[] } {
    const batches: string[][] = [];
    const checkpoints: string[] = [];
    running.push(
      startStreamMapping({
        mapping,
        database,
        queues,
        now,
        warn: () => {},
        stream: {
          async read(after, limit) {
            return records
              .filter(({ dynamodb }) => Number(dynamodb.SequenceNumber) > Number(after ?? 0))
              .slice(0, limit);
          },
          checkpointed: (sequence) => checkpoints.push(sequence),
        },
        async invoke(_, event) {
          const batch = sequences(event);
          batches.push(batch);
          const failed = handle(batch);
          return failed && { batchItemFailures: [{ itemIdentifier: failed }] };
        },
      }),
    );
    return { batches, checkpoints };
  }

  it('hands over every record in order, in batches, and remembers how far it came', async () => {
    const { batches, checkpoints } = start(changes(7), () => undefined);
    await vi.waitFor(() => expect(position()).toBe('7'));
    expect(batches).toEqual([['1', '2', '3'], ['4', '5', '6'], ['7']]);
    expect(checkpoints).toEqual(['3', '6', '7', '7']);
  });

  it('goes on after a restart from where the last one ended', async () => {
    database.run("insert into positions values ('relay', '4')");
    const { batches } = start(changes(6), () => undefined);
    await vi.waitFor(() => expect(position()).toBe('6'));
    expect(batches).toEqual([['5', '6']]);
  });

  it('shows the function only what a filter wants, and still moves past the rest', async () => {
    const records = changes(4).map((record, index) =>
      index === 1 ? { ...record, eventName: 'MODIFY' } : record,
    );
    const { batches } = start(records, () => undefined, {
      ...relay,
      filters: [{ eventName: ['INSERT'] }],
    });
    await vi.waitFor(() => expect(position()).toBe('4'));
    expect(batches).toEqual([['1', '3', '4']]);
  });

  it('gives up one bad record after its retries, alone, and tells the failure queue which', async () => {
    const { batches } = start(changes(5), (batch) => batch.find((sequence) => sequence === '2'));
    await vi.waitFor(() => expect(position()).toBe('5'));
    const handled = batches.filter((batch) => !batch.includes('2')).flat();
    expect(handled.filter((sequence) => sequence === '3')).toHaveLength(1);
    expect(handled.filter((sequence) => sequence === '4')).toHaveLength(1);
    const [told] = queues.receive('dead', 5);
    expect(JSON.parse(told!.body)).toMatchObject({
      DDBStreamBatchInfo: { startSequenceNumber: '2', endSequenceNumber: '2', batchSize: 1 },
    });
    expect(queues.depth('dead')).toBe(1);
  });

  it('holds the position while the function fails and goes on when it recovers', async () => {
    let broken = true;
    const { batches } = start(changes(2), (batch) => (broken ? batch[0] : undefined), {
      ...relay,
      bisects: false,
      retries: -1,
    });
    await vi.waitFor(() => expect(batches.length).toBeGreaterThan(1), 3_000);
    expect(position()).toBeUndefined();
    broken = false;
    await vi.waitFor(() => expect(position()).toBe('2'), 5_000);
  });
});
