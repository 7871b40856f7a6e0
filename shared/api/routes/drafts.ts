import * as z from 'zod';
import { DeliveryEntry } from '../../domain/delivery.ts';
import { Sha256 } from '../../domain/document.ts';
import { Draft, DraftInput, DraftVersion, LetterContent, maxOffices } from '../../domain/draft.ts';
import { draftMachine } from '../../domain/draftMachine.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { FormCode, SlotCode } from '../../domain/forms.ts';
import { DraftId, FileId, Instant, IssueId, OfficeId, ReceiptId } from '../../domain/ids.ts';
import { DispatchInput, IssueView, ReasonInput, TypedCode } from '../../domain/issue.ts';
import { deliveryMachine } from '../../domain/issueMachine.ts';
import { Month } from '../../domain/print.ts';
import { SignatureProof } from '../../domain/signing.ts';
import { page, paging, type Route, Seal } from '../route.ts';
import { ActorView } from './actorView.ts';
import { Comparison } from './comparison.ts';

const oneFile = z.strictObject({ fileId: FileId });
const oneDraft = z.strictObject({ fileId: FileId, draftId: DraftId });
const serial = z.string().regex(/^[1-9][0-9]{0,5}$/);
const oneDelivery = z.strictObject({ issueId: IssueId, no: serial });

const bothWords = z.object({ hi: z.string(), en: z.string() });
export const FormView = z
  .object({
    code: FormCode,
    name: bothWords,
    use: bothWords,
    addressees: z.enum(['required', 'optional']),
    /** It cites the last communication on its file, where there is one. */
    cites: z.boolean(),
    parts: z.array(z.object({ code: SlotCode, name: bothWords, required: z.boolean() })),
    salutation: bothWords.nullable(),
    closing: bothWords.nullable(),
  })
  .meta({ id: 'Form' });

export const SealedDraft = z
  .object({ draft: Draft, version: z.int(), seal: Seal })
  .meta({ id: 'SealedDraft' });

const draftSaved = z
  .object({ ...SealedDraft.shape, content: LetterContent })
  .meta({ id: 'DraftWithText' });

const HashInput = z
  .strictObject({ contentHash: Sha256.meta({ description: 'Of the version that was seen.' }) })
  .meta({ id: 'SeenContent' });

const sealedIssue = z
  .object({ issue: IssueView, version: z.int(), seal: Seal })
  .meta({ id: 'SealedIssue' });

const { active: _working, ...restingStates } = fileMachine.states;
/** What refuses before the draft is looked at: whose the file is, and a file that is not being worked on. */
const atHand = [
  'not-found',
  'file-not-with-you',
  'assistant-may-not',
  'in-transit',
  ...Object.values(restingStates).map(({ refuses }) => refuses),
] as const;
const ground = [
  'slot-unknown',
  'other-office',
  'post-not-active',
  'signatory-may-not-sign',
  'sent-to-self',
  'too-many-copies',
  'too-many-offices',
  'reference-broken',
] as const;

