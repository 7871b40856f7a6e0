import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approveDraft,
  beginDraft,
  cancelDraft,
  contentHashOf,
  contentOf,
  type Draft,
  DraftInput,
  maxOfficesOnBoard,
  referenceOf,
  returnDraft,
  saveDraft,
  signDraft,
  submitDraft,
} from '../../shared/domain/draft.ts';
import { draftMachine } from '../../shared/domain/draftMachine.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { eventsIn } from '../../shared/domain/machine.ts';
import { type Signer, signers } from '../../shared/domain/signing.ts';
import { digest } from '../../shared/store/digest.ts';
import {
  begun,
  collectorate,
  draftId,
  draftIn,
  ground,
  groundWith,
  letterInput,
  publicWorks,
  tehsil,
} from '../support/drafts.ts';
import { aFile } from '../support/files.ts';
import { at, officer, post } from '../support/officers.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const save = (draft: Draft, more: Partial<DraftInput> = {}, by = 'rajasv1') =>
  saveDraft(aFile(), draft, letterInput(more), ground, officer(by), { at, digest });
const approve = (draft: Draft, by = 'adhikshak', contentHash = draft.contentHash) =>
  approveDraft(draft, { contentHash, officer: officer(by), at });
const sign = (draft: Draft, by = 'adhikshak', contentHash = draft.contentHash) =>
  signDraft(draft, { contentHash, proof: { kind: 'none' }, officer: officer(by), at, signers });
const other = '0'.repeat(64);
const officeNo = (n: number) => `ofc_01K${`${n}`.padStart(23, '0')}`;
const edited = { subject: { hi: 'सीमांकन की तिथि बाबत' } };

describe('[row 11] a draft letter', () => {
  it('goes from its writer to a superior, is approved and signed, each step on record', () => {
    const first = begun();
    expect(first.record).toMatchObject({ status: 'editing', version: 1, ordinal: 1, missing: [] });
    expect(first.file.record).toMatchObject({ draftCount: 1, openDrafts: 1 });
    expect(first.file.events).toMatchObject([{ type: 'draft-begun', pub: { draftId } }]);
    const put = submitDraft(first.record, officer('rajasv1'));
    expect(put.record.status).toBe('with-superior');
    const approved = approve(put.record);
    expect(approved.record.approval).toMatchObject({
      version: 1,
      contentHash: first.record.contentHash,
      by: { name: { en: 'Lalit Namuna' } },
    });
    const signed = sign(approved.record);
    expect(signed.record.signature).toMatchObject({
      kind: 'none',
      signedHash: first.record.contentHash,
      name: { en: 'Lalit Namuna' },
      post: { designation: { en: 'Superintendent (Revenue)' } },
    });
    expect([first, put, approved, signed].flatMap(({ events }) => events)).toMatchObject(
      ['draft-begun', 'draft-submitted', 'draft-approved', 'draft-signed'].map((type) => ({
        type,
        pub: { version: 1, contentHash: first.record.contentHash },
      })),
    );
  });

  it('keeps every version, each in a place of its own', () => {
    const first = begun();
    const second = save(first.record, edited);
    const third = save(second.record);
    expect([first, second, third].flatMap(({ events }) => events)).toMatchObject(
      [1, 2, 3].map((no) => ({ place: { series: 'version', no } })),
    );
    expect(third.saved).toMatchObject({ version: 3, by: { name: { en: 'Meena Namuna' } } });
    // The same words have the same hash, whoever saved them and when.
    expect(third.record.contentHash).toBe(first.record.contentHash);
    expect(second.record.contentHash).not.toBe(first.record.contentHash);
  });

  it('comes back with a reason, is put right and goes up again', () => {
    const back = returnDraft(draftIn('with-superior').draft, 'दिनांक देखें।');
    expect(back.record).toMatchObject({ status: 'returned' });
    expect(back.record.submittedBy).toBeUndefined();
    expect(back.events).toMatchObject([{ texts: { reason: 'दिनांक देखें।' } }]);
    expect(submitDraft(save(back.record).record, officer('rajasv1')).record.status).toBe(
      'with-superior',
    );
  });

  it('is given up with a reason, and the file no longer counts it as open', () => {
    const { record, file } = begun();
    const gone = cancelDraft(file.record, record, 'अब आवश्यक नहीं।');
    expect(gone.record.status).toBe('cancelled');
    expect(gone.file.record).toMatchObject({ draftCount: 1, openDrafts: 0 });
    expect(
      cancelDraft(file.record, returnDraft(draftIn('with-superior').draft, 'क').record, 'ख').record
        .status,
    ).toBe('cancelled');
  });

  it('stays with the superior who changes it, and comes back to a writer who does', () => {
    const { draft } = draftIn('with-superior');
    const changed = save(draft, edited, 'adhikshak').record;
    expect(changed.status).toBe('with-superior');
    expect(approve(changed).record.status).toBe('approved');
    expect(save(draft, edited).record.status).toBe('editing');
  });
});

