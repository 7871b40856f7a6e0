/** The table of what becomes of a file once its work is done. */
import { describe, expect, it } from 'vitest';
import { sampleDistrict, sampleUsers } from '../../infra/local/sampleDistrict.ts';
import {
  decideClosure,
  decideReopening,
  receiveInRecordRoom,
  requestClosure,
  requestReopening,
  sendToRecordRoom,
  withdrawRequest,
} from '../../shared/domain/closure.ts';
import { type HeldPost, type Policy, type Post, postRef } from '../../shared/domain/directory.ts';
import { File, type FileStatus } from '../../shared/domain/file.ts';
import { merge } from '../../shared/domain/fileCare.ts';
import { fileMachine } from '../../shared/domain/fileMachine.ts';
import { fileRecordsTransitions } from '../../shared/domain/fileRecordsTransitions.ts';
import { eventsFor } from '../../shared/domain/machine.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import {
  archive,
  endHold,
  hold,
  release,
  retain,
  takeUnderReview,
  weed,
} from '../../shared/domain/retention.ts';
import { governed } from '../../shared/http/access.ts';
import { livesByItsTable, type Refused } from '../support/covered.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

type Event = keyof typeof fileRecordsTransitions;

/** What an event may be asked with; each test says only what it looks at. */
interface Asked {
  readonly by: string;
  readonly at: string;
  readonly policy: Policy;
  readonly openNotes: boolean;
  readonly to: HeldPost | undefined;
  readonly posts: readonly HeldPost[];
  readonly remarks: string | undefined;
  readonly keeper: Post;
  readonly holdId: string;
  readonly outcome: 'retain' | 'archive' | 'weed';
  readonly extendYears: number;
  readonly noObjection: string | undefined;
  readonly certificate: string | undefined;
}
const reviewId = 'rev_01K00000000000000000000001';
const noteId = 'nte_01K00000000000000000000001';
const holdIdOf = (n: number) => `hld_01K${`${n}`.padStart(23, '0')}`;
const usual: Asked = {
  ...{ by: 'adhikshak', at, policy, openNotes: false, to: undefined, remarks: 'क' },
  keeper: post('abhilekh'),
  posts: sampleDistrict.posts,
  ...{ holdId: holdIdOf(1), outcome: 'weed', extendYears: 2 },
  ...{ noObjection: undefined, certificate: 'BBZ-COL/WEED/2026/0001' },
};

const deciding = (decision: 'approve' | 'refuse', { at, policy, remarks, openNotes }: Asked) => ({
  ...{ at, policy, remarks, openNotes },
  ...{ decision, noteId },
});
/** Each event by its own rule, and the file after it. */
const rules: Readonly<Record<Event, (file: File, asked: Asked) => File>> = {
  'request-close': (file, { by, ...asked }) =>
    requestClosure(file, undefined, officer(by), asked).record,
  'approve-close': (file, asked) =>
    decideClosure(file, officer(asked.by), deciding('approve', asked)).file.record,
  'refuse-close': (file, asked) =>
    decideClosure(file, officer(asked.by), deciding('refuse', asked)).file.record,
  'send-to-record-room': (file, { keeper, ...asked }) =>
    sendToRecordRoom(file, keeper, asked).record,
  'receive-in-record-room': (file, { by, at, policy }) =>
    receiveInRecordRoom(file, officer(by), { at, policy }).record,
  'request-reopen': (file, { by, at, posts }) =>
    requestReopening(file, 'क', officer(by), at, posts).record,
  'approve-reopen': (file, asked) =>
    decideReopening(file, officer(asked.by), deciding('approve', asked)).file.record,
  'refuse-reopen': (file, asked) =>
    decideReopening(file, officer(asked.by), deciding('refuse', asked)).file.record,
  'withdraw-request': (file, { by, at }) => withdrawRequest(file, officer(by), at).record,
  hold: (file, { by, at, holdId }) =>
    hold(file, { orderRef: 'WP 1/2026', reason: 'क' }, officer(by), { id: holdId, at }).record,
  'end-hold': (file, { at, holdId }) => endHold(file, holdId, 'क', at).record,
  'take-under-review': (file, { by, at, policy, ...proposal }) =>
    takeUnderReview(file, proposal, officer(by), { reviewId, at, policy }).record,
  release: (file, { by, at }) => release(file, officer(by), at).record,
  retain: (file, { extendYears, policy }) => retain(file, extendYears, policy).record,
  archive: (file, { at }) => archive(file, at).record,
  weed: (file, asked) => weed(file, asked).record,
};
/** Who brings an event about that is not decided by the superior. */
const doneBy: Partial<Record<Event, string>> = {
  ...{ 'request-close': 'rajasv1', 'request-reopen': 'rajasv1' },
  ...{ 'withdraw-request': 'rajasv1', 'send-to-record-room': 'rajasv1' },
  ...{ 'receive-in-record-room': 'abhilekh' },
};
const askedFor = (event: Event): Asked => ({ ...usual, by: doneBy[event] ?? usual.by });

