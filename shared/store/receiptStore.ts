/** Letters that came in: the record, and the rows by which it is found, listed, followed and told apart. */

import * as z from 'zod';
import type { Name, Post } from '../domain/directory.ts';
import type { Changed } from '../domain/document.ts';
import { Day, Instant, ReceiptId } from '../domain/ids.ts';
import type { MovementCause } from '../domain/movement.ts';
import { enclosuresMissing, Receipt } from '../domain/receipt.ts';
import { contentAccess, officeToken } from '../domain/record.ts';
import { TrackRow, trackRowOf } from '../domain/tracking.ts';
import { digest } from './digest.ts';
import type { Companion, RecordChange } from './door.ts';
import type { SentRow } from './fileStore.ts';
import {
  accessRowKey,
  inboxKeys,
  informationKey,
  informationPk,
  sameLetterKey,
  sentKey,
  similarKey,
  trackKey,
} from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';
import { registerCompanion } from './registerStore.ts';

export const ref = (receiptId: string): Ref<Stored<Receipt>> => recordRef(receiptId, Receipt);

/** The change of a letter as the door takes it. A letter in a file, or done with, has left every inbox. */
export function change(
  read: Stored<Receipt> | undefined,
  { record, events }: Changed<Receipt>,
): RecordChange {
  const { id, holder, holderSince, dueAt, number, subject, urgency, classification } = record;
  const { status, transit, lastMove } = record;
  return {
    id,
    officeId: record.officeId,
    read: read?.head,
    ...(read && { heldBy: read.state.holder.postId }),
    holder: holder.postId,
    state: record,
    index: {
      // Paper on its way waits in the inbox of the post that must receive it.
      ...(inInbox.has(status) && inboxKeys(transit?.to.postId ?? holder.postId, dueAt, id)),
      status,
      ...(lastMove && lastMove.openedAt === undefined && { unseen: true }),
      ...(enclosuresMissing(record) && { missing: true }),
      id,
      kind: 'receipt',
      number,
      subject,
      urgency,
      classification,
      since: holderSince,
      ...(dueAt && { dueAt }),
    },
    events,
  };
}
const inInbox: ReadonlySet<string> = new Set(['diarised', 'in-transit', 'at-post']);

export function accessRow(receipt: Receipt, rev: number): Companion {
  const { id, number, subject, status, classification, officeId } = receipt;
  const words = contentAccess(receipt);
  return {
    item: {
      ...accessRowKey(id),
      t: 'A',
      key: id,
      rev,
      access: classification === 'normal' ? [...words, officeToken(officeId)] : words,
      words,
      kind: 'receipt',
      number,
      subject,
      status,
    },
    expect: 'any',
  };
}

/** The letter's row in the inward register (आवक पंजी). */
export function registerRow(receipt: Receipt): Companion {
  const { letter, sender, subject, channel, status } = receipt;
  return registerCompanion(receipt.officeId, 'inward', {
    at: receipt.diarisedAt,
    number: receipt.number,
    recordId: receipt.id,
    confidential: receipt.classification === 'confidential',
    order: receipt.number,
    columns: {
      sender: sender.name,
      letter: [letter.number, letter.date].filter(Boolean).join(', '),
      subject: subject.hi,
      channel,
      ...(status === 'void' && { status }),
    },
  });
}

/** The row of an entry that was corrected or voided, or that became confidential: the number stays listed. */
export const registerRowAnew = (receipt: Receipt): Companion => ({
  ...registerRow(receipt),
  expect: 'any',
});

/** What a post sent, and the office's movement register, for a letter that leaves a post. */
export function movementRows(
  { id, number, subject, classification, officeId, holder }: Receipt,
  to: Receipt['holder'],
  cause: MovementCause,
  at: string,
): Companion[] {
  const confidential = classification === 'confidential';
  return [
    {
      item: {
        ...sentKey(holder.postId, at, id),
        row: {
          id,
          kind: 'receipt',
          number,
          at,
          to,
          cause,
          subject: confidential ? null : subject,
        } satisfies SentRow,
      },
      expect: 'any',
    },
    registerCompanion(officeId, 'movement', {
      at,
      number,
      recordId: id,
      confidential,
      order: id,
      columns: { from: holder.designation.hi, to: to.designation.hi, cause },
    }),
  ];
}

