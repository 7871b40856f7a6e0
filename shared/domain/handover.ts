/**
 * Handing over a post (प्रभार सौंपना): whoever holds it is relieved and a successor posted to it in one step, so that it is
 * never with two and the desk never without its post. What lies on the desk stays with the post; the tenure under
 * which the one acted ends in the moment in which that of the other begins.
 */
import * as z from 'zod';
import { dayOf, oldestPaper } from './calendar.ts';
import { stands } from './charge.ts';
import type { DeskCounts } from './chargeReport.ts';
import {
  bare,
  type Charge,
  can,
  chargesOf,
  type HeldPost,
  type Holder,
  type Officer,
  type Person,
  TenureKind,
} from './directory.ts';
import type { Changed } from './document.ts';
import { Day, PersonId } from './ids.ts';
import type { EventDraft } from './ledger.ts';
import { check, checkNew, type Guard, machineOf } from './machine.ts';
import type { Handover, PostLedger } from './postLedger.ts';
import { line, officeNumber } from './text.ts';

export const HandoverInput = z
  .strictObject({
    /** Who is relieved: whoever holds the post. Left out where nobody does. */
    relieves: PersonId.optional(),
    /** Who is posted, and how. Left out where the post stays vacant. */
    to: z.strictObject({ personId: PersonId, kind: TenureKind }).optional(),
    /** The order of transfer, posting or retirement. */
    orderNumber: officeNumber(120),
    orderDate: Day,
    reason: line(500),
  })
  .superRefine(({ relieves, to }, context) => {
    if (relieves === undefined && to === undefined) {
      const message = 'Somebody is relieved, or posted, or both.';
      context.addIssue({ code: 'custom', path: ['to'], message });
    }
  })
  .meta({ id: 'HandoverInput' });
export type HandoverInput = z.infer<typeof HandoverInput>;

/** Posts that one person holds at a time at most, and tenures that are over which stay with the person to be told of. */
const mostPosts = 9;
const keptPast = 10;

/** A tenure of a post: that of whoever holds it, or the one that begins. */
interface Subject {
  readonly status: 'current' | 'ended';
}
interface Act {
  readonly officer: Officer;
  readonly post: HeldPost;
  readonly asked: HandoverInput;
  readonly at: string;
}
interface Posting extends Act {
  readonly successor: Person;
}
type TenureGuard<Input = Act> = Guard<Subject, Input>;

/** What holds of both halves of a handover. */
const both = [
  {
    code: 'not-allowed',
    rule: 'Whoever administers the posts of the office relieves and posts.',
    refuses: (_tenure: Subject, { post, officer }: Act) =>
      !can(officer, 'admin') || officer.post.officeId !== post.officeId,
  },
  {
    code: 'own-posting',
    rule: 'Nobody relieves or posts themselves, nor anybody in the post in whose name they act.',
    refuses: (_tenure: Subject, { post, officer, asked }: Act) =>
      officer.post.id === post.id ||
      officer.personId === asked.relieves ||
      officer.personId === asked.to?.personId,
  },
  {
    code: 'date-ahead',
    rule: 'The order has been given.',
    onRequest: true,
    refuses: (_tenure: Subject, { asked, at }: Act) => asked.orderDate > dayOf(at),
  },
  {
    code: 'date-too-old',
    rule: 'The order is not of another age.',
    onRequest: true,
    refuses: (_tenure: Subject, { asked }: Act) => asked.orderDate < oldestPaper,
  },
] as const satisfies readonly TenureGuard[];

export const tenureMachine = machineOf<Subject>()({
  entity: { hi: 'पदस्थापना', en: 'Tenure of a post' },
  states: {
    current: { label: { hi: 'पदस्थ', en: 'Current' }, refuses: 'post-not-vacant' },
    ended: { label: { hi: 'भारमुक्त', en: 'Ended' }, refuses: 'post-vacant' },
  },
  transitions: {
    post: {
      label: { hi: 'पदस्थ करें', en: 'Post' },
      from: [],
      to: ['current'],
      guards: [
        ...both,
        {
          code: 'post-not-vacant',
          rule: 'Nobody holds the post, or whoever does is relieved in the same step.',
          onRequest: true,
          refuses: (_tenure: Subject, { post, asked }: Posting) =>
            post.holder !== null && asked.relieves === undefined,
        },
        {
          code: 'holds-already',
          rule: 'The successor is another person.',
          onRequest: true,
          refuses: (_tenure: Subject, { asked, successor }: Posting) =>
            successor.id === asked.relieves,
        },
        {
          code: 'post-not-active',
          rule: 'Nobody is posted to a post that is in abeyance or abolished.',
          refuses: (_tenure: Subject, { post }: Posting) => post.status !== 'active',
        },
        {
          code: 'person-not-active',
          rule: 'Nobody is posted who is suspended or has retired.',
          onRequest: true,
          refuses: (_tenure: Subject, { successor }: Posting) => successor.status !== 'active',
        },
        {
          code: 'already-posted',
          rule: 'A person holds one post substantively; others as additional charge, or officiating.',
          onRequest: true,
          refuses: (_tenure: Subject, { asked, successor, at }: Posting) =>
            asked.to?.kind === 'substantive' &&
            chargesOf(successor, at).some(({ kind }) => kind === 'substantive'),
        },
        {
          code: 'too-many-posts',
          rule: `One person holds ${mostPosts} posts at most.`,
          onRequest: true,
          refuses: (_tenure: Subject, { successor, at }: Posting) =>
            chargesOf(successor, at).length >= mostPosts,
        },
      ],
    },
    relieve: {
      label: { hi: 'भारमुक्त करें', en: 'Relieve' },
      from: ['current'],
      to: ['ended'],
      guards: [
        ...both,
        {
          code: 'holder-differs',
          rule: 'Whoever is relieved holds the post.',
          onRequest: true,
          refuses: (_tenure: Subject, { post, asked }: Act) =>
            post.holder?.personId !== asked.relieves,
        },
      ],
    },
  },
});

