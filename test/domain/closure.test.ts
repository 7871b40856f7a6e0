import { describe, expect, it } from 'vitest';
import { sampleDistrict, sampleUsers } from '../../infra/local/sampleDistrict.ts';
import {
  decideClosure,
  decideReopening,
  receiveInRecordRoom,
  requestClosure,
  requestReopening,
  sendToRecordRoom,
} from '../../shared/domain/closure.ts';
import { type HeldPost, postRef } from '../../shared/domain/directory.ts';
import type { File } from '../../shared/domain/file.ts';
import type { DraftNote } from '../../shared/domain/note.ts';
import { allows } from '../../shared/domain/policy.ts';
import { governed } from '../../shared/http/access.ts';
import { aFile } from '../support/files.ts';
import { at, officer, policy, post } from '../support/officers.ts';

const clerk = officer('rajasv1');
const superintendent = officer('adhikshak');
const keeper = officer('abhilekh');
const noteId = 'nte_01K00000000000000000000001';
const heldPost = (id: string): HeldPost => {
  const found = sampleDistrict.posts.find((each) => each.id === id);
  if (!found) throw new RangeError(id);
  return found;
};
const draft = (more: Partial<DraftNote> = {}): DraftNote => ({
  id: noteId,
  fileId: aFile().id,
  postId: clerk.post.id,
  version: 1,
  status: 'private',
  paragraphs: ['कार्यवाही पूर्ण।'],
  appendices: [],
  sharedWith: [],
  writers: [],
  savedAt: at,
  ...more,
});
const ask = (file: File, more: Partial<Parameters<typeof requestClosure>[3]> = {}) =>
  requestClosure(file, undefined, clerk, { at, policy, openNotes: false, ...more });
const pending = (more: Partial<File> = {}) => ask(aFile('rajasv1', more)).record;
const decide = (file: File, more: Partial<Parameters<typeof decideClosure>[2]> = {}) =>
  decideClosure(file, superintendent, {
    at,
    policy,
    decision: 'approve',
    noteId,
    openNotes: false,
    ...more,
  });
const closed = (more: Partial<File> = {}) => decide(pending(more)).file.record;
const everybody = sampleDistrict.posts;
const reopening = (more: Partial<File> = {}) =>
  requestReopening({ ...closed(), ...more }, 'नया पत्र', clerk, at, everybody).record;
const redecide = (file: File, more: Partial<Parameters<typeof decideReopening>[2]> = {}) =>
  decideReopening(file, superintendent, { at, policy, decision: 'approve', noteId, ...more });
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

it('[invariant 16] of a confidential file reopening is asked for only where somebody else can decide it', () => {
  for (const each of everybody) {
    const by = sampleUsers
      .map(({ username }) => officer(username))
      .find(({ post }) => post.id === each.id);
    if (!by) continue;
    const file: File = {
      ...closed(),
      officeId: each.officeId,
      classification: 'confidential',
      holder: postRef(each),
      readers: { holders: [each.id], superiors: each.superiors },
    };
    const posts = everybody.filter(({ officeId }) => officeId === each.officeId);
    const able = (asked: File) =>
      sampleUsers
        .map(({ username }) => officer(username))
        .filter(
          (other) =>
            other.post.capabilities.includes('reopen-approve') &&
            other.post.id !== each.id &&
            allows(other, 'decide-reopen', governed(asked)),
        );
    const refused = code(() => requestReopening(file, 'क', by, at, posts));
    expect(refused, each.designation.en).toBe(able(file).length === 0 ? 'no-decider' : undefined);
    if (refused) continue;
    const asked = requestReopening(file, 'क', by, at, posts).record;
    const [decider] = able(asked);
    if (!decider) throw new Error(each.id);
    const decision = { at, policy, decision: 'approve', noteId } as const;
    expect(decideReopening(asked, decider, decision).file.record.status).toBe('active');
  }
});

