import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { File } from '../../shared/domain/file.ts';
import { noteSheet } from '../../shared/press/noteSheet.ts';
import { PdfWriter, type Sink } from '../../shared/press/pdfWriter.ts';
import { wholeFile } from '../../shared/press/wholeFile.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { issuedLetter } from './printLetter.ts';
import { correspondenceOf, delaysOf, fetchTo, type Make, notesOf, officeOf } from './sources.ts';

/** The note sheet alone, or the whole file. */
export const printFile: Make = async (print, sink) => {
  const { wanted } = print;
  if (wanted.kind !== 'file' && wanted.kind !== 'note-sheet') {
    throw new RangeError(`${wanted.kind} is no print of a file.`);
  }
  const { stored } = await load({ stored: files.ref(wanted.fileId) });
  if (!stored) throw new Error(`${wanted.fileId} is gone.`);
  const { state: file, head } = stored;
  const office = await officeOf(file.officeId);
  if (wanted.kind === 'note-sheet') {
    const about = { title: `नोटशीट ${file.number}`, at: print.askedAt, id: head.hash.slice(0, 32) };
    const sheets = noteSheet({ file, office, notes: notesOf(file), delays: delaysOf(file) });
    return writeSheets(sheets, sink, about);
  }
  const folder = await mkdtemp(join(tmpdir(), 'press-'));
  try {
    return await wholeFile(
      {
        printId: print.id,
        file,
        head,
        office,
        subjectHead: await subjectHeadOf(file),
        asked: { by: print.askedBy.designation, at: print.askedAt },
        notes: () => notesOf(file),
        delays: () => delaysOf(file),
        correspondence: () => correspondenceOf(file),
        issued: (issueId, confidential) => issuedLetter(issueId, { confidential }),
        fetch: (document) => fetchTo(folder, document),
        folder,
      },
      sink,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

async function subjectHeadOf({ officeId, headId }: File) {
  const { head } = await load({ head: directory.subjectHead(officeId, headId) });
  return head?.name;
}

/** Puts portions that were set one after the other into one PDF. */
export async function writeSheets(
  portions: AsyncIterable<{ readonly pdf: Uint8Array }>,
  sink: Sink,
  about: Parameters<PdfWriter['finish']>[0],
): Promise<{ pages: number }> {
  const writer = new PdfWriter(sink);
  for await (const { pdf } of portions) {
    for (const { object, width, height } of await writer.forms(pdf)) {
      await writer.page({ width, height }, [{ object, matrix: [1, 0, 0, 1, 0, 0] }]);
    }
  }
  return writer.finish(about);
}
