/**
 * A list of old files as an office has it in a spreadsheet, read into rows for the migration. A spreadsheet is a
 * stranger's text: a cell that would be a formula is refused, not mended.
 */
import type { MigrationRow } from './migration.ts';
import { asciiDigits } from './text.ts';

/** Columns of the table, by their heading. Scans are names of files, separated by semicolons. */
export const migrationColumns = [
  'legacyNumber',
  'subjectHi',
  'subjectEn',
  'head',
  'openedOn',
  'closedOn',
  'nature',
  'rack',
  'bundle',
  'authorisation',
  'scans',
] as const;
type Column = (typeof migrationColumns)[number];

/** A line of the table that cannot be taken. Lines are counted from 1, the headings being the first. */
export interface TableFault {
  readonly line: number;
  readonly column: string;
  readonly fault: 'formula' | 'missing' | 'unknown' | 'not-a-date' | 'broken';
}

/**
 * Cells of comma-separated text (RFC 4180): quoted cells may hold commas, quotes and line breaks. A byte order mark is
 * left out. @throws SyntaxError for a quote that is never closed, or text behind one
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
  return lines.filter((each) => each.some((cell) => cell.trim() !== ''));
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

/**
 * Rows of a table, and what is wrong with it. The API looks the rows over again.
 * @param known ids of subject heads by their code, and of uploaded scans by their name
 */
export function rowsOf(
  text: string,
  known: {
    readonly heads: ReadonlyMap<string, string>;
    readonly scans: ReadonlyMap<string, string>;
  },
): { rows: MigrationRow[]; faults: TableFault[] } {
  const faults: TableFault[] = [];
  let lines: string[][];
  try {
    lines = cellsOf(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { rows: [], faults: [{ line: 1, column: '', fault: 'broken' }] };
  }
  const [headings = [], ...body] = lines;
  const names = headings.map((cell) => cell.trim());
  const unknown = names.filter((name) => !(migrationColumns as readonly string[]).includes(name));
  for (const column of unknown) faults.push({ line: 1, column, fault: 'unknown' });
  const rows = body.flatMap((cells, index) => {
    const line = index + 2;
    const wrong = (column: string, fault: TableFault['fault']) => {
      faults.push({ line, column, fault });
      return undefined;
    };
    const before = faults.length;
    if (cells.length > names.length) wrong('', 'broken');
    const cell = (column: Column): string => {
      const place = names.indexOf(column);
      const value = place < 0 ? '' : (cells[place] ?? '').trim();
      if (place >= 0 && isFormula(cells[place] ?? '')) wrong(column, 'formula');
      return value;
    };
    const needed = (column: Column): string => {
      const value = cell(column);
      if (value === '') wrong(column, 'missing');
      return value;
    };
    const legacyNumber = needed('legacyNumber');
    const hi = needed('subjectHi');
    const en = cell('subjectEn');
    const code = needed('head');
    const headId = known.heads.get(code);
    if (code !== '' && headId === undefined) wrong('head', 'unknown');
    const opened = needed('openedOn');
    const openedOn = dayIn(opened);
    if (opened !== '' && openedOn === undefined) wrong('openedOn', 'not-a-date');
    const closed = cell('closedOn');
    const closedOn = closed === '' ? undefined : dayIn(closed);
    if (closed !== '' && closedOn === undefined) wrong('closedOn', 'not-a-date');
    const said = cell('nature') || 'electronic';
    const nature = Object.hasOwn(natures, said) ? natures[said] : wrong('nature', 'unknown');
    const rack = cell('rack');
    const bundle = cell('bundle');
    const authorisation = cell('authorisation');
    const onPaper = nature === 'physical' || nature === 'hybrid';
    if (onPaper && rack === '') wrong('rack', 'missing');
    if (onPaper && authorisation === '') wrong('authorisation', 'missing');
    const documentIds = cell('scans')
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .flatMap((name) => known.scans.get(name) ?? wrong('scans', 'unknown') ?? []);
    if (faults.length > before || !headId || !openedOn || !nature) return [];
    const row: MigrationRow = {
      legacyNumber,
      subject: { hi, ...(en !== '' && { en }) },
      headId,
      openedOn,
      ...(closedOn !== undefined && { closedOn }),
      nature,
      ...(onPaper && {
        place: { rack, ...(bundle !== '' && { bundle }), authorisation },
      }),
      documentIds,
    };
    return [row];
  });
  return { rows, faults };
}
