import * as z from 'zod';
import { Clocks } from '../../domain/clock.ts';
import { CorrespondenceItem } from '../../domain/correspondence.ts';
import { PostRef } from '../../domain/directory.ts';
import { File, FileInput, FileStatus } from '../../domain/file.ts';
import {
  AliasInput,
  Amendment,
  LinkKind,
  PartInput,
  PlaceInput,
  ViewRequest,
} from '../../domain/fileCare.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { Day, FileId, Instant, Month, PostId } from '../../domain/ids.ts';
import { DelayInput } from '../../domain/movement.ts';
import { actions } from '../../domain/policy.ts';
import { line, officeNumber, paragraphs } from '../../domain/text.ts';
import { page, paging, type Route, Seal } from '../route.ts';
import { ActorView } from './actorView.ts';
import { Stop } from './stop.ts';

const oneFile = z.strictObject({ fileId: FileId });

export const SealedFile = z
  .object({ file: File, version: z.int(), seal: Seal })
  .meta({ id: 'SealedFile' });

export const TimelineEvent = z
  .object({
    seq: z.int(),
    type: z.string(),
    at: Instant,
    by: ActorView,
    /** The facts of the event, as sealed. */
    facts: z.record(z.string(), z.json()),
    /** What was said with it, such as the reason of a return or a pull-up. */
    texts: z.record(z.string(), z.json()),
    /** For a hand-over: who had the file until then, and for how long. */
    lay: z
      .object({
        with: PostRef,
        since: Instant,
        seconds: z.int(),
        workingMinutes: z.int(),
      })
      .nullable(),
    hash: z.string(),
  })
  .meta({ id: 'TimelineEvent' });

export const Movement = z
  .object({
    fileId: FileId,
    from: PostRef,
    to: PostRef,
    /** Paper: it is with the other post once that has received it. */
    onItsWay: z.boolean(),
    sentAt: Instant,
    noteNo: z.int().nullable(),
    version: z.int(),
    seal: Seal,
  })
  .meta({ id: 'Movement' });

const subject = z.object({ hi: z.string(), en: z.string().optional() });
const LinkedFile = z
  .object({
    kind: LinkKind,
    fileId: FileId,
    /** Nothing when the officer may not see it. */
    file: z
      .object({
        fileId: FileId,
        number: z.string(),
        subject,
        status: FileStatus,
        holder: PostRef,
        since: Instant,
      })
      .nullable(),
  })
  .meta({ id: 'LinkedFile' });

const SentItem = z
  .object({
    id: z.string(),
    kind: z.enum(['file', 'receipt']),
    number: z.string(),
    at: Instant,
    to: PostRef,
    cause: z.string(),
    subject: subject.nullable(),
  })
  .meta({ id: 'SentItem' });

export const Proof = z
  .object({
    fileId: FileId,
    /** `intact` or `altered` once the walk has reached the head; `incomplete` while pages are left. */
    verdict: z.enum(['intact', 'altered', 'incomplete']),
    checked: z.object({ from: z.int(), to: z.int() }),
    head: Seal,
    findings: z.array(
      z.object({
        seq: z.int(),
        code: z.string(),
        field: z.string().nullable(),
        sentence: z.object({ hi: z.string(), en: z.string() }),
      }),
    ),
    events: z.array(z.object({ event: z.json(), hash: z.string() })),
    next: z.string().nullable(),
  })
  .meta({ id: 'Proof' });

