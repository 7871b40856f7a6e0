import { describe, expect, test } from 'vitest';
import { HeldRows } from '../../shared/search/heldRows.ts';
import { encodeRows, removalRow } from '../../shared/search/row.ts';
import { search } from '../../shared/search/search.ts';
import { aDocument, find, keysFound, open } from './oneDocument.ts';

const doc = (docKey: string, body: string, meta = '') => aDocument({ docKey, body, meta });
const mine = new Set(['o:1']);

describe('ranking', () => {
  test('a document with all words comes before one with the rarest alone', () => {
    const documents = [
      doc('doc_a', 'सीमांकन आदेश पलारी'),
      doc('doc_b', 'पलारी पलारी पलारी'),
      ...Array.from({ length: 8 }, (_, i) => doc(`doc_${i}`, 'सीमांकन आदेश')),
    ];
    expect(keysFound(documents, 'सीमांकन पलारी')[0]).toBe('doc_a');
  });

  test('a word in the subject outweighs the same word in the text', () => {
    const documents = [doc('doc_text', 'नामांतरण प्रकरण'), doc('doc_subject', 'प्रकरण', 'नामांतरण')];
    expect(keysFound(documents, 'नामांतरण')).toEqual(['doc_subject', 'doc_text']);
  });

  test('of two texts the shorter says more by the same word', () => {
    const documents = [
      doc('doc_long', `पट्टा ${'शासन विभाग ग्राम '.repeat(50)}`),
      doc('doc_short', 'पट्टा ग्राम'),
    ];
    expect(keysFound(documents, 'पट्टा')).toEqual(['doc_short', 'doc_long']);
  });

  test('exact before inflected before misspelt', () => {
    const documents = [
      doc('doc_spelling', 'परतिवैदन'),
      doc('doc_stem', 'प्रतिवेदनों'),
      doc('doc_exact', 'प्रतिवेदन'),
    ];
    expect(keysFound(documents, 'प्रतिवेदन')).toEqual(['doc_exact', 'doc_stem', 'doc_spelling']);
  });

  test('a file number whole comes before its parts scattered', () => {
    const documents = [
      doc('doc_parts', 'वर्ष 2025 में 787 प्रकरण'),
      doc('doc_whole', 'क्रमांक 787/2025 देखें'),
      doc('doc_longer', 'SDMKS-787/2025-26'),
      doc('doc_none', 'वर्ष 2025'),
    ];
    const found = keysFound(documents, '787/2025');
    expect(found[0]).toBe('doc_whole');
    expect(new Set(found)).toEqual(new Set(['doc_whole', 'doc_longer', 'doc_parts']));
  });

  test('equal hits come newest first, and always in the same order', () => {
    const documents = ['2024-01-01', '2025-01-01', '2023-01-01'].map((day) =>
      aDocument({ docKey: `doc_${day}`, day, body: 'पट्टा' }),
    );
    const newestFirst = ['doc_2025-01-01', 'doc_2024-01-01', 'doc_2023-01-01'];
    expect(keysFound(documents, 'पट्टा')).toEqual(newestFirst);
    expect(keysFound(documents.toReversed(), 'पट्टा')).toEqual(newestFirst);
    const sameDay = ['01A', '01C', '01B'].map((id) => doc(`doc_${id}`, 'पट्टा'));
    expect(keysFound(sameDay, 'पट्टा')).toEqual(['doc_01C', 'doc_01B', 'doc_01A']);
  });

  test('Hindi typed finds the name written in English letters', () => {
    expect(keysFound([doc('doc_a', 'Demarcation in village Palari')], 'पलारी')).toEqual(['doc_a']);
    expect(keysFound([doc('doc_a', 'The path was put right')], 'पट्टा')).toEqual([]);
  });

  test('misspelt English is forgiven', () => {
    expect(keysFound([doc('doc_a', 'encroachment removed')], 'encrochment')).toEqual(['doc_a']);
  });
});

