/** A letter in its form, as it is signed and goes out, or as a proposal with its mark across. */

import type * as z from 'zod';
import type { Name } from '../domain/directory.ts';
import { type Addressee, type LetterContent, referenceOf } from '../domain/draft.ts';
import { type FormCode, forms, type LetterLanguage } from '../domain/forms.ts';
import type { Signature } from '../domain/signing.ts';
import type { Bilingual } from '../domain/text.ts';
import { qrOf, shownDay, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';

export interface LetterOf {
  readonly content: LetterContent;
  readonly office: z.infer<typeof Name>;
  readonly confidential: boolean;
  /** The date the print bears: of the issue, or of the version that is proposed. */
  readonly made: string;
  /** Nothing for a proposal. */
  readonly issued?:
    | {
        readonly number: string;
        readonly day: string;
        readonly signature: Signature;
        readonly verification: { readonly code: string; readonly address: string };
      }
    | undefined;
}

/** Where a form has its addressees: at the head, behind the signature, or in a demi-official letter of its own make. */
type Layout = 'letter' | 'foot' | 'demi-official';
const layouts: Readonly<Record<FormCode, Layout>> = {
  letter: 'letter',
  'demi-official': 'demi-official',
  'office-memorandum': 'foot',
  'unofficial-note': 'foot',
  'office-order': 'foot',
  order: 'foot',
  notification: 'foot',
  resolution: 'foot',
  'press-note': 'foot',
  endorsement: 'letter',
  minutes: 'foot',
  circular: 'letter',
};
/** Forms that do not say at their head what they are. */
const unnamed: readonly FormCode[] = ['letter', 'demi-official'];

const words = {
  hi: {
    number: 'क्रमांक',
    date: 'दिनांक',
    to: 'प्रति,',
    subject: 'विषय',
    reference: 'संदर्भ',
    occasion: 'बैठक',
    present: 'उपस्थित',
    enclosures: 'संलग्नक',
    copyNumber: 'पृ. क्रमांक',
    copies: 'प्रतिलिपि सूचनार्थ एवं आवश्यक कार्यवाही हेतु :-',
    verify: 'इस कोड से पत्र की सत्यता जाँचें। मुहर सूचना प्रौद्योगिकी अधिनियम के अधीन हस्ताक्षर नहीं है।',
    sealed: 'मुहरबंद',
    telephone: 'दूरभाष',
    onBehalf: (post: string) => `${post} की ओर से`,
  },
  en: {
    number: 'No.',
    date: 'Date',
    to: 'To,',
    subject: 'Subject',
    reference: 'Reference',
    occasion: 'Meeting',
    present: 'Present',
    enclosures: 'Enclosures',
    copyNumber: 'Endt. No.',
    copies: 'Copy for information and necessary action to :-',
    verify:
      'Check with this code that the letter is genuine. A seal is not a signature under the IT Act.',
    sealed: 'Sealed',
    telephone: 'Telephone',
    onBehalf: (post: string) => `for ${post}`,
  },
} as const satisfies Record<LetterLanguage, Record<string, string | ((post: string) => string)>>;

const dots = '. . . . . . . . . .';

export function letter({ content, office, confidential, made, issued }: LetterOf): Typeset {
  const { form, language, slots, subject } = content;
  const say = words[language];
  const inLanguage = ({ hi, en }: Bilingual): string => (language === 'en' ? (en ?? hi) : hi);
  const designation = inLanguage(content.signatory.designation);
  const signature = issued?.signature;
  const name = signature ? [`(${inLanguage(signature.name)})`] : [];
  // A link officer signs under their own designation, for the post in whose name the letter goes.
  const own = signature?.ownPost;
  const hand = own ? [inLanguage(own.designation), say.onBehalf(designation)] : [designation];
  const reach = [
    slots.phone === undefined ? '' : `${say.telephone} ${slots.phone}`,
    slots.email ?? '',
  ].filter(Boolean);
  const mark = signature
    ? `${say.sealed} ${shownMoment(signature.at)} · ${signature.signedHash.slice(0, 16)}`
    : '';
  const shown = (to: Addressee) => addressee(to, inLanguage);
  return typeset('letter', {
    title: [inLanguage(forms[form].name), issued?.number].filter(Boolean).join(' '),
    made,
    language,
    layout: layouts[form],
    words: say,
    office: inLanguage(office),
    contact: reach.join(' · '),
    heading: unnamed.includes(form) ? '' : inLanguage(forms[form].name),
    confidential,
    number: issued?.number ?? dots,
    date: issued ? shownDay(issued.day) : dots,
    to: content.addressees.map(shown),
    copies: content.copies.map(shown),
    authority: slots.authority ?? '',
    occasion: slots.occasion ?? '',
    present: slots.present ?? [],
    subject: inLanguage(subject),
    references: referenceOf(content),
    salutation: slots.salutation ?? '',
    body: slots.body ?? [],
    enclosures: slots.enclosures ?? [],
    signatory: {
      closing: slots.closing ?? '',
      mark,
      lines: [...name, ...hand, inLanguage(office)],
    },
    copySignatory: { closing: '', mark, lines: [...hand, inLanguage(office)] },
    watermark: issued ? null : { hi: 'प्रारूप', en: 'PROPOSED' },
    foot: issued ? issued.number : '',
    qr: issued ? qrOf(issued.verification.address) : null,
    code: issued?.verification.code ?? '',
    address: issued?.verification.address ?? '',
  });
}

/** An addressee as a block of lines. */
function addressee(to: Addressee, inLanguage: (text: Bilingual) => string): string {
  switch (to.kind) {
    case 'office':
      return [to.attention, inLanguage(to.name), to.address && inLanguage(to.address)]
        .filter(Boolean)
        .join('\n');
    case 'post':
      return inLanguage(to.post.designation);
    case 'outside':
      return [to.name, to.designation, to.address].filter(Boolean).join('\n');
  }
}
