import * as z from 'zod';
import { PostRef } from '../../domain/directory.ts';
import { Instant } from '../../domain/ids.ts';
import { ActorView } from './actorView.ts';

/** Where a file or a letter lay, and how long, when it left for another post. */
export const Stop = z
  .object({
    seq: z.int(),
    kind: z.string(),
    at: Instant,
    by: ActorView,
    from: PostRef,
    to: PostRef,
    lay: z.object({ since: Instant, seconds: z.int(), workingMinutes: z.int() }),
    purpose: z.string().nullable(),
    delayReason: z.string().nullable(),
  })
  .meta({ id: 'Stop' });
