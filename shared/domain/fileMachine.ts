/**
 * The life of a file, as a table. Where it is (custody) is another thing than what state it is in; the guards
 * look at both.
 */
import {
  can,
  type HeldPost,
  hasOfficer,
  type Officer,
  type Policy,
  type Post,
  type SubjectHead,
} from './directory.ts';
import type { File } from './file.ts';
import { here, noApproval, unopenedArrival } from './fileGuards.ts';
import { fileRecordsTransitions } from './fileRecordsTransitions.ts';
import { type Guard, machineOf, mustHold } from './machine.ts';
import { comparable, isNumber } from './numbering.ts';
import { keptClassification } from './record.ts';

/** Whoever acts, and when. */
export interface FileAct {
  readonly officer: Officer;
  readonly at: string;
}
/** A file is to be opened under a subject head. */
interface Creating {
  readonly classification?: string | undefined;
  readonly head: SubjectHead;
  readonly officer: Officer;
}
/** A file is to go to a post. */
export interface Departure {
  readonly to: Post;
}
/** A post gives the file on by its own will: then its time with the file is looked at. */
export interface Keeping extends FileAct {
  /** The instant until which the post may keep the file without giving a reason. */
  readonly keepUntil: string;
  readonly delayReason: string | undefined;
  readonly delayReasons: Policy['delayReasons'];
}
/** A post sends the file where it chooses. */
export interface Handing extends Keeping {
  readonly to: HeldPost;
  /** By when the sender asks for it. */
  readonly dueAt?: string | undefined;
  readonly purpose: 'submission' | 'action' | 'information';
  readonly submitWithinCategory: boolean;
}

export { here, noApproval };

type FileGuard<Input = FileAct> = Guard<File, Input>;

const secretPapers = {
  code: 'classification-refused',
  rule: 'Secret papers may not be kept on this system.',
  onRequest: true,
  refuses: (_file: File, { classification }: { classification?: string | undefined }) =>
    classification !== undefined && keptClassification(classification) === undefined,
} as const satisfies FileGuard<{ classification?: string | undefined }>;

export const noConsultation = {
  code: 'consultation-open',
  rule: 'A post that was asked for its opinion gives the file back with it.',
  refuses: (file: File, { officer }: FileAct) =>
    file.consultation?.asked.postId === officer.post.id && file.holder.postId === officer.post.id,
} as const satisfies FileGuard;

export const notSelf = {
  code: 'sent-to-self',
  rule: 'The file goes to another post than the one that has it.',
  onRequest: true,
  refuses: (file: File, { to }: Departure) => to.id === file.holder.postId,
} as const satisfies FileGuard<Departure>;

export const activePost = {
  code: 'post-not-active',
  rule: 'The post is active.',
  onRequest: true,
  refuses: (_file: File, { to }: Departure) => to.status !== 'active',
} as const satisfies FileGuard<Departure>;

export const withinOffice = {
  code: 'other-office',
  rule: 'A confidential file stays in its office.',
  onRequest: true,
  refuses: (file: File, { to }: Departure) =>
    to.officeId !== file.officeId && file.classification === 'confidential',
} as const satisfies FileGuard<Departure>;

const heldPost = {
  code: 'post-vacant',
  rule: 'Somebody holds the post, or has charge of it.',
  onRequest: true,
  refuses: (_file: File, { to, at }: Handing) => !hasOfficer(to, at),
} as const satisfies FileGuard<Handing>;

const otherCategory = {
  code: 'same-category',
  rule: 'Nobody submits a file to a post of their own category.',
  onRequest: true,
  refuses: (_file: File, { to, officer, purpose, submitWithinCategory }: Handing) =>
    purpose === 'submission' && !submitWithinCategory && to.category === officer.post.category,
} as const satisfies FileGuard<Handing>;

export const inTime = {
  code: 'delay-reason-required',
  rule: 'A post that kept the file beyond the limit says why.',
  onRequest: true,
  refuses: (_file: File, { at, keepUntil, delayReason }: Keeping) =>
    delayReason === undefined && at > keepUntil,
} as const satisfies FileGuard<Keeping>;

const listedReason = {
  code: 'no-such-delay-reason',
  rule: 'A reason for delay is one of the district’s list.',
  onRequest: true,
  refuses: (_file: File, { delayReason, delayReasons }: Keeping) =>
    delayReason !== undefined && !delayReasons.some(({ code }) => code === delayReason),
} as const satisfies FileGuard<Keeping>;