describe('[invariant 10] what is approved is what is signed', () => {
  it.each(['approved', 'signed'] as const)('an edit undoes what made it %s', (status) => {
    const { draft } = draftIn(status);
    const changed = save(draft, edited, 'adhikshak');
    expect(changed.record.status).toBe('editing');
    expect(changed.record.approval).toBeUndefined();
    expect(changed.record.signature).toBeUndefined();
    expect(changed.record.submittedBy).toBeUndefined();
    expect(changed.events).toMatchObject([
      { pub: { undoes: status === 'signed' ? 'signature' : 'approval' } },
    ]);
    expect(() => sign(changed.record)).toThrow(refusal('draft-not-submitted'));
  });

  it('a hash that is not that of the newest version neither approves nor signs', () => {
    expect(() => approve(draftIn('with-superior').draft, 'adhikshak', other)).toThrow(
      refusal('content-changed'),
    );
    expect(() => sign(draftIn('approved').draft, 'adhikshak', other)).toThrow(
      refusal('content-changed'),
    );
    // Approved as seen, though the superior who changed it meanwhile made another text of it.
    const { draft } = draftIn('with-superior');
    const changed = save(draft, edited, 'adhikshak').record;
    expect(() => approve(changed, 'adhikshak', draft.contentHash)).toThrow(
      refusal('content-changed'),
    );
  });

  it.each([
    ['form', { form: 'office-memorandum' }],
    ['language', { language: 'en' }],
    ['subject', edited],
    ['a word of the body', { slots: { ...letterInput().slots, body: ['सीमांकन हो।'] } }],
    ['an addressee', { addressees: [{ kind: 'office', officeId: tehsil?.id }] }],
    ['a copy', { copies: [{ kind: 'post', postId: post('adm').id }] }],
    ['signatory', { signatory: post('deputy').id }],
  ])('%s is part of what the hash is of', (_, more) => {
    const content = (input: object) =>
      contentOf(aFile(), DraftInput.parse({ ...letterInput(), ...input }), ground);
    expect(contentHashOf(content(more), digest)).not.toBe(contentHashOf(content({}), digest));
  });
});

describe('[invariant 10] whatever is done to a draft, in whatever order', () => {
  const who = fc.constantFrom('rajasv1', 'adhikshak', 'deputy');
  const hash = fc.constantFrom('seen', 'seen', 'first', 'wrong');
  const start = fc.constantFrom('editing', 'with-superior', 'approved', 'signed');
  const act = fc.oneof(
    fc.record({ kind: fc.constant('save' as const), by: who, text: fc.nat({ max: 3 }) }),
    fc.record({ kind: fc.constantFrom('submit' as const, 'return' as const), by: who }),
    fc.record({ kind: fc.constantFrom('approve' as const, 'sign' as const), by: who, hash }),
  );

  it('an approved or signed draft is the very text that was approved and signed', () => {
    let [reached, refusedAtAll] = [0, 0];
    fc.assert(
      fc.property(start, fc.array(act, { maxLength: 25 }), (state, acts) => {
        let { draft } = draftIn(state);
        const first = draft.contentHash;
        for (const step of acts) {
          const hashOf = { seen: draft.contentHash, first, wrong: other };
          try {
            if ('text' in step) {
              const subject = { hi: `विषय ${step.text}` };
              draft = save(draft, { subject }, step.by).record;
            } else if ('hash' in step) {
              const decide = step.kind === 'approve' ? approve : sign;
              draft = decide(draft, step.by, hashOf[step.hash]).record;
            } else if (step.kind === 'submit') {
              draft = submitDraft(draft, officer(step.by)).record;
            } else draft = returnDraft(draft, 'क').record;
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
            refusedAtAll += 1;
          }
          const { status, approval, signature, contentHash, version } = draft;
          const bound = status === 'approved' || status === 'signed';
          expect(approval !== undefined).toBe(bound);
          expect(signature !== undefined).toBe(status === 'signed');
          if (approval) expect(approval).toMatchObject({ contentHash, version });
          if (signature) expect(signature.signedHash).toBe(contentHash);
          if (status === 'signed') reached += 1;
        }
      }),
      { numRuns: 400 },
    );
    // The run is worth something only if it came that far, and was refused on the way.
    expect(reached).toBeGreaterThan(0);
    expect(refusedAtAll).toBeGreaterThan(0);
  });
});

