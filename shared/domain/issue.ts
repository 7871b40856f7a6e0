/**
 * A letter that went out (जावक): numbered gap-free in the outward series, issued as exactly the text that was
 * approved and signed, and followed until it has reached everybody. To another office on the system the letter is
 * that office's receipt, made in the same write.
 */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import { type DeliveryEntry, DeliveryMode, DeliveryStatus } from './delivery.ts';
import { type Office, type Officer, PostRef, postRef } from './directory.ts';
import { type Changed, Sha256 } from './document.ts';
import {
  Addressee,
  contentHashOf,
  type Draft,
  Hand,
  handOf,
  isOnBoard,
  type LetterContent,
  maxOfficesOnBoard,
  tooManyOffices,
} from './draft.ts';
import { draftMachine } from './draftMachine.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { mustBeActive } from './fileMachine.ts';
import { FormCode, LetterLanguage } from './forms.ts';
import { Day, DraftId, FileId, Instant, IssueId, OfficeId, ReceiptId } from './ids.ts';
import { deliveryMachine } from './issueMachine.ts';
import type { Digest, Json } from './ledger.ts';
import { check } from './machine.ts';
import { crockford } from './numbering.ts';
import { type Enclosure, maxDescription, type Receipt, TypedToken } from './receipt.ts';
import { Classification, noReaders, withReader } from './record.ts';
import { Signature } from './signing.ts';
import { cutLine, line, officeNumber } from './text.ts';

/** Ways in which an office itself sends a letter. */
export const DispatchMode = DeliveryMode.exclude(['intra']).meta({ id: 'DispatchMode' });

/** Sixteen characters without I, L, O and U, grouped in fours: eighty bits, which nobody guesses. */
export const VerificationCode = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}$/)
  .meta({ id: 'VerificationCode', example: '7K3M-2Q9T-0000-8XYZ' });

