/**
 * CPU cost of searching fresh rows and of the analysis, on letters made up from office words and
 * village names. Process time, not wall time.
 *   node bench/search.ts
 */
import { analyse } from '../shared/search/analysis/tokens.ts';
import type { AccessRow, DocForIndex } from '../shared/search/document.ts';
import { HeldRows } from '../shared/search/heldRows.ts';
import { encodeRows } from '../shared/search/row.ts';
import { search } from '../shared/search/search.ts';

/** The same numbers every time (Lehmer's generator). */
const random = (() => {
  let state = 20250704;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
})();
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

const officeWords =
  `कार्यालय कलेक्टर तहसीलदार अनुविभागीय अधिकारी राजस्व आदेश प्रतिवेदन सीमांकन नामांतरण बंटवारा पट्टा
  भूमि खसरा ग्राम पंचायत सरपंच सचिव जिला विकासखण्ड मुआवजा वितरण सूची शिकायत आवेदन निराकरण जाँच पत्र
  दिनांक क्रमांक विषय संदर्भ स्वीकृति राशि भुगतान देयक निविदा निर्माण सड़क पुलिया विद्यालय आंगनबाड़ी
  छात्रावास स्वास्थ्य केंद्र चिकित्सक पशु बीमा फसल धान खरीदी समिति बैंक खाता हितग्राही आवास पेंशन
  निलंबन स्थानांतरण सेवा पुस्तिका अवकाश न्यायालय प्रकरण अपील सूचना अधिकार निर्वाचन मतदान के में की है
  को का और से पर यह एवं द्वारा हेतु application demarcation mutation order report village collector
  office letter payment list transferred encroachment regarding`.split(/\s+/);
const consonants = [...'कखगघचजटडतदनपबभमयरलवसह'];
const signs = ['', 'ा', 'ि', 'ी', 'ु', 'ू', 'े', 'ो', 'ं', '्र'];
const names = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(consonants) + pick(signs)).join(
    '',
  ),
);

/** Office words come often, names rarely and unevenly. */
const word = (): string => {
  const kind = random();
  if (kind < 0.6) return officeWords[Math.floor(random() ** 2 * officeWords.length)]!;
  if (kind < 0.95) return names[Math.floor(random() ** 3 * names.length)]!;
  return pick([
    '०४.०७.२०२५',
    '4 जुलाई 2025',
    '123/4',
    `SDM-${Math.floor(random() * 900)}/2025-26`,
    '2025',
  ]);
};
const text = (words: number): string => Array.from({ length: words }, word).join(' ');

/** A page has about 155 words, a document 1.7 pages. */
const document = (i: number): DocForIndex => ({
  docKey: `doc_${i}`,
  fileId: `fil_${i >> 3}`,
  kind: 'document',
  rev: 1,
  day: '2025-07-04',
  meta: text(10),
  body: text(120 + Math.floor(random() * 290)),
  access: [`o:${i % 7}`, 'o:collector'],
});

const cpu = (work: () => void): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};
const print = (...columns: (string | number)[]): void => {
  process.stdout.write(`${columns.map((column) => String(column).padStart(14)).join('')}\n`);
};
const inMs = (ms: number): string => ms.toFixed(ms < 1 ? 3 : 1);

const documents = Array.from({ length: 3000 }, (_, i) => document(i));
const letters = documents.map(({ body }) => body);
const kilobytes = letters.reduce((sum, body) => sum + Buffer.byteLength(body), 0) / 1024;

process.stdout.write('Analysis of 3,000 letters, CPU microseconds per KB of text\n');
const split = (body: string): string[] => body.normalize('NFC').toLowerCase().split(/\s+/);
const count = (by: (body: string) => string[]) => () => {
  for (const body of letters) by(body);
};
cpu(count(split));
const cold = cpu(count(analyse));
const warm = cpu(count(analyse));
const plain = cpu(count(split));
print('', 'µs per KB', 'ratio');
for (const [name, ms] of [
  ['NFC and split', plain],
  ['first time', cold],
  ['words known', warm],
] as const)
  print(name, ((ms * 1000) / kilobytes).toFixed(1), (ms / plain).toFixed(1));

const encoding = cpu(() => documents.slice(0, 500).map(encodeRows)) / 500;
const rows = documents.flatMap(encodeRows);
const sizes = rows.map(({ p }) => p.length).sort((a, b) => a - b);
process.stdout.write(
  `\nEncoding: ${inMs(encoding)} CPU ms a document; packed row ${sizes[sizes.length >> 1]} bytes ` +
    `(median), ${sizes.at(-1)} (largest); ${rows.length} rows\n`,
);

const queries = {
  'two words': 'सीमांकन आदेश',
  'village, topic': `${names[3]} नामांतरण`,
  misspelt: 'प्रतीवेदन अनूविभागिय सुचना',
  Roman: 'seemankan namantaran patta',
  'file number': 'SDM-77/2025-26',
  phrase: '"सीमांकन आदेश"',
  'eight words': 'कलेक्टर कार्यालय राजस्व भूमि ग्राम पंचायत मुआवजा वितरण',
};
const repeats = 20;
process.stdout.write('\nSearch of fresh rows, CPU ms per query (first: rows not yet unpacked)\n');
print('', 'rows', 'first', 'then');
for (const size of [100, 1000, 3000]) {
  const some = rows.slice(0, size);
  const access: AccessRow[] = Array.from({ length: (size >> 3) + 1 }, (_, i) => ({
    key: `fil_${i}`,
    rev: 1,
    access: ['o:collector'],
  }));
  const officer = new Set(['o:collector']);
  for (const [name, q] of Object.entries(queries)) {
    const held = new HeldRows();
    const ask = () => search(some, access, { q, limit: 20 }, officer, held);
    const first = cpu(ask);
    const then =
      cpu(() => {
        for (let i = 0; i < repeats; i++) ask();
      }) / repeats;
    print(name, size, inMs(first), inMs(then));
  }
}
