import { recordRoutes } from '../../shared/api/routes/records.ts';
import { serve } from '../../shared/http/serve.ts';
import { decideClosure, requestClosure } from './closeFile.ts';
import { endHold, holdFile } from './holdFile.ts';
import { migrateFiles } from './migrateFiles.ts';
import { getReview, getWeedingCertificate, listDueFiles, listReviews } from './readReviews.ts';
import { receiveInRecordRoom, sendToRecordRoom } from './recordRoom.ts';
import { decideReopening, requestReopening } from './reopenFile.ts';
import { carryOutReview, createReview, decideReview } from './reviewFiles.ts';
import { withdrawRequest } from './withdrawRequest.ts';

export const handler = serve('records', recordRoutes, {
  requestClosure,
  decideClosure,
  sendToRecordRoom,
  receiveInRecordRoom,
  requestReopening,
  decideReopening,
  withdrawRequest,
  holdFile,
  endHold,
  listDueFiles,
  createReview,
  listReviews,
  getReview,
  decideReview,
  carryOutReview,
  getWeedingCertificate,
  migrateFiles,
});
