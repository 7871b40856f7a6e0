/** What the reading machine calls around the pages: to admit an upload, and to put its text together. */
import * as z from 'zod';
import { DocumentId } from '../../shared/domain/ids.ts';
import { openPageReader, type PageReader } from '../../shared/ocr/pageReader.ts';
import { admit, discardLate } from './admit.ts';
import { assemble } from './assemble.ts';

const Step = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('admit'),
    documentId: DocumentId,
    bucket: z.string(),
    key: z.string(),
    /** Bytes came to the address of an upload whose reading was started before. */
    again: z.boolean().optional(),
  }),
  z.object({ step: z.literal('assemble'), documentId: DocumentId }),
]);

let reader: PageReader | undefined;

export async function handler(event: unknown) {
  const step = Step.parse(event);
  if (step.step === 'assemble') return assemble(step.documentId);
  if (step.again) return discardLate(step.documentId);
  // Opened once and kept warm: the hostile part of the work happens in its killable child.
  reader ??= openPageReader();
  return admit(step.documentId, reader);
}
