/**
 * Who works where. Work and authority belong to posts (पद); persons hold posts for a tenure
 * (पदस्थापना) and answer for what they did under it.
 */
import * as z from 'zod';
import { DomainError } from './errors.ts';
import {
  Day,
  DelegationId,
  Instant,
  OfficeId,
  PersonId,
  PostId,
  SubjectHeadId,
  TenureId,
  UnitId,
} from './ids.ts';
import type { Actor } from './ledger.ts';
import { code, mustNumber, officeCode } from './numbering.ts';
import { type Bilingual, bilingual } from './text.ts';

export const Name = bilingual(120).meta({ id: 'Name' });
export type Name = z.infer<typeof Name>;

export const Capability = z
  .enum([
    'diarise',
    'mark',
    'create-file',
    'note',
    'upload',
    'start-approval',
    'decide',
    'draft',
    'approve-draft',
    'sign',
    'issue',
    'dispatch',
    'close-request',
    'close-approve',
    'reopen-approve',
    'hold',
    'pull-up',
    'record-keeper',
    'records-officer',
    'registers-read',
    'confidential-read',
    'audit-read',
    'admin',
  ])
  .meta({ id: 'Capability' });
export type Capability = z.infer<typeof Capability>;

export const Post = z
  .strictObject({
    id: PostId,
    officeId: OfficeId,
    officeCode: z.string().regex(officeCode),
    officeName: Name,
    unitId: UnitId.optional(),
    unitCode: z.string().regex(code).optional(),
    unitName: Name.optional(),
    designation: Name,
    roleCode: z.string(),
    level: z.int().min(1).max(9),
    /** Nobody submits to a post of the same category. */
    category: z.int().min(1),
    /** The posts above it in the reporting line, nearest first. */
    superiors: z.array(PostId).max(9),
    capabilities: z.array(Capability),
    /** The post this one assists (निज सहायक): it may write drafts for it, and never seal, send or decide. */
    assists: PostId.optional(),
    kind: z.enum(['officer', 'system']),
    status: z.enum(['active', 'abeyance', 'abolished']),
  })
  .meta({ id: 'Post' });
export type Post = z.infer<typeof Post>;

/** A post as events and replies name it: stable though the directory changes later. */
export const PostRef = z
  .strictObject({
    postId: PostId,
    designation: Name,
    officeId: OfficeId,
    unitId: UnitId.optional(),
  })
  .meta({ id: 'PostRef' });
export type PostRef = z.infer<typeof PostRef>;
export const postRef = ({ id, designation, officeId, unitId }: Post): PostRef => ({
  postId: id,
  designation,
  officeId,
  ...(unitId && { unitId }),
});

/** How a person holds a post: as their own, besides their own, or acting in it until somebody is posted. */
export const TenureKind = z
  .enum(['substantive', 'additional', 'officiating'])
  .meta({ id: 'TenureKind' });
export type TenureKind = z.infer<typeof TenureKind>;

export const Holder = z
  .strictObject({
    personId: PersonId,
    tenureId: TenureId,
    name: Name,
    from: Instant,
    /** Substantive where it is not said. */
    kind: TenureKind.optional(),
  })
  .meta({ id: 'Holder' });
export type Holder = z.infer<typeof Holder>;

export const DelegationKind = z
  .enum(['leave', 'tour', 'training', 'other'])
  .meta({ id: 'DelegationKind', description: 'Why the holder is away.' });
export type DelegationKind = z.infer<typeof DelegationKind>;

/** While the holder of a post is away, a link officer (लिंक अधिकारी) acts for the post for a time. */
export const Delegation = z
  .strictObject({
    id: DelegationId,
    kind: DelegationKind,
    /** The tenure of whoever is away: it falls with that. */
    holderTenureId: TenureId,
    /** The link officer, in the post of their own and under its tenure. */
    to: z.strictObject({ post: PostRef, personId: PersonId, tenureId: TenureId, name: Name }),
    from: Instant,
    /** From this instant on it is over. */
    until: Instant,
    /** What the post may do and the link officer may not. */
    without: z.array(Capability).optional(),
    /** Whether the link officer sees confidential papers of the post. */
    confidential: z.boolean(),
  })
  .meta({ id: 'Delegation' });
