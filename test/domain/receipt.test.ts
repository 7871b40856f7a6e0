import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleDistrict, sampleUsers } from '../../infra/local/sampleDistrict.ts';
import {
  addWorkingDays,
  dayAfter,
  dayOf,
  workingMinutesBetween,
} from '../../shared/domain/calendar.ts';
import { addCorrespondence, settleLetter } from '../../shared/domain/correspondence.ts';
import {
  type HeldPost,
  type Office,
  type Policy,
  type Post,
  postRef,
} from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { File } from '../../shared/domain/file.ts';
import { codesOf, eventsFor } from '../../shared/domain/machine.ts';
import { keeping, send } from '../../shared/domain/movement.ts';
import { allowedActions } from '../../shared/domain/policy.ts';
import {
  diarise,
  enclosuresMissing,
  enteredBefore,
  Receipt,
  ReceiptInput,
  ReceiptStatus,
  remind,
  sameLetterOf,
  TrackingToken,
  trackingTokenOf,
  watchOf,
} from '../../shared/domain/receipt.ts';
import {
  addScans,
  Correction,
  chaseEnclosures,
  correct,
  dispose,
  noteEnclosures,
  putInFile,
  reopen,
  settle,
  voidLetter,
} from '../../shared/domain/receiptCare.ts';
import { receiptMachine } from '../../shared/domain/receiptMachine.ts';
import {
  giveLetterBack,
  mark,
  openLetter,
  pullLetterUp,
  recallLetter,
  receivePaper,
  transfer,
} from '../../shared/domain/receiptMovement.ts';
import { type AskedClassification, noReaders, withReader } from '../../shared/domain/record.ts';
import { Tracked, TrackRow, trackedAt, trackRowOf } from '../../shared/domain/tracking.ts';
import { governed } from '../../shared/http/access.ts';
import { livesByItsTable } from '../support/covered.ts';
import { aFile } from '../support/files.ts';
import { above, at, heldPost, officer, policy, post } from '../support/officers.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const idOf = (n: number) => `rcp_01K${`${n}`.padStart(23, '0')}`;
const documentId = 'doc_01K00000000000000000000001';
const scan = { documentId, pages: 3, sha256: 'a'.repeat(64) };
const token = trackingTokenOf(Array.from({ length: 16 }, (_, index) => index));
const [collectorate, tehsil, publicWorks] = sampleDistrict.offices as [Office, Office, Office];
const later = '2026-11-24T06:00:00.000Z';
const muchLater = '2026-12-20T06:00:00.000Z';
const act = { at, policy };

const entered = (more: Partial<ReceiptInput> = {}) =>
  ReceiptInput.parse({
    subject: { hi: 'सीमांकन हेतु आवेदन' },
    sender: { kind: 'citizen', name: 'श्रीमती द्रौपदी निर्मलकर' },
    letter: { number: '१२/२०२६', date: '2026-11-20', language: 'hi' },
    channel: 'counter',
    ...more,
  });
const numbered = (documents = [scan]) => ({
  id: idOf(1),
  number: 'BBZ-COL/2026/000117',
  serial: 117,
  trackingToken: token,
  documents,
  policy,
  at,
});
/** A letter on the inward clerk's desk. */
const diarised = (more: Partial<ReceiptInput> = {}, documents = [scan]): Receipt =>
  diarise(entered(more), officer('aavak'), numbered(documents)).record;
const paper = (more: Partial<ReceiptInput> = {}) => diarised({ nature: 'physical', ...more }, []);
const marked = (receipt = diarised(), to = 'rajasv1', by = 'aavak') =>
  mark(receipt, post(to), officer(by), act).record;
const filed = () => putInFile(marked(), aFile(), officer('rajasv1'), act).record;
const ended = (receipt: Receipt, by: ReturnType<typeof officer>, when = at): Receipt =>
  dispose(receipt, by, { reason: 'no-action', at: when, above: above(by.post) }).record;
const closed = () => ended(marked(), officer('rajasv1'));
const voided = () => voidLetter(diarised(), officer('aavak'), { reason: 'भूलवश', at }).record;
const there = { office: tehsil, id: idOf(2), number: 'BBZ-TEH/2026/000009', serial: 9 };
const transferred = (receipt = marked(), by = 'rajasv1') =>
  transfer(receipt, officer(by), there, act);

describe('[row 1] diarising', () => {
  it('enters all that the letter says, with its number, its desk and the token of its slip', () => {
    const { record, events } = diarise(
      entered({
        category: 'राजस्व',
        remarks: 'नक्शा संलग्न',
        receivedOn: '2026-11-22',
        channel: 'jan-darshan',
        urgency: 'immediate',
        watch: 'jan-darshan',
        enclosures: [{ description: 'नक्शा', count: 2, received: 1 }],
      }),
      officer('aavak'),
      numbered(),
    );
    expect(Receipt.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      number: 'BBZ-COL/2026/000117',
      nature: 'electronic',
      status: 'diarised',
      letter: { number: '12/2026' },
      holder: { postId: post('aavak').id },
      documents: [scan],
      trackingToken: token,
      watch: { category: 'jan-darshan', from: '2026-11-22', days: 7, counts: 'working' },
      dueAt: record.watch?.dueAt,
    });
    expect(events).toMatchObject([
      {
        type: 'diarised',
        pub: { number: record.number, nature: 'electronic', documents: [documentId] },
      },
    ]);
  });

  it('keeps how to reach the sender as sealed text alone', () => {
    const sender = {
      kind: 'citizen',
      name: 'कोई नमूना',
      mobile: '९८७६५ ४३२१०',
      email: 'koi@example.in',
    } as const;
    const { record, events } = diarise(entered({ sender }), officer('aavak'), numbered());
    expect(JSON.stringify(record)).not.toMatch(/9876543210|koi@/);
    expect(JSON.stringify(events.map(({ pub }) => pub))).not.toMatch(/9876543210|koi@/);
    expect(events[0]?.texts?.contact).toEqual({ mobile: '9876543210', email: 'koi@example.in' });
    expect(
      ReceiptInput.safeParse({ ...entered(), sender: { ...sender, mobile: '12345' } }).success,
    ).toBe(false);
  });

  it('needs no scan of paper, and no watch without a clock', () => {
    expect(paper()).toMatchObject({ nature: 'physical', documents: [] });
    const blind = { ...policy, watchClocks: [] };
    expect(() =>
      diarise(entered({ watch: 'rti' }), officer('aavak'), { ...numbered(), policy: blind }),
    ).toThrow(refusal('no-such-clock'));
  });

  it('cannot be both a copy and a reminder, nor have got more than was enclosed', () => {
    const both = { ...entered(), duplicateOfId: idOf(3), remindsReceiptId: idOf(3) };
    expect(ReceiptInput.safeParse(both).success).toBe(false);
    const enclosures = [{ description: 'नक्शा', count: 1, received: 2 }];
    expect(ReceiptInput.safeParse({ ...entered(), enclosures }).success).toBe(false);
  });

  it('knows a letter by its number, date and sender, however they are written', () => {
    const same = sameLetterOf(entered().letter, entered().sender);
    const other = entered({
      letter: { number: '12 - 2026', date: '2026-11-20', language: 'en' },
      sender: { kind: 'citizen', name: 'श्रीमती  द्रौपदी निर्मलकर' },
    });
    expect(sameLetterOf(other.letter, other.sender)).toBe(same);
    expect(sameLetterOf({ ...other.letter, date: '2026-11-21' }, other.sender)).not.toBe(same);
    expect(sameLetterOf({ language: 'hi', number: '12' }, other.sender)).toBeUndefined();
  });

  it('makes tokens that the API takes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 16, maxLength: 16 }), (values) => {
        expect(TrackingToken.safeParse(trackingTokenOf(values)).success).toBe(true);
      }),
    );
  });
});

