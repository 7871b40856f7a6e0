/** The correspondence side of a file (पत्राचार): letters as they stand there, with running page numbers. */
import * as z from 'zod';
import type { Changed } from './document.ts';
import { DomainError } from './errors.ts';
import { type File, mustBeActive } from './file.ts';
import { ReceiptId } from './ids.ts';
import { AttachedDocument, type Receipt } from './receipt.ts';

/** A letter as it stands on the correspondence side. */
export const CorrespondenceItem = z
  .strictObject({
    no: z.int().positive(),
    receiptId: ReceiptId,
    receiptNumber: z.string(),
    subject: z.strictObject({ hi: z.string(), en: z.string().optional() }),
    /** The paper under consideration, or a fresh receipt on a file that already has one. */
    flag: z.enum(['puc', 'fr']),
    pageFrom: z.int().positive(),
    pageTo: z.int().positive(),
    documents: z.array(AttachedDocument),
  })
  .meta({ id: 'CorrespondenceItem' });
export type CorrespondenceItem = z.infer<typeof CorrespondenceItem>;

/**
 * Puts a letter's documents on the correspondence side, with the next page numbers.
 * @throws file-closed, confidential (a confidential letter in a file that is not)
 */
export function addCorrespondence(
  file: File,
  receipt: Receipt,
): Changed<File> & { item: CorrespondenceItem } {
  mustBeActive(file);
  if (receipt.classification === 'confidential' && file.classification !== 'confidential') {
    throw new DomainError('confidential', 'A confidential letter goes into a confidential file.');
  }
  const pages = receipt.documents.reduce((sum, document) => sum + document.pages, 0);
  const no = file.correspondenceCount + 1;
  const item: CorrespondenceItem = {
    no,
    receiptId: receipt.id,
    receiptNumber: receipt.number,
    subject: receipt.subject,
    flag: file.correspondenceCount === 0 ? 'puc' : 'fr',
    pageFrom: file.correspondencePages + 1,
    pageTo: file.correspondencePages + pages,
    documents: receipt.documents,
  };
  const { dueAt } = earliest(file.dueAt, receipt.dueAt);
  return {
    item,
    record: {
      ...file,
      correspondenceCount: no,
      correspondencePages: item.pageTo,
      ...(dueAt && { dueAt }),
    },
    events: [
      {
        type: 'letter-filed',
        pub: {
          no,
          receiptId: receipt.id,
          pageFrom: item.pageFrom,
          pageTo: item.pageTo,
          flag: item.flag,
        },
        texts: { item },
        place: { series: 'correspondence', no },
      },
    ],
  };
}

const earliest = (a: string | undefined, b: string | undefined) => ({
  dueAt: a && b ? (a < b ? a : b) : (a ?? b),
});
