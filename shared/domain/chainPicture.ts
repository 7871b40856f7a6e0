/**
 * A chain as a picture: what happened, where it stands, what comes next and how late it is. The data is for programs
 * (`chainDrawing.ts` makes the drawing for people).
 */
import * as z from 'zod';
import { ApprovalStatus, Decision, StandIn } from './approvalRecord.ts';
import { AskingRule } from './askingRule.ts';
import { Purpose } from './chainTemplate.ts';
import { Clock } from './clock.ts';
import { Name } from './directory.ts';
import { ApprovalId, Instant } from './ids.ts';

/** A post that a level asked, and what was said there. */
export const Voice = z
  .strictObject({
    post: Name,
    /** By which rule it was asked. */
    rule: AskingRule.optional(),
    /** `asked`: its word is waited for. `set-aside`: what it said counts no more, or its word is no longer needed. */
    state: z.enum(['asked', 'decided', 'set-aside']),
    /** It was asked as well because the level was late. */
    escalated: z.literal(true).optional(),
    decision: Decision.optional(),
    /** The note that says why. */
    noteNo: z.int().positive().optional(),
    at: Instant.optional(),
    by: Name.optional(),
    /** A link officer decided, from this post of their own, for that post. */
    ownPost: Name.optional(),
    onBehalfOf: Name.optional(),
    /** Why another than the holder of the post that the chain means was asked. */
    standIns: z.array(StandIn).optional(),
  })
  .meta({ id: 'Voice' });
export type Voice = z.infer<typeof Voice>;

export const Station = z
  .strictObject({
    no: z.int().nonnegative(),
    /** Nothing at the beginning: the post that began it. */
    purpose: Purpose.optional(),
    state: z.enum(['done', 'refused', 'now', 'late', 'next', 'skipped', 'never']),
    /** Whom it asked; of a level to come, nobody knows yet. */
    voices: z.array(Voice),
    /** Why it was left out. */
    skipped: z.enum(['condition', 'same-person', 'nobody']).optional(),
    at: Instant.optional(),
    /** Of a station that is open. */
    clock: Clock.optional(),
    /** Minutes beyond the time it had: until now, or until it was over. */
    lateMinutes: z.int().positive().optional(),
    /** Which minutes those are: of the office's hours, or each, as the station's own time counts. */
    lateCounts: Clock.shape.counts.optional(),
    /** Of a station that is open: the file is with another post for its opinion, by when if a date was said. */
    consultation: z.strictObject({ asked: Name, askedBy: Name, clock: Clock }).optional(),
    reminders: z.int().nonnegative(),
  })
  .meta({ id: 'Station' });
export type Station = z.infer<typeof Station>;

export const ChainPicture = z
  .strictObject({
    name: Name,
    status: ApprovalStatus,
    endedAt: Instant.optional(),
    /** The decision that the chain is to reverse, and the reversal that was approved of its own. */
    reverses: ApprovalId.optional(),
    reversedBy: ApprovalId.optional(),
    stations: z.array(Station),
  })
  .meta({ id: 'ChainPicture' });
export type ChainPicture = z.infer<typeof ChainPicture>;
