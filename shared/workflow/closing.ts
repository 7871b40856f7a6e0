/** What becomes confidential after its file: letters filed before, letters that went out, parts and volumes. */
import { PostRef } from '../domain/directory.ts';
import { withItsFile } from '../domain/record.ts';
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
  const { officeId } = stored.state;
  for await (const items of files.allEvents(fileId)) {
    await closeSent(fileId, officeId, items, raise);
    for (const { event } of items) {
      if (event.type !== 'part-opened' && event.type !== 'volume-opened') continue;
      const partId = String(event.pub.fileId);
      await raise(partId, (door) => closePart(door, partId, fileId));
    }
  }
}

type Events = Awaited<ReturnType<typeof files.events>>['items'];
type Raise = (id: string, attempt: Parameters<typeof asSystem>[1]) => Promise<unknown>;

/** So many entries are written at once: one write takes a hundred items. */
const rowsAtOnce = 50;

/** Posts of other offices that had the file read it no more, nor what it is about among what they sent. */
async function closeSent(fileId: string, officeId: string, items: Events, raise: Raise) {
  const abroad = items.flatMap(({ event: { pub, at, seq } }) => {
    const from = PostRef.safeParse(pub.from).data;
    return from && from.officeId !== officeId ? [{ postId: from.postId, at, seq }] : [];
  });
  for (let start = 0; start < abroad.length; start += rowsAtOnce) {
    const some = abroad.slice(start, start + rowsAtOnce);
    const rows = await load(
      Object.fromEntries(
        some.map(({ postId, at, seq }) => [String(seq), files.sentRow(postId, at, fileId)]),
      ),
    );
    const companions = some.flatMap(({ postId, seq }) => {
      const row = rows[String(seq)];
      return row && row.subject !== null ? [files.sentRowClosed(postId, row)] : [];
    });
    if (companions.length === 0) continue;
    await raise(`sent/${some[0]?.seq}`, (door) =>
      door.commit({ ...done, records: [], companions }),
    );
  }
}

const done = { reply: () => ({}) };

async function closeReceipt(door: Door, receiptId: string, fileId: string, at: string) {
  const { stored } = await door.load({ stored: receipts.ref(receiptId) });
  if (stored?.state.fileId !== fileId || stored.state.classification === 'confidential') return;
  const raised = withItsFile(stored.state, fileId);
  const { record } = raised;
  return door.commit({
    ...done,
    records: [receipts.change(stored, raised)],
    companions: [
      receipts.accessRow(record, stored.head.seq + raised.events.length),
      receipts.registerRowAnew(record),
      ...receipts.trackingRows(record, at),
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