export type Delegation = z.infer<typeof Delegation>;

/** A post with whoever holds it now. */
export const HeldPost = z
  .strictObject({
    ...Post.shape,
    holder: Holder.nullable(),
    /** Who looks after the post while it is vacant. */
    charge: z.strictObject({ ...Holder.shape, to: Instant.optional() }).optional(),
    /** Who acts for it while its holder is away: now, and what is planned. */
    delegations: z.array(Delegation).max(5).optional(),
  })
  .meta({ id: 'HeldPost' });
export type HeldPost = z.infer<typeof HeldPost>;

/** The post alone, whoever has it. */
export function bare({
  holder: _holder,
  charge: _charge,
  delegations: _delegations,
  ...post
}: HeldPost): Post {
  return post;
}

/** A post that decides nothing itself: a personal assistant's, or the system's. Nobody acts for an officer from it. */
export const isAssisting = ({ assists, kind }: Pick<Post, 'assists' | 'kind'>): boolean =>
  assists !== undefined || kind === 'system';

/** Whether somebody holds a post at an instant, or has charge of it. */
export const hasOfficer = ({ holder, charge }: Pick<HeldPost, 'holder' | 'charge'>, at: string) =>
  holder !== null ||
  (charge !== undefined && charge.from <= at && (charge.to === undefined || at < charge.to));

/** Delegations by the holder whom the post has now that are not over: at most one of them is in force at an instant. */
export const openDelegations = (
  { holder, delegations = [] }: Pick<HeldPost, 'holder' | 'delegations'>,
  at: string,
): Delegation[] =>
  delegations.filter(
    ({ holderTenureId, until }) => holderTenureId === holder?.tenureId && at < until,
  );

/** The delegation that is in force at an instant. */
export const delegationAt = (
  post: Pick<HeldPost, 'holder' | 'delegations'>,
  at: string,
): Delegation | undefined => openDelegations(post, at).find(({ from }) => from <= at);

/** Who acts in a post at an instant: while its holder is away the link officer, else its holder, or whoever has charge. */
export function holderAt(
  post: Pick<HeldPost, 'holder' | 'charge' | 'delegations'>,
  at: string,
): string | undefined {
  const { holder, charge } = post;
  if (holder) return delegationAt(post, at)?.to.personId ?? holder.personId;
  return hasOfficer(post, at) ? charge?.personId : undefined;
}

export const Unit = z
  .strictObject({
    id: UnitId,
    officeId: OfficeId,
    code: z.string().regex(code),
    name: Name,
    kind: z.enum(['branch', 'registry', 'record-room', 'cell']),
    /** The desk that takes letters marked to the branch. */
    dealingPost: Post.optional(),
    /** The officer at its head (शाखा प्रभारी). */
    headPost: PostId.optional(),
  })
  .meta({ id: 'Unit' });
export type Unit = z.infer<typeof Unit>;

export const Office = z
  .strictObject({
    id: OfficeId,
    code: z.string().regex(officeCode),
    name: Name,
    kind: z.enum(['collectorate', 'sub-division', 'tehsil', 'department']),
    status: z.enum(['live', 'pilot', 'training', 'registered']),
    /** The desk that takes what comes in from outside; an office without one is not on board yet. */
    inwardPost: Post.optional(),
    /** The head of the office (कार्यालय प्रमुख). */
    headPost: PostId.optional(),
    /** Where print and e-mail for an office that is not on board go. */
    contact: z.strictObject({ address: Name.optional(), email: z.email().optional() }).optional(),
  })
  .meta({ id: 'Office' });
export type Office = z.infer<typeof Office>;

export const SubjectHead = z
  .strictObject({
    id: SubjectHeadId,
    officeId: OfficeId,
    code: z.string().regex(code),
    name: Name,
    active: z.boolean(),
  })
  .meta({ id: 'SubjectHead' });
export type SubjectHead = z.infer<typeof SubjectHead>;

