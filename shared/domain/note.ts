/**
 * Noting (टीप): the yellow note on one's desk, and the green note on the note sheet. What has been sent is
 * sealed: sending turns the sender's yellow note into the record, where it can never change. An error is put
 * right by a later note.
 */
import * as z from 'zod';
import { dayOf, oldestPaper } from './calendar.ts';
import {
  Name,
  type Officer,
  ownPostOf,
  type Policy,
  type Post,
  PostRef,
  postRef,
} from './directory.ts';
import { type Changed, type DocumentRecord, mustBeFree } from './document.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import { mayBeginNote } from './fileMachine.ts';
import { DocumentId, FileId, Instant, NoteId, PersonId, PostId } from './ids.ts';
import type { EventDraft, Json } from './ledger.ts';
import { check } from './machine.ts';
import { liveStates, noteMachine } from './noteMachine.ts';
import { RecordLanguage } from './record.ts';
import { asciiCode, line, paragraphs } from './text.ts';

/** What a note points to; the print and the portal make links of them. */
export const NoteReference = z
  .discriminatedUnion('to', [
    z.strictObject({
      to: z.literal('correspondence'),
      no: z.int().positive(),
      page: z.int().positive().optional(),
    }),
    z.strictObject({ to: z.literal('paragraph'), no: z.int().positive() }),
    z.strictObject({ to: z.literal('file'), fileId: FileId }),
    z.strictObject({ to: z.literal('document'), documentId: DocumentId }),
    z.strictObject({ to: z.literal('rule'), text: line(300) }),
  ])
  .meta({ id: 'NoteReference' });
export type NoteReference = z.infer<typeof NoteReference>;

export const NoteKind = z.enum(['note', 'oral-order', 'recorded-later']).meta({
  id: 'NoteKind',
  description: 'A note, an order given by word of mouth, or an act put on record afterwards.',
});
export type NoteKind = z.infer<typeof NoteKind>;

/** Notes are concise; what is longer goes into an appendix. Also what one item of the table can hold. */
export const maxNoteLength = 40_000;
const maxParagraphs = 40;
const lengthOf = (texts: readonly string[]): number =>
  texts.reduce((sum, { length }) => sum + length, 0);

export const NoteInput = z
  .strictObject({
    paragraphs: z.array(paragraphs(4000)).max(maxParagraphs).optional(),
    language: RecordLanguage.optional(),
    /** A phrase of the district's phrase bank: its words close the note, and its action code goes with it. */
    phrase: asciiCode(60).optional(),
    kind: NoteKind.optional(),
    /** The post that gave the oral order and is asked to confirm it. */
    orderedBy: PostId.optional(),
    /** When what is recorded later was done. */
    actedAt: Instant.optional(),
    /** The number of the note whose error this one puts right. */
    corrects: z.int().positive().optional(),
    /** The number of the note whose oral order this one confirms. */
    confirms: z.int().positive().optional(),
    references: z.array(NoteReference).max(30).optional(),
    /** Documents of one's own post that become appendices of the note. */
    appendices: z.array(DocumentId).max(10).optional(),
  })
  .superRefine((note, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { paragraphs: texts = [], kind = 'note' } = note;
    if (texts.length === 0 && note.phrase === undefined) {
      fault('paragraphs', 'A note has at least one paragraph or a phrase.');
    }
    if (lengthOf(texts) > maxNoteLength) {
      fault('paragraphs', `A note has at most ${maxNoteLength} characters; use an appendix.`);
    }
    if ((kind === 'oral-order') !== (note.orderedBy !== undefined)) {
      fault('orderedBy', 'The record of an oral order, and no other note, names who gave it.');
    }
    if ((kind === 'recorded-later') !== (note.actedAt !== undefined)) {
      fault('actedAt', 'What is recorded later, and no other note, says when it was done.');
    }
  })
  .meta({ id: 'NoteInput' });
export type NoteInput = z.infer<typeof NoteInput>;

/** Somebody who wrote at a note, in the post they then held; as its link officer from a post of their own. */
export const NoteWriter = z
  .strictObject({ personId: PersonId, name: Name, post: PostRef, ownPost: PostRef.optional() })
  .meta({ id: 'NoteWriter' });
export type NoteWriter = z.infer<typeof NoteWriter>;
const writerOf = (officer: Officer): NoteWriter => ({
  personId: officer.personId,
  name: officer.name,
  post: postRef(officer.post),
  ...ownPostOf(officer),
});

