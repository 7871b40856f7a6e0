import * as z from 'zod';
import { fileMachine } from '../../domain/fileMachine.ts';
import { FileId, Instant, NoteId, PostId } from '../../domain/ids.ts';
import { codesOf } from '../../domain/machine.ts';
import { DraftNote, NoteInput, SealedNote } from '../../domain/note.ts';
import { noteMachine } from '../../domain/noteMachine.ts';
import { page, paging, type Route } from '../route.ts';
import { ActorView } from './actorView.ts';

const oneFile = z.strictObject({ fileId: FileId });
const oneNote = z.strictObject({ fileId: FileId, noteId: NoteId });

export const NoteOnSheet = z
  .object({
    ...SealedNote.shape,
    sealSeq: z.int().meta({ description: 'The event that sealed it; who and when stand there.' }),
    /** The latest note that corrects this one. */
    correctedBy: z.int().nullable(),
    /** The note by which the officer confirmed the oral order that this one records. */
    confirmedBy: z.int().nullable(),
  })
  .meta({ id: 'NoteOnSheet' });

export const NoteHistory = z
  .object({
    fileId: FileId,
    noteId: NoteId,
    postId: PostId,
    /** `intact` or `altered` once the walk has reached the end; `incomplete` while pages are left. */
    verdict: z.enum(['intact', 'altered', 'incomplete']),
    items: z.array(
      z.object({
        seq: z.int(),
        type: z.string(),
        at: Instant,
        by: ActorView,
        facts: z.record(z.string(), z.json()),
        /** What was written, for an event that wrote something. */
        note: z.json().nullable(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'NoteHistory' });

const atHand = [
  'not-found',
  'file-not-with-you',
  'no-note',
  ...codesOf(fileMachine, 'note'),
] as const;
const ground = [
  'no-such-phrase',
  'note-too-long',
  'date-too-old',
  'recorded-before-act',
  'own-order',
  'reference-broken',
  'not-the-officer-asked',
  'other-office',
  'document-not-ready',
  'document-refused',
  'document-blank',
  'document-attached',
] as const;

export const noteRoutes = {
  listNotes: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/notes',
    summary: {
      hi: 'नोटशीट की टीपें, और अपनी कच्ची टीप',
      en: 'The note sheet in order, and the yellow note one may see',
    },
    access: 'files.read',
    params: oneFile,
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: z
        .object({ ...page(NoteOnSheet, 'Notes').shape, draft: DraftNote.nullable() })
        .meta({ id: 'NotePage' }),
    },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  getNote: {
    area: 'files',
    method: 'GET',
    path: '/v1/files/{fileId}/notes/{noteId}',
    summary: {
      hi: 'एक प्रारूप टीप: अपनी, या जो साझा की गई',
      en: 'One yellow note: one’s own, or one that is shared with one’s post',
    },
    access: 'files.read',
    params: oneNote,
    reply: { status: 200, body: DraftNote },
    problems: ['no-note'],
  },
  createNote: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/notes',
    summary: { hi: 'कच्ची टीप आरंभ करें', en: 'Begin a yellow note; one post has one' },
    access: 'files.write',
    params: oneFile,
    body: NoteInput,
    reply: { status: 201, body: DraftNote },
    rule: { machine: noteMachine, event: 'begin' },
    problems: ['not-found', 'file-not-with-you', ...codesOf(fileMachine, 'note'), ...ground],
  },
  saveNote: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/notes/{noteId}',
    summary: { hi: 'कच्ची टीप सहेजें', en: 'Save the yellow note' },
    access: 'files.write',
    params: oneNote,
    body: NoteInput,
    reply: { status: 200, body: DraftNote },
    ifMatch: true,
    rule: { machine: noteMachine, event: 'save' },
    problems: [...atHand, ...ground],
  },
  shareNote: {
    area: 'files',
    method: 'PUT',
    path: '/v1/files/{fileId}/notes/{noteId}/sharing',
    summary: {
      hi: 'टीप इन पदों से साझा करें; वे उसे सुधार सकते हैं',
      en: 'Share the yellow note with posts of the office, which may edit it',
    },
    access: 'files.write',
    params: oneNote,
    body: z
      .strictObject({ postIds: z.array(PostId).min(1).max(10) })
      .meta({ id: 'NoteSharingInput' }),
    reply: { status: 200, body: DraftNote },
    ifMatch: true,
    rule: { machine: noteMachine, event: 'share' },
    problems: [...atHand],
  },
  confirmNote: {
    area: 'files',
    method: 'POST',
    path: '/v1/files/{fileId}/notes/{noteId}/confirmation',
    summary: {
      hi: 'साझा टीप की पुष्टि करें; तभी नस्ती भेजी जा सकती है',
      en: 'Confirm the shared note; only then can the file be sent',
    },
    access: 'files.write',
    params: oneNote,
    reply: { status: 200, body: DraftNote },
    ifMatch: true,
    rule: { machine: noteMachine, event: 'confirm' },
    problems: [...atHand],
  },
  discardNote: {
    area: 'files',
    method: 'DELETE',
    path: '/v1/files/{fileId}/notes/{noteId}',
    summary: {
      hi: 'कच्ची टीप निरस्त करें, नस्ती कहीं भी हो; उसका इतिहास रहता है',
      en: 'Discard one’s yellow note, wherever the file is; its history stays',
    },
    access: 'files.write',
    params: oneNote,
    reply: { status: 200, body: DraftNote },
    ifMatch: true,
    rule: { machine: noteMachine, event: 'discard' },
    problems: [...atHand],
  },
  getNoteHistory: {
    area: 'files',
    method: 'GET',
    path: '/v1/audit/files/{fileId}/notes/{noteId}',
    summary: {
      hi: 'एक प्रारूप टीप का इतिहास: हर रूप, किसने, कब; निरस्त टीप का भी',
      en: 'The history of a yellow note: every version, by whom and when; of a discarded one too',
    },
    access: 'audit.read',
    params: oneNote,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: NoteHistory },
    problems: ['no-note', 'cursor-invalid', 'file-weeded'],
  },
} as const satisfies Record<string, Route>;
