import type { Office } from '../domain/directory.ts';
import type { File } from '../domain/file.ts';
import { clipped, qrOf } from './shown.ts';
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
  const barcode = physical?.barcode ?? '';
  // Three lines of a label, or one beside a place and a barcode that take several; the whole subject is on the cover.
  const room = place.length + barcode.length > 60 ? 40 : 110;
  const rows = [
    { hi: 'विषय', en: 'Subject', value: confidential ? '' : clipped(subject.hi, room) },
    { hi: 'शीर्ष', en: 'Head', value: headCode },
    { hi: 'स्थान', en: 'Rack / bundle', value: place },
    { hi: 'बारकोड', en: 'Barcode', value: barcode },
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
