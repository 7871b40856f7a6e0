/**
 * The forms of written communication of an office (CSMOP, paragraph 28), as data: what each is called, which parts
 * it must have, and the words it opens and closes with. A form is the same in Hindi and in English.
 */
import * as z from 'zod';
import { DomainError } from './errors.ts';
import type { Bilingual } from './text.ts';

export const formCodes = [
  'letter',
  'demi-official',
  'office-memorandum',
  'unofficial-note',
  'office-order',
  'order',
  'notification',
  'resolution',
  'press-note',
  'endorsement',
  'minutes',
  'circular',
] as const;
export const FormCode = z.enum(formCodes).meta({ id: 'FormCode' });
export type FormCode = z.infer<typeof FormCode>;

/** Letters are written in one language. */
export const LetterLanguage = z.enum(['hi', 'en']).meta({ id: 'LetterLanguage' });
export type LetterLanguage = z.infer<typeof LetterLanguage>;

/** Parts of a form besides its subject, addressees and signatory, in the order they are set. */
export const slotCodes = [
  'lastCommunication',
  'occasion',
  'present',
  'authority',
  'salutation',
  'body',
  'closing',
  'phone',
  'email',
  'enclosures',
] as const;
export const SlotCode = z.enum(slotCodes).meta({ id: 'SlotCode' });
export type SlotCode = z.infer<typeof SlotCode>;

type Both = Bilingual & { readonly en: string };

export const slots: Readonly<Record<SlotCode, Both>> = {
  lastCommunication: { hi: 'संदर्भ', en: 'Reference: the last communication' },
  occasion: { hi: 'बैठक की तिथि एवं स्थान', en: 'Date and place of the meeting' },
  present: { hi: 'उपस्थित', en: 'Those present' },
  authority: { hi: 'नियम या शक्ति जिसके अधीन', en: 'Rule or power under which it is made' },
  salutation: { hi: 'संबोधन', en: 'Salutation' },
  body: { hi: 'मुख्य भाग', en: 'Body' },
  closing: { hi: 'समापन', en: 'Closing' },
  phone: { hi: 'दूरभाष', en: 'Telephone of the signatory' },
  email: { hi: 'ई-मेल', en: 'E-mail of the signatory' },
  enclosures: { hi: 'संलग्नक', en: 'Enclosures' },
};

export interface Form {
  readonly name: Both;
  /** What it is used for, in a line for whoever chooses. */
  readonly use: Both;
  readonly requires: readonly SlotCode[];
  readonly admits: readonly SlotCode[];
  readonly addressees: 'required' | 'optional';
  /** It answers or follows something, so it cites the last communication on its file where there is one. */
  readonly cites: boolean;
  /** The words that stand where the draft gives none of its own. */
  readonly salutation?: Both;
  readonly closing?: Both;
}

/** Who writes must be reachable: the block of the signatory has a telephone number and a mail address. */
const reachable = ['phone', 'email'] as const;
const byOrder = { hi: 'आदेशानुसार,', en: 'By order,' };