/** A document as the note has it: which, how long, and the hash that pins its bytes. */
const NoteDocument = z.strictObject({
  documentId: DocumentId,
  pages: z.int().positive(),
  sha256: z.string(),
});
export const NoteAppendix = z
  .strictObject({
    ...NoteDocument.shape,
    /** Pages in the file's series of note appendices. */
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
  })
  .meta({ id: 'NoteAppendix' });

/** What a note says besides its paragraphs. */
const content = {
  kind: NoteKind.optional(),
  language: RecordLanguage.optional(),
  phrase: z.string().optional(),
  /** Which act the note goes with: the action code of its phrase. */
  action: z.string().optional(),
  actedAt: Instant.optional(),
  orderedBy: PostRef.optional(),
  corrects: z.int().positive().optional(),
  confirms: z.int().positive().optional(),
  references: z.array(NoteReference).optional(),
};

/** A yellow note (प्रारूप टीप). */
export const DraftNote = z
  .strictObject({
    id: NoteId,
    fileId: FileId,
    /** The post whose note it is: the one that has the file. */
    postId: PostId,
    version: z.int().positive(),
    status: z.enum(['private', 'shared', 'confirmed', 'sealed', 'discarded']),
    paragraphs: z.array(z.string()),
    ...content,
    appendices: z.array(NoteDocument),
    /** Posts that may read and edit it while it is shared. */
    sharedWith: z.array(PostRef).max(10),
    /** Everyone who wrote at it, the last writer last. */
    writers: z.array(NoteWriter),
    savedAt: Instant,
  })
  .meta({ id: 'DraftNote' });
export type DraftNote = z.infer<typeof DraftNote>;

/** Why the file was kept beyond the limit, with the district's words for the reason as they were then. */
export const NoteDelay = z
  .strictObject({ code: z.string(), name: Name, remarks: z.string().optional() })
  .meta({ id: 'NoteDelay' });
export type NoteDelay = z.infer<typeof NoteDelay>;
export const delayOnNote = (
  delay: Pick<NoteDelay, 'code' | 'remarks'> | undefined,
  { delayReasons }: Pick<Policy, 'delayReasons'>,
): NoteDelay | undefined =>
  delay && {
    name: delayReasons.find(({ code }) => code === delay.code)?.name ?? { hi: delay.code },
    code: delay.code,
    ...(delay.remarks !== undefined && { remarks: delay.remarks }),
  };

/** A green note: on the note sheet, sealed. */
export const SealedNote = z
  .strictObject({
    noteId: NoteId,
    no: z.int().positive(),
    paragraphFrom: z.int().positive(),
    paragraphs: z.array(z.string()),
    /** When it was put on the note sheet; of what is recorded later, `actedAt` says when it was done. */
    at: Instant,
    /** Its author, in the post they then held. */
    by: NoteWriter,
    ...content,
    appendices: z.array(NoteAppendix).optional(),
    /** Others who wrote at it before its author sealed it. */
    preparedBy: z.array(NoteWriter).optional(),
    /** Said with the act that the note was sealed with. */
    delay: NoteDelay.optional(),
  })
  .meta({ id: 'SealedNote' });
export type SealedNote = z.infer<typeof SealedNote>;

/** Whether the note is on somebody's desk: neither sealed nor discarded. */
export const isLive = (note: DraftNote | undefined): note is DraftNote =>
  note !== undefined && liveStates.includes(note.status);

/** What was read about the things a note names, to hold its references against. */
export interface NoteGround {
  readonly at: string;
  readonly phrases?: Policy['phrases'] | undefined;
  /** The phrase that the note had when it was last saved. */
  readonly phraseBefore?: string | undefined;
  readonly orderedBy?: Post | undefined;
  readonly corrected?: SealedNote | undefined;
  readonly confirmed?: SealedNote | undefined;
  /** The pages of a letter on the correspondence side. */
  readonly pagesOf?: (no: number) => { pageFrom: number; pageTo: number } | undefined;
  readonly mayLinkTo?: (fileId: string) => boolean;
  readonly holds?: (documentId: string) => boolean;
  readonly appendices?: readonly z.infer<typeof NoteDocument>[];
}

type Content = Pick<
  DraftNote,
  'paragraphs' | 'appendices' | 'references' | keyof Omit<typeof content, 'references'>
>;

/**
 * What the author wrote, made whole and held against the file.
 * @throws no-such-phrase, note-too-long, own-order, other-office, recorded-before-act, date-too-old, reference-broken,
 *   not-the-officer-asked
 */