/** How long a level may take: working minutes of the office, or elapsed seconds where a law counts every hour. */
export const Deadline = z
  .union([
    z.strictObject({
      workingMinutes: z
        .int()
        .positive()
        .max(60 * 24 * 30),
    }),
    z.strictObject({
      elapsedSeconds: z
        .int()
        .positive()
        .max(60 * 60 * 24 * 30),
    }),
  ])
  .meta({ id: 'Deadline' });
export type Deadline = z.infer<typeof Deadline>;

/** A post that a person holds, with the tenure under which they act. */
export const Charge = z
  .strictObject({
    tenureId: TenureId,
    kind: TenureKind,
    from: Instant,
    to: Instant.optional(),
    post: Post,
  })
  .meta({ id: 'Charge' });
export type Charge = z.infer<typeof Charge>;

export const Person = z.strictObject({
  id: PersonId,
  /** The subject of the person's tokens at the identity provider. */
  subject: z.string().min(1).max(200),
  name: Name,
  language: z.enum(['hi', 'en']),
  status: z.enum(['active', 'suspended', 'retired']),
  /** Tokens from before this instant are no longer honoured (sign-out everywhere). */
  validAfter: Instant.optional(),
  charges: z.array(Charge).max(20),
});
export type Person = z.infer<typeof Person>;

/** A person acting in one of their posts, or as link officer in that of another. */
export interface Officer {
  readonly personId: string;
  readonly subject: string;
  readonly name: z.infer<typeof Name>;
  readonly post: Post;
  readonly tenureId: string;
  /** They act in `post` on behalf of its holder; the tenure is that of their own post. */
  readonly asLink?: {
    readonly ownPost: Post;
    readonly delegationId: string;
    readonly confidential: boolean;
    /** Since when they act in it. */
    readonly since: string;
  };
}

/** The charge of a vacant post as the person who was given it has it, if it is theirs. */
function chargeIn(person: Person, held: HeldPost): Charge[] {
  if (held.charge?.personId !== person.id) return [];
  const { tenureId, from, to } = held.charge;
  return [{ tenureId, kind: 'additional', from, ...(to && { to }), post: bare(held) }];
}

/** What the person holds at an instant: posts, and charge of vacant ones among those that were looked at. */
export const chargesOf = (person: Person, at: string, looked: readonly HeldPost[] = []): Charge[] =>
  [...person.charges, ...looked.flatMap((post) => chargeIn(person, post))].filter(
    ({ from, to }) => from <= at && (!to || at < to),
  );

/** Delegations to the person that are not over, each with its post, among posts that were looked at. */
export const delegationsTo = (person: Person, at: string, looked: readonly HeldPost[]) =>
  looked.flatMap((held) =>
    openDelegations(held, at)
      .filter(({ to }) => to.personId === person.id)
      .map((delegation) => ({ delegation, post: bare(held) })),
  );

/** The person as link officer of a post at an instant, under the tenure in which it was delegated to them. */
function asLinkOfficer(
  person: Person,
  held: HeldPost,
  own: readonly Charge[],
  at: string,
): Officer | undefined {
  const delegation = delegationAt(held, at);
  const charge = own.find(({ tenureId }) => tenureId === delegation?.to.tenureId);
  if (!delegation || !charge || delegation.to.personId !== person.id) return undefined;
  const { id: delegationId, confidential, without = [], from: since } = delegation;
  const post = bare(held);
  return {
    personId: person.id,
    subject: person.subject,
    name: person.name,
    post: {
      ...post,
      // Who administers posts does it themselves.
      capabilities: post.capabilities.filter((each) => each !== 'admin' && !without.includes(each)),
    },
    tenureId: charge.tenureId,
    asLink: { ownPost: charge.post, delegationId, confidential, since },
  };
}

/**
 * The officer a person is at an instant, in the post they name or else in their substantive one.
 * @param named the post they name, as it stands: they may have charge of it, or be its link officer
 * @throws no-post, suspended, tenure-ended, delegation-not-in-force, not-allowed (a post that is not theirs)
 */