describe('watched letters', () => {
  it('run by the calendar where a law counts so, to the end of the last day in India', () => {
    expect(watchOf('rti', '2026-11-23', policy)).toMatchObject({
      dueAt: '2026-12-23T18:29:59.999Z',
      basis: { en: 'Right to Information Act, 2005' },
    });
  });

  it('have exactly so many calendar or working days, whatever the day they came', () => {
    const categories = policy.watchClocks.map(({ category }) => category);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 600 }),
        fc.constantFrom(...categories),
        (n, category) => {
          const from = dayAfter('2026-04-01', n);
          const { counts, days, dueAt } = watchOf(category, from, policy);
          if (counts === 'calendar') expect(dayOf(dueAt)).toBe(dayAfter(from, days));
          else {
            // Seven and a half hours each, after the day itself.
            const midnight = new Date(Date.parse(`${from}T18:30:00.000Z`)).toISOString();
            expect(workingMinutesBetween(midnight, dueAt, policy)).toBe(days * 450);
          }
        },
      ),
    );
  });

  it('keep their clock and what was asked for apart, so that a correction neither puts one off nor loses it', () => {
    const [soon, far] = ['2026-11-25T06:00:00.000Z', '2030-01-01T06:00:00.000Z'];
    const clock = '2026-12-23T18:29:59.999Z';
    const put = (receipt: Receipt, more: object) =>
      correct(receipt, { ...more, reason: 'क' }, officer('aavak'), act).record;
    const watched = diarised({ watch: 'rti' });
    expect(put(watched, { dueAt: far }).dueAt).toBe(clock);
    expect(put(watched, { dueAt: soon }).dueAt).toBe(soon);
    const asked = diarised({ dueAt: soon });
    expect(put(asked, { watch: 'rti' })).toMatchObject({ dueAt: soon, watch: { dueAt: clock } });
    expect(put(put(watched, { dueAt: soon }), { watch: 'vip' }).dueAt).toBe(soon);
    expect(put(asked, { urgency: 'priority' }).dueAt).toBe(soon);
    expect(transferred(put(watched, { dueAt: soon }), 'aavak').there.record.dueAt).toBe(soon);
  });

  it('are due by the earlier of the clock and what the clerk says', () => {
    const soon = '2026-11-25T06:00:00.000Z';
    expect(diarised({ watch: 'rti', dueAt: soon }).dueAt).toBe(soon);
    expect(diarised({ watch: 'rti', dueAt: '2027-06-01T06:00:00.000Z' }).dueAt).toBe(
      '2026-12-23T18:29:59.999Z',
    );
  });
});

describe('marking', () => {
  it('of an electronic letter arrives at once, unopened', () => {
    const { record, events } = mark(diarised(), post('rajasv1'), officer('aavak'), {
      ...act,
      copies: [post('deputy')],
      remarks: 'परीक्षण करें',
    });
    expect(record).toMatchObject({
      status: 'at-post',
      holder: { postId: post('rajasv1').id },
      lastMove: { from: { postId: post('aavak').id }, at },
      readers: { named: [post('deputy').id] },
    });
    expect(record.lastMove?.openedAt).toBeUndefined();
    expect(events).toMatchObject([
      {
        type: 'marked',
        pub: { copies: [{ postId: post('deputy').id }], heldWorkingMinutes: 0 },
        texts: { remarks: 'परीक्षण करें' },
      },
    ]);
  });

  it('[row 2] of paper leaves custody with the sender until the post says that it has come', () => {
    for (const letter of [paper(), diarised({ nature: 'hybrid' })]) {
      const onItsWay = marked(letter);
      expect(onItsWay).toMatchObject({
        status: 'in-transit',
        holder: { postId: post('aavak').id },
        transit: { to: { postId: post('rajasv1').id } },
      });
      expect(onItsWay.readers.holders).not.toContain(post('rajasv1').id);
      const { record, events } = receivePaper(onItsWay, officer('rajasv1'), { at: later, policy });
      expect(record).toMatchObject({
        status: 'at-post',
        holder: { postId: post('rajasv1').id },
        holderSince: later,
      });
      expect(record.transit).toBeUndefined();
      expect(record.readers.holders).toContain(post('rajasv1').id);
      expect(events[0]?.pub).toMatchObject({ sentAt: at, heldWorkingMinutes: 450 });
    }
  });

  it('says why once the letter has lain beyond the limit', () => {
    const delay = { code: 'field-report', remarks: 'पटवारी प्रतिवेदन' };
    const late = { at: muchLater, policy, delay };
    const { events } = mark(diarised(), post('rajasv1'), officer('aavak'), late);
    expect(events).toMatchObject([
      { pub: { delayReason: 'field-report' }, texts: { delayRemarks: 'पटवारी प्रतिवेदन' } },
    ]);
  });
});

describe('[row 44] pulling back', () => {
  it('gives the letter back as it was, and the post that did not open it no longer reads it', () => {
    const sent = marked();
    expect(sent.readers.holders).toContain(post('rajasv1').id);
    const { record } = recallLetter(sent, officer('aavak'), { at: later, policy });
    expect(record).toMatchObject({
      status: 'at-post',
      holder: { postId: post('aavak').id },
      holderSince: later,
    });
    expect(record.readers.holders).toEqual([post('aavak').id]);
    expect(record.lastMove).toBeUndefined();
  });

  it('of paper on its way leaves the sender’s time as it ran', () => {
    const { record } = recallLetter(marked(paper()), officer('aavak'), { at: later, policy });
    expect(record).not.toHaveProperty('pulledBack');
    expect(record).toMatchObject({ status: 'at-post', holderSince: at });
    expect(record.transit).toBeUndefined();
  });

  it.each(['mark', 'transfer'] as const)(
    'is no way round the limit of one’s time with the letter: to %s it late one says why',
    (event) => {
      const by = officer('aavak');
      let letter = diarised();
      // As often as one likes, each time before the limit.
      for (const day of ['24', '26', '30']) {
        const when = `2026-11-${day}T06:00:00.000Z`;
        letter = mark(letter, post('rajasv1'), by, { at: when, policy }).record;
        letter = recallLetter(letter, by, { at: when, policy }).record;
        expect(Receipt.parse(letter)).toEqual(letter);
        expect(letter).toMatchObject({ holderSince: when, pulledBack: { at: when, since: at } });
      }
      const on = (when: string, code?: string) => () => {
        const act = { at: when, policy, ...(code && { delay: { code } }) };
        return event === 'mark'
          ? mark(letter, post('rajasv1'), by, act).record
          : transfer(letter, by, there, act).here.record;
      };
      const last = addWorkingDays(at, policy.dwellLimitDays, policy);
      const late = new Date(Date.parse(last) + 1).toISOString();
      expect(on(last)).not.toThrow();
      expect(on(late)).toThrow(refusal('delay-reason-required'));
      expect(on(late, 'leave')).not.toThrow();
      // Of whoever gets it next the time begins anew.
      if (event === 'mark') expect(on(late, 'leave')()).not.toHaveProperty('pulledBack');
    },
  );

  it('takes the copies for information back that went with it, and leaves those from before', () => {
    const to = (receipt: Receipt, by: string, ...copies: Post[]) =>
      mark(receipt, post('rajasv1'), officer(by), { ...act, copies }).record;
    for (const letter of [diarised(), paper()]) {
      const sent = to(letter, 'aavak', post('deputy'));
      expect(sent.readers.named).toEqual([post('deputy').id]);
      const back = recallLetter(sent, officer('aavak'), act).record;
      expect(back.readers).toEqual(letter.readers);
    }
    const had = openLetter(
      marked(to(diarised(), 'aavak', post('deputy')), 'deputy2', 'rajasv1'),
      officer('deputy2'),
      at,
    );
    const back = recallLetter(to(had.record, 'deputy2', post('adm')), officer('deputy2'), act);
    expect(back.record.readers.named).toEqual([post('deputy').id]);
  });

  it('is over once it was opened, or its paper received', () => {
    const by = officer('aavak');
    const opened = openLetter(marked(), officer('rajasv1'), at).record;
    expect(() => recallLetter(opened, by, act)).toThrow(refusal('already-opened'));
    const received = receivePaper(marked(paper()), officer('rajasv1'), act).record;
    expect(() => recallLetter(received, by, act)).toThrow(refusal('already-opened'));
  });

  it('is over when the post works on the letter without opening it first', () => {
    const noted = noteEnclosures(marked(), { enclosures: [] }, officer('rajasv1'), at).record;
    expect(() => recallLetter(noted, officer('aavak'), act)).toThrow(refusal('already-opened'));
  });
});

