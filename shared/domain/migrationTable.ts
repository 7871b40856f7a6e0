/**
 * A list of old files as an office has it in a spreadsheet, read into rows for the migration. A spreadsheet is a
 * stranger's text: a cell that would be a formula is refused, not mended.
 */
import { MigrationRow } from './migration.ts';
import { comparable, isNumber } from './numbering.ts';
import { asciiDigits, type Bilingual } from './text.ts';

/**
 * Columns of the table. A heading is the name, or its Hindi or English words. Scans are names of files, separated by
 * semicolons.
 */
export const migrationColumns = {
  legacyNumber: { hi: 'पुराना क्रमांक', en: 'Old number' },
  subjectHi: { hi: 'विषय', en: 'Subject (Hindi)' },
  subjectEn: { hi: 'विषय (अंग्रेज़ी)', en: 'Subject (English)' },
  head: { hi: 'विषय शीर्ष', en: 'Subject head' },
  openedOn: { hi: 'खोलने की तिथि', en: 'Opened on' },
  closedOn: { hi: 'नस्तीबद्ध तिथि', en: 'Closed on' },
  nature: { hi: 'स्वरूप', en: 'Nature' },
  classification: { hi: 'गोपनीयता', en: 'Classification' },
  rack: { hi: 'रैक', en: 'Rack' },
  bundle: { hi: 'बस्ता', en: 'Bundle' },
  authorisation: { hi: 'अनुमति', en: 'Authorisation' },
  scans: { hi: 'स्कैन', en: 'Scans' },
} as const satisfies Record<string, Bilingual>;
export type MigrationColumn = keyof typeof migrationColumns;
const columns = Object.keys(migrationColumns) as MigrationColumn[];
const needed: readonly MigrationColumn[] = ['legacyNumber', 'subjectHi', 'head', 'openedOn'];

/** What can be wrong with a cell, in the words that its office is told. */
export const tableFaults = {
  formula: { hi: 'यह सूत्र जैसा है; पाठ लिखें', en: 'It looks like a formula; write text' },
  missing: { hi: 'यह भरना आवश्यक है', en: 'It must be filled in' },
  unknown: { hi: 'यह नाम या मान ज्ञात नहीं है', en: 'That name or value is not known' },
  'not-a-date': {
    hi: 'यह तिथि नहीं है; 15/06/2005 जैसे लिखें',
    en: 'It is no date; write it like 15/06/2005',
  },
  broken: {
    hi: 'पंक्ति टूटी है: उद्धरण चिह्न या अल्पविराम जाँचें',
    en: 'The line is broken: check its quotes and commas',
  },
  twice: { hi: 'यह तालिका में दो बार है', en: 'It stands in the table twice' },
  invalid: { hi: 'यह मान यहाँ मान्य नहीं है', en: 'That value cannot be taken' },
} as const satisfies Record<string, Bilingual>;

/**
 * What cannot be taken. Lines are counted as a spreadsheet counts its rows: from 1, the headings and blank lines too.
 */
export interface TableFault {
  readonly line: number;
  readonly column: string;
  readonly fault: keyof typeof tableFaults;
}

/**
 * Cells of comma-separated text (RFC 4180): quoted cells may hold commas, quotes and line breaks. A byte order mark is
 * left out, blank lines are not: they count. @throws SyntaxError for a quote that is never closed, or text behind one
 */
export function cellsOf(text: string): string[][] {
  const source = text.replace(/^\uFEFF/, '');
  const lines: string[][] = [];
  let line: string[] = [];
  let at = 0;
  while (at < source.length) {
    let cell = '';
    if (source[at] === '"') {
      for (at += 1; ; at += 1) {
        if (at >= source.length) throw new SyntaxError('A quoted cell is not closed.');
        if (source[at] !== '"') cell += source[at];
        else if (source[at + 1] === '"') {
          cell += '"';
          at += 1;
        } else break;
      }
      at += 1;
      if (at < source.length && !/[,\r\n]/.test(source[at] ?? '')) {
        throw new SyntaxError('Text stands behind a quoted cell.');
      }
    } else {
      const end = /[,\r\n]/g;
      end.lastIndex = at;
      const stop = end.exec(source)?.index ?? source.length;
      cell = source.slice(at, stop);
      at = stop;
    }
    line.push(cell);
    if (source[at] === ',') {
      at += 1;
      if (at < source.length && !/[\r\n]/.test(source[at] ?? '')) continue;
      line.push('');
    }
    lines.push(line);
    line = [];
    at += source.startsWith('\r\n', at) ? 2 : 1;
  }
  return lines;
}

/** What a spreadsheet would reckon with. */
const isFormula = (cell: string): boolean => /^[\s]*[=+\-@]/.test(cell) || /^[\t\r]/.test(cell);

/** A day as it is written in an office, `15/06/2005` or `2005-06-15`, in either script. */
function dayIn(cell: string): string | undefined {
  const ascii = asciiDigits(cell.trim());
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(ascii);
  const local = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(ascii);
  const [year, month, day] = iso?.slice(1) ?? local?.slice(1).reverse() ?? [];
  if (!year || !month || !day) return undefined;
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written)
    ? written
    : undefined;
}

const natures: Readonly<Record<string, MigrationRow['nature']>> = {
  electronic: 'electronic',
  physical: 'physical',
  hybrid: 'hybrid',
  इलेक्ट्रॉनिक: 'electronic',
  भौतिक: 'physical',
  मिश्रित: 'hybrid',
};