export function contentOf(
  file: File,
  input: NoteInput,
  author: string,
  ground: NoteGround,
): Content {
  const { language, kind = 'note', actedAt, corrects, confirms, references = [] } = input;
  const phrase = phraseOf(input, ground);
  const texts = phrase ? withPhrase(input.paragraphs ?? [], phrase) : [...(input.paragraphs ?? [])];
  // What is saved can be saved again as it stands, with the words of its phrase.
  mustFit(texts);
  if (actedAt !== undefined && Date.parse(actedAt) > Date.parse(ground.at)) {
    throw new DomainError('recorded-before-act', 'What is recorded later was done before.');
  }
  if (actedAt !== undefined && dayOf(actedAt) < oldestPaper) {
    throw new DomainError('date-too-old', 'Nobody who works here did anything so long ago.');
  }
  if (input.orderedBy === author) {
    throw new DomainError('own-order', 'Who records an oral order took it from another officer.');
  }
  if (input.orderedBy !== undefined && ground.orderedBy?.officeId !== file.officeId) {
    throw new DomainError('other-office', 'The officer who gave the order sits in this office.');
  }
  if (corrects !== undefined && !ground.corrected) {
    throw broken(`There is no note ${corrects} to correct.`);
  }
  if (confirms !== undefined) mustConfirm(ground.confirmed, confirms, author);
  for (const reference of references) mustHold(file, reference, ground);
  return {
    paragraphs: texts,
    appendices: [...(ground.appendices ?? [])],
    ...(kind !== 'note' && { kind }),
    ...(language && { language }),
    ...(phrase && { phrase: phrase.code, action: phrase.action }),
    ...(actedAt !== undefined && { actedAt }),
    ...(ground.orderedBy && { orderedBy: postRef(ground.orderedBy) }),
    ...(corrects !== undefined && { corrects }),
    ...(confirms !== undefined && { confirms }),
    ...(references.length > 0 && { references: [...references] }),
  };
}

/** What was written has room for what is put behind it. */
function mustFit(texts: readonly string[]): void {
  if (texts.length > maxParagraphs || lengthOf(texts) > maxNoteLength) {
    throw new DomainError('note-too-long', 'There is no room in the note for what goes with it.');
  }
}

const broken = (message: string) => new DomainError('reference-broken', message);

function phraseOf(
  { phrase: code, language }: NoteInput,
  { phrases = [], phraseBefore }: NoteGround,
) {
  if (code === undefined) return undefined;
  const found = phrases.find((each) => each.code === code);
  if (!found) throw new DomainError('no-such-phrase', `The phrase bank has no “${code}”.`);
  const { action, text } = found;
  // Hindi is the language of the note sheet unless the note says that it is in English.
  const words = (language === 'en' ? text.en : undefined) ?? text.hi;
  const before = phrases.find((each) => each.code === phraseBefore)?.text;
  return { code, action, words, before: [before?.hi, before?.en] };
}

/**
 * A note that is saved again brings the words of its phrase along among its paragraphs, wherever its author put them.
 * Those of another phrase, or of the same one in the other language, take their place unless they were changed.
 */
function withPhrase(
  texts: readonly string[],
  { words, before }: { words: string; before: readonly (string | undefined)[] },
): string[] {
  const place = texts.findLastIndex((text) => before.includes(text));
  if (place >= 0) return texts.with(place, words);
  return texts.includes(words) ? [...texts] : [...texts, words];
}

/** Only whoever gave an oral order can confirm that they gave it. */
function mustConfirm(note: SealedNote | undefined, no: number, author: string): void {
  if (note?.kind !== 'oral-order') throw broken(`Note ${no} records no oral order.`);
  if (note.orderedBy?.postId !== author) {
    throw new DomainError('not-the-officer-asked', `Note ${no} asks another officer to confirm.`);
  }
}

function mustHold(file: File, reference: NoteReference, ground: NoteGround): void {
  switch (reference.to) {
    case 'correspondence': {
      const { no, page } = reference;
      if (no > file.correspondenceCount) throw broken(`There is no correspondence ${no}.`);
      if (page === undefined) return;
      const pages = ground.pagesOf?.(no);
      if (!pages || page < pages.pageFrom || page > pages.pageTo) {
        throw broken(`Page ${page} is not of correspondence ${no}.`);
      }
      return;
    }
    case 'paragraph':
      if (reference.no > file.paragraphCount)
        throw broken(`There is no paragraph ${reference.no}.`);
      return;
    case 'file':
      if (reference.fileId === file.id || !ground.mayLinkTo?.(reference.fileId)) {
        throw broken('There is no such other file.');
      }
      return;
    case 'document':
      if (!ground.holds?.(reference.documentId)) throw broken('That document is not on the file.');
      return;
    case 'rule':
  }
}

