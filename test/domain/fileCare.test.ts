import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayAfter } from '../../shared/domain/calendar.ts';
import {
  addCorrespondence,
  addIssuedLetter,
  addScans,
  appendToFile,
  appendToLetter,
  CorrespondenceItem,
  itemNumber,
  settleLetter,
} from '../../shared/domain/correspondence.ts';
import { postRef } from '../../shared/domain/directory.ts';
import { DocumentRecord } from '../../shared/domain/document.ts';
import { File } from '../../shared/domain/file.ts';
import {
  AliasInput,
  Amendment,
  addAlias,
  amend,
  countParts,
  granted,
  link,
  merge,
  nameReader,
  openPart,
  PartInput,
  PlaceInput,
  park,
  placePaper,
  refuseView,
  requestView,
  unlink,
  wake,
} from '../../shared/domain/fileCare.ts';
import { recall, send } from '../../shared/domain/movement.ts';
import { beginDraft } from '../../shared/domain/note.ts';
import { comparable } from '../../shared/domain/numbering.ts';
import { allows } from '../../shared/domain/policy.ts';
import { contentAccess, postToken } from '../../shared/domain/record.ts';
import { governed } from '../../shared/http/access.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';
import { aReceipt } from '../support/receipts.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const idOf = (n: number) => `fil_01K${`${n}`.padStart(23, '0')}`;
const docId = (n: number) => `doc_01K${`${n}`.padStart(23, '0')}`;
const scan = (pages: number, n = 1) => ({ documentId: docId(n), pages, sha256: 'a'.repeat(64) });
const later = '2026-11-24T06:00:00.000Z';
const reason = 'शाखा प्रभारी के निर्देश पर';
const clerk = officer('rajasv1');
const act = { at: later, policy };
/** Just sent to the superintendent, who has not opened it. */
const unopened = (more: Partial<File> = {}) =>
  send(aFile('rajasv1', more), undefined, heldPost('adhikshak'), clerk, { at, policy }).record;
const other = aFile('rajasv1', { id: idOf(2), number: 'BBZ-COL/REV/B-121/00002/2026-27' });

/** Every change of the file is one that its schema takes, and is the receiver's opening of it. */
const sound = (record: File): File => {
  expect(File.parse(record)).toEqual(record);
  expect(record.lastMove === undefined || record.lastMove.openedAt !== undefined).toBe(true);
  return record;
};

describe('the cover', () => {
  it('is changed with the reason and what stood there before sealed', () => {
    const subject = { hi: 'सीमांकन एवं बंटवारा', en: 'Demarcation and partition' };
    const { record, events } = amend(
      unopened(),
      { subject, urgency: 'immediate', classification: 'confidential', reason },
      later,
    );
    expect(sound(record)).toMatchObject({
      subject,
      urgency: 'immediate',
      classification: 'confidential',
    });
    expect(events).toEqual([
      {
        type: 'amended',
        pub: { urgency: 'immediate', classification: 'confidential' },
        texts: { reason, subject, subjectBefore: aFile().subject },
      },
    ]);
  });

  it('keeps what is not said', () => {
    const { record, events } = amend(aFile(), { urgency: 'priority', reason }, later);
    expect(record).toEqual({ ...aFile(), urgency: 'priority' });
    expect(events).toEqual([{ type: 'amended', pub: { urgency: 'priority' }, texts: { reason } }]);
    // What is confidential already may be said to be so again.
    const secret = aFile('rajasv1', { classification: 'confidential' });
    expect(amend(secret, { classification: 'confidential', reason }, later).record).toEqual(secret);
  });

  it('is asked for something, and why', () => {
    expect(Amendment.safeParse({ reason }).success).toBe(false);
    expect(Amendment.safeParse({ urgency: 'priority' }).success).toBe(false);
    expect(Amendment.safeParse({ urgency: 'priority', reason }).success).toBe(true);
  });
});

describe('[row 58] older numbers', () => {
  it('are kept as they were written, with ASCII digits, and found however they are', () => {
    const { number } = AliasInput.parse({ number: ' ८९२/वाचक-1/२०१९ ' });
    const { record, events } = addAlias(unopened(), number, later);
    expect(sound(record).aliases).toEqual(['892/वाचक-1/2019']);
    expect(events).toEqual([{ type: 'alias-added', pub: { number: '892/वाचक-1/2019' } }]);
    expect(comparable('892 वाचक 1 - 2019')).toBe(comparable(record.aliases[0] ?? ''));
  });

  it('stand beside each other when only figures are divided otherwise', () => {
    const one = addAlias(aFile(), '1/12/2019', later).record;
    expect(addAlias(one, '11/2/2019', later).record.aliases).toEqual(['1/12/2019', '11/2/2019']);
  });
});

