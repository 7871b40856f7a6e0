/**
 * Tables as CSV by RFC 4180: UTF-8 with its mark, so that spreadsheets read Hindi, lines ended by CR LF, and no cell
 * that a spreadsheet would run as a formula.
 */

/** What tells a spreadsheet that the bytes are UTF-8. */
export const byteOrderMark = '\ufeff';

/**
 * Where a formula would begin: at the beginning of the text or behind a sign at which a reader may split, for quotes
 * within a cell are no quotes to one that splits at `;`. Also by full-width signs, which some spreadsheets take for the
 * same; blanks before them are skipped by some, so they count as being at the beginning.
 */
const formula = /^(?=\s*[=+\-@＝＋－＠]|[\t\r\n])|(?<=[;\t\r\n])(?=[\s"]*[=+\-@＝＋－＠])/gu;

/** A text as a cell: an apostrophe before what could be a formula, quotes around what could be mistaken. */
export function cell(value: string): string {
  const safe = value.replace(formula, "'");
  return /[",;\t\r\n]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvLine = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;