export const fileRoutes = {
  createFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files',
    summary: {
      hi: 'नई नस्ती खोलें: क्रमांक शृंखला से मिलता है',
      en: 'Open a file; the number comes from the series of its subject head',
    },
    access: 'files.write',
    body: FileInput,
    reply: { status: 201, body: SealedFile },
    rule: { machine: fileMachine, event: 'create' },
    problems: ['not-found'],
  },
  getFile: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}',
    summary: { hi: 'नस्ती का आवरण: स्थिति और धारक', en: 'A file’s cover: status, holder, counts' },
    access: 'files.read',
    params: oneFile,
    reply: {
      status: 200,
      body: z
        .object({ ...SealedFile.shape, actions: z.array(z.enum(actions)), clocks: Clocks })
        .meta({ id: 'FileCover' }),
    },
    problems: ['not-found'],
  },
  listCorrespondence: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/correspondence',
    summary: {
      hi: 'पत्राचार, चालू पृष्ठ क्रमांक सहित',
      en: 'The correspondence side, with running page numbers',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: z
        .object({
          ...page(CorrespondenceItem, 'Correspondence').shape,
          /** What was put behind the letters of this page, in the page series of its own. */
          appendices: File.shape.correspondenceAppendices,
        })
        .meta({ id: 'CorrespondencePage' }),
    },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  sendFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/movements',
    summary: {
      hi: 'नस्ती भेजें; कच्ची टीप मुद्रांकित होती है',
      en: 'Send the file; the sender’s draft note is sealed with it',
    },
    access: 'files.write',
    params: oneFile,
    body: z
      .strictObject({
        to: PostId,
        purpose: z.enum(['submission', 'action', 'information']).optional(),
        dueAt: Instant.optional(),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'MovementInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'send' },
    problems: ['not-found', 'file-not-with-you', 'note-shared'],
  },
  returnFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/returns',
    summary: {
      hi: 'नस्ती कारण सहित वापस करें',
      en: 'Return the file to a post that had it, with the reason',
    },
    access: 'files.write',
    params: oneFile,
    body: z
      .strictObject({
        to: PostId,
        purpose: z.enum(['action', 'information']),
        reason: paragraphs(2000),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'ReturnInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'return' },
    problems: ['not-found', 'file-not-with-you', 'note-shared'],
  },
  consultPost: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/consultations',
    summary: {
      hi: 'राय हेतु नस्ती किसी पद को भेजें',
      en: 'Ask a post for its opinion, with a due date of its own',
    },
    access: 'files.write',
    params: oneFile,
    body: z
      .strictObject({
        to: PostId,
        dueAt: Instant.optional(),
        reason: paragraphs(2000),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'ConsultationInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'consult' },
    problems: ['not-found', 'file-not-with-you', 'note-shared'],
  },
  answerConsulted: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/consultations/answer',
    summary: {
      hi: 'राय सहित नस्ती लौटाएँ',
      en: 'Give the file back with the opinion that was asked for',
    },
    access: 'files.write',
    params: oneFile,
    body: z.strictObject({ to: PostId, delay: DelayInput.optional() }).meta({ id: 'OpinionInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'answer' },
    problems: [
      'not-found',
      'file-not-with-you',
      'note-shared',
      'sent-to-self',
      'post-not-active',
      'other-office',
    ],
  },
  openFileOnDesk: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/opening',
    summary: {
      hi: 'पहुँची हुई नस्ती खोलें',
      en: 'Open a file that has arrived; from then on it cannot be pulled back',
    },
    access: 'files.write',
    params: oneFile,
    reply: { status: 200, body: SealedFile },
    rule: { machine: fileMachine, event: 'open' },
    problems: ['not-found', 'file-not-with-you'],
  },
  receiveFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/receiving',
    summary: { hi: 'भौतिक नस्ती प्राप्त करें', en: 'Receive a physical file: custody changes now' },
    access: 'files.write',
    params: oneFile,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'receive' },
    problems: ['not-found'],
  },
  recallFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/recall',
    summary: { hi: 'भेजी हुई नस्ती वापस लें', en: 'Pull back what nobody has opened' },
    access: 'files.write',
    params: oneFile,
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'recall' },
    problems: ['not-found'],
  },
  pullUpFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/pull-up',
    summary: {
      hi: 'अधीनस्थ से नस्ती बुलाएँ, या शृंखला में राय हेतु दी गई नस्ती वापस लें',
      en: 'Pull a file up from a subordinate post, or take back what a chain gave for an opinion, saying why',
    },
    access: 'files.write',
    params: oneFile,
    body: z.strictObject({ from: PostId, reason: paragraphs(2000) }).meta({ id: 'PullUpInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'pull-up' },
    problems: ['not-found', 'file-not-there', 'post-not-active'],
  },
  listMovements: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/movements',
    summary: {
      hi: 'नस्ती का संचलन: हर पड़ाव और वहाँ लगा समय',
      en: 'Every stop of the file, and how long it lay there',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject(paging(200)),
    reply: { status: 200, body: page(Stop, 'StopPage') },
    problems: ['not-found', 'cursor-invalid'],
  },
  amendFile: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/details',
    summary: { hi: 'आवरण सुधारें', en: 'Change subject, urgency or classification, saying why' },
    access: 'files.write',
    params: oneFile,
    body: Amendment,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'amend' },
    problems: ['not-found', 'file-not-with-you'],
  },
  addFileAlias: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/aliases',
    summary: { hi: 'पुराना क्रमांक जोड़ें', en: 'Add an older number, by which the file is found too' },
    access: 'files.write',
    params: oneFile,
    body: AliasInput,
    reply: { status: 201, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'add-alias' },
    problems: ['not-found', 'file-not-with-you'],
  },
  openFilePart: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/parts',
    summary: { hi: 'खण्ड नस्ती या जिल्द खोलें', en: 'Open a part file or a further volume' },
    access: 'files.write',
    params: oneFile,
    body: PartInput,
    reply: { status: 201, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'open-part' },
    problems: ['not-found', 'file-not-with-you'],
  },
  linkFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/links',
    summary: { hi: 'नस्ती जोड़ें', en: 'Link another file, saying why' },
    access: 'files.write',
    params: oneFile,
    body: z
      .strictObject({ fileId: FileId, kind: LinkKind, reason: line(500) })
      .meta({ id: 'LinkInput' }),
    reply: { status: 201, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'link' },
    problems: ['not-found', 'file-not-with-you'],
  },
  unlinkFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/links/{linkedId}/removal',
    summary: { hi: 'जुड़ाव हटाएँ', en: 'Take a link away, with the extract that was drawn' },
    access: 'files.write',
    params: z.strictObject({ fileId: FileId, linkedId: FileId }),
    body: z.strictObject({ extract: paragraphs(2000) }).meta({ id: 'UnlinkInput' }),
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'unlink' },
    problems: ['not-found', 'file-not-with-you'],
  },
  listLinks: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/links',
    summary: {
      hi: 'जुड़ी नस्तियाँ, अभी की स्थिति सहित',
      en: 'Linked files as they stand now; `of` names them, as the cover has them',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject({ of: z.string().regex(/^fil_[0-9A-Z]{26}(,fil_[0-9A-Z]{26}){0,24}$/) }),
    reply: { status: 200, body: page(LinkedFile, 'LinkedFilePage') },
    problems: ['not-found', 'no-link'],
  },
  placeFile: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/place',
    summary: { hi: 'भौतिक स्थान दर्ज करें', en: 'Say where the paper stands and by whose leave' },
    access: 'files.write',
    params: oneFile,
    body: PlaceInput,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'place' },
    problems: ['not-found', 'file-not-with-you'],
  },
  requestView: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/view-requests',
    summary: { hi: 'नस्ती देखने की अनुमति माँगें', en: 'Ask to read a file of one’s office' },
    access: 'files.write',
    params: oneFile,
    body: z.strictObject({ reason: line(500) }).meta({ id: 'ViewRequestInput' }),
    reply: { status: 201, body: ViewRequest },
    rule: { machine: fileMachine, event: 'request-view' },
    problems: ['not-found', 'view-granted'],
  },
  refuseView: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/view-requests/{postId}/refusal',
    summary: {
      hi: 'देखने की अनुमति का आवेदन कारण सहित अस्वीकार करें',
      en: 'Refuse the request of a post to read the file, with the reason',
    },
    access: 'files.write',
    params: z.strictObject({ fileId: FileId, postId: PostId }),
    body: z.strictObject({ reason: line(500) }).meta({ id: 'ViewRefusal' }),
    reply: { status: 200, body: ViewRequest },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'refuse-view' },
    problems: ['not-found', 'file-not-with-you'],
  },
  listViewRequests: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/view-requests',
    summary: {
      hi: 'देखने की अनुमति के आवेदन',
      en: 'Requests to read the file: the last of each post, with its answer',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(ViewRequest, 'ViewRequestPage') },
    problems: ['not-found', 'file-not-with-you', 'cursor-invalid'],
  },
  nameFileReader: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/readers/{postId}',
    summary: { hi: 'देखने की अनुमति दें', en: 'Let a post read the file' },
    access: 'files.write',
    params: z.strictObject({ fileId: FileId, postId: PostId }),
    body: z.strictObject({ reason: line(500) }).meta({ id: 'ReaderInput' }),
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'name-reader' },
    problems: ['not-found', 'file-not-with-you', 'post-not-active'],
  },
  parkFile: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/parking',
    summary: { hi: 'तिथि तक स्थगित रखें', en: 'Park the file until a date, saying why' },
    access: 'files.write',
    params: oneFile,
    body: z.strictObject({ until: Day, reason: line(500) }).meta({ id: 'ParkingInput' }),
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'park' },
    problems: ['not-found', 'file-not-with-you', 'note-shared'],
  },
  wakeFile: {
    area: 'files',
    method: 'DELETE',
    path: '/v1/files/{fileId}/parking',
    summary: { hi: 'पुनः चालू करें', en: 'Take a parked file up again' },
    access: 'files.write',
    params: oneFile,
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'wake' },
    problems: ['not-found', 'file-not-with-you'],
  },
  mergeFile: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/merger',
    summary: {
      hi: 'दूसरी नस्ती में मिलाएँ',
      en: 'Merge by cross-reference: this file stays to be read and points to the other',
    },
    access: 'files.write',
    params: oneFile,
    body: z.strictObject({ into: FileId, reason: line(500) }).meta({ id: 'MergerInput' }),
    reply: { status: 200, body: SealedFile },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'merge' },
    problems: ['not-found', 'file-not-with-you', 'file-closed'],
  },
  findFiles: {
    area: 'files',
    method: 'GET',
    path: '/v1/files',
    summary: {
      hi: 'क्रमांक से नस्ती: पूरा, छोटा या पुराना क्रमांक',
      en: 'Files by number: full, short or older',
    },
    access: 'files.read',
    query: z.strictObject({ number: officeNumber(100) }),
    reply: { status: 200, body: page(FileId, 'FileIdPage') },
    problems: [],
  },
  listSent: {
    area: 'files',
    method: 'GET',
    path: '/v1/outbox',
    summary: {
      hi: 'इस पद ने क्या भेजा, नया पहले',
      en: 'What the acting post sent in a month, newest first',
    },
    access: 'inbox.read',
    query: z.strictObject({ month: Month, ...paging(100) }),
    reply: { status: 200, body: page(SentItem, 'SentPage') },
    problems: ['cursor-invalid'],
  },
  getTimeline: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/timeline',
    summary: {
      hi: 'नस्ती का पूरा संचलन: कौन, किस पद से, कब, कितने समय',
      en: 'What happened, in order: who, in which post, when, how long it lay',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject(paging(200)),
    reply: { status: 200, body: page(TimelineEvent, 'TimelinePage') },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  getProof: {
    area: 'files',
    method: 'GET',
    path: '/v1/audit/files/{fileId}/proof',
    summary: { hi: 'नस्ती की मुद्रांकन शृंखला जाँचें', en: 'Verify the sealed history of a file' },
    access: 'audit.read',
    params: oneFile,
    query: z.strictObject(paging(200)),
    reply: { status: 200, body: Proof },
    problems: ['not-found', 'cursor-invalid'],
  },
} as const satisfies Record<string, Route>;
