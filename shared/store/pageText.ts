import * as z from 'zod';

/** What was read on a page, as kept in the documents bucket. */
export const StoredReading = z.object({
  outcome: z.enum(['text', 'blank', 'too-poor']),
  text: z.string(),
  words: z.array(z.tuple([z.string(), z.number(), z.number(), z.number(), z.number(), z.number()])),
  engine: z.string(),
  model: z.string(),
  languages: z.array(z.string()),
  meanConfidence: z.number(),
  skew: z.number(),
  rotation: z.number(),
  dpi: z.number(),
  source: z.enum(['ocr', 'text-layer']),
  milliseconds: z.number(),
});

/** The text of a whole document, page by page, for the search index. */
export const WholeText = z.object({ pages: z.array(z.string()) });