const classifications: Readonly<Record<string, MigrationRow['classification']>> = {
  normal: 'normal',
  confidential: 'confidential',
  साधारण: 'normal',
  गोपनीय: 'confidential',
  secret: 'secret',
  'top-secret': 'top-secret',
  गुप्त: 'secret',
  'परम गुप्त': 'top-secret',
};

/** A row of the table, and the line it stands on. */
export interface TableRow {
  readonly line: number;
  readonly row: MigrationRow;
}

/** Which column a path in a row comes from. */
const columnAt = ([first, second]: readonly PropertyKey[]): MigrationColumn => {
  if (first === 'subject') return second === 'en' ? 'subjectEn' : 'subjectHi';
  if (first === 'place') {
    return columns.find((column) => column === second) ?? 'rack';
  }
  if (first === 'documentIds') return 'scans';
  return columns.find((column) => column === first) ?? 'legacyNumber';
};

/**
 * Rows of a table, and everything that is wrong with it. The API looks the rows over again.
 * @param known ids of subject heads by their code, and of scans by their name
 */
export function rowsOf(
  text: string,
  known: {
    readonly heads: ReadonlyMap<string, string>;
    readonly scans: ReadonlyMap<string, string>;
  },
): { rows: TableRow[]; faults: TableFault[] } {
  const faults: TableFault[] = [];
  let lines: string[][];
  try {
    lines = cellsOf(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { rows: [], faults: [{ line: 1, column: '', fault: 'broken' }] };
  }
  const [headings, ...body] = lines
    .map((cells, index) => ({ cells, line: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const names = (headings?.cells ?? []).map((cell) => columnOf(cell.trim()) ?? cell.trim());
  const atHead = (column: string, fault: TableFault['fault']) =>
    faults.push({ line: headings?.line ?? 1, column, fault });
  for (const [index, name] of names.entries()) {
    if (!(columns as readonly string[]).includes(name)) atHead(name, 'unknown');
    else if (names.indexOf(name) < index) atHead(name, 'twice');
  }
  for (const column of needed) if (!names.includes(column)) atHead(column, 'missing');
  if (faults.length > 0) return { rows: [], faults };

  const numbers = new Set<string>();
  const scans = new Set<string>();
  const rows = body.flatMap(({ cells, line }) => {
    const before = faults.length;
    const wrong = (column: string, fault: TableFault['fault']): undefined => {
      const told = faults.some((each) => each.line === line && each.column === column);
      if (!told) faults.push({ line, column, fault });
    };
    if (cells.length > names.length) wrong('', 'broken');
    const cell = (column: MigrationColumn): string => {
      const place = names.indexOf(column);
      const value = place < 0 ? '' : (cells[place] ?? '');
      if (isFormula(value)) wrong(column, 'formula');
      return value.trim().normalize('NFC');
    };
    for (const column of needed) if (cell(column) === '') wrong(column, 'missing');
    const dayOf = (column: MigrationColumn): string | undefined =>
      cell(column) === '' ? undefined : (dayIn(cell(column)) ?? wrong(column, 'not-a-date'));
    const oneOf = <T>(
      column: MigrationColumn,
      names: Readonly<Record<string, T>>,
      usual: string,
    ) => {
      const said = cell(column) || usual;
      return Object.hasOwn(names, said) ? names[said] : wrong(column, 'unknown');
    };
    const legacyNumber = cell('legacyNumber');
    const number = comparable(legacyNumber);
    if (legacyNumber !== '' && !isNumber(legacyNumber)) wrong('legacyNumber', 'invalid');
    else if (numbers.has(number)) wrong('legacyNumber', 'twice');
    numbers.add(number);
    const headId = known.heads.get(cell('head')) ?? wrong('head', 'unknown');
    const openedOn = dayOf('openedOn');
    const closedOn = dayOf('closedOn');
    const nature = oneOf('nature', natures, 'electronic');
    const classification = oneOf('classification', classifications, 'normal');
    const onPaper = nature === 'physical' || nature === 'hybrid';
    const [rack, bundle, authorisation] = [cell('rack'), cell('bundle'), cell('authorisation')];
    if (onPaper && rack === '') wrong('rack', 'missing');
    if (onPaper && authorisation === '') wrong('authorisation', 'missing');
    const named = cell('scans')
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    if (named.length > 10) wrong('scans', 'invalid');
    const documentIds = named.flatMap((name) => {
      if (scans.has(name)) wrong('scans', 'twice');
      scans.add(name);
      return known.scans.get(name) ?? wrong('scans', 'unknown') ?? [];
    });
    if (faults.length > before) return [];
    const checked = MigrationRow.safeParse({
      legacyNumber,
      subject: {
        hi: cell('subjectHi'),
        ...(cell('subjectEn') !== '' && { en: cell('subjectEn') }),
      },
      headId,
      openedOn,
      ...(closedOn !== undefined && { closedOn }),
      nature,
      ...(classification !== 'normal' && { classification }),
      ...(onPaper && { place: { rack, ...(bundle !== '' && { bundle }), authorisation } }),
      documentIds: [],
    });
    for (const { path } of checked.error?.issues ?? []) wrong(columnAt(path), 'invalid');
    return checked.success ? [{ line, row: { ...checked.data, documentIds } }] : [];
  });
  return { rows, faults };
}

/** The column of a heading: by its name, or its words in either language. */
const columnOf = (heading: string): MigrationColumn | undefined =>
  columns.find((name) => {
    const { hi, en } = migrationColumns[name];
    const words: readonly string[] = [name, hi, en];
    return words.includes(heading.normalize('NFC'));
  });
