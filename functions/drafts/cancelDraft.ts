import { draftRoutes } from '../../shared/api/routes/drafts.ts';
import { cancelDraft as cancel } from '../../shared/domain/draft.ts';
import { write } from '../../shared/http/operation.ts';
import * as drafts from '../../shared/store/draftStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';
import { atHand, deskOf } from './onFile.ts';

export const cancelDraft = write(
  draftRoutes.cancelDraft,
  async ({ params, body, officer, at, version, door }) => {
    const desk = await door.load(deskOf(params));
    const { file, draft } = atHand(officer, 'draft', desk, version);
    const cancelled = cancel(file, draft.state, body.reason, at);
    const { record, companions } = drafts.change(draft, cancelled);
    const fileSeq = (desk.file?.head.seq ?? 0) + cancelled.file.events.length;
    return door.commit({
      records: [record, files.change(desk.file, cancelled.file)],
      companions: [...companions, files.accessRow(cancelled.file.record, fileSeq)],
      reply: (headOf) => ({
        draft: cancelled.record,
        version: headOf(record.id).seq,
        seal: sealOf(headOf(record.id)),
      }),
    });
  },
);
