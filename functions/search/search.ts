import * as z from 'zod';
import { searchRoutes } from '../../shared/api/routes/search.ts';
import { seesConfidential } from '../../shared/domain/policy.ts';
import { coverToken, isOpenToOffice, ownTokens, wordsToken } from '../../shared/domain/record.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { read } from '../../shared/http/operation.ts';
import { log } from '../../shared/log.ts';
import type { DocumentRow } from '../../shared/search/row.ts';
import { search as find, mostHits } from '../../shared/search/search.ts';
import { digest } from '../../shared/store/digest.ts';
import { freshRows } from '../../shared/store/searchStore.ts';

const LiveAccess = z.object({
  t: z.literal('A'),
  key: z.string(),
  rev: z.int(),
  /** Who may see the cover, and who may find it by the words in it. */
  access: z.array(z.string()),
  words: z.array(z.string()),
  kind: z.enum(['file', 'receipt']),
  number: z.string(),
  subject: z.object({ hi: z.string(), en: z.string().optional() }),
  status: z.string(),
});

/**
 * One round trip reads the fresh rows with the live access rows, which stand in the same partitions and
 * were written with the records themselves. A row of the index is open only through them.
 */
export const search = read(searchRoutes.search, async ({ query, officer }) => {
  const { rows, partial } = await freshRows();
  const all = seesConfidential(officer);
  const live = rows
    .filter(({ t }) => t === 'A')
    .map((row) => LiveAccess.parse(row))
    // A link officer may not be let in to what is confidential.
    .filter(({ access }) => all || isOpenToOffice(access));
  const own = new Set(ownTokens(officer.post));
  const tokens = new Set(own);
  for (const { key, access, words } of live) {
    if (access.some((token) => own.has(token))) tokens.add(coverToken(key));
    if (words.some((token) => own.has(token))) tokens.add(wordsToken(key));
  }
  const { q, kind, from, to } = query;
  // Pages are cut by rank. What is written between two of them may move a hit by a place.
  const list = `search/${digest([q, kind ?? '', from ?? '', to ?? ''].join('\n'))}`;
  const shown = serialOf(list, query) ?? 0;
  const upTo = Math.min(shown + limitOf(query, 20), mostHits);
  const { hits, damaged } = find(
    rows.filter(({ t }) => t === 'D') as unknown as DocumentRow[],
    live,
    {
      q,
      limit: Math.min(upTo + 1, mostHits),
      ...(kind && { kind }),
      ...(from && { from }),
      ...(to && { to }),
    },
    tokens,
  );
  if (damaged.length > 0) log.error('Damaged rows in the search index', { count: damaged.length });
  return {
    body: {
      items: hits.slice(shown, upTo).map(({ owner, kind: foundIn, docKey, snippet }) => ({
        id: owner.key,
        kind: owner.kind,
        number: owner.number,
        subject: owner.subject,
        status: owner.status,
        foundIn,
        foundId: docKey,
        snippet: snippet && {
          text: snippet.text,
          highlights: snippet.marks.map(([start, end]): [number, number] => [start, end]),
        },
      })),
      next: nextOf(list, hits.length > upTo ? upTo : undefined),
      partial: partial || damaged.length > 0,
    },
  };
});
