/** The charge report (प्रभार प्रतिवेदन) on paper: what lay on a desk, with lines for whoever left it and whoever took it over. */
import type * as z from 'zod';
import { dayOf } from '../domain/calendar.ts';
import { countDesk, type DeskItem, type DeskKind, listHashOf } from '../domain/chargeReport.ts';
import type { HeldPost, Holder, Name, TenureKind } from '../domain/directory.ts';
import type { Digest } from '../domain/ledger.ts';
import type { Handover } from '../domain/postLedger.ts';
import type { Bilingual } from '../domain/text.ts';
import { onOneLine, shortHash, shownDay, shownMoment } from './shown.ts';
import { type Typeset, typeset } from './typeset.ts';

interface Counted {
  readonly count: number;
  readonly complete: boolean;
}

export interface ChargeReportOf {
  readonly post: HeldPost;
  /** Before the handover, with room for who comes; or of the last one. */
  readonly side: 'handing-over' | 'taken-over';
  readonly handover: Handover | undefined;
  readonly office: z.infer<typeof Name>;
  /** When the report was asked for. */
  readonly made: string;
  /** All that lies on the desk, and what of it is told to whoever asked. */
  readonly desk: readonly DeskItem[];
  readonly told: readonly DeskItem[];
  /** Files on which the post has a yellow note, elsewhere too; nothing for another post. */
  readonly drafted: ReadonlySet<string> | undefined;
  readonly unread: Counted;
  /** Letters of the office that wait for a post that sends them. */
  readonly toSend: Counted | undefined;
  readonly digest: Digest;
}

const kinds: Readonly<Record<DeskKind, Bilingual>> = {
  file: { hi: 'नस्ती', en: 'File' },
  letter: { hi: 'पत्र', en: 'Letter' },
  asked: { hi: 'अनुमोदन', en: 'Asked' },
};
const tenures: Readonly<Record<TenureKind, Bilingual | undefined>> = {
  substantive: undefined,
  additional: { hi: 'अतिरिक्त प्रभार', en: 'additional charge' },
  officiating: { hi: 'स्थानापन्न', en: 'officiating' },
};

/** So many rows are set at a time: some eight sheets. */
const rowsAtOnce = 300;

export async function* chargeReport(of: ChargeReportOf): AsyncGenerator<Typeset> {
  const { post, made, told } = of;
  const sheet = {
    title: `प्रभार प्रतिवेदन ${post.designation.hi}`,
    made,
    // Of what is confidential it tells the number alone, so the sheets are open.
    confidential: false,
    office: of.office,
    post: onOneLine(post.designation),
    asOf: shownMoment(made),
    facts: factsOf(of),
    counts: countsOf(of),
    withheld: of.desk.length - told.length,
    entries: of.desk.length,
    hash: shortHash(listHashOf(of.desk, of.digest)),
    signatures: signaturesOf(of),
  };
  let firstPage = 1;
  let first = 0;
  do {
    const rows = told.slice(first, first + rowsAtOnce);
    const set = typeset('charge', {
      ...sheet,
      firstPage,
      rows: rows.map((item, index) => rowOf(of, item, first + index + 1)),
      isLast: first + rows.length >= told.length,
    });
    yield set;
    firstPage += set.pages;
    first += rowsAtOnce;
  } while (first < told.length);
}

const parties = ({ side, post, handover }: ChargeReportOf) =>
  side === 'taken-over'
    ? { leaves: handover?.relieved, comes: handover?.posted }
    : { leaves: post.holder ?? post.charge, comes: undefined };

const shownHolder = ({ name, from, kind = 'substantive' }: Holder): string => {
  const as = tenures[kind];
  return [onOneLine(name), as && `(${onOneLine(as)})`, `${shownDay(dayOf(from))} से`]
    .filter(Boolean)
    .join(' ');
};

function factsOf(of: ChargeReportOf) {
  const { side, handover, desk, digest } = of;
  const { leaves, comes } = parties(of);
  const last = side === 'taken-over' ? handover : undefined;
  return [
    { hi: 'सौंपने वाले', en: 'Relieved', value: leaves ? shownHolder(leaves) : '' },
    { hi: 'ग्रहण करने वाले', en: 'Relieving', value: comes ? shownHolder(comes) : '' },
    {
      hi: 'आदेश',
      en: 'Order',
      value: last ? `${last.orderNumber} दिनांक ${shownDay(last.orderDate)}` : '',
    },
    { hi: 'सौंपा गया', en: 'Handed over', value: last ? shownMoment(last.at) : '' },
    { hi: 'सौंपते समय मेज पर', en: 'As handed over', value: last ? asHandedOver(last) : '' },
    {
      hi: 'सूची का हैश',
      en: 'Hash of the list',
      value: shortHash(listHashOf(desk, digest)),
    },
  ].filter(({ value }) => value !== '');
}

