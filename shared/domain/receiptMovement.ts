/** How a letter goes from post to post, and to other offices, until it is in a file. */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import { type Office, type Officer, type Policy, type Post, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import { PostId, UnitId } from './ids.ts';
import { check } from './machine.ts';
import type { Delay } from './movement.ts';
import { handled, type Receipt } from './receipt.ts';
import { receiptMachine } from './receiptMachine.ts';
import { clockOf, deskLimit, leaving, noReaders, withReader } from './record.ts';

/** The post a letter is marked to: a post by name, or the dealing desk of a branch. */
export const MarkTo = z
  .union([z.strictObject({ postId: PostId }), z.strictObject({ unitId: UnitId })])
  .meta({ id: 'MarkTo' });

export interface Marking {
  readonly at: string;
  readonly policy: Policy;
  /** Posts that get a copy for information. */
  readonly copies?: readonly Post[];
  readonly remarks?: string | undefined;
  /** Why it was kept beyond the limit. */
  readonly delay?: Delay | undefined;
}

/**
 * Gives the letter to the post that must act on it, and copies of it to others. Paper is only on its way until that
 * post says that it has come.
 * @throws what the machine's `mark` refuses
 */
export function mark(
  receipt: Receipt,
  to: Post,
  officer: Officer,
  { at, policy, copies = [], remarks, delay }: Marking,
): Changed<Receipt> {
  check(receiptMachine, 'mark', receipt, {
    officer,
    at,
    to,
    copies,
    copyLimit: policy.copyLimit,
    ...deskLimit(clockOf(receipt), policy, delay),
  });
  const electronic = receipt.nature === 'electronic';
  const named = [...new Set([...(receipt.readers.named ?? []), ...copies.map(({ id }) => id)])];
  const readers = { ...receipt.readers, ...(named.length > 0 && { named }) };
  const texts = {
    ...(remarks !== undefined && { remarks }),
    ...(delay?.remarks !== undefined && { delayRemarks: delay.remarks }),
  };
  const { pulledBack, ...rest } = receipt;
  return {
    record: {
      ...rest,
      ...(electronic
        ? { status: 'at-post', holder: postRef(to), holderSince: at }
        : {
            ...(pulledBack && { pulledBack }),
            status: 'in-transit',
            transit: { to: postRef(to), at },
          }),
      lastMove: {
        from: receipt.holder,
        at,
        ...(copies.length > 0 && { copies: copies.map(({ id }) => id) }),
        ...(electronic && { sinceBefore: clockOf(receipt) }),
        readersBefore: receipt.readers,
      },
      readers: electronic ? withReader(readers, to) : readers,
    },
    events: [
      {
        type: 'marked',
        pub: {
          ...leaving(receipt, at, policy),
          to: postRef(to),
          ...(electronic ? {} : { onItsWay: true }),
          ...(copies.length > 0 && { copies: copies.map((post) => postRef(post)) }),
          ...(delay && { delayReason: delay.code }),
        },
        ...(Object.keys(texts).length > 0 && { texts }),
      },
    ],
  };
}

export interface Act {
  readonly at: string;
  readonly policy: Policy;
}

/** The post opens what has come; opening it again changes nothing. @throws in-transit, … */
export function openLetter(receipt: Receipt, officer: Officer, at: string): Changed<Receipt> {
  check(receiptMachine, 'open', receipt, { officer, at });
  const record = handled(receipt, at);
  return { record, events: record === receipt ? [] : [{ type: 'opened-on-desk', pub: {} }] };
}

/** The paper has come: custody changes now. @throws not-in-transit */
export function receivePaper(
  receipt: Receipt,
  officer: Officer,
  { at, policy }: Act,
): Changed<Receipt> {
  check(receiptMachine, 'receive', receipt, { officer, at });
  const { transit, pulledBack: _clock, ...rest } = receipt;
  return {
    record: {
      ...handled(rest, at),
      status: 'at-post',
      holder: postRef(officer.post),
      holderSince: at,
      readers: withReader(receipt.readers, officer.post),
    },
    events: [
      {
        type: 'received',
        pub: {
          ...leaving(receipt, at, policy),
          to: postRef(officer.post),
          ...(transit && { sentAt: transit.at }),
        },
      },
    ],
  };
}

/**
 * The post that marked the letter takes it back while nobody has opened it; the post that had it so long did not read
 * it, and no longer may. Copies for information that went with it are taken back too.
 * @throws already-opened, not-the-sender, not-in-transit
 */
export function recallLetter(
  receipt: Receipt,
  officer: Officer,
  { at, policy }: Act,
): Changed<Receipt> {
  check(receiptMachine, 'recall', receipt, { officer, at });
  const { transit, lastMove, ...rest } = receipt;
  return {
    record: {
      ...rest,
      status: 'at-post',
      holder: postRef(officer.post),
      // What never left the desk has lain there all along.
      holderSince: transit ? receipt.holderSince : at,
      ...(lastMove?.sinceBefore && { pulledBack: { at, since: lastMove.sinceBefore } }),
      readers: lastMove?.readersBefore ?? receipt.readers,
    },
    events: [
      { type: 'recalled', pub: { ...leaving(receipt, at, policy), to: postRef(officer.post) } },
    ],
  };
}

/** Another office of the cell whose registry takes the letter. */
export interface TransferTo {
  readonly office: Office;
  readonly id: string;
  readonly number: string;
  readonly serial: number;
}

/**
 * Gives the letter to another office on the system: it becomes that office's receipt under a number of its own, with
 * the same documents, clock and tracking, and this one ends. Each names the other.
 * @throws what the machine's `transfer` refuses
 */
export function transfer(
  receipt: Receipt,
  officer: Officer,
  to: TransferTo,
  { at, policy, remarks, delay }: Omit<Marking, 'copies'>,
): { here: Changed<Receipt>; there: Changed<Receipt> } {
  const { office, id, number, serial } = to;
  check(receiptMachine, 'transfer', receipt, {
    officer,
    at,
    office,
    ...deskLimit(clockOf(receipt), policy, delay),
  });
  // The machine has refused an office without one.
  const desk = office.inwardPost as Post;
  const {
    transit: _transit,
    lastMove: _lastMove,
    reminded: _reminded,
    duplicateOfId: _copyOf,
    remindsReceiptId: _reminds,
    ...carried
  } = receipt;
  const electronic = receipt.nature === 'electronic';
  const source = { officeId: receipt.officeId, receiptId: receipt.id, number: receipt.number };
  const arrived: Receipt = {
    ...carried,
    id,
    officeId: office.id,
    officeName: office.name,
    number,
    serial,
    diarisedAt: at,
    receivedOn: receipt.receivedOn ?? dayOf(receipt.diarisedAt),
    ...(electronic
      ? { status: 'at-post' }
      : { status: 'in-transit', transit: { to: postRef(desk), at } }),
    holder: postRef(desk),
    holderSince: at,
    readers: withReader(noReaders, desk),
    transferredFrom: source,
  };
  const target = { officeId: office.id, receiptId: id, number };
  const texts = {
    ...(remarks !== undefined && { remarks }),
    ...(delay?.remarks !== undefined && { delayRemarks: delay.remarks }),
  };
  return {
    here: {
      record: {
        ...handled(receipt, at),
        status: 'transferred',
        transferredTo: target,
      },
      events: [
        {
          type: 'transferred',
          pub: {
            ...leaving(receipt, at, policy),
            to: postRef(desk),
            target,
            ...(delay && { delayReason: delay.code }),
          },
          ...(Object.keys(texts).length > 0 && { texts }),
        },
      ],
    },
    there: {
      record: arrived,
      events: [
        {
          type: 'diarised',
          pub: {
            number,
            channel: arrived.channel,
            nature: arrived.nature,
            classification: arrived.classification,
            urgency: arrived.urgency,
            documents: arrived.documents.map(({ documentId }) => documentId),
            holder: desk.id,
            transferredFrom: source,
            ...(arrived.dueAt && { dueAt: arrived.dueAt }),
          },
          texts: {
            letter: { subject: arrived.subject, sender: arrived.sender, letter: arrived.letter },
            ...(remarks !== undefined && { remarks }),
          },
        },
      ],
    },
  };
}
