import * as z from 'zod';
import { Template } from '../../domain/chainTemplate.ts';
import { ChargeEnd, ChargeInput, chargeMachine } from '../../domain/charge.ts';
import { DeskCounts, DeskItem } from '../../domain/chargeReport.ts';
import { ListClocks } from '../../domain/clock.ts';
import { DelegationEnd, DelegationInput, delegationMachine } from '../../domain/delegation.ts';
import {
  Capability,
  Delegation,
  DelegationKind,
  HeldPost,
  Name,
  Office,
  Post,
  PostRef,
  SubjectHead,
  TenureKind,
  Unit,
} from '../../domain/directory.ts';
import { HandoverInput, tenureMachine } from '../../domain/handover.ts';
import { Day, DelegationId, Instant, Month, OfficeId, PersonId, PostId } from '../../domain/ids.ts';
import { codesOf } from '../../domain/machine.ts';
import { Handover } from '../../domain/postLedger.ts';
import { Classification, Urgency } from '../../domain/record.ts';
import { page, paging, type Route } from '../route.ts';

export const Me = z
  .object({
    personId: PersonId,
    name: Name,
    language: z.enum(['hi', 'en']),
    acting: Post,
    /** Posts they hold or have charge of; `Patravali-Post` names the one they act in. */
    charges: z.array(z.object({ kind: z.string(), post: Post, until: z.string().nullable() })),
    capabilities: z.array(Capability),
    /** The delegation under which they act in that post on behalf of its holder. */
    onBehalfOf: z
      .object({ delegationId: DelegationId, ownPost: Post, confidential: z.boolean() })
      .nullable(),
    /** Posts whose link officer they are or will be; once it has begun, `Patravali-Post` may name them. */
    delegations: z.array(
      z.object({
        delegationId: DelegationId,
        kind: DelegationKind,
        post: Post,
        ownPost: PostRef,
        from: Instant,
        until: Instant,
        without: z.array(Capability),
        confidential: z.boolean(),
        inForce: z.boolean(),
      }),
    ),
    /** Their own leave, tour or training: who acts for their posts, now and planned. */
    away: z.array(z.object({ post: PostRef, delegation: Delegation, inForce: z.boolean() })),
  })
  .meta({ id: 'Me' });

export const InboxItem = z
  .object({
    id: z.string(),
    kind: z.enum(['file', 'receipt']),
    number: z.string(),
    subject: z.object({ hi: z.string(), en: z.string().optional() }),
    urgency: Urgency,
    classification: Classification,
    since: z.string(),
    dueAt: z.string().nullable(),
    overdue: z.boolean(),
    clocks: ListClocks,
    /** Of the file or letter; one that is `in-transit` has still to be received. */
    status: z.string(),
    /** Nobody at the post has opened it yet. */
    unseen: z.boolean(),
    /** The letter encloses something that has not come. */
    enclosuresMissing: z.boolean(),
  })
  .meta({ id: 'InboxItem' });

/** Both languages; the Hindi words are what goes on the note sheet. */
export const Phrase = z
  .object({ code: z.string(), action: z.string(), text: Name })
  .meta({ id: 'Phrase' });

/** A post with the version under which its charge stands. */
export const PostWithVersion = z
  .object({ post: HeldPost, version: z.int().nonnegative() })
  .meta({ id: 'PostWithVersion' });

export const HandedOver = z
  .object({
    ...PostWithVersion.shape,
    handover: Handover,
    desk: DeskCounts.meta({ description: 'What lay on the desk that was handed over.' }),
    stillInCharge: z.array(PostRef).meta({
      description: 'Vacant posts of which whoever was relieved still has charge: end those too.',
    }),
  })
  .meta({ id: 'HandedOver' });

const Counted = z.object({
  count: z.int().nonnegative(),
  complete: z.boolean().meta({ description: 'If not, it is at least so many.' }),
});
const DeskSummary = z
  .object({
    counts: DeskCounts,
    listHash: z.string().nullable().meta({
      description: 'Pins the whole list; null where it is too long to be read at once.',
    }),
    draftNotes: Counted.nullable().meta({
      description: 'Files with a yellow note of the post, elsewhere too; told to the post alone.',
    }),
    unreadNotices: Counted,
    toSend: Counted.nullable().meta({
      description:
        'Letters that wait at the despatch desk of the office, of a post that sends them.',
    }),
  })
  .meta({ id: 'DeskSummary' });
