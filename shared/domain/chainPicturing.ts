/** How a chain becomes its picture. */
import { levelClock, stepClock } from './approvalClock.ts';
import type { Approval, ApprovalLevel, ApprovalMember } from './approvalRecord.ts';
import { workingMinutesBetween } from './calendar.ts';
import type { ChainPicture, Station, Voice } from './chainPicture.ts';
import { type Clock, clockAt, type Moment } from './clock.ts';
import type { File } from './file.ts';
import { countsOf } from './movement.ts';

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
