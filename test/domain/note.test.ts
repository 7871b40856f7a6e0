import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCorrespondence, appendToLetter } from '../../shared/domain/correspondence.ts';
import { actorOf, postRef } from '../../shared/domain/directory.ts';
import type { DocumentRecord } from '../../shared/domain/document.ts';
import type { File } from '../../shared/domain/file.ts';
import {
  type EventDraft,
  emptyHead,
  type SealedField,
  seal,
  startOfWalk,
  verify,
  verifyHead,
} from '../../shared/domain/ledger.ts';
import { handOver, recall, send } from '../../shared/domain/movement.ts';
import {
  appendTo,
  beginDraft,
  contentOf,
  maxNoteLength,
  type NoteGround,
  NoteInput,
  SealedNote,
  sealDraft,
} from '../../shared/domain/note.ts';
import { digest, newSalt } from '../../shared/store/digest.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

const id = 'nte_01K00000000000000000000001';
const otherFile = 'fil_01K00000000000000000000002';
const documentId = 'doc_01K00000000000000000000001';
const later = (minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();
const code = (expected: string) => expect.objectContaining({ code: expected });

const worked = (more: Partial<File> = {}) =>
  aFile('rajasv1', {
    noteCount: 3,
    paragraphCount: 7,
    correspondenceCount: 2,
    correspondencePages: 9,
    ...more,
  });
const written = (input: Partial<NoteInput>, ground: Partial<NoteGround> = {}, file = worked()) =>
  contentOf(file, { paragraphs: ['एक'], ...input }, file.holder.postId, {
    at,
    phrases: policy.phrases,
    ...ground,
  });
/** A note on the sheet, sealed by the holder of the file. */
function noted(file: File, input: Partial<NoteInput>, ground: Partial<NoteGround> = {}) {
  const by = officer('rajasv1');
  const { note } = beginDraft(file, undefined, written(input, ground, file), by, { id, at });
  const sealed = sealDraft(file, note, by, at);
  return { ...sealed, note: SealedNote.parse(sealed.events[0]?.texts?.note) };
}

describe('what a note says', () => {
  it('[row 12] takes the words and the action of a phrase, in Hindi unless the note is in English', () => {
    expect(written({ paragraphs: [], phrase: 'for-orders' })).toMatchObject({
      paragraphs: ['आदेशार्थ प्रस्तुत।'],
      phrase: 'for-orders',
      action: 'note',
    });
    expect(written({ phrase: 'agreed', language: 'en' })).toMatchObject({
      paragraphs: ['एक', 'Agreed.'],
      action: 'concur',
    });
  });

  it('[row 12] does not repeat the words of a phrase when a note is saved again', () => {
    const once = written({ phrase: 'for-orders' });
    expect(written({ paragraphs: once.paragraphs, phrase: 'for-orders' })).toEqual(once);
  });

  it('[row 12] with another phrase has its words in place of those of the first, unless they were changed', () => {
    const once = written({ phrase: 'for-orders' });
    const again = (paragraphs: readonly string[], more: Partial<NoteInput> = {}) =>
      written(
        { paragraphs: [...paragraphs], phrase: 'agreed', ...more },
        { phraseBefore: once.phrase },
      );
    expect(again(once.paragraphs)).toMatchObject({
      paragraphs: ['एक', 'सहमत।'],
      phrase: 'agreed',
      action: 'concur',
    });
    // Wherever they stand by now, and in whichever language.
    expect(again(['आदेशार्थ प्रस्तुत।', 'दो']).paragraphs).toEqual(['सहमत।', 'दो']);
    expect(again(once.paragraphs, { phrase: 'for-orders', language: 'en' }).paragraphs).toEqual([
      'एक',
      'Submitted for orders.',
    ]);
    expect(again([...once.paragraphs, 'दो'], { phrase: 'for-orders' }).paragraphs).toEqual([
      ...once.paragraphs,
      'दो',
    ]);
    const changed = 'आदेशार्थ पुनः प्रस्तुत।';
    expect(again(['एक', changed]).paragraphs).toEqual(['एक', changed, 'सहमत।']);
  });

  it('[row 12] once saved can be saved again as it stands, whatever its length', () => {
    const phrase = fc.constantFrom(undefined, ...policy.phrases.map(({ code: its }) => its));
    const language = fc.constantFrom('hi' as const, 'en' as const);
    const length = fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 37, max: 40 }));
    const size = fc.constantFrom(1, 998, 999, 1000, 1020);
    fc.assert(
      fc.property(length, size, phrase, phrase, language, (many, long, first, next, spoken) => {
        const asked = NoteInput.safeParse({
          paragraphs: Array.from({ length: many }, () => 'क'.repeat(long)),
          ...{ phrase: first, language: spoken },
        });
        if (!asked.success) return;
        const save = (input: NoteInput, phraseBefore?: string) => {
          try {
            return written(input, { phraseBefore });
          } catch (error) {
            expect(error).toEqual(code('note-too-long'));
            return undefined;
          }
        };
        const once = save(asked.data);
        if (!once) return;
        const { paragraphs } = once;
        const back = NoteInput.parse({ paragraphs, phrase: first, language: spoken });
        expect(save(back, first)).toEqual(once);
        const other = save({ ...back, phrase: next }, first);
        if (first !== undefined && next !== undefined) {
          expect(other?.paragraphs.length ?? many).toBeLessThanOrEqual(paragraphs.length);
        }
      }),
    );
    const full = { paragraphs: Array(40).fill('क'), phrase: 'agreed' };
    expect(() => written(full)).toThrow(code('note-too-long'));
    expect(() =>
      written({ paragraphs: Array(10).fill('क'.repeat(4000)), phrase: 'agreed' }),
    ).toThrow(code('note-too-long'));
    expect(written({ ...full, paragraphs: Array(39).fill('क') }).paragraphs).toHaveLength(40);
  });

  it('refuses a phrase that is not in the bank', () => {
    expect(() => written({ phrase: 'nonsense' })).toThrow(code('no-such-phrase'));
  });

  it('[invariant 25] says of what is recorded later when it was done and when it was recorded', () => {
    const { note, events } = noted(worked(), { kind: 'recorded-later', actedAt: later(-90) });
    expect(note).toMatchObject({ kind: 'recorded-later', actedAt: later(-90), at });
    expect(events[0]?.pub).toMatchObject({ actedAt: later(-90) });
    expect(() => written({ kind: 'recorded-later', actedAt: later(1) })).toThrow(
      code('recorded-before-act'),
    );
    for (const actedAt of ['1799-12-31T06:00:00.000Z', '0026-11-20T06:00:00.000Z']) {
      expect(() => written({ kind: 'recorded-later', actedAt })).toThrow(code('date-too-old'));
    }
  });

  it('asks the officer who gave an oral order, and takes no other’s word for it', () => {
    const { note } = noted(
      worked(),
      { kind: 'oral-order', orderedBy: post('deputy').id },
      { orderedBy: post('deputy') },
    );
    expect(note.orderedBy).toEqual(postRef(post('deputy')));
    const confirming = (username: string, confirmed: SealedNote | undefined) => () =>
      contentOf(worked(), { paragraphs: ['हाँ'], confirms: 4 }, post(username).id, {
        at,
        confirmed,
      });
    expect(() =>
      written(
        { kind: 'oral-order', orderedBy: post('rajasv1').id },
        { orderedBy: post('rajasv1') },
      ),
    ).toThrow(code('own-order'));
    expect(confirming('deputy', note)()).toMatchObject({ confirms: 4 });
    expect(confirming('adm', note)).toThrow(code('not-the-officer-asked'));
    expect(confirming('deputy', noted(worked(), {}).note)).toThrow(code('reference-broken'));
    expect(confirming('deputy', undefined)).toThrow(code('reference-broken'));
    expect(() =>
      written(
        { kind: 'oral-order', orderedBy: post('tehsildar').id },
        { orderedBy: post('tehsildar') },
      ),
    ).toThrow(code('other-office'));
    expect(() => written({ kind: 'oral-order', orderedBy: post('deputy').id })).toThrow(
      code('other-office'),
    );
  });

  it('marks the note that it corrects, and leaves that note as it is', () => {
    const first = noted(worked(), {});
    const second = noted(first.record, { corrects: 4 }, { corrected: first.note });
    expect(second.record.noteMarks).toEqual([{ no: 4, by: 5, as: 'corrected' }]);
    expect(second.events[0]?.pub).toMatchObject({ no: 5, corrects: 4 });
    expect(() => written({ corrects: 99 })).toThrow(code('reference-broken'));
  });

  const facts: Partial<NoteGround> = {
    pagesOf: (no) => (no === 2 ? { pageFrom: 5, pageTo: 9 } : undefined),
    mayLinkTo: (fileId) => fileId === otherFile,
    holds: (each) => each === documentId,
  };
  it.each([
    [{ to: 'correspondence', no: 2, page: 9 }],
    [{ to: 'correspondence', no: 1 }],
    [{ to: 'paragraph', no: 7 }],
    [{ to: 'file', fileId: otherFile }],
    [{ to: 'document', documentId }],
    [{ to: 'rule', text: 'भू-राजस्व संहिता, धारा 129' }],
  ] as const)('[row 10] seals a reference that holds: %j', (reference) => {
    expect(noted(worked(), { references: [reference] }, facts).note.references).toEqual([
      reference,
    ]);
  });

  it.each([
    [{ to: 'correspondence', no: 3 }],
    [{ to: 'correspondence', no: 2, page: 4 }],
    [{ to: 'correspondence', no: 2, page: 10 }],
    [{ to: 'correspondence', no: 1, page: 1 }],
    [{ to: 'paragraph', no: 8 }],
    [{ to: 'file', fileId: 'fil_01K00000000000000000000003' }],
    [{ to: 'file', fileId: aFile().id }],
    [{ to: 'document', documentId: 'doc_01K00000000000000000000009' }],
  ] as const)('[row 10] refuses a reference that does not: %j', (reference) => {
    expect(() => written({ references: [reference] }, facts)).toThrow(code('reference-broken'));
  });

  it.each([
    ['nothing at all', {}],
    ['no paragraph and no phrase', { paragraphs: [] }],
    ['more than a note may hold', { paragraphs: Array(11).fill('क'.repeat(4000)) }],
    ['an oral order of nobody', { paragraphs: ['क'], kind: 'oral-order' }],
    ['an order where none is recorded', { paragraphs: ['क'], orderedBy: post('adm').id }],
    ['an act without its time', { paragraphs: ['क'], kind: 'recorded-later' }],
    ['a time where nothing is recorded later', { paragraphs: ['क'], actedAt: at }],
    ['text that nobody can see', { paragraphs: ['\u200b'] }],
    ['text that runs backwards', { paragraphs: ['क\u202eख'] }],
  ])('does not pass as input: %s', (_, input) => {
    expect(NoteInput.safeParse(input).success).toBe(false);
  });

  it('[invariant 28] is NFC, whatever was typed, and keeps its joiners', () => {
    const typed = 'ऩ क्\u200dष'.normalize('NFD');
    const { paragraphs } = NoteInput.parse({ paragraphs: [typed] });
    expect(paragraphs).toEqual([typed.normalize('NFC')]);
    expect(paragraphs?.[0]).toContain('\u200d');
    expect(maxNoteLength).toBeGreaterThan(4000);
  });
});