describe('opening and receiving', () => {
  it('opens once; again changes nothing', () => {
    const once = openLetter(marked(), officer('rajasv1'), at);
    expect(once.events).toMatchObject([{ type: 'opened-on-desk' }]);
    expect(openLetter(once.record, officer('rajasv1'), later)).toEqual({
      record: once.record,
      events: [],
    });
  });
});

describe('transfer to another office', () => {
  it('ends the letter here and diarises it there, each naming the other', () => {
    const { here, there: arrived } = transferred(marked(diarised({ watch: 'rti' })));
    expect(here.record).toMatchObject({
      status: 'transferred',
      transferredTo: { officeId: tehsil.id, receiptId: idOf(2), number: 'BBZ-TEH/2026/000009' },
    });
    expect(arrived.record).toMatchObject({
      id: idOf(2),
      officeId: tehsil.id,
      number: 'BBZ-TEH/2026/000009',
      status: 'at-post',
      holder: { postId: tehsil.inwardPost?.id },
      transferredFrom: { officeId: collectorate.id, receiptId: idOf(1) },
      documents: [scan],
      trackingToken: token,
      dueAt: here.record.dueAt,
      receivedOn: '2026-11-23',
    });
    expect(arrived.record.readers.holders).toEqual([tehsil.inwardPost?.id]);
    expect(Receipt.parse(arrived.record)).toEqual(arrived.record);
    // What is with the other office's registry was not sent by a post of this one.
    expect(() => recallLetter(arrived.record, officer('rajasv1'), act)).toThrow(
      refusal('not-in-transit'),
    );
  });

  it('of paper has still to be received there', () => {
    const { there: arrived } = transferred(paper(), 'aavak');
    expect(arrived.record).toMatchObject({
      status: 'in-transit',
      transit: { to: { postId: tehsil.inwardPost?.id } },
    });
    const received = receivePaper(arrived.record, officer('vachak'), act).record;
    expect(received.status).toBe('at-post');
  });
});

describe('[row 8] in a file', () => {
  it('[invariant 12] is in one file at most, and moves no more alone', () => {
    const inFile = filed();
    expect(inFile).toMatchObject({ status: 'filed', fileId: aFile().id });
    const by = officer('rajasv1');
    for (const again of [
      () => putInFile(inFile, aFile(), by, act),
      () => mark(inFile, post('deputy'), by, act),
      () => transfer(inFile, by, there, act),
      () => receivePaper(inFile, by, act),
      () => recallLetter(inFile, officer('aavak'), act),
      () => ended(inFile, by),
    ]) {
      expect(again).toThrow(refusal('already-filed'));
    }
  });

  it('is under consideration until it is disposed of', () => {
    const letter = marked();
    const first = addCorrespondence(aFile(), letter, { at });
    expect(first.item).toMatchObject({ no: 1, flag: 'puc', pageFrom: 1, pageTo: 3 });
    const second = addCorrespondence(first.record, letter, { at });
    expect(second.item).toMatchObject({ no: 2, flag: 'fr', pageFrom: 4, pageTo: 6 });
    expect(second.record.pendingLetters).toEqual([1, 2]);
    const outcome = { receiptId: letter.id, outcome: 'answered' } as const;
    const done = settleLetter(second.record, 1, outcome, at);
    expect(done.record.pendingLetters).toEqual([2]);
    expect(done.events).toMatchObject([
      { type: 'letter-disposed', pub: { no: 1, outcome: 'answered' } },
    ]);
    expect(() => settleLetter(done.record, 1, outcome, at)).toThrow(refusal('letter-disposed'));
    expect(addCorrespondence(aFile(), letter, { at, flag: 'fr' }).item.flag).toBe('fr');
  });

  it('wakes a file that was parked', () => {
    const parked = aFile('rajasv1', {
      status: 'parked',
      parked: { until: '2026-12-20', since: at },
    });
    const { record, events } = addCorrespondence(parked, marked(), { at });
    expect(record.status).toBe('active');
    expect(record.parked).toBeUndefined();
    expect(events.map(({ type }) => type)).toEqual(['woken', 'letter-filed']);
    const done = aFile('rajasv1', { status: 'closed' });
    expect(() => addCorrespondence(done, marked(), { at })).toThrow(refusal('file-closed'));
  });

  it('takes a confidential letter where the file is', () => {
    const letter = marked(diarised({ classification: 'confidential' }));
    const secure = aFile('rajasv1', { classification: 'confidential' });
    expect(putInFile(letter, secure, officer('rajasv1'), act).record.status).toBe('filed');
  });

  it('makes a letter confidential that goes into a confidential file, and leaves others as they are', () => {
    const by = officer('rajasv1');
    const secure = aFile('rajasv1', { classification: 'confidential' });
    const raised = putInFile(marked(), secure, by, act);
    expect(raised.record.classification).toBe('confidential');
    expect(raised.events[0]?.pub).toMatchObject({
      fileId: secure.id,
      classification: 'confidential',
    });
    const open = putInFile(marked(), aFile(), by, act);
    expect(open.record.classification).toBe('normal');
    expect(open.events[0]?.pub).not.toHaveProperty('classification');
  });

  it('has lain at its desk until then, as any other stop', () => {
    const { events } = putInFile(marked(), aFile(), officer('rajasv1'), { at: later, policy });
    const here = postRef(post('rajasv1'));
    expect(events).toEqual([
      {
        type: 'filed',
        pub: {
          fileId: aFile().id,
          from: here,
          to: here,
          heldSince: at,
          heldWorkingMinutes: workingMinutesBetween(at, later, policy),
        },
      },
    ]);
  });

  describe('[invariant 19] does not begin its time at the desk anew', () => {
    const long = '2026-10-01T06:00:00.000Z';
    const soon = '2026-12-01T06:00:00.000Z';
    const kept = (file: File, letter: Receipt) =>
      keeping(addCorrespondence(file, letter, { at: soon }).record, policy, undefined).keepUntil;
    const from = (since: string) => addWorkingDays(since, policy.dwellLimitDays, policy);
    const letter = (more: Partial<Receipt>) => ({ ...marked(), ...more });

    it('the file owes the reason from when the older of the two came', () => {
      const file = aFile('rajasv1', { holderSince: soon });
      const old = letter({ holderSince: long });
      const { record } = addCorrespondence(file, old, { at: soon });
      expect(File.parse(record)).toEqual(record);
      expect(record.holderSince).toBe(soon);
      expect(() =>
        send(record, undefined, heldPost('adhikshak'), officer('rajasv1'), { at: soon, policy }),
      ).toThrow(refusal('delay-reason-required'));
      expect(kept(file, old)).toBe(from(long));
      // Also when the letter was sent and pulled back, and when the file was.
      const recalled = letter({ holderSince: soon, pulledBack: { at: soon, since: long } });
      expect(kept(file, recalled)).toBe(from(long));
      const back = { ...file, pulledBack: { at: soon, since: long } };
      expect(kept(back, letter({ holderSince: at }))).toBe(from(long));
      expect(kept(back, letter({ holderSince: '2026-09-01T06:00:00.000Z' }))).toBe(
        from('2026-09-01T06:00:00.000Z'),
      );
      // A letter that came after the file changes nothing.
      const first = aFile('rajasv1', { holderSince: long });
      expect(
        addCorrespondence(first, letter({ holderSince: at }), { at: soon }).record,
      ).not.toHaveProperty('pulledBack');
    });

    it('the post that gets the file next has its own time', () => {
      const { record } = addCorrespondence(
        aFile('rajasv1', { holderSince: soon }),
        letter({ holderSince: long }),
        { at: soon },
      );
      const delay = { code: 'workload' };
      const sent = send(record, undefined, heldPost('adhikshak'), officer('rajasv1'), {
        at: soon,
        policy,
        delay,
      });
      expect(keeping(sent.record, policy, undefined).keepUntil).toBe(from(soon));
    });
  });

  it('is settled by its file', () => {
    expect(settle(filed(), aFile().id, later).record).toMatchObject({
      status: 'filed',
      settledAt: later,
    });
  });
});

