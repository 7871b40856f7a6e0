import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { serve } from '../../shared/http/serve.ts';
import { endCharge, getPost, giveCharge } from './charge.ts';
import { getInbox } from './getInbox.ts';
import { getMe } from './getMe.ts';
import { listPhrases } from './listPhrases.ts';
import {
  listApprovalChains,
  listOffices,
  listPosts,
  listRegister,
  listSubjectHeads,
  listUnits,
} from './lists.ts';

export const handler = serve('offices', officeRoutes, {
  getMe,
  getInbox,
  listOffices,
  listPosts,
  getPost,
  giveCharge,
  endCharge,
  listRegister,
  listUnits,
  listSubjectHeads,
  listApprovalChains,
  listPhrases,
});
