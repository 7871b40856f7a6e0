/**
 * The one write door.
 *
 * Whatever changes in the office of record is one `TransactWriteItems`: the caller's idempotency item, the
 * compare-and-swap on each record's head, the sealed events with their texts, what else the change brings
 * along, the effects owed, and the check that the actor still holds the post. Nothing else writes
 * records. A lost reply is never reported as a failure: whoever repeats the request gets the stored reply.
 */
import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { actorOf, type Officer } from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import {
  type Actor,
  type Entry,
  type EventDraft,
  emptyHead,
  type Head,
  type Json,
  seal,
} from '../domain/ledger.ts';
import { env } from '../env.ts';
import { digest, newId, newSalt } from './digest.ts';
import { entryItems } from './entryItems.ts';
import { headKey, idempotencyKey, type Key, outboxPk, postKey, shardOf } from './keys.ts';
import { pack, unpack } from './packed.ts';
import { getTogether, type Item, type Loaded, parsed, type Ref } from './reading.ts';
import { KeyReused } from './refusals.ts';
import { table } from './table.ts';

type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A change to one sealed record. */
export interface RecordChange {
  readonly id: string;
  readonly officeId: string;
  /** The head as read, or nothing for a record that must not exist yet. */
  readonly read: Head | undefined;
  /** The post that must still hold the record when the change is written. */
  readonly heldBy?: string;
  /** The post that holds it afterwards. */
  readonly holder?: string;
  readonly state: object;
  /** Index attributes of the head item. */
  readonly index?: Item;
  readonly events: readonly EventDraft[];
}

/** Work owed after the write; a worker does it at least once. */
export type Effect =
  | { readonly kind: 'start-approval'; readonly approvalId: string }
  | { readonly kind: 'answer-turn'; readonly approvalId: string; readonly turn: number }
  | { readonly kind: 'index-record'; readonly recordId: string }
  | { readonly kind: 'index-note'; readonly fileId: string; readonly noteNo: number }
  | { readonly kind: 'make-print'; readonly printId: string }
  | { readonly kind: 'withdraw-content'; readonly fileId: string }
  | { readonly kind: 'close-papers'; readonly fileId: string };

/** An item that appears or changes with the records. */
export interface Companion {
  readonly item: Key & Item;
  /** `new`: must not exist. `any`: whatever is there, because a record's head guards it. Else the value an attribute must have. */
  readonly expect: 'new' | 'any' | { readonly attribute: string; readonly value: number | string };
}

/** A condition on an item that the change only relies on. */
export interface Check {
  readonly key: Key;
  readonly attribute: string;
  /** Nothing: the item must not be there. */
  readonly value: string | number | undefined;
  /** What to tell the caller when it no longer holds; without it the request is tried again on what is there now. */
  readonly otherwise?: () => DomainError;
}

export interface Change<Body> {
  readonly records: readonly RecordChange[];
  readonly companions?: readonly Companion[];
  readonly checks?: readonly Check[];
  readonly effects?: readonly Effect[];
  /** The reply, made from the heads that the records will have. */
  readonly reply: (headOf: (recordId: string) => Head) => Body;
  /** The version the reply goes out under, where it is not the first record's. */
  readonly version?: number;
}

/** Somebody else changed one of the records between the read and the write: load and try again. */
export class Contention extends Error {
  override readonly name = 'Contention';
}
/**
 * The table did not say whether the change was written. Loading again tells: the idempotency item is there
 * exactly when it was.
 */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}
/** The same request was answered before. */
export class Replayed extends Error {
  override readonly name = 'Replayed';
  readonly reply: StoredReply;

  constructor(reply: StoredReply) {
    super('The request was answered before.');
    this.reply = reply;
  }
}
export interface StoredReply {
  readonly status: number;
  readonly body: unknown;
  readonly etag?: string;
}

export interface DoorRequest {
  /** Scope of the idempotency key: caller, operation and key. */
  readonly scope: string;
  /** Digest of everything the caller asked for. */
  readonly fingerprint: string;
  readonly at: string;
  readonly by: Officer | { readonly system: string };
  /** HTTP status under which the reply is stored. */
  readonly status: number;
}

/** How long a repeated request gets the stored reply. Seconds. */
const replayWindowSeconds = 24 * 3600;

const nameOf = ({ pk, sk }: Key) => `${pk}\n${sk}`;

/** One item of the transaction, and what its refusal means. */
interface Guard {
  readonly write: Write;
  readonly refused: (reason: CancellationReason) => Error;
}

/** One attempt at one write: `load` what the rule needs, then `commit` what it decided. */
export class Door {
  readonly #request: DoorRequest;

  constructor(request: DoorRequest) {
    this.#request = request;
  }

