import type * as z from 'zod';
import { Template } from '../domain/chainTemplate.ts';
import { PostLedger } from '../domain/charge.ts';
import { HeldPost, Office, Person, Policy, SubjectHead, Unit } from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import { PostId } from '../domain/ids.ts';
import type { Chart } from '../domain/resolver.ts';
import { WorkDivision } from '../domain/workDivision.ts';
import type { Check, Companion } from './door.ts';
import {
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

/** The ledger of a post: what was done with its charge. */
export const postLedger = (postId: string): Ref<Stored<PostLedger>> =>
  recordRef(postId, PostLedger);

/**
 * A post as it stands after a change of its charge, in its own place and in the list of its office, and the charge as
 * the person finds it. The head of the post's ledger guards them.
 */
export function postCompanions(post: HeldPost, before: HeldPost, at: string): Companion[] {
  const { holder, charge = before.charge } = post;
  const lapses = post.charge ? post.charge.to : at;
  const conditions = postConditions(post, holder ?? post.charge);
  return [
    { item: { ...postKey(post.id), ...conditions, entity: post }, expect: 'any' },
    { item: { ...officePostKey(post.officeId, post.id), entity: post }, expect: 'any' },
    ...(charge
      ? [
          {
            item: {
              ...givenChargeKey(charge.personId, post.id),
              entity: post,
              // One that was ended, or that is over, is of no use in the list.
              ...(lapses && { expiresAt: Math.floor(Date.parse(lapses) / 1000) }),
            },
            expect: 'any' as const,
          },
        ]
      : []),
  ];
}

/** Posts of which the person was given charge; a post says itself whether the charge still stands. */
export async function postsInCharge(personId: string): Promise<HeldPost[]> {
  const { items } = await queryPage({ pk: givenChargesPk(personId), limit: 50 });
  return items.map(entityOf(HeldPost));
}

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
