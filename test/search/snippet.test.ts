import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight, snippetOf } from '../../shared/search/snippet.ts';
import { aDocument, find } from './oneDocument.ts';

const marked = (snippet: { text: string; marks: readonly (readonly [number, number])[] } | null) =>
  snippet?.marks.map(([start, end]) => snippet.text.slice(start, end));

const snippetFor = (body: string, q: string, meta = '') =>
  find([aDocument({ body, meta })], q).hits[0]?.snippet ?? null;

describe('a snippet', () => {
  test('marks the spelling that stands on the page', () => {
    expect(marked(snippetFor('ग्राम पलारी में पट्‌टों का वितरण हुआ', 'patta vitaran'))).toEqual([
      'पट्‌टों',
      'वितरण',
    ]);
    expect(marked(snippetFor('गाँव की सूचना', 'गांव सुचना'))).toEqual(['गाँव', 'सूचना']);
  });

  test('marks a written date as one, and a file number whole', () => {
    expect(marked(snippetFor('आदेश दिनांक 4 जुलाई, २०२५ को', '04.07.2025'))).toEqual(['4 जुलाई, २०२५']);
    expect(marked(snippetFor('क्र. SDMKS-787/2025 देखें', 'sdmks/787/2025'))).toEqual([
      'SDMKS-787/2025',
    ]);
  });

  test('shows the place that answers most words', () => {
    const filler = 'शासन विभाग कार्यालय '.repeat(20);
    const body = `पलारी ${filler} सीमांकन ग्राम पलारी ${filler} सीमांकन`;
    const snippet = snippetFor(body, 'पलारी सीमांकन');
    expect(marked(snippet)).toEqual(['सीमांकन', 'पलारी']);
    expect(snippet?.text.startsWith('… ')).toBe(true);
    expect(snippet?.text.endsWith(' …')).toBe(true);
  });

  test('is taken from the subject when the text does not say the word', () => {
    expect(snippetFor('कुछ और', 'बीमा', 'फसल बीमा')?.text).toBe('फसल बीमा');
  });

  test('says nothing when the word stands beyond the copy, and the whole text gives it', () => {
    const body = `${'शासन विभाग '.repeat(600)} पट्टा`;
    const { hits, terms } = find([aDocument({ body })], 'पट्टा');
    expect(hits[0]?.snippet).toBeNull();
    expect(marked(snippetOf(body, terms))).toEqual(['पट्टा']);
  });

  test('a mark ends where an endless word is cut', () => {
    const { terms } = find([aDocument({ body: 'पट्टा' })], 'पट्टा');
    const snippet = snippetOf(`पट्टा-${'क'.repeat(900)}`, terms);
    expect(snippet?.text).toMatch(/^पट्टा-क+ …$/);
    expect(snippet?.marks).toEqual([[0, 480]]);
  });

  test('titles are marked in full', () => {
    const { terms } = find([aDocument({ body: 'पट्टा' })], 'patta');
    const title = 'पट्टा क्र. 5 और पट्टा क्र. 6';
    expect(highlight(title, terms).map(([s, e]) => title.slice(s, e))).toEqual(['पट्टा', 'पट्टा']);
  });

  test('whatever the text, marks lie inside it, in order, apart, and it stays short', () => {
    const { terms } = find(
      [aDocument({ body: 'पट्टा आदेश 12/2025 4 जुलाई 2025' })],
      'पट्टा आदेश 2025 04.07.2025',
    );
    const piece = fc.oneof(
      fc.constantFrom('पट्टा', 'आदेश', '4 जुलाई 2025', '12/2025', '"', '\n', 'ग्राम', '😀'),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.integer({ min: 1, max: 900 }).map((n) => 'क'.repeat(n)),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const snippet = snippetOf(pieces.join(' '), terms);
        if (snippet === null) return;
        const { text, marks } = snippet;
        expect(text.isWellFormed()).toBe(true);
        expect(text.length).toBeLessThanOrEqual(484);
        expect(marks.length).toBeGreaterThan(0);
        let before = 0;
        for (const [start, end] of marks) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          before = end;
        }
      }),
      { numRuns: 500 },
    );
  });
});
