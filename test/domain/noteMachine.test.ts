import { describe, expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import { codesOf, eventsIn } from '../../shared/domain/machine.ts';
import {
  beginDraft,
  confirmDraft,
  type DraftNote,
  discardDraft,
  isLive,
  saveDraft,
  sealDraft,
  shareDraft,
} from '../../shared/domain/note.ts';
import { noteMachine } from '../../shared/domain/noteMachine.ts';
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
const happen = (event: Event, note: DraftNote, username: string) => {
  const by = officer(username);
  const rules = {
    save: () => saveDraft(note, content, by, at).note,
    share: () => shareDraft(note, [post('adm')], by, at).note,
    confirm: () => confirmDraft(note, by, at).note,
    discard: () => discardDraft(note, by, at).note,
    seal: () => sealDraft(aFile('collector'), note, by, at).draft,
  };
  return rules[event]();
};

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
    discard: 'note-confirmed',
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

  it.each(cases)('%s: nobody else may %s it, but for the pen that is lent', (state, event) => {
    const others = { steno: 'assistant-may-not', adm: 'note-not-yours', deputy: 'note-not-yours' };
    for (const [username, refusal] of Object.entries(others)) {
      const lent =
        event === 'save' &&
        ((username === 'steno' && state === 'private') ||
          (username === 'adm' && state === 'shared'));
      if (lent) {
        expect(happen(event, noteIn(state), username).writers.at(-1)?.name).toEqual(
          officer(username).name,
        );
        continue;
      }
      const known = (states as readonly string[]).includes(expected[state][event]);
      expect(() => happen(event, noteIn(state), username), username).toThrow(
        expect.objectContaining({ code: known ? refusal : expected[state][event] }),
      );
    }
  });

  it('begins only where no other is on the desk, and anew when that one is over', () => {
    for (const state of states) {
      const begin = () =>
        beginDraft(aFile('collector'), noteIn(state), content, officer('collector'), {
          id: 'nte_01K00000000000000000000002',
          at,
        });
      expect(isLive(noteIn(state))).toBe(state !== 'sealed' && state !== 'discarded');
      if (isLive(noteIn(state))) {
        expect(begin).toThrow(expect.objectContaining({ code: 'draft-exists' }));
      } else {
        // The version goes on, so that whoever still has the old one cannot overwrite the new one.
        expect(begin().note).toMatchObject({ status: 'private', version: 2 });
      }
    }
  });

  it('is shared with active posts of its office, and never with itself', () => {
    const note = noteIn('private');
    const share = (...posts: Parameters<typeof shareDraft>[1]) =>
      shareDraft(note, posts, officer('collector'), at).note;
    expect(() => share(post('tehsildar'))).toThrow(
      expect.objectContaining({ code: 'other-office' }),
    );
    expect(() => share({ ...post('adm'), status: 'abeyance' })).toThrow(
      expect.objectContaining({ code: 'post-not-active' }),
    );
    expect(share(post('adm'), post('collector')).sharedWith).toEqual([postRef(post('adm'))]);
  });

  it('says of each state what may happen, and of each event what refuses it', () => {
    expect(eventsIn(noteMachine, 'private')).toEqual(['save', 'share', 'discard', 'seal']);
    expect(eventsIn(noteMachine, 'confirmed')).toEqual(['save', 'seal']);
    expect(eventsIn(noteMachine, 'sealed')).toEqual([]);
    expect(codesOf(noteMachine, 'seal')).toEqual([
      'note-shared',
      'note-sealed',
      'no-note',
      'assistant-may-not',
      'note-not-yours',
    ]);
    expect(codesOf(noteMachine, 'begin')).toEqual(['draft-exists']);
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
