/**
 * Faults of the calls that the product makes to AWS, put in below the SDK's own retries: there a lost reply is tried
 * again by the real client, with the token it would use. What an emulator never does (throttling, conflicts of
 * transactions, a forgotten token) comes from here.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { InternalServerError, TransactionCanceledException } from '@aws-sdk/client-dynamodb';

export const faultKinds = {
  /** Refused at first: a conflict of transactions, or throttling; tried again it goes through. */
  refused: 'refused once',
  /** Throttled however often the client tries; nothing is done. */
  throttled: 'throttled throughout',
  /** The connection breaks before anything is done, however often the client tries. */
  silent: 'never reached',
  /** Done, but the reply is lost; the client repeats it and is answered. */
  lost: 'done, reply lost',
  /** The same, and whoever did it has forgotten that it did. */
  forgotten: 'done, reply lost, token forgotten',
  /** Done, and answered with 500 however often the client tries. */
  failed: 'done, then 500 throughout',
  /** The process ends before the call, or after it was carried out. */
  crash: 'crash before',
  crashAfter: 'crash after',
} as const;
export type FaultKind = keyof typeof faultKinds;

/** A fault at the so-manieth call of a plan, counted from 0. */
export interface Fault {
  readonly at: number;
  readonly kind: FaultKind;
}

/** A call that was made under a plan: faults are put in at calls. */
export interface Call {
  readonly name: string;
  readonly fault: FaultKind | undefined;
  attempts: number;
}

const reads: ReadonlySet<string> = new Set([
  'GetItemCommand',
  'BatchGetItemCommand',
  'QueryCommand',
  'DescribeExecutionCommand',
]);

/**
 * What can go wrong at a call. Of a read nothing is left, so it does not matter when it fails; that the client tries a
 * read again is the client's own business.
 * @param apart also those of which nothing is seen behind the client, or no more than of another
 */
export function faultsOf({ name }: Call, apart: boolean): readonly FaultKind[] {
  if (reads.has(name)) return apart ? ['silent', 'crash'] : ['crash'];
  // Putting, deleting, starting and answering twice is done twice: nothing remembers a token.
  const transaction = name === 'TransactWriteItemsCommand';
  const written = ['silent', 'failed', 'crash', 'crashAfter'] as const;
  const more = apart ? (['throttled', transaction ? 'lost' : 'refused'] as const) : [];
  return [
    ...written,
    ...more,
    ...(transaction ? (['refused', 'forgotten'] as const) : (['lost'] as const)),
  ];
}

/** One run of a handler, which can end in the middle and then does nothing more. */
class Process {
  #dead = false;
  readonly #died = Promise.withResolvers<'crashed'>();

  get isDead() {
    return this.#dead;
  }
  get died() {
    return this.#died.promise;
  }
  /** @returns what never comes back */
  die(): Promise<never> {
    this.#dead = true;
    this.#died.resolve('crashed');
    return new Promise<never>(() => undefined);
  }
}

export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'crashed' };

/** The calls of one plan, and the faults in it. */
export class Faults {
  readonly #process = new AsyncLocalStorage<Process>();
  #plan: ReadonlyMap<number, FaultKind> = new Map();
  calls: Call[] = [];

  begin(plan: readonly Fault[]): void {
    this.#plan = new Map(plan.map(({ at, kind }) => [at, kind]));
    this.calls = [];
  }

  /** Runs what a process would run. Calls that are made outside of one are not counted. */
  async run<T>(work: () => Promise<T>): Promise<Outcome<T>> {
    const process = new Process();
    return this.#process.run(process, () =>
      Promise.race([
        process.died.then(() => ({ kind: 'crashed' }) as const),
        work().then(
          (value) => ({ kind: 'done', value }) as const,
          (error: unknown) => ({ kind: 'failed', error }) as const,
        ),
      ]),
    );
  }

  /** Counts a call of the product, all its attempts together. */
  noted(name: string): Call | undefined {
    if (!this.#process.getStore()) return undefined;
    const call = { name, fault: this.#plan.get(this.calls.length), attempts: 0 };
    this.calls.push(call);
    return call;
  }

  /** One attempt at a call. */
  async attempt<T>(
    call: Call | undefined,
    execute: () => Promise<T>,
    forget: () => void,
  ): Promise<T> {
    const process = this.#process.getStore();
    if (process?.isDead) return new Promise<never>(() => undefined);
    const attempt = call ? call.attempts++ : 0;
    switch (call?.fault) {
      case 'refused':
        if (attempt === 0) throw refusalOf(call);
        return execute();
      case 'throttled':
        throw throttling();
      case 'silent':
        throw hangUp();
      case 'lost':
      case 'forgotten': {
        const done = await execute();
        if (attempt > 0) return done;
        if (call.fault === 'forgotten') forget();
        throw hangUp();
      }
      case 'failed':
        if (attempt === 0) await execute();
        throw new InternalServerError({ message: 'failed', $metadata: { httpStatusCode: 500 } });
      case 'crash':
        return (process as Process).die();
      case 'crashAfter':
        await execute();
        return (process as Process).die();
      default:
        return execute();
    }
  }
}

const hangUp = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
const throttling = () =>
  Object.assign(new Error('Rate exceeded'), {
    name: 'ThrottlingException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    $retryable: { throttling: true },
  });
const refusalOf = ({ name }: Call) =>
  name === 'TransactWriteItemsCommand'
    ? new TransactionCanceledException({
        message: 'conflict',
        $metadata: {},
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      })
    : throttling();
