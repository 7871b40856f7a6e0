import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, openLevel, startApproval } from '../../shared/domain/approval.ts';
import { addWorkingDays, dayOf, workingMinutesBetween } from '../../shared/domain/calendar.ts';
import { postRef } from '../../shared/domain/directory.ts';
import type { Changed } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { File } from '../../shared/domain/file.ts';
import { addAlias, amend, merge, nameReader, park, wake } from '../../shared/domain/fileCare.ts';
import { fileMachine } from '../../shared/domain/fileMachine.ts';
import {
  type EventDraft,
  emptyHead,
  type Json,
  seal,
  startOfWalk,
  verify,
  verifyHead,
} from '../../shared/domain/ledger.ts';
import { codesOf } from '../../shared/domain/machine.ts';
import {
  answerConsultation,
  consult,
  DelayInput,
  dueAfter,
  giveBack,
  type Handing,
  handOver,
  keeping,
  openOnDesk,
  pullUp,
  recall,
  receive,
  send,
  touched,
} from '../../shared/domain/movement.ts';
import { beginDraft, type DraftNote } from '../../shared/domain/note.ts';
import { digest, newSalt } from '../../shared/store/digest.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const later = '2026-11-24T06:00:00.000Z';
const stillLater = '2026-11-25T09:15:00.000Z';
const dueAt = '2026-12-01T06:00:00.000Z';
const reason = 'प्रतिवेदन संलग्न करें।';
const act = (when: string) => ({ at: when, policy });
const handing = (more: Partial<Handing> = {}): Handing => ({ at: later, policy, ...more });
const sent = (file = aFile(), to = 'adhikshak', by = 'rajasv1', more: Partial<Handing> = {}) =>
  send(file, undefined, heldPost(to), officer(by), handing(more));
const paper = (more: Partial<File> = {}) => aFile('rajasv1', { nature: 'physical', ...more });
const note = (by = 'rajasv1'): DraftNote =>
  beginDraft(
    aFile(by),
    undefined,
    { paragraphs: ['स्थल निरीक्षण प्रस्तावित है।'], appendices: [] },
    officer(by),
    { id: 'nte_01K00000000000000000000001', at },
  ).note;

describe('[row 42] where a file is, with whom, and since when', () => {
  it.each(['submission', 'action', 'information'] as const)(
    'sent for %s, an electronic file is with the receiver at once',
    (purpose) => {
      const { record, events } = sent(aFile(), 'adhikshak', 'rajasv1', { purpose });
      expect(File.parse(record)).toEqual(record);
      expect(record).toMatchObject({
        status: 'active',
        holder: postRef(post('adhikshak')),
        holderSince: later,
        lastMove: { kind: 'sent', from: postRef(post('rajasv1')), at: later },
      });
      expect(record.lastMove?.openedAt).toBeUndefined();
      expect(record.transit).toBeUndefined();
      expect(events).toEqual([
        {
          type: 'sent',
          pub: {
            cause: 'sent',
            purpose,
            from: postRef(post('rajasv1')),
            to: postRef(post('adhikshak')),
            heldSince: at,
            heldWorkingMinutes: 450,
          },
        },
      ]);
    },
  );

  it('lets the receiver and those above it read the file from then on', () => {
    const { readers } = sent().record;
    expect(readers.holders).toEqual([post('rajasv1').id, post('adhikshak').id]);
    expect(readers.superiors).toEqual(
      expect.arrayContaining([post('deputy').id, post('adm').id, post('collector').id]),
    );
  });

  it.each(['physical', 'hybrid'] as const)(
    'a %s file stays with the sender until the receiver says that it has come',
    (nature) => {
      const { record, events } = sent(aFile('rajasv1', { nature }));
      expect(File.parse(record)).toEqual(record);
      expect(record).toMatchObject({
        holder: postRef(post('rajasv1')),
        holderSince: at,
        transit: { to: postRef(post('adhikshak')), at: later },
      });
      expect(record.readers.holders).toEqual([post('rajasv1').id]);
      expect(events[0]?.pub).toMatchObject({ onItsWay: true });

      const come = receive(record, officer('adhikshak'), act(stillLater));
      expect(File.parse(come.record)).toEqual(come.record);
      expect(come.record).toMatchObject({
        holder: postRef(post('adhikshak')),
        holderSince: stillLater,
        // Whoever said that it has come has seen it.
        lastMove: { openedAt: stillLater },
      });
      expect(come.record.transit).toBeUndefined();
      expect(come.record.readers.holders).toContain(post('adhikshak').id);
      expect(come.events).toEqual([
        {
          type: 'received',
          pub: {
            from: postRef(post('rajasv1')),
            to: postRef(post('adhikshak')),
            heldSince: at,
            // What is on its way counts as the sender's: 6½ hours on two days' edges and one day between.
            heldWorkingMinutes: workingMinutesBetween(at, stillLater, policy),
            sentAt: later,
          },
        },
      ]);
    },
  );

  it('seals the sender’s yellow note first', () => {
    const { record, events, draft } = send(
      aFile(),
      note(),
      heldPost('adhikshak'),
      officer('rajasv1'),
      handing(),
    );
    expect(events.map(({ type }) => type)).toEqual(['noted', 'sent']);
    expect(record).toMatchObject({ noteCount: 1, paragraphCount: 1 });
    expect(draft?.status).toBe('sealed');
    // Without one, or with one that is over, nothing is sealed.
    for (const none of [undefined, draft]) {
      const plain = send(aFile(), none, heldPost('adhikshak'), officer('rajasv1'), handing());
      expect(plain.events.map(({ type }) => type)).toEqual(['sent']);
      expect(plain.draft).toBeUndefined();
    }
  });

  it('does not go while the sender’s note is shared', () => {
    const shared: DraftNote = {
      ...note(),
      status: 'shared',
      sharedWith: [postRef(post('deputy'))],
    };
    expect(() =>
      send(aFile(), shared, heldPost('adhikshak'), officer('rajasv1'), handing()),
    ).toThrow(refusal('note-shared'));
  });

  it('goes back to a post that had it, with the reason sealed', () => {
    const back = giveBack(
      sent().record,
      undefined,
      heldPost('rajasv1'),
      officer('adhikshak'),
      handing({ at: stillLater, reason, purpose: 'action' }),
    );
    expect(back.record).toMatchObject({
      holder: { postId: post('rajasv1').id },
      lastMove: { kind: 'returned', from: { postId: post('adhikshak').id } },
    });
    expect(back.events).toMatchObject([
      { type: 'returned', pub: { cause: 'returned' }, texts: { reason } },
    ]);
    expect(JSON.stringify(back.events[0]?.pub)).not.toContain(reason);
  });

  it('opened by its holder is opened once', () => {
    const first = openOnDesk(sent().record, officer('adhikshak'), stillLater);
    expect(first.record.lastMove).toEqual({
      kind: 'sent',
      from: postRef(post('rajasv1')),
      at: later,
      openedAt: stillLater,
    });
    expect(first.events).toEqual([{ type: 'opened-on-desk', pub: {} }]);
    const again = openOnDesk(first.record, officer('adhikshak'), '2026-11-26T06:00:00.000Z');
    expect(again).toEqual({ record: first.record, events: [] });
    // A file that never moved has nothing to be opened.
    expect(openOnDesk(aFile(), officer('rajasv1'), later)).toEqual({ record: aFile(), events: [] });
  });
});

