/**
 * The lines of a work-division order as an office has them in a spreadsheet. Branches are written by their code, posts by
 * their id, or by a designation or role code that only one post of the office has.
 */
import { isFormula, type TableFault, tableIn } from './csvTable.ts';
import type { Chart } from './resolver.ts';
import type { Bilingual } from './text.ts';
import { DivisionLine, mostLines } from './workDivision.ts';

/** Columns of the table. A heading is the name, or its Hindi or English words. Several posts are separated by semicolons. */
export const divisionColumns = {
  unit: { hi: 'शाखा', en: 'Branch' },
  head: { hi: 'विषय शीर्ष', en: 'Subject head' },
  officerInCharge: { hi: 'प्रभारी अधिकारी', en: 'Officer in charge' },
  via: { hi: 'द्वारा', en: 'By way of' },
  final: { hi: 'अंतिम निर्णय', en: 'Decides finally' },
  link: { hi: 'लिंक अधिकारी', en: 'Link officer' },
} as const satisfies Record<string, Bilingual>;
type DivisionColumn = keyof typeof divisionColumns;

/** Which column a field of a line comes from. */
const columnOf = (field: PropertyKey | undefined): DivisionColumn =>
  field === 'unitId'
    ? 'unit'
    : ((Object.keys(divisionColumns) as DivisionColumn[]).find((name) => name === field) ??
      'officerInCharge');

/** Lines of an order, and everything that is wrong with the table: with any fault no line counts. */
export function divisionLinesIn(
  text: string,
  { posts, units }: Pick<Chart, 'posts' | 'units'>,
): { lines: DivisionLine[]; faults: TableFault[] } {
  const table = tableIn(text, divisionColumns, ['officerInCharge']);
  if ('faults' in table) return { lines: [], faults: table.faults };
  const { names, body, placeOf } = table;
  const faults: TableFault[] = [];
  const lines = body.flatMap(({ cells, line }) => {
    const before = faults.length;
    const wrong = (column: string, fault: TableFault['fault']): undefined => {
      const told = faults.some((each) => each.line === line && each.column === column);
      if (!told) faults.push({ line, column, fault });
    };
    if (cells.length > names.length) wrong('', 'broken');
    const cell = (column: DivisionColumn): string => {
      const value = cells[placeOf(column)] ?? '';
      if (isFormula(value)) wrong(column, 'formula');
      return value.trim().normalize('NFC');
    };
    const postNamed = (column: DivisionColumn, name: string): string | undefined => {
      const byId = posts.find(({ id }) => id === name);
      if (byId) return byId.id;
      const meant = posts.filter(
        ({ designation, roleCode, status }) =>
          status === 'active' && [designation.hi, designation.en, roleCode].includes(name),
      );
      const [post, another] = meant;
      if (another) return wrong(column, 'several');
      return post?.id ?? wrong(column, 'unknown');
    };
    const postIn = (column: DivisionColumn) =>
      cell(column) === '' ? undefined : postNamed(column, cell(column));
    const [unit, head] = [cell('unit'), cell('head')];
    const unitId =
      unit === ''
        ? undefined
        : (units.find(({ code }) => code === unit)?.id ?? wrong('unit', 'unknown'));
    if (cell('officerInCharge') === '') wrong('officerInCharge', 'missing');
    const [officerInCharge, final, link] = [
      postIn('officerInCharge'),
      postIn('final'),
      postIn('link'),
    ];
    const via = cell('via')
      .split(';')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .flatMap((name) => postNamed('via', name) ?? []);
    if (faults.length > before) return [];
    const checked = DivisionLine.safeParse({
      ...(unitId && { unitId }),
      ...(head !== '' && { head }),
      officerInCharge,
      via,
      ...(final && { final }),
      ...(link && { link }),
    });
    for (const { path } of checked.error?.issues ?? []) wrong(columnOf(path[0]), 'invalid');
    return checked.success ? [checked.data] : [];
  });
  // An order has lines, and no more of them than it may have.
  if (faults.length === 0 && lines.length === 0) {
    faults.push({ line: 2, column: 'officerInCharge', fault: 'missing' });
  }
  const last = body[mostLines];
  if (last) faults.push({ line: last.line, column: '', fault: 'invalid' });
  return { lines: faults.length > 0 ? [] : lines, faults };
}
