import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { serve } from '../../shared/http/serve.ts';
import { addScans, chaseEnclosures, correctReceipt, noteEnclosures } from './careForReceipt.ts';
import { createReceipt } from './createReceipt.ts';
import { disposeReceipt, reopenReceipt, voidReceipt } from './endReceipt.ts';
import { fileReceipt } from './fileReceipt.ts';
import { getReceipt } from './getReceipt.ts';
import { listCopies, listReceiptMovements, listReceipts } from './lists.ts';
import { markReceipt } from './markReceipt.ts';
import {
  openReceipt,
  pullUpReceipt,
  recallReceipt,
  receiveReceipt,
  returnReceipt,
} from './moveReceipt.ts';
import { settleLetter } from './settleLetter.ts';
import { trackLetter } from './trackLetter.ts';
import { transferReceipt } from './transferReceipt.ts';

export const handler = serve('receipts', receiptRoutes, {
  createReceipt,
  listReceipts,
  getReceipt,
  listReceiptMovements,
  markReceipt,
  openReceipt,
  receiveReceipt,
  recallReceipt,
  returnReceipt,
  pullUpReceipt,
  transferReceipt,
  fileReceipt,
  settleLetter,
  disposeReceipt,
  reopenReceipt,
  voidReceipt,
  correctReceipt,
  noteEnclosures,
  chaseEnclosures,
  addScans,
  listCopies,
  trackLetter,
});
