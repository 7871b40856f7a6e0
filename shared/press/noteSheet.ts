import type * as z from 'zod';
import type { Name } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import type { SealedNote } from '../domain/note.ts';
import { shortHash, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';

/** A sealed note, with the hash of the event that sealed it. */
export interface NoteToPrint {
  readonly note: SealedNote;
  readonly hash: string;
}

export interface NoteSheetOf {
  readonly file: File;
  readonly office: { readonly name: z.infer<typeof Name> };
  /** In order; any number. */
  readonly notes: AsyncIterable<NoteToPrint>;
}

/** So much text is set at a time: some twenty pages, and a few megabytes of memory. */
const charactersAtOnce = 40_000;
const notesAtOnce = 60;

/** The note sheet (नोटशीट), in portions that each begin on a new page and go on counting pages. */
export async function* noteSheet({ file, office, notes }: NoteSheetOf): AsyncGenerator<Typeset> {
  let firstPage = 1;
  let portion: NoteToPrint[] = [];
  let characters = 0;
  const setPortion = (): Typeset => {
    const set = typeset('notes', {
      title: `नोटशीट ${file.number}`,
      made: portion.at(-1)?.note.at ?? file.openedAt,
      office: office.name,
      number: file.number,
      subject: file.subject,
      confidential: file.classification === 'confidential',
      firstPage,
      notes: portion.map(shownNote),
    });
    firstPage += set.pages;
    portion = [];
    characters = 0;
    return set;
  };
  for await (const each of notes) {
    portion.push(each);
    characters += each.note.paragraphs.reduce((sum, { length }) => sum + length, 0);
    if (characters >= charactersAtOnce || portion.length >= notesAtOnce) yield setPortion();
  }
  // A file without notes still has its empty sheet.
  if (portion.length > 0 || firstPage === 1) yield setPortion();
}

function shownNote({ note, hash }: NoteToPrint) {
  const { no, paragraphFrom, paragraphs, at, by } = note;
  const { designation } = by.post;
  return {
    no,
    paragraphFrom,
    paragraphs,
    when: shownMoment(at),
    marks: '',
    name: by.name.hi,
    designation: designation.en ? `${designation.hi} · ${designation.en}` : designation.hi,
    seal: shortHash(hash),
  };
}
