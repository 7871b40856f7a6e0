import { appendixRoutes } from '../../shared/api/routes/appendices.ts';
import { appendToFile, appendToLetter } from '../../shared/domain/correspondence.ts';
import type { DocumentRecord } from '../../shared/domain/document.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as documents from '../../shared/store/documentStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import type { Ref } from '../../shared/store/reading.ts';
import { type Stored, sealOf } from '../../shared/store/recordStore.ts';

export const addAppendices = write(
  appendixRoutes.addAppendices,
  async ({ params, body, officer, at, version, door }) => {
    const documentIds = [...new Set(body.documentIds)];
    const named: Record<string, Ref<unknown>> = Object.fromEntries(
      documentIds.flatMap((id): [string, Ref<unknown>][] => [
        [id, documents.ref(id)],
        [`freed/${id}`, documents.freed(id)],
      ]),
    );
    const loaded = await door.load({ ...named, stored: files.ref(params.fileId) });
    const { stored } = loaded;
    const found = loaded as Readonly<Record<string, unknown>>;
    const file = mayDo(officer, 'file-letter', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    const appended = documentIds.map((id) => {
      const read = found[id] as Stored<DocumentRecord> | undefined;
      if (!read || read.state.officeId !== officer.post.officeId) {
        throw new DomainError('not-found', `There is no document ${id}.`);
      }
      return {
        read,
        changed: appendToFile(read.state, {
          fileId: file.id,
          postId: officer.post.id,
          freedFrom: found[`freed/${id}`] as string | undefined,
        }),
      };
    });
    const added = appendToLetter(
      file,
      Number(params.no),
      appended.map(({ changed: { record } }) => ({
        documentId: record.id,
        pages: record.pages ?? 1,
        sha256: record.sha256,
      })),
      at,
    );
    return door.commit({
      records: [
        files.change(stored, added),
        ...appended.map(({ read, changed }) => documents.change(read, changed)),
      ],
      companions: [
        files.accessRow(added.record, version + added.events.length),
        ...documentIds.map((id) => files.memberCompanion(file.id, id, Number(params.no))),
      ],
      effects: documentIds.map((id) => ({ kind: 'index-record', recordId: id }) as const),
      reply: (headOf) => ({
        appendices: added.appendices,
        version: headOf(file.id).seq,
        seal: sealOf(headOf(file.id)),
      }),
    });
  },
);