describe('a letter that went astray', () => {
  const reason = 'इस शाखा का विषय नहीं';
  const from = heldPost('aavak');

  it('is given back by whoever opened it, though they may not mark; it is open to no new post', () => {
    const clerk = { ...officer('patwari1'), post: { ...post('rajasv1'), capabilities: [] } };
    const had = openLetter(marked(), clerk, at).record;
    const { record, events } = giveLetterBack(had, from, clerk, { at: later, policy, reason });
    expect(Receipt.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      status: 'at-post',
      holder: { postId: post('aavak').id },
      holderSince: later,
      readers: had.readers,
      lastMove: { from: { postId: post('rajasv1').id }, sinceBefore: at },
    });
    expect(record.lastMove?.openedAt).toBeUndefined();
    expect(events).toMatchObject([
      {
        type: 'returned',
        pub: { from: { postId: post('rajasv1').id }, to: { postId: post('aavak').id } },
        texts: { reason },
      },
    ]);
    // The post that gave it back may take that back, and the one that got it may give it back in turn.
    expect(recallLetter(record, clerk, act).record.holder.postId).toBe(clerk.post.id);
    const again = { at: later, policy, reason };
    expect(
      giveLetterBack(record, heldPost('rajasv1'), officer('aavak'), again).record,
    ).toMatchObject({
      holder: { postId: post('rajasv1').id },
    });
  });

  it('of paper is on its way back until it is received, and says why it was kept long', () => {
    const had = receivePaper(marked(paper()), officer('rajasv1'), act).record;
    const delay = { code: 'field-report', remarks: 'स्थल निरीक्षण' };
    const late = { at: muchLater, policy, reason, delay };
    const { record, events } = giveLetterBack(had, from, officer('rajasv1'), late);
    expect(record).toMatchObject({ status: 'in-transit', holder: { postId: post('rajasv1').id } });
    expect(events[0]).toMatchObject({
      pub: { onItsWay: true, delayReason: 'field-report' },
      texts: { reason, delayRemarks: 'स्थल निरीक्षण' },
    });
    const back = receivePaper(record, officer('aavak'), { at: muchLater, policy }).record;
    expect(back).toMatchObject({ status: 'at-post', holder: { postId: post('aavak').id } });
  });

  it('is pulled up by a post above the one that has it, which has opened it by that', () => {
    const up = { at: later, policy, reason };
    for (const by of ['adhikshak', 'deputy', 'collector']) {
      const { record, events } = pullLetterUp(marked(), post('rajasv1'), officer(by), up);
      expect(Receipt.parse(record)).toEqual(record);
      expect(record).toMatchObject({
        status: 'at-post',
        holder: { postId: post(by).id },
        lastMove: { openedAt: later, pulledUp: true },
      });
      expect(record.readers.holders).toContain(post(by).id);
      expect(events).toMatchObject([{ type: 'pulled-up', texts: { reason } }]);
      expect(() => recallLetter(record, officer('rajasv1'), act)).toThrow(
        refusal('not-the-sender'),
      );
    }
    const { record } = pullLetterUp(paper(), post('aavak'), officer('regadhikshak'), up);
    expect(record).toMatchObject({
      status: 'in-transit',
      holder: { postId: post('aavak').id },
      transit: { to: { postId: post('regadhikshak').id } },
    });
  });
});

