/** What a weeded file leaves behind elsewhere: its scans and letters have ids of their own, by which they are read. */
import { saveWithdrawn } from '../store/derivedStore.ts';
import * as files from '../store/fileStore.ts';
import { load } from '../store/reading.ts';

const atOnce = 50;

/**
 * Marks every document and letter of a weeded file as withdrawn, so that they are not read by another way than through
 * the file. Doing it twice changes nothing. The bytes stay: no role may delete them.
 */
export async function withdrawContent(fileId: string): Promise<void> {
  const { stored } = await load({ stored: files.ref(fileId) });
  if (stored?.state.status !== 'weeded') return;
  const mark = (ids: readonly string[]) => Promise.all(ids.map((id) => saveWithdrawn(id, fileId)));
  await mark(stored.state.correspondenceAppendices.map(({ documentId }) => documentId));
  for (let after: number | undefined, more = true; more; ) {
    const page = await files.correspondence(fileId, { limit: atOnce, after });
    for (const item of page.items) {
      await mark(item.documents.map(({ documentId }) => documentId));
      if (item.kind === 'issue') await mark([item.issueId]);
    }
    after = page.items.at(-1)?.no;
    more = page.more && after !== undefined;
  }
  for (let after: number | undefined, more = true; more; ) {
    const page = await files.notes(fileId, { limit: atOnce, after });
    for (const { note } of page.items) {
      await mark((note.appendices ?? []).map(({ documentId }) => documentId));
    }
    after = page.items.at(-1)?.note.no;
    more = page.more && after !== undefined;
  }
}
