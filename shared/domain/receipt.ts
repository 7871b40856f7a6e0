/**
 * A letter that came in (आवक): diarised with a gap-free inward number, marked to the desk that must act,
 * and put in a file or disposed of. At every moment exactly one post answers for it.
 */
import * as z from 'zod';
import { addWorkingDays, dayAfter, dayOf, workingMinutesBetween } from './calendar.ts';
import {
  Name,
  type Office,
  type Officer,
  type Policy,
  type Post,
  PostRef,
  postRef,
  WatchCategory,
} from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import {
  Day,
  DocumentId,
  FileId,
  Instant,
  IssueId,
  OfficeId,
  PostId,
  ReceiptId,
  UnitId,
} from './ids.ts';
import { check, checkNew } from './machine.ts';
import type { Delay } from './movement.ts';
import { comparable, crockford } from './numbering.ts';
import { receiptMachine } from './receiptMachine.ts';
import {
  Classification,
  Nature,
  noReaders,
  Readers,
  RecordLanguage,
  Urgency,
  withReader,
} from './record.ts';
import { asciiDigits, bilingual, line, officeNumber, paragraphs } from './text.ts';

const senderShape = {
  kind: z.enum(['citizen', 'office', 'vip', 'court', 'organisation']),
  name: line(200),
  designation: line(200).optional(),
  address: paragraphs(500).optional(),
  vipCategory: z
    .enum(['mp', 'mla', 'minister', 'panchayat', 'urban-body', 'commission', 'other'])
    .optional(),
};
export const Sender = z.strictObject(senderShape).meta({ id: 'Sender' });
export type Sender = z.infer<typeof Sender>;

/** How to reach the sender: kept as sealed text alone and shown in no list, row or reply. */
export const SenderInput = z
  .strictObject({
    ...senderShape,
    mobile: z
      .string()
      .max(40)
      .overwrite((typed) => asciiDigits(typed).replace(/[\s-]/g, ''))
      .regex(/^(?:\+?91|0)?[6-9]\d{9}$/)
      .optional()
      .meta({ example: '9876543210' }),
    email: z.email().max(200).optional(),
  })
  .meta({ id: 'SenderInput' });
export type SenderInput = z.infer<typeof SenderInput>;

export const Letter = z
  .strictObject({
    number: officeNumber(100).optional(),
    date: Day.optional(),
    language: RecordLanguage,
  })
  .meta({ id: 'Letter' });
export type Letter = z.infer<typeof Letter>;

export const Channel = z
  .enum(['counter', 'post', 'hand', 'e-mail', 'jan-darshan', 'intra', 'portal', 'other'])
  .meta({ id: 'Channel' });

/** What the letter says it has with it, and how much of that came. */
export const Enclosure = z
  .strictObject({
    description: line(200),
    count: z.int().positive().max(9999),
    received: z.int().nonnegative().max(9999),
  })
  .refine(({ count, received }) => received <= count, {
    message: 'No more can have come than there are.',
  })
  .meta({ id: 'Enclosure' });
export type Enclosure = z.infer<typeof Enclosure>;
const Enclosures = z.array(Enclosure).max(50);

interface Earlier {
  readonly duplicateOfId?: string | undefined;
  readonly remindsReceiptId?: string | undefined;
}
const oneEarlier = ({ duplicateOfId, remindsReceiptId }: Earlier): boolean =>
  duplicateOfId === undefined || remindsReceiptId === undefined;

/** The earlier letter that a letter is said to be a copy or a reminder of. */
export const earlierOf = ({ duplicateOfId, remindsReceiptId }: Earlier) =>
  duplicateOfId !== undefined
    ? { receiptId: duplicateOfId, as: 'duplicate' as const }
    : remindsReceiptId !== undefined
      ? { receiptId: remindsReceiptId, as: 'reminder' as const }
      : undefined;

