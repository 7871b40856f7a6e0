/** What a weeded file leaves behind elsewhere: its scans and letters have ids of their own, by which they are read. */
import { saveWithdrawn } from '../store/derivedStore.ts';
import * as files from '../store/fileStore.ts';
import { load } from '../store/reading.ts';

/**
 * Marks every document and letter of a weeded file as withdrawn, so that they are not read by another way than through
 * the file. Doing it twice changes nothing. The bytes stay: no role may delete them.
 */
export async function withdrawContent(fileId: string): Promise<void> {
  const { stored } = await load({ stored: files.ref(fileId) });
  if (stored?.state.status !== 'weeded') return;
  const mark = (ids: readonly string[]) => Promise.all(ids.map((id) => saveWithdrawn(id, fileId)));
  await mark(stored.state.correspondenceAppendices.map(({ documentId }) => documentId));
  for await (const items of files.allCorrespondence(fileId)) {
    for (const item of items) {
      await mark(item.documents.map(({ documentId }) => documentId));
      if (item.kind === 'issue') await mark([item.issueId]);
      if (item.kind === 'receipt') await mark([item.receiptId]);
    }
  }
  for await (const items of files.allNotes(fileId)) {
    for (const { note } of items) {
      await mark((note.appendices ?? []).map(({ documentId }) => documentId));
    }
  }
}
