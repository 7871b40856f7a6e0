import * as z from 'zod';
import { Clocks } from '../../domain/clock.ts';
import { ReceivedItem, SettlementInput } from '../../domain/correspondence.ts';
import { PostRef } from '../../domain/directory.ts';
import { File } from '../../domain/file.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import {
  Day,
  DocumentId,
  FileId,
  Instant,
  IssueId,
  Month,
  OfficeId,
  PostId,
  ReceiptId,
} from '../../domain/ids.ts';
import { DelayInput } from '../../domain/movement.ts';
import { Receipt, ReceiptInput, TypedToken } from '../../domain/receipt.ts';
import {
  ChaseInput,
  Correction,
  DisposalInput,
  EnclosuresInput,
} from '../../domain/receiptCare.ts';
import { receiptMachine } from '../../domain/receiptMachine.ts';
import { MarkTo } from '../../domain/receiptMovement.ts';
import { line, paragraphs } from '../../domain/text.ts';
import { Tracked } from '../../domain/tracking.ts';
import { page, paging, type Route, Seal } from '../route.ts';
import { Stop } from './stop.ts';

const oneReceipt = z.strictObject({ receiptId: ReceiptId });
export const SealedReceipt = z
  .object({ receipt: Receipt, version: z.int(), seal: Seal })
  .meta({ id: 'SealedReceipt' });

/** A letter by its number alone: what one may be told of a letter that one may not read. */
const NumberedLetter = z
  .object({ receiptId: ReceiptId, number: z.string(), day: Day })
  .meta({ id: 'NumberedLetter' });

/** What any change of a letter that one holds can be refused for. */
const ofHolder = ['not-found', 'receipt-not-with-you'] as const;
const ofDocuments = [
  'document-not-ready',
  'document-refused',
  'document-blank',
  'document-attached',
] as const;
const { active: _active, ...restingFile } = fileMachine.states;
const fileAtRest = Object.values(restingFile).map(({ refuses }) => refuses);