export const draftRoutes = {
  listForms: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/forms',
    summary: {
      hi: 'पत्राचार के प्रपत्र: नाम, अंश और प्रचलित शब्द',
      en: 'Forms of written communication: names, parts and usual words',
    },
    access: 'drafts.read',
    reply: {
      status: 200,
      body: z.object({ items: z.array(FormView) }).meta({ id: 'Forms' }),
    },
    problems: [],
  },
  listDrafts: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts',
    summary: { hi: 'नस्ती के प्रारूप', en: 'Draft letters of a file' },
    access: 'drafts.read',
    params: oneFile,
    query: z.strictObject(paging(100)),
    reply: { status: 200, body: page(Draft, 'DraftPage') },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  createDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts',
    summary: { hi: 'नस्ती पर प्रारूप बनाएँ', en: 'Begin a draft letter on a file' },
    access: 'drafts.write',
    params: oneFile,
    body: DraftInput,
    reply: { status: 201, body: draftSaved },
    rule: { machine: draftMachine, event: 'begin' },
    problems: [...atHand, ...ground],
  },
  getDraft: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts/{draftId}',
    summary: { hi: 'एक प्रारूप, नवीनतम पाठ सहित', en: 'One draft with its newest text' },
    access: 'drafts.read',
    params: oneDraft,
    reply: { status: 200, body: draftSaved },
    problems: ['not-found', 'file-weeded'],
  },
  saveDraft: {
    area: 'drafts',
    method: 'PUT',
    path: '/v1/files/{fileId}/drafts/{draftId}',
    summary: {
      hi: 'नया रूप सहेजें; पुराना रहता है, अनुमोदन निरस्त होता है',
      en: 'Save a new version; the older ones stay, an approval is undone',
    },
    access: 'drafts.write',
    params: oneDraft,
    body: DraftInput,
    reply: { status: 200, body: draftSaved },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'save' },
    problems: [...atHand, ...ground],
  },
  listDraftVersions: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts/{draftId}/versions',
    summary: { hi: 'प्रारूप के सभी रूप: कब, किसने', en: 'Versions of a draft: when and by whom' },
    access: 'drafts.read',
    params: oneDraft,
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: page(DraftVersion.omit({ content: true }), 'DraftVersionPage'),
    },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  getDraftHistory: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts/{draftId}/history',
    summary: {
      hi: 'प्रारूप का इतिहास: किसने सहेजा, लौटाया, अनुमोदित, हस्ताक्षरित किया',
      en: 'Who saved, returned, approved and signed a draft, when, and why',
    },
    access: 'drafts.read',
    params: oneDraft,
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: page(
        z
          .object({
            seq: z.int(),
            type: z.string(),
            at: Instant,
            by: ActorView,
            facts: z.record(z.string(), z.json()),
            reason: z.string().nullable(),
            hash: z.string(),
          })
          .meta({ id: 'DraftEvent' }),
        'DraftHistory',
      ),
    },
    problems: ['not-found', 'cursor-invalid', 'file-weeded'],
  },
  getDraftVersion: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts/{draftId}/versions/{version}',
    summary: { hi: 'प्रारूप का एक रूप', en: 'One version of a draft' },
    access: 'drafts.read',
    params: z.strictObject({ ...oneDraft.shape, version: serial }),
    reply: { status: 200, body: DraftVersion },
    problems: ['not-found', 'file-weeded'],
  },
  compareDraft: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/files/{fileId}/drafts/{draftId}/comparison',
    summary: {
      hi: 'दो रूपों का अंतर, शब्द-शब्द',
      en: 'What changed between two versions, word by word',
    },
    access: 'drafts.read',
    params: oneDraft,
    query: z.strictObject({ from: serial, to: serial }),
    reply: { status: 200, body: Comparison },
    problems: ['not-found', 'file-weeded'],
  },
  submitDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/submission',
    summary: { hi: 'प्रारूप अनुमोदन हेतु प्रस्तुत करें', en: 'Put a draft up for approval' },
    access: 'drafts.write',
    params: oneDraft,
    reply: { status: 200, body: SealedDraft },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'submit' },
    problems: [...atHand],
  },
  returnDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/return',
    summary: { hi: 'प्रारूप सुधार हेतु वापस करें', en: 'Return a draft to be put right' },
    access: 'drafts.write',
    params: oneDraft,
    body: ReasonInput,
    reply: { status: 200, body: SealedDraft },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'return' },
    problems: [...atHand],
  },
  approveDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/approval',
    summary: { hi: 'देखा गया पाठ अनुमोदित करें', en: 'Approve exactly the text that was seen' },
    access: 'drafts.write',
    params: oneDraft,
    body: HashInput,
    reply: { status: 200, body: SealedDraft },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'approve' },
    problems: [...atHand, 'step-up-required'],
  },
  signDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/signature',
    summary: {
      hi: 'अनुमोदित पाठ पर हस्ताक्षर करें',
      en: 'Sign the approved text, as the post of the signatory',
    },
    access: 'drafts.write',
    params: oneDraft,
    body: z
      .strictObject({ ...HashInput.shape, ...SignatureProof.shape })
      .meta({ id: 'SignatureInput' }),
    reply: { status: 200, body: SealedDraft },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'sign' },
    problems: [...atHand, 'step-up-required'],
  },
  cancelDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/cancellation',
    summary: { hi: 'प्रारूप निरस्त करें; उसके रूप रहते हैं', en: 'Give a draft up; its versions stay' },
    access: 'drafts.write',
    params: oneDraft,
    body: ReasonInput,
    reply: { status: 200, body: SealedDraft },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'cancel' },
    problems: [...atHand],
  },
  issueDraft: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/files/{fileId}/drafts/{draftId}/issue',
    summary: {
      hi: 'पत्र जारी करें: जावक क्रमांक, प्रेषण, और प्रणाली पर के कार्यालयों में आवक',
      en: 'Issue the letter: outward number, despatch, and receipts at offices on the system',
    },
    access: 'drafts.write',
    params: oneDraft,
    body: z
      .strictObject({
        ...HashInput.shape,
        /** The offices among addressees and copies, so that everything needed is read at once. */
        officeIds: z.array(OfficeId).max(maxOffices),
      })
      .meta({ id: 'IssueInput' }),
    reply: { status: 201, body: sealedIssue },
    ifMatch: true,
    rule: { machine: draftMachine, event: 'issue' },
    problems: [...atHand, 'too-many-offices', 'post-not-active'],
  },
  getIssue: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/issues/{issueId}',
    summary: {
      hi: 'जारी पत्र, पाठ सहित; प्राप्तकर्ता कार्यालय अपनी आवक से देखता है',
      en: 'A letter that went out, with its text; an office that got it sees it by its receipt',
    },
    access: 'drafts.read',
    params: z.strictObject({ issueId: IssueId }),
    query: z.strictObject({
      via: z
        .union([FileId, ReceiptId])
        .optional()
        .meta({ description: 'The file it went out from, or the receipt that it is elsewhere.' }),
      file: FileId.optional().meta({ description: 'The file in which that receipt is now.' }),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          ...sealedIssue.shape,
          letter: LetterContent.nullable().meta({
            description: 'Nothing for the despatch desk where the letter is confidential.',
          }),
        })
        .meta({ id: 'IssuedLetter' }),
    },
    problems: ['not-found', 'file-weeded'],
  },
  listDispatches: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/dispatches',
    summary: {
      hi: 'जावक पंजी, माह की: शाखावार, क्रमानुसार',
      en: 'The outward register of a month: branch by branch, each in the order of its numbers',
    },
    access: 'drafts.read',
    query: z.strictObject({ month: Month, ...paging(200) }),
    reply: {
      status: 200,
      body: page(
        z
          .object({
            day: z.string(),
            at: Instant,
            number: z.string(),
            issueId: IssueId,
            confidential: z.boolean(),
            columns: z.record(z.string(), z.string()),
            deliveries: z.array(DeliveryEntry).optional().meta({
              description:
                'How each addressee was sent it and what became of that, as it stands now.',
            }),
          })
          .meta({ id: 'Dispatch' }),
        'DispatchPage',
      ),
    },
    problems: ['cursor-invalid'],
  },
  listPendingDispatches: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/dispatches/pending',
    summary: { hi: 'जो पत्र अभी प्रेषित होने हैं', en: 'Letters that still have to be sent' },
    access: 'drafts.read',
    query: z.strictObject(paging(100)),
    reply: {
      status: 200,
      body: page(
        z
          .object({
            issueId: IssueId,
            number: z.string(),
            subject: z.object({ hi: z.string(), en: z.string().optional() }).nullable(),
            classification: z.enum(['normal', 'confidential']),
            issuedAt: Instant,
          })
          .meta({ id: 'PendingDispatch' }),
        'PendingDispatchPage',
      ),
    },
    problems: ['cursor-invalid'],
  },
  sendDelivery: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/issues/{issueId}/deliveries/{no}/dispatch',
    summary: { hi: 'प्रेषण दर्ज करें: माध्यम, ट्रैकिंग क्रमांक', en: 'Sent: by which mode, tracking number' },
    access: 'drafts.write',
    params: oneDelivery,
    body: DispatchInput,
    reply: { status: 200, body: sealedIssue },
    ifMatch: true,
    rule: { machine: deliveryMachine, event: 'send' },
    problems: ['not-found', 'no-delivery'],
  },
  confirmDelivery: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/issues/{issueId}/deliveries/{no}/delivery',
    summary: { hi: 'प्राप्त कराया जाना दर्ज करें', en: 'It was delivered' },
    access: 'drafts.write',
    params: oneDelivery,
    reply: { status: 200, body: sealedIssue },
    ifMatch: true,
    rule: { machine: deliveryMachine, event: 'deliver' },
    problems: ['not-found', 'no-delivery'],
  },
  acknowledgeDelivery: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/issues/{issueId}/deliveries/{no}/acknowledgement',
    summary: { hi: 'पावती दर्ज करें', en: 'It was acknowledged' },
    access: 'drafts.write',
    params: oneDelivery,
    reply: { status: 200, body: sealedIssue },
    ifMatch: true,
    rule: { machine: deliveryMachine, event: 'acknowledge' },
    problems: ['not-found', 'no-delivery'],
  },
  returnDelivery: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/issues/{issueId}/deliveries/{no}/return',
    summary: { hi: 'बिना वितरण वापसी दर्ज करें', en: 'It came back, and why' },
    access: 'drafts.write',
    params: oneDelivery,
    body: ReasonInput,
    reply: { status: 200, body: sealedIssue },
    ifMatch: true,
    rule: { machine: deliveryMachine, event: 'return' },
    problems: ['not-found', 'no-delivery'],
  },
  resendDelivery: {
    area: 'drafts',
    method: 'POST',
    path: '/v1/issues/{issueId}/deliveries/{no}/resending',
    summary: { hi: 'पुनः प्रेषण हेतु रखें', en: 'Put it up to be sent again' },
    access: 'drafts.write',
    params: oneDelivery,
    reply: { status: 200, body: sealedIssue },
    ifMatch: true,
    rule: { machine: deliveryMachine, event: 'resend' },
    problems: ['not-found', 'no-delivery'],
  },
  verifyLetter: {
    area: 'drafts',
    method: 'GET',
    path: '/v1/verifications/{code}',
    summary: {
      hi: 'क्या यह पत्र वास्तव में जारी हुआ था? (सबके लिए)',
      en: 'Was this letter really issued? Open to all',
    },
    access: 'public',
    params: z.strictObject({ code: TypedCode }),
    reply: {
      status: 200,
      body: z
        .object({
          genuine: z.literal(true),
          office: z.object({ hi: z.string(), en: z.string().optional() }),
          number: z.string(),
          issuedOn: z.string(),
          form: FormCode,
          subject: z
            .object({ hi: z.string(), en: z.string().optional() })
            .nullable()
            .meta({ description: 'Not told of a confidential letter.' }),
          signatory: z.object({ hi: z.string(), en: z.string().optional() }),
          contentHash: Sha256,
        })
        .meta({ id: 'Verification' }),
    },
    problems: ['not-found'],
  },
} as const satisfies Record<string, Route>;
