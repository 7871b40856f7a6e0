import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { decide, openLevel, startApproval } from '../../shared/domain/approval.ts';
import { addCorrespondence, settleLetter } from '../../shared/domain/correspondence.ts';
import {
  actingAs,
  actorOf,
  type Charge,
  type HeldPost,
  Person,
  type Post,
  postRef,
  type SubjectHead,
} from '../../shared/domain/directory.ts';
import { File, FileInput, type FileStatus, openFile } from '../../shared/domain/file.ts';
import {
  addAlias,
  amend,
  link,
  merge,
  nameReader,
  openPart,
  park,
  placePaper,
  refuseView,
  requestView,
  unlink,
  type ViewRequest,
  wake,
} from '../../shared/domain/fileCare.ts';
import { fileMachine } from '../../shared/domain/fileMachine.ts';
import { fileRecordsTransitions } from '../../shared/domain/fileRecordsTransitions.ts';
import { eventsFor, whoMay, wordsOf } from '../../shared/domain/machine.ts';
import { MigrationRow, migrateFile } from '../../shared/domain/migration.ts';
import {
  answerConsultation,
  consult,
  giveBack,
  openOnDesk,
  pullUp,
  recall,
  receive,
  send,
} from '../../shared/domain/movement.ts';
import { beginDraft as beginNote } from '../../shared/domain/note.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import type { AskedClassification } from '../../shared/domain/record.ts';
import { governed } from '../../shared/http/access.ts';
import { aChain, aChart } from '../support/charts.ts';
import { livesByItsTable, type Refused } from '../support/covered.ts';
import { begun } from '../support/drafts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';
import { aReceipt } from '../support/receipts.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const idOf = (n: number) => `fil_01K${`${n}`.padStart(23, '0')}`;
const approvalId = 'apr_01K00000000000000000000001-1';
const noteId = 'nte_01K00000000000000000000009';
const later = '2026-11-24T06:00:00.000Z';
/** After the district's limit of seven working days. */
const late = '2026-12-09T06:00:00.000Z';
const tehsil = heldPost('vachak');
const template = aChain({}, 'REV-STD-3');
const contentHash = 'a'.repeat(64);
const opening = startApproval(aFile(), template, undefined, officer('rajasv1'), {
  at,
  policy,
  facts: {},
  content: { hash: contentHash },
});
const started =
  openLevel(opening.record, opening.approval, { chart: aChart(), at, policy }) ?? opening;

type Transitions = typeof fileMachine.transitions;
/** What the file goes through while it is worked on; its keeping has a table of its own. */
type Event = Exclude<keyof Transitions, keyof typeof fileRecordsTransitions>;
const events = Object.keys(fileMachine.transitions).filter(
  (event) => !(event in fileRecordsTransitions),
) as Event[];
/** Opening a file, and bringing an old one onto the system. */
const making: ReadonlySet<string> = new Set<Event>(['create', 'bring']);
const head = sampleDistrict.subjectHeads.find(
  ({ officeId }) => officeId === post('rajasv1').officeId,
) as SubjectHead;
const naming = {
  id: idOf(1),
  number: 'BBZ-COL/REV/B-121/00001/2026-27',
  shortNumber: '0000-0000',
  at,
};
const input = (more: object = {}) =>
  FileInput.parse({ subject: { hi: 'सीमांकन प्रकरण' }, headId: head.id, ...more });

