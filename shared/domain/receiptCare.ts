/** What a post does with a letter that it has: files it, ends it, puts its entry right, sees to what it encloses. */
import * as z from 'zod';
import { dayAfter, dayOf } from './calendar.ts';
import { type Officer, type Post, WatchCategory } from './directory.ts';
import type { AttachedDocument, Changed } from './document.ts';
import { Day, FileId, Instant, ReceiptId } from './ids.ts';
import { check } from './machine.ts';
import { allowedActions } from './policy.ts';
import {
  Channel,
  DisposalReason,
  dueOf,
  Enclosures,
  handled,
  Letter,
  oneEarlier,
  type Receipt,
  SenderInput,
  splitSender,
  watchOf,
} from './receipt.ts';
import { receiptMachine } from './receiptMachine.ts';
import type { Act } from './receiptMovement.ts';
import { AskedClassification, type Classification, leaving, Nature, Urgency } from './record.ts';
import { bilingual, line, paragraphs } from './text.ts';

/**
 * The letter becomes correspondence of a file and from now on moves with it; in a confidential file it is confidential
 * too, whichever way one comes to it. @throws what `file` refuses
 */
export function putInFile(
  receipt: Receipt,
  file: { readonly id: string; readonly classification: Classification },
  officer: Officer,
  { at, policy }: Act,
): Changed<Receipt> {
  check(receiptMachine, 'file', receipt, { officer, at, file });
  const { classification } = file;
  const raised = classification !== receipt.classification;
  return {
    record: { ...handled(receipt, at), status: 'filed', fileId: file.id, classification },
    events: [
      {
        type: 'filed',
        pub: {
          fileId: file.id,
          ...leaving(receipt, at, policy),
          // The file is with the post that had the letter.
          to: receipt.holder,
          ...(raised && { classification }),
        },
      },
    ],
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

/** Closes a letter that needs no file, and says who may open it again. @throws what the machine's `dispose` refuses */
export function dispose(
  receipt: Receipt,
  officer: Officer,
  {
    reason,
    remarks,
    at,
    above,
  }: z.infer<typeof DisposalInput> & {
    at: string;
    /** The posts of the officer’s reporting line. */
    above: readonly Post[];
  },
): Changed<Receipt> {
  check(receiptMachine, 'dispose', receipt, { officer, at });
  const { officeId, classification, readers } = receipt;
  const closed = { officeId, classification, readers, holderPostId: receipt.holder.postId };
  return {
    record: {
      ...handled(receipt, at),
      status: 'closed',
      closed: {
        reason,
        at,
        // Of a confidential letter those who may know of it: somebody can always open it again.
        superiors: above
          .filter((post) => allowedActions({ post }, closed).includes('reopen-letter'))
          .map(({ id }) => id),
      },
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

/** A post above the one that closed the letter has it taken up again; of the head of an office, that post itself. @throws not-a-superior, receipt-open */
export function reopen(
  receipt: Receipt,
  officer: Officer,
  { reason, at }: { reason: string; at: string },
): Changed<Receipt> {
  check(receiptMachine, 'reopen', receipt, { officer, at });
  const { closed: _closed, pulledBack: _clock, ...rest } = receipt;
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
    watch: WatchCategory.nullable().optional().meta({
      description: 'Null: it is a letter of no watched kind.',
    }),
    dueAt: Instant.nullable().optional().meta({
      description: 'Null: nobody asked for it by a day. What its watched kind owes stays.',
    }),
    /** When, by which way and as what it came: before its first movement. */
    receivedOn: Day.optional(),
    channel: Channel.optional(),
    nature: Nature.optional(),
    classification: AskedClassification.optional(),
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

/** A letter that is found to be a copy is no reminder, and the other way round. */
function without(receipt: Receipt, { duplicateOfId, remindsReceiptId }: Correction): Receipt {
  if (duplicateOfId === undefined && remindsReceiptId === undefined) return receipt;
  const { duplicateOfId: _copyOf, remindsReceiptId: _reminds, ...rest } = receipt;
  return rest;
}

/**
 * Puts an entry right; what stood there before is sealed with the correction.
 * @throws classification-refused, classification-lowered, already-moved, document-required, no-such-clock, date-ahead, …
 */
export function correct(
  receipt: Receipt,
  correction: Correction,
  officer: Officer,
  { at, policy }: Act,
): Changed<Receipt> {
  const { reason, sender: wrote, watch: category, classification, dueAt, ...plain } = correction;
  const { sender, contact } = wrote ? splitSender(wrote) : { sender: undefined, contact: {} };
  const { receivedOn, channel, nature } = correction;
  const enteredOn = dayOf(receipt.diarisedAt);
  const from = receivedOn ?? receipt.receivedOn ?? enteredOn;
  const askedFor = dueAt === undefined ? receipt.askedDueAt : (dueAt ?? undefined);
  check(receiptMachine, 'correct', receipt, {
    officer,
    at,
    classification,
    nature,
    arrival: [receivedOn, channel, nature].some((each) => each !== undefined),
    receivedOn: from,
    earliest: receivedOn === undefined ? from : dayAfter(enteredOn, -policy.lateEntryDays),
    latest: receivedOn === undefined ? from : enteredOn,
    today: dayOf(at),
    letterDate: correction.letter?.date,
    dueAt: dueAt === undefined && receivedOn === undefined ? undefined : askedFor,
  });
  const kind = category === undefined ? receipt.watch?.category : (category ?? undefined);
  // A clock that runs is left as it was fixed, unless its kind or its first day changes.
  const runs = category === undefined && receivedOn === undefined;
  const watch = runs ? receipt.watch : kind === undefined ? undefined : watchOf(kind, from, policy);
  const entered = Object.fromEntries(
    Object.entries({ ...plain, sender }).filter(([, value]) => value !== undefined),
  ) as Partial<Receipt>;
  const before = Object.fromEntries(
    Object.keys(entered).map((key) => [key, receipt[key as keyof Receipt] ?? null]),
  );
  const clock = {
    ...(category !== undefined && { watch: category }),
    ...(dueAt !== undefined && { dueAt }),
  };
  const clockBefore = {
    ...(category !== undefined && { watch: receipt.watch?.category ?? null }),
    ...(dueAt !== undefined && { dueAt: receipt.askedDueAt ?? null }),
  };
  const due = dueOf(askedFor, watch);
  const { watch: _watch, askedDueAt: _asked, dueAt: _due, ...rest } = handled(receipt, at);
  return {
    record: {
      ...without(rest, correction),
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
          ...(!runs && { watch: watch?.category ?? null }),
          ...(due.dueAt && { dueAt: due.dueAt }),
        },
        texts: {
          reason,
          entered: { ...entered, ...clock } as never,
          before: { ...before, ...clockBefore } as never,
          ...(Object.keys(contact).length > 0 && { contact }),
        },
      },
    ],
  };
}

const inItsFile = {
  fileId: FileId.optional().meta({
    description: 'Of a letter in a file: that file. Whoever has the file sees to the enclosures.',
  }),
};
export const EnclosuresInput = z
  .strictObject({ enclosures: Enclosures, remarks: line(300).optional(), ...inItsFile })
  .meta({ id: 'EnclosuresInput' });

/** What has come of what the letter encloses, as it stands now. */
export function noteEnclosures(
  receipt: Receipt,
  { enclosures, remarks }: Omit<z.infer<typeof EnclosuresInput>, 'fileId'>,
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
    ...inItsFile,
  })
  .meta({ id: 'ChaseInput' });

/** The sender was asked for what is missing. @throws nothing-missing */
export function chaseEnclosures(
  receipt: Receipt,
  { by, remarks }: Omit<z.infer<typeof ChaseInput>, 'fileId'>,
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
