import type { Office, Policy } from '../domain/directory.ts';
import type { Receipt } from '../domain/receipt.ts';
import { clipped, qrOf, shownDay, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';
import { wordOf } from './words.ts';

/** A slip is one small sheet; the whole subject is in the register. */
const subjectRoom = 220;

export interface SlipOf {
  readonly receipt: Receipt;
  readonly office: Pick<Office, 'name'>;
  readonly district: Policy['district'];
  /** Where a citizen sees how the letter stands; nothing where it may not be tracked. */
  readonly tracking?: { readonly token: string; readonly address: string } | undefined;
}

/** The slip that whoever brings a letter takes home (पावती). A confidential letter's says nothing of what it is about. */
export function acknowledgementSlip({ receipt, office, district, tracking }: SlipOf): Typeset {
  const { letter, sender } = receipt;
  const hidden = receipt.classification === 'confidential';
  const dated = letter.date && shownDay(letter.date);
  const reference = [letter.number, dated].filter(Boolean).join(' · ');
  const pages = receipt.documents.reduce((sum, document) => sum + document.pages, 0);
  const rows = [
    { hi: 'आवक क्रमांक', en: 'No.', value: receipt.number, strong: true },
    { hi: 'दिनांक', en: 'Date', value: shownMoment(receipt.diarisedAt), strong: true },
    {
      hi: 'प्राप्ति दिनांक',
      en: 'Received',
      value: receipt.receivedOn ? shownDay(receipt.receivedOn) : '',
      strong: false,
    },
    { hi: 'प्रेषक', en: 'From', value: sender.name, strong: false },
    { hi: 'पत्र', en: 'Letter', value: reference, strong: false },
    {
      hi: 'विषय',
      en: 'Subject',
      value: hidden ? '' : clipped(receipt.subject.hi, subjectRoom),
      strong: false,
    },
    { hi: 'प्राप्ति', en: 'By', value: wordOf(receipt.channel), strong: false },
    { hi: 'पृष्ठ', en: 'Pages', value: pages ? String(pages) : '', strong: false },
    { hi: 'संलग्नक', en: 'Enclosures', value: enclosed(receipt), strong: false },
  ];
  return typeset('slip', {
    title: `पावती ${receipt.number}`,
    made: receipt.diarisedAt,
    confidential: hidden,
    office: office.name,
    district: district.name,
    rows: rows.filter(({ value }) => value !== ''),
    qr: tracking ? qrOf(tracking.address) : null,
    token: tracking?.token ?? '',
    address: tracking?.address ?? '',
  });
}

/** How many enclosures were handed in, and how many the letter speaks of where some are missing. */
function enclosed({ enclosures }: Receipt): string {
  const total = (of: 'count' | 'received') => enclosures.reduce((sum, each) => sum + each[of], 0);
  const received = total('received');
  const named = total('count');
  if (named === 0) return '';
  return received < named ? `${named} में से ${received} प्राप्त` : String(received);
}
