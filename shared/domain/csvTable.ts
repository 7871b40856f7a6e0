/**
 * A table as an office has it in a spreadsheet: comma-separated text with a line of headings. A spreadsheet is a
 * stranger's text: a cell that would be a formula is refused, not mended.
 */
import type { Bilingual } from './text.ts';

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
  several: {
    hi: 'इस नाम या भूमिका के कई पद हैं; पद की पहचान लिखें',
    en: 'Several posts have that name or role; write the id of the post',
  },
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
export const isFormula = (cell: string): boolean =>
  /^[\s]*[=+\-@]/.test(cell) || /^[\t\r]/.test(cell);

/** Lines under their headings, each with the line it stands on. */
export interface Table<Column extends string> {
  readonly names: readonly string[];
  readonly body: readonly { readonly cells: readonly string[]; readonly line: number }[];
  /** The place of a column in a line, or -1. */
  readonly placeOf: (column: Column) => number;
}

/**
 * Reads the headings of a table: each is the name of a column, or its Hindi or English words. Blank lines are left out.
 * @returns the table, or what is wrong with its headings
 */
export function tableIn<Column extends string>(
  text: string,
  words: Readonly<Record<Column, Bilingual>>,
  needed: readonly NoInfer<Column>[],
): Table<Column> | { readonly faults: TableFault[] } {
  let lines: string[][];
  try {
    lines = cellsOf(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { faults: [{ line: 1, column: '', fault: 'broken' }] };
  }
  const columns = Object.keys(words) as Column[];
  const columnOf = (heading: string) =>
    columns.find((name) => {
      const { hi, en } = words[name];
      return [name, hi, en].includes(heading.normalize('NFC'));
    });
  const [headings, ...body] = lines
    .map((cells, index) => ({ cells, line: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const names: string[] = (headings?.cells ?? []).map(
    (cell) => columnOf(cell.trim()) ?? cell.trim(),
  );
  const line = headings?.line ?? 1;
  const faults: TableFault[] = [];
  for (const [index, name] of names.entries()) {
    if (!(columns as readonly string[]).includes(name)) {
      faults.push({ line, column: name, fault: 'unknown' });
    } else if (names.indexOf(name) < index) faults.push({ line, column: name, fault: 'twice' });
  }
  for (const column of needed) {
    if (!names.includes(column)) faults.push({ line, column, fault: 'missing' });
  }
  if (faults.length > 0) return { faults };
  return { names, body, placeOf: (column) => names.indexOf(column) };
}
