import * as z from 'zod';
import { Template } from '../domain/chainTemplate.ts';
import { HeldPost, Office, Person, Policy, SubjectHead, Unit } from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import { PostId } from '../domain/ids.ts';
import { PostLedger } from '../domain/postLedger.ts';
import { type Chart, withPosts as withFurther } from '../domain/resolver.ts';
import { WorkDivision } from '../domain/workDivision.ts';
import type { Check, Companion } from './door.ts';
import {
  abroadKey,
  abroadPrefix,
  chainKey,
  chainsPk,
  divisionsPk,
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
const entityOf =
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
export const chain = (officeId: string, chainId: string): Ref<Template> => ({
  key: chainKey(officeId, chainId),
  parse: entityOf(Template),
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

interface Slice {
  readonly limit: number;
  readonly after?: string | undefined;
}
async function list<T>(pk: string, schema: z.ZodType<T>, slice: Slice, prefix?: string) {
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
export const chains = (officeId: string, slice: Slice) => list(chainsPk(officeId), Template, slice);

/** Posts of one office that are read in one page: more than any office of a district has. */
const chartPosts = 1000;
export const officePosts = (officeId: string) => posts(officeId, { limit: chartPosts });

/**
 * The work-division order that is in force in an office at an instant: the newest before it. One that was withdrawn before
 * it was followed is looked past; its row lapses by itself, so that hardly ever more than one page is read.
 */
export async function divisionAt(officeId: string, at: string): Promise<WorkDivision | undefined> {
  for (let until = at; ; ) {
    const { items } = await queryPage({
      pk: divisionsPk(officeId),
      between: ['0', `${until}#~`],
      limit: 1,
      newestFirst: true,
    });
    const [item] = items;
    if (item?.status !== 'withdrawn') return item && entityOf(WorkDivision)(item);
    until = new Date(Date.parse(String(item.sk)) - 1).toISOString();
  }
}

/**
 * What resolvers look into, for the files of an office at an instant: four reads side by side.
 */
export async function chartOf(officeId: string, at: string): Promise<Chart> {
  const [held, branches, { found }, division] = await Promise.all([
    officePosts(officeId),
    units(officeId, { limit: chartPosts }),
    load({ found: office(officeId) }),
    divisionAt(officeId, at),
  ]);
  return {
    posts: held.items,
    units: branches.items,
    office: present(found, 'office of the chain'),
    division,
  };
}

/**
 * The same in as many reads, with the posts of other offices that the office's chains name: each as it was when a draft
 * that names it was last saved, with whoever sat there then. For looking ahead; whom a level asks is looked up by the post as
 * it is.
 */
export async function chartAhead(officeId: string, at: string): Promise<Chart> {
  const { sk } = officeKey(officeId);
  const [held, branches, { items }, division] = await Promise.all([
    officePosts(officeId),
    units(officeId, { limit: chartPosts }),
    queryPage({
      pk: officePk(officeId),
      between: [abroadPrefix, sk],
      newestFirst: true,
      limit: chartPosts,
    }),
    divisionAt(officeId, at),
  ]);
  const own = items.find((item) => item.sk === sk);
  const abroad = items.filter((item) => item !== own).map(entityOf(HeldPost));
  return {
    posts: [...held.items, ...abroad],
    units: branches.items,
    office: present(own && entityOf(Office)(own), 'office of the chain'),
    division,
  };
}

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

/**
 * A chart with those of some posts that it has not: of other offices, asked by name or standing above one of its own. They
 * are read only where there are any: a second read, for workers alone.
 */
export async function withPosts(chart: Chart, postIds: readonly string[]): Promise<Chart> {
  const known = new Set(chart.posts.map(({ id }) => id));
  const missing = [...new Set(postIds)].filter((id) => !known.has(id));
  if (missing.length === 0) return chart;
  return withFurther(chart, postsIn(await load(postRefs(missing)), missing));
}