export const ReceiptInput = z
  .strictObject({
    nature: Nature.optional().meta({ description: '`electronic` unless said otherwise.' }),
    subject: bilingual(500),
    sender: SenderInput,
    letter: Letter,
    channel: Channel,
    /** The day on which it came, when it was diarised later: its clock runs from there. */
    receivedOn: Day.optional(),
    classification: z.enum(['normal', 'confidential', 'secret']).optional(),
    urgency: Urgency.optional(),
    category: line(60).optional(),
    remarks: paragraphs(1000).optional(),
    /** Where the paper lies. */
    location: line(200).optional(),
    watch: WatchCategory.optional().meta({
      description: 'A kind of letter that is watched: the policy says how long it may take.',
    }),
    documentIds: z.array(DocumentId).max(10).optional(),
    enclosures: Enclosures.optional(),
    dueAt: Instant.optional(),
    /** An earlier letter of the office of which this is another copy. */
    duplicateOfId: ReceiptId.optional(),
    /** An earlier letter of the office that this one is a reminder of. */
    remindsReceiptId: ReceiptId.optional(),
  })
  .refine(oneEarlier, { message: 'It is a copy of an earlier letter, or a reminder of one.' })
  .meta({ id: 'ReceiptInput' });
export type ReceiptInput = z.infer<typeof ReceiptInput>;

/** A document as the letter has it: which, how long, and the hash that pins its bytes. */
export const AttachedDocument = z
  .strictObject({ documentId: DocumentId, pages: z.int().positive(), sha256: z.string() })
  .meta({ id: 'AttachedDocument' });
export type AttachedDocument = z.infer<typeof AttachedDocument>;

/** The clock of a watched letter, fixed when it was diarised. */
export const Watch = z
  .strictObject({
    category: WatchCategory,
    from: Day,
    days: z.int().positive(),
    counts: z.enum(['calendar', 'working']),
    dueAt: Instant,
    /** The law or order that says so. */
    basis: Name,
  })
  .meta({ id: 'Watch' });
export type Watch = z.infer<typeof Watch>;

export const DisposalReason = z
  .enum(['answered-direct', 'no-action', 'ephemeral', 'duplicate'])
  .meta({ id: 'DisposalReason' });

export const ReceiptStatus = z
  .enum(['diarised', 'in-transit', 'at-post', 'filed', 'closed', 'transferred', 'void'])
  .meta({ id: 'ReceiptStatus' });
export type ReceiptStatus = z.infer<typeof ReceiptStatus>;

const Times = z.strictObject({ count: z.int().positive(), lastAt: Instant });
const Elsewhere = z.strictObject({ officeId: OfficeId, receiptId: ReceiptId, number: z.string() });

