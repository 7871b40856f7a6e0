/** What happens to a file once its work is done: closing, reopening, the record room, holds, review. */
import type { Capability } from './directory.ts';
import type { File } from './file.ts';
import { here, intoItsOffice, noApproval } from './fileGuards.ts';
import type { FileAct } from './fileMachine.ts';
import type { Guard } from './machine.ts';

/** Whoever asks for the file to be closed, or decides about it. */
export interface Closing extends FileAct {
  /** Whether a yellow note is still on somebody's desk, other than the one that is sealed with the request. */
  readonly openNotes: boolean;
}
/** Whoever asks for the file to be closed. */
export interface AskingToClose extends Closing {
  /** The post to which it goes for the decision. */
  readonly to?:
    | { readonly officeId: string; readonly capabilities: readonly Capability[] }
    | undefined;
}
export interface Deciding extends FileAct {
  readonly remarks: string | undefined;
}
/** What is proposed for a file whose time has come, and what the policy says about it. */
export interface Proposing extends FileAct {
  readonly today: string;
  readonly outcome: 'retain' | 'archive' | 'weed';
  /** Years by which the next review is put off. */
  readonly extendYears: number;
  /** The day of that review. */
  readonly nextReviewOn: string;
  /** The archives' letter that has no objection. */
  readonly noObjection: string | undefined;
  readonly extensionLimit: number;
}
type FileGuard<Input = FileAct> = Guard<File, Input>;

const work = [
  noApproval,
  {
    code: 'consultation-open',
    rule: 'No post is being asked for its opinion.',
    refuses: (file: File) => file.consultation !== undefined,
  },
  {
    code: 'pending-letter',
    rule: 'Every letter on the file is disposed of.',
    refuses: (file: File) => file.pendingLetters.length > 0,
  },
  {
    code: 'open-draft',
    rule: 'Every draft letter is issued or cancelled.',
    refuses: (file: File) => file.openDrafts > 0,
  },
  {
    code: 'open-part',
    rule: 'Every part of the file is closed.',
    refuses: (file: File) => file.openParts > 0,
  },
] as const satisfies FileGuard[];

const noOpenNote = {
  code: 'open-note',
  rule: 'No yellow note is left on a desk; the requester’s own is sealed with the request.',
  onRequest: true,
  refuses: (_file: File, { openNotes }: Closing) => openNotes,
} as const satisfies FileGuard<Closing>;

const decidable = {
  code: 'no-decider',
  rule: 'Somebody else may decide: a post above one that had it, or the post to which it goes; of a confidential file, that post.',
  onRequest: true,
  refuses: ({ classification, readers }: File, { to, officer }: AskingToClose) =>
    to?.capabilities.includes('close-approve') !== true &&
    (classification === 'confidential' ||
      readers.superiors.every((postId) => postId === officer.post.id)),
} as const satisfies FileGuard<AskingToClose>;

/** Closing is the office's own affair. */
const closedAtHome = {
  code: 'other-office',
  rule: 'The post that is to decide is one of the file’s office.',
  onRequest: true,
  refuses: ({ officeId }: File, { to }: AskingToClose) =>
    to !== undefined && to.officeId !== officeId,
} as const satisfies FileGuard<AskingToClose>;

const ownRequest = {
  code: 'request-not-yours',
  rule: 'The post that asked takes its request back, whoever holds it now.',
  refuses: (file: File, { officer }: FileAct) => file.request?.post.postId !== officer.post.id,
} as const satisfies FileGuard;

const byAnother = {
  code: 'own-request',
  rule: 'Another person than the one who asked decides.',
  refuses: (file: File, { officer }: FileAct) => file.request?.personId === officer.personId,
} as const satisfies FileGuard;

const inLine = {
  code: 'not-a-superior',
  rule: 'The post that has the file decides, or one above a post that had it.',
  refuses: (file: File, { officer }: FileAct) =>
    file.holder.postId !== officer.post.id && !file.readers.superiors.includes(officer.post.id),
} as const satisfies FileGuard;

const withReason = {
  code: 'reason-required',
  rule: 'A refusal says why.',
  onRequest: true,
  refuses: (_file: File, { remarks }: Deciding) => remarks === undefined,
} as const satisfies FileGuard<Deciding>;

