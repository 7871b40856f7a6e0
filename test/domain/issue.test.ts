import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../shared/domain/calendar.ts';
import { addIssuedLetter } from '../../shared/domain/correspondence.ts';
import type { Office } from '../../shared/domain/directory.ts';
import type { Draft, DraftInput } from '../../shared/domain/draft.ts';
import {
  changeDelivery,
  type Delivery,
  type DeliveryEvent,
  Delivery as DeliveryRecord,
  entryOf,
  type Issuing,
  issueDraft,
  issueStatusOf,
  sameDaySuffix,
  TypedCode,
  VerificationCode,
  verificationCodeOf,
  verificationOf,
} from '../../shared/domain/issue.ts';
import { deliveryMachine } from '../../shared/domain/issueMachine.ts';
import { digest } from '../../shared/store/digest.ts';
import { livesByItsTable } from '../support/covered.ts';
import { collectorate, draftIn, ground, publicWorks, tehsil } from '../support/drafts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, post } from '../support/officers.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const outsider = {
  kind: 'outside',
  name: 'कोई नमूना',
  address: 'ग्राम नमूनापुर',
  mode: 'post',
} as const;
const addressed: Partial<DraftInput> = {
  addressees: [outsider, { kind: 'office', officeId: tehsil?.id ?? '' }],
  copies: [
    { kind: 'office', officeId: publicWorks?.id ?? '' },
    { kind: 'post', postId: post('adm').id },
  ],
};
const receipt = { receiptId: 'rcp_01K00000000000000000000001', number: 'BBZ-TEH/2026/000001' };

function issued(
  more: Partial<Issuing> = {},
  file = aFile('adhikshak'),
  tampered: Partial<Draft> = {},
) {
  const { draft, saved } = draftIn('signed', addressed);
  return issueDraft(file, { ...draft, ...tampered }, officer('adhikshak'), {
    id: 'iss_01K00000000000000000000001',
    number: '1/REV/BBZ-COL/2026-27',
    branch: 'REV',
    serial: 1,
    verificationCode: verificationCodeOf(Array.from({ length: 16 }, (_, n) => n)),
    contentHash: draft.contentHash,
    content: saved.content,
    officeIds: draft.officeIds,
    office: ground.office,
    receiptOf: (officeId) => (officeId === tehsil?.id ? receipt : undefined),
    at,
    digest,
    ...more,
  });
}
const letter = () => issued().issue.record;
const own = collectorate as Office;

describe('[row 13] an issue', () => {
  it('is on record with its number, its text and how it goes to each', () => {
    const { draft, issue } = issued();
    expect(draft.record).toMatchObject({
      status: 'issued',
      issueId: issue.record.id,
      issueNumber: '1/REV/BBZ-COL/2026-27',
    });
    expect(issue.record).toMatchObject({
      status: 'delivering',
      issuedOn: '2026-11-23',
      deliveries: [
        { no: 1, as: 'addressee', mode: 'post', status: 'queued' },
        { no: 2, as: 'addressee', mode: 'intra', status: 'delivered', receipt },
        { no: 3, as: 'copy', mode: 'e-mail', status: 'queued' },
        { no: 4, as: 'copy', mode: 'intra', status: 'delivered' },
      ],
    });
    expect(issue.events).toMatchObject([
      { type: 'issued', pub: { receipts: [receipt.receiptId] }, texts: { letter: {} } },
    ]);
  });

  it('takes the next page of the correspondence side, and closes the draft on the file', () => {
    const file = aFile('adhikshak', {
      correspondenceCount: 2,
      correspondencePages: 7,
      openDrafts: 1,
      draftCount: 1,
    });
    const { item, record, events } = addIssuedLetter(file, letter());
    expect(item).toMatchObject({ kind: 'issue', no: 3, pageFrom: 8, pageTo: 8 });
    expect(record).toMatchObject({ correspondenceCount: 3, correspondencePages: 8, openDrafts: 0 });
    expect(events).toMatchObject([{ place: { series: 'correspondence', no: 3 } }]);
  });

  it('[invariant 10] goes out as the text that was approved and signed, or not at all', () => {
    const { saved } = draftIn('signed', addressed);
    const { draft, issue } = issued();
    expect(issue.record.contentHash).toBe(draft.record.approval?.contentHash);
    expect(issue.record.contentHash).toBe(draft.record.signature?.signedHash);
    const other = { ...saved.content, subject: { hi: 'अन्य विषय' } };
    expect(() => issued({ content: other })).toThrow(refusal('content-changed'));
    const zeros = '0'.repeat(64);
    expect(() => issued({ contentHash: zeros })).toThrow(refusal('content-changed'));
    // Nor when what the draft says was approved or signed is another text.
    const { approval, signature } = draftIn('signed', addressed).draft;
    if (!approval || !signature) throw new Error('The draft is not signed.');
    const file = aFile('adhikshak');
    for (const tampered of [
      { approval: { ...approval, contentHash: zeros } },
      { signature: { ...signature, signedHash: zeros } },
    ]) {
      expect(() => issued({}, file, tampered)).toThrow(refusal('content-changed'));
    }
  });

  it.each([
    ['fewer offices', [tehsil?.id]],
    ['none', []],
    ['another office', [tehsil?.id, 'ofc_01K00000000000000000000000']],
    ['one office twice', [tehsil?.id, tehsil?.id]],
  ])('is refused when the request names %s', (_, officeIds) => {
    expect(() => issued({ officeIds: officeIds as string[] })).toThrow(refusal('offices-differ'));
  });

  it('is refused on a file that is closed', () => {
    expect(() => issued({}, aFile('adhikshak', { status: 'closed' }))).toThrow(
      refusal('file-closed'),
    );
  });

  it.each([
    [0, ''],
    [1, ' (II)'],
    [2, ' (III)'],
    [3, ' (IV)'],
    [8, ' (IX)'],
    [48, ' (XLIX)'],
  ])('after %i others from its file that day is marked “%s”', (before, suffix) => {
    expect(sameDaySuffix(before)).toBe(suffix);
  });
});

