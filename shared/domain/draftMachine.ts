/** The life of a draft letter, as data. Approval, signature and issue bind to one content hash. */
import type { Officer } from './directory.ts';
import type { Draft } from './draft.ts';
import type { File } from './file.ts';
import { forms } from './forms.ts';
import { machineOf } from './machine.ts';
import type { SignatureProof, Signers } from './signing.ts';

interface Bound {
  /** The hash of what the officer saw. */
  readonly contentHash: string;
}
/** All that is looked at of whoever acts. */
interface Acting {
  readonly officer: Officer;
}
/** The file of the draft: a chain that is open on the letter has it in hand. */
interface OnFile {
  readonly file: File;
}
interface Approving extends Bound, Acting, OnFile {}
interface Signing extends Approving {
  readonly proof: SignatureProof;
  readonly signers: Signers;
}
interface Issuing extends Bound, Acting, OnFile {
  readonly officeIds: readonly string[];
}
interface Reasoned extends OnFile {
  readonly reason: string | undefined;
}

const unchanged = {
  code: 'content-changed',
  rule: 'The hash is that of the newest version: one approves, signs and issues what one saw.',
  refuses: (draft: Draft, { contentHash }: Bound) => contentHash !== draft.contentHash,
} as const;
const ownOffice = {
  code: 'other-office',
  rule: 'Only the office that the file belongs to writes, approves, signs and issues its letters.',
  refuses: ({ officeId }: Draft, { officer }: Acting) => officer.post.officeId !== officeId,
} as const;
const notInChain = {
  code: 'approval-open',
  rule: 'While an approval chain is open on the letter, nobody approves, signs or returns it outside the chain.',
  refuses: ({ id }: Draft, { file }: OnFile) => file.openApprovalDraftId === id,
} as const;
const reasoned = {
  code: 'reason-required',
  rule: 'A reason is given.',
  refuses: (_: Draft, { reason }: Reasoned) => !reason,
} as const;
/** What is put up and what is approved lacks nothing that its form must have. */
const complete = [
  {
    code: 'slot-missing',
    rule: 'Every part that the form requires is filled.',
    refuses: ({ missing }: Draft) => missing.length > 0,
  },
  {
    code: 'addressee-required',
    rule: 'A form that goes to somebody has an addressee.',
    refuses: ({ form, addresseeCount }: Draft) =>
      forms[form].addressees === 'required' && addresseeCount === 0,
  },
] as const;
const notRefusedAbove = {
  code: 'lower-authority',
  rule: 'What a higher post refused in a chain is approved by no lower one, unless the text is another or the refusal was reversed.',
  refuses: ({ refusal }: Draft, { contentHash, officer }: Approving) =>
    refusal?.contentHash === contentHash && officer.post.level < refusal.level,
} as const;
const sameOffices = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id) => b.includes(id));

export const draftMachine = machineOf<Draft>()({
  entity: { hi: 'प्रारूप', en: 'Draft' },
  states: {
    editing: { label: { hi: 'तैयार हो रहा है', en: 'Being edited' }, refuses: 'draft-not-submitted' },
    'with-superior': {
      label: { hi: 'वरिष्ठ के समक्ष', en: 'With the superior' },
      refuses: 'draft-not-approved',
    },
    returned: { label: { hi: 'सुधार हेतु वापस', en: 'Returned' }, refuses: 'draft-not-submitted' },
    approved: { label: { hi: 'अनुमोदित', en: 'Approved' }, refuses: 'draft-not-signed' },
    signed: { label: { hi: 'हस्ताक्षरित', en: 'Signed' }, refuses: 'draft-not-editable' },
    issued: { label: { hi: 'जारी', en: 'Issued' }, refuses: 'draft-issued' },
    cancelled: { label: { hi: 'निरस्त', en: 'Cancelled' }, refuses: 'draft-cancelled' },
  },
  transitions: {
    begin: {
      label: { hi: 'प्रारूप बनाएँ', en: 'Begin a draft' },
      from: [],
      to: ['editing'],
      guards: [],
    },
    save: {
      label: { hi: 'सहेजें', en: 'Save' },
      from: ['editing', 'with-superior', 'returned', 'approved', 'signed'],
      to: ['editing', 'with-superior'],
      guards: [ownOffice],
    },
    submit: {
      label: { hi: 'प्रस्तुत करें', en: 'Submit' },
      from: ['editing'],
      to: ['with-superior'],
      guards: [ownOffice, notInChain, ...complete],
    },
    return: {
      label: { hi: 'सुधार हेतु वापस करें', en: 'Return' },
      from: ['with-superior'],
      to: ['returned'],
      guards: [notInChain, reasoned],
    },
    approve: {
      label: { hi: 'अनुमोदित करें', en: 'Approve' },
      from: ['with-superior'],
      to: ['approved'],
      guards: [
        ownOffice,
        notInChain,
        unchanged,
        notRefusedAbove,
        ...complete,
        {
          code: 'own-request',
          rule: 'Somebody else than who put it up approves it, unless the signatory is that very officer.',
          refuses: ({ submittedBy, signatory }: Draft, { officer }: Approving) =>
            submittedBy?.personId === officer.personId && signatory.postId !== officer.post.id,
        },
      ],
    },
    refuse: {
      label: { hi: 'शृंखला में अस्वीकृत', en: 'Refuse in its chain' },
      from: ['editing', 'with-superior'],
      to: [],
      guards: [],
    },
    'lift-refusal': {
      label: { hi: 'निर्णय पलटने से अस्वीकृति निरस्त', en: 'Lift the refusal with its decision' },
      from: ['editing', 'with-superior', 'returned'],
      to: [],
      guards: [],
    },
    'undo-approval': {
      label: { hi: 'निर्णय पलटने से अनुमोदन निरस्त', en: 'Undo the approval with its decision' },
      from: ['approved', 'signed'],
      to: ['editing'],
      guards: [],
    },
    sign: {
      label: { hi: 'हस्ताक्षर करें', en: 'Sign' },
      from: ['approved'],
      to: ['signed'],
      guards: [
        ownOffice,
        notInChain,
        {
          code: 'not-the-signatory',
          rule: 'Whoever holds the post of the signatory signs.',
          refuses: ({ signatory }: Draft, { officer }: Signing) =>
            signatory.postId !== officer.post.id,
        },
        unchanged,
        {
          code: 'signing-unavailable',
          rule: 'That way of signing is configured.',
          refuses: (_: Draft, { proof, signers }: Signing) => signers[proof.kind] === undefined,
        },
        {
          code: 'signature-invalid',
          rule: 'What is handed in is a signature over the hash.',
          refuses: (_: Draft, { proof, signers, contentHash }: Signing) =>
            !signers[proof.kind]?.accepts(proof, contentHash),
        },
      ],
    },
    issue: {
      label: { hi: 'जारी करें', en: 'Issue' },
      from: ['signed'],
      to: ['issued'],
      guards: [
        ownOffice,
        notInChain,
        unchanged,
        {
          code: 'offices-differ',
          rule: 'The offices named are those of the draft’s addressees and copies.',
          refuses: (draft: Draft, { officeIds }: Issuing) =>
            !sameOffices(draft.officeIds, officeIds),
        },
      ],
    },
    cancel: {
      label: { hi: 'निरस्त करें', en: 'Cancel' },
      from: ['editing', 'returned'],
      to: ['cancelled'],
      guards: [notInChain, reasoned],
    },
  },
});
