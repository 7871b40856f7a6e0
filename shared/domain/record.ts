/** What files and letters share: classification, urgency, and who has had them. */
import * as z from 'zod';
import { addWorkingDays, workingMinutesBetween } from './calendar.ts';
import type { Policy, Post, PostRef } from './directory.ts';
import type { Changed } from './document.ts';
import { Instant, PostId } from './ids.ts';

export const Classification = z.enum(['normal', 'confidential']).meta({
  id: 'Classification',
  description: 'Secret and above are refused: not for this system.',
});
export type Classification = z.infer<typeof Classification>;

/** What may be asked for: what is refused can be named, so that the rule refuses it and says why. */
export const AskedClassification = z
  .enum([...Classification.options, 'secret', 'top-secret'])
  .meta({ id: 'AskedClassification' });
export type AskedClassification = z.infer<typeof AskedClassification>;

/** The classification that was asked for, if it is one that this system keeps. */
export const keptClassification = (asked: string | undefined): Classification | undefined =>
  Classification.options.find((kept) => kept === asked);

export const Urgency = z
  .enum(['ordinary', 'priority', 'immediate', 'top-priority'])
  .meta({ id: 'Urgency' });
export type Urgency = z.infer<typeof Urgency>;

export const RecordLanguage = z.enum(['hi', 'en', 'mixed']).meta({ id: 'RecordLanguage' });

/** Posts that may read a record's content because it passed over them or over those who report to them. */
export const Readers = z.strictObject({
  /** Every post that has held it. */
  holders: z.array(PostId),
  /** Every post above one that has held it. */
  superiors: z.array(PostId),
  /** Posts let in by name: at their request, or by the holder. */
  named: z.array(PostId).optional(),
});
export type Readers = z.infer<typeof Readers>;
export const noReaders: Readers = { holders: [], superiors: [] };

/** A record arrives at a post: the post and its superiors may read it from now on. */
export const withReader = (
  readers: Readers,
  post: { id: string; superiors: readonly string[] },
): Readers => ({
  ...readers,
  holders: [...new Set([...readers.holders, post.id])],
  superiors: [...new Set([...readers.superiors, ...post.superiors])],
});

/**
 * Its file has become confidential, and so has a letter, an issue or a part of it. No act of a post: whatever state it
 * is in, and whoever has it.
 */
export const withItsFile = <R extends { readonly classification: Classification }>(
  record: R,
  fileId: string,
): Changed<R> => ({
  record: { ...record, classification: 'confidential' },
  events: [{ type: 'made-confidential', pub: { fileId, classification: 'confidential' } }],
});

export const postToken = (postId: string): string => `p:${postId}`;
/** A post as one of an office: no post of another office has it. */
export const officePostToken = (officeId: string, postId: string): string =>
  `${officeToken(officeId)}/${postId}`;

/** Whoever is cleared to read the confidential papers of an office, whichever posts they are. */
export const clearedToken = (officeId: string): string => `${officeToken(officeId)}/cleared`;

/** What a post is let in by. */
export const ownTokens = (post: Pick<Post, 'id' | 'officeId' | 'capabilities'>): string[] => [
  postToken(post.id),
  officeToken(post.officeId),
  officePostToken(post.officeId, post.id),
  ...(post.capabilities.includes('confidential-read') ? [clearedToken(post.officeId)] : []),
];

/**
 * Access tokens of the posts that may find a record by the words in it: those that had it, and their superiors; of a
 * confidential one only those of its own office that had it or are cleared, and whoever has it now. The same rule as
 * the decision table's `read-content`.
 */
export const contentAccess = (record: {
  readonly officeId: string;
  readonly holder: Pick<PostRef, 'postId'>;
  readonly classification: Classification;
  readonly readers: Readers;
}): string[] => {
  const { holders, superiors, named = [] } = record.readers;
  const own = [...holders, ...named];
  const { officeId, holder } = record;
  const tokens =
    record.classification === 'confidential'
      ? [
          postToken(holder.postId),
          clearedToken(officeId),
          ...own.map((postId) => officePostToken(officeId, postId)),
        ]
      : [...own, ...superiors].map(postToken);
  return [...new Set(tokens)];
};
/** Rows of the index name no posts: they are open to whoever the record's live access row lets in. */
export const coverToken = (recordId: string): string => `v:${recordId}`;
export const wordsToken = (recordId: string): string => `c:${recordId}`;
export const officeToken = (officeId: string): string => `o:${officeId}`;
/** Of what is not confidential its whole office sees the cover; of anything else it never does. */
export const isOpenToOffice = (access: readonly string[]): boolean =>
  access.some((token) => /^o:[^/]+$/.test(token));

/** Electronic papers are received by arriving; physical ones only when somebody says so. */
export const Nature = z.enum(['electronic', 'physical', 'hybrid']).meta({ id: 'Nature' });
export type Nature = z.infer<typeof Nature>;

interface Lying {
  readonly holder: PostRef;
  readonly holderSince: string;
}

/** It was pulled back to where it lay before: the limit of the post's time with it runs from the first of the two. */
export const PulledBack = z.strictObject({ at: Instant, since: Instant });

/**
 * Since when the post's time with a thing runs. The register counts each stay by itself; the limit counts on over what
 * was sent and pulled back, or that would be a way round it.
 */
export const clockOf = ({
  holderSince,
  pulledBack,
}: {
  readonly holderSince: string;
  readonly pulledBack?: z.infer<typeof PulledBack> | undefined;
}): string => (pulledBack?.at === holderSince ? pulledBack.since : holderSince);

/** From which post a thing goes, and how long it had lain there: facts of the event. */
export const leaving = ({ holder, holderSince }: Lying, at: string, policy: Policy) => ({
  from: holder,
  heldSince: holderSince,
  heldWorkingMinutes: workingMinutesBetween(holderSince, at, policy),
});

/** How long a post may keep what it has had since an instant, and what it says when it kept it longer. */
export const deskLimit = (
  since: string,
  policy: Policy,
  delay: { readonly code: string } | undefined,
) => ({
  keepUntil: addWorkingDays(since, policy.dwellLimitDays, policy),
  delayReason: delay?.code,
  delayReasons: policy.delayReasons,
});

export interface Held {
  readonly post: PostRef;
  readonly since: string;
}