describe('an appendix', () => {
  const document = (more: Partial<DocumentRecord> = {}) =>
    ({ id: documentId, postId: post('rajasv1').id, state: 'read', ...more }) as DocumentRecord;
  const to = { noteId: id, postId: post('rajasv1').id };

  it('becomes the note’s, once', () => {
    expect(appendTo(document(), to)?.record.noteId).toBe(id);
    expect(appendTo(document({ noteId: id }), { ...to, postId: post('adm').id })).toBeUndefined();
  });

  it('is taken from a note or a void letter that let it go, or by the note that let it go itself', () => {
    const other = 'nte_01K00000000000000000000009';
    const receiptId = 'rcp_01K00000000000000000000001';
    const from = (freedFrom: string, more: Partial<DocumentRecord>) =>
      appendTo(document(more), { ...to, freedFrom });
    for (const taken of [
      from(other, { noteId: other }),
      from(receiptId, { receiptId }),
      from(id, { noteId: id }),
    ]) {
      expect(taken?.record).toEqual(document({ noteId: id }));
      expect(taken?.events).toEqual([{ type: 'appended', pub: { noteId: id } }]);
    }
    // It went elsewhere since.
    expect(() => from(other, { receiptId })).toThrow(code('document-attached'));
    expect(() => from(receiptId, { noteId: other })).toThrow(code('document-attached'));
    expect(from(other, { noteId: id })).toBeUndefined();
  });

  it.each([
    ['not-allowed', { postId: post('adm').id }],
    ['document-not-ready', { state: 'reserved' }],
    ['document-refused', { state: 'refused', refusal: 'pdf-damaged' }],
    ['document-attached', { receiptId: 'rcp_01K00000000000000000000001' }],
    ['document-attached', { noteId: 'nte_01K00000000000000000000009' }],
  ] as const)('is refused: %s', (refusal, more) => {
    expect(() => appendTo(document(more), to)).toThrow(code(refusal));
  });
});

