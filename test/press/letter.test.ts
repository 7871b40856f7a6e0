import { expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import type { LetterContent } from '../../shared/domain/draft.ts';
import { formCodes, forms, type LetterLanguage, usualWords } from '../../shared/domain/forms.ts';
import { letter } from '../../shared/press/letter.ts';
import { at, officer } from '../support/officers.ts';
import { codeOn, printed } from '../support/printed.ts';

const signer = officer('adhikshak');
const office = { hi: 'कार्यालय कलेक्टर', en: 'Collectorate' };
const squeezed = (text: string) => text.replace(/\s+/g, '');

const content = (
  form: LetterContent['form'],
  language: LetterLanguage,
  body = ['सीमांकन किया जावे।', 'Report in a week.'],
): LetterContent => ({
  form,
  language,
  subject: { hi: 'सीमांकन', en: 'Demarcation' },
  slots: {
    ...usualWords(form, language),
    body,
    enclosures: ['नक्शा'],
    ...(forms[form].requires.includes('present') && { present: ['Shri A', 'Shri B'] }),
    ...(forms[form].requires.includes('authority') && { authority: 'धारा 129' }),
  },
  cites: [],
  addressees: [{ kind: 'outside', name: 'श्रीमती नमूना', address: 'ग्राम नमूनापुर', mode: 'post' }],
  copies: [],
  signatory: postRef(signer.post),
});
const issued = {
  number: '3414/REV/BBZ-COL/2026-27',
  day: '2026-11-25',
  signature: {
    kind: 'none',
    signedHash: 'ab'.repeat(32),
    personId: signer.personId,
    name: signer.name,
    post: postRef(signer.post),
    at,
  },
  verification: { code: 'BPDP-J9H3-Z27P-S4RR', address: 'https://example.gov.in/verify/BPDP' },
} as const;
const letterOf = (of: LetterContent, out: boolean) =>
  letter({ content: of, office, confidential: false, made: at, ...(out && { issued }) });

it.each(
  formCodes.flatMap((form) => (['hi', 'en'] as const).map((language) => [form, language] as const)),
)('%s in %s is set with its number, text, signatory and code', async (form, language) => {
  const { pdf, pages } = letterOf(content(form, language), true);
  expect(pages).toBe(1);
  const text = squeezed((await printed(pdf)).page(1).text);
  for (const shown of [
    issued.number,
    '25.11.2026',
    'Reportinaweek.',
    issued.verification.code,
    squeezed(language === 'en' ? (signer.name.en ?? '') : ''),
  ]) {
    expect(text).toContain(shown);
  }
  expect(text).not.toContain('PROPOSED');
  expect(await codeOn(pdf)).toBe(issued.verification.address);
});

it.each([
  ['hi', 'अपरकलेक्टरअधीक्षक(राजस्व)कीओरसे'],
  ['en', 'AdditionalCollectorforSuperintendent(Revenue)'],
] as const)('a letter that a link officer signed (%s) says for whom', async (language, block) => {
  const link = officer('adm');
  const { pdf } = letter({
    content: content('letter', language),
    office,
    confidential: false,
    made: at,
    issued: {
      ...issued,
      signature: {
        ...issued.signature,
        personId: link.personId,
        name: link.name,
        ownPost: postRef(link.post),
      },
    },
  });
  const text = squeezed((await printed(pdf)).page(1).text);
  if (language === 'en') expect(text).toContain(block);
  else for (const word of ['कलेक्टर', 'ओर']) expect(text).toContain(word);
});

it('a proposal is marked across every page, and has neither number nor code', async () => {
  const long = Array.from({ length: 40 }, (_, no) => `Paragraph ${no}. ${'word '.repeat(60)}`);
  const { pdf, pages } = letterOf(content('order', 'en', long), false);
  expect(pages).toBeGreaterThan(1);
  const { page } = await printed(pdf);
  expect(await codeOn(pdf)).toBeUndefined();
  for (let no = 1; no <= pages; no += 1) {
    expect(squeezed(page(no).text), `page ${no}`).toContain('PROPOSED');
    expect(page(no).text).not.toContain(issued.verification.code);
  }
});

it('what is written in it stays text', async () => {
  const wild = ['#read("/etc/passwd")', '*bold* $x$ @y <z>', '#pagebreak() // nothing'];
  const of = content('letter', 'en', wild);
  const { pdf, pages } = letterOf({ ...of, subject: { hi: '#panic()', en: '#panic()' } }, true);
  expect(pages).toBe(1);
  const text = squeezed((await printed(pdf)).page(1).text);
  for (const each of [...wild, '#panic()']) expect(text).toContain(squeezed(each));
});

it('the same letter gives the same bytes', () => {
  const [one, two] = [
    letterOf(content('circular', 'hi'), true),
    letterOf(content('circular', 'hi'), true),
  ];
  expect(Buffer.compare(one.pdf, two.pdf)).toBe(0);
});
