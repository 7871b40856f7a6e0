/**
 * The sealed history of a record (a file, a letter, a scan).
 *
 * Every event carries the hash of the one before it, so the record's head vouches for its whole past.
 * Texts are not in the event but committed to by a salted hash: a text may later be withheld by
 * order without breaking the chain, and a published hash tells nothing about a short text.
 * The formats are fixed for ever; a change needs a new version string.
 */
import * as z from 'zod';

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** SHA-256 of UTF-8 text as lower-case hex. Passed in: the domain runs in browsers too. */
export type Digest = (text: string) => string;
/** A fresh 16-byte salt as hex. */
export type NewSalt = () => string;

const eventDomain = 'patravali/event/v1\0';
const fieldDomain = 'patravali/field/v1\0';
/** What the first event of a record names as its predecessor. */
export const genesis = '0'.repeat(64);

/**
 * Canonical JSON (RFC 8785 for the values we admit): keys sorted by UTF-16 units, no spaces, integers
 * only, strings well-formed and NFC.
 * @throws RangeError for anything whose canonical form would be in doubt.
 */
export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError('Only whole numbers can be sealed.');
    return String(Object.is(value, -0) ? 0 : value);
  }
  if (typeof value === 'string') {
    if (!value.isWellFormed() || value !== value.normalize('NFC')) {
      throw new RangeError('Only well-formed NFC text can be sealed.');
    }
    return JSON.stringify(value);
  }
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`);
  return `{${members.join(',')}}`;
}
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Who acted, under which tenure, and in whose place. Workers act as a named part of the system. */
export const Actor = z.union([
  z.strictObject({
    personId: z.string(),
    postId: z.string(),
    tenureId: z.string(),
    name: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    designation: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    /** A link officer, who acted in the name of this post, and by which delegation. */
    onBehalfOfPostId: z.string().optional(),
    onBehalfOfDesignation: z.strictObject({ hi: z.string(), en: z.string().optional() }).optional(),
    delegationId: z.string().optional(),
  }),
  z.strictObject({ system: z.string() }),
]);
export type Actor = z.infer<typeof Actor>;

export const SealedEvent = z.strictObject({
  v: z.literal(1),
  office: z.string(),
  record: z.string(),
  seq: z.int().positive(),
  prev: Hash,
  type: z.string(),
  at: z.string(),
  actor: Actor,
  /** Facts that may be shown to anyone who may see the record at all. */
  pub: z.record(z.string(), z.json()),
  /** Commitments to the texts that belong to the event. */
  sealed: z.record(z.string(), Hash),
});
export type SealedEvent = z.infer<typeof SealedEvent>;

/** Text as kept beside an event: what the commitment commits to. */
export const SealedField = z.strictObject({
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  value: z.json(),
});
export type SealedField = z.infer<typeof SealedField>;

export interface Head {
  readonly seq: number;
  readonly hash: string;
  /** When the last event happened. */
  readonly at: string;
}
export const emptyHead: Head = { seq: 0, hash: genesis, at: '' };

/** An event before it has a place in the chain. */
export interface EventDraft {
  readonly type: string;
  readonly pub: { readonly [key: string]: Json };
  /** Texts to seal with it. */
  readonly texts?: { readonly [field: string]: Json };
  /** The series in which the texts are kept, for the note sheet and the correspondence; else by `seq`. */
  readonly place?: { readonly series: 'note' | 'correspondence' | 'version'; readonly no: number };
}

export interface Entry {
  readonly event: SealedEvent;
  readonly hash: string;
  readonly fields: { readonly [field: string]: SealedField };
  readonly place: EventDraft['place'];
}

export interface Sealing {
  readonly office: string;
  readonly record: string;
  readonly at: string;
  readonly actor: Actor;
  readonly digest: Digest;
  readonly newSalt: NewSalt;
}

export const eventHash = (event: SealedEvent, digest: Digest): string =>
  digest(eventDomain + canonical(event as unknown as Json));

export const commitment = ({ salt, value }: SealedField, digest: Digest): string =>
  digest(fieldDomain + salt + canonical(value as Json));

function laterOf(one: string, other: string): string {
  if (one < other) return other;
  return one;
}

/**
 * Gives drafts their places after `head` and returns the entries with the record's new head. A request that had to wait
 * for another, or whose server's clock is behind, happened after what it stands behind: time never runs back.
 */
export function seal(head: Head, drafts: readonly EventDraft[], sealing: Sealing) {
  const { office, record, actor, digest, newSalt } = sealing;
  const at = laterOf(sealing.at, head.at);
  let { seq, hash } = head;
  const entries = drafts.map((draft): Entry => {
    const fields = Object.fromEntries(
      Object.entries(draft.texts ?? {}).map(([name, value]) => [name, { salt: newSalt(), value }]),
    ) as Entry['fields'];
    const sealed = Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, commitment(field, digest)]),
    );
    seq += 1;
    const event = SealedEvent.parse({
      v: 1,
      office,
      record,
      seq,
      prev: hash,
      type: draft.type,
      at,
      actor,
      pub: draft.pub,
      sealed,
    });
    hash = eventHash(event, digest);
    return { event, hash, fields, place: draft.place };
  });
  return { entries, head: { seq, hash, at } };
}

export type FindingCode =
  | 'event-missing'
  | 'event-altered'
  | 'chain-broken'
  | 'text-missing'
  | 'text-altered'
  | 'time-reversed'
  | 'head-altered'
  | 'event-not-anchored'
  | 'unreadable';
/** Something that the chain does not vouch for. `seq` names the event that was touched. */
export interface Finding {
  readonly seq: number;
  readonly code: FindingCode;
  readonly field?: string;
}

/** What storage returned for one event, before anything about it is believed. */
export interface StoredEntry {
  readonly event: unknown;
  readonly hash: unknown;
  readonly fields: { readonly [field: string]: unknown } | undefined;
}

export interface Walk {
  /** The last event that was accepted, and when it happened. */
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}
export const startOfWalk: Walk = { seq: 0, hash: genesis, at: '' };

/**
 * Checks a run of stored entries that must continue a walk, and names every event that was touched.
 * The walk goes on from the recomputed hash, so one altered event is one finding and not a cascade of them
 * at the following events, unless their links are broken as well.
 */
export function verify(
  walk: Walk,
  entries: readonly StoredEntry[],
  record: string,
  digest: Digest,
): { walk: Walk; findings: Finding[] } {
  const findings: Finding[] = [];
  let { seq, hash, at } = walk;
  for (const entry of entries) {
    const expected = seq + 1;
    const parsed = SealedEvent.safeParse(entry.event);
    if (!parsed.success) {
      findings.push({ seq: expected, code: 'unreadable' });
      // The stored hash is all that is left to go on with.
      seq = expected;
      hash = typeof entry.hash === 'string' ? entry.hash : '';
      continue;
    }
    const event = parsed.data;
    for (let missing = expected; missing < event.seq; missing += 1) {
      findings.push({ seq: missing, code: 'event-missing' });
    }
    const recomputed = hashOrNothing(event, digest);
    const altered = recomputed !== entry.hash || event.record !== record || event.seq < expected;
    if (altered) findings.push({ seq: event.seq, code: 'event-altered' });
    if (event.seq === expected && event.prev !== hash) {
      // An event that agrees with its own hash still says what came before it when it was sealed:
      // then it is its predecessor that was rewritten, hash and all.
      findings.push(
        altered || expected === 1
          ? { seq: event.seq, code: 'chain-broken' }
          : { seq: event.seq - 1, code: 'event-altered' },
      );
    }
    if (event.at < at) findings.push({ seq: event.seq, code: 'time-reversed' });
    findings.push(...fieldFindings(event, entry.fields, digest));
    // Following the stored hash keeps the blame on this event: its successor names that same hash.
    hash = typeof entry.hash === 'string' ? entry.hash : recomputed;
    seq = Math.max(seq, event.seq);
    if (event.at > at) at = event.at;
  }
  return { walk: { seq, hash, at }, findings };
}

/** At the end of the walk the record's head must be exactly where the walk arrived. */
export function verifyHead(walk: Walk, head: Pick<Head, 'seq' | 'hash'>): Finding[] {
  const findings: Finding[] = [];
  for (let seq = walk.seq + 1; seq <= head.seq; seq += 1) {
    findings.push({ seq, code: 'event-missing' });
    if (findings.length > 100) break;
  }
  if (walk.seq > head.seq) findings.push({ seq: head.seq + 1, code: 'event-not-anchored' });
  if (walk.seq === head.seq && walk.hash !== head.hash) {
    findings.push({ seq: head.seq, code: 'head-altered' });
  }
  return findings;
}

const unsettledCodes: ReadonlySet<FindingCode> = new Set([
  'event-missing',
  'event-not-anchored',
  'head-altered',
  'text-missing',
]);
/** A write may be under way this long, in milliseconds: as long as one is tried, and the clocks' difference. */
const underWay = 15_000;

/**
 * Head, events and texts are read side by side and not at one instant. What a write between these reads can look like
 * is no finding while the record has just been written: whoever asks again is told.
 */
export const isUnsettled = (
  findings: readonly Finding[],
  latest: readonly string[],
  at: string,
): boolean =>
  findings.length > 0 &&
  findings.every(({ code }) => unsettledCodes.has(code)) &&
  latest.some((moment) => Date.parse(moment) > Date.parse(at) - underWay);

function fieldFindings(
  event: SealedEvent,
  fields: StoredEntry['fields'],
  digest: Digest,
): Finding[] {
  return Object.entries(event.sealed).flatMap(([field, committed]): Finding[] => {
    if (fields?.[field] === undefined) return [{ seq: event.seq, code: 'text-missing', field }];
    const stored = SealedField.safeParse(fields[field]);
    if (stored.success && commits(stored.data, committed, digest)) return [];
    return [{ seq: event.seq, code: 'text-altered', field }];
  });
}

function commits(field: SealedField, committed: string, digest: Digest): boolean {
  try {
    return commitment(field, digest) === committed;
  } catch {
    // A value without a canonical form cannot be the one that was sealed.
    return false;
  }
}

function hashOrNothing(event: SealedEvent, digest: Digest): string {
  try {
    return eventHash(event, digest);
  } catch {
    return '';
  }
}
