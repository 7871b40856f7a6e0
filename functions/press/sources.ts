/** What the press reads, in portions, from the records. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CorrespondenceItem } from '../../shared/domain/correspondence.ts';
import type { Office } from '../../shared/domain/directory.ts';
import type { AttachedDocument } from '../../shared/domain/document.ts';
import type { File } from '../../shared/domain/file.ts';
import { delayOnNote, type SealedNote } from '../../shared/domain/note.ts';
import type { Print } from '../../shared/domain/print.ts';
import type { Bilingual } from '../../shared/domain/text.ts';
import type { DelayToPrint, NoteToPrint } from '../../shared/press/noteSheet.ts';
import type { Sink } from '../../shared/press/pdfWriter.ts';
import type { Fetched } from '../../shared/press/wholeFile.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { eventKey } from '../../shared/store/keys.ts';
import { content } from '../../shared/store/objects.ts';
import { type Item, load, type Ref } from '../../shared/store/reading.ts';

/** Makes one kind of print. */
export type Make = (print: Print, sink: Sink) => Promise<{ pages: number }>;

/** The office whose record it is: its name stands at the head, whoever asked for the print. */
export async function officeOf(officeId: string): Promise<Office> {
  const { office } = await load({ office: directory.office(officeId) });
  return directory.present(office, `office ${officeId}`);
}

const rowsAtOnce = 50;

/** The notes of a file as it stood when it was read, each with the hash of the event that sealed it. */
export async function* notesOf(file: File): AsyncGenerator<NoteToPrint> {
  for (let after = 0; after < file.noteCount; ) {
    const limit = Math.min(rowsAtOnce, file.noteCount - after);
    const { items } = await files.notes(file.id, { limit, after });
    if (items.length === 0) throw new Error(`${file.id} lacks notes after ${after}.`);
    const hashes = await load(
      Object.fromEntries(items.map(({ seq }) => [String(seq), hashRef(file.id, seq)])),
    );
    const names = await namesIn(items.map(({ note }) => note));
    for (const { note, seq } of items) {
      yield { note, hash: hashes[String(seq)] ?? '', names };
      after = note.no;
    }
  }
}

/** Reasons for delay that no note has: what was said with a movement on which nothing was noted. */
export async function* delaysOf(file: File): AsyncGenerator<DelayToPrint> {
  const { policy } = await load({ policy: directory.policy });
  const rules = directory.present(policy, 'policy');
  let notedAt = '';
  for await (const events of files.allEvents(file.id)) {
    for (const { event } of events) {
      const { type, at, actor, seq, pub } = event;
      if (type === 'noted') notedAt = at;
      const code = pub.delayReason;
      // A worker that gives the file on repeats what was said when its chain was acted in.
      if (typeof code !== 'string' || 'system' in actor || at === notedAt) continue;
      const said = await files.texts(file.id, { limit: 1, after: seq - 1 });
      const delay = delayOnNote({ code, remarks: files.remarksOnDelay(said.get(seq)) }, rules);
      if (delay) yield { delay, at, by: actor };
    }
  }
}

/** Numbers of the files and names of the documents that notes point to; people do not read ids. */
async function namesIn(notes: readonly SealedNote[]): Promise<NoteToPrint['names']> {
  const refs: Record<string, Ref<string>> = {};
  for (const reference of notes.flatMap(({ references = [] }) => references)) {
    if (reference.to === 'file') {
      const { key, parse } = files.ref(reference.fileId);
      refs[reference.fileId] = { key, parse: (item) => parse(item).state.number };
    }
    if (reference.to === 'document') {
      const { key, parse } = documents.ref(reference.documentId);
      refs[reference.documentId] = { key, parse: (item) => parse(item).state.name };
    }
  }
  return Object.keys(refs).length > 0 ? load(refs) : {};
}

const hashRef = (fileId: string, seq: number) => ({
  key: eventKey(fileId, seq),
  parse: (item: Item) => String(item.hash),
});

/** The correspondence of a file as it stood when it was read. */
export async function* correspondenceOf(file: File): AsyncGenerator<CorrespondenceItem> {
  for (let after = 0; after < file.correspondenceCount; ) {
    const limit = Math.min(rowsAtOnce, file.correspondenceCount - after);
    const { items } = await files.correspondence(file.id, { limit, after });
    if (items.length === 0) throw new Error(`${file.id} lacks letters after ${after}.`);
    for (const item of items) {
      yield item;
      after = item.no;
    }
  }
}

const notKept: Bilingual = {
  hi: 'इस दस्तावेज़ के मूल बाइट अब अभिलेख में नहीं हैं।',
  en: 'The bytes of this document are no longer kept.',
};
const altered: Bilingual = {
  hi: 'चेतावनी: संग्रहित बाइट मुहरबंद हैश से मेल नहीं खाते; पृष्ठ नहीं छापे गए।',
  en: 'Warning: the stored bytes are not those that were sealed; the pages were not printed.',
};

/** Brings a document to this machine, checked against the hash that the record pins. */
export async function fetchTo(
  folder: string,
  { documentId, sha256 }: AttachedDocument,
): Promise<Fetched | Bilingual> {
  const { stored } = await load({ stored: documents.ref(documentId) });
  if (!stored) return notKept;
  const path = join(folder, documentId);
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(bytes, _encoding, done) {
      hash.update(bytes);
      done(null, bytes);
    },
  });
  await pipeline(await content(sha256), hashing, createWriteStream(path));
  if (hash.digest('hex') !== sha256) {
    await rm(path, { force: true });
    return altered;
  }
  return { path, mediaType: stored.state.mediaType };
}