/** @param values sixteen random values of 0 to 31 */
export function verificationCodeOf(values: readonly number[]): string {
  const text = values
    .slice(0, 16)
    .map((value) => crockford[value & 31])
    .join('');
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** Attempts that a delivery keeps besides the last: a letter with all of them is one item of the table. */
const maxPast = 10;

/** An attempt that came back, before the letter was sent again. */
const PastAttempt = z
  .strictObject({
    mode: DeliveryMode,
    trackingNumber: z.string().optional(),
    sentAt: Instant.optional(),
    /** When it came back. */
    settledAt: Instant.optional(),
    /** Why it came back. */
    returnedFor: z.string().optional(),
  })
  .meta({ id: 'PastAttempt' });

export const Delivery = z
  .strictObject({
    no: z.int().positive(),
    as: z.enum(['addressee', 'copy']),
    to: Addressee,
    mode: DeliveryMode,
    status: DeliveryStatus,
    /** How often it was sent. */
    attempts: z.int().nonnegative(),
    trackingNumber: z.string().optional(),
    sentAt: Instant.optional(),
    /** When it arrived, was acknowledged or came back. */
    settledAt: Instant.optional(),
    /** Why it came back. */
    returnedFor: z.string().optional(),
    /** The receipt that it is at the other office. */
    receipt: z.strictObject({ receiptId: ReceiptId, number: z.string() }).optional(),
    /** The attempts that came back before this one, oldest first: at most the last ten. */
    past: z.array(PastAttempt).max(maxPast).optional(),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

export const entryOf = ({ to, mode, status, sentAt, settledAt }: Delivery): DeliveryEntry => ({
  to: addresseeName(to),
  mode,
  status,
  ...(sentAt && { sentOn: dayOf(sentAt) }),
  ...(settledAt && { settledOn: dayOf(settledAt) }),
});

/** As registers name whoever a letter goes to. */
export function addresseeName(to: Addressee): string {
  switch (to.kind) {
    case 'office':
      return to.name.hi;
    case 'post':
      return to.post.designation.hi;
    case 'outside':
      return to.name;
  }
}

export const IssueStatus = z
  .enum(['issued', 'delivering', 'delivered', 'partly-delivered', 'failed'])
  .meta({ id: 'IssueStatus' });
export type IssueStatus = z.infer<typeof IssueStatus>;

export const Issue = z
  .strictObject({
    id: IssueId,
    officeId: OfficeId,
    fileId: FileId,
    draftId: DraftId,
    number: z.string().meta({ example: '3414/REV/BBZ-COL/2026-27' }),
    /** The branch in whose outward series of the year it is numbered, and its place there. */
    branch: z.string(),
    serial: z.int().positive(),
    /** The number of its file, as the outward register has it. */
    fileNumber: z.string(),
    issuedAt: Instant,
    issuedOn: Day,
    form: FormCode,
    language: LetterLanguage,
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    classification: Classification,
    contentHash: Sha256,
    /** Whoever has the paper can ask with it whether the letter is genuine. */
    verificationCode: VerificationCode,
    signatory: PostRef,
    signature: Signature,
    issuedBy: Hand,
    /** Its number on the correspondence side of its file. */
    correspondenceNo: z.int().positive(),
    deliveries: z.array(Delivery),
    status: IssueStatus,
  })
  .meta({ id: 'Issue' });
export type Issue = z.infer<typeof Issue>;

/** A letter as whoever looks at it may see it. */
export const IssueView = z
  .strictObject({
    ...Issue.shape,
    subject: Issue.shape.subject.nullable().meta({
      description: 'Nothing for the despatch desk where the letter is confidential.',
    }),
    fileNumber: Issue.shape.fileNumber.optional().meta({
      description:
        'Not told to other offices, nor to the despatch desk where the letter is confidential.',
    }),
  })
  .meta({ id: 'IssueView' });
export type IssueView = z.infer<typeof IssueView>;

/** What the despatch desk sees: all that it must send by, and not what a confidential letter is about. */
export function coverOf(issue: Issue): IssueView {
  if (issue.classification === 'normal') return issue;
  return { ...withoutFile(issue), subject: null };
}
/** What another office sees, whose receipt the letter is. */
export const withoutFile = ({ fileNumber: _inside, ...letter }: Issue): IssueView => letter;

/** How a letter as a whole stands, from how its deliveries stand. */
export function issueStatusOf(deliveries: readonly Pick<Delivery, 'status'>[]): IssueStatus {
  const is = (status: Delivery['status']) => (each: Pick<Delivery, 'status'>) =>
    each.status === status;
  if (deliveries.every(is('queued'))) return 'issued';
  if (deliveries.some((each) => is('queued')(each) || is('sent')(each))) return 'delivering';
  if (deliveries.every(is('returned'))) return 'failed';
  return deliveries.some(is('returned')) ? 'partly-delivered' : 'delivered';
}

/** The second letter of a file on one day is marked (II), the third (III): its number stays its own. */
export const sameDaySuffix = (earlierToday: number): string =>
  earlierToday === 0 ? '' : ` (${roman(earlierToday + 1)})`;

const numerals = [
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
] as const;
function roman(n: number): string {
  const found = numerals.find(([value]) => value <= n);
  return found ? found[1] + roman(n - found[0]) : '';
}

export interface Issuing {
  readonly id: string;
  readonly number: string;
  readonly branch: string;
  readonly serial: number;
  readonly verificationCode: string;
  /** The hash of what the officer saw. */
  readonly contentHash: string;
  /** The text of the draft's newest version. */
  readonly content: LetterContent;
  readonly officeIds: readonly string[];
  readonly office: (officeId: string) => Office | undefined;
  /** The receipt that the letter becomes at an office on the system. */
  readonly receiptOf: (officeId: string) => Delivery['receipt'];
  readonly at: string;
  readonly digest: Digest;
}
export interface Issued {
  readonly draft: Changed<Draft>;
  readonly issue: Changed<Issue>;
}

/**
 * Issues a signed draft. What goes out is the text whose hash was approved and signed, or nothing.
 * @throws the draft's state, other-office, approval-open, content-changed, offices-differ, not-found, too-many-offices, file-closed
 */
export function issueDraft(file: File, draft: Draft, officer: Officer, issuing: Issuing): Issued {
  mustBeActive(file);
  check(draftMachine, 'issue', draft, { ...issuing, file, officer });
  const { id, number, branch, serial, content, at, verificationCode } = issuing;
  const hash = contentHashOf(content, issuing.digest);
  const { signature, approval } = draft;
  if (
    !signature ||
    [draft.contentHash, approval?.contentHash, signature.signedHash].some((each) => each !== hash)
  ) {
    throw new DomainError(
      'content-changed',
      'The text is not the one that was approved and signed.',
    );
  }
  const deliveries = deliveriesOf(content, issuing);
  const issuedOn = dayOf(at);
  const issue: Issue = {
    id,
    officeId: file.officeId,
    fileId: file.id,
    draftId: draft.id,
    number,
    branch,
    serial,
    fileNumber: file.number,
    issuedAt: at,
    issuedOn,
    form: content.form,
    language: content.language,
    subject: content.subject,
    classification: file.classification,
    contentHash: hash,
    verificationCode,
    signatory: content.signatory,
    signature,
    issuedBy: handOf(officer),
    correspondenceNo: file.correspondenceCount + 1,
    deliveries,
    status: issueStatusOf(deliveries),
  };
  const receipts = deliveries.flatMap(({ receipt }) => (receipt ? [receipt.receiptId] : []));
  return {
    draft: {
      record: { ...draft, status: 'issued', issueId: id, issueNumber: number },
      events: [
        {
          type: 'draft-issued',
          pub: { version: draft.version, contentHash: hash, issueId: id, number },
        },
      ],
    },
    issue: {
      record: issue,
      events: [
        {
          type: 'issued',
          pub: {
            number,
            fileId: file.id,
            draftId: draft.id,
            contentHash: hash,
            form: content.form,
            classification: file.classification,
            deliveries: deliveries.map(({ no, as, mode }) => ({ no, as, mode })),
            receipts,
          },
          texts: {
            letter: content as unknown as Json,
            signature: signature as unknown as Json,
          },
        },
      ],
    },
  };
}

function deliveriesOf(content: LetterContent, issuing: Issuing): Delivery[] {
  const all = [
    ...content.addressees.map((to) => ({ as: 'addressee' as const, to })),
    ...content.copies.map((to) => ({ as: 'copy' as const, to })),
  ];
  const deliveries = all.map(({ as, to }, index): Delivery => {
    const base = { no: index + 1, as, to };
    const queued = { ...base, status: 'queued' as const, attempts: 0 };
    const { at } = issuing;
    const arrived = {
      ...base,
      mode: 'intra' as const,
      status: 'delivered' as const,
      ...{ attempts: 1, sentAt: at, settledAt: at },
    };
    // A post of the office has it listed as soon as it is issued; paper goes only where it is asked for.
    if (to.kind === 'post' && to.mode === 'hand') return arrived;
    if (to.kind !== 'office') return { ...queued, mode: to.mode };
    const office = issuing.office(to.officeId);
    if (!office) throw new DomainError('not-found', 'There is no such office.');
    if (!isOnBoard(office)) {
      return { ...queued, mode: to.mode ?? (office.contact?.email ? 'e-mail' : 'print') };
    }
    const receipt = issuing.receiptOf(to.officeId);
    if (!receipt) throw new RangeError(`The letter has no receipt at ${to.officeId}.`);
    return { ...arrived, receipt };
  });
  if (deliveries.filter(({ receipt }) => receipt).length > maxOfficesOnBoard) {
    throw tooManyOffices();
  }
  return deliveries;
}

/** What a letter brings along to an office on the system. */
export interface IssuedTo {
  readonly office: Office & { readonly inwardPost: NonNullable<Office['inwardPost']> };
  readonly id: string;
  readonly number: string;
  readonly serial: number;
  readonly issueId: string;
  readonly issueNumber: string;
  readonly letter: LetterContent;
  /** The file it goes out from, whose classification and urgency it has. */
  readonly file: File;
  /** The office of that file: whoever acts there. */
  readonly from: Office;
  readonly at: string;
}

/** The receipt that the letter is at the other office, on the desk that takes what comes in. */
export function receiptOfIssue(issued: IssuedTo): Changed<Receipt> {
  const { office, id, number, serial, issueId, issueNumber, letter, file, from, at } = issued;
  const { classification, urgency } = file;
  const sender = {
    kind: 'office' as const,
    name: from.name.hi,
    designation: letter.signatory.designation.hi,
  };
  const told = { number: issueNumber, date: dayOf(at), language: letter.language };
  const enclosures = enclosedIn(letter);
  return {
    record: {
      id,
      officeId: office.id,
      officeName: office.name,
      number,
      serial,
      diarisedAt: at,
      nature: 'electronic',
      subject: letter.subject,
      sender,
      letter: told,
      channel: 'intra',
      classification,
      urgency,
      documents: [],
      enclosures,
      sourceIssueId: issueId,
      status: 'at-post',
      holder: postRef(office.inwardPost),
      holderSince: at,
      readers: withReader(noReaders, office.inwardPost),
    },
    events: [
      {
        type: 'diarised',
        pub: {
          number,
          channel: 'intra',
          classification,
          urgency,
          documents: [],
          holder: office.inwardPost.id,
          sourceIssueId: issueId,
        },
        texts: {
          letter: { subject: letter.subject, sender, letter: told },
          ...(enclosures.length > 0 && { enclosures }),
        },
      },
    ],
  };
}

/** What the letter lists as enclosed. The list comes with the letter; that a thing itself came is for the desk to note. */
const enclosedIn = ({ slots: { enclosures = [] } }: LetterContent): Enclosure[] =>
  enclosures.map((text) => ({ description: cutLine(text, maxDescription), count: 1, received: 0 }));

/** The code as somebody keys it in from the paper: whatever case, spaces and hyphens; O is 0, I and L are 1. */
export const TypedCode = TypedToken.pipe(VerificationCode);

/** What the registry writes about a delivery. */
export const DispatchInput = z
  .strictObject({
    mode: DispatchMode.optional(),
    trackingNumber: officeNumber(100).optional(),
  })
  .meta({ id: 'DispatchInput' });
export const ReasonInput = z
  .strictObject({ reason: line(500).optional() })
  .meta({ id: 'ReasonInput' });

export type DeliveryEvent =
  | { readonly kind: 'send'; readonly dispatch: z.infer<typeof DispatchInput> }
  | { readonly kind: 'deliver' }
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'return'; readonly reason: string | undefined }
  | { readonly kind: 'resend' };

/** What became of one delivery. @throws no-delivery, the delivery's state, reason-required */
export function changeDelivery(
  issue: Issue,
  no: number,
  event: DeliveryEvent,
  at: string,
): Changed<Issue> {
  const delivery = issue.deliveries.find((each) => each.no === no);
  if (!delivery) throw new DomainError('no-delivery', `The letter has no delivery ${no}.`);
  const changed = nextOf(delivery, event, at);
  const deliveries = issue.deliveries.map((each) => (each.no === no ? changed : each));
  const { mode, status, trackingNumber, attempts } = changed;
  return {
    record: { ...issue, deliveries, status: issueStatusOf(deliveries) },
    events: [
      {
        type: `delivery-${status}`,
        pub: { no, mode, attempts, ...(trackingNumber !== undefined && { trackingNumber }) },
        ...(event.kind === 'return' && { texts: { reason: event.reason ?? '' } }),
      },
    ],
  };
}

function nextOf(delivery: Delivery, event: DeliveryEvent, at: string): Delivery {
  switch (event.kind) {
    case 'send': {
      check(deliveryMachine, 'send', delivery, { mode: event.dispatch.mode });
      const { mode = delivery.mode, trackingNumber } = event.dispatch;
      return {
        ...delivery,
        mode,
        ...(trackingNumber !== undefined && { trackingNumber }),
        status: 'sent',
        sentAt: at,
        attempts: delivery.attempts + 1,
      };
    }
    case 'deliver':
      check(deliveryMachine, 'deliver', delivery, {});
      return { ...delivery, status: 'delivered', settledAt: at };
    case 'acknowledge':
      check(deliveryMachine, 'acknowledge', delivery, {});
      return { ...delivery, status: 'acknowledged', settledAt: at };
    case 'return':
      check(deliveryMachine, 'return', delivery, { reason: event.reason });
      return {
        ...delivery,
        status: 'returned',
        settledAt: at,
        ...(event.reason !== undefined && { returnedFor: event.reason }),
      };
    case 'resend': {
      check(deliveryMachine, 'resend', delivery, {});
      const { no, as, to, attempts, status: _, receipt: _none, past = [], ...attempt } = delivery;
      const { mode } = attempt;
      const kept = [...past, attempt].slice(-maxPast);
      return { no, as, to, mode, attempts, status: 'queued', past: kept };
    }
  }
}

/** The row by which anybody can check a letter: what it says and no more than the paper shows. */
export const Verification = z
  .strictObject({
    code: VerificationCode,
    office: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    number: z.string(),
    issuedOn: Day,
    form: FormCode,
    /** Not told of a confidential letter. */
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }).nullable(),
    signatory: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    contentHash: Sha256,
  })
  .meta({ id: 'Verification' });
export type Verification = z.infer<typeof Verification>;

/** Under which designation a letter went out: of a link officer with that for which they signed. */
export function signedAs({
  signatory: { designation },
  signature: { ownPost },
}: Pick<Issue, 'signatory' | 'signature'>): { hi: string; en?: string | undefined } {
  if (!ownPost) return designation;
  const own = ownPost.designation;
  return {
    hi: `${own.hi}, ${designation.hi} की ओर से`,
    ...(own.en && designation.en && { en: `${own.en}, for ${designation.en}` }),
  };
}

export const verificationOf = (issue: Issue, office: Office): Verification => ({
  code: issue.verificationCode,
  office: office.name,
  number: issue.number,
  issuedOn: issue.issuedOn,
  form: issue.form,
  subject: issue.classification === 'confidential' ? null : issue.subject,
  signatory: signedAs(issue),
  contentHash: issue.contentHash,
});
