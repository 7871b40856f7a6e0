import * as z from 'zod';
import {
  ClosureInput,
  RecordRoomInput,
  RecordRoomReceiptInput,
  RecordsDecisionInput,
  ReopeningInput,
} from '../../domain/closure.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { FileId, HoldId, Month, ReviewId } from '../../domain/ids.ts';
import { codesOf } from '../../domain/machine.ts';
import { Migrated, MigrationInput } from '../../domain/migration.ts';
import { HoldInput } from '../../domain/retention.ts';
import {
  Review,
  ReviewDecisionInput,
  ReviewInput,
  WeedingCertificate,
} from '../../domain/review.ts';
import { reviewMachine } from '../../domain/reviewMachine.ts';
import { line } from '../../domain/text.ts';
import { page, paging, type Route, Seal } from '../route.ts';
import { SealedFile } from './files.ts';

const oneFile = z.strictObject({ fileId: FileId });
const oneReview = z.strictObject({ reviewId: ReviewId });

const SealedReview = z
  .object({ review: Review, version: z.int(), seal: Seal })
  .meta({ id: 'SealedReview' });

const subject = z.object({ hi: z.string(), en: z.string().optional() });
const DueFile = z
  .object({
    fileId: FileId,
    number: z.string(),
    /** Nothing for a confidential file. */
    subject: subject.nullable(),
    category: z.enum(['A', 'B', 'C']),
    closedOn: z.iso.date(),
    reviewOn: z.iso.date(),
    extendedYears: z.int(),
  })
  .meta({ id: 'DueFile' });

const ReviewRow = z
  .object({
    id: ReviewId,
    status: Review.shape.status,
    proposedAt: z.iso.datetime(),
    files: z.int(),
    left: z.int().meta({ description: 'Files for which the decision is still to be carried out.' }),
    certificate: z.string().nullable(),
  })
  .meta({ id: 'ReviewRow' });

