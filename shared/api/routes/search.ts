import * as z from 'zod';
import { Day } from '../../domain/ids.ts';
import { line } from '../../domain/text.ts';
import { paging, type Route } from '../route.ts';

export const SearchHit = z
  .object({
    id: z.string(),
    kind: z.enum(['file', 'receipt']),
    number: z.string(),
    subject: z.object({ hi: z.string(), en: z.string().optional() }),
    status: z.string(),
    /** Where the words were found. */
    foundIn: z.enum(['file', 'receipt', 'document', 'note', 'letter']),
    foundId: z.string(),
    snippet: z
      .object({ text: z.string(), highlights: z.array(z.tuple([z.int(), z.int()])) })
      .nullable(),
  })
  .meta({ id: 'SearchHit' });

export const searchRoutes = {
  search: {
    area: 'search',
    method: 'GET',
    path: '/v1/search',
    summary: {
      hi: 'नस्ती खोजें: क्रमांक, विषय, टीप और स्कैन के शब्द',
      en: 'Search numbers, subjects, notes and the words of scans',
    },
    access: 'search.read',
    query: z.strictObject({
      q: line(300),
      kind: z.enum(['file', 'receipt', 'document', 'note', 'letter']).optional(),
      from: Day.optional(),
      to: Day.optional(),
      ...paging(50),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          items: z.array(SearchHit),
          next: z.string().nullable(),
          /** True when part of the index could not be looked at. */
          partial: z.boolean(),
        })
        .meta({ id: 'SearchPage' }),
    },
    problems: ['cursor-invalid'],
  },
} as const satisfies Record<string, Route>;