/** A level that is asked without having the file keeps nobody waiting for it. */
const keptInTime = {
  ...inTime,
  rule: 'A post that has the file and kept it beyond the limit says why.',
  refuses: (file: File, act: Keeping) =>
    file.holder.postId === act.officer.post.id && inTime.refuses(file, act),
} as const satisfies FileGuard<Keeping>;

const dueAhead = {
  code: 'date-past',
  rule: 'What is asked for is due later than now.',
  onRequest: true,
  refuses: (_file: File, { dueAt, at }: Handing) =>
    dueAt !== undefined && Date.parse(dueAt) <= Date.parse(at),
} as const satisfies FileGuard<Handing>;

/** What the chain of a file can be dealt with on. */
export const inChain = [
  {
    code: 'step-not-active',
    rule: 'A level of an approval chain is being asked.',
    refuses: (file: File) => file.openApprovalId === undefined,
  },
  noConsultation,
  here,
] as const satisfies FileGuard[];

const handing = [here, notSelf, activePost, heldPost, withinOffice, inTime, listedReason] as const;

const unopened = {
  code: 'already-opened',
  rule: 'Only what nobody has opened can be pulled back.',
  refuses: (file: File) => file.transit === undefined && file.lastMove?.openedAt !== undefined,
} as const satisfies FileGuard;

const unwritten = {
  code: 'already-opened',
  rule: 'Whoever has written on the file, or at a draft on it, has opened it.',
  onRequest: true,
  refuses: (file: File, { workedOn }: FileAct & { readonly workedOn?: string | undefined }) =>
    workedOn !== undefined && workedOn === unopenedArrival(file),
} as const satisfies FileGuard<FileAct & { readonly workedOn?: string | undefined }>;

const bySender = {
  code: 'not-the-sender',
  rule: 'Only the post that sent the file of its own will can pull it back.',
  refuses: ({ lastMove }: File, { officer }: FileAct) =>
    lastMove?.from.postId !== officer.post.id || !recallable.has(lastMove.kind),
} as const satisfies FileGuard;
const recallable: ReadonlySet<string> = new Set(['sent', 'returned', 'consulted', 'answered']);

/** The post that asked, where an open chain let the file go for an opinion alone. */
export const askerInChain = ({ openApprovalId, consultation, holder }: File) =>
  openApprovalId !== undefined && consultation?.asked.postId === holder.postId
    ? consultation.askedBy
    : undefined;
const asksBack = (file: File, { officer }: FileAct) =>
  askerInChain(file)?.postId === officer.post.id;

const notByChain = {
  code: 'approval-open',
  rule: 'While an approval chain is open only what was given for an opinion is taken back, to the post that asked.',
  refuses: (file: File) => file.openApprovalId !== undefined && askerInChain(file) === undefined,
} as const satisfies FileGuard;

const mayPullUp = {
  code: 'not-allowed',
  rule: 'The post may pull files up, or asked for the opinion.',
  refuses: (file: File, act: FileAct) => !can(act.officer, 'pull-up') && !asksBack(file, act),
} as const satisfies FileGuard;

const bySuperior = {
  code: 'not-a-superior',
  rule: 'Only a post above the holder in its reporting line can pull the file up.',
  onRequest: true,
  refuses: (file: File, act: FileAct & { readonly holder: Post }) =>
    !act.holder.superiors.includes(act.officer.post.id) && !asksBack(file, act),
} as const;

const keptInOffice = {
  code: 'other-office',
  rule: 'A confidential file comes to no post of another office.',
  refuses: (file: File, { officer }: FileAct) =>
    file.classification === 'confidential' &&
    (askerInChain(file) ?? officer.post).officeId !== file.officeId,
} as const satisfies FileGuard;

const notInTheWay = {
  code: 'approval-open',
  rule: 'In an open chain a note is begun by the post that is asked, and by one that gives its opinion to it.',
  refuses: ({ openApprovalId, chainAsksHolder, consultation }: File) =>
    openApprovalId !== undefined && !chainAsksHolder && !consultation,
} as const satisfies FileGuard;

