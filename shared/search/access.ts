import type { AccessRow } from './document.ts';

/** Whether an officer holding `tokens` may see what is open to `access`. An empty list admits nobody. */
export const admits = (access: readonly string[], tokens: ReadonlySet<string>): boolean =>
  access.some((token) => tokens.has(token));

/**
 * The files and receipts an officer may see now, each by its newest access row. Where two rows claim
 * the same revision, which only a fault can bring about, both must admit the officer.
 */
export const openOwners = <A extends AccessRow>(
  rows: readonly A[],
  tokens: ReadonlySet<string>,
): Map<string, A> => {
  const newest = new Map<string, { row: A; admitted: boolean }>();
  for (const row of rows) {
    const known = newest.get(row.key);
    if (known !== undefined && known.row.rev > row.rev) continue;
    const tied = known?.row.rev === row.rev;
    const admitted = admits(row.access, tokens) && (!tied || (known?.admitted ?? false));
    newest.set(row.key, { row, admitted });
  }
  const open = new Map<string, A>();
  for (const [key, { row, admitted }] of newest) if (admitted) open.set(key, row);
  return open;
};