describe('ending without a file', () => {
  it('[invariant 16] of a confidential letter leaves somebody who can open it again, whoever closed it', () => {
    const offices = new Set<string>();
    for (const { username } of sampleUsers) {
      const by = officer(username);
      const { post: desk } = by;
      for (const classification of ['normal', 'confidential'] as const) {
        for (const had of [[], above(desk).slice(0, 1)]) {
          const readers = [desk, ...had].reduce(withReader, noReaders);
          const letter = { ...diarised(), officeId: desk.officeId, holder: postRef(desk) };
          const shut = ended({ ...letter, classification, readers }, by);
          const able = sampleUsers.filter((each) => {
            const other = officer(each.username);
            const allowed = allowedActions(other, governed(shut));
            return eventsFor(receiptMachine, shut, { officer: other, at, allowed }).includes(
              'reopen',
            );
          });
          expect(able, `${username} ${classification}`).not.toEqual([]);
          // A superior where one may know of it, else the very post.
          expect(able.map((each) => each.username).includes(username)).toBe(
            shut.closed?.superiors.length === 0,
          );
        }
      }
      offices.add(desk.officeId);
    }
    expect(offices.size).toBe(2);
    const secret = { ...marked(), classification: 'confidential' as const };
    const by = { reason: 'पुनः परीक्षण', at: later };
    const shut = ended(secret, officer('rajasv1'));
    expect(reopen(shut, officer('collector'), by).record.status).toBe('at-post');
    expect(() => reopen(shut, officer('deputy'), by)).toThrow(refusal('not-a-superior'));
  });

  it('is closed with a reason, and opened again by a superior of the post that closed it', () => {
    const shut = closed();
    expect(shut).toMatchObject({ status: 'closed', closed: { reason: 'no-action' } });
    const open = reopen(shut, officer('adhikshak'), { reason: 'पुनः परीक्षण', at: later });
    expect(open.record).toMatchObject({
      status: 'at-post',
      holder: { postId: post('rajasv1').id },
    });
    expect(open.record.closed).toBeUndefined();
  });

  it('is opened again by the very post that closed it where nobody is above', () => {
    const by = officer('collector');
    expect(by.post.superiors).toEqual([]);
    const shut = ended(marked(diarised(), 'collector'), by);
    const again = { reason: 'उत्तर अपूर्ण है', at: later };
    expect(reopen(shut, by, again).record).toMatchObject({
      status: 'at-post',
      holder: { postId: by.post.id },
    });
    for (const other of ['aavak', 'adm', 'sthapna1']) {
      expect(() => reopen(shut, officer(other), again)).toThrow(refusal('not-a-superior'));
    }
    expect(
      eventsFor(receiptMachine, shut, {
        officer: by,
        at,
        allowed: allowedActions(by, governed(shut)),
      }),
    ).toEqual(['reopen']);
  });

  it('[invariant 11] is void only before it moves; its number is burnt', () => {
    expect(voided()).toMatchObject({ status: 'void', number: 'BBZ-COL/2026/000117' });
    const by = officer('aavak');
    expect(() => voidLetter(marked(), by, { reason: 'क', at })).toThrow(refusal('already-moved'));
    const back = recallLetter(marked(), by, act).record;
    expect(() => voidLetter(back, by, { reason: 'क', at })).toThrow(refusal('already-moved'));
  });
});

describe('corrections', () => {
  it('seal what stood there before, with the reason', () => {
    const { record, events } = correct(
      diarised(),
      { subject: { hi: 'बटांकन हेतु' }, location: 'रैक 4', watch: 'vip', reason: 'त्रुटि' },
      officer('aavak'),
      act,
    );
    expect(record).toMatchObject({
      subject: { hi: 'बटांकन हेतु' },
      location: 'रैक 4',
      watch: { category: 'vip' },
    });
    expect(events).toMatchObject([
      {
        type: 'corrected',
        pub: { fields: ['subject', 'location', 'watch'], watch: 'vip' },
        texts: {
          reason: 'त्रुटि',
          before: { subject: { hi: 'सीमांकन हेतु आवेदन' }, location: null },
        },
      },
    ]);
    expect(JSON.stringify(events[0]?.pub)).not.toContain('बटांकन');
  });

  it('say of a letter that it is a copy, or a reminder, but never both', () => {
    const put = (receipt: Receipt, more: object) =>
      correct(receipt, { ...more, reason: 'क' }, officer('aavak'), act).record;
    const copy = put(diarised({ remindsReceiptId: idOf(3) }), { duplicateOfId: idOf(4) });
    expect(copy.duplicateOfId).toBe(idOf(4));
    expect(copy.remindsReceiptId).toBeUndefined();
    expect(put(copy, { remindsReceiptId: idOf(3) }).duplicateOfId).toBeUndefined();
    expect(put(copy, { urgency: 'priority' }).duplicateOfId).toBe(idOf(4));
  });

  it('take off a watch or a day that was entered by mistake, and say what stood there', () => {
    const dueAt = '2026-11-30T06:00:00.000Z';
    const wrong = marked(diarised({ watch: 'rti', dueAt }));
    const by = officer('rajasv1');
    const one = correct(wrong, { watch: null, reason: 'सूचना का अधिकार नहीं' }, by, act);
    expect(Receipt.parse(one.record)).toEqual(one.record);
    expect(one.record).toMatchObject({ askedDueAt: dueAt, dueAt });
    expect(one.record.watch).toBeUndefined();
    expect(one.events[0]).toMatchObject({
      pub: { fields: ['watch'], watch: null },
      texts: { before: { watch: 'rti' }, entered: { watch: null } },
    });
    const none = correct(one.record, { dueAt: null, reason: 'भूलवश' }, by, act);
    expect(none.record.dueAt).toBeUndefined();
    expect(none.record.askedDueAt).toBeUndefined();
    expect(none.events[0]?.texts).toMatchObject({ before: { dueAt } });
    // The clock of a watched letter is not taken off with the day.
    const clock = correct(wrong, { dueAt: null, reason: 'भूलवश' }, by, act).record;
    expect(clock.dueAt).toBe(wrong.watch?.dueAt);
    expect(Correction.safeParse({ watch: null, reason: 'क' }).success).toBe(true);
  });

  it('put right when, how and as what a letter came before it moves, and its clock with that', () => {
    const by = officer('aavak');
    const letter = diarised({ watch: 'rti', receivedOn: '2026-11-23' });
    const put = {
      receivedOn: '2026-11-20',
      channel: 'post',
      nature: 'hybrid',
      reason: 'त्रुटि',
    } as const;
    const { record, events } = correct(letter, put, by, act);
    expect(Receipt.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      ...{ receivedOn: '2026-11-20', channel: 'post', nature: 'hybrid' },
      watch: watchOf('rti', '2026-11-20', policy),
      dueAt: watchOf('rti', '2026-11-20', policy).dueAt,
    });
    expect(events[0]?.texts).toMatchObject({
      before: { receivedOn: '2026-11-23', channel: 'counter', nature: 'electronic' },
    });
    // What else is corrected leaves a clock that runs as it was fixed.
    const other = { ...policy, watchClocks: [] };
    const later = correct(letter, { urgency: 'priority', reason: 'क' }, by, { at, policy: other });
    expect(later.record.watch).toEqual(letter.watch);
    expect(() =>
      correct(
        diarised({ receivedOn: '2026-11-20', dueAt: '2026-11-21T06:00:00.000Z' }),
        { receivedOn: '2026-11-22', reason: 'क' },
        by,
        act,
      ),
    ).toThrow(refusal('date-past'));
  });

  it('make a letter confidential', () => {
    const raised = correct(
      diarised(),
      { classification: 'confidential', reason: 'क' },
      officer('aavak'),
      act,
    );
    expect(raised.record.classification).toBe('confidential');
  });
});

describe('[row 5] enclosures', () => {
  const letter = diarised({ enclosures: [{ description: 'नक्शा', count: 2, received: 1 }] });
  const by = officer('aavak');

  it('that are missing are chased until they have come', () => {
    expect(enclosuresMissing(letter)).toBe(true);
    const once = chaseEnclosures(letter, { by: 'phone' }, by, at).record;
    const twice = chaseEnclosures(once, { by: 'letter', remarks: 'स्मरण' }, by, later);
    expect(twice.record.chased).toEqual({ count: 2, lastAt: later });
    expect(twice.events).toMatchObject([
      { type: 'enclosures-chased', pub: { by: 'letter', count: 2 } },
    ]);
    const enclosures = [{ description: 'नक्शा', count: 2, received: 2 }];
    const complete = noteEnclosures(twice.record, { enclosures }, by, later);
    expect(complete.events).toMatchObject([{ type: 'enclosures-noted', pub: { missing: 0 } }]);
    expect(enclosuresMissing(complete.record)).toBe(false);
    expect(() => chaseEnclosures(complete.record, { by: 'phone' }, by, later)).toThrow(
      refusal('nothing-missing'),
    );
  });

  it('that are scanned later stand with the letter, and paper becomes hybrid', () => {
    expect(addScans(paper(), [scan], by, at).record).toMatchObject({
      nature: 'hybrid',
      documents: [scan],
    });
  });
});