export const noHold = {
  code: 'on-hold',
  rule: 'Nothing that is held by order is destroyed or given away.',
  refuses: (file: File) => file.holds.some(({ to }) => to === undefined),
} as const satisfies FileGuard<unknown>;

const due = {
  code: 'not-due',
  rule: 'The day of its review has come.',
  refuses: (file: File, { today }: Pick<Proposing, 'today'>) =>
    file.retention === undefined || today < file.retention.reviewOn,
} as const satisfies FileGuard<Pick<Proposing, 'today'>>;

const weedable = {
  code: 'not-weedable',
  rule: 'Only category C is weeded; B with the archives’ no-objection, A never.',
  onRequest: true,
  refuses: ({ retention }: File, { noObjection }: Pick<Proposing, 'noObjection'>) =>
    retention === undefined ||
    retention.category === 'A' ||
    (retention.category === 'B' && noObjection === undefined),
} as const satisfies FileGuard<Pick<Proposing, 'noObjection'>>;

const withinExtension = {
  code: 'extension-limit',
  rule: 'All extensions of a category C file together stay within the policy’s limit.',
  onRequest: true,
  refuses: (
    { retention }: File,
    { extendYears, extensionLimit }: Pick<Proposing, 'extendYears' | 'extensionLimit'>,
  ) => retention?.category === 'C' && retention.extendedYears + extendYears > extensionLimit,
} as const satisfies FileGuard<Pick<Proposing, 'extendYears' | 'extensionLimit'>>;

/** A condition of one outcome only. */
const when = (
  outcome: Proposing['outcome'],
  guard: FileGuard<Proposing>,
): FileGuard<Proposing> => ({
  ...guard,
  refuses: (file, input) => input.outcome === outcome && guard.refuses(file, input),
});

/** Every state but those in which it is gone: weeded, or with the archives. */
const whileItExists = [
  'active',
  'parked',
  'closure-pending',
  'closed',
  'reopening-pending',
  'recorded',
  'under-review',
  'merged',
] as const;

