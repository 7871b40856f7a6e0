/**
 * Charge of a vacant post (प्रभार): while nobody is posted to it, the holder of another post of the office looks after
 * it. Work stays with the post; whoever has charge acts in its name, and answers for it.
 */
import * as z from 'zod';
import { dayOf } from './calendar.ts';
import { can, type HeldPost, isAssisting, type Officer } from './directory.ts';
import type { Changed } from './document.ts';
import { Day, PostId } from './ids.ts';
import { check, checkNew, type Guard, machineOf } from './machine.ts';
import type { PostLedger } from './postLedger.ts';
import { line } from './text.ts';

export const ChargeInput = z
  .strictObject({
    /** The post whose holder is given charge. */
    to: PostId,
    /** The last day of the charge; without one it lasts until it is ended. */
    until: Day.optional(),
    /** The order under which it is given, or why. */
    reason: line(500),
  })
  .meta({ id: 'ChargeInput' });
export type ChargeInput = z.infer<typeof ChargeInput>;

export const ChargeEnd = z.strictObject({ reason: line(500) }).meta({ id: 'ChargeEnd' });

/** A charge lapses by itself after its last day. */
export const stands = ({ charge }: HeldPost, at: string): boolean =>
  charge !== undefined && (charge.to === undefined || at < charge.to);

interface Subject {
  readonly status: 'given' | 'ended';
}
interface Act {
  readonly officer: Officer;
  /** The vacant post. */
  readonly post: HeldPost;
}
interface Giving extends Act {
  readonly to: HeldPost;
  readonly until: string | undefined;
  readonly at: string;
}
type ChargeGuard<Input = Act> = Guard<Subject, Input>;

const entitled = {
  code: 'not-a-superior',
  rule: 'A post above the vacant one gives charge of it, or whoever administers the posts of the office.',
  refuses: (_charge: Subject, { post, officer }: Act) =>
    !post.superiors.includes(officer.post.id) &&
    !(can(officer, 'admin') && officer.post.officeId === post.officeId),
} as const satisfies ChargeGuard;

const vacant = {
  code: 'post-not-vacant',
  rule: 'Nobody holds the post, and nobody has charge of it.',
  refuses: (_charge: Subject, { post, at }: Giving) => post.holder !== null || stands(post, at),
} as const satisfies ChargeGuard<Giving>;

export const chargeMachine = machineOf<Subject>()({
  entity: { hi: 'पद का प्रभार', en: 'Charge of a post' },
  states: {
    given: { label: { hi: 'प्रभार में', en: 'Given' }, refuses: 'post-not-vacant' },
    ended: { label: { hi: 'समाप्त', en: 'Ended' }, refuses: 'post-vacant' },
  },
  transitions: {
    give: {
      label: { hi: 'प्रभार सौंपें', en: 'Give charge' },
      from: [],
      to: ['given'],
      guards: [
        entitled,
        vacant,
        {
          code: 'other-office',
          rule: 'A post of the same office takes charge.',
          onRequest: true,
          refuses: (_charge: Subject, { post, to }: Giving) => to.officeId !== post.officeId,
        },
        {
          code: 'post-not-active',
          rule: 'Both posts are active.',
          onRequest: true,
          refuses: (_charge: Subject, { post, to }: Giving) =>
            to.status !== 'active' || post.status !== 'active',
        },
        {
          code: 'post-vacant',
          rule: 'Somebody holds the post that takes charge.',
          onRequest: true,
          refuses: (_charge: Subject, { to }: Giving) => to.holder === null,
        },
        {
          code: 'not-an-officer',
          rule: 'A personal assistant has no charge of a post.',
          onRequest: true,
          refuses: (_charge: Subject, { to }: Giving) => isAssisting(to),
        },
        {
          code: 'charge-to-self',
          rule: 'Nobody gives charge to themselves.',
          onRequest: true,
          refuses: (_charge: Subject, { to, officer }: Giving) =>
            to.holder?.personId === officer.personId,
        },
        {
          code: 'date-past',
          rule: 'The last day is not over.',
          onRequest: true,
          refuses: (_charge: Subject, { until, at }: Giving) =>
            until !== undefined && until < dayOf(at),
        },
      ],
    },
    end: {
      label: { hi: 'प्रभार समाप्त करें', en: 'End the charge' },
      from: ['given'],
      to: ['ended'],
      guards: [entitled],
    },
  },
});

interface Given extends Changed<HeldPost> {
  readonly ledger: PostLedger;
}

/**
 * Gives charge of a vacant post to the holder of another.
 * @throws not-a-superior, post-not-vacant, other-office, post-not-active, post-vacant, not-an-officer,
 * charge-to-self, date-past
 */
export function giveCharge(
  post: HeldPost,
  to: HeldPost,
  { until, reason }: Omit<ChargeInput, 'to'>,
  officer: Officer,
  { at, tenureId, ledger }: { at: string; tenureId: string; ledger: PostLedger | undefined },
): Given {
  checkNew(chargeMachine, 'give', { officer, post, to, until, at } satisfies Giving);
  const { personId, name } = to.holder as NonNullable<HeldPost['holder']>;
  const charge = {
    personId,
    tenureId,
    name,
    from: at,
    // Midnight in India after the last day.
    ...(until !== undefined && { to: `${until}T18:30:00.000Z` }),
  };
  return {
    record: { ...post, charge },
    ledger: { ...ledger, id: post.id, charges: (ledger?.charges ?? 0) + 1 },
    events: [
      {
        type: 'charge-given',
        pub: { to: to.id, personId, tenureId, ...(until !== undefined && { until }) },
        texts: { reason },
      },
    ],
  };
}

/** Ends a charge before its day, or because somebody was posted. @throws post-vacant, not-a-superior */
export function endCharge(
  post: HeldPost,
  reason: string,
  officer: Officer,
  { at, ledger }: { at: string; ledger: PostLedger | undefined },
): Given {
  check(chargeMachine, 'end', { status: stands(post, at) ? 'given' : 'ended' }, { officer, post });
  const { charge, ...vacant } = post;
  return {
    record: vacant,
    ledger: ledger ?? { id: post.id, charges: 1 },
    events: [
      {
        type: 'charge-ended',
        pub: { ...(charge && { personId: charge.personId, tenureId: charge.tenureId }) },
        texts: { reason },
      },
    ],
  };
}