describe('[row 7] parts and volumes', () => {
  const naming = (n: number) => ({
    id: idOf(n),
    shortNumber: '0000-0001',
    at: later,
    numbering: policy.numbering,
  });
  const open = (parent: File, kind: 'part' | 'volume', n = 3, subject?: { hi: string }) =>
    openPart(parent, { kind, ...(subject && { subject }) }, officer('rajasv2'), naming(n));

  it('are files of their own behind the number of theirs, on the desk that opens them', () => {
    const parent = unopened({ classification: 'confidential', urgency: 'immediate' });
    const opened = open(parent, 'part', 3, { hi: 'पटवारी प्रतिवेदन' });
    const part = sound(opened.part.record);
    expect(part).toMatchObject({
      ...{ kind: 'part', parentId: parent.id, ordinal: 1 },
      number: `${parent.number}/P1`,
      subject: { hi: 'पटवारी प्रतिवेदन' },
      // It is of the same branch and head, and no less secret.
      ...{ officeId: parent.officeId, unitId: parent.unitId, headId: parent.headId },
      ...{ classification: 'confidential', urgency: 'immediate' },
      ...{ status: 'active', holder: { postId: post('rajasv2').id }, holderSince: later },
      ...{ noteCount: 0, correspondenceCount: 0, openParts: 0 },
      readers: { holders: [post('rajasv2').id] },
    });
    expect(opened.part.events).toMatchObject([
      {
        type: 'opened',
        pub: { number: part.number, kind: 'part', parentId: parent.id },
        texts: { subject: { hi: 'पटवारी प्रतिवेदन' } },
      },
    ]);
    expect(sound(opened.parent.record)).toMatchObject({
      ...{ partCount: 1, openParts: 1, volumeCount: 0 },
      holder: parent.holder,
    });
    expect(opened.parent.events).toEqual([
      { type: 'part-opened', pub: { fileId: part.id, number: part.number } },
    ]);
  });

  it('a volume goes on with the subject, and does not keep its file open', () => {
    const opened = open(aFile(), 'volume');
    expect(opened.part.record).toMatchObject({
      kind: 'volume',
      number: `${aFile().number}/V1`,
      subject: aFile().subject,
    });
    expect(opened.parent.record).toMatchObject({ volumeCount: 1, partCount: 0, openParts: 0 });
    expect(opened.parent.events[0]?.type).toBe('volume-opened');
    expect(PartInput.safeParse({ kind: 'main' }).success).toBe(false);
  });

  it('are numbered without gaps, each kind for itself, and never twice', () => {
    const kinds = fc.array(fc.constantFrom('part' as const, 'volume' as const), { maxLength: 12 });
    fc.assert(
      fc.property(kinds, (drawn) => {
        let parent = aFile();
        const numbers = drawn.map((kind, n) => {
          const opened = open(parent, kind, n + 3);
          parent = sound(opened.parent.record);
          return opened.part.record.number.slice(parent.number.length);
        });
        const of = (kind: string) => drawn.filter((each) => each === kind).length;
        const expected = [
          ...Array.from({ length: of('part') }, (_, n) => `/P${n + 1}`),
          ...Array.from({ length: of('volume') }, (_, n) => `/V${n + 1}`),
        ];
        expect([...numbers].sort()).toEqual([...expected].sort());
        expect(parent.openParts).toBe(of('part'));
      }),
    );
  });

  it('that close and reopen are counted by their file, never below none', () => {
    const { record } = open(aFile(), 'part').parent;
    const closed = countParts(record, -1, idOf(3));
    expect(closed.record.openParts).toBe(0);
    expect(closed.events).toEqual([{ type: 'part-closed', pub: { fileId: idOf(3) } }]);
    expect(countParts(closed.record, -1, idOf(3)).record.openParts).toBe(0);
    const again = countParts(closed.record, 1, idOf(3));
    expect(again.record.openParts).toBe(1);
    expect(again.events[0]?.type).toBe('part-reopened');
  });
});

