import * as z from 'zod';

/** What changed between two versions of a letter. */
export const Comparison = z
  .object({
    from: z.int(),
    to: z.int(),
    /** Parts that changed. Same and removed pieces make the earlier text, same and added ones the later. */
    changes: z.array(
      z.object({
        part: z.string(),
        pieces: z.array(z.object({ op: z.enum(['same', 'removed', 'added']), text: z.string() })),
      }),
    ),
  })
  .meta({ id: 'Comparison' });
