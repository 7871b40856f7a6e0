/** The life of a letter that came in, as a table. */

import { dayOf, oldestPaper } from './calendar.ts';
import {
  type HeldPost,
  hasOfficer,
  type Office,
  type Officer,
  type Policy,
  type Post,
} from './directory.ts';
import { type Guard, machineOf } from './machine.ts';
import type { Receipt } from './receipt.ts';
import { type Classification, keptClassification, type Nature } from './record.ts';

interface Act {
  readonly officer: Officer;
  readonly at: string;
}
/** The day on which a letter came, and between which days it may lie. */
interface Received {
  readonly receivedOn: string;
  readonly earliest: string;
  readonly latest: string;
}
/** The dates that a letter says or is entered with. */
interface Dated extends Received {
  readonly today: string;
  readonly letterDate: string | undefined;
  readonly dueAt: string | undefined;
}
interface Entering extends Dated {
  readonly nature: Nature;
  readonly documents: number;
  readonly classification?: string | undefined;
}
interface Leaving extends Act {
  /** The instant until which the post may keep the letter without giving a reason. */
  readonly keepUntil: string;
  readonly delayReason: string | undefined;
  readonly delayReasons: Policy['delayReasons'];
}
interface Marking extends Leaving {
  /** The dealing desk of a branch takes what is marked to the branch, whoever holds it. */
  readonly to: Post | HeldPost;
  readonly copies: readonly Post[];
  readonly copyLimit: number;
}
interface Returning extends Leaving {
  readonly to: HeldPost;
}
interface Correcting extends Act, Dated {
  readonly classification?: string | undefined;
  /** As what it is to be kept from now on. */
  readonly nature?: Nature | undefined;
  /** Whether it changes when, how or as what the letter came. */
  readonly arrival: boolean;
}
interface Filing extends Act {
  readonly file: { readonly classification: Classification };
}

const notSecret = {
  code: 'classification-refused',
  rule: 'Secret papers may not be kept on this system.',
  onRequest: true,
  refuses: (_: Receipt, { classification }: { classification?: string | undefined }) =>
    classification !== undefined && keptClassification(classification) === undefined,
} as const;

const inTime = {
  code: 'delay-reason-required',
  rule: 'A post that kept the letter beyond the limit says why.',
  onRequest: true,
  refuses: (_: Receipt, { at, keepUntil, delayReason }: Leaving) =>
    delayReason === undefined && at > keepUntil,
} as const satisfies Guard<Receipt, Leaving>;

const listedReason = {
  code: 'no-such-delay-reason',
  rule: 'A reason for delay is one of the district’s list.',
  onRequest: true,
  refuses: (_: Receipt, { delayReason, delayReasons }: Leaving) =>
    delayReason !== undefined && !delayReasons.some(({ code }) => code === delayReason),
} as const satisfies Guard<Receipt, Leaving>;

const active = {
  code: 'post-not-active',
  rule: 'The post is active.',
  onRequest: true,
  refuses: (_: Receipt, { to }: { to: Post }) => to.status !== 'active',
} as const satisfies Guard<Receipt, { to: Post }>;

const held = {
  code: 'post-vacant',
  rule: 'Somebody holds a post that is named; a branch’s desk takes letters though vacant.',
  onRequest: true,
  refuses: (_: Receipt, { to, at }: Act & { to: Post | HeldPost }) =>
    'holder' in to && !hasOfficer(to, at),
} as const satisfies Guard<Receipt, Act & { to: Post | HeldPost }>;

/** On which day it came, when it is entered and when that is put right. */
const received = [
  {
    code: 'date-ahead',
    rule: 'Nothing is received before its day, nor after the day on which it was entered.',
    onRequest: true,
    refuses: (_: Receipt, { receivedOn, latest }: Received) => receivedOn > latest,
  },
  {
    code: 'date-too-old',
    rule: 'What came longer ago than the policy allows is not entered as if it had been.',
    onRequest: true,
    refuses: (_: Receipt, { receivedOn, earliest }: Received) => receivedOn < earliest,
  },
] as const satisfies readonly Guard<Receipt, Received>[];

