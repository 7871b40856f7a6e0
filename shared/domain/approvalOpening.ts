/** Whom a level asks, looked up when its turn has come; and who is asked as well when it is late. */
import { type ApprovalChanged, moved, replaced } from './approvalFlow.ts';
import {
  type Approval,
  type ApprovalLevel,
  type ApprovalMember,
  isToOpen,
} from './approvalRecord.ts';
import { finalRuleFor } from './chainTemplate.ts';
import { holds } from './condition.ts';
import { type HeldPost, type Policy, type Post, postRef } from './directory.ts';
import type { File } from './file.ts';
import type { EventDraft } from './ledger.ts';
import { dueAfter } from './movement.ts';
import { type Asking, type Chart, type Resolver, resolve } from './resolver.ts';

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
    const opened: ApprovalLevel = {
      ...level,
      state: 'active',
      members: [...level.members, ...members].slice(-20),
      openedAt: at,
      dueAt: dueAfter(at, level.deadline, policy),
      reminders: [],
      ...(power && { power }),
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
    return moved(file, next, members, { at, policy, cause, dueAt: opened.dueAt }, events);
  }
  return undefined;
}

type Found =
  | { readonly members: ApprovalMember[]; readonly power?: string }
  | { readonly skipped: 'condition' | 'same-person' };

/**
 * Whom a level asks. A post with nobody in it is stood in for by the nearest above it; where the chain names nobody, the
 * head of the office is asked. Who began the chain, or decided on the level before, is not asked again: the level is
 * left out, and the final one goes to the post above.
 */
function askedBy(
  level: ApprovalLevel,
  approval: Approval,
  chart: Chart,
  { at, file }: { at: string; file: File },
): Found {
  const { facts } = approval.matter;
  if (level.skipWhen && holds(level.skipWhen, facts)) return { skipped: 'condition' };
  const asking = askingOf(approval);
  const final = level.rules && finalRuleFor(level.rules, facts);
  const resolvers: readonly Resolver[] = final ? [final.who] : level.who;
  const acted = final ? actedElsewhere(approval, level.no) : actedBefore(approval, level.no);
  const chosen: ApprovalMember[] = [];
  let left = 0;
  for (const resolver of resolvers) {
    const found = standing(resolver, chart, asking, { at, file });
    const person = found && holderAt(found.post, at);
    if (found && person !== undefined && acted.has(person)) {
      const above = final && superiorOf(found.post, chart, at, acted);
      if (!above) {
        left += 1;
        continue;
      }
      chosen.push(member(above, `${found.rule}; same person: superior`, at));
    } else if (found) {
      chosen.push(member(found.post, found.rule, at));
    }
  }
  const distinct = [...new Map(chosen.map((each) => [each.post.id, each])).values()];
  if (distinct.length === 0 && left > 0 && !final) return { skipped: 'same-person' };
  return { members: distinct, ...(final && { power: final.power }) };
}

export const member = (post: HeldPost, rule: string, at: string): ApprovalMember => {
  const { holder: _holder, charge: _charge, ...bare } = post;
  return { post: bare, rule: rule.slice(0, 200), state: 'asked', askedAt: at };
};

/** The matter of a chain, as resolvers look it up. */
const askingOf = ({ matter: { unitId, facts }, initiator }: Approval): Asking => ({
  ...(unitId && { unitId }),
  headCode: facts.headCode,
  initiator: initiator.post,
});

/** Who acts in a post now: its holder, or whoever has charge of it. */
export function holderAt({ holder, charge }: HeldPost, at: string): string | undefined {
  if (holder) return holder.personId;
  const stands = charge && charge.from <= at && (charge.to === undefined || at < charge.to);
  return stands ? charge.personId : undefined;
}

function standing(
  resolver: Resolver,
  chart: Chart,
  asking: Asking,
  { at, file }: { at: string; file: File },
): { post: HeldPost; rule: string } | undefined {
  const found = resolve(resolver, chart, asking);
  const head = chart.posts.find(
    ({ id, status }) => id === chart.office.headPost && status === 'active',
  );
  const away =
    'post' in found &&
    file.classification === 'confidential' &&
    found.post.officeId !== file.officeId;
  if (!('post' in found) || away) {
    const reason = 'post' in found ? 'other-office' : found.unresolved;
    return head && { post: head, rule: `${reason}: head of the office` };
  }
  if (holderAt(found.post, at) !== undefined) return found;
  const above = superiorOf(found.post, chart, at, new Set());
  return above ? { post: above, rule: `${found.rule}; vacant: superior` } : found;
}

/** The nearest post above in which somebody acts who has not acted yet. */
const superiorOf = (post: Post, { posts }: Chart, at: string, acted: ReadonlySet<string>) =>
  post.superiors
    .map((id) => posts.find((each) => each.id === id && each.status === 'active'))
    .find((each): each is HeldPost => {
      const person = each && holderAt(each, at);
      return person !== undefined && !acted.has(person);
    });

const personsIn = (levels: readonly ApprovalLevel[]) =>
  levels.flatMap(({ members }) =>
    members.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy.personId] : [])),
  );

const actedElsewhere = ({ initiator, levels }: Approval, no: number) =>
  new Set([initiator.personId, ...personsIn(levels.filter((level) => level.no !== no))]);

const actedBefore = ({ initiator, levels }: Approval, no: number) => {
  const before = levels.filter((level) => level.no < no && level.state === 'decided').at(-1);
  return new Set([initiator.personId, ...personsIn(before ? [before] : [])]);
};

/** The post that is asked as well, when the level has been reminded often enough. */
export function escalated(
  level: ApprovalLevel,
  approval: Approval,
  reminders: number,
  { chart, at }: Opening,
): ApprovalMember | undefined {
  const { escalation, members } = level;
  if (!escalation || reminders < escalation.after) return undefined;
  if (members.some((each) => each.escalated)) return undefined;
  const found = resolve(escalation.to, chart, askingOf(approval));
  if (!('post' in found) || members.some(({ post }) => post.id === found.post.id)) return undefined;
  return { ...member(found.post, `late: ${found.rule}`, at), escalated: true };
}
