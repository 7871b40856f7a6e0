/** The yellow note of whoever acts in a chain: sealed with the act, and begun only by who is asked. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Approval,
  askAgain,
  askedIn,
  currentLevel,
  type Decision,
  decide,
  openLevel,
  reassign,
  reroute,
  resubmit,
  startApproval,
  withContent,
  withdraw,
} from '../../shared/domain/approval.ts';
import type { TemplateLevel } from '../../shared/domain/chainTemplate.ts';
import type { File } from '../../shared/domain/file.ts';
import { beginDraft, type DraftNote, maxNoteLength, SealedNote } from '../../shared/domain/note.ts';
import { aChain, aChart } from '../support/charts.ts';
import { aFile } from '../support/files.ts';
import { at, heldPost, officer, policy, post } from '../support/officers.ts';

const hash = 'a'.repeat(64);
const noteId = 'nte_01K00000000000000000000009';
const id = 'nte_01K00000000000000000000001';
const refusal = (code: string) => expect.objectContaining({ code });
const chart = aChart();
const act = { at, policy };

interface Standing {
  readonly record: File;
  readonly approval: Approval;
}
const begun = (template = aChain()): Standing =>
  startApproval(aFile(), template, undefined, officer('rajasv1'), {
    ...act,
    facts: {},
    content: { hash },
  });
const opened = (standing: Standing): Standing =>
  openLevel(standing.record, standing.approval, { chart, ...act }) ?? standing;
const started = (template = aChain()) => opened(begun(template));
const written = ({ record }: Standing, username: string, more: Partial<DraftNote> = {}) => {
  const content = { paragraphs: ['परीक्षण किया।'], appendices: [] };
  return { ...beginDraft(record, undefined, content, officer(username), { id, at }).note, ...more };
};
const said = (
  username: string,
  { record, approval }: Standing,
  decision: Decision,
  { draft, remarks, returnTo }: { draft?: DraftNote; remarks?: string[]; returnTo?: number } = {},
) => {
  const level = currentLevel(approval)?.no ?? 0;
  const { contentHash } = approval;
  const input = { level, decision, contentHash, remarks, returnTo };
  return decide(record, approval, input, officer(username), { ...act, noteId, draft });
};
const sheet = (changed: { events: readonly { texts?: { note?: unknown } | undefined }[] }) =>
  changed.events.flatMap(({ texts }) => (texts?.note ? [SealedNote.parse(texts.note)] : []));
/** Two posts are asked side by side, where the file lies. */
const sideBySide: TemplateLevel = {
  purpose: 'advise',
  who: [{ post: post('deputy').id }, { post: post('deputy3').id }],
  deadline: { workingMinutes: 450 },
  join: 'all',
};

describe('a decision', () => {
  it('has the yellow note of its post for its note, with what is remarked behind it', () => {
    const first = started();
    const draft = written(first, 'deputy', { references: [{ to: 'rule', text: 'धारा 129' }] });
    const done = said('deputy', first, 'recommend', { draft, remarks: ['अनुशंसा है।'] });
    expect(sheet(done)).toMatchObject([
      { noteId: id, paragraphs: ['परीक्षण किया।', 'अनुशंसा है।'], references: draft.references },
    ]);
    expect(done.draft).toMatchObject({ status: 'sealed', paragraphs: [] });
    expect(done.approval.levels[0]?.members[0]?.noteNo).toBe(1);
    // Without a remark the note says it all; without a note a remark, or a bare agreement.
    const [alone] = sheet(said('deputy', first, 'recommend', { draft }));
    expect(alone?.paragraphs).toEqual(['परीक्षण किया।']);
    const bare = said('deputy', first, 'recommend', { draft: { ...draft, status: 'discarded' } });
    expect(sheet(bare)).toMatchObject([{ noteId, paragraphs: ['अनुशंसा सहित प्रस्तुत।'] }]);
    expect(bare.draft).toBeUndefined();
  });

  it('takes the note for its reason', () => {
    const first = started();
    expect(() => said('deputy', first, 'return')).toThrow(refusal('reason-required'));
    const done = said('deputy', first, 'return', { draft: written(first, 'deputy') });
    expect(done.approval.status).toBe('revising');
  });

  it('is refused while the note is shared, or has no room for the remark', () => {
    const first = started();
    const shared = written(first, 'deputy', { status: 'shared' });
    expect(() => said('deputy', first, 'recommend', { draft: shared })).toThrow(
      refusal('note-shared'),
    );
    const full = written(first, 'deputy', { paragraphs: Array(10).fill('क'.repeat(4000)) });
    expect(full.paragraphs.join('').length).toBe(maxNoteLength);
    expect(said('deputy', first, 'recommend', { draft: full }).draft?.status).toBe('sealed');
    expect(() => said('deputy', first, 'recommend', { draft: full, remarks: ['क'] })).toThrow(
      refusal('note-too-long'),
    );
  });
});

