import { approvalRoutes } from '../../shared/api/routes/approvals.ts';
import { noonOf } from '../../shared/domain/calendar.ts';
import { DomainError } from '../../shared/domain/errors.ts';
import { rehearse } from '../../shared/domain/rehearsal.ts';
import { mayDo } from '../../shared/http/access.ts';
import { read } from '../../shared/http/operation.ts';
import * as directory from '../../shared/store/directoryStore.ts';
import * as files from '../../shared/store/fileStore.ts';
import { load } from '../../shared/store/reading.ts';

/** The file is one of the officer's own office, or the chain is not for it: so the chart is read beside it. */
export const planApproval = read(
  approvalRoutes.planApproval,
  async ({ params, query, officer, at }) => {
    const { chainId, amount, category, on } = query;
    const { officeId } = officer.post;
    const when = on === undefined ? at : noonOf(on);
    const [{ stored, template, policy }, chart] = await Promise.all([
      load({
        stored: files.ref(params.fileId),
        template: directory.chain(officeId, chainId),
        policy: directory.policy,
      }),
      directory.chartOf(officeId, when),
    ]);
    const file = mayDo(officer, 'start-approval', stored?.state, 'file-not-with-you');
    if (!template) throw new DomainError('chain-not-found', 'There is no such approval chain.');
    const facts = {
      ...(amount !== undefined && { amount: Number(amount) }),
      ...(category !== undefined && { category }),
    };
    const opening = { chart, at: when, policy: directory.present(policy, 'policy') };
    return { body: { levels: rehearse(file, template, facts, officer, opening) } };
  },
);