describe('links', () => {
  it('say which file and why, and keep nothing of it that could grow old', () => {
    const { record, events } = link(unopened(), other, { kind: 'reference', reason }, later);
    expect(sound(record).links).toEqual([{ fileId: other.id, kind: 'reference' }]);
    expect(events).toEqual([
      {
        type: 'linked',
        pub: { fileId: other.id, kind: 'reference' },
        texts: { reason },
      },
    ]);
  });

  it('are taken away with what was drawn from the other file', () => {
    const third = aFile('rajasv1', { id: idOf(4) });
    const one = link(aFile(), other, { kind: 'related', reason }, later).record;
    const two = link(one, third, { kind: 'related', reason }, later).record;
    const { record, events } = unlink(two, other.id, 'आदेश की प्रति ली गई।', later);
    expect(record.links).toEqual([{ fileId: third.id, kind: 'related' }]);
    expect(events).toEqual([
      { type: 'unlinked', pub: { fileId: other.id }, texts: { extract: 'आदेश की प्रति ली गई।' } },
    ]);
  });
});

describe('[row 46] where the paper stands', () => {
  const place = {
    rack: 'र-4',
    bundle: 'बस्ता 12',
    barcode: 'BBZ-000042',
    authorisation: 'कलेक्टर आदेश 12/2026',
  };

  it('is rack, bundle and barcode, by whose leave there is paper at all, sealed', () => {
    const input = PlaceInput.parse({ nature: 'hybrid', place });
    const { record, events } = placePaper(unopened(), input, clerk, later);
    expect(sound(record)).toMatchObject({ nature: 'hybrid', physical: place });
    expect(events).toEqual([{ type: 'placed', pub: { nature: 'hybrid' }, texts: { place } }]);
  });

  it('is said anew as a whole, and nowhere when there is none any more', () => {
    const { record } = placePaper(aFile(), { nature: 'physical', place }, clerk, later);
    const elsewhere = { rack: 'र-9', authorisation: place.authorisation };
    expect(
      placePaper(record, { nature: 'physical', place: elsewhere }, clerk, later).record.physical,
    ).toEqual(elsewhere);
    const none = placePaper(record, { nature: 'electronic' }, clerk, later);
    expect(none.record).toEqual(aFile());
    expect(none.events).toEqual([{ type: 'placed', pub: { nature: 'electronic' } }]);
  });

  it.each([
    ['paper without a place', { nature: 'physical' }],
    ['a mixed file without a place', { nature: 'hybrid' }],
    ['a place of nothing', { nature: 'electronic', place }],
    ['paper by nobody’s leave', { nature: 'physical', place: { rack: 'र-4' } }],
    ['a barcode that no reader reads', { nature: 'physical', place: { ...place, barcode: 'क४' } }],
  ])('is not %s', (_, input) => {
    expect(PlaceInput.safeParse(input).success).toBe(false);
  });
});

