import * as z from 'zod';
import { HeldPost, Office, Person, Policy, SubjectHead, Unit } from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import { PostId } from '../domain/ids.ts';
import { PostLedger } from '../domain/postLedger.ts';
import type { Check, Companion } from './door.ts';
import {
  abroadKey,
  givenChargeKey,
  givenChargesPk,
  headsPk,
  officeKey,
  officePk,
  officePostKey,
  officePostPrefix,
  officesPk,
  officeUnitPrefix,
  personKey,
  personsPk,
  policyKey,
  postConditions,
  postKey,
  subjectHeadKey,
  subjectKey,
  unitKey,
} from './keys.ts';
import { type Item, load, queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';

/** Directory items keep the entity under `entity`, beside the keys and what conditions look at. */
export const entityOf =
  <T>(schema: z.ZodType<T>) =>
  (item: Item): T =>
    schema.parse(item.entity);

export const post = (postId: string): Ref<HeldPost> => ({
  key: postKey(postId),
  parse: entityOf(HeldPost),
});
export const office = (officeId: string): Ref<Office> => ({
  key: officeKey(officeId),
  parse: entityOf(Office),
});
export const unit = (unitId: string): Ref<Unit> => ({
  key: unitKey(unitId),
  parse: entityOf(Unit),
});
export const subjectHead = (officeId: string, headId: string): Ref<SubjectHead> => ({
  key: subjectHeadKey(officeId, headId),
  parse: entityOf(SubjectHead),
});
export const policy: Ref<Policy> = { key: policyKey, parse: entityOf(Policy) };

/** A deployment without its policy cannot number or time anything. */
export function present<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The district has no ${what}.`);
  return value;
}

/** The write goes through only if the post is still active then. */
export const postIsActive = (postId: string): Check => ({
  key: postKey(postId),
  attribute: 'status',
  value: 'active',
  otherwise: () => new DomainError('post-not-active', 'That post is no longer active.'),
});

/** The person behind a token's subject, with the post they name: one round trip. What is not there is left out. */
export const callerIn = (subject: string, postId: string | undefined) =>
  load({
    person: { key: subjectKey(subject), parse: entityOf(Person) } satisfies Ref<Person>,
    // Whatever else a header says names no post.
    named: PostId.safeParse(postId).success ? post(String(postId)) : undefined,
  });

/** A person by their id, with the number of changes that the next one must find unchanged. */
export interface KnownPerson {
  readonly person: Person;
  readonly version: number;
}
const knownPerson = (item: Item): KnownPerson => ({
  person: entityOf(Person)(item),
  version: z.int().positive().parse(item.version),
});
export const person = (personId: string): Ref<KnownPerson> => ({
  key: personKey(personId),
  parse: knownPerson,
});

/** A person after a change: by their id, which guards it, and as whoever signs in. */
export const personCompanions = (after: Person, { version }: KnownPerson): Companion[] => [
  {
    item: { ...personKey(after.id), version: version + 1, entity: after },
    expect: { attribute: 'version', value: version },
  },
  { item: { ...subjectKey(after.subject), entity: after }, expect: 'any' },
];

/** The ledger of a post: who was posted to it, and what was done with its charge. */
export const postLedger = (postId: string): Ref<Stored<PostLedger>> =>
  recordRef(postId, PostLedger);

/**
 * A post as it stands after a change of its holder, its charge or who acts for it, in its own place and in the list of
 * its office, and as those find it who have charge of it or are its link officers. The head of the post's ledger guards
 * them.
 */
export function postCompanions(post: HeldPost, before: HeldPost, at: string): Companion[] {
  const conditions = postConditions(post, post.holder ?? post.charge);
  const found = new Set([before, post].flatMap((each) => namedIn(each).map(({ id }) => id)));
  return [
    { item: { ...postKey(post.id), ...conditions, entity: post }, expect: 'any' },
    { item: { ...officePostKey(post.officeId, post.id), entity: post }, expect: 'any' },
    ...[...found].map((personId): Companion => {
      const ends = namedIn(post).flatMap(({ id, until }) => (id === personId ? [until] : []));
      // One that was ended, or that is over, is of no use in the list.
      const lapses = ends.includes(undefined) ? undefined : (ends.sort().at(-1) ?? at);
      return {
        item: {
          ...givenChargeKey(personId, post.id),
          entity: post,
          ...(lapses && { expiresAt: Math.floor(Date.parse(lapses) / 1000) }),
        },
        expect: 'any',
      };
    }),
  ];
}

/** Persons who have charge of a post or are its link officers, and until when. */
const namedIn = ({ charge, delegations = [] }: HeldPost) => [
  ...(charge ? [{ id: charge.personId, until: charge.to }] : []),
  ...delegations.map(({ to, until }) => ({ id: to.personId, until })),
];

/**
 * Posts of which the person was given charge or made link officer; a post says itself whether that still stands.
 */
export async function postsInCharge(personId: string): Promise<HeldPost[]> {
  const { items } = await queryPage({ pk: givenChargesPk(personId), limit: 50 });
  return items.map(entityOf(HeldPost));
}

/** Goes through only if the post is held under the same tenure then; else the request is looked at again. */
export const stillHeldBy = ({ id, holder }: HeldPost): Check => ({
  key: postKey(id),
  attribute: 'tenureId',
  value: holder?.tenureId,
});

export interface Slice {
  readonly limit: number;
  readonly after?: string | undefined;
}
export async function list<T>(pk: string, schema: z.ZodType<T>, slice: Slice, prefix?: string) {
  const { items, more } = await queryPage({ pk, ...slice, ...(prefix && { prefix }) });
  return {
    items: items.map(entityOf(schema)),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

export const persons = (slice: Slice) => list(personsPk, Person, slice);
export const offices = (slice: Slice) => list(officesPk, Office, slice);
export const posts = (officeId: string, slice: Slice) =>
  list(officePk(officeId), HeldPost, slice, officePostPrefix);
export const units = (officeId: string, slice: Slice) =>
  list(officePk(officeId), Unit, slice, officeUnitPrefix);
export const subjectHeads = (officeId: string, slice: Slice) =>
  list(headsPk(officeId), SubjectHead, slice);
/** Posts of one office that are read in one page: more than any office of a district has. */
export const chartPosts = 1000;
export const officePosts = (officeId: string) => posts(officeId, { limit: chartPosts });

/** Posts that are read beside something else, by their ids. */
export const postRefs = (postIds: readonly string[]): Record<string, Ref<HeldPost>> =>
  Object.fromEntries(postIds.map((id) => [id, post(id)]));
/** Those of them that were there. */
export const postsIn = (
  loaded: Readonly<Record<string, unknown>>,
  postIds: readonly string[],
): HeldPost[] =>
  [...new Set(postIds)].flatMap((id) => (loaded[id] ? [loaded[id] as HeldPost] : []));

/** What stands beside a draft that names these posts: those of other offices, as they are now. */
export const abroadCompanions = (officeId: string, named: readonly HeldPost[]): Companion[] =>
  named
    .filter((each) => each.officeId !== officeId)
    .map((entity) => ({ item: { ...abroadKey(officeId, entity.id), entity }, expect: 'any' }));