describe('reminders and copies', () => {
  it('are counted on the letter they come after, whatever has become of it', () => {
    const once = remind(filed(), { receiptId: idOf(5), as: 'reminder' }, at).record;
    const twice = remind(once, { receiptId: idOf(6), as: 'reminder' }, later);
    expect(twice.record.reminded).toEqual({ count: 2, lastAt: later, by: [idOf(5), idOf(6)] });
    const copy = remind(twice.record, { receiptId: idOf(7), as: 'duplicate' }, later);
    expect(copy.record).toEqual(twice.record);
    expect(copy.events).toEqual([{ type: 'came-again', pub: { by: idOf(7) } }]);
  });

  it('each count once, however often they are named, and not when they turn out to be copies', () => {
    const by = (receipt: Receipt, n: number, as: 'reminder' | 'duplicate') =>
      remind(receipt, { receiptId: idOf(n), as }, later);
    const once = by(filed(), 5, 'reminder').record;
    expect(by(once, 5, 'reminder')).toEqual({ record: once, events: [] });
    const two = by(once, 6, 'reminder').record;
    expect(by(two, 5, 'duplicate').record.reminded).toMatchObject({ count: 1, by: [idOf(6)] });
    expect(by(once, 5, 'duplicate').record.reminded).toBeUndefined();
  });

  it('come after what they are of, by the year and the number in its series', () => {
    const [first, next] = [diarised(), { ...diarised(), serial: 118 }];
    expect(enteredBefore(first, next)).toBe(true);
    expect(enteredBefore(next, first)).toBe(false);
    expect(enteredBefore(first, first)).toBe(false);
    const newYear = { diarisedAt: '2026-12-31T18:30:00.000Z', serial: 1 };
    expect(enteredBefore(next, newYear)).toBe(true);
    expect(enteredBefore(newYear, next)).toBe(false);
  });
});

/** A letter in each state, and who would act on it. */
const inState: Readonly<Record<ReceiptStatus, () => Receipt>> = {
  diarised: () => diarised(),
  'in-transit': () => marked(paper()),
  'at-post': () => marked(),
  filed,
  closed,
  transferred: () => transferred().here.record,
  void: voided,
};
const file = aFile();

/** What an event may be asked with; each test says only what it looks at. */
interface Asking {
  readonly by: string;
  readonly at: string;
  readonly policy: Policy;
  readonly entry: Partial<ReceiptInput>;
  readonly documents: number;
  readonly to: Post;
  /** From which it came. */
  readonly from: HeldPost;
  /** Who has it. */
  readonly holder: Post;
  readonly copies: readonly Post[];
  readonly delay: { code: string } | undefined;
  readonly office: Office;
  readonly file: typeof file;
  readonly classification: AskedClassification | undefined;
  readonly correction: Partial<Correction>;
}
const usual: Asking = {
  ...{ by: 'rajasv1', at: later, policy, entry: {}, documents: 1, to: post('deputy'), copies: [] },
  ...{ from: heldPost('aavak'), holder: post('rajasv1') },
  ...{ delay: undefined, office: tehsil, file, classification: undefined, correction: {} },
};
const scans = ({ documents }: Asking) => Array.from({ length: documents }, () => scan);
const over = (receipt: Receipt, { by, at: when, ...asked }: Asking) =>
  transfer(receipt, officer(by), { ...there, office: asked.office }, { at: when, ...asked });
/** Each event by its own rule, and the letter after it. */
const doing: Readonly<
  Record<keyof typeof receiptMachine.transitions, (receipt: Receipt, asked: Asking) => Receipt>
> = {
  diarise: (_, asked) =>
    diarise(entered(asked.entry), officer(asked.by), { ...numbered(scans(asked)), at: asked.at })
      .record,
  arrive: (receipt, asked) => over(receipt, asked).there.record,
  mark: (receipt, { by, at: when, to, ...asked }) =>
    mark(receipt, to, officer(by), { at: when, ...asked }).record,
  open: (receipt, { by, at: when }) => openLetter(receipt, officer(by), when).record,
  receive: (receipt, { by, at: when }) =>
    receivePaper(receipt, officer(by), { at: when, policy }).record,
  recall: (receipt, { by, at: when }) =>
    recallLetter(receipt, officer(by), { at: when, policy }).record,
  file: (receipt, { by, at: when, ...asked }) =>
    putInFile(receipt, asked.file, officer(by), { at: when, policy }).record,
  settle: (receipt, { at: when, ...asked }) => settle(receipt, asked.file.id, when).record,
  dispose: (receipt, { by, at: when }) => ended(receipt, officer(by), when),
  transfer: (receipt, asked) => over(receipt, asked).here.record,
  reopen: (receipt, { by, at: when }) =>
    reopen(receipt, officer(by), { reason: 'क', at: when }).record,
  void: (receipt, { by, at: when }) =>
    voidLetter(receipt, officer(by), { reason: 'क', at: when }).record,
  correct: (receipt, { by, at: when, classification, correction }) =>
    correct(
      receipt,
      { urgency: 'priority', classification, reason: 'क', ...correction },
      officer(by),
      { at: when, policy },
    ).record,
  return: (receipt, { by, at: when, from, delay }) =>
    giveLetterBack(receipt, from, officer(by), { at: when, policy, reason: 'क', delay }).record,
  'pull-up': (receipt, { by, at: when, holder }) =>
    pullLetterUp(receipt, holder, officer(by), { at: when, policy, reason: 'क' }).record,
  'note-enclosures': (receipt, { by, at: when }) =>
    noteEnclosures(receipt, { enclosures: [] }, officer(by), when).record,
  'chase-enclosures': (receipt, { by, at: when }) =>
    chaseEnclosures(receipt, { by: 'phone' }, officer(by), when).record,
  'add-scans': (receipt, asked) =>
    addScans(receipt, scans(asked), officer(asked.by), asked.at).record,
  remind: (receipt, { at: when }) =>
    remind(receipt, { receiptId: idOf(9), as: 'reminder' }, when).record,
};
type Event = keyof typeof doing;
const enclosing = (received: number) => ({
  enclosures: [{ description: 'नक्शा', count: 2, received }],
});
/** Who brings an event about that is not the holder’s; a superior of whoever closed a letter has it opened again. */
const doneBy: Partial<Record<Event, string>> = {
  ...{ diarise: 'aavak', void: 'aavak', recall: 'aavak', reopen: 'adhikshak' },
  'pull-up': 'adhikshak',
};
const cause = (event: Event, subject: Receipt) => ({
  subject: event === 'chase-enclosures' ? { ...subject, ...enclosing(1) } : subject,
  asked: { ...usual, by: doneBy[event] ?? usual.by },
});
const onWay = (receipt: Receipt): Receipt => ({ ...receipt, nature: 'physical', documents: [] });
const vacant: HeldPost = { ...heldPost('deputy'), holder: null };
const pulledUp = () =>
  pullLetterUp(onWay(marked()), post('rajasv1'), officer('adhikshak'), { ...act, reason: 'क' })
    .record;