describe('[row 59] reading by request', () => {
  const closed = (more: Partial<File> = {}) => aFile('rajasv1', { status: 'closed', ...more });
  const reader = officer('sthapna1');
  const may = (action: 'see-cover' | 'read-content' | 'request-view', file: File) =>
    allows(reader, action, governed(file));

  it.each(['active', 'parked', 'closed', 'recorded'] as const)(
    'of a file that is %s: the office knows of it and asks; whoever has it lets the post read',
    (status) => {
      const file = closed({ status });
      expect(may('see-cover', file) && may('request-view', file)).toBe(true);
      expect(may('read-content', file)).toBe(false);
      expect(contentAccess(file)).not.toContain(postToken(reader.post.id));

      const { record, events } = nameReader(file, reader.post, reason, later);
      expect(sound(record)).toMatchObject({ status, holder: file.holder });
      expect(record.readers).toEqual({ ...file.readers, named: [reader.post.id] });
      expect(may('read-content', record)).toBe(true);
      expect(contentAccess(record)).toContain(postToken(reader.post.id));
      expect(events).toEqual([
        { type: 'reader-named', pub: { reader: postRef(reader.post) }, texts: { reason } },
      ]);
    },
  );

  it('is nothing to ask for when the file is confidential: the office does not know of it', () => {
    const secret = closed({ classification: 'confidential' });
    expect(may('see-cover', secret) || may('request-view', secret)).toBe(false);
    const named = nameReader(secret, reader.post, reason, later).record;
    expect(may('read-content', named)).toBe(true);
  });

  it('is asked for once at a time, and sealed with the reason as its refusal is; the file stays as it was', () => {
    const file = closed();
    const asked = requestView(file, undefined, reader, { reason, at: later });
    const by = postRef(reader.post);
    expect(asked).toEqual({
      request: { post: by, reason, askedAt: later },
      file: {
        record: file,
        events: [{ type: 'view-requested', pub: { post: by }, texts: { reason } }],
      },
    });
    const { request } = asked;
    const again = { reason: 'फिर', at: later };
    expect(() => requestView(file, request, reader, again)).toThrow(refusal('view-requested'));
    const refused = refuseView(file, request, { reason: 'नहीं', at: later });
    expect(refused.request).toEqual({ ...request, refusedAt: later, refusal: 'नहीं' });
    expect(refused.file.events).toEqual([
      { type: 'view-refused', pub: { post: by }, texts: { reason: 'नहीं' } },
    ]);
    expect(() => refuseView(file, refused.request, again)).toThrow(refusal('no-view-request'));
    // An answer of either kind leaves room for another request, which knows nothing of the answer.
    for (const answered of [refused.request, granted(request, later)]) {
      const next = requestView(file, answered, reader, again).request;
      expect(next).toEqual({ post: by, reason: 'फिर', askedAt: later });
    }
    // Whoever is let in after a refusal is no longer refused.
    expect(granted(refused.request, later)).toEqual({ ...request, grantedAt: later });
    expect(() => requestView(closed({ status: 'weeded' }), undefined, reader, again)).toThrow(
      refusal('file-weeded'),
    );
  });

  it('refusing is work on the file: it is pulled back no more', () => {
    const file = unopened();
    const { request } = requestView(file, undefined, reader, { reason, at: later });
    const { record } = refuseView(file, request, { reason, at: later }).file;
    expect(record.lastMove?.openedAt).toBe(later);
    expect(requestView(file, undefined, reader, { reason, at: later }).file.record).toBe(file);
  });

  it('adds to those let in before', () => {
    const one = nameReader(closed(), reader.post, reason, later).record;
    const two = nameReader(one, post('lekha'), reason, later).record;
    expect(two.readers.named).toEqual([reader.post.id, post('lekha').id]);
    expect(() => nameReader(two, reader.post, reason, later)).toThrow(refusal('view-granted'));
  });
});

describe('parking', () => {
  it('puts the file aside until a day of its own, with the reason sealed', () => {
    const { record, events } = park(unopened(), { until: '2026-12-15', reason }, clerk, act);
    expect(sound(record)).toMatchObject({
      status: 'parked',
      parked: { until: '2026-12-15', since: later },
    });
    expect(events).toEqual([{ type: 'parked', pub: { until: '2026-12-15' }, texts: { reason } }]);
  });

  it('seals the note of the post that has the file', () => {
    const written = { paragraphs: ['उत्तर की प्रतीक्षा।'], appendices: [] };
    const noteId = 'nte_01K00000000000000000000001';
    const { note } = beginDraft(aFile(), undefined, written, clerk, { id: noteId, at });
    const asked = { until: '2026-12-15', reason };
    const { record, draft, events } = park(aFile(), asked, clerk, { ...act, draft: note });
    expect(sound(record)).toMatchObject({ status: 'parked', noteCount: 1 });
    expect(draft?.status).toBe('sealed');
    expect(events.map(({ type }) => type)).toEqual(['noted', 'parked']);
    const shared = { ...note, status: 'shared' as const };
    expect(() => park(aFile(), asked, clerk, { ...act, draft: shared })).toThrow(
      refusal('note-shared'),
    );
    expect(park(aFile(), asked, clerk, { ...act, draft }).record.noteCount).toBe(0);
  });

  it('is possible from tomorrow, in India, to the limit of the policy', () => {
    const days = fc.integer({ min: -400, max: 400 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 365 }), (ahead, parkLimitDays) => {
        const local = { at: '2026-11-24T19:00:00.000Z', policy: { ...policy, parkLimitDays } };
        // It is half past midnight of the 25th.
        const until = dayAfter('2026-11-25', ahead);
        const go = () => park(aFile(), { until, reason }, clerk, local);
        if (ahead <= 0) expect(go).toThrow(refusal('date-past'));
        else if (ahead > parkLimitDays) expect(go).toThrow(refusal('too-far-ahead'));
        else expect(go().record.parked?.until).toBe(until);
      }),
    );
  });

  it.each(['holder', 'date', 'letter'] as const)('ends by the %s, and says so', (cause) => {
    const aside = park(aFile(), { until: '2026-12-15', reason }, clerk, act).record;
    const { record, events } = wake(aside, cause, { at: later });
    expect(record).toEqual(aFile());
    expect(events).toEqual([{ type: 'woken', pub: { cause, until: '2026-12-15' } }]);
  });
});

