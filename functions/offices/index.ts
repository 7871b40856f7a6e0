import { noticeRoutes } from '../../shared/api/routes/notices.ts';
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
import { listNotices, readNotices } from './notices.ts';

export const handler = serve(
  'offices',
  { ...officeRoutes, ...noticeRoutes },
  {
    getMe,
    getInbox,
    listNotices,
    readNotices,
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
  },
);