/** The last request of a post to read the file, if it ever made one. */
interface Viewing {
  readonly request:
    | { readonly grantedAt?: string | undefined; readonly refusedAt?: string | undefined }
    | undefined;
}
const isOpen = (request: Viewing['request']): boolean =>
  request !== undefined && request.grantedAt === undefined && request.refusedAt === undefined;

/** The links stand on the file's cover. */
const maxLinks = 100;

export const fileMachine = machineOf<File>()({
  entity: { hi: 'नस्ती', en: 'File' },
  states: {
    active: { label: { hi: 'चालू', en: 'Active' }, refuses: 'file-active' },
    parked: { label: { hi: 'स्थगित', en: 'Parked' }, refuses: 'file-parked' },
    'closure-pending': {
      label: { hi: 'नस्तीबद्ध करने हेतु प्रस्तावित', en: 'Closing requested' },
      refuses: 'closure-pending',
    },
    closed: { label: { hi: 'नस्तीबद्ध', en: 'Closed' }, refuses: 'file-closed' },
    'reopening-pending': {
      label: { hi: 'पुनः खोलने हेतु प्रस्तावित', en: 'Reopening requested' },
      refuses: 'reopening-pending',
    },
    recorded: { label: { hi: 'अभिलेखागार में', en: 'In the record room' }, refuses: 'file-recorded' },
    'under-review': {
      label: { hi: 'समीक्षाधीन', en: 'Under review' },
      refuses: 'file-under-review',
    },
    archived: { label: { hi: 'राज्य अभिलेखागार में', en: 'Archived' }, refuses: 'file-archived' },
    weeded: { label: { hi: 'नष्ट', en: 'Weeded' }, refuses: 'file-weeded' },
    merged: { label: { hi: 'विलीन', en: 'Merged' }, refuses: 'file-merged' },
  },
  transitions: {
    create: {
      label: { hi: 'नई नस्ती खोलें', en: 'Open a file' },
      from: [],
      to: ['active'],
      guards: [
        secretPapers,
        {
          code: 'head-inactive',
          rule: 'The subject head is active.',
          onRequest: true,
          refuses: (_file: File, { head }: Creating) => !head.active,
        },
        {
          code: 'other-office',
          rule: 'The subject head is one of the office that opens the file.',
          onRequest: true,
          refuses: (_file: File, { head, officer }: Creating) =>
            head.officeId !== officer.post.officeId,
        },
      ],
    },
    bring: {
      label: { hi: 'पुरानी नस्ती प्रणाली में लाएँ', en: 'Bring an old file onto the system' },
      from: [],
      // What was closed on paper goes to the record room at once.
      to: ['active', 'recorded'],
      guards: [],
    },
    send: {
      label: { hi: 'नस्ती भेजें', en: 'Send the file' },
      from: ['active'],
      to: [],
      who: { action: 'send' },
      guards: [noApproval, noConsultation, ...handing, otherCategory, dueAhead],
    },
    return: {
      label: { hi: 'नस्ती वापस करें', en: 'Return the file' },
      from: ['active'],
      to: [],
      who: { action: 'send' },
      guards: [
        noApproval,
        noConsultation,
        ...handing,
        {
          code: 'not-an-earlier-holder',
          rule: 'A file is returned to a post that had it before.',
          onRequest: true,
          refuses: (file: File, { to }: Departure) => !file.readers.holders.includes(to.id),
        },
      ],
    },
    consult: {
      label: { hi: 'राय हेतु भेजें', en: 'Ask a post for its opinion' },
      from: ['active'],
      to: [],
      who: { action: 'send' },
      guards: [
        noConsultation,
        {
          code: 'consultation-open',
          rule: 'One opinion is asked for at a time.',
          refuses: (file: File) => file.consultation !== undefined,
        },
        {
          code: 'approval-open',
          rule: 'In an open chain the post that is asked seeks an opinion, and no other that has the file.',
          refuses: ({ openApprovalId, chainAsksHolder }: File) =>
            openApprovalId !== undefined && !chainAsksHolder,
        },
        ...handing,
        dueAhead,
      ],
    },
    answer: {
      label: { hi: 'राय सहित लौटाएँ', en: 'Give the opinion back' },
      from: ['active'],
      to: [],
      who: { action: 'send' },
      guards: [
        here,
        {
          code: 'no-consultation',
          rule: 'The post that has the file was asked for its opinion.',
          refuses: (file: File) => file.consultation?.asked.postId !== file.holder.postId,
        },
        inTime,
        listedReason,
      ],
    },
    open: {
      label: { hi: 'नस्ती खोलें', en: 'Open what has arrived' },
      from: ['active', 'closure-pending'],
      to: [],
      who: { action: 'open' },
      guards: [here],
    },
    receive: {
      label: { hi: 'भौतिक नस्ती प्राप्त करें', en: 'Receive the physical file' },
      from: ['active', 'closure-pending'],
      to: [],
      who: { action: 'receive' },
      guards: [
        {
          code: 'not-in-transit',
          rule: 'The file is on its way to the post.',
          refuses: (file: File, { officer }: FileAct) =>
            file.transit?.to.postId !== officer.post.id,
        },
      ],
    },
    recall: {
      label: { hi: 'भेजी हुई नस्ती वापस लें', en: 'Pull back what was sent' },
      from: ['active'],
      to: [],
      who: { action: 'pull-back' },
      guards: [
        {
          code: 'not-in-transit',
          rule: 'The file was handed over.',
          refuses: (file: File) => file.lastMove === undefined,
        },
        bySender,
        unopened,
        unwritten,
      ],
    },
    'pull-up': {
      label: { hi: 'अधीनस्थ से नस्ती बुलाएँ', en: 'Pull the file up from a subordinate' },
      from: ['active', 'parked'],
      to: ['active'],
      who: { action: 'pull-up' },
      guards: [notByChain, here, mayPullUp, bySuperior, keptInOffice],
    },
    park: {
      label: { hi: 'तिथि तक स्थगित रखें', en: 'Park until a date' },
      from: ['active'],
      to: ['parked'],
      who: { action: 'park' },
      guards: [
        noApproval,
        noConsultation,
        here,
        {
          code: 'date-past',
          rule: 'The date lies ahead.',
          onRequest: true,
          refuses: (_file: File, { until, today }: { until: string; today: string }) =>
            until <= today,
        },
        {
          code: 'too-far-ahead',
          rule: 'The date is no further ahead than the policy allows.',
          onRequest: true,
          refuses: (_file: File, { until, latest }: { until: string; latest: string }) =>
            until > latest,
        },
      ],
    },
    wake: {
      label: { hi: 'पुनः चालू करें', en: 'Take it up again' },
      from: ['parked'],
      to: ['active'],
      who: { action: 'wake' },
      guards: [],
    },
    amend: {
      label: { hi: 'आवरण सुधारें', en: 'Change the cover' },
      from: ['active', 'parked'],
      to: [],
      who: { action: 'link' },
      guards: [
        secretPapers,
        {
          code: 'classification-lowered',
          rule: 'A confidential file does not become an ordinary one by its holder’s word.',
          onRequest: true,
          refuses: (file: File, { classification }: { classification?: string | undefined }) =>
            file.classification === 'confidential' && classification === 'normal',
        },
        {
          code: 'other-office',
          rule: 'No file becomes confidential that is with another office, on its way there, or owed back with an opinion.',
          onRequest: true,
          refuses: (file: File, { classification }: { classification?: string | undefined }) =>
            classification === 'confidential' &&
            [file.holder, file.transit?.to, file.consultation?.askedBy].some(
              (post) => post !== undefined && post.officeId !== file.officeId,
            ),
        },
      ],
    },
    'add-alias': {
      label: { hi: 'पुराना क्रमांक जोड़ें', en: 'Add an older number' },
      from: ['active', 'parked', 'closed', 'recorded'],
      to: [],
      who: { action: 'link' },
      guards: [
        {
          code: 'number-blank',
          rule: 'A number has a letter or a figure in it.',
          onRequest: true,
          refuses: (_file: File, { alias }: { alias: string }) => !isNumber(alias),
        },
        {
          code: 'alias-exists',
          rule: 'The number is not on the file already, however it is written.',
          onRequest: true,
          refuses: ({ number, aliases }: File, { alias }: { alias: string }) =>
            [number, ...aliases].some((each) => comparable(each) === comparable(alias)),
        },
        {
          code: 'too-many-aliases',
          rule: 'A file has at most ten older numbers.',
          refuses: ({ aliases }: File) => aliases.length >= 10,
        },
      ],
    },
    'open-part': {
      label: { hi: 'खण्ड नस्ती या जिल्द खोलें', en: 'Open a part or a volume' },
      from: ['active'],
      to: [],
      who: { action: 'open-part', capability: 'create-file' },
      guards: [
        here,
        {
          code: 'part-of-part',
          rule: 'Parts and volumes are opened on the main file.',
          refuses: (file: File) => file.kind !== 'main',
        },
      ],
    },
    link: {
      label: { hi: 'नस्ती जोड़ें', en: 'Link another file' },
      from: ['active', 'parked'],
      to: [],
      who: { action: 'link' },
      guards: [
        {
          code: 'same-file',
          rule: 'The other file is not this one.',
          onRequest: true,
          refuses: (file: File, { otherId }: { otherId: string }) => otherId === file.id,
        },
        {
          code: 'link-exists',
          rule: 'The other file is not linked yet.',
          onRequest: true,
          refuses: (file: File, { otherId }: { otherId: string }) =>
            file.links.some(({ fileId }) => fileId === otherId),
        },
        {
          code: 'too-many-links',
          rule: `A file has at most ${maxLinks} links.`,
          refuses: (file: File) => file.links.length >= maxLinks,
        },
      ],
    },
    unlink: {
      label: { hi: 'जुड़ाव हटाएँ', en: 'Take a link away' },
      from: ['active', 'parked'],
      to: [],
      who: { action: 'link' },
      guards: [
        {
          code: 'no-link',
          rule: 'The other file is linked.',
          onRequest: true,
          refuses: (file: File, { otherId }: { otherId: string }) =>
            !file.links.some(({ fileId }) => fileId === otherId),
        },
      ],
    },
    place: {
      label: { hi: 'भौतिक स्थान दर्ज करें', en: 'Say where the paper stands' },
      // The paper of a merged file still stands somewhere.
      from: ['active', 'parked', 'closed', 'recorded', 'merged'],
      to: [],
      who: { action: 'place' },
      guards: [here],
    },
    'name-reader': {
      label: { hi: 'देखने की अनुमति दें', en: 'Let a post read it' },
      from: ['active', 'parked', 'closed', 'recorded'],
      to: [],
      who: { action: 'name-reader' },
      guards: [
        {
          code: 'view-granted',
          rule: 'The post may not read it yet.',
          onRequest: true,
          refuses: (file: File, { readerId }: { readerId: string }) =>
            file.holder.postId === readerId ||
            file.readers.holders.includes(readerId) ||
            (file.readers.named ?? []).includes(readerId),
        },
        {
          code: 'other-office',
          rule: 'A confidential file is read in its office.',
          onRequest: true,
          refuses: (file: File, { reader }: { reader: Post }) =>
            file.classification === 'confidential' && reader.officeId !== file.officeId,
        },
      ],
    },
    'request-view': {
      label: { hi: 'देखने की अनुमति माँगें', en: 'Ask to read it' },
      // Where it can be granted.
      from: ['active', 'parked', 'closed', 'recorded'],
      to: [],
      who: { action: 'request-view' },
      guards: [
        {
          code: 'view-requested',
          rule: 'No request of the post is open.',
          onRequest: true,
          refuses: (_file: File, { request }: Viewing) => isOpen(request),
        },
      ],
    },
    'refuse-view': {
      label: { hi: 'देखने की अनुमति न दें', en: 'Refuse a request to read it' },
      from: ['active', 'parked', 'closed', 'recorded'],
      to: [],
      who: { action: 'name-reader' },
      guards: [
        {
          code: 'no-view-request',
          rule: 'A request of the post is open.',
          onRequest: true,
          refuses: (_file: File, { request }: Viewing) => !isOpen(request),
        },
      ],
    },
    merge: {
      label: { hi: 'दूसरी नस्ती में मिलाएँ', en: 'Merge into another file' },
      from: ['active'],
      to: ['merged'],
      who: { action: 'merge' },
      guards: [
        noApproval,
        noConsultation,
        here,
        {
          code: 'same-file',
          rule: 'The other file is not this one.',
          onRequest: true,
          refuses: (file: File, { into }: { into: File }) => into.id === file.id,
        },
        {
          code: 'other-unit',
          rule: 'Both files belong to one branch and are with the same post.',
          onRequest: true,
          refuses: (file: File, { into }: { into: File }) =>
            into.officeId !== file.officeId ||
            into.unitId !== file.unitId ||
            into.holder.postId !== file.holder.postId,
        },
        {
          code: 'approval-open',
          rule: 'No chain is open on the other file.',
          onRequest: true,
          refuses: (_file: File, { into }: { into: File }) => into.openApprovalId !== undefined,
        },
        {
          code: 'consultation-open',
          rule: 'The other file is not with a post for its opinion.',
          onRequest: true,
          refuses: (_file: File, { into }: { into: File }) => into.consultation !== undefined,
        },
        {
          code: 'in-transit',
          rule: 'The other file is not on its way.',
          onRequest: true,
          refuses: (_file: File, { into }: { into: File }) => into.transit !== undefined,
        },
        {
          code: 'part-needs-parent',
          rule: 'A part is merged into the file that it belongs to, if at all.',
          onRequest: true,
          refuses: (file: File, { into }: { into: File }) =>
            file.kind === 'part' && into.id !== file.parentId,
        },
        {
          code: 'too-many-links',
          rule: 'The other file has room for the link to this one.',
          onRequest: true,
          refuses: (file: File, { into }: { into: File }) =>
            into.links.length >= maxLinks && !into.links.some(({ fileId }) => fileId === file.id),
        },
        {
          code: 'pending-letter',
          rule: 'Every letter on it is disposed of: it can no longer be once the file only points on.',
          refuses: (file: File) => file.pendingLetters.length > 0,
        },
        {
          code: 'open-draft',
          rule: 'No draft letter is open on it.',
          refuses: (file: File) => file.openDrafts > 0,
        },
        {
          code: 'open-part',
          rule: 'No part of it is open.',
          refuses: (file: File) => file.openParts > 0,
        },
        {
          code: 'open-note',
          rule: 'No yellow note is left on a desk: nobody could seal it any more.',
          onRequest: true,
          refuses: (_file: File, { openNotes }: { openNotes: boolean }) => openNotes,
        },
      ],
    },
    note: {
      label: { hi: 'टीप लिखें', en: 'Write a note' },
      from: ['active'],
      to: [],
      who: { action: 'note', capability: 'note' },
      guards: [here, notInTheWay],
    },
    draft: {
      label: { hi: 'प्रारूप बनाएँ', en: 'Draft a letter' },
      from: ['active'],
      to: [],
      who: { action: 'draft', capability: 'draft' },
      guards: [here],
    },
    'file-letter': {
      label: { hi: 'पत्र नस्ती में रखें', en: 'Put a letter on the file' },
      // A letter wakes a file that was parked.
      from: ['active', 'parked'],
      to: ['active'],
      who: { action: 'file-letter' },
      guards: [
        here,
        {
          code: 'too-many-letters',
          rule: 'At most two thousand letters are under consideration at a time.',
          refuses: (file: File) => file.pendingLetters.length >= 2000,
        },
      ],
    },
    'settle-letter': {
      label: { hi: 'विचाराधीन पत्र का निराकरण', en: 'Dispose of a letter on the file' },
      from: ['active'],
      to: [],
      who: { action: 'file-letter' },
      guards: [
        here,
        {
          code: 'letter-disposed',
          rule: 'The letter is under consideration on the file.',
          onRequest: true,
          refuses: ({ pendingLetters }: File, { no }: { no: number }) =>
            !pendingLetters.includes(no),
        },
      ],
    },
    'start-approval': {
      label: { hi: 'अनुमोदन शृंखला आरंभ करें', en: 'Start an approval chain' },
      from: ['active'],
      to: [],
      who: { action: 'start-approval', capability: 'start-approval' },
      guards: [noApproval, noConsultation, here, inTime, listedReason],
    },
    decide: {
      label: { hi: 'निर्णय दें', en: 'Decide' },
      from: ['active'],
      to: [],
      // Whether a post may answer what it is asked for, the chain's own table says.
      who: { action: 'decide' },
      guards: [...inChain, keptInTime, listedReason],
    },
    ...fileRecordsTransitions,
  },
});

/** A note is begun where it will not be left behind. @throws what `mustBeActive` throws, approval-open */
export const mayBeginNote = (file: File): void =>
  mustHold(fileMachine, 'note', file, [here, notInTheWay], {});

/** Work goes on only on an active file that is not on its way. @throws file-closed and the like, in-transit */
export const mustBeActive = (file: File): void => mustHold(fileMachine, 'note', file, [here], {});
