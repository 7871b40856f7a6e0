/**
 * A chain as a picture: what happened, where it stands, what comes next and how late it is. The data is for programs
 * (`chainDrawing.ts` makes the drawing for people).
 */
import * as z from 'zod';
import { levelClock, stepClock } from './approvalClock.ts';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  ApprovalStatus,
  Decision,
  StandIn,
} from './approvalRecord.ts';
import { AskingRule } from './askingRule.ts';
import { workingMinutesBetween } from './calendar.ts';
import { Purpose } from './chainTemplate.ts';
import { Clock, type Moment } from './clock.ts';
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
    /** Working minutes beyond the time it had: until now, or until it was over. */
    lateMinutes: z.int().positive().optional(),
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

export function pictureOf(approval: Approval, now: Moment): ChainPicture {
  const { initiator, startedAt, revision, endedAt, reverses, reversedBy } = approval;
  const here = revision?.to === 0 ? revision : undefined;
  const first: Station = {
    no: 0,
    state: 'done',
    at: startedAt,
    reminders: here?.reminders.length ?? 0,
    ...(here && opened(stepClock(approval, now), now)),
    voices: [
      {
        post: initiator.post.designation,
        state: here ? 'asked' : 'decided',
        by: initiator.name,
        ...(initiator.ownPost && {
          ownPost: initiator.ownPost.designation,
          onBehalfOf: initiator.post.designation,
        }),
        at: startedAt,
      },
    ],
  };
  return {
    name: approval.name,
    status: approval.status,
    ...(endedAt && { endedAt }),
    ...(reverses && { reverses }),
    ...(reversedBy && { reversedBy }),
    stations: [first, ...approval.levels.map((level) => stationOf(level, approval, now))],
  };
}

function stationOf(level: ApprovalLevel, approval: Approval, now: Moment): Station {
  const { no, purpose, state, decidedAt, dueAt, skipped, members, reminders } = level;
  const { revision, endedAt } = approval;
  const here = revision?.to === no ? revision : undefined;
  const voices = members.map(voiceOf);
  const base = {
    no,
    purpose,
    voices: here ? [...voices, { post: here.post.designation, state: 'asked' as const }] : voices,
    reminders: (here ?? { reminders }).reminders.length,
  };
  if (endedAt === undefined && (here || state === 'active')) {
    return { ...base, ...opened(here ? stepClock(approval, now) : levelClock(level, now), now) };
  }
  if (state === 'decided') {
    const refused = approval.status === 'rejected' && no === lastDecided(approval);
    return {
      ...base,
      state: refused ? 'refused' : 'done',
      ...(decidedAt && { at: decidedAt, ...lateBy(dueAt, decidedAt, now) }),
    };
  }
  if (state === 'skipped') return { ...base, state, ...(skipped && { skipped }) };
  return { ...base, state: endedAt ? 'never' : 'next' };
}

const lastDecided = ({ levels }: Approval) =>
  levels.filter(({ state }) => state === 'decided').at(-1)?.no;

/** Where it stands: with the clock that runs there. A level whose deadline is none is never late. */
function opened(
  clock: Clock | null,
  now: Moment,
): Pick<Station, 'state' | 'clock' | 'lateMinutes'> {
  if (!clock) return { state: 'now' };
  const late = clock.status === 'red';
  return { state: late ? 'late' : 'now', clock, ...lateBy(clock.dueAt, now.at, now) };
}

function lateBy(dueAt: string | null | undefined, at: string, { policy }: Moment) {
  const lateMinutes = dueAt && at > dueAt ? workingMinutesBetween(dueAt, at, policy) : 0;
  return lateMinutes > 0 ? { lateMinutes } : {};
}

function voiceOf(member: ApprovalMember): Voice {
  const { post, rule, state, escalated, decision, decidedAt, decidedBy, standIns } = member;
  return {
    post: post.designation,
    rule,
    state: state === 'excused' ? 'set-aside' : state,
    ...(escalated && { escalated }),
    ...(decision && { decision }),
    ...(decidedAt && { at: decidedAt }),
    ...(decidedBy && { by: decidedBy.name }),
    ...(standIns && { standIns }),
    ...(decidedBy?.ownPost && { ownPost: decidedBy.ownPost.designation }),
    ...(decidedBy?.onBehalfOf && { onBehalfOf: decidedBy.onBehalfOf.designation }),
  };
}