/**
 * An event of a note's own history. A note that is being written is not the file's business: a file's history
 * tells nobody what was begun and dropped, and a file does not change version because its holder is writing.
 * So each yellow note has a sealed history of its own, with every version and who wrote it, which stays when
 * the note is discarded.
 */
export interface NoteChanged {
  readonly note: DraftNote;
  readonly events: readonly EventDraft[];
}

const saved = (type: string, note: DraftNote, pub: EventDraft['pub'] = {}): EventDraft => {
  const { paragraphs: texts, appendices, references } = note;
  return {
    type,
    pub: { fileId: note.fileId, postId: note.postId, ...pub },
    texts: {
      note: {
        paragraphs: texts,
        ...extras(note),
        ...(references && { references }),
        appendices,
      } as Json,
    },
  };
};
const extras = ({
  kind,
  language,
  phrase,
  action,
  actedAt,
  orderedBy,
  corrects,
  confirms,
}: Content) => ({
  ...(kind && { kind }),
  ...(language && { language }),
  ...(phrase !== undefined && { phrase }),
  ...(action !== undefined && { action }),
  ...(actedAt !== undefined && { actedAt }),
  ...(orderedBy && { orderedBy }),
  ...(corrects !== undefined && { corrects }),
  ...(confirms !== undefined && { confirms }),
});

/**
 * Begins a yellow note of the post that has the file, or begins anew after one was sealed or discarded.
 * The officer writes for themselves, or as personal assistant for the post that they assist.
 * @throws draft-exists, file-closed, approval-open while the file's chain asks others
 */
export function beginDraft(
  file: File,
  existing: DraftNote | undefined,
  written: Content,
  officer: Officer,
  { id, at }: { id: string; at: string },
): NoteChanged {
  mayBeginNote(file);
  for (const { code, rule, refuses } of noteMachine.transitions.begin.guards) {
    if (existing && refuses(existing)) throw new DomainError(code, rule);
  }
  const note: DraftNote = {
    id,
    fileId: file.id,
    postId: file.holder.postId,
    version: (existing?.version ?? 0) + 1,
    status: 'private',
    ...written,
    sharedWith: [],
    writers: [writerOf(officer)],
    savedAt: at,
  };
  return { note, events: [saved('note-begun', note)] };
}

/** The note a request names, if it is there. @throws no-note */
export function noteOf(note: DraftNote | undefined, noteId: string): DraftNote {
  if (note?.id !== noteId) {
    throw new DomainError('no-note', 'There is no such draft note of this post on the file.');
  }
  return note;
}

/** Saves the note with what is written now. @throws note-sealed, no-note, note-not-yours, assistant-may-not */
export function saveDraft(
  note: DraftNote,
  written: Content,
  officer: Officer,
  at: string,
): NoteChanged {
  check(noteMachine, 'save', note, { officer });
  const { id, fileId, postId, status, sharedWith } = note;
  const next: DraftNote = {
    id,
    fileId,
    postId,
    status,
    sharedWith,
    version: note.version + 1,
    ...written,
    writers: withWriter(note.writers, officer),
    savedAt: at,
  };
  return { note: next, events: [saved('note-saved', next)] };
}

const withWriter = (writers: readonly NoteWriter[], officer: Officer): NoteWriter[] => {
  const { personId, post } = officer;
  const others = writers.filter(
    (each) => each.personId !== personId || each.post.postId !== post.id,
  );
  return [...others, writerOf(officer)];
};

/** Lets posts of the office read and edit the note. @throws note-confirmed, other-office, post-not-active, … */
export function shareDraft(
  note: DraftNote,
  posts: readonly Post[],
  officer: Officer,
  at: string,
): NoteChanged {
  check(noteMachine, 'share', note, { officer, posts });
  const sharedWith = posts.filter(({ id }) => id !== note.postId).map(postRef);
  return {
    note: { ...note, version: note.version + 1, status: 'shared', sharedWith, savedAt: at },
    events: [
      { type: 'note-shared', pub: { fileId: note.fileId, postId: note.postId, with: sharedWith } },
    ],
  };
}

/** The author stands by what the others made of it; from now on it is the author's alone. */
export function confirmDraft(note: DraftNote, officer: Officer, at: string): NoteChanged {
  check(noteMachine, 'confirm', note, { officer });
  return {
    note: { ...note, version: note.version + 1, status: 'confirmed', savedAt: at },
    events: [{ type: 'note-confirmed', pub: { fileId: note.fileId, postId: note.postId } }],
  };
}