export const ChargeReport = z
  .object({
    post: HeldPost,
    asOf: Instant,
    handover: Handover.nullable().meta({ description: 'When the post was last handed over.' }),
    summary: DeskSummary.nullable().meta({ description: 'With the first page alone.' }),
    ...page(DeskItem, 'DeskPage').shape,
  })
  .meta({
    id: 'ChargeReport',
    description:
      'Soonest due first. What is confidential is listed by its number, and to the post itself alone; it is counted all the same.',
  });

export const KnownPerson = z
  .object({
    id: PersonId,
    name: Name,
    status: z.enum(['active', 'suspended', 'retired']),
    tenures: z.array(z.object({ kind: TenureKind, from: Instant, post: PostRef })),
  })
  .meta({ id: 'KnownPerson', description: 'A person and the posts they hold now.' });

export const RegisterEntry = z
  .object({
    fileOrLetterId: z.string(),
    number: z.string(),
    day: Day,
    at: Instant,
    confidential: z.boolean(),
    subject: z.string().nullable(),
    head: z.string().nullable(),
    shortNumber: z.string().nullable(),
    openedBy: z.string().nullable(),
    from: z.string().nullable(),
    to: z.string().nullable(),
    cause: z.string().nullable(),
    /** Why it had been kept beyond the limit, by the code of the district's list. */
    delayReason: z.string().nullable(),
  })
  .meta({
    id: 'RegisterEntry',
    description:
      'Of a confidential file only the number. `subject` to `openedBy` are of the register of files, `from` to `delayReason` of that of movements.',
  });

const onePost = z.strictObject({ postId: PostId });
const oneOffice = z.strictObject({ officeId: OfficeId });