describe('the table of a delivery', () => {
  interface Asked {
    readonly reason: string | undefined;
    readonly mode?: 'e-mail';
  }
  type Event = keyof typeof deliveryMachine.transitions;
  const usual: Asked = { reason: 'पता अपूर्ण' };
  /** What becomes of one delivery of a letter, and of no other. */
  const change = (delivery: Delivery, event: DeliveryEvent): Delivery => {
    const { deliveries, ...issue } = letter();
    const rest = deliveries.filter(({ no }) => no !== delivery.no);
    const set = { ...issue, deliveries: [delivery, ...rest] };
    const { record, events } = changeDelivery(set, delivery.no, event, at);
    const [changed, ...others] = record.deliveries as [Delivery, ...Delivery[]];
    expect(others).toEqual(rest);
    expect(events).toMatchObject([{ type: `delivery-${changed.status}` }]);
    return changed;
  };
  const delivery = (no: number) => letter().deliveries[no - 1] as Delivery;

  livesByItsTable<Event, Delivery, Asked>({
    machine: deliveryMachine,
    rules: {
      begin: ({ no }) => delivery(no),
      send: (each, { mode }) => change(each, { kind: 'send', dispatch: { ...(mode && { mode }) } }),
      deliver: (each) => change(each, { kind: 'deliver' }),
      acknowledge: (each) => change(each, { kind: 'acknowledge' }),
      return: (each, { reason }) => change(each, { kind: 'return', reason }),
      resend: (each) => change(each, { kind: 'resend' }),
    },
    occasions: (_, status) =>
      // To somebody outside, and to an office on the system.
      status === undefined
        ? [1, 2].map((no) => ({ subject: delivery(no), asked: usual }))
        : [{ subject: { ...delivery(1), status }, asked: usual }],
    refused: [
      // It is that office’s receipt.
      ['acknowledge', 'delivery-settled', delivery(2)],
      // To somebody of whom no e-mail address is known, whatever else is.
      ['send', 'e-mail-unknown', {}, { mode: 'e-mail' }],
      ['send', 'e-mail-unknown', { ...delivery(4), status: 'queued', mode: 'e-mail' }],
      ['return', 'reason-required', {}, { reason: undefined }],
      ['return', 'reason-required', {}, { reason: '' }],
    ],
    after: (after, { no, to }) => {
      expect(DeliveryRecord.parse(after)).toEqual(after);
      expect(after).toMatchObject({ no, to });
    },
  });
});

