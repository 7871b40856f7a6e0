import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { beginDraft } from '../../shared/domain/draft.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { write } from '../../shared/http/operation.ts';
import { digest, newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { groundOf, namedIn } from './onFile.ts';

/** The file counts its drafts in its own history, so it is written too. */
export const createDraft = write(
  draftRoutes.createDraft,
  async ({ params, body, officer, at, door }) => {
    const loaded = await door.load({
      ...namedIn(body),
      stored: files.ref(params.fileId),
      policy: directory.policy,
    });
    const { stored, policy } = loaded;
    const file = mayDo(officer, 'draft', stored?.state, 'file-not-with-you');
    mustHave(officer, 'draft');

    const id = newId('drf');
    const begun = beginDraft(file, body, groundOf(policy, loaded), officer, { id, at, digest });
    const { record, companions } = drafts.change(undefined, begun);
    const fileSeq = (stored?.head.seq ?? 0) + begun.file.events.length;
    return door.commit({
      records: [record, files.change(stored, begun.file)],
      companions: [...companions, files.accessRow(begun.file.record, fileSeq)],
      reply: (headOf) => ({
        draft: begun.record,
        content: begun.saved.content,
        version: headOf(id).seq,
        seal: sealOf(headOf(id)),
      }),
    });
  },
);