/** A copy for information, as the post that got it has it listed. */
export const CopyRow = z.strictObject({
  receiptId: ReceiptId,
  number: z.string(),
  at: Instant,
  from: Receipt.shape.holder,
  subject: Receipt.shape.subject,
  /** The marking with which it went was pulled back. */
  takenBack: z.literal(true).optional(),
});
export type CopyRow = z.infer<typeof CopyRow>;

/** Copies of the letter for information; their posts are among its readers. */
export const copyRows = (
  { id, number, subject, holder }: Receipt,
  posts: readonly Pick<Post, 'id'>[],
  at: string,
): Companion[] =>
  posts.map((post) => ({
    item: {
      ...informationKey(post.id, at, id),
      row: { receiptId: id, number, at, from: holder, subject } satisfies CopyRow,
    },
    expect: 'any',
  }));

/** The copies that went with the last marking are listed no more: it was pulled back. */
export function copyRowsTakenBack({ id, number, subject, lastMove }: Receipt): Companion[] {
  if (!lastMove) return [];
  const { at, from, copies = [] } = lastMove;
  return copies.map((postId) => ({
    item: {
      ...informationKey(postId, at, id),
      row: { receiptId: id, number, at, from, subject, takenBack: true } satisfies CopyRow,
    },
    expect: 'any',
  }));
}

/** What a post got for information, newest first. */
export async function copies(postId: string, part: { limit: number; after?: string | undefined }) {
  const { items, more } = await queryPage({
    pk: informationPk(postId),
    newestFirst: true,
    ...part,
  });
  return {
    items: items
      .map(({ row }) => CopyRow.parse(row))
      .filter(({ takenBack }) => takenBack === undefined),
    last: more ? String(items.at(-1)?.sk) : undefined,
  };
}

export const tracking = (token: string): Ref<TrackRow> => ({
  key: trackKey(token),
  parse: ({ row }) => TrackRow.parse(row),
});

/** The public row of the letter's token, written anew with every change; nothing for a letter without one. */
export const trackingRows = (receipt: Receipt, office: z.infer<typeof Name>, at: string) =>
  receipt.trackingToken === undefined
    ? []
    : [
        {
          item: { ...trackKey(receipt.trackingToken), row: trackRowOf(receipt, office, at) },
          expect: 'any',
        } satisfies Companion,
      ];

/** Letters of an office that bear the same number and date and come from the same sender. */
export const SameLetter = z.strictObject({ receiptId: ReceiptId, number: z.string(), day: Day });
export type SameLetter = z.infer<typeof SameLetter>;
const SameItem = z.object({ letters: z.array(SameLetter), count: z.int().positive() });

export const sameLetters = (officeId: string, same: string): Ref<z.infer<typeof SameItem>> => ({
  key: sameLetterKey(officeId, digest(same)),
  parse: (item) => SameItem.parse(item),
});

/** Enters a letter among those that are the same; the first of them stay listed. */
export const sameLetterRow = (
  officeId: string,
  same: string,
  before: z.infer<typeof SameItem> | undefined,
  letter: SameLetter,
): Companion => ({
  item: {
    ...sameLetterKey(officeId, digest(same)),
    letters: [...(before?.letters ?? []), letter].slice(0, 25),
    count: (before?.count ?? 0) + 1,
  },
  expect: before ? { attribute: 'count', value: before.count } : 'new',
});

/** Letters of the office whose scans say nearly the same, as a worker found them. */
export const Similar = z.strictObject({ ...SameLetter.shape, likeness: z.number() });
export type Similar = z.infer<typeof Similar>;

export const similar = (receiptId: string): Ref<Similar[]> => ({
  key: similarKey(receiptId),
  parse: (item) => z.array(Similar).parse(item.similar),
});