  /**
   * Reads everything the rule needs in one strongly consistent round trip, together with the
   * idempotency item.
   * @throws Replayed, KeyReused
   */
  async load<R extends Record<string, Ref<unknown> | undefined>>(refs: R): Promise<Loaded<R>> {
    const idempotency = idempotencyKey(this.#request.scope);
    const wanted = Object.entries(refs).filter(
      (entry): entry is [string, Ref<unknown>] => !!entry[1],
    );
    const item = await getTogether([idempotency, ...wanted.map(([, { key }]) => key)]);
    this.#mustBeNew(item(idempotency));
    return parsed(wanted, item) as Loaded<R>;
  }

  /**
   * Writes the change, wholly or not at all, and returns the reply that is stored with it.
   * @throws Contention, Replayed, KeyReused, or the error of a check that failed
   */
  async commit<Body>(change: Change<Body>): Promise<{ body: Body; etag: string }> {
    const { by, at } = this.#request;
    const sealed = change.records.map((record) => this.#seal(record));
    const headOf = (recordId: string): Head => {
      const found = sealed.find(({ record }) => record.id === recordId);
      if (!found) throw new RangeError(`${recordId} is not part of the change.`);
      return found.head;
    };
    const body = change.reply(headOf);
    const etag = String(change.version ?? sealed[0]?.head.seq ?? 0);

    const { companions = [], checks = [], effects = [] } = change;
    const entitled = 'post' in by ? entitlement(by) : [];
    // An item stands in a transaction once: what is asked of it is asked together, with its change if it has one.
    const asked = Map.groupBy([...entitled, ...checks], ({ key }) => nameOf(key));
    const changed = new Set(companions.map(({ item }) => nameOf(item)));
    const [first, then] = [entitled, checks].map((each) =>
      [...new Set(each.map(({ key }) => nameOf(key)))].filter((name) => !changed.has(name)),
    ) as [string[], string[]];
    const checkOf = (name: string) => checkGuard(asked.get(name) as Check[]);

    const guards: Guard[] = [
      this.#idempotency({ status: this.#request.status, body, etag }),
      ...first.map(checkOf),
      ...sealed.flatMap(recordGuards),
      ...companions.map((each) => companionGuard(each, asked.get(nameOf(each.item)))),
      ...then.filter((name) => !first.includes(name)).map(checkOf),
      ...effects.map((effect) => owed(effect, at)),
    ];
    try {
      await table.send(
        new TransactWriteCommand({ TransactItems: guards.map(({ write }) => write) }),
      );
    } catch (error) {
      throw meaningOf(error, guards);
    }
    return { body, etag };
  }

  #seal(record: RecordChange) {
    const { by, at } = this.#request;
    const actor: Actor = 'post' in by ? actorOf(by) : { system: by.system };
    const { id, officeId, read = emptyHead, events } = record;
    return {
      record,
      ...seal(read, events, { office: officeId, record: id, at, actor, digest, newSalt }),
    };
  }

  #idempotency(reply: StoredReply): Guard {
    const { scope, fingerprint } = this.#request;
    const now = Math.floor(Date.parse(this.#request.at) / 1000);
    return {
      write: {
        Put: {
          TableName: env().TABLE_NAME,
          Item: {
            ...idempotencyKey(scope),
            fingerprint,
            reply: pack(reply as unknown as Json),
            expiresAt: now + replayWindowSeconds,
          },
          // An expired item may linger for days, so its time is compared and not its presence alone.
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAt < :now',
          ExpressionAttributeValues: { ':now': now },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      refused: ({ Item: stored }) => {
        try {
          this.#mustBeNew(stored && unmarshall(stored));
        } catch (error) {
          return error as Error;
        }
        return new Contention('The idempotency item could not be written.');
      },
    };
  }

  #mustBeNew(item: Item | undefined): void {
    const { at, fingerprint } = this.#request;
    if (!item || Number(item.expiresAt) * 1000 < Date.parse(at)) return;
    if (item.fingerprint !== fingerprint) {
      throw new KeyReused('The idempotency key was used for another request.');
    }
    throw new Replayed(unpack(item.reply) as unknown as StoredReply);
  }
}

/**
 * A person whose tenure ended a moment ago may not act on what they read before, nor a link officer whose delegation was
 * ended: a post's item names those that are open, each with the tenure of its link officer.
 */
function entitlement({ post, tenureId, asLink }: Officer): Check[] {
  const tenure = {
    key: postKey((asLink?.ownPost ?? post).id),
    attribute: 'tenureId',
    value: tenureId,
    otherwise: () => new DomainError('tenure-ended', 'The tenure of the post has ended.'),
  };
  if (!asLink) return [tenure];
  const delegation = {
    key: postKey(post.id),
    attribute: asLink.delegationId,
    value: tenureId,
    otherwise: () => new DomainError('delegation-not-in-force', 'The delegation was ended.'),
  };
  return [tenure, delegation];
}

function recordGuards({
  record,
  head,
  entries,
}: {
  record: RecordChange;
  head: Head;
  entries: Entry[];
}): Guard[] {
  const { id, read, heldBy, holder, state, index = {} } = record;
  const unchanged = ['seq = :seq', '#hash = :hash', ...(heldBy ? ['heldBy = :post'] : [])];
  const write: Write = {
    Put: {
      TableName: env().TABLE_NAME,
      Item: { ...headKey(id), ...index, ...head, ...(holder && { heldBy: holder }), state },
      ...(read
        ? {
            ConditionExpression: unchanged.join(' AND '),
            ExpressionAttributeNames: { '#hash': 'hash' },
            ExpressionAttributeValues: {
              ':seq': read.seq,
              ':hash': read.hash,
              ...(heldBy && { ':post': heldBy }),
            },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' }),
    },
  };
  const changed = () => new Contention(`${id} has changed since it was read.`);
  return [{ write, refused: changed }, ...entries.flatMap((entry) => entryGuards(id, entry))];
}

/** Events and their texts are only ever added. */
const entryGuards = (recordId: string, entry: Entry): Guard[] =>
  entryItems(recordId, entry).map((item) => companionGuard({ item, expect: 'new' }));

/** A part of the condition of a write. */
interface Term {
  readonly expression: string;
  readonly attribute?: string;
  readonly value?: string | number;
}

function companionGuard({ item, expect }: Companion, checks: readonly Check[] = []): Guard {
  const own: Term[] =
    expect === 'any'
      ? []
      : expect === 'new'
        ? [{ expression: 'attribute_not_exists(pk)' }]
        : [{ expression: '#guarded = :guarded', ...expect }];
  return {
    write: {
      Put: {
        TableName: env().TABLE_NAME,
        Item: item,
        ...(own.length + checks.length > 0 && conditionOf([...own, ...checks.map(termOf)])),
        ...(checks.length > 0 && told),
      },
    },
    refused: (reason) => failedOf(checks, item, reason),
  };
}

/** What is asked of one item that the change only relies on. */
function checkGuard(checks: readonly Check[]): Guard {
  const { key } = checks[0] as Check;
  return {
    write: {
      ConditionCheck: {
        TableName: env().TABLE_NAME,
        Key: key,
        ...conditionOf(checks.map(termOf)),
        ...told,
      },
    },
    refused: (reason) => failedOf(checks, key, reason),
  };
}

const termOf = ({ attribute, value }: Check, no: number): Term =>
  value === undefined
    ? { expression: 'attribute_not_exists(pk)' }
    : { expression: `#relied${no} = :relied${no}`, attribute, value };

/** All of it together. */
function conditionOf(terms: readonly Term[]) {
  const valued = terms.flatMap(({ expression, attribute, value }) =>
    attribute === undefined
      ? []
      : [{ name: expression.slice(1, expression.indexOf(' ')), attribute, value }],
  );
  return {
    ConditionExpression: terms.map(({ expression }) => expression).join(' AND '),
    ...(valued.length > 0 && {
      ExpressionAttributeNames: Object.fromEntries(
        valued.map(({ name, attribute }) => [`#${name}`, attribute]),
      ),
      ExpressionAttributeValues: Object.fromEntries(
        valued.map(({ name, value }) => [`:${name}`, value]),
      ),
    }),
  };
}
/** What was there comes back, to tell which part does not hold. */
const told = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

/** The first of what was asked that does not hold says what to tell the caller. */
function failedOf(checks: readonly Check[], { pk, sk }: Key, { Item: stored }: CancellationReason) {
  const item = stored && unmarshall(stored);
  const failed = checks.find(({ attribute, value }) =>
    value === undefined ? item !== undefined : item?.[attribute] !== value,
  );
  return failed?.otherwise?.() ?? new Contention(`${pk} ${sk} has changed since it was read.`);
}

function owed(effect: Effect, at: string): Guard {
  const id = newId('out');
  const item = { pk: outboxPk(shardOf(id)), sk: id, effect, owedSince: at };
  return companionGuard({ item, expect: 'new' });
}

/** What a cancelled transaction means to the caller: the first refused item says, replays before all others. */
function meaningOf(error: unknown, guards: readonly Guard[]): unknown {
  if (!(error instanceof TransactionCanceledException)) {
    return isOurFault(error)
      ? error
      : new Unanswered('The table gave no answer.', { cause: error });
  }
  const reasons = error.CancellationReasons ?? [];
  for (const [index, reason] of reasons.entries()) {
    if (reason.Code === 'ConditionalCheckFailed') return guards[index]?.refused(reason) ?? error;
  }
  const passing = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
  if (reasons.some(({ Code }) => Code && passing.includes(Code))) {
    return new Contention('Another write was under way on the same items.');
  }
  return error;
}

/** A request that the table understood and refused: trying again would not help, and nothing was written. */
function isOurFault(error: unknown): boolean {
  const { $fault, name } = error as { $fault?: unknown; name?: unknown };
  return $fault === 'client' && !passingClientFaults.has(String(name));
}
const passingClientFaults: ReadonlySet<string> = new Set([
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);