export const fileRecordsTransitions = {
  'request-close': {
    label: { hi: 'नस्तीबद्ध करने का प्रस्ताव', en: 'Ask to close the file' },
    from: ['active'],
    to: ['closure-pending'],
    who: { action: 'request-close', capability: 'close-request' },
    guards: [here, ...work, noOpenNote, closedAtHome, decidable],
  },
  'approve-close': {
    label: { hi: 'नस्तीबद्ध करें', en: 'Close the file' },
    from: ['closure-pending'],
    to: ['closed'],
    who: { action: 'decide-close', capability: 'close-approve' },
    guards: [inLine, byAnother, here, ...work, noOpenNote],
  },
  'refuse-close': {
    label: { hi: 'नस्तीबद्ध करने से इंकार', en: 'Refuse to close the file' },
    from: ['closure-pending'],
    to: ['active'],
    who: { action: 'decide-close', capability: 'close-approve' },
    guards: [inLine, byAnother, withReason],
  },
  'withdraw-request': {
    label: { hi: 'प्रस्ताव वापस लें', en: 'Take the request back' },
    from: ['closure-pending', 'reopening-pending'],
    // What it was when the post asked.
    to: ['active', 'closed', 'recorded'],
    who: { action: 'withdraw-request' },
    guards: [ownRequest],
  },
  'send-to-record-room': {
    label: { hi: 'अभिलेखागार भेजें', en: 'Send to the record room' },
    from: ['closed'],
    // Paper is recorded when the record room has it.
    to: ['recorded', 'closed'],
    who: { action: 'send-to-record-room' },
    guards: [
      here,
      {
        code: 'post-not-active',
        rule: 'The record room’s desk is an active post of the same office.',
        onRequest: true,
        refuses: (
          file: File,
          { keeper }: { keeper: { readonly officeId: string; readonly status: string } },
        ) => keeper.officeId !== file.officeId || keeper.status !== 'active',
      },
    ],
  },
  'receive-in-record-room': {
    label: { hi: 'अभिलेखागार में प्राप्त करें', en: 'Receive in the record room' },
    from: ['closed'],
    to: ['recorded'],
    who: { action: 'receive', capability: 'record-keeper' },
    guards: [
      {
        code: 'not-in-transit',
        rule: 'The file is on its way to the post.',
        refuses: (file: File, { officer }: FileAct) => file.transit?.to.postId !== officer.post.id,
      },
    ],
  },
  'request-reopen': {
    label: { hi: 'पुनः खोलने का प्रस्ताव', en: 'Ask to reopen the file' },
    from: ['closed', 'recorded'],
    to: ['reopening-pending'],
    who: { action: 'request-reopen' },
    // It comes to the post that asks.
    guards: [
      here,
      intoItsOffice,
      {
        code: 'no-decider',
        rule: 'Another person of its office may decide about a confidential file.',
        onRequest: true,
        refuses: (
          { classification }: File,
          { decidable: able }: FileAct & { decidable: boolean },
        ) => classification === 'confidential' && !able,
      },
    ],
  },
  'approve-reopen': {
    label: { hi: 'नस्ती पुनः खोलें', en: 'Reopen the file' },
    from: ['reopening-pending'],
    to: ['active'],
    who: { action: 'decide-reopen', capability: 'reopen-approve' },
    guards: [byAnother],
  },
  'refuse-reopen': {
    label: { hi: 'पुनः खोलने से इंकार', en: 'Refuse to reopen the file' },
    from: ['reopening-pending'],
    to: ['closed', 'recorded'],
    who: { action: 'decide-reopen', capability: 'reopen-approve' },
    guards: [byAnother, withReason],
  },
  hold: {
    label: { hi: 'रोक लगाएँ', en: 'Hold by order' },
    from: whileItExists,
    to: [],
    who: { action: 'hold', capability: 'hold' },
    guards: [
      {
        code: 'too-many-holds',
        rule: 'A file has at most fifty holds, ended ones too.',
        refuses: (file: File) => file.holds.length >= 50,
      },
    ],
  },
  'end-hold': {
    label: { hi: 'रोक हटाएँ', en: 'End a hold' },
    from: whileItExists,
    to: [],
    who: { action: 'hold', capability: 'hold' },
    guards: [
      {
        code: 'no-hold',
        rule: 'The hold is there, and has not ended.',
        onRequest: true,
        refuses: (file: File, { holdId }: { holdId: string }) =>
          !file.holds.some(({ id, to }) => id === holdId && to === undefined),
      },
    ],
  },
  'take-under-review': {
    label: { hi: 'समीक्षा में लें', en: 'Take under review' },
    from: ['recorded'],
    to: ['under-review'],
    who: { action: 'review', capability: 'records-officer' },
    guards: [
      here,
      noHold,
      due,
      when('weed', weedable),
      when('retain', withinExtension),
      when('retain', {
        code: 'date-past',
        rule: 'The next review lies ahead.',
        onRequest: true,
        refuses: (_file: File, { nextReviewOn, today }: Proposing) => nextReviewOn <= today,
      }),
    ],
  },
  release: {
    label: { hi: 'समीक्षा से वापस रखें', en: 'Put back without a change' },
    from: ['under-review'],
    to: ['recorded'],
    who: { action: 'review', capability: 'records-officer' },
    guards: [],
  },
  retain: {
    label: { hi: 'अवधि बढ़ाएँ', en: 'Keep for more years' },
    from: ['under-review'],
    to: ['recorded'],
    who: { action: 'review', capability: 'records-officer' },
    guards: [withinExtension],
  },
  archive: {
    label: { hi: 'राज्य अभिलेखागार को दें', en: 'Give to the archives' },
    from: ['under-review'],
    to: ['archived'],
    who: { action: 'review', capability: 'records-officer' },
    guards: [noHold],
  },
  weed: {
    label: { hi: 'नष्ट करें', en: 'Weed' },
    from: ['under-review'],
    to: ['weeded'],
    who: { action: 'review', capability: 'records-officer' },
    guards: [
      noHold,
      due,
      weedable,
      {
        code: 'certificate-missing',
        rule: 'The batch was approved and has a weeding certificate.',
        onRequest: true,
        refuses: (_file: File, { certificate }: { certificate: string | undefined }) =>
          certificate === undefined,
      },
    ],
  },
} as const;
