import { recordRoutes } from '../../shared/api/routes/records.ts';
import {
  decideReopening as reopeningDecided,
  requestReopening as reopeningRequested,
} from '../../shared/domain/closure.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noteIndexed, saveFile } from './saveRecords.ts';

export const requestReopening = write(
  recordRoutes.requestReopening,
  async ({ params, body, officer, at, version, door }) => {
    const [{ stored }, { items: posts }] = await Promise.all([
      door.load({ stored: files.ref(params.fileId) }),
      directory.officePosts(officer.post.officeId),
    ]);
    const file = mayDo(officer, 'request-reopen', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    return saveFile(door, {
      stored,
      changed: reopeningRequested(file, body.reason, officer, at, posts),
    });
  },
);

export const decideReopening = write(
  recordRoutes.decideReopening,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'reopen-approve');
    const { parentId, ...decision } = body;
    const { stored, parent, policy } = await door.load({
      stored: files.ref(params.fileId),
      parent: parentId === undefined ? undefined : files.ref(parentId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'decide-reopen', stored?.state);
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!stored) throw new DomainError('not-found', 'There is no such file.');
    const decided = reopeningDecided(file, officer, {
      ...decision,
      at,
      policy: directory.present(policy, 'policy'),
      noteId: newId('nte'),
      parent: parent?.state,
    });
    const { record } = decided.file;
    const goesTo = record.transit?.to ?? record.holder;
    const moves = decision.decision === 'approve' && goesTo.postId !== file.holder.postId;
    return saveFile(
      door,
      { stored, changed: decided.file },
      {
        parent: decided.parent && parent && { stored: parent, changed: decided.parent },
        companions: moves
          ? files.movementRows(file, decided.file, 'reopened', { at, by: officer })
          : [],
        checks: moves ? [directory.postIsActive(goesTo.postId)] : [],
        effects: noteIndexed(file, record),
      },
    );
  },
);