/** When the files were opened and closed, so long ago that their time has come. */
const then = '2022-06-15T06:00:00.000Z';
const aged = (more: Partial<File> = {}) =>
  aFile('rajasv1', { headCode: 'C-301', openedAt: then, holderSince: then, ...more });
const done = (event: Event, file: File, asked: Partial<Asked> = {}) =>
  rules[event](file, { ...askedFor(event), ...asked });
const paper = { nature: 'physical' as const };
const held = (to?: string) => ({
  holds: [{ id: usual.holdId, orderRef: 'WP 1/2026', from: at, ...(to && { to }) }],
});

/** A file as each state has it, by the way that leads there. */
const inState: Readonly<Record<FileStatus, (more?: Partial<File>) => File>> = {
  active: aged,
  parked: (more) => aged({ status: 'parked', parked: { until: '2026-12-01', since: at }, ...more }),
  'closure-pending': (more) => done('request-close', aged(more), { at: then }),
  closed: (more) => done('approve-close', inState['closure-pending'](more), { at: then }),
  'reopening-pending': (more) => done('request-reopen', inState.closed(more)),
  recorded: (more) => done('send-to-record-room', inState.closed(more)),
  'under-review': (more) => done('take-under-review', inState.recorded(more)),
  archived: (more) => done('archive', inState['under-review'](more)),
  weeded: (more) => done('weed', inState['under-review'](more)),
  merged: (more) => {
    const into = aged({ id: 'fil_01K00000000000000000000002' });
    return merge(aged(more), into, 'क', { officer: officer('rajasv1'), at, openNotes: false }).file
      .record;
  },
};

/** A file on which the event can happen, if it can in that state; for every way on. */
function subjectsOf(event: Event, state: FileStatus): File[] {
  const file = inState[state]();
  if (event === 'end-hold') return [{ ...file, ...held() }];
  if (event === 'send-to-record-room') return [file, { ...file, ...paper }];
  if (event === 'receive-in-record-room' && state === 'closed') {
    return [done('send-to-record-room', inState.closed(paper))];
  }
  if (state === 'reopening-pending') {
    // Paper is on its way from the record room to the post that asked.
    const recorded = inState.recorded();
    return [
      file,
      ...[recorded, { ...recorded, ...paper }].map((each) => done('request-reopen', each)),
    ];
  }
  return [file];
}