function asHandedOver({ desk, listHash }: Handover): string {
  const { files, letters, asked, overdue, atLeast } = desk;
  const lay = `नस्तियाँ ${files}, पत्र ${letters}, अनुमोदन हेतु ${asked}, विलंबित ${overdue}`;
  return [atLeast ? `${lay} (कम से कम इतने)` : lay, listHash && `हैश ${shortHash(listHash)}`]
    .filter(Boolean)
    .join(' · ');
}

function countsOf({ desk, drafted, unread, toSend }: ChargeReportOf) {
  const counts = countDesk(desk, true);
  const least = ({ count, complete }: Counted) => (complete ? String(count) : `${count}+`);
  return [
    { hi: 'नस्तियाँ', en: 'Files', value: String(counts.files) },
    { hi: 'पत्र', en: 'Letters', value: String(counts.letters) },
    { hi: 'अनुमोदन हेतु', en: 'Asked by chains', value: String(counts.asked) },
    { hi: 'विलंबित', en: 'Overdue', value: String(counts.overdue) },
    { hi: 'गोपनीय', en: 'Confidential', value: String(counts.confidential) },
    { hi: 'अभी न खोले', en: 'Not opened yet', value: String(counts.unseen) },
    { hi: 'संलग्नक अप्राप्त', en: 'Encl. missing', value: String(counts.enclosuresMissing) },
    ...(drafted ? [{ hi: 'प्रारूप टीप', en: 'Draft notes', value: String(drafted.size) }] : []),
    { hi: 'अपठित सूचनाएँ', en: 'Unread notices', value: least(unread) },
    ...(toSend ? [{ hi: 'प्रेषण शेष', en: 'To be sent', value: least(toSend) }] : []),
    {
      hi: 'सबसे पुराना',
      en: 'Oldest since',
      value: counts.oldestSince === null ? '–' : shownDay(dayOf(counts.oldestSince)),
    },
  ];
}

const dayMilliseconds = 86_400_000;
/** Calendar days in India. */
const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(dayOf(to)) - Date.parse(dayOf(from))) / dayMilliseconds);

function rowOf({ made, drafted }: ChargeReportOf, item: DeskItem, serial: number) {
  const { kind, number, subject, since, dueAt, overdue, id } = item;
  const remarks: Bilingual[] = [
    ...(overdue ? [{ hi: 'विलंबित', en: 'overdue' }] : []),
    ...(subject === null ? [{ hi: 'गोपनीय', en: 'confidential' }] : []),
    ...(drafted?.has(id) ? [{ hi: 'प्रारूप टीप', en: 'draft note' }] : []),
    ...(item.status === 'parked' ? [{ hi: 'स्थगित', en: 'parked' }] : []),
    ...(item.status === 'in-transit' ? [{ hi: 'प्राप्त करना शेष', en: 'to be received' }] : []),
    ...(item.unseen ? [{ hi: 'न खोला', en: 'not opened' }] : []),
    ...(item.enclosuresMissing ? [{ hi: 'संलग्नक अप्राप्त', en: 'enclosures missing' }] : []),
  ];
  return {
    serial: String(serial),
    kind: kinds[kind],
    number,
    subject: subject?.hi ?? '',
    since: shownDay(dayOf(since)),
    days: String(daysBetween(since, made)),
    due: dueAt === null ? '' : shownDay(dayOf(dueAt)),
    remarks,
  };
}

function signaturesOf(of: ChargeReportOf) {
  const { leaves, comes } = parties(of);
  const designation = onOneLine(of.post.designation);
  const side = (label: Bilingual, holder: Holder | undefined) => ({
    label,
    name: holder ? onOneLine(holder.name) : '',
    designation,
  });
  return [
    side({ hi: 'प्रभार सौंपा', en: 'Relieved officer' }, leaves),
    side({ hi: 'प्रभार ग्रहण किया', en: 'Relieving officer' }, comes),
  ];
}
