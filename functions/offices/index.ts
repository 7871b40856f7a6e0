import { dueListRoutes } from '../../shared/api/routes/dueLists.ts';
import { noticeRoutes } from '../../shared/api/routes/notices.ts';
import { officeRoutes } from '../../shared/api/routes/offices.ts';
import { serve } from '../../shared/http/serve.ts';
import { endCharge, getPost, giveCharge } from './charge.ts';
import { getChargeReport } from './chargeReport.ts';
import { endDelegation, giveDelegation } from './delegation.ts';
import { getDueList } from './getDueList.ts';
import { getInbox } from './getInbox.ts';
import { getMe } from './getMe.ts';
import { handOver } from './handOver.ts';
import { listPhrases } from './listPhrases.ts';
import {
  listApprovalChains,
  listOffices,
  listPersons,
  listPosts,
  listRegister,
  listSubjectHeads,
  listUnits,
} from './lists.ts';
import { listNotices, readNotices } from './notices.ts';

export const handler = serve(
  'offices',
  { ...officeRoutes, ...dueListRoutes, ...noticeRoutes },
  {
    getMe,
    getInbox,
    getDueList,
    listNotices,
    readNotices,
    listOffices,
    listPosts,
    getPost,
    giveCharge,
    endCharge,
    giveDelegation,
    endDelegation,
    handOver,
    getChargeReport,
    listPersons,
    listRegister,
    listUnits,
    listSubjectHeads,
    listApprovalChains,
    listPhrases,
  },
);