const onItsWay = { ...paper, transit: { to: postRef(post('adhikshak')), at } };
const category = (letter: 'A' | 'B' | 'C', extendedYears = 0): Partial<File> => ({
  retention: { category: letter, closedOn: '2000-01-01', reviewOn: '2025-01-01', extendedYears },
});
const retained = { outcome: 'retain' } as const;
type Case = Refused<Event, File, Asked>;
/** What keeps a file open. */
const open: readonly (readonly [string, Partial<File>, Partial<Asked>?])[] = [
  ['in-transit', onItsWay],
  ['approval-open', { openApprovalId: 'apr_01K00000000000000000000001-1' }],
  [
    'consultation-open',
    {
      consultation: {
        ...{ askedBy: postRef(post('rajasv1')), asked: postRef(post('adhikshak')), askedAt: at },
      },
    },
  ],
  ['pending-letter', { pendingLetters: [1] }],
  ['open-draft', { openDrafts: 1 }],
  ['open-part', { openParts: 1 }],
  ['open-note', {}, { openNotes: true }],
];
const refused: readonly Case[] = [
  ...(['request-close', 'approve-close'] as const).flatMap((event) =>
    open.map(([code, more, asked = {}]): Case => [event, code, more, asked]),
  ),
  ...(['approve-close', 'refuse-close'] as const).flatMap((event): Case[] => [
    [event, 'own-request', {}, { by: 'rajasv1' }],
    // The same person in another of their posts.
    [event, 'own-request', { request: { ...requestOf('adhikshak'), kind: 'close' } }],
    [event, 'not-a-superior', {}, { by: 'deputy2' }],
    [event, 'not-a-superior', {}, { by: 'sthapna1' }],
  ]),
  ['refuse-close', 'reason-required', {}, { remarks: undefined }],
  ...[undefined, heldPost('rajasv2'), heldPost('steno')].map(
    (to): Case => ['request-close', 'no-decider', { classification: 'confidential' }, { to }],
  ),
  ['request-close', 'other-office', {}, { to: heldPost('tehsildar') }],
  // Nobody is above it, and it names nobody.
  [
    'request-close',
    'no-decider',
    { readers: { holders: [post('collector').id], superiors: [] } },
    {},
  ],
  // Whoever has the file, whoever decides, and another clerk of the branch.
  ...['adhikshak', 'deputy', 'rajasv2'].map(
    (by): Case => ['withdraw-request', 'request-not-yours', {}, { by }],
  ),
  ['send-to-record-room', 'in-transit', onItsWay],
  ...(
    [
      { status: 'abeyance' },
      { status: 'abolished' },
      { officeId: post('vachak').officeId },
    ] as const
  ).map(
    (more): Case => [
      ...(['send-to-record-room', 'post-not-active', {}] as const),
      { keeper: { ...usual.keeper, ...more } },
    ],
  ),
  ['receive-in-record-room', 'not-in-transit', {}, { by: 'adhikshak' }],
  ['receive-in-record-room', 'not-in-transit', { transit: undefined }],
  ['request-reopen', 'in-transit', onItsWay],
  ['request-reopen', 'other-office', { classification: 'confidential' }, { by: 'tehsildar' }],
  // The clerk alone, posts that may decide and know nothing of it, and vacant ones.
  ...[
    [],
    ['rajasv1', 'adhikshak', 'deputy', 'lekhaparikshak', 'tehsildar'].map((name) => heldPost(name)),
    [{ ...heldPost('collector'), holder: null }],
    [{ ...heldPost('collector'), holder: heldPost('rajasv1').holder }],
  ].map(
    (posts): Case => [
      ...(['request-reopen', 'no-decider'] as const),
      { classification: 'confidential', readers: { holders: [post('rajasv1').id], superiors: [] } },
      { posts },
    ],
  ),
  ['approve-reopen', 'own-request', {}, { by: 'rajasv1' }],
  ['refuse-reopen', 'own-request', {}, { by: 'rajasv1' }],
  ['refuse-reopen', 'reason-required', {}, { remarks: undefined }],
  ['hold', 'too-many-holds', { holds: Array(50).fill(held(at).holds[0]) }],
  ['end-hold', 'no-hold', { holds: [] }],
  ['end-hold', 'no-hold', held(at)],
  ['end-hold', 'no-hold', {}, { holdId: holdIdOf(2) }],
  ['take-under-review', 'in-transit', onItsWay],
  ...(['weed', 'archive', 'retain'] as const).flatMap((outcome): Case[] => [
    ['take-under-review', 'on-hold', held(), { outcome }],
    ['take-under-review', 'not-due', {}, { outcome, at: '2025-12-31T18:29:59.999Z' }],
    ['take-under-review', 'not-due', { retention: undefined }, { outcome }],
  ]),
  ['take-under-review', 'not-weedable', category('A'), { noObjection: 'NAI/1' }],
  ['take-under-review', 'not-weedable', category('B')],
  ['take-under-review', 'extension-limit', {}, { ...retained, extendYears: 11 }],
  ['take-under-review', 'extension-limit', category('C', 9), retained],
  // One year after a review that was due last January is already over.
  ['take-under-review', 'date-past', category('C'), { ...retained, extendYears: 1 }],
  ['take-under-review', 'date-past', category('A'), { ...retained, extendYears: 1 }],
  ['retain', 'extension-limit', {}, { extendYears: 11 }],
  ['retain', 'extension-limit', category('C', 9)],
  ['archive', 'on-hold', held()],
  ['weed', 'on-hold', held()],
  ['weed', 'not-due', {}, { at: '2025-12-31T18:29:59.999Z' }],
  ['weed', 'not-weedable', category('A'), { noObjection: 'NAI/1' }],
  ['weed', 'not-weedable', category('B')],
  ['weed', 'certificate-missing', {}, { certificate: undefined }],
];

function requestOf(username: string) {
  const { personId } = officer(username);
  return { personId, post: postRef(post('rajasv1')), at, from: 'active' as const };
}

