import type { Officer } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { mustBeActive } from '../../shared/domain/fileMachine.ts';
import { type DraftNote, noteOf } from '../../shared/domain/note.ts';
import { allows, isHiddenFrom, relationOf } from '../../shared/domain/policy.ts';
import { governed, mayDo, mustHave } from '../../shared/http/access.ts';
import type { Check } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import { headKey } from '../../shared/store/keys.ts';
import * as notes from '../../shared/store/noteStore.ts';
import type { Loaded } from '../../shared/store/reading.ts';
import type { Stored } from '../../shared/store/recordStore.ts';

/** The file with the yellow notes on it that can be an officer's business: by keys known before anything is read. */
export const deskOf = (fileId: string, { post }: Officer) => ({
  stored: files.ref(fileId),
  own: notes.own(fileId, post.id),
  assisted: post.assists === undefined ? undefined : notes.own(fileId, post.assists),
  shared: notes.shared(fileId),
});
type Desk = Loaded<ReturnType<typeof deskOf>>;

export const isAssistant = (officer: Officer, file: File): boolean =>
  relationOf(officer, governed(file)) === 'assistant';

/** Who may not see the file sees no note on it: it may have become confidential since. */
const seesFile = (officer: Officer, file: File): boolean =>
  allows(officer, 'see-cover', governed(file));

/** Whether the note was shared with the officer's post while the post that has the file works on it. */
const isInvited = (officer: Officer, file: File, note: DraftNote | undefined): boolean =>
  file.officeId === officer.post.officeId &&
  seesFile(officer, file) &&
  note?.postId === file.holder.postId &&
  note.sharedWith.some(({ postId }) => postId === officer.post.id);

/**
 * The live note that an officer sees on a file: that of the post that has it, for this post, for its personal
 * assistant and for those it is shared with; else one's own that waits for the file to come back.
 */
export function noteFor(officer: Officer, file: File, { own, assisted, shared }: Desk) {
  if (file.holder.postId === officer.post.id) return own;
  if (isAssistant(officer, file)) return assisted;
  return isInvited(officer, file, shared) && shared?.status === 'shared' ? shared : own;
}

/**
 * The note a request names, for whoever may have to do with it: its author, who has the file, the author's
 * personal assistant, and those it is shared with. What each may do, the note's states say.
 * @throws not-found, file-not-with-you, not-allowed, no-note, what `mustBeActive` throws
 */
export function noteAtHand(officer: Officer, desk: Desk, noteId: string) {
  const { stored, own, assisted, shared } = desk;
  const file = stored?.state;
  const note = [own, assisted, shared].find((each) => each?.id === noteId);
  if (!file || !isInvited(officer, file, note)) mayWrite(officer, file);
  else mustHave(officer, 'note');
  const found = noteOf(note, noteId);
  if (!file || found.postId !== file.holder.postId) throw movedOn();
  mustBeActive(file);
  return { file, note: found };
}

/**
 * The note a request is to discard: one's own wherever the file is and whatever became of it, for nobody else can take it
 * from there. @throws what `noteAtHand` throws of any other
 */
export function noteToDiscard(officer: Officer, desk: Desk, noteId: string) {
  const { stored, own } = desk;
  if (!stored || own?.id !== noteId || isHiddenFrom(officer, stored.state)) {
    return noteAtHand(officer, desk, noteId);
  }
  mustHave(officer, 'note');
  return { file: stored.state, note: own };
}

/**
 * The note a request names, to be read: one's own post's wherever the file is now, that of the officer one assists,
 * or one that is shared with one's post. @throws no-note whatever the reason
 */
export function noteInSight(officer: Officer, desk: Desk, noteId: string): DraftNote {
  const { stored, own, assisted, shared } = desk;
  const file = stored?.state;
  if (!file || !seesFile(officer, file)) return noteOf(undefined, noteId);
  if (own?.id === noteId) return own;
  if (isAssistant(officer, file) && assisted?.id === noteId) return assisted;
  const invited = isInvited(officer, file, shared) && shared?.status === 'shared';
  return noteOf(invited ? shared : undefined, noteId);
}

/** The file, if the officer may write a note on it: its holder, or the holder's personal assistant. */
export function mayWrite(officer: Officer, file: File | undefined): File {
  if (file && isAssistant(officer, file)) return mayDo(officer, 'share-draft', file);
  const held = mayDo(officer, 'note', file, 'file-not-with-you');
  mustHave(officer, 'note');
  return held;
}

const movedOn = () => new DomainError('file-not-with-you', 'The file has moved on.');

/** A note is only begun on the file as it was read: not on one that was closed or merged in the same moment. */
export const fileStill = ({ state, head }: Stored<File>): Check => ({
  key: headKey(state.id),
  attribute: 'seq',
  value: head.seq,
});

/** A note may only change while its post has the file, checked again in the write itself. */
export const stillWith = (fileId: string, postId: string): Check => ({
  key: headKey(fileId),
  attribute: 'heldBy',
  value: postId,
  otherwise: movedOn,
});