describe('what a search returns', () => {
  test('one hit for each file, by the document that answers best', () => {
    const of = (docKey: string, kind: 'file' | 'note' | 'document', body: string, meta = '') =>
      aDocument({ docKey, kind, body, meta, ...(docKey === 'fil_1' ? {} : { fileId: 'fil_1' }) });
    const { hits } = find(
      [
        of('fil_1', 'file', '', 'बाढ़ राहत'),
        of('nte_1', 'note', 'मुआवजा वितरण हो चुका है'),
        of('doc_9', 'document', 'मुआवजा'),
      ],
      'मुआवजा वितरण',
    );
    expect(hits.map(({ key, docKey, kind }) => [key, docKey, kind])).toEqual([
      ['fil_1', 'nte_1', 'note'],
    ]);
    expect(Object.keys(hits[0]!).sort()).toEqual(
      ['day', 'docKey', 'key', 'kind', 'owner', 'phrases', 'snippet'].sort(),
    );
  });

  test('kind, first and last day restrict the hits', () => {
    const documents = [
      aDocument({ docKey: 'nte_1', kind: 'note', day: '2025-01-31', body: 'पट्टा' }),
      aDocument({ docKey: 'doc_1', kind: 'document', day: '2025-02-01', body: 'पट्टा' }),
      aDocument({ docKey: 'doc_2', kind: 'document', day: '2025-02-28', body: 'पट्टा' }),
    ];
    expect(keysFound(documents, 'पट्टा', { kind: 'note' })).toEqual(['nte_1']);
    expect(keysFound(documents, 'पट्टा', { from: '2025-02-01', to: '2025-02-28' })).toEqual([
      'doc_2',
      'doc_1',
    ]);
    expect(keysFound(documents, 'पट्टा', { to: '2025-02-01' })).toEqual(['doc_1', 'nte_1']);
    expect(keysFound(documents, 'पट्टा', { limit: 1 })).toEqual(['doc_2']);
  });

  test('a limit that is none is refused', () => {
    for (const limit of [0, -1, 1.5, Number.NaN])
      expect(() => find([aDocument({ body: 'पट्टा' })], 'पट्टा', { limit })).toThrow(RangeError);
  });
});

describe('revisions', () => {
  const run = (rows: Parameters<typeof search>[0], q: string) =>
    search(rows, [open('doc_1')], { q, limit: 10 }, mine, new HeldRows()).hits.length;
  const older = encodeRows(aDocument({ rev: 1, body: 'पुराना पट्टा' }));
  const newer = encodeRows(aDocument({ rev: 2, body: 'नया आदेश' }));

  test('the highest wins, in whatever order the rows come', () => {
    for (const rows of [
      [...older, ...newer],
      [...newer, ...older],
    ]) {
      expect(run(rows, 'पट्टा')).toBe(0);
      expect(run(rows, 'आदेश')).toBe(1);
    }
  });

  test('a removal takes the document away, and a later revision brings it back', () => {
    expect(run([...older, removalRow('doc_1', 2)], 'पट्टा')).toBe(0);
    expect(run([removalRow('doc_1', 2), ...older], 'पट्टा')).toBe(0);
    const again = encodeRows(aDocument({ rev: 3, body: 'पट्टा' }));
    expect(run([...older, removalRow('doc_1', 2), ...again], 'पट्टा')).toBe(1);
  });

  test('a removal beats a row that claims the same revision', () => {
    expect(run([...older, removalRow('doc_1', 1)], 'पट्टा')).toBe(0);
    expect(run([removalRow('doc_1', 1), ...older], 'पट्टा')).toBe(0);
  });

  test('a row written twice counts once', () => {
    const { hits } = search(
      [...older, ...older],
      [open('doc_1')],
      { q: 'पट्टा', limit: 10 },
      mine,
      new HeldRows(),
    );
    expect(hits).toHaveLength(1);
  });

  test('a row rebuilt under the same revision is not answered from memory', () => {
    const held = new HeldRows();
    const ask = (rows: Parameters<typeof search>[0], q: string) =>
      search(rows, [open('doc_1')], { q, limit: 10 }, mine, held).hits.length;
    expect(ask(encodeRows(aDocument({ body: 'पट्टा' })), 'पट्टा')).toBe(1);
    expect(ask(encodeRows(aDocument({ body: 'आदेश' })), 'पट्टा')).toBe(0);
    expect(ask(encodeRows(aDocument({ body: 'आदेश' })), 'आदेश')).toBe(1);
  });
});

