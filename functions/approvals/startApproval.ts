import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { startApproval as start } from '../../shared/domain/approval.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { toConfirm } from '../../shared/domain/notice.ts';
import { mayDo, mustHave } from '../../shared/http/access.ts';
import { mustBeAt, write } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { noticeRows } from '../../shared/store/noticeStore.ts';
import { changeOfApproval } from './changeOfApproval.ts';

export const startApproval = write(
  approvalRoutes.startApproval,
  async ({ params, body, officer, at, version, door }) => {
    mustHave(officer, 'start-approval');
    const { stored, draft, template, policy } = await door.load({
      stored: files.ref(params.fileId),
      draft: files.draft(params.fileId, officer.post.id),
      template: directory.chain(officer.post.officeId, body.chainId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'start-approval', stored?.state, 'file-not-with-you');
    mustBeAt(version, stored?.head.seq ?? 0);
    if (!template || !stored)
      throw new DomainError('chain-not-found', 'There is no such approval chain.');

    const act = { at, policy: directory.present(policy, 'policy') };
    const started = start(file, template, draft, officer, { ...act, delay: body.delay });
    const { record } = started;
    const tellings = started.draft ? toConfirm(draft, record.noteCount) : [];
    return door.commit(
      changeOfApproval(stored, undefined, started, draft, {
        cause: 'approval-started',
        at,
        effects: [{ kind: 'start-approval', approvalId: started.approval.id }],
        notices: noticeRows(record, tellings, { ...act, by: officer.post }),
      }),
    );
  },
);
