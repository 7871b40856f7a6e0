/** Whom a level asks, looked up when its turn has come; and who is asked as well when it is late. */

import { mayAnswer } from './answering.ts';
import { type ApprovalChanged, moved, replaced } from './approvalFlow.ts';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  actedElsewhere,
  isToOpen,
  type StandIn,
  withMembers,
} from './approvalRecord.ts';
import {
  type AskingRule,
  because,
  headOf,
  instead,
  kept,
  linkOfficer,
  standIn,
  whereNobody,
  whileAway,
} from './askingRule.ts';
import { finalRuleFor, type Purpose } from './chainTemplate.ts';
import { holds } from './condition.ts';
import {
  bare,
  type Delegation,
  delegationAt,
  type HeldPost,
  hasOfficer,
  type Name,
  type Policy,
  type Post,
  postRef,
} from './directory.ts';
import { DomainError } from './errors.ts';
import type { File } from './file.ts';
import type { EventDraft } from './ledger.ts';
import { countsOf, dueAfter } from './movement.ts';
import { type Asking, type Chart, type Resolver, resolve } from './resolver.ts';
import { lineFor } from './workDivision.ts';

/** What the worker that opens levels looks into. */
export interface Opening {
  readonly chart: Chart;
  readonly at: string;
  readonly policy: Policy;
}

/**
 * Opens the next level: leaves out what is to be left out, finds whom the level asks, and gives the file to the one who
 * is asked alone. Several are asked where the file lies: it can be with one post only.
 * @returns nothing when no level is to be opened
 */
export function openLevel(
  file: File,
  approval: Approval,
  { chart, at, policy }: Opening,
): ApprovalChanged | undefined {
  if (!isToOpen(approval)) return undefined;
  const events: EventDraft[] = [];
  let levels = approval.levels;
  for (const level of levels) {
    if (level.state !== 'waiting') continue;
    const found = askedBy(level, { ...approval, levels }, chart, { at, file });
    if ('skipped' in found) {
      const skipped = { ...level, state: 'skipped', skipped: found.skipped } as const;
      levels = replaced(levels, skipped);
      events.push({
        type: 'level-skipped',
        pub: { approvalId: approval.id, level: level.no, because: found.skipped },
      });
      continue;
    }
    const { members, power } = found;
    const all = withMembers(level.members, members);
    if (!all) throw new DomainError('too-many-asked', 'The level has no room for further posts.');
    const opened: ApprovalLevel = {
      ...level,
      state: 'active',
      members: all,
      openedAt: at,
      dueAt: dueAfter(at, level.deadline, policy),
      reminders: [],
      ...(power && { power }),
      ...(level.rules && { authority: authorityOf(level, approval, chart) }),
    };
    events.push({
      type: 'level-opened',
      pub: {
        approvalId: approval.id,
        level: level.no,
        purpose: level.purpose,
        asked: members.map(({ post, rule }) => ({ post: postRef(post), rule })),
        ...(opened.dueAt && { dueAt: opened.dueAt }),
        ...(power && { power }),
      },
    });
    const next = { ...approval, levels: replaced(levels, opened) };
    const cause = approval.turn === 1 ? 'approval-started' : 'decided';
    const term = { since: at, counts: countsOf(level.deadline) };
    return moved(file, next, members, { at, policy, cause, dueAt: opened.dueAt, term }, events);
  }
  return undefined;
}

type Found =
  | { readonly members: ApprovalMember[]; readonly power?: string }
  | { readonly skipped: 'condition' | 'same-person' | 'nobody' };

/**
 * Whom a level asks. While the holder of a post is away its link officer acts in it; a vacant post is stood in for by
 * whoever has charge of it, by the link officer of the work-division order, or by the nearest above it in which somebody
 * sits, in this order; one that may not answer what is asked by the nearest above it that may; where the chain names nobody,
 * the head of the office is asked. Who began the chain, or decided on
 * the level before, is not asked again: the level is left out, and the final one goes to the post above, or waits for the
 * holder of the post. Nor does whoever decides finally stand in on a level before: then nobody could decide any more.
 */
