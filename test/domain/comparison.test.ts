import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, diffWords, type Piece } from '../../shared/domain/comparison.ts';
import { contentHashOf, LetterContent } from '../../shared/domain/draft.ts';
import { digest } from '../../shared/store/digest.ts';
import { draftIn } from '../support/drafts.ts';

const without = (op: Piece['op'], pieces: readonly Piece[]) =>
  pieces
    .filter((piece) => piece.op !== op)
    .map(({ text }) => text)
    .join('');
const words = fc.constantFrom(
  'सीमांकन',
  'दिनांक',
  '05.12.2026',
  'को',
  'किया',
  'जावे',
  'क्षेत्र',
  '।',
  ',',
  '\n',
  ' ',
  '  ',
  'letter',
  '👍',
);
const text = fc.array(words, { maxLength: 40 }).map((all) => all.join(' '));

describe('[row 11] the difference of two versions', () => {
  it('shows what went and what came, and leaves the rest alone', () => {
    expect(diffWords('सीमांकन 5 तारीख को हो।', 'सीमांकन 12 तारीख को हो।')).toEqual([
      { op: 'same', text: 'सीमांकन ' },
      { op: 'removed', text: '5' },
      { op: 'added', text: '12' },
      { op: 'same', text: ' तारीख को हो।' },
    ]);
  });

  it('reads words that change together as one change', () => {
    expect(diffWords('क ख ग घ', 'क च छ घ')).toEqual([
      { op: 'same', text: 'क ' },
      { op: 'removed', text: 'ख ग' },
      { op: 'added', text: 'च छ' },
      { op: 'same', text: ' घ' },
    ]);
  });

  it.each([
    ['a vowel sign', 'किताब देखें', 'किताबें देखें'],
    ['a conjunct', 'राज्य', 'राज्यों'],
    ['a joiner', 'श\u094d\u200dर', 'श\u094dर'],
    ['a nukta', 'पढ\u093cें', 'पढें'],
  ])('never splits a word at %s', (_, before, after) => {
    const mark = /^[\p{M}\u200c\u200d]/u;
    for (const piece of diffWords(before, after)) expect(piece.text).not.toMatch(mark);
  });

  it('gives both texts back, whatever they are', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const pieces = diffWords(before, after);
        expect(without('added', pieces)).toBe(before);
        expect(without('removed', pieces)).toBe(after);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        const pieces = diffWords(a, b);
        expect([without('added', pieces), without('removed', pieces)]).toEqual([a, b]);
      }),
    );
  });

  it('finds nothing between a text and itself', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(diffWords(same, same).filter(({ op }) => op !== 'same')).toEqual([]);
      }),
    );
  });

  it('keeps as much as can be kept', () => {
    // The naive table, for short texts.
    const longest = (a: string[], b: string[]): number => {
      const rows = Array.from({ length: a.length + 1 }, () =>
        new Array<number>(b.length + 1).fill(0),
      );
      for (let i = 1; i <= a.length; i += 1) {
        for (let j = 1; j <= b.length; j += 1) {
          const [up = 0, left = 0, corner = 0] = [
            rows[i - 1]?.[j],
            rows[i]?.[j - 1],
            rows[i - 1]?.[j - 1],
          ];
          (rows[i] as number[])[j] = a[i - 1] === b[j - 1] ? corner + 1 : Math.max(up, left);
        }
      }
      return rows[a.length]?.[b.length] ?? 0;
    };
    const letters = fc.array(fc.constantFrom('.', ',', ';', ':'), { maxLength: 14 });
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const same = diffWords(a.join(''), b.join('')).filter(({ op }) => op === 'same');
        expect(same.map((piece) => piece.text).join('').length).toBe(longest(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('compares the longest letters, paragraph by paragraph', () => {
    const letter = (word: string) =>
      Array.from({ length: 10 }, (_, n) => `${n} ${`${word} । `.repeat(1000)}`).join('\n');
    const [before, after] = [letter('क'), letter('ख')];
    const pieces = diffWords(before, after);
    expect(without('added', pieces)).toBe(before);
    expect(without('removed', pieces)).toBe(after);
    expect(pieces.filter(({ op, text: said }) => op === 'same' && said.includes('।')).length).toBe(
      10_000,
    );
    // With a paragraph more, what can still be told is that all of it is new.
    const longer = `${after}\nइति।`;
    expect(without('removed', diffWords(before, longer))).toBe(longer);
  });

  it('names the parts that changed, and no others', () => {
    const { saved } = draftIn('editing');
    const after = {
      ...saved.content,
      slots: { ...saved.content.slots, body: ['सीमांकन दिनांक 12.12.2026 को किया जावे।', 'इति।'] },
    };
    expect(compare(saved.content, saved.content)).toEqual([]);
    expect(compare(saved.content, after).map(({ part }) => part)).toEqual(['body']);
  });

  const base = draftIn('editing').saved.content;
  const letters = fc.array(
    fc.constantFrom('क', 'ख', '\n', ', ', '(क)', '<k@namuna.example>', '[post]'),
    { minLength: 1, maxLength: 4 },
  );
  const some = letters.map((all) => all.join(''));
  const maybe = fc.option(some, { nil: undefined });
  const either = fc.option(fc.constantFrom('a@namuna.example', 'b@namuna.example'), {
    nil: undefined,
  });
  const name = fc.record({ hi: some, en: maybe });
  const ids = ['0', '1'].map((end) => `${'0'.repeat(25)}${end}`);
  const place = fc.constantFrom(...ids.map((id) => `ofc_${id}`));
  const postAt = fc.record({
    postId: fc.constantFrom(...ids.map((id) => `pst_${id}`)),
    designation: name,
    officeId: place,
    unitId: fc.option(fc.constant(`unt_${ids[0]}`), { nil: undefined }),
  });
  const to = fc.oneof(
    fc.record({
      kind: fc.constant('office'),
      officeId: place,
      name,
      attention: maybe,
      address: fc.option(name, { nil: undefined }),
      email: either,
      mode: fc.constantFrom('print', 'e-mail', undefined),
    }),
    fc.record({ kind: fc.constant('post'), post: postAt, mode: fc.constantFrom('hand', 'print') }),
    fc.record({
      kind: fc.constant('outside'),
      name: some,
      designation: maybe,
      address: maybe,
      email: either,
      mode: fc.constantFrom('post', 'hand', 'e-mail', 'print'),
    }),
  );
  const cite = fc.record({
    receiptId: fc.constantFrom(...ids.map((id) => `rcp_${id}`)),
    receiptNumber: some,
    sender: some,
    number: maybe,
    date: fc.constantFrom('2026-11-01', undefined),
  });
  const lists = fc.option(fc.array(some, { minLength: 1, maxLength: 2 }), { nil: undefined });
  const fields: Record<keyof LetterContent, fc.Arbitrary<unknown>> = {
    form: fc.constantFrom('letter', 'order'),
    language: fc.constantFrom('hi', 'en'),
    subject: name,
    slots: fc.record({
      ...{ lastCommunication: maybe, occasion: maybe, present: lists, authority: maybe },
      ...{ salutation: maybe, body: lists, closing: maybe, phone: maybe, email: either },
      enclosures: lists,
    }),
    cites: fc.array(cite, { maxLength: 2 }),
    addressees: fc.array(to, { maxLength: 2 }),
    copies: fc.array(to, { maxLength: 2 }),
    signatory: postAt,
  };
  /** As it is stored: without what is undefined. */
  const stored = (field: keyof LetterContent, value: unknown) =>
    JSON.parse(JSON.stringify({ ...base, [field]: value })) as LetterContent;

  it.each(Object.keys(LetterContent.shape) as (keyof LetterContent)[])(
    'hides nothing of “%s” that the hash is of',
    (field) => {
      const value = fields[field];
      fc.assert(
        fc.property(value, value, (one, other) => {
          const [before, after] = [stored(field, one), stored(field, other)];
          const same = contentHashOf(before, digest) === contentHashOf(after, digest);
          const changes = compare(before, after);
          expect(changes.length === 0).toBe(same);
          for (const { pieces } of changes) {
            expect(pieces.some(({ op }) => op !== 'same')).toBe(true);
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it.each([
    ['how it goes', { mode: 'e-mail' }, { mode: 'print' }, '[print]'],
    ['where an office is', {}, { address: { hi: 'नया पता' } }, 'नया पता'],
    ['its e-mail', {}, { email: 'nay@namuna.example' }, 'nay@namuna.example'],
  ])('tells of %s in words', (_, one, other, words) => {
    const office = { kind: 'office', officeId: `ofc_${ids[0]}`, name: { hi: 'कार्यालय' } };
    const [before, after] = [one, other].map((more) =>
      stored('addressees', [{ ...office, ...more }]),
    ) as [LetterContent, LetterContent];
    const [change] = compare(before, after);
    expect(without('removed', change?.pieces ?? [])).toContain(words);
  });
});