describe('only listed transitions of a draft exist', () => {
  const returned = () => returnDraft(draftIn('with-superior').draft, 'क').record;
  const cancelled = () => ({ ...draftIn('editing').draft, status: 'cancelled' as const });
  const issued = () => ({ ...draftIn('signed').draft, status: 'issued' as const });
  const inState: Record<Draft['status'], () => Draft> = {
    editing: () => draftIn('editing').draft,
    'with-superior': () => draftIn('with-superior').draft,
    returned,
    approved: () => draftIn('approved').draft,
    signed: () => draftIn('signed').draft,
    issued,
    cancelled,
  };
  const acts: Record<string, (draft: Draft) => unknown> = {
    save: (draft) => save(draft),
    submit: (draft) => submitDraft(draft, officer('rajasv1')),
    return: (draft) => returnDraft(draft, 'क'),
    approve: (draft) => approve(draft),
    sign: (draft) => sign(draft),
    cancel: (draft) => cancelDraft(aFile(), draft, 'क'),
  };
  const cases = Object.keys(inState).flatMap((state) =>
    Object.keys(acts).map((event) => [state, event] as [Draft['status'], string]),
  );
  it.each(cases)('%s: %s', (state, event) => {
    const act = () => acts[event]?.(inState[state]());
    if (eventsIn(draftMachine, state).includes(event)) expect(act).not.toThrow();
    else expect(act).toThrow(refusal(draftMachine.states[state].refuses));
  });
});

describe('a draft is refused', () => {
  it.each([
    ['an empty required part', { slots: { body: ['क'] } }, 'slot-missing'],
    ['nobody to go to', { addressees: [] }, 'addressee-required'],
  ])('with %s when it is put up', (_, more, code) => {
    const { record } = begun(more as Partial<DraftInput>);
    expect(() => submitDraft(record, officer('rajasv1'))).toThrow(refusal(code));
  });

  it('approval by who put it up, unless that officer signs it', () => {
    const own = (signatory: string) =>
      submitDraft(
        begun({ signatory: post(signatory).id }, aFile('adhikshak'), 'adhikshak').record,
        officer('adhikshak'),
      ).record;
    expect(() => approve(own('deputy'))).toThrow(refusal('own-request'));
    expect(approve(own('adhikshak')).record.status).toBe('approved');
  });

  it('a signature by another post than the signatory', () => {
    expect(() => sign(draftIn('approved').draft, 'deputy')).toThrow(refusal('not-the-signatory'));
  });

  it.each([returnDraft, (draft: Draft) => cancelDraft(aFile(), draft, undefined)])(
    'a return or an end without a reason',
    (act) => {
      const state = act === returnDraft ? 'with-superior' : 'editing';
      expect(() => act(draftIn(state).draft, undefined)).toThrow(refusal('reason-required'));
    },
  );

  const refused: [string, object, string][] = [
    ['a part the form has no place for', { slots: { occasion: 'क' } }, 'slot-unknown'],
    [
      'its own office',
      { addressees: [{ kind: 'office', officeId: collectorate?.id }] },
      'sent-to-self',
    ],
    [
      'an office nobody knows',
      { addressees: [{ kind: 'office', officeId: 'ofc_01K00000000000000000000000' }] },
      'not-found',
    ],
    [
      'a post of another office',
      { copies: [{ kind: 'post', postId: post('tehsildar').id }] },
      'other-office',
    ],
    ['a signatory of another office', { signatory: post('tehsildar').id }, 'other-office'],
    ['a signatory nobody knows', { signatory: 'pst_01K00000000000000000000000' }, 'not-found'],
    [
      'a reply to what is not on the file',
      { inReplyTo: ['rcp_01K00000000000000000000000'] },
      'reference-broken',
    ],
    [
      'too many copies',
      {
        copies: Array.from({ length: 21 }, (_, n) => ({
          kind: 'outside',
          name: `कोई ${n}`,
          mode: 'print',
        })),
      },
      'too-many-copies',
    ],
  ];
  it.each(refused)('with %s', (_, more, code) => {
    expect(() => begun(more as Partial<DraftInput>)).toThrow(refusal(code));
  });

  it('to more offices on the system than one write can reach', () => {
    const ids = Array.from({ length: maxOfficesOnBoard + 1 }, (_, n) => officeNo(n));
    const many = { ...ground, office: (id: string) => tehsil && { ...tehsil, id } };
    const to = (count: number) =>
      contentOf(
        aFile(),
        letterInput({
          addressees: ids.slice(0, count).map((officeId) => ({ kind: 'office', officeId })),
        }),
        many,
      );
    expect(to(maxOfficesOnBoard).addressees).toHaveLength(maxOfficesOnBoard);
    expect(() => to(maxOfficesOnBoard + 1)).toThrow(refusal('too-many-offices'));
  });

  it('on a file that is closed', () => {
    expect(() => begun({}, aFile('rajasv1', { status: 'closed' }))).toThrow(refusal('file-closed'));
  });

  it.each([
    ['e-mail without an address', { addressees: [{ kind: 'outside', name: 'क', mode: 'e-mail' }] }],
    ['post without an address', { addressees: [{ kind: 'outside', name: 'क', mode: 'post' }] }],
    [
      'an office twice',
      {
        addressees: [{ kind: 'office', officeId: tehsil?.id }],
        copies: [{ kind: 'office', officeId: tehsil?.id }],
      },
    ],
    ['too long a body', { slots: { body: Array.from({ length: 11 }, () => 'क'.repeat(4000)) } }],
    [
      'more offices than can be read in one go',
      {
        addressees: Array.from({ length: 40 }, (_, n) => ({
          kind: 'office',
          officeId: officeNo(n),
        })),
        copies: [{ kind: 'office', officeId: officeNo(40) }],
      },
    ],
    ['an invisible body', { slots: { body: ['\u200b'] } }],
  ])('by its shape: %s', (_, more) => {
    expect(DraftInput.safeParse({ ...letterInput(), ...more }).success).toBe(false);
  });
});

