import * as z from 'zod';
import { Approval, Decision } from '../../domain/approval.ts';
import { approvalMachine } from '../../domain/approvalMachine.ts';
import { ChainPicture } from '../../domain/chainPicture.ts';
import { Clock } from '../../domain/clock.ts';
import { CaseFacts } from '../../domain/condition.ts';
import { draftMachine } from '../../domain/draftMachine.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { ApprovalId, ChainId, Day, DraftId, FileId, PostId } from '../../domain/ids.ts';
import { codesOf } from '../../domain/machine.ts';
import { DelayInput } from '../../domain/movement.ts';
import { RehearsedLevel } from '../../domain/rehearsal.ts';
import { SignatureProof } from '../../domain/signing.ts';
import { asciiCode, line, paragraphs } from '../../domain/text.ts';
import { type Route, Seal } from '../route.ts';
import { Comparison } from './comparison.ts';

export const SealedApproval = z
  .object({ approval: Approval, version: z.int(), seal: Seal })
  .meta({ id: 'SealedApproval' });

const oneApproval = z.strictObject({ approvalId: ApprovalId });
const contentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    description:
      'Hash of the text that the caller has before them: `contentHash` of the approval, or of its draft.',
  });
/** The draft letter that is being approved, where the chain is on one. */
const draftId = DraftId.optional();
const reason = line(1000);
const serial = z.string().regex(/^[1-9][0-9]{0,5}$/);
const reply = { status: 201, body: SealedApproval } as const;
/** Moving the file can fail by where it is. */
const onTheWay = [
  'not-found',
  'file-not-with-you',
  'in-transit',
  'consultation-open',
  'step-not-active',
  'other-office',
  'post-not-active',
] as const;