/** What an event may be asked with; each test says only what it looks at. */
interface Asked {
  readonly by: string;
  readonly at: string;
  readonly to: HeldPost;
  readonly purpose: 'submission' | 'action' | 'information';
  readonly delay: { code: string } | undefined;
  readonly within: boolean;
  readonly dueAt: string | undefined;
  readonly until: string;
  readonly classification: AskedClassification;
  readonly alias: string;
  readonly other: File;
  readonly into: File;
  readonly reader: Post;
  readonly request: ViewRequest | undefined;
  readonly holder: Post;
  readonly no: number;
  readonly level: Post;
  readonly head: SubjectHead;
  readonly closedOn: string | undefined;
  readonly openNotes: boolean;
  readonly workedOn: string | undefined;
}
const usual: Asked = {
  by: 'rajasv1',
  at: later,
  to: heldPost('adhikshak'),
  purpose: 'submission',
  delay: undefined,
  within: policy.submitWithinCategory,
  dueAt: undefined,
  until: '2026-12-01',
  classification: 'confidential',
  alias: '892/वाचक-1/2019',
  other: aFile('rajasv1', { id: idOf(2), number: 'BBZ-COL/REV/B-121/00002/2026-27' }),
  into: aFile('rajasv1', { id: idOf(2) }),
  reader: post('sthapna1'),
  request: undefined,
  holder: post('rajasv1'),
  no: 1,
  level: post('deputy'),
  head,
  closedOn: undefined,
  openNotes: false,
  workedOn: undefined,
};
const handing = ({ at, purpose, delay, within, dueAt }: Asked) => ({
  at,
  dueAt,
  purpose,
  delay,
  policy: { ...policy, submitWithinCategory: within },
});

/** Each event by its own rule, and the file after it. */
const doing: Readonly<Record<Event, (file: File, asked: Asked) => File>> = {
  create: (_, { by, head, classification }) =>
    openFile(input({ classification }), officer(by), head, naming).record,
  bring: (_, { by, head, closedOn }) => {
    const row = MigrationRow.parse({
      ...{ legacyNumber: '47/1998', subject: { hi: 'नामांतरण' }, headId: head.id },
      ...{ openedOn: '1998-05-02', closedOn, nature: 'electronic', documentIds: [] },
    });
    const into = { ...naming, policy, head, unitId: post(by).unitId ?? '', documents: [] };
    return migrateFile(row, officer(by), { ...into, desk: post(by) }).record;
  },
  send: (file, asked) => send(file, undefined, asked.to, officer(asked.by), handing(asked)).record,
  return: (file, asked) =>
    giveBack(file, undefined, asked.to, officer(asked.by), handing(asked)).record,
  consult: (file, asked) =>
    consult(file, undefined, asked.to, officer(asked.by), handing(asked)).record,
  answer: (file, asked) =>
    answerConsultation(file, undefined, asked.to, officer(asked.by), handing(asked)).record,
  open: (file, { by, at }) => openOnDesk(file, officer(by), at).record,
  receive: (file, { by, at }) => receive(file, officer(by), { at, policy }).record,
  recall: (file, { by, at, workedOn }) =>
    recall(file, officer(by), { at, policy, workedOn }).record,
  'pull-up': (file, { by, at, holder }) =>
    pullUp(file, holder, officer(by), { at, policy, reason: 'क' }).record,
  park: (file, { by, at, until }) =>
    park(file, { until, reason: 'क' }, officer(by), { at, policy }).record,
  wake: (file, { by, at }) => wake(file, 'holder', { officer: officer(by), at }).record,
  amend: (file, { at, classification }) => amend(file, { classification, reason: 'क' }, at).record,
  'add-alias': (file, { at, alias }) => addAlias(file, alias, at).record,
  'open-part': (file, { by, at }) =>
    openPart(file, { kind: 'part' }, officer(by), {
      id: idOf(3),
      shortNumber: '0000-0001',
      at,
      numbering: policy.numbering,
    }).parent.record,
  link: (file, { at, other }) => link(file, other, { kind: 'related', reason: 'क' }, at).record,
  unlink: (file, { at, other }) => unlink(file, other.id, 'क', at).record,
  place: (file, { by, at }) => placePaper(file, { nature: 'electronic' }, officer(by), at).record,
  'name-reader': (file, { at, reader }) => nameReader(file, reader, 'क', at).record,
  'request-view': (file, { at, request }) =>
    requestView(file, request, officer('sthapna1'), { reason: 'क', at }).file.record,
  'refuse-view': (file, { at, request }) =>
    refuseView(file, request, { reason: 'क', at }).file.record,
  merge: (file, { by, at, into, openNotes }) =>
    merge(file, into, 'क', { officer: officer(by), at, openNotes }).file.record,
  note: (file, { by, at }) => {
    const content = { paragraphs: ['क'], appendices: [] };
    beginNote(file, undefined, content, officer(by), { id: noteId, at });
    return file;
  },
  draft: (file, { by }) => {
    begun({}, file, by);
    return file;
  },
  'file-letter': (file, { at }) => addCorrespondence(file, aReceipt(), { at }).record,
  'settle-letter': (file, { at, no }) =>
    settleLetter(file, no, { receiptId: aReceipt().id, outcome: 'decided' }, at).record,
  'start-approval': (file, { by, at, delay }) =>
    startApproval(file, template, undefined, officer(by), {
      at,
      policy,
      delay,
      facts: {},
      content: { hash: contentHash },
    }).record,
  decide: (file, { by, at, delay }) =>
    decide(
      file,
      started.approval,
      { level: 1, decision: 'recommend', contentHash, delay },
      officer(by),
      { at, policy, noteId },
    ).record,
};

