import * as z from 'zod';
import { PostId } from '../../domain/ids.ts';

/** Who did something, as timelines show it. */
export const ActorView = z
  .object({
    postId: PostId.nullable(),
    name: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    designation: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    system: z.string().nullable(),
    onBehalfOfPostId: z.string().nullable(),
  })
  .meta({ id: 'Actor' });
