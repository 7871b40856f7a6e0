import * as z from 'zod';
import { PostId } from '../../domain/ids.ts';

/** Who did something, as timelines show it. */
export const ActorView = z
  .object({
    postId: PostId.nullable(),
    name: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    designation: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    system: z.string().nullable(),
    /** A link officer acted in the name of this post, from that of their own. */
    onBehalfOfPostId: z.string().nullable(),
    /** The designation of that post. */
    onBehalfOf: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
    delegationId: z.string().nullable(),
  })
  .meta({ id: 'Actor' });
