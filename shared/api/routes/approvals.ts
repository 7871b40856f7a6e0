import * as z from 'zod';
import { Approval, Decision } from '../../domain/approval.ts';
import { fileMachine } from '../../domain/fileMachine.ts';
import { ApprovalId, ChainId, FileId } from '../../domain/ids.ts';
import { DelayInput } from '../../domain/movement.ts';
import { paragraphs } from '../../domain/text.ts';
import { type Route, Seal } from '../route.ts';

export const SealedApproval = z
  .object({ approval: Approval, version: z.int(), seal: Seal })
  .meta({ id: 'SealedApproval' });

const oneApproval = z.strictObject({ approvalId: ApprovalId });
const handOver = ['sent-to-self', 'post-not-active', 'other-office'] as const;

export const approvalRoutes = {
  startApproval: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/files/{fileId}/approvals',
    summary: {
      hi: 'अनुमोदन शृंखला आरंभ करें',
      en: 'Start an approval chain; the file goes to its first level',
    },
    access: 'approvals.write',
    params: z.strictObject({ fileId: FileId }),
    body: z
      .strictObject({ chainId: ChainId, delay: DelayInput.optional() })
      .meta({ id: 'ApprovalInput' }),
    reply: { status: 201, body: SealedApproval },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'start-approval' },
    problems: ['not-found', 'file-not-with-you', 'chain-not-found', 'note-shared'],
  },
  getApproval: {
    area: 'approvals',
    method: 'GET',
    path: '/v1/approvals/{approvalId}',
    summary: { hi: 'अनुमोदन की स्थिति, स्तर-दर-स्तर', en: 'An approval chain, level by level' },
    access: 'approvals.read',
    params: oneApproval,
    reply: { status: 200, body: SealedApproval },
    problems: ['not-found', 'file-weeded'],
  },
  decide: {
    area: 'approvals',
    method: 'POST',
    path: '/v1/approvals/{approvalId}/decisions',
    summary: {
      hi: 'चालू स्तर पर निर्णय दें',
      en: 'Decide the active level: recommend, concur, approve, return or reject',
    },
    access: 'approvals.write',
    params: oneApproval,
    body: z
      .strictObject({
        level: z.int().positive().max(20),
        decision: Decision,
        remarks: z.array(paragraphs(4000)).min(1).max(20).optional(),
      })
      .meta({ id: 'DecisionInput' }),
    reply: { status: 201, body: SealedApproval },
    ifMatch: true,
    rule: { machine: fileMachine, event: 'decide' },
    problems: [
      'not-found',
      'file-not-with-you',
      'not-your-step',
      'decision-not-of-this-level',
      'reason-required',
      'same-person',
      ...handOver,
    ],
  },
} as const satisfies Record<string, Route>;