const onItsWay = (to = 'adhikshak') => ({
  nature: 'physical' as const,
  transit: { to: postRef(post(to)), at },
});
const move = (more: Partial<NonNullable<File['lastMove']>> = {}) => ({
  lastMove: { kind: 'sent' as const, from: postRef(post('rajasv1')), at, ...more },
});
const question = (asked: string, askedBy = 'rajasv1') => ({
  consultation: { askedBy: postRef(post(askedBy)), asked: postRef(post(asked)), askedAt: at },
});
const linked = (count: number) => ({
  links: Array.from({ length: count }, (_, n) => ({
    fileId: idOf(n + 2),
    kind: 'related' as const,
  })),
});
const withReaders = (readers: Partial<File['readers']>) => ({
  readers: { ...aFile().readers, ...readers },
});
const { transit } = onItsWay();
const request = { post: postRef(post('sthapna1')), reason: 'क', askedAt: at };

/** A file on which each event can happen. */
const ready: Readonly<Record<Event, { file: File; asked: Asked }>> = (() => {
  const on = (more: Partial<File> = {}, asked: Partial<Asked> = {}, by = 'rajasv1') => ({
    file: aFile(by, more),
    asked: { ...usual, ...asked },
  });
  const usually = Object.fromEntries(events.map((event) => [event, on()]));
  return {
    ...usually,
    return: on(withReaders({ holders: [post('rajasv1').id, post('adhikshak').id] })),
    answer: on(question('rajasv1', 'adhikshak')),
    receive: on(onItsWay(), { by: 'adhikshak' }),
    recall: on({ ...move(), holder: postRef(post('adhikshak')) }),
    'pull-up': on({}, { by: 'deputy' }),
    wake: on({ status: 'parked', parked: { until: usual.until, since: at } }),
    unlink: on(linked(1)),
    'refuse-view': on({}, { request }),
    'settle-letter': on({ pendingLetters: [1], correspondenceCount: 1 }),
    decide: { file: started.record, asked: { ...usual, by: 'deputy' } },
  } as Record<Event, { file: File; asked: Asked }>;
})();

const inState = (event: Event, status: FileStatus): File => {
  const { parked: _parked, ...file } = ready[event].file;
  const aside = { parked: { until: usual.until, since: at } };
  return { ...file, status, ...(status === 'parked' && aside) };
};

