import type { Rule, Rules } from './rules.ts';
import type { Word } from './words.ts';

/** Words of one row of the page, in reading order. */
export type Row = Word[];

const noRules: Rules = { lying: [], standing: [] };

/**
 * Puts words into the order in which an office page is read: from row to row, and in a ruled table from cell
 * to cell, so that a name broken over two lines of its cell stays together.
 */
export function readingOrder(words: readonly Word[], rules: Rules = noRules): Row[] {
  const tableRows = findTableRows(rules);
  const inTables = new Map<TableRow, Word[]>();
  const loose: Word[] = [];
  for (const word of words) {
    const row = tableRows.find((each) => holds(each, word));
    if (!row) loose.push(word);
    else inTables.set(row, [...(inTables.get(row) ?? []), word]);
  }
  const blocks: { top: number; words: Row }[] = visualRows(loose).map((row) => ({
    top: middleOf(row),
    words: row,
  }));
  for (const [row, held] of inTables) {
    blocks.push({ top: (row.top + row.bottom) / 2, words: cellByCell(row, held) });
  }
  return blocks.sort((a, b) => a.top - b.top).map((block) => block.words);
}

/** One line of text for each row. */
export function textOf(rows: readonly Row[]): string {
  return rows.map((row) => row.map((word) => word.text).join(' ')).join('\n');
}

/** A row of a ruled table: between two lying rules, parted by standing rules at `edges`. */
interface TableRow {
  top: number;
  bottom: number;
  left: number;
  right: number;
  edges: number[];
}

/** Pixels by which drawn lines may miss each other at their crossings. */
const slack = 14;

/** Pairs each lying rule with the next one below that spans the same width and is joined to it by standing rules. */
function findTableRows({ lying, standing }: Rules): TableRow[] {
  const byHeight = [...lying].sort((a, b) => a.at - b.at);
  const rows: TableRow[] = [];
  for (const [index, upper] of byHeight.entries()) {
    const lower = byHeight
      .slice(index + 1)
      .find((rule) => rule.at - upper.at > 2 * slack && overlap(upper, rule) > 0.9);
    if (!lower) continue;
    const left = Math.max(upper.from, lower.from);
    const right = Math.min(upper.to, lower.to);
    const edges = standing
      .filter(({ from, to }) => from <= upper.at + slack && to >= lower.at - slack)
      .filter(({ at }) => at > left - slack && at < right + slack)
      .map(({ at }) => at)
      .sort((a, b) => a - b)
      .filter((at, i, all) => i === 0 || at - (all[i - 1] as number) > slack);
    // Both sides and one between: fewer is a box, or the margin line of a note sheet.
    if (edges.length >= 3) rows.push({ top: upper.at, bottom: lower.at, left, right, edges });
  }
  return rows;
}

/** Share of the shorter rule that the other one covers. */
function overlap(a: Rule, b: Rule): number {
  const common = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  return common / Math.min(a.to - a.from, b.to - b.from);
}

function holds(row: TableRow, word: Word): boolean {
  const x = word.x + word.w / 2;
  const y = word.y + word.h / 2;
  return y > row.top && y < row.bottom && x > row.left && x < row.right;
}

function cellByCell(row: TableRow, words: readonly Word[]): Row {
  const cells = new Map<number, Word[]>();
  for (const word of words) {
    const middle = word.x + word.w / 2;
    const column = row.edges.filter((edge) => edge < middle).length;
    cells.set(column, [...(cells.get(column) ?? []), word]);
  }
  return [...cells.entries()]
    .sort(([a], [b]) => a - b)
    .flatMap(([, cell]) => visualRows(cell).flat());
}

/** Pieces of lines that stand at one height make a row, from left to right. */
function visualRows(words: readonly Word[]): Row[] {
  const lines = new Map<string, Word[]>();
  for (const word of words) {
    const line = lines.get(word.line);
    if (line) line.push(word);
    else lines.set(word.line, [word]);
  }
  const pieces = [...lines.values()]
    .map((line) => ({
      words: line,
      middle: middleOf(line),
      height: median(line.map(({ h }) => h)),
    }))
    .sort((a, b) => a.middle - b.middle);

  const rows: { words: Word[]; middle: number; height: number; pieces: number }[] = [];
  for (const piece of pieces) {
    const row = rows.at(-1);
    const reach = row ? 0.5 * Math.min(Math.max(piece.height, 8), Math.max(row.height, 8)) : 0;
    if (row && Math.abs(piece.middle - row.middle) < reach) {
      row.words.push(...piece.words);
      row.middle = (row.middle * row.pieces + piece.middle) / (row.pieces + 1);
      row.pieces++;
    } else rows.push({ ...piece, words: [...piece.words], pieces: 1 });
  }
  return rows.map((row) => row.words.sort((a, b) => a.x - b.x));
}

function middleOf(words: readonly Word[]): number {
  return median(words.map(({ y, h }) => y + h / 2));
}

function median(numbers: number[]): number {
  const sorted = numbers.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