/** What no letter's dates can be, when it is entered and when its entry is put right. */
const dated = [
  {
    code: 'date-ahead',
    rule: 'Nothing is written after the day on which it is entered.',
    onRequest: true,
    refuses: (_: Receipt, { letterDate, today }: Dated) =>
      letterDate !== undefined && letterDate > today,
  },
  {
    code: 'date-too-old',
    rule: 'No office has letters from so long ago.',
    onRequest: true,
    refuses: (_: Receipt, { letterDate }: Dated) =>
      letterDate !== undefined && letterDate < oldestPaper,
  },
  {
    code: 'date-past',
    rule: 'Nothing is due before the day on which it came.',
    onRequest: true,
    refuses: (_: Receipt, { dueAt, receivedOn }: Dated) =>
      dueAt !== undefined && dayOf(dueAt) < receivedOn,
  },
] as const satisfies readonly Guard<Receipt, Dated>[];

/** With a post that can act on it. */
const onDesk = ['diarised', 'at-post'] as const;
/** What a letter encloses may come long after the letter: in a file it is seen to by the post that has the file. */
const onDeskOrFiled = [...onDesk, 'filed'] as const;

/** Scans that one letter has at most: filing it marks each of them in one write. */
const maxScans = 40;

export const receiptMachine = machineOf<Receipt>()({
  entity: { hi: 'आवक पत्र', en: 'Letter' },
  states: {
    diarised: { label: { hi: 'दर्ज', en: 'Diarised' }, refuses: 'receipt-open' },
    'in-transit': { label: { hi: 'मार्ग में', en: 'On its way' }, refuses: 'in-transit' },
    'at-post': { label: { hi: 'पद के पास', en: 'With a post' }, refuses: 'receipt-open' },
    filed: { label: { hi: 'नस्ती में', en: 'In a file' }, refuses: 'already-filed' },
    closed: { label: { hi: 'निराकृत', en: 'Closed' }, refuses: 'receipt-closed' },
    transferred: { label: { hi: 'अंतरित', en: 'Transferred' }, refuses: 'receipt-transferred' },
    void: { label: { hi: 'निरस्त', en: 'Void' }, refuses: 'receipt-void' },
  },
  transitions: {
    diarise: {
      label: { hi: 'पत्र दर्ज करें', en: 'Diarise a letter' },
      from: [],
      to: ['diarised'],
      guards: [
        notSecret,
        {
          code: 'document-required',
          rule: 'An electronic letter has its scan, and so has a hybrid one.',
          onRequest: true,
          refuses: (_: Receipt, { nature, documents }: Entering) =>
            nature !== 'physical' && documents === 0,
        },
        ...received,
        ...dated,
      ],
    },
    arrive: {
      label: { hi: 'दूसरे कार्यालय से प्राप्त', en: 'Arrive from another office' },
      from: [],
      // The paper of a letter that is transferred follows it.
      to: ['at-post', 'in-transit'],
      guards: [],
    },
    mark: {
      label: { hi: 'अंकित करें', en: 'Mark to a post' },
      from: onDesk,
      to: ['at-post', 'in-transit'],
      who: { action: 'mark', capability: 'mark' },
      guards: [
        {
          code: 'sent-to-self',
          rule: 'The letter goes to another post than the one that has it, and copies to others than that.',
          onRequest: true,
          refuses: (receipt: Receipt, { to, copies }: Marking) =>
            to.id === receipt.holder.postId || copies.some(({ id }) => id === to.id),
        },
        {
          code: 'other-office',
          rule: 'A letter is marked within its office; it is transferred to others.',
          onRequest: true,
          refuses: (receipt: Receipt, { to, copies }: Marking) =>
            [to, ...copies].some(({ officeId }) => officeId !== receipt.officeId),
        },
        {
          code: 'post-not-active',
          rule: 'The posts are active.',
          onRequest: true,
          refuses: (_: Receipt, { to, copies }: Marking) =>
            [to, ...copies].some(({ status }) => status !== 'active'),
        },
        held,
        {
          code: 'too-many-copies',
          rule: 'Copies for information go to no more posts than the policy says.',
          onRequest: true,
          refuses: (_: Receipt, { copies, copyLimit }: Marking) => copies.length > copyLimit,
        },
        inTime,
        listedReason,
      ],
    },
    return: {
      label: { hi: 'अंकित करने वाले पद को लौटाएँ', en: 'Give back to the post that marked it' },
      from: ['at-post'],
      to: ['at-post', 'in-transit'],
      who: { action: 'send' },
      guards: [
        {
          code: 'not-from-that-post',
          rule: 'The letter came to the post from the one to which it is given back.',
          onRequest: true,
          refuses: ({ lastMove }: Receipt, { to }: Returning) => lastMove?.from.postId !== to.id,
        },
        active,
        held,
        inTime,
        listedReason,
      ],
    },
    'pull-up': {
      label: { hi: 'अधीनस्थ से पत्र बुलाएँ', en: 'Pull the letter up from a subordinate' },
      from: onDesk,
      // Paper is on its way until the superior has received it.
      to: ['at-post', 'in-transit'],
      who: { action: 'pull-up', capability: 'pull-up' },
      guards: [
        {
          code: 'not-a-superior',
          rule: 'Only a post above the holder can pull the letter up.',
          onRequest: true,
          refuses: (_: Receipt, { officer, holder }: Act & { readonly holder: Post }) =>
            !holder.superiors.includes(officer.post.id),
        },
        {
          code: 'other-office',
          rule: 'A letter stays in its office; it is transferred to others.',
          onRequest: true,
          refuses: (receipt: Receipt, { officer }: Act) =>
            officer.post.officeId !== receipt.officeId,
        },
      ],
    },
    open: {
      label: { hi: 'पत्र खोलें', en: 'Open what has come' },
      from: onDesk,
      to: [],
      who: { action: 'open' },
      guards: [],
    },
    receive: {
      label: { hi: 'कागज़ प्राप्त करें', en: 'Receive the paper' },
      from: ['in-transit', 'diarised', 'at-post'],
      to: ['at-post'],
      who: { action: 'receive' },
      guards: [
        {
          code: 'not-in-transit',
          rule: 'The paper is on its way to the post.',
          refuses: (receipt: Receipt, { officer }: Act) =>
            receipt.transit?.to.postId !== officer.post.id,
        },
      ],
    },
    recall: {
      label: { hi: 'अंकित पत्र वापस लें', en: 'Pull back what was marked' },
      from: ['in-transit', 'diarised', 'at-post'],
      to: ['at-post'],
      who: { action: 'pull-back' },
      guards: [
        {
          code: 'not-in-transit',
          rule: 'The letter was marked to a post.',
          refuses: (receipt: Receipt) => receipt.lastMove === undefined,
        },
        {
          code: 'not-the-sender',
          rule: 'Only the post that gave it on can pull it back.',
          refuses: ({ lastMove }: Receipt, { officer }: Act) =>
            lastMove?.from.postId !== officer.post.id || lastMove.pulledUp === true,
        },
        {
          code: 'already-opened',
          rule: 'Only what nobody has opened can be pulled back.',
          refuses: (receipt: Receipt) => receipt.lastMove?.openedAt !== undefined,
        },
      ],
    },
    file: {
      label: { hi: 'नस्ती में रखें', en: 'Put in a file' },
      from: onDesk,
      to: ['filed'],
      who: { action: 'file-letter' },
      guards: [
        {
          code: 'confidential',
          rule: 'A confidential letter goes into a confidential file.',
          onRequest: true,
          refuses: (receipt: Receipt, { file }: Filing) =>
            receipt.classification === 'confidential' && file.classification !== 'confidential',
        },
      ],
    },
    settle: {
      label: { hi: 'नस्ती पर निराकरण', en: 'Settle on its file' },
      from: ['filed'],
      to: [],
      guards: [
        {
          code: 'reference-broken',
          rule: 'It is that letter which stands on the file.',
          onRequest: true,
          refuses: (receipt: Receipt, { fileId }: { fileId: string }) => receipt.fileId !== fileId,
        },
      ],
    },
    dispose: {
      label: { hi: 'नस्ती के बिना निराकृत करें', en: 'Dispose of without a file' },
      from: onDesk,
      to: ['closed'],
      who: { action: 'dispose' },
      guards: [],
    },
    transfer: {
      label: { hi: 'दूसरे कार्यालय को अंतरित करें', en: 'Transfer to another office' },
      from: onDesk,
      to: ['transferred'],
      who: { action: 'transfer', capability: 'mark' },
      guards: [
        {
          code: 'sent-to-self',
          rule: 'It goes to another office.',
          onRequest: true,
          refuses: (receipt: Receipt, { office }: { office: Office }) =>
            office.id === receipt.officeId,
        },
        {
          code: 'office-not-on-board',
          rule: 'The other office takes letters on the system.',
          onRequest: true,
          refuses: (_: Receipt, { office }: { office: Office }) =>
            office.status !== 'live' || office.inwardPost === undefined,
        },
        inTime,
        listedReason,
      ],
    },
    reopen: {
      label: { hi: 'पुनः खोलें', en: 'Open again' },
      from: ['closed'],
      to: ['at-post'],
      who: { action: 'reopen-letter' },
      guards: [
        {
          code: 'not-a-superior',
          rule: 'A post above the one that closed it, and let in, opens it again; where there is none, that post itself.',
          refuses: ({ closed, holder }: Receipt, { officer }: Act) =>
            closed?.superiors.length === 0
              ? officer.post.id !== holder.postId
              : !closed?.superiors.includes(officer.post.id),
        },
      ],
    },
    void: {
      label: { hi: 'निरस्त करें', en: 'Void the entry' },
      from: onDesk,
      to: ['void'],
      who: { action: 'void', capability: 'diarise' },
      guards: [
        {
          code: 'already-moved',
          rule: 'It never left the desk at which it was diarised, and was not disposed of before.',
          refuses: (receipt: Receipt) => receipt.status !== 'diarised',
        },
      ],
    },
    correct: {
      label: { hi: 'प्रविष्टि सुधारें', en: 'Correct the entry' },
      from: onDesk,
      to: [],
      who: { action: 'correct' },
      guards: [
        notSecret,
        {
          code: 'classification-lowered',
          rule: 'A confidential letter does not become an ordinary one by its holder’s word.',
          onRequest: true,
          refuses: (receipt: Receipt, { classification }: Correcting) =>
            receipt.classification === 'confidential' && classification === 'normal',
        },
        {
          code: 'already-moved',
          rule: 'When, how and as what it came is put right before its first movement.',
          onRequest: true,
          refuses: ({ status }: Receipt, { arrival }: Correcting) =>
            arrival && status !== 'diarised',
        },
        {
          code: 'document-required',
          rule: 'An electronic letter has its scan, and so has a hybrid one.',
          onRequest: true,
          refuses: ({ documents }: Receipt, { nature }: Correcting) =>
            nature !== undefined && nature !== 'physical' && documents.length === 0,
        },
        ...received,
        ...dated,
      ],
    },
    'note-enclosures': {
      label: { hi: 'संलग्नक दर्ज करें', en: 'Note what was enclosed' },
      from: onDeskOrFiled,
      to: [],
      who: { action: 'chase-enclosures' },
      guards: [],
    },
    'chase-enclosures': {
      label: { hi: 'शेष संलग्नक मँगाएँ', en: 'Ask for what is missing' },
      from: onDeskOrFiled,
      to: [],
      who: { action: 'chase-enclosures' },
      guards: [
        {
          code: 'nothing-missing',
          rule: 'Something that the letter encloses has not come.',
          refuses: ({ enclosures }: Receipt) =>
            enclosures.every(({ count, received }) => received >= count),
        },
      ],
    },
    'add-scans': {
      label: { hi: 'स्कैन जोड़ें', en: 'Put scans with it' },
      from: onDesk,
      to: [],
      who: { action: 'correct', capability: 'upload' },
      guards: [
        {
          code: 'too-many-documents',
          rule: `A letter has at most ${maxScans} documents.`,
          onRequest: true,
          refuses: ({ documents }: Receipt, { adding }: Act & { readonly adding: number }) =>
            documents.length + adding > maxScans,
        },
      ],
    },
    remind: {
      label: { hi: 'स्मरण-पत्र दर्ज', en: 'Record that it came again' },
      from: ['diarised', 'in-transit', 'at-post', 'filed', 'closed', 'transferred'],
      to: [],
      guards: [],
    },
  },
});
