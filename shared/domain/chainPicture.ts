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
import { Clock, clockAt, type Moment } from './clock.ts';
import { Name } from './directory.ts';
import type { File } from './file.ts';
import { ApprovalId, Instant } from './ids.ts';
import { countsOf } from './movement.ts';

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

/** @param file on which the chain is: it says where else it is while the chain waits */
export function pictureOf(
  approval: Approval,
  now: Moment,
  file: Pick<File, 'consultation'> = {},
): ChainPicture {
  const { initiator, startedAt, revision, endedAt, reverses, reversedBy } = approval;
  const here = revision?.to === 0 ? revision : undefined;
  const first: Station = {
    no: 0,
    state: 'done',
    at: startedAt,
    reminders: here?.reminders.length ?? 0,
    ...(here && opened(stepClock(approval, now), now, file)),
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
    stations: [first, ...approval.levels.map((level) => stationOf(level, approval, now, file))],
  };
}

function stationOf(
  level: ApprovalLevel,
  approval: Approval,
  now: Moment,
  file: Pick<File, 'consultation'>,
): Station {
  const { no, purpose, state, decidedAt, dueAt, deadline, skipped, members, reminders } = level;
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
    const clock = here ? stepClock(approval, now) : levelClock(level, now);
    return { ...base, ...opened(clock, now, file) };
  }
  if (state === 'decided') {
    const refused = approval.status === 'rejected' && no === lastDecided(approval);
    return {
      ...base,
      state: refused ? 'refused' : 'done',
      ...(decidedAt && { at: decidedAt, ...lateBy(dueAt, decidedAt, countsOf(deadline), now) }),
    };
  }
  if (state === 'skipped') return { ...base, state, ...(skipped && { skipped }) };
  return { ...base, state: endedAt ? 'never' : 'next' };
}

const lastDecided = ({ levels }: Approval) =>
  levels.filter(({ state }) => state === 'decided').at(-1)?.no;

/** Where it stands: with the clock that runs there, and where the file is meanwhile. A level whose deadline is none is never late. */
function opened(
  clock: Clock | null,
  now: Moment,
  { consultation }: Pick<File, 'consultation'>,
): Pick<Station, 'state' | 'clock' | 'lateMinutes' | 'lateCounts' | 'consultation'> {
  const out = consultation && {
    consultation: {
      asked: consultation.asked.designation,
      askedBy: consultation.askedBy.designation,
      clock: clockAt({ since: consultation.askedAt, dueAt: consultation.dueAt }, now),
    },
  };
  if (!clock) return { state: 'now', ...out };
  const late = lateBy(clock.dueAt, now.at, clock.counts, now);
  return { state: clock.status === 'red' ? 'late' : 'now', clock, ...late, ...out };
}

function lateBy(
  dueAt: string | null | undefined,
  at: string,
  lateCounts: Clock['counts'],
  { policy }: Moment,
): Pick<Station, 'lateMinutes' | 'lateCounts'> {
  if (!dueAt || at <= dueAt) return {};
  const lateMinutes =
    lateCounts === 'working'
      ? workingMinutesBetween(dueAt, at, policy)
      : Math.floor((Date.parse(at) - Date.parse(dueAt)) / 60_000);
  return lateMinutes > 0 ? { lateMinutes, lateCounts } : {};
}

function voiceOf(member: ApprovalMember): Voice {
  const { post, rule, state, escalated, decision, noteNo } = member;
  const { decidedAt, decidedBy, standIns } = member;
  return {
    post: post.designation,
    rule,
    state: state === 'excused' ? 'set-aside' : state,
    ...(escalated && { escalated }),
    ...(decision && { decision }),
    ...(noteNo && { noteNo }),
    ...(decidedAt && { at: decidedAt }),
    ...(decidedBy && { by: decidedBy.name }),
    ...(standIns && { standIns }),
    ...(decidedBy?.ownPost && { ownPost: decidedBy.ownPost.designation }),
    ...(decidedBy?.onBehalfOf && { onBehalfOf: decidedBy.onBehalfOf.designation }),
  };
}
