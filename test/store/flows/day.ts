import { sampleDistrict } from '../../../infra/local/sampleDistrict.ts';
import type { OperationId } from '../../../shared/api/routes/index.ts';
import { accept, finishReading } from '../../../shared/domain/document.ts';
import * as documents from '../../../shared/store/documentStore.ts';
import { asSystem } from '../../../shared/store/systemDoor.ts';
import type { Asked, Office, Told } from '../../support/office.ts';

/** What a flow works with: the office in one process, and a call that must succeed and whose cost is kept. */
export interface Day {
  readonly office: Office;
  done(username: string, id: OperationId, asked?: Asked): Promise<Told>;
  readonly seen: ReadonlyMap<OperationId, Told>;
  /** The id of a sample post by its English designation. */
  postOf(designation: string): string;
}
/** A part of the office's work: together the flows call every route that needs a sign-in at least once. */
export type Flow = (day: Day) => Promise<void>;

/** Does what intake and OCR would have done with an upload. */
export async function markRead(documentId: string) {
  const at = new Date().toISOString();
  for (const [key, rule] of [
    ['accept', (d) => accept(d, { pages: 1, at })],
    ['read', (d) => finishReading(d, { failedPages: [], textSha256: 'x', at })],
  ] as [string, (d: Parameters<typeof accept>[0]) => ReturnType<typeof accept>][]) {
    await asSystem({ name: 'test', key: `${documentId}/${key}`, at }, async (door) => {
      const { stored } = await door.load({ stored: documents.ref(documentId) });
      if (!stored) throw new Error(documentId);
      return door.commit({
        records: [documents.change(stored, rule(stored.state))],
        reply: () => ({}),
      });
    });
  }
}

/** An uploaded and read document of one page, of the post that uploads it. */
export async function aDocument({ done }: Pick<Day, 'done'>, username = 'aavak'): Promise<string> {
  const { body } = await done(username, 'createUpload', {
    body: { name: 'a.png', mediaType: 'image/png', bytes: 10, sha256: 'a'.repeat(64) },
  });
  await markRead(body.documentId);
  return body.documentId;
}

/** A file just opened, under the first subject head of the office. */
export async function aFile({ done }: Day, username = 'rajasv1') {
  const { body } = await done(username, 'createFile', {
    body: { subject: { hi: 'नस्ती' }, headId: sampleDistrict.subjectHeads[0]?.id },
  });
  return { fileId: body.file.id as string, version: body.version as number };
}