describe('who has the file and gives it away in a chain', () => {
  it('seals the note with asking again', () => {
    const second = opened(said('deputy', started(), 'recommend'));
    const edited = withContent(second.approval, 'b'.repeat(64));
    const draft = written(second, 'adm');
    const by = officer('adm');
    const asked = askAgain(second.record, edited, by, { ...act, draft });
    expect(sheet(asked)).toMatchObject([{ noteId: id }]);
    expect(asked.draft?.status).toBe('sealed');
    const shared = { ...draft, status: 'shared' as const };
    expect(() => askAgain(second.record, edited, by, { ...act, draft: shared })).toThrow(
      refusal('note-shared'),
    );
    // A note that waits for the file to come back waits on.
    const elsewhere = {
      ...second.record,
      holder: { ...second.record.holder, postId: post('deputy').id },
    };
    expect(askAgain(elsewhere, edited, by, { ...act, draft }).draft).toBeUndefined();
  });

  it('seals the note with asking another, if the file goes there', () => {
    const first = started();
    const { approval } = first;
    // As where several are asked side by side: the file lies with whoever had it before.
    const lies = { ...first.record, holder: { ...first.record.holder, postId: post('adm').id } };
    const draft = { ...written(first, 'deputy'), postId: post('adm').id };
    const asked = { from: post('deputy').id, to: heldPost('deputy3'), reason: 'अवकाश पर' };
    const by = officer('adm');
    const given = reassign(lies, approval, asked, by, { ...act, draft });
    expect(given.draft?.status).toBe('sealed');
    expect(given.events.map(({ type }) => type)).toEqual(['noted', 'reassigned', 'sent']);
    const shared = { ...draft, status: 'shared' as const };
    expect(() => reassign(lies, approval, asked, by, { ...act, draft: shared })).toThrow(
      refusal('note-shared'),
    );
    // From elsewhere nothing is given away, nor by asking the post that has the file.
    expect(reassign(first.record, approval, asked, by, { ...act, draft }).draft).toBeUndefined();
    const here = { ...asked, to: heldPost('adm') };
    expect(reassign(lies, approval, here, by, { ...act, draft }).draft).toBeUndefined();
  });
});

describe('in an open chain a note is begun', () => {
  const mayBegin = ({ record }: Standing) => {
    const content = { paragraphs: ['क'], appendices: [] };
    try {
      beginDraft(record, undefined, content, officer('adm'), { id, at });
      return true;
    } catch (error) {
      expect(error).toEqual(refusal('approval-open'));
      return false;
    }
  };

  it('only where it will not be left behind: by the post with the file, while that is asked', () => {
    const people = ['rajasv1', 'deputy', 'deputy3', 'adm', 'collector'] as const;
    const acts = [
      'agree',
      'return',
      'resubmit',
      'open',
      'reassign',
      'reroute',
      'ask-again',
    ] as const;
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom(...acts, 'agree' as const, 'open' as const),
        fc.constantFrom(...people),
      ),
      { minLength: 1, maxLength: 30 },
    );
    const long = aChain({ levels: [...aChain().levels, sideBySide] });
    const go = (standing: Standing, kind: (typeof acts)[number], named: string): Standing => {
      const { record, approval } = standing;
      const level = currentLevel(approval);
      const turn = approval.revision?.post ?? askedIn(level)[0]?.post;
      const username = people.find((each) => post(each).id === turn?.id) ?? named;
      const by = officer(username);
      switch (kind) {
        case 'agree':
          return said(username, standing, level?.purpose ?? 'approve');
        case 'return':
          return said(username, standing, 'return', { remarks: ['न'] });
        case 'resubmit':
          return resubmit(record, approval, undefined, by, { ...act, restart: false });
        case 'open':
          return opened(standing);
        case 'ask-again':
          return askAgain(record, withContent(approval, 'b'.repeat(64)), by, act);
        case 'reroute':
          return reroute(record, approval, 'न', officer('prashasan'), act);
        case 'reassign': {
          const asked = { from: turn?.id, to: heldPost(named), reason: 'न' };
          return reassign(record, approval, asked, officer('prashasan'), act);
        }
      }
    };
    fc.assert(
      fc.property(steps, (all) => {
        let standing = begun(long);
        expect(mayBegin(standing)).toBe(false);
        for (const [kind, named] of all) {
          try {
            standing = go(standing, kind, named);
          } catch (error) {
            expect(error).toMatchObject({ code: expect.any(String) });
          }
          const { record, approval } = standing;
          if (approval.endedAt !== undefined) break;
          const asked = approval.revision
            ? [approval.revision.post.id]
            : askedIn(currentLevel(approval)).map((each) => each.post.id);
          expect(mayBegin(standing), kind).toBe(asked.includes(record.holder.postId));
        }
      }),
    );
  });

  it('by whoever gives an opinion to it, and by anybody once the chain is over', () => {
    const between = said('deputy', started(), 'recommend');
    expect(mayBegin(between)).toBe(false);
    const { holder } = between.record;
    const consultation = { askedBy: holder, asked: holder, askedAt: at };
    expect(mayBegin({ ...between, record: { ...between.record, consultation } })).toBe(true);
    const by = officer('rajasv1');
    const over = withdraw(between.record, between.approval, by, { ...act, reason: 'न' });
    expect(over.record).not.toHaveProperty('chainAsksHolder');
    expect(mayBegin(over)).toBe(true);
  });
});
