import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { decide as decideLevel } from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { approvalPlace } from '../../shared/domain/ids.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import { newId } from '../../shared/store/digest.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { changeOfApproval } from './changeOfApproval.ts';

/** The decision is recorded here; the state machine is told afterwards, from the outbox. */
export const decide = write(
  approvalRoutes.decide,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'decide');
    const { approvalId } = params;
    const { stored, approval, policy } = await door.load({
      stored: files.ref(approvalPlace(approvalId).fileId),
      approval: files.approval(approvalId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'decide', stored?.state, 'file-not-with-you');
    if (!approval || !stored) throw new DomainError('not-found', 'There is no such approval.');
    mustBeAt(version, stored.head.seq);

    const decided = decideLevel(file, approval, body, officer, {
      at,
      policy: directory.present(policy, 'policy'),
      noteId: newId('nte'),
    });
    return door.commit(
      changeOfApproval(stored, approval, decided, undefined, {
        cause: 'decided',
        at,
        effects: [{ kind: 'answer-level', approvalId, level: body.level }],
      }),
    );
  },
);
