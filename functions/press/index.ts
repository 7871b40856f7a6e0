/** Makes what somebody asked to have printed, and stores it for them to fetch. */
import * as z from 'zod';
import { PrintId } from '../../shared/domain/ids.ts';
import { isTable, type Print } from '../../shared/domain/print.ts';
import { log } from '../../shared/log.ts';
import { saveMade } from '../../shared/store/derivedStore.ts';
import { printObjectKey } from '../../shared/store/objectKeys.ts';
import * as prints from '../../shared/store/printStore.ts';
import { load } from '../../shared/store/reading.ts';
import { openUpload } from '../../shared/store/upload.ts';
import { printChargeReport } from './printChargeReport.ts';
import { printFile } from './printFile.ts';
import { printLabel } from './printLabel.ts';
import { printLetter } from './printLetter.ts';
import { printRegister } from './printRegister.ts';
import { printSlip } from './printSlip.ts';
import type { Make } from './sources.ts';

const Task = z.object({ printId: PrintId, step: z.enum(['make', 'give-up']) });

export async function handler(event: unknown): Promise<{ printId: string }> {
  const { printId, step } = Task.parse(event);
  const { print, made } = await load({
    print: prints.ref(printId),
    made: prints.made(printId),
  });
  if (!print) throw new Error(`${printId} was never asked for.`);
  // Asked again after a lost answer: what is made is made.
  if (made?.state === 'ready') return { printId };
  if (step === 'give-up') {
    await saveMade(printId, { state: 'failed', madeAt: now(), code: 'print-failed' });
    return { printId };
  }
  await make(print);
  return { printId };
}

async function make(print: Print): Promise<void> {
  const mediaType = isTable(print.wanted) ? 'text/csv' : 'application/pdf';
  const upload = openUpload(printObjectKey(print.id), mediaType);
  try {
    const { pages } = await makerOf(print)(print, upload);
    const stored = await upload.finish();
    await saveMade(print.id, { state: 'ready', madeAt: now(), mediaType, pages, ...stored });
    log.info('A print was made', { printId: print.id, kind: print.wanted.kind, pages, ...stored });
  } catch (error) {
    await upload.abandon();
    throw error;
  }
}

function makerOf({ wanted }: Print): Make {
  switch (wanted.kind) {
    case 'acknowledgement':
      return printSlip;
    case 'label':
      return printLabel;
    case 'note-sheet':
    case 'file':
      return printFile;
    case 'draft':
    case 'issue':
      return printLetter;
    case 'register':
      return printRegister;
    case 'charge-report':
      return printChargeReport;
  }
}

const now = (): string => new Date().toISOString();
