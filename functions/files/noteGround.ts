import type { Officer } from '../../shared/domain/directory.ts';
import type { DocumentRecord } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { appendTo, type NoteGround, type NoteInput } from '../../shared/domain/note.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed } from '../../shared/http/access.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as documents from '../../shared/store/documentStore.ts';
import type { Companion, RecordChange } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import * as notes from '../../shared/store/noteStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

/** References to everything that a note names, so that it is read together with the file. */
export function groundRefs(fileId: string, input: NoteInput): Record<string, Ref<unknown>> {
  const { phrase, orderedBy, corrects, confirms, references = [], appendices = [] } = input;
  const refs: Record<string, Ref<unknown>> = {};
  if (phrase !== undefined) refs.policy = directory.policy;
  if (orderedBy !== undefined) refs.orderedBy = directory.post(orderedBy);
  if (corrects !== undefined) refs.corrected = files.noteRef(fileId, corrects);
  if (confirms !== undefined) refs.confirmed = files.noteRef(fileId, confirms);
  for (const reference of references) {
    if (reference.to === 'correspondence' && reference.page !== undefined) {
      refs[`pages/${reference.no}`] = notes.pagesOf(fileId, reference.no);
    }
    if (reference.to === 'file') refs[reference.fileId] = files.ref(reference.fileId);
    if (reference.to === 'document') {
      refs[`member/${reference.documentId}`] = files.member(fileId, reference.documentId);
    }
  }
  for (const id of appendices) {
    refs[id] = documents.ref(id);
    refs[`freed/${id}`] = documents.freed(id);
  }
  return refs;
}

/** What was read, as the rule asks for it, and the documents that become appendices: free no more where they were. */
export function groundOf(
  loaded: Readonly<Record<string, unknown>>,
  input: NoteInput,
  officer: Officer,
  { noteId, at }: { noteId: string; at: string },
): { ground: NoteGround; attached: RecordChange[]; taken: Companion[] } {
  const attached: RecordChange[] = [];
  const taken: Companion[] = [];
  const appendices = [...new Set(input.appendices)].map((id) => {
    const read = loaded[id] as Stored<DocumentRecord> | undefined;
    if (!read || read.state.officeId !== officer.post.officeId) {
      throw new DomainError('not-found', `There is no document ${id}.`);
    }
    const freedFrom = loaded[`freed/${id}`] as string | undefined;
    const changed = appendTo(read.state, { noteId, postId: officer.post.id, freedFrom });
    if (changed) attached.push(documents.change(read, changed));
    if (changed && freedFrom !== undefined) taken.push(documents.freedRow(id));
    const { pages = 1, sha256 } = read.state;
    return { documentId: id, pages, sha256 };
  });
  const { policy, orderedBy, corrected, confirmed } = loaded;
  return {
    attached,
    taken,
    ground: {
      at,
      phrases: (policy as { phrases: NoteGround['phrases'] } | undefined)?.phrases,
      orderedBy: orderedBy as NoteGround['orderedBy'],
      corrected: corrected as NoteGround['corrected'],
      confirmed: confirmed as NoteGround['confirmed'],
      pagesOf: (no) => loaded[`pages/${no}`] as { pageFrom: number; pageTo: number } | undefined,
      mayLinkTo: (fileId) => {
        const file = loaded[fileId] as Stored<File> | undefined;
        return file !== undefined && allows(officer, 'see-cover', governed(file.state));
      },
      holds: (documentId) =>
        loaded[`member/${documentId}`] !== undefined ||
        appendices.some((each) => each.documentId === documentId),
      appendices,
    },
  };
}