type Case = Refused<Event, File, Asked>;
/** Every event and how it is refused, guard by guard and way by way. */
const refused: readonly Case[] = [
  ['create', 'classification-refused', {}, { classification: 'secret' }],
  ['create', 'classification-refused', {}, { classification: 'top-secret' }],
  ['create', 'head-inactive', {}, { head: { ...head, active: false } }],
  ['create', 'other-office', {}, { head: { ...head, officeId: tehsil.officeId } }],
  // Where a file goes by the will of whoever has it.
  ...(['send', 'return', 'consult'] as const).flatMap((event): Case[] => [
    [event, 'approval-open', { openApprovalId: approvalId }],
    [event, 'consultation-open', question('rajasv1', 'adhikshak')],
    [event, 'in-transit', onItsWay()],
    [event, 'sent-to-self', {}, { to: heldPost('rajasv1') }],
    [event, 'post-not-active', {}, { to: { ...usual.to, status: 'abeyance' } }],
    [event, 'post-not-active', {}, { to: { ...usual.to, status: 'abolished' } }],
    [event, 'post-vacant', {}, { to: { ...usual.to, holder: null } }],
    [
      event,
      'post-vacant',
      {},
      { to: { ...usual.to, holder: null, charge: inCharge({ to: later }) } },
    ],
    [
      event,
      'post-vacant',
      {},
      { to: { ...usual.to, holder: null, charge: inCharge({ from: late }) } },
    ],
    [event, 'other-office', { classification: 'confidential' }, { to: tehsil }],
    [event, 'delay-reason-required', {}, { at: late }],
    [event, 'no-such-delay-reason', {}, { delay: { code: 'no-such-reason' } }],
    [event, 'no-such-delay-reason', {}, { at: late, delay: { code: 'no-such-reason' } }],
  ]),
  ['send', 'same-category', {}, { to: heldPost('rajasv2') }],
  ['return', 'not-an-earlier-holder', {}, { to: heldPost('deputy') }],
  // Another's opinion is being asked for already, while the asking post has the file.
  ['consult', 'consultation-open', question('sthapna1')],
  ['answer', 'in-transit', { ...question('rajasv1', 'adhikshak'), ...onItsWay() }],
  ...(['send', 'consult'] as const).flatMap((event) =>
    ['2020-01-01T06:00:00.000Z', later, later.replace('.000Z', 'Z')].map(
      (dueAt) => [event, 'date-past', {}, { dueAt }] as const,
    ),
  ),
  ['answer', 'no-consultation', { consultation: undefined } as Partial<File>],
  ['answer', 'no-consultation', question('sthapna1', 'adhikshak')],
  ['answer', 'delay-reason-required', {}, { at: late }],
  ['answer', 'no-such-delay-reason', {}, { delay: { code: 'no-such-reason' } }],
  ['open', 'in-transit', onItsWay()],
  ['receive', 'not-in-transit', {}, { by: 'deputy' }],
  ['receive', 'not-in-transit', { transit: undefined } as Partial<File>],
  ['recall', 'not-in-transit', { lastMove: undefined } as Partial<File>],
  ['recall', 'not-the-sender', {}, { by: 'deputy' }],
  ['recall', 'not-the-sender', move({ kind: 'pulled-up' })],
  ['recall', 'not-the-sender', move({ kind: 'decided' })],
  ['recall', 'already-opened', move({ openedAt: later })],
  ['recall', 'already-opened', {}, { workedOn: `${at} ${post('adhikshak').id}` }],
  ['pull-up', 'approval-open', { openApprovalId: approvalId }],
  ['pull-up', 'approval-open', { openApprovalId: approvalId, ...question('sthapna1') }],
  ['pull-up', 'in-transit', onItsWay()],
  // A post that may pull nothing up has only its own file back, and that of a chain.
  ['pull-up', 'not-allowed', {}, { by: 'rajasv2' }],
  ['pull-up', 'not-allowed', question('rajasv1', 'rajasv2'), { by: 'rajasv2' }],
  [
    'pull-up',
    'not-allowed',
    { openApprovalId: approvalId, ...question('rajasv1', 'sthapna1') },
    { by: 'rajasv2' },
  ],
  [
    'pull-up',
    'not-a-superior',
    { openApprovalId: approvalId, ...question('rajasv1', 'sthapna1') },
    { by: 'deputy2' },
  ],
  ['pull-up', 'not-a-superior', {}, { by: 'tehsildar' }],
  ['pull-up', 'not-a-superior', {}, { by: 'deputy2' }],
  [
    'pull-up',
    'other-office',
    { classification: 'confidential', officeId: post('tehsildar').officeId },
  ],
  ['park', 'approval-open', { openApprovalId: approvalId }],
  ['park', 'consultation-open', question('rajasv1', 'adhikshak')],
  ['park', 'in-transit', onItsWay()],
  ['park', 'date-past', {}, { until: '2026-11-24' }],
  ['park', 'too-far-ahead', {}, { until: '2027-05-24' }],
  ['amend', 'classification-refused', {}, { classification: 'secret' }],
  ['amend', 'classification-refused', {}, { classification: 'top-secret' }],
  [
    'amend',
    'classification-lowered',
    { classification: 'confidential' },
    { classification: 'normal' },
  ],
  // Nobody could bring it back from there, or give the opinion.
  [
    'amend',
    'other-office',
    { holder: postRef(post('tehsildar')) },
    { classification: 'confidential' },
  ],
  ['amend', 'other-office', onItsWay('tehsildar'), { classification: 'confidential' }],
  ['amend', 'other-office', question('rajasv1', 'tehsildar'), { classification: 'confidential' }],
  ...['-', ' / _ . ', '()', '–'].map(
    (alias) => ['add-alias', 'number-blank', {}, { alias }] as const,
  ),
  ['add-alias', 'alias-exists', { aliases: [usual.alias] }],
  ['add-alias', 'alias-exists', { aliases: ['८९२/वाचक 1-2019'] }],
  ['add-alias', 'alias-exists', {}, { alias: 'bbz-col/rev/b-121/00001/2026-27' }],
  ['add-alias', 'too-many-aliases', { aliases: Array.from({ length: 10 }, (_, n) => `${n}/2001`) }],
  ['open-part', 'in-transit', onItsWay()],
  ['open-part', 'part-of-part', { kind: 'part' }],
  ['open-part', 'part-of-part', { kind: 'volume' }],
  ['link', 'link-exists', linked(1)],
  ['link', 'same-file', {}, { other: aFile() }],
  ['link', 'too-many-links', linked(100), { other: aFile('rajasv1', { id: idOf(500) }) }],
  ['unlink', 'no-link', { links: [] }],
  ['unlink', 'no-link', {}, { other: aFile('rajasv1', { id: idOf(500) }) }],
  ['place', 'in-transit', onItsWay()],
  ['name-reader', 'view-granted', {}, { reader: post('rajasv1') }],
  ['name-reader', 'view-granted', withReaders({ holders: [post('sthapna1').id] })],
  ['name-reader', 'view-granted', withReaders({ named: [post('sthapna1').id] })],
  ['name-reader', 'other-office', { classification: 'confidential' }, { reader: post('vachak') }],
  ['request-view', 'view-requested', {}, { request }],
  ['refuse-view', 'no-view-request', {}, { request: undefined }],
  ['refuse-view', 'no-view-request', {}, { request: { ...request, grantedAt: later } }],
  ['refuse-view', 'no-view-request', {}, { request: { ...request, refusedAt: later } }],
  ['merge', 'approval-open', { openApprovalId: approvalId }],
  ['merge', 'approval-open', {}, { into: { ...usual.into, openApprovalId: approvalId } }],
  ['merge', 'consultation-open', question('rajasv1', 'adhikshak')],
  ['merge', 'in-transit', onItsWay()],
  ['merge', 'consultation-open', {}, { into: { ...usual.into, ...question('rajasv1', 'deputy') } }],
  ['merge', 'in-transit', {}, { into: { ...usual.into, ...onItsWay() } }],
  ['merge', 'same-file', {}, { into: aFile() }],
  ['merge', 'other-unit', {}, { into: { ...usual.into, officeId: tehsil.officeId } }],
  ['merge', 'other-unit', {}, { into: { ...usual.into, unitId: post('sthapna1').unitId } }],
  ['merge', 'other-unit', {}, { into: { ...usual.into, holder: postRef(post('adhikshak')) } }],
  ['merge', 'part-needs-parent', { kind: 'part', parentId: aFile().id }],
  ['merge', 'file-closed', {}, { into: { ...usual.into, status: 'parked' } }],
  ['merge', 'too-many-links', {}, { into: { ...usual.into, links: linked(100).links } }],
  ['merge', 'pending-letter', { pendingLetters: [1] }],
  ['merge', 'open-draft', { openDrafts: 1 }],
  ['merge', 'open-part', { openParts: 1 }],
  ['merge', 'open-note', {}, { openNotes: true }],
  ['note', 'in-transit', onItsWay()],
  ['note', 'approval-open', { openApprovalId: approvalId }],
  ['draft', 'in-transit', onItsWay()],
  ['file-letter', 'in-transit', onItsWay()],
  [
    'file-letter',
    'too-many-letters',
    { pendingLetters: Array.from({ length: 2000 }, (_, n) => n + 1) },
  ],
  ['settle-letter', 'in-transit', onItsWay()],
  ['settle-letter', 'letter-disposed', {}, { no: 2 }],
  ['start-approval', 'approval-open', { openApprovalId: approvalId }],
  ['start-approval', 'consultation-open', question('rajasv1', 'adhikshak')],
  ['start-approval', 'in-transit', onItsWay()],
  ['start-approval', 'delay-reason-required', {}, { at: late }],
  ['start-approval', 'no-such-delay-reason', {}, { delay: { code: 'no-such-reason' } }],
  ['decide', 'step-not-active', { openApprovalId: undefined } as Partial<File>],
  ['decide', 'consultation-open', question('deputy', 'adhikshak')],
  ['decide', 'in-transit', onItsWay()],
  ['decide', 'delay-reason-required', {}, { at: late }],
  ['decide', 'no-such-delay-reason', {}, { delay: { code: 'no-such-reason' } }],
];

