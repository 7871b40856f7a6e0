import type { Office } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import { qrOf } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';

export interface LabelOf {
  readonly file: File;
  readonly office: Pick<Office, 'name'>;
  readonly made: string;
}

/**
 * The label that is stuck on a paper file or its bundle: number, place, and a QR code that holds the short number, which
 * a scanner keys into the search box. A confidential file's says nothing of what it is about.
 */
export function fileLabel({ file, office, made }: LabelOf): Typeset {
  const { number, shortNumber, subject, classification, physical, headCode } = file;
  const confidential = classification === 'confidential';
  const place = [physical?.rack, physical?.bundle].filter(Boolean).join(' / ');
  const rows = [
    { hi: 'विषय', en: 'Subject', value: confidential ? '' : clipped(subject.hi) },
    { hi: 'शीर्ष', en: 'Head', value: headCode },
    { hi: 'स्थान', en: 'Rack / bundle', value: place },
    { hi: 'बारकोड', en: 'Barcode', value: physical?.barcode ?? '' },
  ];
  return typeset('label', {
    title: `नस्ती ${number}`,
    made,
    office: office.name,
    number,
    shortNumber,
    confidential,
    rows: rows.filter(({ value }) => value !== ''),
    qr: qrOf(shortNumber),
  });
}

/** Three lines of a label; the whole subject is on the cover. */
const clipped = (text: string): string => {
  const characters = [...new Intl.Segmenter('hi').segment(text)].map(({ segment }) => segment);
  return characters.length > 110 ? `${characters.slice(0, 109).join('')}…` : text;
};