export interface HandedOver extends Changed<HeldPost> {
  readonly ledger: PostLedger;
  readonly handover: Handover;
  /** Those whose tenures changed. */
  readonly relieved: Person | undefined;
  readonly successor: Person | undefined;
}

/**
 * Relieves the holder of a post, posts a successor, or both. A charge of the post that was given while it was vacant ends
 * when somebody is posted; who was link officer for the holder is so no longer.
 * @param persons those whom the request names, as the directory has them
 * @param ground `desk` is what lies on the desk that is handed over; `listHash` pins the list of it
 * @throws not-allowed, own-posting, date-ahead, date-too-old, post-vacant, holder-differs, post-not-vacant,
 *   holds-already, post-not-active, person-not-active, already-posted, too-many-posts
 */
export function handOver(
  post: HeldPost,
  { relieved, successor }: Pick<HandedOver, 'relieved' | 'successor'>,
  asked: HandoverInput,
  officer: Officer,
  ground: {
    readonly at: string;
    readonly tenureId: string;
    readonly ledger: PostLedger | undefined;
    readonly desk: DeskCounts;
    readonly listHash: string | undefined;
  },
): HandedOver {
  const { at, tenureId, ledger, desk, listHash } = ground;
  const act: Act = { officer, post, asked, at };
  if (relieved) {
    check(tenureMachine, 'relieve', { status: post.holder ? 'current' : 'ended' }, act);
  }
  if (successor) checkNew(tenureMachine, 'post', { ...act, successor } satisfies Posting);
  // Delegations are the holder's, and fall with the tenure.
  const { charge, delegations: _fallen, ...rest } = post;
  const leaves = post.holder ?? undefined;
  const comes: Holder | undefined = asked.to &&
    successor && {
      personId: successor.id,
      tenureId,
      name: successor.name,
      from: at,
      kind: asked.to.kind,
    };
  const { orderNumber, orderDate, reason } = asked;
  const lies = { desk: lyingOn(desk), ...(listHash !== undefined && { listHash }) };
  const handover: Handover = {
    at,
    orderNumber,
    orderDate,
    ...(leaves && { relieved: leaves }),
    ...(comes && { posted: comes }),
    by: { name: officer.name, designation: officer.post.designation },
    ...lies,
  };
  const texts = { reason, orderNumber };
  const tenureOf = ({ personId, tenureId: tenure, kind = 'substantive' }: Holder) => ({
    personId,
    tenureId: tenure,
    kind,
    orderDate,
  });
  const events: EventDraft[] = [
    ...(charge && comes && stands(post, at)
      ? [{ type: 'charge-ended', pub: { personId: charge.personId, tenureId: charge.tenureId } }]
      : []),
    ...(leaves
      ? [{ type: 'relieved', pub: { ...tenureOf(leaves), from: leaves.from, ...lies }, texts }]
      : []),
    ...(comes
      ? [{ type: 'posted', pub: { ...tenureOf(comes), ...(!leaves && lies) }, texts }]
      : []),
  ];
  return {
    record: { ...rest, ...(charge && !comes && { charge }), holder: comes ?? null },
    ledger: { ...ledger, id: post.id, charges: ledger?.charges ?? 0, handover },
    handover,
    relieved: relieved && leaves && withoutTenure(relieved, leaves.tenureId, at),
    successor:
      comes &&
      successor &&
      withTenure(successor, at, {
        tenureId,
        kind: comes.kind ?? 'substantive',
        from: at,
        post: bare(post),
      }),
    events,
  };
}

/** What was on the desk, as it is sealed: numbers, and nothing of what any of it is about. */
const lyingOn = ({ files, letters, asked, overdue, complete }: DeskCounts): Handover['desk'] => ({
  files,
  letters,
  asked,
  overdue,
  ...(!complete && { atLeast: true as const }),
});

const withoutTenure = (person: Person, tenureId: string, at: string): Person => ({
  ...person,
  charges: person.charges.map((each) => (each.tenureId === tenureId ? { ...each, to: at } : each)),
});

/** Tenures that are long over leave the person; the ledgers of the posts have them for good. */
function withTenure(person: Person, at: string, tenure: Charge): Person {
  const past = person.charges.filter(({ to }) => to !== undefined && to <= at);
  const forgotten = new Set(past.slice(0, Math.max(0, past.length - keptPast)));
  return {
    ...person,
    charges: [...person.charges.filter((each) => !forgotten.has(each)), tenure],
  };
}
