import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessRow, DocForIndex } from '../../shared/search/document.ts';
import { HeldRows } from '../../shared/search/heldRows.ts';
import { encodeRows } from '../../shared/search/row.ts';
import { search } from '../../shared/search/search.ts';
import { aDocument, open } from './oneDocument.ts';

const tokens = ['o:1', 'o:2', 'o:3', 'p:1', 'p:2'];
const someTokens = fc.subarray(tokens);
const words = ['पट्टा', 'पट्टे', 'पत्ता', 'patta', 'सीमांकन', 'आदेश', '12/2025'];
const owners = ['fil_1', 'fil_2', 'rcp_1'];

const someDocument: fc.Arbitrary<DocForIndex> = fc.record({
  docKey: fc.constantFrom('doc_1', 'doc_2', 'doc_3', 'nte_1'),
  fileId: fc.constantFrom(...owners),
  kind: fc.constantFrom('document', 'note'),
  rev: fc.integer({ min: 0, max: 4 }),
  day: fc.constant('2025-01-01'),
  meta: fc.subarray(words).map((of) => of.join(' ')),
  body: fc.subarray(words).map((of) => of.join(' ')),
  access: someTokens,
});
const someAccess: fc.Arbitrary<AccessRow> = fc.record({
  key: fc.constantFrom(...owners),
  rev: fc.integer({ min: 0, max: 4 }),
  access: someTokens,
});

const meets = (access: readonly string[], held: ReadonlySet<string>) =>
  access.filter((token) => held.has(token)).length > 0;

/** The rows of the highest revision, all that claim it. */
const latest = <R extends { rev: number }>(rows: R[]): R[] => {
  const rev = Math.max(...rows.map((row) => row.rev));
  return rows.filter((row) => row.rev === rev);
};

describe('nobody finds what is not theirs', () => {
  const held = new HeldRows();
  test('every hit is open to the officer in both facts, by their newest revision', () => {
    let hitsSeen = 0;
    fc.assert(
      fc.property(
        fc.array(someDocument, { maxLength: 12 }),
        fc.array(someAccess, { maxLength: 10 }),
        someTokens,
        fc.constantFrom(...words, '"पट्टा"', 'पट्टा सीमांकन आदेश'),
        (documents, access, mine, q) => {
          const officer = new Set(mine);
          const rows = documents.flatMap(encodeRows);
          for (const hit of search(rows, access, { q, limit: 10 }, officer, held).hits) {
            hitsSeen++;
            const ofDocument = latest(documents.filter(({ docKey }) => docKey === hit.docKey));
            const ofOwner = latest(access.filter(({ key }) => key === hit.key));
            expect(ofDocument.map(({ fileId }) => fileId)).toContain(hit.key);
            for (const fact of [...ofDocument, ...ofOwner])
              expect(meets(fact.access, officer), JSON.stringify(fact)).toBe(true);
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(hitsSeen).toBeGreaterThan(200);
  });

  test('what is hidden changes neither the order, nor the snippets, nor the tolerance', () => {
    fc.assert(
      fc.property(
        fc.array(someDocument, { maxLength: 8 }),
        fc.array(someDocument, { maxLength: 8 }),
        fc.constantFrom(...words, 'पट्टा सीमांकन', 'pata'),
        (some, others, q) => {
          const shown = some.map((d, i) => ({ ...d, docKey: `doc_${i}`, access: ['o:1'] }));
          // Every other one is hidden by its own row, the rest by the live row of a closed file.
          const hidden = others.map((d, i) =>
            i % 2 === 0
              ? { ...d, docKey: `x_${i}`, access: ['o:2'] }
              : { ...d, docKey: `x_${i}`, access: ['o:1'], fileId: 'fil_closed' },
          );
          const access = [...owners.map((key) => open(key)), open('fil_closed', { access: [] })];
          const ask = (documents: DocForIndex[]) =>
            search(
              documents.flatMap(encodeRows),
              access,
              { q, limit: 10 },
              new Set(['o:1']),
              new HeldRows(),
            );
          expect(ask([...hidden, ...shown])).toEqual(ask(shown));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('the two facts', () => {
  const rows = encodeRows(aDocument({ fileId: 'fil_1', body: 'पट्टा', access: ['o:1', 'p:7'] }));
  const ask = (access: AccessRow[], officer: string[], of = rows) =>
    search(of, access, { q: 'पट्टा', limit: 10 }, new Set(officer), new HeldRows()).hits.length;

  test('office or post, either opens the document', () => {
    expect(ask([open('fil_1', { access: ['o:1'] })], ['o:1'])).toBe(1);
    expect(ask([open('fil_1', { access: ['p:7'] })], ['p:7'])).toBe(1);
    expect(ask([open('fil_1', { access: ['p:7'] })], ['o:1'])).toBe(0);
  });

  test('a revocation in the live row hides at once what the index still opens', () => {
    const revoked = open('fil_1', { rev: 2, access: ['o:9'] });
    expect(ask([open('fil_1'), revoked], ['o:1'])).toBe(0);
    expect(ask([revoked, open('fil_1')], ['o:1'])).toBe(0);
    expect(ask([revoked, open('fil_1', { rev: 3 })], ['o:1'])).toBe(1);
  });

  test('without a live row, or with an empty list, nobody sees anything', () => {
    expect(ask([], ['o:1'])).toBe(0);
    expect(ask([open('fil_2')], ['o:1'])).toBe(0);
    expect(ask([open('fil_1', { access: [] })], ['o:1'])).toBe(0);
    expect(ask([open('fil_1')], [])).toBe(0);
    const closed = encodeRows(aDocument({ fileId: 'fil_1', body: 'पट्टा', access: [] }));
    expect(ask([open('fil_1')], ['o:1'], closed)).toBe(0);
  });

  test('the row displayed is the newest', () => {
    const access = [
      { ...open('fil_1', { rev: 2 }), title: 'new' },
      { ...open('fil_1', { rev: 1 }), title: 'old' },
    ];
    const request = { q: 'पट्टा', limit: 10 };
    const { hits } = search(rows, access, request, new Set(['o:1']), new HeldRows());
    expect(hits[0]?.owner.title).toBe('new');
  });

  test('a row that may not be seen is not even unpacked', () => {
    const torn = rows.map((row) => ({ ...row, p: row.p.subarray(0, 9) }));
    const request = { q: 'पट्टा', limit: 10 };
    const result = search(torn, [open('fil_1')], request, new Set(['o:2']), new HeldRows());
    expect(result.damaged).toEqual([]);
  });
});