/** A date that the post was asked for. */
const askedFor = (date: string) => ({ dueAt: date, askedDueAt: date });
/** A letter under consideration that has a date. */
const owing = (date: string) => ({
  dueAt: date,
  pendingLetters: [1],
  pendingDue: [{ no: 1, dueAt: date }],
});

describe('a due date', () => {
  it('goes with the file to whom it was set, and is not left behind', () => {
    const withDate = sent(aFile(), 'adhikshak', 'rajasv1', { dueAt });
    expect(withDate.record.dueAt).toBe(dueAt);
    expect(withDate.events[0]?.pub).toMatchObject({ dueAt });
    const on = sent(withDate.record, 'deputy', 'adhikshak', { at: stillLater });
    expect(on.record.dueAt).toBeUndefined();
    expect(on.record.lastMove?.dueBefore).toBe(dueAt);
    expect(on.events[0]?.pub).not.toHaveProperty('dueAt');
  });

  it('of a letter under consideration stays, and can only be asked for earlier', () => {
    const file = aFile('rajasv1', owing(dueAt));
    const to = (asked?: string) =>
      sent(file, 'adhikshak', 'rajasv1', { dueAt: asked }).record.dueAt;
    expect(to()).toBe(dueAt);
    expect(to('2026-12-31T06:00:00.000Z')).toBe(dueAt);
    expect(to('2026-11-27T06:00:00.000Z')).toBe('2026-11-27T06:00:00.000Z');
  });

  it('comes back with what is pulled back', () => {
    for (const nature of ['electronic', 'physical'] as const) {
      const file = aFile('rajasv1', { ...askedFor(dueAt), nature });
      const away = sent(file, 'adhikshak', 'rajasv1', { dueAt: '2026-11-27T06:00:00.000Z' });
      expect(recall(away.record, officer('rajasv1'), act(stillLater)).record.dueAt).toBe(dueAt);
    }
    const away = sent(aFile(), 'adhikshak', 'rajasv1', { dueAt });
    expect(recall(away.record, officer('rajasv1'), act(stillLater)).record.dueAt).toBeUndefined();
  });

  it('lies the working minutes or the seconds of its deadline ahead, exactly', () => {
    const from = fc.integer({ min: 0, max: 400 * 1440 });
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 20_000 }), (minute, span) => {
        const start = new Date(Date.parse('2026-04-01T00:00:00Z') + minute * 60_000).toISOString();
        const due = dueAfter(start, { workingMinutes: span }, policy);
        expect(workingMinutesBetween(start, due, policy)).toBe(span);
        // A minute before, it is not over yet: it falls due within office hours.
        const before = new Date(Date.parse(due) - 60_000).toISOString();
        expect(workingMinutesBetween(start, before, policy)).toBe(span - 1);
        const soon = dueAfter(start, { elapsedSeconds: span }, policy);
        expect(Date.parse(soon) - Date.parse(start)).toBe(span * 1000);
      }),
      { numRuns: 40 },
    );
  });
});