export const approvalRoutes = {
  startApproval: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/files/{fileId}/approvals',
    summary: {
      hi: 'अनुमोदन शृंखला आरंभ करें',
      en: 'Start an approval chain; the file goes to whom its first level asks',
    },
    access: 'approvals.write',
    params: z.strictObject({ fileId: FileId }),
    body: z
      .strictObject({
        chainId: ChainId,
        facts: CaseFacts.omit({ headCode: true }).optional(),
        /** The draft letter that is to be approved; it is put up with the chain. */
        draftId,
        contentHash: contentHash.optional(),
        /** The decision that a chain of reversal reverses. */
        reverses: ApprovalId.optional(),
        delay: DelayInput.optional(),
      })
      .meta({ id: 'ApprovalInput' }),
    reply,
    ifMatch: true,
    rule: { machine: fileMachine, event: 'start-approval' },
    problems: [
      'not-found',
      'file-not-with-you',
      'chain-not-found',
      'not-for-this-head',
      'facts-missing',
      'no-final-authority',
      'not-decided',
      'already-reversed',
      'lower-authority',
      'note-shared',
      'content-changed',
      ...codesOf(draftMachine, 'submit'),
    ],
  },
  planApproval: {
    area: 'approvals',
    method: 'GET',
    path: '/v1/files/{fileId}/approval-plan',
    summary: {
      hi: 'शृंखला किससे पूछेगी: आरंभ से पहले देखें',
      en: 'Whom a chain would ask of this file, level by level, before it is begun',
    },
    access: 'approvals.read',
    params: z.strictObject({ fileId: FileId }),
    query: z.strictObject({
      chainId: ChainId,
      amount: z
        .string()
        .regex(/^[0-9]{1,12}$/)
        .optional()
        .meta({ description: 'Whole rupees.' }),
      category: asciiCode(60).optional(),
      reverses: ApprovalId.optional().meta({
        description: 'The decision that a chain of reversal would reverse.',
      }),
      on: Day.optional().meta({
        description: 'The day whose work-division order is looked at; today without one.',
      }),
    }),
    reply: {
      status: 200,
      body: z.object({ levels: z.array(RehearsedLevel) }).meta({ id: 'ApprovalPlan' }),
    },
    problems: [
      ...codesOf(fileMachine, 'start-approval'),
      'not-found',
      'file-not-with-you',
      'chain-not-found',
      'not-for-this-head',
      'facts-missing',
      'no-final-authority',
      'not-decided',
      'already-reversed',
      'lower-authority',
    ],
  },
  getApproval: {
    area: 'approvals',
    method: 'GET',
    path: '/v1/approvals/{approvalId}',
    summary: { hi: 'अनुमोदन की स्थिति, स्तर-दर-स्तर', en: 'An approval chain, level by level' },
    access: 'approvals.read',
    params: oneApproval,
    reply: {
      status: 200,
      body: z
        .object({
          ...SealedApproval.shape,
          /** Of the level that is asked, or of whoever has it to put it right. */
          clock: Clock.nullable(),
        })
        .meta({ id: 'ApprovalView' }),
    },
    problems: ['not-found', 'file-weeded'],
  },
  getApprovalPicture: {
    area: 'approvals',
    method: 'GET',
    path: '/v1/approvals/{approvalId}/picture',
    summary: {
      hi: 'शृंखला का चित्र: क्या हुआ, कहाँ है, आगे क्या, कितना विलंब',
      en: 'A chain as a picture: what happened, where it stands, what comes next, how late',
    },
    access: 'approvals.read',
    params: oneApproval,
    query: z.strictObject({ language: z.enum(['hi', 'en']).optional() }),
    reply: {
      status: 200,
      body: z
        .object({
          picture: ChainPicture,
          svg: z.string().meta({ description: 'The same for people, in the language asked for.' }),
        })
        .meta({ id: 'ApprovalPicture' }),
    },
    problems: ['not-found', 'file-weeded'],
  },
  getApprovalDifference: {
    area: 'approvals',
    method: 'GET',
    path: '/v1/approvals/{approvalId}/difference',
    summary: {
      hi: 'स्तर ने जो देखा था उसके बाद क्या बदला',
      en: 'What changed since a level of the chain decided: in its draft letter, and on the file',
    },
    access: 'approvals.read',
    params: oneApproval,
    query: z.strictObject({
      level: serial,
      draftId: draftId.meta({ description: 'The draft letter of the chain, where it is on one.' }),
      version: serial.optional().meta({
        description: 'Of that letter, as the level saw it: `seen.version` of its member.',
      }),
    }),
    reply: {
      status: 200,
      body: z
        .object({
          level: z.int(),
          letter: Comparison.optional(),
          /** Notes and letters of the file that came after: from the one behind `after` up to `to`. */
          notes: z.object({ after: z.int(), to: z.int() }),
          letters: z.object({ after: z.int(), to: z.int() }),
        })
        .meta({ id: 'ApprovalDifference' }),
    },
    problems: ['not-found', 'file-weeded'],
  },
  decide: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/decisions',
    summary: {
      hi: 'चालू स्तर पर निर्णय दें',
      en: 'Decide the level that is asked: say what it was asked for, give it back, or refuse',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z
      .strictObject({
        level: z.int().positive().max(20),
        decision: Decision,
        remarks: z.array(paragraphs(4000)).min(1).max(20).optional(),
        phraseCode: asciiCode(60).optional().meta({
          description:
            'A phrase of the bank that goes with the decision: its words are said, in the language of the officer.',
        }),
        /** To which level it is given back; 0, or none: to whoever began. */
        returnTo: z.int().nonnegative().max(20).optional(),
        contentHash,
        draftId,
        /** The decision that the chain reverses, where it does, and the draft letter that was approved by that. */
        reverses: ApprovalId.optional(),
        reversedDraftId: DraftId.optional(),
        delay: DelayInput.optional(),
        /** The final level may sign the letter it approves in the same act. */
        signature: SignatureProof.optional(),
      })
      .meta({ id: 'DecisionInput' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'decide' },
    problems: [
      ...codesOf(fileMachine, 'decide'),
      ...codesOf(draftMachine, 'approve'),
      ...codesOf(draftMachine, 'sign'),
      'not-found',
      'file-not-with-you',
      'note-shared',
      'note-too-long',
      'no-such-phrase',
      'step-up-required',
    ],
  },
  askAgain: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/reviews',
    summary: {
      hi: 'बदला हुआ पाठ उन स्तरों को पुनः दिखाएँ जिन्होंने दूसरा पाठ देखा था',
      en: 'Ask again the levels that saw another text; then it comes back here',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z
      .strictObject({ draftId, delay: DelayInput.optional() })
      .meta({ id: 'ReviewAgainInput' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'ask-again' },
    problems: [...codesOf(fileMachine, 'decide'), 'not-found', 'file-not-with-you', 'note-shared'],
  },
  resubmit: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/resubmissions',
    summary: {
      hi: 'सुधार कर पुनः प्रस्तुत करें',
      en: 'Put up again what was given back; it goes straight to whoever returned it',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z
      .strictObject({ draftId, restart: z.boolean().optional(), delay: DelayInput.optional() })
      .meta({ id: 'ResubmissionInput' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'resubmit' },
    problems: [
      ...codesOf(fileMachine, 'decide'),
      'not-found',
      'file-not-with-you',
      'note-shared',
      ...codesOf(draftMachine, 'submit'),
    ],
  },
  withdrawApproval: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/withdrawal',
    summary: {
      hi: 'आरंभ की गई शृंखला वापस लें',
      en: 'Withdraw a chain that one’s post began; the file comes back',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z.strictObject({ reason }).meta({ id: 'ApprovalWithdrawal' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'withdraw' },
    problems: onTheWay,
  },
  rerouteApproval: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/rerouting',
    summary: {
      hi: 'चालू स्तर से प्रभावी कार्य विभाजन आदेश के अनुसार पुनः पूछें',
      en: 'Ask the level that is asked anew, by the work-division order in force',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z.strictObject({ reason }).meta({ id: 'ReroutingInput' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'reroute' },
    problems: [...onTheWay, 'note-shared'],
  },
  reassignApproval: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/assignments',
    summary: {
      hi: 'किसी पद के स्थान पर दूसरे पद से पूछें',
      en: 'Ask another post in the place of one that is asked',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z
      .strictObject({ from: PostId.optional(), to: PostId, reason })
      .meta({ id: 'AssignmentInput' }),
    reply,
    ifMatch: true,
    rule: { machine: approvalMachine, event: 'reassign' },
    problems: [...onTheWay, 'note-shared'],
  },
} as const satisfies Record<string, Route>;