describe('merging', () => {
  it('leaves the file to be read and points from each to the other', () => {
    const file = { ...unopened(), dueAt: later };
    const into = { ...other, holder: file.holder };
    const by = { officer: officer('adhikshak'), at: later, openNotes: false };
    const merged = merge(file, into, reason, by);
    expect(sound(merged.file.record)).toMatchObject({
      ...{ status: 'merged', mergedInto: into.id },
      ...{ number: file.number, noteCount: file.noteCount, holder: file.holder },
    });
    expect(merged.file.record).not.toHaveProperty('dueAt');
    expect(merged.file.events).toEqual([
      { type: 'merged', pub: { into: into.id, number: into.number }, texts: { reason } },
    ]);
    expect(sound(merged.into.record).links).toEqual([{ fileId: file.id, kind: 'predecessor' }]);
    expect(merged.into.record).toEqual({ ...into, links: merged.into.record.links });
    expect(merged.into.events).toEqual([
      { type: 'merged-here', pub: { fileId: file.id, number: file.number } },
    ]);
  });

  it('keeps the link that is there already', () => {
    const links = [{ fileId: aFile().id, kind: 'related' as const }];
    const merged = merge(aFile(), { ...other, links }, reason, {
      officer: clerk,
      at: later,
      openNotes: false,
    });
    expect(merged.into.record.links).toEqual(links);
  });
});