describe('[invariant 19] a post that kept a file too long', () => {
  const minutesOfDay = 450;
  const starts = fc.integer({ min: 0, max: 300 * 1440 }).map((minute) => {
    return new Date(Date.parse('2026-04-01T00:00:00Z') + minute * 60_000).toISOString();
  });
  const moment = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

  it('may keep it to the end of office of the last working day of the limit, and not a moment longer', () => {
    fc.assert(
      fc.property(starts, fc.integer({ min: 1, max: 12 }), (since, dwellLimitDays) => {
        const local = { ...policy, dwellLimitDays };
        // Its time is counted from its coming to the post, however old the file is.
        const file = aFile('rajasv1', { openedAt: '2020-01-01T06:00:00.000Z', holderSince: since });
        const { keepUntil } = keeping(file, local, undefined);
        // So many full days of office lie between the end of the first day and then.
        const midnight = `${dayOf(since)}T18:30:00.000Z`;
        expect(workingMinutesBetween(midnight, keepUntil, local)).toBe(
          dwellLimitDays * minutesOfDay,
        );
        const go = (when: string, delay?: { code: string }) => () =>
          send(file, undefined, heldPost('adhikshak'), officer('rajasv1'), {
            at: when,
            policy: local,
            delay,
          });
        expect(go(keepUntil)).not.toThrow();
        expect(go(moment(keepUntil, 1))).toThrow(refusal('delay-reason-required'));
        expect(go(moment(keepUntil, 1), { code: 'workload' })).not.toThrow();
        expect(go(moment(keepUntil, 1), { code: 'unheard-of' })).toThrow(
          refusal('no-such-delay-reason'),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('says why with every kind of handing on, and what it says about it is sealed', () => {
    const at = addWorkingDays(later, 8, policy);
    const delay = { code: 'field-report', remarks: 'पटवारी प्रतिवेदन अपेक्षित था।' };
    const file = sent().record;
    const asked = consult(
      file,
      undefined,
      heldPost('sthapna1'),
      officer('adhikshak'),
      handing({ at, delay }),
    );
    const answered = answerConsultation(
      asked.record,
      undefined,
      post('adhikshak'),
      officer('sthapna1'),
      { at: addWorkingDays(at, 8, policy), policy, delay },
    );
    const back = giveBack(
      file,
      undefined,
      heldPost('rajasv1'),
      officer('adhikshak'),
      handing({ at, delay }),
    );
    const on = sent(file, 'deputy', 'adhikshak', { at, delay });
    for (const { events } of [asked, answered, back, on]) {
      expect(events.at(-1)).toMatchObject({
        pub: { delayReason: 'field-report' },
        texts: { delayRemarks: delay.remarks },
      });
      expect(JSON.stringify(events.at(-1)?.pub)).not.toContain(delay.remarks);
    }
    expect(DelayInput.safeParse({ code: 'x'.repeat(61) }).success).toBe(false);
  });

  it('[row 42] puts the reason on the note that goes with it, in the district’s words and with the remarks', () => {
    const at = addWorkingDays(later, 8, policy);
    const delay = { code: 'field-report', remarks: 'पटवारी प्रतिवेदन अपेक्षित था।' };
    const name = { hi: 'स्थल प्रतिवेदन अपेक्षित था', en: 'A field report was awaited' };
    const file = aFile();
    const by = officer('rajasv1');
    const goes = (more: Partial<Handing>) => handing({ at, ...more });
    const asked = consult(
      aFile('adhikshak'),
      undefined,
      heldPost('rajasv1'),
      officer('adhikshak'),
      {
        ...handing(),
      },
    ).record;
    const acts = [
      (said?: typeof delay) =>
        send(file, note(), heldPost('adhikshak'), by, goes({ delay: said, at: said ? at : later })),
      (said?: typeof delay) =>
        consult(
          file,
          note(),
          heldPost('sthapna1'),
          by,
          goes({ delay: said, at: said ? at : later }),
        ),
      (said?: typeof delay) =>
        giveBack(
          { ...file, readers: asked.readers },
          note(),
          heldPost('adhikshak'),
          by,
          goes({ delay: said, at: said ? at : later }),
        ),
      (said?: typeof delay) =>
        answerConsultation(asked, note(), post('adhikshak'), by, {
          at: said ? at : later,
          policy,
          delay: said,
        }),
    ];
    for (const act of acts) {
      const [noted] = act(delay).events;
      expect(noted).toMatchObject({
        type: 'noted',
        texts: { note: { delay: { ...delay, name } } },
      });
      expect(JSON.stringify(noted?.pub)).not.toContain(delay.remarks);
      expect(act().events[0]?.texts?.note).not.toHaveProperty('delay');
    }
  });
});

describe('[row 35] an opinion asked for on the way', () => {
  const contentHash = 'a'.repeat(64);
  const chart = aChart();
  /** A chain begun by the assistant, its first level opened. */
  const inChain = (file: File) => {
    const begun = startApproval(file, aChain({}, 'REV-STD-3'), undefined, officer('rajasv1'), {
      ...act(at),
      facts: {},
      content: { hash: contentHash },
    });
    return openLevel(begun.record, begun.approval, { chart, ...act(at) }) ?? begun;
  };
  const asked = (file: File, by = 'rajasv1', more: Partial<Handing> = {}) =>
    consult(file, undefined, heldPost('sthapna1'), officer(by), handing({ reason, ...more }));
  const answered = (file: File, to = 'rajasv1', draft?: DraftNote) =>
    answerConsultation(file, draft, post(to), officer('sthapna1'), act(stillLater));

  it('goes with its question and its own due date, and comes back to whoever asked', () => {
    const soon = '2026-11-26T06:00:00.000Z';
    const out = asked(aFile('rajasv1', askedFor(dueAt)), 'rajasv1', { dueAt: soon });
    expect(File.parse(out.record)).toEqual(out.record);
    expect(out.record).toMatchObject({
      holder: { postId: post('sthapna1').id },
      dueAt: soon,
      lastMove: { kind: 'consulted' },
      consultation: {
        askedBy: postRef(post('rajasv1')),
        asked: postRef(post('sthapna1')),
        askedAt: later,
        dueAt: soon,
        askersDueAt: dueAt,
      },
    });
    expect(out.events).toMatchObject([{ type: 'consulted', texts: { reason } }]);

    const back = answered(out.record, 'rajasv1', note('sthapna1'));
    expect(File.parse(back.record)).toEqual(back.record);
    expect(back.record).toMatchObject({
      holder: { postId: post('rajasv1').id },
      dueAt,
      noteCount: 1,
      lastMove: { kind: 'answered', from: { postId: post('sthapna1').id } },
    });
    expect(back.record.consultation).toBeUndefined();
    expect(back.draft?.status).toBe('sealed');
    expect(back.events.map(({ type }) => type)).toEqual(['noted', 'answered']);
  });

  it('does not put off what a letter on the file is due, nor hide it', () => {
    const file = aFile('rajasv1', { ...owing(dueAt), askedDueAt: '2026-12-20T06:00:00.000Z' });
    const dated = (asks?: string) => asked(file, 'rajasv1', { dueAt: asks }).record;
    expect(dated()).toMatchObject({ dueAt, pendingDue: [{ no: 1, dueAt }] });
    expect(dated()).not.toHaveProperty('askedDueAt');
    const far = '2027-01-15T06:00:00.000Z';
    expect(dated(far)).toMatchObject({ dueAt, askedDueAt: far, consultation: { dueAt: far } });
    const soon = '2026-11-26T06:00:00.000Z';
    expect(dated(soon)).toMatchObject({ dueAt: soon, pendingDue: [{ no: 1, dueAt }] });
    for (const back of [
      answered(dated(soon)).record,
      recall(dated(soon), officer('rajasv1'), act(stillLater)).record,
    ]) {
      expect(back).toMatchObject({ dueAt, askedDueAt: file.askedDueAt });
    }
    // Nor does a chain.
    const started = inChain(file).record;
    expect(started.dueAt).toBe([dueAt, started.askedDueAt].sort()[0]);
  });

  it('without due dates leaves none behind', () => {
    const out = asked(aFile());
    expect(out.record).not.toHaveProperty('dueAt');
    expect(answered(out.record).record).not.toHaveProperty('dueAt');
  });

  it('does not lose the chain that is open: it goes on where it was', () => {
    const started = inChain(aFile());
    const { openApprovalId, dueAt: levelDueAt } = started.record;
    const out = asked(started.record, 'deputy');
    expect(out.record.openApprovalId).toBe(openApprovalId);
    const deciding = (file: File) =>
      decide(
        file,
        started.approval,
        { level: 1, decision: 'recommend', contentHash },
        officer('deputy'),
        {
          ...act('2026-11-25T10:00:00.000Z'),
          noteId: 'nte_01K00000000000000000000002',
        },
      );
    const back = answered(out.record, 'deputy');
    expect(back.record).toMatchObject({ openApprovalId, dueAt: levelDueAt });
    const decided = deciding(back.record);
    const next = openLevel(decided.record, decided.approval, { chart, ...act(stillLater) });
    expect(next?.approval.levels[1]).toMatchObject({ state: 'active' });
    expect(next?.record.holder.postId).toBe(post('adm').id);
  });

  describe('in a chain', () => {
    const started = inChain(aFile());
    const lent = (file = started.record) =>
      openOnDesk(asked(file, 'deputy').record, officer('sthapna1'), later).record;
    const taken = (file: File, by: string) =>
      pullUp(file, post('sthapna1'), officer(by), { ...act(stillLater), reason });

    it.each(['deputy', 'deputy2', 'collector'])(
      'is taken back by %s, who asked or is above the post that was asked, and the chain goes on',
      (by) => {
        expect([...post('sthapna1').superiors, post('deputy').id]).toContain(post(by).id);
        const { record, events } = taken(lent(), by);
        expect(File.parse(record)).toEqual(record);
        expect(record).toMatchObject({
          holder: postRef(post('deputy')),
          holderSince: stillLater,
          openApprovalId: started.record.openApprovalId,
          dueAt: started.record.dueAt,
          readers: lent().readers,
        });
        expect(record).not.toHaveProperty('consultation');
        // Whoever asked has it back unseen, unless they took it.
        expect(record.lastMove?.openedAt).toBe(by === 'deputy' ? stillLater : undefined);
        expect(events).toMatchObject([
          {
            type: 'pulled-up',
            pub: { from: postRef(post('sthapna1')), to: postRef(post('deputy')) },
            texts: { reason },
          },
        ]);
        const input = { level: 1, decision: 'recommend', contentHash } as const;
        const noteId = 'nte_01K00000000000000000000002';
        expect(
          decide(record, started.approval, input, officer('deputy'), { ...act(stillLater), noteId })
            .approval.levels[0],
        ).toMatchObject({ state: 'decided' });
      },
    );

    it('is taken back by a clerk whose file it is to put right, without leave to pull files up', () => {
      const mine = aFile('rajasv1', {
        openApprovalId: 'apr_01K00000000000000000000001-1',
        chainAsksHolder: true,
      });
      const there = openOnDesk(asked(mine).record, officer('sthapna1'), later).record;
      expect(taken(there, 'rajasv1').record.holder.postId).toBe(post('rajasv1').id);
    });

    it('on paper, is on its way back to whoever asked', () => {
      const paperLent = receive(
        asked({ ...started.record, nature: 'physical' }, 'deputy').record,
        officer('sthapna1'),
        act(later),
      ).record;
      expect(taken(paperLent, 'deputy').record).toMatchObject({
        holder: postRef(post('sthapna1')),
        transit: { to: postRef(post('deputy')), at: stillLater },
      });
    });

    it('of a confidential file comes to no post of another office', () => {
      const abroad = {
        ...lent(),
        classification: 'confidential' as const,
        consultation: {
          askedBy: postRef(post('vachak')),
          asked: postRef(post('sthapna1')),
          askedAt: at,
        },
      };
      expect(() => taken(abroad, 'collector')).toThrow(refusal('other-office'));
    });
  });

  it('of a file on paper is on its way back until the asking post has it', () => {
    const out = receive(asked(paper()).record, officer('sthapna1'), act(stillLater)).record;
    const back = answerConsultation(out, undefined, post('rajasv1'), officer('sthapna1'), {
      at: stillLater,
      policy,
    }).record;
    expect(back).toMatchObject({
      holder: { postId: post('sthapna1').id },
      transit: { to: { postId: post('rajasv1').id } },
    });
    expect(back.consultation).toBeUndefined();
    expect(receive(back, officer('rajasv1'), act(stillLater)).record.holder.postId).toBe(
      post('rajasv1').id,
    );
  });

  it.each(['electronic', 'physical'] as const)(
    'given too soon is pulled back with the question that was open (%s)',
    (nature) => {
      const soon = '2026-11-26T06:00:00.000Z';
      const out = asked(aFile('rajasv1', { ...askedFor(dueAt), nature }), 'rajasv1', {
        dueAt: soon,
      });
      const come = nature === 'physical';
      const there = come
        ? receive(out.record, officer('sthapna1'), act(later)).record
        : openOnDesk(out.record, officer('sthapna1'), later).record;
      const given = answered(there).record;
      expect(given).not.toHaveProperty('consultation');
      const back = recall(given, officer('sthapna1'), act(stillLater)).record;
      expect(File.parse(back)).toEqual(back);
      expect(back).toMatchObject({
        holder: postRef(post('sthapna1')),
        consultation: there.consultation,
        askedDueAt: soon,
        dueAt: soon,
      });
      // It is still the one to give it, and once the asking post has opened it, it is given.
      const again = answered(back).record;
      const opened = come
        ? receive(again, officer('rajasv1'), act(stillLater)).record
        : openOnDesk(again, officer('rajasv1'), stillLater).record;
      expect(opened.dueAt).toBe(dueAt);
      expect(opened.lastMove).not.toHaveProperty('consultationBefore');
      expect(() => recall(opened, officer('sthapna1'), act(stillLater))).toThrow(
        refusal('already-opened'),
      );
    },
  );

  it('on paper and on its way is not opened by what the post does that waits for it to be fetched', () => {
    const there = receive(asked(paper()).record, officer('sthapna1'), act(later)).record;
    const { record } = nameReader(answered(there).record, post('rajasv2'), reason, stillLater);
    expect(record.lastMove).not.toHaveProperty('openedAt');
    expect(recall(record, officer('sthapna1'), act(stillLater)).record.consultation).toEqual(
      there.consultation,
    );
    const come = receive(record, officer('rajasv1'), act('2026-11-26T06:00:00.000Z')).record;
    expect(come.lastMove?.openedAt).toBe('2026-11-26T06:00:00.000Z');
  });

  it('is over when the file goes on with its chain', () => {
    const out = asked(aFile()).record;
    const gone = handOver(out, post('deputy'), { ...act(stillLater), cause: 'decided' }).record;
    expect(gone).not.toHaveProperty('consultation');
  });

  it('is over when the question is pulled back or a superior takes the file', () => {
    const out = asked(aFile('rajasv1', askedFor(dueAt))).record;
    const back = recall(out, officer('rajasv1'), act(stillLater)).record;
    expect(back.consultation).toBeUndefined();
    expect(back.dueAt).toBe(dueAt);
    const up = pullUp(out, post('sthapna1'), officer('adm'), { ...act(stillLater), reason });
    expect(up.record.consultation).toBeUndefined();
    // Neither is asked any more.
    expect(() => answered(back)).toThrow(refusal('no-consultation'));
  });
});

describe('pulling back', () => {
  it('gives the sender what nobody has opened, and takes the reading from who never saw it', () => {
    const file = aFile('rajasv1', askedFor(dueAt));
    const back = recall(sent(file).record, officer('rajasv1'), act(stillLater));
    expect(File.parse(back.record)).toEqual(back.record);
    const pulledBack = { at: stillLater, since: at };
    // What it was asked for still runs from when it was asked.
    const askedTerm = { since: at, counts: 'working' };
    expect(back.record).toEqual({ ...file, askedTerm, holderSince: stillLater, pulledBack });
    expect(back.record.readers.holders).not.toContain(post('adhikshak').id);
    expect(back.events).toEqual([
      {
        type: 'recalled',
        pub: {
          from: postRef(post('adhikshak')),
          to: postRef(post('rajasv1')),
          heldSince: later,
          heldWorkingMinutes: workingMinutesBetween(later, stillLater, policy),
        },
      },
    ]);
  });

  it('is no way round the limit of one’s time with the file', () => {
    // Once before the limit, which asks for no reason; then the file lies on.
    const away = sent(aFile());
    const { record } = recall(away.record, officer('rajasv1'), act(stillLater));
    const late = '2026-12-09T06:00:00.000Z';
    expect(() => sent(record, 'adhikshak', 'rajasv1', { at: late })).toThrow(
      refusal('delay-reason-required'),
    );
  });

  it('of a file that was merged into another is no way round it either', () => {
    const late = '2026-12-09T06:00:00.000Z';
    const fresh = aFile('rajasv1', { id: 'fil_01K00000000000000000000007', holderSince: late });
    const merged = merge(aFile(), fresh, reason, {
      ...{ officer: officer('rajasv1'), at: late, openNotes: false },
    });
    const { record } = merged.into;
    expect(File.parse(record)).toEqual(record);
    expect(() => sent(record, 'adhikshak', 'rajasv1', { at: late })).toThrow(
      refusal('delay-reason-required'),
    );
  });

  it('of paper leaves it where it has lain all along', () => {
    const file = paper();
    expect(recall(sent(file).record, officer('rajasv1'), act(stillLater)).record).toEqual(file);
  });

  it('does not unseal the note that went with it', () => {
    const away = send(aFile(), note(), heldPost('adhikshak'), officer('rajasv1'), handing());
    expect(recall(away.record, officer('rajasv1'), act(stillLater)).record.noteCount).toBe(1);
  });

  it.each([
    ['opens it', (file: File) => openOnDesk(file, officer('adhikshak'), later)],
    ['changes its cover', (file: File) => amend(file, { urgency: 'priority', reason }, later)],
    ['adds an older number', (file: File) => addAlias(file, '12/2019', later)],
    [
      'parks it and takes it up again',
      (file: File) => {
        const aside = park(file, { until: '2026-12-01', reason }, officer('adhikshak'), act(later));
        return wake(aside.record, 'holder', { officer: officer('adhikshak'), at: later });
      },
    ],
  ])('is over once the receiver %s', (_, work) => {
    const { record } = work(sent().record);
    expect(() => recall(record, officer('rajasv1'), act(stillLater))).toThrow(
      refusal('already-opened'),
    );
    // What was read before no longer matters.
    expect(record.lastMove).not.toHaveProperty('readersBefore');
  });

  it('happens once', () => {
    const back = recall(sent().record, officer('rajasv1'), act(stillLater)).record;
    expect(() => recall(back, officer('rajasv1'), act(stillLater))).toThrow(
      refusal('not-in-transit'),
    );
  });

  it('keeps the first opening', () => {
    const once = touched(sent().record, stillLater);
    expect(touched(once, '2026-12-01T06:00:00.000Z')).toBe(once);
  });
});

describe('[row 45] pulling up', () => {
  const up = (file: File, by = 'deputy') =>
    pullUp(file, post('rajasv1'), officer(by), { ...act(later), reason });

  it('gives a file that was with a post for its opinion the date back that it had before', () => {
    const { holder } = aFile();
    const asked = { askedBy: postRef(post('adhikshak')), asked: holder, askedAt: at };
    const dueBefore = '2026-12-20T10:00:00.000Z';
    const consulted = { ...askedFor('2026-12-01T10:00:00.000Z'), consultation: asked };
    expect(up(aFile('rajasv1', consulted)).record.dueAt).toBeUndefined();
    const dated = { ...consulted, consultation: { ...asked, askersDueAt: dueBefore } };
    expect(up(aFile('rajasv1', dated)).record.dueAt).toBe(dueBefore);
    expect(up(aFile('rajasv1', askedFor(dueBefore))).record.dueAt).toBe(dueBefore);
    expect(up(aFile('rajasv1', owing(dueBefore))).record.dueAt).toBe(dueBefore);
  });

  it.each(['adhikshak', 'deputy', 'adm', 'collector'])(
    'gives the file to %s, who is above the post that has it, with the reason sealed',
    (by) => {
      const { record, events } = up(aFile(), by);
      expect(File.parse(record)).toEqual(record);
      expect(record).toMatchObject({
        status: 'active',
        holder: postRef(post(by)),
        holderSince: later,
        lastMove: { kind: 'pulled-up', from: postRef(post('rajasv1')), openedAt: later },
      });
      expect(record.readers.holders).toContain(post(by).id);
      expect(events).toEqual([
        {
          type: 'pulled-up',
          pub: {
            from: postRef(post('rajasv1')),
            to: postRef(post(by)),
            heldSince: at,
            heldWorkingMinutes: 450,
          },
          texts: { reason },
        },
      ]);
    },
  );

  it('takes up a file that was parked', () => {
    const aside = park(aFile(), { until: '2026-12-01', reason }, officer('rajasv1'), act(at));
    const { record } = up(aside.record);
    expect(record.status).toBe('active');
    expect(record).not.toHaveProperty('parked');
  });

  it('of paper leaves it on the old desk until the superior has it, without a way back by pulling', () => {
    const { record, events } = up(paper({ pulledBack: { at, since: at } }));
    expect(File.parse(record)).toEqual(record);
    expect(record).toMatchObject({
      holder: postRef(post('rajasv1')),
      holderSince: at,
      transit: { to: postRef(post('deputy')), at: later },
      lastMove: { kind: 'pulled-up' },
      pulledBack: { at, since: at },
    });
    expect(record.readers.holders).not.toContain(post('deputy').id);
    expect(record.lastMove).not.toHaveProperty('openedAt');
    expect(events[0]?.pub).toMatchObject({ to: postRef(post('deputy')), onItsWay: true });
    expect(() => recall(record, officer('rajasv1'), act(stillLater))).toThrow(
      refusal('not-the-sender'),
    );
    const come = receive(record, officer('deputy'), act(stillLater)).record;
    expect(File.parse(come)).toEqual(come);
    expect(come.holder).toEqual(postRef(post('deputy')));
    expect(come.readers.holders).toContain(post('deputy').id);
  });
});

describe('a handing over as part of another act', () => {
  it('answers for custody, post and office itself', () => {
    const move = { at: later, policy, cause: 'decided' } as const;
    expect(handOver(aFile(), post('deputy'), move).events[0]).toMatchObject({
      type: 'sent',
      pub: { cause: 'decided' },
    });
    expect(() => handOver(aFile(), post('rajasv1'), move)).toThrow(refusal('sent-to-self'));
    expect(() => handOver(sent(paper()).record, post('deputy'), move)).toThrow(
      refusal('in-transit'),
    );
    expect(() => handOver(aFile(), { ...post('deputy'), status: 'abolished' }, move)).toThrow(
      refusal('post-not-active'),
    );
    const secret = aFile('rajasv1', { classification: 'confidential' });
    expect(() => handOver(secret, post('vachak'), move)).toThrow(refusal('other-office'));
    expect(() => handOver(aFile('rajasv1', { status: 'closed' }), post('deputy'), move)).toThrow(
      refusal('file-closed'),
    );
  });
});

/** Whoever moves a file in the random runs, and where it can go. */
const people = ['rajasv1', 'rajasv2', 'adhikshak', 'deputy', 'adm', 'sthapna1', 'vachak'] as const;
const usernameOf = (postId: string) => people.find((each) => post(each).id === postId) ?? '';
type Act = (file: File, by: string, to: string, when: string) => Changed<File>;
const hand = (to: string, at: string) =>
  [heldPost(to), { at, policy, purpose: 'action', delay: { code: 'workload' } }] as const;
const acting: Readonly<Record<string, Act>> = {
  send: (file, by, to, when) => {
    const [target, said] = hand(to, when);
    return send(file, undefined, target, officer(by), said);
  },
  return: (file, by, to, when) => {
    const [target, said] = hand(to, when);
    return giveBack(file, undefined, target, officer(by), said);
  },
  consult: (file, by, to, when) => {
    const [target, said] = hand(to, when);
    return consult(file, undefined, target, officer(by), said);
  },
  answer: (file, by, _to, when) => {
    const asker = usernameOf(file.consultation?.askedBy.postId ?? '') || 'adhikshak';
    const [, said] = hand(asker, when);
    return answerConsultation(file, undefined, post(asker), officer(by), said);
  },
  open: (file, by, _to, when) => openOnDesk(file, officer(by), when),
  receive: (file, by, _to, when) => receive(file, officer(by), act(when)),
  recall: (file, by, _to, when) => recall(file, officer(by), act(when)),
  'pull-up': (file, by, _to, when) =>
    pullUp(file, post(usernameOf(file.holder.postId)), officer(by), { ...act(when), reason }),
  park: (file, by, _to, when) =>
    park(file, { until: '2027-01-01', reason }, officer(by), act(when)),
  wake: (file, by, _to, when) => wake(file, 'holder', { officer: officer(by), at: when }),
};
/** Events by which custody passes from one post to another. */
const passing = new Set([
  'sent',
  'returned',
  'consulted',
  'answered',
  'received',
  'recalled',
  'pulled-up',
]);
/** What is done by others than the holder; the rest the API lets the holder alone do. */
const byOthers = new Set(['receive', 'recall', 'pull-up']);

interface Moved {
  readonly file: File;
  readonly before: File;
  readonly event: string;
  readonly at: string;
  readonly events: readonly EventDraft[];
}
const steps = fc.array(
  fc.record({
    event: fc.constantFrom(...Object.keys(acting)),
    by: fc.constantFrom(...people),
    to: fc.constantFrom(...people),
    /** Minutes since the step before. */
    after: fc.integer({ min: 0, max: 6000 }),
  }),
  { minLength: 1, maxLength: 40, size: '+1' },
);
const beginnings = fc.record({
  nature: fc.constantFrom('electronic' as const, 'physical' as const, 'hybrid' as const),
  classification: fc.constantFrom('normal' as const, 'confidential' as const),
});

/** Lets the steps happen that the rules let through; what they refuse, they refuse by a code of the table. */
function run(
  first: File,
  drawn: readonly { event: string; by: string; to: string; after: number }[],
) {
  let file = first;
  let now = Date.parse(at);
  return drawn.flatMap(({ event, by, to, after }): Moved[] => {
    now += after * 60_000;
    const when = new Date(now).toISOString();
    const who = byOthers.has(event) ? by : usernameOf(file.holder.postId);
    const before = file;
    try {
      const { record, events } = acting[event]?.(file, who, to, when) ?? {
        record: file,
        events: [],
      };
      file = record;
      return [{ file, before, event, at: when, events }];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const elsewhere = ['sent-to-self', 'post-not-active', 'other-office'];
      expect([...codesOf(fileMachine, event), ...(event === 'answer' ? elsewhere : [])]).toContain(
        error.code,
      );
      return [];
    }
  });
}

describe('after any run of movements', () => {
  const reached = new Set<string>();

  it('[invariant 3] the file is with exactly one post: where its last movement took it', () => {
    fc.assert(
      fc.property(beginnings, steps, (beginning, drawn) => {
        let holder = post('rajasv1').id;
        for (const { file, before, event, events } of run(aFile('rajasv1', beginning), drawn)) {
          reached.add(event);
          expect(File.parse(file)).toEqual(file);
          const move = events.find(({ type }) => passing.has(type));
          // Paper that is put on its way has not passed yet.
          if (move && !move.pub.onItsWay) holder = (move.pub.to as { postId: string }).postId;
          expect(file.holder.postId).toBe(holder);
          if (move) expect(move.pub.from).toEqual(before.holder);
          else expect(file.holder).toEqual(before.holder);
          // On its way only what is on paper, and never to the post that has it.
          if (file.nature === 'electronic') expect(file.transit).toBeUndefined();
          expect(file.transit?.to.postId).not.toBe(holder);
          // Whoever has it has had it; nobody who had it is forgotten, but by pulling back.
          expect(file.readers.holders).toContain(holder);
          if (event !== 'recall') {
            for (const id of before.readers.holders) expect(file.readers.holders).toContain(id);
          }
          // A confidential file is with posts of its office alone.
          if (file.classification === 'confidential') {
            expect(file.holder.officeId).toBe(file.officeId);
          }
          expect(file.parked !== undefined).toBe(file.status === 'parked');
        }
      }),
      { numRuns: 400 },
    );
    expect([...reached].sort()).toEqual(Object.keys(acting).sort());
  });

  it('[invariant 18] each post’s time is counted in working minutes, and none is counted twice', () => {
    fc.assert(
      fc.property(beginnings, steps, (beginning, drawn) => {
        const first = aFile('rajasv1', beginning);
        const moved = run(first, drawn);
        let sum = 0;
        for (const { file, before, at: when, events } of moved) {
          for (const { pub } of events) {
            if (pub.heldSince === undefined) continue;
            expect(pub.heldSince).toBe(before.holderSince);
            const spent = workingMinutesBetween(before.holderSince, when, policy);
            expect(pub.heldWorkingMinutes).toBe(spent);
            if (file.holderSince !== before.holderSince) sum += spent;
          }
        }
        const last = moved.at(-1)?.file ?? first;
        expect(sum).toBe(workingMinutesBetween(first.holderSince, last.holderSince, policy));
      }),
      { numRuns: 150 },
    );
  });

  it('[invariant 18] a holiday, a Sunday and the night count nothing', () => {
    const since = '2026-12-24T12:00:00.000Z';
    const file = aFile('rajasv1', { openedAt: since, holderSince: since });
    const spent = (when: string) => sent(file, 'adhikshak', 'rajasv1', { at: when }).events[0]?.pub;
    // From half past five on the eve of Christmas to ten on the Monday after a fourth Saturday and a Sunday.
    expect(spent('2026-12-28T04:30:00.000Z')).toMatchObject({ heldWorkingMinutes: 0 });
    expect(spent('2026-12-28T04:31:00.000Z')).toMatchObject({ heldWorkingMinutes: 1 });
  });

  it('[invariant 2] its events make one chain without gaps, whose head follows from them', () => {
    fc.assert(
      fc.property(beginnings, steps, (beginning, drawn) => {
        const first = aFile('rajasv1', beginning);
        let head = emptyHead;
        const entries = run(first, drawn).flatMap(({ events, at: when }) => {
          const sealed = seal(head, events, {
            office: first.officeId,
            record: first.id,
            at: when,
            actor: { system: 'test' },
            digest,
            newSalt,
          });
          head = sealed.head;
          return sealed.entries;
        });
        expect(entries.map(({ event }) => event.seq)).toEqual(entries.map((_, n) => n + 1));
        const stored = structuredClone(
          entries.map(({ event, hash, fields }) => ({ event, hash, fields })),
        );
        const checked = verify(startOfWalk, stored, first.id, digest);
        expect([...checked.findings, ...verifyHead(checked.walk, head)]).toEqual([]);
        // One movement told otherwise, and the chain says so.
        const told = stored.find(({ event }) => event.pub.to !== undefined);
        if (!told) return;
        (told.event.pub as Record<string, Json>).to = postRef(post('collector')) as Json;
        expect(verify(startOfWalk, stored, first.id, digest).findings).not.toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