describe('the last communication', () => {
  const fileId = aFile().id;
  const letter = {
    id: 'rcp_01K00000000000000000000001',
    number: 'BBZ-COL/2026/000117',
    fileId,
    sender: { name: 'तहसीलदार, बलौदाबाजार' },
    letter: { number: '892/वाचक-1/2026', date: '2026-11-20' },
  };

  it('is cited by a reply: sender, number and date', () => {
    const content = contentOf(aFile(), letterInput({ inReplyTo: [letter.id] }), groundWith(letter));
    expect(referenceOf(content)).toEqual([
      'तहसीलदार, बलौदाबाजार, पत्र क्रमांक 892/वाचक-1/2026, दिनांक 20.11.2026',
    ]);
    const bare = { ...letter, letter: {} };
    const english = letterInput({ inReplyTo: [letter.id], language: 'en' });
    expect(referenceOf(contentOf(aFile(), english, groundWith(bare)))).toEqual([
      'तहसीलदार, बलौदाबाजार, inward No. BBZ-COL/2026/000117',
    ]);
  });

  it('must be cited once the file has correspondence, by the forms that follow something', () => {
    const file = aFile('rajasv1', { correspondenceCount: 1, correspondencePages: 1 });
    const of = (more: Partial<DraftInput>) =>
      beginDraft(file, letterInput(more), groundWith(letter), officer('rajasv1'), {
        id: draftId,
        at,
        digest,
      }).record.missing;
    expect(of({})).toEqual(['lastCommunication']);
    expect(of({ inReplyTo: [letter.id] })).toEqual([]);
    expect(
      of({ slots: { ...letterInput().slots, lastCommunication: 'इस कार्यालय का पत्र' } }),
    ).toEqual([]);
    expect(of({ form: 'office-order', slots: { body: ['क'] } })).toEqual([]);
    expect(begun().record.missing).toEqual([]);
  });
});

describe('[row 25] signing is a port', () => {
  const proof = { kind: 'dsc' as const, value: 'c2lnbmVk', certificate: 'Y2VydA==' };
  const with_ = (dsc: Signer | undefined, kind: 'none' | 'dsc' | 'esign' = 'dsc') => {
    const { draft } = draftIn('approved');
    const { contentHash } = draft;
    const by = officer('adhikshak');
    const all = { ...signers, ...(dsc && { dsc }) };
    return signDraft(draft, {
      contentHash,
      proof: { ...proof, kind },
      officer: by,
      at,
      signers: all,
    });
  };

  it.each(['dsc', 'esign'] as const)('%s is not available until it is configured', (kind) => {
    expect(() => with_(undefined, kind)).toThrow(refusal('signing-unavailable'));
  });

  it('a signer more signs the approved hash, and no rule changes', () => {
    const asked: unknown[] = [];
    const signer = { accepts: (...args: unknown[]) => asked.push(args) > 0 };
    const { record } = with_(signer);
    expect(record.signature).toMatchObject({ ...proof, signedHash: record.contentHash });
    expect(asked).toEqual([[proof, record.contentHash]]);
    expect(() => with_({ accepts: () => false })).toThrow(refusal('signature-invalid'));
  });

  it('the office’s seal alone carries no value that would look like a signature', () => {
    expect(() => with_(undefined, 'none')).toThrow(refusal('signature-invalid'));
  });
});

describe('an office that is not on board', () => {
  it('is named with where paper and mail for it go', () => {
    const content = contentOf(
      aFile(),
      letterInput({ addressees: [{ kind: 'office', officeId: publicWorks?.id ?? '' }] }),
      ground,
    );
    expect(content.addressees).toMatchObject([
      { kind: 'office', email: 'ee-pwd@namuna.example', address: { hi: expect.any(String) } },
    ]);
  });
});
