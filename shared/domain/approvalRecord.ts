/** An approval as it is kept: the levels it began with, whom each asked, and what they said. */
import * as z from 'zod';
import { AskingRule } from './askingRule.ts';
import { Escalation, FinalRule, Join, Purpose, TemplateLevel } from './chainTemplate.ts';
import { CaseFacts } from './condition.ts';
import { Deadline, Name, Post, PostRef } from './directory.ts';
import {
  ApprovalId,
  ChainId,
  DraftId,
  FileId,
  Instant,
  OfficeId,
  PersonId,
  SubjectHeadId,
  UnitId,
} from './ids.ts';
import { Resolver } from './resolver.ts';

/** What an officer may say: what the level is asked for, or give it back, or refuse it. */
export const Decision = z.enum([...Purpose.options, 'return', 'reject']).meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

/** A person as decisions name them; on whose behalf and from which post of their own, where they acted as link officer. */
export const DecidedBy = z
  .strictObject({
    personId: PersonId,
    name: Name,
    ownPost: PostRef.optional(),
    onBehalfOf: PostRef.optional(),
  })
  .meta({ id: 'DecidedBy' });

/**
 * Why another acts than the holder of the post that the chain means: its link officer while the holder is away, whoever
 * has charge of it; of a vacant post the link officer of the order, or a superior.
 */
export const StandIn = z
  .enum(['link-officer', 'officiating', 'link-post', 'superior'])
  .meta({ id: 'StandIn' });
export type StandIn = z.infer<typeof StandIn>;

/** A post that a level asks. */
export const ApprovalMember = z
  .strictObject({
    post: Post,
    /** By which rule it is this post: the line of the order, the role, the reporting line. */
    rule: AskingRule,
    /** Who stands in, when it was asked; the post above a vacant one may itself be with a link officer. */
    standIns: z.array(StandIn).max(4).optional(),
    /** `excused`: answered elsewhere, or another post was asked in its place. */
    state: z.enum(['asked', 'decided', 'excused']),
    askedAt: Instant,
    /** It was asked as well because the level was late: its word alone decides the level. */
    escalated: z.literal(true).optional(),
    decision: Decision.optional(),
    decidedAt: Instant.optional(),
    decidedBy: DecidedBy.optional(),
    noteNo: z.int().positive().optional(),
    /** Hash of the text on which it decided. */
    seenHash: z.string().optional(),
    /** What was before it besides: which version of the draft letter, and how much was on the file. */
    seen: z
      .strictObject({
        version: z.int().positive().optional(),
        notes: z.int().nonnegative(),
        letters: z.int().nonnegative(),
      })
      .optional(),
  })
  .meta({ id: 'ApprovalMember' });
export type ApprovalMember = z.infer<typeof ApprovalMember>;

/** So many members a level keeps at most. */
const mostMembers = 20;

export const ApprovalLevel = z
  .strictObject({
    no: z.int().positive(),
    purpose: Purpose,
    /** As the chain had it when this approval began; the final level has rules instead. */
    who: z.array(Resolver).max(5),
    join: Join,
    deadline: Deadline,
    escalation: Escalation.optional(),
    skipWhen: TemplateLevel.shape.skipWhen,
    returnsTo: z.enum(['any-earlier', 'initiator']),
    /** Of the final level: which post decides which case, and under which power. */
    rules: z.array(FinalRule).max(10).optional(),
    power: z.string().optional(),
    /** Of the final level, once opened: the level of the post that its rule names. Nobody lower is asked in its place. */
    authority: z.int().min(1).max(9).optional(),
    state: z.enum(['waiting', 'active', 'decided', 'skipped']),
    /** Why it was left out: by its own condition, because whoever would be asked has acted already, or nobody is there. */
    skipped: z.enum(['condition', 'same-person', 'nobody']).optional(),
    members: z.array(ApprovalMember).max(mostMembers),
    openedAt: Instant.optional(),
    dueAt: Instant.optional(),
    decidedAt: Instant.optional(),
    /** When it was last reminded that half of its time is gone. */
    halfTimeAt: Instant.optional(),
    /** When the level was put on record as late and reminded. */
    reminders: z.array(Instant).max(500),
  })
  .meta({ id: 'ApprovalLevel' });
export type ApprovalLevel = z.infer<typeof ApprovalLevel>;

export const ApprovalStatus = z.enum([
  'running',
  /** Given back: whoever has it puts it right, and it comes back to the level that returned it. */
  'revising',
  'approved',
  'rejected',
  'withdrawn',
  'lapsed',
]);
export type ApprovalStatus = z.infer<typeof ApprovalStatus>;

