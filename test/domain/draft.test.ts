import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  approveDraft,
  asItStands,
  beginDraft,
  cancelDraft,
  contentHashOf,
  contentOf,
  type Draft,
  DraftInput,
  Draft as DraftRecord,
  liftRefusal,
  maxOfficesOnBoard,
  referenceOf,
  refuseDraft,
  returnDraft,
  saveDraft,
  signDraft,
  submitDraft,
  undoApproval,
} from '../../shared/domain/draft.ts';
import { draftMachine } from '../../shared/domain/draftMachine.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import type { File } from '../../shared/domain/file.ts';
import { missingSlots, type SlotCode } from '../../shared/domain/forms.ts';
import { issueDraft } from '../../shared/domain/issue.ts';
import {
  type SignatureProof,
  type Signer,
  type Signers,
  signers,
} from '../../shared/domain/signing.ts';
import { digest } from '../../shared/store/digest.ts';
import { livesByItsTable } from '../support/covered.ts';
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
const approve = (
  draft: Draft,
  by = 'adhikshak',
  contentHash = draft.contentHash,
  file: Partial<File> = {},
) => approveDraft(aFile('adhikshak', file), draft, { contentHash, officer: officer(by), at });
const sign = (draft: Draft, by = 'adhikshak', contentHash = draft.contentHash) =>
  signDraft(aFile(), draft, {
    contentHash,
    proof: { kind: 'none' },
    officer: officer(by),
    at,
    signers,
  });
const other = '0'.repeat(64);
const officeNo = (n: number) => `ofc_01K${`${n}`.padStart(23, '0')}`;
const edited = { subject: { hi: 'सीमांकन की तिथि बाबत' } };