describe('the correspondence side', () => {
  const letter = (more: object = {}) => aReceipt({ documents: [scan(3)], ...more });
  const filed = (file = aFile(), more: object = {}) =>
    addCorrespondence(file, letter(more), { at: later });

  it('takes a letter with the next number and pages, under consideration', () => {
    const { record, item, events } = filed(unopened());
    expect(CorrespondenceItem.parse(item)).toEqual(item);
    expect(item).toMatchObject({ kind: 'receipt', no: 1, flag: 'puc', pageFrom: 1, pageTo: 3 });
    expect(itemNumber(item)).toBe(letter().number);
    expect(sound(record)).toMatchObject({
      ...{ correspondenceCount: 1, correspondencePages: 3, pendingLetters: [1] },
    });
    expect(events).toEqual([
      {
        type: 'letter-filed',
        pub: { no: 1, receiptId: letter().id, pageFrom: 1, pageTo: 3, flag: 'puc' },
        texts: { item },
        place: { series: 'correspondence', no: 1 },
      },
    ]);
  });

  it('calls the first letter the paper under consideration and others fresh, unless told', () => {
    const one = filed();
    const two = filed(one.record);
    expect(two.item).toMatchObject({ no: 2, flag: 'fr', pageFrom: 4, pageTo: 6 });
    const done = { receiptId: letter().id, outcome: 'answered' } as const;
    const settled = settleLetter(settleLetter(two.record, 1, done, later).record, 2, done, later);
    expect(settled.record.pendingLetters).toEqual([]);
    expect(filed(settled.record).item).toMatchObject({ no: 3, flag: 'puc' });
    expect(addCorrespondence(one.record, letter(), { at: later, flag: 'puc' }).item.flag).toBe(
      'puc',
    );
  });

  it('gives a letter without a scan one leaf, with the letter of the other office that it is', () => {
    const issueId = 'iss_01K00000000000000000000001';
    const { item } = filed(aFile(), { documents: [], sourceIssueId: issueId });
    expect(CorrespondenceItem.parse(item)).toMatchObject({ pageFrom: 1, pageTo: 1, issueId });
  });

  it('numbers the scans that were put with another office’s letter after its own leaf', () => {
    const documents = [{ documentId: 'doc_01K00000000000000000000001', pages: 2, sha256: 'ab' }];
    const issueId = 'iss_01K00000000000000000000001';
    const { item } = filed(aFile(), { documents, sourceIssueId: issueId });
    expect(item).toMatchObject({ pageFrom: 1, pageTo: 3 });
  });

  it('hastens the file to the earlier of the two due dates', () => {
    const soon = '2026-11-25T06:00:00.000Z';
    const dueOf = (file?: string, receipt?: string) =>
      filed(
        aFile('rajasv1', file ? { dueAt: file, askedDueAt: file } : {}),
        receipt ? { dueAt: receipt } : {},
      ).record.dueAt;
    expect(dueOf(later, soon)).toBe(later);
    expect(dueOf(soon, later)).toBe(later);
    expect(dueOf(undefined, soon)).toBe(soon);
    expect(dueOf(soon)).toBe(soon);
    expect(dueOf()).toBeUndefined();
  });

  it('leaves the file with what is still owed when one letter after another is settled', () => {
    const days = ['2026-12-20', '2026-12-05', '2026-12-11'].map((day) => `${day}T18:29:59.999Z`);
    const own = '2026-12-15T06:00:00.000Z';
    const bare = aFile('rajasv1', { askedDueAt: own, dueAt: own });
    const full = days.reduce((file, dueAt) => filed(file, { dueAt }).record, filed(bare).record);
    expect(File.parse(full)).toEqual(full);
    const done = (file: File, no: number) =>
      settleLetter(file, no, { receiptId: letter().id, outcome: 'answered' }, later).record;
    expect(full).toMatchObject({ dueAt: days[1], askedDueAt: own });
    const one = done(full, 3);
    expect(one.dueAt).toBe(days[2]);
    const two = done(one, 4);
    expect(two.dueAt).toBe(own);
    const three = done(two, 2);
    expect(three).toMatchObject({ dueAt: own, pendingLetters: [1], pendingDue: [] });
    // Without a date of its own the file has none once its letters are settled.
    const plain = filed(aFile(), { dueAt: days[0] ?? '' }).record;
    expect(plain.dueAt).toBe(days[0]);
    expect(done(plain, 1)).not.toHaveProperty('dueAt');
  });

  it('wakes a file that was parked', () => {
    const aside = park(aFile(), { until: '2026-12-15', reason }, clerk, act).record;
    const { record, events } = filed(aside);
    expect(record).toMatchObject({ status: 'active', pendingLetters: [1] });
    expect(record).not.toHaveProperty('parked');
    expect(events.map(({ type }) => type)).toEqual(['woken', 'letter-filed']);
    expect(events[0]?.pub).toMatchObject({ cause: 'letter' });
  });

  it('is done with a letter once, saying how', () => {
    const { record } = filed(filed().record);
    const settled = settleLetter(
      record,
      1,
      { receiptId: letter().id, outcome: 'decided', remarks: 'आदेश पारित।' },
      later,
    );
    expect(settled.record.pendingLetters).toEqual([2]);
    expect(settled.events).toEqual([
      {
        type: 'letter-disposed',
        pub: { no: 1, receiptId: letter().id, outcome: 'decided' },
        texts: { remarks: 'आदेश पारित।' },
      },
    ]);
  });

  it('takes the office copy of a letter that went out, with one page; its draft is done', () => {
    const issue = {
      id: 'iss_01K00000000000000000000001',
      number: '7/REV/BBZ-COL/2026-27',
      subject: { hi: 'सीमांकन बाबत' },
      draftId: 'drf_01K00000000000000000000001',
    };
    const { record, item, events } = addIssuedLetter({ ...filed().record, openDrafts: 1 }, issue);
    expect(CorrespondenceItem.parse(item)).toEqual(item);
    expect(item).toMatchObject({ kind: 'issue', no: 2, pageFrom: 4, pageTo: 4 });
    expect(itemNumber(item)).toBe(issue.number);
    expect(File.parse(record)).toMatchObject({ openDrafts: 0, correspondencePages: 4 });
    // What went out is not under consideration.
    expect(record.pendingLetters).toEqual([1]);
    expect(events[0]).toMatchObject({ type: 'letter-issued', pub: { no: 2, issueId: issue.id } });
  });

  it('of an old file is its scans, by the number the file had', () => {
    const { record, events } = addScans(aFile(), {
      number: '892/वाचक-1/2019',
      subject: aFile().subject,
      documents: [scan(40), scan(2, 2)],
    });
    const item = CorrespondenceItem.parse(events[0]?.texts?.item);
    expect(item).toMatchObject({ kind: 'scans', no: 1, pageFrom: 1, pageTo: 42 });
    expect(itemNumber(item)).toBe('892/वाचक-1/2019');
    expect(record).toMatchObject({ correspondenceCount: 1, correspondencePages: 42 });
  });

  it('numbers its pages and those of its appendices without gap or overlap', () => {
    const act = fc.record({
      what: fc.constantFrom(
        'letter' as const,
        'issue' as const,
        'scans' as const,
        'behind' as const,
      ),
      pages: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
      onto: fc.nat(),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 20 }), (drawn) => {
        let file = aFile('rajasv1', { openDrafts: drawn.length });
        let next = 1;
        let nextBehind = 1;
        for (const { what, pages, onto } of drawn) {
          const documents = pages.map((count, n) => scan(count, n + 1));
          const count = file.correspondenceCount;
          if (what === 'behind') {
            if (count === 0) continue;
            const no = 1 + (onto % count);
            const added = appendToLetter(file, no, documents, later);
            for (const [index, each] of added.appendices.entries()) {
              expect(each).toMatchObject({ no, pageFrom: nextBehind });
              nextBehind += pages[index] ?? 0;
              expect(each.pageTo).toBe(nextBehind - 1);
            }
            file = sound(added.record);
            continue;
          }
          const added =
            what === 'letter'
              ? addCorrespondence(file, aReceipt({ documents }), { at: later })
              : what === 'issue'
                ? addIssuedLetter(file, {
                    id: 'iss_01K00000000000000000000001',
                    number: '7',
                    subject: { hi: 'क' },
                    draftId: 'drf_01K00000000000000000000001',
                  })
                : addScans(file, { number: '7', subject: { hi: 'क' }, documents });
          const sum = what === 'issue' ? 1 : pages.reduce((all, each) => all + each, 0);
          expect(added.events.at(-1)?.pub).toMatchObject({
            no: count + 1,
            pageFrom: next,
            pageTo: next + sum - 1,
          });
          next += sum;
          file = sound(added.record);
        }
        expect(file.correspondencePages).toBe(next - 1);
        expect(file.correspondenceAppendixPages).toBe(nextBehind - 1);
      }),
      { numRuns: 60 },
    );
  });

  it('puts documents behind a letter that stays as it was filed; who does so has opened the file', () => {
    const away = unopened({ correspondenceCount: 1, correspondencePages: 3 });
    const { record, appendices, events } = appendToLetter(away, 1, [scan(2)], later);
    expect(sound(record)).toMatchObject({
      correspondenceCount: 1,
      correspondencePages: 3,
      correspondenceAppendices: [{ no: 1, pages: 2, pageFrom: 1, pageTo: 2 }],
    });
    expect(events).toEqual([
      { type: 'appendices-added', pub: { no: 1, pageFrom: 1, pageTo: 2 }, texts: { appendices } },
    ]);
    expect(() => recall(record, clerk, act)).toThrow(refusal('already-opened'));
  });

  it.each([
    ['not-allowed', { postId: post('adhikshak').id }],
    ['document-not-ready', { state: 'reserved' }],
    ['document-refused', { state: 'refused' }],
    ['document-blank', { blank: true }],
    ['document-attached', { fileId: idOf(9) }],
    ['document-attached', { noteId: 'nte_01K00000000000000000000001' }],
    ['document-attached', { receiptId: 'rcp_01K00000000000000000000001' }],
  ])('takes no document that is %s', (code, more) => {
    const free = DocumentRecord.parse({
      ...{ id: docId(1), officeId: clerk.post.officeId, postId: clerk.post.id },
      ...{ name: 'naksha.pdf', mediaType: 'application/pdf', bytes: 10, sha256: 'a'.repeat(64) },
      ...{ state: 'read', reservedAt: at, expiresAt: later, pages: 2 },
    });
    const onto = { fileId: aFile().id, postId: clerk.post.id };
    const letGo = { ...free, noteId: 'nte_01K00000000000000000000001' };
    expect(appendToFile(letGo, { ...onto, freedFrom: letGo.noteId })).toEqual(
      appendToFile(free, onto),
    );
    expect(appendToFile(free, onto)).toEqual({
      record: { ...free, fileId: onto.fileId },
      events: [{ type: 'appended', pub: { fileId: onto.fileId } }],
    });
    const bound = DocumentRecord.parse({ ...free, ...more });
    expect(() => appendToFile(bound, onto)).toThrow(refusal(code));
  });
});
