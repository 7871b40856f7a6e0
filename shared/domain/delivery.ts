/** How a letter goes to whoever it is addressed to, and how far it has come: words that registers share with letters. */
import * as z from 'zod';
import { Day } from './ids.ts';

/** How a letter reaches somebody. `intra`: it is the other office's receipt at once, or open to a post of one's own. */
export const DeliveryMode = z
  .enum(['intra', 'post', 'hand', 'e-mail', 'print'])
  .meta({ id: 'DeliveryMode' });
export type DeliveryMode = z.infer<typeof DeliveryMode>;

export const DeliveryStatus = z.enum(['queued', 'sent', 'delivered', 'acknowledged', 'returned']);

/** A delivery as the outward register sums it up. */
export const DeliveryEntry = z
  .strictObject({
    to: z.string(),
    mode: DeliveryMode,
    status: DeliveryStatus,
    sentOn: Day.optional(),
    /** When it arrived, was acknowledged or came back. */
    settledOn: Day.optional(),
  })
  .meta({ id: 'DeliveryEntry' });
export type DeliveryEntry = z.infer<typeof DeliveryEntry>;
