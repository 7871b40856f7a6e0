/** Letters that came in: the record, and the rows by which it is found, listed, followed and told apart. */

import * as z from 'zod';
import { dayOf } from '../domain/calendar.ts';
import { termsOfReceipt } from '../domain/clock.ts';
import type { Officer, Post } from '../domain/directory.ts';
import type { Changed } from '../domain/document.ts';
import { Day, Instant, IssueId, ReceiptId } from '../domain/ids.ts';
import type { EventDraft } from '../domain/ledger.ts';
import type { MovementCause } from '../domain/movement.ts';
import { enclosuresMissing, Receipt, sameLetterOf } from '../domain/receipt.ts';
import { clockOf, contentAccess, officeToken } from '../domain/record.ts';
import { TrackRow, trackRowOf } from '../domain/tracking.ts';
import { digest } from './digest.ts';
import type { Companion, RecordChange } from './door.ts';
import type { SentRow } from './fileStore.ts';
import {
  accessRowKey,
  inboxKeys,
  informationKey,
  informationPk,
  sameAsKey,
  sameLetterKey,
  sameLettersPk,
  sentKey,
  similarKey,
  trackKey,
} from './keys.ts';
import { queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';
import { delayIn, fromWhom, registerCompanion } from './registerStore.ts';
import { listed, workRow } from './workStore.ts';

export const ref = (receiptId: string): Ref<Stored<Receipt>> => recordRef(receiptId, Receipt);

/** The change of a letter as the door takes it. A letter in a file, or done with, has left every inbox. */
export function change(
  read: Stored<Receipt> | undefined,
  { record, events }: Changed<Receipt>,
): RecordChange {
  const { id, holder, dueAt, status, transit, lastMove } = record;
  return {
    id,
    officeId: record.officeId,
    read: read?.head,
    ...(read && { heldBy: read.state.holder.postId }),
    holder: holder.postId,
    state: record,
    index: {
      // Paper on its way waits in the inbox of the post that must receive it.
      ...(inInbox.has(status) && {
        ...inboxKeys(transit?.to.postId ?? holder.postId, dueAt, id),
        ...workRow(record, holder),
      }),
      ...(lastMove && lastMove.openedAt === undefined && { unseen: true }),
      ...(enclosuresMissing(record) && { missing: true }),
      ...listed('receipt', record, clockOf(record), termsOfReceipt(record)),
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
  const { letter, sender, subject, channel, status, diarisedAt, receivedOn } = receipt;
  return registerCompanion(receipt.officeId, 'inward', {
    at: receipt.diarisedAt,
    number: receipt.number,
    recordId: receipt.id,
    confidential: receipt.classification === 'confidential',
    order: { serial: receipt.serial },
    columns: {
      receivedOn: receivedOn ?? dayOf(diarisedAt),
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
  {
    at,
    by,
    events,
  }: {
    readonly at: string;
    readonly by: Officer;
    readonly events: readonly EventDraft[];
  },
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
      columns: {
        from: fromWhom(holder, by),
        to: to.designation.hi,
        cause,
        ...delayIn(events),
      },
    }),
  ];
}

/** A copy for information, or a letter of the office to one of its posts, as the post that got it has it listed. */
export const CopyRow = z.strictObject({
  receiptId: ReceiptId.optional(),
  /** The letter that went out to the post. */
  issueId: IssueId.optional(),
  number: z.string(),
  at: Instant,
  from: Receipt.shape.holder,
  /** Nothing of a confidential letter that went out. */
  subject: Receipt.shape.subject.nullable(),
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
export const trackingRows = (receipt: Receipt, at: string) =>
  receipt.trackingToken === undefined
    ? []
    : [
        {
          item: { ...trackKey(receipt.trackingToken), row: trackRowOf(receipt, at) },
          expect: 'any',
        } satisfies Companion,
      ];

/** A letter of the office that another one is the same as. */
export const SameLetter = z.strictObject({ receiptId: ReceiptId, number: z.string(), day: Day });
export type SameLetter = z.infer<typeof SameLetter>;
const SameRow = z.strictObject({
  ...SameLetter.shape,
  /** It is void, or was corrected to be another. */
  gone: z.literal(true).optional(),
});

/** By what a letter is known among those of its office; nothing when it is void or has no number or date. */
export const sameOf = (receipt: Receipt): string | undefined =>
  receipt.status === 'void' ? undefined : sameLetterOf(receipt.letter, receipt.sender);

/** Letters of an office that bear the same number and date and come from the same sender, the first of them. */
export async function sameLetters(
  officeId: string,
  same: string | undefined,
): Promise<SameLetter[]> {
  if (same === undefined) return [];
  const { items } = await queryPage({ pk: sameLettersPk(officeId, digest(same)), limit: 50 });
  return items
    .map(({ row }) => SameRow.parse(row))
    .filter(({ gone }) => gone === undefined)
    .slice(0, 25);
}

/** Enters a letter among those that are the same, and takes it from among those that it no longer is the same as. */
export function sameLetterRows(before: Receipt | undefined, after: Receipt): Companion[] {
  const [was, is] = [before && sameOf(before), sameOf(after)];
  if (was === is) return [];
  const { id: receiptId, officeId, number, diarisedAt } = after;
  const letter = { receiptId, number, day: dayOf(diarisedAt) };
  const at = (same: string, row: z.infer<typeof SameRow>): Companion => ({
    item: { ...sameLetterKey(officeId, digest(same), receiptId), row },
    expect: 'any',
  });
  return [
    ...(was === undefined ? [] : [at(was, { ...letter, gone: true })]),
    ...(is === undefined ? [] : [at(is, letter)]),
  ];
}

/** The letters that a letter is the same as, as a worker found them. */
export const sameAs = (receiptId: string): Ref<SameLetter[]> => ({
  key: sameAsKey(receiptId),
  parse: (item) => z.array(SameLetter).parse(item.letters),
});

/** Letters of the office whose scans say nearly the same, as a worker found them. */
export const Similar = z.strictObject({ ...SameLetter.shape, likeness: z.number() });
export type Similar = z.infer<typeof Similar>;

export const similar = (receiptId: string): Ref<Similar[]> => ({
  key: similarKey(receiptId),
  parse: (item) => z.array(Similar).parse(item.similar),
});