export function actingAs(person: Person, at: string, postId?: string, named?: HeldPost): Officer {
  if (person.status !== 'active') throw new DomainError('suspended', 'The account is not active.');
  const current = chargesOf(person, at, named && [named]);
  if (postId !== undefined && !current.some(({ post }) => post.id === postId)) {
    const link = named && asLinkOfficer(person, named, current, at);
    if (link) return link;
    if (named?.delegations?.some(({ to }) => to.personId === person.id)) {
      throw new DomainError('delegation-not-in-force', 'They are not its link officer now.');
    }
    if (person.charges.some(({ post }) => post.id === postId)) {
      throw new DomainError('tenure-ended', 'The tenure of that post is over.');
    }
    throw new DomainError('not-allowed', 'That post is not held by the signed-in person.');
  }
  const charge =
    postId !== undefined
      ? current.find(({ post }) => post.id === postId)
      : (current.find(({ kind }) => kind === 'substantive') ?? current[0]);
  if (!charge) {
    const code = person.charges.length > 0 ? 'tenure-ended' : 'no-post';
    throw new DomainError(code, 'The signed-in person holds no post at present.');
  }
  return {
    personId: person.id,
    subject: person.subject,
    name: person.name,
    post: charge.post,
    tenureId: charge.tenureId,
  };
}

export const can = (officer: Officer, capability: Capability): boolean =>
  officer.post.capabilities.includes(capability);

/** Who acts, as it is sealed: the post of their own and its tenure, and in whose place they act as link officer. */
export const actorOf = ({ personId, post, tenureId, name, asLink }: Officer): Actor => {
  const own = asLink?.ownPost ?? post;
  return {
    personId,
    postId: own.id,
    tenureId,
    name,
    designation: own.designation,
    ...(asLink && {
      onBehalfOfPostId: post.id,
      onBehalfOfDesignation: post.designation,
      delegationId: asLink.delegationId,
    }),
  };
};

/** The link officer's own post, for what names a person in the post in which they acted. */
export const ownPostOf = ({ asLink }: Pick<Officer, 'asLink'>): { ownPost?: PostRef } =>
  asLink ? { ownPost: postRef(asLink.ownPost) } : {};

/** How a link officer is named: `नाम, अपना पद, अनुपस्थित पद की ओर से`. */
export const inNameOf = (
  name: Bilingual,
  own: Bilingual,
  absent: Bilingual,
): Bilingual & { readonly en: string } => ({
  hi: `${name.hi}, ${own.hi}, ${absent.hi} की ओर से`,
  en: `${name.en ?? name.hi}, ${own.en ?? own.hi}, for ${absent.en ?? absent.hi}`,
});

/** Letters that somebody outside watches: each kind has its own clock. */
export const WatchCategory = z
  .enum(['assembly', 'rti', 'vip', 'court', 'cm-office', 'time-limit', 'jan-darshan', 'lsg'])
  .meta({ id: 'WatchCategory' });
export type WatchCategory = z.infer<typeof WatchCategory>;

/** A: permanent. B: kept for its historical worth. C: kept for a number of years. */
export const RetentionCategory = z.enum(['A', 'B', 'C']).meta({ id: 'RetentionCategory' });
export type RetentionCategory = z.infer<typeof RetentionCategory>;

export const WorkingHours = z.strictObject({
  /** 0 Sunday … 6 Saturday. */
  weekday: z.int().min(0).max(6),
  /** Minutes after midnight, Indian Standard Time. */
  from: z.int().min(0).max(1440),
  to: z.int().min(0).max(1440),
});

/** Acts that a district may ask a fresh sign-in for: the final decision of a chain, approving and signing a letter. */
export const StepUpCapability = Capability.extract(['decide', 'approve-draft', 'sign']);
export type StepUpCapability = z.infer<typeof StepUpCapability>;

export const StepUp = z.strictObject({
  /** For `decide` it is the final decision of a chain, not each level's. */
  capabilities: z.array(StepUpCapability).min(1),
  /** Seconds since the person last proved who they are. */
  maxAgeSeconds: z.int().min(30).max(86_400),
  /** Ways of proving it, as tokens name them (`acr`); without any, each way will do. */
  acr: z
    .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,200}$/))
    .min(1)
    .max(10)
    .optional(),
});
export type StepUp = z.infer<typeof StepUp>;

