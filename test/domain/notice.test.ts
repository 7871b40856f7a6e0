import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postRef } from '../../shared/domain/directory.ts';
import type { DraftNote } from '../../shared/domain/note.ts';
import {
  Notice,
  NoticeKind,
  noticeLabels,
  noticeOf,
  readNotice,
  type Telling,
  toConfirm,
} from '../../shared/domain/notice.ts';
import { aFile } from '../support/files.ts';
import { at, post } from '../support/officers.ts';

const id = 'ntc_01K00000000000000000000001';
const noteId = 'nte_01K00000000000000000000001';
const later = '2026-11-24T06:00:00.000Z';
const by = post('rajasv1');

const telling: fc.Arbitrary<Telling> = fc.record(
  {
    to: fc.constant(post('adhikshak').id),
    kind: fc.constantFrom(...NoticeKind.options),
    noteId: fc.constant(noteId),
    noteNo: fc.nat().map((n) => n + 1),
    reason: fc.string({ minLength: 1 }).map((text) => `कारण ${text}`),
  },
  { requiredKeys: ['to', 'kind'] },
);

describe('a notice', () => {
  it('[invariant 16] never says what the file is about, and of a confidential one no words at all', () => {
    fc.assert(
      fc.property(
        telling,
        fc.constantFrom('normal' as const, 'confidential' as const),
        fc.option(fc.constant(by), { nil: undefined }),
        (told, classification, who) => {
          const file = aFile('rajasv1', { classification, subject: { hi: 'विषय-विशेष' } });
          const notice = noticeOf(file, told, { id, by: who, at });
          expect(Notice.parse(notice)).toEqual(notice);
          expect(notice).toMatchObject({ kind: told.kind, fileId: file.id, number: file.number });
          expect(notice.by).toEqual(who && postRef(who));
          expect(notice.reason).toBe(classification === 'normal' ? told.reason : undefined);
          expect(JSON.stringify(notice)).not.toContain('विषय-विशेष');
        },
      ),
    );
  });

  it('of every kind says in both languages what it is about', () => {
    expect(Object.keys(noticeLabels).sort()).toEqual([...NoticeKind.options].sort());
    for (const { hi, en } of Object.values(noticeLabels)) {
      expect(hi).toMatch(/^[\u0900-\u097f ,-]+$/u);
      expect(en).toMatch(/^[A-Za-z ,;]+$/);
    }
  });

  it('is read when it is first read', () => {
    const notice = noticeOf(aFile(), { to: by.id, kind: 'pulled-up' }, { id, by, at });
    const read = readNotice(notice, at);
    expect(read).toEqual({ ...notice, readAt: at });
    expect(readNotice(read, later)).toEqual(read);
  });
});

describe('who is asked to confirm an oral order', () => {
  const note = (more: Partial<DraftNote>): DraftNote => ({
    ...{ id: noteId, fileId: aFile().id, postId: by.id, version: 1, status: 'private' as const },
    ...{ paragraphs: ['क'], appendices: [], sharedWith: [], writers: [], savedAt: at },
    ...more,
  });

  it('is the post that gave it, and nobody when the note has none', () => {
    const orderedBy = postRef(post('nazarat'));
    expect(toConfirm(note({ kind: 'oral-order', orderedBy }), 4)).toEqual([
      { to: orderedBy.postId, kind: 'oral-order', noteId, noteNo: 4 },
    ]);
    expect(toConfirm(note({}), 4)).toEqual([]);
    expect(toConfirm(undefined, 4)).toEqual([]);
  });
});