/** Somebody who looks after a vacant post. */
function inCharge(more: { from?: string; to?: string } = {}) {
  const holder = heldPost('adhikshak').holder;
  if (!holder) throw new RangeError('adhikshak');
  return { ...holder, from: at, ...more };
}

describe('the table of a file’s life', () => {
  livesByItsTable<Event, File, Asked>({
    machine: fileMachine,
    rules: doing,
    elsewhere: Object.keys(fileRecordsTransitions),
    occasions: (event, status = 'active') => {
      const occasion = { subject: inState(event, status), asked: ready[event].asked };
      // One that was still at work on paper, and one that was closed.
      const closed = { ...occasion, asked: { ...usual, closedOn: '1999-01-20' } };
      return event === 'bring' ? [occasion, closed] : [occasion];
    },
    refused,
    after: (after, before, event) => {
      expect(File.parse(after)).toEqual(after);
      // Put aside exactly while it is said to be.
      expect(after.parked !== undefined).toBe(after.status === 'parked');
      // What it goes by, and when it was opened, never change.
      const { id, number, openedAt } = before;
      if (!making.has(event)) expect(after).toMatchObject({ id, number, openedAt });
      expect(after.readers.holders).toContain(after.holder.postId);
    },
  });

  it.each(events.filter((event) => !making.has(event)))('names somebody who may “%s”', (event) => {
    expect(whoMay(fileMachine, event).action).toBeTruthy();
    expect(wordsOf(fileMachine, event)).toContain(fileMachine.transitions[event].from[0]);
  });
});

