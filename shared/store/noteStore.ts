/** Yellow notes beside the file they are written on, and the history that each of them has of its own. */
import * as z from 'zod';
import type { File } from '../domain/file.ts';
import { FileId, PostId } from '../domain/ids.ts';
import { DraftNote, isLive, type NoteChanged } from '../domain/note.ts';
import * as documents from './documentStore.ts';
import type { Check, Companion, RecordChange } from './door.ts';
import { draft, draftCompanion, fieldsOf, rawEvents, rawSealed, workedRow } from './fileStore.ts';
import { draftKey, draftPrefix, sealedKey, sealedPrefixes, sharedNoteKey } from './keys.ts';
import { type Item, queryPage, type Ref } from './reading.ts';
import { recordRef, type Stored } from './recordStore.ts';

/** What a note's history belongs to. */
export const NoteTrail = z.strictObject({ fileId: FileId, postId: PostId });
export type NoteTrail = z.infer<typeof NoteTrail>;

export const trail = (noteId: string): Ref<Stored<NoteTrail>> => recordRef(noteId, NoteTrail);

export const own = draft;

/** The last note of each post that wrote on the file: the posts that had it, which are few. */
export async function onDesks(fileId: string): Promise<DraftNote[]> {
  const { items } = await queryPage({ pk: fileId, prefix: draftPrefix, limit: 100 });
  return items.map((item) => DraftNote.parse(item.draft));
}

/** The note that is shared on the file now, for those with whom it is. */
export const shared = (fileId: string): Ref<DraftNote> => ({
  key: sharedNoteKey(fileId),
  parse: (item) => DraftNote.parse(item.draft),
});

/** Where a letter stands among the pages of the correspondence side. */
const Pages = z.object({ pageFrom: z.int(), pageTo: z.int() });
export const pagesOf = (fileId: string, no: number): Ref<z.infer<typeof Pages>> => ({
  key: sealedKey(fileId, 'correspondence', no),
  parse: (item) => Pages.parse((fieldsOf(item).item as { value?: unknown } | undefined)?.value),
});

/**
 * A change of a yellow note: its history, the note on its author's desk, what others see of it, that the post which has
 * the file works on it, and that scans which are behind it no more may go elsewhere.
 */
export function change(
  file: File,
  read: DraftNote | undefined,
  history: Stored<NoteTrail> | undefined,
  { note, events }: NoteChanged,
  mirror?: DraftNote | undefined,
): { record: RecordChange; companions: Companion[] } {
  const { id, fileId, postId } = note;
  // Whoever may see it as shared must also see that it no longer is.
  const open = note.status === 'shared' || read?.status === 'shared';
  const atHome = file.holder.postId === postId;
  const before = read?.id === id ? read.appendices : [];
  const letGo = before.filter(
    (one) => !note.appendices.some(({ documentId }) => documentId === one.documentId),
  );
  const view = isLive(note) && note.status !== 'shared' ? { ...note, paragraphs: [] } : note;
  return {
    record: {
      id,
      officeId: file.officeId,
      read: history?.head,
      state: { fileId, postId } satisfies NoteTrail,
      events,
    },
    companions: [
      draftCompanion(read, note),
      // The post that has the file now may share a note of its own there, which stays.
      ...(open && (atHome || mirror?.id === id)
        ? [
            {
              item: { ...sharedNoteKey(fileId), noteId: id, draft: view },
              expect: atHome ? 'any' : { attribute: 'noteId', value: id },
            } satisfies Companion,
          ]
        : []),
      ...(atHome ? workedRow(file) : []),
      ...letGo.map(({ documentId }) => documents.freedRow(documentId, id)),
    ],
  };
}

/** A run of a note's history with its texts, as stored. */
export async function history(noteId: string, part: { limit: number; after?: number | undefined }) {
  const [events, texts] = await Promise.all([
    rawEvents(noteId, part),
    rawSealed(noteId, 'other', part),
  ]);
  const textOf = new Map<unknown, Item>(texts.items.map((item) => [item.sk, item]));
  return {
    more: events.more,
    entries: events.items.map((item) => {
      const text = textOf.get(String(item.sk).replace('E#', sealedPrefixes.other));
      return { event: item.event, hash: item.hash, fields: text && fieldsOf(text) };
    }),
  };
}

/** The note of a post on the file is the one that was read, or there is none still: no other was begun meanwhile. */
export const noteStill = (fileId: string, postId: string, read: DraftNote | undefined): Check => ({
  key: draftKey(fileId, postId),
  attribute: 'version',
  value: read?.version,
});

/** For an act that takes the file from its post: what was sealed is looked at by that; else none was begun meanwhile. */
export const noneBegun = (
  fileId: string,
  postId: string,
  { read, sealed }: { read: DraftNote | undefined; sealed: DraftNote | undefined },
): Check[] => (sealed ? [] : [noteStill(fileId, postId, read)]);

/** Posts whose yellow notes a closing looks through; no file has passed over so many. */
const mostNotes = 1000;

/** Whether a yellow note is on a desk, other than that of the post named. */
export async function hasOpenNotes(fileId: string, but?: string): Promise<boolean> {
  const { items, more } = await queryPage({ pk: fileId, prefix: draftPrefix, limit: mostNotes });
  const live = items
    .map(({ draft }) => DraftNote.parse(draft))
    .filter((note) => isLive(note) && note.postId !== but);
  return more || live.length > 0;
}
