/**
 * Noting (टीप): the draft on one's desk, and the sealed note on the note sheet. What has been sent is sealed:
 * sending turns the sender's draft into the record, where it can never change.
 */
import * as z from 'zod';
import { Name, type Officer, PostRef, postRef } from './directory.ts';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { type File, mustBeActive } from './file.ts';
import { FileId, Instant, NoteId, PersonId, PostId } from './ids.ts';
import { paragraphs } from './text.ts';

export const NoteInput = z
  .strictObject({ paragraphs: z.array(paragraphs(4000)).min(1).max(40) })
  .meta({ id: 'NoteInput' });
export type NoteInput = z.infer<typeof NoteInput>;

/** A draft note (पीली टीप): its author's alone, until sending seals it. */
export const DraftNote = z
  .strictObject({
    id: NoteId,
    fileId: FileId,
    postId: PostId,
    personId: PersonId,
    version: z.int().positive(),
    state: z.enum(['open', 'sealed', 'discarded']),
    paragraphs: z.array(z.string()),
    savedAt: Instant,
  })
  .meta({ id: 'DraftNote' });
export type DraftNote = z.infer<typeof DraftNote>;

/** A note on the note sheet, sealed. */
export const SealedNote = z
  .strictObject({
    noteId: NoteId,
    no: z.int().positive(),
    paragraphFrom: z.int().positive(),
    paragraphs: z.array(z.string()),
    at: Instant,
    /** Its author, in the post they then held. */
    by: z.strictObject({ personId: PersonId, name: Name, post: PostRef }),
  })
  .meta({ id: 'SealedNote' });
export type SealedNote = z.infer<typeof SealedNote>;

/** Begins a draft, or begins anew after one was sealed or discarded. @throws draft-exists, file-closed */
export function beginDraft(
  file: File,
  existing: DraftNote | undefined,
  input: NoteInput,
  officer: Officer,
  { id, at }: { id: string; at: string },
): DraftNote {
  mustBeActive(file);
  if (existing?.state === 'open') {
    throw new DomainError(
      'draft-exists',
      'Save the draft note you have; one post has one draft on a file.',
    );
  }
  return {
    id,
    fileId: file.id,
    postId: officer.post.id,
    personId: officer.personId,
    version: (existing?.version ?? 0) + 1,
    state: 'open',
    paragraphs: [...input.paragraphs],
    savedAt: at,
  };
}

/** Saves or discards the open draft. @throws no-note, note-sealed */
export function changeDraft(
  draft: DraftNote | undefined,
  noteId: string,
  change: { paragraphs: readonly string[] } | 'discard',
  at: string,
): DraftNote {
  if (!draft || draft.id !== noteId) {
    throw new DomainError('no-note', 'There is no such draft note of this post on the file.');
  }
  if (draft.state === 'sealed') {
    throw new DomainError('note-sealed', 'The note was sealed when the file was sent.');
  }
  if (draft.state === 'discarded') throw new DomainError('no-note', 'The draft was discarded.');
  const version = draft.version + 1;
  if (change === 'discard') {
    return { ...draft, version, state: 'discarded', paragraphs: [], savedAt: at };
  }
  return { ...draft, version, paragraphs: [...change.paragraphs], savedAt: at };
}

/** Takes the open draft onto the note sheet. */
export function sealDraft(
  file: File,
  draft: DraftNote,
  officer: Officer,
  at: string,
): Changed<File> & { draft: DraftNote } {
  const sealed = addNote(file, draft.id, draft.paragraphs, officer, at);
  return {
    ...sealed,
    draft: { ...draft, version: draft.version + 1, state: 'sealed', paragraphs: [], savedAt: at },
  };
}

/** Puts a note on the note sheet with its number and its paragraph numbers. */
export function addNote(
  file: File,
  noteId: string,
  texts: readonly string[],
  { personId, name, post }: Officer,
  at: string,
): Changed<File> {
  const no = file.noteCount + 1;
  const note: SealedNote = {
    noteId,
    no,
    paragraphFrom: file.paragraphCount + 1,
    paragraphs: [...texts],
    at,
    by: { personId, name, post: postRef(post) },
  };
  return {
    record: { ...file, noteCount: no, paragraphCount: file.paragraphCount + texts.length },
    events: [
      {
        type: 'noted',
        pub: {
          noteId,
          no,
          paragraphFrom: note.paragraphFrom,
          paragraphTo: file.paragraphCount + texts.length,
        },
        texts: { note },
        place: { series: 'note', no },
      },
    ],
  };
}