/** The token as somebody keys it in from the slip, in its one written form. */
const keyedIn = (typed: string): string =>
  asciiDigits(typed.normalize('NFKC'))
    .toUpperCase()
    .replace(/[\s-]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
    .replace(/(.{4})(?=.)/g, '$1-');

export const TrackingToken = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  .meta({ id: 'TrackingToken', example: '7K3M-2Q9T-0000-8XYZ' });
/** Whatever case, spaces and hyphens it is keyed in with; O is 0, I and L are 1. */
export const TypedToken = z.string().max(60).overwrite(keyedIn).pipe(TrackingToken);

export const Receipt = z
  .strictObject({
    id: ReceiptId,
    officeId: OfficeId,
    number: z.string().meta({ example: 'BBZ-COL/2026/000117' }),
    diarisedAt: Instant,
    receivedOn: Day.optional(),
    nature: Nature,
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    sender: Sender,
    letter: Letter,
    channel: Channel,
    category: z.string().optional(),
    remarks: z.string().optional(),
    location: z.string().optional(),
    classification: Classification,
    urgency: Urgency,
    documents: z.array(AttachedDocument),
    enclosures: Enclosures,
    /** How often the sender was asked for what is missing. */
    chased: Times.optional(),
    watch: Watch.optional(),
    /** The letter that another office issued on the system and that this receipt is: its text is the content. */
    sourceIssueId: IssueId.optional(),
    duplicateOfId: ReceiptId.optional(),
    remindsReceiptId: ReceiptId.optional(),
    /** How often the sender has reminded the office of it. */
    reminded: Times.optional(),
    transferredFrom: Elsewhere.optional(),
    transferredTo: Elsewhere.optional(),
    dueAt: Instant.optional(),
    status: ReceiptStatus,
    holder: PostRef,
    holderSince: Instant,
    /** Paper on its way: custody stays with the sender until it is received. */
    transit: z.strictObject({ to: PostRef, at: Instant }).optional(),
    /** The last marking: what may be pulled back while nobody has opened it. */
    lastMove: z
      .strictObject({
        from: PostRef,
        at: Instant,
        openedAt: Instant.optional(),
        /** Who could read it before, which is what a pull-back goes back to. */
        readersBefore: Readers,
      })
      .optional(),
    readers: Readers,
    /** By which whoever sent it follows it. */
    trackingToken: TrackingToken.optional(),
    fileId: FileId.optional(),
    /** When the file was done with it. */
    settledAt: Instant.optional(),
    closed: z
      .strictObject({
        reason: DisposalReason,
        at: Instant,
        /** The reporting line of the post that closed it: who may open it again. */
        superiors: z.array(PostId),
      })
      .optional(),
  })
  .meta({ id: 'Receipt' });
export type Receipt = z.infer<typeof Receipt>;

/** @param values sixteen random values of 0 to 31 */
export const trackingTokenOf = (values: readonly number[]): string =>
  values
    .slice(0, 16)
    .map((value) => crockford[value & 31])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-');

/** Whether something that the letter says it encloses has not come. */
export const enclosuresMissing = ({ enclosures }: Pick<Receipt, 'enclosures'>): boolean =>
  enclosures.some(({ count, received }) => received < count);

/**
 * What tells one letter from another for those who write letters: its number, its date and who wrote it. Nothing
 * when the letter has no number or no date.
 */
export function sameLetterOf(letter: Letter, sender: Pick<Sender, 'name'>): string | undefined {
  if (letter.number === undefined || letter.date === undefined) return undefined;
  return [comparable(letter.number), letter.date, comparable(sender.name)].join('\n');
}

/**
 * The clock of a watched kind of letter, in calendar days where a law counts so, else in working days.
 * @throws no-such-clock
 */
export function watchOf(category: WatchCategory, from: string, policy: Policy): Watch {
  const clock = policy.watchClocks.find((each) => each.category === category);
  if (!clock) throw new DomainError('no-such-clock', `The policy has no clock for ${category}.`);
  const { days, counts, basis } = clock;
  const dueAt =
    counts === 'calendar'
      ? endOfDay(dayAfter(from, days))
      : addWorkingDays(noonOf(from), days, policy);
  return { category, from, days, counts, dueAt, basis };
}
/** Of a day in India. */
const endOfDay = (day: string) => `${day}T18:29:59.999Z`;
const noonOf = (day: string) => `${day}T06:30:00.000Z`;

const earliest = (a: string | undefined, b: string | undefined): { dueAt?: string } => {
  const dueAt = a && b ? (a < b ? a : b) : (a ?? b);
  return dueAt ? { dueAt } : {};
};

const splitSender = ({ mobile, email, ...sender }: SenderInput) => ({
  sender,
  contact: { ...(mobile && { mobile }), ...(email && { email }) },
});

interface Numbered {
  readonly id: string;
  readonly number: string;
  readonly trackingToken: string;
  readonly documents: readonly AttachedDocument[];
  readonly policy: Policy;
  readonly at: string;
}

/**
 * Enters a letter with the number that was drawn for it.
 * @throws classification-refused, document-required, no-such-clock, date-ahead
 */
export function diarise(
  input: ReceiptInput,
  officer: Officer,
  { id, number, trackingToken, documents, policy, at }: Numbered,
): Changed<Receipt> {
  const { documentIds: _ids, sender: _sender, watch: category, dueAt: asked, ...rest } = input;
  const { classification: _asked, ...entered } = rest;
  const nature = input.nature ?? 'electronic';
  const receivedOn = input.receivedOn ?? dayOf(at);
  const act = { nature, documents: documents.length, classification: input.classification };
  checkNew(receiptMachine, 'diarise', { ...act, receivedOn, today: dayOf(at) });
  const classification = input.classification === 'confidential' ? 'confidential' : 'normal';
  const urgency = input.urgency ?? 'ordinary';
  const watch = category && watchOf(category, receivedOn, policy);
  const { sender, contact } = splitSender(input.sender);
  const { post } = officer;
  const receipt: Receipt = {
    id,
    officeId: post.officeId,
    number,
    diarisedAt: at,
    ...entered,
    nature,
    sender,
    documents: [...documents],
    enclosures: input.enclosures ?? [],
    classification,
    urgency,
    ...(watch && { watch }),
    ...earliest(asked, watch?.dueAt),
    status: 'diarised',
    holder: postRef(post),
    holderSince: at,
    readers: withReader(noReaders, post),
    trackingToken,
  };
  const { duplicateOfId, remindsReceiptId, enclosures } = receipt;
  return {
    record: receipt,
    events: [
      {
        type: 'diarised',
        pub: {
          number,
          channel: input.channel,
          nature,
          classification,
          urgency,
          documents: documents.map(({ documentId }) => documentId),
          holder: post.id,
          ...(watch && { watch: watch.category, watchFrom: watch.from }),
          ...(receipt.dueAt && { dueAt: receipt.dueAt }),
          ...(duplicateOfId !== undefined && { duplicateOfId }),
          ...(remindsReceiptId !== undefined && { remindsReceiptId }),
        },
        texts: {
          letter: { subject: input.subject, sender, letter: input.letter },
          ...(Object.keys(contact).length > 0 && { contact }),
          ...(enclosures.length > 0 && { enclosures }),
          ...(input.remarks !== undefined && { remarks: input.remarks }),
        },
      },
    ],
  };
}
/** The post a letter is marked to: a post by name, or the dealing desk of a branch. */
export const MarkTo = z
  .union([z.strictObject({ postId: PostId }), z.strictObject({ unitId: UnitId })])
  .meta({ id: 'MarkTo' });

/** The holder works on the letter: from now on nobody pulls it back. */
export const handled = (receipt: Receipt, at: string): Receipt =>
  receipt.lastMove && receipt.lastMove.openedAt === undefined
    ? { ...receipt, lastMove: { ...receipt.lastMove, openedAt: at } }
    : receipt;

/** A letter comes once more, or a reminder of it does. @throws receipt-void */
export function remind(
  receipt: Receipt,
  by: { receiptId: string; as: 'duplicate' | 'reminder' },
  at: string,
): Changed<Receipt> {
  check(receiptMachine, 'remind', receipt, {});
  const { reminded } = receipt;
  return {
    record:
      by.as === 'reminder'
        ? { ...receipt, reminded: { count: (reminded?.count ?? 0) + 1, lastAt: at } }
        : receipt,
    events: [{ type: by.as === 'reminder' ? 'reminded' : 'came-again', pub: { by: by.receiptId } }],
  };
}

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
    ...keeping(receipt, policy, delay),
  });
  const electronic = receipt.nature === 'electronic';
  const named = [...new Set([...(receipt.readers.named ?? []), ...copies.map(({ id }) => id)])];
  const readers = { ...receipt.readers, ...(named.length > 0 && { named }) };
  const texts = {
    ...(remarks !== undefined && { remarks }),
    ...(delay?.remarks !== undefined && { delayRemarks: delay.remarks }),
  };
  return {
    record: {
      ...receipt,
      ...(electronic
        ? { status: 'at-post', holder: postRef(to), holderSince: at }
        : { status: 'in-transit', transit: { to: postRef(to), at } }),
      lastMove: { from: receipt.holder, at, readersBefore: readers },
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

/** How long the post may keep the letter, and what it says when it kept it longer. */
const keeping = (receipt: Receipt, policy: Policy, delay: Delay | undefined) => ({
  keepUntil: addWorkingDays(receipt.holderSince, policy.dwellLimitDays, policy),
  delayReason: delay?.code,
  delayReasons: policy.delayReasons,
});

/** From whom the letter goes, and how long it had lain there. */
const leaving = ({ holder, holderSince }: Receipt, at: string, policy: Policy) => ({
  from: holder,
  heldSince: holderSince,
  heldWorkingMinutes: workingMinutesBetween(holderSince, at, policy),
});

interface Act {
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
  const { transit, ...rest } = receipt;
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
 * it, and no longer may.
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
      readers: lastMove?.readersBefore ?? receipt.readers,
    },
    events: [
      { type: 'recalled', pub: { ...leaving(receipt, at, policy), to: postRef(officer.post) } },
    ],
  };
}

