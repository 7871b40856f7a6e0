/**
 * The life of a yellow note (प्रारूप टीप): private while it is written, shared with whom its author names,
 * confirmed by its author, and sealed when the file leaves. Sealed it is a green note and never changes.
 */
import type { Officer } from './directory.ts';
import { machineOf } from './machine.ts';
import type { DraftNote } from './note.ts';

/** Who asks for something to happen to a note. */
export interface NoteAct {
  readonly officer: Officer;
}
/** With whom a note is to be shared: each post with what makes it unfit. */
export interface NoteSharing extends NoteAct {
  readonly posts: readonly { readonly officeId: string; readonly status: string }[];
}

/** States in which a yellow note is on somebody's desk. */
export const liveStates: readonly DraftNote['status'][] = ['private', 'shared', 'confirmed'];

const assists = ({ post }: Officer, note: DraftNote) => post.assists === note.postId;
const isAuthors = (note: DraftNote, { officer }: NoteAct) => officer.post.id === note.postId;
const isNamed = (note: DraftNote, { officer }: NoteAct) =>
  note.sharedWith.some(({ postId }) => postId === officer.post.id);

const authorOnly = [
  {
    code: 'assistant-may-not',
    rule: 'A personal assistant writes for the officer, and does nothing else in their place.',
    refuses: (note: DraftNote, act: NoteAct) => !isAuthors(note, act) && assists(act.officer, note),
  },
  {
    code: 'note-not-yours',
    rule: 'Only the post whose note it is may do this with it.',
    refuses: (note: DraftNote, act: NoteAct) => !isAuthors(note, act),
  },
] as const;

export const noteMachine = machineOf<DraftNote>()({
  entity: { hi: 'टीप', en: 'Note' },
  states: {
    private: { label: { hi: 'निजी प्रारूप टीप', en: 'Private' }, refuses: 'note-not-shared' },
    shared: { label: { hi: 'साझा प्रारूप टीप', en: 'Shared' }, refuses: 'note-shared' },
    confirmed: { label: { hi: 'पुष्ट टीप', en: 'Confirmed' }, refuses: 'note-confirmed' },
    sealed: { label: { hi: 'मुद्रांकित (हरी) टीप', en: 'Sealed' }, refuses: 'note-sealed' },
    discarded: { label: { hi: 'निरस्त', en: 'Discarded' }, refuses: 'no-note' },
  },
  transitions: {
    begin: {
      label: { hi: 'टीप आरंभ करें', en: 'Begin a note' },
      from: [],
      to: ['private'],
      guards: [
        {
          code: 'draft-exists',
          rule: 'Save the draft note you have; one post has one on a file.',
          refuses: (note: DraftNote) => liveStates.includes(note.status),
        },
      ],
    },
    save: {
      label: { hi: 'सहेजें', en: 'Save' },
      from: ['private', 'shared', 'confirmed'],
      to: [],
      guards: [
        {
          code: 'assistant-may-not',
          rule: 'A personal assistant writes the note while it is private.',
          refuses: (note: DraftNote, act: NoteAct) =>
            !isAuthors(note, act) &&
            assists(act.officer, note) &&
            note.status !== 'private' &&
            !(note.status === 'shared' && isNamed(note, act)),
        },
        {
          code: 'note-not-yours',
          rule: 'A private or confirmed note is its author’s alone; a shared one also of the posts it is shared with.',
          refuses: (note: DraftNote, act: NoteAct) =>
            !isAuthors(note, act) &&
            !(note.status === 'private' && assists(act.officer, note)) &&
            !(note.status === 'shared' && isNamed(note, act)),
        },
      ],
    },
    share: {
      label: { hi: 'साझा करें', en: 'Share' },
      from: ['private', 'shared'],
      to: ['shared'],
      guards: [
        ...authorOnly,
        {
          code: 'other-office',
          rule: 'A note is shared within its office.',
          refuses: (_note: DraftNote, { officer, posts }: NoteSharing) =>
            posts.some(({ officeId }) => officeId !== officer.post.officeId),
        },
        {
          code: 'post-not-active',
          rule: 'A note is shared with active posts.',
          refuses: (_note: DraftNote, { posts }: NoteSharing) =>
            posts.some(({ status }) => status !== 'active'),
        },
      ],
    },
    confirm: {
      label: { hi: 'पुष्टि करें', en: 'Confirm' },
      from: ['shared'],
      to: ['confirmed'],
      guards: authorOnly,
    },
    discard: {
      label: { hi: 'निरस्त करें', en: 'Discard' },
      from: ['private', 'shared', 'confirmed'],
      to: ['discarded'],
      guards: authorOnly,
    },
    seal: {
      label: { hi: 'मुद्रांकित करें', en: 'Seal' },
      from: ['private', 'confirmed'],
      to: ['sealed'],
      guards: authorOnly,
    },
  },
});