export function askedBy(
  level: ApprovalLevel,
  approval: Approval,
  chart: Chart,
  { at, file }: Pick<Desk, 'at' | 'file'>,
): Found {
  const { facts } = approval.matter;
  if (level.skipWhen && holds(level.skipWhen, facts)) return { skipped: 'condition' };
  const asking = askingOf(approval);
  const final = level.rules && finalRuleFor(level.rules, facts);
  const resolvers: readonly Resolver[] = final ? [final.who] : level.who;
  const acted = final ? actedElsewhere(approval, level.no) : actedBefore(approval, level.no);
  const desk = wantedAt(level, approval, { chart, at, file });
  const decider = final ? undefined : deciderOf(approval, desk);
  const chosen: ApprovalMember[] = [];
  let left = 0;
  let spared = 0;
  for (const resolver of resolvers) {
    const found = standing(resolver, asking, desk, final ? acted : nobody);
    if (!found) continue;
    const person = actingIn(found.post, desk)?.personId;
    // What was done on behalf of a post was done by the post, whoever acts in it now.
    const postActed = acted.has(found.post.id);
    if (!postActed && (person === undefined || !acted.has(person))) {
      if (decider && standsIn(decider, found, desk)) spared += 1;
      else chosen.push(asked(found, desk));
      continue;
    }
    const above =
      final && (superiorOf(found.post, desk, acted) ?? headAbove(found.post, desk, acted));
    const { holder } = found.post;
    if (above) {
      const rule = instead(found.rule, because['same-person'], standIn.superior);
      chosen.push(asked({ post: above, rule, standIns: [...found.standIns, 'superior'] }, desk));
    } else if (final && holder && !postActed && !acted.has(holder.personId)) {
      // Its link officer has acted already, and nobody is above it: it waits until the holder is back.
      const { post, rule, standIns } = found;
      const waits = instead(rule, because['same-person'], standIn.holder);
      chosen.push(member(post, waits, at, standIns));
    } else {
      left += 1;
    }
  }
  const distinct = [...new Map(chosen.map((each) => [each.post.id, each])).values()];
  if (distinct.length === 0 && left + spared > 0 && !final) {
    return { skipped: spared > 0 ? 'nobody' : 'same-person' };
  }
  return { members: distinct, ...(final && { power: final.power }) };
}

const nobody: ReadonlySet<string> = new Set();

/** Who will decide finally, as far as it can be told now: the post, and whoever sits in it. */
function deciderOf(
  approval: Approval,
  { chart, at, file }: Desk,
): { readonly postId: string; readonly personId: string | undefined } | undefined {
  const level = approval.levels.at(-1);
  const found = level?.rules && askedBy(level, approval, chart, { at, file });
  const [one] = found && 'members' in found ? found.members : [];
  const post = one && chart.posts.find(({ id }) => id === one.post.id);
  return post && { postId: post.id, personId: (post.holder ?? post.charge)?.personId };
}

/** Whether whoever decides finally would be asked in the place of the post, or the person, that the chain names. */
function standsIn(
  { postId, personId }: NonNullable<ReturnType<typeof deciderOf>>,
  { post, instead: another }: Standing,
  desk: Desk,
): boolean {
  const acting = actingIn(post, desk);
  if (another && post.id === postId) return true;
  return (another || acting?.as !== undefined) && acting?.personId === personId;
}

/** What the level wants besides: of the final one of a reversal, a post above the one that decided. */
const wantedAt = (
  { purpose, rules }: ApprovalLevel,
  { reversesLevel }: Approval,
  desk: Pick<Desk, 'chart' | 'at' | 'file'>,
): Desk => ({ ...desk, purpose, ...(rules && reversesLevel && { above: reversesLevel }) });

/** Why a post is not asked though it is the one that is named, or nothing. */
function unfit(
  post: HeldPost,
  { purpose, file, above = 0, least = 0 }: Desk,
): 'other-office' | 'may-not-answer' | 'not-above' | 'lower' | undefined {
  if (file.classification === 'confidential' && post.officeId !== file.officeId) {
    return 'other-office';
  }
  if (purpose && !mayAnswer(post, purpose)) return 'may-not-answer';
  if (post.level <= above) return 'not-above';
  return post.level < least ? 'lower' : undefined;
}

/** What is looked into for one file at an instant. */
interface Desk {
  readonly chart: Chart;
  readonly at: string;
  readonly file: Pick<File, 'classification' | 'officeId'>;
  /** What a post is asked for: it must be one that may answer. */
  readonly purpose?: Purpose;
  /** The level of posts above which it must be. */
  readonly above?: number;
  /** The level of posts below which it must not be. */
  readonly least?: number;
}
/** A post that is to be asked, by which rule, and for whom it stands in. */
interface Standing {
  readonly post: HeldPost;
  readonly rule: AskingRule;
  readonly standIns: readonly StandIn[];
  /** It is another post than the one that the chain names. */
  readonly instead?: true;
}

