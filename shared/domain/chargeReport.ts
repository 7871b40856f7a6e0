/**
 * The charge report (प्रभार प्रतिवेदन): what lies on the desk of a post, for whoever hands it over and whoever takes it over.
 * Draft letters and yellow notes go with the files in which they are, and stay with the post as those do.
 */
import * as z from 'zod';
import { can, type HeldPost, Name, type Officer } from './directory.ts';
import { DomainError } from './errors.ts';
import { Instant } from './ids.ts';
import { canonical, type Digest } from './ledger.ts';
import { Classification, Urgency } from './record.ts';

/** Files and letters that the post has, and files that an open chain asks it about though others have them. */
export const DeskKind = z.enum(['file', 'letter', 'asked']).meta({ id: 'DeskKind' });
export type DeskKind = z.infer<typeof DeskKind>;

/** Something on a desk. */
export const DeskItem = z
  .strictObject({
    id: z.string(),
    kind: DeskKind,
    number: z.string(),
    /** Nothing of what is confidential: a list that is printed tells its number alone. */
    subject: Name.nullable(),
    urgency: Urgency,
    classification: Classification,
    since: Instant,
    dueAt: Instant.nullable(),
    overdue: z.boolean(),
    /** Of the file or letter; a letter that is `in-transit` has still to be received. */
    status: z.string(),
    unseen: z.boolean(),
    enclosuresMissing: z.boolean(),
  })
  .meta({ id: 'DeskItem' });
export type DeskItem = z.infer<typeof DeskItem>;

const count = z.int().nonnegative();
export const DeskCounts = z
  .strictObject({
    files: count,
    letters: count,
    asked: count,
    overdue: count,
    confidential: count,
    unseen: count,
    enclosuresMissing: count,
    /** Since when what has lain longest lies there. */
    oldestSince: Instant.nullable(),
    byStatus: z.array(z.strictObject({ kind: DeskKind, status: z.string(), count })),
    /** Whether all was counted; if not, each number is the least that it can be. */
    complete: z.boolean(),
  })
  .meta({ id: 'DeskCounts' });
export type DeskCounts = z.infer<typeof DeskCounts>;

/** @param complete whether the items are all of the desk */
export function countDesk(items: readonly DeskItem[], complete: boolean): DeskCounts {
  const those = (is: (item: DeskItem) => boolean) => items.filter(is).length;
  const byStatus = new Map<string, DeskCounts['byStatus'][number]>();
  for (const { kind, status } of items) {
    const key = `${kind} ${status}`;
    byStatus.set(key, { kind, status, count: (byStatus.get(key)?.count ?? 0) + 1 });
  }
  return {
    files: those(({ kind }) => kind === 'file'),
    letters: those(({ kind }) => kind === 'letter'),
    asked: those(({ kind }) => kind === 'asked'),
    overdue: those(({ overdue }) => overdue),
    confidential: those(({ classification }) => classification === 'confidential'),
    unseen: those(({ unseen }) => unseen),
    enclosuresMissing: those(({ enclosuresMissing }) => enclosuresMissing),
    oldestSince: items.reduce<string | null>(
      (oldest, { since }) => (oldest === null || since < oldest ? since : oldest),
      null,
    ),
    byStatus: [...byStatus.values()],
    complete,
  };
}

/**
 * Pins a list: the same desk gives the same hash, whoever looks at it and in whichever order. So a report on paper can be
 * held against what was sealed when the post was handed over.
 */
export const listHashOf = (items: readonly DeskItem[], digest: Digest): string =>
  digest(
    `patravali/charge-report/v1\0${canonical(
      items.map(({ id, kind, number, since }) => [kind, id, number, since]).sort(byTheirText),
    )}`,
  );
const byTheirText = (one: readonly string[], other: readonly string[]) =>
  one.join(' ') < other.join(' ') ? -1 : 1;

/**
 * Whoever acts in the post, the posts above it, and whoever administers the posts of its office.
 * @throws not-allowed
 */
export function mustReadDesk(officer: Officer, post: HeldPost): void {
  const { id, officeId } = officer.post;
  if (id === post.id || post.superiors.includes(id)) return;
  if (can(officer, 'admin') && officeId === post.officeId) return;
  throw new DomainError('not-allowed', 'The desk is not that of your post or of one below it.');
}

/**
 * What of a desk is told: what is confidential by its number, and to the post itself alone, which has it.
 * @param named whether the numbers of what is confidential are told
 */
export const toldOf = (items: readonly DeskItem[], named: boolean): DeskItem[] =>
  items.filter(({ classification }) => named || classification === 'normal');