describe('what only just passes', () => {
  const passes = (event: Event, more: Partial<File>, asked: Partial<Asked> = {}) =>
    expect(() =>
      doing[event]({ ...ready[event].file, ...more }, { ...ready[event].asked, ...asked }),
    ).not.toThrow();

  it('a vacant post that somebody has charge of', () => {
    const vacant = { ...usual.to, holder: null };
    passes('send', {}, { to: { ...vacant, charge: inCharge() } });
    passes('send', {}, { to: { ...vacant, charge: inCharge({ to: late }) } });
    passes('send', {}, { to: { ...vacant, charge: inCharge({ from: later }) } });
  });

  it('what is late, with a reason of the district’s list', () => {
    for (const event of [
      'send',
      'return',
      'consult',
      'answer',
      'start-approval',
      'decide',
    ] as const) {
      passes(event, {}, { at: late, delay: { code: 'field-report' } });
    }
  });

  it('a post of the same category that only acts or is informed, or where the district allows it', () => {
    passes('send', {}, { to: heldPost('rajasv2'), purpose: 'action' });
    passes('send', {}, { to: heldPost('rajasv2'), purpose: 'information' });
    passes('send', {}, { to: heldPost('rajasv2'), within: true });
  });

  it('an ordinary file to another office, a confidential one within its own', () => {
    passes('send', {}, { to: tehsil, purpose: 'action' });
    passes('send', { classification: 'confidential' });
    passes('send', {}, { dueAt: '2026-11-24T06:00:00.001Z' });
    passes('name-reader', {}, { reader: post('vachak') });
    passes('name-reader', { classification: 'confidential' });
    // Back from the other office, to its own.
    passes('send', { classification: 'confidential', holder: postRef(tehsil) }, { by: 'vachak' });
  });

  it('a day for parking from tomorrow to the district’s limit', () => {
    passes('park', {}, { until: '2026-11-25' });
    passes('park', {}, { until: '2027-05-23' });
  });

  it('pulling back what was sent, returned, asked about or answered, or is still on its way', () => {
    for (const kind of ['sent', 'returned', 'consulted', 'answered'] as const) {
      passes('recall', move({ kind }));
    }
    // What was written on it when it came before does not open it now.
    for (const arrival of [`${later} ${post('adhikshak').id}`, `${at} ${post('deputy').id}`]) {
      passes('recall', {}, { workedOn: arrival });
    }
    // The sender who works on paper that has not left the desk has not opened it as a receiver.
    passes('recall', { ...move({ openedAt: later }), ...onItsWay(), holder: aFile().holder });
  });

  it('merging into a file that links the merged one already', () => {
    const links = [{ fileId: aFile().id, kind: 'related' as const }, ...linked(99).links];
    passes('merge', {}, { into: { ...usual.into, links } });
    passes('merge', {}, { into: { ...usual.into, links: linked(99).links } });
  });

  it('the hundredth link and the tenth older number', () => {
    passes('link', linked(99), { other: aFile('rajasv1', { id: idOf(500) }) });
    passes('add-alias', { aliases: Array.from({ length: 9 }, (_, n) => `${n}/2001`) });
  });
});