describe('[invariant 14] [invariant 15] [row 26] [row 27] the table of a file’s keeping', () => {
  const pending: readonly FileStatus[] = ['closure-pending', 'reopening-pending'];
  const working: readonly FileStatus[] = ['active', 'parked', 'closure-pending', 'merged'];
  const disposed: readonly FileStatus[] = ['archived', 'weeded'];

  livesByItsTable<Event, File, Asked>({
    machine: fileMachine,
    rules,
    elsewhere: Object.keys(fileMachine.transitions).filter(
      (event) => !(event in fileRecordsTransitions),
    ),
    occasions: (event, state = 'active') =>
      subjectsOf(event, state).map((subject) => ({ subject, asked: askedFor(event) })),
    refused,
    after: (after, before) => {
      expect(File.parse(after)).toEqual(after);
      const { status } = after;
      expect(after.request !== undefined).toBe(pending.includes(status));
      expect(after.retention !== undefined).toBe(!working.includes(status));
      expect(after.reviewId !== undefined).toBe(status === 'under-review');
      expect(after.disposal !== undefined).toBe(disposed.includes(status));
      expect(after.parked !== undefined).toBe(status === 'parked');
      // What it goes by, who may read it, and what held it are never forgotten.
      const { id, number, openedAt, readers } = before;
      expect(after).toMatchObject({ id, number, openedAt });
      expect(after.readers.holders).toEqual(expect.arrayContaining(readers.holders));
      expect(after.readers.holders).toContain(after.holder.postId);
      expect(after.holds.length).toBeGreaterThanOrEqual(before.holds.length);
    },
  });

  describe.each(['normal', 'confidential'] as const)('a %s file', (classification) => {
    const to = heldPost('adhikshak');
    const inLife = (state: FileStatus): File => {
      const active = aged({ classification });
      if (state === 'active') return active;
      const ways: Partial<Record<FileStatus, () => File>> = {
        'closure-pending': () => done('request-close', active, { to, at: then }),
        closed: () => done('approve-close', inLife('closure-pending'), { at: then }),
        'reopening-pending': () => done('request-reopen', inLife('recorded'), { by: 'rajasv1' }),
        recorded: () => done('send-to-record-room', inLife('closed')),
      };
      return ways[state]?.() ?? { ...inState[state](), classification };
    };
    /** What each officer of the sample could do that leads out of the state. */
    const waysOut = (file: File) =>
      sampleUsers.flatMap(({ username }) => {
        const by = officer(username);
        const allowed = allowedActions(by, governed(file));
        return eventsFor(fileMachine, file, { officer: by, at, allowed })
          .filter((event) => {
            const { to: next } = fileMachine.transitions[event as Event] as {
              to: readonly string[];
            };
            return next.some((state) => state !== file.status);
          })
          .map((event) => `${username} ${event}`);
      });

    it.each([...pending, 'active', 'parked', 'closed', 'recorded', 'under-review'] as const)(
      'is led out of %s by somebody of the office',
      (state) => {
        expect(waysOut(inLife(state))).not.toEqual([]);
      },
    );

    it('waits for a decision that another may make, and that the asking post can spare them', () => {
      expect(waysOut(inLife('closure-pending'))).toEqual(
        expect.arrayContaining(['rajasv1 withdraw-request', 'adhikshak approve-close']),
      );
      expect(waysOut(inLife('reopening-pending'))).toEqual(
        expect.arrayContaining(['rajasv1 withdraw-request', 'adhikshak approve-reopen']),
      );
    });
  });

  it('lets through what only just may pass', () => {
    const passes = (event: Event, more: Partial<File>, asked: Partial<Asked> = {}) => {
      const [file] = subjectsOf(event, fileRecordsTransitions[event].from[0]);
      const run = () => done(event, { ...(file as File), ...more }, asked);
      expect(run, event).not.toThrow();
    };
    passes(
      'request-close',
      { classification: 'confidential' },
      { to: heldPost('adhikshak'), at: then },
    );
    passes('withdraw-request', { holder: postRef(post('adhikshak')) });
    passes('approve-close', {}, { remarks: undefined });
    passes('approve-reopen', {}, { remarks: undefined });
    // A superior two levels up, and whoever has the file.
    passes('approve-close', {}, { by: 'collector' });
    passes('approve-close', { holder: postRef(post('sthapna1')) }, { by: 'sthapna1' });
    passes('hold', { holds: Array(49).fill(held(at).holds[0]) });
    for (const event of ['take-under-review', 'archive', 'weed'] as const) passes(event, held(at));
    for (const event of ['take-under-review', 'weed'] as const) {
      passes(event, {}, { at: '2025-12-31T18:30:00.000Z' });
      passes(event, category('B'), { noObjection: 'NAI/1' });
    }
    passes('take-under-review', category('C', 8), retained);
    passes('retain', category('C', 8));
    for (const letter of ['A', 'B'] as const)
      passes('retain', category(letter), { extendYears: 25 });
  });
});
