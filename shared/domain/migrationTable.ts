/** A list of old files as an office has it in a spreadsheet, read into rows for the migration. */
import { isFormula, type TableFault, tableIn } from './csvTable.ts';
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
  const table = tableIn(text, migrationColumns, needed);
  if ('faults' in table) return { rows: [], faults: table.faults };
  const { names, body, placeOf } = table;
  const faults: TableFault[] = [];

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
      const place = placeOf(column);
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
