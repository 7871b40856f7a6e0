import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { serve } from '../../shared/http/serve.ts';
import { decide } from './decide.ts';
import { getApproval } from './getApproval.ts';
import { getApprovalDifference } from './getApprovalDifference.ts';
import { getApprovalPicture } from './getApprovalPicture.ts';
import { planApproval } from './planApproval.ts';
import { startApproval } from './startApproval.ts';
import {
  askAgain,
  reassignApproval,
  rerouteApproval,
  resubmit,
  withdrawApproval,
} from './steps.ts';

export const handler = serve('approvals', approvalRoutes, {
  startApproval,
  getApproval,
  getApprovalPicture,
  getApprovalDifference,
  planApproval,
  decide,
  askAgain,
  resubmit,
  withdrawApproval,
  reassignApproval,
  rerouteApproval,
});