describe('a delivery', () => {
  it('knows how often a letter was sent, by which mode and under which tracking number', () => {
    const steps: DeliveryEvent[] = [
      { kind: 'send', dispatch: { mode: 'post', trackingNumber: 'CG1IN' } },
      { kind: 'return', reason: 'पता अपूर्ण' },
      { kind: 'resend' },
      { kind: 'send', dispatch: { mode: 'hand' } },
      { kind: 'deliver' },
      { kind: 'acknowledge' },
    ];
    const end = steps.reduce(
      (issue, event) => changeDelivery(issue, 1, event, at).record,
      letter(),
    );
    expect(end.deliveries[0]).toMatchObject({ attempts: 2, mode: 'hand', status: 'acknowledged' });
    expect(end.deliveries[0]?.trackingNumber).toBeUndefined();
  });

  it('keeps how each attempt that came back had gone, and why: the last ten of them', () => {
    const came = (n: number): DeliveryEvent[] => [
      { kind: 'send', dispatch: { mode: 'post', trackingNumber: `CG${n}IN` } },
      { kind: 'return', reason: `पता ${n}` },
      { kind: 'resend' },
    ];
    const after = (times: number, ...more: DeliveryEvent[]) =>
      [...Array.from({ length: times }, (_, n) => came(n + 1)).flat(), ...more].reduce(
        (issue, event) => changeDelivery(issue, 1, event, at).record,
        letter(),
      ).deliveries[0] as Delivery;
    const one = { mode: 'post', sentAt: at, settledAt: at } as const;
    const first = { ...one, trackingNumber: 'CG1IN', returnedFor: 'पता 1' };
    expect(after(1)).toMatchObject({ status: 'queued', attempts: 1, past: [first] });
    expect(after(1).returnedFor).toBeUndefined();
    const sent = after(1, { kind: 'send', dispatch: { mode: 'hand' } });
    expect(sent).toMatchObject({ status: 'sent', mode: 'hand', attempts: 2, past: [first] });
    expect(sent.trackingNumber).toBeUndefined();
    // The register tells of the newest alone.
    expect(entryOf(sent)).toEqual({
      to: 'कोई नमूना',
      mode: 'hand',
      status: 'sent',
      sentOn: dayOf(at),
    });
    const often = after(12);
    expect(DeliveryRecord.parse(often)).toEqual(often);
    expect(often.attempts).toBe(12);
    expect(often.past?.map(({ returnedFor }) => returnedFor)).toEqual(
      Array.from({ length: 10 }, (_, n) => `पता ${n + 3}`),
    );
  });

  it('is one that the letter has', () => {
    expect(() => changeDelivery(letter(), 9, { kind: 'deliver' }, at)).toThrow(
      refusal('no-delivery'),
    );
  });

  it.each([
    [[], 'issued'],
    [['queued', 'queued'], 'issued'],
    [['queued', 'delivered'], 'delivering'],
    [['sent', 'returned'], 'delivering'],
    [['delivered', 'acknowledged'], 'delivered'],
    [['delivered', 'returned'], 'partly-delivered'],
    [['returned', 'returned'], 'failed'],
  ] as [Delivery['status'][], string][])('deliveries %j make the letter %s', (all, status) => {
    expect(issueStatusOf(all.map((each) => ({ status: each })))).toBe(status);
  });
});

it('a letter to a post is on the system for it; on paper too only where that is asked for', () => {
  const modes = (mode?: 'hand' | 'print') => {
    const to = { kind: 'post' as const, postId: post('adm').id, ...(mode && { mode }) };
    const { draft, saved } = draftIn('signed', { addressees: [to] });
    const { contentHash } = draft;
    return issueDraft(aFile('adhikshak'), draft, officer('adhikshak'), {
      ...{
        id: letter().id,
        number: '2',
        branch: 'REV',
        serial: 2,
        verificationCode: letter().verificationCode,
      },
      ...{ contentHash, content: saved.content, officeIds: [], office: ground.office },
      ...{ receiptOf: () => undefined, at, digest },
    }).issue.record;
  };
  for (const each of [modes(), modes('hand')]) {
    expect(each).toMatchObject({
      status: 'delivered',
      deliveries: [{ mode: 'intra', status: 'delivered', attempts: 1, sentAt: at }],
    });
  }
  expect(modes('print')).toMatchObject({
    status: 'issued',
    deliveries: [{ mode: 'print', status: 'queued' }],
  });
});

describe('a verification code', () => {
  it('is sixteen characters that cannot be mistaken for each other', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 31 }), { minLength: 16, maxLength: 16 }), (values) => {
        expect(VerificationCode.safeParse(verificationCodeOf(values)).success).toBe(true);
      }),
    );
  });

  it('is read however it is keyed in from the paper', () => {
    const code = '7K3M-2Q9T-0000-8XY1';
    for (const typed of [code, '7k3m-2q9t-0000-8xy1', ' 7K3M 2Q9T OOOO 8XYl', '7k3m2q9too0o8xyi']) {
      expect(TypedCode.parse(typed)).toBe(code);
    }
    for (const wrong of ['7K3M-2Q9T-0000', '7K3M-2Q9T-0000-8XYU', '']) {
      expect(TypedCode.safeParse(wrong).success).toBe(false);
    }
  });

  it('tells what the paper shows, and of a confidential letter not what it is about', () => {
    expect(verificationOf(letter(), own)).toMatchObject({
      subject: { hi: 'सीमांकन बाबत' },
      office: own.name,
    });
    const secret = issued({}, aFile('adhikshak', { classification: 'confidential' })).issue.record;
    expect(secret.classification).toBe('confidential');
    expect(verificationOf(secret, own).subject).toBeNull();
  });
});