const gone = (to: Post) => ({ ...to, status: 'abolished' as const });
/** Of whatever a post does beyond its time. */
const late: readonly (readonly [string, Partial<Asking>])[] = [
  ['delay-reason-required', { at: muchLater }],
  ['no-such-delay-reason', { at: muchLater, delay: { code: 'no-such' } }],
  ['no-such-delay-reason', { delay: { code: 'no-such' } }],
];

describe('the table of states', () => {
  livesByItsTable<Event, Receipt, Asking>({
    machine: receiptMachine,
    rules: doing,
    occasions: (event, state) => {
      const subject = inState[state ?? 'diarised']();
      const paperToo = ['mark', 'arrive', 'return', 'pull-up'].includes(event);
      return (paperToo ? [subject, onWay(subject)] : [subject]).map((each) => cause(event, each));
    },
    guarded: {
      // What the guard says there tells more than that the letter is not closed.
      receive: ['diarised', 'at-post'],
      recall: ['diarised'],
      void: ['at-post'],
    },
    refused: [
      ['diarise', 'classification-refused', {}, { entry: { classification: 'secret' } }],
      ['diarise', 'document-required', {}, { documents: 0 }],
      ['diarise', 'document-required', {}, { documents: 0, entry: { nature: 'hybrid' } }],
      ['diarise', 'date-ahead', {}, { entry: { receivedOn: '2026-11-25' } }],
      ...['2023-11-24', '1900-01-01', '0001-01-01'].map(
        (receivedOn) => ['diarise', 'date-too-old', {}, { entry: { receivedOn } }] as const,
      ),
      ...(
        [
          ['date-ahead', '2026-11-25'],
          ['date-ahead', '2062-11-20'],
          ['date-too-old', '1799-12-31'],
          ['date-too-old', '0202-06-11'],
        ] as const
      ).flatMap(([code, date]) => {
        const dated = { letter: { date, language: 'hi' } } as const;
        return [
          ['diarise', code, {}, { entry: dated }],
          ['correct', code, {}, { correction: dated }],
        ] as const;
      }),
      ...['2026-11-21T18:29:59.999Z', '1926-12-01T06:00:00.000Z'].flatMap((dueAt) => {
        const entry = { receivedOn: '2026-11-22', dueAt };
        const before = { receivedOn: '2026-11-22' };
        return [
          ['diarise', 'date-past', {}, { entry }],
          ['correct', 'date-past', before, { correction: { dueAt } }],
        ] as const;
      }),
      ['mark', 'sent-to-self', {}, { to: post('aavak') }],
      ['mark', 'sent-to-self', {}, { copies: [post('adm'), post('deputy')] }],
      ['mark', 'other-office', {}, { to: post('tehsildar') }],
      ['mark', 'other-office', {}, { copies: [post('tehsildar')] }],
      ['mark', 'post-not-active', {}, { to: gone(post('deputy')) }],
      ['mark', 'post-not-active', {}, { to: { ...post('deputy'), status: 'abeyance' } }],
      ['mark', 'post-not-active', {}, { copies: [gone(post('adm'))] }],
      ['mark', 'post-vacant', {}, { to: vacant }],
      [
        ...(['mark', 'too-many-copies', {}] as const),
        { copies: [post('adm'), post('deputy2')], policy: { ...policy, copyLimit: 1 } },
      ],
      ...late.map(([code, asked]) => ['mark', code, {}, asked] as const),
      ['receive', 'not-in-transit', {}, { by: 'deputy' }],
      ['receive', 'not-in-transit', { transit: undefined }],
      ['receive', 'not-in-transit', { ...marked(), transit: undefined }],
      ['receive', 'not-in-transit', { ...diarised(), transit: undefined }, { by: 'aavak' }],
      ['recall', 'not-in-transit', { lastMove: undefined }],
      ['recall', 'not-in-transit', { ...diarised(), transit: undefined, lastMove: undefined }],
      ['recall', 'not-the-sender', {}, { by: 'deputy' }],
      ['recall', 'not-the-sender', marked(), { by: 'rajasv1' }],
      ['recall', 'already-opened', openLetter(marked(), officer('rajasv1'), at).record],
      ['recall', 'not-the-sender', pulledUp(), { by: 'rajasv1' }],
      ['return', 'not-from-that-post', {}, { from: heldPost('deputy') }],
      ['return', 'not-from-that-post', { lastMove: undefined }],
      ['return', 'post-not-active', {}, { from: { ...heldPost('aavak'), status: 'abolished' } }],
      ['return', 'post-vacant', {}, { from: { ...heldPost('aavak'), holder: null } }],
      ...late.map(([code, asked]) => ['return', code, {}, asked] as const),
      ['pull-up', 'not-a-superior', {}, { by: 'sthapna1' }],
      ['pull-up', 'not-a-superior', {}, { by: 'rajasv1' }],
      [...(['pull-up', 'other-office', { officeId: tehsil.id }] as const), { by: 'adhikshak' }],
      ['correct', 'already-moved', marked(), { correction: { receivedOn: '2026-11-20' } }],
      ['correct', 'already-moved', marked(), { correction: { channel: 'hand' } }],
      ['correct', 'already-moved', marked(), { correction: { nature: 'hybrid' } }],
      ['correct', 'document-required', { documents: [] }, { correction: { nature: 'hybrid' } }],
      ['correct', 'date-ahead', {}, { correction: { receivedOn: '2026-11-24' } }],
      ['correct', 'date-too-old', {}, { correction: { receivedOn: '2023-11-22' } }],
      ['file', 'confidential', { classification: 'confidential' }],
      ['settle', 'reference-broken', {}, { file: { ...file, id: 'fil_other' } }],
      ['transfer', 'sent-to-self', {}, { office: collectorate }],
      ['transfer', 'office-not-on-board', {}, { office: publicWorks }],
      ['transfer', 'office-not-on-board', {}, { office: { ...tehsil, inwardPost: undefined } }],
      ...late.map(([code, asked]) => ['transfer', code, {}, asked] as const),
      ...['rajasv1', 'aavak', 'sthapna1'].map(
        (by) => ['reopen', 'not-a-superior', {}, { by }] as const,
      ),
      ['void', 'already-moved', marked()],
      ['correct', 'classification-refused', {}, { classification: 'secret' }],
      ['correct', 'classification-refused', {}, { classification: 'top-secret' }],
      [
        ...(['correct', 'classification-lowered', { classification: 'confidential' }] as const),
        { classification: 'normal' },
      ],
      ['chase-enclosures', 'nothing-missing', enclosing(2)],
      ['chase-enclosures', 'nothing-missing', { enclosures: [] }],
      ['add-scans', 'too-many-documents', { documents: Array(40).fill(scan) }],
      ['add-scans', 'too-many-documents', { documents: Array(39).fill(scan) }, { documents: 2 }],
    ],
    after: (after, before, event) => {
      expect(Receipt.parse(after)).toEqual(after);
      expect(after.transit !== undefined).toBe(after.status === 'in-transit');
      expect(after.fileId !== undefined).toBe(after.status === 'filed');
      expect(after.readers.holders).toContain(after.holder.postId);
      if (event !== 'arrive') expect(after.number).toBe(before.number);
    },
  });

  it('lets through what only just may pass', () => {
    const passes = (event: Event, more: Partial<Receipt>, asked: Partial<Asking> = {}) => {
      const { subject, asked: otherwise } = cause(event, diarised());
      const run = () => doing[event]({ ...subject, ...more }, { ...otherwise, ...asked });
      expect(run, event).not.toThrow();
    };
    const last = addWorkingDays(at, policy.dwellLimitDays, policy);
    for (const event of ['mark', 'transfer'] as const) {
      passes(event, {}, { at: last });
      passes(event, {}, { at: muchLater, delay: { code: 'field-report' } });
    }
    passes('diarise', {}, { entry: { receivedOn: '2026-11-24' } });
    passes('diarise', {}, { entry: { receivedOn: '2023-11-25' } });
    for (const date of ['2026-11-24', '1800-01-01']) {
      const dated = { letter: { date, language: 'hi' } } as const;
      passes('diarise', {}, { entry: dated });
      passes('correct', {}, { correction: dated });
    }
    // What was found later may have been due before it was entered.
    const late = { receivedOn: '2026-11-10', dueAt: '2026-11-10T06:00:00.000Z' };
    passes('diarise', {}, { entry: late });
    passes('correct', { receivedOn: '2026-11-10' }, { correction: { dueAt: late.dueAt } });
    passes('mark', {}, { copies: [post('adm')], policy: { ...policy, copyLimit: 1 } });
    passes('add-scans', { documents: Array(39).fill(scan) });
    passes('correct', { classification: 'confidential' }, { classification: 'confidential' });
    passes(
      'file',
      { classification: 'confidential' },
      {
        file: aFile('rajasv1', { classification: 'confidential' }),
      },
    );
  });

  it('shows an officer only what they could do now', () => {
    const shown = (username: string, receipt: Receipt) =>
      eventsFor(receiptMachine, receipt, {
        officer: officer(username),
        at,
        allowed: allowedActions(officer(username), governed(receipt)),
      });
    expect(shown('aavak', diarised())).toEqual(
      expect.arrayContaining(['mark', 'void', 'dispose', 'transfer']),
    );
    expect(shown('rajasv1', marked())).not.toContain('void');
    expect(shown('aavak', marked())).toEqual(['recall']);
    expect(shown('rajasv1', marked(paper()))).toEqual(['receive']);
    expect(shown('adhikshak', closed())).toEqual(['reopen']);
    expect(shown('sthapna1', diarised())).toEqual([]);
  });
});