/** The letter becomes correspondence of a file and from now on moves with it. @throws what `file` refuses */
export function putInFile(
  receipt: Receipt,
  file: { readonly id: string; readonly classification: Classification },
  { officer, at }: { officer: Officer; at: string },
): Changed<Receipt> {
  check(receiptMachine, 'file', receipt, { officer, at, file });
  return {
    record: { ...handled(receipt, at), status: 'filed', fileId: file.id },
    events: [{ type: 'filed', pub: { fileId: file.id } }],
  };
}

/** The file is done with the letter: whoever follows it is told. */
export function settle(receipt: Receipt, fileId: string, at: string): Changed<Receipt> {
  check(receiptMachine, 'settle', receipt, { fileId });
  return {
    record: { ...receipt, settledAt: at },
    events: [{ type: 'settled', pub: { fileId } }],
  };
}

export const DisposalInput = z
  .strictObject({ reason: DisposalReason, remarks: line(500).optional() })
  .meta({ id: 'ReceiptDisposal' });

/** Closes a letter that needs no file. @throws what the machine's `dispose` refuses */
export function dispose(
  receipt: Receipt,
  officer: Officer,
  { reason, remarks, at }: z.infer<typeof DisposalInput> & { at: string },
): Changed<Receipt> {
  check(receiptMachine, 'dispose', receipt, { officer, at });
  return {
    record: {
      ...handled(receipt, at),
      status: 'closed',
      closed: { reason, at, superiors: officer.post.superiors },
    },
    events: [
      {
        type: 'disposed',
        pub: { reason },
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/** A post above the one that closed the letter has it taken up again. @throws not-a-superior, receipt-open */
export function reopen(
  receipt: Receipt,
  officer: Officer,
  { reason, at }: { reason: string; at: string },
): Changed<Receipt> {
  check(receiptMachine, 'reopen', receipt, { officer, at });
  const { closed: _closed, ...rest } = receipt;
  return {
    record: { ...rest, status: 'at-post', holderSince: at },
    events: [{ type: 'reopened', pub: { holder: receipt.holder }, texts: { reason } }],
  };
}

/** The number was drawn in error: it is burnt, and stays listed as void. @throws already-moved, … */
export function voidLetter(
  receipt: Receipt,
  officer: Officer,
  { reason, at }: { reason: string; at: string },
): Changed<Receipt> {
  check(receiptMachine, 'void', receipt, { officer, at });
  return {
    record: { ...receipt, status: 'void' },
    events: [{ type: 'voided', pub: { number: receipt.number }, texts: { reason } }],
  };
}

/** Another office of the cell whose registry takes the letter. */
export interface TransferTo {
  readonly office: Office;
  readonly id: string;
  readonly number: string;
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
  const { office, id, number } = to;
  check(receiptMachine, 'transfer', receipt, {
    officer,
    at,
    office,
    ...keeping(receipt, policy, delay),
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
    number,
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

/** What was entered wrongly, put right. What is left out stays as it is. */
export const Correction = z
  .strictObject({
    subject: bilingual(500).optional(),
    sender: SenderInput.optional(),
    letter: Letter.optional(),
    category: line(60).optional(),
    remarks: paragraphs(1000).optional(),
    location: line(200).optional(),
    urgency: Urgency.optional(),
    watch: WatchCategory.optional(),
    dueAt: Instant.optional(),
    classification: z.enum(['normal', 'confidential', 'secret']).optional(),
    /** Of which earlier letter it is a copy or a reminder, found out later. */
    duplicateOfId: ReceiptId.optional(),
    remindsReceiptId: ReceiptId.optional(),
    reason: line(300),
  })
  .refine(oneEarlier, { message: 'It is a copy of an earlier letter, or a reminder of one.' })
  .refine(
    ({ reason: _reason, ...changes }) => Object.values(changes).some((v) => v !== undefined),
    {
      message: 'Say what is to change.',
    },
  )
  .meta({ id: 'ReceiptCorrection' });
export type Correction = z.infer<typeof Correction>;

/**
 * Puts an entry right; what stood there before is sealed with the correction.
 * @throws classification-refused, classification-lowered, no-such-clock, …
 */
export function correct(
  receipt: Receipt,
  correction: Correction,
  officer: Officer,
  { at, policy }: Act,
): Changed<Receipt> {
  const { reason, sender: asked, watch: category, classification, dueAt, ...plain } = correction;
  check(receiptMachine, 'correct', receipt, { officer, at, classification });
  const { sender, contact } = asked ? splitSender(asked) : { sender: undefined, contact: {} };
  const from = receipt.receivedOn ?? dayOf(receipt.diarisedAt);
  const watch = category && watchOf(category, from, policy);
  const entered = Object.fromEntries(
    Object.entries({ ...plain, sender }).filter(([, value]) => value !== undefined),
  ) as Partial<Receipt>;
  const before = Object.fromEntries(
    Object.keys(entered).map((key) => [key, receipt[key as keyof Receipt] ?? null]),
  );
  const due = earliest(dueAt ?? (watch ? undefined : receipt.dueAt), watch?.dueAt);
  return {
    record: {
      ...handled(receipt, at),
      ...entered,
      ...(watch && { watch }),
      ...due,
      ...(classification === 'confidential' && { classification }),
    },
    events: [
      {
        type: 'corrected',
        pub: {
          fields: Object.keys(correction).filter((key) => key !== 'reason'),
          ...(classification === 'confidential' && { classification }),
          ...(watch && { watch: watch.category }),
          ...due,
        },
        texts: {
          reason,
          entered: entered as never,
          before: before as never,
          ...(Object.keys(contact).length > 0 && { contact }),
        },
      },
    ],
  };
}

export const EnclosuresInput = z
  .strictObject({ enclosures: Enclosures, remarks: line(300).optional() })
  .meta({ id: 'EnclosuresInput' });

/** What has come of what the letter encloses, as it stands now. */
export function noteEnclosures(
  receipt: Receipt,
  { enclosures, remarks }: z.infer<typeof EnclosuresInput>,
  officer: Officer,
  at: string,
): Changed<Receipt> {
  check(receiptMachine, 'note-enclosures', receipt, { officer, at });
  return {
    record: { ...handled(receipt, at), enclosures },
    events: [
      {
        type: 'enclosures-noted',
        pub: { missing: enclosures.filter(({ count, received }) => received < count).length },
        texts: { enclosures, ...(remarks !== undefined && { remarks }) },
      },
    ],
  };
}

export const ChaseInput = z
  .strictObject({
    by: z.enum(['letter', 'phone', 'e-mail', 'message', 'in-person']),
    remarks: line(300).optional(),
  })
  .meta({ id: 'ChaseInput' });

/** The sender was asked for what is missing. @throws nothing-missing */
export function chaseEnclosures(
  receipt: Receipt,
  { by, remarks }: z.infer<typeof ChaseInput>,
  officer: Officer,
  at: string,
): Changed<Receipt> {
  check(receiptMachine, 'chase-enclosures', receipt, { officer, at });
  const count = (receipt.chased?.count ?? 0) + 1;
  return {
    record: { ...handled(receipt, at), chased: { count, lastAt: at } },
    events: [
      {
        type: 'enclosures-chased',
        pub: { by, count },
        ...(remarks !== undefined && { texts: { remarks } }),
      },
    ],
  };
}

/**
 * Scans are put with a letter that is there already: of paper, or of enclosures that came later. Paper that is scanned
 * is a hybrid letter from then on. @throws too-many-documents, …
 */
export function addScans(
  receipt: Receipt,
  documents: readonly AttachedDocument[],
  officer: Officer,
  at: string,
): Changed<Receipt> {
  check(receiptMachine, 'add-scans', receipt, { officer, at, adding: documents.length });
  return {
    record: {
      ...handled(receipt, at),
      documents: [...receipt.documents, ...documents],
      nature: receipt.nature === 'physical' ? 'hybrid' : receipt.nature,
    },
    events: [
      {
        type: 'scans-added',
        pub: { documents: documents.map(({ documentId }) => documentId) },
        texts: { documents: [...documents] },
      },
    ],
  };
}
