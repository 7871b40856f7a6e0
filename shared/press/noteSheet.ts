import type * as z from 'zod';
import type { Name } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import type { NoteDelay, NoteReference, SealedNote } from '../domain/note.ts';
import { bothWords, onOneLine, shortHash, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';

/** A sealed note, with the hash of the event that sealed it. */
export interface NoteToPrint {
  readonly note: SealedNote;
  readonly hash: string;
  /** What people call the files and documents that it points to, by id: their numbers and names. */
  readonly names: Readonly<Record<string, string | undefined>>;
}

/** A reason for keeping the file beyond the limit that was given without a note, by whom and when. */
export interface DelayToPrint {
  readonly delay: NoteDelay;
  readonly at: string;
  readonly by: {
    readonly name: z.infer<typeof Name>;
    readonly designation: z.infer<typeof Name>;
    /** The post in whose name a link officer acted. */
    readonly onBehalfOfDesignation?: z.infer<typeof Name> | undefined;
  };
}

export interface NoteSheetOf {
  readonly file: File;
  readonly office: { readonly name: z.infer<typeof Name> };
  /** In order; any number. */
  readonly notes: AsyncIterable<NoteToPrint>;
  /** In order; they stand between the notes by their time. */
  readonly delays?: AsyncIterable<DelayToPrint> | undefined;
}

/** So much text is set at a time: some twenty pages, and a few megabytes of memory. */
const charactersAtOnce = 40_000;
const notesAtOnce = 60;

/** The note sheet (नोटशीट), in portions that each begin on a new page and go on counting pages. */
export async function* noteSheet({
  file,
  office,
  notes,
  delays,
}: NoteSheetOf): AsyncGenerator<Typeset> {
  let firstPage = 1;
  let portion: (NoteToPrint | DelayToPrint)[] = [];
  let characters = 0;
  const setPortion = (): Typeset => {
    const set = typeset('notes', {
      title: `नोटशीट ${file.number}`,
      made: instantOf(portion.at(-1)) ?? file.openedAt,
      office: office.name,
      number: file.number,
      subject: file.subject,
      confidential: file.classification === 'confidential',
      firstPage,
      notes: portion.map((each) => ('note' in each ? shownNote(each) : shownDelay(each))),
    });
    firstPage += set.pages;
    portion = [];
    characters = 0;
    return set;
  };
  for await (const each of delays ? byTime(notes, delays) : notes) {
    portion.push(each);
    if ('note' in each) {
      characters += each.note.paragraphs.reduce((sum, { length }) => sum + length, 0);
    }
    if (characters >= charactersAtOnce || portion.length >= notesAtOnce) yield setPortion();
  }
  // A file without notes still has its empty sheet.
  if (portion.length > 0 || firstPage === 1) yield setPortion();
}

const instantOf = (entry: NoteToPrint | DelayToPrint | undefined): string | undefined =>
  entry && ('note' in entry ? entry.note.at : entry.at);

async function* byTime(
  notes: AsyncIterable<NoteToPrint>,
  delays: AsyncIterable<DelayToPrint>,
): AsyncGenerator<NoteToPrint | DelayToPrint> {
  const others = delays[Symbol.asyncIterator]();
  let next = await others.next();
  for await (const each of notes) {
    for (; !next.done && next.value.at < each.note.at; next = await others.next()) yield next.value;
    yield each;
  }
  for (; !next.done; next = await others.next()) yield next.value;
}

const shownDelay = ({ delay, at, by }: DelayToPrint) => ({
  delay: delayWords(delay),
  when: shownMoment(at),
  by: [
    by.name.hi,
    bothWords(by.designation),
    ...(by.onBehalfOfDesignation ? [onBehalf(by.onBehalfOfDesignation)] : []),
  ].join(', '),
});

/** Of what a link officer signs: `कलेक्टर की ओर से (for Collector)`. */
const onBehalf = ({ hi, en }: z.infer<typeof Name>): string =>
  `${hi} की ओर से${en ? ` (for ${en})` : ''}`;

/** Why it was kept beyond the limit: `विलम्ब का कारण (Reason for delay): अवकाश पर (On leave) – …`. */
const delayWords = ({ name, remarks }: NoteDelay): string =>
  `विलम्ब का कारण (Reason for delay): ${bothWords(name)}${remarks === undefined ? '' : ` – ${remarks}`}`;

function shownNote({ note, hash, names }: NoteToPrint) {
  const { no, paragraphFrom, paragraphs, at, by } = note;
  return {
    no,
    paragraphFrom,
    paragraphs,
    when: shownMoment(at),
    marks: marksOf(note).join(' · '),
    references: (note.references ?? []).map((each) => referenceWords(each, names)).join(' · '),
    preparedBy: (note.preparedBy ?? []).map(({ name }) => name.hi).join(', '),
    name: by.name.hi,
    designation: onOneLine((by.ownPost ?? by.post).designation),
    onBehalf: by.ownPost ? onBehalf(by.post.designation) : '',
    seal: shortHash(hash),
  };
}

/** What a note is besides a note, in words. */
function marksOf({
  kind,
  actedAt,
  orderedBy,
  corrects,
  confirms,
  appendices,
  delay,
}: SealedNote): string[] {
  const marks: string[] = [];
  if (kind === 'oral-order' && orderedBy) {
    marks.push(`मौखिक आदेश: ${orderedBy.designation.hi}`);
  }
  if (kind === 'recorded-later' && actedAt) {
    marks.push(`बाद में अंकित; कार्य ${shownMoment(actedAt)}`);
  }
  if (corrects !== undefined) marks.push(`टीप ${corrects} का सुधार`);
  if (confirms !== undefined) marks.push(`टीप ${confirms} के मौखिक आदेश की पुष्टि`);
  for (const { pageFrom, pageTo } of appendices ?? []) {
    marks.push(`परिशिष्ट ${pageFrom === pageTo ? pageFrom : `${pageFrom}–${pageTo}`}/टी.परि.`);
  }
  if (delay) marks.push(delayWords(delay));
  return marks;
}

/** A typed reference as it is read on paper. */
function referenceWords(reference: NoteReference, names: NoteToPrint['names']): string {
  switch (reference.to) {
    case 'correspondence':
      return reference.page === undefined ? `पत्र ${reference.no}` : `${reference.page}/प`;
    case 'paragraph':
      return `कण्डिका ${reference.no}`;
    case 'file':
      return `नस्ती ${names[reference.fileId] ?? reference.fileId}`;
    case 'document':
      return `दस्तावेज़ “${names[reference.documentId] ?? reference.documentId}”`;
    case 'rule':
      return reference.text;
  }
}