export const receiptRoutes = {
  createReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts',
    summary: {
      hi: 'पत्र दर्ज करें: आवक क्रमांक यहीं मिलता है',
      en: 'Diarise a letter; the inward number is allotted here',
    },
    access: 'receipts.write',
    body: ReceiptInput,
    reply: {
      status: 201,
      body: z
        .object({
          ...SealedReceipt.shape,
          /** Earlier letters of the office with the same number and date from the same sender. */
          possibleDuplicates: z.array(NumberedLetter),
        })
        .meta({ id: 'DiarisedReceipt' }),
    },
    rule: { machine: receiptMachine, event: 'diarise' },
    problems: ['not-found', 'no-such-clock', 'receipt-void', ...ofDocuments],
  },
  listReceipts: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/receipts',
    summary: {
      hi: 'आवक पंजी: माह के दर्ज पत्र, क्रमानुसार',
      en: 'The inward register of the office for a month, in the order of its numbers',
    },
    access: 'registers.read',
    query: z.strictObject({ month: Month, ...paging(100) }),
    reply: {
      status: 200,
      body: page(
        z
          .object({
            ...NumberedLetter.shape,
            at: Instant,
            confidential: z.boolean(),
            void: z.boolean(),
            /** The day on which it came, where it was entered later. */
            receivedOn: Day.nullable(),
            sender: z.string().nullable(),
            letter: z.string().nullable(),
            subject: z.string().nullable(),
            channel: z.string().nullable(),
          })
          .meta({ id: 'InwardEntry', description: 'Of a confidential letter only the number.' }),
        'InwardRegisterPage',
      ),
    },
    problems: ['cursor-invalid'],
  },
  getReceipt: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/receipts/{receiptId}',
    summary: { hi: 'एक आवक पत्र', en: 'One diarised letter' },
    access: 'receipts.read',
    params: oneReceipt,
    query: z.strictObject({
      file: FileId.optional().meta({
        description:
          'The file in which the letter is: by it whoever reads the file sees the letter.',
      }),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          ...SealedReceipt.shape,
          /** What the acting post could do with it now: events of the letter’s state table. */
          events: z.array(z.string()),
          enclosuresMissing: z.boolean(),
          clocks: Clocks,
          /** Letters of the office with the same number and date from the same sender. */
          possibleDuplicates: z.array(NumberedLetter),
          /** Letters of the office whose scans say nearly the same, the likest first. */
          similar: z.array(z.object({ ...NumberedLetter.shape, likeness: z.number() })),
        })
        .meta({ id: 'ReceiptView' }),
    },
    problems: ['not-found', 'file-weeded'],
  },
  listReceiptMovements: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/receipts/{receiptId}/movements',
    summary: {
      hi: 'पत्र का संचलन: हर पड़ाव और वहाँ लगा समय',
      en: 'Every stop of the letter, and how long it lay there',
    },
    access: 'receipts.read',
    params: oneReceipt,
    query: z.strictObject(paging(200)),
    reply: { status: 200, body: page(Stop, 'StopPage') },
    problems: ['not-found', 'cursor-invalid'],
  },
  markReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/movements',
    summary: {
      hi: 'पत्र कार्यवाही हेतु एक पद को, सूचनार्थ अन्य पदों को अंकित करें',
      en: 'Mark the letter to one post for action, and to others for information',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({
        to: MarkTo,
        copies: z.array(PostId).max(50).optional(),
        remarks: line(500).optional(),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'MarkInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'mark' },
    problems: [...ofHolder, 'unit-has-no-desk'],
  },
  openReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/opening',
    summary: { hi: 'आया हुआ पत्र खोलें', en: 'Open a letter that has come' },
    access: 'receipts.write',
    params: oneReceipt,
    reply: { status: 200, body: SealedReceipt },
    rule: { machine: receiptMachine, event: 'open' },
    problems: ofHolder,
  },
  receiveReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/receiving',
    summary: {
      hi: 'भौतिक पत्र प्राप्त होना दर्ज करें',
      en: 'Say that the paper has come: custody changes now',
    },
    access: 'receipts.write',
    params: oneReceipt,
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'receive' },
    problems: ['not-found'],
  },
  recallReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/recall',
    summary: {
      hi: 'बिना खुला पत्र वापस लें',
      en: 'Pull back what was marked, while nobody has opened it',
    },
    access: 'receipts.write',
    params: oneReceipt,
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'recall' },
    problems: ['not-found'],
  },
  returnReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/return',
    summary: {
      hi: 'भूलवश अंकित पत्र कारण सहित लौटाएँ',
      en: 'Give the letter back to the post that marked it, with the reason',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({ to: PostId, reason: paragraphs(2000), delay: DelayInput.optional() })
      .meta({ id: 'LetterReturnInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'return' },
    problems: ofHolder,
  },
  pullUpReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/pull-up',
    summary: {
      hi: 'अधीनस्थ से पत्र बुलाएँ',
      en: 'Pull a letter up from a subordinate post, saying why',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({ from: PostId, reason: paragraphs(2000) })
      .meta({ id: 'LetterPullUpInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'pull-up' },
    problems: ['not-found', 'receipt-not-there'],
  },
  transferReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/transfer',
    summary: {
      hi: 'पत्र दूसरे कार्यालय को अंतरित करें: वहाँ की आवक में दर्ज होता है',
      en: 'Transfer the letter to another office on the system, where it is diarised in the same write',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({
        officeId: OfficeId,
        remarks: line(500).optional(),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'TransferInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'transfer' },
    problems: [...ofHolder, 'post-not-active'],
  },
  fileReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/filing',
    summary: {
      hi: 'पत्र नस्ती में रखें: विचाराधीन या नवीन पत्र',
      en: 'Put the letter in a file: the paper under consideration, or a fresh receipt',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({
        fileId: FileId,
        flag: z.enum(['puc', 'fr']).optional().meta({
          description: '`fr` where another letter on the file is under consideration, else `puc`.',
        }),
      })
      .meta({ id: 'FilingInput' }),
    reply: {
      status: 201,
      body: z
        .object({ item: ReceivedItem, fileId: FileId, version: z.int(), seal: Seal })
        .meta({ id: 'Filing' }),
    },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'file' },
    problems: [...ofHolder, 'file-not-with-you', ...fileAtRest],
  },
  settleLetter: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/files/{fileId}/correspondence/{no}/disposal',
    summary: {
      hi: 'नस्ती पर विचाराधीन पत्र का निराकरण',
      en: 'Dispose of a letter that is under consideration on its file',
    },
    access: 'files.write',
    params: z.strictObject({ fileId: FileId, no: z.string().regex(/^[1-9][0-9]{0,6}$/) }),
    body: SettlementInput,
    reply: {
      status: 200,
      body: z.object({ file: File, version: z.int(), seal: Seal }).meta({ id: 'Settlement' }),
    },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'settle-letter' },
    problems: ['not-found', 'file-not-with-you', 'reference-broken'],
  },
  disposeReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/disposal',
    summary: { hi: 'पत्र नस्ती के बिना निराकृत करें', en: 'Dispose of the letter without a file' },
    access: 'receipts.write',
    params: oneReceipt,
    body: DisposalInput,
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'dispose' },
    problems: ofHolder,
  },
  reopenReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/reopening',
    summary: {
      hi: 'वरिष्ठ द्वारा निराकृत पत्र पुनः खोलना',
      en: 'A superior has a closed letter taken up again',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z.strictObject({ reason: line(500) }).meta({ id: 'ReopeningInput' }),
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'reopen' },
    problems: ['not-found'],
  },
  voidReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/voiding',
    summary: {
      hi: 'पहले संचलन से पूर्व प्रविष्टि निरस्त करें; क्रमांक पुनः नहीं दिया जाता',
      en: 'Void the entry before its first movement; the number stays listed and is never used again',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z.strictObject({ reason: line(500) }).meta({ id: 'VoidingInput' }),
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'void' },
    problems: ofHolder,
  },
  correctReceipt: {
    area: 'receipts',
    method: 'PUT',
    path: '/v1/receipts/{receiptId}/details',
    summary: {
      hi: 'प्रविष्टि कारण सहित सुधारें; पूर्व प्रविष्टि अभिलेख में रहती है',
      en: 'Correct the entry with a reason; what stood there stays on record',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: Correction,
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'correct' },
    problems: [...ofHolder, 'no-such-clock', 'receipt-void', 'reference-broken'],
  },
  noteEnclosures: {
    area: 'receipts',
    method: 'PUT',
    path: '/v1/receipts/{receiptId}/enclosures',
    summary: {
      hi: 'संलग्नक: कितने बताए गए, कितने मिले',
      en: 'What the letter encloses, and how much of it has come',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: EnclosuresInput,
    reply: { status: 200, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'note-enclosures' },
    problems: [...ofHolder, 'file-not-with-you', 'reference-broken', ...fileAtRest, 'in-transit'],
  },
  chaseEnclosures: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/enclosures/reminders',
    summary: {
      hi: 'शेष संलग्नक हेतु प्रेषक को स्मरण',
      en: 'Record that the sender was asked for what is missing',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: ChaseInput,
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'chase-enclosures' },
    problems: [...ofHolder, 'file-not-with-you', 'reference-broken', ...fileAtRest, 'in-transit'],
  },
  addScans: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/documents',
    summary: {
      hi: 'बाद में हुए स्कैन पत्र के साथ रखें',
      en: 'Put scans made later with the letter',
    },
    access: 'receipts.write',
    params: oneReceipt,
    body: z
      .strictObject({ documentIds: z.array(DocumentId).min(1).max(10) })
      .meta({ id: 'ScansInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    rule: { machine: receiptMachine, event: 'add-scans' },
    problems: [...ofHolder, ...ofDocuments],
  },
  listCopies: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/copies',
    summary: {
      hi: 'सूचनार्थ प्राप्त प्रतियाँ, नई पहले',
      en: 'Copies that the acting post got for information, newest first',
    },
    access: 'inbox.read',
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: page(
        z
          .object({
            receiptId: ReceiptId.optional(),
            /** Instead of `receiptId`: a letter of one’s own office that is addressed to the post. */
            issueId: IssueId.optional(),
            number: z.string(),
            at: Instant,
            from: PostRef,
            subject: Receipt.shape.subject.nullable().meta({
              description: 'Nothing of a confidential letter that went out.',
            }),
          })
          .meta({ id: 'Copy' }),
        'CopyPage',
      ),
    },
    problems: ['cursor-invalid'],
  },
  trackLetter: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/track/{token}',
    summary: {
      hi: 'मेरा पत्र कहाँ तक पहुँचा? पावती के कोड से (सबके लिए)',
      en: 'How far is my letter? By the code on the slip; open to all',
    },
    access: 'public',
    params: z.strictObject({ token: TypedToken }),
    reply: { status: 200, body: Tracked },
    problems: ['not-found', 'validation'],
  },
} as const satisfies Record<string, Route>;
