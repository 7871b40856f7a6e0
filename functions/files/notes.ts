import { fileRoutes } from '../../shared/api/routes/files.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { beginDraft, changeDraft } from '../../shared/domain/note.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { limitOf, nextOf, serialOf } from '../../shared/http/lists.ts';
import { mustBeAt, read, type WriteRequest, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import type { Check } from '../../shared/store/door.ts';
import * as files from '../../shared/store/fileStore.ts';
import { headKey } from '../../shared/store/keys.ts';
import { load } from '../../shared/store/reading.ts';

/** A draft may only be written while its post has the file, checked again in the write itself. */
const stillWith = (fileId: string, postId: string): Check => ({
  key: headKey(fileId),
  attribute: 'heldBy',
  value: postId,
  otherwise: () => new DomainError('file-not-with-you', 'The file has moved on.'),
});

export const listNotes = read(fileRoutes.listNotes, async ({ params, query, officer }) => {
  const { fileId } = params;
  const list = `notes/${fileId}`;
  const after = serialOf(list, query);
  const [{ stored, draft }, page] = await Promise.all([
    load({ stored: files.ref(fileId), draft: files.draft(fileId, officer.post.id) }),
    files.notes(fileId, { limit: limitOf(query), after }),
  ]);
  mayDo(officer, 'read-content', stored?.state);
  return {
    etag: String(stored?.head.seq),
    body: {
      items: page.items.map(({ note, seq }) => ({ ...note, sealSeq: seq })),
      next: nextOf(list, page.more ? page.items.at(-1)?.note.no : undefined),
      draft: draft?.state === 'open' ? draft : null,
    },
  };
});

export const createNote = write(
  fileRoutes.createNote,
  async ({ params, body, officer, at, door }) => {
    mustHave(officer, 'note');
    const { stored, draft } = await door.load({
      stored: files.ref(params.fileId),
      draft: files.draft(params.fileId, officer.post.id),
    });
    const file = mayDo(officer, 'note', stored?.state, 'file-not-with-you');
    const begun = beginDraft(file, draft, body, officer, { id: newId('nte'), at });
    return door.commit({
      records: [],
      companions: [files.draftCompanion(draft, begun)],
      checks: [stillWith(file.id, officer.post.id)],
      version: begun.version,
      reply: () => begun,
    });
  },
);

export const saveNote = write(fileRoutes.saveNote, (request) =>
  change(request, { paragraphs: request.body.paragraphs }),
);

export const discardNote = write(fileRoutes.discardNote, (request) => change(request, 'discard'));

type Asked = Pick<
  WriteRequest<typeof fileRoutes.saveNote>,
  'params' | 'officer' | 'at' | 'version' | 'door'
>;
async function change(request: Asked, to: Parameters<typeof changeDraft>[2]) {
  const { params, officer, at, version, door } = request;
  const { stored, draft } = await door.load({
    stored: files.ref(params.fileId),
    draft: files.draft(params.fileId, officer.post.id),
  });
  const file = mayDo(officer, 'note', stored?.state, 'file-not-with-you');
  const changed = changeDraft(draft, params.noteId, to, at);
  mustBeAt(version, draft?.version ?? 0);
  return door.commit({
    records: [],
    companions: [files.draftCompanion(draft, changed)],
    checks: [stillWith(file.id, officer.post.id)],
    version: changed.version,
    reply: () => changed,
  });
}
