/** What files and letters share: classification, urgency, and who has had them. */
import * as z from 'zod';
import type { PostRef } from './directory.ts';

export const Classification = z.enum(['normal', 'confidential']).meta({
  id: 'Classification',
  description: 'Secret and above are refused: not for this system.',
});
export type Classification = z.infer<typeof Classification>;

export const Urgency = z
  .enum(['ordinary', 'priority', 'immediate', 'top-priority'])
  .meta({ id: 'Urgency' });
export type Urgency = z.infer<typeof Urgency>;

export const RecordLanguage = z.enum(['hi', 'en', 'mixed']).meta({ id: 'RecordLanguage' });

/** Posts that may read a record's content because it passed over them or over those who report to them. */
export interface Readers {
  /** Every post that has held it. */
  readonly holders: readonly string[];
  /** Every post above one that has held it. */
  readonly superiors: readonly string[];
}

/** A record arrives at a post: the post and its superiors may read it from now on. */
export function withReader(
  readers: Readers,
  post: { id: string; superiors: readonly string[] },
): Readers {
  return {
    holders: [...new Set([...readers.holders, post.id])],
    superiors: [...new Set([...readers.superiors, ...post.superiors])],
  };
}

/** Access tokens of a record for the search index. */
export const contentAccess = ({ holders, superiors }: Readers): string[] => [
  ...new Set([...holders, ...superiors].map((postId) => `p:${postId}`)),
];
export const officeToken = (officeId: string): string => `o:${officeId}`;
export const postToken = (postId: string): string => `p:${postId}`;

export interface Held {
  readonly post: PostRef;
  readonly since: string;
}