describe('what the portal offers', () => {
  const offered = (username: string, file: File) =>
    eventsFor(fileMachine, file, {
      officer: officer(username),
      at,
      allowed: allowedActions(officer(username), governed(file)),
    }).sort();

  it('is what the officer could do now', () => {
    expect(offered('rajasv1', aFile())).toEqual(
      expect.arrayContaining(['send', 'consult', 'park', 'merge', 'note', 'start-approval']),
    );
    expect(offered('rajasv1', aFile())).not.toContain('answer');
    expect(offered('rajasv1', aFile('rajasv1', { openApprovalId: approvalId }))).not.toContain(
      'send',
    );
    expect(offered('rajasv1', aFile('rajasv1', question('rajasv1', 'adhikshak')))).toContain(
      'answer',
    );
    expect(offered('adhikshak', aFile('rajasv1', { transit }))).toEqual(['receive']);
    expect(offered('sthapna1', aFile())).toEqual(['request-view']);
    expect(offered('sthapna1', aFile('rajasv1', { status: 'merged' }))).toEqual([]);
  });

  it('lets the sender pull back, and a superior with the capability pull up', () => {
    const { file } = ready.recall;
    const sent = {
      ...file,
      ...withReaders({ holders: [post('rajasv1').id, post('adhikshak').id] }),
    };
    expect(offered('rajasv1', sent)).toContain('recall');
    expect(offered('rajasv1', { ...sent, ...move({ openedAt: later }) })).not.toContain('recall');
    expect(offered('deputy', aFile())).toContain('pull-up');
    expect(offered('deputy', aFile('rajasv1', { classification: 'confidential' }))).toEqual([]);
  });
});

