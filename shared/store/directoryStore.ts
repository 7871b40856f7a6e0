import type * as z from 'zod';
import {
  ChainTemplate,
  HeldPost,
  Office,
  Person,
  Policy,
  SubjectHead,
  Unit,
} from '../domain/directory.ts';
import { DomainError } from '../domain/errors.ts';
import type { Check } from './door.ts';
import {
  chainKey,
  chainsPk,
  headsPk,
  officeKey,
  officePk,
  officePostPrefix,
  officesPk,
  officeUnitPrefix,
  policyKey,
  postKey,
  subjectHeadKey,
  subjectKey,
  unitKey,
} from './keys.ts';
import { type Item, load, queryPage, type Ref } from './reading.ts';

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
export const chain = (officeId: string, chainId: string): Ref<ChainTemplate> => ({
  key: chainKey(officeId, chainId),
  parse: entityOf(ChainTemplate),
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

/** The person behind a token's subject, or nothing. */
export async function personOf(subject: string): Promise<Person | undefined> {
  const { person } = await load({
    person: { key: subjectKey(subject), parse: entityOf(Person) } satisfies Ref<Person>,
  });
  return person;
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
export const chains = (officeId: string, slice: Slice) =>
  list(chainsPk(officeId), ChainTemplate, slice);
