/** Codes of the records in the words that an office writes. */
import { type FormCode, forms } from '../domain/forms.ts';

const words: Readonly<Record<string, string>> = {
  // how a letter came
  counter: 'काउंटर पर',
  post: 'डाक से',
  hand: 'हाथों-हाथ',
  'e-mail': 'ई-मेल से',
  'jan-darshan': 'जन-दर्शन में',
  intra: 'कार्यालय से (तंत्र पर)',
  portal: 'पोर्टल से',
  other: 'अन्य',
  // why a file moved
  sent: 'प्रस्तुत/प्रेषित',
  returned: 'वापस',
  consulted: 'अभिमत हेतु',
  answered: 'अभिमत सहित',
  'pulled-up': 'ऊपर मँगाई',
  'pulled-back': 'वापस खींची',
  recalled: 'वापस ली',
  'approval-started': 'अनुमोदन हेतु',
  decided: 'निर्णय उपरांत',
  received: 'प्राप्त',
  marked: 'अंकित',
  transferred: 'स्थानांतरित',
  ...Object.fromEntries(Object.entries(forms).map(([code, { name }]) => [code, name.hi])),
} satisfies Record<string, string> & Partial<Record<FormCode, string>>;

/** The word for a code; a code without one stands as it is, so that nothing is left out. */
export const wordOf = (code: string): string => words[code] ?? code;
