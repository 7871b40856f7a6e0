import * as z from 'zod';
import { CorrespondenceItem } from '../../domain/correspondence.ts';
import { PostRef } from '../../domain/directory.ts';
import { File, FileInput } from '../../domain/file.ts';
import { FileId, Instant, PostId } from '../../domain/ids.ts';
import { actions } from '../../domain/policy.ts';
import { page, paging, type Route, Seal } from '../route.ts';
import { ActorView } from './actorView.ts';

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
    sentAt: Instant,
    noteNo: z.int().nullable(),
    version: z.int(),
    seal: Seal,
  })
  .meta({ id: 'Movement' });

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
    problems: ['not-found', 'classification-refused', 'head-inactive', 'other-office'],
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
        .object({ ...SealedFile.shape, actions: z.array(z.enum(actions)) })
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
    reply: { status: 200, body: page(CorrespondenceItem, 'CorrespondencePage') },
    problems: ['not-found', 'cursor-invalid'],
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
    body: z.strictObject({ to: PostId, dueAt: Instant.optional() }).meta({ id: 'MovementInput' }),
    reply: { status: 201, body: Movement },
    ifMatch: true,
    problems: [
      'not-found',
      'file-not-with-you',
      'sent-to-self',
      'post-not-active',
      'other-office',
      'file-closed',
      'approval-open',
    ],
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
    problems: ['not-found', 'cursor-invalid'],
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