export const officeRoutes = {
  getMe: {
    area: 'offices',
    method: 'GET',
    path: '/v1/me',
    summary: { hi: 'मैं कौन हूँ, किन पदों पर हूँ', en: 'The signed-in person and the posts they hold' },
    access: 'directory.read',
    reply: { status: 200, body: Me },
    problems: [],
  },
  getInbox: {
    area: 'offices',
    method: 'GET',
    path: '/v1/inbox',
    summary: {
      hi: 'आवक पेटी: इस पद के पास क्या है',
      en: 'What the acting post has, soonest due first',
    },
    access: 'inbox.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(InboxItem, 'InboxPage') },
    problems: ['cursor-invalid'],
  },
  listOffices: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices',
    summary: { hi: 'कार्यालय', en: 'Offices of the district' },
    access: 'directory.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(Office, 'OfficePage') },
    problems: ['cursor-invalid'],
  },
  listPosts: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices/{officeId}/posts',
    summary: {
      hi: 'कार्यालय के पद और उन पर पदस्थ अधिकारी',
      en: 'Posts of an office and who holds them',
    },
    access: 'directory.read',
    params: oneOffice,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(HeldPost, 'PostPage') },
    problems: ['cursor-invalid'],
  },
  getPost: {
    area: 'offices',
    method: 'GET',
    path: '/v1/posts/{postId}',
    summary: { hi: 'पद, और उस पर कौन है', en: 'A post, who holds it or has charge of it' },
    access: 'directory.read',
    params: onePost,
    reply: { status: 200, body: PostWithVersion },
    problems: ['not-found'],
  },
  giveCharge: {
    area: 'offices',
    method: 'POST',
    path: '/v1/posts/{postId}/charge',
    summary: { hi: 'रिक्त पद का प्रभार सौंपें', en: 'Give charge of a vacant post' },
    access: 'directory.write',
    rule: { machine: chargeMachine, event: 'give' },
    ifMatch: true,
    params: onePost,
    body: ChargeInput,
    reply: { status: 200, body: PostWithVersion },
    problems: ['not-found'],
  },
  endCharge: {
    area: 'offices',
    method: 'POST',
    path: '/v1/posts/{postId}/charge/end',
    summary: { hi: 'प्रभार समाप्त करें', en: 'End the charge of a post' },
    access: 'directory.write',
    rule: { machine: chargeMachine, event: 'end' },
    ifMatch: true,
    params: onePost,
    body: ChargeEnd,
    reply: { status: 200, body: PostWithVersion },
    problems: ['not-found'],
  },
  giveDelegation: {
    area: 'offices',
    method: 'POST',
    path: '/v1/posts/{postId}/delegations',
    summary: {
      hi: 'अवकाश, दौरे या प्रशिक्षण के लिए लिंक अधिकारी नियत करें',
      en: 'Have a link officer act for a post while its holder is away',
    },
    access: 'directory.write',
    rule: { machine: delegationMachine, event: 'give' },
    ifMatch: true,
    params: onePost,
    body: DelegationInput,
    reply: { status: 200, body: PostWithVersion },
    problems: ['not-found'],
  },
  endDelegation: {
    area: 'offices',
    method: 'POST',
    path: '/v1/posts/{postId}/delegations/{delegationId}/end',
    summary: {
      hi: 'प्रतिनिधायन अवधि से पहले समाप्त करें',
      en: 'End a delegation before its time',
    },
    access: 'directory.write',
    rule: { machine: delegationMachine, event: 'end' },
    ifMatch: true,
    params: z.strictObject({ postId: PostId, delegationId: DelegationId }),
    body: DelegationEnd,
    reply: { status: 200, body: PostWithVersion },
    problems: ['not-found'],
  },
  handOver: {
    area: 'offices',
    method: 'POST',
    path: '/v1/posts/{postId}/handover',
    summary: {
      hi: 'पद का प्रभार सौंपें: भारमुक्ति और पदस्थापना एक साथ',
      en: 'Hand a post over: relieve its holder and post a successor in one step',
    },
    access: 'directory.write',
    rule: { machine: tenureMachine, event: 'post' },
    ifMatch: true,
    params: onePost,
    body: HandoverInput,
    reply: { status: 200, body: HandedOver },
    // What relieving asks for besides.
    problems: ['not-found', ...codesOf(tenureMachine, 'relieve')],
  },
  getChargeReport: {
    area: 'offices',
    method: 'GET',
    path: '/v1/posts/{postId}/charge-report',
    summary: {
      hi: 'प्रभार प्रतिवेदन: इस पद की मेज पर क्या-क्या है',
      en: 'The charge report: what lies on the desk of a post',
    },
    access: 'inbox.read',
    params: onePost,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: ChargeReport },
    problems: ['not-found', 'cursor-invalid'],
  },
  listPersons: {
    area: 'offices',
    method: 'GET',
    path: '/v1/persons',
    summary: {
      hi: 'जिले के अधिकारी-कर्मचारी और उनके वर्तमान पद',
      en: 'Persons of the district and the posts they hold now',
    },
    access: 'directory.read',
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(KnownPerson, 'PersonPage') },
    problems: ['cursor-invalid'],
  },
  listRegister: {
    area: 'offices',
    method: 'GET',
    path: '/v1/registers/{register}',
    summary: {
      hi: 'नस्ती या संचलन पंजी: माह की प्रविष्टियाँ, क्रमानुसार',
      en: 'The register of files or of movements for a month, in order',
    },
    access: 'registers.read',
    params: z.strictObject({ register: z.enum(['file', 'movement']) }),
    query: z.strictObject({ month: Month, ...paging(100) }),
    reply: { status: 200, body: page(RegisterEntry, 'RegisterPage') },
    problems: ['cursor-invalid'],
  },
  listUnits: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices/{officeId}/units',
    summary: { hi: 'कार्यालय की शाखाएँ', en: 'Branches of an office' },
    access: 'directory.read',
    params: oneOffice,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(Unit, 'UnitPage') },
    problems: ['cursor-invalid'],
  },
  listSubjectHeads: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices/{officeId}/subject-heads',
    summary: { hi: 'विषय शीर्ष', en: 'Subject heads of an office' },
    access: 'directory.read',
    params: oneOffice,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(SubjectHead, 'SubjectHeadPage') },
    problems: ['cursor-invalid'],
  },
  listApprovalChains: {
    area: 'offices',
    method: 'GET',
    path: '/v1/offices/{officeId}/approval-chains',
    summary: { hi: 'कार्यालय की अनुमोदन शृंखलाएँ', en: 'Approval chains of an office' },
    access: 'directory.read',
    params: oneOffice,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(Template, 'ApprovalChainPage') },
    problems: ['cursor-invalid'],
  },
  listPhrases: {
    area: 'offices',
    method: 'GET',
    path: '/v1/phrases',
    summary: {
      hi: 'वाक्यांश सूची: तैयार टीप, हर एक किस कार्य की है',
      en: 'The phrase bank: ready notes, each with the act it goes with',
    },
    access: 'directory.read',
    query: z.strictObject({ action: z.string().min(1).max(60).optional() }),
    reply: { status: 200, body: page(Phrase, 'PhrasePage') },
    problems: [],
  },
} as const satisfies Record<string, Route>;