describe('asking for a file to be closed', () => {
  it('seals the requester’s own note and keeps the file where it is', () => {
    const asked = requestClosure(aFile(), draft(), clerk, {
      at,
      policy,
      openNotes: false,
      remarks: 'कार्यवाही पूर्ण',
    });
    expect(asked.record).toMatchObject({
      status: 'closure-pending',
      noteCount: 1,
      holder: { postId: clerk.post.id },
      request: { personId: clerk.personId, kind: 'close', from: 'active' },
    });
    expect(asked.draft?.status).toBe('sealed');
    expect(asked.events.map(({ type }) => type)).toEqual(['noted', 'closure-requested']);
    expect(asked.events[1]?.texts).toEqual({ remarks: 'कार्यवाही पूर्ण' });
  });

  it('opens what came to the desk, with a note or without: its sender cannot pull it back', () => {
    const came = aFile('rajasv1', {
      lastMove: { kind: 'sent', from: postRef(superintendent.post), at },
    });
    const asked = (note?: DraftNote) =>
      requestClosure(came, note, clerk, { at, policy, openNotes: false }).record;
    expect(asked().lastMove).toMatchObject({ openedAt: at });
    expect(asked(draft()).lastMove).toMatchObject({ openedAt: at });
  });

  it('may send the file to whoever is to decide, by the rules of sending', () => {
    const to = heldPost(superintendent.post.id);
    const asked = ask(aFile(), { to });
    expect(asked.record).toMatchObject({
      status: 'closure-pending',
      holder: { postId: to.id },
      lastMove: { kind: 'sent' },
    });
    const late = '2026-12-23T06:00:00.000Z';
    expect(code(() => ask(aFile(), { to, at: late }))).toBe('delay-reason-required');
    expect(ask(aFile(), { to, at: late, delay: { code: 'workload' } }).record.status).toBe(
      'closure-pending',
    );
    expect(code(() => ask(aFile(), { to: heldPost(post('rajasv2').id) }))).toBe('same-category');
  });

  it('[invariant 14] is refused while the requester’s own note is shared', () => {
    const shared = draft({ status: 'shared' });
    expect(
      code(() => requestClosure(aFile(), shared, clerk, { at, policy, openNotes: false })),
    ).toBe('note-shared');
  });
});

describe('deciding about closing', () => {
  it('fixes the retention and puts what is said on the note sheet', () => {
    const { file } = decide(pending({ headCode: 'C-301', dueAt: at }), { remarks: 'सहमत।' });
    expect(file.record).toMatchObject({
      status: 'closed',
      noteCount: 1,
      retention: {
        category: 'C',
        years: 3,
        closedOn: '2026-11-23',
        reviewOn: '2030-01-01',
        extendedYears: 0,
      },
    });
    expect(file.record.request).toBeUndefined();
    expect(file.record.dueAt).toBeUndefined();
    expect(file.events.map(({ type }) => type)).toEqual(['noted', 'closed']);
  });

  it('refused, leaves the file at work, with the reason on the note sheet', () => {
    const { file } = decide(pending(), { decision: 'refuse', remarks: 'उत्तर शेष है।' });
    expect(file.record).toMatchObject({ status: 'active', noteCount: 1 });
    expect(file.record.retention).toBeUndefined();
    expect(file.record.request).toBeUndefined();
  });

  it('opens the file on the desk of whoever decides, and on no other', () => {
    const sent = ask(aFile(), { to: heldPost(superintendent.post.id) }).record;
    const refused = (by: typeof superintendent) =>
      decideClosure(sent, by, {
        at,
        policy,
        decision: 'refuse',
        remarks: 'शेष है।',
        noteId,
        openNotes: false,
      }).file.record;
    expect(refused(superintendent).lastMove?.openedAt).toBe(at);
    expect(refused(officer('deputy')).lastMove?.openedAt).toBeUndefined();
  });

  it('[invariant 14] counts a part that is closed or opened again at its file', () => {
    const parent = aFile('rajasv1', { openParts: 2, partCount: 2 });
    const part = pending({
      id: 'fil_01K00000000000000000000002',
      kind: 'part',
      parentId: parent.id,
    });
    expect(code(() => decide(part))).toBe('part-needs-parent');
    expect(code(() => decide(part, { parent: { ...parent, id: part.id } }))).toBe(
      'part-needs-parent',
    );
    const done = decide(part, { parent });
    expect(done.parent?.record.openParts).toBe(1);
    expect(done.parent?.events).toEqual([{ type: 'part-closed', pub: { fileId: part.id } }]);
    const again = requestReopening(done.file.record, 'शेष कार्य', clerk, at, everybody).record;
    expect(redecide(again, { parent }).parent?.record.openParts).toBe(3);
    expect(code(() => redecide(again, { parent: { ...parent, status: 'closed' } }))).toBe(
      'file-closed',
    );
    expect(code(() => redecide(again))).toBe('part-needs-parent');
    // A volume goes its own way.
    expect(decide({ ...part, kind: 'volume' }).parent).toBeUndefined();
  });
});

