import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { serve } from '../../shared/http/serve.ts';
import { cancelDraft } from './cancelDraft.ts';
import { createDraft } from './createDraft.ts';
import {
  acknowledgeDelivery,
  confirmDelivery,
  resendDelivery,
  returnDelivery,
  sendDelivery,
} from './deliveries.ts';
import { getDraftHistory } from './getDraftHistory.ts';
import { issueDraft } from './issueDraft.ts';
import {
  compareDraft,
  getDraft,
  getDraftVersion,
  listDrafts,
  listDraftVersions,
  listForms,
} from './readDrafts.ts';
import { getIssue, listDispatches, listPendingDispatches, verifyLetter } from './readIssues.ts';
import { saveDraft } from './saveDraft.ts';
import { approveDraft, returnDraft, signDraft, submitDraft } from './steps.ts';

export const handler = serve('drafts', draftRoutes, {
  listForms,
  listDrafts,
  createDraft,
  getDraft,
  saveDraft,
  listDraftVersions,
  getDraftHistory,
  getDraftVersion,
  compareDraft,
  submitDraft,
  returnDraft,
  approveDraft,
  signDraft,
  cancelDraft,
  issueDraft,
  getIssue,
  listDispatches,
  listPendingDispatches,
  sendDelivery,
  confirmDelivery,
  acknowledgeDelivery,
  returnDelivery,
  resendDelivery,
  verifyLetter,
});