export const forms: Readonly<Record<FormCode, Form>> = {
  letter: {
    name: { hi: 'पत्र', en: 'Letter' },
    use: {
      hi: 'अन्य कार्यालयों, संस्थाओं और नागरिकों से औपचारिक पत्राचार',
      en: 'Formal correspondence with other offices, bodies and citizens',
    },
    requires: ['salutation', 'body', 'closing', ...reachable],
    admits: ['lastCommunication', 'enclosures'],
    addressees: 'required',
    cites: true,
    salutation: { hi: 'महोदय/महोदया,', en: 'Sir/Madam,' },
    closing: { hi: 'भवदीय,', en: 'Yours faithfully,' },
  },
  'demi-official': {
    name: { hi: 'अर्द्धशासकीय पत्र', en: 'Demi-official letter' },
    use: {
      hi: 'किसी अधिकारी का व्यक्तिगत ध्यान चाहने के लिए',
      en: 'To draw the personal attention of an officer',
    },
    // It addresses a person by name, so its salutation has no usual words.
    requires: ['salutation', 'body', 'closing', ...reachable],
    admits: ['lastCommunication', 'enclosures'],
    addressees: 'required',
    cites: true,
    closing: { hi: 'आपका सद्भावी,', en: 'Yours sincerely,' },
  },
  'office-memorandum': {
    name: { hi: 'ज्ञापन', en: 'Office memorandum' },
    use: {
      hi: 'विभागों के बीच तथा कर्मचारियों को सूचना, अन्य पुरुष में',
      en: 'Between departments and to employees, in the third person',
    },
    requires: ['body', ...reachable],
    admits: ['lastCommunication', 'enclosures'],
    addressees: 'required',
    cites: true,
  },
  'unofficial-note': {
    name: { hi: 'अशासकीय टीप (यू.ओ.)', en: 'Unofficial (U.O.) note' },
    use: {
      hi: 'परामर्श, अभिमत या सहमति चाहने के लिए',
      en: 'To ask another office for advice, views or concurrence',
    },
    requires: ['body'],
    admits: ['lastCommunication', 'enclosures', ...reachable],
    addressees: 'required',
    cites: true,
  },
  'office-order': {
    name: { hi: 'कार्यालयीन आदेश', en: 'Office order' },
    use: {
      hi: 'आंतरिक प्रशासन: कार्य विभाजन, अवकाश, पदस्थापना',
      en: 'Internal administration: allocation of work, leave, postings',
    },
    requires: ['body'],
    admits: ['authority', 'closing', 'enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
  },
  order: {
    name: { hi: 'आदेश', en: 'Order' },
    use: {
      hi: 'स्वीकृति तथा विधिक या प्रशासनिक आदेश',
      en: 'Sanctions, and orders under law or rules',
    },
    requires: ['body', 'closing'],
    admits: ['authority', 'enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
    closing: byOrder,
  },
  notification: {
    name: { hi: 'अधिसूचना', en: 'Notification' },
    use: {
      hi: 'राजपत्र में प्रकाशन हेतु, किसी विधि के अधीन',
      en: 'For publication in the gazette, under a law',
    },
    requires: ['authority', 'body', 'closing'],
    admits: ['enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
    closing: byOrder,
  },
  resolution: {
    name: { hi: 'संकल्प', en: 'Resolution' },
    use: {
      hi: 'नीति के महत्वपूर्ण निर्णय या समिति के गठन की सार्वजनिक घोषणा',
      en: 'Public announcement of a decision of policy, or of a committee',
    },
    requires: ['body', 'closing'],
    admits: ['authority', 'enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
    closing: byOrder,
  },
  'press-note': {
    name: { hi: 'प्रेस विज्ञप्ति', en: 'Press note' },
    use: { hi: 'समाचार माध्यमों में प्रकाशन के लिए', en: 'For publication by the press' },
    requires: ['salutation', 'body'],
    admits: ['enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
    salutation: { hi: 'प्रकाशनार्थ', en: 'For publication' },
  },
  endorsement: {
    name: { hi: 'पृष्ठांकन', en: 'Endorsement' },
    use: {
      hi: 'मूल पत्र या उसकी प्रति सूचना या कार्यवाही हेतु भेजना',
      en: 'To forward a paper or a copy of it for information or action',
    },
    requires: ['body', 'enclosures'],
    admits: ['lastCommunication', ...reachable],
    addressees: 'required',
    cites: true,
  },
  minutes: {
    name: { hi: 'कार्यवाही विवरण', en: 'Minutes' },
    use: { hi: 'बैठक के निर्णयों का अभिलेख', en: 'Record of what a meeting decided' },
    requires: ['occasion', 'present', 'body'],
    admits: ['enclosures', ...reachable],
    addressees: 'optional',
    cites: false,
  },
  circular: {
    name: { hi: 'परिपत्र', en: 'Circular' },
    use: {
      hi: 'कई कार्यालयों या शाखाओं को एक ही निर्देश',
      en: 'The same instruction to several offices or branches',
    },
    requires: ['body', ...reachable],
    admits: ['authority', 'closing', 'enclosures'],
    addressees: 'required',
    cites: false,
  },
};

/** The words of a form's own where the writer gave none. */
export const usualWords = (
  form: FormCode,
  language: LetterLanguage,
): { readonly salutation?: string; readonly closing?: string } => {
  const { salutation, closing } = forms[form];
  return {
    ...(salutation && { salutation: salutation[language] }),
    ...(closing && { closing: closing[language] }),
  };
};

/** Parts that the form requires and that are not filled. */
export const missingSlots = (form: FormCode, filled: readonly SlotCode[]): SlotCode[] =>
  forms[form].requires.filter((slot) => !filled.includes(slot));

/** @throws slot-unknown when the form has no place for a part that is filled */
export function mustAdmit(form: FormCode, filled: readonly SlotCode[]): void {
  const { requires, admits, name } = forms[form];
  const strange = filled.find((slot) => !requires.includes(slot) && !admits.includes(slot));
  if (strange) {
    throw new DomainError('slot-unknown', `A ${name.en} has no place for “${slots[strange].en}”.`);
  }
}
