/** How a letter goes from post to post, and to other offices, until it is in a file. */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import {
  type HeldPost,
  type Office,
  type Officer,
  type Policy,
  type Post,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import { PostId, UnitId } from './ids.ts';
import type { EventDraft } from './ledger.ts';
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
  to: Post | HeldPost,
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
  const named = [...new Set([...(receipt.readers.named ?? []), ...copies.map(({ id }) => id)])];
  const readers = { ...receipt.readers, ...(named.length > 0 && { named }) };
  const gone = leaves(receipt, to, at, readers);
  const { lastMove } = gone;
  return {
    record: {
      ...gone,
      lastMove: { ...lastMove, ...(copies.length > 0 && { copies: copies.map(({ id }) => id) }) },
    },
    events: [
      left('marked', receipt, to, {
        ...{ at, policy, delay },
        pub: copies.length > 0 ? { copies: copies.map((post) => postRef(post)) } : {},
        texts: remarks === undefined ? {} : { remarks },
      }),
    ],
  };
}

type Readers = Receipt['readers'];
/** The letter is with another post, not opened; paper is on its way there. */
function leaves({ pulledBack, ...receipt }: Receipt, to: Post, at: string, readers: Readers) {
  const electronic = receipt.nature === 'electronic';
  const clock = clockOf({ ...receipt, pulledBack });
  return {
    ...receipt,
    ...(electronic
      ? { status: 'at-post' as const, holder: postRef(to), holderSince: at }
      : {
          ...(pulledBack && { pulledBack }),
          status: 'in-transit' as const,
          transit: { to: postRef(to), at },
        }),
    lastMove: {
      from: receipt.holder,
      at,
      ...(electronic && { sinceBefore: clock }),
      readersBefore: receipt.readers,
    },
    readers: electronic ? withReader(readers, to) : readers,
  };
}

/** The event of a letter that leaves a post. */
function left(
  type: string,
  receipt: Receipt,
  to: Post,
  said: Act & {
    readonly delay?: Delay | undefined;
    readonly pub?: EventDraft['pub'];
    readonly texts: { readonly [name: string]: string };
  },
): EventDraft {
  const { at, policy, delay, pub } = said;
  const remarks = delay?.remarks;
  const texts = { ...said.texts, ...(remarks !== undefined && { delayRemarks: remarks }) };
  return {
    type,
    pub: {
      ...leaving(receipt, at, policy),
      to: postRef(to),
      ...(receipt.nature !== 'electronic' && { onItsWay: true }),
      ...pub,
      ...(delay && { delayReason: delay.code }),
    },
    ...(Object.keys(texts).length > 0 && { texts }),
  };
}

/**
 * Gives the letter back to the post from which it came, saying why: so does whoever it was marked to by mistake, and
 * needs no power to mark. @throws what the machine's `return` refuses
 */
export function giveLetterBack(
  receipt: Receipt,
  to: HeldPost,
  officer: Officer,
  { at, policy, reason, delay }: Act & { reason: string; delay?: Delay | undefined },
): Changed<Receipt> {
  const time = deskLimit(clockOf(receipt), policy, delay);
  check(receiptMachine, 'return', receipt, { officer, at, to, ...time });
  return {
    record: leaves(receipt, to, at, receipt.readers),
    events: [left('returned', receipt, to, { at, policy, delay, texts: { reason } })],
  };
}

/**
 * A superior takes the letter from the post that has it, saying why; the post is told. Paper has still to come.
 * @throws what the machine's `pull-up` refuses
 */
export function pullLetterUp(
  receipt: Receipt,
  holder: Post,
  officer: Officer,
  { at, policy, reason }: Act & { reason: string },
): Changed<Receipt> {
  check(receiptMachine, 'pull-up', receipt, { officer, at, holder });
  const { post } = officer;
  const gone = leaves(receipt, post, at, receipt.readers);
  const comes = receipt.nature === 'electronic';
  return {
    record: {
      ...gone,
      lastMove: { ...gone.lastMove, pulledUp: true, ...(comes && { openedAt: at }) },
    },
    events: [left('pulled-up', receipt, post, { at, policy, texts: { reason } })],
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
