/**
 * Who is asked: from what a chain says ("the officer in charge of the branch") to a post, by the office's chart and the
 * order that is in force. Pure: whoever calls has read the chart.
 */
import * as z from 'zod';
import type { AskingRule } from './askingRule.ts';
import * as rules from './askingRule.ts';
import type { HeldPost, Office, Unit } from './directory.ts';
import { PostId } from './ids.ts';
import { asciiCode } from './text.ts';
import { lineFor, type Matter, type WorkDivision } from './workDivision.ts';

export const Resolver = z
  .union([
    z.strictObject({ post: PostId }),
    /** So many steps up the reporting line of whoever starts the chain; 1 is their own superior. */
    z.strictObject({ superior: z.int().min(1).max(9) }),
    /** The post of that role in the office; in the branch of the file, if the branch has one. */
    z.strictObject({ role: asciiCode(60) }),
    z.strictObject({ head: z.enum(['unit', 'office']) }),
    /** As the work-division order has it for the branch and the subject head; `via` is counted from 1. */
    z.strictObject({
      division: z.enum(['officer-in-charge', 'via', 'final']),
      no: z.int().min(1).max(4).optional(),
    }),
  ])
  .meta({
    id: 'Resolver',
    description:
      'How a level finds its post: by name, up the reporting line, by role, as head of the branch or office, or by ' +
      'the work-division order.',
  });
export type Resolver = z.infer<typeof Resolver>;

/** What a resolver looks into: the posts and branches of the office, and the order in force. */
export interface Chart {
  /** Those of the office, with those of others that are asked by name or stand above one. */
  readonly posts: readonly HeldPost[];
  readonly units: readonly Unit[];
  readonly office: Office;
  readonly division: WorkDivision | undefined;
}

/** A chart with further posts, of other offices; one that it has already is taken as it is given here. */
export const withPosts = (chart: Chart, posts: readonly HeldPost[]): Chart => ({
  ...chart,
  posts: [...new Map([...chart.posts, ...posts].map((each) => [each.id, each])).values()],
});

/** The matter of a chain: the file's branch and subject head, and the post that starts it. */
export interface Asking extends Matter {
  readonly initiator: { readonly superiors: readonly string[] };
}

/** Why nobody can be asked. */
export type Unresolved =
  | 'no-such-post'
  | 'no-superior'
  | 'no-post-of-role'
  | 'several-posts-of-role'
  | 'no-head'
  | 'order-is-silent';

export type Resolved =
  | { readonly post: HeldPost; readonly rule: AskingRule }
  | { readonly unresolved: Unresolved };

/** Whatever a level of a chain looks its posts up by. */
interface Asks {
  readonly who?: readonly Resolver[] | undefined;
  readonly rules?: readonly { readonly who: Resolver }[] | undefined;
  readonly escalation?: { readonly to: Resolver } | undefined;
}

/** Posts that levels name by id, wherever they are. */
export const postsNamed = (levels: readonly Asks[]): string[] =>
  levels
    .flatMap(({ who = [], rules = [], escalation }) => [
      ...who,
      ...rules.map((rule) => rule.who),
      ...(escalation ? [escalation.to] : []),
    ])
    .flatMap((resolver) => ('post' in resolver ? [resolver.post] : []));

/** The post that a resolver names, and by which rule, for the record. */
export function resolve(resolver: Resolver, chart: Chart, asking: Asking): Resolved {
  const named = (id: string | undefined, rule: AskingRule, otherwise: Unresolved): Resolved => {
    const post = chart.posts.find((each) => each.id === id && each.status === 'active');
    if (post) return { post, rule };
    return { unresolved: id === undefined ? otherwise : 'no-such-post' };
  };
  if ('post' in resolver) return named(resolver.post, rules.named, 'no-such-post');
  if ('superior' in resolver) {
    const id = asking.initiator.superiors[resolver.superior - 1];
    return named(id, rules.superior(resolver.superior), 'no-superior');
  }
  if ('role' in resolver) return ofRole(resolver.role, chart, asking);
  if ('head' in resolver) {
    const id =
      resolver.head === 'office'
        ? chart.office.headPost
        : chart.units.find((unit) => unit.id === asking.unitId)?.headPost;
    return named(id, rules.headOf[resolver.head], 'no-head');
  }
  const line = chart.division && lineFor(chart.division.lines, asking);
  const no = resolver.no ?? 1;
  const rule = rules.byOrder(chart.division?.orderNumber ?? '', resolver.division, no);
  if (resolver.division === 'officer-in-charge') {
    return named(line?.officerInCharge, rule, 'order-is-silent');
  }
  const id = resolver.division === 'final' ? line?.final : line?.via[no - 1];
  return named(id, rule, 'order-is-silent');
}

/** A role is one of the office: a post of another is asked by name. */
function ofRole(role: string, { posts, office }: Chart, { unitId }: Asking): Resolved {
  const all = posts.filter(
    ({ roleCode, status, officeId }) =>
      roleCode === role && status === 'active' && officeId === office.id,
  );
  const inBranch = all.filter((post) => post.unitId !== undefined && post.unitId === unitId);
  const meant = inBranch.length > 0 ? inBranch : all;
  const [post, another] = meant;
  if (!post) return { unresolved: 'no-post-of-role' };
  if (another) return { unresolved: 'several-posts-of-role' };
  return { post, rule: rules.ofRole(role) };
}