describe('the record room', () => {
  it('has an electronic file at once', () => {
    const { record, events } = sendToRecordRoom(closed(), keeper.post, { at, policy });
    expect(record).toMatchObject({ status: 'recorded', holder: { postId: keeper.post.id } });
    expect(record.readers.superiors).toContain(post('regadhikshak').id);
    expect(events).toMatchObject([{ type: 'sent-to-record-room', pub: { heldWorkingMinutes: 0 } }]);
  });

  it('has paper when it says so, and says where it stands', () => {
    const sent = sendToRecordRoom(closed({ nature: 'physical' }), keeper.post, { at, policy });
    expect(sent.record).toMatchObject({
      status: 'closed',
      holder: { postId: clerk.post.id },
      transit: { to: { postId: keeper.post.id } },
    });
    const place = { rack: 'र-4', authorisation: 'कलेक्टर आदेश 12' };
    const { record } = receiveInRecordRoom(sent.record, keeper, { at, policy, place });
    expect(record).toMatchObject({
      status: 'recorded',
      holder: { postId: keeper.post.id },
      physical: place,
    });
    expect(record.transit).toBeUndefined();
  });

  it('[invariant 16] gives nobody above the desk a confidential file to read', () => {
    const { record } = sendToRecordRoom(
      { ...closed(), classification: 'confidential' },
      keeper.post,
      {
        at,
        policy,
      },
    );
    expect(record.readers.superiors).not.toContain(post('regadhikshak').id);
  });
});

describe('reopening', () => {
  it('brings the file to the post that asked, and forgets its retention', () => {
    const recorded = sendToRecordRoom(closed(), keeper.post, { at, policy }).record;
    const asked = requestReopening(recorded, 'न्यायालय का आदेश', clerk, at, everybody);
    expect(asked.record.status).toBe('reopening-pending');
    expect(asked.events[0]?.texts).toEqual({ reason: 'न्यायालय का आदेश' });
    const { file } = redecide(asked.record, { remarks: 'पुनः खोलें।' });
    expect(file.record).toMatchObject({
      status: 'active',
      holder: { postId: clerk.post.id },
      noteCount: 1,
    });
    expect(file.record.retention).toBeUndefined();
    expect(file.events.map(({ type }) => type)).toEqual(['noted', 'reopened']);
  });

  it('sends paper on its way to the post that asked', () => {
    const away = { holder: { ...closed().holder, postId: keeper.post.id } };
    const { file } = redecide(reopening({ nature: 'hybrid', ...away }));
    expect(file.record).toMatchObject({
      status: 'active',
      holder: { postId: keeper.post.id },
      transit: { to: { postId: clerk.post.id } },
    });
  });

  it.each(['closed', 'recorded'] as const)('refused, leaves the file %s', (status) => {
    const { file } = redecide(reopening({ status }), { decision: 'refuse', remarks: 'नहीं।' });
    expect(file.record.status).toBe(status);
    expect(file.record.retention).toBeDefined();
  });
});