describe('[invariant 17] what the public is told', () => {
  const office = collectorate.name;
  const facts = ['kind', 'date', 'office', 'stage', 'daysElapsed', 'expectedBy'];

  it.each(ReceiptStatus.options)(
    'of a letter that is %s is no more than stage and dates',
    (state) => {
      const row = trackRowOf(inState[state](), at);
      expect(TrackRow.parse(row)).toEqual(row);
      const told = trackedAt(row, later);
      expect(Tracked.parse(told)).toEqual(told);
      for (const key of Object.keys(told)) expect(facts).toContain(key);
      const text = JSON.stringify(told);
      for (const hidden of ['सीमांकन', 'निर्मलकर', 'BBZ-COL/2026', '12/2026', 'rcp_', 'pst_']) {
        expect(text).not.toContain(hidden);
      }
    },
  );

  it('counts days until the letter is done with, and says by when', () => {
    const open = marked(diarised({ watch: 'rti' }));
    expect(trackedAt(trackRowOf(open, at), muchLater)).toEqual({
      kind: 'letter',
      date: '2026-11-23',
      office,
      stage: { hi: 'प्रक्रियाधीन', en: 'Under process' },
      daysElapsed: 27,
      expectedBy: '2026-12-23',
    });
    const done = ended(open, officer('rajasv1'), later);
    expect(trackedAt(trackRowOf(done, later), muchLater)).toMatchObject({
      stage: { en: 'Disposed of' },
      daysElapsed: 1,
      expectedBy: null,
    });
    const settled = settle(filed(), file.id, later).record;
    expect(trackRowOf(settled, later)).toMatchObject({
      stage: { en: 'Disposed of' },
      daysElapsed: 1,
    });
  });

  it('[invariant 16] of a confidential letter is only that it is under process, whatever becomes of it', () => {
    for (const state of ReceiptStatus.options) {
      const secret: Receipt = { ...inState[state](), classification: 'confidential', dueAt: later };
      expect(trackRowOf(secret, at)).toEqual({
        kind: 'letter',
        date: '2026-11-23',
        office,
        stage: { hi: 'प्रक्रियाधीन', en: 'Under process' },
        expectedBy: null,
      });
    }
  });
});

describe('any run of events', () => {
  it('[invariant 3] leaves the letter with one post, in a state that the table leads to, and its reading list right', () => {
    const users = ['aavak', 'rajasv1', 'deputy', 'adhikshak', 'adm'] as const;
    const step = fc.record({
      event: fc.constantFrom(...Object.keys(acting)),
      by: fc.constantFrom(...users),
      to: fc.constantFrom(...users),
    });
    fc.assert(
      fc.property(fc.boolean(), fc.array(step, { maxLength: 30 }), (isPaper, steps) => {
        let receipt = isPaper ? paper() : diarised();
        for (const { event, by, to } of steps) {
          let next: Receipt;
          try {
            next = acting[event]?.(receipt, officer(by), to) as Receipt;
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
            expect(codesOf(receiptMachine, event)).toContain((error as DomainError).code);
            continue;
          }
          const { from, to: into } = receiptMachine.transitions[event as 'mark'];
          expect(from).toContain(receipt.status);
          expect([...into, receipt.status]).toContain(next.status);
          expect(Receipt.parse(next)).toEqual(next);
          // On its way exactly while it is said to be, and then custody has not moved.
          expect(next.transit !== undefined).toBe(next.status === 'in-transit');
          if (next.status === 'in-transit' && event === 'mark') {
            expect(next.holder).toEqual(receipt.holder);
          }
          expect(next.readers.holders).toContain(next.holder.postId);
          expect(next.number).toBe(receipt.number);
          expect(next.fileId !== undefined).toBe(next.status === 'filed');
          receipt = next;
        }
      }),
      { numRuns: 400 },
    );
  });
});

type By = ReturnType<typeof officer>;
const acting: Readonly<Record<string, (receipt: Receipt, by: By, to: string) => Receipt>> = {
  mark: (receipt, by, to) => mark(receipt, post(to), by, act).record,
  open: (receipt, by) => openLetter(receipt, by, at).record,
  receive: (receipt, by) => receivePaper(receipt, by, act).record,
  recall: (receipt, by) => recallLetter(receipt, by, act).record,
  file: (receipt, by) => putInFile(receipt, file, by, act).record,
  dispose: (receipt, by) => ended(receipt, by),
  transfer: (receipt, by) => transfer(receipt, by, there, act).here.record,
  reopen: (receipt, by) => reopen(receipt, by, { reason: 'क', at }).record,
  void: (receipt, by) => voidLetter(receipt, by, { reason: 'क', at }).record,
  'add-scans': (receipt, by) => addScans(receipt, [scan], by, at).record,
  return: (receipt, by, to) =>
    giveLetterBack(receipt, heldPost(to), by, { ...act, reason: 'क' }).record,
  'pull-up': (receipt, by) => {
    const holder = sampleDistrict.posts.find(({ id }) => id === receipt.holder.postId) as Post;
    return pullLetterUp(receipt, holder, by, { ...act, reason: 'क' }).record;
  },
};
