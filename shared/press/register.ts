/** The registers of an office (पंजियाँ) on paper and as tables: the same columns in both. */
import type * as z from 'zod';
import type { DeliveryEntry } from '../domain/delivery.ts';
import type { Name } from '../domain/directory.ts';
import type { PrintedRegister } from '../domain/print.ts';
import type { Bilingual } from '../domain/text.ts';
import { shownDay, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';
import { wordOf } from './words.ts';

type Both = Bilingual & { readonly en: string };

export interface RowToPrint {
  readonly at: string;
  readonly number: string;
  readonly confidential: boolean;
  readonly columns: Readonly<Record<string, string>>;
  readonly deliveries?: readonly DeliveryEntry[] | undefined;
}

interface Column extends Both {
  /** The name under which the entry has it. */
  readonly key: string;
  /** Share of the sheet's width. */
  readonly width: number;
}

const names: Readonly<Record<PrintedRegister, Both>> = {
  inward: { hi: 'आवक पंजी', en: 'Inward register' },
  outward: { hi: 'जावक पंजी', en: 'Despatch register' },
  file: { hi: 'नस्ती पंजी', en: 'File register' },
  movement: { hi: 'संचलन पंजी', en: 'Movement register' },
};

const subject: Column = { key: 'subject', hi: 'विषय', en: 'Subject', width: 5 };

/** What each register shows besides serial, time and number. */
const own: Readonly<Record<PrintedRegister, readonly Column[]>> = {
  inward: [
    { key: 'receivedOn', hi: 'प्राप्ति दिनांक', en: 'Received on', width: 1.6 },
    { key: 'sender', hi: 'प्रेषक', en: 'From', width: 3 },
    { key: 'letter', hi: 'पत्र क्रमांक एवं दिनांक', en: 'Letter', width: 2.5 },
    subject,
    { key: 'channel', hi: 'माध्यम', en: 'Channel', width: 1.8 },
  ],
  outward: [
    { key: 'to', hi: 'प्रति', en: 'To', width: 3 },
    { key: 'copies', hi: 'प्रतिलिपि', en: 'Copies', width: 2.2 },
    { ...subject, width: 3.6 },
    { key: 'file', hi: 'नस्ती क्रमांक', en: 'File', width: 4.8 },
    { key: 'signatory', hi: 'हस्ताक्षरकर्ता', en: 'Signatory', width: 2.2 },
    { key: 'form', hi: 'स्वरूप', en: 'Form', width: 1.3 },
    { key: 'deliveries', hi: 'प्रेषण की स्थिति', en: 'Delivery', width: 4.2 },
  ],
  file: [
    { key: 'shortNumber', hi: 'लघु क्रमांक', en: 'Short number', width: 1.8 },
    { key: 'head', hi: 'विषय शीर्ष', en: 'Head', width: 1.5 },
    subject,
    { key: 'openedBy', hi: 'खोली', en: 'Opened by', width: 3 },
  ],
  movement: [
    { key: 'from', hi: 'किससे', en: 'From', width: 3 },
    { key: 'to', hi: 'किसको', en: 'To', width: 3 },
    { key: 'cause', hi: 'संचलन', en: 'Movement', width: 1.8 },
    { key: 'delayReason', hi: 'विलम्ब का कारण', en: 'Reason for delay', width: 2.4 },
  ],
};

export const columnsOf = (register: PrintedRegister): readonly Column[] => [
  { key: '#', hi: 'क्र.', en: 'No.', width: 0.8 },
  { key: '@', hi: 'दिनांक', en: 'Date', width: 1.8 },
  { key: 'number', hi: 'क्रमांक', en: 'Number', width: 3.6 },
  ...own[register],
];

/** Columns whose entries are codes. */
const coded = ['channel', 'cause', 'form'];
/** The date of a letter, behind its number or alone. */
const dayAtEnd = /(?<=^|, )\d{4}-\d{2}-\d{2}$/;
const hidden = 'गोपनीय · CONFIDENTIAL';
/** Behind the number of an entry that was voided: it stays listed. */
const voided = ' · निरस्त (void)';

/** Whom, by what and on which day; what became of it, and when: `कोई नमूना: डाक (post) 25.11.2026 – प्राप्त (delivered) 27.11.2026`. */
function deliveryLine({ to, mode, status, sentOn, settledOn }: DeliveryEntry): string {
  const on = (words: string, day: string | undefined) =>
    day ? `${words} ${shownDay(day)}` : words;
  return `${to}: ${on(modes[mode], sentOn)} – ${on(states[status], settledOn)}`;
}
const modes: Readonly<Record<DeliveryEntry['mode'], string>> = {
  intra: 'तंत्र पर (on the system)',
  post: 'डाक (post)',
  hand: 'हाथों-हाथ (by hand)',
  'e-mail': 'ई-मेल (e-mail)',
  print: 'मुद्रित (print)',
};
const states: Readonly<Record<DeliveryEntry['status'], string>> = {
  queued: 'प्रेषण शेष (to be sent)',
  sent: 'प्रेषित (sent)',
  delivered: 'प्राप्त (delivered)',
  acknowledged: 'पावती प्राप्त (acknowledged)',
  returned: 'वापस (returned)',
};

/** A row as the columns show it. Of a confidential record only its number is entered. */
export function cellsOf(
  register: PrintedRegister,
  { at, number, confidential, columns, deliveries = [] }: RowToPrint,
  serial: number,
): string[] {
  const known = own[register].map(({ key }) => {
    const value = columns[key] ?? '';
    if (key === 'receivedOn') return shownDay(value);
    if (key === 'deliveries') return deliveries.map(deliveryLine).join('; ');
    if (key === 'letter') return value.replace(dayAtEnd, shownDay);
    return coded.includes(key) ? wordOf(value) : value;
  });
  // In the first column that has room for it on one line.
  const roomy = own[register].findIndex(({ width }) => width >= 3);
  const shown = confidential ? known.map((_, index) => (index === roomy ? hidden : '')) : known;
  const told = columns.status === 'void' ? `${number}${voided}` : number;
  return [String(serial), shownMoment(at), told, ...shown];
}

/** So many rows are set at a time: some fifteen sheets. */
const rowsAtOnce = 300;

export async function* registerSheets(source: {
  readonly register: PrintedRegister;
  readonly month: string;
  readonly office: z.infer<typeof Name>;
  readonly made: string;
  readonly rows: AsyncIterable<RowToPrint>;
}): AsyncGenerator<Typeset> {
  const { register, month, office, made } = source;
  const columns = columnsOf(register);
  let firstPage = 1;
  let serial = 0;
  let rows: string[][] = [];
  const setPortion = (): Typeset => {
    const set = typeset('register', {
      title: `${names[register].hi} ${month}`,
      made,
      // Its entries say which of them are: of those it tells the number alone, so the sheets are open.
      confidential: false,
      office,
      name: names[register],
      month: month.split('-').reverse().join('.'),
      columns: columns.map(({ hi, en }) => ({ hi, en })),
      widths: columns.map(({ width }) => width),
      firstPage,
      rows,
    });
    firstPage += set.pages;
    rows = [];
    return set;
  };
  for await (const row of source.rows) {
    serial += 1;
    rows.push(cellsOf(register, row, serial));
    if (rows.length >= rowsAtOnce) yield setPortion();
  }
  // A month without entries still has its sheet, which says so.
  if (rows.length > 0 || firstPage === 1) yield setPortion();
}
