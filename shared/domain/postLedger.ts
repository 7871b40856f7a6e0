/** What is kept of a post besides the post itself: how often it changed hands, and how it did last. */
import * as z from 'zod';
import { Holder, Name } from './directory.ts';
import { Day, Instant, PostId } from './ids.ts';

/** Who was relieved of a post and who posted to it, in one step. */
export const Handover = z
  .strictObject({
    at: Instant,
    orderNumber: z.string(),
    orderDate: Day,
    relieved: Holder.optional(),
    posted: Holder.optional(),
    /** Who had it done. */
    by: z.strictObject({ name: Name, designation: Name }),
    /** How much lay on the desk that was handed over. */
    desk: z.strictObject({
      files: z.int(),
      letters: z.int(),
      asked: z.int(),
      overdue: z.int(),
      /** The desk is beyond counting: there was at least so much. */
      atLeast: z.literal(true).optional(),
    }),
    /** Pins the list of it. */
    listHash: z.string().optional(),
  })
  .meta({ id: 'Handover' });
export type Handover = z.infer<typeof Handover>;

/** The ledger of a post: who was posted to it and given charge of it, by whom, under which order. */
export const PostLedger = z.strictObject({
  id: PostId,
  charges: z.int().nonnegative(),
  /** The last one. */
  handover: Handover.optional(),
});
export type PostLedger = z.infer<typeof PostLedger>;
