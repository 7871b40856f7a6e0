/**
 * Delegation (प्रतिनिधायन): while the holder of a post is away, on leave, tour or training, a link officer acts for it
 * for a time. Work stays with the post; what the link officer does is on behalf of the holder, under a tenure of their
 * own, and they answer for it.
 */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import {
  Capability,
  can,
  type Delegation,
  DelegationKind,
  type HeldPost,
  isAssisting,
  type Officer,
  openDelegations,
  postRef,
} from './directory.ts';
import type { Changed } from './document.ts';
import { Day, PostId } from './ids.ts';
import { check, checkNew, type Guard, machineOf } from './machine.ts';
import type { PostLedger } from './postLedger.ts';
import { line } from './text.ts';
import type { WorkDivision } from './workDivision.ts';

export const DelegationInput = z
  .strictObject({
    /** The post whose holder acts as link officer. */
    to: PostId,
    kind: DelegationKind,
    /** The first and the last day, both whole; on its own day it begins at once. */
    from: Day,
    until: Day,
    /** What the link officer may not do though the post may. */
    without: z.array(Capability).max(Capability.options.length).optional(),
    /** Whether the link officer sees confidential papers; without a word they do not. */
    confidential: z.boolean().optional(),
    /** The order under which it is given, or why. */
    reason: line(500),
  })
  .superRefine(({ from, until }, context) => {
    if (until < from) {
      const message = 'The last day is not before the first.';
      context.addIssue({ code: 'custom', path: ['until'], message });
    }
  })
  .meta({ id: 'DelegationInput' });
export type DelegationInput = z.infer<typeof DelegationInput>;

export const DelegationEnd = z.strictObject({ reason: line(500) }).meta({ id: 'DelegationEnd' });

/** A link officer whom no order names for the post is so many levels below it at most. */
const mostBelow = 3;
/** So many of a post are planned ahead at most; what is over stands in its ledger alone. */
const mostOpen = 5;