/** Limits and calendars are data of the district with an effective date, never constants of the code. */
export const Policy = z.strictObject({
  district: z.strictObject({ code: z.string(), name: Name }),
  effectiveFrom: Day,
  workingHours: z.array(WorkingHours).min(1).max(14),
  /** Saturdays of the month that are holidays, such as the second and the fourth. */
  closedSaturdays: z.array(z.int().min(1).max(5)),
  holidays: z.array(z.strictObject({ day: Day, name: Name })).max(400),
  /** `part` and `volume` are put behind the number of the file they belong to. */
  numbering: z.strictObject({
    file: z.string(),
    receipt: z.string(),
    issue: z.string(),
    part: z.string(),
    volume: z.string(),
    /** Certificates of weeding. */
    certificate: z.string(),
  }),
  /** Levels by which a case may go up at most. CSMOP: four. */
  maxLevels: z.int().min(1).max(9),
  /** Working days a post may keep a file or letter before it owes a reason. CSMOP: seven. */
  dwellLimitDays: z.int().positive().max(365),
  /** Whether a file may be submitted to a post of one's own category. CSMOP: no. */
  submitWithinCategory: z.boolean(),
  /** Days for which a file may be parked at most. */
  parkLimitDays: z.int().positive().max(3650),
  /** Days back to which a letter may be entered as having come: what was found later. */
  lateEntryDays: z.int().positive().max(36_500),
  /** Days for which a post finds what it was told of; the sealed events that it tells of stay. */
  noticeDays: z.int().positive().max(3650),
  /** Reasons one may give for a delay. */
  delayReasons: z.array(z.strictObject({ code: z.string(), name: Name })).max(50),
  /** Posts to which copies of a letter may go for information. */
  copyLimit: z.int().nonnegative().max(50),
  /** How long a letter of a watched kind may take: calendar days where a law says so, else working days. */
  watchClocks: z
    .array(
      z.strictObject({
        category: WatchCategory,
        days: z.int().positive().max(3650),
        counts: z.enum(['calendar', 'working']),
        basis: Name,
      }),
    )
    .max(40),
  /** Phrases for quick noting; an action code says which act a phrase goes with. */
  phrases: z.array(z.strictObject({ code: z.string(), action: z.string(), text: Name })).max(200),
  /** How long closed files are kept, by the beginning of their subject head's code; the longest beginning wins. */
  retention: z
    .array(
      z.strictObject({
        heads: z.string(),
        category: RetentionCategory,
        /** Full calendar years after the year of closing; only for category C. */
        years: z.int().positive().max(10).optional(),
      }),
    )
    .max(200),
  /** Years by which the review of a category C file may be put off, all extensions together. CSMOP: ten. */
  retentionExtensionYears: z.int().positive().max(50),
  /** The year after that of closing in which A and B files are reviewed with the archives. CSMOP: the 25th. */
  archivalReviewYear: z.int().positive().max(100),
  /** For what a person signs in anew; nothing where the district does not ask for it. */
  stepUp: StepUp.optional(),
  /** The month in which the financial year begins. */
  financialYearStartMonth: z.int().min(1).max(12),
});
export type Policy = z.infer<typeof Policy>;

/** What a district is laid out with, as far as its numbers are made of it. */
interface Layout {
  readonly policy: Policy;
  readonly offices: readonly Office[];
  readonly units: readonly Unit[];
  readonly subjectHeads: readonly SubjectHead[];
}

/**
 * Looks over what a district is laid out with before it is: no two things may ever get one number.
 * @throws number-pattern, code-exists (two offices, or two branches or subject heads of one office, go by one code)
 */
export function mustBeSound({ policy, offices, units, subjectHeads }: Layout): void {
  mustNumber(policy.numbering);
  mustDiffer(offices.map(({ code: its }) => its));
  for (const each of [units, subjectHeads]) {
    mustDiffer(each.map(({ officeId, code: its }) => `${officeId}/${its}`));
  }
}

function mustDiffer(codes: readonly string[]): void {
  const twice = codes.find((each, index) => codes.indexOf(each) < index);
  if (twice !== undefined) throw new DomainError('code-exists', `${twice} stands twice.`);
}
