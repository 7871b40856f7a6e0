import * as z from 'zod';
import { ReceivedItem } from '../../domain/correspondence.ts';
import { FileId, ReceiptId } from '../../domain/ids.ts';
import { MarkTo, Receipt, ReceiptInput } from '../../domain/receipt.ts';
import { line } from '../../domain/text.ts';
import { type Route, Seal } from '../route.ts';

const oneReceipt = z.strictObject({ receiptId: ReceiptId });
export const SealedReceipt = z
  .object({ receipt: Receipt, version: z.int(), seal: Seal })
  .meta({ id: 'SealedReceipt' });

export const receiptRoutes = {
  createReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts',
    summary: {
      hi: 'पत्र दर्ज करें: आवक क्रमांक यहीं मिलता है',
      en: 'Diarise a letter; the inward number is allotted here',
    },
    access: 'receipts.write',
    body: ReceiptInput,
    reply: { status: 201, body: SealedReceipt },
    problems: [
      'not-found',
      'classification-refused',
      'document-not-ready',
      'document-refused',
      'document-attached',
    ],
  },
  getReceipt: {
    area: 'receipts',
    method: 'GET',
    path: '/v1/receipts/{receiptId}',
    summary: { hi: 'एक आवक पत्र', en: 'One diarised letter' },
    access: 'receipts.read',
    params: oneReceipt,
    reply: { status: 200, body: SealedReceipt },
    problems: ['not-found'],
  },
  markReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/movements',
    summary: { hi: 'पत्र शाखा या पद को अंकित करें', en: 'Mark the letter to a branch or a post' },
    access: 'receipts.write',
    params: oneReceipt,
    body: z.strictObject({ to: MarkTo, remarks: line(500).optional() }).meta({ id: 'MarkInput' }),
    reply: { status: 201, body: SealedReceipt },
    ifMatch: true,
    problems: [
      'not-found',
      'receipt-not-with-you',
      'already-filed',
      'sent-to-self',
      'other-office',
      'post-not-active',
      'unit-has-no-desk',
    ],
  },
  fileReceipt: {
    area: 'receipts',
    method: 'POST',
    path: '/v1/receipts/{receiptId}/filing',
    summary: { hi: 'पत्र नस्ती में रखें', en: 'Put the letter in a file as correspondence' },
    access: 'receipts.write',
    params: oneReceipt,
    body: z.strictObject({ fileId: FileId }).meta({ id: 'FilingInput' }),
    reply: {
      status: 201,
      body: z
        .object({ item: ReceivedItem, fileId: FileId, version: z.int(), seal: Seal })
        .meta({ id: 'Filing' }),
    },
    ifMatch: true,
    problems: [
      'not-found',
      'receipt-not-with-you',
      'file-not-with-you',
      'already-filed',
      'file-closed',
      'confidential',
    ],
  },
} as const satisfies Record<string, Route>;