describe('phrases', () => {
  test('only documents that hold the words one after the other', () => {
    const documents = [
      doc('doc_phrase', 'ग्राम पलारी का सीमांकन आदेश जारी'),
      doc('doc_apart', 'आदेश के अनुसार सीमांकन करें'),
      doc('doc_subject', '', 'सीमांकन आदेश'),
    ];
    const { hits } = find(documents, '"सीमांकन आदेश"');
    expect(new Set(hits.map(({ docKey }) => docKey))).toEqual(
      new Set(['doc_phrase', 'doc_subject']),
    );
    expect(hits.every(({ phrases }) => phrases === 'verified')).toBe(true);
  });

  test('folded spelling counts as the same, another inflection does not', () => {
    const documents = [doc('doc_a', 'भूमि सम्बन्धी आदेश'), doc('doc_b', 'भूमि संबंधों आदेशों')];
    expect(keysFound(documents, '"भुमि संबंधी"')).toEqual(['doc_a']);
  });

  test('in a text that goes on beyond the copy it is said to be unverified, and comes last', () => {
    const long = `${'शासन विभाग '.repeat(600)} सीमांकन आदेश`;
    const { hits } = find(
      [doc('doc_long', long), doc('doc_short', 'शासन विभाग सीमांकन आदेश')],
      '"सीमांकन आदेश"',
    );
    expect(hits.map(({ docKey, phrases }) => [docKey, phrases])).toEqual([
      ['doc_short', 'verified'],
      ['doc_long', 'unverified'],
    ]);
  });

  test('a long text without one of the words is no hit', () => {
    const long = `${'शासन विभाग '.repeat(600)} सीमांकन`;
    expect(keysFound([doc('doc_long', long)], '"सीमांकन आदेश"')).toEqual([]);
  });
});

describe('rows held in memory', () => {
  const rows = Array.from({ length: 60 }, (_, i) =>
    encodeRows(doc(`doc_${i}`, `पट्टा ग्राम${i} खसरा ${i}`)),
  );
  const access = rows.map((_, i) => open(`doc_${i}`));

  test('stay within their bound, and answers are the same with and without it', () => {
    const small = new HeldRows(100);
    const large = new HeldRows();
    for (let round = 0; round < 5; round++) {
      for (const q of ['पट्टा', 'ग्राम7', 'खसरा 41']) {
        const some = rows.slice(round * 10, round * 10 + 20).flat();
        const ask = (held: HeldRows) => search(some, access, { q, limit: 50 }, mine, held).hits;
        expect(ask(small)).toEqual(ask(large));
        expect(ask(small)).toEqual(ask(new HeldRows()));
      }
    }
    expect(large.rows).toBe(60);
    expect(small.rows).toBeLessThan(30);
  });

  test('a damaged row is left out and named, the others are found', () => {
    const [bad] = rows[3]!;
    const torn = { ...bad!, p: bad!.p.subarray(0, 20) };
    const { hits, damaged } = search(
      [...rows.slice(0, 3).flat(), torn],
      access,
      { q: 'पट्टा', limit: 10 },
      mine,
      new HeldRows(),
    );
    expect(hits).toHaveLength(3);
    expect(damaged.map(({ message }) => message)).toEqual([
      expect.stringContaining('doc_3, revision 1, part 0'),
    ]);
  });
});

describe('hostile queries are answered soon', () => {
  const documents = Array.from({ length: 50 }, (_, i) =>
    doc(`doc_${i}`, `ग्राम पलारी सीमांकन आदेश ${i} ${'क'.repeat(200)} ${'a-'.repeat(500)}`),
  );
  test.each([
    ['nothing', ''],
    ['blanks', ' \t\n\u00a0\u200b'],
    ['ten thousand letters', 'क'.repeat(10_000)],
    ['ten thousand Latin letters', 'nrh'.repeat(3_334)],
    ['ten thousand signs', '्'.repeat(10_000)],
    ['joined without end', 'a-'.repeat(5_000)],
    ['numbers without end', '1/'.repeat(5_000)],
    ['quotes without end', '"'.repeat(10_000)],
    ['open quotes', '"क '.repeat(3_333)],
    ['a bomb for regular expressions', `${'a'.repeat(5_000)}!${'(a+)+$'.repeat(800)}`],
    ['markup', '<script>alert(1)</script>'],
    ['unpaired surrogates', '\ud800'.repeat(1_000)],
    ['names of built-in properties', '__proto__ constructor toString hasOwnProperty'],
  ])('%s', { timeout: 5_000 }, (_, q) => {
    const { hits } = find(documents, q);
    expect(hits.length).toBeLessThanOrEqual(10);
    expect(Array.isArray(hits)).toBe(true);
  });
});
