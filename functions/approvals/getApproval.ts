import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { stepClock } from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { approvalPlace } from '../../shared/domain/ids.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';
import { sealOf } from '../../shared/store/recordStore.ts';

export const getApproval = read(approvalRoutes.getApproval, async ({ params, officer, at }) => {
  const { approvalId } = params;
  const { stored, approval, policy } = await load({
    stored: files.ref(approvalPlace(approvalId).fileId),
    approval: approvals.approval(approvalId),
    policy: directory.policy,
  });
  mayDo(officer, 'read-content', stored?.state);
  if (!approval || !stored) throw new DomainError('not-found', 'There is no such approval.');
  const { head } = stored;
  const clock = stepClock(approval, { at, policy: directory.present(policy, 'policy') });
  return {
    etag: String(head.seq),
    body: { approval, version: head.seq, seal: sealOf(head), clock },
  };
});