export const recordRoutes = {
  requestClosure: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/closure',
    summary: { hi: 'नस्तीबद्ध करने का प्रस्ताव करें', en: 'Ask for the file to be closed' },
    access: 'records.write',
    params: oneFile,
    body: ClosureInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'request-close' },
    problems: ['not-found', 'file-not-with-you', 'note-shared', ...codesOf(fileMachine, 'send')],
  },
  decideClosure: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/closure/decision',
    summary: {
      hi: 'नस्तीबद्ध करने के प्रस्ताव पर निर्णय दें',
      en: 'Decide about closing: from closing on the file’s retention is fixed',
    },
    access: 'records.write',
    params: oneFile,
    body: RecordsDecisionInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'approve-close' },
    problems: ['not-found', 'part-needs-parent', ...codesOf(fileMachine, 'refuse-close')],
  },
  sendToRecordRoom: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/record-room',
    summary: { hi: 'अभिलेखागार भेजें', en: 'Send a closed file to the record room' },
    access: 'records.write',
    params: oneFile,
    body: RecordRoomInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'send-to-record-room' },
    problems: ['not-found', 'file-not-with-you', 'no-record-room'],
  },
  receiveInRecordRoom: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/record-room/receipt',
    summary: {
      hi: 'भौतिक नस्ती अभिलेखागार में प्राप्त करें',
      en: 'Receive a paper file in the record room, and say where it stands',
    },
    access: 'records.write',
    params: oneFile,
    body: RecordRoomReceiptInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'receive-in-record-room' },
    problems: ['not-found'],
  },
  requestReopening: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/reopening',
    summary: { hi: 'पुनः खोलने का प्रस्ताव करें', en: 'Ask for a closed file to be opened again' },
    access: 'records.write',
    params: oneFile,
    body: ReopeningInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'request-reopen' },
    problems: ['not-found'],
  },
  decideReopening: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/reopening/decision',
    summary: {
      hi: 'पुनः खोलने के प्रस्ताव पर निर्णय दें',
      en: 'Decide about reopening: the file goes to the post that asked',
    },
    access: 'records.write',
    params: oneFile,
    body: RecordsDecisionInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'approve-reopen' },
    problems: [
      'not-found',
      'part-needs-parent',
      'post-not-active',
      'file-closed',
      ...codesOf(fileMachine, 'refuse-reopen'),
    ],
  },
  withdrawRequest: {
    area: 'records',
    method: 'DELETE',
    path: '/v1/files/{fileId}/request',
    summary: {
      hi: 'नस्तीबद्ध करने या पुनः खोलने का अपना प्रस्ताव वापस लें',
      en: 'Take one’s request to close or to reopen the file back; the file stays where it is',
    },
    access: 'records.write',
    params: oneFile,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'withdraw-request' },
    problems: ['not-found'],
  },
  holdFile: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/holds',
    summary: { hi: 'आदेश से नस्ती पर रोक लगाएँ', en: 'Hold a file by order: it cannot be weeded' },
    access: 'records.write',
    params: oneFile,
    body: HoldInput,
    reply: { status: 201, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'hold' },
    problems: ['not-found'],
  },
  endHold: {
    area: 'records',
    method: 'POST',
    path: '/v1/files/{fileId}/holds/{holdId}/end',
    summary: { hi: 'रोक समाप्त करें', en: 'End a hold, which stays on record' },
    access: 'records.write',
    params: z.strictObject({ fileId: FileId, holdId: HoldId }),
    body: z.strictObject({ reason: line(500) }).meta({ id: 'HoldEndInput' }),
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'end-hold' },
    problems: ['not-found'],
  },
  listDueFiles: {
    area: 'records',
    method: 'GET',
    path: '/v1/retention/due',
    summary: {
      hi: 'माह में समीक्षा योग्य नस्तियाँ',
      en: 'Files whose review is due in a month',
    },
    access: 'records.read',
    query: z.strictObject({ ...paging(100), month: Month }),
    reply: { status: 200, body: page(DueFile, 'DuePage') },
    problems: ['cursor-invalid'],
  },
  createReview: {
    area: 'records',
    method: 'POST',
    path: '/v1/reviews',
    summary: {
      hi: 'समीक्षा सूची प्रस्तावित करें: अवधि वृद्धि, अभिलेखागार या नष्टीकरण',
      en: 'Propose for files whose time has come: keep, give to the archives, or weed',
    },
    access: 'records.write',
    body: ReviewInput,
    reply: { status: 201, body: SealedReview },
    rule: { machine: reviewMachine, event: 'propose' },
    problems: ['not-found', ...codesOf(fileMachine, 'take-under-review')],
  },
  listReviews: {
    area: 'records',
    method: 'GET',
    path: '/v1/reviews',
    summary: { hi: 'कार्यालय की समीक्षा सूचियाँ', en: 'Review batches of the office, newest first' },
    access: 'records.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(ReviewRow, 'ReviewPage') },
    problems: ['cursor-invalid'],
  },
  getReview: {
    area: 'records',
    method: 'GET',
    path: '/v1/reviews/{reviewId}',
    summary: { hi: 'समीक्षा सूची', en: 'A review batch' },
    access: 'records.read',
    params: oneReview,
    reply: { status: 200, body: SealedReview },
    problems: ['not-found'],
  },
  decideReview: {
    area: 'records',
    method: 'POST',
    path: '/v1/reviews/{reviewId}/decision',
    summary: {
      hi: 'समीक्षा सूची पर निर्णय दें',
      en: 'Decide a review batch; one that weeds gets its certificate number',
    },
    access: 'records.write',
    params: oneReview,
    body: ReviewDecisionInput,
    reply: { status: 200, body: SealedReview },
    ifMatch: true,
    rule: { machine: reviewMachine, event: 'decide' },
    problems: ['not-found'],
  },
  carryOutReview: {
    area: 'records',
    method: 'POST',
    path: '/v1/reviews/{reviewId}/items/{fileId}/execution',
    summary: {
      hi: 'नस्ती के लिए निर्णय का पालन करें',
      en: 'Carry out for one file what was decided, or withhold it from the batch',
    },
    access: 'records.write',
    params: z.strictObject({ reviewId: ReviewId, fileId: FileId }),
    body: z
      .strictObject({
        /** Why it is not carried out; the file goes back to the record room. */
        withheld: line(300).optional(),
      })
      .meta({ id: 'ExecutionInput' }),
    reply: { status: 200, body: SealedReview },
    ifMatch: true,
    rule: { machine: reviewMachine, event: 'execute' },
    problems: [
      'not-found',
      ...codesOf(fileMachine, 'release'),
      ...codesOf(fileMachine, 'retain'),
      ...codesOf(fileMachine, 'archive'),
      ...codesOf(fileMachine, 'weed'),
    ],
  },
  getWeedingCertificate: {
    area: 'records',
    method: 'GET',
    path: '/v1/reviews/{reviewId}/certificate',
    summary: { hi: 'नष्टीकरण प्रमाणपत्र', en: 'The weeding certificate of a batch' },
    access: 'records.read',
    params: oneReview,
    reply: { status: 200, body: WeedingCertificate },
    problems: ['not-found', 'certificate-missing'],
  },
  migrateFiles: {
    area: 'records',
    method: 'POST',
    path: '/v1/migrations',
    summary: {
      hi: 'पुरानी नस्तियाँ प्रणाली में लाएँ; पहले केवल जाँच भी सम्भव',
      en: 'Bring old files onto the system, all rows of the call or none; or only look them over',
    },
    access: 'records.write',
    body: MigrationInput,
    reply: { status: 200, body: Migrated },
    rule: { machine: fileMachine, event: 'bring' },
    problems: ['not-found', 'no-record-room', 'unit-has-no-desk'],
  },
} as const satisfies Record<string, Route>;
