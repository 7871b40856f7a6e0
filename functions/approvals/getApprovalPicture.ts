import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { approvalPlace } from '../../shared/domain/ids.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as approvals from '../../shared/store/approvalStore.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

export const getApprovalPicture = read(
  approvalRoutes.getApprovalPicture,
  async ({ params, query, officer, at }) => {
    // Few look at pictures, and every decision would load the drawing.
    const [{ pictureOf }, { svgOf }] = await Promise.all([
      import('../../shared/domain/chainPicturing.ts'),
      import('../../shared/domain/chainDrawing.ts'),
    ]);
    const { approvalId } = params;
    const { stored, approval, policy } = await load({
      stored: files.ref(approvalPlace(approvalId).fileId),
      approval: approvals.approval(approvalId),
      policy: directory.policy,
    });
    const file = mayDo(officer, 'read-content', stored?.state);
    if (!approval) throw new DomainError('not-found', 'There is no such approval.');
    const now = { at, policy: directory.present(policy, 'policy') };
    const picture = pictureOf(approval, now, file);
    return { body: { picture, svg: svgOf(picture, query.language ?? 'hi') } };
  },
);
