import { fileRoutes } from '../../shared/api/routes/files.ts';
import { postRef } from '../../shared/domain/directory.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { send } from '../../shared/domain/movement.ts';
import { mayDo } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const sendFile = write(
  fileRoutes.sendFile,
  async ({ params, body, officer, at, version, door }) => {
    const { stored, draft, target, policy } = await door.load({
      stored: files.ref(params.fileId),
      draft: files.draft(params.fileId, officer.post.id),
      target: directory.post(body.to),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'send', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!target) throw new DomainError('not-found', 'There is no such post.');

    const move = { at, policy: directory.present(policy, 'policy'), dueAt: body.dueAt };
    const sent = send(file, draft, target, officer, move);
    const noteNo = sent.draft ? sent.record.noteCount : null;
    return door.commit({
      records: [files.change(stored, sent)],
      companions: [
        files.accessRow(sent.record, version + sent.events.length),
        ...(sent.draft ? files.sealedDraftCompanions(draft, sent.draft) : []),
      ],
      checks: [directory.postIsActive(target.id)],
      // Who may find it changed with the access row; only a new note has new words.
      effects: noteNo === null ? [] : [{ kind: 'index-note', fileId: file.id, noteNo }],
      reply: (headOf) => ({
        fileId: file.id,
        from: file.holder,
        to: postRef(target),
        sentAt: at,
        noteNo,
        version: headOf(file.id).seq,
        seal: sealOf(headOf(file.id)),
      }),
    });
  },
);
