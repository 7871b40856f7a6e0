import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonical,
  type Entry,
  emptyHead,
  isUnsettled,
  type Json,
  type StoredEntry,
  seal,
  startOfWalk,
  verify,
  verifyHead,
} from '../../shared/domain/ledger.ts';
import { digest, newSalt } from '../../shared/store/digest.ts';

const record = 'fil_01K00000000000000000000001';
const sealing = {
  office: 'ofc_1',
  record,
  at: '2026-11-23T06:00:00.000Z',
  actor: { system: 'test' },
  digest,
  newSalt,
};
const history = (texts: readonly string[]) =>
  seal(
    emptyHead,
    texts.map((text, index) => ({ type: 'noted', pub: { no: index + 1 }, texts: { note: text } })),
    sealing,
  );
const stored = (entries: readonly Entry[]): StoredEntry[] =>
  structuredClone(entries.map(({ event, hash, fields }) => ({ event, hash, fields })));
const check = (entries: readonly StoredEntry[], head: { seq: number; hash: string }) => {
  const { walk, findings } = verify(startOfWalk, entries, record, digest);
  return [...findings, ...verifyHead(walk, head)];
};
const notes = fc.array(
  fc.string({ minLength: 1, unit: 'grapheme' }).map((text) => text.normalize('NFC')),
  {
    minLength: 1,
    maxLength: 8,
  },
);

describe('canonical JSON', () => {
  it('sorts keys and leaves out what is undefined', () => {
    expect(canonical({ b: 1, a: [true, null], c: undefined })).toBe('{"a":[true,null],"b":1}');
  });

  it.each([
    ['fractions', 1.5],
    ['text that is not NFC', 'ऩ'.normalize('NFD')],
    ['half a character', '\ud800'],
  ])('refuses %s', (_, value) => {
    expect(() => canonical(value as Json)).toThrow(RangeError);
  });

  it('has a golden hash that no refactoring may change', () => {
    const { head } = seal(emptyHead, [{ type: 'opened', pub: { number: 'क/1' } }], sealing);
    expect(head.hash).toBe('1fdefbb1d08194aaf620c7eb7948b1879cbe881d51a9024906920ecfd9086468');
  });
});

describe('a sealed history', () => {
  it('verifies when nobody touched it', () => {
    fc.assert(
      fc.property(notes, (texts) => {
        const { entries, head } = history(texts);
        expect(check(stored(entries), head)).toEqual([]);
      }),
    );
  });

  it('names the note whose text was changed', () => {
    fc.assert(
      fc.property(notes, fc.nat(), (texts, pick) => {
        const { entries, head } = history(texts);
        const touched = stored(entries);
        const index = pick % touched.length;
        const note = touched[index]?.fields?.note as { value: string };
        note.value = `${note.value}।`;
        expect(check(touched, head)).toEqual([
          { seq: index + 1, code: 'text-altered', field: 'note' },
        ]);
      }),
    );
  });

  it('finds an event rewritten with all hashes after it recomputed, by its head', () => {
    const { entries, head } = history(['एक', 'दो', 'तीन']);
    const forged = history(['एक', 'दो!', 'तीन']);
    expect(check(stored(forged.entries), head)).toEqual([{ seq: 3, code: 'head-altered' }]);
    expect(entries).toHaveLength(3);
  });

  it('blames the event that was rewritten with its own hash, not its successor', () => {
    const { entries, head } = history(['एक', 'दो', 'तीन']);
    const touched = stored(entries);
    const forged = seal(
      { seq: 1, hash: entries[0]?.hash ?? '', at: '' },
      [{ type: 'noted', pub: { no: 9 } }],
      sealing,
    ).entries[0];
    touched[1] = { event: forged?.event, hash: forged?.hash, fields: {} };
    expect(check(touched, head)).toEqual([{ seq: 2, code: 'event-altered' }]);
  });

  it('[invariant 2] never lets time run back: who had to wait is dated after what they waited for', () => {
    const first = history(['एक']);
    const earlier = '2026-01-01T00:00:00.000Z';
    const drafts = [{ type: 'noted', pub: { no: 2 }, texts: { note: 'दो' } }];
    const second = seal(first.head, drafts, { ...sealing, at: earlier });
    expect(second.entries[0]?.event.at).toBe(first.head.at);
    expect(check(stored([...first.entries, ...second.entries]), second.head)).toEqual([]);
  });

  it('says nothing of a record that is just being written, and names what a write cannot be', () => {
    const at = '2026-11-25T10:00:00.000Z';
    const before = (seconds: number) => new Date(Date.parse(at) - seconds * 1000).toISOString();
    const torn = [{ seq: 3, code: 'event-missing' as const }];
    expect(isUnsettled(torn, [before(1)], at)).toBe(true);
    expect(isUnsettled(torn, [before(16)], at)).toBe(false);
    expect(isUnsettled([...torn, { seq: 2, code: 'text-altered' }], [before(1)], at)).toBe(false);
    expect(isUnsettled([], [before(1)], at)).toBe(false);
  });

  it('misses no event that was taken out, wherever it stood', () => {
    const { entries, head } = history(['एक', 'दो', 'तीन']);
    for (const gone of [0, 1, 2]) {
      const left = stored(entries).filter((_, index) => index !== gone);
      expect(check(left, head)).toContainEqual({ seq: gone + 1, code: 'event-missing' });
    }
  });

  it('notices any single change of a stored event', () => {
    const { entries, head } = history(['एक', 'दो']);
    const fields = ['office', 'record', 'prev', 'type', 'at'] as const;
    for (const index of [0, 1]) {
      for (const field of fields) {
        const touched = stored(entries);
        const event = touched[index]?.event as Record<string, string>;
        event[field] = `${event[field]}`.replace(/.$/, (c) => (c === '0' ? '1' : '0'));
        expect(
          check(touched, head).map(({ seq }) => seq),
          `${field} of ${index + 1}`,
        ).toContain(index + 1);
      }
    }
  });
});
