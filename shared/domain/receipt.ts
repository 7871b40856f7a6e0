/**
 * A letter that came in (आवक): diarised with a gap-free inward number, marked to the desk that must act,
 * and put in a file or disposed of. At every moment exactly one post answers for it.
 */
import * as z from 'zod';
import { addWorkingDays, dayAfter, dayOf, noonOf, soonerOf, yearOf } from './calendar.ts';
import { Name, type Officer, type Policy, PostRef, postRef, WatchCategory } from './directory.ts';
import { AttachedDocument, type Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { Day, DocumentId, FileId, Instant, IssueId, OfficeId, PostId, ReceiptId } from './ids.ts';
import { check, checkNew } from './machine.ts';
import { comparable, crockford, isNumber } from './numbering.ts';
import { receiptMachine } from './receiptMachine.ts';
import {
  AskedClassification,
  Classification,
  Nature,
  noReaders,
  PulledBack,
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

export const maxDescription = 200;
/** What the letter says it has with it, and how much of that came. */
export const Enclosure = z
  .strictObject({
    description: line(maxDescription),
    count: z.int().positive().max(9999),
    received: z.int().nonnegative().max(9999),
  })
  .refine(({ count, received }) => received <= count, {
    message: 'No more can have come than there are.',
  })
  .meta({ id: 'Enclosure' });
export type Enclosure = z.infer<typeof Enclosure>;
export const Enclosures = z.array(Enclosure).max(50);

interface Earlier {
  readonly duplicateOfId?: string | undefined;
  readonly remindsReceiptId?: string | undefined;
}
/** It is a copy of an earlier letter, or a reminder of one. */
export const oneEarlier = ({ duplicateOfId, remindsReceiptId }: Earlier): boolean =>
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
    classification: AskedClassification.optional(),
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
    /** The office’s name when the letter came, as its sender is told it. */
    officeName: Name,
    number: z.string().meta({ example: 'BBZ-COL/2026/000117' }),
    /** Its place in the inward series of its office and year. */
    serial: z.int().positive(),
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
    reminded: z.strictObject({ ...Times.shape, by: z.array(ReceiptId) }).optional(),
    transferredFrom: Elsewhere.optional(),
    transferredTo: Elsewhere.optional(),
    /** By when the post asked for it, apart from the clock that a watched letter has. */
    askedDueAt: Instant.optional(),
    /** The earlier of what was asked for and the clock: nobody’s word puts a clock off. */
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
        /** Posts that got a copy for information with it. */
        copies: z.array(PostId).optional(),
        /** Since when the sender's time with it ran: pulling back does not begin it anew. */
        sinceBefore: Instant.optional(),
        /** A superior took it: nobody pulls that back. */
        pulledUp: z.literal(true).optional(),
        /** Who could read it before, which is what a pull-back goes back to. */
        readersBefore: Readers,
      })
      .optional(),
    pulledBack: PulledBack.optional(),
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
        /** The reporting line of the post that closed it, as far as it may: who opens it again. */
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
  if (!isNumber(letter.number)) return undefined;
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

/** By when a letter is due: the earlier of what was asked for and its clock, where there are any. */
export const dueOf = (
  asked: string | undefined,
  watch: Watch | undefined,
): Pick<Receipt, 'askedDueAt' | 'dueAt'> => {
  const dueAt = soonerOf(asked, watch?.dueAt);
  return { ...(asked && { askedDueAt: asked }), ...(dueAt && { dueAt }) };
};

/** Who wrote, and apart from it how to reach them. */
export const splitSender = ({ mobile, email, ...sender }: SenderInput) => ({
  sender,
  contact: { ...(mobile && { mobile }), ...(email && { email }) },
});

interface Numbered {
  readonly id: string;
  readonly number: string;
  readonly serial: number;
  readonly trackingToken: string;
  readonly documents: readonly AttachedDocument[];
  readonly policy: Policy;
  readonly at: string;
}

/**
 * Enters a letter with the number that was drawn for it.
 * @throws classification-refused, document-required, no-such-clock, date-ahead, date-too-old, date-past
 */
export function diarise(
  input: ReceiptInput,
  officer: Officer,
  { id, number, serial, trackingToken, documents, policy, at }: Numbered,
): Changed<Receipt> {
  const { documentIds: _ids, sender: _sender, watch: category, dueAt: asked, ...rest } = input;
  const { classification: _asked, ...entered } = rest;
  const nature = input.nature ?? 'electronic';
  const receivedOn = input.receivedOn ?? dayOf(at);
  const act = { nature, documents: documents.length, classification: input.classification };
  const today = dayOf(at);
  checkNew(receiptMachine, 'diarise', {
    ...act,
    receivedOn,
    today,
    latest: today,
    earliest: dayAfter(today, -policy.lateEntryDays),
    letterDate: input.letter.date,
    dueAt: asked,
  });
  const classification = input.classification === 'confidential' ? 'confidential' : 'normal';
  const urgency = input.urgency ?? 'ordinary';
  const watch = category && watchOf(category, receivedOn, policy);
  const { sender, contact } = splitSender(input.sender);
  const { post } = officer;
  const receipt: Receipt = {
    id,
    officeId: post.officeId,
    officeName: post.officeName,
    number,
    serial,
    diarisedAt: at,
    ...entered,
    nature,
    sender,
    documents: [...documents],
    enclosures: input.enclosures ?? [],
    classification,
    urgency,
    ...(watch && { watch }),
    ...dueOf(asked, watch),
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
/** The holder works on the letter: from now on nobody pulls it back. */
export const handled = (receipt: Receipt, at: string): Receipt =>
  receipt.lastMove && receipt.lastMove.openedAt === undefined
    ? { ...receipt, lastMove: { ...receipt.lastMove, openedAt: at } }
    : receipt;

/** A letter was entered before another one of its office: nothing is a copy or a reminder of what came after it. */
export const enteredBefore = (
  earlier: Pick<Receipt, 'diarisedAt' | 'serial'>,
  later: Pick<Receipt, 'diarisedAt' | 'serial'>,
): boolean => {
  const [before, after] = [yearOf(earlier.diarisedAt), yearOf(later.diarisedAt)];
  return before === after ? earlier.serial < later.serial : before < after;
};

/**
 * A letter comes once more, or a reminder of it does. A reminder counts once however often it is named, and no more when
 * it turns out to be a copy. @throws receipt-void
 */
export function remind(
  receipt: Receipt,
  by: { receiptId: string; as: 'duplicate' | 'reminder' },
  at: string,
): Changed<Receipt> {
  check(receiptMachine, 'remind', receipt, {});
  const { reminded, ...rest } = receipt;
  const counted = reminded?.by.includes(by.receiptId) ?? false;
  if (by.as === 'reminder') {
    if (counted) return { record: receipt, events: [] };
    const all = [...(reminded?.by ?? []), by.receiptId];
    return {
      record: { ...receipt, reminded: { count: all.length, lastAt: at, by: all } },
      events: [{ type: 'reminded', pub: { by: by.receiptId } }],
    };
  }
  const others = reminded?.by.filter((id) => id !== by.receiptId) ?? [];
  return {
    record:
      counted && reminded
        ? {
            ...rest,
            ...(others.length > 0 && {
              reminded: { ...reminded, count: others.length, by: others },
            }),
          }
        : receipt,
    events: [{ type: 'came-again', pub: { by: by.receiptId } }],
  };
}
