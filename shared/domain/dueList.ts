/**
 * What lies on the desks of an office, as those see it who answer for it. A post sees its own and what is with those below
 * it; the head of the office and those who keep its registers see all. Of a confidential paper a list tells that
 * it lies there; its number only to whoever may see its cover, and its subject to nobody.
 */
import { can, type HeldPost, type Office, type Officer } from './directory.ts';
import { DomainError } from './errors.ts';
import { allows } from './policy.ts';
import { type Classification, noReaders } from './record.ts';

/** Whether the officer answers for the whole office. */
const seesOffice = (officer: Officer, office: Office): boolean =>
  officer.post.officeId === office.id &&
  (can(officer, 'registers-read') || can(officer, 'admin') || office.headPost === officer.post.id);

/**
 * The posts of an office whose desks an officer looks at.
 * @returns nothing when it is all of them
 * @throws not-allowed (no post of the office is the officer's or below them; nor is the one they ask about)
 */
export function desksSeenBy(
  officer: Officer,
  office: Office,
  posts: readonly Pick<HeldPost, 'id' | 'superiors'>[],
  asked?: string,
): ReadonlySet<string> | undefined {
  if (seesOffice(officer, office)) return undefined;
  const { id, assists } = officer.post;
  const seen = new Set(
    posts
      .filter((post) => post.id === id || post.id === assists || post.superiors.includes(id))
      .map((post) => post.id),
  );
  if (seen.size === 0 || (asked !== undefined && !seen.has(asked))) {
    throw new DomainError('not-allowed', 'Those desks are not below yours.');
  }
  return seen;
}

interface Lying {
  readonly id: string;
  readonly number: string;
  readonly subject: { readonly hi: string; readonly en?: string | undefined };
  readonly classification: Classification;
  readonly postId: string;
}

/** What a list tells an officer of a paper. @param officeId whose paper it is; nothing: that of another office */
export function toldInList(
  { id, number, subject, classification, postId }: Lying,
  officer: Officer,
  officeId: string | undefined,
) {
  if (classification === 'normal') return { id, number, subject };
  const cover = allows(officer, 'see-cover', {
    officeId: officeId ?? 'another office',
    holderPostId: postId,
    classification,
    readers: noReaders,
  });
  return { id: cover ? id : null, number: cover ? number : null, subject: null };
}