/** Takes the note off the file; its own history stays. */
export function discardDraft(note: DraftNote, officer: Officer, at: string): NoteChanged {
  check(noteMachine, 'discard', note, { officer });
  return {
    note: { ...emptied(note), status: 'discarded', savedAt: at },
    events: [{ type: 'note-discarded', pub: { fileId: note.fileId, postId: note.postId } }],
  };
}

/** What is left on the desk of a note that is over. */
const emptied = ({
  id,
  fileId,
  postId,
  status,
  version,
  writers,
  savedAt,
}: DraftNote): DraftNote => ({
  id,
  fileId,
  postId,
  version: version + 1,
  status,
  paragraphs: [],
  appendices: [],
  sharedWith: [],
  writers,
  savedAt,
});

/**
 * Takes the yellow note onto the note sheet, with what its author adds in the moment of deciding behind it.
 * @throws note-shared while it is shared and its author has not confirmed it, assistant-may-not, note-not-yours,
 *   note-too-long
 */
export function sealDraft(
  file: File,
  draft: DraftNote,
  officer: Officer,
  at: string,
  added: readonly string[] = [],
  delay?: NoteDelay,
): Changed<File> & { draft: DraftNote } {
  check(noteMachine, 'seal', draft, { officer });
  const texts = [...draft.paragraphs, ...added];
  mustFit(texts);
  const sealed = addNote(file, draft.id, texts, officer, at, { ...draft, delay });
  return { ...sealed, draft: { ...emptied(draft), status: 'sealed', savedAt: at } };
}

/** Puts a note on the note sheet with its number, its paragraph numbers and the pages of its appendices. */
export function addNote(
  file: File,
  noteId: string,
  texts: readonly string[],
  officer: Officer,
  at: string,
  more: Partial<DraftNote> & { readonly delay?: NoteDelay | undefined } = {},
): Changed<File> {
  const no = file.noteCount + 1;
  const {
    references,
    appendices: documents = [],
    corrects,
    confirms,
    kind,
    action,
    actedAt,
  } = more;
  let page = file.noteAppendixPages;
  const appendices = documents.map((document) => {
    const pageFrom = page + 1;
    page += document.pages;
    return { ...document, pageFrom, pageTo: page };
  });
  const preparedBy = (more.writers ?? []).filter(
    ({ personId, post }) => personId !== officer.personId || post.postId !== officer.post.id,
  );
  const note: SealedNote = {
    noteId,
    no,
    paragraphFrom: file.paragraphCount + 1,
    paragraphs: [...texts],
    at,
    by: writerOf(officer),
    ...extras({ ...more, paragraphs: [], appendices: [] }),
    ...(references && { references }),
    ...(appendices.length > 0 && { appendices }),
    ...(preparedBy.length > 0 && { preparedBy }),
    ...(more.delay && { delay: more.delay }),
  };
  const paragraphTo = file.paragraphCount + texts.length;
  return {
    record: {
      ...file,
      noteCount: no,
      paragraphCount: paragraphTo,
      noteAppendixPages: page,
      noteMarks: [
        ...file.noteMarks,
        ...(corrects !== undefined ? [{ no: corrects, by: no, as: 'corrected' as const }] : []),
        ...(confirms !== undefined ? [{ no: confirms, by: no, as: 'confirmed' as const }] : []),
      ],
    },
    events: [
      {
        type: 'noted',
        pub: {
          noteId,
          no,
          paragraphFrom: note.paragraphFrom,
          paragraphTo,
          ...(kind && { kind }),
          ...(action !== undefined && { action }),
          ...(actedAt !== undefined && { actedAt }),
          ...(corrects !== undefined && { corrects }),
          ...(confirms !== undefined && { confirms }),
          ...(appendices.length > 0 && {
            appendixFrom: file.noteAppendixPages + 1,
            appendixTo: page,
          }),
        },
        texts: { note: note as Json },
        place: { series: 'note', no },
      },
    ],
  };
}

/**
 * A document becomes an appendix of a note, once. Whoever writes at the note brings documents of their own post.
 * @returns nothing of one that stays where it is
 * @throws what `mustBeFree` throws
 */
export function appendTo(
  document: DocumentRecord,
  { noteId, postId, freedFrom }: { noteId: string; postId: string; freedFrom?: string | undefined },
): Changed<DocumentRecord> | undefined {
  if (document.noteId === noteId && freedFrom !== noteId) return undefined;
  return {
    record: { ...mustBeFree(document, postId, freedFrom), noteId },
    events: [{ type: 'appended', pub: { noteId } }],
  };
}
