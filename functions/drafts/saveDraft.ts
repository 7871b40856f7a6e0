import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { saveDraft as save } from '../../shared/domain/draft.ts';
import { write } from '../../shared/http/operation.ts';
import { digest } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { atHand, deskOf, groundOf, namedIn } from './onFile.ts';

export const saveDraft = write(
  draftRoutes.saveDraft,
  async ({ params, body, officer, at, version, door }) => {
    const loaded = await door.load({
      ...namedIn(body),
      ...deskOf(params),
      policy: directory.policy,
    });
    const { file, draft } = atHand(officer, 'draft', loaded, version);
    const ground = groundOf(loaded.policy, loaded);
    const saved = save(file, draft.state, body, ground, officer, { at, digest });
    const { record, companions } = drafts.change(draft, saved);
    return door.commit({
      records: [record],
      companions: [...companions, ...files.workedRow(file)],
      checks: [files.fileStillWith(file.id, officer.post.id)],
      reply: (headOf) => ({
        draft: saved.record,
        content: saved.saved.content,
        version: headOf(record.id).seq,
        seal: sealOf(headOf(record.id)),
      }),
    });
  },
);