export const member = (
  post: HeldPost,
  rule: AskingRule,
  at: string,
  standIns: readonly StandIn[] = [],
): ApprovalMember => ({
  post: bare(post),
  rule: kept(rule),
  ...(standIns.length > 0 && { standIns: [...standIns] }),
  state: 'asked',
  askedAt: at,
});

/** The post as it is asked, with who acts in it where that is not its holder. */
function asked({ post, rule, standIns }: Standing, desk: Desk): ApprovalMember {
  const { as, why } = actingIn(post, desk) ?? {};
  if (!as || !why) return member(post, rule, desk.at, standIns);
  return member(post, instead(rule, ...why), desk.at, [...standIns, as]);
}

/** The matter of a chain, as resolvers look it up. */
const askingOf = ({ matter: { unitId, facts }, initiator }: Approval): Asking => ({
  ...(unitId && { unitId }),
  headCode: facts.headCode,
  initiator: initiator.post,
});

/** Who acts in a post. */
interface Acting {
  readonly personId: string;
  readonly name: Name;
  /** As what, and why it is they, in words for the record; nothing of its holder. */
  readonly as?: StandIn;
  readonly why?: readonly [why: AskingRule, who: AskingRule];
}

/**
 * Who acts in a post now: while its holder is away the link officer, as far as they may decide on the file; else its
 * holder, or whoever has charge of it. One person, or nobody.
 */
export function actingIn(post: HeldPost, { chart, at, file }: Desk): Acting | undefined {
  const { holder, charge } = post;
  const away = delegationAt(post, at);
  if (away && mayDecideAsLink(away, file) && isStillThere(away, chart)) {
    const { to, kind } = away;
    const why = [whileAway[kind], linkOfficer(to.post.designation)] as const;
    return { personId: to.personId, name: to.name, as: 'link-officer', why };
  }
  if (holder) return { personId: holder.personId, name: holder.name };
  if (!charge || !hasOfficer(post, at)) return undefined;
  const { personId, name } = charge;
  return { personId, name, as: 'officiating', why: [because.vacant, standIn.charge] };
}

const mayDecideAsLink = (
  { without, confidential }: Delegation,
  { classification }: Desk['file'],
): boolean => !without?.includes('decide') && (confidential || classification === 'normal');

/** Whether the link officer holds the post of their own still. */
const isStillThere = ({ to }: Delegation, { posts }: Chart): boolean =>
  posts.find(({ id }) => id === to.post.postId)?.holder?.tenureId === to.tenureId;

/** @param acted persons who cannot be the ones asked: of the final level, all who have acted */
function standing(
  resolver: Resolver,
  asking: Asking,
  desk: Desk,
  acted: ReadonlySet<string>,
): Standing | undefined {
  const { chart } = desk;
  const found = resolve(resolver, chart, asking);
  const headInstead = (why: AskingRule, rule?: AskingRule): Standing | undefined => {
    const head = chart.posts.find(
      ({ id, status }) => id === chart.office.headPost && status === 'active',
    );
    if (!head || unfit(head, desk)) return undefined;
    return { post: head, rule: instead(rule, why, headOf.office), standIns: [], instead: true };
  };
  if (!('post' in found)) return headInstead(whereNobody[found.unresolved]);
  const { post, rule } = found;
  const why = unfit(post, desk);
  if (why === 'other-office') return headInstead(because[why]);
  if (!why && actingIn(post, desk)) return { ...found, standIns: [] };
  const link = why ? undefined : linkOf(post, asking, desk, acted);
  const by = (who: AskingRule) => instead(rule, because[why ?? 'vacant'], who);
  if (link) return { post: link, rule: by(standIn.link), standIns: ['link-post'], instead: true };
  const above = superiorOf(post, desk, nobody);
  if (above)
    return { post: above, rule: by(standIn.superior), standIns: ['superior'], instead: true };
  return why ? headInstead(because[why], rule) : { ...found, standIns: [] };
}

/**
 * The link officer whom the work-division order names for a vacant post: by the line of the matter, or another line of
 * which the post has charge.
 */
