import { describe, expect, it } from 'vitest';
import { type Post, postRef } from '../../shared/domain/directory.ts';
import { eventsIn } from '../../shared/domain/machine.ts';
import {
  beginDraft,
  confirmDraft,
  DraftNote,
  discardDraft,
  isLive,
  saveDraft,
  sealDraft,
  shareDraft,
} from '../../shared/domain/note.ts';
import { noteMachine } from '../../shared/domain/noteMachine.ts';
import { livesByItsTable, type Refused } from '../support/covered.ts';
import { aFile } from '../support/files.ts';
import { at, officer, post } from '../support/officers.ts';

const states = ['private', 'shared', 'confirmed', 'sealed', 'discarded'] as const;
type Status = (typeof states)[number];
const events = ['save', 'share', 'confirm', 'discard', 'seal'] as const;
type Event = (typeof events)[number];

const content = { paragraphs: ['स्थल निरीक्षण प्रस्तावित है।'], appendices: [] };
/** A note of the collector, whom `steno` assists, shared with the additional collector once it was shared. */
const noteIn = (status: Status): DraftNote => {
  const { note } = beginDraft(aFile('collector'), undefined, content, officer('collector'), {
    id: 'nte_01K00000000000000000000001',
    at,
  });
  return { ...note, status, sharedWith: status === 'private' ? [] : [postRef(post('adm'))] };
};
interface Asked {
  readonly by: string;
  readonly posts: readonly Post[];
}
const usual: Asked = { by: 'collector', posts: [post('adm')] };
const rules: Readonly<Record<Event | 'begin', (note: DraftNote, asked: Asked) => DraftNote>> = {
  begin: (note, { by }) =>
    beginDraft(aFile('collector'), note, content, officer(by), {
      id: 'nte_01K00000000000000000000002',
      at,
    }).note,
  save: (note, { by }) => saveDraft(note, content, officer(by), at).note,
  share: (note, { by, posts }) => shareDraft(note, posts, officer(by), at).note,
  confirm: (note, { by }) => confirmDraft(note, officer(by), at).note,
  discard: (note, { by }) => discardDraft(note, officer(by), at).note,
  seal: (note, { by }) => sealDraft(aFile('collector'), note, officer(by), at).draft,
};
const happen = (event: Event, note: DraftNote, by: string) => rules[event](note, { ...usual, by });

/** The whole table as the office has it: where each event leads, or the code that refuses it. */
const expected: Record<Status, Record<Event, string>> = {
  private: {
    save: 'private',
    share: 'shared',
    confirm: 'note-not-shared',
    discard: 'discarded',
    seal: 'sealed',
  },
  shared: {
    save: 'shared',
    share: 'shared',
    confirm: 'confirmed',
    discard: 'discarded',
    seal: 'note-shared',
  },
  confirmed: {
    save: 'confirmed',
    share: 'note-confirmed',
    confirm: 'note-confirmed',
    discard: 'discarded',
    seal: 'sealed',
  },
  sealed: {
    save: 'note-sealed',
    share: 'note-sealed',
    confirm: 'note-sealed',
    discard: 'note-sealed',
    seal: 'note-sealed',
  },
  discarded: {
    save: 'no-note',
    share: 'no-note',
    confirm: 'no-note',
    discard: 'no-note',
    seal: 'no-note',
  },
};
const cases = states.flatMap((state) => events.map((event) => [state, event] as const));