describe('the four series of the office', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('note' as const),
      paragraphs: fc.integer({ min: 1, max: 4 }),
      appendices: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('letter' as const),
      pages: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 3 }),
      behind: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
    }),
  );

  it('[row 8] run on without a gap, and no number is used twice', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
        let file = aFile();
        const used = { paragraph: [0], page: [0], appendix: [0], behind: [0] };
        const take = (series: keyof typeof used, from: number, to: number) => {
          expect(from).toBe((used[series].at(-1) ?? 0) + 1);
          for (let no = from; no <= to; no += 1) used[series].push(no);
        };
        for (const each of steps) {
          if (each.kind === 'note') {
            const appendices = each.appendices.map((pages) => ({ documentId, pages, sha256: 'x' }));
            const done = noted(
              file,
              { paragraphs: Array(each.paragraphs).fill('क') },
              { appendices },
            );
            const { paragraphFrom, paragraphs, appendices: sealed = [] } = done.note;
            take('paragraph', paragraphFrom, paragraphFrom + paragraphs.length - 1);
            expect(sealed.map(({ pageFrom, pageTo }) => pageTo - pageFrom + 1)).toEqual(
              each.appendices,
            );
            for (const { pageFrom, pageTo } of sealed) take('appendix', pageFrom, pageTo);
            file = done.record;
          } else {
            const letter = {
              id: 'rcp_01K00000000000000000000001',
              number: 'BBZ-COL/2026/000001',
              subject: { hi: 'पत्र' },
              classification: 'normal',
              holderSince: at,
              documents: each.pages.map((pages) => ({ documentId, pages, sha256: 'x' })),
            } as Parameters<typeof addCorrespondence>[1];
            const { item, record } = addCorrespondence(file, letter, { at });
            take('page', item.pageFrom, item.pageTo);
            const behind = each.behind.map((pages) => ({ documentId, pages, sha256: 'x' }));
            const added = appendToLetter(record, item.no, behind, at);
            expect(added.record.correspondenceAppendixPages).toBe(
              record.correspondenceAppendixPages +
                each.behind.reduce((sum, pages) => sum + pages, 0),
            );
            for (const { pageFrom, pageTo } of added.appendices) take('behind', pageFrom, pageTo);
            file = added.record;
          }
        }
        expect(file).toMatchObject({
          paragraphCount: used.paragraph.length - 1,
          correspondencePages: used.page.length - 1,
          noteAppendixPages: used.appendix.length - 1,
          correspondenceAppendixPages: used.behind.length - 1,
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('an appendix of a letter', () => {
  const document = { documentId, pages: 2, sha256: 'x' };
  it('is put behind a letter that is there, on a file that is at work', () => {
    expect(() => appendToLetter(worked(), 3, [document], at)).toThrow(code('reference-broken'));
    expect(() => appendToLetter(worked({ status: 'closed' }), 1, [document], at)).toThrow(
      code('file-closed'),
    );
  });

  it('is refused when the file can take no more', () => {
    const { record } = appendToLetter(worked(), 1, Array(200).fill(document), at);
    expect(record.correspondenceAppendixPages).toBe(400);
    expect(() => appendToLetter(record, 1, [document], at)).toThrow(code('too-many-appendices'));
  });
});

describe('[invariant 1] a sealed note', () => {
  const file = worked();
  const { record, events } = noted(
    file,
    {
      paragraphs: ['एक', 'दो'],
      phrase: 'for-orders',
      kind: 'recorded-later',
      actedAt: later(-5),
      corrects: 2,
      references: [
        { to: 'correspondence', no: 2 },
        { to: 'rule', text: 'धारा 129' },
      ],
    },
    {
      corrected: {} as SealedNote,
      appendices: [{ documentId, pages: 3, sha256: 'a'.repeat(64) }],
    },
  );
  const sealing = {
    office: file.officeId,
    record: file.id,
    at,
    actor: actorOf(officer('rajasv1')),
    digest,
    newSalt,
  };
  const { entries, head } = seal(emptyHead, events, sealing);

  /** Where every single value of it stands. */
  const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) =>
          places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [path];
  const note = entries[0]?.fields.note?.value;

  it('[row 18] verifies as it was sealed, and breaks with any value of it that is altered', () => {
    const all = places(note);
    expect(all.length).toBeGreaterThan(20);
    const findings = (field: unknown) => {
      const stored = entries.map((entry) => ({ ...entry, fields: { note: field } }));
      const { walk, findings: found } = verify(startOfWalk, stored, file.id, digest);
      return [...found, ...verifyHead(walk, head)];
    };
    const sealed = entries[0]?.fields.note as SealedField;
    expect(findings(sealed)).toEqual([]);
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.boolean(), (path, removed) => {
        const altered = structuredClone(sealed) as { value: Record<string | number, unknown> };
        const owner = path.slice(0, -1).reduce(
          // biome-ignore lint/suspicious/noExplicitAny: walks through values of every shape
          (inner: any, key) => inner[key],
          altered.value,
        );
        const key = path.at(-1) ?? '';
        if (removed && Array.isArray(owner)) owner.splice(Number(key), 1);
        else if (removed) delete owner[key];
        else owner[key] = typeof owner[key] === 'number' ? owner[key] + 1 : `${owner[key]}।`;
        expect(findings(altered)).toEqual([{ seq: 1, code: 'text-altered', field: 'note' }]);
      }),
      { numRuns: 400 },
    );
  });

  it('[row 18] leaves nothing on the desk that could be edited and sealed again', () => {
    expect(record).toMatchObject({ noteCount: 4, paragraphCount: 10, noteAppendixPages: 3 });
    expect(events.map(({ type }) => type)).toEqual(['noted']);
  });

  it('stays sealed when the file is pulled back; the author adds a new note', () => {
    const by = officer('rajasv1');
    const mine = aFile('rajasv1');
    const { note: draft } = beginDraft(mine, undefined, written({}, {}, mine), by, { id, at });
    const heldPost = { ...post('adhikshak'), holder: officerAsHolder('adhikshak') };
    const sent = send(mine, draft, heldPost, by, { at, policy });
    expect(sent.draft?.status).toBe('sealed');
    const back = recall(sent.record, by, { at: later(1), policy });
    expect(back.record).toMatchObject({ noteCount: 1, paragraphCount: 1 });
    const next = beginDraft(back.record, sent.draft, written({}, {}, mine), by, {
      id: 'nte_01K00000000000000000000002',
      at: later(2),
    });
    expect(next.note.status).toBe('private');
    expect(sealDraft(back.record, next.note, by, later(2)).record.noteCount).toBe(2);
  });

  it('[row 9] is not made of a note that is shared and unconfirmed: the file stays', () => {
    const by = officer('rajasv1');
    const mine = aFile('rajasv1');
    const { note: draft } = beginDraft(mine, undefined, written({}, {}, mine), by, { id, at });
    const shared = { ...draft, status: 'shared' as const };
    const heldPost = { ...post('adhikshak'), holder: officerAsHolder('adhikshak') };
    expect(() => send(mine, shared, heldPost, by, { at, policy })).toThrow(code('note-shared'));
  });
});

const officerAsHolder = (username: string) => {
  const { personId, tenureId, name } = officer(username);
  return { personId, tenureId, name, from: at };
};

it('does not let a hand-over by itself make a note', () => {
  const moved = handOver(aFile(), post('adhikshak'), { at, policy, cause: 'sent' });
  expect(moved.events.map(({ type }: EventDraft) => type)).toEqual(['sent']);
});
