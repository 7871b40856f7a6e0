/**
 * An office whose chains run: the product's handlers and workers on a table, its state machine on the interpreter, and
 * whatever would repeat a call in life: the person, the stream, the machine, the schedule. A moment of it can be kept and
 * gone back to, so that what follows can be tried in ten thousand ways.
 */
import { randomUUID } from 'node:crypto';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { vi } from 'vitest';
import { directoryItems } from '../../../infra/local/seed.ts';
import type { Definition } from '../../../infra/local/stepFunctions/language.ts';
import { StatesError } from '../../../infra/local/stepFunctions/statesError.ts';
import type { OperationId } from '../../../shared/api/routes/index.ts';
import type { Approval } from '../../../shared/domain/approval.ts';
import type { Template } from '../../../shared/domain/chainTemplate.ts';
import type { File } from '../../../shared/domain/file.ts';
import { approvalPlace } from '../../../shared/domain/ids.ts';
import { chainKey } from '../../../shared/store/keys.ts';
import { definitionsIn, synthesise } from '../assembly.ts';
import { type Asked, openOffice, type Told } from '../office.ts';
import { counted, countFrom } from './countedIds.ts';
import { Faults } from './faults.ts';
import { MemoryTable, type TableState } from './memoryTable.ts';
import { type MachineState, StepMachine } from './stepMachine.ts';

/** A Monday morning. */
const start = Date.parse('2026-12-07T05:30:00.000Z');

export interface Moment {
  readonly table: TableState;
  readonly machine: MachineState;
  readonly stream: readonly Key[];
  readonly now: number;
  readonly ids: number;
}
interface Key {
  readonly pk: string;
  readonly sk: string;
}
type Item = Record<string, unknown>;

/** A request of a person, which is repeated under its key until it is answered. */
export interface Request {
  readonly username: string;
  readonly id: OperationId;
  readonly asked: Asked;
  told: Told | undefined;
}