/** A level gave it back to an earlier one, or to whoever began (level 0). */
export const Revision = z
  .strictObject({
    by: z.int().positive(),
    to: z.int().nonnegative(),
    post: Post,
    since: Instant,
    dueAt: Instant,
    reminders: z.array(Instant).max(500),
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;

export const Approval = z
  .strictObject({
    id: ApprovalId,
    fileId: FileId,
    ordinal: z.int().positive(),
    chainId: ChainId,
    chainVersion: z.int().positive(),
    kind: z.enum(['approval', 'reversal']),
    name: Name,
    status: ApprovalStatus,
    /** The matter, by which levels find their posts. */
    matter: z.strictObject({
      officeId: OfficeId,
      unitId: UnitId.optional(),
      headId: SubjectHeadId,
      facts: CaseFacts,
    }),
    /** The draft letter that is to be approved; without one it is the note with which the chain began. */
    draftId: DraftId.optional(),
    /** Hash of the text that is to be approved, as it stands. */
    contentHash: z.string(),
    initiator: z.strictObject({
      personId: PersonId,
      name: Name,
      post: Post,
      ownPost: PostRef.optional(),
    }),
    startedAt: Instant,
    endedAt: Instant.optional(),
    lapsesAt: Instant.optional(),
    /** The decision that this one is to reverse. */
    reverses: ApprovalId.optional(),
    /** Level of the post that made that decision: it is reversed by one above. */
    reversesLevel: z.int().min(1).max(9).optional(),
    /** Who made that decision, in whichever post: they do not reverse it themselves. */
    reversesBy: z.array(PersonId).max(20).optional(),
    /** The reversal that was approved of this decision. */
    reversedBy: ApprovalId.optional(),
    /** Grows with whatever ends the wait for somebody: the state machine waits for one turn at a time. */
    turn: z.int().positive(),
    levels: z.array(ApprovalLevel).min(1).max(9),
    revision: Revision.optional(),
    /** Why a post kept the file too long that came to it then: said with the movement by which it goes on from there. */
    delay: z.strictObject({ code: z.string(), since: Instant }).optional(),
  })
  .meta({ id: 'Approval' });
export type Approval = z.infer<typeof Approval>;

/** The level whose turn it is: being asked, or to be opened next. */
export const currentLevel = ({ levels }: Pick<Approval, 'levels'>): ApprovalLevel | undefined =>
  levels.find(({ state }) => state === 'active') ?? levels.find(({ state }) => state === 'waiting');

/** Whether the next level has still to be opened: the state machine's worker does it. */
export const isToOpen = ({ status, levels }: Pick<Approval, 'status' | 'levels'>): boolean =>
  status === 'running' && !levels.some(({ state }) => state === 'active');

/** Posts that are being asked now. */
export const askedIn = (level: ApprovalLevel | undefined): ApprovalMember[] =>
  level?.state === 'active' ? level.members.filter(({ state }) => state === 'asked') : [];

/** The members of a level when a post is asked no more. */
export const without = (
  { members }: Pick<ApprovalLevel, 'members'>,
  postId: string | undefined,
): ApprovalMember[] =>
  members.map((each) =>
    each.post.id === postId && each.state === 'asked' ? { ...each, state: 'excused' } : each,
  );

/**
 * A level's members with others that are asked now. Where there would be too many, the oldest are dropped who were asked no
 * more before they answered; then what one said who has spoken in the same post since. Events keep both.
 * @returns nothing when there is no room even so
 */
export function withMembers(
  members: readonly ApprovalMember[],
  others: readonly ApprovalMember[],
): ApprovalMember[] | undefined {
  const all = [...members, ...others];
  const unanswered = ({ state, decidedBy }: ApprovalMember) => state === 'excused' && !decidedBy;
  const repeated = ({ state, decidedBy, post }: ApprovalMember, index: number) =>
    state === 'excused' &&
    all.some(
      (later, no) =>
        no > index &&
        later.post.id === post.id &&
        later.decidedBy?.personId === decidedBy?.personId,
    );
  const excess = all.length - mostMembers;
  const rows = all.map((each, index) => ({ each, index }));
  const droppable = [
    ...rows.filter(({ each }) => unanswered(each)),
    ...rows.filter(({ each, index }) => !unanswered(each) && repeated(each, index)),
  ];
  if (excess > droppable.length) return undefined;
  const dropped = new Set(droppable.slice(0, Math.max(excess, 0)).map(({ index }) => index));
  return all.filter((_, index) => !dropped.has(index));
}

/** Who decided on levels: persons, and the posts in which, or on whose behalf, they did. */
const decidedOn = (levels: readonly Pick<ApprovalLevel, 'members'>[]): string[] =>
  levels.flatMap(({ members }) =>
    members.flatMap(({ post, decidedBy }) => (decidedBy ? [decidedBy.personId, post.id] : [])),
  );

/**
 * Who acted in a chain elsewhere than on a level: who began it and who decided on others, persons and posts alike, and who
 * made the decision that it is to reverse.
 */
export const actedElsewhere = (
  { initiator, levels, reversesBy = [] }: Pick<Approval, 'initiator' | 'levels' | 'reversesBy'>,
  no: number | undefined,
): ReadonlySet<string> =>
  new Set([
    initiator.personId,
    initiator.post.id,
    ...reversesBy,
    ...decidedOn(levels.filter((level) => level.no !== no)),
  ]);

/** What weighs as much at any level: it approves, signs, or may end the chain. */
const weighty: ReadonlySet<Decision> = new Set(['approve', 'sanction', 'sign', 'reject']);

/** Whether a decision may end the matter, approves or signs; what is given back does neither. */
export const decidesFinally = (
  { levels }: Pick<Approval, 'levels'>,
  { level, decision }: { readonly level: number; readonly decision: Decision },
): boolean => decision !== 'return' && (weighty.has(decision) || level === levels.at(-1)?.no);
