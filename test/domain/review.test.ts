import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Officer } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import {
  carryOut,
  certificateOf,
  decideReview,
  mostInReview,
  proposeReview,
  type Review,
  ReviewInput,
  Review as ReviewRecord,
} from '../../shared/domain/review.ts';
import { reviewMachine } from '../../shared/domain/reviewMachine.ts';
import { livesByItsTable } from '../support/covered.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy } from '../support/officers.ts';

const recordsOfficer = officer('regadhikshak');
const superior = officer('deputy3');
const id = 'rev_01K00000000000000000000001';
const fileId = (n: number) => `fil_01K000000000000000000000${String(n).padStart(2, '0')}`;
const certificate = 'BBZ-COL/WEED/2026/0001';
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};
const recorded = (n: number, more: Partial<File> = {}): File =>
  aFile('rajasv1', {
    id: fileId(n),
    number: `BBZ-COL/REV/C-301/${n}/2022-23`,
    status: 'recorded',
    retention: {
      category: 'C',
      years: 3,
      closedOn: '2022-06-15',
      reviewOn: '2026-01-01',
      extendedYears: 0,
    },
    ...more,
  });
type Outcome = 'retain' | 'archive' | 'weed';
const inputOf = (outcomes: readonly Outcome[]): ReviewInput => ({
  items: outcomes.map((outcome, n) => ({
    fileId: fileId(n),
    outcome,
    reason: 'अवधि पूर्ण',
    ...(outcome === 'retain' && { extendYears: 2 }),
  })),
});
const propose = (outcomes: readonly Outcome[], more: Partial<File> = {}) =>
  proposeReview(
    inputOf(outcomes),
    (wanted) => ({
      file: recorded(Number(wanted.slice(-2)), more),
      head: { seq: 7, hash: 'a'.repeat(64), at: '' },
    }),
    recordsOfficer,
    { id, at, policy },
  );
const decide = (
  review: Review,
  more: Partial<Parameters<typeof decideReview>[1]> = {},
  by = superior,
) => decideReview(review, { decision: 'approve', ...more }, by, { at, certificate }).record;
const go = (review: Review, file: File, withheld?: string) =>
  carryOut(review, file, recordsOfficer, { at, policy, withheld });

describe('the table of a review', () => {
  interface Asked {
    readonly by: Officer;
    readonly decision: 'approve' | 'refuse';
    readonly remarks: string | undefined;
    readonly file: File;
  }
  type Event = keyof typeof reviewMachine.transitions;
  const proposed = propose(['weed', 'retain']);
  const [first, second] = proposed.files.map(({ record }) => record) as [File, File];
  const usual: Asked = { by: superior, decision: 'approve', remarks: 'क', file: first };
  const decided = (decision: Asked['decision']) =>
    decide(proposed.review.record, { decision, remarks: 'क' });
  const half = (review: Review) => go(review, first).review.record;
  const inState: Readonly<Record<Review['status'], () => Review>> = {
    proposed: () => proposed.review.record,
    approved: () => decided('approve'),
    refused: () => decided('refuse'),
    completed: () => go(half(decided('approve')), second).review.record,
  };

  livesByItsTable<Event, Review, Asked>({
    machine: reviewMachine,
    rules: {
      propose: () => propose(['weed', 'retain']).review.record,
      decide: (review, { by, decision, remarks }) => decide(review, { decision, remarks }, by),
      execute: (review, { file }) => go(review, file).review.record,
    },
    occasions: (event, state = 'proposed') => {
      const subject = inState[state]();
      if (event === 'decide') {
        return (['approve', 'refuse'] as const).map((decision) => ({
          subject,
          asked: { ...usual, decision },
        }));
      }
      // The last file completes the batch, whatever was decided for it.
      const last = event === 'execute' && (state === 'approved' || state === 'refused');
      return [
        { subject, asked: usual },
        ...(last ? [{ subject: half(subject), asked: { ...usual, file: second } }] : []),
      ];
    },
    refused: [
      ['decide', 'own-request', {}, { by: recordsOfficer }],
      // Nor the same person in another post, were it above.
      ['decide', 'own-request', {}, { by: { ...superior, personId: recordsOfficer.personId } }],
      ['decide', 'not-a-superior', {}, { by: officer('deputy') }],
      ['decide', 'not-a-superior', { superiors: [] }],
      ['decide', 'reason-required', {}, { decision: 'refuse', remarks: undefined }],
      ['execute', 'review-closed', half(inState.approved())],
      ['execute', 'review-closed', half(inState.refused())],
    ],
    after: (after, { id: same, items }) => {
      expect(ReviewRecord.parse(after)).toEqual(after);
      expect(after.id).toBe(same);
      expect(after.items.map((item) => item.fileId)).toEqual(items.map((item) => item.fileId));
    },
  });

  it('takes an approval without remarks', () => {
    expect(decide(inState.proposed(), { remarks: undefined }).status).toBe('approved');
  });
});