describe('opening a file', () => {
  it('[row 6] gives it its subject head, number and short number, on the desk that opens it', () => {
    const { record, events: done } = openFile(input(), officer('rajasv1'), head, naming);
    expect(File.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      ...{ number: naming.number, shortNumber: naming.shortNumber },
      ...{ headId: head.id, headCode: head.code },
      ...{ classification: 'normal', urgency: 'ordinary', status: 'active', kind: 'main' },
      unitId: post('rajasv1').unitId,
      holder: { postId: post('rajasv1').id },
      holderSince: at,
      readers: { holders: [post('rajasv1').id], superiors: post('rajasv1').superiors },
    });
    expect(done).toMatchObject([
      {
        type: 'opened',
        pub: { number: naming.number, headId: head.id },
        texts: { subject: { hi: 'सीमांकन प्रकरण' } },
      },
    ]);
    // The subject is sealed, not said in the open.
    expect(JSON.stringify(done[0]?.pub)).not.toContain('सीमांकन');
  });
});

describe('who answers for an event', () => {
  const instant = (days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString();
  const charges = fc.array(
    fc.record({
      from: fc.integer({ min: -400, max: 400 }),
      length: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
      kind: fc.constantFrom('substantive' as const, 'additional' as const),
    }),
    { maxLength: 6 },
  );

  it('[invariant 5] is a person by a tenure that is current', () => {
    fc.assert(
      fc.property(charges, fc.boolean(), (drawn, named) => {
        const all = drawn.map(
          ({ from, length, kind }, n): Charge => ({
            tenureId: `ten_01K${`${n}`.padStart(23, '0')}`,
            kind,
            from: instant(from),
            ...(length !== undefined && { to: instant(from + length) }),
            post: { ...post('rajasv1'), id: `pst_01K${`${n}`.padStart(23, '0')}` },
          }),
        );
        const person = Person.parse({ ...sampleDistrict.people[0], charges: all });
        const current = all.filter(({ from, to }) => from <= at && (to === undefined || at < to));
        const asked = named ? all[0]?.post.id : undefined;
        const may = asked ? current.some(({ post: { id } }) => id === asked) : current.length > 0;
        if (!may) {
          const code = all.length > 0 ? 'tenure-ended' : 'no-post';
          expect(() => actingAs(person, at, asked)).toThrow(refusal(code));
          return;
        }
        const { tenureId, postId } = actorOf(actingAs(person, at, asked)) as {
          tenureId: string;
          postId: string;
        };
        const tenure = current.find((each) => each.tenureId === tenureId);
        expect(tenure?.post.id).toBe(postId);
        if (asked) expect(postId).toBe(asked);
      }),
    );
  });

  it('is nobody who is suspended, and nobody in another’s post', () => {
    const [person] = sampleDistrict.people;
    if (!person) throw new Error('The sample has no people.');
    expect(() => actingAs({ ...person, status: 'suspended' }, at)).toThrow(refusal('suspended'));
    expect(() => actingAs(person, at, post('patwari1').id)).toThrow(refusal('not-allowed'));
  });
});
