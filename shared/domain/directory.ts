/**
 * Who works where. Work and authority belong to posts (पद); persons hold posts for a tenure
 * (पदस्थापना) and answer for what they did under it.
 */
import * as z from 'zod';
import { DomainError } from './errors.ts';
import {
  Day,
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
import { bilingual } from './text.ts';

export const Name = bilingual(120).meta({ id: 'Name' });

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

export const Holder = z
  .strictObject({ personId: PersonId, tenureId: TenureId, name: Name, from: Instant })
  .meta({ id: 'Holder' });
/** A post with whoever holds it now. */
export const HeldPost = z
  .strictObject({
    ...Post.shape,
    holder: Holder.nullable(),
    /** Who looks after the post while it is vacant. */
    charge: z.strictObject({ ...Holder.shape, to: Instant.optional() }).optional(),
  })
  .meta({ id: 'HeldPost' });
export type HeldPost = z.infer<typeof HeldPost>;

/** Whether somebody holds a post at an instant, or has charge of it. */
export const hasOfficer = ({ holder, charge }: Pick<HeldPost, 'holder' | 'charge'>, at: string) =>
  holder !== null ||
  (charge !== undefined && charge.from <= at && (charge.to === undefined || at < charge.to));

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
    kind: z.enum(['substantive', 'additional', 'officiating']),
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

/** A person acting in one of their posts. */
export interface Officer {
  readonly personId: string;
  readonly subject: string;
  readonly name: z.infer<typeof Name>;
  readonly post: Post;
  readonly tenureId: string;
}

/** The charge of a vacant post as the person who was given it has it, if it is theirs. */
function chargeIn(person: Person, { holder: _holder, charge, ...post }: HeldPost): Charge[] {
  if (charge?.personId !== person.id) return [];
  const { tenureId, from, to } = charge;
  return [{ tenureId, kind: 'additional', from, ...(to && { to }), post }];
}

/** What the person holds at an instant: posts, and charge of vacant ones among those that were looked at. */
export const chargesOf = (person: Person, at: string, looked: readonly HeldPost[] = []): Charge[] =>
  [...person.charges, ...looked.flatMap((post) => chargeIn(person, post))].filter(
    ({ from, to }) => from <= at && (!to || at < to),
  );

/**
 * The officer a person is at an instant, in the post they name or else in their substantive one.
 * @param named the post they name, as it stands: they may have charge of it
 * @throws no-post, suspended, tenure-ended, not-allowed (a post that is not theirs)
 */
export function actingAs(person: Person, at: string, postId?: string, named?: HeldPost): Officer {
  if (person.status !== 'active') throw new DomainError('suspended', 'The account is not active.');
  const current = chargesOf(person, at, named && [named]);
  if (postId !== undefined && !current.some(({ post }) => post.id === postId)) {
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

export const actorOf = ({ personId, post, tenureId, name }: Officer): Actor => ({
  personId,
  postId: post.id,
  tenureId,
  name,
  designation: post.designation,
});

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

  /** For what a person signs in anew; nothing where the district does not ask for it. */
  stepUp: StepUp.optional(),
