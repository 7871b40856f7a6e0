import { receiptRoutes } from '../../shared/api/routes/receipts.ts';
import { serve } from '../../shared/http/serve.ts';
import { createReceipt } from './createReceipt.ts';
import { fileReceipt } from './fileReceipt.ts';
import { getReceipt } from './getReceipt.ts';
import { markReceipt } from './markReceipt.ts';

export const handler = serve('receipts', receiptRoutes, {
  createReceipt,
  getReceipt,
  markReceipt,
  fileReceipt,
});