function linkOf(
  post: HeldPost,
  asking: Asking,
  desk: Desk,
  acted: ReadonlySet<string>,
): HeldPost | undefined {
  const { posts, division } = desk.chart;
  const lines = division?.lines ?? [];
  const named = [lineFor(lines, asking), ...lines].flatMap((line) =>
    line?.officerInCharge === post.id && line.link !== undefined ? [line.link] : [],
  );
  return named
    .map((id) => posts.find((each) => each.id === id && each.status === 'active'))
    .find((each): each is HeldPost => {
      const person = each && !unfit(each, desk) && actingIn(each, desk)?.personId;
      return typeof person === 'string' && !acted.has(person) && !acted.has(each?.id ?? '');
    });
}

/** The nearest post above that may be asked, has not acted yet, and in which somebody acts who has not either. */
const superiorOf = (post: Post, desk: Desk, acted: ReadonlySet<string>) =>
  post.superiors
    .map((id) => desk.chart.posts.find((each) => each.id === id && each.status === 'active'))
    .find((each): each is HeldPost => {
      const person = each && !unfit(each, desk) && actingIn(each, desk)?.personId;
      return typeof person === 'string' && !acted.has(person) && !acted.has(each?.id ?? '');
    });

/** The level of posts that the final decision is for: of the one that the rule names, whoever stands in for it. */
function authorityOf({ rules = [] }: ApprovalLevel, approval: Approval, chart: Chart): number {
  const { who } = finalRuleFor(rules, approval.matter.facts);
  const found = resolve(who, chart, askingOf(approval));
  if ('post' in found) return found.post.level;
  const { office, posts } = chart;
  const head = posts.find(({ id }) => id === office.headPost);
  const own = posts.filter(({ officeId }) => officeId === office.id);
  return head?.level ?? Math.max(1, ...own.map(({ level }) => level));
}

/** The head of the office, where it is not lower and not in line above a post: in it sits somebody who has not acted. */
const headAbove = (post: Post, desk: Desk, acted: ReadonlySet<string>) => {
  const head = desk.chart.office.headPost;
  const found = head && superiorOf({ ...post, superiors: [head] }, desk, acted);
  return found && found.level >= post.level ? found : undefined;
};

const actedBefore = (
  { initiator, levels }: Approval,
  no: number,
): ReturnType<typeof actedElsewhere> => {
  const before = levels.filter((level) => level.no < no && level.state === 'decided').at(-1);
  return actedElsewhere({ initiator, levels: before ? [before] : [] }, no);
};

/** The post that is asked as well, when the level has been reminded often enough. */
export function escalated(
  file: File,
  level: ApprovalLevel,
  approval: Approval,
  reminders: number,
  { chart, at }: Opening,
): ApprovalMember | undefined {
  const { escalation, members } = level;
  if (!escalation || reminders < escalation.after) return undefined;
  if (members.some((each) => each.escalated)) return undefined;
  const asking = askingOf(approval);
  const target = resolve(escalation.to, chart, asking);
  if (!('post' in target) || members.some(({ post }) => post.id === target.post.id)) {
    return undefined;
  }
  const final = level.rules !== undefined;
  const desk: Desk = {
    ...wantedAt(level, approval, { chart, at, file }),
    ...(final && { least: level.authority ?? authorityOf(level, approval, chart) }),
  };
  const acted = new Set([
    ...(final ? actedElsewhere(approval, level.no) : nobody),
    ...members.map(({ post }) => post.id),
  ]);
  const found = standing(escalation.to, asking, desk, acted);
  const helper = found && free(found, desk, acted);
  if (!helper) return undefined;
  const decider = final ? undefined : deciderOf(approval, desk);
  if (decider && standsIn(decider, helper, desk)) return undefined;
  const rule = instead(undefined, because.late, helper.rule);
  return { ...asked({ ...helper, rule }, desk), escalated: true };
}

/** The post itself, or the nearest above it, if somebody acts there who has not acted yet. */
function free(found: Standing, desk: Desk, acted: ReadonlySet<string>): Standing | undefined {
  const { post, rule, standIns } = found;
  const person = actingIn(post, desk)?.personId;
  if (person !== undefined && !acted.has(person) && !acted.has(post.id) && !unfit(post, desk)) {
    return found;
  }
  const above = superiorOf(post, desk, acted);
  if (!above) return undefined;
  const why = because[person === undefined ? 'vacant' : 'same-person'];
  return {
    post: above,
    rule: instead(rule, why, standIn.superior),
    standIns: [...standIns, 'superior'],
    instead: true,
  };
}