describe('[row 27] a review batch', () => {
  it('takes every file under review with its proposal and the hash of its history', () => {
    const { review, files } = propose(['weed', 'retain', 'archive']);
    expect(review.record).toMatchObject({
      status: 'proposed',
      proposedBy: { personId: recordsOfficer.personId },
      items: [
        { fileId: fileId(0), outcome: 'weed', seal: { seq: 7, hash: 'a'.repeat(64) } },
        { outcome: 'retain', extendYears: 2 },
        { outcome: 'archive' },
      ],
    });
    expect(files.map(({ record }) => [record.status, record.reviewId])).toEqual(
      Array(3).fill(['under-review', id]),
    );
    expect(
      propose(['weed'], { classification: 'confidential' }).review.record.items[0]?.subject,
    ).toBeNull();
    expect(code(() => propose(['weed', 'weed'], { status: 'active' }))).toBe('file-active');
  });

  it('names each file once, at most as many as one write can take, and years for what is kept alone', () => {
    const one = { fileId: fileId(1), outcome: 'weed', reason: 'क' };
    const faulty = [
      { items: [] },
      { items: [one, one] },
      { items: [{ ...one, extendYears: 1 }] },
      { items: [{ ...one, outcome: 'retain' }] },
      { items: [{ ...one, reason: '' }] },
      {
        items: Array.from({ length: mostInReview + 1 }, (_, n) => ({ ...one, fileId: fileId(n) })),
      },
    ];
    for (const input of faulty) expect(ReviewInput.safeParse(input).success).toBe(false);
    expect(ReviewInput.safeParse({ items: [one] }).success).toBe(true);
  });

  it('is decided as a whole, with a certificate, or refused', () => {
    const { record } = propose(['weed']).review;
    expect(code(() => decide(record, { except: [fileId(9)] }))).toBe('not-found');
    const approved = decide(record);
    expect(approved).toMatchObject({
      status: 'approved',
      certificate,
      items: [{ approved: true }],
    });
    const refused = decide(record, { decision: 'refuse', remarks: 'पुनः देखें' });
    expect(refused).toMatchObject({ status: 'refused', items: [{ approved: false }] });
    expect(refused.certificate).toBeUndefined();
  });

  it('has a certificate only when something is to be weeded', () => {
    expect(decide(propose(['retain', 'archive']).review.record).certificate).toBeUndefined();
    const { record } = propose(['retain', 'weed']).review;
    expect(decide(record, { except: [fileId(1)] }).certificate).toBeUndefined();
    expect(certificateOf(record)).toBeUndefined();
  });

  it('[invariant 15] is carried out only when it is decided, once for each file', () => {
    const { review, files } = propose(['weed', 'retain']);
    const [first, second] = files.map(({ record }) => record) as [File, File];
    expect(code(() => go(review.record, first))).toBe('review-undecided');
    const approved = decide(review.record);
    expect(code(() => go(approved, recorded(5)))).toBe('not-found');
    const done = go(approved, first);
    expect(done.file.record).toMatchObject({ status: 'weeded', disposal: { certificate } });
    expect(done.review.record.status).toBe('approved');
    expect(code(() => go(done.review.record, first))).toBe('review-closed');
    const last = go(done.review.record, second);
    expect(last.file.record).toMatchObject({
      status: 'recorded',
      retention: { extendedYears: 2, reviewOn: '2028-01-01' },
    });
    expect(last.review.record.status).toBe('completed');
    expect(code(() => go(last.review.record, second))).toBe('review-closed');
    expect(certificateOf(last.review.record)).toMatchObject({
      number: certificate,
      complete: true,
      files: [{ fileId: fileId(0), weededAt: at, seal: { seq: 7 } }],
    });
  });

  it('[invariant 15] weeds nothing that has been held since; what is withheld goes back', () => {
    const { review, files } = propose(['weed']);
    const approved = decide(review.record);
    const file: File = {
      ...(files[0]?.record as File),
      holds: [{ id: 'hld_01K00000000000000000000001', orderRef: 'WP 1', from: at }],
    };
    expect(code(() => go(approved, file))).toBe('on-hold');
    const back = go(approved, file, 'न्यायालय की रोक');
    expect(back.file.record.status).toBe('recorded');
    expect(back.review.events[0]).toMatchObject({
      pub: { result: 'released' },
      texts: { withheld: 'न्यायालय की रोक' },
    });
    expect(certificateOf(back.review.record)).toMatchObject({ files: [], complete: true });
  });

  it('of any make-up ends with each file where its decision takes it', () => {
    const outcome = fc.constantFrom<Outcome>('retain', 'archive', 'weed');
    const item = fc.record({ outcome, except: fc.boolean(), withheld: fc.boolean() });
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        (items, approve) => {
          const { review, files } = propose(items.map((each) => each.outcome));
          const except = items.flatMap((each, n) => (each.except ? [fileId(n)] : []));
          let state = decide(review.record, {
            decision: approve ? 'approve' : 'refuse',
            remarks: 'क',
            except,
          });
          items.forEach(({ outcome: wanted, except: left, withheld }, n) => {
            const done = go(state, files[n]?.record as File, withheld ? 'ख' : undefined);
            state = done.review.record;
            const stays = !approve || left || withheld;
            expect(done.file.record.status).toBe(
              stays || wanted === 'retain' ? 'recorded' : wanted === 'weed' ? 'weeded' : 'archived',
            );
            expect(done.file.record.reviewId).toBeUndefined();
            expect(state.status === 'completed').toBe(n === items.length - 1);
          });
          const weeded = state.items.filter(({ result }) => result === 'weeded');
          expect(certificateOf(state)?.files.map((each) => each.fileId) ?? []).toEqual(
            weeded.map((each) => each.fileId),
          );
          if (weeded.length > 0) expect(state.certificate).toBe(certificate);
        },
      ),
      { numRuns: 60 },
    );
  });
});