/** Midnight in India at the beginning of a day. */
const dawnOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+05:30`)).toISOString();
const dayMilliseconds = 86_400_000;
const duskOf = (day: string): string =>
  new Date(Date.parse(dawnOf(day)) + dayMilliseconds).toISOString();

/** Its time: whole days in India; what begins today begins now. */
const spanOf = ({ from, until }: Pick<DelegationInput, 'from' | 'until'>, at: string) => ({
  from: from === dayOf(at) ? at : dawnOf(from),
  until: duskOf(until),
});

interface Subject {
  readonly status: 'planned' | 'active' | 'ended' | 'revoked';
}
interface Act {
  readonly officer: Officer;
  /** The post whose holder is away. */
  readonly post: HeldPost;
}
interface Giving extends Act {
  readonly to: HeldPost;
  readonly input: Omit<DelegationInput, 'to'>;
  /** The work-division order that is in force in the office. */
  readonly division: Pick<WorkDivision, 'lines'> | undefined;
  readonly at: string;
}
type DelegationGuard<Input = Act> = Guard<Subject, Input>;

/** The person in the post, whichever post they act in now. */
const isHolder = ({ post, officer }: Act): boolean => officer.personId === post.holder?.personId;

/** Whether the order names the one as link officer of the other. */
const isNamed = ({ post, to, division }: Giving): boolean =>
  division?.lines.some(
    ({ officerInCharge, link }) => officerInCharge === post.id && link === to.id,
  ) ?? false;

/** Whether the holder of a post is away in some of the time already. */
function overlaps(post: HeldPost, input: Giving['input'], at: string): boolean {
  const span = spanOf(input, at);
  return openDelegations(post, at).some(
    ({ from, until }) => from < span.until && span.from < until,
  );
}

const entitled = {
  code: 'delegation-not-yours',
  rule: 'The holder of the post, a post above it, or whoever administers the posts of the office.',
  refuses: (_delegation: Subject, act: Act) => {
    const { post, officer } = act;
    return !(
      (isHolder(act) && officer.post.id === post.id) ||
      post.superiors.includes(officer.post.id) ||
      (can(officer, 'admin') && officer.post.officeId === post.officeId)
    );
  },
} as const satisfies DelegationGuard;

export const delegationMachine = machineOf<Subject>()({
  entity: { hi: 'पद का प्रतिनिधायन', en: 'Delegation of a post' },
  states: {
    planned: { label: { hi: 'नियोजित', en: 'Planned' }, refuses: 'delegation-overlaps' },
    active: { label: { hi: 'प्रभावी', en: 'In force' }, refuses: 'delegation-overlaps' },
    ended: { label: { hi: 'अवधि पूर्ण', en: 'Over' }, refuses: 'delegation-over' },
    revoked: { label: { hi: 'समाप्त किया गया', en: 'Revoked' }, refuses: 'delegation-over' },
  },
  transitions: {
    give: {
      label: { hi: 'लिंक अधिकारी नियत करें', en: 'Delegate to a link officer' },
      from: [],
      to: ['planned', 'active'],
      guards: [
        entitled,
        {
          code: 'post-not-active',
          rule: 'Both posts are active.',
          onRequest: true,
          refuses: (_delegation: Subject, { post, to }: Giving) =>
            to.status !== 'active' || post.status !== 'active',
        },
        {
          code: 'not-an-officer',
          rule: 'A personal assistant is no link officer.',
          onRequest: true,
          refuses: (_delegation: Subject, { to }: Giving) => isAssisting(to),
        },
        {
          code: 'post-vacant',
          rule: 'Somebody holds either post.',
          onRequest: true,
          refuses: (_delegation: Subject, { post, to }: Giving) =>
            post.holder === null || to.holder === null,
        },
        {
          code: 'other-office',
          rule: 'The link officer is of the same office.',
          onRequest: true,
          refuses: (_delegation: Subject, { post, to }: Giving) => to.officeId !== post.officeId,
        },
        {
          code: 'delegation-to-self',
          rule: 'Nobody is their own link officer, or makes themselves one.',
          onRequest: true,
          refuses: (_delegation: Subject, { post, to, officer }: Giving) =>
            to.holder?.personId === post.holder?.personId ||
            to.holder?.personId === officer.personId,
        },
        {
          code: 'link-officer-too-low',
          rule: `The link officer may decide if the post may, and is at most ${mostBelow} levels below it unless the work-division order names them.`,
          onRequest: true,
          refuses: (_delegation: Subject, giving: Giving) => {
            const { post, to, input } = giving;
            const decides =
              post.capabilities.includes('decide') && !input.without?.includes('decide');
            return (
              (decides && !to.capabilities.includes('decide')) ||
              (to.level < post.level - mostBelow && !isNamed(giving))
            );
          },
        },
        {
          code: 'link-officer-away',
          rule: 'The link officer is not away themselves in that time.',
          onRequest: true,
          refuses: (_delegation: Subject, { to, input, at }: Giving) => overlaps(to, input, at),
        },
        {
          code: 'not-the-link-officer',
          rule: 'Whoever goes on leave delegates to the link officer whom the work-division order names for the post.',
          onRequest: true,
          refuses: (_delegation: Subject, giving: Giving) => isHolder(giving) && !isNamed(giving),
        },
        {
          code: 'date-past',
          rule: 'It begins today or later.',
          onRequest: true,
          refuses: (_delegation: Subject, { input, at }: Giving) => input.from < dayOf(at),
        },
        {
          code: 'delegation-overlaps',
          rule: 'One link officer acts for a post at a time.',
          onRequest: true,
          refuses: (_delegation: Subject, { post, input, at }: Giving) => overlaps(post, input, at),
        },
        {
          code: 'too-many-delegations',
          rule: `At most ${mostOpen} are open at a time.`,
          refuses: (_delegation: Subject, { post, at }: Giving) =>
            openDelegations(post, at).length >= mostOpen,
        },
      ],
    },
    begin: {
      label: { hi: 'प्रतिनिधायन आरंभ', en: 'Begin' },
      from: ['planned'],
      to: ['active'],
      guards: [],
    },
    lapse: {
      label: { hi: 'अवधि पूर्ण', en: 'Lapse' },
      from: ['planned', 'active'],
      to: ['ended'],
      guards: [],
    },
    end: {
      label: { hi: 'प्रतिनिधायन समाप्त करें', en: 'End the delegation' },
      from: ['planned', 'active'],
      to: ['revoked'],
      guards: [entitled],
    },
  },
});

/** How one stands at an instant: by its time, and whether the post still names it. */
export function delegationStatus(post: HeldPost, id: string, at: string): Subject['status'] {
  const open = openDelegations(post, at).find((each) => each.id === id);
  if (open) return open.from <= at ? 'active' : 'planned';
  return post.delegations?.some((each) => each.id === id) ? 'ended' : 'revoked';
}

interface Delegated extends Changed<HeldPost> {
  readonly ledger: PostLedger;
}
interface Ground {
  readonly at: string;
  readonly ledger: PostLedger | undefined;
}

const withDelegations = (
  { delegations: _before, ...post }: HeldPost,
  open: readonly Delegation[],
): HeldPost => ({ ...post, ...(open.length > 0 && { delegations: [...open] }) });

/**
 * Has the holder of one post act as link officer for another, whose holder is away.
 * @throws what the machine's `give` refuses
 */
export function giveDelegation(
  post: HeldPost,
  to: HeldPost,
  input: Omit<DelegationInput, 'to'>,
  officer: Officer,
  {
    at,
    ledger,
    delegationId,
    division,
  }: Ground & Pick<Giving, 'division'> & { delegationId: string },
): Delegated {
  checkNew(delegationMachine, 'give', { officer, post, to, input, division, at } satisfies Giving);
  const { kind, without = [], confidential = false, reason } = input;
  const { personId, tenureId, name } = to.holder as NonNullable<HeldPost['holder']>;
  const delegation: Delegation = {
    id: delegationId,
    kind,
    holderTenureId: (post.holder as NonNullable<HeldPost['holder']>).tenureId,
    to: { post: postRef(to), personId, tenureId, name },
    ...spanOf(input, at),
    ...(without.length > 0 && { without: [...new Set(without)] }),
    confidential,
  };
  return {
    record: withDelegations(post, [...openDelegations(post, at), delegation]),
    ledger: { charges: 0, ...ledger, id: post.id },
    events: [
      {
        type: 'delegation-given',
        pub: {
          delegationId,
          kind,
          to: to.id,
          personId,
          tenureId,
          from: delegation.from,
          until: delegation.until,
          without: [...(delegation.without ?? [])],
          confidential,
        },
        texts: { reason },
      },
    ],
  };
}

/**
 * Ends a delegation before its time: the holder is back, or another is to act.
 * @throws delegation-over, delegation-not-yours
 */
export function endDelegation(
  post: HeldPost,
  delegationId: string,
  reason: string,
  officer: Officer,
  { at, ledger }: Ground,
): Delegated {
  const status = delegationStatus(post, delegationId, at);
  check(delegationMachine, 'end', { status }, { officer, post });
  return {
    record: withDelegations(
      post,
      openDelegations(post, at).filter(({ id }) => id !== delegationId),
    ),
    ledger: { charges: 0, ...ledger, id: post.id },
    events: [{ type: 'delegation-ended', pub: { delegationId, status }, texts: { reason } }],
  };
}
