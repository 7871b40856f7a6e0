/** Every script in which an office of India writes, and its common signs, are set in letters and not in empty boxes. */
import { inflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import { fontFamilies } from '../../shared/press/assets.ts';
import { noteSheet } from '../../shared/press/noteSheet.ts';
import { readTypeset } from '../../shared/press/pdfReader.ts';
import { isDictionary, isStream, type PdfObject } from '../../shared/press/pdfValues.ts';
import { typeset } from '../../shared/press/typeset.ts';
import { aFile } from '../support/files.ts';
import { at, officer } from '../support/officers.ts';
import { printed } from '../support/printed.ts';

const set = (hi: string, en = ''): Uint8Array =>
  typeset('notice', {
    title: 'x',
    made: '2026-11-25T05:30:00.000Z',
    confidential: false,
    message: { hi, en },
    name: '',
    sha256: '',
  }).pdf;

function objectsOf(pdf: Uint8Array): PdfObject[] {
  const count =
    Buffer.from(pdf)
      .toString('latin1')
      .match(/\n\d+ 0 obj/g)?.length ?? 0;
  const source = readTypeset(pdf);
  return Array.from({ length: count }, (_, index) => source.object(index + 1));
}

/** The families that a print carries. */
function familiesIn(pdf: Uint8Array): Set<string> {
  const found = new Set<string>();
  for (const object of objectsOf(pdf)) {
    if (isStream(object) || !isDictionary(object)) continue;
    const name = object.get('FontName');
    if (name && 'name' in name) found.add(name.name.replace(/^[A-Z]{6}\+|-.*$/g, ''));
  }
  return found;
}

/** The numbers of the glyphs that are drawn; 0 is the box for what a font does not have. */
function glyphsIn(pdf: Uint8Array): number[] {
  const shown: number[] = [];
  for (const object of objectsOf(pdf)) {
    if (!isStream(object)) continue;
    let content: string;
    try {
      content = inflateSync(object.content).toString('latin1');
    } catch {
      // A stream that is not packed: a font, a picture.
      continue;
    }
    for (const [, operands = ''] of content.matchAll(
      /((?:\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f]*>|[[\]\s\d.-])+)T[jJ]/g,
    )) {
      for (const [text] of operands.matchAll(/\((?:\\[\s\S]|[^\\()])*\)|<[0-9A-Fa-f]*>/g)) {
        const bytes = text.startsWith('<') ? Buffer.from(text.slice(1, -1), 'hex') : literal(text);
        for (let at = 0; at + 1 < bytes.length; at += 2) shown.push(bytes.readUInt16BE(at));
      }
    }
  }
  return shown;
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const literal = (text: string): Buffer =>
  Buffer.from(
    text
      .slice(1, -1)
      .replace(/\\([0-7]{1,3}|[\s\S])/g, (_, said: string) =>
        /[0-7]/.test(said)
          ? String.fromCharCode(Number.parseInt(said, 8))
          : (escapes[said] ?? said),
      ),
    'latin1',
  );

/** A line in each script of the Eighth Schedule, and the one family it is set in. */
const lines: [string, string, string][] = [
  ['Devanagari', 'NotoSansDevanagari', 'कार्यालय कलेक्टर, क्षेत्राधिकारी द्वितीय श्रेणी'],
  ['Latin', 'NotoSansDevanagari', 'Office of the Collector, B-121/2026 (100%)'],
  ['Bengali', 'NotoSansBengali', 'জেলা শাসকের কার্যালয়, কলকাতা'],
  ['Assamese', 'NotoSansBengali', 'জিলা উপায়ুক্তৰ কাৰ্যালয়, ৱাৰ্ড'],
  ['Gujarati', 'NotoSansGujarati', 'કલેક્ટર કચેરી, અમદાવાદ'],
  ['Punjabi', 'NotoSansGurmukhi', 'ਡਿਪਟੀ ਕਮਿਸ਼ਨਰ ਦਫ਼ਤਰ, ਅੰਮ੍ਰਿਤਸਰ'],
  ['Kannada', 'NotoSansKannada', 'ಜಿಲ್ಲಾಧಿಕಾರಿಗಳ ಕಾರ್ಯಾಲಯ'],
  ['Malayalam', 'NotoSansMalayalam', 'ജില്ലാ കളക്ടറുടെ കാര്യാലയം, അവൻ'],
  ['Manipuri', 'NotoSansMeeteiMayek', 'ꯃꯅꯤꯄꯨꯔ ꯂꯩꯉꯥꯛ'],
  ['Santali', 'NotoSansOlChiki', 'ᱥᱟᱱᱛᱟᱲᱤ ᱯᱟᱹᱨᱥᱤ'],
  ['Odia', 'NotoSansOriya', 'ଜିଲ୍ଲାପାଳଙ୍କ କାର୍ଯ୍ୟାଳୟ, ଭୁବନେଶ୍ୱର'],
  ['Tamil', 'NotoSansTamil', 'மாவட்ட ஆட்சியர் அலுவலகம்'],
  ['Telugu', 'NotoSansTelugu', 'కలెక్టర్ కార్యాలయం, శ్రీకాకుళం'],
  ['Urdu', 'NotoNaskhArabic', 'دفتر ضلع کلکٹر، حیدرآباد۔ درخواست گزار کی ٹھیک ٹھاک ہے'],
  ['Sindhi', 'NotoNaskhArabic', 'ضلعي آفيس ۾ درخواست ڏني وئي ڄاڻ'],
  ['Kashmiri', 'NotoNaskhArabic', 'کٲشُر ضِلہٕ دفتر'],
];

it.each(lines)('%s is set in %s, every word in one family', async (_, family, text) => {
  // Bold and regular.
  const pdf = set(text, text);
  expect(glyphsIn(pdf).length).toBeGreaterThan(10);
  expect(glyphsIn(pdf)).not.toContain(0);
  const others = [...familiesIn(pdf)].filter((name) => name !== 'NotoSansDevanagari');
  expect(others).toEqual(family === 'NotoSansDevanagari' ? [] : [family]);
});

it.each([
  '₹ 5,000/- € £ ¥ § ¶ © ® ™ № † ‡',
  '✓ ✔ ✗ ✘ ☐ ☑ ☒ → ← ↑ ↓ ↔ ⇒ ● ○ ■ □ ★ ☆ • ① ⑩ ⅳ ☎ ✉',
  '√ ± × ÷ ≤ ≥ ≠ ≈ ∞ ∑ ∫ ∴ ∵ ∠ ° ℃ ‰ ½ ¼ ¾ ⅓ m² m³ µ Ω α β π Δ Σ',
  '“ ” ‘ ’ … – — Āryabhaṭa Kṛṣṇa saṃskṛtam ṅ ñ ṭ ḍ ś Ō café Müller',
])('the signs that offices use: %s', async (text) => {
  const pdf = set(text, text);
  expect(glyphsIn(pdf)).not.toContain(0);
  const squeezed = (value: string) => value.replace(/\s+/g, '');
  const copied = squeezed((await printed(pdf)).page(1).text);
  // The engine that reads it writes some signs as their plain kin.
  expect(copied.length).toBeGreaterThan(0.9 * squeezed(text).length);
});

it('tells a letter that no family has: the boxes are counted', () => {
  expect(glyphsIn(set('कलेक्टर 漢字')).filter((glyph) => glyph === 0)).toHaveLength(2);
});

it('carries of its families only what a text needs', () => {
  expect([...familiesIn(set('कलेक्टर Collector'))]).toEqual(['NotoSansDevanagari']);
  expect(fontFamilies[0]).toBe('Noto Sans Devanagari');
});

it('a paragraph in Urdu begins at the right, its number and all; others at the left', async () => {
  const by = officer('adhikshak');
  async function* notes() {
    yield {
      note: {
        noteId: 'nte_01K00000000000000000000001',
        no: 1,
        paragraphFrom: 1,
        paragraphs: ['(1) دفتر', 'कार्यालय', 'Office'],
        at,
        by: { personId: by.personId, name: by.name, post: postRef(by.post) },
      },
      hash: 'ab'.repeat(32),
      names: {},
    };
  }
  for await (const { pdf } of noteSheet({
    file: aFile(),
    office: { name: by.name },
    notes: notes(),
  })) {
    const { words } = (await printed(pdf)).page(1);
    const left = (text: RegExp) => words.find(([word]) => text.test(word))?.[1] ?? Number.NaN;
    expect(left(/[\u0600-\u06ff]/)).toBeGreaterThan(0.8);
    for (const text of [/^कार्यालय$/, /^Office$/]) expect(left(text)).toBeLessThan(0.3);
  }
});