describe('[row 11] a draft letter', () => {
  it('goes from its writer to a superior, is approved and signed, each step on record', () => {
    const first = begun();
    expect(first.record).toMatchObject({ status: 'editing', version: 1, ordinal: 1, missing: [] });
    expect(first.file.record).toMatchObject({ draftCount: 1, openDrafts: 1 });
    expect(first.file.events).toMatchObject([{ type: 'draft-begun', pub: { draftId } }]);
    const put = submitDraft(aFile(), first.record, officer('rajasv1'));
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
    const back = returnDraft(aFile(), draftIn('with-superior').draft, 'दिनांक देखें।');
    expect(back.record).toMatchObject({ status: 'returned' });
    expect(back.record.submittedBy).toBeUndefined();
    expect(back.events).toMatchObject([{ texts: { reason: 'दिनांक देखें।' } }]);
    expect(submitDraft(aFile(), save(back.record).record, officer('rajasv1')).record.status).toBe(
      'with-superior',
    );
  });

  it('is given up with a reason, and the file no longer counts it as open', () => {
    const { record, file } = begun();
    const gone = cancelDraft(file.record, record, 'अब आवश्यक नहीं।', at);
    expect(gone.record.status).toBe('cancelled');
    expect(gone.file.record).toMatchObject({ draftCount: 1, openDrafts: 0 });
    expect(
      cancelDraft(
        file.record,
        returnDraft(aFile(), draftIn('with-superior').draft, 'क').record,
        'ख',
        at,
      ).record.status,
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
              draft = submitDraft(aFile(), draft, officer(step.by)).record;
            } else draft = returnDraft(aFile(), draft, 'क').record;
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

describe('[row 11] what is approved is a whole letter', () => {
  it('though a superior emptied it while it was before them', () => {
    const cases: [Partial<DraftInput>, string][] = [
      [{ slots: { body: ['क'] } }, 'slot-missing'],
      [{ addressees: [] }, 'addressee-required'],
    ];
    for (const [less, code] of cases) {
      const emptied = save(draftIn('with-superior').draft, less, 'adhikshak').record;
      expect(emptied.status).toBe('with-superior');
      expect(() => approve(emptied)).toThrow(refusal(code));
    }
  });

  it('though the letter that it must refer to was filed after it was put up', () => {
    const { draft, saved } = draftIn('with-superior');
    const answered = aFile('adhikshak', { correspondenceCount: 1 });
    const standing = asItStands(answered, draft, saved.content);
    expect(standing.missing).toEqual(['lastCommunication']);
    expect(() => approve(standing)).toThrow(refusal('slot-missing'));
    expect(approve(asItStands(aFile('adhikshak'), draft, saved.content)).record.status).toBe(
      'approved',
    );
  });

  it('whatever was saved, by whom and in whatever order', () => {
    const whole = letterInput();
    const text = fc.record({
      form: fc.constantFrom('letter' as const, 'office-order' as const, 'circular' as const),
      addressees: fc.constantFrom([], whole.addressees),
      body: fc.option(fc.constant(['क']), { nil: undefined }),
      phone: fc.option(fc.constant('07727-000000'), { nil: undefined }),
      email: fc.option(fc.constant('k@namuna.example'), { nil: undefined }),
      enclosures: fc.option(fc.constant(['सूची']), { nil: undefined }),
    });
    const act = fc.oneof(
      fc.record({ by: fc.constantFrom('rajasv1', 'adhikshak'), text }),
      fc.constant('submit' as const),
      fc.constant('approve' as const),
      fc.constant('file' as const),
    );
    let [approved, refusals] = [0, 0];
    fc.assert(
      fc.property(fc.array(act, { maxLength: 12 }), (acts) => {
        let file = aFile();
        let { record: draft, saved } = begun();
        for (const step of acts) {
          const standing = asItStands(file, draft, saved.content);
          try {
            if (step === 'file') file = { ...file, correspondenceCount: 1 };
            else if (step === 'submit')
              draft = submitDraft(aFile(), standing, officer('rajasv1')).record;
            else if (step === 'approve') {
              draft = approve(standing).record;
              const { form, slots, addressees } = saved.content;
              const filled = Object.keys(slots).filter((slot) => slot in slots) as SlotCode[];
              expect(missingSlots(form, filled)).toEqual([]);
              if (form !== 'office-order') expect(addressees).not.toEqual([]);
              if (form === 'letter' && file.correspondenceCount > 0) {
                expect(referenceOf(saved.content)).not.toEqual([]);
              }
              approved += 1;
            } else {
              const { form, addressees, ...slots } = step.text;
              const given = JSON.parse(JSON.stringify(slots));
              const by = officer(step.by);
              const input = { ...whole, form, addressees, slots: given };
              ({ record: draft, saved } = saveDraft(file, draft, input, ground, by, {
                at,
                digest,
              }));
            }
          } catch (error) {
            expect(error).toBeInstanceOf(DomainError);
            refusals += 1;
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(approved).toBeGreaterThan(0);
    expect(refusals).toBeGreaterThan(0);
  });
});

const onTheLetter = {
  openApprovalId: 'apr_01K00000000000000000000001-1',
  openApprovalDraftId: draftId,
};
describe('while a chain is open', () => {
  it('its letter is written on by whoever has the file, and another letter is in their hands', () => {
    const { draft } = draftIn('with-superior');
    const file = aFile('adhikshak', onTheLetter);
    const saved = saveDraft(file, draft, letterInput(edited), ground, officer('adhikshak'), {
      at,
      digest,
    });
    expect(saved.record).toMatchObject({ status: 'with-superior', version: 2 });
    const another = { ...onTheLetter, openApprovalDraftId: 'drf_01K00000000000000000000009' };
    expect(approve(draft, 'adhikshak', draft.contentHash, another).record.status).toBe('approved');
    expect(() => approve(draft, 'adhikshak', draft.contentHash, onTheLetter)).toThrow(
      refusal('approval-open'),
    );
  });
});

describe('what a chain refused', () => {
  const { draft } = draftIn('with-superior');
  const level = (username: string) => officer(username).post.level;

  it('is approved by no lower post than refused it, and by it and any above', () => {
    const { record, events } = refuseDraft(draft, level('deputy'));
    expect(events).toMatchObject([
      { type: 'draft-refused', pub: { contentHash: draft.contentHash, level: level('deputy') } },
    ]);
    expect(level('adhikshak')).toBeLessThan(level('deputy'));
    expect(() => approve(record, 'adhikshak')).toThrow(refusal('lower-authority'));
    expect(approve(record, 'deputy').record.status).toBe('approved');
    expect(approve(record, 'collector').record.status).toBe('approved');
  });

  it('stays refused by the highest, though a lower post refuses it too', () => {
    const twice = refuseDraft(refuseDraft(draft, level('collector')).record, level('deputy'));
    expect(() => approve(twice.record, 'deputy')).toThrow(refusal('lower-authority'));
  });

  it('is that text alone: another is free, and the same written again is not', () => {
    const refused = refuseDraft(draft, level('collector')).record;
    const changed = save(refused, edited, 'adhikshak').record;
    expect(approve(changed).record.status).toBe('approved');
    expect(() => approve(save(changed, {}, 'adhikshak').record)).toThrow(
      refusal('lower-authority'),
    );
  });

  it('is free again once the refusal was reversed', () => {
    const refused = refuseDraft(draft, level('collector')).record;
    const lifted = liftRefusal(refused, 'apr_01K00000000000000000000001-2');
    expect(lifted.record).not.toHaveProperty('refusal');
    expect(approve(lifted.record).record.status).toBe('approved');
  });
});

describe('the table of a draft', () => {
  interface Asked {
    readonly by: string;
    readonly contentHash: string | undefined;
    readonly reason: string | undefined;
    readonly proof: SignatureProof;
    readonly signers: Signers;
    readonly officeIds: readonly string[];
    /** The file on which it is asked. */
    readonly file: Partial<File>;
  }
  type Event = keyof typeof draftMachine.transitions;
  const usual: Asked = {
    ...{ by: 'adhikshak', contentHash: undefined, reason: 'क', proof: { kind: 'none' }, signers },
    ...{ officeIds: [], file: {} },
  };
  const { saved } = draftIn('signed');
  const seenHash = saved.contentHash;
  const seen = (draft: Draft, { contentHash = draft.contentHash }: Asked) => contentHash;
  const rules: Readonly<Record<Event, (draft: Draft, asked: Asked) => Draft>> = {
    begin: (_, { by }) => begun({}, aFile(by), by).record,
    save: (draft, { by }) => save(draft, edited, by).record,
    submit: (draft, { by, file }) => submitDraft(aFile(by, file), draft, officer(by)).record,
    return: (draft, { reason, file }) =>
      returnDraft(aFile('adhikshak', file), draft, reason).record,
    approve: (draft, asked) => approve(draft, asked.by, seen(draft, asked), asked.file).record,
    sign: (draft, asked) =>
      signDraft(aFile('adhikshak', asked.file), draft, {
        ...{ contentHash: seen(draft, asked), proof: asked.proof, signers: asked.signers },
        ...{ officer: officer(asked.by), at },
      }).record,
    issue: (draft, asked) =>
      issueDraft(aFile('adhikshak', asked.file), draft, officer(asked.by), {
        id: 'iss_01K00000000000000000000001',
        number: '1/REV/BBZ-COL/2026-27',
        ...{ branch: 'REV', serial: 1 },
        verificationCode: '7K3M-2Q9T-0000-8XYZ',
        contentHash: seen(draft, asked),
        content: saved.content,
        officeIds: asked.officeIds,
        office: ground.office,
        receiptOf: () => undefined,
        at,
        digest,
      }).draft.record,
    refuse: (draft) => refuseDraft(draft, 5).record,
    'lift-refusal': (draft) => liftRefusal(draft, 'apr_01K00000000000000000000001-1').record,
    'undo-approval': (draft) => undoApproval(draft, 'apr_01K00000000000000000000001-1').record,
    cancel: (draft, { reason, file }) =>
      cancelDraft(aFile('rajasv1', { openDrafts: 1, ...file }), draft, reason, at).record,
  };
  const inState = (status: Draft['status']): Draft => {
    switch (status) {
      case 'returned':
        return returnDraft(aFile(), draftIn('with-superior').draft, 'क').record;
      case 'issued':
        return rules.issue(draftIn('signed').draft, usual);
      case 'cancelled':
        return rules.cancel(draftIn('editing').draft, usual);
      default:
        return draftIn(status).draft;
    }
  };
  const writers = { ...usual, by: 'rajasv1' };
  const office = tehsil?.id ?? '';

  livesByItsTable<Event, Draft, Asked>({
    machine: draftMachine,
    rules,
    occasions: (event, state = 'editing') => {
      const subject = inState(state);
      const superior = { subject, asked: usual };
      const writer = { subject, asked: writers };
      // What is put up stays with the superior who changes it.
      if (event === 'save') return [writer, superior];
      return [event === 'begin' || event === 'submit' ? writer : superior];
    },
    refused: [
      // A file of this office that is with another for its opinion.
      ...(['save', 'submit', 'approve', 'sign', 'issue'] as const).map(
        (event): [Event, string, object, Partial<Asked>] => [
          event,
          'other-office',
          {},
          { by: 'tehsildar' },
        ],
      ),
      // The chain alone does it; of another letter of the file it says nothing.
      ...(['submit', 'return', 'approve', 'sign', 'issue', 'cancel'] as const).map(
        (event): [Event, string, object, Partial<Asked>] => [
          event,
          'approval-open',
          {},
          { file: onTheLetter },
        ],
      ),
      ['submit', 'slot-missing', begun({ slots: { body: ['क'] } }).record],
      ['submit', 'addressee-required', begun({ addressees: [] }).record],
      ['return', 'reason-required', {}, { reason: undefined }],
      ['return', 'reason-required', {}, { reason: '' }],
      ['approve', 'content-changed', {}, { contentHash: other }],
      ['approve', 'lower-authority', { refusal: { contentHash: seenHash, level: 9 } }],
      ['approve', 'slot-missing', { missing: ['body'] }],
      ['approve', 'addressee-required', { addresseeCount: 0 }],
      ['approve', 'own-request', {}, { by: 'rajasv1' }],
      ['sign', 'not-the-signatory', {}, { by: 'deputy' }],
      ['sign', 'not-the-signatory', {}, { by: 'rajasv1' }],
      ['sign', 'content-changed', {}, { contentHash: other }],
      ['sign', 'signing-unavailable', {}, { proof: { kind: 'dsc' } }],
      ['sign', 'signing-unavailable', {}, { proof: { kind: 'esign' } }],
      ['sign', 'signing-unavailable', {}, { signers: {} }],
      // A value that nobody checks.
      ['sign', 'signature-invalid', {}, { proof: { kind: 'none', value: 'c2lnbmVk' } }],
      ['sign', 'signature-invalid', {}, { proof: { kind: 'none', certificate: 'Y2VydA==' } }],
      ['sign', 'signature-invalid', {}, { signers: { none: { accepts: () => false } } }],
      ['issue', 'content-changed', {}, { contentHash: other }],
      ['issue', 'offices-differ', {}, { officeIds: [office] }],
      ['issue', 'offices-differ', { officeIds: [office] }],
      ['issue', 'offices-differ', { officeIds: [office] }, { officeIds: [office, officeNo(1)] }],
      ['cancel', 'reason-required', {}, { reason: undefined }],
      ['cancel', 'reason-required', {}, { reason: '' }],
    ],
    after: (after, { id }) => {
      expect(DraftRecord.parse(after)).toEqual(after);
      expect(after.id).toBe(id);
      // Approved, signed and issued is one text, and none but that.
      const { status, approval, signature, contentHash } = after;
      const bound = ['approved', 'signed', 'issued'].includes(status);
      expect(approval?.contentHash).toBe(bound ? contentHash : undefined);
      const signed = bound && status !== 'approved';
      expect(signature?.signedHash).toBe(signed ? contentHash : undefined);
      expect(after.issueId !== undefined).toBe(status === 'issued');
    },
  });
});

describe('a draft is refused', () => {
  it('approval by who put it up, another’s letter, but not their own', () => {
    const own = (signatory: string) =>
      submitDraft(
        aFile(),
        begun({ signatory: post(signatory).id }, aFile('adhikshak'), 'adhikshak').record,
        officer('adhikshak'),
      ).record;
    expect(() => approve(own('deputy'))).toThrow(refusal('own-request'));
    expect(approve(own('adhikshak')).record.status).toBe('approved');
  });

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
    ['a signatory who signs nothing', { signatory: post('rajasv1').id }, 'signatory-may-not-sign'],
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
    [
      'more posts than one write can list it for',
      {
        addressees: Array.from({ length: 25 }, (_, n) => ({
          kind: 'post',
          postId: `pst_01K${`${n}`.padStart(23, '0')}`,
        })),
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
    return signDraft(aFile(), draft, {
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
