import { sampleDistrict, sampleUsers } from '../../infra/local/sampleDistrict.ts';
import {
  actingAs,
  type HeldPost,
  type Officer,
  type Policy,
  type Post,
} from '../../shared/domain/directory.ts';

export const at = '2026-11-23T06:00:00.000Z';

/** A sample officer by user name. */
export function officer(username: string): Officer {
  const user = sampleUsers.find((each) => each.username === username);
  const person = sampleDistrict.people.find(({ subject }) => subject === user?.subject);
  if (!person) throw new RangeError(username);
  return actingAs(person, at);
}
export const post = (username: string): Post => officer(username).post;
export const policy: Policy = sampleDistrict.policy;

/** A post of the sample with whoever holds it. */
export function heldPost(username: string): HeldPost {
  const found = sampleDistrict.posts.find(({ id }) => id === post(username).id);
  if (!found) throw new RangeError(username);
  return found;
}

/** The posts of the sample above a post, nearest first. */
export const above = ({ superiors }: Pick<Post, 'superiors'>): Post[] =>
  superiors.flatMap((superior) => {
    const found = sampleDistrict.posts.find(({ id }) => id === superior);
    return found ? [found] : [];
  });
