/** What becomes confidential after its file: letters filed before, letters that went out, parts and volumes. */
import { withItsFile } from '../domain/record.ts';
import * as directory from '../store/directoryStore.ts';
import type { Door } from '../store/door.ts';
import * as files from '../store/fileStore.ts';
import * as issues from '../store/issueStore.ts';
import { load } from '../store/reading.ts';
import * as receipts from '../store/receiptStore.ts';
import { dueRows } from '../store/reviewStore.ts';
import { asSystem } from '../store/systemDoor.ts';

/**
 * Raises all that is in a confidential file, each paper through the write door with what tells of it. A paper that is
 * confidential already is left alone, so that doing it twice changes nothing.
 */
export async function closePapers(fileId: string, at: string): Promise<void> {
  const { stored } = await load({ stored: files.ref(fileId) });
  if (stored?.state.classification !== 'confidential') return;
  const raise = (id: string, attempt: Parameters<typeof asSystem>[1]) =>
    asSystem({ name: 'close-papers', key: `${fileId}/${id}`, at }, attempt);

  for await (const items of files.allCorrespondence(fileId)) {
    await Promise.all(
      items.map((item) => {
        if (item.kind === 'receipt') {
          return raise(item.receiptId, (door) => closeReceipt(door, item.receiptId, fileId, at));
        }
        if (item.kind === 'issue') {
          return raise(item.issueId, (door) => closeIssue(door, item.issueId, fileId));
        }
        return undefined;
      }),
    );
  }
  if (stored.state.partCount + stored.state.volumeCount === 0) return;
  for await (const items of files.allEvents(fileId)) {
    for (const { event } of items) {
      if (event.type !== 'part-opened' && event.type !== 'volume-opened') continue;
      const partId = String(event.pub.fileId);
      await raise(partId, (door) => closePart(door, partId, fileId));
    }
  }
}

const done = { reply: () => ({}) };

async function closeReceipt(door: Door, receiptId: string, fileId: string, at: string) {
  const { stored } = await door.load({ stored: receipts.ref(receiptId) });
  if (stored?.state.fileId !== fileId || stored.state.classification === 'confidential') return;
  const raised = withItsFile(stored.state, fileId);
  const { record } = raised;
  const { office } = await load({ office: directory.office(record.officeId) });
  return door.commit({
    ...done,
    records: [receipts.change(stored, raised)],
    companions: [
      receipts.accessRow(record, stored.head.seq + raised.events.length),
      receipts.registerRowAnew(record),
      ...receipts.trackingRows(record, directory.present(office, 'office').name, at),
    ],
  });
}

async function closeIssue(door: Door, issueId: string, fileId: string) {
  const { stored } = await door.load({ stored: issues.ref(issueId) });
  if (stored?.state.fileId !== fileId || stored.state.classification === 'confidential') return;
  const raised = withItsFile(stored.state, fileId);
  const { record } = raised;
  const { shown } = await load({ shown: issues.verification(record.verificationCode) });
  return door.commit({
    ...done,
    records: [issues.change(stored, raised)],
    companions: [
      issues.registerRowAnew(record),
      ...issues.informationRows(record),
      ...(shown ? [issues.verificationClosed(shown)] : []),
    ],
  });
}

/** What is in the part follows it in the same way. */
async function closePart(door: Door, partId: string, fileId: string) {
  const { stored } = await door.load({ stored: files.ref(partId) });
  if (stored?.state.parentId !== fileId || stored.state.classification === 'confidential') return;
  const raised = withItsFile(stored.state, fileId);
  const { record } = raised;
  return door.commit({
    ...done,
    records: [files.change(stored, raised)],
    companions: [
      files.accessAfter(stored, raised),
      files.amendedRow(record),
      ...dueRows(stored.state, record),
    ],
    effects: [{ kind: 'close-papers', fileId: partId }],
  });
}
