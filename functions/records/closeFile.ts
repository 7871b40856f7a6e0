import { recordRoutes } from '../../shared/api/routes/records.ts';
import {
  decideClosure as closureDecided,
  requestClosure as closureRequested,
} from '../../shared/domain/closure.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { toConfirm } from '../../shared/domain/notice.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { hasOpenNotes, noneBegun } from '../../shared/store/noteStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { noteIndexed, saveFile } from './saveRecords.ts';

/** The yellow notes of the file are looked through while it is read: the caller waits once. */
export const requestClosure = write(
  recordRoutes.requestClosure,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'close-request');
    const { fileId } = params;
    const [{ stored, draft, to, policy }, openNotes] = await Promise.all([
      door.load({
        stored: files.ref(fileId),
        draft: files.draft(fileId, officer.post.id),
        to: body.to === undefined ? undefined : directory.post(body.to),
        policy: directory.policy,
      }),
      hasOpenNotes(fileId, officer.post.id),
    ]);
    const file = mayDo(officer, 'request-close', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored || (body.to !== undefined && !to)) {
      throw new DomainError('not-found', 'There is no such post.');
    }
    const { remarks, delay } = body;
    const act = { at, policy: directory.present(policy, 'policy') };
    const changed = closureRequested(file, draft, officer, {
      ...act,
      openNotes,
      remarks,
      to,
      delay,
    });
    return saveFile(
      door,
      { stored, changed },
      {
        companions: [
          ...(changed.draft ? files.sealedDraftCompanions(draft, changed.draft) : []),
          ...(to ? files.movementRows(file, changed, 'sent', { at, by: officer }) : []),
          ...noticeRows(file, changed.draft ? toConfirm(draft, changed.record.noteCount) : [], {
            ...act,
            by: officer.post,
          }),
        ],
        checks: [
          ...(to ? [directory.postIsActive(to.id)] : []),
          ...noneBegun(fileId, officer.post.id, { read: draft, sealed: changed.draft }),
        ],
        effects: noteIndexed(file, changed.record),
      },
    );
  },
);

export const decideClosure = write(
  recordRoutes.decideClosure,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'close-approve');
    const { fileId } = params;
    const { parentId, ...decision } = body;
    const [{ stored, parent, policy }, openNotes] = await Promise.all([
      door.load({
        stored: files.ref(fileId),
        parent: parentId === undefined ? undefined : files.ref(parentId),
        policy: directory.policy,
      }),
      hasOpenNotes(fileId),
    ]);
    const file = mayDo(officer, 'decide-close', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    const decided = closureDecided(file, officer, {
      ...decision,
      at,
      policy: directory.present(policy, 'policy'),
      noteId: newId('nte'),
      parent: parent?.state,
      openNotes,
    });
    return saveFile(
      door,
      { stored, changed: decided.file },
      {
        parent: decided.parent && parent && { stored: parent, changed: decided.parent },
        effects: noteIndexed(file, decided.file.record),
      },
    );
  },
);