describe('[row 9] the life of a yellow note', () => {
  it.each(cases)('%s: its author would %s it', (state, event) => {
    const outcome = expected[state][event];
    if ((states as readonly string[]).includes(outcome)) {
      const next = happen(event, noteIn(state), 'collector');
      expect(next).toMatchObject({ status: outcome, version: noteIn(state).version + 1 });
    } else {
      expect(() => happen(event, noteIn(state), 'collector')).toThrow(
        expect.objectContaining({ code: outcome }),
      );
    }
  });

  it.each([
    ['private', 'steno'],
    ['shared', 'adm'],
  ] as const)('%s: lends its pen to %s, who is named as its writer', (state, username) => {
    const { name } = officer(username);
    expect(happen('save', noteIn(state), username).writers.at(-1)?.name).toEqual(name);
  });

  it('begins anew when the one before is over, and only then', () => {
    for (const state of states) {
      expect(isLive(noteIn(state))).toBe(state !== 'sealed' && state !== 'discarded');
      // The version goes on, so that whoever still has the old one cannot overwrite the new one.
      if (!isLive(noteIn(state))) {
        expect(rules.begin(noteIn(state), usual)).toMatchObject({ status: 'private', version: 2 });
      }
    }
  });

  it('is never shared with the post whose it is', () => {
    const asked = { ...usual, posts: [post('adm'), post('collector')] };
    expect(rules.share(noteIn('private'), asked).sharedWith).toEqual([postRef(post('adm'))]);
  });

  it('says of each state what may happen', () => {
    expect(eventsIn(noteMachine, 'private')).toEqual(['save', 'share', 'discard', 'seal']);
    expect(eventsIn(noteMachine, 'confirmed')).toEqual(['save', 'discard', 'seal']);
    expect(eventsIn(noteMachine, 'sealed')).toEqual([]);
  });
});

describe('the table of a note', () => {
  type Case = Refused<Event | 'begin', DraftNote, Asked>;
  const live = (['private', 'shared', 'confirmed'] as const).map(
    (status): Case => ['begin', 'draft-exists', noteIn(status)],
  );
  livesByItsTable<Event | 'begin', DraftNote, Asked>({
    machine: noteMachine,
    rules,
    occasions: (event, state) => {
      if (event !== 'begin') return [{ subject: noteIn(state ?? 'private'), asked: usual }];
      // Also where another was.
      const over = (['sealed', 'discarded'] as const).map(noteIn);
      return over.map((subject) => ({ subject, asked: usual }));
    },
    refused: [
      ...live,
      ['save', 'assistant-may-not', noteIn('shared'), { by: 'steno' }],
      ['save', 'assistant-may-not', noteIn('confirmed'), { by: 'steno' }],
      ['save', 'note-not-yours', {}, { by: 'adm' }],
      ['save', 'note-not-yours', noteIn('shared'), { by: 'deputy' }],
      ['save', 'note-not-yours', noteIn('confirmed'), { by: 'adm' }],
      // Nor by the post that it is shared with.
      ...(['share', 'confirm', 'discard', 'seal'] as const).flatMap((event) =>
        noteMachine.transitions[event].from.flatMap((state): Case[] => [
          [event, 'assistant-may-not', noteIn(state), { by: 'steno' }],
          [event, 'note-not-yours', noteIn(state), { by: 'deputy' }],
          [event, 'note-not-yours', noteIn(state), { by: 'adm' }],
        ]),
      ),
      ['share', 'other-office', {}, { posts: [post('adm'), post('tehsildar')] }],
      ['share', 'post-not-active', {}, { posts: [{ ...post('adm'), status: 'abeyance' }] }],
      ['share', 'post-not-active', {}, { posts: [{ ...post('adm'), status: 'abolished' }] }],
    ],
    after: (after, before) => {
      expect(DraftNote.parse(after)).toEqual(after);
      expect(after).toMatchObject({ version: before.version + 1, postId: before.postId });
    },
  });
});

describe('[invariant 7] a personal assistant', () => {
  it('writes for the officer under the officer’s key, and the seal says who prepared it', () => {
    const file = aFile('collector');
    const begun = beginDraft(file, undefined, content, officer('steno'), {
      id: 'nte_01K00000000000000000000003',
      at,
    }).note;
    expect(begun).toMatchObject({ postId: post('collector').id, status: 'private' });
    const { events } = sealDraft(file, begun, officer('collector'), at);
    expect(events[0]?.texts?.note).toMatchObject({
      by: { name: officer('collector').name },
      preparedBy: [{ name: officer('steno').name, post: { postId: post('steno').id } }],
    });
    expect(() => sealDraft(file, begun, officer('steno'), at)).toThrow(
      expect.objectContaining({ code: 'assistant-may-not' }),
    );
  });
});