export async function openWorld(templates: readonly Template[]) {
  const faults = new Faults();
  const memory = new MemoryTable();
  const machine = new StepMachine(
    JSON.parse(definitionsIn(synthesise().office).approval ?? '') as Definition,
  );
  const office = await openOffice();
  const { table } = await import('../../../shared/store/table.ts');
  const { stepFunctions } = await import('../../../shared/workflow/stepFunctions.ts');
  const { handler: relay } = await import('../../../functions/relay/index.ts');
  const { handler: steps } = await import('../../../functions/approvalSteps/index.ts');
  const { handler: reconciler } = await import('../../../functions/reconciler/index.ts');

  /** What the stream would still bring to the relay. */
  let stream: Key[] = [];
  memory.inserted = ({ pk, sk }) => {
    if (pk?.S?.startsWith('OUT#')) stream.push({ pk: pk.S, sk: String(sk?.S) });
  };
  for (const item of [
    ...directoryItems(),
    ...templates.map((entity) => ({ ...chainKey(entity.officeId, entity.id), entity })),
  ]) {
    memory.put(marshall(item, { removeUndefinedValues: true }));
  }

  /** What happens while a call, or its reply, is on its way: others may come before it. */
  let onTheWay = async (): Promise<void> => undefined;
  for (const { client, target, place } of [
    { client: table, target: memory, place: 'DocumentUnmarshall' },
    { client: stepFunctions, target: machine, place: 'retryMiddleware' },
  ]) {
    const stack = client.middlewareStack as unknown as Stack;
    // What only matters on the way to AWS, and costs a third of the time.
    for (const name of ['httpSigningMiddleware', 'loggerMiddleware', 'getUserAgentMiddleware']) {
      stack.remove(name);
    }
    stack.add(
      (next, context) => (args) => {
        context.call = faults.noted(String(context.commandName));
        return next(args);
      },
      { step: 'initialize', priority: 'low', name: 'noteCall' },
    );
    stack.addRelativeTo(
      (_next, context) =>
        async ({ input }) => {
          const execute = async () => {
            await onTheWay();
            const output = await target.execute(String(context.commandName), input);
            await onTheWay();
            return output;
          };
          const output = await faults.attempt(context.call, execute, () => memory.forgetTokens());
          return { response: {}, output: { $metadata: {}, ...output } };
        },
      { relation: 'after', toMiddleware: place, name: 'answerInMemory' },
    );
  }

  vi.useFakeTimers({ toFake: ['Date'], now: start });
  // Whoever waits before trying again does so for a hundredth of the time.
  const { setTimeout: patient } = globalThis;
  globalThis.setTimeout = ((act: () => void, milliseconds = 0, ...more: []) =>
    patient(act, milliseconds / 100, ...more)) as typeof setTimeout;

  async function restore(moment: Moment): Promise<void> {
    memory.restore(moment.table);
    machine.restore(moment.machine);
    stream = [...moment.stream];
    countFrom(moment.ids);
    vi.setSystemTime(moment.now);
    // A process that has just begun has all its tries.
    for (const client of [table, stepFunctions]) {
      Object.assign(await client.config.retryStrategy(), { capacity: 500 });
    }
  }
  const keep = (): Moment => ({
    table: memory.state,
    machine: machine.state,
    stream: [...stream],
    now: Date.now(),
    ids: counted(),
  });

  /** What a partition of the table holds. */
  const itemsOf = (pk: string): Item[] => memory.itemsOf(pk).map((item) => unmarshall(item));
  const pass = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

  /** Runs what a process of its own would run, a moment later than the one before. */
  const process = <T>(work: () => Promise<T>) => {
    pass(5);
    return faults.run(work);
  };

  /** One try at a request. @returns whether it was answered */
  async function ask(request: Request): Promise<boolean> {
    const { username, id, asked } = request;
    const outcome = await process(() => office.call(username, id, asked));
    if (outcome.kind === 'failed') throw outcome.error;
    if (outcome.kind === 'crashed' || outcome.value.status >= 500) return false;
    request.told = outcome.value;
    return true;
  }

  /** The relay is given what the stream has; what it did not do comes again. */
  async function deliver(): Promise<void> {
    const batch = stream.slice(0, 25);
    const event = {
      Records: batch.map(({ pk, sk }, index) => ({
        dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, SequenceNumber: String(index) },
      })),
    };
    const outcome = await process(() => relay(event as never));
    if (outcome.kind !== 'done') return;
    const [failed] = outcome.value.batchItemFailures;
    stream = stream.slice(failed ? Number(failed.itemIdentifier) : batch.length);
  }

  /** The machine invokes the functions that it waits for. */
  async function work(): Promise<void> {
    for (const invocation of machine.wanted) {
      const outcome = await process(() => steps(invocation.payload));
      const name = outcome.kind === 'failed' ? (outcome.error as Error).name : 'Sandbox.Crash';
      await machine.invoked(
        invocation,
        outcome.kind === 'done'
          ? { ok: true, output: { StatusCode: 200, Payload: outcome.value } }
          : { ok: false, error: new StatesError(name, 'a fault') },
      );
    }
  }

  /** Until nothing moves any more, but for clocks that run for days. */
  async function settle({ relaying = true } = {}): Promise<void> {
    for (let rounds = 0; rounds < 60; rounds += 1) {
      if (relaying && stream.length > 0) await deliver();
      else if (machine.wanted.length > 0) await work();
      else {
        const due = machine.due(true);
        if (due === Number.POSITIVE_INFINITY) return;
        vi.setSystemTime(Math.max(Date.now(), due));
        await machine.tick();
      }
    }
    throw new Error('It never comes to rest.');
  }

  /** The schedule lets the reconciler look, half a minute later. @returns whether the run came to its end */
  async function reconcile(): Promise<boolean> {
    pass(31_000);
    return (await process(() => reconciler())).kind === 'done';
  }

  /** Time passes until the clock of the open turn runs out, and what follows from that happens. */
  async function untilDue(): Promise<void> {
    vi.setSystemTime(Math.max(machine.due(), Date.now()));
    await machine.tick();
  }

  /** A request that must be granted, with all that follows, and without faults. */
  async function done(username: string, id: OperationId, asked: Asked = {}): Promise<Told> {
    pass(5);
    const told = await office.told(username, id, asked);
    await settle();
    return told;
  }

  const request = (username: string, id: OperationId, asked: Asked): Request => ({
    username,
    id,
    asked: { ...asked, headers: { 'idempotency-key': randomUUID() } },
    told: undefined,
  });

  return {
    office,
    machine,
    memory,
    faults,
    restore,
    keep,
    pass,
    ask,
    settle,
    reconcile,
    untilDue,
    invoke: steps,
    work,
    delayedBy(delay: () => Promise<void>): void {
      onTheWay = delay;
    },
    deliver,
    done,
    request,
    /** What the stream has for the relay is taken from it. */
    takeStream(): readonly Key[] {
      return stream.splice(0);
    },
    /** The stream brings this, after all that it has. */
    bring: (keys: readonly Key[]) => stream.push(...keys),
    itemsOf,
    /** A chain as it is on record. */
    chainOf(approvalId: string): Approval {
      const { fileId, ordinal } = approvalPlace(approvalId);
      const sk = `A#${String(ordinal).padStart(4, '0')}`;
      return itemsOf(fileId).find((item) => item.sk === sk)?.approval as Approval;
    },
    headOf: (recordId: string) =>
      itemsOf(recordId).find(({ sk }) => sk === '#HEAD') as { seq: number; state: File },
    async close() {
      globalThis.setTimeout = patient;
      vi.useRealTimers();
      for (const client of [table, stepFunctions]) {
        (client.middlewareStack as unknown as Stack).remove('answerInMemory');
      }
      await office.close();
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

interface Context {
  readonly commandName?: string;
  call?: ReturnType<Faults['noted']>;
}
interface Args {
  readonly input: unknown;
}
type Next = (args: Args) => Promise<unknown>;
interface Stack {
  add(middleware: (next: Next, context: Context) => Next, options: object): void;
  addRelativeTo(middleware: (next: Next, context: Context) => Next, options: object): void;
  remove(name: string): boolean;
}
